//! How probable it is that each of several has the greatest mean.

use super::normal_quantile;

/// Means of the same runs under several rules, and their covariances.
#[derive(Clone, Debug, PartialEq)]
pub struct Means {
    /// The mean of each.
    pub means: Vec<f64>,
    /// Row by row the sample covariances of the observations, not of their means.
    pub covariance: Vec<f64>,
    /// Runs that each is a mean of.
    pub n: u64,
}

/// The probability that each has the greatest mean, and that each has the least.
#[derive(Clone, Debug, PartialEq)]
pub struct Best {
    /// Of the greatest; they add up to 1.
    pub highest: Vec<f64>,
    /// Of the least; they add up to 1.
    pub lowest: Vec<f64>,
}

/// The probability that each of several true means is the greatest, and the least, given what was seen.
///
/// With a flat prior and by the central limit theorem the true means are normal about the means seen, with covariance S/n: what
/// runs have in common, such as their draws, is in S. The probability is the share of `draws` draws from that
/// in which a mean is the greatest; those that tie share it. Its standard error is at most ½/√draws. `draw` gives uniform
/// numbers of (0, 1), one a mean and draw.
///
/// Source: S. E. Chick & K. Inoue, "New procedures to select the best simulated system using common random numbers",
/// Management Science 47 (2001), 1133–1149, whose posterior is a Student's t; with the hundreds of runs that this is for, the
/// two are the same.
///
/// ```
/// use summitry_engine::stats::{Means, probability_best};
/// // Ten standard errors apart, whatever is drawn.
/// let two = Means { means: vec![2.0, 1.0], covariance: vec![1.0, 0.5, 0.5, 1.0], n: 100 };
/// let mut u = (0..).map(|k| (f64::from(k % 997) + 0.5) / 997.0);
/// let best = probability_best(&two, 10_000, &mut || u.next().unwrap());
/// assert_eq!((best.highest[0], best.lowest[1]), (1.0, 1.0));
/// ```
///
/// # Panics
///
/// If the covariances are not a square of as many rows as there are means.
#[must_use]
pub fn probability_best(of: &Means, draws: u32, draw: &mut dyn FnMut() -> f64) -> Best {
    let k = of.means.len();
    assert_eq!(of.covariance.len(), k * k, "a covariance for each pair");
    let factor = factor(&of.covariance, k);
    let scale = 1.0 / (of.n.max(1) as f64).sqrt();
    let mut best = Best { highest: vec![0.0; k], lowest: vec![0.0; k] };
    let (mut normal, mut value) = (vec![0.0; k], vec![0.0; k]);
    for _ in 0..draws {
        normal.fill_with(|| normal_quantile(draw()));
        for (i, value) in value.iter_mut().enumerate() {
            let row = &factor[i * k..=i * k + i];
            let about: f64 = row.iter().zip(&normal).map(|(l, z)| l * z).sum();
            *value = of.means[i] + scale * about;
        }
        credit(&value, &mut best.highest, f64::max);
        credit(&value, &mut best.lowest, f64::min);
    }
    let share = |credits: &mut Vec<f64>| {
        credits.iter_mut().for_each(|credit| *credit /= f64::from(draws.max(1)));
    };
    share(&mut best.highest);
    share(&mut best.lowest);
    best
}

/// Gives a credit of 1 to the values at the end that `further` finds, in equal parts.
fn credit(values: &[f64], credits: &mut [f64], further: fn(f64, f64) -> f64) {
    let Some(end) = values.iter().copied().reduce(further) else { return };
    // Rules that differ in no run differ here by rounding at most.
    let tied = |value: f64| (value - end).abs() <= 1e-12 * end.abs().max(1.0);
    let ties = values.iter().filter(|&&value| tied(value)).count();
    for (credit, &value) in credits.iter_mut().zip(values) {
        if tied(value) {
            *credit += 1.0 / ties as f64;
        }
    }
}

/// The lower triangle L with LLᵀ = S (Cholesky), row by row. A column without variance of its own is left at 0: S may be singular.
fn factor(s: &[f64], k: usize) -> Vec<f64> {
    let mut l = vec![0.0; k * k];
    let largest = (0..k).map(|i| s[i * k + i]).fold(0.0, f64::max);
    for j in 0..k {
        let below: f64 = (0..j).map(|m| l[j * k + m] * l[j * k + m]).sum();
        let own = s[j * k + j] - below;
        if own <= 1e-12 * largest {
            continue;
        }
        let pivot = own.sqrt();
        l[j * k + j] = pivot;
        for i in j + 1..k {
            let common: f64 = (0..j).map(|m| l[i * k + m] * l[j * k + m]).sum();
            l[i * k + j] = (s[i * k + j] - common) / pivot;
        }
    }
    l
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::student_two_sided;

    /// Uniform numbers from splitmix64.
    fn asked(of: &Means) -> Best {
        let mut state = 7_u64;
        probability_best(of, 20_000, &mut || {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = state;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            ((z ^ (z >> 31)) >> 12) as f64 / (1_u64 << 52) as f64 + f64::EPSILON / 4.0
        })
    }

    #[test]
    fn of_two_it_is_the_tail_of_their_difference() {
        for (difference, covariance) in [(0.1, 0.0), (0.1, 0.8), (-0.05, 0.5), (0.0, 0.9)] {
            let n = 400;
            let covariances = vec![1.0, covariance, covariance, 1.0];
            let of = Means { means: vec![difference, 0.0], covariance: covariances, n };
            let z = difference / ((2.0_f64 - 2.0 * covariance) / n as f64).sqrt();
            let tail = student_two_sided(z, 1e9) / 2.0;
            let exact = if z >= 0.0 { 1.0 - tail } else { tail };
            let best = asked(&of);
            // Four standard errors of 20,000 draws.
            assert!((best.highest[0] - exact).abs() < 0.015, "{best:?} against {exact}");
            assert!((best.highest[0] - best.lowest[1]).abs() < 1e-12);
        }
    }

    #[test]
    fn equals_share_what_they_win() {
        // The third is the first again; the second is far behind.
        let s = vec![1.0, 0.2, 1.0, 0.2, 1.0, 0.2, 1.0, 0.2, 1.0];
        let best = asked(&Means { means: vec![1.0, -9.0, 1.0], covariance: s, n: 100 });
        assert_eq!(best.highest, [0.5, 0.0, 0.5]);
        assert_eq!(best.lowest, [0.0, 1.0, 0.0]);
    }

    #[test]
    fn without_variance_the_means_decide() {
        let best = asked(&Means { means: vec![0.0, 2.0], covariance: vec![0.0; 4], n: 10 });
        assert_eq!(best.highest, [0.0, 1.0]);
    }
}
