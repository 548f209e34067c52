//! Confidence intervals.

use super::Moments;

/// The 97.5 % quantile of the normal distribution: a two-sided 95 % interval reaches this many
/// standard errors to either side.
pub const Z95: f64 = 1.959_963_984_540_054;

/// An interval, both ends included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Interval {
    /// The distance between the ends.
    #[must_use]
    pub fn width(&self) -> f64 {
        self.high - self.low
    }

    /// Whether `value` lies within.
    #[must_use]
    pub fn contains(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }
}

/// The score interval of a share: `successes` of `n`, `z` standard errors wide to either side.
///
/// It stays within 0 and 1 and keeps its coverage near the ends, where the usual normal interval
/// collapses. Without a trial nothing is known: 0 to 1. More successes than trials count as all.
///
/// Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
/// Journal of the American Statistical Association 22 (1927), 209–212.
///
/// ```
/// use summitry_engine::stats::{Z95, wilson};
/// let none_of_ten = wilson(0, 10, Z95);
/// assert_eq!(none_of_ten.low, 0.0);
/// assert!((none_of_ten.high - 0.2775).abs() < 5e-5);
/// ```
#[must_use]
pub fn wilson(successes: u64, n: u64, z: f64) -> Interval {
    if n == 0 {
        return Interval { low: 0.0, high: 1.0 };
    }
    let successes = successes.min(n);
    let trials = n as f64;
    let share = successes as f64 / trials;
    let z2 = z * z;
    let middle = share + z2 / (2.0 * trials);
    let reach = z * (share * (1.0 - share) / trials + z2 / (4.0 * trials * trials)).sqrt();
    let scale = 1.0 + z2 / trials;
    Interval {
        // The ends are exact where the formula is, up to rounding.
        low: if successes == 0 { 0.0 } else { ((middle - reach) / scale).max(0.0) },
        high: if successes == n { 1.0 } else { ((middle + reach) / scale).min(1.0) },
    }
}

/// The normal interval of a mean, `z` standard errors to either side; `None` below two values.
///
/// ```
/// use summitry_engine::stats::{Moments, Z95, mean_interval};
/// let mut moments = Moments::default();
/// [1.0, 2.0, 3.0].iter().for_each(|&value| moments.add(value));
/// let interval = mean_interval(&moments, Z95).unwrap();
/// assert!((interval.low - (2.0 - Z95 / 3.0_f64.sqrt())).abs() < 1e-12);
/// ```
#[must_use]
pub fn mean_interval(moments: &Moments, z: f64) -> Option<Interval> {
    let mean = moments.mean()?;
    let reach = z * (moments.variance()? / moments.n() as f64).sqrt();
    Some(Interval { low: mean - reach, high: mean + reach })
}
