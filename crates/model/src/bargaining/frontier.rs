//! The Pareto front: the outcomes that cannot be bettered for one party without another paying for it.
//!
//! An outcome dominates another if it is worth at least as much to everybody and more to somebody, utilities
//! being compared in units (see [`space`](super::space)). Utilities add up over issues, so an outcome of the first
//! issues that is dominated stays so whatever the rest adds: the front is built issue by issue, and what is
//! dominated on the way is dropped. That is exact.

use super::dominance::Candidates;
use super::offer::{MAX_ISSUES, Offer};
pub use super::space::MOST_POINTS;
use super::space::{Point, Space, TooLarge};

/// The Pareto front, by falling utility of the first party, then of the second, and so on.
///
/// Of outcomes worth the same to all, the one with the lower options first is kept.
///
/// # Errors
/// [`TooLarge`]: with more than two parties for a space of more than
/// [`MOST_OUTCOMES`](super::space::MOST_OUTCOMES), with any number for a front of more than [`MOST_POINTS`].
///
/// ```
/// use summitry_model::bargaining::{Preferences, Space, front};
/// let ann = Preferences::new(&[vec![0.0, 0.5, 1.0]])?;
/// let bob = Preferences::new(&[vec![0.5, 1.0, 0.0]])?;
/// let front = front(&Space::new(&[ann, bob])?)?;
/// let options: Vec<&[u8]> = front.iter().map(|point| point.outcome.options()).collect();
/// assert_eq!(options, [[2], [1]]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn front(space: &Space) -> Result<Vec<Point>, TooLarge> {
    if space.parties() > 2 {
        space.searchable()?;
    }
    let parties = space.parties();
    // On the way a sum that is greater by less than this may come out equal in the end.
    let clear = 2.0 * space.unit();
    let mut outcomes = vec![Offer::new(&[])];
    let mut worth = vec![0.0; parties];
    for issue in 0..space.issues() {
        (outcomes, worth) = extended(space, issue, &outcomes, &worth);
        let candidates = Candidates { parties, outcomes: &outcomes, worth: &worth, clear };
        let kept = candidates.undominated(MOST_POINTS);
        let kept = kept.ok_or(TooLarge::Points { issues: issue + 1 })?;
        let of = |i: usize| worth[i * parties..(i + 1) * parties].iter().copied();
        (outcomes, worth) = (
            kept.iter().map(|&i| outcomes[i]).collect(),
            kept.iter().flat_map(|&i| of(i)).collect(),
        );
    }
    for worth in &mut worth {
        *worth = space.units(*worth);
    }
    let candidates = Candidates { parties, outcomes: &outcomes, worth: &worth, clear: 1.0 };
    let kept = candidates.undominated(MOST_POINTS);
    let mut kept = kept.ok_or(TooLarge::Points { issues: space.issues() })?;
    kept.sort_unstable_by(|&a, &b| candidates.falling(a, b));
    Ok(kept.into_iter().map(|i| space.point(outcomes[i].options())).collect())
}

/// Outcomes of the first issues with each option of one more, and their worths by outcome and party.
fn extended(
    space: &Space,
    issue: usize,
    outcomes: &[Offer],
    worth: &[f64],
) -> (Vec<Offer>, Vec<f64>) {
    let count = space.options()[issue];
    let room = outcomes.len() * usize::from(count);
    let (mut next, mut sums) =
        (Vec::with_capacity(room), Vec::with_capacity(room * space.parties()));
    let mut options = [0; MAX_ISSUES];
    for (outcome, worth) in outcomes.iter().zip(worth.chunks_exact(space.parties())) {
        options[..issue].copy_from_slice(outcome.options());
        for option in 0..count {
            options[issue] = option;
            next.push(Offer::new(&options[..=issue]));
            sums.extend(worth.iter().zip(space.worth(issue, option)).map(|(sum, w)| sum + w));
        }
    }
    (next, sums)
}
