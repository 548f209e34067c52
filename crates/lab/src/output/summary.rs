//! A batch in one small table: the share of each outcome, the mean and quartiles of each measure.

use std::borrow::Cow;

use super::{Column, Rows, Scale, Table, Tally};
use summitry_engine::stats::{Interval, Z95, mean_interval, wilson};

/// The table of the summary.
pub static SUMMARY: Table = Table {
    name: "summary",
    file: "summary.csv",
    title: "Share of each outcome and mean of each measure, with 95 % intervals",
    columns: Cow::Borrowed(&[
        Column::text("scenario", "name of the scenario").always(),
        Column::choice("kind", &["outcome", "end-reason", "measure"], "what the row is about")
            .always(),
        Column::text("name", "name of the outcome, the reason for the end, or the measure")
            .always(),
        Column::text("unit", "unit of the estimate, its interval and the quartiles"),
        Column::integer(
            "n",
            "runs",
            "outcome and reason: all runs; measure: the runs in which it happened",
        )
        .at_least(0.0)
        .always(),
        Column::integer(
            "count",
            "runs",
            "outcome and reason: the runs that had it; measure: empty",
        )
        .at_least(0.0),
        Column::number(
            "estimate",
            "",
            "outcome and reason: share of the runs; measure: mean of those n runs",
        ),
        Column::number(
            "low",
            "",
            "lower end of the 95 % interval: Wilson's for a share, normal for a mean",
        ),
        Column::number("high", "", "upper end of that interval"),
        Column::number("q25", "", "measure: first quartile, to a thousandth of its range"),
        Column::number("median", "", "measure: median, to a thousandth of its range"),
        Column::number("q75", "", "measure: third quartile, to a thousandth of its range"),
        Column::choice(
            "basis",
            &["all", "happened"],
            "runs that the estimate and the quartiles are over: `all`, or only those in which it `happened`",
        )
        .always(),
    ]),
    primary_key: &["scenario", "kind", "name"],
};

/// Decimals of estimates and intervals.
const DECIMALS: u8 = 6;

/// A summary as data: the file and the table on the terminal are both written from it.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// The scenario's name.
    pub scenario: String,
    /// How many runs were counted.
    pub runs: u64,
    /// A line for each outcome, in their order.
    pub outcomes: Vec<OutcomeLine>,
    /// A line for each reason for the end of the talks, in their order.
    pub end_reasons: Vec<OutcomeLine>,
    /// A line for each measure, in their order.
    pub measures: Vec<MeasureLine>,
}

/// How often an outcome came about, or a reason for the end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OutcomeLine {
    /// The outcome.
    pub name: &'static str,
    /// The runs that had it.
    pub count: u64,
    /// The share of all runs; 0 if there are none.
    pub share: f64,
    /// Wilson's 95 % interval of the share.
    pub interval: Interval,
}

/// How large a measure was in the runs that have it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeasureLine {
    /// The measure.
    pub name: &'static str,
    /// Its unit; empty where there is none.
    pub unit: &'static str,
    /// The runs that have it.
    pub n: u64,
    /// Its mean over them; `None` if there are none.
    pub mean: Option<f64>,
    /// The normal 95 % interval of the mean; `None` below two runs.
    pub interval: Option<Interval>,
    /// The first quartile.
    pub q25: Option<f64>,
    /// The median.
    pub median: Option<f64>,
    /// The third quartile.
    pub q75: Option<f64>,
    /// Decimals that the quartiles are worth.
    pub decimals: u8,
    /// Whether every run has it.
    pub always: bool,
}

impl Summary {
    /// The summary of what was counted.
    #[must_use]
    pub fn of(scenario: &str, tally: &Tally) -> Self {
        let runs = tally.runs();
        let outcome = |(name, count): (&'static str, u64)| OutcomeLine {
            name,
            count,
            share: if runs == 0 { 0.0 } else { count as f64 / runs as f64 },
            interval: wilson(count, runs, Z95),
        };
        let measures = tally.measures().map(|(measure, moments, histogram)| {
            let (quartile, decimals): (Box<dyn Fn(f64) -> Option<f64>>, u8) = match measure.scale {
                Scale::Whole { .. } => (Box::new(|q| histogram.quantile_whole(q)), 0),
                Scale::Number { decimals, .. } => (Box::new(|q| histogram.quantile(q)), decimals),
            };
            MeasureLine {
                name: measure.name,
                unit: measure.unit,
                n: moments.n(),
                mean: moments.mean(),
                interval: mean_interval(moments, Z95),
                q25: quartile(0.25),
                median: quartile(0.5),
                q75: quartile(0.75),
                decimals,
                always: measure.always,
            }
        });
        Summary {
            scenario: scenario.to_owned(),
            runs,
            outcomes: tally.outcomes().map(outcome).collect(),
            end_reasons: tally.end_reasons().map(outcome).collect(),
            measures: measures.collect(),
        }
    }

    /// The rows of [`SUMMARY`]: outcomes, reasons for the end, then measures.
    #[must_use]
    pub fn rows(&self) -> Rows {
        let mut rows = Rows::new(SUMMARY.columns.len());
        let outcomes = self.outcomes.iter().map(|line| ("outcome", line));
        let reasons = self.end_reasons.iter().map(|line| ("end-reason", line));
        for (kind, line) in outcomes.chain(reasons) {
            let mut row = rows.row();
            row.text(&self.scenario).text(kind).text(line.name).text("share");
            row.int(self.runs).int(line.count).num(line.share, DECIMALS);
            row.num(line.interval.low, DECIMALS).num(line.interval.high, DECIMALS);
            row.empty().empty().empty().text("all").end();
        }
        for line in &self.measures {
            let mut row = rows.row();
            row.text(&self.scenario).text("measure").text(line.name).text(line.unit);
            row.int(line.n).empty().opt_num(line.mean, DECIMALS);
            row.opt_num(line.interval.map(|interval| interval.low), DECIMALS);
            row.opt_num(line.interval.map(|interval| interval.high), DECIMALS);
            for quartile in [line.q25, line.median, line.q75] {
                row.opt_num(quartile, line.decimals);
            }
            row.text(if line.always { "all" } else { "happened" }).end();
        }
        rows
    }
}
