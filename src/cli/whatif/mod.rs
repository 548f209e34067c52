//! `summitry whatif`: one decision changed, or every one in turn.

mod view;

use rayon::{ThreadPool, ThreadPoolBuilder};
use summitry_lab::replay::RunHistory;
use summitry_lab::replay::counterfactual::{Branches, Change, branch_effect, counterfactual};
use summitry_lab::replay::influence::{FlipSet, flips, scan};
use summitry_lab::rows::metric::{Basis, Horizons, Metric};
use summitry_model::policy::{Choice, RequestKind};
use summitry_model::process::CompiledScenario;

use super::args::{Format, WhatifArgs, threads_or_cores};
use super::exit::{Exit, Failure};
use super::progress::Progress;
use super::{load, screen, signals};

/// Flips that a screen shows.
const SHOWN: usize = 15;
/// Futures of each flip of a scan.
const OF_A_SCAN: u64 = 100;

/// Makes the run, changes it, and shows both.
pub(super) fn whatif(args: &WhatifArgs) -> Result<Exit, Failure> {
    let asked = metric_of_all_runs(&args.measure)?;
    let scenario = load::scenario(&args.scenario, &args.changes)?;
    let setup = CompiledScenario::new(scenario);
    let calendar = &setup.scenario.calendar;
    let horizons = Horizons { window: calendar.window, follow_up: calendar.follow_up };
    let threads = threads_or_cores(args.threads);
    let pool = ThreadPoolBuilder::new().num_threads(threads).build().map_err(|error| {
        Failure::new(Exit::NO_THREADS, format!("no threads to run on ({error}); try --threads 1"))
    })?;
    let path = RunHistory::simulate(&setup, args.seed, args.run);
    if args.scan {
        let of = Branches { metric: asked, horizons, n: args.seeds.unwrap_or(OF_A_SCAN) };
        return scanned(args, &pool, &setup, &path, of);
    }
    let Some(change) = args.change else { return Ok(Exit::REFUSED) };
    let change = Change { decision: change.decision, answer: change.answer };
    let forked = counterfactual(&setup, &path, change, args.then.unwrap_or_default().into())
        .map_err(|error| {
            let shut = shut_gate(&path, change).unwrap_or_default();
            Failure::refused(format!(
                "{error}{shut}; summitry explain shows the numbers of decisions"
            ))
        })?;
    let of = args.seeds.map(|n| Branches { metric: asked, horizons, n });
    let branches = of.map(|of| (of, pool.install(|| branch_effect(&setup, &path, change, of))));
    let branches = match branches {
        Some((of, Ok(found))) => Some((of, found)),
        // The change was just made once: it is legal.
        Some((_, Err(error))) => return Err(Failure::refused(error)),
        None => None,
    };
    let view = view::Changed { setup: &setup, path: &path, forked: &forked, change, branches };
    let text = match args.format {
        Format::Json => view.json(),
        Format::Table => view.text(args.all, screen::width()),
    };
    screen::print(&text)?;
    Ok(Exit::DONE)
}

/// That the gate is what makes an answer illegal, and which answer is there in its place.
fn shut_gate(path: &RunHistory, change: Change) -> Option<String> {
    let decision = path.decisions.get(change.decision.checked_sub(1)?)?;
    match (decision.kind, change.answer) {
        (RequestKind::Grant { barred: true, .. }, Choice::Grant | Choice::Override) => {
            Some(". A summit is barred here, whatever the gate says".to_owned())
        }
        (RequestKind::Grant { open: false, .. }, Choice::Grant) => {
            let number = change.decision;
            Some(format!(
                ". The gate is shut here: `override` grants the summit all the same (--change {number}=override)"
            ))
        }
        (RequestKind::Grant { open: true, .. }, Choice::Override) => {
            let number = change.decision;
            Some(format!(
                ". The gate is open here: nothing is to be overridden (--change {number}=grant)"
            ))
        }
        _ => None,
    }
}

fn scanned(
    args: &WhatifArgs,
    pool: &ThreadPool,
    setup: &CompiledScenario,
    path: &RunHistory,
    of: Branches,
) -> Result<Exit, Failure> {
    let which = if args.tables { FlipSet::All } else { FlipSet::OffTheTable };
    let mut progress = Progress::new("flips", flips(path, which), !args.quiet);
    let stop = signals::listen();
    // What is written is written by this thread.
    let found = pool.install(|| scan(setup, path, which, of, &stop, &mut |done| progress.at(done)));
    progress.end();
    let Some(flips) = found.map_err(|error| Failure::new(Exit::INTERNAL, error))? else {
        screen::note("interrupted: an incomplete scan has no result");
        return Ok(Exit::INTERRUPTED);
    };
    let text = match args.format {
        Format::Json => view::scan_json(setup, path, of, &flips),
        Format::Table => {
            let top = args.top.unwrap_or(SHOWN);
            view::scan_text(setup, path, of, &flips, top, screen::width())
        }
    };
    screen::print(&text)?;
    Ok(Exit::DONE)
}

/// The outcome or measure, which every run must have.
fn metric_of_all_runs(typed: &str) -> Result<Metric, Failure> {
    let metric = load::metric(typed)?;
    if metric.basis(Horizons { window: 0.0, follow_up: 0.0 }) == Basis::Happened {
        return Err(Failure::refused(format!(
            "{} is only known for runs with a summit: futures without one could not be compared",
            metric.compared_name()
        )));
    }
    Ok(metric)
}
