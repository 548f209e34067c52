//! `summitry experiments`: what is bundled.

use std::io;

use serde_json::json;

use summitry_lab::experiment::{Changes, Experiment, bundled, read_experiment};
use summitry_model::fields::suggest::{listed, nearest};

use super::args::{Experiments, ExperimentsArgs, Format};
use super::exit::Exit;
use super::screen;
use super::sweep::size;
use super::words::wrap;

/// Lists the bundled experiments, or prints one.
pub(super) fn experiments(args: &ExperimentsArgs) -> io::Result<Exit> {
    if let Some(Experiments::Show { name }) = &args.what {
        return show(name);
    }
    let unchanged = Changes::default();
    let all: Vec<Experiment> =
        bundled::names().filter_map(|name| read_experiment(name, &unchanged).experiment).collect();
    screen::print(&match args.format {
        Format::Table => all.iter().map(told).collect::<String>(),
        Format::Json => all.iter().map(|one| format!("{}\n", record(one))).collect::<String>(),
    })?;
    Ok(Exit::DONE)
}

fn show(name: &str) -> io::Result<Exit> {
    let Some(text) = bundled::text(name) else {
        let help = match nearest(name, bundled::names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("bundled are {}", listed(bundled::names())),
        };
        screen::tell(&format!("there is no bundled experiment `{name}`; {help}"));
        return Ok(Exit::REFUSED);
    };
    screen::print(text)?;
    Ok(Exit::DONE)
}

fn told(experiment: &Experiment) -> String {
    let bold = screen::BOLD;
    let (id, width) = (&experiment.id, screen::width());
    let head = wrap(&format!("{id}  {}", experiment.title), width, "    ");
    let head = head.replacen(id.as_str(), &format!("{bold}{id}{bold:#}"), 1);
    let line = format!("{}, scenario {}", size(experiment), experiment.scenario.id);
    let size = wrap(&line, width.saturating_sub(4), "");
    format!("{head}\n    {}\n", size.replace('\n', "\n    "))
}

/// An experiment in a few keys.
pub(super) fn record(experiment: &Experiment) -> serde_json::Value {
    json!({
        "experiment": experiment.id,
        "title": experiment.title,
        "description": experiment.description,
        "scenario": experiment.scenario.id,
        "factors": experiment.factors.iter().map(|f| f.path.as_str()).collect::<Vec<_>>(),
        "cells": experiment.cells(),
        "most_runs": experiment.most_runs(),
    })
}
