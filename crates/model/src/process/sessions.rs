//! Sessions of any meeting: set up, played or asked, and written into the text.

use crate::bargaining::session::Rules;
use crate::bargaining::{self, Aspiration, MAX_ISSUES, Turn, concession};
use crate::diplomacy::meeting::{Held, Level, Yields};
use crate::diplomacy::text::Clause;
use crate::policy::RequestKind;
use crate::scenario::MeetingType;
use summitry_engine::ids::IssueId;
use summitry_engine::sets::PartySet;

use super::event::RunEvent;
use super::record::SessionRecord;
use super::run::{Run, Stage};
use super::world::share;

impl Run<'_> {
    /// Starts the meeting's next session, or closes the meeting.
    pub(super) fn start_session(&mut self) {
        let meeting = &mut self.meeting;
        let left = meeting.agenda_len - meeting.next;
        if left == 0 || meeting.sessions_left == 0 || meeting.steps_left == 0 {
            self.close_meeting();
            return;
        }
        let take = left.min(meeting.per_session.max(1));
        meeting.table_len = take;
        meeting.table[..take].copy_from_slice(&meeting.agenda[meeting.next..meeting.next + take]);
        // A table lists its issues in the order of the scenario, however they were picked.
        meeting.table[..take].sort_unstable();
        meeting.next += take;
        meeting.sessions_left -= 1;
        let steps = meeting.steps.min(meeting.steps_left);
        self.seat_parties(steps);
        self.stage = Stage::Session;
    }

    fn seat_parties(&mut self, steps: u32) {
        let setup = self.setup;
        let s = &setup.scenario;
        let meeting = self.meeting;
        let table = &meeting.table[..meeting.table_len];
        let mut options = [0u8; MAX_ISSUES];
        for (k, &issue) in table.iter().enumerate() {
            options[k] = setup.options[issue as usize];
        }
        let rules = Rules {
            steps,
            step_scale: s.meetings[meeting.kind].of.step_scale,
            quorum: s.meetings[meeting.kind].of.quorum,
        };
        self.session.open(rules, &options[..table.len()]);
        for party in meeting.parties {
            let world = &self.world;
            let total: f64 = table.iter().map(|&j| setup.weight(party, j as usize)).sum();
            let weight = |k: usize| {
                if total > 0.0 { setup.weight(party, table[k] as usize) / total } else { 0.0 }
            };
            let carried: f64 = table
                .iter()
                .enumerate()
                .map(|(k, &j)| weight(k) * world.carried[party * MAX_ISSUES + j as usize])
                .sum();
            let mut ideals = [0.0; MAX_ISSUES];
            for (k, &issue) in table.iter().enumerate() {
                ideals[k] = world.ideal_now(setup, party, issue as usize);
            }
            let reservation = world.reservation(setup, party);
            let conceded = self.by_calendar(party) + carried;
            let latitude = self.latitude(party, meeting.kind);
            let aspiration = |ceiling| Aspiration { ceiling, reservation, conceded, latitude };
            let veto =
                party == s.requester || party == s.gatekeeper || setup.counterparts.contains(party);
            let seat = self.session.seat(
                aspiration,
                setup.table_influence[party],
                veto,
                weight,
                |k, option| setup.value(party, table[k] as usize, option as u8, ideals[k]),
                |k| world.positions.get(party, table[k] as usize, world.day()),
            );
            let of = &s.parties[party].of;
            if let Some(rule) = of.tactic.reciprocity(of.tactic_turns) {
                self.session.reciprocate(seat, rule);
            }
        }
    }

    /// Share that a party has conceded by the calendar; a deadline draws its horizon in.
    fn by_calendar(&self, party: usize) -> f64 {
        let s = &self.setup.scenario;
        let of = &s.parties[party].of;
        let mut exponent = of.exponent;
        if party == s.requester {
            let strain = self.world.strain_now() - s.strain.initial;
            exponent *= (1.0 + s.strain.speeds_concession * strain).max(0.1);
        }
        concession::by_calendar(self.world.day(), self.own_horizon(party), exponent)
    }

    /// The horizon in which a party would concede all the way: its own, or the deadline's pull.
    pub(super) fn own_horizon(&self, party: usize) -> f64 {
        let s = &self.setup.scenario;
        let own = s.parties[party].of.horizon;
        s.calendar.deadline.map_or(own, |d| own.min(d * s.calendar.deadline_pull))
    }

    /// Share that a party may concede in a session: less when promises are not believed.
    fn latitude(&self, party: usize, kind: usize) -> f64 {
        let s = &self.setup.scenario;
        let of = &s.parties[party].of;
        let rules = &s.meetings[kind].of;
        let mut latitude = rules.level.latitude(of.session_latitude, of.leaders_latitude);
        if rules.level != Level::Leaders && rules.yields == Yields::Text {
            let wider = (of.leaders_latitude - latitude).max(0.0);
            latitude += self.mandate() * wider;
        }
        if rules.counts_as_round {
            latitude *= 1.0 - self.setup.effort_elsewhere;
        }
        latitude * (s.credibility.floor_latitude + self.world.credibility.value(self.world.day()))
    }

    /// Share of the leaders' wider latitude that negotiators have now, from the meetings that gave them a mandate.
    fn mandate(&self) -> f64 {
        let types = self.setup.scenario.meetings.iter().zip(&self.world.meetings);
        let of_type = |(kind, held): (&MeetingType, &Held)| match held.last {
            Some(last) if kind.of.mandate > 0.0 => {
                let since = self.world.now.days_since(last);
                kind.of.mandate * libm::exp(-since / kind.of.mandate_fades)
            }
            _ => 0.0,
        };
        types.map(of_type).fold(0.0, f64::max)
    }

    /// Goes on with the session: plays it if all at the table follow the rules, else asks.
    pub(super) fn continue_session(&mut self) {
        let all_rules = self.meeting.parties.is_subset(self.setup.rule_followers);
        let turn =
            if all_rules && !self.asks_all() { self.session.play() } else { self.session.turn() };
        match turn {
            Turn::Offer(seat) => self.ask(self.meeting.party(seat), RequestKind::Offer),
            Turn::Respond(seat) => self.ask(self.meeting.party(seat), RequestKind::Respond),
            Turn::Agreed => self.session_over(true),
            Turn::Failed => self.session_over(false),
        }
    }

    fn session_over(&mut self, agreed: bool) {
        let setup = self.setup;
        let meeting = self.meeting;
        let table = &meeting.table[..meeting.table_len];
        let steps = self.session.passes().max(1).min(meeting.steps.min(meeting.steps_left));
        for seat in 0..meeting.seat_count() {
            for (k, &issue) in table.iter().enumerate() {
                let place = self.session.position(seat, k);
                self.world.positions.table(meeting.party(seat), issue as usize, place);
            }
        }
        let offer = if agreed { self.session.standing().map(|(offer, _)| offer) } else { None };
        match offer {
            Some(offer) => {
                let by = self.session_backers();
                for (k, &issue) in table.iter().enumerate() {
                    self.agree(issue as usize, offer.options()[k], by);
                }
            }
            None => self.bracket(),
        }
        let issues = table.iter().map(|&j| usize::from(j)).collect();
        self.sessions.push(SessionRecord {
            at: self.world.now,
            forum: setup.forum(meeting.kind),
            kind: meeting.kind as u8,
            meeting: meeting.number,
            session: meeting.session_number,
            parties: meeting.parties,
            influence: share(setup, meeting.parties),
            issues,
            agreed: offer,
            steps,
        });
        self.world.counts.sessions += 1;
        self.world.counts.failed_sessions += u32::from(!agreed);
        let issue = table.first().map(|&j| IssueId(j));
        self.note(if agreed {
            RunEvent::SessionAgreed { issue, passes: steps }
        } else {
            RunEvent::SessionFailed { issue, passes: steps }
        });
        let meeting = &mut self.meeting;
        meeting.session_number += 1;
        meeting.agreed_any |= agreed;
        meeting.failed_any |= !agreed;
        meeting.steps_left = meeting.steps_left.saturating_sub(steps);
        if setup.scenario.meetings[meeting.kind].of.ends_at_failure && !agreed {
            meeting.sessions_left = 0;
        }
        self.dirty = true;
        self.world.refresh(setup);
        self.start_session();
    }

    fn session_backers(&self) -> PartySet {
        self.session.accepted().iter().map(|seat| self.meeting.party(seat)).collect()
    }

    fn agree(&mut self, issue: usize, option: u8, by: PartySet) {
        match self.setup.scenario.meetings[self.meeting.kind].of.yields {
            Yields::Text => {}
            Yields::Proposal => {
                let place = bargaining::place(option, self.setup.options[issue]);
                for party in self.meeting.parties {
                    self.world.positions.table(party, issue, place);
                }
                self.world.proposed.insert(issue);
                return;
            }
            Yields::Bypass => {
                self.world.settled_without.insert(issue);
                return;
            }
        }
        // Agreed with allies at the table is multilateral; between two it waits for endorsement.
        let prepared = !(by & self.setup.allies).is_empty() || self.setup.allies.is_empty();
        self.world.text.clauses_mut()[issue] = Clause::Agreed { option, by, prepared };
        self.world.settled_without.remove(issue);
    }

    /// A failed session leaves brackets, and carries part of what was offered over.
    fn bracket(&mut self) {
        let setup = self.setup;
        let s = &setup.scenario;
        let meeting = self.meeting;
        for (k, &issue) in meeting.table[..meeting.table_len].iter().enumerate() {
            let issue = issue as usize;
            let top = f64::from(setup.options[issue] - 1);
            let (mut low, mut high) = (u8::MAX, 0);
            for seat in 0..meeting.seat_count() {
                let option = (self.session.position(seat, k) * top).round() as u8;
                low = low.min(option);
                high = high.max(option);
            }
            if s.meetings[meeting.kind].of.brackets {
                self.world.text.clauses_mut()[issue] = Clause::Bracketed { low, high };
            }
            for party in meeting.parties {
                let used = s.concession.carried * self.latitude(party, meeting.kind);
                let carried = &mut self.world.carried[party * MAX_ISSUES + issue];
                *carried = (*carried + used).min(s.concession.carried_cap);
            }
        }
    }
}
