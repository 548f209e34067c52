//! The validated scenario: what a run reads, and nothing it has to check again.

use crate::diplomacy::aid::Aid;
use crate::diplomacy::attention::Attention;
use crate::diplomacy::calendar::Horizons;
use crate::diplomacy::chance::Chance;
use crate::diplomacy::coalition::Coalition;
use crate::diplomacy::consultation::Consultations;
use crate::diplomacy::credibility::Credibility;
use crate::diplomacy::domestic::{Opinion, Ratification};
use crate::diplomacy::energy::Energy;
use crate::diplomacy::gate::Gate;
use crate::diplomacy::initiative::Initiatives;
use crate::diplomacy::issue::{Issue, MAX_OPTIONS};
use crate::diplomacy::party::{Party, Role, Stake};
use crate::diplomacy::round::Rounds;
use crate::diplomacy::settlement::Settlement;
use crate::diplomacy::shock::ShockKind;
use crate::diplomacy::strain::Strain;
use crate::diplomacy::summit::Summit;
use crate::diplomacy::tractability::Tractability;
use crate::diplomacy::window::Window;
use crate::policy::{Policy, Rules};
use summitry_engine::sets::PartySet;

use super::gates::GateSpec;

/// A scenario that passed validation. Immutable: to change it, read it again with an override.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// Its id: the name of the file, without the ending.
    pub id: String,
    /// Title shown to people.
    pub title: String,
    /// What it represents.
    pub description: String,
    /// Horizons.
    pub calendar: Horizons,
    /// Chance as a whole.
    pub chance: Chance,
    /// Tractability and disagreement.
    pub tractability: Tractability,
    /// Strain.
    pub strain: Strain,
    /// Attention.
    pub attention: Attention,
    /// The window.
    pub window: Window,
    /// Aid.
    pub aid: Aid,
    /// Energy.
    pub energy: Energy,
    /// Opinion.
    pub opinion: Opinion,
    /// Win-sets and ratification.
    pub ratification: Ratification,
    /// Credibility.
    pub credibility: Credibility,
    /// The coalition.
    pub coalition: Coalition,
    /// Rounds.
    pub rounds: Rounds,
    /// Consultations beside the rounds.
    pub consultations: Consultations,
    /// Initiatives without the requester.
    pub initiatives: Initiatives,
    /// Summits.
    pub summit: Summit,
    /// After signing.
    pub settlement: Settlement,
    /// The rules of the three roles.
    pub rules: Rules,
    /// The gate as it was written.
    pub gate_spec: GateSpec,
    /// The gate.
    pub gate: Gate,
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
    /// Position of the requester.
    pub requester: usize,
    /// Position of the gatekeeper.
    pub gatekeeper: usize,
    /// Who takes part in summits.
    pub summit_participants: PartySet,
}

/// Something keyed by an id in the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Named<T> {
    /// The id.
    pub id: String,
    /// The thing.
    pub of: T,
}

impl Scenario {
    /// Number of options of an issue.
    #[must_use]
    pub fn option_count(&self, issue: usize) -> u8 {
        debug_assert!(self.issues[issue].of.options.len() <= MAX_OPTIONS);
        self.issues[issue].of.options.len() as u8
    }

    /// The parties in a role.
    #[must_use]
    pub fn in_role(&self, role: Role) -> PartySet {
        (0..self.parties.len()).filter(|&i| self.parties[i].of.role == role).collect()
    }
}
