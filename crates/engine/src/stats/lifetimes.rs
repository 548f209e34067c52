//! How long things last, when some are still there at the end: the product-limit estimator.

use super::counts::Counts;
use super::{FIXED_POINT, Interval, fixed};

/// Times to an event, or to the end of observation where it was not seen.
///
/// Memory: 24 bytes for each distinct time.
///
/// ```
/// use summitry_engine::stats::{Lifetimes, Z95};
/// let mut times = Lifetimes::default();
/// for (time, seen) in [(1.0, true), (2.0, true), (2.0, false), (4.0, false)] {
///     times.add(time, seen);
/// }
/// let curve = times.curve(Z95);
/// assert_eq!((curve.n, curve.events), (4, 2));
/// assert_eq!((curve.steps[1].at_risk, curve.steps[1].survival), (3, 0.5));
/// assert_eq!(curve.median().value, Some(2.0));
/// assert_eq!(curve.restricted_mean(4.0).0, 1.0 + 0.75 + 2.0 * 0.5);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Lifetimes {
    /// Seen, and not, by time in millionths.
    counts: Counts<2>,
}

/// A time at which something happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LifeStep {
    /// The time.
    pub time: f64,
    /// How many were still there just before.
    pub at_risk: u64,
    /// How many had the event.
    pub events: u64,
    /// How many were not observed any further.
    pub censored: u64,
    /// The estimated share that is still there just after.
    pub survival: f64,
    /// Greenwood's sum up to here, Σ d/(n(n − d)); infinite once nothing is left.
    pub greenwood: f64,
    /// The pointwise interval of the share; `None` where it is 1 or 0.
    pub interval: Option<Interval>,
}

/// The product-limit estimate of Kaplan & Meier (1958), S(t) = Π (1 − d/n) over the times up to t, with d events among n at risk.
///
/// Who was last seen at the time of an event was at risk then. The variance is Greenwood's (1926), S(t)² Σ d/(n(n − d)); the
/// interval is made on the scale of log(−log S) (Kalbfleisch & Prentice 1980, 1.3), which keeps it within 0 and 1 and its coverage
/// at small numbers, where the plain one does neither: S^exp(±z √(Σ d/(n(n − d))) / log S).
///
/// Sources: E. L. Kaplan & P. Meier, "Nonparametric estimation from incomplete observations", Journal of the American
/// Statistical Association 53 (1958), 457–481; M. Greenwood, *The Natural Duration of Cancer* (1926); J. D. Kalbfleisch & R. L.
/// Prentice, *The Statistical Analysis of Failure Time Data* (1980).
#[derive(Clone, Debug, PartialEq)]
pub struct LifeCurve {
    /// How many were observed.
    pub n: u64,
    /// How many of them had the event.
    pub events: u64,
    /// The times, rising.
    pub steps: Vec<LifeStep>,
}

/// The median of a curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LifeMedian {
    /// The first time at which half or less is left; `None` if more is left at the end.
    pub value: Option<f64>,
    /// The lower end of its interval, where there is one.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
}

impl Lifetimes {
    /// Counts a time, in any unit, from 0: of the event if it was `seen`, else of the end of observation. One that is not
    /// finite is left out.
    pub fn add(&mut self, time: f64, seen: bool) {
        if time.is_finite() && self.counts.add(fixed(time), usize::from(!seen)) {
            self.counts.settle();
        }
    }

    /// The curve, its intervals `z` standard errors wide to either side.
    #[must_use]
    pub fn curve(&mut self, z: f64) -> LifeCurve {
        self.counts.settle();
        let sorted = self.counts.sorted();
        let n = sorted.iter().map(|(_, [events, censored])| events + censored).sum();
        let mut steps = Vec::with_capacity(sorted.len());
        let (mut at_risk, mut survival, mut greenwood) = (n, 1.0, 0.0);
        for &(key, [events, censored]) in sorted {
            if events > 0 {
                let left = at_risk - events;
                survival *= left as f64 / at_risk as f64;
                greenwood += events as f64 / (at_risk as f64 * left as f64);
            }
            steps.push(LifeStep {
                time: key as f64 / FIXED_POINT,
                at_risk,
                events,
                censored,
                survival,
                greenwood,
                interval: interval(survival, greenwood, z),
            });
            at_risk -= events + censored;
        }
        LifeCurve { n, events: steps.iter().map(|step| step.events).sum(), steps }
    }
}

fn interval(survival: f64, greenwood: f64, z: f64) -> Option<Interval> {
    if survival <= 0.0 || survival >= 1.0 {
        return None;
    }
    let reach = z * greenwood.sqrt() / libm::log(survival);
    // The logarithm is below 0, and so is `reach`.
    let end = |reach: f64| libm::pow(survival, libm::exp(reach));
    Some(Interval { low: end(-reach), high: end(reach) })
}

impl LifeCurve {
    /// The last step at or before a time; `None` before the first.
    #[must_use]
    pub fn at(&self, time: f64) -> Option<&LifeStep> {
        let after = self.steps.partition_point(|step| step.time <= time);
        self.steps[..after].last()
    }

    /// The mean time up to `horizon`, ∫ S(t) dt from 0, and its standard error: the root of Σ A² d/(n(n − d)) with A = ∫ S
    /// from the time of the event to the horizon.
    ///
    /// Source: J. P. Klein & M. L. Moeschberger, *Survival Analysis* (2003), 4.5.
    #[must_use]
    pub fn restricted_mean(&self, horizon: f64) -> (f64, f64) {
        let within = self.steps.partition_point(|step| step.time < horizon);
        let (mut area, mut variance, mut until) = (0.0, 0.0, horizon);
        for step in self.steps[..within].iter().rev() {
            area += step.survival * (until - step.time);
            until = step.time;
            let left = (step.at_risk - step.events) as f64;
            if step.events > 0 && left > 0.0 {
                variance += area * area * step.events as f64 / (step.at_risk as f64 * left);
            }
        }
        (area + until, variance.sqrt())
    }

    /// The median, and its interval: the times at which the ends of the curve's interval come down to one half.
    ///
    /// Source: R. Brookmeyer & J. Crowley, "A confidence interval for the median survival time", Biometrics 38 (1982), 29–41,
    /// on the scale of log(−log S).
    #[must_use]
    pub fn median(&self) -> LifeMedian {
        // What is one half in exact arithmetic may be a little more.
        const HALF: f64 = 0.5 + 1e-12;
        let first = |of: &dyn Fn(&LifeStep) -> Option<f64>| {
            let step = self.steps.iter().find(|step| of(step).is_some_and(|share| share <= HALF));
            step.map(|step| step.time)
        };
        LifeMedian {
            value: first(&|step| Some(step.survival)),
            low: first(&|step| Some(step.interval?.low)),
            high: first(&|step| Some(step.interval?.high)),
        }
    }
}
