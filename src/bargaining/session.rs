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
    /// By seat, then issue, with no gaps, so that a small table stays in the nearest cache.
    stakes: Vec<Stake>,
    /// By issue, Σ influence × position over the seats.
    pull: [f64; MAX_ISSUES],
    aspiration: [Aspiration; MAX_PARTIES],
    threshold: [f64; MAX_PARTIES],
    influence: [f64; MAX_PARTIES],
    total_influence: f64,
    veto: u16,
    clock: Clock,
    step: u32,
    /// Whose turn of the step it is.
    turn: usize,
    standing: Option<Standing>,
    must_offer: bool,
}

/// Length of a row of options: a power of two, so that an index can be cut to it instead of checked.
const ROW: usize = MAX_OPTIONS.next_power_of_two();

/// A seat's interest in an issue.
#[derive(Clone, Copy, Debug, Default)]
struct Stake {
    /// Weight × value, by option.
    gain: [f64; ROW],
    /// Last tabled position, in [0, 1].
    position: f64,
    /// The first option of the highest gain.
    best: u8,
}

#[derive(Clone, Copy, Debug)]
struct Standing {
    offer: Offer,
    proposer: usize,
    asked: usize,
    accepted: u16,
    refused: f64,
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
            seats: 0,
            issues: 0,
            rules: Rules { steps: 1, step_scale: 1.0, quorum: 1.0 },
            options: [0; MAX_ISSUES],
            stakes: Vec::with_capacity(MAX_PARTIES * MAX_ISSUES),
            pull: [0.0; MAX_ISSUES],
            aspiration: [Aspiration::default(); MAX_PARTIES],
            threshold: [0.0; MAX_PARTIES],
            influence: [0.0; MAX_PARTIES],
            total_influence: 0.0,
            veto: 0,
            clock: Clock::default(),
            step: 0,
            turn: 0,
            standing: None,
            must_offer: true,
        }
    }

    /// Starts a table of no seats over issues with these numbers of options.
    pub fn open(&mut self, rules: Rules, options: &[u8]) {
        debug_assert!(options.len() <= MAX_ISSUES);
        debug_assert!(options.iter().all(|&count| usize::from(count) <= MAX_OPTIONS));
        self.seats = 0;
        self.issues = options.len();
        self.rules = rules;
        self.options[..options.len()].copy_from_slice(options);
        self.total_influence = 0.0;
        self.veto = 0;
        self.stakes.clear();
        self.step = 0;
        self.turn = 0;
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
            let mut gain = [0.0; ROW];
            let mut best = 0;
            for option in 0..usize::from(self.options[issue]) {
                gain[option] = w * value(issue, option);
                if gain[option] > gain[best] {
                    best = option;
                }
            }
            ceiling += gain[best];
            let position = position(issue);
            self.pull[issue] += influence * position;
            self.stakes.push(Stake { gain, position, best: best as u8 });
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

    /// A seat's interests, by issue.
    #[inline]
    fn stakes(&self, seat: usize) -> &[Stake] {
        &self.stakes[seat * self.issues..][..self.issues]
    }

    /// Whose move it is now.
    #[must_use]
    pub fn turn(&self) -> Turn {
        if self.seats == 0 || self.issues == 0 {
            return Turn::Failed;
        }
        if self.standing.as_ref().is_some_and(|s| self.carried(s)) {
            return Turn::Agreed;
        }
        if self.step >= self.rules.steps {
            return Turn::Failed;
        }
        if self.must_offer { Turn::Offer(self.turn) } else { Turn::Respond(self.turn) }
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
        self.step + u32::from(self.turn > 0)
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
        self.stakes(seat)[issue].position
    }

    /// A seat's utility of an offer, over the issues of this table.
    #[must_use]
    pub fn utility(&self, seat: usize, offer: &Offer) -> f64 {
        let mut sum = 0.0;
        for (stake, &option) in self.stakes(seat).iter().zip(offer.options()) {
            sum += stake.gain[usize::from(option)];
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
        let seat = self.turn;
        let influence = self.influence[seat];
        let stakes = &mut self.stakes[seat * self.issues..][..self.issues];
        for (issue, (stake, &option)) in stakes.iter_mut().zip(offer.options()).enumerate() {
            let x = place(option, self.options[issue]);
            self.pull[issue] += influence * (x - stake.position);
            stake.position = x;
        }
        self.standing =
            Some(Standing { offer, proposer: seat, asked: 0, accepted: 1 << seat, refused: 0.0 });
        self.must_offer = false;
        self.pass();
    }

    /// Takes the answer of the seat whose turn it is. A refusal that sinks the offer leaves the seat to make its own.
    pub fn respond(&mut self, accepts: bool) {
        debug_assert!(matches!(self.turn(), Turn::Respond(_)));
        let seat = self.turn;
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
        self.turn += 1;
        if self.turn == self.seats {
            self.turn = 0;
            self.step += 1;
            let used = self.clock.at(self.step, self.rules.step_scale);
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
        // A session takes few issues as a rule, and then need not clear a workspace for the most it could.
        if self.issues <= 4 { self.walk::<4>(seat) } else { self.walk::<MAX_ISSUES>(seat) }
    }

    /// The proposal of a seat, at a table of at most `N` issues.
    fn walk<const N: usize>(&self, seat: usize) -> Offer {
        let stakes = self.stakes(seat);
        let mut offer = Offer::firsts(stakes.len());
        for (option, stake) in offer.options_mut().iter_mut().zip(stakes) {
            *option = stake.best;
        }
        let influence = self.influence[seat];
        let others = self.total_influence - influence;
        if others <= 0.0 {
            return offer;
        }
        let mut paths = [Path::default(); N];
        let paths = &mut paths[..stakes.len()];
        for (issue, (path, stake)) in paths.iter_mut().zip(stakes).enumerate() {
            // Next to one overwhelming influence the rest is rounding error: keep it on the issue.
            let centre = ((self.pull[issue] - influence * stake.position) / others).clamp(0.0, 1.0);
            *path = Path::start(centre, stake, self.options[issue]);
        }
        let floor = self.threshold[seat] - EPSILON;
        let mut utility = self.aspiration[seat].ceiling;
        loop {
            let mut chosen = None;
            let mut price = f64::INFINITY;
            for (issue, path) in paths.iter().enumerate() {
                if path.price < price && utility - path.loss >= floor {
                    price = path.price;
                    chosen = Some(issue);
                }
            }
            let Some(issue) = chosen else { return offer };
            let path = &mut paths[issue];
            offer.options_mut()[issue] = path.next;
            utility -= path.loss;
            path.advance(&stakes[issue], self.options[issue]);
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

/// The next step on an issue from where the walk stands towards the mean of the others.
#[derive(Clone, Copy, Default)]
struct Path {
    /// The mean of the others' positions, in [0, 1].
    centre: f64,
    /// Utility that the step costs.
    loss: f64,
    /// That cost per distance gained; infinite where no step leads nearer.
    price: f64,
    /// The option that the step leads to.
    next: u8,
    /// 1 or, downwards, its two's complement. A walk never turns: it stops within half a step of the mean.
    direction: u8,
}

impl Path {
    #[inline]
    fn start(centre: f64, stake: &Stake, count: u8) -> Path {
        let up = centre > PLACES[usize::from(count) % ROW][usize::from(stake.best) % ROW];
        let direction = if up { 1 } else { u8::MAX };
        let mut path = Path { centre, next: stake.best, direction, ..Path::default() };
        path.advance(stake, count);
        path
    }

    /// Takes the step and prices the one after it. Written without branches, which here nobody could
    /// predict; so it prices a step off the end too, and then drops it.
    #[inline]
    fn advance(&mut self, stake: &Stake, count: u8) {
        let count = usize::from(count) % ROW;
        let places = &PLACES[count];
        let here = usize::from(self.next) % ROW;
        self.next = self.next.wrapping_add(self.direction);
        let next = usize::from(self.next) % ROW;
        let away = (self.centre - places[here]).abs();
        let nearer = away - (self.centre - places[next]).abs();
        self.loss = stake.gain[here] - stake.gain[next];
        let price = self.loss / nearer.max(EPSILON);
        // Half way between two options neither is nearer; without the tolerance, rounding could
        // call each nearer than the other, and the walk would go to and fro for ever.
        let there = away <= HALF_STEP[count] + EPSILON;
        self.price = if there { f64::INFINITY } else { price };
    }
}

/// [`place`] by number of options, then option.
static PLACES: [[f64; ROW]; ROW] = {
    let mut places = [[0.0; ROW]; ROW];
    let mut count = 2;
    while count <= MAX_OPTIONS {
        let mut option = 0;
        while option < count {
            places[count][option] = place(option as u8, count as u8);
            option += 1;
        }
        count += 1;
    }
    places
};

/// Half the distance between neighbouring options, by number of options.
static HALF_STEP: [f64; ROW] = {
    let mut half = [0.5; ROW];
    let mut count = 2;
    while count <= MAX_OPTIONS {
        half[count] = 0.5 / (count - 1) as f64;
        count += 1;
    }
    half
};

/// Where an option stands on its issue, from 0 (first) to 1 (last).
#[must_use]
pub const fn place(option: u8, count: u8) -> f64 {
    if count < 2 { 0.0 } else { option as f64 / (count - 1) as f64 }
}
