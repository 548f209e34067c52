//! How measures run over the days: integer histograms, so that they take the same room for ten runs
//! as for a million, and the order of the runs does not matter.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Column, Rows, Table};
use summitry_engine::stats::{FIXED_POINT, Misshapen, quantile, sparse, spread};

/// The table of trajectories.
pub static TRAJECTORIES: Table = Table {
    name: "trajectories",
    file: "trajectories.csv",
    title: "Quantiles over the runs of each measure on each day",
    columns: Cow::Borrowed(&[
        Column::text("scenario", "name of the scenario").always(),
        Column::number("day", "days", "days since the negotiation window opened").always(),
        Column::text("measure", "the measure that is followed").always(),
        Column::integer("n", "runs", "runs that were counted on this day").at_least(1.0).always(),
        Column::number("q05", "share", "5 % quantile, to about 1/254").within(0.0, 1.0).always(),
        Column::number("q25", "share", "25 % quantile, to about 1/254").within(0.0, 1.0).always(),
        Column::number("q50", "share", "median, to about 1/254").within(0.0, 1.0).always(),
        Column::number("q75", "share", "75 % quantile, to about 1/254").within(0.0, 1.0).always(),
        Column::number("q95", "share", "95 % quantile, to about 1/254").within(0.0, 1.0).always(),
        Column::number("mean", "share", "mean, from exact sums").within(0.0, 1.0).always(),
    ]),
    primary_key: &["scenario", "day", "measure"],
};

/// Bins of a cell: one for exactly 0, one for exactly 1, the rest equal between them.
const BINS: usize = 256;
const BETWEEN: u64 = BINS as u64 - 2;
const ONE: u64 = FIXED_POINT as u64;

/// Histograms of measures within 0 and 1 over a grid of days: a cell for each day and measure.
///
/// A cell counts at most 4,294,967,295 runs, the most a batch may have.
#[derive(Clone, Debug, PartialEq)]
pub struct Trajectories {
    measures: Vec<&'static str>,
    days: Vec<f64>,
    cells: Vec<Cell>,
    counts: Vec<u32>,
}

/// Sum, least and greatest of a cell's values, in millionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Cell {
    sum: u64,
    min: u32,
    max: u32,
}

const EMPTY: Cell = Cell { sum: 0, min: u32::MAX, max: 0 };

/// What [`Trajectories`] have counted, without their grid: for a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrajectoriesState {
    cells: Vec<u64>,
    counts: Vec<u64>,
}

impl Trajectories {
    /// Nothing counted yet, over these measures and days. A cell takes about 1 KiB.
    #[must_use]
    pub fn new(measures: &[&'static str], days: &[f64]) -> Self {
        let cells = measures.len() * days.len();
        Trajectories {
            measures: measures.to_vec(),
            days: days.to_vec(),
            cells: vec![EMPTY; cells],
            counts: vec![0; cells * BINS],
        }
    }

    /// The days of the grid.
    #[must_use]
    pub fn days(&self) -> &[f64] {
        &self.days
    }

    /// Counts a run's value on a day, both by position. Values below 0 count as 0, above 1 as 1;
    /// NaN is left out.
    ///
    /// # Panics
    ///
    /// If there is no such day or measure.
    pub fn record(&mut self, day: usize, measure: usize, value: f64) {
        if value.is_nan() {
            return;
        }
        assert!(measure < self.measures.len(), "no measure {measure}");
        let place = day * self.measures.len() + measure;
        #[expect(clippy::cast_possible_truncation, reason = "within 0 and a million")]
        #[expect(clippy::cast_sign_loss, reason = "within 0 and a million")]
        let steps = (value.clamp(0.0, 1.0) * FIXED_POINT + 0.5) as u32;
        let bin = match u64::from(steps) {
            0 => 0,
            ONE => BINS - 1,
            steps => 1 + ((steps - 1) * BETWEEN / (ONE - 1)) as usize,
        };
        let cell = &mut self.cells[place];
        cell.sum += u64::from(steps);
        cell.min = cell.min.min(steps);
        cell.max = cell.max.max(steps);
        self.counts[place * BINS + bin] += 1;
    }

    /// Adds what `other` counted.
    ///
    /// # Panics
    ///
    /// If `other` has another grid.
    pub fn merge(&mut self, other: &Trajectories) {
        assert!(
            self.measures == other.measures && self.days == other.days,
            "trajectories over different grids"
        );
        for (mine, theirs) in self.cells.iter_mut().zip(&other.cells) {
            mine.sum += theirs.sum;
            mine.min = mine.min.min(theirs.min);
            mine.max = mine.max.max(theirs.max);
        }
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            *mine += theirs;
        }
    }

    /// Forgets all values and keeps the grid.
    pub fn clear(&mut self) {
        self.cells.fill(EMPTY);
        self.counts.fill(0);
    }

    /// How many runs were counted in a cell.
    #[must_use]
    pub fn n(&self, day: usize, measure: usize) -> u64 {
        self.counts_of(self.place(day, measure)).iter().map(|&count| u64::from(count)).sum()
    }

    /// A quantile over the runs of a measure on a day, both by position; `None` if no run was
    /// counted there.
    #[must_use]
    pub fn quantile(&self, day: usize, measure: usize, q: f64) -> Option<f64> {
        let place = self.place(day, measure);
        let Cell { min, max, .. } = self.cells[place];
        let seen = (f64::from(min) / FIXED_POINT, f64::from(max) / FIXED_POINT);
        quantile(self.counts_of(place), (0.0, 1.0), seen, q)
    }

    /// The mean over the runs of a measure on a day, both by position; `None` if no run was counted
    /// there.
    #[must_use]
    pub fn mean(&self, day: usize, measure: usize) -> Option<f64> {
        let n = self.n(day, measure);
        let sum = self.cells[self.place(day, measure)].sum as f64;
        (n > 0).then(|| sum / (n as f64 * FIXED_POINT))
    }

    /// The rows of [`TRAJECTORIES`]: by day, then by measure, those with at least one run.
    #[must_use]
    pub fn rows(&self, scenario: &str) -> Rows {
        let mut rows = Rows::new(TRAJECTORIES.columns.len());
        for (day, &date) in self.days.iter().enumerate() {
            for (measure, name) in self.measures.iter().enumerate() {
                let n = self.n(day, measure);
                if n == 0 {
                    continue;
                }
                let mut row = rows.row();
                row.text(scenario).num(date, 4).text(name).int(n);
                for q in [0.05, 0.25, 0.5, 0.75, 0.95] {
                    row.opt_num(self.quantile(day, measure, q), 4);
                }
                row.opt_num(self.mean(day, measure), 6).end();
            }
        }
        rows
    }

    /// What was counted, to be saved.
    #[must_use]
    pub fn state(&self) -> TrajectoriesState {
        let flat = |cell: &Cell| [cell.sum, cell.min.into(), cell.max.into()];
        TrajectoriesState {
            cells: self.cells.iter().flat_map(flat).collect(),
            counts: sparse(&self.counts),
        }
    }

    /// Takes up what was saved in place of what was counted.
    ///
    /// # Errors
    ///
    /// [`Misshapen`] if it is of another shape; the counts are then undefined.
    pub fn restore(&mut self, state: &TrajectoriesState) -> Result<(), Misshapen> {
        if state.cells.len() != 3 * self.cells.len() {
            return Err(Misshapen);
        }
        for (cell, saved) in self.cells.iter_mut().zip(state.cells.chunks_exact(3)) {
            let small = |value: u64| u32::try_from(value).map_err(|_| Misshapen);
            *cell = Cell { sum: saved[0], min: small(saved[1])?, max: small(saved[2])? };
        }
        spread(&state.counts, &mut self.counts)
    }

    fn place(&self, day: usize, measure: usize) -> usize {
        day * self.measures.len() + measure
    }

    fn counts_of(&self, place: usize) -> &[u32] {
        &self.counts[place * BINS..(place + 1) * BINS]
    }
}
