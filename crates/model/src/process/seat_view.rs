//! A seat's view of a run in progress.

use crate::diplomacy::request::Reason;
use crate::diplomacy::text::Text;
use crate::policy::View;
use crate::policy::view::TableView;
use summitry_engine::ids::PartyId;
use summitry_engine::sets::PartySet;
use summitry_engine::units::SimTime;

use super::setup::CompiledScenario;
use super::world::World;

/// What one party sees of a run now. It holds the whole state and gives out what is public and the party's own.
#[derive(Clone, Copy, Debug)]
pub struct SeatView<'a> {
    world: &'a World,
    setup: &'a CompiledScenario,
    party: usize,
    table: Option<TableView<'a>>,
}

impl<'a> SeatView<'a> {
    pub(super) fn new(
        world: &'a World,
        setup: &'a CompiledScenario,
        party: usize,
        table: Option<TableView<'a>>,
    ) -> Self {
        SeatView { world, setup, party, table }
    }
}

impl View for SeatView<'_> {
    fn now(&self) -> SimTime {
        self.world.now
    }

    fn strain(&self) -> f64 {
        self.world.strain_now()
    }

    fn attention(&self) -> f64 {
        self.world.attention_now()
    }

    fn backlog(&self) -> f64 {
        self.world.backlog.value(self.world.day())
    }

    fn energy(&self) -> f64 {
        self.world.energy_now()
    }

    fn credibility(&self) -> f64 {
        self.world.credibility.value(self.world.day())
    }

    fn preparation(&self) -> f64 {
        self.world.preparation
    }

    fn goals(&self) -> f64 {
        self.world.goals
    }

    fn cohesion(&self) -> f64 {
        self.world.cohesion_at(self.setup, self.world.day())
    }

    fn leverage(&self) -> f64 {
        self.cohesion() * self.world.breadth
    }

    fn support(&self, party: PartyId) -> f64 {
        self.world.support[party.index()]
    }

    fn apart(&self, issue: usize) -> f64 {
        self.world.positions.apart(self.world.day())[issue]
    }

    fn text(&self) -> &Text {
        &self.world.text
    }

    fn endorsers(&self) -> PartySet {
        self.world.endorsers
    }

    fn endorsed(&self) -> f64 {
        self.world.endorsed(self.setup)
    }

    fn rounds(&self) -> u32 {
        self.world.counts.rounds
    }

    fn summits(&self) -> u32 {
        self.world.counts.summits
    }

    fn requests(&self) -> u32 {
        self.world.counts.requests
    }

    fn deferrals(&self) -> u32 {
        self.world.deferrals_since_summit
    }

    fn missing(&self) -> &[Reason] {
        &self.world.missing
    }

    fn party(&self) -> PartyId {
        PartyId(self.party as u8)
    }

    fn weight(&self, issue: usize) -> f64 {
        self.setup.weight(self.party, issue)
    }

    fn value(&self, issue: usize, option: u8) -> f64 {
        self.world.value(self.setup, self.party, issue, option)
    }

    fn reservation(&self) -> f64 {
        self.world.reservation(self.setup, self.party)
    }

    fn text_utility(&self) -> f64 {
        self.world.text_utility(self.setup, self.party)
    }

    fn agreed_utility(&self) -> Option<f64> {
        self.world.agreed_utility(self.setup, self.party)
    }

    fn gate_progress(&self) -> f64 {
        let own_gate = self.party == self.setup.scenario.gatekeeper;
        let scale = if own_gate { 1.0 } else { self.world.threshold_scale };
        let seen = self.world.observed(self.setup);
        let gate = self.setup.scenario.gate.progress(&seen, self.world.now, scale);
        gate.min(self.world.sequence_progress(self.setup))
    }

    fn ratification(&self) -> f64 {
        self.world.ratification(self.setup, self.party)
    }

    fn table(&self) -> Option<TableView<'_>> {
        self.table
    }
}
