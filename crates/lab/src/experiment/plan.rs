//! A plan: a sweep frozen for many machines, cut into shards that run anywhere and in any order.
//!
//! A plan encloses all texts that it rests on, so that a machine needs the plan and the program, and nothing else.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::output::{
    About, BatchDir, Completion, ErrorKind, Inputs, Manifest, Opened, OutputError, ShardOf,
    hex_digest, read_text, replace,
};

use super::list::Points;
use super::read::{Changes, Enclosed, read_enclosed};
use super::runner::{Finished, Options, RunError, run_batch};
use super::shard_range::ShardRange;
use super::sweep::{PerRun, Sweep, checked, scenario_text};
use super::validated::Experiment;

const FORMAT: &str = "summitry-plan/1";

/// Most shards of a plan.
pub const MOST_SHARDS: u64 = 100_000;

/// How often a shard that another process runs is looked at again.
const LOOK: Duration = Duration::from_millis(500);

/// A frozen sweep.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    format: String,
    /// The experiment's id.
    pub experiment: String,
    /// How many shards.
    pub shards: u64,
    /// How many cells.
    pub cells: u64,
    /// What determines the sweep, as its manifest will have it.
    pub inputs: Inputs,
    /// Runs of each cell, if they were asked for in place of what the experiment says.
    replications: Option<u64>,
    /// The digest of all settings of all cells.
    design_sha256: String,
    texts: Texts,
    /// The digest of all the rest.
    sha256: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    experiment: String,
    scenario: String,
    points: Option<String>,
}

/// Why a plan cannot be used. Each message says what, where and how to fix it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlanError {
    /// It cannot be read or written.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// It is no plan.
    #[error("{} is no plan: {why}; make one with `summitry plan new`", path.display())]
    NoPlan {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// It is not as it was made.
    #[error(
        "{} was changed after it was made: {why}; make it anew with `summitry plan new`",
        path.display()
    )]
    Changed {
        /// The file.
        path: PathBuf,
        /// What shows it.
        why: String,
    },
    /// Another version made it.
    #[error(
        "{} was made by summitry {made} (randomness protocol {randomness}), and this is {}; use the \
         same version everywhere, or make the plan anew",
        path.display(),
        env!("CARGO_PKG_VERSION")
    )]
    OtherVersion {
        /// The file.
        path: PathBuf,
        /// The version that made it.
        made: String,
        /// Its protocol.
        randomness: u32,
    },
    /// There are not so many shards.
    #[error("there is no shard {shard}: the plan has {shards}, numbered 0 to {}", shards - 1)]
    NoShard {
        /// The shard asked for.
        shard: u64,
        /// How many there are.
        shards: u64,
    },
    /// What is there of a shard cannot be gone on from.
    #[error("{}", shard_problem(error, &[*shard]))]
    Shard {
        /// Its number.
        shard: u64,
        /// What is wrong with it.
        error: OutputError,
    },
    /// A fault of the run itself.
    #[error(transparent)]
    Run(#[from] RunError),
}

impl PlanError {
    /// What kind of error it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match self {
            PlanError::Output(error) | PlanError::Shard { error, .. } => error.kind(),
            PlanError::Run(error) => error.kind(),
            PlanError::NoPlan { .. }
            | PlanError::Changed { .. }
            | PlanError::OtherVersion { .. }
            | PlanError::NoShard { .. } => ErrorKind::Request,
        }
    }
}

impl Plan {
    /// Freezes an experiment in so many shards. `changes` are those that it was read with;
    /// `validated` is told how many cells are checked.
    ///
    /// # Errors
    ///
    /// A cell that is no scenario, as a [`RunError`].
    pub fn new(
        experiment: &Experiment,
        changes: &Changes,
        per_run: PerRun,
        shards: u64,
        threads: usize,
        stop: &AtomicBool,
        validated: &mut (dyn FnMut(u64) + Send),
    ) -> Result<Plan, RunError> {
        checked(experiment, threads, stop, validated)?;
        let points = match &experiment.points {
            Points::Listed { text, .. } => Some(text.clone()),
            Points::Made(_) => None,
        };
        let mut plan = Plan {
            format: FORMAT.to_owned(),
            experiment: experiment.id.clone(),
            shards,
            cells: experiment.cells(),
            inputs: Sweep::new(experiment, per_run).inputs(),
            replications: changes.replications,
            design_sha256: experiment.design_sha256(),
            texts: Texts {
                experiment: experiment.text.clone(),
                scenario: scenario_text(experiment),
                points,
            },
            sha256: String::new(),
        };
        plan.sha256 = plan.digest();
        Ok(plan)
    }

    /// The digest of all but itself.
    fn digest(&self) -> String {
        let blank = Plan { sha256: String::new(), ..self.clone() };
        // Our own types always serialise.
        hex_digest(&serde_json::to_vec(&blank).unwrap_or_default())
    }

    /// Writes it to a file, in one step.
    ///
    /// # Errors
    ///
    /// [`OutputError::Write`]
    pub fn write(&self, path: &Path) -> Result<(), OutputError> {
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        replace(path, &bytes)
    }

    /// Reads it from a file.
    ///
    /// # Errors
    ///
    /// [`PlanError`]: it cannot be read, is no plan, was changed, or is another version's.
    pub fn read(path: &Path) -> Result<Plan, PlanError> {
        /// What every version's plan says of itself.
        #[derive(Deserialize)]
        struct Head {
            format: String,
            inputs: Version,
        }
        #[derive(Deserialize)]
        struct Version {
            summitry: String,
            randomness: u32,
        }
        let path = || path.to_owned();
        let no_plan = |why: String| PlanError::NoPlan { path: path(), why };
        let text = read_text(&path())?;
        let text = text.trim_start_matches('\u{feff}');
        let head: Head = serde_json::from_str(text).map_err(|error| no_plan(error.to_string()))?;
        let Version { summitry: made, randomness } = head.inputs;
        if made != env!("CARGO_PKG_VERSION") || randomness != summitry_engine::PROTOCOL {
            return Err(PlanError::OtherVersion { path: path(), made, randomness });
        }
        if head.format != FORMAT {
            return Err(no_plan(format!("its format is `{}`, not `{FORMAT}`", head.format)));
        }
        let plan: Plan = serde_json::from_str(text).map_err(|error| no_plan(error.to_string()))?;
        if plan.digest() != plan.sha256 {
            let why = "its digest is not that of its contents".to_owned();
            return Err(PlanError::Changed { path: path(), why });
        }
        Ok(plan)
    }

    /// Its digest, which every shard carries.
    #[must_use]
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// Whether every run has a row.
    #[must_use]
    pub fn per_run(&self) -> PerRun {
        if self.inputs.tables.iter().any(|table| table == "runs") {
            PerRun::Rows
        } else {
            PerRun::None
        }
    }

    /// The experiment that it froze; `path` is where the plan was read.
    ///
    /// # Errors
    ///
    /// [`PlanError::Changed`] if its texts give another one.
    fn thawed(&self, path: &Path) -> Result<Experiment, PlanError> {
        let changed = |why: &str| PlanError::Changed { path: path.to_owned(), why: why.to_owned() };
        let enclosed = Enclosed {
            id: self.experiment.clone(),
            experiment: self.texts.experiment.clone(),
            scenario: (self.inputs.scenario.clone(), self.texts.scenario.clone()),
            points: self.texts.points.clone(),
        };
        let changes = Changes { seed: Some(self.inputs.seed), replications: self.replications };
        let experiment = read_enclosed(&enclosed, &changes).experiment;
        let experiment = experiment.ok_or_else(|| changed("its texts are no experiment"))?;
        let inputs = Sweep::new(&experiment, self.per_run()).inputs();
        if inputs != self.inputs || experiment.cells() != self.cells {
            return Err(changed("its texts give another experiment"));
        }
        if experiment.design_sha256() != self.design_sha256 {
            return Err(changed("its design has other cells"));
        }
        Ok(experiment)
    }

    /// The directory of a shard.
    #[must_use]
    pub fn shard_dir(&self, dir: &Path, shard: u64) -> PathBuf {
        let digits = (self.shards.max(1) - 1).to_string().len();
        dir.join(format!("shard-{shard:0digits$}"))
    }

    /// What determines a shard, byte for byte.
    #[must_use]
    pub fn shard_inputs(&self, shard: u64) -> Inputs {
        let of = ShardOf { plan_sha256: self.sha256.clone(), shard, shards: self.shards };
        Inputs { command: "plan run".to_owned(), shard: Some(of), ..self.inputs.clone() }
    }

    /// How a shard stands in `dir`.
    #[must_use]
    pub fn state(&self, dir: &Path, shard: u64) -> ShardState {
        let dir = self.shard_dir(dir, shard);
        match Manifest::read(&dir) {
            Err(error) => ShardState::Bad(error),
            Ok(None) if dir.exists() => ShardState::Begun,
            Ok(None) => ShardState::Missing,
            Ok(Some(manifest)) => {
                let differences = manifest.inputs.differences(&self.shard_inputs(shard));
                if !differences.is_empty() {
                    return ShardState::Bad(OutputError::OtherPlan { dir, differences });
                }
                match manifest.verify_lengths(&dir) {
                    Ok(()) => ShardState::Done(Box::new(manifest)),
                    Err(error) => ShardState::Bad(error),
                }
            }
        }
    }
}

/// A plan, and the experiment that it froze.
#[derive(Debug)]
pub struct Frozen {
    /// The plan.
    pub plan: Plan,
    /// The experiment.
    pub experiment: Experiment,
}

impl Frozen {
    /// Reads a plan from a file, and its experiment from its texts.
    ///
    /// # Errors
    ///
    /// [`PlanError`]: it cannot be read, is no plan, was changed, or is another version's.
    pub fn read(path: &Path) -> Result<Frozen, PlanError> {
        let plan = Plan::read(path)?;
        let experiment = plan.thawed(path)?;
        Ok(Frozen { plan, experiment })
    }

    /// How many runs a shard has at most.
    #[must_use]
    pub fn shard_runs(&self, shard: u64) -> u64 {
        if shard >= self.plan.shards {
            return 0;
        }
        let range = ShardRange::shard(&self.experiment, shard, self.plan.shards);
        let runs = |cell| {
            let (first, end) = range.runs(cell);
            end.unwrap_or_else(|| self.experiment.replications.most()) - first
        };
        range.cells().map(runs).sum()
    }

    /// Runs a shard into its directory below `dir`, or goes on with it, or finds it done.
    ///
    /// Where another process runs it, waits until that is through; `waiting` is told once.
    ///
    /// # Errors
    ///
    /// [`PlanError`]; what is finished is kept.
    pub fn run(
        &self,
        shard: u64,
        dir: &Path,
        options: &Options,
        stop: &AtomicBool,
        waiting: &mut dyn FnMut(),
        progress: &mut dyn FnMut(u64),
    ) -> Result<Completion, PlanError> {
        let (plan, experiment) = (&self.plan, &self.experiment);
        if shard >= plan.shards {
            return Err(PlanError::NoShard { shard, shards: plan.shards });
        }
        let (dir, inputs) = (plan.shard_dir(dir, shard), plan.shard_inputs(shard));
        let at = |error| PlanError::Shard { shard, error };
        let mut told = false;
        let opened = loop {
            match BatchDir::open(&dir, &inputs, false) {
                Err(OutputError::Busy { .. }) if !stop.load(Ordering::Relaxed) => {
                    if !told {
                        waiting();
                        told = true;
                    }
                    std::thread::sleep(LOOK);
                }
                Err(OutputError::OtherBatch { dir, differences, .. }) => {
                    return Err(at(OutputError::OtherPlan { dir, differences }));
                }
                opened => break opened.map_err(at)?,
            }
        };
        let mut batch = match opened {
            Opened::AlreadyDone(manifest) => return Ok(Completion::AlreadyDone(manifest)),
            Opened::Fresh(batch) | Opened::Resume(batch) => batch,
        };
        let range = ShardRange::shard(experiment, shard, plan.shards);
        let sweep = Sweep::part(experiment, range, plan.per_run());
        let ended = run_batch(&sweep, &mut batch, options, stop, progress);
        match ended.map_err(|error| match error {
            RunError::Output(error) => at(error),
            error => PlanError::Run(error),
        })? {
            Finished::Interrupted { done } => Ok(Completion::Interrupted { done }),
            Finished::Done(_) => {
                let about = About {
                    name: format!("{}-shard-{shard}", experiment.id),
                    title: format!("Shard {shard} of {} of: {}", plan.shards, experiment.title),
                    description: experiment.description.clone(),
                    numbers: None,
                };
                Ok(Completion::Done(batch.finish(&about).map_err(at)?))
            }
        }
    }
}

/// How a shard stands.
#[derive(Debug)]
pub enum ShardState {
    /// It is complete, by its manifest and the lengths of its files.
    Done(Box<Manifest>),
    /// It was begun.
    Begun,
    /// Nothing is there.
    Missing,
    /// What is there is altered, unreadable, or of another plan.
    Bad(OutputError),
}

/// What is wrong with these shards, and how to mend it: nobody forces a shard, it is run again from nothing.
#[must_use]
pub fn shard_problem(error: &OutputError, shards: &[u64]) -> String {
    let numbers = array_expression(shards.iter().copied());
    let what = match error {
        OutputError::Altered { path, why } => format!("{} was altered: {why}", path.display()),
        OutputError::Foreign { path, why } => {
            format!("{} cannot be read as a file of summitry: {why}", path.display())
        }
        OutputError::OtherPlan { .. } => return format!("{error} (shards {numbers})"),
        error => return error.to_string(),
    };
    format!("{what}; remove what is there of the shards {numbers} and run them again")
}

/// Numbers in order as an array expression: `0-3,7,9-12`.
///
/// ```
/// use summitry_lab::experiment::array_expression;
/// assert_eq!(array_expression([0, 1, 2, 3, 7, 9, 10]), "0-3,7,9-10");
/// ```
#[must_use]
pub fn array_expression(numbers: impl IntoIterator<Item = u64>) -> String {
    let mut spans: Vec<(u64, u64)> = Vec::new();
    for number in numbers {
        match spans.last_mut() {
            Some((_, end)) if *end + 1 == number => *end = number,
            _ => spans.push((number, number)),
        }
    }
    let told = |&(first, last): &(u64, u64)| {
        if first == last { first.to_string() } else { format!("{first}-{last}") }
    };
    spans.iter().map(told).collect::<Vec<_>>().join(",")
}
