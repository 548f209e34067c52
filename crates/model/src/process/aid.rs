//! Aid: conferences at which donors pledge, and shipments.

use crate::diplomacy::aid::{MONTH_DAYS, shipment};
use crate::policy::{Choice, Request, RequestKind};

use super::event::RunEvent;
use super::run::{CalendarEvent, Run, Stage, phase};
use super::world::relieve;

impl Run<'_> {
    pub(super) fn on_conference(&mut self) {
        let gatekeeper = self.setup.scenario.gatekeeper;
        self.ask(gatekeeper, RequestKind::Aid);
        self.ask(gatekeeper, RequestKind::Pledge);
        for ally in self.setup.allies {
            self.ask(ally, RequestKind::Pledge);
        }
        self.stage = Stage::Pledges;
        let every = self.setup.scenario.aid.conference_every;
        self.schedule_in(every, phase::MOVES, CalendarEvent::Conference);
    }

    pub(super) fn after_pledges(&mut self, due: &[Request], choice: &impl Fn(usize) -> Choice) {
        let aid = &self.setup.scenario.aid;
        let months = aid.conference_every / MONTH_DAYS;
        for (k, request) in due.iter().enumerate() {
            let party = request.party.index();
            let level = match choice(k) {
                Choice::Release => {
                    self.world.aid_flows = true;
                    continue;
                }
                Choice::Hold => {
                    self.world.aid_flows = false;
                    continue;
                }
                Choice::Raise => aid.raise,
                Choice::Maintain => aid.maintain,
                _ => 0.0,
            };
            let pledged = level * months * self.setup.donor_share[party];
            self.world.aid_stock += pledged;
            self.party_records[party].pledged += pledged;
        }
        let stock = self.world.aid_stock;
        self.note(RunEvent::Pledges { stock });
        self.stage = Stage::Idle;
    }

    pub(super) fn on_shipment(&mut self) {
        let aid = &self.setup.scenario.aid;
        let gatekeeper = self.setup.scenario.gatekeeper;
        let day = self.world.day();
        let held = if self.world.aid_flows { 0.0 } else { self.setup.donor_share[gatekeeper] };
        let backlog = self.world.backlog.value(day);
        let (delivered, delayed) = shipment(aid, self.world.aid_stock, backlog, 1.0 - held);
        self.world.aid_stock -= delivered;
        relieve(&mut self.world.strain, day, 1.0 - libm::exp(-aid.relief * delivered));
        self.world.counts.aid_delivered += delivered;
        self.world.counts.aid_delayed += delayed;
        self.note(RunEvent::Shipment { delivered });
        self.dirty = true;
        self.schedule_in(aid.shipment_every, phase::READINGS, CalendarEvent::Shipment);
    }
}
