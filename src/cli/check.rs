//! `summitry check`: all faults of scenarios, which are its result.

use std::io;

use serde_json::json;

use crate::scenario::{Loaded, Scenario, read};

use super::args::{Changes, CheckArgs, Format};
use super::exit::Exit;
use super::screen;
use super::words::{counted, tame, wrap};

/// Checks every scenario, whatever is wrong with those before it.
pub(super) fn check(args: &CheckArgs) -> io::Result<Exit> {
    let mut exit = Exit::DONE;
    for typed in &args.scenarios {
        let loaded = read(typed, &(&args.changes).into());
        if loaded.scenario.is_none() {
            exit = exit.and(Exit::REFUSED);
        }
        screen::print(&match args.format {
            Format::Table => told(&loaded),
            Format::Json => format!("{}\n", record(typed, &args.changes, &loaded)),
        })?;
    }
    Ok(exit)
}

fn told(loaded: &Loaded) -> String {
    let mut text = screen::drawn(&loaded.faults, &loaded.sources);
    if let Some(scenario) = &loaded.scenario {
        let line = format!("ok  {}: {}", tame(&scenario.id), size(scenario));
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
