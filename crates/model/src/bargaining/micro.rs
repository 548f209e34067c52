//! MiCRO: concede one offer for each new offer of the other (de Jonge 2022).
//!
//! The source is of two parties. Among more it goes by the one that has conceded least, and whoever accepts an offer
//! has shown an outcome that it would take, as if it had made that offer itself.

use super::descent::Descent;
use super::offer::{MAX_PARTIES, Offer};
use super::preferences::{EPSILON, Preferences};
use super::ties::Breaker;
use summitry_engine::sets::SeatSet;

/// What a party that follows MiCRO remembers.
#[derive(Clone, Debug, Default)]
pub(super) struct Micro {
    descent: Descent,
    /// Its next best offers, all worth the same, of which one is to be made next.
    equals: Vec<Offer>,
    /// Which of them.
    next: usize,
    /// Own offers, all different.
    made: Vec<Offer>,
    /// The others' different offers, and those that they accepted, with who did.
    seen: Vec<(u8, Offer)>,
    /// By seat, how many of them.
    different: [u32; MAX_PARTIES],
    /// What the last own offer was worth.
    last: f64,
    /// Own offers that were made again.
    repeats: usize,
}

/// Most turns that room is made for at once; a longer session allocates as it goes.
const ROOM: usize = 4096;

/// Most offers worth the same that are compared at once.
const MOST_EQUALS: usize = 16_384;

impl Micro {
    /// Forgets, and makes room for a session of so many turns with so many others.
    pub(super) fn begin(&mut self, preferences: &Preferences, turns: usize, others: usize) {
        let turns = turns.min(ROOM);
        self.descent.begin(preferences, turns + 1);
        self.equals.clear();
        self.made.clear();
        self.made.reserve(turns);
        self.seen.clear();
        self.seen.reserve(turns * others);
        self.different = [0; MAX_PARTIES];
        self.last = preferences.most();
        self.repeats = 0;
    }

    /// Takes note of another's offer, or of one that it accepted.
    pub(super) fn note(&mut self, seat: usize, offer: &Offer) {
        let entry = (seat as u8, *offer);
        if !self.seen.contains(&entry) {
            self.seen.push(entry);
            self.different[seat] += 1;
        }
    }

    /// What it accepts and what it offers now, at a table where the others are `others`; none
    /// if nothing at all is worth its reservation.
    pub(super) fn turn(
        &mut self,
        preferences: &Preferences,
        others: SeatSet,
        ties: &mut Breaker<'_>,
    ) -> Option<(f64, Offer)> {
        let owes = others.iter().all(|seat| self.made.len() <= self.different[seat] as usize);
        if owes && self.equals.is_empty() {
            self.take_equals(preferences);
        }
        let least = preferences.reservation() - EPSILON;
        let worth = self.equals.first().map(|offer| preferences.utility(offer.options()));
        match worth.filter(|worth| owes && *worth >= least) {
            Some(worth) => {
                let liked = self.equals.iter().enumerate();
                let liked = liked.map(|(k, of)| (f64::from(ties.liking.offer(of)), k));
                self.next = ties.dice.greatest(liked).unwrap_or(0);
                Some((worth, self.equals[self.next]))
            }
            None if self.made.is_empty() => None,
            None => Some((self.last, self.made[self.repeats % self.made.len()])),
        }
    }

    /// Takes the next best offers, all worth the same.
    fn take_equals(&mut self, preferences: &Preferences) {
        let mut most = f64::NEG_INFINITY;
        while let Some((offer, utility)) = self.descent.peek(preferences) {
            if utility < most - EPSILON || self.equals.len() >= MOST_EQUALS {
                return;
            }
            most = most.max(utility);
            self.equals.push(offer);
            self.descent.advance(preferences);
        }
    }

    /// Takes note that it made an offer.
    pub(super) fn made(&mut self, preferences: &Preferences, offer: &Offer) {
        if self.equals.get(self.next) == Some(offer) {
            self.equals.swap_remove(self.next);
            self.made.push(*offer);
            self.last = preferences.utility(offer.options());
        } else {
            self.repeats += 1;
        }
    }
}
