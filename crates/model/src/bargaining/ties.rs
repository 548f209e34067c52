//! Ties: which of the offers that a party values alike it makes.
//!
//! The one that is most like what each of the others last offered or accepted: by the issues on which it is the same,
//! counted over all the others. Of those still equal one is drawn, each as likely as any other, from the keyed stream of
//! the seed and the seat. Neither depends on the order of options or of issues.

use summitry_engine::sets::SeatSet;
use summitry_engine::{Purpose, Streams};

use super::offer::{MAX_PARTIES, Offer};

/// Draws between offers that are equal in everything else.
const TIE: Purpose = Purpose(0);

/// Scores closer than this share of the greater are equal: they were summed in different order.
const ALIKE: f64 = 1e-9;

/// What the others last offered or accepted, and the draws of a session.
#[derive(Clone, Debug)]
pub(super) struct Ties {
    latest: [Option<Offer>; MAX_PARTIES],
    streams: Streams,
}

/// Ties as one seat breaks them.
#[derive(Debug)]
pub(super) struct Breaker<'a> {
    pub liking: Liking<'a>,
    pub dice: Dice<'a>,
}

/// What the others at a table last offered or accepted.
#[derive(Debug)]
pub(super) struct Liking<'a> {
    latest: &'a [Option<Offer>],
    others: SeatSet,
}

/// A seat's draws.
#[derive(Debug)]
pub(super) struct Dice<'a> {
    streams: &'a mut Streams,
    seat: u16,
    /// Whether anything was drawn.
    pub drawn: bool,
}

impl Ties {
    pub(super) fn new() -> Self {
        let streams = Streams::in_domain("summitry bargaining ties", 1, MAX_PARTIES);
        Ties { latest: [None; MAX_PARTIES], streams }
    }

    /// Begins a session, whose draws are those of a seed.
    pub(super) fn begin(&mut self, seed: u64) {
        self.latest = [None; MAX_PARTIES];
        let begun = self.streams.begin(seed, 0);
        debug_assert!(begun.is_ok(), "0 is a replication");
    }

    /// Takes note of what a seat offered or accepted.
    pub(super) fn note(&mut self, seat: usize, offer: &Offer) {
        self.latest[seat] = Some(*offer);
    }

    pub(super) fn breaker(&mut self, seat: usize, others: SeatSet) -> Breaker<'_> {
        let dice = Dice { streams: &mut self.streams, seat: seat as u16, drawn: false };
        Breaker { liking: Liking { latest: &self.latest, others }, dice }
    }
}

impl Liking<'_> {
    /// How many of the others last offered or accepted this option.
    pub(super) fn option(&self, issue: usize, option: u8) -> u32 {
        let latest = self.others.iter().filter_map(|seat| self.latest[seat].as_ref());
        latest.filter(|offer| offer.options()[issue] == option).count() as u32
    }

    /// The same, counted over the issues of an offer.
    pub(super) fn offer(&self, offer: &Offer) -> u32 {
        let options = offer.options().iter().enumerate();
        options.map(|(issue, &option)| self.option(issue, option)).sum()
    }
}

impl Dice<'_> {
    /// A number from 0 to below `count`, each as likely as any other.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "below the count")]
    pub(super) fn draw(&mut self, count: u64) -> u64 {
        if count < 2 {
            return 0;
        }
        self.drawn = true;
        let uniform = self.streams.stream(TIE, self.seat).uniform();
        ((uniform * count as f64) as u64).min(count - 1)
    }

    /// Of these, one with the greatest score, which is not negative; drawn where several have it.
    pub(super) fn greatest<T>(
        &mut self,
        scored: impl Iterator<Item = (f64, T)> + Clone,
    ) -> Option<T> {
        let most = scored.clone().map(|(score, _)| score).reduce(f64::max)?;
        let mut equals =
            scored.filter(|(score, _)| *score >= most * (1.0 - ALIKE)).map(|(_, of)| of);
        let count = equals.clone().count();
        let place = self.draw(count as u64) as usize;
        equals.nth(place)
    }
}
