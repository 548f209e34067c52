//! `summitry check`: every error in scenarios and experiments, as the result on standard output.

mod views;

use serde_json::json;

use summitry_lab::experiment::{self, LoadedExperiment, names_experiment, read_experiment};
use summitry_model::scenario::{Loaded, Scenario, read};

use views::{Defaults, Try};

use super::args::{Changes, CheckArgs, Format};
use super::exit::{Exit, Failure};
use super::format::{counted, tame, wrap};
use super::progress::Progress;
use super::{experiments, screen, signals};

/// Checks every scenario, whatever is wrong with those before it.
pub(super) fn check(args: &CheckArgs) -> Result<Exit, Failure> {
    let mut exit = Exit::DONE;
    for typed in &args.scenarios {
        if names_experiment(typed) {
            exit = exit.and(check_experiment(typed, args).or_else(Failure::and_continue)?);
            continue;
        }
        let loaded = read(typed, &(&args.changes).into());
        if loaded.scenario.is_none() {
            exit = exit.and(Exit::REFUSED);
        }
        screen::print(&match args.format {
            Format::Table => text(&loaded) + &shown_text(args, &loaded)?,
            Format::Json => {
                let mut record = record(typed, &args.changes, &loaded);
                add_shown(&mut record, args, &loaded)?;
                format!("{record}\n")
            }
        })?;
    }
    Ok(exit)
}

/// Checks an experiment: its file, and every cell.
fn check_experiment(typed: &str, args: &CheckArgs) -> Result<Exit, Failure> {
    if args.changes.gate.is_some()
        || args.changes.sequence.is_some()
        || !args.changes.set.is_empty()
    {
        return Err(Failure::refused(format!(
            "{} is an experiment: --set and --gate change scenarios; write `set` and `gate` in its file",
            tame(typed)
        )));
    }
    let LoadedExperiment { sources, faults, experiment } =
        read_experiment(typed, &experiment::Changes::default());
    let stop = signals::listen();
    let checked = experiment.as_ref().map_or(Ok(()), |experiment| {
        let mut progress = Progress::things("cells checked", experiment.cells(), true);
        let checked = experiment.check(&stop, &mut |cells| progress.at(cells));
        progress.end();
        checked
    });
    if checked.is_ok() && signals::stopped() {
        let typed = tame(typed);
        let why = format!("interrupted: not all cells of {typed} were checked");
        return Err(Failure::new(Exit::INTERRUPTED, why));
    }
    let is_sound = experiment.is_some() && checked.is_ok();
    if args.format == Format::Json {
        let record = json!({
            "checked": typed,
            "ok": is_sound,
            "experiment": experiment.as_ref().map(experiments::record),
            "faults": faults.records(&sources),
            "impossible": checked.as_ref().err().map(ToString::to_string),
        });
        screen::print(&format!("{record}\n"))?;
    } else {
        let mut text = screen::render(&faults, &sources);
        if let (Some(experiment), Ok(())) = (&experiment, &checked) {
            let line = format!(
                "ok  {}: {}, scenario {}",
                tame(&experiment.id),
                super::sweep::size(experiment),
                tame(&experiment.scenario.id)
            );
            text.push_str(&format!("{}\n", wrap(&line, screen::width(), "    ")));
        }
        screen::print(&text)?;
        if let Err(cell) = &checked {
            screen::error(&cell.to_string());
        }
    }
    Ok(if is_sound { Exit::DONE } else { Exit::REFUSED })
}

/// What is asked to be shown of a sound scenario.
fn shown_text(args: &CheckArgs, loaded: &Loaded) -> Result<String, Failure> {
    let Some(scenario) = &loaded.scenario else { return Ok(String::new()) };
    let width = screen::width();
    let mut text = String::new();
    if args.defaults {
        text.push_str(&format!("\n{}", Defaults::new(scenario, args.influence)?.text(width)));
    }
    if args.positions {
        text.push_str(&format!("\n{}", views::positions_text(scenario, width)));
    }
    if args.try_runs {
        text.push_str(&format!("\n{}", Try::new(scenario)?.text(width)));
    }
    Ok(text)
}

/// The same, in the record of a check.
fn add_shown(
    record: &mut serde_json::Value,
    args: &CheckArgs,
    loaded: &Loaded,
) -> Result<(), Failure> {
    let Some(scenario) = &loaded.scenario else { return Ok(()) };
    if args.defaults {
        record["defaults"] = Defaults::new(scenario, args.influence)?.json();
    }
    if args.positions {
        record["positions"] = views::positions_json(scenario);
    }
    if args.try_runs {
        record["try"] = Try::new(scenario)?.json();
    }
    Ok(())
}

fn text(loaded: &Loaded) -> String {
    let mut text = screen::render(&loaded.faults, &loaded.sources);
    if let Some(scenario) = &loaded.scenario {
        let bases = tame(&scenario.origin.bases.join(" → "));
        let line = format!(
            "ok  {}: {}, base {bases}; {}",
            tame(&scenario.id),
            size(scenario),
            scenario.origin.sentence()
        );
        text.push_str(&wrap(&line, screen::width(), "    "));
        text.push('\n');
    }
    text
}

/// How large a scenario is, and its gate.
pub(super) fn size(scenario: &Scenario) -> String {
    format!(
        "{}, {}, {}, gate {}",
        counted(scenario.parties.len() as u64, "party", "parties"),
        counted(scenario.issues.len() as u64, "issue", "issues"),
        counted(scenario.shocks.len() as u64, "kind of shock", "kinds of shock"),
        scenario.gate_spec.label()
    )
}

fn record(typed: &str, changes: &Changes, loaded: &Loaded) -> serde_json::Value {
    let scenario = loaded.scenario.as_ref().map(|scenario| {
        json!({
            "id": scenario.id,
            "title": scenario.title,
            "parties": scenario.parties.len(),
            "issues": scenario.issues.len(),
            "shocks": scenario.shocks.len(),
            "gate": scenario.gate_spec.label(),
            "bases": scenario.origin.bases,
            "own_numbers": scenario.origin.own(),
            "default_numbers": scenario.origin.defaults(),
        })
    });
    json!({
        "checked": typed,
        "set": changes.set,
        "ok": scenario.is_some(),
        "scenario": scenario,
        "faults": loaded.faults.records(&loaded.sources),
    })
}
