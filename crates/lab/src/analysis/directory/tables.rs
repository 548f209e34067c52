//! What was found in a directory, as tables.

use std::borrow::Cow;

use super::{BatchFindings, Curve, Response, SweepFindings, SweepFound};
use crate::analysis::tables::{
    BOXES, INDICES, Index, cart_rows, index_rows, of_morris, of_prcc, of_sobol, prim_rows,
};
use crate::analysis::{Estimate, Found};
use crate::output::{Column, Rows, Table};

/// `summaries.csv`: a row a statistic of a measure.
pub static SUMMARIES: Table = Table {
    name: "summaries",
    file: "summaries.csv",
    title: "a row a statistic of a measure",
    columns: Cow::Borrowed(&[
        Column::text("measure", "outcome, column of runs.csv, curve or distance").always(),
        Column::choice(
            "statistic",
            &["share", "mean", "sd", "q25", "median", "q75", "restricted-mean", "life-median"],
            "which statistic; of a curve the mean up to the horizon, and the median",
        )
        .always(),
        Column::text("unit", "unit of the estimate and its interval"),
        Column::integer("n", "runs", "runs that it is over").at_least(0.0).always(),
        Column::integer("missing", "runs", "runs that have no value").at_least(0.0).always(),
        Column::number("estimate", "", "its estimate"),
        Column::number("low", "", "lower end of its interval"),
        Column::number("high", "", "upper end of its interval"),
        Column::choice(
            "interval",
            &["wilson", "normal", "order", "greenwood", "log-log"],
            "how the interval is made; empty where there is none",
        ),
    ]),
    primary_key: &["measure", "statistic"],
};

/// `survival.csv`: a row a step of a curve.
pub static SURVIVAL: Table = Table {
    name: "survival",
    file: "survival.csv",
    title: "a row a step of a curve",
    columns: Cow::Borrowed(&[
        Column::choice(
            "curve",
            &["without-summit", "without-settlement", "in-force"],
            "what lasts: talks without a summit or settlement, in days of the window; a settlement in force, in days since it was",
        )
        .always(),
        Column::number("day", "days", "day").at_least(0.0).always(),
        Column::integer("at_risk", "runs", "runs in which it lasted just before").at_least(0.0).always(),
        Column::integer("events", "runs", "runs in which it ended").at_least(0.0).always(),
        Column::integer("censored", "runs", "runs that were not followed any further").at_least(0.0).always(),
        Column::number("survival", "share", "estimated share in which it lasts just after")
            .within(0.0, 1.0)
            .always(),
        Column::number("low", "share", "lower end of its pointwise interval").within(0.0, 1.0),
        Column::number("high", "share", "upper end of its pointwise interval").within(0.0, 1.0),
    ]),
    primary_key: &["curve", "day"],
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

/// Steps of a curve that are written; of more, some are put together.
const STEPS: usize = 1000;

/// The factor of the row of replication noise.
const REPLICATIONS: &str = "(replications)";

/// The tables of a batch.
#[must_use]
pub fn batch_tables(found: &BatchFindings) -> Vec<(&'static Table, Rows)> {
    let mut rows = Rows::new(SUMMARIES.columns.len());
    for of in &found.statistics {
        let exact = |value: Option<f64>| value.unwrap_or(f64::NAN);
        let mut row = rows.row();
        row.text(&of.measure).text(of.statistic).text(&of.unit).int(of.n).int(of.missing);
        row.exact(exact(of.estimate)).exact(exact(of.low)).exact(exact(of.high));
        row.text(of.interval).end();
    }
    let mut steps = Rows::new(SURVIVAL.columns.len());
    found.curves.iter().for_each(|curve| curve_rows(&mut steps, curve));
    vec![(&SUMMARIES, rows), (&SURVIVAL, steps)]
}

fn curve_rows(rows: &mut Rows, of: &Curve) {
    let steps = &of.curve.steps;
    let mut put = |day: f64, counts: [u64; 3], survival: f64, ends: Option<(f64, f64)>| {
        let (low, high) = ends.unwrap_or((f64::NAN, f64::NAN));
        let mut row = rows.row();
        row.text(of.name).exact(day).int(counts[0]).int(counts[1]).int(counts[2]);
        row.exact(survival).exact(low).exact(high).end();
    };
    let last = steps.last().map_or(0.0, |step| step.time);
    if steps.first().is_none_or(|step| step.time > 0.0) {
        put(0.0, [of.curve.n, 0, 0], 1.0, None);
    }
    let slice = |time: f64| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to STEPS")]
        let slice = (time / last * STEPS as f64) as usize;
        if steps.len() > STEPS { slice } else { 0 }
    };
    let together = |a: &summitry_engine::stats::LifeStep, b: &summitry_engine::stats::LifeStep| {
        steps.len() > STEPS && slice(a.time) == slice(b.time)
    };
    for chunk in steps.chunk_by(together) {
        let (Some(first), Some(end)) = (chunk.first(), chunk.last()) else { continue };
        let events = chunk.iter().map(|step| step.events).sum();
        let censored = chunk.iter().map(|step| step.censored).sum();
        let ends = end.interval.map(|interval| (interval.low, interval.high));
        put(end.time, [first.at_risk, events, censored], end.survival, ends);
    }
}

/// The tables of a sweep: indices or boxes; of means by level also those, and indices on a grid.
#[must_use]
pub fn sweep_tables(found: &SweepFindings) -> Vec<(&'static Table, Rows)> {
    let measure = &found.columns.output_name;
    let names = &found.columns.names;
    let mut indices = match &found.found {
        SweepFound::Of(Found::Sobol(of)) => of_sobol(of, names),
        SweepFound::Of(Found::Morris(of)) => of_morris(of, names),
        SweepFound::Of(Found::Prcc(of)) => of_prcc(of, names),
        SweepFound::Of(Found::Prim { steps, .. }) => {
            return vec![(&BOXES, prim_rows(steps, names))];
        }
        SweepFound::Of(Found::Cart(tree)) => return vec![(&BOXES, cart_rows(tree, names))],
        SweepFound::Response(of) => of_grid(of, names),
    };
    if let Some(noise) = &found.noise {
        let estimate = Estimate { value: noise.share(), interval: None };
        indices.push(Index { factor: REPLICATIONS.to_owned(), index: "noise", estimate });
    }
    let mut tables = Vec::new();
    if let SweepFound::Response(of) = &found.found {
        let mut rows = Rows::new(RESPONSES.columns.len());
        for level in &of.means {
            let (factor, name) = (&names[level.factor], &of.names[level.factor][level.level]);
            let ends = level.mean.interval.map_or((f64::NAN, f64::NAN), |i| (i.low, i.high));
            let mut row = rows.row();
            row.text(measure).text(factor).text(name).int(level.cells as u64);
            row.exact(level.mean.value).exact(ends.0).exact(ends.1).end();
        }
        tables.push((&RESPONSES, rows));
    }
    if !indices.is_empty() {
        tables.push((&INDICES, index_rows(measure, &indices)));
    }
    tables
}

/// Sobol' indices of a grid, which have no interval.
fn of_grid(of: &Response, names: &[String]) -> Vec<Index> {
    let Some(grid) = &of.indices else { return Vec::new() };
    let index = |factor: String, index, value| {
        let estimate = Estimate { value, interval: None };
        Index { factor, index, estimate }
    };
    let single = names.iter().enumerate().flat_map(|(k, name)| {
        [index(name.clone(), "S1", grid.first[k]), index(name.clone(), "ST", grid.total[k])]
    });
    let pairs = grid
        .second
        .iter()
        .map(|&((i, j), share)| index(format!("{}:{}", names[i], names[j]), "S2", share));
    single.chain(pairs).collect()
}
