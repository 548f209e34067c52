//! `summitry plan`: a sweep divided into shards for many machines.

mod slurm;

use serde_json::json;

use summitry_lab::experiment::{
    Frozen, MergeError, Plan, ShardState, array_expression, merge, shard_problem,
};
use summitry_lab::output::Completion;

use super::args::{Format, PlanMergeArgs, PlanNewArgs, PlanRunArgs, PlanStatusArgs, Plans};
use super::exit::{Exit, Failure};
use super::format::{counted, grouped, path, quoted, tame};
use super::format_option::Formats;
use super::progress::Progress;
use super::sweep::{check_runs, options, show, size};
use super::{load, messages, screen, signals};

/// Makes a plan, runs a shard of it, merges its shards, reports their state or prints a script.
pub(super) fn plan(args: &Plans) -> Result<Exit, Failure> {
    match args {
        Plans::New(args) => new(args),
        Plans::Run(args) => run(args),
        Plans::Merge(args) => merge_shards(args),
        Plans::Status(args) => status(args),
        Plans::Slurm(args) => {
            let frozen = Frozen::read(&args.plan)?;
            Formats::from_words(&args.format)?;
            screen::print(&slurm::script(&frozen.plan, args))?;
            Ok(Exit::DONE)
        }
    }
}

fn new(args: &PlanNewArgs) -> Result<Exit, Failure> {
    let experiment = load::experiment(&args.experiment, &args.changes)?;
    check_runs(&experiment, args.max_runs)?;
    let changes = (&args.changes).into();
    let stop = signals::listen();
    let threads = options(args.threads, 0.0).threads;
    let per_run = args.changes.per_run.into();
    let mut progress = Progress::things("cells checked", experiment.cells(), !args.quiet);
    let validated = &mut |cells| progress.at(cells);
    let plan = Plan::new(&experiment, &changes, per_run, args.shards, threads, &stop, validated);
    progress.end();
    if plan.is_ok() && signals::stopped() {
        screen::note("interrupted while the cells were checked: no plan was written");
        return Ok(Exit::INTERRUPTED);
    }
    let plan = plan?;
    if let Some(parent) = args.out.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        std::fs::create_dir_all(parent).map_err(|error| {
            let why = format!("{} cannot be created: {error}", path(parent));
            Failure::new(Exit::UNWRITTEN, why)
        })?;
    }
    // Shards are run by their plan: another in its place would make them foreign.
    if !args.force && args.out.exists() && !Plan::read(&args.out).is_ok_and(|there| there == plan) {
        return Err(Failure::refused(format!(
            "{} already exists and is another plan; choose another name, or replace it with --force",
            path(&args.out)
        )));
    }
    plan.write(&args.out)?;
    if !args.quiet {
        let each = counted(plan.shards, "shard", "shards");
        screen::note(&format!("{}: {} in {each}", tame(&plan.experiment), size(&experiment)));
        let file = quoted(&args.out.to_string_lossy());
        screen::note_raw(&format!(
            "\nWritten to {}. Next, on any machine and in any order:\n  \
             summitry plan run {file} --shard 0 --out shards      # … to {}\n  \
             summitry plan merge {file} shards --out {}",
            path(&args.out),
            plan.shards - 1,
            quoted(&format!("out/{}", plan.experiment))
        ));
    }
    Ok(Exit::DONE)
}

fn run(args: &PlanRunArgs) -> Result<Exit, Failure> {
    let frozen = Frozen::read(&args.plan)?;
    let plan = &frozen.plan;
    let dir = plan.shard_dir(&args.out, args.shard);
    let place = path(&dir);
    let stop = signals::listen();
    let most = frozen.shard_runs(args.shard);
    let name = format!("{}, shard {}", tame(&plan.experiment), args.shard);
    let mut progress = Progress::new(&name, most, !args.quiet);
    let options = options(args.threads, args.checkpoint_every);
    let note = |message: &str| {
        if !args.quiet {
            screen::note(message);
        }
    };
    let mut waiting = || note(&format!("another process is running {place}: waiting for it"));
    let at = &mut |runs| progress.at(runs);
    let ended = frozen.run(args.shard, &args.out, &options, &stop, &mut waiting, at);
    progress.end();
    match ended? {
        Completion::Done(_) => {
            note(&format!("shard {} of {} is in {place}", args.shard, plan.shards))
        }
        Completion::AlreadyDone(_) => {
            note(&format!("{place} already holds this shard: nothing was run"));
        }
        Completion::Interrupted { done } => {
            screen::note(&messages::interrupted(&dir, done, most));
            return Ok(Exit::INTERRUPTED);
        }
    }
    Ok(Exit::DONE)
}

fn merge_shards(args: &PlanMergeArgs) -> Result<Exit, Failure> {
    let formats = Formats::from_words(&args.format)?;
    let frozen = Frozen::read(&args.plan)?;
    let mut progress = Progress::things("shards", frozen.plan.shards, !args.quiet);
    let at = &mut |shards| progress.at(shards);
    let stop = signals::listen();
    let ended = merge(&frozen, &args.shards, &args.out, formats.written, args.force, &stop, at);
    progress.end();
    if let Err(MergeError::Missing { missing, .. }) = &ended {
        // The expression alone on standard output, for a script that runs what is missing.
        screen::print(&format!("{}\n", array_expression(missing.iter().copied())))?;
    }
    let (manifest, state) = match ended? {
        Completion::AlreadyDone(manifest) => {
            if !args.quiet {
                screen::note(&messages::already(&args.out, "sweep", "merged"));
            }
            (manifest, "already")
        }
        Completion::Done(manifest) => (manifest, "done"),
        Completion::Interrupted { done } => {
            screen::note(&format!(
                "interrupted: {} of {} merged; rerun the same command to merge them anew",
                grouped(done),
                counted(frozen.plan.shards, "shard", "shards")
            ));
            return Ok(Exit::INTERRUPTED);
        }
    };
    show(
        &frozen.experiment,
        &args.out,
        &manifest,
        state,
        formats.printed,
        args.no_truncate,
        args.quiet,
    )
}

fn status(args: &PlanStatusArgs) -> Result<Exit, Failure> {
    let Frozen { plan, .. } = Frozen::read(&args.plan)?;
    let (mut done, mut begun, mut missing, mut bad) = (0, Vec::new(), Vec::new(), Vec::new());
    for shard in 0..plan.shards {
        match plan.state(&args.shards, shard) {
            ShardState::Done(_) => done += 1,
            ShardState::Begun => begun.push(shard),
            ShardState::Missing => missing.push(shard),
            ShardState::Bad(error) => bad.push((shard, error)),
        }
    }
    let exit = match (bad.is_empty(), done == plan.shards) {
        (false, _) => Exit::DATA,
        (true, true) => Exit::DONE,
        (true, false) => Exit::INTERRUPTED,
    };
    let to_run = {
        let mut all: Vec<u64> = begun.iter().chain(&missing).copied().collect();
        all.sort_unstable();
        array_expression(all)
    };
    if args.format == Format::Json {
        let record = json!({
            "experiment": plan.experiment,
            "shards": plan.shards,
            "done": done,
            "begun": begun,
            "missing": missing.len(),
            "unusable": bad.iter().map(|(shard, _)| shard).collect::<Vec<_>>(),
            "to_run": to_run,
        });
        screen::print(&format!("{record}\n"))?;
        return Ok(exit);
    }
    let mut text = format!(
        "{}: {} of {} done",
        tame(&plan.experiment),
        grouped(done),
        counted(plan.shards, "shard", "shards")
    );
    let expression = |numbers: &[u64]| array_expression(numbers.iter().copied());
    if !begun.is_empty() {
        text.push_str(&format!("\nunfinished: {}", expression(&begun)));
    }
    if !missing.is_empty() {
        text.push_str(&format!("\nmissing: {}", expression(&missing)));
    }
    if !to_run.is_empty() {
        text.push_str(&format!("\nto run, as an array: {to_run}"));
    }
    screen::print(&format!("{text}\n"))?;
    for (shard, error) in &bad {
        screen::error(&shard_problem(error, &[*shard]));
    }
    Ok(exit)
}
