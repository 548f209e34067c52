//! The outcomes of an agenda, and what each is worth to everybody: how many there are, and all of them
//! in order.
//!
//! The utility of an outcome is summed in the order of the issues, as [`Preferences::utility`] sums it. Sums that
//! are equal on paper may differ in their last bits, so utilities are *compared* in whole units: each is taken
//! to the nearest of a power of ten that is about 10⁻¹² of the greatest worth at the table (10⁻¹² itself
//! where utilities are in [0, 1]). From there on whole numbers are compared, which is exact: what is found
//! depends neither on the order of the parties nor, but for sums that lie on the edge between two units, on that
//! of the issues.

use super::offer::{MAX_ISSUES, MAX_PARTIES, Offer};
use super::preferences::Preferences;

/// Most outcomes that are searched one by one: twice 5⁹, so a full agenda of nine issues with five options
/// has room. Going through so many takes about a second at worst.
pub const MOST_OUTCOMES: f64 = 4_000_000.0;

/// Most points that a front may have on the way; a larger one is refused. With many parties so many take some
/// seconds to tell apart.
pub const MOST_POINTS: usize = 100_000;

/// The greatest sum of worths, in units, is below this: products with a unit are then good to a thousandth
/// of it, and any sum of sixteen is a whole number that `f64` holds.
const MOST_UNITS: f64 = 5e12;

/// A number of this size has no room for a fraction: adding and taking it away rounds to whole numbers.
const WHOLE: f64 = 6_755_399_441_055_744.0;

/// An outcome and what it is worth to each party.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// The option of each issue.
    pub outcome: Offer,
    /// Utility of each party, as [`Preferences::utility`] gives it.
    pub utilities: Vec<f64>,
}

/// All outcomes of an agenda, for the parties at a table.
///
/// ```
/// use summitry_model::bargaining::{Preferences, Space};
/// let ann = Preferences::new(&[vec![0.0, 0.5], vec![0.0, 0.25, 0.5]])?;
/// let bob = Preferences::new(&[vec![0.5, 0.0], vec![0.5, 0.25, 0.0]])?;
/// let space = Space::new(&[ann, bob])?;
/// assert_eq!((space.parties(), space.issues(), space.outcomes()), (2, 2, 6.0));
/// assert_eq!(space.point(&[1, 0]).utilities, [0.5, 0.5]);
/// let mut worse_for_bob = 0;
/// space.each(|_, utilities| worse_for_bob += i32::from(utilities[1] < utilities[0]))?;
/// assert_eq!(worse_for_bob, 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Space {
    parties: usize,
    options: Vec<u8>,
    /// What an option adds, by issue, option and party, with no gaps.
    worth: Vec<f64>,
    /// Where an issue begins in `worth`.
    starts: Vec<usize>,
    /// The most that the issues from a given one on can add, by issue and party.
    rest: Vec<f64>,
    /// Units in a utility of 1.
    scale: f64,
}

/// Why preferences make no space.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Too few parties, or too many.
    #[error("{0} parties are at the table: it takes from 2 to {MAX_PARTIES}")]
    Parties(usize),
    /// Preferences over other issues or options than the first party's.
    #[error("party {0} has preferences over another agenda than party 0")]
    Agenda(usize),
    /// Worths whose sum is infinite.
    #[error("the worths of party {0} sum to more than a number can hold")]
    Worth(usize),
}

/// Why something exact was not computed.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum TooLarge {
    /// More outcomes than are searched one by one.
    #[error("the agenda has {outcomes} outcomes: at most {MOST_OUTCOMES} are searched")]
    Outcomes {
        /// Outcomes of the agenda.
        outcomes: f64,
    },
    /// More points on a front than are kept.
    #[error("the Pareto front has more than {most} points after {issues} issues", most = MOST_POINTS)]
    Points {
        /// Issues taken in when it grew too large.
        issues: usize,
    },
}

impl Space {
    /// The outcomes of an agenda for 2 to [`MAX_PARTIES`] parties.
    ///
    /// # Errors
    /// [`Unfit`].
    pub fn new(parties: &[Preferences]) -> Result<Self, Unfit> {
        if !(2..=MAX_PARTIES).contains(&parties.len()) {
            return Err(Unfit::Parties(parties.len()));
        }
        let agenda = |p: &Preferences| (0..p.issues()).map(|j| p.worth(j).len() as u8).collect();
        let options: Vec<u8> = agenda(&parties[0]);
        if let Some(other) = parties.iter().position(|p| agenda(p) != options) {
            return Err(Unfit::Agenda(other));
        }
        let greatest = parties.iter().map(magnitude).fold(0.0, f64::max);
        if let Some(party) = parties.iter().position(|p| !magnitude(p).is_finite()) {
            return Err(Unfit::Worth(party));
        }
        let (mut worth, mut starts) = (Vec::new(), Vec::new());
        for (issue, &count) in options.iter().enumerate() {
            starts.push(worth.len());
            for option in 0..usize::from(count) {
                worth.extend(parties.iter().map(|p| p.worth(issue)[option]));
            }
        }
        Ok(Space {
            parties: parties.len(),
            rest: rest(parties, options.len()),
            options,
            worth,
            starts,
            scale: scale(greatest),
        })
    }

    /// Number of parties.
    #[must_use]
    pub fn parties(&self) -> usize {
        self.parties
    }

    /// Number of issues.
    #[must_use]
    pub fn issues(&self) -> usize {
        self.options.len()
    }

    /// Number of options of each issue.
    #[must_use]
    pub fn options(&self) -> &[u8] {
        &self.options
    }

    /// Number of outcomes; exact up to 2⁵³, and to 16 digits beyond.
    #[must_use]
    pub fn outcomes(&self) -> f64 {
        self.options.iter().map(|&o| f64::from(o)).product()
    }

    /// An outcome and what it is worth to each party.
    ///
    /// # Panics
    /// If it is not one option an issue, or an option does not exist.
    #[must_use]
    pub fn point(&self, options: &[u8]) -> Point {
        assert_eq!(options.len(), self.issues(), "an outcome has one option an issue");
        let mut utilities = vec![0.0; self.parties];
        for (issue, &option) in options.iter().enumerate() {
            assert!(option < self.options[issue], "issue {issue} has no option {option}");
            for (utility, worth) in utilities.iter_mut().zip(self.worth(issue, option)) {
                *utility += worth;
            }
        }
        Point { outcome: Offer::new(options), utilities }
    }

    /// Visits every outcome with its utilities, the last issue changing fastest.
    ///
    /// # Errors
    /// [`TooLarge::Outcomes`] past [`MOST_OUTCOMES`]: nothing is visited then.
    pub fn each(&self, mut visit: impl FnMut(&[u8], &[f64])) -> Result<(), TooLarge> {
        self.searchable()?;
        self.walk(|options, utilities| {
            if options.len() == self.issues() {
                visit(options, utilities);
            }
            true
        });
        Ok(())
    }

    pub(super) fn searchable(&self) -> Result<(), TooLarge> {
        let outcomes = self.outcomes();
        if outcomes > MOST_OUTCOMES {
            return Err(TooLarge::Outcomes { outcomes });
        }
        Ok(())
    }

    /// Goes through the tree of outcomes in lexicographic order. `enter` gets the options of the first issues
    /// and the most that each party can still reach with them, which is its utility once no issue is left;
    /// it says whether to go on below.
    pub(super) fn walk(&self, mut enter: impl FnMut(&[u8], &[f64]) -> bool) {
        let (n, issues) = (self.parties, self.issues());
        let mut options = [0; MAX_ISSUES];
        let mut sums = vec![0.0; (issues + 1) * n];
        let mut most = [0.0; MAX_PARTIES];
        let mut issue = 0;
        loop {
            if options[issue] == self.options[issue] {
                if issue == 0 {
                    return;
                }
                issue -= 1;
                options[issue] += 1;
                continue;
            }
            let (before, after) = sums.split_at_mut((issue + 1) * n);
            let before = &before[issue * n..];
            let worth = self.worth(issue, options[issue]);
            let rest = &self.rest[(issue + 1) * n..(issue + 2) * n];
            for k in 0..n {
                after[k] = before[k] + worth[k];
                most[k] = after[k] + rest[k];
            }
            if enter(&options[..=issue], &most[..n]) && issue + 1 < issues {
                issue += 1;
                options[issue] = 0;
            } else {
                options[issue] += 1;
            }
        }
    }

    /// What an option adds to the utility of each party.
    #[inline]
    pub(super) fn worth(&self, issue: usize, option: u8) -> &[f64] {
        let start = self.starts[issue] + usize::from(option) * self.parties;
        &self.worth[start..start + self.parties]
    }

    /// Utility in units, to the nearest.
    #[inline]
    pub(super) fn units(&self, utility: f64) -> f64 {
        utility * self.scale + WHOLE - WHOLE
    }

    /// A disagreement utility in units, not farther from 0 than `farthest`.
    pub(super) fn floor(&self, utility: f64, farthest: f64) -> f64 {
        (utility * self.scale).clamp(-farthest, farthest) + WHOLE - WHOLE
    }

    /// A unit, as utility.
    pub(super) fn unit(&self) -> f64 {
        1.0 / self.scale
    }
}

/// The greatest utility, up or down, that the worths of a party allow.
fn magnitude(of: &Preferences) -> f64 {
    let greatest = |row: &[f64]| row.iter().fold(0.0, |m: f64, w| m.max(w.abs()));
    (0..of.issues()).map(|j| greatest(of.worth(j))).sum()
}

fn rest(parties: &[Preferences], issues: usize) -> Vec<f64> {
    let n = parties.len();
    let mut rest = vec![0.0; (issues + 1) * n];
    for issue in (0..issues).rev() {
        for (k, party) in parties.iter().enumerate() {
            let most = party.worth(issue).iter().copied().fold(f64::NEG_INFINITY, f64::max);
            rest[issue * n + k] = rest[(issue + 1) * n + k] + most;
        }
    }
    rest
}

/// The greatest power of ten that keeps `magnitude` below [`MOST_UNITS`].
fn scale(magnitude: f64) -> f64 {
    let mut scale = 1.0;
    while magnitude * scale >= MOST_UNITS {
        scale /= 10.0;
    }
    while magnitude * scale * 10.0 < MOST_UNITS && scale < 1e300 {
        scale *= 10.0;
    }
    scale
}
