//! A table of a class: its seats, its answers, its state and its timer.

use std::sync::Arc;

use summitry_engine::ids::PartyId;
use summitry_engine::sets::PartySet;
use summitry_engine::units::SimTime;
use summitry_model::policy::{Answer, RequestKind};
use summitry_model::process::{InjectedShock, PolicySet, Run};

use super::config::ClassConfig;
use super::phase::Timer;
use crate::table::{
    Answered, AnsweredBy, DecisionBudget, Due, Inputs, OpenDecision, RunKey, TableSnapshot,
};

/// Number of decisions in a row that time out before a seat counts as away.
const AWAY: u32 = 2;

/// A seat of a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seat {
    /// People in it.
    pub people: usize,
    /// Whether the teacher has handed it to its policy.
    pub handed: bool,
    /// Decisions in a row that timed out.
    pub missed: u32,
}

impl Seat {
    /// Whether its members let decisions time out; the policy then plays until one of them returns.
    #[must_use]
    pub fn is_away(self) -> bool {
        self.people > 0 && self.missed >= AWAY
    }

    /// Whether its policy decides.
    #[must_use]
    pub fn is_policy(self) -> bool {
        self.people == 0 || self.handed || self.is_away()
    }
}

/// The stage of play at a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Decisions away from the table.
    Caucus,
    /// An offer is due.
    Offer,
    /// A response is due.
    Respond,
    /// The run is over, and its end is shown.
    Reveal,
}

impl Stage {
    /// Its name in catalogues.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Stage::Caucus => "caucus",
            Stage::Offer => "offer",
            Stage::Respond => "respond",
            Stage::Reveal => "reveal",
        }
    }
}

/// A table.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Its seats, by party.
    pub seats: Vec<Seat>,
    /// The timer of the decisions that are due; none if nothing is due or play has not begun.
    pub timer: Option<Timer>,
    inputs: Inputs,
    snapshot: Arc<TableSnapshot>,
    /// The number of the first decision that the timer is for.
    clocked: usize,
    /// The table as the policies finished it, if the class went on before it had ended.
    finished: Option<Arc<(Inputs, TableSnapshot)>>,
}

fn run_key(config: &ClassConfig, number: usize) -> RunKey {
    let (seed, replication) = (config.plan.seed, config.plan.replication);
    RunKey { run: number as u64, seed, replication }
}

impl Table {
    pub(super) fn new(config: &ClassConfig, number: usize) -> Self {
        Table {
            seats: vec![Seat::default(); config.setup.parties()],
            timer: None,
            inputs: Inputs::default(),
            snapshot: Arc::new(TableSnapshot::before(&config.setup, run_key(config, number))),
            clocked: 0,
            finished: None,
        }
    }

    /// The current state of its run.
    #[must_use]
    pub fn snapshot(&self) -> &TableSnapshot {
        self.finished.as_ref().map_or(&self.snapshot, |finished| &finished.1)
    }

    /// Its answers and injected shocks.
    #[must_use]
    pub fn inputs(&self) -> &Inputs {
        self.finished.as_ref().map_or(&self.inputs, |finished| &finished.0)
    }

    /// The stage of play.
    #[must_use]
    pub fn stage(&self) -> Stage {
        let snapshot = self.snapshot();
        if snapshot.ending.is_some() {
            return Stage::Reveal;
        }
        match snapshot.due.first().map(|due| due.kind) {
            Some(RequestKind::Offer) => Stage::Offer,
            Some(RequestKind::Respond) => Stage::Respond,
            _ => Stage::Caucus,
        }
    }

    /// Decisions that are due and unanswered.
    pub fn open(&self) -> impl Iterator<Item = &Due> {
        self.snapshot.due.iter().filter(|due| !due.is_answered)
    }

    /// The number of the first decision that is due, if any is unanswered.
    #[must_use]
    pub fn first_due(&self) -> Option<usize> {
        self.open().next()?;
        self.snapshot.due.first().map(|due| due.number)
    }

    pub(super) fn answer(&mut self, number: usize, given: Answered) {
        self.inputs.early.insert(number, given);
    }

    pub(super) fn inject_shock(&mut self, shock: u8) {
        let at = self.snapshot.public.at + SimTime::from_minutes(1);
        self.inputs.injected.push(InjectedShock { at, shock });
    }

    /// Plays on until people must decide. With `up`, the time is up for the decisions that are due, from this number on.
    pub(super) fn go_on(&mut self, config: &ClassConfig, number: usize, up: Option<usize>) {
        let policies = PolicySet::new(&config.setup);
        let due = self.snapshot.due.len();
        let (seats, mut missed) = (&self.seats, PartySet::EMPTY);
        let mut answer = |run: &Run<'_>, open: OpenDecision| {
            let party = run.due()[open.k].party.index();
            let is_up = up.is_some_and(|first| (first..first + due).contains(&open.number));
            let by = if seats[party].is_policy() {
                AnsweredBy::Policy
            } else if !open.for_people {
                AnsweredBy::Deputy
            } else if is_up {
                missed.insert(party);
                AnsweredBy::Time
            } else {
                return None;
            };
            Some(Answered { answer: policies.answer(run, open.k), by })
        };
        let limit = config.plan.decisions;
        let (setup, run_key) = (&config.setup, run_key(config, number));
        self.snapshot =
            Arc::new(TableSnapshot::play(setup, &mut self.inputs, run_key, limit, &mut answer));
        // Once per timer that ran out, however many decisions were due together.
        let mut is_away = false;
        for (party, seat) in self.seats.iter_mut().enumerate() {
            if missed.contains(party) {
                seat.missed += 1;
                is_away |= seat.is_away();
            }
        }
        if is_away {
            self.go_on(config, number, None);
        }
    }

    /// Starts a timer if new decisions are due, paused if the class is.
    pub(super) fn clock(&mut self, config: &ClassConfig, at: i64, is_paused: bool) {
        let first = self.first_due();
        if first.is_some_and(|first| first == self.clocked) && self.timer.is_some() {
            return;
        }
        self.clocked = first.unwrap_or(0);
        let seconds = config.plan.seconds;
        let seconds = match self.stage() {
            Stage::Offer => seconds.offer,
            Stage::Respond => seconds.respond,
            Stage::Caucus | Stage::Reveal => seconds.caucus,
        };
        let length = i64::from(seconds) * 1000;
        let timer = if is_paused { Timer::Paused(length) } else { Timer::new(at, length) };
        self.timer = first.map(|_| timer);
    }

    /// Lets the policies finish the run; [`unfinish`](Self::unfinish) undoes it.
    pub(super) fn finish(&mut self, config: &ClassConfig, number: usize) {
        if self.snapshot.ending.is_some() {
            return;
        }
        let policies = PolicySet::new(&config.setup);
        let mut inputs = self.inputs.clone();
        let seats = &self.seats;
        let mut answer = |run: &Run<'_>, open: OpenDecision| {
            let by = match (seats[run.due()[open.k].party.index()].is_policy(), open.for_people) {
                (true, _) => AnsweredBy::Policy,
                (false, false) => AnsweredBy::Deputy,
                (false, true) => AnsweredBy::Time,
            };
            Some(Answered { answer: policies.answer(run, open.k), by })
        };
        let limit = config.plan.decisions;
        let snapshot = TableSnapshot::play(
            &config.setup,
            &mut inputs,
            run_key(config, number),
            limit,
            &mut answer,
        );
        self.finished = Some(Arc::new((inputs, snapshot)));
    }

    /// Returns to the state before [`finish`](Self::finish).
    pub(super) fn unfinish(&mut self) {
        self.finished = None;
    }

    /// Replays its run with a trace, as far as it has answers. `see` receives each set of decisions before it is committed: the run,
    /// the number of the first decision, and the answers.
    pub fn replay(
        &self,
        config: &ClassConfig,
        number: usize,
        run: &mut Run<'_>,
        see: &mut dyn FnMut(&Run<'_>, usize, &[Answered]),
    ) {
        let mut budget = DecisionBudget::new(config.setup.parties(), config.plan.decisions);
        let mut inputs = self.inputs().clone();
        inputs.play(run, run_key(config, number), &mut budget, &mut |_, _| None, see);
    }

    /// What the policies would answer to the open decisions: number, party and answer.
    #[must_use]
    pub fn advice(&self, config: &ClassConfig, number: usize) -> Vec<(usize, PartyId, Answer)> {
        let policies = PolicySet::new(&config.setup);
        let mut budget = DecisionBudget::new(config.setup.parties(), config.plan.decisions);
        let (mut inputs, mut advice) = (self.inputs.clone(), Vec::new());
        let mut run = Run::new(&config.setup);
        run.keep_trajectory(false);
        let mut answer = |run: &Run<'_>, open: OpenDecision| {
            let party = run.due()[open.k].party;
            advice.push((open.number, party, policies.answer(run, open.k)));
            None
        };
        inputs.play(&mut run, run_key(config, number), &mut budget, &mut answer, &mut |_, _, _| {});
        advice
    }

    /// Whether the policies finished it.
    #[must_use]
    pub fn was_finished(&self) -> bool {
        self.finished.is_some()
    }
}
