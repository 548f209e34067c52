//! Events and answers that people at a table may see: public ones, and those of a session for its participants.

use summitry_engine::ids::PartyId;
use summitry_engine::sets::PartySet;
use summitry_engine::units::SimTime;
use summitry_model::policy::{Answer, RequestKind};
use summitry_model::process::{CompiledScenario, RunEvent};

use super::answered_by::AnsweredBy;

/// A visible event or answer.
#[derive(Clone, Debug, PartialEq)]
pub struct VisibleEvent {
    /// Time of the event.
    pub at: SimTime,
    /// Parties that may see it.
    pub audience: PartySet,
    /// The event or answer.
    pub detail: EventDetail,
}

/// The content of a [`VisibleEvent`].
#[derive(Clone, Debug, PartialEq)]
pub enum EventDetail {
    /// An event that all see.
    Event(RunEvent),
    /// An answer.
    Answer {
        /// The party that answered.
        party: PartyId,
        /// The request.
        request: RequestKind,
        /// The answer.
        answer: Answer,
        /// The source of the answer.
        by: AnsweredBy,
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

/// All parties.
pub(super) fn all(setup: &CompiledScenario) -> PartySet {
    PartySet::first(setup.parties())
}

/// Parties that may see an answer; none for answers that are private or show in an event.
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
