//! What people at a table are told of what happened: what everybody may know, and at a session what those at it may.

use summitry_engine::ids::{IssueId, PartyId};
use summitry_engine::units::SimTime;
use summitry_model::diplomacy::text::PartySet;
use summitry_model::policy::{Answer, RequestKind};
use summitry_model::process::CompiledScenario;

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
    /// An event that all see, by its name in `events.csv`.
    Event {
        /// Its name.
        name: &'static str,
        /// The party concerned.
        party: Option<PartyId>,
        /// The issue concerned.
        issue: Option<IssueId>,
        /// The kind of shock.
        shock: Option<u8>,
        /// Of a summit that closed its rank (1 symbolic, 2 partial, 3 substantive).
        value: Option<f64>,
    },
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

/// Events that all see. Polls, readings and shipments are told by the states; by how much a deferral was short is known to
/// the gatekeeper only.
const SEEN: &[&str] = &[
    "shock",
    "election",
    "energy-jump",
    "window-closed",
    "round",
    "round-put-off",
    "round-closed",
    "endorsed-issue",
    "session-agreed",
    "session-failed",
    "reopened",
    "summit",
    "summit-closed",
    "signed",
    "initiative",
    "initiative-closed",
    "consultation",
    "collapsed",
    "durable",
    "talks-end",
];

/// Whether all see an event of this name.
pub(super) fn is_seen(name: &str) -> bool {
    SEEN.contains(&name)
}

/// Everybody.
pub(super) fn all(setup: &CompiledScenario) -> PartySet {
    PartySet::MAX >> (PartySet::BITS as usize - setup.parties())
}

/// Who may know of an answer; nobody for those that an event tells, and those that are a seat's own affair.
pub(super) fn audience(
    setup: &CompiledScenario,
    request: RequestKind,
    at_table: PartySet,
) -> PartySet {
    match request {
        RequestKind::Offer | RequestKind::Respond => at_table,
        RequestKind::Aid | RequestKind::Pledge | RequestKind::Initiative => 0,
        _ => all(setup),
    }
}
