//! What happened when, a row a thing.

use super::drawing::{Drawing, READOUT_HEIGHT, Shapes, WIDTH};
use super::text::{cut, width};
use super::{Axis, Shape};

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Happening {
    /// The row, from above.
    pub row: usize,
    /// When.
    pub x: f64,
    /// Its mark.
    pub shape: Shape,
    /// Whether the mark is filled.
    pub filled: bool,
    /// Which of four kinds it is, from 0.
    pub kind: usize,
    /// Shown above the chart while the pointer or the focus is on it.
    pub readout: String,
}

/// An entry of the legend.
#[derive(Clone, Debug, PartialEq)]
pub struct LegendEntry {
    /// What it means.
    pub name: String,
    /// The mark.
    pub shape: Shape,
    /// Whether it is filled.
    pub filled: bool,
    /// Its kind.
    pub kind: usize,
}

fn mark(shapes: &mut Shapes, shape: Shape, filled: bool, kind: usize, at: (f64, f64)) {
    let class = format!("{}{}", if filled { 'd' } else { 'o' }, kind % 4 + 1);
    shapes.shape(&class, shape, at, 4.3);
}

/// The timeline of these rows, of which `what` says what they are; `end` is when it ended, and how.
#[must_use]
pub fn chart(
    rows: &[String],
    happenings: &[Happening],
    legend: &[LegendEntry],
    axis: &Axis,
    what: &str,
    end: Option<(f64, &str)>,
) -> Drawing {
    const HIGH: f64 = 21.0;
    let labels = rows.iter().map(|row| width(row)).fold(0.0, f64::max).min(148.0);
    let (left, right) = (labels + 12.0, WIDTH - 10.0);
    let mut shapes = Shapes::new();
    shapes.text("k", (2.0, 13.0), &cut(what, WIDTH - 4.0));
    let (mut x, mut y) = (2.0, READOUT_HEIGHT + 12.0);
    for entry in legend {
        let wide = 16.0 + width(&entry.name) + 12.0;
        if x + wide > WIDTH && x > 2.0 {
            (x, y) = (2.0, y + 17.0);
        }
        mark(&mut shapes, entry.shape, entry.filled, entry.kind, (x + 5.0, y - 4.0));
        shapes.text("", (x + 15.0, y), &entry.name);
        x += wide;
    }
    let top = y + 26.0;
    let bottom = top + HIGH * rows.len().max(1) as f64;
    let mut drawing = Drawing::new(bottom + 36.0);
    let at = |value: f64| left + axis.share(value) * (right - left);
    for (tick, label) in &axis.ticks {
        shapes.line("gr", (at(*tick), top), (at(*tick), bottom));
        shapes.text("k c", (at(*tick), bottom + 15.0), label);
    }
    for (k, row) in rows.iter().enumerate() {
        let y = top + HIGH * (k as f64 + 0.5);
        shapes.line("gr", (left, y), (right, y));
        shapes.text("", (2.0, y + 4.0), &cut(row, labels + 2.0));
    }
    shapes.line("ax", (left, bottom), (right, bottom));
    shapes.text("c", (f64::midpoint(left, right), bottom + 31.0), &axis.title);
    if let Some((when, how)) = end {
        let x = at(when);
        shapes.line("ax", (x, top - 6.0), (x, bottom));
        let how = cut(how, WIDTH - 8.0);
        let half = width(&how) / 2.0;
        let middle = x.min(WIDTH - half - 2.0).max(half + 2.0);
        shapes.text("k c", (middle, top - 9.0), &how);
    }
    drawing.draw(shapes);
    for happening in happenings {
        let place = (at(happening.x), top + HIGH * (happening.row as f64 + 0.5));
        let mut shapes = Shapes::new();
        mark(&mut shapes, happening.shape, happening.filled, happening.kind, place);
        shapes.shape("z", Shape::Circle, place, 9.0);
        drawing.mark(&happening.readout, true, shapes);
    }
    drawing
}
