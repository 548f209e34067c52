//! How a run ends: signing, ratification, the years after, and the outcome.

use crate::bargaining::{Aspiration, concession};
use crate::diplomacy::settlement::Covariates;
use crate::diplomacy::summit::{Measure, Quality};
use crate::policy::{Choice, Request, RequestKind};
use summitry_engine::units::SimTime;
use summitry_engine::{DAYS_PER_YEAR, Handle, sample};

use super::draws::DrawPurpose;
use super::event::RunEvent;
use super::in_force::Settlement;
use super::record::{EndReason, Outcome, Record};
use super::run::{CalendarEvent, Run, Stage, phase};
use super::world::share;

impl Run<'_> {
    pub(super) fn start_ends(&mut self) {
        let s = &self.setup.scenario;
        // A window of no length holds nothing at all.
        let first = if s.calendar.window > 0.0 { phase::ENDS } else { phase::NATURE };
        self.schedule(SimTime::from_days(s.calendar.window), first, CalendarEvent::Horizon);
        if let Some(deadline) = s.calendar.deadline {
            let last = SimTime::from_days(deadline + s.calendar.grace);
            self.schedule(last, phase::ENDS, CalendarEvent::Deadline);
        }
    }

    /// The coalition fractures when cohesion has stayed under its floor for long enough.
    pub(super) fn watch_cohesion(&mut self) {
        let rules = &self.setup.scenario.coalition;
        let floor = rules.fracture_below * self.world.start_cohesion;
        let under = self.world.cohesion < floor;
        // As what pushed it apart fades, cohesion may be back between events: look when it is.
        self.calendar.cancel(self.floor_event);
        self.floor_event = Handle::NONE;
        let passes = if under { self.world.cohesion_passes(self.setup, floor) } else { None };
        if let Some(days) = passes {
            let at = self.world.now.after_days(days) + SimTime::from_minutes(1);
            self.floor_event = self.schedule(at, phase::NATURE, CalendarEvent::Reevaluate);
        }
        let watched = self.calendar.is_pending(self.fracture_event);
        if under && !watched {
            self.fracture_event =
                self.schedule_in(rules.fracture_days, phase::CHECKS, CalendarEvent::Fracture);
        } else if !under && watched {
            self.calendar.cancel(self.fracture_event);
            self.fracture_event = Handle::NONE;
        }
    }

    /// The text that a summit closed with is signed, and goes home.
    pub(super) fn sign(&mut self, measure: Measure) {
        let setup = self.setup;
        let s = &setup.scenario;
        let day = self.world.day();
        self.sample_to_end();
        let signatories = self.meeting.parties | (self.world.endorsers & setup.allies);
        self.note(RunEvent::Signed { influence: share(setup, signatories) });
        let settled = self.world.text.settled();
        let mut by_class = [(0.0, 0.0); 4];
        let (mut enforceable, mut enforcement) = (0.0, 0.0);
        for (j, issue) in s.issues.iter().enumerate() {
            let w = setup.issue_weights[j];
            let in_text = settled.contains(j);
            if let Some(class) = issue.of.provision.class() {
                by_class[class].1 += w;
                by_class[class].0 += if in_text { w } else { 0.0 };
            }
            if setup.enforcement_issues.contains(j) {
                enforcement += w;
                enforceable += if in_text { w } else { 0.0 };
            }
        }
        let enough = s.settlement.class_settled;
        let coverage =
            by_class.iter().filter(|(got, all)| *all > 0.0 && *got >= enough * all - 1e-12).count();
        let leverage = self.world.cohesion * share(setup, signatories);
        let pressure = s.settlement.pressure_at(day, s.calendar.deadline, self.world.strain_now());
        let covariates = Covariates {
            coverage: coverage as u32,
            enforcement: 0.0,
            cohesion: self.world.cohesion,
            inclusion: share(setup, signatories),
            credibility: self.world.credibility.value(day),
            tractability: self.world.tractability,
            hurried: pressure * (1.0 - measure.preparation),
            regret: self.regret(),
        };
        let mut settlement = Settlement {
            since: self.world.now,
            covariates,
            enforceable: if enforcement > 0.0 { enforceable / enforcement } else { 0.0 },
            leverage,
            log_risk: 0.0,
            ratified: None,
            left: 0.0,
            reviewed: 0.0,
            survival: None,
        };
        settlement.log_risk = self.log_risk_now(&settlement);
        self.settlement = Some(settlement);
        for party in signatories {
            self.party_records[party].signed = true;
            self.ask(party, RequestKind::Ratify);
        }
        self.stage = Stage::Ratify;
    }

    /// What the parties gave, under a deadline, below their own aspiration without it.
    fn regret(&self) -> f64 {
        let s = &self.setup.scenario;
        if s.calendar.deadline.is_none() {
            return 0.0;
        }
        let day = self.world.day();
        (0..self.setup.parties)
            .map(|party| {
                let of = &s.parties[party].of;
                let aspiration = |horizon: f64| {
                    let conceded = concession::by_calendar(day, horizon, of.exponent);
                    let (reservation, latitude) = (of.reservation, of.session_latitude);
                    Aspiration { ceiling: 1.0, reservation, conceded, latitude }.at(1.0)
                };
                // What it gave for other reasons it would have given without the deadline too.
                let with = aspiration(self.own_horizon(party));
                let got = self.world.agreed_utility(self.setup, party).unwrap_or(1.0);
                self.setup.influence[party] * (aspiration(of.horizon) - got.max(with)).max(0.0)
            })
            .sum()
    }

    pub(super) fn after_ratify(&mut self, due: &[Request], choice: &impl Fn(usize) -> Choice) {
        let mut all = true;
        for (k, request) in due.iter().enumerate() {
            let party = request.party.index();
            // The leader's choice first; what it puts through passes at home or does not.
            let p = self.world.ratification(self.setup, party);
            let passes = p >= 1.0 || self.draws.uniform(DrawPurpose::Ratification, party) < p;
            let ratified = choice(k) == Choice::Ratify && passes;
            self.party_records[party].ratified = Some(ratified);
            self.note(RunEvent::Ratification { party: request.party, ratified });
            all &= ratified;
        }
        let Some(mut settlement) = self.settlement else { return };
        settlement.ratified = Some(all);
        self.settlement = Some(settlement);
        self.finish(EndReason::Signed);
        if all {
            settlement.left =
                sample::exponential(self.draws.uniform(DrawPurpose::Collapse, 0), 1.0);
            self.stage = Stage::Idle;
            self.dirty = false;
            self.follow(settlement);
        }
    }

    /// What the risk of the settlement was read from as it was signed; none if nothing was.
    #[must_use]
    pub fn covariates(&self) -> Option<Covariates> {
        self.settlement.map(|settlement| Covariates {
            enforcement: settlement.leverage * settlement.enforceable,
            ..settlement.covariates
        })
    }

    fn log_risk_now(&self, settlement: &Settlement) -> f64 {
        let s = &self.setup.scenario.settlement;
        let years = self.world.now.days_since(settlement.since) / DAYS_PER_YEAR;
        let leverage = settlement.leverage * libm::exp(-s.leverage_fades * years);
        let covariates = Covariates {
            enforcement: leverage * settlement.enforceable,
            credibility: self.world.credibility.value(self.world.day()),
            ..settlement.covariates
        };
        s.log_risk(&covariates)
    }

    /// Follows the settlement from its last review to the next, or to its collapse or the end of the follow-up.
    fn follow(&mut self, mut settlement: Settlement) {
        let s = &self.setup.scenario;
        let from = settlement.reviewed;
        let eta = self.log_risk_now(&settlement);
        let spent = s.settlement.day_when_spent(from, settlement.left, eta);
        let review = from + s.settlement.review_every;
        let next = review.min(s.calendar.follow_up);
        if spent <= next {
            self.schedule(
                settlement.since.after_days(spent),
                phase::NATURE,
                CalendarEvent::Collapse,
            );
        } else {
            settlement.left -= s.settlement.hazard_between(from, next, eta);
            settlement.reviewed = next;
            self.schedule(settlement.since.after_days(next), phase::ENDS, CalendarEvent::Review);
        }
        self.settlement = Some(settlement);
    }

    pub(super) fn on_review(&mut self) {
        let Some(mut settlement) = self.settlement else { return };
        let days = settlement.reviewed;
        if days >= self.setup.scenario.calendar.follow_up {
            settlement.survival = Some((days, true));
            self.settlement = Some(settlement);
            self.note(RunEvent::Durable { days });
            self.close();
        } else {
            self.note(RunEvent::Review { log_risk: self.log_risk_now(&settlement) });
            self.follow(settlement);
        }
    }

    pub(super) fn on_collapse(&mut self) {
        let Some(settlement) = &mut self.settlement else { return };
        let days = self.world.now.days_since(settlement.since);
        settlement.survival = Some((days, false));
        self.note(RunEvent::Collapsed { days });
        self.close();
    }

    /// Ends the talks.
    pub(super) fn finish(&mut self, reason: EndReason) {
        self.sample_to_end();
        let world = &self.world;
        self.talks_end = Some((world.now, reason));
        for party in 0..self.setup.parties {
            let record = &mut self.party_records[party];
            record.utility = world.text_utility(self.setup, party);
            record.concession = world.agreed_utility(self.setup, party).map(|u| 1.0 - u);
            record.endorsed = world.endorsers.contains(party);
            record.support = world.support[party];
        }
        self.note(RunEvent::TalksEnd);
        self.calendar.clear();
        self.close();
    }

    /// The run is done, unless a settlement comes into force: its record is read off the state.
    fn close(&mut self) {
        self.stage = Stage::Done;
        let Some((end, end_reason)) = self.talks_end else { return };
        let (world, settlement) = (&self.world, self.settlement.as_ref());
        let counts = world.counts;
        let best_quality = self.summits.iter().map(|summit| summit.quality).max();
        let survival = settlement.and_then(|settlement| settlement.survival);
        let outcome = match (end_reason, survival, best_quality) {
            (EndReason::Fractured, ..) => Outcome::CoalitionFractured,
            (EndReason::Bypassed, ..) => Outcome::RequesterBypassed,
            (EndReason::Signed, Some((_, true)), _) => Outcome::Durable,
            (EndReason::Signed, Some((_, false)), _) => Outcome::Collapsed,
            (EndReason::Signed, None, _) => Outcome::RatificationFailed,
            (.., None) => Outcome::NoSummit,
            (.., Some(Quality::Symbolic)) => Outcome::SymbolicOnly,
            (.., Some(Quality::Partial | Quality::Substantive)) => Outcome::PartialOnly,
        };
        self.record = Record {
            outcome,
            end_reason,
            end,
            first: self.summits.first().copied(),
            best_quality,
            rounds: counts.rounds,
            rounds_before_summit: counts.rounds_before_summit,
            slips: counts.slips,
            requests: counts.requests,
            deferrals: counts.deferrals,
            refusals: counts.refusals,
            summits: counts.summits,
            settlement: settlement.map(|settlement| settlement.since),
            ratified: settlement.and_then(|settlement| settlement.ratified),
            survival_days: survival.map(|(days, _)| days),
            censored: survival.map(|(_, alive)| alive),
            coverage: settlement.map(|settlement| settlement.covariates.coverage),
            inclusion: settlement.map(|settlement| settlement.covariates.inclusion),
            log_risk: settlement.map(|settlement| settlement.log_risk),
            sessions: counts.sessions,
            failed_sessions: counts.failed_sessions,
            shocks: counts.shocks,
            initiatives: counts.initiatives,
            strain_area: counts.strain_area,
            attention_area: counts.attention_area,
            strain_end: world.strain.value(end.days()),
            aid_delivered: counts.aid_delivered,
            aid_delayed: counts.aid_delayed,
            least_cohesion: world.least_cohesion,
            settled_weight: world.text.agreed_weight(&self.setup.issue_weights),
            tractability: world.tractability,
            events: counts.events,
        };
    }
}
