//! Experiments: batches of runs, in parallel and in order.

mod batch;
mod runner;

pub use batch::{Batch, Ended, Tables, UnknownTable};
pub use runner::{Finished, Job, Options, RunError, run_batch};
