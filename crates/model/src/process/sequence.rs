//! How far a run has come in its sequence of meetings.

use crate::diplomacy::gate::Watch;
use crate::diplomacy::meeting::Occasion;
use crate::diplomacy::sequence::{OnFailure, Place};

use super::run::{CalendarEvent, Run, phase};

/// Where a run is in its sequence.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Progress {
    /// The step; past the last, no order is kept.
    pub step: usize,
    /// Places of the step that are done or given up, a bit each.
    done: u32,
    /// Whether it stands still.
    halted: bool,
}

impl Run<'_> {
    /// The places of the current step; none without a sequence, or past its end.
    fn places(&self) -> &'_ [Place] {
        let sequence = self.setup.scenario.sequence.as_ref();
        sequence.and_then(|s| s.steps.get(self.world.sequence.step)).map_or(&[], Vec::as_slice)
    }

    /// The place of a type of meeting that is current and not done.
    fn current(&self, kind: usize) -> Option<usize> {
        let is_open = |&k: &usize| self.world.sequence.done & (1 << k) == 0;
        let at = self.places().iter().position(|place| usize::from(place.meeting) == kind);
        at.filter(is_open).filter(|_| !self.world.sequence.halted)
    }

    /// Whether the sequence lets a type of meeting be called now.
    pub(super) fn sequence_allows(&self, kind: usize) -> bool {
        let of = &self.setup.scenario.meetings[kind].of;
        if self.places().is_empty() {
            return !of.only_in_sequence;
        }
        of.occasion == Occasion::Stall || self.current(kind).is_some()
    }

    pub(super) fn start_sequence(&mut self) {
        self.world.sequence = Progress::default();
        self.enter_step(None);
    }

    /// Lets the calendar have the meetings that may be called from now on, but for one that has just closed.
    fn enter_step(&mut self, closed: Option<usize>) {
        for kind in 0..self.setup.scenario.meetings.len() {
            let meeting = &self.setup.scenario.meetings[kind];
            let is_due = self.waiting[kind] || self.calendar.is_pending(self.due_events[kind]);
            if meeting.is_held()
                && meeting.of.occasion == Occasion::Calendar
                && !is_due
                && closed != Some(kind)
                && self.sequence_allows(kind)
                && self.is_left(kind)
            {
                self.schedule_first(kind);
            }
        }
        for k in 0..self.places().len() {
            self.until_watches[k] = Watch::default();
            self.attempts[k] = 0;
            let days = self.places()[k].give_up;
            if days < self.setup.scenario.calendar.window {
                let step = self.world.sequence.step as u8;
                self.schedule_in(days, phase::CHECKS, CalendarEvent::GiveUp(step, k as u8));
            }
        }
        self.dirty = true;
    }

    /// A meeting has closed: is its place done, or given up?
    pub(super) fn advance_sequence(&mut self, kind: usize, failed: bool) {
        let Some(k) = self.current(kind) else { return };
        self.attempts[k] += 1;
        let (place_until, on_failure, most) = {
            let place = &self.places()[k];
            (place.until.is_some(), place.on_failure, place.attempts)
        };
        let done = if place_until { self.until_holds(k) } else { !failed };
        match on_failure {
            _ if done => self.finish_place(k, Some(kind)),
            OnFailure::Retry if self.attempts[k] < most => {}
            OnFailure::Stop => self.world.sequence.halted = true,
            OnFailure::Retry | OnFailure::Skip => self.finish_place(k, Some(kind)),
        }
    }

    /// Whether what a place waits for holds now.
    fn until_holds(&mut self, k: usize) -> bool {
        let (step, now) = (self.world.sequence.step, self.world.now);
        let Some(sequence) = &self.setup.scenario.sequence else { return false };
        let Some(until) = &sequence.steps[step][k].until else { return false };
        let seen = self.world.observed(self.setup);
        until.observe(&mut self.until_watches[k], &seen, now);
        until.is_open(&self.until_watches[k], now)
    }

    /// Looks whether what places wait for holds without a meeting.
    pub(super) fn watch_sequence(&mut self) {
        for k in 0..self.places().len() {
            let waits = self.places()[k].until.is_some();
            let is_open = self.world.sequence.done & (1 << k) == 0 && !self.world.sequence.halted;
            if waits && is_open && self.until_holds(k) {
                self.finish_place(k, None);
                return;
            }
        }
    }

    pub(super) fn on_give_up(&mut self, step: usize, k: usize) {
        if step != self.world.sequence.step || self.world.sequence.done & (1 << k) != 0 {
            return;
        }
        if self.places()[k].on_failure == OnFailure::Stop {
            self.world.sequence.halted = true;
        } else {
            self.finish_place(k, None);
        }
    }

    fn finish_place(&mut self, k: usize, closed: Option<usize>) {
        self.world.sequence.done |= 1 << k;
        if self.world.sequence.done.count_ones() as usize == self.places().len() {
            self.world.sequence =
                Progress { step: self.world.sequence.step + 1, ..Progress::default() };
            self.enter_step(closed);
        }
        self.dirty = true;
    }
}
