//! Meetings of any type: called, opened, closed.

use crate::bargaining::MAX_ISSUES;
use crate::diplomacy::meeting::{Agenda, Agreement, Level, Meeting as Rules, Occasion, Yields};
use crate::diplomacy::text::{Clause, Standing};
use crate::policy::{Choice, Request, RequestKind};
use crate::scenario::MeetingType;
use summitry_engine::ids::{IssueId, PartyId};
use summitry_engine::sample;
use summitry_engine::sets::{IssueSet, PartySet};
use summitry_engine::units::SimTime;

use super::draws::DrawPurpose;
use super::event::RunEvent;
use super::meeting::Meeting;
use super::record::EndReason;
use super::run::{CalendarEvent, Run, Stage, phase};
use super::world::{relieve, share};

/// A meeting that is called or granted and not yet held.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pending {
    pub parties: PartySet,
    /// The order of its agenda, as its caller said.
    pub order: Choice,
    /// When it was granted.
    pub granted: SimTime,
    pub overridden: bool,
    /// Who launched it, and on what.
    pub launched: Option<(PartyId, IssueId)>,
}

impl<'s> Run<'s> {
    fn meeting_type(&self, kind: usize) -> &'s MeetingType {
        &self.setup.scenario.meetings[kind]
    }

    fn rules(&self, kind: usize) -> &'s Rules {
        &self.meeting_type(kind).of
    }

    pub(super) fn start_meetings(&mut self) {
        self.start_sequence();
        for kind in 0..self.setup.scenario.meetings.len() {
            let meeting = self.meeting_type(kind);
            if meeting.is_held() && meeting.of.occasion == Occasion::Stall {
                self.schedule_chance(kind);
            }
        }
    }

    /// Lets the calendar have the first meeting of a type, counted from now.
    pub(super) fn schedule_first(&mut self, kind: usize) {
        let rules = self.rules(kind);
        let rounds_first = self.setup.scenario.gate.asks_for_rounds();
        // Drawn whether it is needed or not, so that later gaps do not depend on the gate.
        let gap = self.draw_gap(kind);
        let drawn = rules.first_gap_drawn;
        let first = if rules.counts_as_round && !rounds_first {
            rules.summit_first_wait
        } else {
            rules.gap * (1.0 - drawn + drawn * gap)
        };
        self.schedule_meeting(kind, first);
    }

    /// The next gap between meetings of a type, as a multiple of its median.
    fn draw_gap(&mut self, kind: usize) -> f64 {
        let spread = self.rules(kind).gap_spread;
        if spread == 0.0 {
            return 1.0;
        }
        let u = self.draws.uniform(DrawPurpose::MeetingGap, self.setup.streams[kind]);
        sample::lognormal(u, 0.0, spread)
    }

    fn schedule_meeting(&mut self, kind: usize, days: f64) {
        let at = self.world.now.after_days(days);
        self.due_at[kind] = at;
        self.due_events[kind] =
            self.schedule(at, phase::MEETINGS, CalendarEvent::Meeting(kind as u8));
    }

    /// Brings the next meetings that the calendar has forward, so that each is at most so many days away.
    pub(super) fn hasten(&mut self, days: impl Fn(&Rules) -> f64) {
        for kind in 0..self.due_at.len() {
            let latest = self.world.now.after_days(days(self.rules(kind)));
            if self.due_at[kind] > latest && self.calendar.cancel(self.due_events[kind]) {
                self.due_at[kind] = latest;
                self.due_events[kind] =
                    self.schedule(latest, phase::MEETINGS, CalendarEvent::Meeting(kind as u8));
            }
        }
    }

    /// A meeting of the calendar is due: it is called, or waits until it may be.
    pub(super) fn on_meeting_due(&mut self, kind: usize) {
        if self.may_call(kind) {
            self.call(kind);
        } else {
            self.waiting[kind] = true;
            self.waiting_count += 1;
            self.dirty = true;
        }
    }

    /// Whether fewer meetings of a type have been held than may be.
    pub(super) fn is_left(&self, kind: usize) -> bool {
        self.world.meetings[kind].held < self.rules(kind).at_most
    }

    /// Whether a type of meeting may be called now: some are left, what it requires holds, and it is its turn.
    pub(super) fn may_call(&self, kind: usize) -> bool {
        self.is_left(kind) && self.requirements_hold(kind) && self.sequence_allows(kind)
    }

    /// Does anybody call a meeting that is due?
    pub(super) fn call(&mut self, kind: usize) {
        self.meeting = Meeting::new(kind, 0, PartySet::EMPTY);
        match self.meeting_type(kind).callers.iter().next() {
            Some(caller) => {
                self.ask(caller, RequestKind::CallRound);
                self.stage = Stage::CallRound;
            }
            None => self.invite(Choice::EasyFirst),
        }
    }

    pub(super) fn after_call(&mut self, choice: Choice) {
        self.stage = Stage::Idle;
        let kind = self.meeting.kind;
        if choice == Choice::Wait {
            self.schedule_meeting(kind, self.rules(kind).asked_again);
        } else {
            self.invite(choice);
        }
    }

    fn invite(&mut self, order: Choice) {
        self.order = order;
        for party in self.meeting_type(self.meeting.kind).optional {
            self.ask(party, RequestKind::Attend);
        }
        self.stage = Stage::Attend;
        if self.due().is_empty() {
            self.after_attend(&[], &|_| Choice::StayAway);
        }
    }

    pub(super) fn after_attend(&mut self, due: &[Request], choice: &impl Fn(usize) -> Choice) {
        let kind = self.meeting.kind;
        let rules = self.rules(kind);
        self.stage = Stage::Idle;
        let mut parties = self.meeting_type(kind).participants;
        for (k, request) in due.iter().enumerate() {
            if choice(k) == Choice::Attend {
                parties.insert(request.party.index());
            }
        }
        let attending = share(self.setup, parties);
        if attending < rules.minimum_influence - 1e-9 {
            self.world.counts.slips += 1;
            self.note(RunEvent::RoundPutOff { influence: attending });
            self.schedule_meeting(kind, rules.slip);
            return;
        }
        let (order, granted) = (self.order, self.world.now);
        let pending = Pending { parties, order, granted, overridden: false, launched: None };
        self.convene(kind, pending);
    }

    /// Opens a meeting at once, or when its lead is over.
    pub(super) fn convene(&mut self, kind: usize, pending: Pending) {
        let rules = self.rules(kind);
        if rules.lead == 0.0 {
            self.open(kind, pending);
            return;
        }
        self.pending[kind] = Some(pending);
        let u = self.draws.uniform(DrawPurpose::MeetingLead, self.setup.streams[kind]);
        let lead = rules.lead * (1.0 + rules.lead_spread * (2.0 * u - 1.0));
        self.schedule_in(lead, phase::MEETINGS, CalendarEvent::Opening(kind as u8));
    }

    pub(super) fn on_opening(&mut self, kind: usize) {
        if let Some(pending) = self.pending[kind].take() {
            self.open(kind, pending);
        }
    }

    fn open(&mut self, kind: usize, pending: Pending) {
        let rules = self.rules(kind);
        let held = self.world.meetings[kind].held;
        self.order = pending.order;
        self.launcher = pending.launched.map(|(party, _)| party);
        self.meeting = Meeting::new(kind, held, pending.parties);
        let influence = share(self.setup, pending.parties);
        if rules.counts_as_round {
            for party in pending.parties {
                self.party_records[party].rounds_attended += 1;
            }
            self.world.breadth = influence;
            self.world.last_round = influence;
        }
        match (rules.level, rules.occasion) {
            (Level::Leaders, _) => self.open_summit(&pending),
            (_, Occasion::Stall) => {
                self.world.counts.initiatives += 1;
                if let Some((party, issue)) = pending.launched {
                    self.note(RunEvent::Initiative { party, issue });
                }
            }
            _ if rules.sessions == 0 => {}
            _ => self.note(RunEvent::Round { influence }),
        }
        if rules.endorses {
            self.ask_to_endorse_issues();
        }
        self.stage = Stage::EndorseIssues;
        if self.due().is_empty() {
            self.open_agenda();
        }
    }

    /// What was agreed elsewhere comes before the allies first.
    fn ask_to_endorse_issues(&mut self) {
        for issue in self.world.text.unendorsed().iter() {
            let agreed = self.world.text.clauses()[issue].backers();
            for ally in (self.meeting.parties & self.setup.allies) - agreed {
                self.ask(ally, RequestKind::EndorseIssue(IssueId(issue as u8)));
            }
        }
    }

    pub(super) fn after_endorse_issues(
        &mut self,
        due: &[Request],
        choice: &impl Fn(usize) -> Choice,
    ) {
        let mut backers = [PartySet::EMPTY; MAX_ISSUES];
        for (k, request) in due.iter().enumerate() {
            if let (RequestKind::EndorseIssue(issue), Choice::Endorse) = (request.kind, choice(k)) {
                backers[issue.index()].insert(request.party.index());
            }
        }
        // Enough of the allied influence, over however many meetings, makes a text of two a text of all.
        let endorsement = self.rules(self.meeting.kind).endorsement;
        let needed = endorsement * self.setup.allied_influence - 1e-9;
        for (issue, new) in backers.into_iter().enumerate().filter(|(_, new)| !new.is_empty()) {
            let Clause::Agreed { by, prepared, standing, .. } =
                &mut self.world.text.clauses_mut()[issue]
            else {
                continue;
            };
            *by |= new;
            if *standing == Standing::Proposed && self.setup.scenario.needs[issue].is_subset(*by) {
                *standing = Standing::Settled;
            }
            let backing = share(self.setup, *by & self.setup.allies);
            if backing >= needed {
                *prepared = true;
                self.note(RunEvent::EndorsedIssue {
                    issue: IssueId(issue as u8),
                    influence: backing,
                });
            }
        }
        self.open_agenda();
    }

    fn open_agenda(&mut self) {
        let rules = self.rules(self.meeting.kind);
        self.meeting.sessions_left = rules.sessions;
        self.meeting.steps = rules.steps;
        self.meeting.steps_left = rules.total_steps;
        self.meeting.per_session = rules.session_issues as usize;
        if rules.sessions > 0 {
            let order = match rules.agenda {
                Agenda::Caller => self.order,
                Agenda::EasyFirst | Agenda::Heaviest => Choice::EasyFirst,
                Agenda::HardFirst => Choice::HardFirst,
                Agenda::Package => Choice::Package,
            };
            if order == Choice::Package {
                self.meeting.per_session = self.setup.issues;
            }
            match (rules.agenda, self.launcher) {
                (Agenda::Heaviest, Some(launcher)) => self.fill_agenda_of(launcher),
                _ => self.fill_agenda(order == Choice::HardFirst),
            }
        }
        self.start_session();
    }

    /// Puts the open issues on the agenda, the least divided first, or last.
    fn fill_agenda(&mut self, hard_first: bool) {
        let distances = self.world.positions.apart(self.world.day());
        let mut open = self.meeting_type(self.meeting.kind).issues - self.closed_to_table();
        if self.rules(self.meeting.kind).yields == Yields::Proposal {
            open = open - self.world.proposed;
        }
        let sign = if hard_first { -1.0 } else { 1.0 };
        self.meeting.set_agenda(open, |issue| sign * distances[issue]);
    }

    /// Issues that a table need not take: settled, provisional, or proposed by all who sit at it.
    fn closed_to_table(&self) -> IssueSet {
        let here = self.meeting.parties;
        let clauses = self.world.text.clauses().iter();
        let is_closed = |clause: &Clause| match clause.standing() {
            Some(Standing::Proposed) => here.is_subset(clause.backers()),
            standing => standing.is_some(),
        };
        clauses.enumerate().filter(|(_, clause)| is_closed(clause)).map(|(j, _)| j).collect()
    }

    /// Puts the issues that are neither settled nor a fact elsewhere on the agenda, the weightiest to a party first.
    fn fill_agenda_of(&mut self, party: PartyId) {
        let open = self.open_to_launch();
        self.meeting.set_agenda(open, |issue| -self.setup.weight(party.index(), issue));
    }

    fn open_to_launch(&self) -> IssueSet {
        self.setup.all_issues() - (self.world.text.settled() | self.world.settled_without)
    }

    /// After the last session: who endorses the text as it stands?
    pub(super) fn close_meeting(&mut self) {
        let rules = self.rules(self.meeting.kind);
        let asked = if self.whole_is_tabled() {
            self.meeting.parties
        } else if rules.endorses {
            self.meeting.parties & self.setup.allies
        } else {
            PartySet::EMPTY
        };
        for party in asked {
            self.ask(party, RequestKind::EndorseText);
        }
        self.stage = Stage::EndorseText;
        if self.due().is_empty() {
            self.conclude();
        }
    }

    pub(super) fn after_endorse_text(
        &mut self,
        due: &[Request],
        choice: &impl Fn(usize) -> Choice,
    ) {
        let mut all = true;
        for (k, request) in due.iter().enumerate() {
            let party = request.party.index();
            if choice(k) == Choice::Endorse {
                self.world.endorsers.insert(party);
            } else {
                self.world.endorsers.remove(party);
                all = false;
            }
        }
        if !due.is_empty() && self.whole_is_tabled() {
            self.decide_whole(all);
        }
        self.conclude();
    }

    /// Whether the meeting agrees provisionally and an option stands on every issue that it takes.
    fn whole_is_tabled(&self) -> bool {
        let kind = self.meeting.kind;
        let text = &self.world.text;
        self.rules(kind).agreement == Agreement::Provisional
            && !(text.provisional() & self.meeting_type(kind).issues).is_empty()
            && self.meeting_type(kind).issues.is_subset(text.provisional() | text.settled())
    }

    /// The whole is accepted by all at the table and stands, or is opened again.
    fn decide_whole(&mut self, accepted: bool) {
        let here = self.meeting.parties;
        let needs = &self.setup.scenario.needs;
        for issue in self.world.text.provisional() & self.meeting_type(self.meeting.kind).issues {
            let clause = &mut self.world.text.clauses_mut()[issue];
            let Clause::Agreed { option, by, standing, .. } = clause else { continue };
            if !accepted {
                *clause = Clause::Bracketed { low: *option, high: *option };
                continue;
            }
            *by |= here;
            *standing =
                if needs[issue].is_subset(*by) { Standing::Settled } else { Standing::Proposed };
        }
        self.meeting.agreed_any = accepted;
        self.meeting.failed_any |= !accepted;
    }

    /// What a meeting brings, and what follows it.
    fn conclude(&mut self) {
        let kind = self.meeting.kind;
        let rules = self.rules(kind);
        let day = self.world.day();
        self.stage = Stage::Idle;
        self.dirty = true;
        let seen = &mut self.world.meetings[kind];
        seen.held += 1;
        seen.failed += u32::from(self.meeting.failed_any && !self.meeting.agreed_any);
        seen.last = Some(self.world.now);
        if rules.level != Level::Leaders && rules.yields == Yields::Text && self.meeting.agreed_any
        {
            self.world.last_progress = self.world.now;
        }
        self.world.polarise(self.setup, rules.polarisation);
        if !self.meeting.agreed_any && self.meeting.failed_any {
            self.world.polarise(self.setup, rules.failure_polarisation);
        }
        self.spill_over(rules);
        if rules.attention > 0.0 {
            self.world.attention.lift(day, rules.attention);
        }
        if rules.release > 0.0 {
            relieve(&mut self.world.backlog, day, rules.release);
        }
        if rules.easing > 0.0 {
            relieve(&mut self.world.polarisation, day, rules.easing);
            self.world.positions.ease(rules.easing, day);
            self.world.update_polarisation();
        }
        let support = &mut self.world.support[self.setup.scenario.requester];
        *support = (*support + rules.morale).min(1.0);
        if rules.counts_as_round {
            self.world.counts.rounds += 1;
            self.world.rounds_since_summit += 1;
        }
        match (rules.level, rules.occasion) {
            (Level::Leaders, _) => self.close_summit(),
            (_, Occasion::Stall) => {}
            _ if rules.sessions == 0 => self.note(RunEvent::Consultation),
            _ => self.note(RunEvent::RoundClosed { rounds: self.world.counts.rounds }),
        }
        if rules.yields == Yields::Bypass {
            self.close_bypass(rules.bypass_at);
        }
        if self.stage == Stage::Done {
            return;
        }
        let failed = self.meeting.failed_any && !self.meeting.agreed_any;
        self.advance_sequence(kind, failed);
        let comes_again = rules.occasion == Occasion::Calendar && self.is_left(kind);
        if comes_again && self.sequence_allows(kind) {
            let days = (rules.gap * self.draw_gap(kind)).max(rules.least_gap);
            self.schedule_meeting(kind, days);
        }
    }

    /// Those who meet carry concession into later sessions; allies who are not there feel bypassed, and harden.
    fn spill_over(&mut self, rules: &Rules) {
        let open = self.setup.all_issues() - self.world.text.settled();
        let carried = rules.effort * rules.spill_over;
        if carried > 0.0 {
            let cap = self.setup.scenario.concession.carried_cap;
            for party in self.meeting.parties {
                for issue in open {
                    let before = &mut self.world.carried[party * MAX_ISSUES + issue];
                    *before = (*before + carried).min(cap);
                }
            }
        }
        let drift = rules.effort * rules.drift;
        if drift > 0.0 {
            let day = self.world.day();
            for ally in self.setup.allies - self.meeting.parties {
                for issue in open {
                    self.world.positions.drift(ally, issue, drift, day);
                }
            }
        }
    }

    /// How much was settled over the requester's head, and whether that is too much.
    fn close_bypass(&mut self, at: f64) {
        let requester = self.setup.scenario.requester;
        let without = self.world.settled_without;
        let bypassed: f64 = without.iter().map(|j| self.setup.weight(requester, j)).sum();
        self.note(RunEvent::InitiativeClosed { bypassed });
        if bypassed >= at && bypassed > 0.0 {
            self.finish(EndReason::Bypassed);
        }
    }

    /// The rate depends on cohesion and on stalling: chances come at its bound and are thinned.
    fn schedule_chance(&mut self, kind: usize) {
        let rules = self.rules(kind);
        let bound = rules.rate * rules.stall_cap;
        let u = self.draws.uniform(DrawPurpose::Initiative, self.setup.streams[kind]);
        let wait = sample::exponential(u, 1.0 / bound);
        self.schedule_in(wait, phase::MOVES, CalendarEvent::Chance(kind as u8));
    }

    pub(super) fn on_chance(&mut self, kind: usize) {
        let rules = self.rules(kind);
        let stream = self.setup.streams[kind];
        let accept = self.draws.uniform(DrawPurpose::Initiative, stream);
        let who = self.draws.uniform(DrawPurpose::Initiative, stream);
        self.world.refresh(self.setup);
        let stalled = self.world.now.days_since(self.world.last_progress) / rules.stall_days;
        let share = (1.0 - self.world.cohesion) * (stalled / rules.stall_cap).min(1.0);
        let callers = self.meeting_type(kind).callers;
        if accept < share && self.may_call(kind) {
            let nth = sample::index(who, callers.len());
            if let Some(caller) = callers.iter().nth(nth) {
                self.meeting = Meeting::new(kind, 0, PartySet::EMPTY);
                self.ask(caller, RequestKind::Initiative);
                self.stage = Stage::Initiative;
            }
        }
        self.schedule_chance(kind);
    }

    pub(super) fn after_initiative(&mut self, launcher: PartyId, choice: Choice) {
        self.stage = Stage::Idle;
        if choice != Choice::Launch {
            return;
        }
        let kind = self.meeting.kind;
        let weight = |j: usize| self.setup.weight(launcher.index(), j);
        let issue = self
            .open_to_launch()
            .iter()
            .reduce(|best, j| if weight(j) > weight(best) { j } else { best });
        let Some(issue) = issue else { return };
        let parties = self.meeting_type(kind).participants;
        let launched = Some((launcher, IssueId(issue as u8)));
        let (order, granted) = (Choice::EasyFirst, self.world.now);
        self.convene(kind, Pending { parties, order, granted, overridden: false, launched });
    }
}
