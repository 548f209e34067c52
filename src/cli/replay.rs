//! `summitry replay`: makes the runs of a log again from their answers, and compares them bit for bit.

use std::fs::File;
use std::io::BufReader;

use serde_json::json;

use super::args::{Format, ReplayArgs};
use super::exit::{Exit, Failure};
use super::format::{counted, grouped, path, tame, wrap};
use super::progress::Progress;
use super::screen;
use summitry_lab::output::not_yet_there;
use summitry_lab::replay::log::{LogError, Replayed, read_head, replay_log};
use summitry_lab::rows::answer_log::Head;
use summitry_model::process::CompiledScenario;
use summitry_model::scenario::{Loaded, Overrides, Scenario, bundled, read};

/// Departures that are listed.
const FEW: usize = 10;
/// A batch writes its scenario to this file, beside its log.
const BESIDE: &str = "scenario.toml";

/// Replays the log, and reports where runs depart from it.
pub(super) fn replay(args: &ReplayArgs) -> Result<Exit, Failure> {
    let place = path(&args.log);
    if let Some(error) = not_yet_there(&args.log) {
        return Err(error.into());
    }
    let file = File::open(&args.log)
        .map_err(|error| Failure::refused(format!("{place} cannot be read: {error}")))?;
    let unusable = |error: LogError| {
        let exit = match &error {
            LogError::BrokenOff { .. } => Exit::INTERRUPTED,
            _ => Exit::DATA,
        };
        Failure::new(exit, format!("{place}: {error}"))
    };
    let mut log = BufReader::new(file);
    let (head, line) = read_head(&mut log).map_err(unusable)?;
    let setup = CompiledScenario::new(scenario(args, &head)?);
    let mut progress = Progress::new("replay", 0, false);
    let found = replay_log(&mut log, (&head, line), &setup, &mut |runs| progress.at(runs));
    progress.end();
    let found = found.map_err(unusable)?;
    let exit = if found.departures.is_empty() { Exit::DONE } else { Exit::FAILED };
    let text = match args.format {
        Format::Json => json(&head, &found),
        Format::Table => text(&place, &head, &found, screen::width()),
    };
    screen::print(&text)?;
    Ok(exit)
}

/// The scenario of the log: the one that was typed, the batch's own, or the bundled one of its name.
fn scenario(args: &ReplayArgs, head: &Head) -> Result<Scenario, Failure> {
    let beside = args.log.with_file_name(BESIDE);
    let typed = match &args.scenario {
        Some(typed) => typed.clone(),
        None if beside.is_file() => beside.to_string_lossy().into_owned(),
        None if bundled::text(&head.scenario).is_some() => head.scenario.clone(),
        None => {
            return Err(Failure::refused(format!(
                "the log is of the scenario {}, which is neither bundled nor beside it as {BESIDE}: give --scenario",
                tame(&head.scenario)
            )));
        }
    };
    let Loaded { sources, faults, scenario } = read(&typed, &Overrides::from(&args.changes));
    if scenario.is_none() {
        screen::note_diagnostics(&faults, &sources);
    }
    let mut scenario = scenario.ok_or(Failure::Reported(Exit::REFUSED))?;
    // A batch's own scenario.toml is named after its file; the scenario's name is in the log.
    if args.scenario.is_none() {
        scenario.id.clone_from(&head.scenario);
    }
    Ok(scenario)
}

fn json(head: &Head, found: &Replayed) -> String {
    let record = json!({
        "scenario": head.scenario,
        "seed": head.seed,
        "equal": found.equal,
        "decisions": found.decisions,
        "departures": found.departures.iter().map(ToString::to_string).collect::<Vec<_>>(),
    });
    format!("{record}\n")
}

fn text(place: &str, head: &Head, found: &Replayed, width: usize) -> String {
    let departed = found.departures.len();
    let runs = counted(found.equal + departed as u64, "run", "runs");
    let mut text = if departed == 0 {
        format!(
            "{place}: {runs} of {}, seed {}, reproduced from {} bit for bit",
            tame(&head.scenario),
            head.seed,
            counted(found.decisions, "answer", "answers"),
        )
    } else {
        format!("{place}: {} of {runs} departed from the log", grouped(departed as u64))
    };
    text = wrap(&text, width, "");
    text.push('\n');
    for departure in found.departures.iter().take(FEW) {
        text.push_str(&wrap(&tame(&departure.to_string()), width, "  "));
        text.push('\n');
    }
    if departed > FEW {
        text.push_str(&format!("and {} more\n", grouped((departed - FEW) as u64)));
    }
    text
}
