//! What changed, where a directory holds a batch or sweep of other inputs: settings and cells in place of digests.

use std::fs;
use std::path::Path;

use crate::output::{Difference, OutputError, text_differences};

use super::{Experiment, Points};

/// Settings that are named.
const NAMED: usize = 5;

/// The error with what changed in the scenario and in the list of cells, as far as the directory shows it.
///
/// `scenario` is the text of the scenario that was asked for, every default written out.
pub(super) fn explained(
    error: OutputError,
    scenario: &str,
    experiment: Option<&Experiment>,
) -> OutputError {
    let OutputError::OtherBatch { dir, finished, mut differences } = error else { return error };
    let there = fs::read_to_string(dir.join("scenario.toml")).unwrap_or_default();
    put(&mut differences, "digest of the scenario", text_differences(&there, scenario));
    if let Some(experiment) = experiment {
        let changed = changed_cell(&dir, experiment);
        put(&mut differences, "digest of the list of cells", changed.into_iter().collect());
    }
    OutputError::OtherBatch { dir, finished, differences }
}

/// Puts what is known in the place of a digest.
fn put(differences: &mut Vec<Difference>, digest: &str, mut known: Vec<Difference>) {
    let at = differences.iter().position(|difference| difference.what.starts_with(digest));
    if let Some(at) = at.filter(|_| !known.is_empty()) {
        known.truncate(NAMED);
        differences.splice(at..=at, known);
    }
}

/// The first cell that the directory has with other settings.
fn changed_cell(dir: &Path, experiment: &Experiment) -> Option<Difference> {
    let Points::Listed { file, .. } = &experiment.points else { return None };
    let open = |name: &str| csv::Reader::from_path(dir.join(name)).ok();
    let mut rows = open("cells.csv").or_else(|| open("cells.csv.partial"))?;
    let head = rows.headers().ok()?.clone();
    let columns: Option<Vec<usize>> = (experiment.factors.iter())
        .map(|factor| head.iter().position(|name| name == factor.name))
        .collect();
    let columns = columns?;
    for (cell, (row, levels)) in rows.records().zip(experiment.walk(0)).enumerate() {
        let row = row.ok()?;
        for ((factor, &column), level) in experiment.factors.iter().zip(&columns).zip(&levels) {
            let (there, asked) = (row.get(column)?, level.setting.to_string());
            let is_same = match (there.parse::<f64>(), asked.parse::<f64>()) {
                (Ok(there), Ok(asked)) => there == asked,
                _ => there == asked,
            };
            if !is_same {
                return Some(Difference {
                    what: format!("`{}` of cell {cell} in {file}", factor.path),
                    there: there.to_owned(),
                    asked,
                });
            }
        }
    }
    None
}
