//! What is kept of a settlement, from its signing on.

use crate::diplomacy::settlement::Covariates;
use summitry_engine::units::SimTime;

/// A settlement that was signed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Settlement {
    /// When it was signed.
    pub since: SimTime,
    pub covariates: Covariates,
    /// Settled weight of guarantees and monitoring, as a share of all of it.
    pub enforceable: f64,
    pub leverage: f64,
    /// Log-risk of collapse at signing.
    pub log_risk: f64,
    /// Whether it was ratified, once that was tried.
    pub ratified: Option<bool>,
    /// Cumulative hazard left until collapse, as of the last review.
    pub left: f64,
    /// Days in force at the last review.
    pub reviewed: f64,
    /// Days in force, and whether it was alive then; none before its end or that of the follow-up.
    pub survival: Option<(f64, bool)>,
}
