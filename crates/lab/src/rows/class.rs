//! The tables that a class has besides those of a batch.

use std::borrow::Cow;

use crate::output::{Column, Rows, Table};
use summitry_model::process::Outcome;

use super::columns::columns;
use super::runs::{RUN, SCENARIO};

/// Words for who answered a decision.
pub const BY: &[&str] = &["people", "deputy", "time", "policy"];

columns! {
    /// The cells of a decision.
    const DECISION_COLUMNS;
    fn decision_cells(row, scenario: &str, run: u64, decision: u64, party: &str, by: &str);
        SCENARIO => row.text(scenario),
        RUN => row.int(run),
        Column::integer(
            "decision",
            "",
            "number of the decision in the run, from 1, as in the answer log",
        )
        .at_least(1.0)
        .always() => row.int(decision),
        Column::text("party", "id of the party").always() => row.text(party),
        Column::choice(
            "by",
            BY,
            "who answered: people in the seat; its policy in the routine; its policy as the time was up; its policy as nobody was there",
        )
        .always() => row.text(by),
}

/// `decisions.csv`.
pub static DECISIONS: Table = Table {
    name: "decisions",
    file: "decisions.csv",
    title: "a row a decision of a class",
    columns: Cow::Borrowed(DECISION_COLUMNS),
    primary_key: &["scenario", "run", "decision"],
};

/// Writes the row of a decision.
pub fn decision_row(
    rows: &mut Rows,
    scenario: &str,
    run: u64,
    decision: u64,
    party: &str,
    by: &str,
) {
    let mut row = rows.row();
    decision_cells(&mut row, scenario, run, decision, party, by);
    row.end();
}

columns! {
    /// The cells of a prediction.
    const PREDICTION_COLUMNS;
    fn prediction_cells(
        row, scenario: &str, run: u64, party: &str, outcome: &str, first_summit_day: Option<u64>,
    );
        SCENARIO => row.text(scenario),
        RUN => row.int(run),
        Column::text("party", "id of the party").always() => row.text(party),
        Column::choice("outcome", Outcome::NAMES, "outcome that was predicted").always()
            => row.text(outcome),
        Column::integer(
            "first_summit_day",
            "days",
            "day of the first summit that was predicted; empty if none",
        )
        .at_least(0.0) => row.opt_int(first_summit_day),
}

/// `predictions.csv`.
pub static PREDICTIONS: Table = Table {
    name: "predictions",
    file: "predictions.csv",
    title: "a row a seat that predicted how its run would end",
    columns: Cow::Borrowed(PREDICTION_COLUMNS),
    primary_key: &["scenario", "run", "party"],
};

/// Writes the row of a prediction.
pub fn prediction_row(
    rows: &mut Rows,
    scenario: &str,
    run: u64,
    party: &str,
    outcome: &str,
    first_summit_day: Option<u64>,
) {
    let mut row = rows.row();
    prediction_cells(&mut row, scenario, run, party, outcome, first_summit_day);
    row.end();
}
