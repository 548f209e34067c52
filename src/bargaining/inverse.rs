//! The inverse of a utility: offers found by what they are worth, without listing the space.
//!
//! The issues are cut in two, and the offers on either half are listed by utility, so that a space of 5¹² offers
//! takes two lists of 5⁶. For each offer of the one half, a grid over the other points to the partner that it needs
//! (Horowitz & Sahni 1974, "meet in the middle").

use std::cmp::Ordering;

use super::offer::{MAX_ISSUES, Offer};
use super::preferences::{EPSILON, Preferences};

/// Most offers of a half that are kept; past it the half is thinned.
pub const MOST_OF_A_HALF: usize = 16_384;

/// Most issues of a half: its offers are packed in the bytes of a `u128`.
const WIDEST: usize = MAX_ISSUES / 2;

/// Parts of a cell up to which it is sorted and searched the simple way.
const CROWD: usize = 12;

/// How many offers of the second half are listed as cheaply as one of the first is asked for its partner,
/// over a session.
const LISTING: f64 = 12.0;

/// Offers by utility.
///
/// Exact where neither half has more than [`MOST_OF_A_HALF`] offers, which 12 issues of 5 options
/// have not. Past that each half is thinned as it grows: its range is cut into [`MOST_OF_A_HALF`] equal cells, and
/// of each cell the offer worth most is kept. An offer found is then still worth what was asked, and at most
/// [`InverseUtility::bound`] more than the best answer: issues × range ÷ 16,384.
///
/// ```
/// use summitry::bargaining::{InverseUtility, Preferences};
/// let mine = Preferences::weighted(&[3.0, 1.0], &[vec![0.0, 0.5, 1.0], vec![1.0, 0.0]])?;
/// let mut offers = InverseUtility::default();
/// offers.build(&mine);
/// let found = offers.lowest(&mine, 0.4).unwrap();
/// assert_eq!(found.offer.options(), &[1, 0]);
/// assert_eq!(found.utility, 0.625);
/// assert!(offers.lowest(&mine, 1.5).is_none());
/// # Ok::<(), summitry::bargaining::Unusable>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct InverseUtility {
    left: Half,
    right: Half,
    spare: Vec<Part>,
    bound: f64,
}

/// An offer that was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    /// The offer.
    pub offer: Offer,
    /// What it is worth.
    pub utility: f64,
    /// The utility of the next offer below what was asked; −∞ if there is none.
    pub below: f64,
}

/// Some of the issues, and the offers on them by rising utility.
#[derive(Clone, Debug, Default)]
struct Half {
    issues: usize,
    parts: Vec<Part>,
    /// The utilities of the parts, close together.
    utilities: Vec<f64>,
    /// By cell of the range, the first part that is in it or above it.
    grid: Vec<u32>,
    /// Cells a unit of utility.
    cells: f64,
}

/// An offer on a half's issues; they are ordered by utility, then by options.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
struct Part {
    utility: f64,
    /// The first issue's option in the highest byte, so that order is that of the options.
    packed: u128,
}

impl InverseUtility {
    /// Lists the offers of these preferences, in place of any others.
    pub fn build(&mut self, preferences: &Preferences) {
        let issues = preferences.issues();
        let cut = cut(preferences);
        self.bound = self.left.build(preferences, 0..cut, &mut self.spare)
            + self.right.build(preferences, cut..issues, &mut self.spare);
    }

    /// The offer of the lowest utility that is at least `target`; none if all are worth less.
    ///
    /// Where several are worth the same, utilities are added up issue by issue and compared to the last bit, and of
    /// those still equal the one with the lower options first is found: so does a list of all offers that is
    /// sorted by utility, as the field's simulators keep it. At most [`MOST_OF_A_HALF`] such offers are compared.
    #[must_use]
    pub fn lowest(&self, preferences: &Preferences, target: f64) -> Option<Found> {
        let target = target - EPSILON;
        let right = &self.right.utilities;
        let most = right.last()?;
        let mut found = (f64::INFINITY, 0, 0);
        let mut below = f64::NEG_INFINITY;
        let mut tied = false;
        for (l, &own) in self.left.utilities.iter().enumerate().rev() {
            if own + most < target {
                below = below.max(own + most);
                break;
            }
            let r = self.right.first_at(target - own);
            if r > 0 {
                below = below.max(own + right[r - 1]);
            }
            let Some(partner) = right.get(r) else { continue };
            let utility = own + partner;
            if utility <= found.0 + EPSILON {
                let twin = right.get(r + 1).is_some_and(|next| *next <= partner + EPSILON);
                tied = twin || utility >= found.0 - EPSILON;
                if utility < found.0 {
                    found = (utility, l, r);
                }
            }
        }
        let (utility, l, r) = found;
        if utility == f64::INFINITY {
            return None;
        }
        let offer = if tied {
            self.first_of_equals(preferences, utility, target)
        } else {
            self.offer(&self.left.parts[l], &self.right.parts[r])
        };
        Some(Found { offer, utility, below })
    }

    /// Of the offers that are worth `utility`, the one that a sorted list of all would have first.
    fn first_of_equals(&self, preferences: &Preferences, utility: f64, target: f64) -> Offer {
        let mut first: Option<(f64, Offer)> = None;
        let mut compared = 0;
        for part in self.left.parts.iter().rev() {
            let from = self.right.first_at(target - part.utility);
            let equals = self.right.parts[from..]
                .iter()
                .take_while(|other| part.utility + other.utility <= utility + EPSILON);
            for other in equals.take(MOST_OF_A_HALF - compared) {
                compared += 1;
                let offer = self.offer(part, other);
                let exact = preferences.utility(offer.options());
                let earlier = first.as_ref().is_none_or(|(least, earliest)| {
                    exact < *least || (exact == *least && offer.options() < earliest.options())
                });
                if earlier {
                    first = Some((exact, offer));
                }
            }
        }
        first.map_or(Offer::firsts(0), |(_, offer)| offer)
    }

    /// How much more than the best answer an offer found may be worth: 0 where the list is exact.
    #[must_use]
    pub fn bound(&self) -> f64 {
        self.bound
    }

    fn offer(&self, left: &Part, right: &Part) -> Offer {
        let mut offer = Offer::firsts(self.left.issues + self.right.issues);
        let (first, second) = offer.options_mut().split_at_mut(self.left.issues);
        first.copy_from_slice(&left.packed.to_be_bytes()[..first.len()]);
        second.copy_from_slice(&right.packed.to_be_bytes()[..second.len()]);
        offer
    }
}

/// Where to cut the issues: so that neither half is thinned, if that can be, and that listing the second and asking
/// the first cost least.
fn cut(preferences: &Preferences) -> usize {
    let issues = preferences.issues();
    let size = |range: std::ops::Range<usize>| {
        range.map(|j| preferences.worth(j).len() as f64).product::<f64>()
    };
    let cost = |cut: usize| {
        let (left, right) = (size(0..cut), size(cut..issues));
        let larger = left.max(right);
        if larger > MOST_OF_A_HALF as f64 { (1, larger) } else { (0, right + LISTING * left) }
    };
    (issues.saturating_sub(WIDEST)..=issues.min(WIDEST))
        .reduce(|a, b| if cost(b) < cost(a) { b } else { a })
        .unwrap_or(issues)
}

impl Half {
    /// Lists the offers on some issues, and gives what thinning may have cost.
    fn build(
        &mut self,
        preferences: &Preferences,
        issues: std::ops::Range<usize>,
        spare: &mut Vec<Part>,
    ) -> f64 {
        self.issues = issues.len();
        self.parts.clear();
        self.parts.push(Part { utility: 0.0, packed: 0 });
        let mut lost = 0.0;
        for (place, issue) in issues.enumerate() {
            let shift = 8 * (WIDEST - 1 - place);
            spare.clear();
            for (option, worth) in preferences.worth(issue).iter().enumerate() {
                spare.extend(self.parts.iter().map(|part| Part {
                    utility: part.utility + worth,
                    packed: part.packed | (option as u128) << shift,
                }));
            }
            std::mem::swap(&mut self.parts, spare);
            if self.parts.len() > MOST_OF_A_HALF {
                lost += self.thin(spare);
            }
        }
        self.sort(spare);
        lost
    }

    /// Sorts the parts by utility, cell by cell, and points from the cells to them.
    fn sort(&mut self, spare: &mut Vec<Part>) {
        let count = self.parts.len();
        let (least, most) = self.range();
        // Twice as many cells as parts, so that most hold one or none.
        let cells = 2 * count;
        self.cells = if most > least { cells as f64 / (most - least) } else { 0.0 };
        self.grid.clear();
        self.grid.resize(cells + 2, 0);
        self.utilities.clear();
        self.utilities.push(least);
        for part in &self.parts {
            let cell = self.cell(part.utility);
            self.grid[cell + 1] += 1;
        }
        for cell in 1..self.grid.len() {
            self.grid[cell] += self.grid[cell - 1];
        }
        spare.clear();
        spare.resize(count, Part { utility: 0.0, packed: 0 });
        for part in &self.parts {
            let cell = self.cell(part.utility);
            spare[self.grid[cell] as usize] = *part;
            self.grid[cell] += 1;
        }
        // Each entry now stands at the end of its cell, which is where the next begins.
        self.grid.rotate_right(1);
        self.grid[0] = 0;
        std::mem::swap(&mut self.parts, spare);
        for cell in 0..=cells {
            let of = &mut self.parts[self.grid[cell] as usize..self.grid[cell + 1] as usize];
            if of.len() > CROWD {
                of.sort_unstable_by(|a, b| a.partial_cmp(b).unwrap_or(Ordering::Equal));
                continue;
            }
            for next in 1..of.len() {
                let mut at = next;
                while at > 0 && of[at] < of[at - 1] {
                    of.swap(at, at - 1);
                    at -= 1;
                }
            }
        }
        self.utilities.clear();
        self.utilities.extend(self.parts.iter().map(|part| part.utility));
    }

    /// The cell that a utility is in; it never falls as utility rises.
    #[inline]
    fn cell(&self, utility: f64) -> usize {
        #[expect(clippy::cast_possible_truncation, reason = "the cast saturates")]
        #[expect(clippy::cast_sign_loss, reason = "what is below the least is in the first cell")]
        let cell = ((utility - self.utilities[0]) * self.cells) as usize;
        cell.min(self.grid.len() - 2)
    }

    /// The first part worth at least `utility`.
    #[inline]
    fn first_at(&self, utility: f64) -> usize {
        let cell = self.cell(utility);
        let (from, to) = (self.grid[cell] as usize, self.grid[cell + 1] as usize);
        if to - from <= CROWD {
            let mut at = from;
            while at < to && self.utilities[at] < utility {
                at += 1;
            }
            at
        } else {
            from + self.utilities[from..to].partition_point(|u| *u < utility)
        }
    }

    /// The least and the most that a part is worth.
    fn range(&self) -> (f64, f64) {
        self.parts.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), part| {
            (least.min(part.utility), most.max(part.utility))
        })
    }

    /// Keeps of each of [`MOST_OF_A_HALF`] cells the offer worth most, and of all the one worth least; gives
    /// the width of a cell.
    fn thin(&mut self, spare: &mut Vec<Part>) -> f64 {
        let (least, most) = self.range();
        let width = (most - least) / MOST_OF_A_HALF as f64;
        if width <= 0.0 {
            self.parts.truncate(1);
            return 0.0;
        }
        let lowest = self.parts.iter().find(|part| part.utility == least).copied();
        spare.clear();
        spare.resize(MOST_OF_A_HALF + 1, Part { utility: f64::NEG_INFINITY, packed: 0 });
        for part in &self.parts {
            #[expect(clippy::cast_possible_truncation, reason = "at most the number of cells")]
            #[expect(clippy::cast_sign_loss, reason = "nothing is below the least")]
            let cell = ((part.utility - least) / width) as usize;
            let kept = &mut spare[cell.min(MOST_OF_A_HALF)];
            let better = part.utility > kept.utility
                || (part.utility == kept.utility && part.packed < kept.packed);
            if better {
                *kept = *part;
            }
        }
        self.parts.clear();
        self.parts.extend(spare.iter().filter(|part| part.utility.is_finite()));
        self.parts.extend(lowest.filter(|_| self.parts.iter().all(|part| part.utility > least)));
        width
    }
}
