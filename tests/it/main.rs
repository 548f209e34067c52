//! One integration binary, a module for each promise.

mod engine_calendar;
mod engine_decay;
mod engine_hawkes;
mod engine_queue;
mod engine_sample;
mod engine_stream;
mod fields_faults;
mod fields_hostile;
mod fields_sections;
mod fields_world;
mod output_batch;
mod output_cells;
mod output_counts;
mod output_description;
mod runner_batches;
mod runner_job;
mod stats_numbers;
