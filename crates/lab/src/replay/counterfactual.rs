//! Counterfactuals: one decision of a run changed, under the same random draws or over many branches with others.

use std::ops::Range;

use rayon::prelude::*;

use crate::rows::metric::{Horizons, Metric};
use summitry_engine::stats::{Interval, Moments, Z95, paired_shares, student_interval};
use summitry_model::policy::decision::Illegal;
use summitry_model::policy::{Answer, Choice};
use summitry_model::process::{CompiledScenario, PolicySet, Record, Run};

use super::history::replay_with;
use super::{AfterChange, Decision, ReplayOptions, RunHistory, replay};

/// Replication of the first branch, past the numbers that a run may have.
const FIRST_BRANCH: u64 = 1 << 39;

/// A decision that is changed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// The number of the decision, from 1.
    pub decision: usize,
    /// What is answered instead.
    pub answer: Choice,
}

/// Why a change cannot be made.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CounterfactualError {
    /// The run has no such decision.
    #[error("the run has no decision {decision}: it has {decisions}")]
    NoDecision {
        /// The number that was asked for.
        decision: usize,
        /// How many there are.
        decisions: usize,
    },
    /// The answer is not legal there.
    #[error("decision {decision}: {illegal}")]
    Illegal {
        /// The number of the decision.
        decision: usize,
        /// What is legal.
        illegal: Illegal,
    },
}

/// The same run with a decision changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Counterfactual {
    /// The run.
    pub history: RunHistory,
    /// The number of the first decision that no recorded answer was given to: from there the policies decide.
    pub left_at: Option<usize>,
}

/// Replays the run with a decision changed under the same random draws. It is the same run bit for bit before the change;
/// after it, `then` says who answers.
///
/// # Errors
///
/// [`CounterfactualError`]
pub fn counterfactual(
    setup: &CompiledScenario,
    history: &RunHistory,
    change: Change,
    then: AfterChange,
) -> Result<Counterfactual, CounterfactualError> {
    let decisions = history.decisions.len();
    if change.decision == 0 || change.decision > decisions {
        return Err(CounterfactualError::NoDecision { decision: change.decision, decisions });
    }
    let of = ReplayOptions {
        recorded: &history.decisions,
        injected: &history.injected,
        change: Some((change.decision, Answer::Choice(change.answer))),
        then,
        branch: None,
    };
    let mut run = Run::new(setup);
    let replayed = replay(&mut run, &PolicySet::new(setup), history.seed, history.run, of);
    let (history, left_at) = replayed
        .map_err(|illegal| CounterfactualError::Illegal { decision: change.decision, illegal })?;
    Ok(Counterfactual { history, left_at })
}

/// A paired difference over branches: with the change minus without it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BranchEffect {
    /// How many branches.
    pub branches: u64,
    /// Mean without the change; a share for an outcome.
    pub without: f64,
    /// Mean with it.
    pub with: f64,
    /// The difference.
    pub difference: f64,
    /// Its 95 % interval: Tango's of paired shares, Student's of paired means; none below two branches.
    pub interval: Option<Interval>,
}

/// How many branches are simulated, and what is measured of each.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Branches {
    /// The outcome or measure; one that every run has.
    pub metric: Metric,
    /// Days at which times are censored.
    pub horizons: Horizons,
    /// Number of branches.
    pub n: u64,
}

/// The values of the branches of a run at decision `at`, answered as recorded or with another `answer`: from there on each
/// branch has its own random draws, and the policies decide.
///
/// Everything before the decision is unchanged, as is what was drawn before it, such as the day of the next shock. Branch j
/// has the same draws whatever the answer (common random numbers).
///
/// # Errors
///
/// [`CounterfactualError`]
pub fn branches(
    setup: &CompiledScenario,
    history: &RunHistory,
    at: usize,
    answer: Option<Choice>,
    of: Branches,
) -> Result<Vec<f64>, CounterfactualError> {
    let read = |record: &Record| of.metric.value(of.horizons, record).unwrap_or_default();
    branches_with(setup, history, at, answer, 0..of.n, &read)
}

/// As [`branches`], for the branches of these numbers, with whatever `read` takes from their records.
///
/// # Errors
///
/// [`CounterfactualError`]
pub fn branches_with<'s, T: Send>(
    setup: &'s CompiledScenario,
    history: &RunHistory,
    at: usize,
    answer: Option<Choice>,
    numbers: Range<u64>,
    read: &(dyn Fn(&Record) -> T + Sync),
) -> Result<Vec<T>, CounterfactualError> {
    let decisions = history.decisions.len();
    if at == 0 || at > decisions {
        return Err(CounterfactualError::NoDecision { decision: at, decisions });
    }
    // The recording ends with the decision: what comes after it is for the policies.
    let recorded: &[Decision] = &history.decisions[..at];
    let one = |buffer: &mut Option<Run<'s>>, branch: u64| {
        let replayed = ReplayOptions {
            recorded,
            injected: &history.injected,
            change: answer.map(|choice| (at, Answer::Choice(choice))),
            then: AfterChange::Policies,
            branch: Some((at, FIRST_BRANCH + branch)),
        };
        let run = buffer.get_or_insert_with(|| {
            let mut run = Run::new(setup);
            run.keep_trajectory(false);
            run
        });
        let seats = PolicySet::new(setup);
        replay_with(run, &seats, (history.seed, history.run), false, replayed, &mut |_, _, _| {})
            .map_err(|illegal| CounterfactualError::Illegal { decision: at, illegal })?;
        Ok(read(run.record()))
    };
    numbers.into_par_iter().map_init(|| None, |buffer, branch| one(buffer, branch)).collect()
}

/// The paired difference of two lists of values, branch by branch.
#[must_use]
pub fn difference(metric: Metric, without: &[f64], with: &[f64]) -> BranchEffect {
    let n = without.len().min(with.len());
    let mean = |values: &[f64]| values.iter().sum::<f64>() / n.max(1) as f64;
    let interval = match metric {
        Metric::Outcome(_) => {
            let only = |a: &[f64], b: &[f64]| a.iter().zip(b).filter(|(a, b)| a > b).count() as u64;
            (n > 1).then(|| paired_shares(only(with, without), only(without, with), n as u64, Z95))
        }
        Metric::Measure(_) => {
            let mut moments = Moments::default();
            with.iter().zip(without).for_each(|(with, without)| moments.add(with - without));
            student_interval(&moments, 0.95)
        }
    };
    let (without, with) = (mean(without), mean(with));
    BranchEffect { branches: n as u64, without, with, difference: with - without, interval }
}

/// The effect of a change over branches.
///
/// # Errors
///
/// [`CounterfactualError`]
pub fn branch_effect(
    setup: &CompiledScenario,
    history: &RunHistory,
    change: Change,
    of: Branches,
) -> Result<BranchEffect, CounterfactualError> {
    let without = branches(setup, history, change.decision, None, of)?;
    let with = branches(setup, history, change.decision, Some(change.answer), of)?;
    Ok(difference(of.metric, &without, &with))
}

/// Where two histories diverge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Divergence {
    /// Leading ticks in common.
    pub common: usize,
    /// Leading decisions in common, with their answers.
    pub decisions: usize,
}

/// The first tick and the first decision in which two histories differ.
#[must_use]
pub fn divergence(one: &RunHistory, other: &RunHistory) -> Divergence {
    let common = one.ticks.iter().zip(&other.ticks).take_while(|(a, b)| a == b).count();
    let alike = |(a, b): &(&Decision, &Decision)| a == b;
    let decisions = one.decisions.iter().zip(&other.decisions).take_while(alike).count();
    Divergence { common, decisions }
}
