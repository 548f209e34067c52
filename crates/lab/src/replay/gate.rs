//! Why the gate was shut: which conditions were unmet, by how much, and which single ones would have opened it.

use summitry_model::diplomacy::gate::{Gate, LeafReading};
use summitry_model::process::{CompiledScenario, GateReading};

use super::RunHistory;

/// A condition that was not met when the gatekeeper was asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Unmet {
    /// How its leaf stood.
    pub reading: LeafReading,
    /// By how much it fell short, in its own unit; 0 if it was reached and only had to hold for longer, or if it should not have
    /// held.
    pub short: f64,
    /// Days for which it still had to hold.
    pub wait: f64,
    /// Whether the gate would have been open had this condition alone been otherwise.
    pub decides: bool,
}

/// The gate as it stood at a decision.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// The number of the decision.
    pub decision: usize,
    /// Whether the tree of conditions held.
    pub holds: bool,
    /// What kept it shut; empty if it held.
    pub unmet: Vec<Unmet>,
    /// Whether another summit was too soon after the last, whatever the gate said.
    pub too_soon: bool,
}

/// A condition that would have opened the gate earlier, by itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Single {
    /// The leaf.
    pub leaf: usize,
    /// The number of the first decision at which it alone kept the gate shut.
    pub decision: usize,
    /// Days from then to the first decision at which the gate did hold; none if it never did.
    pub days_earlier: Option<f64>,
}

/// Whether the tree holds as these leaves stood, with those of `flipped` taken for the opposite.
#[must_use]
pub fn holds(gate: &Gate, readings: &[LeafReading], flipped: &[usize]) -> bool {
    gate.holds(&gate.root, &|leaf| readings[leaf].met != flipped.contains(&leaf))
}

/// The gate as it stood at a decision.
#[must_use]
pub fn standing(gate: &Gate, decision: usize, reading: &GateReading) -> Standing {
    let leaves = &reading.leaves;
    let unmet = if reading.holds {
        Vec::new()
    } else {
        let of = |leaf: &LeafReading| {
            let held = gate.leaves[leaf.leaf].for_days;
            Unmet {
                reading: *leaf,
                short: (leaf.threshold - leaf.reading).max(0.0),
                wait: leaf.held.map_or(0.0, |days| (held - days).max(0.0)),
                decides: holds(gate, leaves, &[leaf.leaf]),
            }
        };
        blocking(gate, leaves).into_iter().map(|leaf| of(&leaves[leaf])).collect()
    };
    Standing { decision, holds: reading.holds, unmet, too_soon: !reading.too_soon.is_empty() }
}

/// The leaves of which some keep the gate shut: turning all of them opens it.
fn blocking(gate: &Gate, leaves: &[LeafReading]) -> Vec<usize> {
    use summitry_model::diplomacy::gate::Condition;
    fn visit(
        gate: &Gate,
        of: &Condition,
        wanted: bool,
        met: &dyn Fn(usize) -> bool,
        out: &mut Vec<usize>,
    ) {
        if gate.holds(of, &met) == wanted {
            return;
        }
        match of {
            Condition::Leaf(leaf) => out.push(*leaf),
            Condition::Not(part) => visit(gate, part, !wanted, met, out),
            Condition::All(parts) | Condition::Any(parts) => {
                parts.iter().for_each(|part| visit(gate, part, wanted, met, out));
            }
        }
    }
    let mut out = Vec::new();
    visit(gate, &gate.root, true, &|leaf| leaves[leaf].met, &mut out);
    out
}

/// The gate at each decision about a summit, in order.
#[must_use]
pub fn standings(setup: &CompiledScenario, history: &RunHistory) -> Vec<Standing> {
    let at = history.decisions.iter().zip(&history.observations);
    at.filter_map(|(decision, seen)| {
        let reading = seen.gate.as_ref()?;
        Some(standing(&setup.scenario.gate, decision.number, reading))
    })
    .collect()
}

/// The single conditions that would have opened the gate earlier than it first was found open, each where it first would have: at a
/// decision at which no other summit barred it.
#[must_use]
pub fn singles(history: &RunHistory, standings: &[Standing]) -> Vec<Single> {
    let day = |decision: usize| history.decisions[decision - 1].at.days();
    let mut singles: Vec<Single> = Vec::new();
    let is_open = |standing: &Standing| standing.holds && !standing.too_soon;
    let opened = standings.iter().find(|standing| is_open(standing));
    let before = standings.iter().take_while(|standing| !is_open(standing));
    for standing in before.filter(|standing| !standing.too_soon) {
        for unmet in standing.unmet.iter().filter(|unmet| unmet.decides) {
            let leaf = unmet.reading.leaf;
            if singles.iter().any(|single| single.leaf == leaf) {
                continue;
            }
            let days_earlier = opened.map(|later| day(later.decision) - day(standing.decision));
            singles.push(Single { leaf, decision: standing.decision, days_earlier });
        }
    }
    singles
}
