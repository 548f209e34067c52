//! What the feature `parquet` promises: a target of its own, as building the whole suite again for it takes minutes.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that panics has failed")]
#![allow(dead_code, reason = "helpers that other modules of the suite use")]

#[path = "it/cli_formats.rs"]
mod cli_formats;
#[path = "it/cli_place.rs"]
mod cli_place;
#[path = "it/output_parquet.rs"]
mod output_parquet;
#[path = "it/runner_job.rs"]
mod runner_job;
