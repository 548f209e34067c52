//! `summitry whatif`: one decision changed, or every one in turn.

mod told;

use std::io;
use std::thread::available_parallelism;

use summitry_lab::replay::Path;
use summitry_lab::replay::counterfactual::{Change, Futures, fork, over_futures};
use summitry_lab::replay::influence::{Which, flips, scan};
use summitry_lab::rows::cells::Metric;
use summitry_lab::rows::paired::{Basis, Limits, basis};
use summitry_model::process::CompiledScenario;

use super::args::{Format, WhatifArgs};
use super::exit::Exit;
use super::faults::{measure_or_tell, read_or_tell};
use super::progress::Progress;
use super::{screen, signals};

/// Flips that a screen shows.
const SHOWN: usize = 15;
/// Futures of each flip of a scan.
const OF_A_SCAN: u64 = 100;

/// Makes the run, changes it, and tells both.
pub(super) fn whatif(args: &WhatifArgs) -> io::Result<Exit> {
    let Some(asked) = asked(&args.measure) else { return Ok(Exit::REFUSED) };
    let Some(scenario) = read_or_tell(&args.scenario, &args.changes) else {
        return Ok(Exit::REFUSED);
    };
    let setup = CompiledScenario::new(scenario);
    let calendar = &setup.scenario.calendar;
    let limits = Limits { window: calendar.window, follow_up: calendar.follow_up };
    let cores = || available_parallelism().map_or(1, usize::from);
    let pool =
        rayon::ThreadPoolBuilder::new().num_threads(args.threads.unwrap_or_else(cores)).build();
    let pool = match pool {
        Ok(pool) => pool,
        Err(error) => {
            screen::tell(&format!("no threads to run on ({error}); try --threads 1"));
            return Ok(Exit(71));
        }
    };
    let path = Path::of(&setup, args.seed, args.run);
    if args.scan {
        let of = Futures { asked, limits, n: args.seeds.unwrap_or(OF_A_SCAN) };
        return pool.install(|| scanned(args, &setup, &path, of));
    }
    let Some(change) = args.change else { return Ok(Exit::REFUSED) };
    let change = Change { decision: change.decision, answer: change.answer };
    let forked = match fork(&setup, &path, change, args.then.unwrap_or_default().into()) {
        Ok(forked) => forked,
        Err(error) => {
            screen::tell(&format!("{error}; summitry explain numbers the decisions"));
            return Ok(Exit::REFUSED);
        }
    };
    let of = args.seeds.map(|n| Futures { asked, limits, n });
    let futures = of.map(|of| (of, pool.install(|| over_futures(&setup, &path, change, of))));
    let futures = match futures {
        Some((of, Ok(found))) => Some((of, found)),
        // The change was just made once: it is legal.
        Some((_, Err(error))) => {
            screen::tell(&error.to_string());
            return Ok(Exit::REFUSED);
        }
        None => None,
    };
    let view = told::Changed { setup: &setup, path: &path, forked: &forked, change, futures };
    let text = match args.format {
        Format::Json => view.json(),
        Format::Table => view.text(args.all, screen::width()),
    };
    screen::print(&text)?;
    Ok(Exit::DONE)
}

fn scanned(
    args: &WhatifArgs,
    setup: &CompiledScenario,
    path: &Path,
    of: Futures,
) -> io::Result<Exit> {
    let which = if args.tables { Which::All } else { Which::OffTheTable };
    let mut progress = Progress::new("flips", flips(path, which), !args.quiet);
    let at = &mut |done| progress.at(done);
    let found = scan(setup, path, which, of, signals::listen(), at);
    progress.end();
    match found {
        Ok(Some(flips)) => {
            let text = match args.format {
                Format::Json => told::scan_json(setup, path, of, &flips),
                Format::Table => told::scan_text(
                    setup,
                    path,
                    of,
                    &flips,
                    args.top.unwrap_or(SHOWN),
                    screen::width(),
                ),
            };
            screen::print(&text)?;
            Ok(Exit::DONE)
        }
        Ok(None) => {
            screen::say("stopped: a scan that is not complete says nothing");
            Ok(Exit::INTERRUPTED)
        }
        Err(error) => {
            screen::tell(&error.to_string());
            Ok(Exit::FAULT)
        }
    }
}

/// The outcome or measure, which every run must have; none if it is refused, which is told.
fn asked(typed: &str) -> Option<Metric> {
    let limits = Limits { window: 0.0, follow_up: 0.0 };
    let asked = measure_or_tell(typed)?;
    if basis(asked, limits) == Basis::Happened {
        screen::tell(&format!(
            "{} is only known of runs with a summit: futures that have none could not be compared",
            asked.name()
        ));
        return None;
    }
    Some(asked)
}
