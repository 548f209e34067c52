//! A session: a table of stacked alternating offers, and those who sit at it.
//!
//! The session asks; it does not answer. [`Session::turn`] says whose move it is, [`Session::proposal`] and
//! [`Session::accepts`] are what the strategy of the seat would do, and anybody else may answer in its place.
//!
//! A session is set up for each meeting in the memory of the last one: once that is wide enough, it
//! allocates nothing. Room is made for what 4,096 steps may leave to remember; a strategy that remembers more,
//! a tit-for-tat or MiCRO, may allocate in a session longer than that.

use super::acceptance::Acceptance;
use super::concession::{self, Aspiration, Concession};
use super::negotiator::{Moment, Negotiator, Others};
use super::offer::{MAX_ISSUES, MAX_PARTIES, Offer, place};
use super::preferences::Preferences;
use super::protocol::{Protocol, Turn};
use super::reciprocity::Reciprocity;
use super::strategy::{Bidding, Strategy, Tactic};
use super::ties::Ties;
use summitry_engine::sets::{IssueSet, SeatSet};

/// What a session is set up with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rules {
    /// Passes round the table, at least 1.
    pub steps: u32,
    /// Steps in which all but 1/e of the latitude of an [`Aspiration`] is used.
    pub step_scale: f64,
    /// Share of the influence at the table that must accept, in (0, 1]; 1 is unanimity, which counts even
    /// a seat without influence.
    pub quorum: f64,
}

/// The seed by which offers that are equal in everything else are drawn, unless another is given.
pub const SEED: u64 = 1;

/// A session's state and workspace.
///
/// ```
/// use summitry_model::bargaining::{Preferences, Session, Turn};
/// // 3 issues × 5 options, values 0 ¼ ½ ¾ 1, rising for one and falling for the other.
/// let rising: Vec<f64> = (0..5).map(|o| f64::from(o) / 4.0).collect();
/// let falling: Vec<f64> = rising.iter().rev().copied().collect();
/// let one = Preferences::weighted(&[0.5, 0.3, 0.2], &[rising.clone(), rising.clone(), rising])?;
/// let other = Preferences::weighted(&[0.2, 0.3, 0.5], &[falling.clone(), falling.clone(), falling])?;
/// let mut session = Session::between(
///     &[(&one, "boulware".parse()?), (&other, "conceder".parse()?)],
///     100,
/// );
/// assert_eq!(session.play(), Turn::Agreed);
/// let (agreement, _) = session.standing().unwrap();
/// assert_eq!(agreement.options(), &[4, 4, 2]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Session {
    protocol: Protocol,
    issues: usize,
    options: [u8; MAX_ISSUES],
    unordered: IssueSet,
    /// Whether anybody goes by the clock and by where the others stand.
    placed: bool,
    /// Whether anybody has something to work out as its turn comes, and to remember as an offer is made.
    prepares: bool,
    remembers: bool,
    /// The first of them sit; the rest is room.
    seats: Vec<Negotiator>,
    /// Last tabled positions, in [0, 1], by seat, then issue.
    positions: Vec<f64>,
    /// By issue, Σ influence × position over the seats.
    pull: [f64; MAX_ISSUES],
    step_scale: f64,
    clock: Clock,
    ties: Ties,
    seed: u64,
    drawn: u32,
}

/// Share of the latitude used, by step. It is the same for all sessions of a scale, so it outlives them.
#[derive(Clone, Debug, Default)]
struct Clock {
    scale: f64,
    used: Vec<f64>,
}

impl Clock {
    fn at(&mut self, step: u32, scale: f64) -> f64 {
        if scale != self.scale {
            self.scale = scale;
            self.used.clear();
        }
        while self.used.len() <= step as usize {
            self.used.push(concession::by_steps(self.used.len() as f64, scale));
        }
        self.used[step as usize]
    }
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
            protocol: Protocol::new(1, 1.0),
            issues: 0,
            options: [0; MAX_ISSUES],
            unordered: IssueSet::EMPTY,
            placed: false,
            prepares: false,
            remembers: false,
            seats: Vec::with_capacity(MAX_PARTIES),
            positions: Vec::with_capacity(MAX_PARTIES * MAX_ISSUES),
            pull: [0.0; MAX_ISSUES],
            step_scale: 1.0,
            clock: Clock::default(),
            ties: Ties::new(),
            seed: SEED,
            drawn: 0,
        }
    }

    /// A session of `steps` passes under unanimity between parties over the same issues, whose options stand
    /// in no order.
    ///
    /// # Panics
    /// If the preferences are of different issues, or of more than [`MAX_PARTIES`] parties.
    #[must_use]
    pub fn between(parties: &[(&Preferences, Strategy)], steps: u32) -> Self {
        let mut session = Session::new();
        session.reopen(parties, steps);
        session
    }

    /// As [`Session::between`], in the memory that this session has.
    ///
    /// # Panics
    /// As [`Session::between`].
    pub fn reopen(&mut self, parties: &[(&Preferences, Strategy)], steps: u32) {
        let mut options = [0; MAX_ISSUES];
        let issues = parties.first().map_or(0, |(of, _)| of.issues());
        for (issue, count) in options[..issues].iter_mut().enumerate() {
            *count = parties[0].0.worth(issue).len() as u8;
        }
        self.open(Rules { steps, step_scale: 1.0, quorum: 1.0 }, &options[..issues]);
        for (of, strategy) in parties {
            self.sit(of, *strategy, (1.0, false), parties.len().saturating_sub(1));
        }
        self.come_to_turn();
    }

    /// The same before its first move, and where offers are equal in everything else, one is drawn by this seed.
    ///
    /// A strategy whose offers are worth the same to its party makes the one that is the same on the most issues as
    /// what the others last offered or accepted, counted over all of them; of those still equal it draws one, at
    /// each turn, from the keyed stream of the seed and the seat.
    #[must_use]
    pub fn seeded(mut self, seed: u64) -> Self {
        self.seed = seed;
        self.ties.begin(seed);
        self.come_to_turn();
        self
    }

    /// How many offers were drawn from several that did as well; where none were, the seed does not matter, nor does
    /// the order of options and issues.
    #[must_use]
    pub fn drawn(&self) -> u32 {
        self.drawn
    }

    /// Seats a party with a strategy at a table that was opened, and gives its seat number; options stand in no order
    /// then. `others` is how many others there are to be, for room.
    ///
    /// ```
    /// use summitry_model::bargaining::session::Rules;
    /// use summitry_model::bargaining::{Preferences, Session, Turn};
    /// let up = Preferences::new(&[vec![0.0, 0.5, 1.0]])?;
    /// let down = Preferences::new(&[vec![1.0, 0.5, 0.0]])?;
    /// // Two thirds of the influence carry it, and the third party has no veto.
    /// let mut session = Session::new();
    /// session.open(Rules { steps: 10, step_scale: 1.0, quorum: 0.6 }, &[3]);
    /// for of in [&up, &up, &down] {
    ///     session.join(of, "boulware".parse()?, 1.0, false, 2);
    /// }
    /// assert_eq!(session.play(), Turn::Agreed);
    /// assert_eq!(session.standing().unwrap().0.options(), &[2]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Panics
    /// If the preferences are of other issues than the table, or more than [`MAX_PARTIES`] sit.
    pub fn join(
        &mut self,
        of: &Preferences,
        strategy: Strategy,
        influence: f64,
        veto: bool,
        others: usize,
    ) -> usize {
        let seat = self.sit(of, strategy, (influence, veto), others);
        self.come_to_turn();
        seat
    }

    fn sit(
        &mut self,
        of: &Preferences,
        strategy: Strategy,
        (influence, veto): (f64, bool),
        others: usize,
    ) -> usize {
        assert_eq!(of.issues(), self.issues, "all are over the same issues");
        self.unordered = IssueSet::first(MAX_ISSUES);
        self.placed = false;
        if !self.prepares {
            self.ties.begin(self.seed);
            self.prepares = true;
        }
        let seat = self.take_seat(influence, veto);
        let negotiator = &mut self.seats[seat];
        negotiator.clear();
        for (issue, &count) in self.options[..self.issues].iter().enumerate() {
            assert_eq!(of.worth(issue).len(), usize::from(count), "and the same options");
            let worth = of.worth(issue);
            negotiator.push(worth.len(), |option| worth[option]);
            self.positions.push(0.0);
        }
        negotiator.preferences.set(of.reservation(), of.discount());
        negotiator.sit(strategy, self.protocol.steps(), others);
        self.remembers |= negotiator.remembers();
        seat
    }

    /// Starts a table of no seats over issues with these numbers of ordered options.
    pub fn open(&mut self, rules: Rules, options: &[u8]) {
        debug_assert!(options.len() <= MAX_ISSUES);
        self.protocol = Protocol::new(rules.steps, rules.quorum);
        self.issues = options.len();
        self.options[..options.len()].copy_from_slice(options);
        self.unordered = IssueSet::EMPTY;
        self.placed = true;
        (self.prepares, self.remembers) = (false, false);
        self.positions.clear();
        self.drawn = 0;
        self.pull = [0.0; MAX_ISSUES];
        self.step_scale = rules.step_scale;
    }

    /// Seats a party that concedes by its aspiration, and gives its seat number. Seats act in the order they
    /// are taken.
    ///
    /// `aspiration` is given the utility of the best offer. `value` gives the value in [0, 1] of an
    /// issue's option, `weight` the issue's weight at this table (they are used as given: pass weights that
    /// sum to 1), `position` its last position in [0, 1].
    pub fn seat(
        &mut self,
        aspiration: impl FnOnce(f64) -> Aspiration,
        influence: f64,
        veto: bool,
        mut weight: impl FnMut(usize) -> f64,
        mut value: impl FnMut(usize, usize) -> f64,
        mut position: impl FnMut(usize) -> f64,
    ) -> usize {
        let seat = self.take_seat(influence, veto);
        let negotiator = &mut self.seats[seat];
        negotiator.clear();
        for issue in 0..self.issues {
            let weight = weight(issue);
            let count = usize::from(self.options[issue]);
            negotiator.push(count, |option| weight * value(issue, option));
            let position = position(issue);
            self.pull[issue] += influence * position;
            self.positions.push(position);
        }
        let concession = Concession::Aspiration(aspiration(negotiator.ceiling()));
        let tactic = Tactic::Aim(concession, Bidding::Towards);
        negotiator.sit(Strategy { tactic, acceptance: Acceptance::Threshold }, 0, 0);
        seat
    }

    /// Lets a seat that was just taken concede as the others do, within its aspiration.
    pub fn reciprocate(&mut self, seat: usize, rule: Reciprocity) {
        self.seats[seat].reciprocate(rule, self.protocol.steps());
        (self.prepares, self.remembers) = (true, true);
    }

    fn take_seat(&mut self, influence: f64, veto: bool) -> usize {
        let seat = self.protocol.seat(influence, veto);
        if seat == self.seats.len() {
            self.seats.push(Negotiator::default());
        }
        seat
    }

    /// Whose move it is now.
    #[inline]
    #[must_use]
    pub fn turn(&self) -> Turn {
        if self.issues == 0 { Turn::Failed } else { self.protocol.turn() }
    }

    /// The standing offer and the seat that made it.
    #[must_use]
    pub fn standing(&self) -> Option<(Offer, usize)> {
        self.protocol.standing()
    }

    /// The seats that hold to the standing offer: its proposer and those who accepted.
    #[must_use]
    pub fn accepted(&self) -> SeatSet {
        self.protocol.accepted()
    }

    /// Steps begun, from 0.
    #[must_use]
    pub fn step(&self) -> u32 {
        self.protocol.step()
    }

    /// The step in which the last of them accepted; none without agreement.
    #[must_use]
    pub fn agreed_step(&self) -> Option<u32> {
        self.protocol.agreed_step()
    }

    /// Passes round the table begun or completed.
    #[must_use]
    pub fn passes(&self) -> u32 {
        self.protocol.passes()
    }

    /// Number of seats taken.
    #[must_use]
    pub fn seats(&self) -> usize {
        self.protocol.seats()
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

    /// A seat's last tabled position on an issue, in [0, 1]; kept up at a table of [`Session::seat`] only.
    #[must_use]
    pub fn position(&self, seat: usize, issue: usize) -> f64 {
        self.positions[seat * self.issues + issue]
    }

    /// A seat's utility of an offer, over the issues of this table.
    #[inline]
    #[must_use]
    pub fn utility(&self, seat: usize, offer: &Offer) -> f64 {
        self.seats[seat].preferences.utility(offer.options())
    }

    /// The utility that a seat aims at now.
    #[must_use]
    pub fn threshold(&self, seat: usize) -> f64 {
        self.seats[seat].target()
    }

    /// Tables an offer for the seat whose turn it is, which passes the turn.
    pub fn offer(&mut self, offer: Offer) {
        if let Turn::Offer(seat) = self.turn() {
            self.table(seat, offer);
        }
    }

    fn table(&mut self, seat: usize, offer: Offer) {
        if self.placed {
            self.place(seat, &offer);
        }
        if self.prepares {
            self.ties.note(seat, &offer);
        }
        if self.remembers {
            for (other, negotiator) in self.seats[..self.protocol.seats()].iter_mut().enumerate() {
                if other == seat {
                    negotiator.made(&offer);
                } else {
                    negotiator.note(seat, &offer);
                }
            }
        }
        let step = self.protocol.step();
        self.protocol.offer(offer);
        self.pass(step);
    }

    /// Moves a seat to where it offers.
    fn place(&mut self, seat: usize, offer: &Offer) {
        let influence = self.protocol.influence(seat);
        let positions = &mut self.positions[seat * self.issues..][..self.issues];
        for (issue, (position, &option)) in positions.iter_mut().zip(offer.options()).enumerate() {
            let x = place(option, self.options[issue]);
            self.pull[issue] += influence * (x - *position);
            *position = x;
        }
    }

    /// Takes the answer of the seat whose turn it is. A refusal that sinks the offer leaves the seat to make its own.
    pub fn respond(&mut self, accepts: bool) {
        if let Turn::Respond(seat) = self.turn() {
            self.answer(seat, accepts);
        }
    }

    fn answer(&mut self, seat: usize, accepts: bool) {
        let step = self.protocol.step();
        if accepts
            && self.prepares
            && let Some(offer) = self.protocol.standing_offer().copied()
        {
            self.ties.note(seat, &offer);
            let seats = self.seats[..self.protocol.seats()].iter_mut().enumerate();
            seats
                .filter(|(other, _)| *other != seat)
                .for_each(|(_, of)| of.note_accepted(seat, &offer));
        }
        if self.protocol.respond(accepts) {
            self.pass(step);
        }
    }

    /// The turn has passed; a new step moves the clock.
    fn pass(&mut self, step_before: u32) {
        let step = self.protocol.step();
        if step != step_before && self.placed {
            let used = self.clock.at(step, self.step_scale);
            for negotiator in &mut self.seats[..self.protocol.seats()] {
                negotiator.clock(used);
            }
        }
        if self.prepares {
            self.come_to_turn();
        }
    }

    fn come_to_turn(&mut self) {
        if let Turn::Offer(seat) | Turn::Respond(seat) = self.protocol.turn() {
            let seats = SeatSet::first(self.protocol.seats()) - SeatSet::one(seat);
            let others = Others { seats, unordered: self.unordered };
            let now = self.now();
            let ties = self.ties.breaker(seat, seats);
            self.seats[seat].turn(now, others, ties);
        }
    }

    fn now(&self) -> Moment {
        Moment { step: self.protocol.step(), steps: self.protocol.steps() }
    }

    /// Whether the strategy of a seat accepts the standing offer.
    #[must_use]
    pub fn accepts(&self, seat: usize) -> bool {
        self.protocol.standing_offer().is_some_and(|offer| {
            let own = || self.utility(seat, &self.proposal(seat));
            self.seats[seat].accepts(self.utility(seat, offer), self.now(), own)
        })
    }

    /// The offer that the strategy of a seat makes now.
    #[must_use]
    pub fn proposal(&self, seat: usize) -> Offer {
        self.seats[seat].proposal(self.centre(seat))
    }

    /// The offer that a seat would make at another target, walking towards where the others stand.
    #[must_use]
    pub fn proposal_at(&self, seat: usize, target: f64) -> Offer {
        self.seats[seat].proposal_at(target, self.centre(seat))
    }

    /// Utility of a seat's best offer.
    #[must_use]
    pub fn ceiling(&self, seat: usize) -> f64 {
        self.seats[seat].ceiling()
    }

    /// How far an offer lies from the positions of whoever stands farthest from it: the mean over the issues.
    #[must_use]
    pub fn distance(&self, seat: usize, offer: &Offer) -> f64 {
        let mut farthest: f64 = 0.0;
        for other in (0..self.seats()).filter(|&other| other != seat) {
            let positions = &self.positions[other * self.issues..][..self.issues];
            let places = offer.options().iter().zip(&self.options);
            let apart = places.zip(positions).map(|((&o, &count), y)| (place(o, count) - y).abs());
            farthest = farthest.max(apart.sum::<f64>() / self.issues as f64);
        }
        farthest
    }

    /// Where the others stand on an issue; none if they have no influence.
    #[inline]
    fn centre(&self, seat: usize) -> Option<impl Fn(usize) -> f64 + '_> {
        let influence = self.protocol.influence(seat);
        let others = self.protocol.total_influence() - influence;
        let pull = &self.pull[..self.issues];
        let own = &self.positions[seat * self.issues..][..self.issues];
        let centre = move |issue: usize| {
            // Next to one overwhelming influence the rest is rounding error: keep it on the issue.
            ((pull[issue] - influence * own[issue]) / others).clamp(0.0, 1.0)
        };
        (others > 0.0).then_some(centre)
    }

    /// Lets the seat whose turn it is move as its strategy does, and gives whose move it is then. A seat to which
    /// nothing is acceptable leaves when it is to make an offer.
    pub fn advance(&mut self) -> Turn {
        self.act(self.turn());
        self.turn()
    }

    #[inline]
    fn act(&mut self, turn: Turn) {
        match turn {
            Turn::Offer(seat) if !self.seats[seat].is_willing() => self.protocol.leave(),
            Turn::Offer(seat) => {
                self.drawn += u32::from(self.seats[seat].drew());
                self.table(seat, self.proposal(seat));
            }
            Turn::Respond(seat) => self.answer(seat, self.accepts(seat)),
            Turn::Agreed | Turn::Failed => {}
        }
    }

    /// Plays the session to its end with every seat following its strategy.
    pub fn play(&mut self) -> Turn {
        loop {
            match self.turn() {
                end @ (Turn::Agreed | Turn::Failed) => return end,
                turn => self.act(turn),
            }
        }
    }
}
