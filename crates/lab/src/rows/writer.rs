//! All rows of a run, table by table.

use crate::output::{Rows, Table};
use summitry_model::process::Run;

use super::answer_log;
use super::runs::{event_row, party_row, run_row, session_row, summit_row};

/// Writes all rows of a run that is done into the buffers of the tables that are wanted.
pub fn write_run(
    run: &Run<'_>,
    number: u64,
    seed: u64,
    tables: &[&'static Table],
    out: &mut [Rows],
    text: &mut String,
) {
    let setup = run.setup();
    let id = &setup.scenario.id;
    for (table, rows) in tables.iter().zip(out.iter_mut()) {
        match table.name {
            "runs" => run_row(rows, id, number, seed, run.record()),
            "parties" => {
                for (party, record) in run.party_records().iter().enumerate() {
                    party_row(rows, setup, number, party, record);
                }
            }
            "rounds" => {
                for session in run.sessions() {
                    session_row(rows, setup, number, session, text);
                }
            }
            "summits" => {
                for (k, summit) in run.summits().iter().enumerate() {
                    summit_row(rows, id, number, k, summit);
                }
            }
            "events" => {
                for (k, tick) in run.trace().iter().enumerate() {
                    event_row(rows, setup, number, k, tick);
                }
            }
            _ => {
                // The first run of a batch brings the head of the log.
                if number == 0 {
                    answer_log::put(rows, &answer_log::head(setup, seed));
                }
                answer_log::write_run(rows, setup, number, seed, run.record(), run.trace());
            }
        }
    }
}
