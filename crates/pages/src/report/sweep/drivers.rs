//! Figures of what an output goes with: indices, and the box of PRIM.

use crate::charts::clouds::{self, Named, Plane};
use crate::charts::curves::{self, Plot, Point, Readout, Series};
use crate::charts::intervals::{self, IntervalRow};
use crate::charts::numbers::{fixed, grouped, percent, short};
use crate::charts::{Axis, DataTable, Figure, Shape};
use crate::report::format::capital;
use summitry_engine::stats::sorted_quantile;
use summitry_lab::analysis::tables::{Index, of_morris, of_prcc, of_sobol};
use summitry_lab::analysis::{Columns, Draw, Found, Method, Options, applied, prim};

use super::cells::Cells;

/// Fewer cells than this make no box.
const FEWEST: usize = 60;
/// Indices beyond these are in the table only.
const MOST_ROWS: usize = 24;

/// What an output goes with, for figures and sentences.
pub(super) struct Drivers {
    pub figures: Vec<Figure>,
    /// The factor with the greatest index: its name, the index, and its interval.
    pub first: Option<(String, Index)>,
    /// What the index of `first` is called.
    pub called: &'static str,
}

/// The columns of an analysis, if all factors are numbers and every cell has the output.
fn columns(cells: &Cells, output: usize) -> Option<Columns> {
    let inputs: Option<Vec<Vec<f64>>> =
        cells.factors.iter().map(|factor| factor.numbers.clone()).collect();
    let values: Option<Vec<f64>> = cells.estimates[output]
        .iter()
        .map(|estimate| estimate.map(|estimate| estimate.value))
        .collect();
    Some(Columns {
        names: cells.factors.iter().map(|factor| factor.name.clone()).collect(),
        output_name: cells.outputs[output].column.clone(),
        inputs: inputs?,
        words: vec![Vec::new(); cells.factors.len()],
        members: vec![Vec::new(); cells.factors.len()],
        output: values?,
        left_out: 0,
    })
}

/// The indices that the design allows: Sobol' indices, elementary effects, or partial rank correlations. None where the
/// table does not bear them.
pub(super) fn indices(cells: &Cells, output: usize, draw: Draw<'_>) -> Option<Drivers> {
    let columns = columns(cells, output)?;
    let method = match cells.design.as_str() {
        "saltelli" => Method::Sobol,
        "morris" => Method::Morris,
        _ => Method::Prcc,
    };
    let options =
        Options { second_order: cells.second_order, levels: cells.levels, ..Options::default() };
    let (found, wanted, called, method, note): (Vec<Index>, &[&str], _, _, _) = match applied(
        method, &columns, &options, draw,
    )
    .ok()?
    {
        Found::Sobol(found) => (
            of_sobol(&found, &columns.names),
            &["ST", "S1"],
            "total index",
            "Sobol’ indices",
            "Circle: what the factor accounts for, alone and in interactions (total). Square: alone (first order).",
        ),
        Found::Morris(found) => (
            of_morris(&found, &columns.names),
            &["mu_star"],
            "mean absolute effect",
            "Elementary effects",
            "μ*: the mean absolute change of the output when a factor goes through its range.",
        ),
        Found::Prcc(found) => (
            of_prcc(&found, &columns.names),
            &["prcc"],
            "partial rank correlation",
            "Partial rank correlations",
            "From −1 to 1: how consistently the output rises or falls with a factor, the others held fixed.",
        ),
        Found::Prim { .. } | Found::Cart(_) | Found::Response(_) => return None,
    };
    let size = |index: &Index| index.estimate.value.abs();
    let mut order: Vec<&Index> = found.iter().filter(|index| index.index == wanted[0]).collect();
    order.sort_by(|a, b| size(b).total_cmp(&size(a)).then(a.factor.cmp(&b.factor)));
    let mut rows = Vec::new();
    for index in order.iter().take(MOST_ROWS) {
        for (kind, wanted) in wanted.iter().enumerate() {
            let Some(index) =
                found.iter().find(|known| known.factor == index.factor && known.index == *wanted)
            else {
                continue;
            };
            let value = index.estimate.value;
            let ends = index.estimate.interval.map(|i| (i.low, i.high));
            let readout = format!(
                "{} {}{}: {}",
                named(index.index),
                fixed(value, 2),
                ends.map(|(l, h)| format!(" ({} to {})", fixed(l, 2), fixed(h, 2)))
                    .unwrap_or_default(),
                index.factor
            );
            let label = if kind == 0 { index.factor.as_str() } else { "– alone" };
            let mut row = IntervalRow::new(label, value, ends, readout, fixed(value, 2));
            row.kind = kind;
            rows.push(row);
        }
    }
    let (low, high) = rows.iter().fold((0.0_f64, 0.0_f64), |(low, high), row| {
        let (from, to) = row.wide.or(row.value.map(|v| (v, v))).unwrap_or_default();
        (low.min(from), high.max(to))
    });
    let of = &cells.outputs[output];
    let table = found.iter().map(|index| {
        let end = |of: fn(summitry_engine::stats::Interval) -> f64| {
            index.estimate.interval.map(|i| fixed(of(i), 4)).unwrap_or_default()
        };
        vec![
            index.factor.clone(),
            named(index.index).to_owned(),
            fixed(index.estimate.value, 4),
            end(|i| i.low),
            end(|i| i.high),
        ]
    });
    let first = order.first().map(|index| (index.factor.clone(), (*index).clone()));
    let title = match &first {
        Some((name, _)) => format!("{}: {name} has the greatest {called}", capital(&of.said)),
        None => method.to_owned(),
    };
    let spread = (cells.design == "morris").then(|| spread(&found, &of.said)).flatten();
    let indices = Figure {
        name: "indices".into(),
        title,
        alt: format!(
            "{method} of {} with 95 % intervals, the greatest first: {}.",
            of.said,
            order
                .iter()
                .take(6)
                .map(|i| format!("{} {}", i.factor, fixed(i.estimate.value, 2)))
                .collect::<Vec<_>>()
                .join(", ")
        ),
        note: format!("{method} of {}. {note} Bars: 95 % intervals.", of.said),
        drawing: intervals::chart(&rows, &Axis::over(unit(cells, called), low, high, 5)),
        table: DataTable::new(["factor", "index", "value", "low", "high"], table.collect()),
    };
    Some(Drivers { figures: [indices].into_iter().chain(spread).collect(), first, called })
}

/// The standard deviation of each factor's elementary effects over their mean size: above the diagonal, effects change with the
/// other factors or along the range.
fn spread(found: &[Index], said: &str) -> Option<Figure> {
    let of = |factor: &str, index: &str| {
        let found = found.iter().find(|known| known.factor == factor && known.index == index);
        found.map(|index| index.estimate.value)
    };
    let means = found.iter().filter(|index| index.index == "mu_star");
    let mut points: Vec<(&str, f64, f64)> = means
        .filter_map(|index| {
            Some((index.factor.as_str(), index.estimate.value, of(&index.factor, "sigma")?))
        })
        .collect();
    points.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    let most = points.iter().flat_map(|(_, mean, sigma)| [*mean, *sigma]).fold(0.0, f64::max);
    if points.is_empty() || most <= 0.0 {
        return None;
    }
    // Factors at one place share one mark with all their numbers.
    let tag = |k: usize| {
        let at = |k: usize| (short(points[k].1), short(points[k].2));
        let here: Vec<usize> = (0..points.len()).filter(|&other| at(other) == at(k)).collect();
        let numbers: Vec<String> = here.iter().map(|k| (k + 1).to_string()).collect();
        if here[0] == k { numbers.join(", ") } else { String::new() }
    };
    let named = points.iter().enumerate().map(|(k, (factor, mean, sigma))| Named {
        name: "a factor, numbered by its μ*".to_owned(),
        tag: tag(k),
        at: (*mean, *sigma),
        shape: Shape::Circle,
        hollow: false,
        readout: format!("{}. μ* {}, σ {}: {factor}", k + 1, short(*mean), short(*sigma)),
    });
    let axis = |title: &str| Axis::over(title, 0.0, most, 5);
    let plane = Plane {
        squares: Vec::new(),
        side: (0.0, 0.0),
        squares_name: String::new(),
        line: vec![(0.0, 0.0), (most, most)],
        line_name: "σ = μ*".to_owned(),
        named: named.collect(),
        x: axis("μ*: mean absolute elementary effect"),
        y: axis("σ: standard deviation of the elementary effects"),
    };
    let numbered: Vec<String> =
        points.iter().enumerate().map(|(k, (factor, ..))| format!("{} {factor}", k + 1)).collect();
    let rows = points.iter().enumerate().map(|(k, (factor, mean, sigma))| {
        vec![(k + 1).to_string(), (*factor).to_owned(), fixed(*mean, 4), fixed(*sigma, 4)]
    });
    Some(Figure {
        name: "morris".into(),
        title: format!(
            "{}: how large the effects of factors are, and how much they vary",
            capital(said)
        ),
        alt: format!("A point for each of {} factors: σ over μ*.", points.len()),
        note: format!(
            "Morris (1991). Far right: the factor has a large effect. High, compared with μ*: its effect depends on the other factors \
             or is not linear. Chance in the runs adds to both. {}.",
            numbered.join("; ")
        ),
        drawing: clouds::plane(&plane),
        table: DataTable::new(["number", "factor", "μ*", "σ"], rows.collect()),
    })
}

fn unit(cells: &Cells, called: &str) -> String {
    match cells.design.as_str() {
        "saltelli" => "share of the variance over the cells".to_owned(),
        "morris" => format!("{called} (in the unit of the output)"),
        _ => called.to_owned(),
    }
}

fn named(index: &str) -> &str {
    match index {
        "S1" => "first order",
        "ST" => "total",
        "S2" => "second order",
        "mu" => "μ",
        "mu_star" => "μ*",
        "sigma" => "σ",
        "prcc" => "partial rank correlation",
        other => other,
    }
}

/// The trajectory of PRIM and its box, for the cells in the highest quarter of an output.
pub(super) fn boxes(cells: &Cells, output: usize) -> Option<[Figure; 2]> {
    let mut columns = columns(cells, output)?;
    if columns.output.len() < FEWEST {
        return None;
    }
    let mut sorted = columns.output.clone();
    sorted.sort_by(f64::total_cmp);
    let threshold = sorted_quantile(&sorted, 0.75)?;
    if sorted.first().is_none_or(|least| *least >= threshold) {
        return None;
    }
    columns.output = columns.output.iter().map(|v| f64::from(u8::from(*v >= threshold))).collect();
    // No chance enters the peeling.
    let found = applied(Method::Prim, &columns, &Options::default(), &mut || 0.5).ok()?;
    let Found::Prim { steps, chosen, quasi_p } = found else { return None };
    let step = steps.get(chosen)?;
    let Columns { inputs, names, .. } = &columns;
    let of = &cells.outputs[output];
    let rule = format!("at least {}{}", fixed(threshold, 1), of.unit);

    let point =
        |step: &prim::Step| Point { x: step.coverage * 100.0, y: step.density * 100.0, band: None };
    let mut along: Vec<&prim::Step> = steps.iter().collect();
    along.sort_by(|a, b| a.coverage.total_cmp(&b.coverage).then(b.density.total_cmp(&a.density)));
    let readout = |step: &prim::Step| {
        format!(
            "coverage {} %, density {} %, {} factors, {} cells",
            percent(step.coverage),
            percent(step.density),
            step.restricted(),
            grouped(step.n as u64)
        )
    };
    let every = along.len().div_ceil(24).max(1);
    let shown = along.iter().step_by(every);
    let plot = Plot {
        heading: String::new(),
        series: vec![
            Series {
                name: "boxes, one peel after the other".into(),
                points: along.iter().map(|step| point(step)).collect(),
                steps: false,
                dots: false,
            },
            Series {
                name: "the box below".into(),
                points: vec![point(step)],
                steps: false,
                dots: true,
            },
        ],
        x: Axis::exactly("coverage: cases that the box holds (%)", 0.0, 100.0, 5),
        y: Axis::exactly("density: cells in the box that are cases (%)", 0.0, 100.0, 5),
        readouts: shown
            .map(|step| Readout { x: step.coverage * 100.0, readout: readout(step) })
            .collect(),
    };
    let trajectory = Figure {
        name: "prim-trajectory".into(),
        title: format!(
            "A box of {} factors holds {} % of the highest quarter of the cells, at a density of {} %",
            step.restricted(),
            percent(step.coverage),
            percent(step.density)
        ),
        alt: format!(
            "The peeling trajectory of PRIM, density over coverage; chosen: {}.",
            readout(step)
        ),
        note: format!(
            "PRIM (Friedman & Fisher 1999). A case is a cell in which {} is {rule}: the highest quarter. The box below is the one \
             with the best balance of coverage and density.",
            of.said
        ),
        drawing: curves::chart(&plot),
        table: DataTable::new(
            ["step", "cells", "cases", "coverage (%)", "density (%)", "factors"],
            steps
                .iter()
                .enumerate()
                .map(|(k, step)| {
                    vec![
                        k.to_string(),
                        grouped(step.n as u64),
                        grouped(step.cases as u64),
                        percent(step.coverage),
                        percent(step.density),
                        step.restricted().to_string(),
                    ]
                })
                .collect(),
        ),
    };

    let mut rows = Vec::new();
    let mut table = Vec::new();
    for (k, limits) in step.limits.iter().enumerate().filter(|(_, limits)| limits.is_restricted()) {
        let least = inputs[k].iter().copied().fold(f64::INFINITY, f64::min);
        let most = inputs[k].iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let (low, high) = (limits.low.unwrap_or(least), limits.high.unwrap_or(most));
        let share =
            |value: f64| if most > least { (value - least) / (most - least) * 100.0 } else { 0.0 };
        let range = format!("{}–{}", short(low), short(high));
        let p = quasi_p.get(k).copied().flatten();
        let p_shown = p.map(|p| format!(", quasi-p {}", fixed(p, 3))).unwrap_or_default();
        rows.push(IntervalRow {
            label: names[k].clone(),
            value: None,
            wide: Some((share(low), share(high))),
            narrow: Some((share(low), share(high))),
            readout: format!("{range} of {}–{}{p_shown}: {}", short(least), short(most), names[k]),
            end: range,
            kind: 0,
        });
        let p = p.map(|p| fixed(p, 4)).unwrap_or_default();
        table.push(vec![names[k].clone(), short(low), short(high), short(least), short(most), p]);
    }
    let restricted =
        rows.iter().map(|row| format!("{} {}", row.label, row.end)).collect::<Vec<_>>();
    let box_of = Figure {
        name: "prim-box".into(),
        title: format!("{} is high most often where: {}", capital(&of.said), restricted.join(", ")),
        alt: format!("A row for each factor that the box limits, over the range that was varied: {}.", restricted.join(", ")),
        note: "Bars: the part of each factor’s range that lies in the box. Factors that are not limited are left out. A quasi-p \
               is how likely the limit’s effect would be by chance alone (Bryant & Lempert 2010)."
            .into(),
        drawing: intervals::chart(
            &rows,
            &Axis::exactly("part of the range that was varied (%)", 0.0, 100.0, 5),
        ),
        table: DataTable::new(
            ["factor", "low", "high", "least varied", "most varied", "quasi-p"],
            table,
        ),
    };
    Some([trajectory, box_of])
}
