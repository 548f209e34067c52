//! The request, the gate, and the grant.

use crate::diplomacy::gate::{Gate, LeafReading, Observable, Watch};
use crate::diplomacy::meeting::Meeting;
use crate::diplomacy::request::Reason;
use crate::diplomacy::summit::Measure;
use crate::policy::{Choice, RequestKind};
use summitry_engine::units::SimTime;
use summitry_engine::{Handle, sample};

use super::draws::DrawPurpose;
use super::event::RunEvent;
use super::meetings::Pending;
use super::run::{CalendarEvent, Run, Stage, phase};

/// How the gate stands at one moment, as the gatekeeper sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct GateReading {
    /// Every leaf of [`Gate::leaves`](crate::diplomacy::gate::Gate::leaves).
    pub leaves: Vec<LeafReading>,
    /// Whether the tree holds.
    pub holds: bool,
    /// Why another summit would be too soon after the last, whatever the gate says, and by how many days or rounds.
    pub too_soon: Vec<(Reason, f64)>,
}

impl Run<'_> {
    /// How the gate stands now. To be asked while a decision is due.
    #[must_use]
    pub fn gate_reading(&self) -> GateReading {
        let (gate, now) = (&self.setup.scenario.gate, self.world.now);
        let seen = self.world.observed(self.setup);
        GateReading {
            leaves: gate.readings(&self.watch, &seen, now),
            holds: gate.is_open(&self.watch, now),
            too_soon: self.too_soon().collect(),
        }
    }

    /// Day 0 of what is watched: nothing reached yet, and how the gatekeeper misreads its own gate.
    pub(super) fn begin_watching(&mut self) {
        let s = &self.setup.scenario;
        self.watch = Watch::default();
        let misreads = s.rules.gatekeeper.misreads;
        for (k, leaf) in s.gate.leaves.iter().enumerate() {
            if leaf.what.is_readiness() {
                let u = self.draws.uniform(DrawPurpose::Misreading, k);
                self.watch.misreading[k] = misreads * sample::normal(u);
            }
        }
        for &kind in &self.setup.requiring {
            self.watches[kind] = Watch::default();
        }
    }

    pub(super) fn start_requests(&mut self) {
        let u = self.draws.uniform(DrawPurpose::RequestWait, 0);
        let first = self.setup.scenario.rules.requests.first;
        self.schedule_in(sample::exponential(u, first), phase::MOVES, CalendarEvent::Move);
    }

    pub(super) fn on_move(&mut self) {
        let s = &self.setup.scenario;
        let strain = self.world.strain_now() - s.strain.initial;
        let mean = s.rules.requests.mean * libm::exp(-s.strain.hastens_requests * strain);
        let u = self.draws.uniform(DrawPurpose::RequestWait, 0);
        let wait = s.rules.requests.shortest + sample::exponential(u, mean);
        // A wait of nothing would ask for ever on the same day.
        self.schedule_in(wait.max(0.25), phase::MOVES, CalendarEvent::Move);
        self.world.refresh(self.setup);
        if !self.summit_is_pending() {
            self.ask(s.requester, RequestKind::Move);
            self.stage = Stage::Move;
        }
    }

    pub(super) fn after_move(&mut self, choice: Choice) {
        self.stage = Stage::Idle;
        let day = self.world.day();
        match choice {
            Choice::Ask => {
                self.world.counts.requests += 1;
                self.world.deferred = false;
                let now = self.world.now;
                self.world.standing_request.get_or_insert(now);
                let lift = self.setup.scenario.attention.request_lift;
                self.world.attention.lift(day, lift);
                self.note(RunEvent::Request { party: self.requester() });
                self.observe();
                self.ask_gatekeeper();
            }
            Choice::Campaign => {
                let lift = self.setup.scenario.attention.campaign_lift;
                self.world.attention.lift(day, lift);
                self.note(RunEvent::Campaign { party: self.requester() });
            }
            _ => {}
        }
    }

    fn summit_rules(&self) -> &Meeting {
        &self.setup.scenario.meetings[self.setup.scenario.summit_meeting].of
    }

    /// Whether a summit is granted and not yet held.
    fn summit_is_pending(&self) -> bool {
        self.granted.is_some() || self.pending[self.setup.scenario.summit_meeting].is_some()
    }

    /// Whether another summit may be held at all, whatever the gate says.
    fn may_meet(&self) -> bool {
        self.too_soon().next().is_none() && self.is_left(self.setup.scenario.summit_meeting)
    }

    /// Why another summit is too soon after the last one, and by how much: days, then rounds.
    fn too_soon(&self) -> impl Iterator<Item = (Reason, f64)> + use<> {
        let rules = self.summit_rules();
        let short = self.world.last_summit.map_or([0.0; 2], |last| {
            let rounds = rules.rounds_between.saturating_sub(self.world.rounds_since_summit);
            [rules.cooldown - self.world.now.days_since(last), f64::from(rounds)]
        });
        [Reason::Cooldown, Reason::RoundsBetween].into_iter().zip(short).filter(|(_, by)| *by > 0.0)
    }

    fn observe(&mut self) {
        let seen = self.world.observed(self.setup);
        self.setup.scenario.gate.observe(&mut self.watch, &seen, self.world.now);
        for &kind in &self.setup.requiring {
            if let Some(requires) = &self.setup.scenario.meetings[kind].requires {
                requires.observe(&mut self.watches[kind], &seen, self.world.now);
            }
        }
    }

    /// Whether what a type of meeting requires holds, as last observed.
    pub(super) fn requirements_hold(&self, kind: usize) -> bool {
        let requires = self.setup.scenario.meetings[kind].requires.as_ref();
        requires.is_none_or(|gate| gate.is_open(&self.watches[kind], self.world.now))
    }

    /// When the passing of time alone may change what a gate asks for.
    fn next_change(&self, gate: &Gate, watch: &Watch) -> Option<SimTime> {
        let day = self.world.day();
        let seen = self.world.observed(self.setup);
        gate.next_change(watch, &seen, self.world.now, |what, level| match what {
            Observable::Cohesion => self.world.cohesion_passes(self.setup, level),
            _ => self.world.strain.crossing(level).map(|at| at - day),
        })
    }

    /// A meeting that is due is called once it may be: look whether one may, and when time alone may let one.
    pub(super) fn watch_waiting(&mut self) {
        if self.waiting_count == 0 {
            return;
        }
        self.calendar.cancel(self.waiting_event);
        self.waiting_event = Handle::NONE;
        let mut next: Option<SimTime> = None;
        for kind in 0..self.waiting.len() {
            if !self.waiting[kind] {
                continue;
            }
            if self.may_call(kind) {
                self.waiting[kind] = false;
                self.waiting_count -= 1;
                self.call(kind);
                // Others wait until this one is over.
                self.dirty = true;
                return;
            }
            let requires = self.setup.scenario.meetings[kind].requires.as_ref();
            let change = requires.and_then(|gate| self.next_change(gate, &self.watches[kind]));
            next = [next, change].into_iter().flatten().min();
        }
        if let Some(at) = next {
            self.waiting_event = self.schedule(at, phase::CHECKS, CalendarEvent::Reevaluate);
        }
    }

    fn gate_open(&self) -> bool {
        self.may_meet()
            && self.sequence_allows(self.setup.scenario.summit_meeting)
            && self.setup.scenario.gate.is_open(&self.watch, self.world.now)
    }

    fn ask_gatekeeper(&mut self) {
        let open = self.gate_open();
        let barred = !self.may_meet();
        self.ask(self.setup.scenario.gatekeeper, RequestKind::Grant { open, barred });
        self.deferred_open = open;
        self.stage = Stage::Grant;
    }

    /// A standing request is granted when the gate opens: look whether it has, and when time alone may open it.
    pub(super) fn watch_gate(&mut self) {
        self.observe();
        self.calendar.cancel(self.gate_event);
        self.gate_event = Handle::NONE;
        if self.world.standing_request.is_none() || self.summit_is_pending() {
            return;
        }
        let open = self.gate_open();
        if open && !self.deferred_open {
            self.ask_gatekeeper();
            return;
        }
        // A gatekeeper that deferred at an open gate is asked again once it has shut and opened.
        self.deferred_open = open;
        let now = self.world.now;
        let mut next = self.next_change(&self.setup.scenario.gate, &self.watch);
        if let Some(last) = self.world.last_summit {
            let over = last.after_days(self.summit_rules().cooldown);
            if over > now {
                next = Some(next.map_or(over, |n| n.min(over)));
            }
        }
        if let Some(at) = next {
            self.gate_event = self.schedule(at, phase::CHECKS, CalendarEvent::Reevaluate);
        }
    }

    pub(super) fn after_grant(&mut self, choice: Choice) {
        self.stage = Stage::Idle;
        match choice {
            Choice::Grant | Choice::Override => {
                let overridden = choice == Choice::Override;
                self.granted = Some((self.world.now, overridden));
                let party = self.gatekeeper();
                self.note(if overridden {
                    RunEvent::Override { party }
                } else {
                    RunEvent::Grant { party }
                });
                let opening = self.opening_measure();
                if self.setup.scenario.summit.prepared(opening) {
                    self.schedule_summit();
                } else {
                    self.ask(self.setup.scenario.requester, RequestKind::TakeSummit);
                    self.stage = Stage::TakeSummit;
                }
            }
            _ => self.defer(),
        }
    }

    fn defer(&mut self) {
        // A request counts once, however often the gatekeeper puts it off.
        if !std::mem::replace(&mut self.world.deferred, true) {
            self.world.deferrals_since_summit += 1;
            self.world.counts.deferrals += 1;
        }
        let seen = self.world.observed(self.setup);
        let (gate, now) = (&self.setup.scenario.gate, self.world.now);
        gate.missing(&self.watch, &seen, now, &mut self.unmet);
        self.world.missing.clear();
        self.world.missing.extend(self.unmet.iter().map(|m| Reason::Leaf(m.leaf)));
        let summit = self.setup.scenario.summit_meeting;
        if !self.is_left(summit) {
            self.world.missing.push(Reason::AtMost);
        } else if !self.sequence_allows(summit) {
            self.world.missing.push(Reason::Sequence);
        }
        let mut short = self.unmet.first().map(|m| m.short);
        for (reason, by) in self.too_soon() {
            self.world.missing.push(reason);
            short.get_or_insert(by);
        }
        self.note(RunEvent::Defer { party: self.gatekeeper(), short });
        self.hasten(|rules| rules.hastened);
        // Time alone may open the gate for the request that now stands: look when.
        self.dirty = true;
    }

    pub(super) fn after_take(&mut self, choice: Choice) {
        self.stage = Stage::Idle;
        if choice == Choice::Take {
            self.schedule_summit();
        } else {
            self.granted = None;
            self.world.standing_request = None;
            self.deferred_open = false;
            self.world.counts.refusals += 1;
            self.note(RunEvent::Refuse { party: self.requester() });
        }
    }

    fn schedule_summit(&mut self) {
        let Some((granted, overridden)) = self.granted.take() else { return };
        self.world.standing_request = None;
        self.world.deferrals_since_summit = 0;
        self.world.missing.clear();
        self.deferred_open = false;
        let kind = self.setup.scenario.summit_meeting;
        let parties = self.setup.scenario.meetings[kind].participants;
        let order = Choice::EasyFirst;
        self.convene(kind, Pending { parties, order, granted, overridden, launched: None });
    }

    /// What a summit would open with now.
    pub(super) fn opening_measure(&self) -> Measure {
        Measure {
            goals: self.world.goals,
            endorsed: self.world.endorsed(self.setup),
            preparation: self.world.preparation,
            closing: 0.0,
        }
    }
}
