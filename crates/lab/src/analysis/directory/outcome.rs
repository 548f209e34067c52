//! Which columns an output is: of the cells of a sweep, and of its runs.

use crate::analysis::AnalysisError;
use crate::output::Field;
use summitry_model::fields::suggest::{listed, nearest};
use summitry_model::fields::text::sanitize;

/// What is asked of a sweep: a column of `cells.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Output {
    /// The column: the share of an outcome, or the mean of a measure.
    pub column: String,
    /// Whether it is the mean of a measure.
    pub is_mean: bool,
}

impl Output {
    /// The output of this name among the columns of `cells.csv`.
    pub(super) fn of_cells(name: &str, fields: &[Field]) -> Result<Output, AnalysisError> {
        let has = |column: &str| fields.iter().any(|field| field.name == column);
        let all: Vec<&str> = fields
            .iter()
            .map(|field| field.name.as_str())
            .filter(|column| has(&format!("{column}_low")))
            .collect();
        let wanted = column(name);
        if !all.contains(&wanted.as_str()) {
            return Err(unknown(name, &all, "cells.csv"));
        }
        Ok(Output { is_mean: has(&format!("{wanted}_sd")), column: wanted })
    }
}

/// How a run's output is read from `runs.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum OfRun {
    /// 1 if the column `outcome` has this word, else 0.
    Outcome(String),
    /// The number in this column.
    Number(String),
}

impl OfRun {
    /// The output of this name among the columns of `runs.csv`.
    pub(super) fn named(name: &str, fields: &[Field]) -> Result<OfRun, AnalysisError> {
        let outcome = fields.iter().find(|field| field.name == "outcome");
        let words = outcome.map_or(&[][..], Field::words);
        let wanted = column(name);
        if let Some(word) = words.iter().find(|word| column(word) == wanted) {
            return Ok(OfRun::Outcome(word.clone()));
        }
        let numeric = |field: &&Field| field.is_number() || field.kind == "boolean";
        let known: Vec<&str> = fields
            .iter()
            .filter(numeric)
            .map(|field| field.name.as_str())
            .filter(|name| !["cell", "run", "seed"].contains(name))
            .collect();
        if known.contains(&wanted.as_str()) {
            return Ok(OfRun::Number(wanted));
        }
        let all: Vec<&str> = words.iter().map(String::as_str).chain(known).collect();
        Err(unknown(name, &all, "runs.csv"))
    }

    /// Its column in `runs.csv`.
    pub(super) fn column(&self) -> &str {
        match self {
            OfRun::Outcome(_) => "outcome",
            OfRun::Number(column) => column,
        }
    }
}

/// A name as columns have it.
fn column(name: &str) -> String {
    name.trim().replace('-', "_")
}

fn unknown(name: &str, known: &[&str], table: &str) -> AnalysisError {
    let near = nearest(name, known.iter().copied());
    let help = match near {
        Some(near) => {
            format!("did you mean `{near}`? There are: {}", listed(known.iter().copied()))
        }
        None => format!("there are: {}", listed(known.iter().copied())),
    };
    let message = format!("{table} has no output `{}`", sanitize(name));
    AnalysisError::asked("no-such-output", message, help)
}

/// The fault of a directory without the table of runs, and how to get it.
pub(super) fn without_runs(help: &str) -> AnalysisError {
    AnalysisError::asked("no-runs", "it was written without the table `runs`".to_owned(), help)
}
