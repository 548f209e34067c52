//! Where history hung: every decision of a run flipped in turn, and ranked by what that does.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::rows::paired::value;
use summitry_model::policy::{Choice, RequestKind};
use summitry_model::process::{CompiledScenario, Outcome};

use super::counterfactual::{
    Change, CounterfactualError, Futures, OverFutures, difference, fork, futures,
};
use super::{AfterChange, Path};

/// A decision flipped.
#[derive(Clone, Debug, PartialEq)]
pub struct Flip {
    /// The decision and its other answer.
    pub change: Change,
    /// How the run would have ended on the same luck.
    pub outcome: Outcome,
    /// The measure on the same luck, less what it was; none if either has none.
    pub on_this_path: Option<f64>,
    /// The effect over futures.
    pub over_futures: OverFutures,
}

/// Which decisions are flipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// All with a closed list but accepting or rejecting at the table.
    OffTheTable,
    /// Those too.
    All,
}

/// Flips every decision with a closed list of answers, to each other answer, and ranks by the magnitude of the effect over
/// futures; of equal ones the earlier comes first. `None` if it was stopped.
///
/// # Errors
///
/// [`CounterfactualError`]
pub fn scan(
    setup: &CompiledScenario,
    path: &Path,
    which: Which,
    of: Futures,
    stop: &AtomicBool,
    progress: &mut dyn FnMut(u64),
) -> Result<Option<Vec<Flip>>, CounterfactualError> {
    let before = value(of.asked, of.limits, &path.record);
    let mut flips = Vec::new();
    for decision in &path.decisions {
        let alternatives: Vec<Choice> = decision.alternatives().collect();
        let at_table = decision.kind == RequestKind::Respond;
        if alternatives.is_empty() || at_table && which == Which::OffTheTable {
            continue;
        }
        let without = futures(setup, path, decision.number, None, of)?;
        for answer in alternatives {
            if stop.load(Ordering::Relaxed) {
                return Ok(None);
            }
            let change = Change { decision: decision.number, answer };
            let forked = fork(setup, path, change, AfterChange::Recorded)?.path.record;
            let after = value(of.asked, of.limits, &forked);
            let with = futures(setup, path, decision.number, Some(answer), of)?;
            flips.push(Flip {
                change,
                outcome: forked.outcome,
                on_this_path: before.zip(after).map(|(before, after)| after - before),
                over_futures: difference(of.asked, &without, &with),
            });
            progress(flips.len() as u64);
        }
    }
    let weight = |flip: &Flip| flip.over_futures.difference.abs();
    flips.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
    Ok(Some(flips))
}

/// How many flips [`scan`] makes.
#[must_use]
pub fn flips(path: &Path, which: Which) -> u64 {
    let counted = path
        .decisions
        .iter()
        .filter(|decision| which == Which::All || decision.kind != RequestKind::Respond);
    counted.map(|decision| decision.alternatives().count() as u64).sum()
}
