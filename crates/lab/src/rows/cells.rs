//! The tables of a sweep: `cells.csv`, a row a cell, and `runs.csv` with the cell before each run.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::output::{Column, Kind, Rows, Table};
use summitry_engine::stats::{Moments, Z95, mean_interval, wilson};
use summitry_model::process::{MEASURES, Outcome, Record};

use super::metric::Metric;
use super::runs::RUNS;

/// Decimals of shares, means and their intervals.
const DECIMALS: u8 = 6;

/// The first column of both tables.
pub const CELL: Column =
    Column::integer("cell", "", "number of the cell in the design, from 0").at_least(0.0).always();

/// What is counted over the runs of a cell: outcomes and the moments of each measure, exactly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellStats {
    outcomes: [u64; Outcome::NAMES.len()],
    measures: Vec<Moments>,
}

impl Default for CellStats {
    fn default() -> Self {
        CellStats {
            outcomes: [0; Outcome::NAMES.len()],
            measures: vec![Moments::default(); MEASURES.len()],
        }
    }
}

impl CellStats {
    /// Counts a run.
    pub fn add(&mut self, record: &Record) {
        self.outcomes[record.outcome as usize] += 1;
        for (measure, moments) in MEASURES.iter().zip(&mut self.measures) {
            if let Some(value) = (measure.value)(record) {
                moments.add(value);
            }
        }
    }

    /// How many runs were counted.
    #[must_use]
    pub fn runs(&self) -> u64 {
        self.outcomes.iter().fold(0, |sum, n| sum.saturating_add(*n))
    }

    /// Adds what `other` counted.
    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.outcomes.iter_mut().zip(&other.outcomes) {
            *mine += theirs;
        }
        for (mine, theirs) in self.measures.iter_mut().zip(&other.measures) {
            mine.merge(theirs);
        }
    }

    /// Forgets all counts.
    pub fn clear(&mut self) {
        self.outcomes.fill(0);
        self.measures.fill(Moments::default());
    }

    /// Whether it counts what this version counts.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        // From a file the numbers may be anything.
        let Some(runs) = self.outcomes.iter().try_fold(0_u64, |sum, n| sum.checked_add(*n)) else {
            return false;
        };
        self.measures.len() == MEASURES.len() && self.measures.iter().all(|m| m.n() <= runs)
    }

    /// Half the width of the 95 % interval: Wilson's of a share, the normal one of a mean. Infinite where there is none.
    #[must_use]
    pub fn half_width(&self, metric: Metric) -> f64 {
        let interval = match metric {
            Metric::Outcome(k) => Some(wilson(self.outcomes[k], self.runs(), Z95)),
            Metric::Measure(k) => mean_interval(&self.measures[k], Z95),
        };
        interval.map_or(f64::INFINITY, |interval| interval.width() / 2.0)
    }
}

/// `cells.csv`: these factors, then counts, shares and means.
#[must_use]
pub fn cells_table(factors: impl IntoIterator<Item = Column>) -> Table {
    let mut columns = vec![CELL];
    columns.extend(factors);
    columns.push(Column::integer("n", "runs", "runs of the cell").at_least(0.0).always());
    for name in Outcome::NAMES {
        let column = name.replace('-', "_");
        let share = |name: String, meaning: String| {
            Column::made(name, Kind::Number, "share".into(), meaning).within(0.0, 1.0)
        };
        columns.push(share(column.clone(), format!("share of the runs that ended as `{name}`")));
        let low = format!("lower end of Wilson's 95 % interval of `{column}`");
        columns.push(share(format!("{column}_low"), low));
        columns.push(share(format!("{column}_high"), format!("upper end of that of `{column}`")));
    }
    for measure in MEASURES {
        let (name, unit) = (measure.name, measure.unit);
        let number = |name: String, meaning: String| {
            Column::made(name, Kind::Number, unit.to_owned(), meaning)
        };
        columns.push(
            Column::made(
                format!("{name}_n"),
                Kind::Integer,
                "runs".into(),
                format!("runs that have `{name}`"),
            )
            .at_least(0.0)
            .always(),
        );
        columns.push(number(name.to_owned(), format!("mean of `{name}` over those runs")));
        let low = format!("lower end of the normal 95 % interval of the mean of `{name}`");
        columns.push(number(format!("{name}_low"), low));
        columns.push(number(format!("{name}_high"), format!("upper end of that of `{name}`")));
        let sd = format!("standard deviation of `{name}` over those runs");
        columns.push(number(format!("{name}_sd"), sd).at_least(0.0));
    }
    Table {
        name: "cells",
        file: "cells.csv",
        title: "a row a cell: its factors, and what its runs came to",
        columns: Cow::Owned(columns),
        primary_key: &["cell"],
    }
}

/// The columns of [`cells_table`] that are not factors'.
#[must_use]
pub fn reserved(column: &str) -> bool {
    cells_table([]).columns.iter().any(|known| known.name == column)
}

/// Writes the row of a cell; `factors` writes the cells of its factors.
pub fn cell_row(
    out: &mut Rows,
    cell: u64,
    factors: impl FnOnce(&mut crate::output::Row<'_>),
    count: &CellStats,
) {
    let mut row = out.row();
    row.int(cell);
    factors(&mut row);
    let runs = count.runs();
    row.int(runs);
    for &had in &count.outcomes {
        let interval = wilson(had, runs, Z95);
        let share = (runs > 0).then(|| had as f64 / runs as f64);
        row.opt_num(share, DECIMALS);
        row.opt_num(share.map(|_| interval.low), DECIMALS);
        row.opt_num(share.map(|_| interval.high), DECIMALS);
    }
    for moments in &count.measures {
        let interval = mean_interval(moments, Z95);
        row.int(moments.n()).opt_num(moments.mean(), DECIMALS);
        row.opt_num(interval.map(|interval| interval.low), DECIMALS);
        row.opt_num(interval.map(|interval| interval.high), DECIMALS);
        row.opt_num(moments.deviation(), DECIMALS);
    }
    row.end();
}

/// `runs.csv` of a sweep: the number of the cell, then the columns of a batch.
#[must_use]
pub fn runs_table() -> Table {
    let columns = [CELL].into_iter().chain(RUNS.columns.iter().cloned()).collect();
    Table {
        name: "runs",
        file: "runs.csv",
        title: "a row a run, in the order of cells",
        columns: Cow::Owned(columns),
        primary_key: &["cell", "run"],
    }
}
