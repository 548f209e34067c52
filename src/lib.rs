//! summitry simulates how a negotiation reaches the leaders' table.
//!
//! A seeded discrete-event engine runs a scenario file many times and writes tidy CSVs.
//! Data runs one way: file → [`fields`] → run → rows → tables.

pub mod engine;
pub mod experiment;
pub mod ids;
pub mod output;
pub mod fields;
pub mod stats;
pub mod units;
