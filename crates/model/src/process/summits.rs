//! Leaders' meetings: what they open with, and what they were worth.

use crate::diplomacy::summit::{Measure, Quality};

use super::draws::DrawPurpose;
use super::event::RunEvent;
use super::meetings::Pending;
use super::record::{EndReason, SummitRecord};
use super::run::{Run, Stage};
use super::world::share;

impl Run<'_> {
    pub(super) fn open_summit(&mut self, pending: &Pending) {
        self.world.refresh(self.setup);
        self.opening = self.opening_measure();
        self.note(RunEvent::Summit { preparation: self.world.preparation });
        if self.world.counts.summits == 0 {
            self.world.counts.rounds_before_summit = self.world.counts.rounds;
        }
        self.summits.push(SummitRecord {
            at: self.world.now,
            granted: pending.granted,
            overridden: pending.overridden,
            quality: Quality::Symbolic,
            goals: self.opening.goals,
            endorsed: self.opening.endorsed,
            preparation: self.opening.preparation,
            closing: 0.0,
            cohesion: self.world.cohesion,
            leverage: self.world.leverage(),
            strain: self.world.strain_now(),
            attention: self.world.attention_now(),
        });
    }

    pub(super) fn close_summit(&mut self) {
        let s = &self.setup.scenario;
        let day = self.world.day();
        let closing = self.world.text.agreed_weight(&self.setup.issue_weights);
        let measure = Measure { closing, ..self.opening };
        let quality = s.summit.quality(measure);
        if let Some(record) = self.summits.last_mut() {
            record.quality = quality;
            record.closing = closing;
        }
        self.world.counts.summits += 1;
        self.world.last_summit = Some(self.world.now);
        self.world.rounds_since_summit = 0;
        // It has shown the requester what the gatekeeper really asks for.
        self.world.threshold_scale = 1.0;
        self.world.breadth = self.world.breadth.max(share(self.setup, self.meeting.parties));
        self.note(RunEvent::SummitClosed { quality });
        if quality == Quality::Partial {
            self.world.last_progress = self.world.now;
        }
        if !s.summit.prepared(measure) {
            let credibility = self.world.credibility.value(day) - s.credibility.unprepared_cost;
            self.world.credibility.set(day, credibility.max(0.0));
            self.world.polarise(self.setup, s.summit.unprepared_polarisation);
            if self.draws.uniform(DrawPurpose::SummitEnd, 0) < s.summit.unprepared_end {
                self.finish(EndReason::SummitFailed);
                return;
            }
        }
        let signed = quality == Quality::Substantive
            || (s.summit.sign_partial && quality == Quality::Partial);
        if signed {
            self.sign(measure);
        } else {
            self.stage = Stage::Idle;
            self.hasten(|rules| rules.after_summit);
        }
    }
}
