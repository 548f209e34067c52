//! `frontier.csv`: what could be settled on at best, once a scenario.
//!
//! Over the scenario's own preferences, with nothing drawn: Z = 0, no idiosyncrasy, no polarisation. The
//! disagreement point is the status quo on every issue or, where the scenario says so, the reservations. Among requester and gatekeeper alone the rows hold the
//! front and its solution points; among all parties at the coalition's table, the solution points.

use std::borrow::Cow;

use crate::output::{Column, Rows, Table};
use summitry_model::bargaining::{Preferences, Solutions, Space, TooLarge, front};
use summitry_model::diplomacy::frontier::Disagreement;
use summitry_model::fields::field::Choice as _;
use summitry_model::process::CompiledScenario;

/// `frontier.csv`.
pub static FRONTIER: Table = Table {
    name: "frontier",
    file: "frontier.csv",
    title: "the Pareto front of requester and gatekeeper, and solution points among them and among all",
    columns: Cow::Borrowed(&[
        Column::text("scenario", "id of the scenario").always(),
        Column::choice(
            "among",
            &["principals", "all"],
            "whose utilities the point is a solution for: requester and gatekeeper, or all parties",
        )
        .always(),
        Column::choice(
            "point",
            &[
                "pareto",
                "nash",
                "kalai",
                "kalai-smorodinsky",
                "utilitarian",
                "status-quo",
                "reservation",
            ],
            "which point it is; the status quo or the reservations are the disagreement point",
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
        Column::number("least_utility", "utility", "utility of the worst off of all parties")
            .within(0.0, 1.0)
            .always(),
        Column::number("mean_utility", "utility", "mean utility of all parties, unweighted")
            .within(0.0, 1.0)
            .always(),
        Column::text(
            "options",
            "number of each issue's option, in the order of the scenario; empty for the reservations",
        ),
    ]),
    primary_key: &["among", "point", "number"],
};

/// What could be computed of the frontier.
#[derive(Clone, Debug)]
pub struct Frontier {
    /// The front of the principals, the solution points among them and among all, the status quo. None if the
    /// front of the principals cannot be computed; without the rows among all if their agenda has too many outcomes.
    pub rows: Option<Rows>,
    /// What is left out, and why.
    pub left_out: Vec<String>,
}

/// What requester and gatekeeper could have at best, as numbers: utilities of the one and of the other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Principals {
    /// The Pareto front of the two, in the order of `frontier.csv`.
    pub front: Vec<(f64, f64)>,
    /// Its solution points and the status quo, by their names in `frontier.csv`.
    pub points: Vec<(&'static str, (f64, f64))>,
}

/// The front of the principals and its points: the numbers of the rows among them.
///
/// # Errors
///
/// The agenda has too many outcomes.
pub fn principals(setup: &CompiledScenario) -> Result<Principals, TooLarge> {
    let s = &setup.scenario;
    let space = space(setup, &[s.requester, s.gatekeeper]);
    let pair = |utilities: &[f64]| (utilities[0].min(1.0), utilities[1].min(1.0));
    let front = front(&space)?;
    let (disagreement, from) = disagreement(setup, &space, &[s.requester, s.gatekeeper]);
    let solutions = Solutions::on(&space, &front, &from);
    let named = solutions.iter().flat_map(Solutions::named);
    let mut points: Vec<_> = named.map(|(name, point)| (name, pair(&point.utilities))).collect();
    points.push((disagreement, pair(&from)));
    Ok(Principals { front: front.iter().map(|point| pair(&point.utilities)).collect(), points })
}

/// The frontier of a scenario.
#[must_use]
pub fn frontier(setup: &CompiledScenario) -> Frontier {
    let mut left_out = Vec::new();
    let rows = match rows(setup, &mut left_out) {
        Ok(rows) => Some(rows),
        Err(error) => {
            left_out.push(format!("frontier.csv is left out: {error}"));
            None
        }
    };
    Frontier { rows, left_out }
}

fn rows(setup: &CompiledScenario, left_out: &mut Vec<String>) -> Result<Rows, TooLarge> {
    let s = &setup.scenario;
    let everybody: Vec<usize> = (0..setup.parties()).collect();
    let all = space(setup, &everybody);
    let principals = space(setup, &[s.requester, s.gatekeeper]);
    let (disagreement, from_all) = disagreement(setup, &all, &everybody);
    let from = [from_all[s.requester], from_all[s.gatekeeper]];

    let front = front(&principals)?;
    let mut solved = vec![("principals", Solutions::on(&principals, &front, &from))];
    match Solutions::new(&all, &from_all) {
        Ok(solutions) => solved.push(("all", solutions)),
        Err(error) => {
            left_out.push(format!("frontier.csv has no solution points among all parties: {error}"))
        }
    }

    let mut rows = Rows::new(FRONTIER.columns.len());
    let mut put = |among: &str, name: &str, number: usize, options: &[u8], utilities: &[f64]| {
        let least = utilities.iter().copied().fold(f64::INFINITY, f64::min);
        let mean = utilities.iter().sum::<f64>() / utilities.len() as f64;
        let options: Vec<String> = options.iter().map(u8::to_string).collect();
        let mut row = rows.row();
        row.text(&s.id).text(among).text(name).int(number as u64);
        for utility in [utilities[s.requester], utilities[s.gatekeeper], least, mean] {
            // Weights that sum to 1 may do so with a rounding error.
            row.num(utility.min(1.0), 6);
        }
        row.text(&options.join(" ")).end();
    };
    for (number, point) in front.iter().enumerate() {
        let options = point.outcome.options();
        put("principals", "pareto", number, options, &all.point(options).utilities);
    }
    for (among, solutions) in &solved {
        for (name, point) in solutions.iter().flat_map(Solutions::named) {
            let options = point.outcome.options();
            put(among, name, 0, options, &all.point(options).utilities);
        }
        match s.frontier.disagreement {
            Disagreement::StatusQuo => put(among, disagreement, 0, &status_quo(setup), &from_all),
            Disagreement::Reservation => put(among, disagreement, 0, &[], &from_all),
        }
    }
    Ok(rows)
}

/// The disagreement point of these parties: its name in `frontier.csv`, and what each has there.
fn disagreement(
    setup: &CompiledScenario,
    space: &Space,
    parties: &[usize],
) -> (&'static str, Vec<f64>) {
    let s = &setup.scenario;
    let utilities = match s.frontier.disagreement {
        Disagreement::StatusQuo => space.point(&status_quo(setup)).utilities,
        Disagreement::Reservation => {
            let best = |party: usize| -> f64 {
                let values = setup.nominal_values(party);
                let most = |of: &Vec<f64>| of.iter().copied().fold(0.0, f64::max);
                setup.party_weights(party).iter().zip(&values).map(|(w, of)| w * most(of)).sum()
            };
            parties.iter().map(|&party| s.parties[party].of.reservation * best(party)).collect()
        }
    };
    (s.frontier.disagreement.key(), utilities)
}

fn status_quo(setup: &CompiledScenario) -> Vec<u8> {
    setup.scenario.issues.iter().map(|i| i.of.status_quo as u8).collect()
}

/// The outcomes of the scenario's agenda for these parties, 2 to 16 of them by position, with nothing drawn.
///
/// # Panics
/// If the parties are too few, too many, or not of the scenario.
#[must_use]
#[expect(clippy::expect_used, reason = "a validated scenario has an agenda within its limits")]
pub fn space(setup: &CompiledScenario, parties: &[usize]) -> Space {
    let preferences = |&party: &usize| {
        let (weights, values) = (setup.party_weights(party), setup.nominal_values(party));
        let weigh = |(w, of): (&f64, &Vec<f64>)| of.iter().map(|v| w * v).collect();
        Preferences::new(&weights.iter().zip(&values).map(weigh).collect::<Vec<_>>())
    };
    let preferences: Result<Vec<_>, _> = parties.iter().map(preferences).collect();
    Space::new(&preferences.expect("worths are finite")).expect("parties share an agenda")
}
