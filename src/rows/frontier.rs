//! `frontier.csv`: what requester and gatekeeper could settle on at best, once a scenario.
//!
//! Over the scenario's own preferences, with nothing drawn: Z = 0, no idiosyncrasy, no polarisation. The
//! disagreement point is the status quo on every issue.

use crate::bargaining::frontier::{Point, Solutions, TooLarge, front};
use crate::output::{Column, Rows, Table};
use crate::process::Setup;

/// `frontier.csv`.
pub const FRONTIER: Table = Table {
    name: "frontier",
    file: "frontier.csv",
    title: "the Pareto front of requester and gatekeeper, and its solution points",
    columns: &[
        Column::text("scenario", "id of the scenario").always(),
        Column::choice(
            "point",
            &["pareto", "nash", "kalai", "kalai-smorodinsky", "utilitarian", "status-quo"],
            "which point it is; the status quo is the disagreement point",
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
        Column::text("options", "number of each issue's option, in the order of the scenario")
            .always(),
    ],
    primary_key: &["point", "number"],
};

/// The rows: the front, its solution points, the status quo.
///
/// # Errors
/// [`TooLarge`] for an agenda whose front cannot be computed.
pub fn rows(setup: &Setup) -> Result<Rows, TooLarge> {
    let s = &setup.scenario;
    let worth = |party: usize| -> Vec<Vec<f64>> {
        let weights = setup.party_weights(party);
        let values = setup.nominal_values(party);
        let weigh = |(w, of): (&f64, Vec<f64>)| of.into_iter().map(|v| w * v).collect();
        weights.iter().zip(values).map(weigh).collect()
    };
    let worth = [worth(s.requester), worth(s.gatekeeper)];
    let status_quo: Vec<u8> = s.issues.iter().map(|i| i.of.status_quo as u8).collect();
    let stand = |party: &[Vec<f64>]| {
        party.iter().zip(&status_quo).map(|(of, &o)| of[o as usize]).sum::<f64>()
    };
    let disagreement = [stand(&worth[0]), stand(&worth[1])];
    let front = front(&worth)?;
    let mut rows = Rows::new(FRONTIER.columns.len());
    let mut put = |name: &str, number: usize, options: &[u8], utilities: [f64; 2]| {
        let options: Vec<String> = options.iter().map(u8::to_string).collect();
        rows.row()
            .text(&s.id)
            .text(name)
            .int(number as u64)
            .num(utilities[0].min(1.0), 6)
            .num(utilities[1].min(1.0), 6)
            .text(&options.join(" "))
            .end();
    };
    for (number, point) in front.iter().enumerate() {
        put("pareto", number, point.outcome.options(), point.utilities);
    }
    if let Some(solutions) = Solutions::of(&front, disagreement) {
        let named: [(&str, Point); 4] = [
            ("nash", solutions.nash),
            ("kalai", solutions.kalai),
            ("kalai-smorodinsky", solutions.kalai_smorodinsky),
            ("utilitarian", solutions.utilitarian),
        ];
        for (name, point) in named {
            put(name, 0, point.outcome.options(), point.utilities);
        }
    }
    put("status-quo", 0, &status_quo, disagreement);
    Ok(rows)
}
