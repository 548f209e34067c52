//! The state of one run: what is tabled, how the parties stand, and the environment in closed form.

use crate::bargaining::{MAX_ISSUES, MAX_PARTIES};
use crate::diplomacy::coalition::{Positions, Scale};
use crate::diplomacy::gate::Observed;
use crate::diplomacy::meeting::Held;
use crate::diplomacy::request::Reason;
use crate::diplomacy::text::Text;
use crate::limits::{MAX_LEAVES, MAX_MEETINGS};
use summitry_engine::sets::{IssueSet, PartySet};
use summitry_engine::units::SimTime;
use summitry_engine::{Relaxing, TwoSpeed, TwoSpeedLaw};

use super::draws::{DrawPurpose, Draws};
use super::sequence::Progress;
use super::setup::CompiledScenario;
use super::states::States;

#[derive(Clone, Debug)]
pub(super) struct World {
    pub now: SimTime,
    // What is on the table.
    pub text: Text,
    pub positions: Positions,
    /// Ideal points by party and issue, rows of [`MAX_ISSUES`]; polarisation comes on top.
    pub ideal: Vec<f64>,
    /// Concession carried over, by party and issue.
    pub carried: Vec<f64>,
    /// Issues on which a common position was agreed.
    pub proposed: IssueSet,
    /// Issues settled in an initiative without the requester.
    pub settled_without: IssueSet,
    // The environment, in closed form between events.
    pub strain: Relaxing,
    pub attention: TwoSpeed,
    pub backlog: Relaxing,
    pub credibility: Relaxing,
    pub polarisation: Relaxing,
    /// 1 + polarisation now: how much wider than their own the ideal points lie.
    pub wider: f64,
    /// Log deviation of the energy price at the last reading, less what is left of jumps.
    pub energy_path: f64,
    /// What is left of the jumps of the price.
    pub energy_jumps: Relaxing,
    pub support: Vec<f64>,
    /// What each party's reservation starts from in this run.
    pub reservations: Vec<f64>,
    pub aid_stock: f64,
    pub aid_flows: bool,
    pub tractability: f64,
    // The process.
    pub counts: Counts,
    /// What has become of each type of meeting.
    pub meetings: [Held; MAX_MEETINGS],
    /// Where the sequence of meetings is.
    pub sequence: Progress,
    pub rounds_since_summit: u32,
    pub deferrals_since_summit: u32,
    /// Whether the last request has been deferred.
    pub deferred: bool,
    pub last_summit: Option<SimTime>,
    pub last_shock: SimTime,
    pub last_progress: SimTime,
    pub standing_request: Option<SimTime>,
    pub endorsers: PartySet,
    /// Share of influence that took part in the last meeting.
    pub breadth: f64,
    /// Share of influence at the last round; 0 before the first.
    pub last_round: f64,
    /// What the last deferral named.
    pub missing: Vec<Reason>,
    /// How the requester misjudges the gate: a factor on its thresholds, 1 once a summit has shown them.
    pub threshold_scale: f64,
    // Derived from the above by `refresh`.
    pub preparation: f64,
    pub goals: f64,
    pub cohesion: f64,
    pub start_cohesion: f64,
    pub least_cohesion: f64,
}

/// What a run counts and adds up as it goes: the part of its [`Record`](super::Record) that no state shows at its end.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    pub rounds: u32,
    pub rounds_before_summit: u32,
    pub slips: u32,
    pub requests: u32,
    pub deferrals: u32,
    pub refusals: u32,
    /// Summits that have closed.
    pub summits: u32,
    pub sessions: u32,
    pub failed_sessions: u32,
    pub shocks: u32,
    pub initiatives: u32,
    /// Calendar events handled.
    pub events: u32,
    /// ∫ S dt to the end of the talks.
    pub strain_area: f64,
    /// ∫ A dt to the end of the talks.
    pub attention_area: f64,
    pub aid_delivered: f64,
    pub aid_delayed: f64,
}

impl World {
    pub(super) fn new(setup: &CompiledScenario) -> Self {
        let s = &setup.scenario;
        World {
            now: SimTime::ZERO,
            text: Text::blank(setup.issues),
            positions: Positions::new(
                &setup.influence,
                setup.issues,
                s.coalition.polarisation_fades,
            ),
            ideal: vec![0.0; MAX_PARTIES * MAX_ISSUES],
            carried: vec![0.0; MAX_PARTIES * MAX_ISSUES],
            proposed: IssueSet::EMPTY,
            settled_without: IssueSet::EMPTY,
            strain: Relaxing::new(s.strain.initial, 1.0, s.strain.growth, 0.0),
            attention: start_attention(setup),
            backlog: Relaxing::new(s.aid.initial_backlog, 0.0, s.aid.backlog_clearing, 0.0),
            credibility: Relaxing::new(
                s.credibility.normal,
                s.credibility.normal,
                1.0 / s.credibility.recovery,
                0.0,
            ),
            polarisation: Relaxing::new(0.0, 0.0, 1.0 / s.coalition.polarisation_fades, 0.0),
            wider: 1.0,
            energy_path: 0.0,
            energy_jumps: Relaxing::new(0.0, 0.0, s.energy.reversion(), 0.0),
            support: vec![0.0; setup.parties],
            reservations: vec![0.0; setup.parties],
            aid_stock: 0.0,
            aid_flows: true,
            tractability: 0.0,
            counts: Counts::default(),
            meetings: [Held::default(); MAX_MEETINGS],
            sequence: Progress::default(),
            rounds_since_summit: 0,
            deferrals_since_summit: 0,
            deferred: false,
            last_summit: None,
            last_shock: SimTime::ZERO,
            last_progress: SimTime::ZERO,
            standing_request: None,
            endorsers: PartySet::EMPTY,
            breadth: 0.0,
            last_round: 0.0,
            missing: Vec::with_capacity(MAX_LEAVES + 2),
            threshold_scale: 1.0,
            preparation: 0.0,
            goals: 0.0,
            cohesion: 1.0,
            start_cohesion: 1.0,
            least_cohesion: 1.0,
        }
    }

    /// Day 0 of a run: the scenario's start with the run's own draws.
    pub(super) fn begin(&mut self, setup: &CompiledScenario, draws: &mut Draws) {
        let s = &setup.scenario;
        self.now = SimTime::ZERO;
        self.text = Text::blank(setup.issues);
        self.positions.begin();
        self.carried.fill(0.0);
        self.proposed = IssueSet::EMPTY;
        self.settled_without = IssueSet::EMPTY;
        self.strain = Relaxing::new(s.strain.initial, 1.0, s.strain.growth, 0.0);
        self.attention = start_attention(setup);
        self.backlog = Relaxing::new(s.aid.initial_backlog, 0.0, s.aid.backlog_clearing, 0.0);
        self.credibility.set(0.0, s.credibility.normal);
        self.polarisation.set(0.0, 0.0);
        self.wider = 1.0;
        self.energy_path = 0.0;
        self.energy_jumps.set(0.0, 0.0);
        for (i, party) in s.parties.iter().enumerate() {
            self.support[i] = party.of.support;
            let spread = party.of.reservation_spread;
            self.reservations[i] = party.of.reservation;
            if spread > 0.0 {
                let u = draws.uniform(DrawPurpose::Reservation, i);
                self.reservations[i] += spread * (2.0 * u - 1.0);
            }
        }
        self.aid_stock = s.aid.initial_stock;
        self.aid_flows = true;
        self.counts = Counts::default();
        self.meetings = [Held::default(); MAX_MEETINGS];
        self.rounds_since_summit = 0;
        self.deferrals_since_summit = 0;
        self.deferred = false;
        self.last_summit = None;
        self.last_shock = SimTime::ZERO;
        self.last_progress = SimTime::ZERO;
        self.standing_request = None;
        self.endorsers = PartySet::EMPTY;
        self.breadth = setup.influence[s.requester] + setup.influence[s.gatekeeper];
        self.last_round = 0.0;
        self.missing.clear();

        let normal = |draws: &mut Draws, purpose, entity| {
            summitry_engine::sample::normal(draws.uniform(purpose, entity))
        };
        self.tractability = s.tractability.spread * normal(draws, DrawPurpose::Tractability, 0);
        for party in 0..setup.parties {
            for issue in 0..setup.issues {
                let noise = normal(draws, DrawPurpose::Stance, party);
                let ideal = setup.ideal(party, issue, self.tractability, noise);
                self.ideal[party * MAX_ISSUES + issue] = ideal;
                self.positions.table(party, issue, ideal);
            }
        }
        let noise = normal(draws, DrawPurpose::ThresholdNoise, 0);
        self.threshold_scale = (1.0 + s.rules.requests.threshold_noise * noise).max(0.1);
        self.refresh(setup);
        self.start_cohesion = self.cohesion;
        self.least_cohesion = self.cohesion;
    }

    /// Updates what depends on polarisation, after time or an event has changed it.
    pub(super) fn update_polarisation(&mut self) {
        self.wider = 1.0 + self.polarisation.value(self.day());
    }

    pub(super) fn day(&self) -> f64 {
        self.now.days()
    }

    pub(super) fn strain_now(&self) -> f64 {
        self.strain.value(self.day())
    }

    pub(super) fn attention_now(&self) -> f64 {
        self.attention.value(self.day())
    }

    /// Log deviation of the energy price: its path as of the last reading, jumps as of now.
    pub(super) fn energy_now(&self) -> f64 {
        self.energy_path + self.energy_jumps.value(self.day())
    }

    /// Leverage L = C × share of influence taking part.
    pub(super) fn leverage(&self) -> f64 {
        self.cohesion * self.breadth
    }

    /// Share of the allied influence that endorses the text.
    pub(super) fn endorsed(&self, setup: &CompiledScenario) -> f64 {
        if setup.allied_influence <= 0.0 {
            return 1.0;
        }
        share(setup, self.endorsers & setup.allies) / setup.allied_influence
    }

    /// Reads preparation, goals and cohesion off the text and the positions.
    pub(super) fn refresh(&mut self, setup: &CompiledScenario) {
        self.preparation = self.text.preparation(&setup.issue_weights);
        self.goals = self.text.goals(&setup.issue_weights, &setup.options);
        self.cohesion = self.cohesion_at(setup, self.day());
    }

    pub(super) fn observed(&self, setup: &CompiledScenario) -> Observed<'_> {
        Observed {
            rounds: self.counts.rounds,
            breadth: self.last_round,
            preparation: self.preparation,
            goals: self.goals,
            cohesion: self.cohesion,
            endorsements: (self.endorsers & setup.allies).len() as u32,
            endorsed: self.endorsed(setup),
            endorsers: self.endorsers,
            strain: self.strain_now(),
            last_shock: self.last_shock,
            asked_at: self.standing_request,
            meetings: &self.meetings,
            text: Some(&self.text),
        }
    }

    /// How far the sequence has come, from 0 to 1; 1 without one.
    pub(super) fn sequence_progress(&self, setup: &CompiledScenario) -> f64 {
        match &setup.scenario.sequence {
            Some(sequence) if self.sequence.step < sequence.steps.len() => {
                self.sequence.step as f64 / sequence.steps.len() as f64
            }
            _ => 1.0,
        }
    }

    /// A party's ideal point now, polarisation included.
    pub(super) fn ideal_now(&self, setup: &CompiledScenario, party: usize, issue: usize) -> f64 {
        let centre = setup.scenario.issues[issue].of.centre;
        let ideal = self.ideal[party * MAX_ISSUES + issue];
        (centre + (ideal - centre) * self.wider).clamp(0.0, 1.0)
    }

    /// A party's value of an option now.
    pub(super) fn value(
        &self,
        setup: &CompiledScenario,
        party: usize,
        issue: usize,
        option: u8,
    ) -> f64 {
        setup.value(party, issue, option, self.ideal_now(setup, party, issue))
    }

    /// A party's utility of the text: agreed issues at their option, others at the status quo.
    pub(super) fn text_utility(&self, setup: &CompiledScenario, party: usize) -> f64 {
        (0..setup.issues)
            .map(|j| {
                let option = self.text.clauses()[j]
                    .agreed()
                    .unwrap_or(setup.scenario.issues[j].of.status_quo as u8);
                setup.weight(party, j) * self.value(setup, party, j, option)
            })
            .sum()
    }

    /// A party's utility of the agreed issues alone, their weights rescaled to 1; none if none is.
    pub(super) fn agreed_utility(&self, setup: &CompiledScenario, party: usize) -> Option<f64> {
        let (mut sum, mut total) = (0.0, 0.0);
        for (j, clause) in self.text.clauses().iter().enumerate() {
            if let Some(option) = clause.tabled() {
                let w = setup.weight(party, j);
                sum += w * self.value(setup, party, j, option);
                total += w;
            }
        }
        (total > 0.0).then(|| sum / total)
    }

    /// How far a party's win-set is shifted now, in utility: up is narrower.
    pub(super) fn win_set_shift(&self, setup: &CompiledScenario, party: usize) -> f64 {
        let s = &setup.scenario;
        s.ratification.shift(self.support[party], s.parties[party].of.win_set_narrowing)
    }

    fn relief_of_reservation(&self, setup: &CompiledScenario, party: usize) -> f64 {
        let s = &setup.scenario;
        if party == s.requester {
            s.strain.lowers_reservation * (self.strain_now() - s.strain.initial)
        } else {
            0.0
        }
    }

    /// Whether somebody to whom a party defers has endorsed the text or agreed to a clause (Sebenius 1996).
    fn defers(&self, setup: &CompiledScenario, party: usize) -> bool {
        let before = setup.scenario.defers_to[party];
        if before.is_empty() {
            return false;
        }
        let agreed = self.text.clauses().iter().map(|c| c.backers());
        let behind = agreed.fold(self.endorsers, |all, backers| all | backers);
        !(behind & before).is_empty()
    }

    /// A party's reservation at the table now, in [0, 1].
    pub(super) fn reservation(&self, setup: &CompiledScenario, party: usize) -> f64 {
        let s = &setup.scenario;
        let mut r = self.reservations[party]
            + s.ratification.pass_through * self.win_set_shift(setup, party)
            - s.tractability.lowers_reservation * self.tractability
            - self.relief_of_reservation(setup, party);
        if setup.allies.contains(party) {
            r += s.energy.raises_reservation * self.energy_now();
        }
        if self.defers(setup, party) {
            r -= s.parties[party].of.deference;
        }
        r.clamp(0.0, 1.0)
    }

    /// Probability that the text passes a party's domestic process now.
    pub(super) fn ratification(&self, setup: &CompiledScenario, party: usize) -> f64 {
        let s = &setup.scenario;
        if !s.parties[party].of.ratifies {
            return 1.0;
        }
        let shift = self.win_set_shift(setup, party) - self.relief_of_reservation(setup, party);
        s.ratification.probability(self.text_utility(setup, party), shift)
    }

    /// Moves positions apart on all unsettled issues, and widens disagreement for a time.
    pub(super) fn polarise(&mut self, setup: &CompiledScenario, x: f64) {
        if x <= 0.0 {
            return;
        }
        let day = self.day();
        let cap = setup.scenario.coalition.polarisation_cap;
        self.polarisation.set(day, (self.polarisation.value(day) + x).min(cap));
        self.update_polarisation();
        let settled = self.text.settled();
        for issue in setup.all_issues() - settled {
            self.positions.polarise(issue, x, day);
        }
    }

    /// States now, whatever was read before.
    pub(super) fn states_after(&self, setup: &CompiledScenario) -> States {
        States {
            preparation: self.text.preparation(&setup.issue_weights),
            goals: self.text.goals(&setup.issue_weights, &setup.options),
            ..self.states(setup, self.day())
        }
    }

    pub(super) fn cohesion_at(&self, setup: &CompiledScenario, day: f64) -> f64 {
        self.positions.cohesion(&self.scale(setup), day)
    }

    /// The days until fading alone takes cohesion through a level, if it does.
    pub(super) fn cohesion_passes(&self, setup: &CompiledScenario, level: f64) -> Option<f64> {
        let day = self.day();
        self.positions.crossing(&self.scale(setup), level, day).map(|at| at - day)
    }

    fn scale<'a>(&self, setup: &'a CompiledScenario) -> Scale<'a> {
        Scale {
            weights: &setup.issue_weights,
            hardness: &setup.hardness,
            settled: self.text.settled(),
            full: setup.scenario.coalition.full_division,
        }
    }

    /// States at a day not before the last event.
    pub(super) fn states(&self, setup: &CompiledScenario, day: f64) -> States {
        let cohesion = self.cohesion_at(setup, day);
        States {
            strain: self.strain.value(day),
            attention: self.attention.value(day),
            preparation: self.preparation,
            goals: self.goals,
            cohesion,
            leverage: cohesion * self.breadth,
            credibility: self.credibility.value(day),
        }
    }
}

fn start_attention(setup: &CompiledScenario) -> TwoSpeed {
    let a = &setup.scenario.attention;
    let law = TwoSpeedLaw {
        floor: a.floor,
        fast_rate: a.fast_decay,
        slow_rate: a.slow_decay,
        fast_share: a.fast_share,
    };
    TwoSpeed::new(law, a.fast_initial, a.slow_initial, 0.0)
}

/// Closes the share `x` of the way from a value to 1.
pub(super) fn fill(state: &mut Relaxing, day: f64, x: f64) {
    let value = state.value(day);
    state.set(day, value + x * (1.0 - value));
}

/// Takes the share `x` off a value.
pub(super) fn relieve(state: &mut Relaxing, day: f64, x: f64) {
    let value = state.value(day);
    state.set(day, value * (1.0 - x));
}

/// Share of the coalition's influence that a set of parties has.
pub(super) fn share(setup: &CompiledScenario, set: PartySet) -> f64 {
    set.iter().map(|i| setup.influence[i]).sum()
}
