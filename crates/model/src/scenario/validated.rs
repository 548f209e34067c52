//! The validated scenario: what a run reads, and nothing it has to check again.

use std::ops::Deref;

use crate::diplomacy::gate::Gate;
use crate::diplomacy::issue::Issue;
use crate::diplomacy::meeting::{Meeting, Occasion};
use crate::diplomacy::party::{Party, Role, Stake};
use crate::diplomacy::sequence::{Defaults, Sequence};
use crate::diplomacy::shock::ShockKind;
use crate::fields::Section;
use crate::limits::MAX_SCENARIO_OPTIONS;
use crate::policy::Policy;
use summitry_engine::sets::{IssueSet, PartySet};

use super::gates::GateSpec;
use super::inherit::Origin;
use super::sections::Sections;
use super::sequences::SequenceSpec;

/// A scenario that passed validation. Immutable: to change it, read it again with an override.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// Its id: the name of the file, without the ending.
    pub id: String,
    /// Title shown to people.
    pub title: String,
    /// What it represents.
    pub description: String,
    /// Where its numbers come from.
    pub origin: Origin,
    /// The sections that stand once in the file.
    pub sections: Sections,
    /// The gate as it was written.
    pub gate_spec: GateSpec,
    /// The gate.
    pub gate: Gate,
    /// Which meetings come before which, if an order is kept.
    pub sequence: Option<Sequence>,
    /// The same as it was written.
    pub sequence_spec: Option<SequenceSpec>,
    /// Defaults for its places.
    pub sequence_defaults: Defaults,
    /// Kinds of shock, by position.
    pub shocks: Vec<Named<ShockKind>>,
    /// Issues, by position.
    pub issues: Vec<Named<Issue>>,
    /// Parties, by position.
    pub parties: Vec<Named<Party>>,
    /// Who decides, by party.
    pub policies: Vec<Policy>,
    /// Stakes by party and issue, with the weights as given: ratios.
    pub stakes: Vec<Vec<Stake>>,
    /// Whom each party defers to.
    pub defers_to: Vec<PartySet>,
    /// Who must agree on each issue for it to be more than a proposal.
    pub needs: Vec<PartySet>,
    /// Position of the requester.
    pub requester: usize,
    /// Position of the gatekeeper.
    pub gatekeeper: usize,
    /// Types of meeting, by position.
    pub meetings: Vec<MeetingType>,
    /// Position of the type that the requester asks for: the summit.
    pub summit_meeting: usize,
}

/// A type of meeting, with its parties by position.
#[derive(Clone, Debug, PartialEq)]
pub struct MeetingType {
    /// Key of its table in the file.
    pub id: String,
    /// What the table holds.
    pub of: Meeting,
    /// Who must be there.
    pub participants: PartySet,
    /// Who is asked whether it attends.
    pub optional: PartySet,
    /// The issues that it takes.
    pub issues: IssueSet,
    /// Who calls, grants or launches it.
    pub callers: PartySet,
    /// What must hold for it to be called; of the summit, what the gate does not say.
    pub requires: Option<Gate>,
    /// The same as it was written.
    pub requires_spec: Option<GateSpec>,
}

/// Something keyed by an id in the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Named<T> {
    /// Key of its table in the file.
    pub id: String,
    /// What the table holds.
    pub of: T,
}

/// A scenario is read by its sections: `scenario.rounds`.
impl Deref for Scenario {
    type Target = Sections;

    #[inline]
    fn deref(&self) -> &Sections {
        &self.sections
    }
}

impl MeetingType {
    /// The type as a table of a file.
    #[must_use]
    pub fn to_toml(&self) -> toml::Table {
        let mut table = self.of.to_toml();
        if let Some(requires) = &self.requires_spec {
            table.insert("requires".into(), toml::Value::Table(requires.to_toml()));
        }
        table
    }

    /// Whether meetings of this type are held at all: enabled, of two or more, and with something to do.
    #[must_use]
    pub fn is_held(&self) -> bool {
        let of = &self.of;
        let does_something = of.sessions > 0 || of.effort > 0.0;
        let is_launched = of.occasion != Occasion::Stall || of.rate * of.stall_cap > 0.0;
        of.enabled && does_something && is_launched && (self.participants | self.optional).len() > 1
    }
}

impl Scenario {
    /// Number of options of an issue.
    #[must_use]
    pub fn option_count(&self, issue: usize) -> u8 {
        debug_assert!(self.issues[issue].of.options.len() <= MAX_SCENARIO_OPTIONS);
        self.issues[issue].of.options.len() as u8
    }

    /// The first type of meeting that counts as a round; the first of all if none does.
    #[must_use]
    pub fn round_type(&self) -> &MeetingType {
        self.meetings.iter().find(|m| m.of.counts_as_round).unwrap_or(&self.meetings[0])
    }

    /// The type of meeting that the requester asks for.
    #[must_use]
    pub fn summit_type(&self) -> &MeetingType {
        &self.meetings[self.summit_meeting]
    }

    /// The first type of meeting that is launched as talks stall; the first of all if none is.
    #[must_use]
    pub fn initiative_type(&self) -> &MeetingType {
        let launched = |m: &&MeetingType| m.of.occasion == Occasion::Stall;
        self.meetings.iter().find(launched).unwrap_or(&self.meetings[0])
    }

    /// Places of the longest step of the sequence.
    #[must_use]
    pub fn longest_step(&self) -> usize {
        self.sequence.iter().flat_map(|s| &s.steps).map(Vec::len).max().unwrap_or(0)
    }

    /// The parties in a role.
    #[must_use]
    pub fn in_role(&self, role: Role) -> PartySet {
        (0..self.parties.len()).filter(|&i| self.parties[i].of.role == role).collect()
    }
}
