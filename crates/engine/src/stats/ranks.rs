//! Ranks and quantiles of a sample.

/// The rank of each value, from 1; values that are equal share the mean of their places.
///
/// Values must not be NaN; `-0.0` and `0.0` are equal.
///
/// ```
/// use summitry_engine::stats::ranks;
/// assert_eq!(ranks(&[10.0, 30.0, 20.0, 20.0]), [1.0, 4.0, 2.5, 2.5]);
/// ```
#[must_use]
pub fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    // `total_cmp` puts -0.0 just before 0.0, so that equals stand together here too.
    let mut before = 0.0;
    for tied in order.chunk_by(|&a, &b| values[a] == values[b]) {
        let size = tied.len() as f64;
        let rank = before + (size + 1.0) / 2.0;
        tied.iter().for_each(|&k| ranks[k] = rank);
        before += size;
    }
    ranks
}

/// The `q`-quantile of values in rising order, interpolated linearly between the values at places ⌊h⌋ and ⌈h⌉, from 0, of
/// h = (n − 1)q; `None` without a value.
///
/// Source: R. J. Hyndman & Y. Fan, "Sample quantiles in statistical packages", The American Statistician 50 (1996),
/// 361–365, definition 7, the default of R and NumPy.
///
/// ```
/// use summitry_engine::stats::sorted_quantile;
/// assert_eq!(sorted_quantile(&[1.0, 2.0, 4.0], 0.75), Some(3.0));
/// assert_eq!(sorted_quantile(&[], 0.5), None);
/// ```
#[must_use]
pub fn sorted_quantile(sorted: &[f64], q: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let place = q.clamp(0.0, 1.0) * last as f64;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 <= place <= last"
    )]
    let below = (place as usize).min(last);
    let (from, to) = (sorted[below], sorted[(below + 1).min(last)]);
    Some(from + (place - below as f64) * (to - from))
}
