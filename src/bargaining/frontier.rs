//! What two parties could settle on at best: the Pareto front of an additive domain, and the
//! solution points on it.
//!
//! Utilities add up over issues, so an outcome of the first k issues that is dominated stays dominated
//! whatever the rest adds: the front is built issue by issue, and what is dominated on the way is dropped. That
//! is exact, and enumerates nothing.

use super::offer::Offer;

/// Most points that a front may have on the way; a larger one is refused.
pub const MOST_POINTS: usize = 100_000;

/// A front that is too large to be computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the Pareto front has more than {MOST_POINTS} points after {issues} issues")]
pub struct TooLarge {
    /// Issues taken in when it grew too large.
    pub issues: usize,
}

/// An outcome and what it is worth to the two parties.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The option of each issue.
    pub outcome: Offer,
    /// Utilities, in [0, 1] where weights sum to 1 and values are in [0, 1].
    pub utilities: [f64; 2],
}

/// The Pareto front, by falling utility of the first party.
///
/// `worth[party][issue][option]` is weight × value. Of outcomes worth the same to both, the one with
/// the lower options first is kept.
///
/// # Errors
/// [`TooLarge`].
///
/// ```
/// use summitry::bargaining::frontier::{front, Solutions};
/// // 3 issues × 5 options, values 0 ¼ ½ ¾ 1, rising for one and falling for the other.
/// let weights = [[0.5, 0.3, 0.2], [0.2, 0.3, 0.5]];
/// let worth = |p: usize| (0..3).map(|j| (0..5).map(|o| {
///     let value = o as f64 / 4.0;
///     weights[p][j] * if p == 0 { value } else { 1.0 - value }
/// }).collect()).collect::<Vec<Vec<f64>>>();
/// let front = front(&[worth(0), worth(1)])?;
/// let solutions = Solutions::of(&front, [0.0, 0.0]).unwrap();
/// assert_eq!(solutions.nash.outcome.options(), &[4, 2, 0]);
/// assert_eq!(solutions.kalai.outcome.options(), &[4, 2, 0]);
/// assert!((solutions.nash.utilities[0] - 0.65).abs() < 1e-12);
/// # Ok::<(), summitry::bargaining::frontier::TooLarge>(())
/// ```
pub fn front(worth: &[Vec<Vec<f64>>; 2]) -> Result<Vec<Point>, TooLarge> {
    let mut points = vec![Point { outcome: Offer::new(&[]), utilities: [0.0, 0.0] }];
    for (issue, of) in worth[0].iter().zip(&worth[1]).enumerate() {
        let mut next = Vec::with_capacity(points.len() * of.0.len());
        for point in &points {
            for (option, worth) in of.0.iter().zip(of.1).enumerate() {
                let mut options = point.outcome.options().to_vec();
                options.push(option as u8);
                next.push(Point {
                    outcome: Offer::new(&options),
                    utilities: [point.utilities[0] + worth.0, point.utilities[1] + worth.1],
                });
            }
        }
        points = undominated(next);
        if points.len() > MOST_POINTS {
            return Err(TooLarge { issues: issue + 1 });
        }
    }
    Ok(points)
}

/// The undominated among points, by falling utility of the first party.
fn undominated(mut points: Vec<Point>) -> Vec<Point> {
    points.sort_by(|a, b| {
        b.utilities[0]
            .total_cmp(&a.utilities[0])
            .then(b.utilities[1].total_cmp(&a.utilities[1]))
            .then(a.outcome.options().cmp(b.outcome.options()))
    });
    let mut best = f64::NEG_INFINITY;
    points.retain(|point| {
        let better = point.utilities[1] > best;
        if better {
            best = point.utilities[1];
        }
        better
    });
    points
}

/// Solution points on a front, from a disagreement point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Solutions {
    /// Greatest product of gains (Nash 1950).
    pub nash: Point,
    /// Greatest of the least gains (Kalai 1977, egalitarian).
    pub kalai: Point,
    /// Greatest of the least gains, each as a share of the most its party could gain (Kalai &
    /// Smorodinsky 1975, on a discrete set).
    pub kalai_smorodinsky: Point,
    /// Greatest sum of utilities.
    pub utilitarian: Point,
}

impl Solutions {
    /// The points of a front at which both gain over `disagreement`; none if there is no such point.
    ///
    /// Of points that do equally well the one better for the first party is taken.
    #[must_use]
    pub fn of(front: &[Point], disagreement: [f64; 2]) -> Option<Solutions> {
        let gain = |p: &Point, k: usize| p.utilities[k] - disagreement[k];
        let rational: Vec<&Point> =
            front.iter().filter(|p| gain(p, 0) >= 0.0 && gain(p, 1) >= 0.0).collect();
        let most =
            [0, 1].map(|k| rational.iter().map(|p| gain(p, k)).fold(f64::MIN_POSITIVE, f64::max));
        let by = |score: &dyn Fn(&Point) -> f64| {
            rational.iter().copied().fold(None, |best: Option<(f64, &Point)>, p| {
                let s = score(p);
                if best.is_none_or(|(b, _)| s > b) { Some((s, p)) } else { best }
            })
        };
        Some(Solutions {
            nash: *by(&|p| gain(p, 0) * gain(p, 1))?.1,
            kalai: *by(&|p| gain(p, 0).min(gain(p, 1)))?.1,
            kalai_smorodinsky: *by(&|p| (gain(p, 0) / most[0]).min(gain(p, 1) / most[1]))?.1,
            utilitarian: *by(&|p| p.utilities[0] + p.utilities[1])?.1,
        })
    }
}
