//! The cells of a sweep and its runs, as columns.

use std::collections::BTreeSet;

use super::outcome::{OfRun, Output};
use super::{DirectoryError, Source, SweepDesign, number, whole};
use crate::analysis::{AnalysisError, MOST_VALUES};
use crate::output::{DATA_PACKAGE, Field, OutputError};

/// A factor's settings, cell by cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Settings {
    Numbers(Vec<f64>),
    Words(Vec<String>),
}

/// The cells of a sweep, with one output.
#[derive(Clone, Debug)]
pub(super) struct CellRows {
    /// Factor by factor.
    pub settings: Vec<Settings>,
    /// Runs of each.
    pub runs: Vec<u64>,
    /// The share or mean; `None` where no run has the measure.
    pub means: Vec<Option<f64>>,
    /// The variance of that mean, s²/n; `None` below two runs.
    pub errors: Vec<Option<f64>>,
    /// How many runs have a value.
    pub with_value: u64,
}

impl CellRows {
    /// Reads the table `cells`. Memory: 8 bytes for each cell and factor, and some more for words.
    pub(super) fn read(
        source: &Source,
        design: &SweepDesign,
        fields: &[Field],
        output: &Output,
    ) -> Result<CellRows, DirectoryError> {
        let mut rows = CellRows {
            settings: Vec::new(),
            runs: Vec::new(),
            means: Vec::new(),
            errors: Vec::new(),
            with_value: 0,
        };
        for name in &design.factors {
            let Some(field) = fields.iter().find(|field| field.name == *name) else {
                let path = source.dir.join(DATA_PACKAGE);
                let why = format!("it describes no column `{name}`, which is a factor");
                return Err(OutputError::Foreign { path, why }.into());
            };
            rows.settings.push(match field.kind.as_str() {
                "string" => Settings::Words(Vec::new()),
                _ => Settings::Numbers(Vec::new()),
            });
        }
        let (of_n, of_sd) = (format!("{}_n", output.column), format!("{}_sd", output.column));
        let mut columns = vec!["cell", "n", output.column.as_str()];
        if output.is_mean {
            columns.extend([of_n.as_str(), of_sd.as_str()]);
        }
        let before = columns.len();
        columns.extend(design.factors.iter().map(String::as_str));
        source.manifest.verify_table(&source.dir, "cells")?;
        source.manifest.read_table(&source.dir, "cells", &columns, &mut |cells| {
            let cell = whole(&cells[0], "cell")?;
            if cell != rows.runs.len() as u64 {
                return Err(format!("cell {cell} stands where cell {} should", rows.runs.len()));
            }
            let n = whole(&cells[1], "n")?;
            let mean = number(&cells[2], columns[2])?;
            rows.runs.push(n);
            rows.means.push(mean);
            rows.errors.push(if output.is_mean {
                let (n, sd) = (whole(&cells[3], columns[3])?, number(&cells[4], columns[4])?);
                rows.with_value += n;
                sd.map(|sd| sd * sd / n as f64)
            } else {
                rows.with_value += n;
                mean.filter(|_| n > 1).map(|p| p * (1.0 - p) / (n - 1) as f64)
            });
            for ((settings, cell), name) in
                rows.settings.iter_mut().zip(&cells[before..]).zip(&columns[before..])
            {
                match settings {
                    Settings::Words(words) => words.push(cell.clone()),
                    Settings::Numbers(numbers) => {
                        let value = number(cell, name)?;
                        numbers.push(value.ok_or_else(|| format!("the factor `{name}` is empty"))?);
                    }
                }
            }
            Ok(())
        })?;
        if rows.runs.len() as u64 != design.cells {
            let why =
                format!("it has {} cells, and the manifest {}", rows.runs.len(), design.cells);
            return Err(source.altered("cells", why).into());
        }
        Ok(rows)
    }

    /// The settings of a factor, and the sorted words of which they are the places; none of numbers.
    pub(super) fn values(&self, factor: usize) -> (Vec<f64>, Vec<String>) {
        match &self.settings[factor] {
            Settings::Numbers(numbers) => (numbers.clone(), Vec::new()),
            Settings::Words(cells) => {
                let known: BTreeSet<&String> = cells.iter().collect();
                let words: Vec<String> = known.into_iter().cloned().collect();
                let place = |cell: &String| words.partition_point(|word| word < cell) as f64;
                (cells.iter().map(place).collect(), words)
            }
        }
    }

    /// The names of the levels of a factor, in the order in which they come, and the level of each cell.
    pub(super) fn levels(&self, factor: usize) -> (Vec<String>, Vec<usize>) {
        let cells: Vec<String> = match &self.settings[factor] {
            Settings::Numbers(numbers) => numbers.iter().map(f64::to_string).collect(),
            Settings::Words(words) => words.clone(),
        };
        let mut known: std::collections::BTreeMap<String, usize> =
            std::collections::BTreeMap::new();
        let mut names: Vec<String> = Vec::new();
        let of_cell = cells
            .into_iter()
            .map(|cell| {
                *known.entry(cell).or_insert_with_key(|cell| {
                    names.push(cell.clone());
                    names.len() - 1
                })
            })
            .collect();
        (names, of_cell)
    }
}

/// Every run's output, in the order of cells and runs; NaN where it has none. Memory: 8 bytes for each run.
///
/// The runs must be those that the cells were counted from: of each cell the first n, each once.
pub(super) fn read_runs(
    source: &Source,
    design: &SweepDesign,
    cells: &CellRows,
    of: &OfRun,
) -> Result<Vec<f64>, DirectoryError> {
    let total = cells.runs.iter().try_fold(0_u64, |sum, n| sum.checked_add(*n));
    let Some(total) = total.and_then(|total| usize::try_from(total).ok()) else {
        return Err(source.altered("cells", "its runs are beyond counting".to_owned()).into());
    };
    if total > MOST_VALUES {
        return Err(source.told(AnalysisError::data(
            "too-large",
            format!("its {total} runs are more than can be held"),
            "take --unit cells",
        )));
    }
    let mut values = Vec::new();
    let (mut cell, mut run) = (0_usize, 0_u64);
    source.manifest.verify_table(&source.dir, "runs")?;
    source.manifest.read_table(&source.dir, "runs", &["cell", "run", of.column()], &mut |row| {
        while cells.runs.get(cell).is_some_and(|n| run == *n) {
            (cell, run) = (cell + 1, 0);
        }
        let (there, number_of) = (whole(&row[0], "cell")?, whole(&row[1], "run")?);
        let first = if design.common { 0 } else { cell as u64 * design.most };
        if cell >= cells.runs.len() || (there, number_of) != (cell as u64, first + run) {
            return Err(format!(
                "run {number_of} of cell {there} stands where run {} of cell {cell} should",
                first + run
            ));
        }
        run += 1;
        values.push(match of {
            OfRun::Outcome(word) => f64::from(u8::from(row[2] == *word)),
            OfRun::Number(column) => number(&row[2], column)?.unwrap_or(f64::NAN),
        });
        Ok(())
    })?;
    if values.len() != total {
        let why = format!("it has {} runs, and the cells were counted from {total}", values.len());
        return Err(source.altered("runs", why).into());
    }
    Ok(values)
}
