//! `frontier.csv`: what the principals could settle on at best, once a scenario.

use crate::output::{Column, Rows, Table};
use crate::process::Setup;

/// `frontier.csv`.
pub const FRONTIER: Table = Table {
    name: "frontier",
    file: "frontier.csv",
    title: "the Pareto front of requester and gatekeeper over the scenario's own preferences, and its solution points",
    columns: &[
        Column::text("scenario", "id of the scenario").always(),
        Column::choice(
            "point",
            &["pareto", "nash", "kalai", "kalai-smorodinsky", "utilitarian", "status-quo"],
            "which point it is",
        )
        .always(),
        Column::integer("number", "", "number of the point among its kind, from 0")
            .at_least(0.0)
            .always(),
        Column::number("requester_utility", "utility", "utility of the requester")
            .within(0.0, 1.0)
            .always(),
        Column::number("gatekeeper_utility", "utility", "utility of the gatekeeper")
            .within(0.0, 1.0)
            .always(),
        Column::text("options", "number of the option of each issue, in the scenario's order")
            .always(),
    ],
    primary_key: &["point", "number"],
};

/// The rows.
#[must_use]
pub fn rows(setup: &Setup) -> Rows {
    let _ = setup;
    Rows::new(FRONTIER.columns.len())
}
