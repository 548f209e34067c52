//! Experiments: batches of runs, in parallel and in order, and the designs of their points.

mod batch;
pub mod design;
mod runner;
mod schedule;
mod workers;

pub use batch::{Batch, Ended, Tables, UnknownTable};
pub use runner::{Count, Finished, Job, Options, RunError, run_batch};
pub use schedule::{Piece, Span};
pub use workers::Kept;
