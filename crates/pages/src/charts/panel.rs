//! A rectangle with two axes, in which values have a place.

use super::Axis;
use super::drawing::Shapes;
use super::text::{cut, width};

/// A panel.
#[derive(Clone, Debug)]
pub(super) struct Panel {
    /// Left, top, right and bottom edge.
    pub edges: [f64; 4],
    pub x: Axis,
    pub y: Axis,
}

impl Panel {
    /// A panel within these edges (left, top, right, bottom of all, axes' words included). The y axis is named above it.
    pub(super) fn within(edges: [f64; 4], x: Axis, y: Axis) -> Panel {
        let widest = y.ticks.iter().map(|(_, label)| width(label)).fold(0.0, f64::max);
        let last = x.ticks.last().map_or(0.0, |(_, label)| width(label) / 2.0);
        let below = if x.title.is_empty() { 18.0 } else { 34.0 };
        let [left, top, right, bottom] = edges;
        let edges = [left + widest + 7.0, top, right - last.clamp(4.0, 14.0), bottom - below];
        Panel { edges, x, y }
    }

    pub(super) fn at(&self, x: f64, y: f64) -> (f64, f64) {
        (self.at_x(x), self.at_y(y))
    }

    pub(super) fn at_x(&self, x: f64) -> f64 {
        let [left, _, right, _] = self.edges;
        left + self.x.share(x) * (right - left)
    }

    pub(super) fn at_y(&self, y: f64) -> f64 {
        let [_, top, _, bottom] = self.edges;
        bottom - self.y.share(y) * (bottom - top)
    }

    /// Grid, axes, ticks and the title of the x axis; ticks that would touch their neighbour stay silent.
    pub(super) fn axes(&self) -> Shapes {
        let [left, _, right, bottom] = self.edges;
        let mut shapes = Shapes::new();
        for (at, label) in &self.y.ticks {
            let y = self.at_y(*at);
            shapes.line("gr", (left, y), (right, y));
            shapes.text("k e", (left - 5.0, y + 4.0), label);
        }
        let mut free = f64::NEG_INFINITY;
        let room = (right - left) / self.x.ticks.len().max(1) as f64;
        for (at, label) in &self.x.ticks {
            let x = self.at_x(*at);
            shapes.line("ax", (x, bottom), (x, bottom + 3.0));
            let label = cut(label, room.max(34.0));
            let half = width(&label) / 2.0;
            if x - half > free {
                shapes.text("k c", (x, bottom + 15.0), &label);
                free = x + half + 5.0;
            }
        }
        shapes.line("ax", (left, bottom), (right, bottom));
        if !self.x.title.is_empty() {
            let title = cut(&self.x.title, right - left);
            shapes.text("c", (f64::midpoint(left, right), bottom + 31.0), &title);
        }
        shapes
    }
}
