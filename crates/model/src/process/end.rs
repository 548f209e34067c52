//! How a run ends: signing, ratification, the years after, and the outcome.

use crate::bargaining::{Aspiration, concession};
use crate::diplomacy::settlement::Covariates;
use crate::diplomacy::summit::{Measure, Quality};
use crate::policy::{Choice, Request, RequestKind};
use summitry_engine::units::SimTime;
use summitry_engine::{DAYS_PER_YEAR, Handle, sample};

use super::draws::For;
use super::event::RunEvent;
use super::in_force::InForce;
use super::record::{EndReason, Outcome};
use super::run::{Event, Run, Stage, phase};
use super::world::share;

impl Run<'_> {
    pub(super) fn start_ends(&mut self) {
        let s = &self.setup.scenario;
        // A window of no length holds nothing at all.
        let first = if s.calendar.window > 0.0 { phase::ENDS } else { phase::NATURE };
        self.schedule(SimTime::from_days(s.calendar.window), first, Event::Horizon);
        if let Some(deadline) = s.calendar.deadline {
            let last = SimTime::from_days(deadline + s.calendar.grace);
            self.schedule(last, phase::ENDS, Event::Deadline);
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
            self.floor_event = self.schedule(at, phase::NATURE, Event::Look);
        }
        let watched = self.calendar.is_pending(self.fracture_event);
        if under && !watched {
            self.fracture_event =
                self.schedule_in(rules.fracture_days, phase::CHECKS, Event::Fracture);
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
        let signatories = s.summit_participants | (self.world.endorsers & setup.allies);
        self.record.settlement = Some(self.world.now);
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
        self.after = InForce {
            since: self.world.now,
            covariates,
            enforceable: if enforcement > 0.0 { enforceable / enforcement } else { 0.0 },
            leverage,
            left: 0.0,
            reviewed: 0.0,
        };
        self.record.coverage = Some(covariates.coverage);
        self.record.inclusion = Some(covariates.inclusion);
        self.record.log_risk = Some(self.log_risk_now());
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
            let passes = p >= 1.0 || self.draws.uniform(For::Ratification, party) < p;
            let ratified = choice(k) == Choice::Ratify && passes;
            self.party_records[party].ratified = Some(ratified);
            self.note(RunEvent::Ratification { party: request.party, ratified });
            all &= ratified;
        }
        self.record.ratified = Some(all);
        self.finish(EndReason::Signed);
        if all {
            self.come_into_force();
        }
    }

    fn come_into_force(&mut self) {
        let draw = self.draws.uniform(For::Collapse, 0);
        self.after.left = sample::exponential(draw, 1.0);
        self.after.reviewed = 0.0;
        self.stage = Stage::Idle;
        self.unsettled = false;
        self.follow(0.0);
    }

    /// What the risk of the settlement was read from as it was signed; none if nothing was.
    #[must_use]
    pub fn covariates(&self) -> Option<Covariates> {
        self.record.settlement.map(|_| Covariates {
            enforcement: self.after.leverage * self.after.enforceable,
            ..self.after.covariates
        })
    }

    fn log_risk_now(&self) -> f64 {
        let s = &self.setup.scenario.settlement;
        let years = self.world.now.days_since(self.after.since) / DAYS_PER_YEAR;
        let leverage = self.after.leverage * libm::exp(-s.leverage_fades * years);
        let covariates = Covariates {
            enforcement: leverage * self.after.enforceable,
            credibility: self.world.credibility.value(self.world.day()),
            ..self.after.covariates
        };
        s.log_risk(&covariates)
    }

    /// Follows the settlement from day `from` in force to its next review, collapse or end.
    fn follow(&mut self, from: f64) {
        let s = &self.setup.scenario;
        let eta = self.log_risk_now();
        let spent = s.settlement.day_when_spent(from, self.after.left, eta);
        let review = from + s.settlement.review_every;
        let next = review.min(s.calendar.follow_up);
        if spent <= next {
            self.schedule(self.after.since.after_days(spent), phase::NATURE, Event::Collapse);
        } else {
            self.after.left -= s.settlement.hazard_between(from, next, eta);
            self.after.reviewed = next;
            self.schedule(self.after.since.after_days(next), phase::ENDS, Event::Review);
        }
    }

    pub(super) fn on_review(&mut self) {
        let days = self.after.reviewed;
        if days >= self.setup.scenario.calendar.follow_up {
            self.record.survival_days = Some(days);
            self.record.censored = Some(true);
            self.record.outcome = Outcome::Durable;
            self.note(RunEvent::Durable { days });
            self.stage = Stage::Done;
        } else {
            self.note(RunEvent::Review { log_risk: self.log_risk_now() });
            self.follow(days);
        }
    }

    pub(super) fn on_collapse(&mut self) {
        let days = self.world.now.days_since(self.after.since);
        self.record.survival_days = Some(days);
        self.record.censored = Some(false);
        self.record.outcome = Outcome::Collapsed;
        self.note(RunEvent::Collapsed { days });
        self.stage = Stage::Done;
    }

    /// Ends the talks and writes what is known then.
    pub(super) fn finish(&mut self, reason: EndReason) {
        self.sample_to_end();
        let world = &self.world;
        self.record.end = world.now;
        self.record.end_reason = reason;
        self.record.strain_end = world.strain_now();
        self.record.strain_area = self.strain_area;
        self.record.attention_area = self.attention_area;
        self.record.settled_weight = world.text.agreed_weight(&self.setup.issue_weights);
        self.record.outcome = match (reason, self.record.best_quality) {
            (EndReason::Fractured, _) => Outcome::CoalitionFractured,
            (EndReason::Bypassed, _) => Outcome::RequesterBypassed,
            (EndReason::Signed, _) => Outcome::RatificationFailed,
            (_, None) => Outcome::NoSummit,
            (_, Some(Quality::Symbolic)) => Outcome::SymbolicOnly,
            (_, Some(_)) => Outcome::PartialOnly,
        };
        for party in 0..self.setup.parties {
            let record = &mut self.party_records[party];
            record.utility = world.text_utility(self.setup, party);
            record.concession = world.agreed_utility(self.setup, party).map(|u| 1.0 - u);
            record.endorsed = world.endorsers.contains(party);
            record.support = world.support[party];
        }
        self.note(RunEvent::TalksEnd);
        self.calendar.clear();
        self.stage = Stage::Done;
    }
}
