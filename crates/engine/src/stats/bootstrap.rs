//! The bootstrap: how much a statistic would vary, from the sample alone.
//!
//! B. Efron, "Bootstrap methods: another look at the jackknife", Annals of Statistics 7 (1979), 1–26.

use super::{Interval, sorted_quantile};

/// Draws `resamples` samples of `n` things out of `n`, with replacement, and hands each to `statistic` as places from 0.
///
/// `draw` gives uniform numbers of (0, 1), one for each place: the same draws give the same samples. `n` must be above 0.
///
/// ```
/// use summitry_engine::stats::resample;
/// let mut halves = [0.1, 0.9].into_iter().cycle();
/// let mut seen = Vec::new();
/// resample(2, 1, &mut || halves.next().unwrap(), |places| seen = places.to_vec());
/// assert_eq!(seen, [0, 1]);
/// ```
pub fn resample(
    n: usize,
    resamples: usize,
    draw: &mut dyn FnMut() -> f64,
    mut statistic: impl FnMut(&[usize]),
) {
    let mut places = vec![0; n];
    for _ in 0..resamples {
        places.fill_with(|| below(draw(), n));
        statistic(&places);
    }
}

/// Puts `items` in an order that depends on the draws alone: Fisher and Yates's shuffle, from the last place down, as in
/// Durstenfeld, "Algorithm 235", Communications of the ACM 7 (1964).
pub fn shuffle<T>(items: &mut [T], draw: &mut dyn FnMut() -> f64) {
    for last in (1..items.len()).rev() {
        items.swap(last, below(draw(), last + 1));
    }
}

/// A place below `n` from a uniform number.
fn below(u: f64, n: usize) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 <= u n <= n")]
    let place = (u * n as f64) as usize;
    place.min(n - 1)
}

/// The interval between the (1 − c)/2 and the (1 + c)/2 quantile of what a statistic was in the resamples, with c the
/// `confidence`; `None` without a value, or if one is not finite. Sorts the values.
///
/// Source: the percentile interval of B. Efron & R. J. Tibshirani, *An Introduction to the Bootstrap* (1993), 13.3.
///
/// ```
/// use summitry_engine::stats::percentile_interval;
/// let mut values: Vec<f64> = (0..=100).rev().map(f64::from).collect();
/// let interval = percentile_interval(&mut values, 0.9).unwrap();
/// assert!((interval.low - 5.0).abs() < 1e-12 && (interval.high - 95.0).abs() < 1e-12);
/// ```
#[must_use]
pub fn percentile_interval(values: &mut [f64], confidence: f64) -> Option<Interval> {
    if !values.iter().all(|value| value.is_finite()) {
        return None;
    }
    values.sort_by(f64::total_cmp);
    let beyond = (1.0 - confidence) / 2.0;
    let low = sorted_quantile(values, beyond)?;
    let high = sorted_quantile(values, 1.0 - beyond)?;
    Some(Interval { low, high })
}
