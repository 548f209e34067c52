//! Which of many outcomes are dominated by none of the others.
//!
//! Taken by falling sum, an outcome can only be dominated by one before it, which is itself kept or dominated by one
//! that is. So each is tested against those kept so far. They stand in a tree: all candidates are halved
//! again and again, along the party whose worths differ most, and each part knows the most that any of those
//! kept in it is worth to each party. A part that falls short for somebody is passed over as a whole.

use std::cmp::Ordering;

use super::offer::Offer;

/// Candidates in a part that is not halved any more.
const PART: usize = 16;

/// Outcomes to choose among, and what they are worth by outcome and party, with no gaps.
pub(super) struct Candidates<'a> {
    pub parties: usize,
    pub outcomes: &'a [Offer],
    pub worth: &'a [f64],
    /// One that is as good for all dominates if it is better for somebody by this much or more; failing that, if it
    /// has the lower options first.
    pub clear: f64,
}

impl Candidates<'_> {
    /// The undominated, by falling sum; none if there are more than `limit`.
    pub(super) fn undominated(&self, limit: usize) -> Option<Vec<usize>> {
        let count = self.outcomes.len();
        let sums: Vec<f64> = (0..count).map(|i| self.of(i).iter().sum()).collect();
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_unstable_by(|&a, &b| {
            sums[b].total_cmp(&sums[a]).then_with(|| self.falling(a, b))
        });
        let mut tree = Tree::new(self);
        let mut kept = Vec::new();
        for candidate in order {
            if !tree.dominates(candidate) {
                if kept.len() == limit {
                    return None;
                }
                kept.push(candidate);
                tree.keep(candidate);
            }
        }
        Some(kept)
    }

    /// By falling worth for the first party, then the second, and so on; then by options.
    pub(super) fn falling(&self, a: usize, b: usize) -> Ordering {
        let mut pairs = self.of(a).iter().zip(self.of(b));
        pairs
            .find_map(|(a, b)| Some(b.total_cmp(a)).filter(|order| order.is_ne()))
            .unwrap_or_else(|| self.outcomes[a].options().cmp(self.outcomes[b].options()))
    }

    fn of(&self, candidate: usize) -> &[f64] {
        &self.worth[candidate * self.parties..(candidate + 1) * self.parties]
    }

    /// Sorts candidates into the parts of the tree.
    fn halve(&self, candidates: &mut [usize]) {
        if candidates.len() <= PART {
            return;
        }
        let spread = |k: usize| {
            let worths = candidates.iter().map(|&c| self.of(c)[k]);
            let (low, high) =
                worths.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), w| (l.min(w), h.max(w)));
            high - low
        };
        let widest = (1..self.parties)
            .fold((0, spread(0)), |best, k| {
                let next = spread(k);
                if next > best.1 { (k, next) } else { best }
            })
            .0;
        let middle = candidates.len() / 2;
        candidates.select_nth_unstable_by(middle, |&a, &b| {
            self.of(a)[widest].total_cmp(&self.of(b)[widest]).then(a.cmp(&b))
        });
        let (low, high) = candidates.split_at_mut(middle);
        self.halve(low);
        self.halve(high);
    }
}

/// A part of the tree: its number, and the places that it has.
#[derive(Clone, Copy)]
struct Part {
    number: usize,
    from: usize,
    to: usize,
}

impl Part {
    fn halves(self) -> Option<(Part, Part)> {
        if self.to - self.from <= PART {
            return None;
        }
        let middle = self.from + (self.to - self.from) / 2;
        Some((
            Part { number: 2 * self.number + 1, from: self.from, to: middle },
            Part { number: 2 * self.number + 2, from: middle, to: self.to },
        ))
    }
}

struct Tree<'a> {
    of: &'a Candidates<'a>,
    /// The candidate at each place, and the place of each candidate.
    placed: Vec<usize>,
    places: Vec<usize>,
    /// Worths by place and party; -∞ where the candidate is not kept.
    worth: Vec<f64>,
    /// The most that those kept are worth, by part and party.
    most: Vec<f64>,
}

impl<'a> Tree<'a> {
    fn new(of: &'a Candidates<'a>) -> Self {
        let count = of.outcomes.len();
        let mut placed: Vec<usize> = (0..count).collect();
        of.halve(&mut placed);
        let mut places = vec![0; count];
        for (place, &candidate) in placed.iter().enumerate() {
            places[candidate] = place;
        }
        let mut parts = 1;
        let mut largest = count;
        while largest > PART {
            largest -= largest / 2;
            parts = 2 * parts + 1;
        }
        let none = |length: usize| vec![f64::NEG_INFINITY; length * of.parties];
        Tree { of, placed, places, worth: none(count), most: none(parts) }
    }

    fn root(&self) -> Part {
        Part { number: 0, from: 0, to: self.placed.len() }
    }

    fn keep(&mut self, candidate: usize) {
        let n = self.of.parties;
        let place = self.places[candidate];
        let worth = self.of.of(candidate);
        self.worth[place * n..(place + 1) * n].copy_from_slice(worth);
        let mut part = self.root();
        loop {
            let most = &mut self.most[part.number * n..(part.number + 1) * n];
            for (most, worth) in most.iter_mut().zip(worth) {
                *most = most.max(*worth);
            }
            let Some((low, high)) = part.halves() else { return };
            part = if place < low.to { low } else { high };
        }
    }

    fn dominates(&self, candidate: usize) -> bool {
        self.dominates_in(self.root(), candidate, self.of.of(candidate))
    }

    fn dominates_in(&self, part: Part, candidate: usize, worth: &[f64]) -> bool {
        let n = self.of.parties;
        if !reaches(&self.most[part.number * n..(part.number + 1) * n], worth) {
            return false;
        }
        if let Some((low, high)) = part.halves() {
            return self.dominates_in(high, candidate, worth)
                || self.dominates_in(low, candidate, worth);
        }
        let kept = self.worth[part.from * n..part.to * n].chunks_exact(n);
        kept.zip(&self.placed[part.from..part.to]).any(|(other, &placed)| {
            reaches(other, worth)
                && (other.iter().zip(worth).any(|(o, w)| o - w >= self.of.clear)
                    || self.of.outcomes[placed].options() < self.of.outcomes[candidate].options())
        })
    }
}

/// Whether `a` is worth at least as much as `b` to everybody.
fn reaches(a: &[f64], b: &[f64]) -> bool {
    a.iter().zip(b).all(|(a, b)| a >= b)
}
