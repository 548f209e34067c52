//! From the directory of a finished batch or sweep to what can be said of it.
//!
//! [`Source::open`] sees that the directory is one, and unaltered as far as it is read; [`summarise`] takes a batch of one scenario,
//! [`of_sweep`] a sweep. Both give plain results and write nothing; [`write()`] puts them into a directory of their own.
//!
//! A table's columns are known by the data package beside it, and a sweep's design by its manifest.

mod batch;
mod cells;
mod findings;
mod outcome;
mod question;
mod sweep;
mod tables;
mod texts;
mod write;

use std::path::{Path, PathBuf};

use super::AnalysisError;
use crate::output::{DesignInputs, ErrorKind, Inputs, Manifest, OutputError, ReplicationsInputs};

pub use batch::summarise;
pub use findings::{BatchFindings, Curve, OutcomeShare, Summarised};
pub use question::{Question, Unit};
pub use sweep::{SweepFindings, of_sweep};
pub use tables::{SUMMARIES, SURVIVAL, batch_tables, sweep_tables};
pub use write::{place, write};

/// Why a directory is not analysed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DirectoryError {
    /// It is not a finished batch, or not as it was written.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// What it holds cannot be analysed so.
    #[error("{}: {error}", dir.display())]
    Analysis {
        /// The directory.
        dir: PathBuf,
        /// What is wrong.
        error: AnalysisError,
    },
}

impl DirectoryError {
    /// What kind of error it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match self {
            DirectoryError::Output(error) => error.kind(),
            DirectoryError::Analysis { error, .. } if error.of_the_command() => ErrorKind::Request,
            DirectoryError::Analysis { .. } => ErrorKind::Data,
        }
    }
}

/// The design of a sweep, as its manifest has it.
#[derive(Clone, Debug, PartialEq)]
pub struct SweepDesign {
    /// The experiment's id.
    pub experiment: String,
    /// The kind of design: `saltelli`.
    pub kind: String,
    /// The names of the factors' columns.
    pub factors: Vec<String>,
    /// Whether all cells have common random numbers.
    pub common: bool,
    /// How many cells it has.
    pub cells: u64,
    /// The most runs that a cell can have.
    pub most: u64,
    /// Of a Saltelli design, whether it has rows of the second order.
    pub second_order: Option<bool>,
    /// Of a Morris design, its levels.
    pub levels: Option<usize>,
}

impl SweepDesign {
    /// The design in the inputs of a sweep; `None` if they are of something else.
    #[must_use]
    pub fn from_inputs(inputs: &Inputs) -> Option<SweepDesign> {
        let sweep = inputs.sweep()?;
        let most = match &sweep.replications {
            ReplicationsInputs::Fixed { replications } => *replications,
            ReplicationsInputs::Until { until } => until.maximum,
        };
        let (mut second_order, mut levels) = (None, None);
        match sweep.design {
            DesignInputs::Saltelli { second_order: with, .. } => second_order = Some(with),
            DesignInputs::Morris { levels: of, .. } => levels = usize::try_from(of).ok(),
            _ => {}
        }
        Some(SweepDesign {
            experiment: sweep.experiment.clone(),
            kind: sweep.design.kind().to_owned(),
            factors: sweep.factors.iter().map(|factor| factor.name.clone()).collect(),
            common: sweep.random_numbers == "common",
            cells: inputs.runs.checked_div(most)?,
            most,
            second_order,
            levels,
        })
    }
}

/// The directory of a finished batch or sweep.
#[derive(Clone, Debug)]
pub struct Source {
    /// The directory.
    pub dir: PathBuf,
    /// What it holds.
    pub manifest: Manifest,
    /// The digest of its manifest, which stands for all of it.
    pub manifest_sha256: String,
    /// The design, of a sweep.
    pub design: Option<SweepDesign>,
}

impl Source {
    /// Opens the directory of a finished batch or sweep, its files there in their lengths. Tables are compared with their
    /// digests before they are read.
    ///
    /// # Errors
    ///
    /// [`OutputError`]: no manifest, an unfinished batch, shards that were not merged, a file that is missing or of another
    /// length, or what an analysis left.
    pub fn open(dir: &Path) -> Result<Source, OutputError> {
        let (manifest, manifest_sha256) = Manifest::of_finished(dir)?;
        let mut source = Source { dir: dir.to_owned(), manifest, manifest_sha256, design: None };
        match source.manifest.inputs.command.as_str() {
            "run" => {}
            "sweep" => source.design = Some(source.read_design()?),
            "compare" => {
                let shown = dir.display();
                let runs = match source.manifest.has_table("runs") {
                    true => format!(
                        "; or analyse its runs by rule: summitry analyze {shown}/runs.csv --method response --inputs rule \
                         --output settled_weight"
                    ),
                    false => String::new(),
                };
                return Err(source.not_for_analysis(&format!(
                    "a comparison, whose tables have the rules' means and differences with their intervals: summitry report \
                     {shown} shows them{runs}"
                )));
            }
            "analyze" => {
                return Err(
                    source.not_for_analysis("an analysis: name the batch or sweep that it is of")
                );
            }
            other => return Err(source.foreign(&format!("`{other}` leaves nothing to analyse"))),
        }
        Ok(source)
    }

    fn read_design(&self) -> Result<SweepDesign, OutputError> {
        let design = SweepDesign::from_inputs(&self.manifest.inputs);
        design.ok_or_else(|| self.foreign("it does not say which sweep it is of"))
    }

    fn not_for_analysis(&self, what: &str) -> OutputError {
        OutputError::NotForAnalysis { dir: self.dir.clone(), what: what.to_owned() }
    }

    fn foreign(&self, why: &str) -> OutputError {
        let path = self.dir.join(crate::output::MANIFEST);
        OutputError::Foreign { path, why: why.to_owned() }
    }

    /// The fault of a table that is as it was written, and does not hold what it should.
    fn altered(&self, table: &str, why: String) -> OutputError {
        let entry = self.manifest.files.iter().find(|of| of.table.as_deref() == Some(table));
        let file = entry.map_or(table, |entry| &entry.file);
        OutputError::Altered { path: self.dir.join(file), why }
    }

    fn told(&self, error: AnalysisError) -> DirectoryError {
        DirectoryError::Analysis { dir: self.dir.clone(), error }
    }
}

/// The number in a cell; `None` if the cell is empty.
fn number(cell: &str, column: &str) -> Result<Option<f64>, String> {
    match cell {
        "" => Ok(None),
        "true" => Ok(Some(1.0)),
        "false" => Ok(Some(0.0)),
        text => match text.parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(Some(value)),
            _ => Err(format!(
                "`{}` in the column `{column}` is no number",
                summitry_model::fields::text::sanitize(text)
            )),
        },
    }
}

/// The whole number in a cell.
fn whole(cell: &str, column: &str) -> Result<u64, String> {
    let fault = |_| {
        format!(
            "`{}` in the column `{column}` is no count",
            summitry_model::fields::text::sanitize(cell)
        )
    };
    cell.parse().map_err(fault)
}
