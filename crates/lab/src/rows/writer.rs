//! All rows of a run, table by table.

use crate::output::{Rows, Table};
use summitry_model::process::Run;

use super::answer_log;
use super::runs::{
    ANSWERS, EVENTS, PARTIES, ROUNDS, RUNS, SUMMITS, event_row, party_row, run_row, session_row,
    summit_row,
};

/// A table that a run writes rows into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunTable {
    /// One row per run.
    Runs,
    /// One row per run and party.
    Parties,
    /// One row per session.
    Rounds,
    /// One row per summit.
    Summits,
    /// One row per event, of a traced run.
    Events,
    /// One line per accepted answer, of a traced run.
    Answers,
}

impl RunTable {
    /// All, those of a trace last.
    pub const ALL: [RunTable; 6] = [
        RunTable::Runs,
        RunTable::Parties,
        RunTable::Rounds,
        RunTable::Summits,
        RunTable::Events,
        RunTable::Answers,
    ];

    /// Its file and columns.
    #[must_use]
    pub fn table(self) -> &'static Table {
        match self {
            RunTable::Runs => &RUNS,
            RunTable::Parties => &PARTIES,
            RunTable::Rounds => &ROUNDS,
            RunTable::Summits => &SUMMITS,
            RunTable::Events => &EVENTS,
            RunTable::Answers => &ANSWERS,
        }
    }
}

/// Writes all rows of a finished run, each table's into the buffer in its place.
pub fn write_run(
    run: &Run<'_>,
    number: u64,
    seed: u64,
    tables: &[RunTable],
    out: &mut [Rows],
    text: &mut String,
) {
    let setup = run.setup();
    let id = &setup.scenario.id;
    for (table, rows) in tables.iter().zip(out.iter_mut()) {
        match table {
            RunTable::Runs => run_row(rows, id, number, seed, run.record()),
            RunTable::Parties => {
                for (party, record) in run.party_records().iter().enumerate() {
                    party_row(rows, setup, number, party, record);
                }
            }
            RunTable::Rounds => {
                for session in run.sessions() {
                    session_row(rows, setup, number, session, text);
                }
            }
            RunTable::Summits => {
                for (k, summit) in run.summits().iter().enumerate() {
                    summit_row(rows, id, number, k, summit);
                }
            }
            RunTable::Events => {
                for (k, tick) in run.trace().iter().enumerate() {
                    event_row(rows, setup, number, k, tick);
                }
            }
            RunTable::Answers => {
                // The first run of a batch brings the head of the log.
                if number == 0 {
                    answer_log::put(rows, &answer_log::head(setup, seed));
                }
                answer_log::write_run(rows, setup, number, seed, run.record(), run.trace());
            }
        }
    }
}
