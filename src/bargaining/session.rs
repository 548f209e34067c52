//! A session: stacked alternating offers among n parties.
//!
//! In turn order, a party accepts the standing offer or, refusing it, makes one of its own; the
//! session is agreed when the others have accepted, or a declared quorum of influence has and no
//! holder of a veto has refused (Aydoğan, Festen, Hindriks & Jonker 2017 for the protocol). A step is
//! one pass round the table.
//!
//! The session asks; it does not answer. [`Session::turn`] says whose move it is, and
//! [`Session::proposal`] and [`Session::accepts`] are the time-dependent tactic for parties that follow it.

use super::concession::{self, Aspiration};
use super::offer::{MAX_ISSUES, MAX_OPTIONS, MAX_PARTIES, Offer};

/// Tolerance for comparing utilities that were summed in different order.
const EPSILON: f64 = 1e-12;

/// Whose move it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// This seat of the table must make an offer.
    Offer(usize),
    /// This seat must accept or refuse the standing offer.
    Respond(usize),
    /// The standing offer is agreed.
    Agreed,
    /// The steps are used up.
    Failed,
}

/// What a session is set up with, seat by seat and issue by issue.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rules {
    /// Passes round the table, at least 1.
    pub steps: u32,
    /// Steps in which all but 1/e of the latitude is used.
    pub step_scale: f64,
    /// Share of the influence at the table that must accept, in (0, 1]; 1 is unanimity, which counts even
    /// a seat without influence.
    pub quorum: f64,
}

/// A session's state and workspace. Set up again for each session; allocates only when it grows.
#[derive(Clone, Debug)]
pub struct Session {
    seats: usize,
    issues: usize,
    rules: Rules,
    options: [u8; MAX_ISSUES],
    /// Weight × value, by seat, issue, option.
    gain: Vec<f64>,
    best: Vec<u8>,
    /// Last tabled position in [0, 1], by seat and issue.
    position: Vec<f64>,
    pull: [f64; MAX_ISSUES],
    aspiration: [Aspiration; MAX_PARTIES],
    threshold: [f64; MAX_PARTIES],
    influence: [f64; MAX_PARTIES],
    total_influence: f64,
    veto: u16,
    turns: u32,
    step: u32,
    standing: Option<Standing>,
    must_offer: bool,
}

#[derive(Clone, Copy, Debug)]
struct Standing {
    offer: Offer,
    proposer: usize,
    asked: usize,
    accepted: u16,
    refused: f64,
}

impl Default for Session {
    fn default() -> Self {
        Session::new()
    }
}

impl Session {
    /// An empty session.
    #[must_use]
    pub fn new() -> Self {
        Session {
            seats: 0,
            issues: 0,
            rules: Rules { steps: 1, step_scale: 1.0, quorum: 1.0 },
            options: [0; MAX_ISSUES],
            gain: vec![0.0; MAX_PARTIES * MAX_ISSUES * MAX_OPTIONS],
            best: vec![0; MAX_PARTIES * MAX_ISSUES],
            position: vec![0.0; MAX_PARTIES * MAX_ISSUES],
            pull: [0.0; MAX_ISSUES],
            aspiration: [Aspiration::default(); MAX_PARTIES],
            threshold: [0.0; MAX_PARTIES],
            influence: [0.0; MAX_PARTIES],
            total_influence: 0.0,
            veto: 0,
            turns: 0,
            step: 0,
            standing: None,
            must_offer: true,
        }
    }

    /// Starts a table of no seats over issues with these numbers of options.
    pub fn open(&mut self, rules: Rules, options: &[u8]) {
        debug_assert!(options.len() <= MAX_ISSUES);
        self.seats = 0;
        self.issues = options.len();
        self.rules = rules;
        self.options[..options.len()].copy_from_slice(options);
        self.total_influence = 0.0;
        self.veto = 0;
        self.turns = 0;
        self.step = 0;
        self.standing = None;
        self.must_offer = true;
        self.pull = [0.0; MAX_ISSUES];
    }

    /// Seats a party and gives its seat number. Seats act in the order they are taken.
    ///
    /// `value` gives the value in [0, 1] of an issue's option, `weight` the issue's weight at this
    /// table (they are used as given: pass weights that sum to 1), `position` its last position in
    /// [0, 1].
    pub fn seat(
        &mut self,
        aspiration: impl FnOnce(f64) -> Aspiration,
        influence: f64,
        veto: bool,
        mut weight: impl FnMut(usize) -> f64,
        mut value: impl FnMut(usize, usize) -> f64,
        mut position: impl FnMut(usize) -> f64,
    ) -> usize {
        let seat = self.seats;
        debug_assert!(seat < MAX_PARTIES);
        let mut ceiling = 0.0;
        for issue in 0..self.issues {
            let w = weight(issue);
            let row = self.row(seat, issue);
            let mut best = 0;
            for option in 0..self.options[issue] as usize {
                self.gain[row + option] = w * value(issue, option);
                if self.gain[row + option] > self.gain[row + best] {
                    best = option;
                }
            }
            ceiling += self.gain[row + best];
            self.best[seat * MAX_ISSUES + issue] = best as u8;
            let x = position(issue);
            self.position[seat * MAX_ISSUES + issue] = x;
            self.pull[issue] += influence * x;
        }
        self.aspiration[seat] = aspiration(ceiling);
        self.threshold[seat] = self.aspiration[seat].at(0.0);
        self.influence[seat] = influence;
        self.total_influence += influence;
        if veto {
            self.veto |= 1 << seat;
        }
        self.seats += 1;
        seat
    }

    #[inline]
    fn row(&self, seat: usize, issue: usize) -> usize {
        (seat * MAX_ISSUES + issue) * MAX_OPTIONS
    }

    /// Whose move it is now.
    #[must_use]
    pub fn turn(&self) -> Turn {
        // Nobody agrees with themselves.
        if self.seats < 2 || self.issues == 0 {
            return Turn::Failed;
        }
        if self.standing.as_ref().is_some_and(|s| self.carried(s)) {
            return Turn::Agreed;
        }
        if self.step >= self.rules.steps {
            return Turn::Failed;
        }
        let seat = self.turns as usize % self.seats;
        if self.must_offer { Turn::Offer(seat) } else { Turn::Respond(seat) }
    }

    /// Whether all have answered the standing offer and it has its quorum.
    fn carried(&self, standing: &Standing) -> bool {
        standing.asked + 1 == self.seats && !self.must_offer
    }

    /// The standing offer and the seat that made it.
    #[must_use]
    pub fn standing(&self) -> Option<(Offer, usize)> {
        self.standing.map(|s| (s.offer, s.proposer))
    }

    /// Bit mask of the seats that hold to the standing offer: its proposer and those who accepted.
    #[must_use]
    pub fn accepted(&self) -> u16 {
        self.standing.map_or(0, |s| s.accepted)
    }

    /// Steps begun, from 0.
    #[must_use]
    pub fn step(&self) -> u32 {
        self.step
    }

    /// Passes round the table begun or completed.
    #[must_use]
    pub fn passes(&self) -> u32 {
        self.turns.div_ceil(self.seats.max(1) as u32)
    }

    /// Number of options of an issue of this table.
    #[must_use]
    pub fn option_count(&self, issue: usize) -> u8 {
        self.options[issue]
    }

    /// Number of issues on this table.
    #[must_use]
    pub fn issue_count(&self) -> usize {
        self.issues
    }

    /// A seat's last tabled position on an issue, in [0, 1].
    #[must_use]
    pub fn position(&self, seat: usize, issue: usize) -> f64 {
        self.position[seat * MAX_ISSUES + issue]
    }

    /// A seat's utility of an offer, over the issues of this table.
    #[must_use]
    pub fn utility(&self, seat: usize, offer: &Offer) -> f64 {
        let mut sum = 0.0;
        for (issue, &option) in offer.options().iter().enumerate() {
            sum += self.gain[self.row(seat, issue) + option as usize];
        }
        sum
    }

    /// The utility that a seat's tactic aspires to at this step.
    #[must_use]
    pub fn threshold(&self, seat: usize) -> f64 {
        self.threshold[seat]
    }

    /// Tables an offer for the seat whose turn it is, which passes the turn.
    pub fn offer(&mut self, offer: Offer) {
        debug_assert!(matches!(self.turn(), Turn::Offer(_)));
        let seat = self.turns as usize % self.seats;
        for (issue, &option) in offer.options().iter().enumerate() {
            let at = seat * MAX_ISSUES + issue;
            let x = place(option, self.options[issue]);
            self.pull[issue] += self.influence[seat] * (x - self.position[at]);
            self.position[at] = x;
        }
        self.standing =
            Some(Standing { offer, proposer: seat, asked: 0, accepted: 1 << seat, refused: 0.0 });
        self.must_offer = false;
        self.pass();
    }

    /// Takes the answer of the seat whose turn it is. A refusal that sinks the offer leaves the seat to make its own.
    pub fn respond(&mut self, accepts: bool) {
        debug_assert!(matches!(self.turn(), Turn::Respond(_)));
        let seat = self.turns as usize % self.seats;
        let Some(standing) = &mut self.standing else { return };
        if accepts {
            standing.asked += 1;
            standing.accepted |= 1 << seat;
        } else {
            standing.refused += self.influence[seat];
            let reachable = self.total_influence - standing.refused;
            let sunk = self.veto & (1 << seat) != 0
                || self.rules.quorum >= 1.0
                || reachable < self.rules.quorum * self.total_influence - EPSILON;
            if sunk {
                self.must_offer = true;
                return;
            }
            standing.asked += 1;
        }
        self.pass();
    }

    fn pass(&mut self) {
        self.turns += 1;
        let step = self.turns / self.seats as u32;
        if step != self.step {
            self.step = step;
            let used = concession::by_steps(f64::from(step), self.rules.step_scale);
            for seat in 0..self.seats {
                self.threshold[seat] = self.aspiration[seat].at(used);
            }
        }
    }

    /// Whether the tactic of a seat accepts the standing offer: its utility reaches the aspiration.
    #[must_use]
    pub fn accepts(&self, seat: usize) -> bool {
        self.standing
            .is_some_and(|s| self.utility(seat, &s.offer) >= self.threshold[seat] - EPSILON)
    }

    /// The offer that the tactic of a seat makes now.
    ///
    /// From the seat's best options it moves, one option at a time, towards the influence-weighted
    /// mean of the others' positions, each time where the loss of utility per distance gained is
    /// least, and stops before it would fall under the aspiration. At most issues × (options − 1)
    /// moves, each over the issues once: nothing is enumerated.
    #[must_use]
    pub fn proposal(&self, seat: usize) -> Offer {
        let best = &self.best[seat * MAX_ISSUES..seat * MAX_ISSUES + self.issues];
        let mut offer = Offer::new(best);
        let others = self.total_influence - self.influence[seat];
        if others <= 0.0 {
            return offer;
        }
        let floor = self.threshold[seat] - EPSILON;
        let mut utility = self.aspiration[seat].ceiling;
        loop {
            let mut chosen: Option<(f64, usize, u8, f64)> = None;
            for issue in 0..self.issues {
                let count = self.options[issue];
                let option = offer.options()[issue];
                let at = seat * MAX_ISSUES + issue;
                // Next to one overwhelming influence the rest is rounding error: keep it on the issue.
                let centre = ((self.pull[issue] - self.influence[seat] * self.position[at])
                    / others)
                    .clamp(0.0, 1.0);
                let gap = centre - place(option, count);
                let half_step = 0.5 / f64::from(count.max(2) - 1);
                // Half way between two options neither is nearer; without the tolerance, rounding
                // could call each nearer than the other, and the walk would go to and fro for ever.
                if gap.abs() <= half_step + EPSILON {
                    continue;
                }
                let moved = if gap > 0.0 { option + 1 } else { option - 1 };
                let row = self.row(seat, issue);
                let loss = self.gain[row + option as usize] - self.gain[row + moved as usize];
                if utility - loss < floor {
                    continue;
                }
                let nearer = gap.abs() - (centre - place(moved, count)).abs();
                let price = loss / nearer.max(EPSILON);
                if chosen.is_none_or(|(p, ..)| price < p) {
                    chosen = Some((price, issue, moved, loss));
                }
            }
            let Some((_, issue, moved, loss)) = chosen else { return offer };
            offer.options_mut()[issue] = moved;
            utility -= loss;
        }
    }

    /// Plays the session to its end with every seat following its tactic.
    pub fn play(&mut self) -> Turn {
        loop {
            match self.turn() {
                Turn::Offer(seat) => self.offer(self.proposal(seat)),
                Turn::Respond(seat) => self.respond(self.accepts(seat)),
                end => return end,
            }
        }
    }
}

/// Where an option stands on its issue, from 0 (first) to 1 (last).
#[must_use]
pub fn place(option: u8, count: u8) -> f64 {
    if count < 2 { 0.0 } else { f64::from(option) / f64::from(count - 1) }
}
