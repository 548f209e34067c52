//! Baselines: what the field's simplest models say of a table, beside what the simulation agrees.
//!
//! The compromise model is the mean position weighted by capability × salience (Achen 2006); the weighted median and the Nash point are
//! the usual alternatives.

use std::borrow::Cow;

use rayon::prelude::*;

use summitry_engine::ids::PartyId;
use summitry_model::bargaining::{Solutions, TooLarge};
use summitry_model::process::{CompiledScenario, PolicySet, Run, drive};
use summitry_model::scenario::Scenario;

use crate::output::{Column, Rows, Table};
use crate::rows::frontier::space;

use super::Positions;
use super::scenario::Point;

/// What each model says of each issue.
pub static BASELINES: Table = Table {
    name: "baselines",
    file: "baselines.csv",
    title: "what simple models and the simulation say of each issue of a table of positions",
    columns: Cow::Borrowed(&[
        Column::text("issue", "name of the issue").always(),
        Column::choice(
            "model",
            &["reference-point", "weighted-mean", "weighted-median", "nash", "simulation"],
            "the model; the simulation's is the mean of the text at the end of its runs",
        )
        .always(),
        Column::number("position", "", "position that the model says, on the scale of the issue"),
        Column::number("outcome", "", "what was decided, as the table says"),
        Column::number("absolute_error", "", "distance of the two"),
    ]),
    primary_key: &["issue", "model"],
};

/// Positions by issue, of each model.
#[derive(Clone, Debug, PartialEq)]
pub struct Baselines {
    /// The models, by their names in the table.
    pub models: Vec<(&'static str, Vec<Option<f64>>)>,
    /// What was decided, by issue.
    pub outcomes: Vec<Option<f64>>,
    /// Why there is no Nash point.
    pub left_out: Option<String>,
}

/// What runs agreed.
#[derive(Clone, Debug, PartialEq)]
pub struct Agreed {
    /// Runs made.
    pub runs: u64,
    /// Share of runs in which each issue was agreed at the end.
    pub shares: Vec<f64>,
    /// Mean of the positions at the end, by issue: agreed ones, and the reference point where nothing is agreed.
    pub means: Vec<f64>,
}

impl Baselines {
    /// The baselines of a table, with what runs of its scenario agreed.
    #[must_use]
    pub fn new(
        positions: &Positions,
        setup: &CompiledScenario,
        options: &[Vec<Point>],
        agreed: &Agreed,
    ) -> Self {
        let issues = 0..positions.issues.len();
        let (nash, left_out) = match nash(setup) {
            Ok(Some(outcome)) => {
                let at =
                    outcome.iter().zip(options).map(|(&o, points)| Some(points[usize::from(o)].at));
                (at.collect(), None)
            }
            Ok(None) => (
                vec![None; issues.len()],
                Some("no text is at least the reference point to all".to_owned()),
            ),
            Err(error) => (vec![None; issues.len()], Some(error.to_string())),
        };
        let each = |of: fn(Vec<(f64, f64)>) -> Option<f64>| {
            issues.clone().map(|j| of(positions.stakes(j).collect())).collect::<Vec<_>>()
        };
        let models = vec![
            ("reference-point", positions.issues.iter().map(|issue| Some(issue.no_deal)).collect()),
            ("weighted-mean", each(weighted_mean)),
            ("weighted-median", each(weighted_median)),
            ("nash", nash),
            ("simulation", agreed.means.iter().copied().map(Some).collect()),
        ];
        let outcomes = positions.issues.iter().map(|issue| issue.outcome).collect();
        Baselines { models, outcomes, left_out }
    }

    /// Mean absolute error of each model over the issues that have an outcome and that it says something of; and how many these are.
    #[must_use]
    pub fn errors(&self) -> Vec<(&'static str, Option<f64>, usize)> {
        let error = |(name, said): &(&'static str, Vec<Option<f64>>)| {
            let errors: Vec<f64> = said
                .iter()
                .zip(&self.outcomes)
                .filter_map(|(x, y)| Some((x.as_ref()? - y.as_ref()?).abs()))
                .collect();
            let mean =
                (!errors.is_empty()).then(|| errors.iter().sum::<f64>() / errors.len() as f64);
            (*name, mean, errors.len())
        };
        self.models.iter().map(error).collect()
    }

    /// The rows of [`BASELINES`].
    #[must_use]
    pub fn rows(&self, positions: &Positions) -> Rows {
        let mut rows = Rows::new(BASELINES.columns.len());
        for (j, issue) in positions.issues.iter().enumerate() {
            for (name, said) in &self.models {
                let error = said[j].zip(issue.outcome).map(|(x, y)| (x - y).abs());
                let mut row = rows.row();
                row.text(&issue.name)
                    .text(name)
                    .opt_num(said[j], 6)
                    .opt_num(issue.outcome, 6)
                    .opt_num(error, 6)
                    .end();
            }
        }
        rows
    }
}

/// The mean of positions with their weights: the compromise model, if a weight is capability × salience (Achen 2006).
fn weighted_mean(stakes: Vec<(f64, f64)>) -> Option<f64> {
    let total: f64 = stakes.iter().map(|(_, weight)| weight).sum();
    (total > 0.0).then(|| stakes.iter().map(|(x, weight)| x * weight).sum::<f64>() / total)
}

/// The lowest position with at least half of the weight at or below it; where that is exactly half, the middle between it and the
/// next position that has weight.
fn weighted_median(mut stakes: Vec<(f64, f64)>) -> Option<f64> {
    stakes.retain(|(_, weight)| *weight > 0.0);
    stakes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = stakes.iter().map(|(_, weight)| weight).sum::<f64>() / 2.0;
    let mut below = 0.0;
    for (k, (x, weight)) in stakes.iter().enumerate() {
        below += weight;
        let is_half = (below - half).abs() <= 1e-12 * half;
        if is_half && let Some((next, _)) = stakes.get(k + 1) {
            return Some((x + next) / 2.0);
        }
        if is_half || below > half {
            return Some(*x);
        }
    }
    None
}

/// The options of the Nash point among all parties, with the reference points as disagreement.
fn nash(setup: &CompiledScenario) -> Result<Option<Vec<u8>>, TooLarge> {
    let all: Vec<usize> = (0..setup.parties()).collect();
    let space = space(setup, &all);
    let held: Vec<u8> =
        setup.scenario.issues.iter().map(|issue| issue.of.status_quo as u8).collect();
    let solutions = Solutions::new(&space, &space.point(&held).utilities)?;
    Ok(solutions.map(|solutions| solutions.nash.outcome.options().to_vec()))
}

/// What so many runs of a scenario agree, on the scales of its table.
///
/// # Panics
/// If a run fails, which is a fault of the program.
#[must_use]
#[expect(clippy::expect_used, reason = "faults of the program")]
pub fn agreed(scenario: &Scenario, options: &[Vec<Point>], runs: u64, seed: u64) -> Agreed {
    let setup = CompiledScenario::new(scenario.clone());
    let held: Vec<u8> = scenario.issues.iter().map(|issue| issue.of.status_quo as u8).collect();
    let seats = PolicySet::new(&setup);
    let ends: Vec<Vec<Option<u8>>> = (0..runs)
        .into_par_iter()
        .map_init(
            || Run::new(&setup),
            |run, number| {
                run.begin(seed, number, false).expect("the number of runs is in range");
                drive(run, &seats).expect("policies give legal answers");
                let view = run.view_of(PartyId(0));
                summitry_model::policy::View::text(&view)
                    .clauses()
                    .iter()
                    .map(|clause| clause.agreed())
                    .collect()
            },
        )
        .collect();
    let count = runs.max(1) as f64;
    let of_issue = |j: usize| {
        let at = |option: u8| options[j][usize::from(option)].at;
        let share = ends.iter().filter(|end| end[j].is_some()).count() as f64 / count;
        let mean = ends.iter().map(|end| at(end[j].unwrap_or(held[j]))).sum::<f64>() / count;
        (share, mean)
    };
    let (shares, means) = (0..options.len()).map(of_issue).unzip();
    Agreed { runs, shares, means }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mean_and_median_are_those_of_a_spreadsheet() {
        // SUMPRODUCT(position; capability × salience) / SUM(capability × salience)
        let stakes = vec![
            (80.0, 90.0 * 90.0),
            (15.0, 70.0 * 95.0),
            (60.0, 25.0 * 80.0),
            (30.0, 40.0 * 50.0),
        ];
        let mean = (80.0 * 8100.0 + 15.0 * 6650.0 + 60.0 * 2000.0 + 30.0 * 2000.0) / 18750.0;
        assert_eq!(weighted_mean(stakes.clone()), Some(mean));
        // Below 30: 6650, with it 8650, with 60: 10650 of 18750.
        assert_eq!(weighted_median(stakes), Some(60.0));
        assert_eq!(weighted_median(vec![(1.0, 2.0), (3.0, 2.0), (9.0, 0.0)]), Some(2.0));
        assert_eq!(weighted_median(vec![(5.0, 1.0)]), Some(5.0));
        assert_eq!(weighted_median(vec![(5.0, 0.0)]), None);
    }
}
