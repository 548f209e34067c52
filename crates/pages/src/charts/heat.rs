//! A number for each pair of two things.

use super::clouds::opacity;
use super::drawing::{Drawing, READOUT_HEIGHT, Shapes, WIDTH};
use super::text::{cut, width};

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub struct HeatCell {
    /// Its column, from the left.
    pub column: usize,
    /// Its row, from below.
    pub row: usize,
    /// Its number.
    pub value: f64,
    /// The number as it is written in it, where there is room.
    pub shown: String,
    /// Shown above the chart while the pointer or the focus is on it.
    pub readout: String,
}

/// What is along and up, and the names of their steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sides<'a> {
    /// The title below.
    pub x: &'a str,
    /// The names of the columns, from the left.
    pub columns: &'a [String],
    /// The title above.
    pub y: &'a str,
    /// The names of the rows, from below.
    pub rows: &'a [String],
}

/// The map; `scale` says what its shades mean, and `range` where they begin and end.
#[must_use]
pub fn map(cells: &[HeatCell], sides: Sides<'_>, scale: &str, range: (f64, f64)) -> Drawing {
    let names = sides.rows.iter().map(|name| width(name)).fold(0.0, f64::max).min(132.0);
    let left = names + 10.0;
    let wide = (WIDTH - left - 4.0) / sides.columns.len().max(1) as f64;
    let high = (230.0 / sides.rows.len().max(1) as f64).clamp(18.0, 46.0);
    let top = READOUT_HEIGHT + 24.0;
    let bottom = top + high * sides.rows.len() as f64;
    let mut drawing = Drawing::new(bottom + 36.0);
    let mut shapes = Shapes::new();
    shapes.text("k", (2.0, 13.0), &cut(sides.y, WIDTH - 4.0));
    // The scale: five shades from the least to the greatest.
    let (low, up) = (super::numbers::fixed(range.0, 1), super::numbers::fixed(range.1, 1));
    let name = cut(&format!("{scale}: {low}"), 230.0);
    shapes.text("", (2.0, READOUT_HEIGHT + 13.0), &name);
    let at = width(&name) + 12.0;
    for k in 0..5 {
        let shade = f64::from(k) / 4.0;
        shapes.rect(
            "h",
            (at + 14.0 * f64::from(k), READOUT_HEIGHT + 3.0),
            (14.0, 12.0),
            Some(opacity(shade)),
        );
    }
    shapes.text("", (at + 76.0, READOUT_HEIGHT + 13.0), &up);
    for (k, name) in sides.rows.iter().enumerate() {
        let y = bottom - high * (k as f64 + 0.5);
        shapes.text("k e", (left - 6.0, y + 4.0), &cut(name, names + 2.0));
    }
    let mut free = f64::NEG_INFINITY;
    for (k, name) in sides.columns.iter().enumerate() {
        let x = left + wide * (k as f64 + 0.5);
        let name = cut(name, wide.max(40.0));
        let half = width(&name) / 2.0;
        if x - half > free && x + half < WIDTH + 6.0 {
            shapes.text("k c", (x, bottom + 15.0), &name);
            free = x + half + 4.0;
        }
    }
    shapes.text("c", (f64::midpoint(left, WIDTH), bottom + 31.0), &cut(sides.x, WIDTH - left));
    drawing.draw(shapes);
    for cell in cells {
        let (x, y) = (left + wide * cell.column as f64, bottom - high * (cell.row as f64 + 1.0));
        let shade =
            if range.1 > range.0 { (cell.value - range.0) / (range.1 - range.0) } else { 0.5 };
        let (at, size) = ((x + 0.5, y + 0.5), (wide - 1.0, high - 1.0));
        let mut shapes = Shapes::new();
        shapes.rect("h", at, size, Some(opacity(shade)));
        if width(&cell.shown) + 4.0 < wide {
            shapes.text("c", (x + wide / 2.0, y + high / 2.0 + 4.0), &cell.shown);
        }
        shapes.rect("z", at, size, None);
        drawing.mark(&cell.readout, true, shapes);
    }
    drawing
}
