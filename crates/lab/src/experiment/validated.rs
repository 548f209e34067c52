//! The validated experiment: which cells there are, and how each is run.

use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use crate::output::{Column, DesignInputs, SweepInputs};
use summitry_engine::MAX_REPLICATION;
use summitry_model::fields::diagnostic::Diagnostics;
use summitry_model::scenario::{Base, Scenario};

use super::design::{Design, Walk};
use super::factor::{Factor, Level};
use super::list::Points;
use super::stopping::Replications;

/// Cells that are checked together.
const CHECKED: usize = 256;

/// Whether cells meet the same luck.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RandomNumbers {
    /// Run `r` of every cell has the luck of run `r` of the seed: common random numbers.
    Common,
    /// Every run has luck of its own: run `r` of cell `c` is run `c × most + r` of the seed, where `most` is the greatest
    /// number of runs that a cell can have.
    Independent,
}

impl RandomNumbers {
    /// Both.
    pub const ALL: [RandomNumbers; 2] = [RandomNumbers::Common, RandomNumbers::Independent];

    /// Its name in a file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            RandomNumbers::Common => "common",
            RandomNumbers::Independent => "independent",
        }
    }
}

/// An experiment that passed validation. Immutable.
#[derive(Clone, Debug)]
pub struct Experiment {
    /// Its id: the name of the file, without the ending.
    pub id: String,
    /// Title shown to people.
    pub title: String,
    /// What it asks.
    pub description: String,
    /// The file, with the paths in it as they are in a finished directory.
    pub text: String,
    /// The scenario that is varied, with the file's changes to it.
    pub scenario: Scenario,
    /// What is varied.
    pub factors: Vec<Factor>,
    /// Where the cells come from.
    pub points: Points,
    /// How many runs a cell has.
    pub replications: Replications,
    /// The seed that all chance comes from, that of the design included.
    pub seed: u64,
    /// Whether cells meet the same luck.
    pub luck: RandomNumbers,
    pub(super) base: Base,
}

/// A cell of which no scenario can be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cell {cell} ({settings}) is no scenario: {why}")]
pub struct ImpossibleCell {
    /// Its number.
    pub cell: u64,
    /// The settings of its factors.
    pub settings: String,
    /// The first thing that is wrong with it.
    pub why: String,
}

impl Experiment {
    /// How many cells it has; `None` if that is beyond counting, or a design does not take so many factors.
    pub(super) fn checked_cells(&self) -> Option<u64> {
        match &self.points {
            Points::Made(design) => design.points(&self.levels()),
            Points::Listed { cells, .. } => Some(cells.len() as u64),
        }
    }

    /// How many cells it has.
    #[must_use]
    pub fn cells(&self) -> u64 {
        self.checked_cells().unwrap_or_default()
    }

    /// How many runs it has at most.
    #[must_use]
    pub fn most_runs(&self) -> u64 {
        self.cells().saturating_mul(self.replications.most())
    }

    /// The greatest number that a run has; `None` if there are no streams for it.
    pub(super) fn greatest_run(&self, cells: u64) -> Option<u64> {
        let most = self.replications.most();
        let runs = match self.luck {
            RandomNumbers::Common => most,
            RandomNumbers::Independent => cells.checked_mul(most)?,
        };
        (runs <= MAX_REPLICATION && cells.checked_mul(most).is_some()).then_some(runs)
    }

    /// The number of a run among those of the seed: what `run` in `runs.csv` says.
    #[must_use]
    pub fn run_number(&self, cell: u64, run: u64) -> u64 {
        match self.luck {
            RandomNumbers::Common => run,
            RandomNumbers::Independent => cell * self.replications.most() + run,
        }
    }

    fn levels(&self) -> Vec<u64> {
        self.factors.iter().map(Factor::levels).collect()
    }

    /// The levels of the cells from number `from` on, in order.
    #[must_use]
    pub fn walk(&self, from: u64) -> Cells<'_> {
        let points = match &self.points {
            Points::Made(design) => {
                let lattice = matches!(design, Design::Morris { .. });
                Stream::Made(Box::new(design.walk(&self.levels(), self.seed, from)), lattice)
            }
            Points::Listed { cells, .. } => {
                let from = usize::try_from(from).unwrap_or(usize::MAX).min(cells.len());
                Stream::Listed(cells[from..].iter())
            }
        };
        Cells { experiment: self, points }
    }

    /// The scenario of a cell with these levels; `None` with faults where it is none.
    #[must_use]
    pub fn scenario_of(&self, levels: &[Level], faults: &mut Diagnostics) -> Option<Scenario> {
        let patches: Vec<_> =
            self.factors.iter().zip(levels).flat_map(|(f, l)| f.patches(l)).collect();
        self.base.with(&patches, faults)
    }

    /// The columns of the factors.
    #[must_use]
    pub fn columns(&self) -> Vec<Column> {
        let column = |(k, factor): (usize, &Factor)| {
            let listed: &[Vec<Level>] = match &self.points {
                Points::Listed { cells, .. } => cells,
                Points::Made(_) => &[],
            };
            factor.column(listed.iter().map(|levels| &levels[k].setting))
        };
        self.factors.iter().enumerate().map(column).collect()
    }

    /// Checks that every cell is a scenario, on the threads of the calling pool. `stop` ends it early, and `progress` is
    /// told how many cells are checked.
    ///
    /// # Errors
    ///
    /// The first cell that is none.
    pub fn check(
        &self,
        stop: &AtomicBool,
        progress: &mut dyn FnMut(u64),
    ) -> Result<(), ImpossibleCell> {
        let mut walk = self.walk(0);
        let mut first = 0_u64;
        loop {
            let cells: Vec<Vec<Level>> = walk.by_ref().take(CHECKED).collect();
            if cells.is_empty() || stop.load(Ordering::Relaxed) {
                return Ok(());
            }
            let wrong = cells.par_iter().enumerate().find_map_first(|(k, levels)| {
                let mut faults = Diagnostics::new();
                let _ = self.scenario_of(levels, &mut faults);
                let why = faults.first_error()?.to_owned();
                let cell = first + k as u64;
                Some(ImpossibleCell { cell, settings: self.told(levels), why })
            });
            if let Some(wrong) = wrong {
                return Err(wrong);
            }
            first += cells.len() as u64;
            progress(first);
        }
    }

    /// The settings of a cell, for a sentence.
    #[must_use]
    pub fn told(&self, levels: &[Level]) -> String {
        let told =
            |(factor, level): (&Factor, &Level)| format!("{} = {}", factor.path, level.setting);
        self.factors.iter().zip(levels).map(told).collect::<Vec<_>>().join(", ")
    }

    /// What determines the sweep beside scenario and seed, in a form that can be compared key by key.
    #[must_use]
    pub fn inputs(&self) -> SweepInputs {
        let design = match &self.points {
            Points::Made(design) => match *design {
                Design::Grid => DesignInputs::Grid,
                Design::LatinHypercube { points } => DesignInputs::LatinHypercube { points },
                Design::Sobol { points, skip } => DesignInputs::Sobol { points, skip },
                Design::Saltelli { base, second_order, skip } => {
                    DesignInputs::Saltelli { base, second_order, skip }
                }
                Design::Morris { trajectories, levels } => {
                    DesignInputs::Morris { trajectories, levels: levels.into() }
                }
            },
            Points::Listed { cells, sha256, file, .. } => DesignInputs::List {
                file: file.clone(),
                cells: cells.len(),
                sha256: sha256.clone(),
            },
        };
        SweepInputs {
            experiment: self.id.clone(),
            title: self.title.clone(),
            description: self.description.clone(),
            design,
            factors: self.factors.iter().map(Factor::inputs).collect(),
            random_numbers: self.luck.name().to_owned(),
            replications: self.replications.inputs(),
        }
    }

    /// The digest of all settings of all cells, in order.
    #[must_use]
    pub fn design_sha256(&self) -> String {
        let mut hash = Sha256::new();
        for levels in self.walk(0) {
            for level in levels {
                hash.update(level.setting.to_string());
                hash.update([0]);
            }
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// The levels of cells, in order.
#[derive(Debug)]
pub struct Cells<'a> {
    experiment: &'a Experiment,
    points: Stream<'a>,
}

#[derive(Debug)]
enum Stream<'a> {
    Made(Box<Walk>, bool),
    Listed(std::slice::Iter<'a, Vec<Level>>),
}

impl Iterator for Cells<'_> {
    type Item = Vec<Level>;

    fn next(&mut self) -> Option<Vec<Level>> {
        match &mut self.points {
            Stream::Made(walk, lattice) => {
                let point = walk.next()?;
                let level =
                    |(factor, &coordinate): (&Factor, _)| factor.level(coordinate, *lattice);
                Some(self.experiment.factors.iter().zip(&point).map(level).collect())
            }
            Stream::Listed(cells) => cells.next().cloned(),
        }
    }
}
