//! The inverse of a utility: offers found by what they are worth, without listing the space.
//!
//! The issues are cut in two, and the offers on either half are listed by utility, so that a space of 5¹² offers
//! takes two lists of 5⁶. Each offer on the one half has a partner: the least of the other half that lifts the two
//! to the target (Horowitz & Sahni 1974, "meet in the middle"). A target that falls a little moves few partners.

use std::cmp::Ordering;
use std::ops::Range;

use super::offer::{MAX_ISSUES, Offer};
use super::preferences::{EPSILON, Preferences};

/// Most offers of a half that are kept; past it the half is thinned.
pub const MOST_OF_A_HALF: usize = 16_384;

/// Most issues of a half: its offers are packed in the bytes of a `u128`.
const WIDEST: usize = MAX_ISSUES / 2;

/// How many offers of the second half are listed as cheaply as one of the first is asked for its partner,
/// over a session.
const LISTING: f64 = 12.0;

/// How far below its last place a partner is sought one by one.
const NEAR: usize = 16;

/// Parts of a cell up to which a half is sorted by moving each part to its place.
const CROWD: u32 = 12;

/// Offers by utility.
///
/// Exact where neither half has more than [`MOST_OF_A_HALF`] offers, which 12 issues of 5 options
/// have not. Past that each half is thinned as it grows: its range is cut into [`MOST_OF_A_HALF`] equal cells, and
/// of each cell the offer worth most is kept. An offer found is then still worth what was asked, and at most
/// [`InverseUtility::bound`] more than the best answer: issues × range ÷ 16,384.
///
/// ```
/// use summitry_model::bargaining::{InverseUtility, Preferences};
/// let mine = Preferences::weighted(&[3.0, 1.0], &[vec![0.0, 0.5, 1.0], vec![1.0, 0.0]])?;
/// let mut offers = InverseUtility::default();
/// offers.build(&mine);
/// let found = offers.lowest(0.4).unwrap();
/// assert_eq!(found.offer.options(), &[1, 0]);
/// assert_eq!(found.utility, 0.625);
/// assert!(!found.tied);
/// assert!(offers.lowest(1.5).is_none());
/// # Ok::<(), summitry_model::bargaining::Unusable>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct InverseUtility {
    left: Half,
    right: Half,
    spare: Vec<Part>,
    bound: f64,
    /// By part of the left half, the first of the right half with which it is worth the last target.
    partners: Vec<u32>,
    /// By part of the left half, what it is worth with the one below its partner; −∞ if there is none.
    under: Vec<f64>,
    /// The first part of the left half that has a partner; all above it have one.
    first: usize,
    last: Option<Found>,
}

/// An offer that was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    /// The offer; one of several where it is tied.
    pub offer: Offer,
    /// What it is worth.
    pub utility: f64,
    /// Whether other offers are worth the same: [`InverseUtility::among_equals`] chooses.
    pub tied: bool,
    /// The utility of the next offer below what was asked; −∞ if there is none.
    pub below: f64,
}

/// Some of the issues, and the offers on them by rising utility.
#[derive(Clone, Debug, Default)]
struct Half {
    issues: usize,
    /// The least and the most that a part is worth.
    range: (f64, f64),
    parts: Vec<Part>,
    /// The utilities of the parts, close together.
    utilities: Vec<f64>,
    /// Workspace to sort in: by cell of the range, where its next part goes.
    cells: Vec<u32>,
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
        // The three lists change places as they are filled: each is to hold the longest.
        let room = room(preferences, 0..cut).max(room(preferences, cut..issues));
        for list in [&mut self.left.parts, &mut self.right.parts, &mut self.spare] {
            list.clear();
            list.reserve(room);
        }
        self.bound = self.left.build(preferences, 0..cut, &mut self.spare)
            + self.right.build(preferences, cut..issues, &mut self.spare);
        self.partners.resize(self.left.parts.len(), 0);
        self.under.resize(self.left.parts.len(), 0.0);
        self.part();
    }

    /// The offer of the lowest utility that is at least `target`; none if all are worth less.
    ///
    /// The search goes on from the one before, and is quickest where the target falls a little each time; what
    /// is found does not depend on it.
    pub fn lowest(&mut self, target: f64) -> Option<Found> {
        if !self.stands(target) {
            let target = target - EPSILON;
            if self.last.is_none_or(|last| target > last.utility) {
                self.part();
            }
            self.last = self.fall(target);
        }
        self.last
    }

    /// Whether the last answer is also the answer for this target.
    #[inline]
    #[must_use]
    pub fn stands(&self, target: f64) -> bool {
        let target = target - EPSILON;
        self.last.as_ref().is_some_and(|last| last.below < target && target <= last.utility)
    }

    /// What the worst offer is worth; ∞ before any are listed.
    #[must_use]
    pub fn least(&self) -> f64 {
        match (&self.left.utilities[..], &self.right.utilities[..]) {
            ([left, ..], [right, ..]) => left + right,
            _ => f64::INFINITY,
        }
    }

    /// Takes all partners away, for a target that has not fallen.
    fn part(&mut self) {
        self.first = self.left.parts.len();
        self.last = None;
    }

    /// Moves the partners that are worth more than a target below the last one asks. The offer sought is among
    /// those moved: the others are still worth the last target.
    fn fall(&mut self, target: f64) -> Option<Found> {
        let (left, right) = (&self.left.utilities[..], &self.right.utilities[..]);
        let most = right.last()?;
        let mut below = f64::NEG_INFINITY;
        while self.first > 0 {
            let next = self.first - 1;
            let worth = left[next] + most;
            if worth < target {
                below = worth;
                break;
            }
            (self.partners[next], self.under[next]) = (right.len() as u32, worth);
            self.first = next;
        }
        let mut utility = self.last.as_ref().map_or(f64::INFINITY, |last| last.utility);
        let mut found = None;
        let mut tied = false;
        // A better part has no better partner.
        let mut least = 0;
        let entered = left[self.first..].iter().zip(&mut self.partners[self.first..]);
        let entered = entered.zip(&mut self.under[self.first..]);
        for (l, ((&own, at), under)) in entered.enumerate().rev() {
            if *under >= target {
                let r = partner(right, *at as usize, least, |r| own + r >= target);
                let worth = own + right[r];
                if worth <= utility + EPSILON {
                    let twin = right.get(r + 1).is_some_and(|next| *next <= right[r] + EPSILON);
                    tied = twin || worth >= utility - EPSILON;
                    if worth < utility {
                        utility = worth;
                        found = Some((self.first + l, r));
                    }
                }
                *at = r as u32;
                *under = if r > 0 { own + right[r - 1] } else { f64::NEG_INFINITY };
            }
            least = *at as usize;
            if *under > below {
                below = *under;
            }
        }
        let (l, r) = found?;
        let offer = self.offer(&self.left.parts[l], &self.right.parts[r]);
        Some(Found { offer, utility, tied, below })
    }

    /// Of the offers that are worth as much as the one last found, one of those that are liked best: the sum over the
    /// issues of what `likes` gives for an issue and its option. `draw` is given how many those are, and says which.
    ///
    /// Where halves were thinned, it chooses among the offers that are kept.
    pub fn among_equals(
        &self,
        likes: impl Fn(usize, u8) -> u32,
        draw: impl FnOnce(u64) -> u64,
    ) -> Option<Offer> {
        let found = self.last.as_ref()?;
        let (left, right) = (&self.left.parts[..], &self.right.parts[..]);
        let liking = |part: &Part, from: usize, issues: usize| -> u32 {
            let options = part.packed.to_be_bytes();
            (0..issues).map(|issue| likes(from + issue, options[issue])).sum()
        };
        let liking_left = |l: usize| liking(&left[l], 0, self.left.issues);
        let liking_right = |r: usize| liking(&right[r], self.left.issues, self.right.issues);
        // What is liked best of a range of the right half, and how many are; left parts worth the same share it.
        let mut range = 0..0;
        let mut of_range = (0, 0);
        let mut best = move |equals: &Range<usize>| {
            if range != *equals {
                let most = equals.clone().map(liking_right).max().unwrap_or(0);
                let count = equals.clone().filter(|r| liking_right(*r) == most).count() as u64;
                (range, of_range) = (equals.clone(), (most, count));
            }
            of_range
        };
        let (mut most, mut count) = (0, 0);
        for (l, equals) in self.equals(found.utility) {
            let (liked, ways) = best(&equals);
            let liked = liked + liking_left(l);
            if liked > most {
                (most, count) = (liked, 0);
            }
            count += if liked == most { ways } else { 0 };
        }
        let mut place = draw(count);
        for (l, equals) in self.equals(found.utility) {
            let (liked, ways) = best(&equals);
            if liked + liking_left(l) != most {
                continue;
            }
            if place < ways {
                let r = equals.filter(|r| liking_right(*r) == liked).nth(place as usize)?;
                return Some(self.offer(&left[l], &right[r]));
            }
            place -= ways;
        }
        None
    }

    /// The parts of the left half with which something is worth `utility`, each with the parts of the right half
    /// that make it so.
    fn equals(&self, utility: f64) -> impl Iterator<Item = (usize, Range<usize>)> + '_ {
        (self.first..self.left.parts.len()).rev().filter_map(move |l| {
            let (own, from) = (self.left.utilities[l], self.partners[l] as usize);
            let right = &self.right.utilities[from..];
            let count = right.partition_point(|other| own + other <= utility + EPSILON);
            (count > 0).then_some((l, from..from + count))
        })
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
    let cost = |cut: usize| {
        let (left, right) = (size(preferences, 0..cut), size(preferences, cut..issues));
        let larger = left.max(right);
        if larger > MOST_OF_A_HALF as f64 { (1, larger) } else { (0, right + LISTING * left) }
    };
    (issues.saturating_sub(WIDEST)..=issues.min(WIDEST))
        .reduce(|a, b| if cost(b) < cost(a) { b } else { a })
        .unwrap_or(issues)
}

/// How many offers there are on some issues.
fn size(preferences: &Preferences, issues: Range<usize>) -> f64 {
    issues.map(|j| preferences.worth(j).len() as f64).product()
}

/// The most parts that are listed at once for a half of these issues.
fn room(preferences: &Preferences, issues: Range<usize>) -> usize {
    let (mut parts, mut most) = (1, 1);
    for issue in issues {
        parts = MOST_OF_A_HALF.min(parts) * preferences.worth(issue).len();
        most = most.max(parts);
    }
    most
}

/// The first of `right` that is `enough`, not below `least`: sought downwards from `last`, below which one is, or
/// upwards, if it is far below.
#[inline]
fn partner(right: &[f64], last: usize, least: usize, enough: impl Fn(f64) -> bool) -> usize {
    if last > least + NEAR && enough(right[last - NEAR]) {
        return (least..last).find(|r| enough(right[*r])).unwrap_or(last);
    }
    let lower = right[least..last].iter().rposition(|r| !enough(*r));
    lower.map_or(least, |below| least + below + 1)
}

impl Half {
    /// Lists the offers on some issues, and gives what thinning may have cost.
    fn build(
        &mut self,
        preferences: &Preferences,
        issues: Range<usize>,
        spare: &mut Vec<Part>,
    ) -> f64 {
        self.issues = issues.len();
        self.range = (0.0, 0.0);
        self.parts.clear();
        self.parts.push(Part { utility: 0.0, packed: 0 });
        let mut lost = 0.0;
        for (place, issue) in issues.enumerate() {
            let shift = 8 * (WIDEST - 1 - place);
            let of = preferences.worth(issue);
            self.range.0 += of.iter().copied().fold(f64::INFINITY, f64::min);
            self.range.1 += of.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            spare.clear();
            for (option, worth) in of.iter().enumerate() {
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
        self.utilities.clear();
        self.utilities.extend(self.parts.iter().map(|part| part.utility));
        lost
    }

    /// Sorts the parts: into as many cells of the range as there are parts, and within these.
    fn sort(&mut self, spare: &mut Vec<Part>) {
        let count = self.parts.len();
        let (least, most) = self.range;
        let scale = if most > least { (count - 1) as f64 / (most - least) } else { 0.0 };
        // It never falls as utility rises.
        #[expect(clippy::cast_possible_truncation, reason = "the cast saturates")]
        #[expect(clippy::cast_sign_loss, reason = "nothing is below the least")]
        let cell = |part: &Part| (((part.utility - least) * scale) as u32 as usize).min(count - 1);
        self.cells.clear();
        self.cells.resize(count, 0);
        let cells = &mut self.cells[..];
        for part in &self.parts {
            cells[cell(part)] += 1;
        }
        let (mut from, mut crowd) = (0, 0);
        for next in &mut *cells {
            crowd = crowd.max(*next);
            from += std::mem::replace(next, from);
        }
        spare.resize(count, Part { utility: 0.0, packed: 0 });
        let sorted = &mut spare[..];
        for part in &self.parts {
            let next = &mut cells[cell(part)];
            sorted[*next as usize] = *part;
            *next += 1;
        }
        if crowd > CROWD {
            sorted.sort_unstable_by(|a, b| a.partial_cmp(b).unwrap_or(Ordering::Equal));
        } else {
            for next in 1..sorted.len() {
                let part = sorted[next];
                let mut at = next;
                while at > 0 && part < sorted[at - 1] {
                    sorted[at] = sorted[at - 1];
                    at -= 1;
                }
                if at < next {
                    sorted[at] = part;
                }
            }
        }
        std::mem::swap(&mut self.parts, spare);
    }

    /// Keeps of each of [`MOST_OF_A_HALF`] cells the offer worth most, and of all the one worth least; gives
    /// the width of a cell.
    fn thin(&mut self, spare: &mut Vec<Part>) -> f64 {
        let (least, most) = self.range;
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
