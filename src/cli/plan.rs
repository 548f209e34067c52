//! `summitry plan`: a sweep frozen for many machines.

use std::io;
use std::path::Path;

use serde_json::json;

use summitry_lab::experiment::{
    Changes, Frozen, MergeError, Plan, ShardState, Swept, array_expression, merge, told_of_shards,
};

use super::args::{Format, PlanMergeArgs, PlanNewArgs, PlanRunArgs, PlanStatusArgs, Plans};
use super::exit::Exit;
use super::formats::formats_or_tell;
use super::progress::Progress;
use super::sweep::{experiment_or_tell, interrupted, options, show, size, too_many};
use super::words::{counted, grouped, quoted, tame};
use super::{screen, signals, slurm};

/// Makes a plan, runs a shard of it, merges its shards, or tells how it stands.
pub(super) fn plan(args: &Plans) -> io::Result<Exit> {
    match args {
        Plans::New(args) => new(args),
        Plans::Run(args) => run(args),
        Plans::Merge(args) => merged(args),
        Plans::Status(args) => status(args),
        Plans::Slurm(args) => match read_or_tell(&args.plan) {
            Ok(frozen) => {
                screen::print(&slurm::script(&frozen.plan, args))?;
                Ok(Exit::DONE)
            }
            Err(exit) => Ok(exit),
        },
    }
}

fn new(args: &PlanNewArgs) -> io::Result<Exit> {
    let Some(experiment) = experiment_or_tell(&args.experiment, &args.changes) else {
        return Ok(Exit::REFUSED);
    };
    if experiment.most_runs() > args.max_runs {
        screen::tell(&too_many(&experiment, args.max_runs));
        return Ok(Exit::REFUSED);
    }
    let place = tame(&args.out.to_string_lossy());
    let changes = Changes { seed: args.changes.seed, replications: args.changes.replications };
    let stop = signals::listen();
    let threads = options(args.threads, 0.0).threads;
    let per_run = args.changes.per_run.into();
    let plan = match Plan::new(&experiment, &changes, per_run, args.shards, threads, stop) {
        Ok(_) if signals::stopped() => return Ok(Exit::INTERRUPTED),
        Ok(plan) => plan,
        Err(error) => {
            screen::tell(&error.to_string());
            return Ok(Exit(error.exit_code()));
        }
    };
    if let Some(parent) = args.out.parent().filter(|parent| !parent.as_os_str().is_empty())
        && let Err(error) = std::fs::create_dir_all(parent)
    {
        screen::tell(&format!("{} cannot be created: {error}", tame(&parent.to_string_lossy())));
        return Ok(Exit::UNWRITTEN);
    }
    // A plan is what shards are run by: another in its place would make them foreign.
    if !args.force && args.out.exists() {
        let same = Plan::read(&args.out).is_ok_and(|there| there == plan);
        if !same {
            screen::tell(&format!(
                "{place} is already there, and is another plan; choose another name, or replace \
                 it with --force"
            ));
            return Ok(Exit::REFUSED);
        }
    }
    if let Err(error) = plan.write(&args.out) {
        screen::tell(&error.to_string());
        return Ok(Exit(error.exit_code()));
    }
    if !args.quiet {
        let each = counted(plan.shards, "shard", "shards");
        screen::say(&format!("{}: {} in {each}", tame(&plan.experiment), size(&experiment)));
        let file = quoted(&args.out.to_string_lossy());
        screen::say_lines(&format!(
            "\nWritten to {place}. Next, on any machine and in any order:\n  \
             summitry plan run {file} --shard 0 --out shards      # … to {}\n  \
             summitry plan merge {file} shards --out {}",
            plan.shards - 1,
            quoted(&format!("out/{}", plan.experiment))
        ));
    }
    Ok(Exit::DONE)
}

fn run(args: &PlanRunArgs) -> io::Result<Exit> {
    let frozen = match read_or_tell(&args.plan) {
        Ok(frozen) => frozen,
        Err(exit) => return Ok(exit),
    };
    let plan = &frozen.plan;
    let place = tame(&plan.shard_dir(&args.out, args.shard).to_string_lossy());
    let stop = signals::listen();
    let most = frozen.shard_runs(args.shard);
    let name = format!("{}, shard {}", tame(&plan.experiment), args.shard);
    let mut progress = Progress::new(&name, most, !args.quiet);
    let options = options(args.threads, args.checkpoint_every);
    let mut waiting = || {
        if !args.quiet {
            screen::say(&format!("{place} is being run by another process: waiting for it"));
        }
    };
    let at = &mut |runs| progress.at(runs);
    let ended = frozen.run(args.shard, &args.out, &options, stop, &mut waiting, at);
    progress.end();
    match ended {
        Ok(Swept::Done(_)) => {
            say(args.quiet, &format!("shard {} of {} is in {place}", args.shard, plan.shards));
            Ok(Exit::DONE)
        }
        Ok(Swept::Already(_)) => {
            say(args.quiet, &format!("{place} holds this shard already: nothing was run"));
            Ok(Exit::DONE)
        }
        Ok(Swept::Interrupted { done }) => {
            screen::say(&interrupted(done, most, &place));
            Ok(Exit::INTERRUPTED)
        }
        Err(error) => {
            screen::tell(&error.to_string());
            Ok(Exit(error.exit_code()))
        }
    }
}

fn merged(args: &PlanMergeArgs) -> io::Result<Exit> {
    let Some(formats) = formats_or_tell(&args.format) else { return Ok(Exit::REFUSED) };
    let frozen = match read_or_tell(&args.plan) {
        Ok(frozen) => frozen,
        Err(exit) => return Ok(exit),
    };
    let Frozen { plan, experiment } = &frozen;
    let mut progress = Progress::things("shards", plan.shards, !args.quiet);
    let at = &mut |shards| progress.at(shards);
    let ended = merge(&frozen, &args.shards, &args.out, formats.written, args.force, at);
    progress.end();
    let (manifest, state) = match ended {
        Ok(Swept::Already(manifest)) => {
            let place = tame(&args.out.to_string_lossy());
            say(
                args.quiet,
                &format!(
                    "{place} holds this sweep already: nothing was merged (--force writes it anew)"
                ),
            );
            (manifest, "already")
        }
        Ok(Swept::Done(manifest)) => (manifest, "done"),
        Ok(Swept::Interrupted { .. }) => return Ok(Exit::INTERRUPTED),
        Err(error) => {
            // The expression alone on standard output, for a script that runs what is missing.
            if let MergeError::Missing { missing, .. } = &error {
                screen::print(&format!("{}\n", array_expression(missing.iter().copied())))?;
            }
            screen::tell(&error.to_string());
            return Ok(Exit(error.exit_code()));
        }
    };
    show(experiment, &args.out, &manifest, state, formats.printed, args.quiet)
}

fn status(args: &PlanStatusArgs) -> io::Result<Exit> {
    let Frozen { plan, .. } = match read_or_tell(&args.plan) {
        Ok(frozen) => frozen,
        Err(exit) => return Ok(exit),
    };
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
        screen::tell(&told_of_shards(error, &[*shard]));
    }
    Ok(exit)
}

/// Reads a plan, or tells why not.
fn read_or_tell(path: &Path) -> Result<Frozen, Exit> {
    Frozen::read(path).map_err(|error| {
        screen::tell(&error.to_string());
        Exit(error.exit_code())
    })
}

fn say(quiet: bool, message: &str) {
    if !quiet {
        screen::say(message);
    }
}
