//! The metrics of a run: the share of an outcome or the mean of a measure, and how each is compared between rules.

use summitry_engine::stats::{Interval, Moments, Z95, student_interval, wilson};
use summitry_model::process::{MEASURES, MeasureSpec, Missing, Outcome, Record};

/// Confidence of the intervals.
pub const CONFIDENCE: f64 = 0.95;

const OUTCOMES: usize = Outcome::NAMES.len();

/// A quantity of interest: the share of runs with an outcome, or the mean of a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// The outcome with this position in [`Outcome::NAMES`].
    Outcome(usize),
    /// The measure with this position in [`MEASURES`].
    Measure(usize),
}

/// Which runs a metric is compared on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Basis {
    /// All; each has a value.
    All,
    /// All; an event that did not happen by this day counts as happening on it: a restricted mean.
    Restricted(f64),
    /// All; what did not begin counts as 0, and no run counts more than this many days.
    Held(f64),
    /// Those in which it happened, under both rules for a difference. Which runs these are depends on the rules.
    Happened,
}

impl Basis {
    /// All labels.
    pub const LABELS: &'static [&'static str] = &["all", "restricted", "held", "happened"];

    /// The label in `means.csv`.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Basis::All => "all",
            Basis::Restricted(_) => "restricted",
            Basis::Held(_) => "held",
            Basis::Happened => "happened",
        }
    }
}

/// Days at which times are censored: the least of all scenarios that are compared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Horizons {
    /// Of waiting times: the window of the talks.
    pub window: f64,
    /// Of how long a settlement holds: the follow-up.
    pub follow_up: f64,
}

impl Metric {
    /// Every metric: outcomes, then measures.
    pub const ALL: [Metric; OUTCOMES + MEASURES.len()] = {
        let mut all = [Metric::Outcome(0); OUTCOMES + MEASURES.len()];
        let mut k = 0;
        while k < all.len() {
            all[k] = if k < OUTCOMES { Metric::Outcome(k) } else { Metric::Measure(k - OUTCOMES) };
            k += 1;
        }
        all
    };

    /// The outcome or measure of this name.
    ///
    /// ```
    /// use summitry_lab::rows::metric::Metric;
    /// assert!(Metric::ALL.iter().all(|metric| Metric::named(metric.name()) == Some(*metric)));
    /// ```
    #[must_use]
    pub fn named(name: &str) -> Option<Metric> {
        Metric::ALL.into_iter().find(|metric| metric.name() == name)
    }

    /// Its name where it is of the runs that have a value: `durable`, `first_summit_day`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Metric::Outcome(k) => Outcome::NAMES[k],
            Metric::Measure(k) => MEASURES[k].name,
        }
    }

    /// The names of [`Metric::ALL`].
    pub fn names() -> impl Iterator<Item = &'static str> {
        Metric::ALL.into_iter().map(Metric::name)
    }

    /// Its name where it is compared over all runs: `durable`, `summit_wait_days`.
    #[must_use]
    pub fn compared_name(self) -> &'static str {
        match self {
            Metric::Outcome(_) => self.name(),
            Metric::Measure(k) => MEASURES[k].compared,
        }
    }

    /// What is compared under this name; the name of the column that it is made of is taken too.
    ///
    /// ```
    /// use summitry_lab::rows::metric::Metric;
    /// assert!(Metric::ALL.iter().all(|metric| Metric::compared(metric.compared_name()) == Some(*metric)));
    /// assert_eq!(Metric::compared("first_summit_day"), Metric::compared("summit_wait_days"));
    /// ```
    #[must_use]
    pub fn compared(name: &str) -> Option<Metric> {
        let known = |metric: &Metric| metric.compared_name() == name;
        Metric::ALL.into_iter().find(known).or_else(|| Metric::named(name))
    }

    /// The names of [`Metric::ALL`] where they are compared.
    pub fn compared_names() -> impl Iterator<Item = &'static str> {
        Metric::ALL.into_iter().map(Metric::compared_name)
    }

    /// Its unit: `share` for an outcome.
    #[must_use]
    pub fn unit(self) -> &'static str {
        match self {
            Metric::Outcome(_) => "share",
            Metric::Measure(k) => MEASURES[k].unit,
        }
    }

    /// Which runs it is compared on.
    #[must_use]
    pub fn basis(self, horizons: Horizons) -> Basis {
        match self {
            Metric::Outcome(_) => Basis::All,
            Metric::Measure(k) => match MEASURES[k].absent {
                Missing::NotPossible => Basis::All,
                Missing::CensorAtWindow => Basis::Restricted(horizons.window),
                Missing::Zero => Basis::Held(horizons.follow_up),
                Missing::Exclude => Basis::Happened,
            },
        }
    }

    /// Its value in a run as it is compared: 0 or 1 for an outcome; `None` if the run is not in its [`Basis`].
    #[must_use]
    pub fn value(self, horizons: Horizons, record: &Record) -> Option<f64> {
        match self {
            Metric::Outcome(k) => Some(f64::from(u8::from(record.outcome as usize == k))),
            Metric::Measure(k) => compared_value(&MEASURES[k], horizons, record),
        }
    }

    /// Whether lower values are commonly held to be better: waits, strain, and outcomes without a settlement in force.
    #[must_use]
    pub fn lower_is_better(self) -> bool {
        match self {
            Metric::Outcome(k) => !matches!(Outcome::NAMES[k], "durable" | "partial-only"),
            Metric::Measure(k) => {
                MEASURES[k].absent == Missing::CensorAtWindow
                    || MEASURES[k].name == "strain_area_days"
            }
        }
    }

    /// The 95 % interval of the mean of values from [`Metric::value`]: Wilson's of a share, Student's of a mean; none below
    /// two runs.
    #[must_use]
    pub fn interval(self, moments: &Moments) -> Option<Interval> {
        match self {
            Metric::Outcome(_) => {
                let n = moments.n();
                // A share is a mean of 0 and 1: the count is whole.
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "from 0 to n"
                )]
                let had = (moments.mean()? * n as f64).round() as u64;
                Some(wilson(had, n, Z95))
            }
            Metric::Measure(_) => student_interval(moments, CONFIDENCE),
        }
    }
}

/// The value of a measure in a run as it is compared: censored at its horizon, or 0 where it did not begin.
pub(super) fn compared_value(
    measure: &MeasureSpec,
    horizons: Horizons,
    record: &Record,
) -> Option<f64> {
    let value = (measure.value)(record);
    match measure.absent {
        Missing::NotPossible | Missing::Exclude => value,
        Missing::CensorAtWindow => {
            Some(value.map_or(horizons.window, |value| value.min(horizons.window)))
        }
        Missing::Zero => Some(value.map_or(0.0, |value| value.min(horizons.follow_up))),
    }
}
