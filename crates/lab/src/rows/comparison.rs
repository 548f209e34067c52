//! The tables of a comparison: the same runs under several rules, means, and paired differences.

use std::borrow::Cow;

use crate::output::{Column, Rows, Table};
use summitry_engine::stats::{Best, Means};

use super::metric::{Basis, CONFIDENCE, Horizons, Metric};
use super::paired::PairedStats;
use super::runs::RUNS;

/// Decimals of shares, means and their intervals.
const DECIMALS: u8 = 6;
/// Decimals of probabilities that come from drawing.
const DRAWN: u8 = 3;

const RULE: Column = Column::text("rule", "the rule").always();
const MEASURE: Column = Column::text("measure", "the outcome or measure that is compared: `summit_wait_days`, `settlement_wait_days` and `in_force_days` are of `first_summit_day`, \
     `settlement_day` and `survival_days`, over all runs").always();
const UNIT: Column = Column::text("unit", "its unit; `share` of the runs for an outcome").always();
const BASIS: Column = Column::choice(
    "basis",
    Basis::LABELS,
    "`all` runs; `restricted`: all, a wait without an end counting to the horizon; `held`: all, what did not begin counting as \
     0; `happened`: only runs in which it happened",
)
.always();

/// `means.csv`.
pub static MEANS: Table = Table {
    name: "means",
    file: "means.csv",
    title: "a row a rule and measure: its mean, and how probably it is the best",
    columns: Cow::Borrowed(&[
        MEASURE,
        RULE,
        UNIT,
        BASIS,
        Column::integer("n", "runs", "runs that the mean is over").at_least(0.0).always(),
        Column::number("mean", "", "share or mean"),
        Column::number(
            "low",
            "as `unit` says",
            "lower end of its 95 % interval: Wilson's of a share, Student's of a mean",
        ),
        Column::number("high", "", "upper end"),
        Column::number(
            "p_highest",
            "probability",
            "that no other rule has a greater mean; empty below 30 runs, or if runs lack a value",
        )
        .within(0.0, 1.0),
        Column::number("p_lowest", "probability", "that no other rule has a lower mean")
            .within(0.0, 1.0),
    ]),
    primary_key: &["measure", "rule"],
};

/// `differences.csv`.
pub static DIFFERENCES: Table = Table {
    name: "differences",
    file: "differences.csv",
    title: "a row a pair of rules and measure: the same runs under one less under the other",
    columns: Cow::Borrowed(&[
        MEASURE,
        RULE,
        Column::text("than", "the rule that it is compared with, which was named earlier").always(),
        UNIT,
        BASIS,
        Column::integer("n", "runs", "runs that have a value under both").at_least(0.0).always(),
        Column::number(
            "difference",
            "",
            "mean under `rule` less mean under `than`, over the runs that have a value under both",
        ),
        Column::number(
            "low",
            "as `unit` says",
            "lower end of its 95 % interval: Tango's of paired shares, Student's of paired means",
        ),
        Column::number("high", "", "upper end"),
        Column::number(
            "joint_low",
            "as `unit` says",
            "lower end of the interval with which all pairs of the measure hold together at 95 % (Bonferroni)",
        ),
        Column::number("joint_high", "", "upper end"),
    ]),
    primary_key: &["measure", "rule", "than"],
};

/// `runs.csv` of a comparison: the rule, then the columns of a batch.
#[must_use]
pub fn compared_runs_table() -> Table {
    let columns = [RULE].into_iter().chain(RUNS.columns.iter().cloned()).collect();
    Table {
        name: "runs",
        file: "runs.csv",
        title: "a row a run and rule, run by run",
        columns: Cow::Owned(columns),
        primary_key: &["run", "rule"],
    }
}

/// The rows of `means.csv`; `best` gives the probabilities of a measure.
pub fn means_rows(
    count: &PairedStats,
    rules: &[String],
    horizons: Horizons,
    best: &mut dyn FnMut(Metric, &Means) -> Best,
) -> Rows {
    let mut rows = Rows::new(MEANS.columns.len());
    for metric in Metric::ALL {
        let probable = count.means(metric).map(|means| best(metric, &means));
        for (k, rule) in rules.iter().enumerate() {
            let of = count.estimate(k, metric);
            let mut row = rows.row();
            row.text(metric.compared_name())
                .text(rule)
                .text(metric.unit())
                .text(metric.basis(horizons).label());
            row.int(of.n).opt_num(of.value, DECIMALS);
            row.opt_num(of.interval.map(|interval| interval.low), DECIMALS);
            row.opt_num(of.interval.map(|interval| interval.high), DECIMALS);
            row.opt_num(probable.as_ref().map(|best| best.highest[k]), DRAWN);
            row.opt_num(probable.as_ref().map(|best| best.lowest[k]), DRAWN);
            row.end();
        }
    }
    rows
}

/// The rows of `differences.csv`.
#[must_use]
pub fn difference_rows(count: &PairedStats, rules: &[String], horizons: Horizons) -> Rows {
    let mut rows = Rows::new(DIFFERENCES.columns.len());
    let joint = count.joint_confidence();
    for metric in Metric::ALL {
        for (i, j) in count.pairs() {
            let of = count.difference((i, j), metric, CONFIDENCE);
            let together = count.difference((i, j), metric, joint).interval;
            let mut row = rows.row();
            row.text(metric.compared_name()).text(&rules[j]).text(&rules[i]);
            row.text(metric.unit()).text(metric.basis(horizons).label());
            row.int(of.n).opt_num(of.value, DECIMALS);
            for interval in [of.interval, together] {
                row.opt_num(interval.map(|interval| interval.low), DECIMALS);
                row.opt_num(interval.map(|interval| interval.high), DECIMALS);
            }
            row.end();
        }
    }
    rows
}
