//! Figures of how runs end and when leaders meet.

use crate::charts::curves::{self, Plot, Point, Readout, Series};
use crate::charts::intervals::{self, IntervalRow};
use crate::charts::numbers::{fixed, grouped, percent};
use crate::charts::{Axis, DataTable, Figure};
use crate::report::format::{end_reason, outcome, share, whole_days};
use crate::report::ticks::{days, thinned};
use summitry_engine::stats::{Interval, Z95, wilson};

use super::stats::RunStats;

/// How runs end: a share and an interval for each outcome.
pub(super) fn outcomes(runs: &RunStats) -> Figure {
    let (name, count) = runs.outcomes[runs.most()];
    let alt = format!(
        "A row for each of {} outcomes with its share of {} runs and a 95 % interval; the most frequent, {name}, has {}.",
        runs.outcomes.len(),
        grouped(runs.n),
        share(count, runs.n)
    );
    let title = format!("Most often a run ends with {}", outcome(name));
    shares(
        ("outcomes", title, alt),
        ["outcome", "the run ends with"],
        &runs.outcomes,
        outcome,
        runs.n,
    )
}

/// Why talks end: a share and an interval for each reason that came about.
pub(super) fn end_reasons(runs: &RunStats) -> Option<Figure> {
    let came: Vec<(&'static str, u64)> =
        runs.end_reasons.iter().copied().filter(|(_, count)| *count > 0).collect();
    let (name, count) =
        came.iter().copied().reduce(|most, next| if next.1 > most.1 { next } else { most })?;
    let alt = format!(
        "A row for each of {} reasons with its share of {} runs and a 95 % interval; the most frequent, {name}, has {}.",
        came.len(),
        grouped(runs.n),
        share(count, runs.n)
    );
    let title = format!("Most often talks end because {}", end_reason(name));
    Some(shares(
        ("end-reasons", title, alt),
        ["reason", "talks end because"],
        &came,
        end_reason,
        runs.n,
    ))
}

/// Names with the share of the runs that each had.
fn shares(
    (name, title, alt): (&str, String, String),
    heads: [&'static str; 2],
    counts: &[(&'static str, u64)],
    words: fn(&str) -> &str,
    n: u64,
) -> Figure {
    let mut rows = Vec::new();
    let mut table = Vec::new();
    for &(name, count) in counts {
        let of = count as f64 / n.max(1) as f64;
        let i = wilson(count, n, Z95);
        let readout = format!("{name}: {}, {}", share(count, n), grouped(count));
        let ends = (i.low * 100.0, i.high * 100.0);
        rows.push(IntervalRow::new(
            name,
            of * 100.0,
            Some(ends),
            readout,
            format!("{} %", percent(of)),
        ));
        let cells = [grouped(count), percent(of), percent(i.low), percent(i.high)];
        table.push([name.to_owned(), words(name).to_owned()].into_iter().chain(cells).collect());
    }
    let most = rows.iter().filter_map(|row| row.wide).map(|(_, high)| high).fold(0.0, f64::max);
    let axis = Axis::over("share of runs (%)", 0.0, most, 5);
    Figure {
        name: name.to_owned(),
        title,
        alt,
        note: "Point: share of the runs. Bar: Wilson’s 95 % interval.".into(),
        drawing: intervals::chart(&rows, &axis),
        table: DataTable::new(
            [heads[0], heads[1], "runs", "share (%)", "low (%)", "high (%)"],
            table,
        ),
    }
}

/// The waiting-time curve: by which day how many runs have had a summit, or have ended without one.
pub(super) fn waiting(runs: &RunStats, window: f64) -> Figure {
    let days = days(window);
    let curve = |count: &dyn Fn(f64) -> u64| -> Vec<(f64, u64)> {
        days.iter().map(|day| (*day, count(*day))).collect()
    };
    let met = curve(&|day| runs.first_days.up_to(day));
    let ended = curve(&|day| runs.ended_without.up_to(day));
    let point = |(day, count): &(f64, u64)| {
        let i = wilson(*count, runs.n, Z95);
        Point {
            x: *day,
            y: *count as f64 / runs.n.max(1) as f64 * 100.0,
            band: Some((i.low * 100.0, i.high * 100.0)),
        }
    };
    let series = |name: &str, of: &[(f64, u64)]| Series {
        name: name.to_owned(),
        points: of.iter().map(point).collect(),
        steps: true,
        dots: false,
    };
    let readouts = thinned(days.len()).map(|k| {
        let readout = format!(
            "Day {}: summit {}, over without {} %",
            fixed(days[k], 0),
            share(met[k].1, runs.n),
            percent(ended[k].1 as f64 / runs.n.max(1) as f64)
        );
        Readout { x: days[k], readout }
    });
    let plot = Plot {
        heading: String::new(),
        series: vec![series("first summit held", &met), series("talks over, no summit", &ended)],
        x: Axis::exactly("days since the window opened", 0.0, window, 6),
        y: Axis::over("share of runs (%), cumulative", 0.0, 100.0, 5),
        readouts: readouts.collect(),
    };
    let table = met.iter().zip(&ended).map(|(met, ended)| {
        let i = wilson(met.1, runs.n, Z95);
        let share = |count: u64| percent(count as f64 / runs.n.max(1) as f64);
        let cells = [share(met.1), percent(i.low), percent(i.high), share(ended.1)];
        [fixed(met.0, 0)].into_iter().chain(cells).collect()
    });
    let title = match runs.wait {
        Some(wait) => {
            format!("Half of the first summits have opened by day {}", fixed(wait.median, 0))
        }
        None => "No run reaches a summit".to_owned(),
    };
    Figure {
        name: "waiting-time".into(),
        alt: format!(
            "Two rising curves over {} days: the share of runs that have held a first summit, which reaches {}, and the share \
             whose talks have ended without one, which reaches {}.",
            fixed(window, 0),
            share(runs.met(), runs.n),
            share(runs.n - runs.met(), runs.n)
        ),
        title,
        note: "Cumulative incidence: every run is followed to its end, so the rest, up to 100 %, is still negotiating. \
               Bands: pointwise 95 % intervals (Wilson)."
            .into(),
        drawing: curves::chart(&plot),
        table: DataTable::new(
            ["day", "first summit held (%)", "low (%)", "high (%)", "over without summit (%)"],
            table.collect(),
        ),
    }
}

/// How many of the settlements that came into force are still there.
pub(super) fn survival(runs: &RunStats, follow_up: Option<f64>) -> Option<Figure> {
    let curve = &runs.survival;
    let last = follow_up.or(curve.steps.last().map(|step| step.time)).filter(|days| *days > 0.0)?;
    if curve.steps.is_empty() {
        return None;
    }
    let days = days(last);
    let at = |day: f64| curve.at(day).map_or((1.0, None), |step| (step.survival, step.interval));
    let at_risk = |day: f64| {
        let gone = curve.steps.iter().filter(|step| step.time < day);
        curve.n - gone.map(|step| step.events + step.censored).sum::<u64>()
    };
    let mut points = Vec::new();
    let mut table = Vec::new();
    for &day in &days {
        let (share, interval) = at(day);
        // At 1 the interval of the curve is none; a band that begins there has no height.
        let band = interval.map_or((share, share), |i| (i.low, i.high));
        points.push(Point {
            x: day,
            y: share * 100.0,
            band: Some((band.0 * 100.0, band.1 * 100.0)),
        });
        let end = |of: fn(Interval) -> f64| interval.map(|i| percent(of(i))).unwrap_or_default();
        table.push(vec![
            fixed(day, 0),
            grouped(at_risk(day)),
            percent(share),
            end(|i| i.low),
            end(|i| i.high),
        ]);
    }
    let said = |day: f64| {
        let (share, interval) = at(day);
        let ends = interval.map(|i| format!(" ({} to {})", percent(i.low), percent(i.high)));
        format!("{} %{}", percent(share), ends.unwrap_or_default())
    };
    let readouts = thinned(days.len()).map(|k| Readout {
        x: days[k],
        readout: format!(
            "After {} days: {}, {} at risk",
            fixed(days[k], 0),
            said(days[k]),
            grouped(at_risk(days[k]))
        ),
    });
    let plot = Plot {
        heading: String::new(),
        series: vec![Series { name: "in force".into(), points, steps: true, dots: false }],
        x: Axis::exactly("days since the settlement came into force", 0.0, last, 5),
        y: Axis::exactly("share still in force (%)", 0.0, 100.0, 5),
        readouts: readouts.collect(),
    };
    Some(Figure {
        name: "survival".into(),
        title: format!(
            "Of the settlements in force, {} % still hold after {} days",
            percent(at(last).0),
            whole_days(last)
        ),
        alt: format!(
            "A falling curve of the share of {} settlements that are still in force, from 100 % to {} after {} days.",
            grouped(curve.n),
            said(last),
            fixed(last, 0)
        ),
        note: "Product-limit estimate (Kaplan & Meier 1958) with pointwise 95 % intervals from Greenwood’s variance, on the scale of \
               log(−log S)."
            .into(),
        drawing: curves::chart(&plot),
        table: DataTable::new(
            ["days in force", "at risk", "still in force (%)", "low (%)", "high (%)"],
            table,
        ),
    })
}
