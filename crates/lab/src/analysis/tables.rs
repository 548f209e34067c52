//! The tables of an analysis: `indices.csv`, `boxes.csv` and `responses.csv`.

use std::borrow::Cow;

use super::cart::Tree;
use super::morris::Effects;
use super::prcc::Correlation;
use super::prim::Step;
use super::response::Response;
use super::sobol::Indices;
use super::{Columns, Estimate, Found, Limits};
use crate::output::{Column, Rows, Table};

/// `indices.csv`: a row an index.
pub static INDICES: Table = Table {
    name: "indices",
    file: "indices.csv",
    title: "a row an index",
    columns: Cow::Borrowed(&[
        Column::text("measure", "the output").always(),
        Column::text(
            "factor",
            "the input; of a pair, both with a colon; of replication noise `(replications)`",
        )
        .always(),
        Column::choice(
            "index",
            &["S1", "ST", "S2", "mu", "mu_star", "sigma", "prcc", "noise"],
            "which index: of Sobol' first order, total and second order; of Morris μ, μ* and σ; partial rank correlation; share of \
             the variance between cells that is replication noise",
        )
        .always(),
        Column::number("estimate", "", "its estimate").always(),
        Column::number("low", "", "lower end of its interval"),
        Column::number("high", "", "upper end of its interval"),
    ]),
    primary_key: &["measure", "factor", "index"],
};

/// `responses.csv`: a row a level of a factor.
pub static RESPONSES: Table = Table {
    name: "responses",
    file: "responses.csv",
    title: "a row a level of a factor",
    columns: Cow::Borrowed(&[
        Column::text("measure", "the output").always(),
        Column::text("factor", "the factor").always(),
        Column::text("level", "its level").always(),
        Column::integer("cells", "cells", "cells that have the level").at_least(0.0).always(),
        Column::number("mean", "", "mean of the output over these cells").always(),
        Column::number("low", "", "lower end of its interval"),
        Column::number("high", "", "upper end of its interval"),
    ]),
    primary_key: &["measure", "factor", "level"],
};

/// `boxes.csv`: a row a restriction.
pub static BOXES: Table = Table {
    name: "boxes",
    file: "boxes.csv",
    title: "a row a restricted input of a box",
    columns: Cow::Borrowed(&[
        Column::integer(
            "step",
            "",
            "the box: of PRIM its step from 0, the box of all rows; of CART the leaf from 1",
        )
        .always(),
        Column::text("factor", "the input that is restricted; empty if none is"),
        Column::number("low", "", "no value in the box is below this; empty without a limit"),
        Column::number("high", "", "no value in the box is above this; empty without a limit"),
        Column::number(
            "coverage",
            "share",
            "share of all cases that is in the box; empty if the output is not 0 and 1",
        )
        .within(0.0, 1.0),
        Column::number(
            "density",
            "",
            "share of cases in the box; the mean of the output if it is not 0 and 1",
        )
        .always(),
        Column::number("mass", "share", "share of all rows that is in the box")
            .within(0.0, 1.0)
            .always(),
        Column::integer("n", "rows", "rows in the box").always(),
        Column::text("words", "of an input of words: those in the box, with ` | ` between"),
    ]),
    primary_key: &[],
};

/// An index as it is printed and written.
#[derive(Clone, Debug, PartialEq)]
pub struct Index {
    /// The input, or two with a colon.
    pub factor: String,
    /// Which index.
    pub index: &'static str,
    /// What it is.
    pub estimate: Estimate,
}

/// The factor of the row of replication noise.
const REPLICATIONS: &str = "(replications)";

/// What was found as tables: indices or boxes; of means by level also those, and indices on a grid. `noise` is the share of
/// replication noise, where it is known.
#[must_use]
pub fn found_tables(
    found: &Found,
    columns: &Columns,
    noise: Option<f64>,
) -> Vec<(&'static Table, Rows)> {
    let Columns { names, words, output_name: measure, .. } = columns;
    let mut tables = Vec::new();
    let mut indices = match found {
        Found::Sobol(of) => of_sobol(of, names),
        Found::Morris(of) => of_morris(of, names),
        Found::Prcc(of) => of_prcc(of, names),
        Found::Prim { steps, .. } => return vec![(&BOXES, prim_rows(steps, names, words))],
        Found::Cart(tree) => return vec![(&BOXES, cart_rows(tree, names, words))],
        Found::Response(of) => {
            tables.push((&RESPONSES, response_rows(of, measure, names)));
            of_grid(of, names)
        }
    };
    if let Some(value) = noise {
        let estimate = Estimate { value, interval: None };
        indices.push(index(REPLICATIONS, "noise", estimate));
    }
    if !indices.is_empty() {
        tables.push((&INDICES, index_rows(measure, &indices)));
    }
    tables
}

fn response_rows(of: &Response, measure: &str, names: &[String]) -> Rows {
    let mut rows = Rows::new(RESPONSES.columns.len());
    for level in &of.means {
        let (factor, name) = (&names[level.factor], &of.names[level.factor][level.level]);
        let ends = level.mean.interval.map_or((f64::NAN, f64::NAN), |i| (i.low, i.high));
        let mut row = rows.row();
        row.text(measure).text(factor).text(name).int(level.cells as u64);
        row.exact(level.mean.value).exact(ends.0).exact(ends.1).end();
    }
    rows
}

/// Sobol' indices of a grid, which have no interval.
fn of_grid(of: &Response, names: &[String]) -> Vec<Index> {
    let Some(grid) = &of.indices else { return Vec::new() };
    let bare = |value| Estimate { value, interval: None };
    let single = names.iter().enumerate().flat_map(|(k, name)| {
        [index(name, "S1", bare(grid.first[k])), index(name, "ST", bare(grid.total[k]))]
    });
    let pairs = grid
        .second
        .iter()
        .map(|&((i, j), share)| index(&format!("{}:{}", names[i], names[j]), "S2", bare(share)));
    single.chain(pairs).collect()
}

fn index(factor: &str, index: &'static str, estimate: Estimate) -> Index {
    Index { factor: factor.to_owned(), index, estimate }
}

/// Sobol' indices, input by input, then pairs.
#[must_use]
pub fn of_sobol(found: &Indices, names: &[String]) -> Vec<Index> {
    let single = names.iter().enumerate().flat_map(|(k, name)| {
        [index(name, "S1", found.first[k]), index(name, "ST", found.total[k])]
    });
    let pairs =
        found.second.iter().flatten().map(|&((i, j), estimate)| {
            index(&format!("{}:{}", names[i], names[j]), "S2", estimate)
        });
    single.chain(pairs).collect()
}

/// Elementary effects, input by input; of a group μ* alone.
#[must_use]
pub fn of_morris(found: &Effects, names: &[String]) -> Vec<Index> {
    let of = |(name, effect): (&String, &super::morris::Effect)| {
        [
            index(name, "mu", effect.mu),
            index(name, "mu_star", effect.mu_star),
            index(name, "sigma", effect.sigma),
        ]
    };
    let all = names.iter().zip(&found.effects).flat_map(of);
    all.filter(|index| index.estimate.value.is_finite()).collect()
}

/// Partial rank correlations, input by input.
#[must_use]
pub fn of_prcc(found: &[Correlation], names: &[String]) -> Vec<Index> {
    names.iter().zip(found).map(|(name, found)| index(name, "prcc", found.estimate)).collect()
}

/// The rows of [`INDICES`], every digit of the numbers.
#[must_use]
pub fn index_rows(measure: &str, indices: &[Index]) -> Rows {
    let mut rows = Rows::new(INDICES.columns.len());
    for Index { factor, index, estimate } in indices {
        let ends = estimate.interval.map_or((f64::NAN, f64::NAN), |i| (i.low, i.high));
        rows.row()
            .text(measure)
            .text(factor)
            .text(index)
            .exact(estimate.value)
            .exact(ends.0)
            .exact(ends.1)
            .end();
    }
    rows
}

/// A box with its figures, as it is written.
struct Boxed<'a> {
    step: usize,
    limits: &'a [Limits],
    coverage: Option<f64>,
    density: f64,
    mass: f64,
    n: usize,
}

/// The rows of [`BOXES`] for a trajectory of PRIM.
#[must_use]
pub fn prim_rows(steps: &[Step], names: &[String], words: &[Vec<String>]) -> Rows {
    let mut rows = Rows::new(BOXES.columns.len());
    for (step, of) in steps.iter().enumerate() {
        let Step { coverage, density, mass, n, .. } = *of;
        let coverage = Some(coverage);
        let boxed = Boxed { step, limits: &of.limits, coverage, density, mass, n };
        add(&mut rows, &boxed, names, words);
    }
    rows
}

/// The rows of [`BOXES`] for the leaves of a tree.
#[must_use]
pub fn cart_rows(tree: &Tree, names: &[String], words: &[Vec<String>]) -> Rows {
    let mut rows = Rows::new(BOXES.columns.len());
    for (k, leaf) in tree.leaves.iter().enumerate() {
        let boxed = Boxed {
            step: k + 1,
            limits: &leaf.limits,
            coverage: leaf.coverage,
            density: leaf.mean,
            mass: leaf.mass,
            n: leaf.n,
        };
        add(&mut rows, &boxed, names, words);
    }
    rows
}

/// A row for each input that a box restricts; one without an input if it restricts none.
fn add(rows: &mut Rows, boxed: &Boxed<'_>, names: &[String], words: &[Vec<String>]) {
    let restricted = (0..names.len()).filter(|&k| boxed.limits[k].is_restricted());
    let mut lines: Vec<(&str, Limits, String)> = restricted
        .map(|k| {
            let limits = boxed.limits[k];
            (names[k].as_str(), limits, limits.of_words(&words[k]).join(" | "))
        })
        .collect();
    if lines.is_empty() {
        lines.push(("", Limits::default(), String::new()));
    }
    for (name, limits, words) in lines {
        let mut row = rows.row();
        row.int(boxed.step as u64);
        if name.is_empty() {
            row.empty();
        } else {
            row.text(name);
        }
        row.exact(limits.low.unwrap_or(f64::NAN))
            .exact(limits.high.unwrap_or(f64::NAN))
            .exact(boxed.coverage.unwrap_or(f64::NAN))
            .exact(boxed.density)
            .exact(boxed.mass)
            .int(boxed.n as u64);
        if words.is_empty() {
            row.empty();
        } else {
            row.text(&words);
        }
        row.end();
    }
}
