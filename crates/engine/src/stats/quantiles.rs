//! Quantiles of a stream, and their intervals.

use super::counts::Counts;
use super::{FIXED_POINT, Interval, binomial_tail, fixed};

/// The values of a stream, counted so that their quantiles can be read off.
///
/// Values are kept in millionths. As long as no more than [`Quantiles::MOST`] of them are distinct, quantiles are exact; from
/// then on values are counted in steps of 2, 4, 8 … millionths, as fine as so many counts allow: at worst an
/// 8,192nd of the range. The steps depend on the values and not on their order. Memory: 16 bytes for each count, 260 kB at most.
///
/// ```
/// use summitry_engine::stats::Quantiles;
/// let mut days = Quantiles::default();
/// (1..=100).rev().for_each(|day| days.add(f64::from(day)));
/// assert_eq!(days.quantile(0.5), Some(50.5));
/// assert_eq!(days.step(), None, "exact");
/// let interval = days.interval(0.5, 0.95).unwrap();
/// assert_eq!((interval.low, interval.high), (40.0, 61.0));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Quantiles {
    counts: Counts<1>,
    n: u64,
    shift: u32,
}

impl Quantiles {
    /// Most distinct values that are kept apart.
    pub const MOST: usize = 16_384;

    /// Counts a value; one that is not finite is left out.
    pub fn add(&mut self, value: f64) {
        if value.is_finite() {
            self.n += 1;
            if self.counts.add(fixed(value) >> self.shift, 0) {
                self.settle();
            }
        }
    }

    /// Sorts what was added last into the rest. To be called before quantiles are asked for.
    fn settle(&mut self) {
        let mut distinct = self.counts.settle();
        while distinct > Self::MOST {
            distinct = self.counts.halve();
            self.shift += 1;
        }
    }

    /// How many values were counted.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.n
    }

    /// How far apart values must be to be kept apart for sure; `None` if all are.
    #[must_use]
    pub fn step(&mut self) -> Option<f64> {
        self.settle();
        (self.shift > 0).then(|| (1_u64 << self.shift) as f64 / FIXED_POINT)
    }

    /// The value at a place in rising order, from 0.
    fn at(&self, place: u64) -> Option<f64> {
        let mut below = 0;
        let found = self.counts.sorted().iter().find(|(_, [count])| {
            below += count;
            below > place
        });
        // The middle of a step stands for what is in it.
        let middle = if self.shift > 0 { (1_i64 << self.shift) / 2 } else { 0 };
        found.map(|(key, _)| ((key << self.shift) + middle) as f64 / FIXED_POINT)
    }

    /// The `q`-quantile: between the values at places ⌊h⌋ and ⌈h⌉, from 0, of h = (n − 1)q; `None` without a value.
    ///
    /// Source: definition 7 of Hyndman & Fan (1996), as in [`sorted_quantile`](super::sorted_quantile).
    #[must_use]
    pub fn quantile(&mut self, q: f64) -> Option<f64> {
        self.settle();
        let last = self.n.checked_sub(1)?;
        let place = q.clamp(0.0, 1.0) * last as f64;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to last")]
        let below = (place as u64).min(last);
        let (from, to) = (self.at(below)?, self.at((below + 1).min(last))?);
        Some(from + (place - below as f64) * (to - from))
    }

    /// The interval of the `q`-quantile of what the values were drawn from, from one value to another: free of any
    /// assumption of how they are distributed. `None` if there are too few values for it: below 6 for the median at 95 %.
    ///
    /// With B of the n values below the quantile, binomial with q: it reaches from the value of rank l to that of rank u,
    /// counted from 1, l the greatest with P(B < l) ≤ (1 − c)/2 and u the least with P(B ≥ u) ≤ (1 − c)/2, c the `confidence`.
    ///
    /// Source: W. R. Thompson, "On confidence ranges for the median and other expectation distributions for populations of
    /// unknown distribution form", Annals of Mathematical Statistics 7 (1936), 122–128.
    #[must_use]
    pub fn interval(&mut self, q: f64, confidence: f64) -> Option<Interval> {
        self.settle();
        let beyond = (1.0 - confidence) / 2.0;
        let (low, high) = ranks(self.n, q, beyond)?;
        Some(Interval { low: self.at(low - 1)?, high: self.at(high - 1)? })
    }
}

/// The ranks that an interval reaches between, from 1; `None` if there are not so many.
fn ranks(n: u64, q: f64, beyond: f64) -> Option<(u64, u64)> {
    // P(B ≥ k) falls with k: the least k at which it is at most so much.
    let least = |most: f64| {
        let (mut above, mut at_most) = (0, n + 1);
        while at_most - above > 1 {
            let middle = above + (at_most - above) / 2;
            if binomial_tail(middle, n, q) <= most { at_most = middle } else { above = middle }
        }
        at_most
    };
    let high = least(beyond);
    // P(B < l) ≤ beyond is P(B ≥ l) ≥ 1 − beyond.
    let low = least(1.0 - beyond);
    let low = if binomial_tail(low, n, q) >= 1.0 - beyond { low } else { low - 1 };
    (low >= 1 && high <= n).then_some((low, high))
}
