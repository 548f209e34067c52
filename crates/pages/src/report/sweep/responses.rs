//! Figures of how outputs go with factors.

use crate::charts::curves::{self, Plot, Point, Readout, Series};
use crate::charts::heat::{self, HeatCell, Sides};
use crate::charts::intervals::{self, IntervalRow};
use crate::charts::numbers::{fixed, grouped};
use crate::charts::{Axis, DataTable, Figure};

use crate::report::format::capital;

use super::cells::{Cells, Factor, Output, Response};

/// Factors that have a panel.
const MOST_PANELS: usize = 8;
/// Curves in one panel.
const MOST_CURVES: usize = 4;

/// A response curve of each output: of the one factor, of two with a curve for each level of the second, or of several, a
/// panel each.
pub(super) fn responses(cells: &Cells) -> Vec<Figure> {
    (0..cells.outputs.len()).filter_map(|output| response(cells, output)).collect()
}

fn response(cells: &Cells, output: usize) -> Option<Figure> {
    let ranked = cells.ranked(output);
    let (first, _) = *ranked.first()?;
    if cells.response(first, output).is_empty() {
        return None;
    }
    let drawing = match pair(cells, output) {
        Some((along, beside)) => curves::chart(&crossed(cells, output, along, beside)),
        None if cells.factors.len() == 1 && cells.factors[first].at.is_none() => {
            rows(cells, output, first)
        }
        None if cells.factors.len() == 1 => curves::chart(&plot(cells, output, first, true)),
        None => {
            let shown = ranked.iter().take(MOST_PANELS);
            let plots: Vec<Plot> = shown.map(|(k, _)| plot(cells, output, *k, false)).collect();
            curves::charts(&plots, &cells.outputs[output].axis)
        }
    };
    let of = &cells.outputs[output];
    let factor = &cells.factors[first];
    let levels = cells.response(first, output);
    let by_mean = |a: &&Response, b: &&Response| a.mean.total_cmp(&b.mean);
    let title = match (levels.iter().min_by(by_mean), levels.iter().max_by(by_mean)) {
        (Some(low), Some(high)) if low.level != high.level => format!(
            "{}: from {}{} at {} = {} to {}{} at {}",
            capital(&of.said),
            fixed(low.mean, 1),
            of.unit,
            factor.name,
            factor.levels[low.level],
            fixed(high.mean, 1),
            of.unit,
            factor.levels[high.level]
        ),
        _ => format!("{} by {}", capital(&of.said), factor.name),
    };
    let note = if cells.factors.len() == 1 && factor.cut {
        "Line: mean over the cells of an interval, one eighth of them. Band: the middle half of these cells."
    } else if cells.is_crossed(first) && pair(cells, output).is_none() {
        "Lines: mean over the cells of a level, or of an interval with one eighth of the cells. Bands: the middle half of these \
         cells, which differ in the other factors. Panels in falling order of the variance between levels."
    } else {
        "Points: cells. Bands: 95 % intervals for the random variation between runs."
    };
    Some(Figure {
        name: format!("response-{}", of.column.replace('_', "-")),
        title,
        alt: format!(
            "Curves of {} over {}; extremes: {}.",
            of.said,
            cells.factors.iter().map(|factor| factor.name.as_str()).collect::<Vec<_>>().join(", "),
            extremes(cells, output)
        ),
        note: note.to_owned(),
        drawing,
        table: table(cells, output, &ranked),
    })
}

fn extremes(cells: &Cells, output: usize) -> String {
    let Some((low, high)) = cells.extremes(output) else { return "none".to_owned() };
    let of = |cell: usize| {
        let value = cells.estimates[output][cell].map_or(0.0, |estimate| estimate.value);
        format!("{}{} ({})", fixed(value, 1), cells.outputs[output].unit, cells.setting(cell))
    };
    format!("{} and {}", of(low), of(high))
}

/// Of two crossed factors the one along the axis and the one with a curve a level, if the chart has room for these.
fn pair(cells: &Cells, output: usize) -> Option<(usize, usize)> {
    if cells.factors.len() != 2 {
        return None;
    }
    let fits = |k: usize| !cells.factors[k].cut && cells.factors[k].levels.len() <= MOST_CURVES;
    // A stretch has several cells, of which a point could show only one.
    let along = |k: usize| cells.factors[k].at.is_some() && !cells.factors[k].cut;
    let (weak, strong) = {
        let ranked = cells.ranked(output);
        (ranked[1].0, ranked[0].0)
    };
    [(strong, weak), (weak, strong)].into_iter().find(|(x, beside)| along(*x) && fits(*beside))
}

fn axis_along(factor: &Factor, title: String, steps: usize) -> Axis {
    match &factor.at {
        Some(at) => {
            let low = at.iter().copied().fold(f64::INFINITY, f64::min);
            let high = at.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            Axis::exactly(title, low, high, steps)
        }
        None => Axis::named(title, &factor.levels),
    }
}

fn axis_up(output: &Output, bands: impl Iterator<Item = (f64, f64)>, steps: usize) -> Axis {
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for (from, to) in bands {
        low = low.min(from);
        high = high.max(to);
    }
    let low = if output.times > 1.0 { 0.0 } else { low };
    Axis::over(output.axis.clone(), low, high, steps)
}

fn ends(response: &Response) -> (f64, f64) {
    response.band.map_or((response.mean, response.mean), |(low, high)| {
        (low.min(response.mean), high.max(response.mean))
    })
}

/// Where a level stands along.
fn place(factor: &Factor, level: usize) -> f64 {
    factor.at.as_ref().map_or(level as f64, |at| at[level])
}

fn readout(output: &Output, factor: &Factor, response: &Response) -> String {
    let value = fixed(response.mean, 1);
    let band = response.band.map(|(low, high)| format!(" ({}–{})", fixed(low, 1), fixed(high, 1)));
    format!(
        "{value}{}{} at {} = {}",
        output.unit,
        band.unwrap_or_default(),
        factor.name,
        factor.levels[response.level]
    )
}

fn plot(cells: &Cells, output: usize, k: usize, alone: bool) -> Plot {
    let (factor, of) = (&cells.factors[k], &cells.outputs[output]);
    let levels = cells.response(k, output);
    // Panels are compared with one another, so that they have one axis.
    let all: Vec<(f64, f64)> = if alone {
        levels.iter().map(ends).collect()
    } else {
        (0..cells.factors.len()).flat_map(|k| cells.response(k, output)).map(|r| ends(&r)).collect()
    };
    let point = |r: &Response| Point { x: place(factor, r.level), y: r.mean, band: r.band };
    let readouts = levels
        .iter()
        .map(|r| Readout { x: place(factor, r.level), readout: readout(of, factor, r) });
    let title = if alone { factor.name.clone() } else { String::new() };
    Plot {
        heading: factor.name.clone(),
        series: vec![Series {
            name: of.said.clone(),
            points: levels.iter().map(point).collect(),
            steps: false,
            dots: true,
        }],
        x: axis_along(factor, title, if alone { 6 } else { 4 }),
        y: axis_up(of, all.into_iter(), if alone { 5 } else { 3 }),
        readouts: readouts.collect(),
    }
}

/// Curves along one factor, one for each level of another.
fn crossed(cells: &Cells, output: usize, along: usize, beside: usize) -> Plot {
    let (x, of) = (&cells.factors[along], &cells.outputs[output]);
    let other = &cells.factors[beside];
    let mut series = Vec::new();
    let mut bands = Vec::new();
    let mut readouts: Vec<(f64, Vec<String>)> =
        (0..x.levels.len()).map(|level| (place(x, level), Vec::new())).collect();
    for (level, name) in other.levels.iter().enumerate() {
        let mut points = Vec::new();
        for (at, readout) in readouts.iter_mut().enumerate() {
            let mut here = (0..cells.n.len())
                .filter(|&cell| other.level[cell] == level && x.level[cell] == at);
            let Some(estimate) = here.next().and_then(|cell| cells.estimates[output][cell]) else {
                continue;
            };
            bands.push(estimate.interval.unwrap_or((estimate.value, estimate.value)));
            readout.1.push(format!("{}{}", fixed(estimate.value, 1), of.unit));
            points.push(Point { x: readout.0, y: estimate.value, band: estimate.interval });
        }
        series.push(Series { name: name.clone(), points, steps: false, dots: true });
    }
    let readouts = readouts.into_iter().enumerate().map(|(level, (at, values))| Readout {
        x: at,
        readout: format!("{} at {} = {}", values.join(", "), x.name, x.levels[level]),
    });
    Plot {
        heading: String::new(),
        x: axis_along(x, x.name.clone(), 6),
        y: axis_up(of, bands.into_iter(), 5),
        series,
        readouts: readouts.collect(),
    }
}

/// A row for each level of a factor that is not of numbers.
fn rows(cells: &Cells, output: usize, k: usize) -> crate::charts::Drawing {
    let (factor, of) = (&cells.factors[k], &cells.outputs[output]);
    let levels = cells.response(k, output);
    let axis = axis_up(of, levels.iter().map(ends), 5);
    let row = |r: &Response| {
        let end = format!("{}{}", fixed(r.mean, 1), of.unit);
        IntervalRow::new(&factor.levels[r.level], r.mean, r.band, readout(of, factor, r), end)
    };
    intervals::chart(&levels.iter().map(row).collect::<Vec<_>>(), &axis)
}

fn table(cells: &Cells, output: usize, ranked: &[(usize, f64)]) -> DataTable {
    let mut rows = Vec::new();
    let band = |band: Option<(f64, f64)>| {
        let end = |of: fn((f64, f64)) -> f64| band.map(|b| fixed(of(b), 2)).unwrap_or_default();
        [end(|b| b.0), end(|b| b.1)]
    };
    if pair(cells, output).is_some() {
        let mut head: Vec<String> =
            cells.factors.iter().map(|factor| factor.name.clone()).collect();
        head.extend(["runs", "value", "low", "high"].map(str::to_owned));
        for cell in 0..cells.n.len() {
            let Some(estimate) = cells.estimates[output][cell] else { continue };
            let settings = cells.factors.iter().map(|f| f.levels[f.level[cell]].clone());
            let rest = [grouped(cells.n[cell]), fixed(estimate.value, 2)];
            rows.push(settings.chain(rest).chain(band(estimate.interval)).collect());
        }
        return DataTable::new(head, rows);
    }
    for (k, _) in ranked {
        for r in cells.response(*k, output) {
            let factor = &cells.factors[*k];
            let head = [factor.name.clone(), factor.levels[r.level].clone()];
            let rest = [grouped(r.cells as u64), fixed(r.mean, 2)];
            rows.push(head.into_iter().chain(rest).chain(band(r.band)).collect());
        }
    }
    DataTable::new(["factor", "level", "cells", "mean", "band, low", "band, high"], rows)
}

/// The heat map of the two factors that an output goes with most.
pub(super) fn map(cells: &Cells, output: usize) -> Option<Figure> {
    let ranked = cells.ranked(output);
    let (&(x, _), &(y, _)) = (ranked.first()?, ranked.get(1)?);
    let (along, up, of) = (&cells.factors[x], &cells.factors[y], &cells.outputs[output]);
    let mut sums = vec![(0.0, 0_u64); along.levels.len() * up.levels.len()];
    for cell in 0..cells.n.len() {
        if let Some(estimate) = cells.estimates[output][cell] {
            let sum = &mut sums[up.level[cell] * along.levels.len() + along.level[cell]];
            *sum = (sum.0 + estimate.value, sum.1 + 1);
        }
    }
    let mut shown = Vec::new();
    let mut table = Vec::new();
    for (k, (sum, n)) in sums.iter().enumerate().filter(|(_, (_, n))| *n > 0) {
        let (column, row) = (k % along.levels.len(), k / along.levels.len());
        let value = sum / *n as f64;
        let (a, b) = (&along.levels[column], &up.levels[row]);
        let readout = format!("{a} by {b}: {}{} ({} cells)", fixed(value, 1), of.unit, grouped(*n));
        shown.push(HeatCell { column, row, value, shown: fixed(value, 0), readout });
        table.push(vec![a.clone(), b.clone(), grouped(*n), fixed(value, 2)]);
    }
    let low = shown.iter().map(|cell| cell.value).fold(f64::INFINITY, f64::min);
    let high = shown.iter().map(|cell| cell.value).fold(f64::NEG_INFINITY, f64::max);
    if shown.len() < 2 {
        return None;
    }
    let sides = Sides { x: &along.name, columns: &along.brief, y: &up.name, rows: &up.brief };
    Some(Figure {
        name: "heat-map".into(),
        title: format!("{} by {} and {}", capital(&of.said), along.name, up.name),
        alt: format!(
            "A map of {} squares, from {}{} to {}{}: {} along, {} up.",
            shown.len(),
            fixed(low, 1),
            of.unit,
            fixed(high, 1),
            of.unit,
            along.name,
            up.name
        ),
        note: format!(
            "The two factors that matter most for {}. A square shows the mean over its cells.{}",
            of.said,
            if along.cut || up.cut {
                " A factor with many values is cut into intervals, labelled by their midpoints."
            } else {
                ""
            }
        ),
        drawing: heat::map(&shown, sides, &format!("mean{}", of.unit), (low, high)),
        table: DataTable::new([along.name.as_str(), up.name.as_str(), "cells", "mean"], table),
    })
}
