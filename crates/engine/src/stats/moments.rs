//! Mean and variance from exact integer sums.

use serde::{Deserialize, Serialize};

/// Fixed-point steps in one unit: values are rounded to 1e-6 before they are summed.
pub const FIXED_POINT: f64 = 1e6;

/// Values of a greater magnitude are counted as this one.
pub const LARGEST: f64 = 1e8;

/// A value in fixed point: millionths, half away from zero, no further out than [`LARGEST`]. NaN
/// gives 0; whoever counts leaves it out first.
#[must_use]
pub fn fixed(value: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "within ±1e14")]
    let steps = (value.clamp(-LARGEST, LARGEST) * FIXED_POINT).round() as i64;
    steps
}

/// How many values, their sum and their sum of squares, exactly, in fixed point.
///
/// A value is at most 1e14 steps, so 1e10 values have a sum of squares below 1e38, which an `i128`
/// holds: nothing overflows in a batch that a machine can finish.
///
/// ```
/// use summitry_engine::stats::Moments;
/// let mut one = Moments::default();
/// let mut other = Moments::default();
/// one.add(0.1);
/// other.add(0.3);
/// one.merge(&other);
/// assert_eq!(one.mean(), Some(0.2));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moments {
    n: u64,
    #[serde(with = "decimal")]
    sum: i128,
    #[serde(with = "decimal")]
    sum_sq: i128,
}

impl Moments {
    /// Counts a value; one that is not finite is left out.
    pub fn add(&mut self, value: f64) {
        if !value.is_finite() {
            return;
        }
        let steps = i128::from(fixed(value));
        self.n += 1;
        self.sum += steps;
        self.sum_sq += steps * steps;
    }

    /// Adds what `other` counted.
    pub fn merge(&mut self, other: &Moments) {
        self.n += other.n;
        self.sum += other.sum;
        self.sum_sq += other.sum_sq;
    }

    /// How many values were counted.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.n
    }

    /// The mean; `None` without a value.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        (self.n > 0).then(|| self.sum as f64 / (self.n as f64 * FIXED_POINT))
    }

    /// The sample variance (divisor n − 1); `None` below two values.
    #[must_use]
    pub fn variance(&self) -> Option<f64> {
        if self.n < 2 {
            return None;
        }
        // Squares about the whole part of the mean are exact in integers; what is left is below
        // one step, so nothing cancels in floating point.
        let n = i128::from(self.n);
        let whole = self.sum.div_euclid(n);
        let rest = self.sum.rem_euclid(n);
        let about_whole = self.sum_sq - n * whole * whole - 2 * whole * rest;
        let squares = about_whole as f64 - (rest * rest) as f64 / n as f64;
        Some(squares.max(0.0) / (self.n - 1) as f64 / (FIXED_POINT * FIXED_POINT))
    }

    /// The sample standard deviation; `None` below two values.
    #[must_use]
    pub fn deviation(&self) -> Option<f64> {
        self.variance().map(f64::sqrt)
    }
}

/// Big integers as decimal strings: JSON numbers of that size do not survive every reader.
mod decimal {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(value: &i128, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(value)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<i128, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}
