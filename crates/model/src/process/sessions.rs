//! Sessions of any meeting: set up, played or asked, and written into the text.

use crate::bargaining::session::Rules;
use crate::bargaining::{Aspiration, MAX_ISSUES, Turn, concession};
use crate::diplomacy::text::Clause;
use crate::policy::RequestKind;
use summitry_engine::ids::IssueId;
use summitry_engine::sets::PartySet;

use super::event::RunEvent;
use super::record::{Forum, SessionRecord};
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
            step_scale: s.rounds.step_scale,
            quorum: if meeting.forum == Forum::Summit { s.summit.quorum } else { s.rounds.quorum },
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
            let latitude = self.latitude(party, meeting.forum);
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
    fn latitude(&self, party: usize, forum: Forum) -> f64 {
        let s = &self.setup.scenario;
        let of = &s.parties[party].of;
        let mut latitude = match forum {
            Forum::Summit => of.leaders_latitude,
            Forum::Round | Forum::Initiative => of.session_latitude,
        };
        if let (Forum::Round, Some(last)) = (forum, self.world.last_summit) {
            let since = self.world.now.days_since(last);
            let fresh = libm::exp(-since / s.summit.mandate_fades);
            let wider = (of.leaders_latitude - of.session_latitude).max(0.0);
            latitude += s.summit.mandate * wider * fresh;
        }
        if forum == Forum::Round {
            latitude *= 1.0 - s.consultations.effort;
        }
        latitude * (s.credibility.floor_latitude + self.world.credibility.value(self.world.day()))
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
            forum: meeting.forum,
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
        // Leaders stop at the first failure.
        if meeting.forum == Forum::Summit && !agreed {
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
        if self.meeting.forum == Forum::Initiative {
            self.world.settled_without.insert(issue);
            return;
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
            if meeting.forum == Forum::Round {
                self.world.text.clauses_mut()[issue] = Clause::Bracketed { low, high };
            }
            for party in meeting.parties {
                let used = s.rounds.carried * self.latitude(party, meeting.forum);
                let carried = &mut self.world.carried[party * MAX_ISSUES + issue];
                *carried = (*carried + used).min(s.rounds.carried_cap);
            }
        }
    }

    fn close_meeting(&mut self) {
        match self.meeting.forum {
            Forum::Round => self.close_round(),
            Forum::Summit => self.close_summit(),
            Forum::Initiative => self.close_initiative(),
        }
    }
}
