//! Experiments on the model: batches, sweeps and comparisons, their tables, what the tables say, and single runs replayed.
//!
//! Internal to `summitry`, which alone promises an API.

pub mod analysis;
pub mod experiment;
pub mod explain;
pub mod output;
pub mod rows;
pub mod seats;
