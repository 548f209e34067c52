//! Differences of paired observations: the same run under two rules.

use super::{Interval, Moments, student_quantile};

/// The score interval of the difference of two shares of the same `n` pairs: in `first` pairs only the first of the two had
/// it, in `second` only the second; the difference is (`first` − `second`)/n.
///
/// Both ends solve (b − c − nδ)/√(n(2q̂ + δ(1 − δ))) = ±z for δ, where b and c are the two counts and q̂ the estimate
/// of the second count's probability of greatest likelihood for a difference of δ. It stays within −1 and 1, and keeps its
/// coverage where few pairs differ. Without a pair nothing is known: −1 to 1.
///
/// Source: T. Tango, "Equivalence test and confidence interval for the difference in proportions for the
/// paired-sample design", Statistics in Medicine 17 (1998), 891–908.
///
/// ```
/// use summitry_engine::stats::{Z95, paired_shares};
/// // No pair of 10 differs: the ends are ±z²/(n + z²).
/// let interval = paired_shares(0, 0, 10, Z95);
/// let end = Z95 * Z95 / (10.0 + Z95 * Z95);
/// assert!((interval.high - end).abs() < 1e-12 && (interval.low + end).abs() < 1e-12);
/// ```
#[must_use]
pub fn paired_shares(first: u64, second: u64, n: u64, z: f64) -> Interval {
    if n == 0 {
        return Interval { low: -1.0, high: 1.0 };
    }
    let (b, c, n) = (first.min(n) as f64, second.min(n) as f64, n as f64);
    Interval { low: -upper(c, b, n, z), high: upper(b, c, n, z) }
}

/// The greatest difference that the counts do not speak against.
fn upper(b: f64, c: f64, n: f64, z: f64) -> f64 {
    // The score falls from +∞ at −1 to −∞ at 1.
    let (mut low, mut high) = ((b - c) / n, 1.0_f64);
    while high - low > f64::EPSILON * 2.0 {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high {
            break;
        }
        if score(b, c, n, middle) > -z {
            low = middle;
        } else {
            high = middle;
        }
    }
    low + (high - low) / 2.0
}

fn score(b: f64, c: f64, n: f64, delta: f64) -> f64 {
    let distance = b - c - n * delta;
    let spread = n * (2.0 * likeliest(b, c, n, delta) + delta * (1.0 - delta));
    if distance == 0.0 { 0.0 } else { distance / spread.max(0.0).sqrt() }
}

/// The likeliest probability that only the second has it, given the difference: the greater root of
/// 2n q² + (−b − c + (2n − b + c)δ) q − cδ(1 − δ) = 0.
fn likeliest(b: f64, c: f64, n: f64, delta: f64) -> f64 {
    let linear = -b - c + (2.0 * n - b + c) * delta;
    let constant = -c * delta * (1.0 - delta);
    let root = (linear * linear - 8.0 * n * constant).max(0.0).sqrt();
    // Of the two forms of the root the one in which nothing cancels.
    if linear <= 0.0 { (root - linear) / (4.0 * n) } else { -2.0 * constant / (root + linear) }
}

/// Student's interval of a mean of `confidence` (0.95, say): that of paired differences, or of any values; `None` below two.
///
/// ```
/// use summitry_engine::stats::{Moments, student_interval};
/// let mut moments = Moments::default();
/// [1.0, 2.0, 3.0].iter().for_each(|&value| moments.add(value));
/// let interval = student_interval(&moments, 0.95).unwrap();
/// assert!((interval.high - (2.0 + 4.302_652_730 / 3.0_f64.sqrt())).abs() < 1e-8);
/// ```
#[must_use]
pub fn student_interval(moments: &Moments, confidence: f64) -> Option<Interval> {
    let mean = moments.mean()?;
    let n = moments.n() as f64;
    let reach = student_quantile(confidence, n - 1.0) * (moments.variance()? / n).sqrt();
    Some(Interval { low: mean - reach, high: mean + reach })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::stats::Z95;

    /// The log-likelihood of the two counts if only the second has it with probability q, and the difference is δ.
    fn likelihood(b: f64, c: f64, n: f64, delta: f64, q: f64) -> f64 {
        let term = |count: f64, p: f64| if count == 0.0 { 0.0 } else { count * libm::log(p) };
        term(b, q + delta) + term(c, q) + term(n - b - c, 1.0 - 2.0 * q - delta)
    }

    proptest! {
        /// The root is the maximum of the likelihood, found here by looking.
        #[test]
        fn the_nuisance_is_that_of_greatest_likelihood(
            b in 1..40_u32, c in 1..40_u32, rest in 1..60_u32, delta in -0.9..0.9_f64,
        ) {
            let (b, c) = (f64::from(b), f64::from(c));
            let n = b + c + f64::from(rest);
            let found = likeliest(b, c, n, delta);
            let (least, most) = ((-delta).max(0.0), (1.0 - delta) / 2.0);
            prop_assert!(found >= least - 1e-12 && found <= most + 1e-12);
            let best = likelihood(b, c, n, delta, found);
            for k in 1..400 {
                let q = least + (most - least) * f64::from(k) / 400.0;
                prop_assert!(likelihood(b, c, n, delta, q) <= best + 1e-9, "{q} beats {found}");
            }
        }

        /// Both ends are where the score is z, the interval holds the estimate, and mirrors if the two are swapped.
        #[test]
        fn the_ends_are_where_the_score_test_turns(b in 0..60_u64, c in 0..60_u64, rest in 0..60_u64) {
            let n = b + c + rest;
            prop_assume!(n > 0);
            let interval = paired_shares(b, c, n, Z95);
            let estimate = (b as f64 - c as f64) / n as f64;
            prop_assert!(interval.low <= estimate + 1e-12 && estimate <= interval.high + 1e-12);
            prop_assert!(-1.0 <= interval.low && interval.high <= 1.0);
            let mirror = paired_shares(c, b, n, Z95);
            prop_assert!((mirror.low + interval.high).abs() < 1e-12);
            if interval.high < 1.0 - 1e-9 {
                let at = score(b as f64, c as f64, n as f64, interval.high);
                prop_assert!((at + Z95).abs() < 1e-6, "{at}");
            }
        }
    }

    #[test]
    fn all_pairs_one_way_leave_nothing_above() {
        let interval = paired_shares(10, 0, 10, Z95);
        assert!((interval.high - 1.0).abs() < 1e-12);
        // With b = n and c = 0 the score is −√(n(1 − δ)/(1 + …)); the lower end solved by hand for the mirrored case.
        assert!(interval.low > 0.4 && interval.low < 0.75, "{}", interval.low);
        assert_eq!(paired_shares(0, 0, 0, Z95), Interval { low: -1.0, high: 1.0 });
    }
}
