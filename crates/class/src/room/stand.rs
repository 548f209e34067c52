//! A table of a class: its seats, what it answered, how it stands, and its clock.

use std::sync::Arc;

use summitry_engine::ids::PartyId;
use summitry_engine::sets::PartySet;
use summitry_engine::units::SimTime;
use summitry_model::policy::{Answer, RequestKind};
use summitry_model::process::{InjectedShock, PolicySet, Run};

use super::course::Course;
use super::phase::Timer;
use crate::table::{Asked, By, Calls, Due, Given, Inputs, Look, Luck};

/// After so many decisions in a row whose time was up, a seat is taken to be away.
const AWAY: u32 = 2;

/// A seat of a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seat {
    /// People in it.
    pub people: usize,
    /// Whether the teacher handed it to its policy.
    pub handed: bool,
    /// Decisions in a row whose time was up.
    pub missed: u32,
}

impl Seat {
    /// Whether its people let time pass, and their policy plays until one of them is back.
    #[must_use]
    pub fn is_away(self) -> bool {
        self.people > 0 && self.missed >= AWAY
    }

    /// Whether its policy plays.
    #[must_use]
    pub fn is_policy(self) -> bool {
        self.people == 0 || self.handed || self.is_away()
    }
}

/// What a table is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Decisions away from the table.
    Caucus,
    /// An offer is asked for.
    Offer,
    /// A response is asked for.
    Respond,
    /// It is over: how it ended is told.
    Reveal,
}

impl Stage {
    /// Its word in catalogues.
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
    /// The clock of what is due; none if nothing is, or play has not begun.
    pub timer: Option<Timer>,
    inputs: Inputs,
    look: Arc<Look>,
    /// What is due for the clock above: the number of the first decision.
    clocked: usize,
    /// As the policies brought it to its end, when the class went on before it had one.
    finished: Option<Arc<(Inputs, Look)>>,
}

fn luck(course: &Course, number: usize) -> Luck {
    let (seed, replication) = (course.plan.seed, course.plan.replication);
    Luck { run: number as u64, seed, replication }
}

impl Table {
    pub(super) fn new(course: &Course, number: usize) -> Self {
        Table {
            seats: vec![Seat::default(); course.setup.parties()],
            timer: None,
            inputs: Inputs::default(),
            look: Arc::new(Look::before(&course.setup, luck(course, number))),
            clocked: 0,
            finished: None,
        }
    }

    /// How it stands.
    #[must_use]
    pub fn look(&self) -> &Look {
        self.finished.as_ref().map_or(&self.look, |finished| &finished.1)
    }

    /// What it was given.
    #[must_use]
    pub fn inputs(&self) -> &Inputs {
        self.finished.as_ref().map_or(&self.inputs, |finished| &finished.0)
    }

    /// What it is at.
    #[must_use]
    pub fn stage(&self) -> Stage {
        let look = self.look();
        if look.ending.is_some() {
            return Stage::Reveal;
        }
        match look.due.first().map(|due| due.kind) {
            Some(RequestKind::Offer) => Stage::Offer,
            Some(RequestKind::Respond) => Stage::Respond,
            _ => Stage::Caucus,
        }
    }

    /// What is due and has no answer.
    pub fn open(&self) -> impl Iterator<Item = &Due> {
        self.look.due.iter().filter(|due| !due.is_answered)
    }

    /// The number of the first decision that is due, if any is open.
    #[must_use]
    pub fn first_due(&self) -> Option<usize> {
        self.open().next()?;
        self.look.due.first().map(|due| due.number)
    }

    pub(super) fn answer(&mut self, number: usize, given: Given) {
        self.inputs.early.insert(number, given);
    }

    pub(super) fn strike(&mut self, shock: u8) {
        let at = self.look.public.at + SimTime::from_minutes(1);
        self.inputs.injected.push(InjectedShock { at, shock });
    }

    /// Plays on, as far as no people need to be asked. With `up`, the time for the decisions that are due from this number
    /// on is up.
    pub(super) fn go_on(&mut self, course: &Course, number: usize, up: Option<usize>) {
        let policies = PolicySet::of(&course.setup);
        let due = self.look.due.len();
        let (seats, mut missed) = (&self.seats, PartySet::EMPTY);
        let mut answer = |run: &Run<'_>, asked: Asked| {
            let party = run.due()[asked.k].party.index();
            let is_up = up.is_some_and(|first| (first..first + due).contains(&asked.number));
            let by = if seats[party].is_policy() {
                By::Policy
            } else if !asked.is_put {
                By::Deputy
            } else if is_up {
                missed.insert(party);
                By::Time
            } else {
                return None;
            };
            Some(Given { answer: policies.answer(run, asked.k), by })
        };
        let limit = course.plan.decisions;
        let (setup, luck) = (&course.setup, luck(course, number));
        self.look = Arc::new(Look::play(setup, &mut self.inputs, luck, limit, &mut answer));
        // Once for each clock that ran out, however many decisions were due together.
        let mut is_away = false;
        for (party, seat) in self.seats.iter_mut().enumerate() {
            if missed.contains(party) {
                seat.missed += 1;
                is_away |= seat.is_away();
            }
        }
        if is_away {
            self.go_on(course, number, None);
        }
    }

    /// Starts a clock if something new is due; `seconds` are those of its stage.
    pub(super) fn clock(&mut self, course: &Course, at: i64, stands: bool) {
        let first = self.first_due();
        if first.is_some_and(|first| first == self.clocked) && self.timer.is_some() {
            return;
        }
        self.clocked = first.unwrap_or(0);
        let seconds = course.plan.seconds;
        let seconds = match self.stage() {
            Stage::Offer => seconds.offer,
            Stage::Respond => seconds.respond,
            Stage::Caucus | Stage::Reveal => seconds.caucus,
        };
        let length = i64::from(seconds) * 1000;
        let timer = if stands { Timer::Stands(length) } else { Timer::of(at, length) };
        self.timer = first.map(|_| timer);
    }

    /// Lets the policies bring it to its end; what it was is kept.
    pub(super) fn finish(&mut self, course: &Course, number: usize) {
        if self.look.ending.is_some() {
            return;
        }
        let policies = PolicySet::of(&course.setup);
        let mut inputs = self.inputs.clone();
        let seats = &self.seats;
        let mut answer = |run: &Run<'_>, asked: Asked| {
            let by = match (seats[run.due()[asked.k].party.index()].is_policy(), asked.is_put) {
                (true, _) => By::Policy,
                (false, false) => By::Deputy,
                (false, true) => By::Time,
            };
            Some(Given { answer: policies.answer(run, asked.k), by })
        };
        let limit = course.plan.decisions;
        let look = Look::play(&course.setup, &mut inputs, luck(course, number), limit, &mut answer);
        self.finished = Some(Arc::new((inputs, look)));
    }

    /// It is as it was before the policies brought it to its end.
    pub(super) fn unfinish(&mut self) {
        self.finished = None;
    }

    /// Makes its run again, as far as it was answered, with its trace. `see` is told each set of decisions before it is
    /// committed, with its answers.
    pub fn replay(
        &self,
        course: &Course,
        number: usize,
        run: &mut Run<'_>,
        see: &mut dyn FnMut(&Run<'_>, usize, &[Given]),
    ) {
        let mut calls = Calls::new(course.setup.parties(), course.plan.decisions);
        let mut inputs = self.inputs().clone();
        inputs.play(run, luck(course, number), &mut calls, &mut |_, _| None, see);
    }

    /// What the policies would answer to what is open.
    #[must_use]
    pub fn advice(&self, course: &Course, number: usize) -> Vec<(usize, PartyId, Answer)> {
        let policies = PolicySet::of(&course.setup);
        let mut calls = Calls::new(course.setup.parties(), course.plan.decisions);
        let (mut inputs, mut advice) = (self.inputs.clone(), Vec::new());
        let mut run = Run::new(&course.setup);
        run.keep_trajectory(false);
        let mut answer = |run: &Run<'_>, asked: Asked| {
            let party = run.due()[asked.k].party;
            advice.push((asked.number, party, policies.answer(run, asked.k)));
            None
        };
        inputs.play(&mut run, luck(course, number), &mut calls, &mut answer, &mut |_, _, _| {});
        advice
    }

    /// Whether the policies brought it to its end.
    #[must_use]
    pub fn was_finished(&self) -> bool {
        self.finished.is_some()
    }
}
