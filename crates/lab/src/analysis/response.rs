//! Means by level: how an output goes with each level of each factor, and on a grid what each factor accounts for.
//!
//! The mean of a level is that of the cells that have it, each cell counting the same. On a full grid of factors that are
//! crossed, the variance over the cells parts exactly (Hoeffding, Annals of Mathematical Statistics 19 (1948), 293–325; Efron &
//! Stein, Annals of Statistics 9 (1981), 586–596):
//!
//! ```text
//! V = Σ V_i + Σ V_ij + …,    V_i = mean of (ȳ_i − ȳ)²,    V_ij = mean of (ȳ_ij − ȳ_i − ȳ_j + ȳ)²
//! ```
//!
//! with ȳ_i the mean of the level of factor i, ȳ_ij that of the pair. V_i/V and V_ij/V are Sobol' indices of the first and second
//! order, of factors that take each level with the same chance; the total index is the mean variance among cells that differ in i
//! alone, over V. The cells are all there are, so that these have no error of sampling; replication noise is told apart
//! ([`noise`](super::noise)).
//!
//! Intervals of a level's mean are for the luck of the runs, the cells being fixed: normal, with the standard error
//!
//! - under independent random numbers √(Σ s²/n) / m over its m cells;
//! - under common random numbers, from every run's value: the mean over its cells is taken run by run, and the standard error
//!   is that of the mean of these n values, so that what cells have in common is not taken for independent;
//! - without the runs' values, the mean of the cells' own standard errors: it cannot be more.

use super::repeats::Cells;
use super::{AnalysisError, Columns, Estimate};
use summitry_engine::stats::Interval;
use summitry_model::fields::text::sanitize;

/// The most levels of an input whose means are given.
const MOST_LEVELS: usize = 100;

/// The means by level of each input.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// The names of the levels, input by input.
    pub names: Vec<Vec<String>>,
    /// Their means.
    pub means: Vec<LevelMean>,
    /// What inputs account for, where several are crossed and cells do differ.
    pub indices: Option<GridIndices>,
    /// Whether the intervals are from every run's value; else, of cells that meet the same luck, they are too wide
    /// rather than too narrow.
    pub from_runs: bool,
}

/// Means by level of the rows of a table. Rows with the same inputs are one cell, their luck their own: an interval is given where
/// each cell has several.
///
/// # Errors
///
/// Of the data: the output is the same in all rows. Of the command: an input of more than 100 values.
///
/// ```
/// use summitry_lab::analysis::{Columns, EmptyOutput, response};
/// let table = "gate,y\nopen,1\nshut,5\nopen,3\nshut,7\n";
/// let columns = Columns::from_reader(table.as_bytes(), &["gate".to_owned()], "y", EmptyOutput::LeftOut)?;
/// let found = response::of_rows(&columns, 2.0)?;
/// assert_eq!((found.names[0].join(" "), found.means[1].mean.value), ("open shut".to_owned(), 6.0));
/// // s² = 2 of two rows: a standard error of 1.
/// assert_eq!(found.means[1].mean.interval.map(|ends| ends.high), Some(8.0));
/// # Ok::<(), summitry_lab::analysis::AnalysisError>(())
/// ```
pub fn of_rows(columns: &Columns, z: f64) -> Result<Response, AnalysisError> {
    let cells = Cells::of(columns);
    if cells.means.windows(2).all(|pair| pair[0] == pair[1]) {
        return Err(AnalysisError::data(
            "constant-output",
            "the output has the same mean for all inputs".to_owned(),
            "nothing makes a difference to it: take another output",
        ));
    }
    let (mut names, mut levels) = (Vec::new(), Vec::new());
    for (input, words) in columns.words.iter().enumerate() {
        let values = &columns.inputs[input];
        let mut distinct = values.clone();
        distinct.sort_by(f64::total_cmp);
        distinct.dedup();
        if distinct.len() > MOST_LEVELS {
            return Err(AnalysisError::asked(
                "many-levels",
                format!(
                    "`{}` has {} values, and response gives the mean of each",
                    sanitize(&columns.names[input]),
                    distinct.len()
                ),
                "leave it out of --inputs, or take prcc, prim or cart",
            ));
        }
        let place = |row: &usize| distinct.partition_point(|known| *known < values[*row]);
        levels.push(cells.first_rows.iter().map(place).collect());
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place")]
        let name = |value: &f64| match words.get(*value as usize) {
            Some(word) => word.clone(),
            None => value.to_string(),
        };
        names.push(distinct.iter().map(name).collect());
    }
    let means = level_means(&levels, &cells.means, Within::Independent(&cells.errors), z);
    let indices = if levels.len() > 1 { grid_indices(&levels, &cells.means) } else { None };
    Ok(Response { names, means, indices, from_runs: false })
}

/// What is known of the runs within cells.
#[derive(Clone, Copy, Debug)]
pub enum Within<'a> {
    /// The variance of each cell's mean, from luck of its own.
    Independent(&'a [Option<f64>]),
    /// The variance of each cell's mean, from luck that cells share.
    Shared(&'a [Option<f64>]),
    /// Every run's value, cell by cell, so many of each, from luck that cells share.
    Runs(&'a [f64], usize),
}

/// The mean of a level.
#[derive(Clone, Debug, PartialEq)]
pub struct LevelMean {
    /// The factor, by place.
    pub factor: usize,
    /// The level, by place among those of the factor.
    pub level: usize,
    /// Cells that have it.
    pub cells: usize,
    /// Their mean.
    pub mean: Estimate,
}

/// What the factors of a full grid account for, as shares of the variance of the cells' means.
#[derive(Clone, Debug, PartialEq)]
pub struct GridIndices {
    /// Of each factor alone.
    pub first: Vec<f64>,
    /// Of each factor, alone and with others.
    pub total: Vec<f64>,
    /// Of pairs (i, j) with i < j, beyond what each has alone.
    pub second: Vec<((usize, usize), f64)>,
}

/// The means of all levels, factor by factor. `levels` has the level of each cell, for each factor; `z` standard errors make
/// an interval.
///
/// ```
/// use summitry_lab::analysis::response::{Within, level_means};
/// let errors = [Some(0.01), Some(0.03)];
/// let found = level_means(&[vec![0, 0]], &[1.0, 2.0], Within::Independent(&errors), 2.0);
/// assert_eq!((found[0].cells, found[0].mean.value), (2, 1.5));
/// let interval = found[0].mean.interval.unwrap();
/// assert!((interval.high - 1.7).abs() < 1e-12);
/// ```
#[must_use]
pub fn level_means(
    levels: &[Vec<usize>],
    means: &[f64],
    within: Within<'_>,
    z: f64,
) -> Vec<LevelMean> {
    let mut found = Vec::new();
    for (factor, of_cell) in levels.iter().enumerate() {
        let last = of_cell.iter().copied().max().unwrap_or_default();
        for level in 0..=last {
            let cells: Vec<usize> = (0..of_cell.len()).filter(|&c| of_cell[c] == level).collect();
            if cells.is_empty() {
                continue;
            }
            let m = cells.len() as f64;
            let value = cells.iter().map(|&c| means[c]).sum::<f64>() / m;
            // Runs that are all alike show no error, which is not the same as having none.
            let error = error(&cells, within).filter(|error| *error > 0.0);
            let reach = error.map(|error| z * error);
            let interval = reach.map(|r| Interval { low: value - r, high: value + r });
            let mean = Estimate { value, interval };
            found.push(LevelMean { factor, level, cells: cells.len(), mean });
        }
    }
    found
}

/// The standard error of the mean over these cells; `None` if one has a single run.
fn error(cells: &[usize], within: Within<'_>) -> Option<f64> {
    let m = cells.len() as f64;
    match within {
        Within::Independent(errors) => {
            let sum = cells.iter().map(|&c| errors[c]).sum::<Option<f64>>()?;
            Some(sum.sqrt() / m)
        }
        Within::Shared(errors) => {
            let sum = cells.iter().map(|&c| errors[c].map(f64::sqrt)).sum::<Option<f64>>()?;
            Some(sum / m)
        }
        Within::Runs(values, runs) if runs > 1 => {
            let mut of_run = vec![0.0; runs];
            for &cell in cells {
                let values = &values[cell * runs..(cell + 1) * runs];
                of_run.iter_mut().zip(values).for_each(|(sum, y)| *sum += y / m);
            }
            let n = runs as f64;
            let mean = of_run.iter().sum::<f64>() / n;
            let squares = of_run.iter().map(|y| (y - mean) * (y - mean)).sum::<f64>();
            Some((squares / (n - 1.0) / n).sqrt())
        }
        Within::Runs(..) => None,
    }
}

/// What the factors of a full grid account for; `None` if the cells are not every combination of levels once, or do
/// not differ.
///
/// ```
/// use summitry_lab::analysis::response::grid_indices;
/// let levels = [vec![0, 0, 1, 1], vec![0, 1, 0, 1]];
/// let found = grid_indices(&levels, &[0.0, 1.0, 2.0, 3.0]).unwrap();
/// assert_eq!((found.first, found.second), (vec![0.8, 0.2], vec![((0, 1), 0.0)]));
/// ```
#[must_use]
pub fn grid_indices(levels: &[Vec<usize>], means: &[f64]) -> Option<GridIndices> {
    let sizes: Vec<usize> =
        levels.iter().map(|of| of.iter().max().map_or(0, |last| last + 1)).collect();
    let cells = sizes.iter().try_fold(1_usize, |all, size| all.checked_mul(*size))?;
    if cells != means.len() {
        return None;
    }
    // The place of each cell in the grid, the last factor fastest.
    let place = |cell: usize, but: Option<usize>| {
        let digits = levels.iter().zip(&sizes).enumerate();
        digits.fold(0, |at, (k, (of, size))| if but == Some(k) { at } else { at * size + of[cell] })
    };
    let mut seen = vec![false; cells];
    if (0..cells).any(|cell| std::mem::replace(&mut seen[place(cell, None)], true)) {
        return None;
    }
    let n = cells as f64;
    let mean = means.iter().sum::<f64>() / n;
    let centred: Vec<f64> = means.iter().map(|y| y - mean).collect();
    let variance = centred.iter().map(|y| y * y).sum::<f64>() / n;
    if variance <= 0.0 {
        return None;
    }
    // Means about the grand mean, by level of one factor or of two.
    let by = |size: usize, of: &dyn Fn(usize) -> usize| {
        let mut sums = vec![0.0; size];
        (0..cells).for_each(|cell| sums[of(cell)] += centred[cell]);
        sums.iter_mut().for_each(|sum| *sum *= size as f64 / n);
        sums
    };
    let d = levels.len();
    let main: Vec<Vec<f64>> = (0..d).map(|i| by(sizes[i], &|cell| levels[i][cell])).collect();
    let share =
        |means: &[f64]| means.iter().map(|y| y * y).sum::<f64>() / means.len() as f64 / variance;
    let total = |i: usize| {
        let others = by(cells / sizes[i], &|cell| place(cell, Some(i)));
        (1.0 - share(&others)).max(0.0)
    };
    let mut second = Vec::new();
    for i in 0..d {
        for j in i + 1..d {
            let mut pair =
                by(sizes[i] * sizes[j], &|cell| levels[i][cell] * sizes[j] + levels[j][cell]);
            for (at, mean) in pair.iter_mut().enumerate() {
                *mean -= main[i][at / sizes[j]] + main[j][at % sizes[j]];
            }
            second.push(((i, j), share(&pair)));
        }
    }
    Some(GridIndices {
        first: main.iter().map(|of| share(of)).collect(),
        total: (0..d).map(total).collect(),
        second,
    })
}
