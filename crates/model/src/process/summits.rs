//! Summits: opened, held, judged.

use crate::diplomacy::summit::{Measure, Quality};

use super::draws::DrawPurpose;
use super::event::RunEvent;
use super::meeting::Meeting;
use super::record::{EndReason, Forum, SummitRecord};
use super::run::{Run, Stage};
use super::world::{relieve, share};

impl Run<'_> {
    pub(super) fn on_summit(&mut self) {
        let s = &self.setup.scenario;
        self.world.refresh(self.setup);
        self.opening = self.opening_measure();
        let parties = s.summit_participants;
        self.note(RunEvent::Summit { preparation: self.world.preparation });
        if self.world.counts.summits == 0 {
            self.world.counts.rounds_before_summit = self.world.counts.rounds;
        }
        let pending = self.pending_summit.take();
        self.summits.push(SummitRecord {
            at: self.world.now,
            granted: pending.map_or(self.world.now, |p| p.granted),
            overridden: pending.is_some_and(|p| p.overridden),
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
        self.meeting = Meeting::new(Forum::Summit, self.world.counts.summits, parties);
        self.fill_agenda(false);
        self.meeting.per_session = s.summit.session_issues as usize;
        self.meeting.sessions_left = u32::MAX;
        self.meeting.steps_left = s.summit.total_steps;
        self.meeting.steps = s.summit.steps;
        self.start_session();
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
        self.world.attention.lift(day, s.attention.summit_lift);
        relieve(&mut self.world.backlog, day, s.aid.summit_release);
        let morale = &mut self.world.support[s.requester];
        *morale = (*morale + s.summit.morale).min(1.0);
        self.note(RunEvent::SummitClosed { quality });
        self.stage = Stage::Idle;
        self.dirty = true;
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
            self.hasten_round(s.rounds.after_summit);
        }
    }
}
