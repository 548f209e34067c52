//! Influence: every decision of a run flipped in turn, ranked by its effect.

use std::sync::atomic::{AtomicBool, Ordering};

use summitry_model::policy::{Choice, RequestKind};
use summitry_model::process::{CompiledScenario, Outcome};

use super::counterfactual::{
    BranchEffect, Branches, Change, CounterfactualError, branches, counterfactual, difference,
};
use super::{AfterChange, RunHistory};

/// A decision flipped.
#[derive(Clone, Debug, PartialEq)]
pub struct Flip {
    /// The decision and its other answer.
    pub change: Change,
    /// Outcome under the same random draws.
    pub outcome: Outcome,
    /// Change of the metric under the same random draws; none if either run has no value.
    pub same_draws: Option<f64>,
    /// Effect over branches.
    pub branch_effect: BranchEffect,
}

/// Which decisions are flipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlipSet {
    /// All with a closed list of answers except accept and reject at the table.
    OffTheTable,
    /// All with a closed list of answers.
    All,
}

/// Flips every decision with a closed list of answers to each other answer, and ranks the flips by the magnitude of their
/// effect over branches, ties in order of time. `None` if it was stopped.
///
/// # Errors
///
/// [`CounterfactualError`]
pub fn scan(
    setup: &CompiledScenario,
    history: &RunHistory,
    which: FlipSet,
    of: Branches,
    stop: &AtomicBool,
    progress: &mut dyn FnMut(u64),
) -> Result<Option<Vec<Flip>>, CounterfactualError> {
    let before = of.metric.value(of.horizons, &history.record);
    let mut flips = Vec::new();
    for decision in &history.decisions {
        let alternatives: Vec<Choice> = decision.alternatives().collect();
        let at_table = decision.kind == RequestKind::Respond;
        if alternatives.is_empty() || at_table && which == FlipSet::OffTheTable {
            continue;
        }
        let without = branches(setup, history, decision.number, None, of)?;
        for answer in alternatives {
            if stop.load(Ordering::Relaxed) {
                return Ok(None);
            }
            let change = Change { decision: decision.number, answer };
            let forked =
                counterfactual(setup, history, change, AfterChange::Recorded)?.history.record;
            let after = of.metric.value(of.horizons, &forked);
            let with = branches(setup, history, decision.number, Some(answer), of)?;
            flips.push(Flip {
                change,
                outcome: forked.outcome,
                same_draws: before.zip(after).map(|(before, after)| after - before),
                branch_effect: difference(of.metric, &without, &with),
            });
            progress(flips.len() as u64);
        }
    }
    let weight = |flip: &Flip| flip.branch_effect.difference.abs();
    flips.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
    Ok(Some(flips))
}

/// How many flips [`scan`] makes.
#[must_use]
pub fn flips(history: &RunHistory, which: FlipSet) -> u64 {
    let counted = history
        .decisions
        .iter()
        .filter(|decision| which == FlipSet::All || decision.kind != RequestKind::Respond);
    counted.map(|decision| decision.alternatives().count() as u64).sum()
}
