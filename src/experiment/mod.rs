//! Batches: the parallel, in-order runner.
