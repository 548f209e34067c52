//! Figures of a comparison.

use crate::charts::curves::{self, Plot, Point, Readout, Series};
use crate::charts::heat::{self, HeatCell, Sides};
use crate::charts::intervals::{self, IntervalRow};
use crate::charts::numbers::{fixed, grouped, percent};
use crate::charts::{Axis, DataTable, Figure};
use crate::report::format::capital;
use crate::report::ticks::{days, thinned};
use summitry_engine::stats::{Z95, wilson};

use super::tables::{Differences, RuleMeans, WaitingTimes, brief};

/// Curves that one panel can hold and still be read; with more rules, each has its own panel.
const MOST_CURVES: usize = 4;

/// A number with its sign.
pub(super) fn signed(value: f64, decimals: usize) -> String {
    let text = fixed(value, decimals);
    if value > 0.0 && text.chars().any(|c| c.is_ascii_digit() && c != '0') {
        format!("+{text}")
    } else {
        text.replace('-', "−")
    }
}

/// The shares of all outcomes, a column a rule.
pub(super) fn side_by_side(means: &RuleMeans) -> Option<Figure> {
    let outcomes: Vec<String> = means
        .measures
        .iter()
        .filter(|measure| {
            means.of(measure).all(|mean| mean.is_share) && measure.as_str() != "preparation"
        })
        .filter(|measure| {
            !measure.contains('_') && !["cohesion", "leverage"].contains(&measure.as_str())
        })
        .cloned()
        .collect();
    let names = means.brief();
    // From below: the first outcome stands on top.
    let rows: Vec<String> = outcomes.iter().rev().cloned().collect();
    let mut cells = Vec::new();
    let mut table = Vec::new();
    for (k, outcome) in outcomes.iter().enumerate() {
        for mean in means.of(outcome) {
            let Some(of) = mean.of else { continue };
            let value = of.value * 100.0;
            let (low, high) = of.interval.unwrap_or((of.value, of.value));
            let interval = format!("({} to {})", percent(low), percent(high));
            cells.push(HeatCell {
                column: mean.rule,
                row: outcomes.len() - 1 - k,
                value,
                shown: fixed(value, 1),
                readout: format!(
                    "{outcome}: {} % {interval}: {}",
                    fixed(value, 1),
                    names[mean.rule]
                ),
            });
            let rule = means.rules[mean.rule].clone();
            table.push(vec![
                outcome.clone(),
                rule,
                grouped(mean.n),
                percent(of.value),
                percent(low),
                percent(high),
            ]);
        }
    }
    if cells.is_empty() {
        return None;
    }
    let most = cells.iter().map(|cell| cell.value).fold(0.0, f64::max);
    let sides = Sides { x: "rule", columns: &names, y: "outcome", rows: &rows };
    Some(Figure {
        name: "outcomes".into(),
        title: "How runs end under each rule".into(),
        alt: format!(
            "A map of {} outcomes by {} rules, with the share of runs of each.",
            rows.len(),
            names.len()
        ),
        note: format!("Shares of the runs in %. Rules: {}.", means.rules.join("; ")),
        drawing: heat::map(&cells, sides, "share of runs (%)", (0.0, most)),
        table: DataTable::new(
            ["outcome", "rule", "runs", "share (%)", "low (%)", "high (%)"],
            table,
        ),
    })
}

/// The share of one outcome under each rule.
pub(super) fn means(means: &RuleMeans, measure: &str) -> Option<Figure> {
    let names = means.brief();
    let mut rows = Vec::new();
    let mut table = Vec::new();
    let mut best: (Option<f64>, Vec<&str>) = (None, Vec::new());
    for mean in means.of(measure) {
        let Some(of) = mean.of else { continue };
        if best.0.is_none_or(|most| of.value > most) {
            best = (Some(of.value), Vec::new());
        }
        if best.0 == Some(of.value) {
            best.1.push(&names[mean.rule]);
        }
        let value = of.value * 100.0;
        let ends = of.interval.map(|(low, high)| (low * 100.0, high * 100.0));
        let (low, high) = ends.unwrap_or((value, value));
        let chance = mean.highest.map(|p| fixed(p, 3)).unwrap_or_default();
        let readout = format!(
            "{} % ({} to {}): {}",
            fixed(value, 1),
            fixed(low, 1),
            fixed(high, 1),
            means.rules[mean.rule]
        );
        rows.push(IntervalRow::new(
            &names[mean.rule],
            value,
            ends,
            readout,
            format!("{} %", fixed(value, 1)),
        ));
        let cells = [grouped(mean.n), fixed(value, 1), fixed(low, 1), fixed(high, 1), chance];
        table.push([means.rules[mean.rule].clone()].into_iter().chain(cells).collect());
    }
    let (share, best) = (best.0?, best.1);
    let most = rows.iter().filter_map(|row| row.wide).map(|(_, high)| high).fold(0.0, f64::max);
    Some(Figure {
        name: format!("share-{measure}"),
        title: format!("Runs that end {measure}: the greatest share, {} %, under {}", percent(share), best.join(", ")),
        alt: format!("A row for each of {} rules: the share of runs that end {measure}, with a 95 % interval.", rows.len()),
        note: "Wilson’s 95 % intervals, each rule on its own. To compare rules, use the paired intervals, which are narrower."
            .into(),
        drawing: intervals::chart(&rows, &Axis::over(format!("share of runs that end {measure} (%)"), 0.0, most, 5)),
        table: DataTable::new(
            ["rule", "runs", "share (%)", "low (%)", "high (%)", "probability of being the highest"],
            table,
        ),
    })
}

/// Paired differences of a measure from the first rule.
pub(super) fn differences(
    found: &Differences,
    (measure, said, unit): (&str, &str, &str),
) -> Option<Figure> {
    let names = brief(&found.rules);
    let times = if unit == "points" { 100.0 } else { 1.0 };
    let mut rows = Vec::new();
    let mut table = Vec::new();
    let (mut low, mut high) = (0.0_f64, 0.0_f64);
    let mut basis = String::new();
    for difference in found.against_first(measure) {
        let Some(of) = difference.of else { continue };
        let scaled = |ends: Option<(f64, f64)>| ends.map(|(low, high)| (low * times, high * times));
        let (inner, outer) = (scaled(of.interval), scaled(difference.joint));
        for (from, to) in inner.iter().chain(&outer) {
            low = low.min(*from);
            high = high.max(*to);
        }
        basis.clone_from(&difference.basis);
        let value = of.value * times;
        low = low.min(value);
        high = high.max(value);
        let ends = |ends: Option<(f64, f64)>| {
            ends.map(|(low, high)| format!("{} to {}", signed(low, 1), signed(high, 1)))
                .unwrap_or_default()
        };
        rows.push(IntervalRow {
            label: names[difference.rule].clone(),
            value: Some(value),
            wide: outer,
            narrow: inner,
            readout: format!(
                "{} ({}): {}",
                signed(value, 1),
                ends(outer.or(inner)),
                found.rules[difference.rule]
            ),
            end: signed(value, 1),
            kind: 0,
        });
        table.push(vec![
            found.rules[difference.rule].clone(),
            found.rules[difference.than].clone(),
            grouped(difference.n),
            signed(value, 2),
            ends(inner),
            ends(outer),
        ]);
    }
    let first = names.first()?;
    let most = rows
        .iter()
        .max_by(|a, b| a.value.unwrap_or(0.0).abs().total_cmp(&b.value.unwrap_or(0.0).abs()))?;
    let restricted = match basis.as_str() {
        "restricted" => " A run without a summit counts with the whole window.",
        "happened" => " Over the runs in which it happened under both.",
        _ => "",
    };
    Some(Figure {
        name: format!("difference-{}", measure.replace('_', "-")),
        title: format!(
            "{} against {first}: furthest is {}, {} {unit}",
            capital(said),
            most.label,
            most.end
        ),
        alt: format!(
            "A row for each of {} rules: the paired difference of {said} from that under {first}, with intervals: {}.",
            rows.len(),
            rows.iter()
                .map(|row| format!("{} {}", row.label, row.end))
                .collect::<Vec<_>>()
                .join(", ")
        ),
        note: format!(
            "Each run under a rule minus the same run, with the same random draws, under {first}. Thick: 95 % interval; thin: \
             simultaneous 95 % interval over all pairs.{restricted}"
        ),
        drawing: intervals::chart(
            &rows,
            &Axis::over(format!("difference from {first} ({unit})"), low, high, 5),
        ),
        table: DataTable::new(
            [
                "rule",
                "compared with",
                "runs",
                "difference",
                "95 % interval",
                "simultaneous 95 % interval",
            ],
            table,
        ),
    })
}

/// The waiting-time curves side by side.
pub(super) fn waiting(waiting_times: &WaitingTimes, window: Option<f64>) -> Option<Figure> {
    // The first scenario's window; another may have a longer one.
    let last =
        window.filter(|days| *days > 0.0).unwrap_or(waiting_times.last).max(waiting_times.last);
    let names = brief(&waiting_times.rules);
    if names.is_empty() || last <= 0.0 {
        return None;
    }
    let days = days(last);
    let share = |rule: usize, day: f64| {
        let (n, of) = &waiting_times.days[rule];
        (of.up_to(day), *n)
    };
    let of = |rule: usize, day: f64| {
        let (count, n) = share(rule, day);
        percent(count as f64 / n.max(1) as f64)
    };
    let series = |rule: usize| {
        let point = |day: &f64| {
            let (count, n) = share(rule, *day);
            let i = wilson(count, n, Z95);
            let y = count as f64 / n.max(1) as f64 * 100.0;
            Point { x: *day, y, band: Some((i.low * 100.0, i.high * 100.0)) }
        };
        let points = days.iter().map(point).collect();
        Series { name: names[rule].clone(), points, steps: true, dots: false }
    };
    const Y: &str = "runs that have held a first summit (%)";
    let plot = |rules: std::ops::Range<usize>, heading: String, x: &str, ticks: usize| {
        let readout = |k: usize| {
            let values: Vec<String> =
                rules.clone().map(|rule| format!("{} %", of(rule, days[k]))).collect();
            let readout = format!("Day {}: {}", fixed(days[k], 0), values.join(", "));
            Readout { x: days[k], readout }
        };
        Plot {
            readouts: thinned(days.len()).map(readout).collect(),
            series: rules.clone().map(series).collect(),
            heading,
            x: Axis::exactly(x, 0.0, last, ticks),
            y: Axis::exactly(Y, 0.0, 100.0, 5),
        }
    };
    const X: &str = "days since the window opened";
    let drawing = if names.len() <= MOST_CURVES {
        curves::chart(&plot(0..names.len(), String::new(), X, 6))
    } else {
        let one = |(rule, name): (usize, &String)| plot(rule..rule + 1, name.clone(), "", 3);
        let plots: Vec<Plot> = names.iter().enumerate().map(one).collect();
        curves::charts(&plots, "runs with a first summit (%), by day")
    };
    let table = days.iter().map(|day| {
        [fixed(*day, 0)].into_iter().chain((0..names.len()).map(|rule| of(rule, *day))).collect()
    });
    let at_end: Vec<String> = names
        .iter()
        .enumerate()
        .map(|(rule, name)| format!("{name} {} %", of(rule, last)))
        .collect();
    let head = ["day".to_owned()]
        .into_iter()
        .chain(waiting_times.rules.iter().map(|rule| format!("{rule} (%)")));
    Some(Figure {
        name: "waiting-time".into(),
        title: "When the leaders first meet, under each rule".into(),
        alt: format!(
            "Rising curves of the share of runs that have held a first summit; at the end: {}.",
            at_end.join(", ")
        ),
        note: "Cumulative incidence with pointwise 95 % intervals (Wilson).".into(),
        drawing,
        table: DataTable::new(head, table.collect()),
    })
}
