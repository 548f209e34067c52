//! Initiatives that leave the requester out.

use crate::policy::{Choice, RequestKind};
use summitry_engine::ids::{IssueId, PartyId};
use summitry_engine::sample;

use super::draws::DrawPurpose;
use super::event::RunEvent;
use super::meeting::Meeting;
use super::record::{EndReason, Forum};
use super::run::{CalendarEvent, Run, Stage, phase};

impl Run<'_> {
    pub(super) fn start_initiatives(&mut self) {
        self.schedule_initiative_chance();
    }

    /// The rate depends on cohesion and on stalling: chances come at its bound and are thinned.
    fn schedule_initiative_chance(&mut self) {
        let rules = &self.setup.scenario.initiatives;
        let bound = rules.rate * rules.stall_cap;
        // An initiative takes two.
        if bound > 0.0 && !self.setup.allies.is_empty() {
            let u = self.draws.uniform(DrawPurpose::Initiative, 0);
            self.schedule_in(
                sample::exponential(u, 1.0 / bound),
                phase::MOVES,
                CalendarEvent::InitiativeChance,
            );
        }
    }

    pub(super) fn on_initiative_chance(&mut self) {
        let rules = &self.setup.scenario.initiatives;
        let accept = self.draws.uniform(DrawPurpose::Initiative, 0);
        let who = self.draws.uniform(DrawPurpose::Initiative, 0);
        self.world.refresh(self.setup);
        let stalled = self.world.now.days_since(self.world.last_progress) / rules.stall_days;
        let share = (1.0 - self.world.cohesion) * (stalled / rules.stall_cap).min(1.0);
        let actors = self.setup.donors();
        if accept < share {
            let nth = sample::index(who, actors.len());
            if let Some(actor) = actors.iter().nth(nth) {
                self.ask(actor, RequestKind::Initiative);
                self.stage = Stage::Initiative;
            }
        }
        self.schedule_initiative_chance();
    }

    pub(super) fn after_initiative(&mut self, actor: PartyId, choice: Choice) {
        self.stage = Stage::Idle;
        if choice != Choice::Launch {
            return;
        }
        let s = &self.setup.scenario;
        // On the open issue, not yet settled elsewhere, that weighs most with whoever starts it.
        let closed = self.world.text.settled() | self.world.settled_without;
        let weight = |j: usize| self.setup.weight(actor.index(), j);
        let issue = (self.setup.all_issues() - closed)
            .iter()
            .reduce(|best, j| if weight(j) > weight(best) { j } else { best });
        let Some(issue) = issue else { return };
        self.note(RunEvent::Initiative { party: actor, issue: IssueId(issue as u8) });
        let parties = self.setup.donors();
        self.meeting = Meeting::new(Forum::Initiative, self.world.counts.initiatives, parties);
        self.world.counts.initiatives += 1;
        self.meeting.agenda[0] = issue as u8;
        self.meeting.agenda_len = 1;
        self.meeting.per_session = 1;
        self.meeting.sessions_left = 1;
        self.meeting.steps = s.rounds.steps;
        self.start_session();
    }

    pub(super) fn close_initiative(&mut self) {
        let s = &self.setup.scenario;
        self.stage = Stage::Idle;
        self.dirty = true;
        self.world.polarise(self.setup, s.initiatives.polarisation);
        let without = self.world.settled_without;
        let bypassed: f64 = without.iter().map(|j| self.setup.weight(s.requester, j)).sum();
        self.note(RunEvent::InitiativeClosed { bypassed });
        if bypassed >= s.initiatives.bypass_at && bypassed > 0.0 {
            self.finish(EndReason::Bypassed);
        }
    }
}
