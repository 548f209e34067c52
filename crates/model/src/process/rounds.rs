//! Multilateral rounds and the consultations beside them.

use crate::bargaining::MAX_ISSUES;
use crate::diplomacy::text::Clause;
use crate::policy::{Choice, Request, RequestKind};
use summitry_engine::ids::IssueId;
use summitry_engine::sample;
use summitry_engine::sets::PartySet;

use super::draws::DrawPurpose;
use super::event::RunEvent;
use super::meeting::Meeting;
use super::record::Forum;
use super::run::{CalendarEvent, Run, Stage, phase};
use super::world::{relieve, share};

impl Run<'_> {
    pub(super) fn start_rounds(&mut self) {
        let s = &self.setup.scenario;
        let u = self.draws.uniform(DrawPurpose::RoundGap, 0);
        let gap = sample::lognormal(u, 0.0, s.rounds.gap_spread);
        let drawn = s.rounds.first_gap_drawn;
        let first = if s.gate.asks_for_rounds() {
            s.rounds.gap * (1.0 - drawn + drawn * gap)
        } else {
            s.rounds.summit_first_wait
        };
        self.schedule_round(first);
        if s.consultations.effort > 0.0 {
            self.schedule_in(s.consultations.every, phase::MEETINGS, CalendarEvent::Consultation);
        }
    }

    /// Brings the next round forward so that it is at most `days` away.
    pub(super) fn hasten_round(&mut self, days: f64) {
        let latest = self.world.now.after_days(days);
        if self.round_at > latest && self.calendar.cancel(self.round_event) {
            self.round_at = latest;
            self.round_event = self.schedule(latest, phase::MEETINGS, CalendarEvent::Round);
        }
    }

    fn schedule_round(&mut self, days: f64) {
        self.round_at = self.world.now.after_days(days);
        self.round_event = self.schedule(self.round_at, phase::MEETINGS, CalendarEvent::Round);
    }

    pub(super) fn on_round(&mut self) {
        self.ask(self.setup.scenario.gatekeeper, RequestKind::CallRound);
        self.stage = Stage::CallRound;
    }

    pub(super) fn after_call(&mut self, choice: Choice) {
        self.stage = Stage::Idle;
        if choice == Choice::Wait {
            self.schedule_round(self.setup.scenario.rounds.asked_again);
            return;
        }
        self.called = choice;
        for party in self.setup.allies | self.setup.counterparts {
            self.ask(party, RequestKind::Attend);
        }
        self.stage = Stage::Attend;
        if self.due().is_empty() {
            self.after_attend(&[], &|_| Choice::StayAway);
        }
    }

    pub(super) fn after_attend(&mut self, due: &[Request], choice: &impl Fn(usize) -> Choice) {
        let s = &self.setup.scenario;
        let mut parties = PartySet::one(s.requester) | PartySet::one(s.gatekeeper);
        for (k, request) in due.iter().enumerate() {
            if choice(k) == Choice::Attend {
                parties.insert(request.party.index());
            }
        }
        let attending = share(self.setup, parties);
        if attending < s.rounds.minimum_influence - 1e-9 {
            self.world.counts.slips += 1;
            self.note(RunEvent::RoundPutOff { influence: attending });
            self.stage = Stage::Idle;
            self.schedule_round(s.rounds.slip);
            return;
        }
        for party in parties {
            self.party_records[party].rounds_attended += 1;
        }
        self.world.breadth = attending;
        self.world.last_round = attending;
        self.meeting = Meeting::new(Forum::Round, self.world.counts.rounds, parties);
        self.note(RunEvent::Round { influence: attending });
        // What was agreed elsewhere comes before the allies first.
        let pending = self.world.text.unendorsed();
        for issue in pending.iter() {
            let agreed = self.world.text.clauses()[issue].backers();
            for ally in (parties & self.setup.allies) - agreed {
                self.ask(ally, RequestKind::EndorseIssue(IssueId(issue as u8)));
            }
        }
        self.stage = Stage::EndorseIssues;
        if self.due().is_empty() {
            self.open_agenda();
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
        // Enough of the allied influence, over however many rounds, makes a text of two a text of all.
        let needed = self.setup.scenario.rounds.endorsement * self.setup.allied_influence - 1e-9;
        for (issue, new) in backers.into_iter().enumerate().filter(|(_, new)| !new.is_empty()) {
            let Clause::Agreed { by, prepared, .. } = &mut self.world.text.clauses_mut()[issue]
            else {
                continue;
            };
            *by |= new;
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
        let s = &self.setup.scenario;
        let package = self.called == Choice::Package;
        self.fill_agenda(self.called == Choice::HardFirst);
        self.meeting.per_session =
            if package { self.setup.issues } else { s.rounds.session_issues as usize };
        self.meeting.sessions_left = s.rounds.sessions;
        self.meeting.steps = s.rounds.steps;
        self.start_session();
    }

    /// Puts the open issues on the meeting's agenda, the least divided first, or last.
    pub(super) fn fill_agenda(&mut self, hard_first: bool) {
        let settled = self.world.text.settled();
        let distances = self.world.positions.apart(self.world.day());
        let meeting = &mut self.meeting;
        meeting.agenda_len = 0;
        meeting.next = 0;
        for issue in self.setup.all_issues() - settled {
            // Insertion keeps ties in the order of the agenda.
            let apart = distances[issue];
            let mut at = meeting.agenda_len;
            while at > 0 {
                let before = distances[meeting.agenda[at - 1] as usize];
                let misplaced = if hard_first { before < apart } else { before > apart };
                if !misplaced {
                    break;
                }
                meeting.agenda[at] = meeting.agenda[at - 1];
                at -= 1;
            }
            meeting.agenda[at] = issue as u8;
            meeting.agenda_len += 1;
        }
    }

    /// After the last session of a round: who endorses the text as it stands?
    pub(super) fn close_round(&mut self) {
        for ally in self.meeting.parties & self.setup.allies {
            self.ask(ally, RequestKind::EndorseText);
        }
        self.stage = Stage::EndorseText;
        if self.due().is_empty() {
            self.after_endorse_text(&[], &|_| Choice::Decline);
        }
    }

    pub(super) fn after_endorse_text(
        &mut self,
        due: &[Request],
        choice: &impl Fn(usize) -> Choice,
    ) {
        for (k, request) in due.iter().enumerate() {
            let party = request.party.index();
            if choice(k) == Choice::Endorse {
                self.world.endorsers.insert(party);
            } else {
                self.world.endorsers.remove(party);
            }
        }
        let s = &self.setup.scenario;
        let day = self.world.day();
        if self.meeting.agreed_any {
            self.world.last_progress = self.world.now;
        } else if self.meeting.failed_any {
            self.world.polarise(self.setup, s.rounds.failure_polarisation);
        }
        self.world.attention.lift(day, s.attention.round_lift);
        relieve(&mut self.world.backlog, day, s.aid.round_release);
        relieve(&mut self.world.polarisation, day, s.rounds.easing);
        self.world.positions.ease(s.rounds.easing, day);
        self.world.update_polarisation();
        self.world.counts.rounds += 1;
        self.world.rounds_since_summit += 1;
        self.note(RunEvent::RoundClosed { rounds: self.world.counts.rounds });
        self.stage = Stage::Idle;
        self.dirty = true;
        let u = self.draws.uniform(DrawPurpose::RoundGap, 0);
        let gap = sample::lognormal(u, 0.0, s.rounds.gap_spread);
        self.schedule_round((s.rounds.gap * gap).max(s.rounds.least_gap));
    }

    pub(super) fn on_consultation(&mut self) {
        let s = &self.setup.scenario;
        let effort = s.consultations.effort;
        let day = self.world.day();
        let settled = self.world.text.settled();
        for party in [s.requester, s.gatekeeper] {
            for issue in self.setup.all_issues() - settled {
                let carried = &mut self.world.carried[party * MAX_ISSUES + issue];
                *carried =
                    (*carried + effort * s.consultations.spill_over).min(s.rounds.carried_cap);
            }
        }
        // Allies feel bypassed and harden.
        for ally in self.setup.allies {
            for issue in self.setup.all_issues() - settled {
                self.world.positions.drift(ally, issue, effort * s.consultations.drift, day);
            }
        }
        self.world.attention.lift(day, s.attention.consultation_lift);
        self.note(RunEvent::Consultation);
        self.dirty = true;
        self.schedule_in(s.consultations.every, phase::MEETINGS, CalendarEvent::Consultation);
    }
}
