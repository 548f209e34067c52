//! `summitry compare`: the same runs under several rules.

mod rules;
mod view;

use std::io;
use std::path::{Path, PathBuf};

use summitry_lab::experiment::{
    Compared, Comparison, Grid, Rule, RunError, Selected, Selection, Tuned, Tuning,
};
use summitry_lab::output::Manifest;
use summitry_lab::rows::cells::Metric;
use summitry_lab::rows::paired::{Basis, Limits, all_metrics, basis, lower_is_better};

use super::args::{CompareArgs, End};
use super::exit::Exit;
use super::faults::measure_or_tell;
use super::progress::Progress;
use super::sweep::options;
use super::words::{counted, grouped, tame};
use super::{screen, signals};

/// Seconds of work that a crash undoes.
const CHECKPOINT: f64 = 5.0;

/// What decides which rule is the best.
#[derive(Clone, Copy, Debug)]
struct Sought {
    asked: Metric,
    lowest: bool,
}

/// Compares, or selects.
pub(super) fn compare(args: &CompareArgs) -> io::Result<Exit> {
    let Some(sought) = sought(args) else { return Ok(Exit::REFUSED) };
    let Some(grids) = rules::grids(args) else { return Ok(Exit::REFUSED) };
    let names = grids.len();
    if args.tune && !has_value_always(sought.asked) {
        return Ok(Exit::REFUSED);
    }
    if args.find_best && !can_select(args, sought, names) {
        return Ok(Exit::REFUSED);
    }
    let (rules, tuned) = match tuned(args, sought, grids) {
        Ok(Some(done)) => done,
        Ok(None) => {
            screen::say("stopped while tuning: nothing is kept");
            return Ok(Exit::INTERRUPTED);
        }
        Err(error) => return Ok(told(&error)),
    };
    if let Some(exit) = tuned_alike(&rules) {
        return Ok(exit);
    }
    let ending = if args.find_best { "best" } else { "compared" };
    let id = &rules[0].setup.scenario.id;
    let dir = args.out.clone().unwrap_or_else(|| Path::new("out").join(format!("{id}-{ending}")));
    if args.find_best {
        select(args, sought, rules, tuned, &dir)
    } else {
        pair(args, sought, rules, tuned, &dir)
    }
}

fn pair(
    args: &CompareArgs,
    sought: Sought,
    rules: Vec<Rule>,
    tuned: Option<Tuned>,
    dir: &PathBuf,
) -> io::Result<Exit> {
    let runs = args.runs.unwrap_or(RUNS);
    let mut comparison = Comparison::new(rules, args.seed, runs);
    if let Some(tuned) = tuned {
        comparison = comparison.tuned(tuned);
    }
    let id = &comparison.rules()[0].setup.scenario.id;
    let mut progress = Progress::new(id, runs, !args.quiet);
    let options = options(args.threads, CHECKPOINT);
    let at = &mut |runs| progress.at(runs);
    let ended = comparison.run(dir, args.force, &options, signals::listen(), at);
    progress.end();
    let place = tame(&dir.to_string_lossy());
    let (manifest, state) = match ended {
        Ok(Compared::Done(manifest)) => (manifest, "done"),
        Ok(Compared::Already(manifest)) => {
            already(args, &place);
            (manifest, "already")
        }
        Ok(Compared::Interrupted { done }) => {
            screen::say(&format!(
                "stopped: {} of {} under each rule are kept in {place}; the same command goes on from there",
                grouped(done),
                counted(runs, "run", "runs")
            ));
            return Ok(Exit::INTERRUPTED);
        }
        Err(error) => return Ok(told(&error)),
    };
    let told = Told { args, sought, dir, manifest: &manifest, state };
    let limits = comparison.limits();
    shown(&told, view::comparison(&told, comparison.rules(), limits))
}

fn select(
    args: &CompareArgs,
    sought: Sought,
    rules: Vec<Rule>,
    tuned: Option<Tuned>,
    dir: &PathBuf,
) -> io::Result<Exit> {
    let selection = Selection {
        rules,
        asked: sought.asked,
        lowest: sought.lowest,
        indifference: indifference(args, sought.asked).unwrap_or_default(),
        confidence: args.confidence.unwrap_or(CONFIDENCE),
        budget: args.max_runs.unwrap_or(BUDGET),
        seed: args.seed,
        tuned,
    };
    let id = &selection.rules[0].setup.scenario.id;
    let mut progress = Progress::new(id, selection.budget, !args.quiet);
    let threads = options(args.threads, CHECKPOINT).threads;
    let at = &mut |runs| progress.at(runs);
    let ended = selection.run(dir, args.force, threads, signals::listen(), at);
    progress.end();
    let (manifest, state) = match ended {
        Ok(Selected::Done(manifest)) => (manifest, "done"),
        Ok(Selected::Already(manifest)) => {
            already(args, &tame(&dir.to_string_lossy()));
            (manifest, "already")
        }
        Ok(Selected::Interrupted) => {
            screen::say("stopped: a selection that is not complete leaves nothing");
            return Ok(Exit::INTERRUPTED);
        }
        Err(error) => return Ok(told(&error)),
    };
    let told = Told { args, sought, dir, manifest: &manifest, state };
    shown(&told, view::selection(&told, &selection))
}

/// What a view tells about.
#[derive(Clone, Copy, Debug)]
struct Told<'a> {
    args: &'a CompareArgs,
    sought: Sought,
    dir: &'a PathBuf,
    manifest: &'a Manifest,
    state: &'a str,
}

const RUNS: u64 = 1000;
const BUDGET: u64 = 200_000;
const CONFIDENCE: f64 = 0.95;
/// The indifference about an outcome's share, if none is typed.
const POINT: f64 = 0.01;

fn shown(
    told: &Told<'_>,
    view: Result<String, summitry_lab::output::OutputError>,
) -> io::Result<Exit> {
    match view {
        Ok(text) => {
            screen::print(&text)?;
            if !told.args.quiet {
                let files: Vec<&str> =
                    told.manifest.files.iter().map(|entry| entry.file.as_str()).collect();
                let place = tame(&told.dir.to_string_lossy());
                screen::say(&format!("\nWritten to {place}: {}", files.join(", ")));
            }
            Ok(Exit::DONE)
        }
        Err(error) => {
            screen::tell(&error.to_string());
            Ok(Exit(error.exit_code()))
        }
    }
}

fn already(args: &CompareArgs, place: &str) {
    if !args.quiet {
        screen::say(&format!(
            "{place} holds this already: nothing was run (--force writes it anew)\n"
        ));
    }
}

fn told(error: &RunError) -> Exit {
    screen::tell(&error.to_string());
    Exit(error.exit_code())
}

/// What is sought, from `--measure` and `--best`.
fn sought(args: &CompareArgs) -> Option<Sought> {
    let asked = measure_or_tell(&args.measure)?;
    let lowest = match args.best {
        Some(end) => end == End::Lowest,
        None => lower_is_better(asked),
    };
    Some(Sought { asked, lowest })
}

fn indifference(args: &CompareArgs, asked: Metric) -> Option<f64> {
    args.indifference.or(matches!(asked, Metric::Outcome(_)).then_some(POINT))
}

/// Whether a selection can be made; says why if not.
fn can_select(args: &CompareArgs, sought: Sought, rules: usize) -> bool {
    let name = sought.asked.name();
    if indifference(args, sought.asked).is_none() {
        screen::tell(&format!(
            "--find-best needs --indifference for {name}: the least difference that matters"
        ));
        return false;
    }
    let confidence = args.confidence.unwrap_or(CONFIDENCE);
    if confidence * rules as f64 <= 1.0 {
        screen::tell(&format!(
            "a confidence of {confidence} needs no runs: picking one of {rules} at random is as good"
        ));
        return false;
    }
    let (least, budget) = (Selection::least_budget(rules), args.max_runs.unwrap_or(BUDGET));
    if budget < least {
        screen::tell(&format!(
            "--max-runs {} is less than the first stage takes: {} for {rules} rules",
            grouped(budget),
            counted(least, "run", "runs")
        ));
        return false;
    }
    has_value_always(sought.asked)
}

/// Whether every run has a value of it, which tuning and selection need; says so if not.
fn has_value_always(asked: Metric) -> bool {
    let limits = Limits { window: 0.0, follow_up: 0.0 };
    if basis(asked, limits) != Basis::Happened {
        return true;
    }
    let others: Vec<&str> = all_metrics()
        .filter(|&other| basis(other, limits) != Basis::Happened)
        .map(Metric::name)
        .collect();
    screen::tell(&format!(
        "{} is only known of runs with a summit, and which these are is the rule's doing: no rule can be chosen by it; \
         choose by one of {}",
        asked.name(),
        others.join(", ")
    ));
    false
}

/// The rules to be compared, and what their parameters were chosen on, if they were.
type Ready = (Vec<Rule>, Option<Tuned>);

/// The rules, their parameters tuned if that is asked; none if it was stopped.
fn tuned(args: &CompareArgs, sought: Sought, grids: Vec<Grid>) -> Result<Option<Ready>, RunError> {
    if !args.tune {
        let only = |grid: Grid| grid.points.into_iter().next();
        return Ok(Some((grids.into_iter().filter_map(only).collect(), None)));
    }
    let compared =
        if args.find_best { args.max_runs.unwrap_or(BUDGET) } else { args.runs.unwrap_or(RUNS) };
    let tuning = Tuning {
        asked: sought.asked,
        lowest: sought.lowest,
        seed: args.seed,
        first: compared,
        runs: args.tune_runs.unwrap_or(RUNS),
    };
    let points: usize = grids.iter().map(|grid| grid.points.len()).sum();
    let mut progress = Progress::new("tuning", points as u64 * tuning.runs, !args.quiet);
    let threads = options(args.threads, CHECKPOINT).threads;
    let found = tuning.run(grids, threads, signals::listen(), &mut |runs| progress.at(runs));
    progress.end();
    Ok(found?.map(|(rules, tuned)| (rules, Some(tuned))))
}

/// Refuses rules that tuning made the same.
fn tuned_alike(rules: &[Rule]) -> Option<Exit> {
    let twin = |k: &usize| rules[..*k].iter().any(|other| other.name == rules[*k].name);
    let k = (1..rules.len()).find(twin)?;
    screen::tell(&format!(
        "tuning made two rules the same: {}; leave one of them out",
        tame(&rules[k].name)
    ));
    Some(Exit::REFUSED)
}
