//! Batches, sweeps and comparisons, into directories.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::available_parallelism;

use pyo3::prelude::*;

use summitry::agents::{Agent, AgentSpec};
use summitry::experiment::{
    Batch, Changes, Comparison, LoadedExperiment, Options, PerRun, Rule, RunError, Sweep, Tables,
    read_experiment,
};
use summitry::output::{Completion, Manifest};

use super::agent::Callable;
use super::error::{exception, of_output, of_run, refused};
use super::setup::Setup;
use super::work::{Watch, watched};

fn cores(threads: Option<usize>) -> usize {
    threads.unwrap_or_else(|| available_parallelism().map_or(1, usize::from))
}

/// An agent in a seat: the party, the object, what the manifest calls it, and the digest of its source.
type Seated = (String, Py<PyAny>, String, Option<String>);

/// A run in which an agent lost its seat: its number, the party, and how.
type Lost = (u64, String, String);

/// Runs a batch into a directory. Gives the first run in which an agent lost its seat, and what was left out.
#[pyfunction]
#[expect(clippy::too_many_arguments, reason = "called from one place, by name")]
pub(crate) fn run(
    py: Python<'_>,
    setup: &Setup,
    runs: u64,
    seed: u64,
    tables: Option<&str>,
    threads: Option<usize>,
    directory: PathBuf,
    force: bool,
    agents: Vec<Seated>,
    progress: Option<Py<PyAny>>,
) -> PyResult<(Option<Lost>, Vec<String>)> {
    let tables = match tables {
        Some(list) => Tables::parse(list)
            .map_err(|error| exception(py, "RunError", (error.to_string(), "request")))?,
        None => Tables::all(),
    };
    let scenario = setup.scenario();
    let mut callables = Vec::new();
    let mut specs = Vec::new();
    for (party, object, name, digest) in agents {
        let place = scenario.parties.iter().position(|of| of.id == party);
        let place = place.ok_or_else(|| {
            let ids: Vec<&str> = scenario.parties.iter().map(|of| of.id.as_str()).collect();
            let why = format!("there is no party `{party}`; parties: {}", ids.join(", "));
            exception(py, "RunError", (why, "request"))
        })?;
        let agent = Arc::new(Callable::new(py, scenario, object, name, digest)?);
        callables.push(Arc::clone(&agent));
        specs.push(AgentSpec::in_process(place, agent as Arc<dyn Agent>));
    }
    let batch = Batch::new(scenario.clone(), seed, runs, tables).with_programs(specs);
    let threads = cores(threads);
    let ended = if callables.is_empty() {
        watched(py, progress.as_ref(), |watch| {
            batch.run(&directory, force, threads, &watch.stop, &mut |done| watch.at(done))
        })?
    } else {
        // Agents are called on this thread, which has Python's lock only while one of them answers.
        let watch = Watch::new();
        let mut raised = None;
        let ended = py.detach(|| {
            batch.run(&directory, force, threads, &watch.stop, &mut |done| {
                watch.at(done);
                if raised.is_none() {
                    raised = Python::attach(|py| watch.look(py, progress.as_ref())).err();
                }
            })
        });
        let abandoned = callables.iter().find_map(|agent| agent.raised());
        if let Some(error) = abandoned.or(raised) {
            return Err(error);
        }
        ended
    };
    match ended.map_err(|error| of_run(py, &error))? {
        Completion::Done(result) => {
            let lost = result.lost.map(|lost| (lost.run, lost.party, lost.lapse.to_string()));
            Ok((lost, result.left_out))
        }
        Completion::AlreadyDone(_) => Ok((None, Vec::new())),
        Completion::Interrupted { done } => Err(interrupted(py, &directory, done)),
    }
}

/// Work that was stopped though nothing was raised.
fn interrupted(py: Python<'_>, directory: &Path, done: u64) -> PyErr {
    let why = format!("interrupted: {done} runs are saved in {}", directory.display());
    exception(py, "RunError", (why, "incomplete"))
}

fn finished(
    py: Python<'_>,
    directory: &Path,
    ended: Result<Completion<Manifest>, RunError>,
) -> PyResult<()> {
    match ended.map_err(|error| of_run(py, &error))? {
        Completion::Done(_) | Completion::AlreadyDone(_) => Ok(()),
        Completion::Interrupted { done } => Err(interrupted(py, directory, done)),
    }
}

/// Runs a sweep into a directory.
#[pyfunction]
#[expect(clippy::too_many_arguments, reason = "called from one place, by name")]
pub(crate) fn sweep(
    py: Python<'_>,
    experiment: &str,
    seed: Option<u64>,
    replications: Option<u64>,
    rows: bool,
    threads: Option<usize>,
    directory: PathBuf,
    force: bool,
    progress: Option<Py<PyAny>>,
) -> PyResult<()> {
    let changes = Changes { seed, replications };
    let LoadedExperiment { sources, faults, experiment } = read_experiment(experiment, &changes);
    let Some(experiment) = experiment else {
        return Err(refused(py, "ExperimentError", &faults, &sources));
    };
    let sweep = Sweep::new(&experiment, if rows { PerRun::Rows } else { PerRun::None });
    let options = Options::threads(cores(threads));
    let ended = watched(py, progress.as_ref(), |watch| {
        sweep.run(&directory, force, &options, &watch.stop, &mut |done| watch.at(done))
    })?;
    finished(py, &directory, ended)
}

/// Makes the same runs of several scenarios, each under its name, into a directory.
#[pyfunction]
#[expect(clippy::too_many_arguments, reason = "called from one place, by name")]
pub(crate) fn compare(
    py: Python<'_>,
    rules: Vec<(String, Py<Setup>)>,
    runs: u64,
    seed: u64,
    threads: Option<usize>,
    directory: PathBuf,
    force: bool,
    progress: Option<Py<PyAny>>,
) -> PyResult<()> {
    let rule = |(name, setup): (String, Py<Setup>)| Rule::new(name, setup.get().scenario().clone());
    let comparison = Comparison::new(rules.into_iter().map(rule).collect(), seed, runs);
    let options = Options::threads(cores(threads));
    let ended = watched(py, progress.as_ref(), |watch| {
        comparison.run(&directory, force, &options, &watch.stop, &mut |done| watch.at(done))
    })?;
    finished(py, &directory, ended)
}

/// Refuses a directory that does not hold a finished result with all files as they were written.
#[pyfunction]
pub(crate) fn verify(py: Python<'_>, directory: PathBuf) -> PyResult<()> {
    let verified = py.detach(|| {
        let (manifest, _) = Manifest::of_finished(&directory)?;
        manifest.files.iter().try_for_each(|entry| manifest.verify_file(&directory, &entry.file))
    });
    verified.map_err(|error| of_output(py, &error))
}
