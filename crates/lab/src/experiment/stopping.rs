//! When a cell has runs enough: after a fixed number, or once an interval is narrow.

use crate::output::{ReplicationsInputs, UntilInputs};
use crate::rows::cells::CellStats;
use crate::rows::metric::Metric;

/// How many runs each cell has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Replications {
    /// So many.
    Fixed(u64),
    /// Until an interval is narrow enough.
    Until(Until),
}

/// Runs until the 95 % interval of a measure is narrow.
///
/// It is looked at after `minimum` runs and then after every `batch`, never between, so that the stopping point is the
/// same on any machine. An interval at a stopping time covers a little less often than its 95 %: the rule tends to stop
/// when the spread happens to look small. The coverage tends to 95 % as the width goes to 0.
///
/// Source: Y. S. Chow & H. Robbins, "On the asymptotic theory of fixed-width sequential confidence intervals for the
/// mean", Annals of Mathematical Statistics 36 (1965), 457–462.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Until {
    /// The share of an outcome or the mean of a measure.
    pub measure: Metric,
    /// Half the width that is wanted, in the measure's unit.
    pub half_width: f64,
    /// Runs before the first look.
    pub minimum: u64,
    /// Runs at most.
    pub maximum: u64,
    /// Runs between looks.
    pub batch: u64,
}

impl Replications {
    /// Runs that a cell has for sure.
    #[must_use]
    pub fn least(&self) -> u64 {
        match self {
            Replications::Fixed(runs) => *runs,
            Replications::Until(until) => until.minimum,
        }
    }

    /// Runs that a cell has at most.
    #[must_use]
    pub fn most(&self) -> u64 {
        match self {
            Replications::Fixed(runs) => *runs,
            Replications::Until(until) => until.maximum,
        }
    }

    /// How many more runs a cell needs after its first `runs`, which `count` counts.
    ///
    /// ```
    /// use summitry_lab::experiment::{Replications, Until};
    /// use summitry_lab::rows::cells::CellStats;
    /// use summitry_lab::rows::metric::Metric;
    /// let measure = Metric::named("durable").unwrap();
    /// let until = Until { measure, half_width: 0.02, minimum: 200, maximum: 250, batch: 100 };
    /// let nothing = CellStats::default();
    /// assert_eq!(Replications::Until(until).more(200, &nothing), 50);
    /// assert_eq!(Replications::Until(until).more(250, &nothing), 0);
    /// assert_eq!(Replications::Fixed(200).more(200, &nothing), 0);
    /// ```
    #[must_use]
    pub fn more(&self, runs: u64, count: &CellStats) -> u64 {
        match self {
            Replications::Fixed(all) => all.saturating_sub(runs),
            Replications::Until(until) if count.half_width(until.measure) <= until.half_width => 0,
            Replications::Until(until) => until.batch.min(until.maximum.saturating_sub(runs)),
        }
    }

    /// What determines it, for a manifest.
    #[must_use]
    pub fn inputs(&self) -> ReplicationsInputs {
        match self {
            Replications::Fixed(runs) => ReplicationsInputs::Fixed { replications: *runs },
            Replications::Until(until) => ReplicationsInputs::Until {
                until: UntilInputs {
                    measure: until.measure.name().to_owned(),
                    half_width: until.half_width,
                    minimum: until.minimum,
                    maximum: until.maximum,
                    batch: until.batch,
                },
            },
        }
    }
}
