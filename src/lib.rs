//! summitry simulates how a negotiation reaches the leaders' table.

pub mod cli;

#[cfg(feature = "class")]
pub use summitry_class as classroom;
pub use summitry_engine::{self as engine, ids, sets, stats, units};
pub use summitry_lab::{agents, analysis, experiment, output, replay, rows};
pub use summitry_model::{bargaining, diplomacy, fields, policy, process, scenario};
pub use summitry_pages::{charts, report, story};
