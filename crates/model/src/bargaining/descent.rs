//! Descent: a party's offers from the best to the worst, one at a time, without listing the space.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::offer::{MAX_ISSUES, Offer};
use super::preferences::Preferences;

/// Offers by falling utility; of offers worth the same, the one with the better options first.
///
/// Each offer taken adds at most one candidate an issue, so k offers cost O(k·issues·log(k·issues)).
///
/// ```
/// use summitry_model::bargaining::{Descent, Preferences};
/// let mine = Preferences::new(&[vec![0.0, 0.3], vec![0.7, 0.2, 0.0]])?;
/// let mut offers = Descent::default();
/// offers.begin(&mine, 10);
/// assert_eq!(offers.peek(&mine).unwrap().0.options(), &[1, 0]);
/// offers.advance(&mine);
/// assert_eq!(offers.peek(&mine).unwrap().0.options(), &[0, 0]);
/// # Ok::<(), summitry_model::bargaining::Unusable>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Descent {
    /// Options by falling worth, by issue, with no gaps.
    order: Vec<u8>,
    candidates: BinaryHeap<Candidate>,
}

#[derive(Clone, Debug)]
struct Candidate {
    utility: f64,
    /// By issue, the place of its option among those of falling worth.
    ranks: [u8; MAX_ISSUES],
    /// The last issue that is not at its best option: the next to be lowered is that one or a later one, so that
    /// every offer comes once.
    last: u8,
}

impl Descent {
    /// Begins at the best offer. Room is made for `offers` of them.
    pub fn begin(&mut self, preferences: &Preferences, offers: usize) {
        self.order.clear();
        for issue in 0..preferences.issues() {
            let of = preferences.worth(issue);
            let from = self.order.len();
            self.order.extend((0..of.len()).map(|o| o as u8));
            let worth = |o: &u8| of[usize::from(*o)];
            self.order[from..]
                .sort_unstable_by(|a, b| worth(b).total_cmp(&worth(a)).then(a.cmp(b)));
        }
        self.candidates.clear();
        self.candidates.reserve(offers.saturating_mul(preferences.issues()).saturating_add(1));
        let ranks = [0; MAX_ISSUES];
        self.candidates.push(Candidate { utility: preferences.most(), ranks, last: 0 });
    }

    /// The next offer and what it is worth; none if there are no more.
    #[must_use]
    pub fn peek(&self, preferences: &Preferences) -> Option<(Offer, f64)> {
        let next = self.candidates.peek()?;
        let mut offer = Offer::firsts(preferences.issues());
        let mut from = 0;
        for (issue, option) in offer.options_mut().iter_mut().enumerate() {
            *option = self.order[from + usize::from(next.ranks[issue])];
            from += preferences.worth(issue).len();
        }
        // Of many losses taken away in turn the rounding errors would add up.
        Some((offer, preferences.utility(offer.options())))
    }

    /// Goes past the next offer.
    pub fn advance(&mut self, preferences: &Preferences) {
        let Some(taken) = self.candidates.pop() else { return };
        let mut from = 0;
        for issue in 0..preferences.issues() {
            let of = preferences.worth(issue);
            let order = &self.order[from..from + of.len()];
            from += of.len();
            let rank = usize::from(taken.ranks[issue]);
            if issue >= usize::from(taken.last) && rank + 1 < of.len() {
                let loss = of[usize::from(order[rank])] - of[usize::from(order[rank + 1])];
                let mut ranks = taken.ranks;
                ranks[issue] += 1;
                let utility = taken.utility - loss;
                self.candidates.push(Candidate { utility, ranks, last: issue as u8 });
            }
        }
    }
}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> Ordering {
        self.utility.total_cmp(&other.utility).then(other.ranks.cmp(&self.ranks))
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Candidate {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Candidate {}
