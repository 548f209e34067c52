//! What if one decision had been another: the same run with the same luck, and the same choice over many futures.

use std::ops::Range;

use rayon::prelude::*;

use crate::rows::cells::Metric;
use crate::rows::paired::{Limits, value};
use summitry_engine::stats::{Interval, Moments, Z95, paired_shares, student_interval};
use summitry_model::policy::decision::Illegal;
use summitry_model::policy::{Answer, Choice};
use summitry_model::process::{CompiledScenario, PolicySet, Record, Run};

use super::path::drive_along;
use super::{AfterChange, Decision, Path, ReplayOptions, follow};

/// The first replication whose luck is that of a future: no run that can be asked for has it.
const FUTURES: u64 = 1 << 39;

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
    pub path: Path,
    /// The number of the first decision that no recorded answer was given to: from there the policies decide.
    pub left_at: Option<usize>,
}

/// Makes the run of `path` again with a decision changed: the same luck, before the change the same to the bit; after it, who
/// `then` says answers.
///
/// # Errors
///
/// [`CounterfactualError`]
pub fn fork(
    setup: &CompiledScenario,
    path: &Path,
    change: Change,
    then: AfterChange,
) -> Result<Counterfactual, CounterfactualError> {
    let decisions = path.decisions.len();
    if change.decision == 0 || change.decision > decisions {
        return Err(CounterfactualError::NoDecision { decision: change.decision, decisions });
    }
    let of = ReplayOptions {
        recorded: &path.decisions,
        injected: &path.injected,
        change: Some((change.decision, Answer::Choice(change.answer))),
        then,
        future: None,
    };
    let mut run = Run::new(setup);
    let followed = follow(&mut run, &PolicySet::of(setup), path.seed, path.run, of);
    let (path, left_at) = followed
        .map_err(|illegal| CounterfactualError::Illegal { decision: change.decision, illegal })?;
    Ok(Counterfactual { path, left_at })
}

/// A paired difference over futures: with the change less without it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OverFutures {
    /// How many futures.
    pub futures: u64,
    /// Mean without the change; a share for an outcome.
    pub without: f64,
    /// Mean with it.
    pub with: f64,
    /// The difference.
    pub difference: f64,
    /// Its 95 % interval: Tango's of paired shares, Student's of paired means; none below two futures.
    pub interval: Option<Interval>,
}

/// What is measured over futures, and of how many.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Futures {
    /// The outcome or measure; one that every run has.
    pub asked: Metric,
    /// Days at which times are cut.
    pub limits: Limits,
    /// How many.
    pub n: u64,
}

/// The values of the futures of a run that goes on from decision `at` with other luck, the policies deciding, with the answer
/// recorded there or another.
///
/// Everything before the decision is as it was, and so is what was drawn before it, such as the day of the next shock. Future j
/// has the same luck whatever is answered.
///
/// # Errors
///
/// [`CounterfactualError`]
pub fn futures(
    setup: &CompiledScenario,
    path: &Path,
    at: usize,
    answer: Option<Choice>,
    of: Futures,
) -> Result<Vec<f64>, CounterfactualError> {
    let read = |record: &Record| value(of.asked, of.limits, record).unwrap_or_default();
    read_futures(setup, path, at, answer, 0..of.n, &read)
}

/// As [`futures`], those of these numbers, with whatever is read of each.
///
/// # Errors
///
/// [`CounterfactualError`]
pub fn read_futures<'s, T: Send>(
    setup: &'s CompiledScenario,
    path: &Path,
    at: usize,
    answer: Option<Choice>,
    numbers: Range<u64>,
    read: &(dyn Fn(&Record) -> T + Sync),
) -> Result<Vec<T>, CounterfactualError> {
    let decisions = path.decisions.len();
    if at == 0 || at > decisions {
        return Err(CounterfactualError::NoDecision { decision: at, decisions });
    }
    // The recording ends with the decision: what comes after it is for the policies.
    let recorded: &[Decision] = &path.decisions[..at];
    let one = |room: &mut Option<Run<'s>>, future: u64| {
        let followed = ReplayOptions {
            recorded,
            injected: &path.injected,
            change: answer.map(|choice| (at, Answer::Choice(choice))),
            then: AfterChange::Policies,
            future: Some((at, FUTURES + future)),
        };
        let run = room.get_or_insert_with(|| {
            let mut run = Run::new(setup);
            run.keep_trajectory(false);
            run
        });
        let seats = PolicySet::of(setup);
        drive_along(run, &seats, (path.seed, path.run), false, followed, &mut |_, _, _| {})
            .map_err(|illegal| CounterfactualError::Illegal { decision: at, illegal })?;
        Ok(read(run.record()))
    };
    numbers.into_par_iter().map_init(|| None, |room, future| one(room, future)).collect()
}

/// The paired difference of two lists of values, future by future.
#[must_use]
pub fn difference(asked: Metric, without: &[f64], with: &[f64]) -> OverFutures {
    let n = without.len().min(with.len());
    let mean = |values: &[f64]| values.iter().sum::<f64>() / n.max(1) as f64;
    let interval = match asked {
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
    OverFutures { futures: n as u64, without, with, difference: with - without, interval }
}

/// The effect of a change over futures.
///
/// # Errors
///
/// [`CounterfactualError`]
pub fn over_futures(
    setup: &CompiledScenario,
    path: &Path,
    change: Change,
    of: Futures,
) -> Result<OverFutures, CounterfactualError> {
    let without = futures(setup, path, change.decision, None, of)?;
    let with = futures(setup, path, change.decision, Some(change.answer), of)?;
    Ok(difference(of.asked, &without, &with))
}

/// Where two paths part.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Divergence {
    /// Ticks that both have, from the start.
    pub common: usize,
    /// Decisions that are answered alike, from the start.
    pub decisions: usize,
}

/// Where two paths part: the first tick and the first decision that differ.
#[must_use]
pub fn parting(one: &Path, other: &Path) -> Divergence {
    let common = one.ticks.iter().zip(&other.ticks).take_while(|(a, b)| a == b).count();
    let alike = |(a, b): &(&Decision, &Decision)| a == b;
    let decisions = one.decisions.iter().zip(&other.decisions).take_while(alike).count();
    Divergence { common, decisions }
}
