//! The tables of an analysis: `indices.csv` and `boxes.csv`.

use std::borrow::Cow;

use super::cart::Tree;
use super::morris::Effects;
use super::prcc::Correlation;
use super::prim::Step;
use super::sobol::Indices;
use super::{Estimate, Limits};
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

/// Elementary effects, input by input.
#[must_use]
pub fn of_morris(found: &Effects, names: &[String]) -> Vec<Index> {
    let of = |(name, effect): (&String, &super::morris::Effect)| {
        [
            index(name, "mu", effect.mu),
            index(name, "mu_star", effect.mu_star),
            index(name, "sigma", effect.sigma),
        ]
    };
    names.iter().zip(&found.effects).flat_map(of).collect()
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
pub fn prim_rows(steps: &[Step], names: &[String]) -> Rows {
    let mut rows = Rows::new(BOXES.columns.len());
    for (step, of) in steps.iter().enumerate() {
        let Step { coverage, density, mass, n, .. } = *of;
        let coverage = Some(coverage);
        add(&mut rows, &Boxed { step, limits: &of.limits, coverage, density, mass, n }, names);
    }
    rows
}

/// The rows of [`BOXES`] for the leaves of a tree.
#[must_use]
pub fn cart_rows(tree: &Tree, names: &[String]) -> Rows {
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
        add(&mut rows, &boxed, names);
    }
    rows
}

/// A row for each input that a box restricts; one without an input if it restricts none.
fn add(rows: &mut Rows, boxed: &Boxed<'_>, names: &[String]) {
    let restricted = names.iter().zip(boxed.limits).filter(|(_, limits)| limits.is_restricted());
    let mut lines: Vec<(&str, Limits)> =
        restricted.map(|(name, limits)| (name.as_str(), *limits)).collect();
    if lines.is_empty() {
        lines.push(("", Limits::default()));
    }
    for (name, limits) in lines {
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
            .int(boxed.n as u64)
            .end();
    }
}
