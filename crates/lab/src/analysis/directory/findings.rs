//! What is found in a batch.

use summitry_engine::stats::{Interval, LifeCurve};

/// How often an outcome came about.
#[derive(Clone, Debug, PartialEq)]
pub struct OutcomeShare {
    /// The outcome.
    pub name: String,
    /// Runs that had it.
    pub count: u64,
    /// Its share of all runs, with Wilson's interval.
    pub share: f64,
    /// Wilson's interval.
    pub interval: Interval,
}

/// A statistic of a measure.
#[derive(Clone, Debug, PartialEq)]
pub struct Summarised {
    /// The measure: a column of the batch, an outcome, or a distance.
    pub measure: String,
    /// Which statistic.
    pub statistic: &'static str,
    /// Its unit; empty where there is none.
    pub unit: String,
    /// Runs that it is over.
    pub n: u64,
    /// Runs that have no value.
    pub missing: u64,
    /// Its estimate; `None` where there is none, as of a median that was not reached.
    pub estimate: Option<f64>,
    /// The lower end of its interval.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
    /// How the interval is made: empty where there is none.
    pub interval: &'static str,
}

/// A curve of how long something lasts.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// What is over by and by: `in-force`, `without-summit`, `without-settlement`.
    pub name: &'static str,
    /// The product-limit estimate.
    pub curve: LifeCurve,
    /// The end of observation, in days.
    pub horizon: f64,
    /// The measure that it is made of.
    pub measure: &'static str,
}

/// What can be said of a batch.
#[derive(Clone, Debug, PartialEq)]
pub struct BatchFindings {
    /// The scenario's id.
    pub scenario: String,
    /// The seed.
    pub seed: u64,
    /// How many runs there are: every one of the manifest, once.
    pub runs: u64,
    /// How much an interval holds.
    pub confidence: f64,
    /// The outcomes, in their order.
    pub outcomes: Vec<OutcomeShare>,
    /// All statistics: outcomes, flags and measures in the order of their columns, then curves and distances. How long runs
    /// take to a summit or settlement, and this stays in force, is told by curves alone.
    pub statistics: Vec<Summarised>,
    /// The curves.
    pub curves: Vec<Curve>,
    /// Texts that lie beyond the front of the scenario's own preferences, and how many were looked at; `None` without the
    /// tables for it.
    pub beyond: Option<(u64, u64)>,
    /// Measures whose quantiles are not exact, and by how much they may be off.
    pub coarse: Vec<(String, f64)>,
    /// What could not be said, and why.
    pub left_out: Vec<String>,
}
