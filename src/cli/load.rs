//! Scenarios, experiments and metrics by what was typed.

use summitry_lab::experiment::{
    self, Experiment, LoadedExperiment, names_experiment, read_experiment,
};
use summitry_lab::rows::metric::Metric;
use summitry_model::fields::suggest::{listed, nearest};
use summitry_model::scenario::{self, Loaded, Overrides, Scenario, read};

use super::args::{Changes, SweepChanges};
use super::exit::{Exit, Failure};
use super::format::tame;
use super::screen;
use crate::called;

impl From<&Changes> for Overrides {
    fn from(changes: &Changes) -> Overrides {
        Overrides {
            gate: changes.gate.clone(),
            sequence: changes.sequence.clone(),
            set: changes.set.clone(),
        }
    }
}

/// Reads a scenario and reports its diagnostics, warnings too; or takes the one that a calling program gave.
pub(super) fn scenario(typed: &str, changes: &Changes) -> Result<Scenario, Failure> {
    if let Some(given) = called::scenario() {
        return Ok(given);
    }
    let Loaded { sources, faults, scenario } = read(typed, &changes.into());
    if !faults.is_empty() {
        screen::note_diagnostics(&faults, &sources);
    }
    scenario.ok_or(Failure::Reported(Exit::REFUSED))
}

/// Refuses an experiment where a scenario belongs.
pub(super) fn no_experiment(typed: &str) -> Result<(), Failure> {
    if names_experiment(typed) {
        let typed = tame(typed);
        return Err(Failure::refused(format!("{typed} is an experiment: summitry sweep {typed}")));
    }
    Ok(())
}

/// Reads an experiment and reports its diagnostics, warnings too.
pub(super) fn experiment(typed: &str, changes: &SweepChanges) -> Result<Experiment, Failure> {
    if scenario::bundled::text(typed).is_some() && experiment::bundled::text(typed).is_none() {
        return Err(Failure::refused(format!(
            "`{typed}` is a scenario: summitry run {typed}; an experiment varies it: \
             summitry experiments"
        )));
    }
    let LoadedExperiment { sources, faults, experiment } = read_experiment(typed, &changes.into());
    if !faults.is_empty() {
        screen::note_diagnostics(&faults, &sources);
    }
    experiment.ok_or(Failure::Reported(Exit::REFUSED))
}

/// The outcome or measure of this name.
pub(super) fn metric(typed: &str) -> Result<Metric, Failure> {
    Metric::compared(typed).ok_or_else(|| {
        let help = nearest(typed, Metric::compared_names()).map_or_else(
            || format!("there are {}", Metric::compared_names().collect::<Vec<_>>().join(", ")),
            |near| format!("did you mean {near}?"),
        );
        Failure::refused(format!("`{}` is not an outcome or measure; {help}", tame(typed)))
    })
}

/// The text of the bundled file `name`, a `kind` of file; a wrong name is met with the nearest right one.
pub(super) fn bundled<'a>(
    kind: &str,
    name: &str,
    text: Option<&'a str>,
    names: impl Iterator<Item = &'a str>,
) -> Result<&'a str, Failure> {
    text.ok_or_else(|| {
        let names: Vec<&str> = names.collect();
        let help = match nearest(name, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("bundled are {}", listed(names)),
        };
        Failure::refused(format!("there is no bundled {kind} `{name}`; {help}"))
    })
}

/// A bundled file as a copy of one's own: it finds its schema beside it, once that is written there.
pub(super) fn copy(kind: &str, text: &str) -> String {
    let Some((line, rest)) = text.split_once('\n') else { return text.to_owned() };
    let Some(path) = line.strip_prefix("#:schema ") else { return text.to_owned() };
    let name = path.rsplit('/').next().unwrap_or(path);
    let argument = if kind == "scenario" { String::new() } else { format!(" {kind}") };
    format!("#:schema ./{name}\n# For editors: summitry schema{argument} > {name}\n{rest}")
}
