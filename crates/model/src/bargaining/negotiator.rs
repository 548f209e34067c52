//! A negotiator: what a party at the table wants, how it bargains, and what it remembers of the session.

use super::acceptance::Acceptance;
use super::concession::{Aspiration, Concession};
use super::inverse::InverseUtility;
use super::micro::Micro;
use super::offer::Offer;
use super::opponent::Frequencies;
use super::preferences::{EPSILON, Preferences};
use super::reciprocity::{Received, Reciprocity};
use super::strategy::{Bidding, Strategy, Tactic};
use super::ties::Breaker;
use super::{towards, trade_off};
use summitry_engine::sets::{IssueSet, SeatSet};

/// How far below its target a party offers that offers what is worth least to itself.
const SLACK: f64 = 1e-4;

/// Most turns that room is made for at once; a longer session allocates as it goes.
const ROOM: u32 = 4096;

/// A seat of a session. It is filled anew for each session, in the memory that it has.
#[derive(Clone, Debug)]
pub(super) struct Negotiator {
    pub preferences: Preferences,
    strategy: Strategy,
    best: Offer,
    /// Utility of the best offer.
    ceiling: f64,
    /// The target it begins with, and the one it never goes below.
    bounds: (f64, f64),
    target: f64,
    /// What it would offer now; not kept up for a party that walks towards the others.
    next: Option<Offer>,
    /// Whether that was drawn from several that do as well.
    drawn: bool,
    received: Received,
    inverse: InverseUtility,
    others: Frequencies,
    profit: Vec<f64>,
    micro: Micro,
}

/// When it is: a step of so many.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    pub step: u32,
    pub steps: u32,
}

impl Moment {
    /// Share of the time that is over once the step is: (step + 1) / (steps + 1).
    fn share(self) -> f64 {
        (f64::from(self.step) + 1.0) / (f64::from(self.steps) + 1.0)
    }
}

/// Others at the table: which seats they are, and what orders the options.
#[derive(Clone, Copy, Debug)]
pub(super) struct Others {
    pub seats: SeatSet,
    /// Issues whose options stand in no order.
    pub unordered: IssueSet,
}

impl Default for Negotiator {
    fn default() -> Self {
        Negotiator {
            preferences: Preferences::none(),
            strategy: Strategy {
                tactic: Tactic::Aim(
                    Concession::Aspiration(Aspiration::default()),
                    Bidding::Towards,
                ),
                acceptance: Acceptance::Threshold,
            },
            best: Offer::new(&[]),
            ceiling: 0.0,
            bounds: (0.0, 0.0),
            target: 0.0,
            next: None,
            drawn: false,
            received: Received::default(),
            inverse: InverseUtility::default(),
            others: Frequencies::default(),
            profit: Vec::new(),
            micro: Micro::default(),
        }
    }
}

impl Negotiator {
    /// Clears the preferences, to be filled issue by issue.
    pub(super) fn clear(&mut self) {
        self.preferences.clear();
        self.ceiling = 0.0;
        self.best = Offer::firsts(0);
    }

    /// Adds an issue with so many options.
    #[inline]
    pub(super) fn push(&mut self, options: usize, worth: impl FnMut(usize) -> f64) {
        let (best, most) = self.preferences.push(options, worth);
        self.ceiling += most;
        self.best.push(best);
    }

    /// Utility of the best offer.
    pub(super) fn ceiling(&self) -> f64 {
        self.ceiling
    }

    /// The utility it aims at.
    pub(super) fn target(&self) -> f64 {
        self.target
    }

    /// Takes a seat: `steps` passes are to come, with so many others at the table.
    pub(super) fn sit(&mut self, strategy: Strategy, steps: u32, others: usize) {
        self.strategy = strategy;
        (self.next, self.drawn) = (None, false);
        match strategy.tactic {
            Tactic::Aim(Concession::Aspiration(aspiration), _)
            | Tactic::Aim(Concession::Reciprocal(_, Some(aspiration)), _) => {
                self.bounds = (aspiration.at(0.0), aspiration.at(1.0));
            }
            Tactic::Aim(Concession::Time(_) | Concession::Reciprocal(_, None), _) => {
                self.inverse.build(&self.preferences);
                let worst = self.inverse.least().max(self.preferences.reservation());
                self.bounds = (self.ceiling, worst);
            }
            Tactic::Micro => {
                self.micro.begin(&self.preferences, steps as usize, others);
                self.bounds = (self.ceiling, self.preferences.reservation());
            }
        }
        self.target = self.bounds.0;
        if self.keeps_account() {
            self.received.begin(steps.min(ROOM) as usize);
        }
        if self.watches() {
            self.others.begin(&self.preferences);
            self.profit.clear();
            self.profit.resize(self.preferences.option_total(), 0.0);
        }
    }

    /// Lets it concede as the others do, within its aspiration.
    pub(super) fn reciprocate(&mut self, rule: Reciprocity, steps: u32) {
        if let Tactic::Aim(Concession::Aspiration(aspiration), bidding) = self.strategy.tactic {
            let concession = Concession::Reciprocal(rule, Some(aspiration));
            self.strategy.tactic = Tactic::Aim(concession, bidding);
            self.received.begin(steps.min(ROOM) as usize);
        }
    }

    /// Whether it accepts or offers anything at all.
    pub(super) fn is_willing(&self) -> bool {
        self.bounds.1 <= self.ceiling + EPSILON
    }

    fn keeps_account(&self) -> bool {
        matches!(self.strategy.tactic, Tactic::Aim(Concession::Reciprocal(..), _))
            || matches!(self.strategy.acceptance, Acceptance::Combined { .. })
    }

    /// Whether it remembers the offers that are made.
    pub(super) fn remembers(&self) -> bool {
        self.keeps_account() || self.watches() || self.strategy.tactic == Tactic::Micro
    }

    fn watches(&self) -> bool {
        matches!(self.strategy.tactic, Tactic::Aim(_, Bidding::TradeOff | Bidding::Frequency))
    }

    /// Takes note of another's offer.
    pub(super) fn note(&mut self, seat: usize, offer: &Offer) {
        if self.keeps_account() {
            self.received.note(seat, self.preferences.utility(offer.options()));
        }
        if self.watches() {
            self.others.note(seat, offer, &self.preferences);
        }
        if self.strategy.tactic == Tactic::Micro {
            self.micro.note(seat, offer);
        }
    }

    /// Takes note that another accepted an offer.
    pub(super) fn note_accepted(&mut self, seat: usize, offer: &Offer) {
        if self.strategy.tactic == Tactic::Micro {
            self.micro.note(seat, offer);
        }
    }

    /// Takes note of its own offer.
    pub(super) fn made(&mut self, offer: &Offer) {
        if self.strategy.tactic == Tactic::Micro {
            self.micro.made(&self.preferences, offer);
        }
    }

    /// The session's clock stands at a share of the latitude.
    #[inline]
    pub(super) fn clock(&mut self, used: f64) {
        if let Tactic::Aim(Concession::Aspiration(aspiration), _) = self.strategy.tactic {
            self.target = aspiration.at(used);
        }
    }

    /// Its turn has come: it sets its target and its next offer.
    pub(super) fn turn(&mut self, now: Moment, others: Others, mut ties: Breaker<'_>) {
        if self.keeps_account() {
            self.received.turn();
        }
        match self.strategy.tactic {
            Tactic::Aim(concession, bidding) => {
                match concession {
                    Concession::Aspiration(_) => {}
                    Concession::Time(tactic) => {
                        let left = 1.0 - tactic.conceded(now.share());
                        self.target = self.bounds.1 + left * (self.bounds.0 - self.bounds.1);
                    }
                    Concession::Reciprocal(rule, _) => {
                        let target = rule.target(self.target, self.received.turns());
                        self.target = target.min(self.bounds.0).max(self.bounds.1);
                    }
                }
                self.bid(bidding, others, &mut ties);
            }
            Tactic::Micro => {
                let (target, next) =
                    match self.micro.turn(&self.preferences, others.seats, &mut ties) {
                        Some((target, next)) => (target, Some(next)),
                        None => (f64::INFINITY, None),
                    };
                (self.target, self.next) = (target, next);
            }
        }
        self.drawn = ties.dice.drawn;
    }

    /// Whether its next offer was drawn from several that do as well.
    pub(super) fn drew(&self) -> bool {
        self.drawn
    }

    fn bid(&mut self, bidding: Bidding, others: Others, ties: &mut Breaker<'_>) {
        match bidding {
            Bidding::Towards => {}
            Bidding::Lowest => {
                let wanted = (self.target - SLACK).max(self.bounds.1);
                self.next = match self.inverse.lowest(wanted) {
                    Some(found) if found.tied => {
                        let Breaker { liking, dice } = ties;
                        let likes = |issue, option| liking.option(issue, option);
                        self.inverse.among_equals(likes, |count| dice.draw(count))
                    }
                    found => found.map(|found| found.offer),
                };
            }
            Bidding::TradeOff | Bidding::Frequency => {
                self.profit.fill(0.0);
                for seat in others.seats {
                    if bidding == Bidding::Frequency {
                        self.others.add(seat, &self.preferences, &mut self.profit);
                    } else {
                        let (of, profit) = (&self.preferences, &mut self.profit);
                        self.others.add_likeness(seat, others.unordered, of, profit);
                    }
                }
                let (of, profit) = (&self.preferences, &self.profit);
                let aim = self.target.max(self.bounds.1);
                self.next = Some(trade_off::offer(of, self.ceiling, aim, profit, &mut ties.dice));
            }
        }
    }

    /// What it offers now. `centre` says where the others stand on an issue; there is none if they have no influence.
    #[inline]
    pub(super) fn proposal(&self, centre: Option<impl Fn(usize) -> f64>) -> Offer {
        match &self.next {
            Some(next) => *next,
            None => self.proposal_at(self.target, centre),
        }
    }

    /// What it would offer at another target, walking towards where the others stand.
    #[inline]
    pub(super) fn proposal_at(&self, target: f64, centre: Option<impl Fn(usize) -> f64>) -> Offer {
        match centre {
            Some(centre) => {
                towards::offer(&self.preferences, &self.best, self.ceiling, target, centre)
            }
            None => self.best,
        }
    }

    /// Whether it accepts an offer worth `utility`; `own` is what its own next offer would be worth to it.
    #[inline]
    pub(super) fn accepts(&self, utility: f64, now: Moment, own: impl FnOnce() -> f64) -> bool {
        let acceptable = utility >= self.bounds.1 - EPSILON;
        acceptable
            && match self.strategy.acceptance {
                Acceptance::Threshold => utility >= self.target - EPSILON,
                Acceptance::NextOffer => utility >= own() - EPSILON,
                Acceptance::Combined { after } => {
                    utility >= own() - EPSILON
                        || (now.share() >= after && self.is_best_of_late(utility, now))
                }
            }
    }

    fn is_best_of_late(&self, utility: f64, now: Moment) -> bool {
        let left = now.steps.saturating_sub(now.step).max(1);
        let most = self.received.most_of_late(left as usize);
        most.is_some_and(|most| utility >= most - EPSILON)
    }
}
