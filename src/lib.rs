//! summitry simulates how a negotiation reaches the leaders' table.
//!
//! A seeded discrete-event engine runs a scenario file many times and writes tidy CSVs. Data runs one
//! way: file → [`scenario`] → [`process`] → rows → tables. Each module below may use those above it only.

pub mod bargaining;
pub mod diplomacy;
pub mod engine;
pub mod experiment;
pub mod fields;
pub mod ids;
pub mod output;
pub mod policy;
pub mod process;
pub mod scenario;
pub mod stats;
pub mod units;
