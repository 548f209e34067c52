//! What people at a table are told of what happened: what everybody may know, and at a session what those at it may.

use summitry_engine::ids::PartyId;
use summitry_engine::sets::PartySet;
use summitry_engine::units::SimTime;
use summitry_model::policy::{Answer, RequestKind};
use summitry_model::process::{CompiledScenario, RunEvent};

use super::by::By;

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// When.
    pub at: SimTime,
    /// Who may know.
    pub audience: PartySet,
    /// What.
    pub what: What,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// An event that all see.
    Event(RunEvent),
    /// An answer.
    Answer {
        /// Who.
        party: PartyId,
        /// What was asked.
        request: RequestKind,
        /// What was answered.
        answer: Answer,
        /// Who gave it.
        by: By,
        /// For an offer, the issues on the table, by position.
        on_table: Vec<u8>,
    },
}

/// Whether all see an event. Polls, readings and shipments show in the states, requests and grants as the answers that they
/// are; by how much a deferral was short is known to the gatekeeper only.
pub(super) fn is_seen(event: &RunEvent) -> bool {
    match event {
        RunEvent::Shock { .. }
        | RunEvent::Election { .. }
        | RunEvent::EnergyJump { .. }
        | RunEvent::WindowClosed
        | RunEvent::Round { .. }
        | RunEvent::RoundPutOff { .. }
        | RunEvent::RoundClosed { .. }
        | RunEvent::EndorsedIssue { .. }
        | RunEvent::SessionAgreed { .. }
        | RunEvent::SessionFailed { .. }
        | RunEvent::Reopened { .. }
        | RunEvent::Summit { .. }
        | RunEvent::SummitClosed { .. }
        | RunEvent::Signed { .. }
        | RunEvent::Initiative { .. }
        | RunEvent::InitiativeClosed { .. }
        | RunEvent::Consultation
        | RunEvent::Collapsed { .. }
        | RunEvent::Durable { .. }
        | RunEvent::TalksEnd => true,
        RunEvent::Poll
        | RunEvent::EnergyReading { .. }
        | RunEvent::Pledges { .. }
        | RunEvent::Shipment { .. }
        | RunEvent::Request { .. }
        | RunEvent::Campaign { .. }
        | RunEvent::Grant { .. }
        | RunEvent::Override { .. }
        | RunEvent::Defer { .. }
        | RunEvent::Refuse { .. }
        | RunEvent::Ratification { .. }
        | RunEvent::Review { .. } => false,
    }
}

/// Everybody.
pub(super) fn all(setup: &CompiledScenario) -> PartySet {
    PartySet::first(setup.parties())
}

/// Who may know of an answer; nobody for those that an event tells, and those that are a seat's own affair.
pub(super) fn audience(
    setup: &CompiledScenario,
    request: RequestKind,
    at_table: PartySet,
) -> PartySet {
    match request {
        RequestKind::Offer | RequestKind::Respond => at_table,
        RequestKind::Aid | RequestKind::Pledge | RequestKind::Initiative => PartySet::EMPTY,
        _ => all(setup),
    }
}
