//! Single runs replayed: their decisions, the gate as it stood, and what another decision would have led to.
//!
//! A run is determined by its scenario, its seed and its answers. It can therefore be replayed bit for bit, and branched at
//! one decision under the same random draws. This module drives runs; it knows nothing of tables on disk or screens.

pub mod counterfactual;
pub mod gate;
mod history;
pub mod influence;
pub mod log;

pub use history::{AfterChange, Decision, Observation, ReplayOptions, RunHistory, replay};
