//! `summitry scenarios`: the bundled scenarios, and new ones from profiles.

mod import;

use serde_json::json;

use summitry_lab::experiment;
use summitry_model::scenario::{Overrides, Scenario, bundled, read};

use super::args::{Format, Scenarios, ScenariosArgs};
use super::exit::{Exit, Failure};
use super::format::headed;
use super::{check, load, screen};

/// Lists the bundled scenarios, prints one, or makes one from profiles.
pub(super) fn scenarios(args: &ScenariosArgs) -> Result<Exit, Failure> {
    match &args.what {
        Some(Scenarios::Show { name }) => return show(name),
        Some(Scenarios::Import(args)) => return import::import(args),
        None => {}
    }
    let unchanged = Overrides::default();
    let all: Vec<Scenario> =
        bundled::names().filter_map(|name| read(name, &unchanged).scenario).collect();
    screen::print(&match args.format {
        Format::Table => all.iter().map(text).collect::<String>(),
        Format::Json => {
            all.iter().map(|scenario| format!("{}\n", record(scenario))).collect::<String>()
        }
    })?;
    Ok(Exit::DONE)
}

fn show(name: &str) -> Result<Exit, Failure> {
    let text = bundled::text(name);
    if text.is_none() && experiment::bundled::text(name).is_some() {
        let why = format!("`{name}` is an experiment: summitry experiments show {name}");
        return Err(Failure::refused(why));
    }
    let text = load::bundled("scenario", name, text, bundled::names())?;
    screen::print(&load::copy("scenario", text))?;
    Ok(Exit::DONE)
}

fn text(scenario: &Scenario) -> String {
    headed(&scenario.id, &scenario.title, &check::size(scenario), screen::width())
}

fn record(scenario: &Scenario) -> serde_json::Value {
    json!({
        "scenario": scenario.id,
        "title": scenario.title,
        "description": scenario.description,
        "parties": scenario.parties.len(),
        "issues": scenario.issues.len(),
        "shocks": scenario.shocks.len(),
        "gate": scenario.gate_spec.label(),
    })
}
