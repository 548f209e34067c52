//! Experiments on the model: batches, sweeps and comparisons, their tables, what the tables say, and single runs replayed.
//!
//! Internal to `summitry`, which alone promises an API.

pub mod agents;
pub mod analysis;
pub mod assess;
pub mod experiment;
pub mod output;
pub mod positions;
pub mod replay;
pub mod rows;
pub mod screening;
