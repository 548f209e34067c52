//! `summitry replay`: the runs of a log made again from their answers, and compared to the bit.

use std::fs::File;
use std::io::{self, BufReader};

use serde_json::json;

use crate::cli::args::{Format, ReplayArgs};
use crate::cli::exit::Exit;
use crate::cli::progress::Progress;
use crate::cli::screen;
use crate::cli::words::{counted, grouped, tame, wrap};
use summitry_lab::replay::log::{LogError, Replayed, read_head, replay as made_again};
use summitry_lab::rows::log::Head;
use summitry_model::process::CompiledScenario;
use summitry_model::scenario::{Loaded, Overrides, Scenario, bundled, read};

/// Departures that are told.
const FEW: usize = 10;
/// The file beside a batch's log that has its scenario.
const BESIDE: &str = "scenario.toml";

/// Replays, and tells what was found.
pub(in crate::cli) fn replay(args: &ReplayArgs) -> io::Result<Exit> {
    let place = tame(&args.log.to_string_lossy());
    let file = match File::open(&args.log) {
        Ok(file) => file,
        Err(error) => {
            screen::tell(&format!("{place} cannot be read: {error}"));
            return Ok(Exit::REFUSED);
        }
    };
    let mut log = BufReader::new(file);
    let head = match read_head(&mut log) {
        Ok(head) => head,
        Err(error) => return Ok(refused(&place, &error)),
    };
    let Some(scenario) = scenario(args, &head) else { return Ok(Exit::REFUSED) };
    let setup = CompiledScenario::new(scenario);
    let mut progress = Progress::new("replay", 0, false);
    let found = made_again(&mut log, &head, &setup, &mut |runs| progress.at(runs));
    progress.end();
    let found = match found {
        Ok(found) => found,
        Err(error) => return Ok(refused(&place, &error)),
    };
    let exit = if found.departures.is_empty() { Exit::DONE } else { Exit::FAILED };
    let text = match args.format {
        Format::Json => json_of(&head, &found),
        Format::Table => told(&place, &head, &found, screen::width()),
    };
    screen::print(&text)?;
    Ok(exit)
}

fn refused(place: &str, error: &LogError) -> Exit {
    screen::tell(&format!("{place}: {error}"));
    Exit::DATA
}

/// The scenario of the log; none if it is refused, which is told.
fn scenario(args: &ReplayArgs, head: &Head) -> Option<Scenario> {
    let beside = args.log.with_file_name(BESIDE);
    let typed = match &args.scenario {
        Some(typed) => typed.clone(),
        None if beside.is_file() => beside.to_string_lossy().into_owned(),
        None if bundled::text(&head.scenario).is_some() => head.scenario.clone(),
        None => {
            screen::tell(&format!(
                "the log is of the scenario {}, which is neither bundled nor beside it as {BESIDE}: give --scenario",
                tame(&head.scenario)
            ));
            return None;
        }
    };
    let Loaded { sources, faults, scenario } = read(&typed, &Overrides::from(&args.changes));
    if scenario.is_none() {
        screen::say_faults(&faults, &sources);
    }
    // A batch's own scenario.toml is named after its file; what it is of stands in the log.
    scenario.map(|mut scenario| {
        if args.scenario.is_none() {
            scenario.id.clone_from(&head.scenario);
        }
        scenario
    })
}

fn json_of(head: &Head, found: &Replayed) -> String {
    let record = json!({
        "scenario": head.scenario,
        "seed": head.seed,
        "equal": found.equal,
        "decisions": found.decisions,
        "departures": found.departures.iter().map(ToString::to_string).collect::<Vec<_>>(),
    });
    format!("{record}\n")
}

fn told(place: &str, head: &Head, found: &Replayed, width: usize) -> String {
    let departed = found.departures.len();
    let runs = counted(found.equal + departed as u64, "run", "runs");
    let mut text = if departed == 0 {
        format!(
            "{place}: {runs} of {}, seed {}, made again from {} and equal to the bit",
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
