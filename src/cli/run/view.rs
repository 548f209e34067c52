//! The results of a batch, as a table or as JSON.
//!
//! Both are made from the cells of `summary.csv`, so that what is shown is what the file says,
//! whether the batch was just run or found finished.

use std::path::Path;

use serde::Deserialize;
use serde_json::json;

use summitry_lab::output::{OutputError, SUMMARY, Summary};
use summitry_model::process::MEASURES;

use crate::cli::format::{grouped, percent, wrap};
use crate::cli::table::{Column, table};

/// The rows of `summary.csv`.
#[derive(Debug)]
pub(super) struct Outcomes {
    outcomes: Vec<Line>,
    end_reasons: Vec<Line>,
    measures: Vec<Line>,
}

#[derive(Debug, Deserialize)]
struct Line {
    kind: String,
    name: String,
    unit: String,
    n: u64,
    count: Option<u64>,
    estimate: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    q25: Option<f64>,
    median: Option<f64>,
    q75: Option<f64>,
    basis: String,
}

impl Outcomes {
    /// Of a batch that was just run.
    #[expect(clippy::expect_used, reason = "rows that we wrote: a fault of the program")]
    pub(super) fn of(summary: &Summary) -> Self {
        let mut bytes = SUMMARY.header();
        bytes.extend_from_slice(summary.rows().bytes());
        Self::parse(&bytes).expect("a summary reads back as it was written")
    }

    /// Of a finished batch in `dir` that has a summary.
    ///
    /// # Errors
    ///
    /// [`OutputError`]: it cannot be read, or is not what we wrote.
    pub(super) fn read(dir: &Path) -> Result<Self, OutputError> {
        let path = dir.join(SUMMARY.file);
        match std::fs::read(&path) {
            Ok(bytes) => Self::parse(&bytes)
                .map_err(|error| OutputError::Altered { path, why: error.to_string() }),
            Err(source) => Err(OutputError::Unreadable { path, source }),
        }
    }

    fn parse(bytes: &[u8]) -> csv::Result<Self> {
        let lines: Vec<Line> =
            csv::Reader::from_reader(bytes).deserialize().collect::<Result<_, _>>()?;
        let (outcomes, others): (Vec<Line>, Vec<Line>) =
            lines.into_iter().partition(|line| line.kind == "outcome");
        let (end_reasons, measures) =
            others.into_iter().partition(|line| line.kind == "end-reason");
        Ok(Outcomes { outcomes, end_reasons, measures })
    }

    /// Three tables in so many columns: outcomes and reasons for the end, those that came about, with a bar each; then measures.
    pub(super) fn table(&self, width: usize) -> String {
        let outcomes: Vec<&Line> = self.outcomes.iter().collect();
        let came = |line: &&Line| line.count.unwrap_or_default() > 0;
        let reasons: Vec<&Line> = self.end_reasons.iter().filter(came).collect();
        format!(
            "{}\n{}\n{}",
            share_table("Outcome", &outcomes, width),
            share_table("Talks ended", &reasons, width),
            self.measure_table(width)
        )
    }

    fn measure_table(&self, width: usize) -> String {
        let cells = |of: &dyn Fn(&Line) -> String| self.measures.iter().map(of).collect();
        let columns = vec![
            Column::left("Measure", 0, cells(&|line| line.name.clone())),
            Column::right("Runs", 3, cells(&|line| grouped(line.n))),
            Column::right(
                "Median",
                0,
                cells(&|line| line.median.map(|median| line.number(median)).unwrap_or_default()),
            ),
            Column::right(
                "Quartiles",
                1,
                cells(&|line| range(line.q25, line.q75, &|end| line.number(end))),
            ),
            Column::left("Unit", 2, cells(&|line| line.unit.clone())),
        ];
        let line = "Medians and quartiles are over the runs that have a value.";
        format!("{}{}\n", table(columns, &[], width), wrap(line, width, ""))
    }

    /// Both as JSON, with every digit of the file.
    pub(super) fn json(&self) -> serde_json::Value {
        let outcome = |line: &Line| {
            json!({
                "name": line.name, "count": line.count,
                "share": line.estimate, "low": line.low, "high": line.high,
            })
        };
        let measure = |line: &Line| {
            json!({
                "name": line.name, "unit": line.unit, "basis": line.basis, "n": line.n,
                "mean": line.estimate, "low": line.low, "high": line.high,
                "q25": line.q25, "median": line.median, "q75": line.q75,
            })
        };
        json!({
            "outcomes": self.outcomes.iter().map(outcome).collect::<Vec<_>>(),
            "end_reasons": self.end_reasons.iter().map(outcome).collect::<Vec<_>>(),
            "measures": self.measures.iter().map(measure).collect::<Vec<_>>(),
        })
    }
}

/// Shares with a bar each.
fn share_table(head: &'static str, lines: &[&Line], width: usize) -> String {
    let cells = |of: &dyn Fn(&Line) -> String| lines.iter().map(|line| of(line)).collect();
    let share = |line: &Line| line.estimate.unwrap_or_default();
    let columns = vec![
        Column::left(head, 0, cells(&|line| line.name.clone())),
        Column::right("Runs", 2, cells(&|line| grouped(line.count.unwrap_or_default()))),
        Column::right("Share", 0, cells(&|line| percent(share(line)))),
        Column::right(
            "95 % CI",
            1,
            cells(&|line| range(line.low, line.high, &|end| format!("{:.1}", end * 100.0))),
        ),
    ];
    let shares: Vec<f64> = lines.iter().map(|line| share(line)).collect();
    table(columns, &shares, width)
}

impl Line {
    /// A value of the measure, to the digits that a person compares: whole days, hundredths of a
    /// share, tenths of all else.
    fn number(&self, value: f64) -> String {
        let whole = MEASURES.iter().any(|measure| measure.name == self.name && measure.whole);
        let decimals = match self.unit.as_str() {
            _ if whole => 0,
            "days" => 0,
            "share" => 2,
            _ => 1,
        };
        format!("{value:.decimals$}")
    }
}

fn range(low: Option<f64>, high: Option<f64>, end: &dyn Fn(f64) -> String) -> String {
    match (low, high) {
        (Some(low), Some(high)) => format!("{}–{}", end(low), end(high)),
        _ => String::new(),
    }
}
