//! `summitry experiments`: the bundled experiments.

use serde_json::json;

use summitry_lab::experiment::{Changes, Experiment, bundled, read_experiment};

use super::args::{Experiments, ExperimentsArgs, Format};
use super::exit::{Exit, Failure};
use super::format::headed;
use super::sweep::size;
use super::{load, screen};

/// Lists the bundled experiments, or prints one.
pub(super) fn experiments(args: &ExperimentsArgs) -> Result<Exit, Failure> {
    if let Some(Experiments::Show { name }) = &args.what {
        let text = load::bundled("experiment", name, bundled::text(name), bundled::names())?;
        screen::print(&load::copy("experiment", text))?;
        return Ok(Exit::DONE);
    }
    let unchanged = Changes::default();
    let all: Vec<Experiment> =
        bundled::names().filter_map(|name| read_experiment(name, &unchanged).experiment).collect();
    screen::print(&match args.format {
        Format::Table => all.iter().map(text).collect::<String>(),
        Format::Json => all.iter().map(|one| format!("{}\n", record(one))).collect::<String>(),
    })?;
    Ok(Exit::DONE)
}

fn text(experiment: &Experiment) -> String {
    let line = format!("{}, scenario {}", size(experiment), experiment.scenario.id);
    headed(&experiment.id, &experiment.title, &line, screen::width())
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
