//! `summitry sweep`: every cell of an experiment.

use std::io;
use std::path::{Path, PathBuf};
use std::thread::available_parallelism;
use std::time::Duration;

use serde_json::json;

use summitry_lab::experiment::{
    self, Changes, Experiment, LoadedExperiment, Options, Replications, Sweep, Swept,
    read_experiment,
};
use summitry_lab::output::{MANIFEST, Manifest};
use summitry_model::scenario;

use super::args::{Format, PerRun, SweepArgs, SweepChanges};
use super::cells::Cells;
use super::exit::Exit;
use super::formats::formats_or_tell;
use super::progress::Progress;
use super::words::{counted, grouped, tame, wrap};
use super::{screen, signals};

/// Runs a sweep, or goes on with it.
pub(super) fn sweep(args: &SweepArgs) -> io::Result<Exit> {
    let Some(formats) = formats_or_tell(&args.format) else { return Ok(Exit::REFUSED) };
    let Some(experiment) = experiment_or_tell(&args.experiment, &args.changes) else {
        return Ok(Exit::REFUSED);
    };
    let most = experiment.most_runs();
    if most > args.max_runs {
        screen::tell(&too_many(&experiment, args.max_runs));
        return Ok(Exit::REFUSED);
    }
    let dir = args.out.clone().unwrap_or_else(|| Path::new("out").join(&experiment.id));
    let place = tame(&dir.to_string_lossy());
    if !args.quiet {
        screen::say(&format!("{}: {}", tame(&experiment.id), size(&experiment)));
    }
    let sweep = Sweep::new(&experiment, args.changes.per_run.into()).in_format(formats.written);
    let stop = signals::listen();
    let mut progress = Progress::new(&experiment.id, most, !args.quiet);
    let options = options(args.threads, args.checkpoint_every);
    let swept = sweep.run(&dir, args.force, &options, stop, &mut |runs| progress.at(runs));
    progress.end();
    let (manifest, state) = match swept {
        Ok(Swept::Done(manifest)) => (manifest, "done"),
        Ok(Swept::Already(manifest)) => {
            if !args.quiet {
                screen::say(&format!(
                    "{place} holds this sweep already: nothing was run (--force writes it anew)"
                ));
            }
            (manifest, "already")
        }
        Ok(Swept::Interrupted { done }) => {
            screen::say(&interrupted(done, most, &place));
            return Ok(Exit::INTERRUPTED);
        }
        Err(error) => {
            screen::tell(&error.to_string());
            return Ok(Exit(error.exit_code()));
        }
    };
    show(&experiment, &dir, &manifest, state, formats.printed, args.quiet)
}

/// Shows what a finished sweep came to.
pub(super) fn show(
    experiment: &Experiment,
    dir: &PathBuf,
    manifest: &Manifest,
    state: &str,
    format: Format,
    quiet: bool,
) -> io::Result<Exit> {
    let names: Vec<&str> = experiment.factors.iter().map(|factor| factor.name.as_str()).collect();
    let cells = match Cells::read(dir, manifest, &names) {
        Ok(cells) => cells,
        Err(error) => {
            screen::tell(&error.to_string());
            return Ok(Exit(error.exit_code()));
        }
    };
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
    screen::print(&format!("{bold}{title}{bold:#}\n{inputs}\n\n{}", cells.table(width)))?;
    if !quiet {
        let files = manifest.files.iter().map(|entry| entry.file.as_str());
        let files: Vec<&str> = files.chain([MANIFEST]).collect();
        let place = tame(&dir.to_string_lossy());
        screen::say(&format!("\nWritten to {place}: {}", files.join(", ")));
    }
    Ok(Exit::DONE)
}

/// Reads an experiment and tells its faults on standard error; none if it is refused.
pub(super) fn experiment_or_tell(typed: &str, changes: &SweepChanges) -> Option<Experiment> {
    if scenario::bundled::text(typed).is_some() && experiment::bundled::text(typed).is_none() {
        screen::tell(&format!(
            "`{typed}` is a scenario: summitry run {typed}; an experiment varies it: \
             summitry experiments"
        ));
        return None;
    }
    let changes = Changes { seed: changes.seed, replications: changes.replications };
    let LoadedExperiment { sources, faults, experiment } = read_experiment(typed, &changes);
    if !faults.is_empty() {
        screen::say_faults(&faults, &sources);
    }
    experiment
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
            "{cells} of {} to {} runs, until {} is known to ± {}; {} at most",
            grouped(until.minimum),
            grouped(until.maximum),
            until.measure.name(),
            until.half_width,
            counted(experiment.most_runs(), "run in all", "runs in all")
        ),
    }
}

/// The refusal of an experiment with more runs than are allowed.
pub(super) fn too_many(experiment: &Experiment, max_runs: u64) -> String {
    format!(
        "{} has {}, past the {} that --max-runs allows; allow more, or take fewer cells or \
         --replications",
        tame(&experiment.id),
        size(experiment),
        grouped(max_runs)
    )
}

pub(super) fn interrupted(done: u64, most: u64, place: &str) -> String {
    format!(
        "stopped: {} of {} are kept in {place}; the same command goes on from there",
        grouped(done),
        counted(most, "run", "runs")
    )
}

pub(super) fn options(threads: Option<usize>, checkpoint_every: f64) -> Options {
    let cores = || available_parallelism().map_or(1, usize::from);
    let checkpoint_every = Duration::from_secs_f64(checkpoint_every);
    Options { threads: threads.unwrap_or_else(cores), checkpoint_every }
}

impl From<PerRun> for summitry_lab::experiment::PerRun {
    fn from(per_run: PerRun) -> Self {
        match per_run {
            PerRun::Rows => summitry_lab::experiment::PerRun::Rows,
            PerRun::None => summitry_lab::experiment::PerRun::None,
        }
    }
}
