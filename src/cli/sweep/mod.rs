//! `summitry sweep`: runs every cell of an experiment.

mod view;

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::json;

use summitry_lab::experiment::{Changes, Experiment, Options, Replications, Sweep};
use summitry_lab::output::{Completion, Manifest};

use super::args::{Format, PerRun, SweepArgs, SweepChanges, threads_or_cores};
use super::exit::{Exit, Failure};
use super::format::{counted, grouped, tame, wrap};
use super::format_option::Formats;
use super::progress::Progress;
use super::{load, messages, screen, signals};
use view::Cells;

/// Runs a sweep, or resumes it.
pub(super) fn sweep(args: &SweepArgs) -> Result<Exit, Failure> {
    let formats = Formats::from_words(&args.format)?;
    let experiment = load::experiment(&args.experiment, &args.changes)?;
    check_runs(&experiment, args.max_runs)?;
    let dir = args.out.clone().unwrap_or_else(|| Path::new("out").join(&experiment.id));
    if !args.quiet {
        screen::note(&format!("{}: {}", tame(&experiment.id), size(&experiment)));
    }
    let sweep = Sweep::new(&experiment, args.changes.per_run.into()).in_format(formats.written);
    let stop = signals::listen();
    let most = experiment.most_runs();
    let mut progress = Progress::new(&experiment.id, most, !args.quiet);
    let options = options(args.threads, args.checkpoint_every);
    let mut checking = Progress::things("cells checked", experiment.cells(), !args.quiet);
    let swept = sweep.run_watched(
        &dir,
        args.force,
        &options,
        &stop,
        &mut |cells| {
            checking.at(cells);
            if cells == experiment.cells() {
                checking.clear();
            }
        },
        &mut |runs| progress.at(runs),
    );
    progress.end();
    let (manifest, state) = match swept? {
        Completion::Done(manifest) => (manifest, "done"),
        Completion::AlreadyDone(manifest) => {
            if !args.quiet {
                screen::note(&messages::already(&dir, "sweep", "run"));
            }
            (manifest, "already")
        }
        Completion::Interrupted { done } => {
            screen::note(&messages::interrupted(&dir, done, most));
            return Ok(Exit::INTERRUPTED);
        }
    };
    show(&experiment, &dir, &manifest, state, formats.printed, args.no_truncate, args.quiet)
}

/// Prints the results of a finished sweep.
pub(super) fn show(
    experiment: &Experiment,
    dir: &PathBuf,
    manifest: &Manifest,
    state: &str,
    format: Format,
    no_truncate: bool,
    quiet: bool,
) -> Result<Exit, Failure> {
    let names: Vec<&str> = experiment.factors.iter().map(|factor| factor.name.as_str()).collect();
    let cells = Cells::read(dir, manifest, &names)?;
    if format == Format::Json {
        let record = json!({
            "experiment": experiment.id,
            "state": state,
            "dir": dir,
            "cells": cells.count,
            "runs": cells.runs,
            "seed": experiment.seed,
            "scenario": experiment.scenario.id,
        });
        screen::print(&format!("{record}\n"))?;
        return Ok(Exit::DONE);
    }
    let (width, bold) = (screen::width(), screen::BOLD);
    let title = wrap(&tame(&experiment.title), width, "");
    let inputs = format!(
        "{}: {}, {}, seed {}, scenario {}",
        tame(&experiment.id),
        counted(cells.count, "cell", "cells"),
        counted(cells.runs, "run", "runs"),
        experiment.seed,
        tame(&experiment.scenario.id)
    );
    let inputs = wrap(&inputs, width, "");
    screen::print(&format!(
        "{bold}{title}{bold:#}\n{inputs}\n\n{}",
        cells.table(if no_truncate { usize::MAX } else { width })
    ))?;
    if !quiet {
        screen::note(&messages::written(dir, manifest));
    }
    Ok(Exit::DONE)
}

/// How large an experiment is.
pub(super) fn size(experiment: &Experiment) -> String {
    let cells = counted(experiment.cells(), "cell", "cells");
    match experiment.replications {
        Replications::Fixed(runs) => format!(
            "{cells} of {}, {}",
            counted(runs, "run", "runs"),
            counted(experiment.most_runs(), "run in all", "runs in all")
        ),
        Replications::Until(until) => format!(
            "{cells} of {} to {} runs, until {} is known to ± {}; at most {}",
            grouped(until.minimum),
            grouped(until.maximum),
            until.measure.name(),
            until.half_width,
            counted(experiment.most_runs(), "run in all", "runs in all")
        ),
    }
}

/// Refuses an experiment with more runs than --max-runs allows.
pub(super) fn check_runs(experiment: &Experiment, max_runs: u64) -> Result<(), Failure> {
    if experiment.most_runs() <= max_runs {
        return Ok(());
    }
    Err(Failure::refused(format!(
        "{} has {}, more than the {} that --max-runs allows; raise it, or use fewer cells or \
         --replications",
        tame(&experiment.id),
        size(experiment),
        grouped(max_runs)
    )))
}

/// What a sweep runs on; `checkpoint_every` is in seconds.
pub(super) fn options(threads: Option<usize>, checkpoint_every: f64) -> Options {
    let checkpoint_every = Duration::from_secs_f64(checkpoint_every);
    Options { threads: threads_or_cores(threads), checkpoint_every }
}

impl From<&SweepChanges> for Changes {
    fn from(changes: &SweepChanges) -> Self {
        Changes { seed: changes.seed, replications: changes.replications }
    }
}

impl From<PerRun> for summitry_lab::experiment::PerRun {
    fn from(per_run: PerRun) -> Self {
        match per_run {
            PerRun::Rows => summitry_lab::experiment::PerRun::Rows,
            PerRun::None => summitry_lab::experiment::PerRun::None,
        }
    }
}
