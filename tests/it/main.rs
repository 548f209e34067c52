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
