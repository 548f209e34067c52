//! One integration binary, a module for each promise.

mod engine_calendar;
mod engine_stream;
