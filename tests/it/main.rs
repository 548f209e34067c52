//! One integration binary, a module for each promise.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that panics has failed")]

mod bargaining_frontier;
mod bargaining_plain;
mod bargaining_session;
mod cli_help;
mod cli_place;
mod cli_run;
mod cli_scenarios;
mod cli_stop;
mod docs_links;
mod docs_model;
mod docs_output;
mod docs_page;
mod docs_readme;
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
mod model;
mod model_degenerate;
mod model_luck;
mod model_seats;
mod model_shows;
mod model_switches;
mod output_batch;
mod output_cells;
mod output_counts;
mod output_description;
mod rooms;
mod runner_batches;
mod runner_job;
mod scenario_files;
mod scenario_gates;
mod scenario_refusals;
mod stats_numbers;
mod steady_state;
