//! `seats.csv`: what became of the seats that programs play.

use std::borrow::Cow;
use std::path::Path;

use crate::agents::{AgentReport, Fault};
use crate::output::{Column, OutputError, Rows, Table};

use super::columns::columns;
use super::runs::{RUN, SCENARIO};

columns! {
    /// The cells of a seat.
    const SEAT_COLUMNS;
    fn seat_cells(row, scenario: &str, run: u64, party: &str, report: &AgentReport);
        SCENARIO => row.text(scenario),
        RUN => row.int(run),
        Column::text("party", "id of the party").always() => row.text(party),
        Column::integer("requests", "decisions", "decisions that the seat was asked for")
            .at_least(0.0)
            .always() => row.int(report.requests),
        Column::integer("answered", "decisions", "decisions that the program answered")
            .at_least(0.0)
            .always() => row.int(report.answered),
        Column::choice("fault", Fault::NAMES, "what cost the program the seat; empty if it kept it")
            => row.opt_text(report.fault.map(|(fault, _)| fault.name())),
        Column::integer(
            "fallback_from",
            "",
            "number in the run, from 1 as in the answer log, of the first decision that the fall-back made",
        )
        .at_least(1.0) => row.opt_int(report.fault.map(|(_, decision)| decision)),
}

/// `seats.csv`.
pub static SEATS: Table = Table {
    name: "seats",
    file: "seats.csv",
    title: "a row a run and seat that a program plays",
    columns: Cow::Borrowed(SEAT_COLUMNS),
    primary_key: &["scenario", "run", "party"],
};

/// Writes the row of a seat.
pub fn seat_row(rows: &mut Rows, scenario: &str, run: u64, party: &str, report: &AgentReport) {
    let mut row = rows.row();
    seat_cells(&mut row, scenario, run, party, report);
    row.end();
}

/// The runs of a batch in which a program lost its seat.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marked {
    /// How many.
    pub runs: u64,
    /// The first: its number, the party, and the fault.
    pub first: Option<(u64, String, String)>,
}

/// Counts the marked runs of a finished batch.
///
/// # Errors
/// [`OutputError::Altered`] if the table cannot be read.
pub fn marked(dir: &Path) -> Result<Marked, OutputError> {
    let path = dir.join(SEATS.file);
    let mut found = Marked::default();
    let mut last = None;
    let mut reader = csv::Reader::from_path(&path).map_err(|error| altered(&path, &error))?;
    for record in reader.records() {
        let record = record.map_err(|error| altered(&path, &error))?;
        let cell = |k: usize| record.get(k).unwrap_or_default();
        if cell(5).is_empty() {
            continue;
        }
        let run: u64 = cell(1).parse().unwrap_or_default();
        found.runs += u64::from(last != Some(run));
        last = Some(run);
        found.first.get_or_insert_with(|| (run, cell(2).to_owned(), cell(5).to_owned()));
    }
    Ok(found)
}

fn altered(path: &Path, error: &csv::Error) -> OutputError {
    OutputError::Altered { path: path.to_owned(), why: error.to_string() }
}
