//! What a text is worth to each party of a scenario: who accepts it, who blocks it, what would bring them in, and how long it would
//! last.
//!
//! Everything is read as the talks open, with nothing drawn. An issue that a text leaves out stays at its status quo.

mod agenda;
mod amend;
mod life;
mod text;

pub use agenda::Agenda;
pub use amend::{Amendment, Change, Target};
pub use life::Life;
pub use text::{ProposedText, TextFault, parse, read_texts};

use summitry_engine::ids::PartyId;
use summitry_model::bargaining::solutions::nearest;
use summitry_model::bargaining::{Point, Solutions, Space, front};
use summitry_model::diplomacy::party::Role;
use summitry_model::policy::View;
use summitry_model::process::{CompiledScenario, Run};
use summitry_model::scenario::Scenario;

use crate::rows::frontier::space;

/// Utilities that differ by less are equal: room for the rounding of sums.
pub const EPSILON: f64 = 1e-9;

/// What a text is to one party.
#[derive(Clone, Debug, PartialEq)]
pub struct PartyView {
    /// Position of the party in the scenario.
    pub party: usize,
    /// What the text is worth to it, as a share of its best deal.
    pub worth: f64,
    /// What it must be worth, likewise.
    pub reservation: f64,
    /// Whether it accepts.
    pub accepts: bool,
    /// Whether the text fails because of it: it refuses, and its consent is needed.
    pub blocks: bool,
}

impl PartyView {
    /// By how much the text clears the reservation; below 0 it falls short.
    #[must_use]
    pub fn clearance(&self) -> f64 {
        self.worth - self.reservation
    }
}

/// How far a text is from what is best.
#[derive(Clone, Debug, PartialEq)]
pub struct Distance {
    /// To the nearest text of the Pareto front of all parties, in utility; 0 on it.
    pub front: f64,
    /// The options of that text.
    pub nearest: Vec<u8>,
    /// To the Nash point among all parties, with the status quo as disagreement; none if no text is at least that to all.
    pub nash: Option<f64>,
}

/// A text, assessed.
#[derive(Clone, Debug, PartialEq)]
pub struct Assessment {
    /// The text.
    pub text: ProposedText,
    /// What it is to each party, in the order of the scenario.
    pub parties: Vec<PartyView>,
    /// Influence at the table of those who accept.
    pub accepted: f64,
    /// Influence at the table that must.
    pub quorum: f64,
    /// The cheapest amendments that bring in those who block.
    pub amendments: Vec<Amendment>,
    /// How far it is from the front, or why that is not known.
    pub distance: Result<Distance, String>,
    /// How long it would last if those who accept it signed it.
    pub life: Life,
}

impl Assessment {
    /// Whether nobody blocks it.
    #[must_use]
    pub fn is_agreed(&self) -> bool {
        !self.parties.iter().any(|party| party.blocks)
    }
}

/// What is needed to assess texts of a scenario: computed once.
#[derive(Debug)]
pub struct Assessor {
    setup: CompiledScenario,
    space: Space,
    /// Utility of each party's best deal.
    best: Vec<f64>,
    /// Reservations at the table as the talks open, as shares of the best deal.
    reservations: Vec<f64>,
    /// Shares of the coalition's influence; a counterpart has its own beside them.
    influence: Vec<f64>,
    /// Cohesion as the talks open.
    cohesion: f64,
    quorum: f64,
    front: Result<(Vec<Point>, Option<Point>), String>,
}

impl Assessor {
    /// Makes a scenario ready to assess its texts.
    ///
    /// # Panics
    /// If the scenario cannot be begun, which is a fault of the program.
    #[must_use]
    #[expect(clippy::expect_used, reason = "run 0 of seed 0 is in range")]
    pub fn new(mut scenario: Scenario) -> Self {
        scenario.sections.chance.draws = false;
        let setup = CompiledScenario::new(scenario);
        let all: Vec<usize> = (0..setup.parties()).collect();
        let space = space(&setup, &all);
        let most = |values: &Vec<f64>| values.iter().copied().fold(0.0, f64::max);
        let best = |&party: &usize| -> f64 {
            let values = setup.nominal_values(party);
            setup.party_weights(party).iter().zip(&values).map(|(w, of)| w * most(of)).sum()
        };
        let mut run = Run::new(&setup);
        run.begin(0, 0, false).expect("the first run is in range");
        let reservation = |&party: &usize| {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "a scenario has 16 parties at most"
            )]
            run.view_of(PartyId(party as u8)).reservation()
        };
        let of_coalition = setup.scenario.parties.iter().filter(|p| p.of.role != Role::Counterpart);
        let total: f64 = of_coalition.map(|party| party.of.influence).sum();
        let influence =
            setup.scenario.parties.iter().map(|party| party.of.influence / total).collect();
        let held: Vec<u8> = held(&setup.scenario);
        let front = front(&space)
            .and_then(|points| {
                let nash = Solutions::new(&space, &space.point(&held).utilities)?;
                Ok((points, nash.map(|solutions| solutions.nash)))
            })
            .map_err(|error| error.to_string());
        let (best, reservations) =
            (all.iter().map(best).collect(), all.iter().map(reservation).collect());
        let cohesion = run.states().cohesion;
        let quorum = setup.scenario.round_type().of.quorum;
        drop(run);
        Assessor { best, reservations, influence, cohesion, quorum, front, space, setup }
    }

    /// The scenario.
    #[must_use]
    pub fn scenario(&self) -> &Scenario {
        &self.setup.scenario
    }

    /// What a text is worth to each party, as shares of their best deals.
    #[must_use]
    pub fn worths(&self, options: &[u8]) -> Vec<f64> {
        let utilities = self.space.point(options).utilities;
        utilities
            .iter()
            .zip(&self.best)
            .map(|(u, best)| if *best > 0.0 { u / best } else { 0.0 })
            .collect()
    }

    /// Who accepts a text.
    #[must_use]
    pub fn accepts(&self, options: &[u8]) -> Vec<bool> {
        let worths = self.worths(options);
        worths.iter().zip(&self.reservations).map(|(u, r)| *u >= r - EPSILON).collect()
    }

    /// Influence of those who accept, as a share of all at the table.
    fn accepted(&self, accepts: &[bool]) -> f64 {
        let all: f64 = self.influence.iter().sum();
        let of = self.influence.iter().zip(accepts).filter(|(_, accepts)| **accepts);
        of.map(|(influence, _)| influence).sum::<f64>() / all
    }

    /// Who blocks: those who refuse, if requester or gatekeeper, or if the others are no quorum.
    fn blocks(&self, accepts: &[bool]) -> Vec<bool> {
        let short = self.accepted(accepts) < self.quorum - EPSILON;
        let s = &self.setup.scenario;
        (0..accepts.len())
            .map(|i| !accepts[i] && (short || i == s.requester || i == s.gatekeeper))
            .collect()
    }

    /// Assesses a text.
    #[must_use]
    pub fn assess(&self, text: ProposedText) -> Assessment {
        let options = &text.options;
        let (worths, accepts) = (self.worths(options), self.accepts(options));
        let blocks = self.blocks(&accepts);
        let parties = (0..worths.len()).map(|party| PartyView {
            party,
            worth: worths[party],
            reservation: self.reservations[party],
            accepts: accepts[party],
            blocks: blocks[party],
        });
        let utilities = self.space.point(options).utilities;
        let distance = self.front.as_ref().map_err(Clone::clone).map(|(points, nash)| {
            let near = nearest(points, &utilities);
            Distance {
                front: near.as_ref().map_or(0.0, |(_, distance)| *distance),
                nearest: near
                    .map(|(point, _)| point.outcome.options().to_vec())
                    .unwrap_or_default(),
                nash: nash
                    .as_ref()
                    .map(|nash| summitry_model::bargaining::distance(&nash.utilities, &utilities)),
            }
        });
        Assessment {
            parties: parties.collect(),
            accepted: self.accepted(&accepts),
            quorum: self.quorum,
            amendments: amend::amendments(self, options),
            distance,
            life: life::life(self, &text, &accepts),
            text,
        }
    }
}

/// The status quo of every issue.
fn held(scenario: &Scenario) -> Vec<u8> {
    scenario.issues.iter().map(|issue| issue.of.status_quo as u8).collect()
}
