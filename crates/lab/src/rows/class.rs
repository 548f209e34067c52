//! The tables that a class has besides those of a batch.

use std::borrow::Cow;

use crate::output::{Column, Rows, Table};
use summitry_model::process::Outcome;

use super::runs::{RUN, SCENARIO};

/// Words for who answered a decision.
pub const BY: &[&str] = &["people", "deputy", "time", "policy"];

/// `decisions.csv`.
pub static DECISIONS: Table = Table {
    name: "decisions",
    file: "decisions.csv",
    title: "a row a decision of a class",
    columns: Cow::Borrowed(&[
        SCENARIO,
        RUN,
        Column::integer(
            "decision",
            "",
            "number of the decision in the run, from 1, as in the answer log",
        )
        .at_least(1.0)
        .always(),
        Column::text("party", "id of the party").always(),
        Column::choice(
            "by",
            BY,
            "who answered: people in the seat; its policy in the routine; its policy as the time was up; its policy as nobody was there",
        )
        .always(),
    ]),
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
    rows.row().text(scenario).int(run).int(decision).text(party).text(by).end();
}

/// `predictions.csv`.
pub static PREDICTIONS: Table = Table {
    name: "predictions",
    file: "predictions.csv",
    title: "a row a seat that predicted how its run would end",
    columns: Cow::Borrowed(&[
        SCENARIO,
        RUN,
        Column::text("party", "id of the party").always(),
        Column::choice("outcome", Outcome::NAMES, "outcome that was predicted").always(),
        Column::integer(
            "first_summit_day",
            "days",
            "day of the first summit that was predicted; empty if none",
        )
        .at_least(0.0),
    ]),
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
    row.text(scenario).int(run).text(party).text(outcome).opt_int(first_summit_day).end();
}
