//! Sessions of any meeting: set up, played or asked, and written into the text.

use crate::bargaining::session::Rules as SessionRules;
use crate::bargaining::{self, Aspiration, MAX_ISSUES, MAX_PARTIES, Offer, Turn, concession};
use crate::diplomacy::meeting::{Agreement, Level, Meeting as Rules, Protocol, Yields};
use crate::diplomacy::text::{Clause, Standing};
use crate::policy::RequestKind;
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
        if self.rules_here().protocol == Protocol::Nash {
            let solution = self.nash_solution();
            self.session_over(solution);
            return;
        }
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
        let rules = SessionRules {
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
            // Where the whole is judged, no clause has to be worth its reservation by itself.
            let reservation = if s.meetings[meeting.kind].of.agreement == Agreement::Provisional {
                0.0
            } else {
                world.reservation(setup, party)
            };
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
        let of_type = |&kind: &usize| {
            let rules = &self.setup.scenario.meetings[kind].of;
            let since = self.world.now.days_since(self.world.meetings[kind].last?);
            Some(rules.mandate * libm::exp(-since / rules.mandate_fades))
        };
        self.setup.mandating.iter().filter_map(of_type).fold(0.0, f64::max)
    }

    /// Goes on with the session: plays it if all at the table follow the rules, else asks.
    pub(super) fn continue_session(&mut self) {
        let all_rules = self.meeting.parties.is_subset(self.setup.rule_followers);
        let turn =
            if all_rules && !self.asks_all() { self.session.play() } else { self.session.turn() };
        match turn {
            Turn::Offer(seat) => self.ask(self.meeting.party(seat), RequestKind::Offer),
            Turn::Respond(seat) => self.ask(self.meeting.party(seat), RequestKind::Respond),
            Turn::Agreed => {
                let offer = self.session.standing().map(|(offer, _)| offer);
                self.session_over(offer);
            }
            Turn::Failed => self.session_over(None),
        }
    }

    fn rules_here(&self) -> &Rules {
        &self.setup.scenario.meetings[self.meeting.kind].of
    }

    /// Nash's solution at the table: the offer with the greatest product of gains over the reservations, of those that give
    /// nobody less; of equal ones the first. In a provisional meeting the gains are those of the whole text, issues not yet
    /// tabled counting one half, and the whole is judged at the close.
    fn nash_solution(&self) -> Option<Offer> {
        let setup = self.setup;
        let table = &self.meeting.table[..self.meeting.table_len];
        let whole = self.rules_here().agreement == Agreement::Provisional;
        let mut options = [0u8; MAX_ISSUES];
        let mut best: Option<(f64, Offer)> = None;
        // What each party has of the text as it stands, and what it asks for.
        let mut fixed = [0.0; MAX_PARTIES];
        let mut asked = [0.0; MAX_PARTIES];
        for party in self.meeting.parties {
            let clauses = self.world.text.clauses().iter().enumerate();
            let elsewhere =
                clauses.filter(|(j, _)| !table.contains(&(*j as u8))).map(|(j, clause)| {
                    let worth = clause.tabled().map(|o| self.world.value(setup, party, j, o));
                    setup.weight(party, j) * worth.unwrap_or(0.5)
                });
            let total: f64 = table.iter().map(|&j| setup.weight(party, usize::from(j))).sum();
            fixed[party] = if whole { elsewhere.sum() } else { 0.0 };
            asked[party] = if whole { 0.0 } else { self.world.reservation(setup, party) * total };
        }
        loop {
            let mut product = 1.0;
            for party in self.meeting.parties {
                let own: f64 = table
                    .iter()
                    .zip(&options)
                    .map(|(&j, &o)| {
                        let j = usize::from(j);
                        setup.weight(party, j) * self.world.value(setup, party, j, o)
                    })
                    .sum();
                let gain = fixed[party] + own - asked[party];
                product *= if gain < -1e-9 { f64::NAN } else { gain.max(0.0) };
            }
            if product.is_finite() && best.as_ref().is_none_or(|(most, _)| product > most + 1e-12) {
                best = Some((product, Offer::new(&options[..table.len()])));
            }
            // The next offer, the last issue first.
            let Some(k) = (0..table.len())
                .rev()
                .find(|&k| options[k] + 1 < setup.options[usize::from(table[k])])
            else {
                return best.map(|(_, offer)| offer);
            };
            options[k] += 1;
            options[k + 1..table.len()].fill(0);
        }
    }

    fn session_over(&mut self, offer: Option<Offer>) {
        let agreed = offer.is_some();
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
        match offer {
            Some(offer) => {
                let by = if self.rules_here().protocol == Protocol::Nash {
                    self.meeting.parties
                } else {
                    self.session_backers()
                };
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
        let rules = &self.setup.scenario.meetings[self.meeting.kind].of;
        match rules.yields {
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
        let mut by = by;
        let clause = &mut self.world.text.clauses_mut()[issue];
        if clause.tabled() == Some(option) {
            by |= clause.backers();
        }
        let prepared = !(by & self.setup.allies).is_empty() || self.setup.allies.is_empty();
        let standing = if rules.agreement == Agreement::Provisional {
            Standing::Provisional
        } else if self.setup.scenario.needs[issue].is_subset(by) {
            Standing::Settled
        } else {
            Standing::Proposed
        };
        *clause = Clause::Agreed { option, by, prepared, standing };
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
