//! Lines or steps with bands.

use super::drawing::{Drawing, READOUT_HEIGHT, Shapes, WIDTH};
use super::panel::Panel;
use super::text::{BOLD, cut, width};
use super::{Axis, Shape};

/// A point of a curve: where, the value, and its interval where there is one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Where.
    pub x: f64,
    /// The value.
    pub y: f64,
    /// The interval.
    pub band: Option<(f64, f64)>,
}

/// A curve.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Its name, in the legend.
    pub name: String,
    /// Its points, from left to right.
    pub points: Vec<Point>,
    /// Whether a value holds until the next point.
    pub steps: bool,
    /// Whether each point has a mark.
    pub dots: bool,
}

/// The values shown while the pointer or the focus is on a strip of the chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Readout {
    /// Where.
    pub x: f64,
    /// What.
    pub readout: String,
}

/// One panel: its curves, axes, and the values shown along it.
#[derive(Clone, Debug, PartialEq)]
pub struct Plot {
    /// The heading of the panel, where there are several.
    pub heading: String,
    /// The curves, four at most.
    pub series: Vec<Series>,
    /// The axis along.
    pub x: Axis,
    /// The axis up.
    pub y: Axis,
    /// Values shown under the pointer, from left to right.
    pub readouts: Vec<Readout>,
}

const MARKS: [Shape; 4] = [Shape::Circle, Shape::Square, Shape::Diamond, Shape::Triangle];

/// The chart of one plot, with a legend if it has more than one curve.
#[must_use]
pub fn chart(plot: &Plot) -> Drawing {
    let mut legend = Shapes::new();
    let mut top = READOUT_HEIGHT;
    if plot.series.len() > 1 {
        let (mut x, mut y) = (2.0, READOUT_HEIGHT + 12.0);
        for (k, series) in plot.series.iter().enumerate() {
            let name = cut(&series.name, WIDTH - 40.0);
            let wide = 30.0 + width(&name) + 14.0;
            if x + wide > WIDTH && x > 2.0 {
                (x, y) = (2.0, y + 17.0);
            }
            sample(&mut legend, k, series, (x, y - 4.0));
            legend.text("", (x + 30.0, y), &name);
            x += wide;
        }
        top = y + 2.0;
    }
    let bottom = top + 8.0 + 190.0;
    let mut drawing = Drawing::new(bottom + 36.0);
    let mut head = Shapes::new();
    head.text("k", (2.0, 13.0), &cut(&plot.y.title, WIDTH - 4.0));
    head.append(legend);
    drawing.draw(head);
    let edges = [0.0, top + 10.0, WIDTH, bottom + 36.0];
    let panel = Panel::within(edges, plot.x.clone(), plot.y.clone());
    draw(&mut drawing, &panel, plot);
    drawing
}

/// The charts of several plots, two beside each other, under one name for all y axes.
#[must_use]
pub fn charts(plots: &[Plot], y_title: &str) -> Drawing {
    const HIGH: f64 = 148.0;
    const GAP: f64 = 10.0;
    let wide = if plots.len() == 1 { WIDTH } else { (WIDTH - GAP) / 2.0 };
    let lines = if plots.len() == 1 { 1 } else { plots.len().div_ceil(2) };
    let mut drawing = Drawing::new(READOUT_HEIGHT + 6.0 + lines as f64 * (HIGH + 22.0));
    let mut head = Shapes::new();
    head.text("k", (2.0, 13.0), &cut(y_title, WIDTH - 4.0));
    drawing.draw(head);
    for (k, plot) in plots.iter().enumerate() {
        let left = (k % 2) as f64 * (wide + GAP);
        let top = READOUT_HEIGHT + 6.0 + (k / 2) as f64 * (HIGH + 22.0);
        let mut heading = Shapes::new();
        heading.text("b", (left + 2.0, top + 11.0), &cut(&plot.heading, (wide - 4.0) / BOLD));
        drawing.draw(heading);
        let edges = [left, top + 22.0, left + wide, top + HIGH + 16.0];
        let panel = Panel::within(edges, plot.x.clone(), plot.y.clone());
        draw(&mut drawing, &panel, plot);
    }
    drawing
}

/// A stroke of the legend.
fn sample(shapes: &mut Shapes, k: usize, series: &Series, (x, y): (f64, f64)) {
    let number = k % 4 + 1;
    shapes.line(&format!("s{number}"), (x, y), (x + 25.0, y));
    if series.dots {
        shapes.shape(&format!("d{number}"), MARKS[k % 4], (x + 12.5, y), 3.2);
    }
}

fn draw(drawing: &mut Drawing, panel: &Panel, plot: &Plot) {
    drawing.draw(panel.axes());
    let mut shapes = Shapes::new();
    for (k, series) in plot.series.iter().enumerate() {
        let number = k % 4 + 1;
        let banded: Vec<(f64, f64, f64)> = series
            .points
            .iter()
            .filter_map(|p| p.band.map(|(low, high)| (p.x, low, high)))
            .collect();
        let up = |of: fn(&(f64, f64, f64)) -> (f64, f64)| {
            stepped(banded.iter().map(of), series.steps).map(|(x, y)| panel.at(x, y))
        };
        let mut area: Vec<(f64, f64)> = up(|b| (b.0, b.2)).collect();
        let low: Vec<(f64, f64)> = up(|b| (b.0, b.1)).collect();
        area.extend(low.into_iter().rev());
        if let [(_, low, high)] = banded[..] {
            // An area needs two points; one has a stroke.
            let x = series.points[0].x;
            shapes.line(&format!("s{number} w"), panel.at(x, low), panel.at(x, high));
        } else {
            shapes.path(&format!("a{number}"), &area, true);
        }
    }
    for (k, series) in plot.series.iter().enumerate() {
        let number = k % 4 + 1;
        let line: Vec<(f64, f64)> = stepped(series.points.iter().map(|p| (p.x, p.y)), series.steps)
            .map(|(x, y)| panel.at(x, y))
            .collect();
        shapes.path(&format!("s{number}"), &line, false);
        if series.dots || series.points.len() == 1 {
            for p in &series.points {
                shapes.shape(&format!("d{number}"), MARKS[k % 4], panel.at(p.x, p.y), 3.2);
            }
        }
    }
    drawing.draw(shapes);
    strips(drawing, panel, &plot.readouts);
}

/// Strips over the whole height, each about its place.
pub(super) fn strips(drawing: &mut Drawing, panel: &Panel, readouts: &[Readout]) {
    let [left, top, right, bottom] = panel.edges;
    for (k, strip) in readouts.iter().enumerate() {
        let half = |other: Option<&Readout>, edge: f64| {
            other.map_or(edge, |other| f64::midpoint(panel.at_x(other.x), panel.at_x(strip.x)))
        };
        let from = half(k.checked_sub(1).and_then(|k| readouts.get(k)), left);
        let to = half(readouts.get(k + 1), right);
        let mut shapes = Shapes::new();
        shapes.rect("z", (from, top), (to - from, bottom - top), None);
        drawing.mark(&strip.readout, true, shapes);
    }
}

/// Points of a line, or of steps.
fn stepped(
    points: impl Iterator<Item = (f64, f64)>,
    steps: bool,
) -> impl Iterator<Item = (f64, f64)> {
    let mut last = None;
    points.flat_map(move |(x, y)| {
        let corner = last.filter(|before| steps && *before != y).map(|before| (x, before));
        last = Some(y);
        corner.into_iter().chain([(x, y)])
    })
}
