//! `summitry scenarios`: what is bundled, and what can be made.

use std::io;

use serde_json::json;

use summitry_lab::experiment;
use summitry_model::fields::suggest::{listed, nearest};
use summitry_model::scenario::{Overrides, Scenario, bundled, read};

use super::args::{Format, Scenarios, ScenariosArgs};
use super::exit::Exit;
use super::words::wrap;
use super::{check, import, screen};

/// Lists the bundled scenarios, prints one, or makes one from profiles.
pub(super) fn scenarios(args: &ScenariosArgs) -> io::Result<Exit> {
    match &args.what {
        Some(Scenarios::Show { name }) => return show(name),
        Some(Scenarios::Import(args)) => return import::import(args),
        None => {}
    }
    let unchanged = Overrides::default();
    let all: Vec<Scenario> =
        bundled::names().filter_map(|name| read(name, &unchanged).scenario).collect();
    screen::print(&match args.format {
        Format::Table => all.iter().map(told).collect::<String>(),
        Format::Json => {
            all.iter().map(|scenario| format!("{}\n", record(scenario))).collect::<String>()
        }
    })?;
    Ok(Exit::DONE)
}

fn show(name: &str) -> io::Result<Exit> {
    let Some(text) = bundled::text(name) else {
        if experiment::bundled::text(name).is_some() {
            screen::tell(&format!("`{name}` is an experiment: summitry experiments show {name}"));
            return Ok(Exit::REFUSED);
        }
        let help = match nearest(name, bundled::names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("bundled are {}", listed(bundled::names())),
        };
        screen::tell(&format!("there is no bundled scenario `{name}`; {help}"));
        return Ok(Exit::REFUSED);
    };
    screen::print(text)?;
    Ok(Exit::DONE)
}

fn told(scenario: &Scenario) -> String {
    let bold = screen::BOLD;
    let name = &scenario.id;
    let width = screen::width();
    let head = wrap(&format!("{name}  {}", scenario.title), width, "    ").replacen(
        name.as_str(),
        &format!("{bold}{name}{bold:#}"),
        1,
    );
    let size = wrap(&check::size(scenario), width.saturating_sub(4), "");
    format!("{head}\n    {}\n", size.replace('\n', "\n    "))
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
