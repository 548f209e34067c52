//! One row per item: a value, its interval, and a narrower interval within.

use super::drawing::{Drawing, READOUT_HEIGHT, Shapes, WIDTH};
use super::text::{cut, width};
use super::{Axis, Shape};

/// A row of the chart.
#[derive(Clone, Debug, PartialEq)]
pub struct IntervalRow {
    /// What it is about.
    pub label: String,
    /// The value, where there is one.
    pub value: Option<f64>,
    /// The wide interval, where there is one.
    pub wide: Option<(f64, f64)>,
    /// The interval within it.
    pub narrow: Option<(f64, f64)>,
    /// Shown in the line above the chart while the pointer or focus is on the row.
    pub readout: String,
    /// What stands at its end; may be empty.
    pub end: String,
    /// Which of four kinds it is, from 0: its colour and the shape of its mark.
    pub kind: usize,
}

impl IntervalRow {
    /// A row of a value and an interval.
    #[must_use]
    pub fn new(
        label: &str,
        value: f64,
        wide: Option<(f64, f64)>,
        readout: impl Into<String>,
        end: impl Into<String>,
    ) -> Self {
        IntervalRow {
            label: label.to_owned(),
            value: Some(value),
            wide,
            narrow: None,
            readout: readout.into(),
            end: end.into(),
            kind: 0,
        }
    }
}

const SHAPES: [Shape; 4] = [Shape::Circle, Shape::Square, Shape::Diamond, Shape::Triangle];
/// Height of a row.
const HIGH: f64 = 24.0;

/// The chart of these rows over one axis. Where the axis crosses zero within, a line stands there.
#[must_use]
pub fn chart(rows: &[IntervalRow], axis: &Axis) -> Drawing {
    let top = READOUT_HEIGHT + 4.0;
    let bottom = top + HIGH * rows.len().max(1) as f64;
    let mut drawing = Drawing::new(bottom + 20.0);
    let widest = |of: &dyn Fn(&IntervalRow) -> f64| rows.iter().map(of).fold(0.0, f64::max);
    let labels = widest(&|row| width(&row.label)).min(156.0);
    let ends = widest(&|row| width(&row.end));
    let (left, right) = (labels + 12.0, WIDTH - if ends > 0.0 { ends + 14.0 } else { 14.0 });
    let x = |value: f64| left + axis.share(value) * (right - left);

    let mut shapes = Shapes::new();
    let mut free = f64::NEG_INFINITY;
    for (at, label) in &axis.ticks {
        let at = x(*at);
        shapes.line("gr", (at, top), (at, bottom));
        let half = width(label) / 2.0;
        if at - half > free {
            shapes.text("k c", (at, bottom + 15.0), label);
            free = at + half + 5.0;
        }
    }
    if axis.low < 0.0 && axis.high > 0.0 {
        shapes.line("ax", (x(0.0), top), (x(0.0), bottom));
    }
    shapes.line("ax", (left, bottom), (right, bottom));
    shapes.text("k", (2.0, 13.0), &cut(&axis.title, WIDTH - 4.0));
    drawing.draw(shapes);

    for (k, row) in rows.iter().enumerate() {
        let y = top + HIGH * (k as f64 + 0.5);
        let kind = row.kind % 4;
        let number = kind + 1;
        let mut shapes = Shapes::new();
        shapes.rect("z", (0.0, y - HIGH / 2.0), (WIDTH, HIGH), None);
        shapes.text("", (2.0, y + 4.0), &cut(&row.label, labels + 2.0));
        if let Some((low, high)) = row.wide {
            shapes.line(&format!("s{number} w"), (x(low), y), (x(high), y));
            for end in [low, high] {
                shapes.line(&format!("s{number} w"), (x(end), y - 3.5), (x(end), y + 3.5));
            }
        }
        if let Some((low, high)) = row.narrow {
            shapes.line(&format!("s{number} v"), (x(low), y), (x(high), y));
        }
        if let Some(value) = row.value {
            shapes.shape(&format!("d{number}"), SHAPES[kind], (x(value), y), 4.2);
        }
        if !row.end.is_empty() {
            shapes.text("e", (WIDTH - 2.0, y + 4.0), &row.end);
        }
        drawing.mark(&row.readout, true, shapes);
    }
    drawing
}
