//! `summitry scenarios`: what is bundled.

use std::io;

use serde_json::json;

use crate::fields::suggest::{listed, nearest};
use crate::scenario::{Overrides, Scenario, bundled, read};

use super::args::{Format, Scenarios, ScenariosArgs};
use super::exit::Exit;
use super::screen::{self, Column};

/// Lists the bundled scenarios, or prints one.
pub(super) fn scenarios(args: &ScenariosArgs) -> io::Result<Exit> {
    if let Some(Scenarios::Show { name }) = &args.what {
        return show(name);
    }
    let unchanged = Overrides::default();
    let all: Vec<Scenario> =
        bundled::names().filter_map(|name| read(name, &unchanged).scenario).collect();
    screen::print(&match args.format {
        Format::Table => table(&all),
        Format::Json => all.iter().map(|scenario| format!("{}\n", record(scenario))).collect(),
    })?;
    Ok(Exit::DONE)
}

fn show(name: &str) -> io::Result<Exit> {
    let Some(text) = bundled::text(name) else {
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

fn table(all: &[Scenario]) -> String {
    let cells = |of: &dyn Fn(&Scenario) -> String| all.iter().map(of).collect();
    let columns = vec![
        Column::left("Scenario", 0, cells(&|s| s.id.clone())),
        Column::right("Parties", 4, cells(&|s| s.parties.len().to_string())),
        Column::right("Issues", 4, cells(&|s| s.issues.len().to_string())),
        Column::right("Shocks", 4, cells(&|s| s.shocks.len().to_string())),
        Column::left("Gate", 1, cells(&|s| s.gate_spec.label())),
        Column::left("Title", 3, cells(&|s| s.title.clone())),
    ];
    screen::table(columns, &[], screen::width())
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
