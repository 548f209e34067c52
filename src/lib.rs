//! summitry simulates how a negotiation reaches the leaders' table.
//!
//! A seeded discrete-event engine runs a scenario file many times and writes tidy CSVs. Data runs one
//! way: file → [`scenario`] → [`process`] → [`rows`] → tables. The rooms, each of which may use those
//! before it only: [`units`], [`ids`], [`stats`], [`fields`], [`engine`], [`bargaining`], [`diplomacy`],
//! [`policy`], [`scenario`], [`process`], [`seats`], [`output`], [`rows`], [`experiment`], [`analysis`], [`charts`], [`report`],
//! [`explain`], [`classroom`].
//!
//! ```
//! use summitry::process::{Run, Seats, Setup, drive};
//! use summitry::scenario::{Overrides, read};
//!
//! let loaded = read("two-capitals", &Overrides::default());
//! let scenario = loaded.scenario.ok_or("the scenario has faults")?;
//! let setup = Setup::new(scenario);
//! let mut run = Run::new(&setup);
//! run.begin(7, 0, false)?;
//! drive(&mut run, &Seats::of(&setup))?;
//! println!("run 0 ended {}", run.record().outcome.name());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod analysis;
pub mod bargaining;
pub mod charts;
pub mod classroom;
pub mod cli;
pub mod diplomacy;
pub mod engine;
pub mod experiment;
pub mod explain;
pub mod fields;
pub mod ids;
pub mod output;
pub mod policy;
pub mod process;
pub mod report;
pub mod rows;
pub mod scenario;
pub mod seats;
pub mod stats;
pub mod units;
