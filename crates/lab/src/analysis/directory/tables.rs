//! What was found in a directory, as tables.

use std::borrow::Cow;

use super::{BatchFindings, Curve, SweepFindings};
use crate::analysis::noise::Noise;
use crate::analysis::tables::found_tables;
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

/// Steps of a curve that are written; of more, some are put together.
const STEPS: usize = 1000;

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

/// The tables of a sweep.
#[must_use]
pub fn sweep_tables(found: &SweepFindings) -> Vec<(&'static Table, Rows)> {
    let noise = found.noise.as_ref().map(Noise::share);
    found_tables(&found.found, &found.columns, noise)
}
