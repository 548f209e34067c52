//! Batches: the parallel, in-order runner.

mod runner;

pub use runner::{Finished, Job, Options, RunError, run_batch};
