//! `summitry compare`: the same runs under several rules.

mod rules;
mod view;

use std::path::{Path, PathBuf};

use summitry_lab::experiment::{Comparison, Grid, Rule, RunError, Selection, Tuning, TuningResult};
use summitry_lab::output::{Completion, Manifest};
use summitry_lab::rows::metric::{Basis, Horizons, Metric};

use super::args::{CompareArgs, End, threads_or_cores};
use super::exit::{Exit, Failure};
use super::format::{counted, grouped, path, tame};
use super::progress::Progress;
use super::sweep::options;
use super::{load, messages, screen, signals};

/// Seconds of work that a crash undoes.
const CHECKPOINT: f64 = 5.0;
const RUNS: u64 = 1000;
const BUDGET: u64 = 200_000;
const CONFIDENCE: f64 = 0.95;
/// The indifference about an outcome's share, if none is typed.
const INDIFFERENCE: f64 = 0.01;

/// What decides which rule is the best.
#[derive(Clone, Copy, Debug)]
struct Criterion {
    metric: Metric,
    lowest: bool,
}

/// Compares, or selects.
pub(super) fn compare(args: &CompareArgs) -> Result<Exit, Failure> {
    let metric = load::metric(&args.measure)?;
    let lowest = args.best.map_or_else(|| metric.lower_is_better(), |end| end == End::Lowest);
    let criterion = Criterion { metric, lowest };
    let grids = rules::grids(args)?;
    if args.tune {
        check_has_value_always(metric)?;
    }
    if args.find_best {
        check_selection(args, criterion, grids.len())?;
        check_has_value_always(metric)?;
    }
    let Some((rules, tuned)) = tune(args, criterion, grids)? else {
        screen::note("interrupted while tuning: nothing is saved");
        return Ok(Exit::INTERRUPTED);
    };
    check_tuned(&rules)?;
    let ending = if args.find_best { "best" } else { "compared" };
    let id = &rules[0].setup.scenario.id;
    let dir = args.out.clone().unwrap_or_else(|| Path::new("out").join(format!("{id}-{ending}")));
    if args.find_best {
        select(args, criterion, rules, tuned, &dir)
    } else {
        compare_pairs(args, criterion, rules, tuned, &dir)
    }
}

/// Makes the same runs under every rule.
fn compare_pairs(
    args: &CompareArgs,
    criterion: Criterion,
    rules: Vec<Rule>,
    tuned: Option<TuningResult>,
    dir: &PathBuf,
) -> Result<Exit, Failure> {
    let runs = args.runs.unwrap_or(RUNS);
    let mut comparison = Comparison::new(rules, args.seed, runs);
    if let Some(tuned) = tuned {
        comparison = comparison.tuned(tuned);
    }
    let id = &comparison.rules()[0].setup.scenario.id;
    let mut progress = Progress::new(id, runs, !args.quiet);
    let options = options(args.threads, CHECKPOINT);
    let at = &mut |runs| progress.at(runs);
    let ended = comparison.run(dir, args.force, &options, &signals::listen(), at);
    progress.end();
    let (manifest, state) = match ended? {
        Completion::Done(manifest) => (manifest, "done"),
        Completion::AlreadyDone(manifest) => (manifest, note_already(args, dir, "comparison")),
        Completion::Interrupted { done } => {
            screen::note(&format!(
                "interrupted: {} of {} under each rule saved in {}; rerun the same command to resume",
                grouped(done),
                counted(runs, "run", "runs"),
                path(dir)
            ));
            return Ok(Exit::INTERRUPTED);
        }
    };
    let result = Finished { args, criterion, dir, manifest: &manifest, state };
    result.show(&view::comparison(&result, comparison.rules(), comparison.horizons())?)
}

/// Gives runs to the rules that may still be the best.
fn select(
    args: &CompareArgs,
    criterion: Criterion,
    rules: Vec<Rule>,
    tuned: Option<TuningResult>,
    dir: &PathBuf,
) -> Result<Exit, Failure> {
    let selection = Selection {
        rules,
        metric: criterion.metric,
        lowest: criterion.lowest,
        indifference: indifference(args, criterion.metric).unwrap_or_default(),
        confidence: args.confidence.unwrap_or(CONFIDENCE),
        budget: args.max_runs.unwrap_or(BUDGET),
        seed: args.seed,
        tuned,
    };
    let id = &selection.rules[0].setup.scenario.id;
    let mut progress = Progress::new(id, selection.budget, !args.quiet);
    let threads = threads_or_cores(args.threads);
    let at = &mut |runs| progress.at(runs);
    let ended = selection.run(dir, args.force, threads, &signals::listen(), at);
    progress.end();
    let (manifest, state) = match ended? {
        Completion::Done(manifest) => (manifest, "done"),
        Completion::AlreadyDone(manifest) => (manifest, note_already(args, dir, "selection")),
        Completion::Interrupted { .. } => {
            screen::note("interrupted: an incomplete selection saves nothing");
            return Ok(Exit::INTERRUPTED);
        }
    };
    let result = Finished { args, criterion, dir, manifest: &manifest, state };
    result.show(&view::selection(&result, &selection)?)
}

/// A finished comparison or selection, to be shown.
#[derive(Clone, Copy, Debug)]
struct Finished<'a> {
    args: &'a CompareArgs,
    criterion: Criterion,
    dir: &'a PathBuf,
    manifest: &'a Manifest,
    state: &'a str,
}

impl Finished<'_> {
    fn show(&self, text: &str) -> Result<Exit, Failure> {
        screen::print(text)?;
        if !self.args.quiet {
            screen::note(&messages::written(self.dir, self.manifest));
        }
        Ok(Exit::DONE)
    }
}

/// Notes that an earlier command has made the result; gives the state.
fn note_already(args: &CompareArgs, dir: &Path, what: &str) -> &'static str {
    if !args.quiet {
        screen::note(&messages::already(dir, what, "run"));
    }
    "already"
}

fn indifference(args: &CompareArgs, metric: Metric) -> Option<f64> {
    args.indifference.or(matches!(metric, Metric::Outcome(_)).then_some(INDIFFERENCE))
}

/// Whether --find-best can select with what was typed.
fn check_selection(args: &CompareArgs, criterion: Criterion, rules: usize) -> Result<(), Failure> {
    let name = criterion.metric.compared_name();
    if indifference(args, criterion.metric).is_none() {
        return Err(Failure::refused(format!(
            "--find-best needs --indifference for {name}: the smallest difference that matters"
        )));
    }
    let confidence = args.confidence.unwrap_or(CONFIDENCE);
    if confidence * rules as f64 <= 1.0 {
        return Err(Failure::refused(format!(
            "a confidence of {confidence} needs no runs: picking one of {rules} at random is as good"
        )));
    }
    let (least, budget) = (Selection::least_budget(rules), args.max_runs.unwrap_or(BUDGET));
    if budget < least {
        return Err(Failure::refused(format!(
            "--max-runs {} is fewer than the first stage needs: {} for {rules} rules",
            grouped(budget),
            counted(least, "run", "runs")
        )));
    }
    Ok(())
}

/// Tuning and selection need a metric that every run has a value of.
fn check_has_value_always(metric: Metric) -> Result<(), Failure> {
    let always =
        |metric: Metric| metric.basis(Horizons { window: 0.0, follow_up: 0.0 }) != Basis::Happened;
    if always(metric) {
        return Ok(());
    }
    let others: Vec<&str> =
        Metric::ALL.into_iter().filter(|&of| always(of)).map(Metric::compared_name).collect();
    Err(Failure::refused(format!(
        "{} is only known for runs with a summit, and the rule decides which those are: no rule can be chosen by it; \
         choose by one of {}",
        metric.compared_name(),
        others.join(", ")
    )))
}

/// The rules to be compared, and what their parameters were chosen on, if they were.
type Ready = (Vec<Rule>, Option<TuningResult>);

/// The rules, their parameters tuned with --tune; `None` if that was interrupted.
fn tune(
    args: &CompareArgs,
    criterion: Criterion,
    grids: Vec<Grid>,
) -> Result<Option<Ready>, RunError> {
    if !args.tune {
        let only = |grid: Grid| grid.points.into_iter().next();
        return Ok(Some((grids.into_iter().filter_map(only).collect(), None)));
    }
    let compared =
        if args.find_best { args.max_runs.unwrap_or(BUDGET) } else { args.runs.unwrap_or(RUNS) };
    let tuning = Tuning {
        metric: criterion.metric,
        lowest: criterion.lowest,
        seed: args.seed,
        first: compared,
        runs: args.tune_runs.unwrap_or(RUNS),
    };
    let points: usize = grids.iter().map(|grid| grid.points.len()).sum();
    let mut progress = Progress::new("tuning", points as u64 * tuning.runs, !args.quiet);
    let threads = threads_or_cores(args.threads);
    let found = tuning.run(grids, threads, &signals::listen(), &mut |runs| progress.at(runs));
    progress.end();
    Ok(found?.map(|(rules, tuned)| (rules, Some(tuned))))
}

/// Refuses rules that tuning made the same.
fn check_tuned(rules: &[Rule]) -> Result<(), Failure> {
    let twin = |k: &usize| rules[..*k].iter().any(|other| other.name == rules[*k].name);
    match (1..rules.len()).find(twin) {
        None => Ok(()),
        Some(k) => Err(Failure::refused(format!(
            "tuning made two rules the same: {}; leave one of them out",
            tame(&rules[k].name)
        ))),
    }
}
