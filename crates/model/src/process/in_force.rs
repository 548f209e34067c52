//! What is kept of a settlement in force.

use crate::diplomacy::settlement::Covariates;
use summitry_engine::units::SimTime;

/// A settlement in force.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct InForce {
    pub since: SimTime,
    pub covariates: Covariates,
    /// Settled weight of guarantees and monitoring, as a share of all of it.
    pub enforceable: f64,
    pub leverage: f64,
    /// Cumulative hazard left until collapse, as of the last review.
    pub left: f64,
    /// Days in force at the last review.
    pub reviewed: f64,
}
