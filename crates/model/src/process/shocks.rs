//! Exogenous events: shocks, energy prices, opinion, elections, and the closing of the window.

use crate::diplomacy::text::Clause;
use summitry_engine::ids::{IssueId, PartyId};
use summitry_engine::units::SimTime;
use summitry_engine::{OrnsteinUhlenbeck, sample};

use super::draws::DrawPurpose;
use super::event::RunEvent;
use super::record::EndReason;
use super::run::{CalendarEvent, Run, phase};
use super::world::fill;
use summitry_engine::DAYS_PER_YEAR;

/// A shock injected from outside the model, beside those that the scenario draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InjectedShock {
    /// Time of the shock.
    pub at: SimTime,
    /// Kind of shock, by its position in the scenario.
    pub shock: u8,
}

impl Run<'_> {
    /// Injects a shock at its time, after all other events of that minute. It may be called at any time between the start of
    /// the run and that of the shock, with the same result; a shock after the end of the talks has no effect. It excites no
    /// other shock, and its severity comes from a stream of its own, so that no other draw changes.
    pub fn inject_shock(&mut self, shock: InjectedShock) {
        self.schedule(shock.at, phase::INJECTED, CalendarEvent::InjectedShock(shock.shock));
    }

    pub(super) fn start_environment(&mut self) {
        self.excitement.clear();
        self.shock_day.clear();
        self.shock_day.resize(self.setup.hawkes.len(), 0.0);
        for kind in 0..self.setup.hawkes.len() {
            let state = self.setup.hawkes[kind].start(0.0);
            self.excitement.push(state);
            self.schedule_shock(kind as u8);
        }
        let s = &self.setup.scenario;
        self.schedule_in(s.opinion.poll_every, phase::READINGS, CalendarEvent::Poll);
        if s.energy.volatility > 0.0 || s.energy.jump_rate > 0.0 {
            self.schedule_in(s.energy.reading_every, phase::READINGS, CalendarEvent::EnergyReading);
            self.schedule_energy_jump();
        }
        for (party, of) in s.parties.iter().enumerate() {
            for &day in &of.of.elections {
                self.schedule(
                    SimTime::from_days(day),
                    phase::READINGS,
                    CalendarEvent::Election(party as u8),
                );
            }
        }
        self.schedule_in(s.aid.shipment_every, phase::READINGS, CalendarEvent::Shipment);
        self.schedule_in(s.aid.conference_every, phase::MOVES, CalendarEvent::Conference);
        self.schedule_window_chance();
    }

    fn schedule_shock(&mut self, kind: u8) {
        let k = kind as usize;
        let (u1, u2) = (
            self.draws.uniform(DrawPurpose::ShockTime, k),
            self.draws.uniform(DrawPurpose::ShockTime, k),
        );
        let hawkes = &self.setup.hawkes[k];
        // The exact day, not the minute it is rounded to, so that a kind's times depend on its draws alone.
        let now = self.shock_day[k];
        if let Some(day) = hawkes.next(&self.excitement[k], now, u1, u2) {
            hawkes.record(&mut self.excitement[k], day);
            self.shock_day[k] = day;
            self.schedule(SimTime::from_days(day), phase::NATURE, CalendarEvent::Shock(kind));
        }
    }

    pub(super) fn on_shock(&mut self, kind: u8) {
        self.hit(kind, DrawPurpose::ShockMark);
        self.schedule_shock(kind);
    }

    pub(super) fn on_injected_shock(&mut self, kind: u8) {
        self.hit(kind, DrawPurpose::InjectedMark);
    }

    fn hit(&mut self, kind: u8, marks: DrawPurpose) {
        let k = kind as usize;
        let severity_draw = self.draws.uniform(marks, k);
        let reopen_draw = self.draws.uniform(marks, k);
        let which_draw = self.draws.uniform(marks, k);
        let shock = &self.setup.scenario.shocks[k].of;
        let sigma = shock.severity_spread;
        let severity = sample::lognormal(severity_draw, -0.5 * sigma * sigma, sigma);
        let day = self.world.day();
        let world = &mut self.world;
        let part = |x: f64| (x * severity).min(1.0);
        world.last_shock = world.now;
        fill(&mut world.strain, day, part(shock.strain));
        fill(&mut world.backlog, day, part(shock.backlog));
        world.attention.cut(
            day,
            1.0 - part(shock.fast_attention_loss),
            1.0 - part(shock.slow_attention_loss),
        );
        let kept = 1.0 - part(shock.withdrawn_concessions);
        if kept < 1.0 {
            for carried in &mut world.carried {
                *carried *= kept;
            }
        }
        world.polarise(self.setup, part(shock.polarisation));
        self.world.counts.shocks += 1;
        self.note(RunEvent::Shock { shock: kind, severity });
        if reopen_draw < part(shock.reopens) {
            self.reopen(which_draw, shock.reopened_width as u8);
        }
        self.dirty = true;
    }

    /// Reopens one of the settled core issues: its text goes back into brackets.
    fn reopen(&mut self, draw: f64, width: u8) {
        let settled = self.world.text.settled() & self.setup.core_issues;
        let count = settled.len();
        if count == 0 {
            return;
        }
        let nth = sample::index(draw, count);
        let issue = settled.iter().nth(nth);
        let Some(issue) = issue else { return };
        let clause = &mut self.world.text.clauses_mut()[issue];
        if let Some(option) = clause.agreed() {
            let top = self.setup.options[issue] - 1;
            *clause = Clause::Bracketed {
                low: option.saturating_sub(width),
                high: (option + width).min(top),
            };
        }
        self.note(RunEvent::Reopened { issue: IssueId(issue as u8) });
    }

    pub(super) fn on_poll(&mut self) {
        let opinion = &self.setup.scenario.opinion;
        let requester = self.setup.scenario.requester;
        let strain = self.world.strain_now() - self.setup.scenario.strain.initial;
        for party in 0..self.setup.parties {
            let normal = sample::normal(self.draws.uniform(DrawPurpose::Opinion, party));
            let mut mean = self.setup.scenario.parties[party].of.normal_support;
            if party == requester {
                mean -= opinion.strain_effect * strain;
            }
            let walk = OrnsteinUhlenbeck::stationary(mean, 1.0 / opinion.returns, opinion.spread);
            let support = &mut self.world.support[party];
            *support = walk.step(*support, opinion.poll_every, normal).clamp(0.0, 1.0);
        }
        self.note(RunEvent::Poll);
        self.schedule_in(opinion.poll_every, phase::READINGS, CalendarEvent::Poll);
    }

    pub(super) fn on_election(&mut self, party: usize) {
        let swing = self.setup.scenario.opinion.election_swing;
        let normal = sample::normal(self.draws.uniform(DrawPurpose::Election, party));
        let support = &mut self.world.support[party];
        *support = (*support + swing * normal).clamp(0.0, 1.0);
        self.note(RunEvent::Election { party: PartyId(party as u8), swing: swing * normal });
    }

    pub(super) fn on_energy_reading(&mut self) {
        let energy = &self.setup.scenario.energy;
        let normal = sample::normal(self.draws.uniform(DrawPurpose::EnergyPath, 0));
        let walk = OrnsteinUhlenbeck::annual(0.0, energy.half_life, energy.volatility);
        let world = &mut self.world;
        world.energy_path = walk.step(world.energy_path, energy.reading_every, normal);
        let log_price = world.energy_now();
        self.note(RunEvent::EnergyReading { log_price });
        self.schedule_in(energy.reading_every, phase::READINGS, CalendarEvent::EnergyReading);
    }

    fn schedule_energy_jump(&mut self) {
        let rate = self.setup.scenario.energy.jump_rate;
        if rate > 0.0 {
            let u = self.draws.uniform(DrawPurpose::EnergyJumpTime, 0);
            let days = sample::exponential(u, DAYS_PER_YEAR / rate);
            self.schedule_in(days, phase::NATURE, CalendarEvent::EnergyJump);
        }
    }

    pub(super) fn on_energy_jump(&mut self) {
        let size = sample::exponential(
            self.draws.uniform(DrawPurpose::EnergyJumpSize, 0),
            self.setup.scenario.energy.jump_size,
        );
        let up = self.draws.uniform(DrawPurpose::EnergyJumpSize, 0) < 0.5;
        let jump = if up { size } else { -size };
        // The process is linear: jumps fade from their own day on, beside the path between readings.
        self.world.energy_jumps.shift(self.world.day(), jump);
        self.note(RunEvent::EnergyJump { log_change: jump });
        self.schedule_energy_jump();
    }

    /// The window's hazard depends on attention, which only falls between events: it is thinned from
    /// a bound that no attention can exceed.
    fn schedule_window_chance(&mut self) {
        let bound = self.window_bound();
        if bound > 0.0 {
            let days = sample::exponential(self.draws.uniform(DrawPurpose::Window, 0), 1.0 / bound);
            self.schedule_in(days, phase::NATURE, CalendarEvent::WindowChance);
        }
    }

    fn window_bound(&self) -> f64 {
        let s = &self.setup.scenario;
        s.window.bound(s.attention.floor.min(1.0))
    }

    pub(super) fn on_window_chance(&mut self) {
        let hazard = self.setup.scenario.window.hazard_at(self.world.attention_now());
        let closes = self.draws.uniform(DrawPurpose::Window, 0) * self.window_bound() < hazard;
        if closes {
            self.note(RunEvent::WindowClosed);
            self.finish(EndReason::WindowClosed);
        } else {
            self.schedule_window_chance();
        }
    }
}
