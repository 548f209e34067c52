//! One integration binary, a module for each promise.

mod engine_calendar;
mod engine_decay;
mod engine_hawkes;
mod engine_queue;
mod engine_sample;
mod engine_stream;
mod scenario_infra_faults;
mod scenario_infra_hostile;
mod scenario_infra_sections;
mod scenario_infra_world;
