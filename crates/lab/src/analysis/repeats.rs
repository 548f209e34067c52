//! Rows with the same inputs. What their outputs differ by is noise, and known to be.

use std::collections::BTreeMap;

use super::Columns;
use super::noise::Noise;

/// The distinct rows of inputs, in the order in which they come, and what their outputs come to.
#[derive(Clone, Debug, PartialEq)]
pub struct Cells {
    /// The first row of each.
    pub first_rows: Vec<usize>,
    /// The mean of the outputs; not a number where none has one.
    pub means: Vec<f64>,
    /// The variance of that mean, s²/n; `None` below two rows.
    pub errors: Vec<Option<f64>>,
    /// The rows of each that have an output.
    pub counts: Vec<usize>,
    /// The sum of squares about the means.
    squares: f64,
}

impl Cells {
    /// The cells of a table.
    #[must_use]
    pub fn of(columns: &Columns) -> Cells {
        Cells::grouped(&cells(&columns.inputs), &columns.output)
    }

    /// The cells of rows whose cells are known.
    fn grouped(cells: &[usize], output: &[f64]) -> Cells {
        let count = cells.iter().max().map_or(0, |last| last + 1);
        let mut first_rows = vec![usize::MAX; count];
        // Sums are about a cell's first output, so that equal outputs have exactly their mean.
        let (mut counts, mut firsts, mut sums) =
            (vec![0; count], vec![0.0; count], vec![0.0; count]);
        let known = || cells.iter().zip(output).filter(|(_, y)| y.is_finite());
        for (row, &cell) in cells.iter().enumerate() {
            first_rows[cell] = first_rows[cell].min(row);
        }
        for (&cell, &y) in known() {
            if counts[cell] == 0 {
                firsts[cell] = y;
            }
            counts[cell] += 1;
            sums[cell] += y - firsts[cell];
        }
        let means: Vec<f64> = (0..count).map(|c| firsts[c] + sums[c] / counts[c] as f64).collect();
        let mut squares = vec![0.0; count];
        for (&cell, &y) in known() {
            squares[cell] += (y - means[cell]) * (y - means[cell]);
        }
        let error =
            |(n, squares): (&usize, &f64)| (*n > 1).then(|| squares / (*n - 1) as f64 / *n as f64);
        let errors = counts.iter().zip(&squares).map(error).collect();
        Cells { first_rows, means, errors, counts, squares: squares.iter().sum() }
    }

    /// The noise in single rows, as far as rows repeat others; `None` where none does.
    #[must_use]
    pub fn noise(&self, output: &[f64]) -> Option<Noise> {
        let repeats: usize = self.counts.iter().map(|n| n.saturating_sub(1)).sum();
        Noise::of_repeats(output, self.squares, repeats)
    }
}

/// The cell of each row: rows with the same inputs have the same, numbered as they come.
pub(super) fn cells(inputs: &[Vec<f64>]) -> Vec<usize> {
    let mut known: BTreeMap<Vec<u64>, usize> = BTreeMap::new();
    let rows = inputs.first().map_or(0, Vec::len);
    let cell = |row: usize| {
        // 0 and −0 are one value.
        let key = inputs.iter().map(|input| (input[row] + 0.0).to_bits()).collect();
        let next = known.len();
        *known.entry(key).or_insert(next)
    };
    (0..rows).map(cell).collect()
}

/// A design each of whose rows was made as often, with the means in their place.
#[derive(Clone, Debug, PartialEq)]
pub struct Averaged {
    /// The rows of the design.
    pub columns: Columns,
    /// What its rows came to.
    pub cells: Cells,
    /// How often each was made.
    pub times: usize,
}

/// The design that the rows repeat, if they do: each of its rows several times in turn, or all of it several times. `fits` says
/// whether inputs are the rows of a design.
#[must_use]
pub fn averaged(columns: &Columns, fits: &dyn Fn(&[&[f64]]) -> bool) -> Option<Averaged> {
    let rows = columns.rows();
    let inputs = columns.slices();
    for times in (2..=rows / 2).rev().filter(|times| rows.is_multiple_of(*times)) {
        let size = rows / times;
        for in_turn in [true, false] {
            let cell = |row: usize| if in_turn { row / times } else { row % size };
            let firsts: Vec<usize> =
                (0..size).map(|of| if in_turn { of * times } else { of }).collect();
            let alike = |row: usize| inputs.iter().all(|of| of[row] == of[firsts[cell(row)]]);
            if !(0..rows).all(alike) {
                continue;
            }
            let design: Vec<Vec<f64>> =
                inputs.iter().map(|of| firsts.iter().map(|&row| of[row]).collect()).collect();
            let slices: Vec<&[f64]> = design.iter().map(Vec::as_slice).collect();
            if fits(&slices) {
                let cells =
                    Cells::grouped(&(0..rows).map(cell).collect::<Vec<_>>(), &columns.output);
                let output = cells.means.clone();
                let columns = Columns { inputs: design, output, ..columns.clone() };
                return Some(Averaged { columns, cells, times });
            }
        }
    }
    None
}
