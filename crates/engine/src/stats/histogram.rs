//! Histograms with a fixed range, and the quantiles they give.

use serde::{Deserialize, Serialize};

use super::{FIXED_POINT, fixed};

/// A saved count does not fit the shape it is to be restored into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the saved counts have another shape than the tally they belong to")]
pub struct Misshapen;

/// Counts of values in equal bins over a fixed range, with a bin of their own for what lies at or
/// below the low end and at or above the high end: shares pile up there.
///
/// A quantile is interpolated linearly within its bin, so it is off by a bin's width at most
/// ([`Histogram::resolution`]); within the end bins it reaches from the end of the range to the
/// least or greatest value seen, so values piled on an end give exactly that end. Least and greatest
/// are kept in millionths.
///
/// ```
/// use summitry_engine::stats::Histogram;
/// let mut days = Histogram::new(0.0, 365.0, 365);
/// (1..=100).for_each(|day| days.add(f64::from(day)));
/// assert!((days.quantile(0.5).unwrap() - 50.0).abs() <= days.resolution());
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Histogram {
    low: f64,
    high: f64,
    n: u64,
    /// Millionths.
    min: i64,
    max: i64,
    /// The low end, the bins, the high end.
    counts: Vec<u64>,
}

/// What a [`Histogram`] has counted, without its range: for a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistogramState {
    min: i64,
    max: i64,
    counts: Vec<u64>,
}

impl Histogram {
    /// An empty histogram of `bins` equal bins over `low..high`, and the two end bins.
    ///
    /// # Panics
    ///
    /// If the range is empty or not finite, or there is no bin: these are a program's constants.
    #[must_use]
    pub fn new(low: f64, high: f64, bins: usize) -> Self {
        assert!(low.is_finite() && high.is_finite() && low < high, "range {low}..{high}");
        assert!(bins > 0, "a histogram without bins");
        Histogram { low, high, n: 0, min: i64::MAX, max: i64::MIN, counts: vec![0; bins + 2] }
    }

    /// A histogram of whole numbers from 0 to `most`, a bin for each.
    #[must_use]
    pub fn whole(most: u32) -> Self {
        Histogram::new(-0.5, f64::from(most) + 0.5, most as usize + 1)
    }

    /// Counts a value; NaN and infinities are left out.
    pub fn add(&mut self, value: f64) {
        if !value.is_finite() {
            return;
        }
        let bins = self.counts.len() - 2;
        let bin = if value <= self.low {
            0
        } else if value >= self.high {
            bins + 1
        } else {
            #[expect(clippy::cast_possible_truncation, reason = "truncation finds the bin")]
            #[expect(clippy::cast_sign_loss, reason = "the value is above the low end")]
            let bin = ((value - self.low) / (self.high - self.low) * bins as f64) as usize;
            1 + bin.min(bins - 1)
        };
        let steps = fixed(value);
        self.counts[bin] += 1;
        self.n += 1;
        self.min = self.min.min(steps);
        self.max = self.max.max(steps);
    }

    /// Adds what `other` counted.
    ///
    /// # Panics
    ///
    /// If `other` has another range or number of bins.
    pub fn merge(&mut self, other: &Histogram) {
        assert!(
            (self.low, self.high, self.counts.len()) == (other.low, other.high, other.counts.len()),
            "histograms of different shapes"
        );
        self.n += other.n;
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            *mine += theirs;
        }
    }

    /// Forgets all values and keeps the shape.
    pub fn clear(&mut self) {
        self.n = 0;
        self.min = i64::MAX;
        self.max = i64::MIN;
        self.counts.fill(0);
    }

    /// How many values were counted.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.n
    }

    /// The width of a bin: how far a quantile within the range can be off.
    #[must_use]
    pub fn resolution(&self) -> f64 {
        (self.high - self.low) / (self.counts.len() - 2) as f64
    }

    /// The least value, rounded to a millionth; `None` without a value.
    #[must_use]
    pub fn least(&self) -> Option<f64> {
        (self.n > 0).then(|| self.min as f64 / FIXED_POINT)
    }

    /// The greatest value, rounded to a millionth; `None` without a value.
    #[must_use]
    pub fn greatest(&self) -> Option<f64> {
        (self.n > 0).then(|| self.max as f64 / FIXED_POINT)
    }

    /// The value below which a share `q` of the counted values lies, interpolated within its bin;
    /// `None` without a value.
    #[must_use]
    pub fn quantile(&self, q: f64) -> Option<f64> {
        quantile(&self.counts, (self.low, self.high), (self.least()?, self.greatest()?), q)
    }

    /// The least whole number that at least a share `q` of the counted values does not exceed, for
    /// a histogram made by [`Histogram::whole`]; `None` without a value.
    #[must_use]
    pub fn quantile_whole(&self, q: f64) -> Option<f64> {
        let (least, greatest) = (self.least()?, self.greatest()?);
        let rank = (q * self.n as f64).ceil().max(1.0);
        let mut below = 0;
        for (bin, count) in self.counts.iter().enumerate() {
            below += count;
            if below as f64 >= rank {
                let middle = self.low + (bin as f64 - 0.5) * self.resolution();
                return Some(middle.round().clamp(least, greatest));
            }
        }
        Some(greatest)
    }

    /// What was counted, to be saved.
    #[must_use]
    pub fn state(&self) -> HistogramState {
        HistogramState { min: self.min, max: self.max, counts: sparse(&self.counts) }
    }

    /// Takes up what was saved in place of what was counted.
    ///
    /// # Errors
    ///
    /// [`Misshapen`] if it is of another shape; the counts are then undefined.
    pub fn restore(&mut self, state: &HistogramState) -> Result<(), Misshapen> {
        spread(&state.counts, &mut self.counts)?;
        let total = self.counts.iter().try_fold(0_u64, |sum, &count| sum.checked_add(count));
        self.n = total.ok_or(Misshapen)?;
        self.min = state.min;
        self.max = state.max;
        if self.n > 0 && self.min > self.max { Err(Misshapen) } else { Ok(()) }
    }
}

/// The `q`-quantile of `counts`: a bin for the low end of `range`, equal bins over it, a bin for the
/// high end. `seen` is the least and greatest value. `None` if nothing was counted.
#[must_use]
pub fn quantile<C: Copy + Into<u64>>(
    counts: &[C],
    range: (f64, f64),
    seen: (f64, f64),
    q: f64,
) -> Option<f64> {
    let n: u64 = counts.iter().map(|&count| count.into()).sum();
    if n == 0 {
        return None;
    }
    let (low, high) = range;
    let (least, greatest) = seen;
    let bins = counts.len().saturating_sub(2);
    let width = (high - low) / bins as f64;
    let target = q.clamp(0.0, 1.0) * n as f64;
    let mut below = 0_u64;
    for (bin, &count) in counts.iter().enumerate() {
        let count: u64 = count.into();
        if count > 0 && (below + count) as f64 >= target {
            let (from, to) = match bin {
                0 => (least, low),
                _ if bin > bins => (high, greatest),
                _ => (low + (bin - 1) as f64 * width, low + bin as f64 * width),
            };
            let share = (target - below as f64) / count as f64;
            return Some((from + share * (to - from)).clamp(least, greatest.max(least)));
        }
        below += count;
    }
    Some(greatest)
}

/// Counts as pairs of (bins skipped, count), flattened, for those that are not zero.
#[must_use]
pub fn sparse<C: Copy + Into<u64>>(counts: &[C]) -> Vec<u64> {
    let mut pairs = Vec::new();
    let mut skipped = 0;
    for &count in counts {
        let count: u64 = count.into();
        if count == 0 {
            skipped += 1;
        } else {
            pairs.extend([skipped, count]);
            skipped = 0;
        }
    }
    pairs
}

/// The reverse of [`sparse`]: writes the counts into `counts`, zeros between them.
///
/// # Errors
///
/// [`Misshapen`] if they do not fit; `counts` is then undefined.
pub fn spread<C: Copy + Default + TryFrom<u64>>(
    pairs: &[u64],
    counts: &mut [C],
) -> Result<(), Misshapen> {
    counts.fill(C::default());
    let mut next = 0_usize;
    for pair in pairs.chunks(2) {
        let &[skipped, count] = pair else { return Err(Misshapen) };
        let bin = usize::try_from(skipped).ok().and_then(|skipped| next.checked_add(skipped));
        let place = bin.and_then(|bin| counts.get_mut(bin)).ok_or(Misshapen)?;
        *place = C::try_from(count).map_err(|_| Misshapen)?;
        next = bin.unwrap_or_default() + 1;
    }
    Ok(())
}
