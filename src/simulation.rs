//! From a scenario's name to the records of its runs, in memory.

use std::fmt;
use std::ops::Range;

use summitry_engine::ReplicationTooGreat;
use summitry_model::policy::Answer;
use summitry_model::policy::decision::Illegal;
use summitry_model::process::{CompiledScenario, PolicySet, Record, Run, drive_by};
use summitry_model::scenario::{Loaded, Overrides, read};

/// Why a scenario is refused: every error in it, with its location and a suggested fix, as the command line shows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioError(String);

impl fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.trim_end())
    }
}

impl std::error::Error for ScenarioError {}

/// Why a run cannot be simulated.
#[derive(Clone, Debug, PartialEq)]
pub enum SimulationError {
    /// The number of the run is past the last one.
    Run(ReplicationTooGreat),
    /// An answer was not legal.
    Answer(Illegal),
}

impl fmt::Display for SimulationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SimulationError::Run(error) => error.fmt(f),
            SimulationError::Answer(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for SimulationError {}

/// Reads a bundled scenario by its name, or a file by its path, and compiles it. `set` changes parameters by their
/// dotted paths, such as `meeting.rounds.gap=15`, in order.
///
/// Warnings are not reported; [`scenario::read`](crate::scenario::read) has them, and can change the gate too.
///
/// # Errors
/// If there is no such scenario, or if it has errors.
///
/// ```
/// let scenario = summitry::load("classroom", &["meeting.rounds.gap=12"])?;
/// assert_eq!(scenario.scenario.round_type().of.gap, 12.0);
///
/// let error = summitry::load("classroom", &["meeting.rounds.gpa=12"]).unwrap_err();
/// assert!(error.to_string().contains("gap"));
/// # Ok::<(), summitry::ScenarioError>(())
/// ```
pub fn load(name_or_path: &str, set: &[&str]) -> Result<CompiledScenario, ScenarioError> {
    let set = set.iter().map(|&change| change.to_owned()).collect();
    let Loaded { sources, faults, scenario } =
        read(name_or_path, &Overrides { set, ..Overrides::default() });
    match scenario {
        Some(scenario) => Ok(CompiledScenario::new(scenario)),
        None => Err(ScenarioError(faults.render(&sources, false))),
    }
}

/// Simulates runs of a scenario, one after the other, with the policies that it names. Run `k` of a seed is always the same.
///
/// # Errors
/// A run is an error if its number is past [`MAX_REPLICATION`](crate::engine::MAX_REPLICATION).
///
/// ```
/// let scenario = summitry::load("classroom", &[])?;
/// let with_summit = summitry::simulate(&scenario, 1, 0..100)
///     .filter(|record| record.as_ref().is_ok_and(|record| record.first_summit().is_some()))
///     .count();
/// assert!(with_summit > 0);
/// # Ok::<(), summitry::ScenarioError>(())
/// ```
pub fn simulate(
    scenario: &CompiledScenario,
    seed: u64,
    runs: Range<u64>,
) -> impl Iterator<Item = Result<Record, SimulationError>> {
    let policies = PolicySet::new(scenario);
    simulate_with(scenario, seed, runs, move |run, k| policies.answer(run, k))
}

/// As [`simulate`], with answers of one's own: `answer(run, k)` answers the request `run.due()[k]`, on what that party can see,
/// `run.view(k)`. A [`PolicySet`] answers as the scenario's policies would.
///
/// # Errors
/// A run is an error from the first answer on that is not legal, or if its number is past
/// [`MAX_REPLICATION`](crate::engine::MAX_REPLICATION).
pub fn simulate_with(
    scenario: &CompiledScenario,
    seed: u64,
    runs: Range<u64>,
    mut answer: impl FnMut(&Run<'_>, usize) -> Answer,
) -> impl Iterator<Item = Result<Record, SimulationError>> {
    let mut run = Run::new(scenario);
    run.keep_trajectory(false);
    runs.map(move |number| {
        run.begin(seed, number, false).map_err(SimulationError::Run)?;
        drive_by(&mut run, &mut answer).map_err(SimulationError::Answer)?;
        Ok(run.record().clone())
    })
}
