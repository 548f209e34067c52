//! Solution points: what an arbitrator with one principle or another would choose, and how far an
//! outcome is from it.
//!
//! Gains are counted in whole units (see [`space`](super::space)), and every comparison is of whole numbers or of
//! correctly rounded quotients of them. So an outcome that another one dominates never does as well by any of
//! the four principles: all four points are on the Pareto front. Of outcomes that do equally well the one
//! with the lower options first is taken.

use super::frontier::front;
use super::offer::{MAX_PARTIES, Offer};
use super::space::{Point, Space, TooLarge};

/// Farthest that a disagreement point is taken to be from 0, in units: gains stay exact.
const FARTHEST: f64 = 1_125_899_906_842_624.0;

/// Gains in units, one a party; what is past the last party is 0.
type Gains = [f64; MAX_PARTIES];

/// Solution points over the outcomes at which nobody falls below the disagreement point.
#[derive(Clone, Debug, PartialEq)]
pub struct Solutions {
    /// Greatest product of gains (Nash 1950). Where not all can gain at once every product is 0: then the most
    /// parties that gain, as for the greatest Nash welfare of Caragiannis et al. 2019, and the greatest product
    /// of their gains, each as a share of the most that its party could gain, so that scales do not matter.
    pub nash: Point,
    /// Greatest of the least gains, then of the second least, and so on (Kalai 1977, egalitarian; the
    /// lexicographic form is that of Chun & Peters 1988).
    pub kalai: Point,
    /// The same over gains as shares of the most that each party could gain where nobody loses (Kalai &
    /// Smorodinsky 1975, on a discrete set; the lexicographic form is that of Imai 1983). A party that can gain
    /// nothing is left out of it.
    pub kalai_smorodinsky: Point,
    /// Greatest sum of utilities.
    pub utilitarian: Point,
}

/// Distances of an outcome to the solution points: Euclidean, in units of utility.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Distances {
    /// To the Nash point.
    pub nash: f64,
    /// To the Kalai point.
    pub kalai: f64,
    /// To the Kalai–Smorodinsky point.
    pub kalai_smorodinsky: f64,
    /// To the utilitarian point.
    pub utilitarian: f64,
}

impl Solutions {
    /// The solution points of a space; none if every outcome leaves somebody below `disagreement`, a utility
    /// for each party.
    ///
    /// Two parties: found on the front, however large the space, if the front can be made. Otherwise the outcomes are
    /// searched by branch and bound, up to [`MOST_OUTCOMES`](super::space::MOST_OUTCOMES) of them, and none is stored.
    ///
    /// # Errors
    /// [`TooLarge`].
    ///
    /// # Panics
    /// If `disagreement` does not have a number for each party.
    ///
    /// ```
    /// use summitry_model::bargaining::{Preferences, Solutions, Space};
    /// // 3 issues × 5 options, values 0 ¼ ½ ¾ 1, rising for one and falling for the other.
    /// let rising = vec![0.0, 0.25, 0.5, 0.75, 1.0];
    /// let falling: Vec<f64> = rising.iter().rev().copied().collect();
    /// let ann = Preferences::weighted(&[0.5, 0.3, 0.2], &vec![rising; 3])?;
    /// let bob = Preferences::weighted(&[0.2, 0.3, 0.5], &vec![falling; 3])?;
    /// let space = Space::new(&[ann, bob])?;
    /// let solutions = Solutions::new(&space, &[0.0, 0.0])?.ok_or("nothing is rational")?;
    /// assert_eq!(solutions.nash.outcome.options(), &[4, 2, 0]);
    /// assert_eq!(solutions.kalai, solutions.nash);
    /// assert!((solutions.nash.utilities[0] - 0.65).abs() < 1e-12);
    /// // What is agreed is 0.05 short of it for Ann, and 0.12 for Bob.
    /// let distances = solutions.distances(&[0.60, 0.53]);
    /// assert!((distances.nash - 0.13).abs() < 1e-12);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(space: &Space, disagreement: &[f64]) -> Result<Option<Solutions>, TooLarge> {
        if space.parties() == 2
            && let Ok(front) = front(space)
        {
            return Ok(Solutions::on(space, &front, disagreement));
        }
        space.searchable()?;
        Ok(Rational::new(space, disagreement, Among::Space).solutions())
    }

    /// The same, found on the front of the space.
    ///
    /// # Panics
    /// If `disagreement` does not have a number for each party.
    #[must_use]
    pub fn on(space: &Space, front: &[Point], disagreement: &[f64]) -> Option<Solutions> {
        Rational::new(space, disagreement, Among::Points(front)).solutions()
    }

    /// The four points with their names in results.
    #[must_use]
    pub fn named(&self) -> [(&'static str, &Point); 4] {
        [
            ("nash", &self.nash),
            ("kalai", &self.kalai),
            ("kalai-smorodinsky", &self.kalai_smorodinsky),
            ("utilitarian", &self.utilitarian),
        ]
    }

    /// Distances of an outcome, by what it is worth to each party.
    #[must_use]
    pub fn distances(&self, utilities: &[f64]) -> Distances {
        let to = |point: &Point| distance(&point.utilities, utilities);
        Distances {
            nash: to(&self.nash),
            kalai: to(&self.kalai),
            kalai_smorodinsky: to(&self.kalai_smorodinsky),
            utilitarian: to(&self.utilitarian),
        }
    }
}

/// Euclidean distance between two outcomes by what they are worth, in units of utility.
///
/// ```
/// assert_eq!(summitry_model::bargaining::distance(&[0.75, 0.5], &[0.0, 1.5]), 1.25);
/// ```
#[must_use]
pub fn distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt()
}

/// The point that is nearest to an outcome's utilities, the first of equals, and how far it is: Euclidean, in
/// units of utility. None if there is no point.
#[must_use]
pub fn nearest<'a>(points: &'a [Point], utilities: &[f64]) -> Option<(&'a Point, f64)> {
    points
        .iter()
        .map(|point| (point, distance(&point.utilities, utilities)))
        .reduce(|best, next| if next.1 < best.1 { next } else { best })
}

/// Where outcomes are looked for.
#[derive(Clone, Copy)]
enum Among<'a> {
    Space,
    Points(&'a [Point]),
}

/// The outcomes at which nobody falls below `floor`, in units.
struct Rational<'a> {
    space: &'a Space,
    floor: Vec<f64>,
    among: Among<'a>,
}

impl<'a> Rational<'a> {
    fn new(space: &'a Space, disagreement: &[f64], among: Among<'a>) -> Self {
        assert_eq!(disagreement.len(), space.parties(), "a disagreement point has all parties");
        let floor = disagreement.iter().map(|d| space.floor(*d, FARTHEST)).collect();
        Rational { space, floor, among }
    }

    fn solutions(&self) -> Option<Solutions> {
        let (utilitarian, _) = self.best(|gains| gains.iter().sum::<f64>())?;
        let mut most = [0.0; MAX_PARTIES];
        for k in 0..self.space.parties() {
            most[k] = self.best(|gains| gains[k])?.1;
        }
        let share =
            |k: usize, gain: f64| if most[k] > 0.0 { gain / most[k] } else { f64::INFINITY };
        Some(Solutions {
            nash: self.best(|gains| product(gains, &most))?.0,
            kalai: self.best(|gains| from_the_least(gains, |_, gain| gain))?.0,
            kalai_smorodinsky: self.best(|gains| from_the_least(gains, share))?.0,
            utilitarian,
        })
    }

    /// The outcome with the greatest score, the first of equals, and its score. A score must not fall when a gain
    /// rises.
    fn best<S: PartialOrd>(&self, score: impl Fn(&[f64]) -> S) -> Option<(Point, S)> {
        let (outcome, score) = match self.among {
            Among::Space => self.search(score),
            Among::Points(points) => self.pick(points, score),
        }?;
        Some((self.space.point(outcome.options()), score))
    }

    /// Branch and bound: nothing below can do better than if everybody got the most that is still to be had.
    fn search<S: PartialOrd>(&self, score: impl Fn(&[f64]) -> S) -> Option<(Offer, S)> {
        let mut best: Option<(Offer, S)> = None;
        self.space.walk(|options, most| {
            let whole = options.len() == self.space.issues();
            // The most is summed in another order than a utility: a unit more covers the difference.
            let Some(gains) = self.gains(most, if whole { 0.0 } else { 1.0 }) else {
                return false;
            };
            let score = score(&gains[..most.len()]);
            // What comes later has higher options, and must do better.
            if best.as_ref().is_some_and(|(_, found)| score <= *found) {
                return false;
            }
            if whole {
                best = Some((Offer::new(options), score));
            }
            true
        });
        best
    }

    fn pick<S: PartialOrd>(
        &self,
        points: &[Point],
        score: impl Fn(&[f64]) -> S,
    ) -> Option<(Offer, S)> {
        let mut best: Option<(Offer, S)> = None;
        for point in points {
            let Some(gains) = self.gains(&point.utilities, 0.0) else { continue };
            let score = score(&gains[..point.utilities.len()]);
            let better = best.as_ref().is_none_or(|(outcome, found)| {
                score > *found || (score == *found && point.outcome.options() < outcome.options())
            });
            if better {
                best = Some((point.outcome, score));
            }
        }
        best
    }

    /// Gains, `slack` added to each; none if one of them is negative.
    #[inline]
    fn gains(&self, utilities: &[f64], slack: f64) -> Option<Gains> {
        let mut gains = [0.0; MAX_PARTIES];
        for ((gain, utility), floor) in gains.iter_mut().zip(utilities).zip(&self.floor) {
            *gain = self.space.units(*utility) - floor + slack;
            if *gain < 0.0 || gain.is_nan() {
                return None;
            }
        }
        Some(gains)
    }
}

/// How many parties gain, and the product of the gains, with the most that could be had in place of a gain of
/// 0: a whole number of up to sixteen words, the highest first, so that it neither overflows nor loses
/// a bit.
fn product(gains: &[f64], most: &Gains) -> (usize, [u64; MAX_PARTIES]) {
    let mut words = [0; MAX_PARTIES];
    words[MAX_PARTIES - 1] = 1;
    for (k, &gain) in gains.iter().enumerate() {
        // Whole and below 2⁶⁴, so that the product of k factors has no more than k words.
        let factor = if gain > 0.0 { gain } else { most[k].max(1.0) } as u64;
        let mut carry = 0;
        for word in words[MAX_PARTIES - 1 - k..].iter_mut().rev() {
            let sum = u128::from(*word) * u128::from(factor) + carry;
            *word = sum as u64;
            carry = sum >> 64;
        }
    }
    (gains.iter().filter(|gain| **gain > 0.0).count(), words)
}

/// What `of` makes of the gains, from the least.
fn from_the_least(gains: &[f64], of: impl Fn(usize, f64) -> f64) -> Gains {
    let mut sorted = [f64::INFINITY; MAX_PARTIES];
    for (k, gain) in gains.iter().enumerate() {
        sorted[k] = of(k, *gain);
    }
    sorted[..gains.len()].sort_unstable_by(f64::total_cmp);
    sorted
}
