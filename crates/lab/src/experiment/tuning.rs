//! Tuning: of each rule the parameters that do best on a declared grid, found on runs of their own.

use std::borrow::Cow;
use std::sync::atomic::AtomicBool;

use crate::output::{Column, GridInputs, Rows, RuleInputs, Table, TuningInputs};
use crate::rows::metric::{Horizons, Metric};
use summitry_engine::stats::Moments;

use super::evaluate::Evaluation;
use super::rule::{Rule, horizons};
use super::runner::RunError;

/// `tuning.csv`.
pub static TUNING: Table = Table {
    name: "tuning",
    file: "tuning.csv",
    title: "a row a point of the grid that was tried for a rule",
    columns: Cow::Borrowed(&[
        Column::text("rule", "the rule as it was asked for").always(),
        Column::text("point", "the same with these parameters").always(),
        Column::text("measure", "what it was tried on").always(),
        Column::integer("n", "runs", "runs of the point, none of which is compared later")
            .at_least(0.0)
            .always(),
        Column::number("mean", "", "share or mean over these runs").always(),
        Column::number(
            "low",
            "",
            "lower end of its 95 % interval: Wilson's of a share, Student's of a mean",
        ),
        Column::number("high", "", "upper end"),
        Column::flag("chosen", "whether it did best; of equals the first").always(),
    ]),
    primary_key: &["rule", "point"],
};

/// A rule as it was asked for, and the points of its grid.
#[derive(Debug)]
pub struct Grid {
    /// The rule.
    pub rule: String,
    /// The points, in order; at least one.
    pub points: Vec<Rule>,
}

/// How rules are tuned.
#[derive(Clone, Copy, Debug)]
pub struct Tuning {
    /// What is looked at: an outcome, or a measure that every run has.
    pub metric: Metric,
    /// Whether the lowest mean is the best.
    pub lowest: bool,
    /// The seed.
    pub seed: u64,
    /// The number of the first run: runs before it are for the comparison.
    pub first: u64,
    /// Runs of each point.
    pub runs: u64,
}

/// What was tried, and what was chosen.
#[derive(Debug)]
pub struct TuningResult {
    tuning: Tuning,
    grids: Vec<Tried>,
}

#[derive(Debug)]
struct Tried {
    rule: String,
    points: Vec<(RuleInputs, Moments)>,
    chosen: usize,
}

impl Tuning {
    /// Tries every point, and gives the best of each grid, in order; `None` if it was stopped.
    ///
    /// Rules are tried on the same runs. The mean of the one that is chosen is too good on these runs, as it was chosen for
    /// it; it must be looked at again on others.
    ///
    /// # Errors
    ///
    /// [`RunError::Threads`]
    pub fn run(
        self,
        grids: Vec<Grid>,
        threads: usize,
        stop: &AtomicBool,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Option<(Vec<Rule>, TuningResult)>, RunError> {
        let (mut best, mut tried, mut done) = (Vec::new(), Vec::new(), 0);
        let all = grids.iter().map(|grid| horizons(&grid.points));
        // Times are cut alike for all, as in the comparison.
        let cut = all.reduce(|a, b| Horizons {
            window: a.window.min(b.window),
            follow_up: a.follow_up.min(b.follow_up),
        });
        let Some(cut) = cut else { return Ok(None) };
        let evaluation = Evaluation::new(self.metric, cut, self.seed, threads, stop)?;
        for mut grid in grids {
            let mut points = Vec::new();
            for point in &grid.points {
                let runs = self.first..self.first + self.runs;
                let Some(values) = evaluation.values(&[point], runs) else { return Ok(None) };
                let mut moments = Moments::default();
                values[0].iter().for_each(|&value| moments.add(value));
                points.push((point.inputs(), moments));
                done += self.runs;
                progress(done);
            }
            let sign = if self.lowest { -1.0 } else { 1.0 };
            let merit = |k: usize| sign * points[k].1.mean().unwrap_or(f64::NEG_INFINITY);
            let chosen = (1..points.len()).fold(0, |a, b| if merit(b) > merit(a) { b } else { a });
            best.push(grid.points.swap_remove(chosen));
            tried.push(Tried { rule: grid.rule, points, chosen });
        }
        Ok(Some((best, TuningResult { tuning: self, grids: tried })))
    }
}

impl TuningResult {
    /// What determines it, for a manifest.
    #[must_use]
    pub fn inputs(&self) -> TuningInputs {
        let grid = |tried: &Tried| {
            let points = tried.points.iter().map(|(point, ..)| point.clone()).collect();
            GridInputs { rule: tried.rule.clone(), points }
        };
        TuningInputs {
            measure: self.tuning.metric.compared_name().to_owned(),
            best: if self.tuning.lowest { "lowest" } else { "highest" }.to_owned(),
            first_run: self.tuning.first,
            runs: self.tuning.runs,
            grids: self.grids.iter().map(grid).collect(),
        }
    }

    /// The rows of `tuning.csv`.
    #[must_use]
    pub fn rows(&self) -> Rows {
        const DECIMALS: u8 = 6;
        let mut rows = Rows::new(TUNING.columns.len());
        for tried in &self.grids {
            for (k, (point, moments)) in tried.points.iter().enumerate() {
                let interval = self.tuning.metric.interval(moments);
                let mut row = rows.row();
                row.text(&tried.rule).text(&point.rule).text(self.tuning.metric.compared_name());
                row.int(moments.n()).opt_num(moments.mean(), DECIMALS);
                row.opt_num(interval.map(|interval| interval.low), DECIMALS);
                row.opt_num(interval.map(|interval| interval.high), DECIMALS);
                row.flag(k == tried.chosen);
                row.end();
            }
        }
        rows
    }
}
