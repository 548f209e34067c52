//! Why a run ended as it did: its decisions, its story, its replay, and what another decision would have made of it.
//!
//! A run is its scenario, its seed and its answers. So it can be told, replayed to the bit, and forked at one decision while
//! the luck stays the same. This room drives runs; it knows nothing of tables on disk or screens.

pub mod counterfactual;
pub mod gate;
pub mod influence;
pub mod log;
mod path;

pub use path::{AfterChange, Decision, Observation, Path, ReplayOptions, follow};
