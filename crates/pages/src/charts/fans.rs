//! Quantiles over time, a panel a measure.

use super::Axis;
use super::curves::{Readout, strips};
use super::drawing::{Drawing, READOUT_HEIGHT, Shapes, WIDTH};
use super::panel::Panel;
use super::text::{BOLD, cut};

/// What is known of a measure at a time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moment {
    /// When.
    pub x: f64,
    /// The quantiles of 5, 25, 50, 75 and 95 %.
    pub quantiles: [f64; 5],
}

/// A measure over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Fan {
    /// Its name.
    pub heading: String,
    /// From left to right.
    pub moments: Vec<Moment>,
    /// Values shown along it, from left to right.
    pub readouts: Vec<Readout>,
}

/// The fans, two beside each other, over the same axes: the median, half of the values about it, nine tenths about that.
#[must_use]
pub fn charts(fans: &[Fan], x: &Axis, y: &Axis) -> Drawing {
    const HIGH: f64 = 140.0;
    const GAP: f64 = 10.0;
    let wide = (WIDTH - GAP) / 2.0;
    let lines = fans.len().div_ceil(2);
    let top = READOUT_HEIGHT + 22.0;
    let mut drawing = Drawing::new(top + lines as f64 * HIGH + 18.0);
    let mut head = Shapes::new();
    head.text("k", (2.0, 13.0), &y.title);
    let mut at = 2.0;
    for (class, name) in [("s1", "median"), ("a1 dd", "half of the runs"), ("a1", "nine in ten")] {
        if class == "s1" {
            head.line("s1", (at, READOUT_HEIGHT + 9.0), (at + 22.0, READOUT_HEIGHT + 9.0));
        } else {
            head.rect("a1", (at, READOUT_HEIGHT + 3.0), (22.0, 11.0), None);
            if class == "a1 dd" {
                head.rect("a1", (at, READOUT_HEIGHT + 3.0), (22.0, 11.0), None);
            }
        }
        head.text("", (at + 27.0, READOUT_HEIGHT + 13.0), name);
        at += 27.0 + super::text::width(name) + 18.0;
    }
    drawing.draw(head);
    for (k, fan) in fans.iter().enumerate() {
        let left = (k % 2) as f64 * (wide + GAP);
        let from = top + (k / 2) as f64 * HIGH;
        let mut shapes = Shapes::new();
        shapes.text("b", (left + 2.0, from + 14.0), &cut(&fan.heading, (wide - 4.0) / BOLD));
        // Both panels of the last line name what runs along.
        let last = k + 2 >= fans.len();
        let mut along = x.clone();
        if !last {
            along.title = String::new();
        }
        let edges = [left, from + 23.0, left + wide, from + HIGH + if last { 14.0 } else { -2.0 }];
        let panel = Panel::within(edges, along, y.clone());
        shapes.append(panel.axes());
        let line = |q: usize| -> Vec<(f64, f64)> {
            fan.moments.iter().map(|m| panel.at(m.x, m.quantiles[q])).collect()
        };
        for (low, high) in [(0, 4), (1, 3)] {
            let mut area = line(low);
            area.extend(line(high).into_iter().rev());
            shapes.path("a1", &area, true);
        }
        shapes.path("s1", &line(2), false);
        if let [only] = fan.moments[..] {
            shapes.shape("d1", super::Shape::Circle, panel.at(only.x, only.quantiles[2]), 3.2);
        }
        drawing.draw(shapes);
        strips(&mut drawing, &panel, &fan.readouts);
    }
    drawing
}
