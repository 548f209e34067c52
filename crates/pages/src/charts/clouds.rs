//! Where many points lie: squares, the darker the more points are in them.

use super::drawing::{Drawing, READOUT_HEIGHT, Shapes, WIDTH};
use super::panel::Panel;
use super::text::{BOLD, cut, width};
use super::{Axis, Shape};

/// A square of the plane.
#[derive(Clone, Debug, PartialEq)]
pub struct Square {
    /// Its left end on the axis along.
    pub x: f64,
    /// Its lower end on the axis up.
    pub y: f64,
    /// How dark it is, from 0 to 1.
    pub shade: f64,
    /// Shown above the chart while the pointer or the focus is on it.
    pub readout: String,
    /// Whether the keyboard comes to it.
    pub focus: bool,
}

/// A named point over the squares.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// Its name, in the legend; points of one name have one entry there.
    pub name: String,
    /// What stands beside it in the plane; may be empty.
    pub tag: String,
    /// Where it is.
    pub at: (f64, f64),
    /// Shown above the chart while the pointer or the focus is on it.
    pub readout: String,
    /// Its mark.
    pub shape: Shape,
    /// Whether the mark is hollow.
    pub hollow: bool,
}

/// Squares in a panel of their own.
#[derive(Clone, Debug, PartialEq)]
pub struct Facet {
    /// Its heading.
    pub heading: String,
    /// What stands below it: how much of all is in this facet.
    pub share: String,
    /// The squares that have points.
    pub squares: Vec<Square>,
}

/// The filling of the darkest square: text on it can still be read.
pub(super) const DARKEST: f64 = 0.78;
/// The filling of a square with next to nothing: it is still seen.
const FAINTEST: f64 = 0.12;

pub(super) fn opacity(shade: f64) -> f64 {
    FAINTEST + (DARKEST - FAINTEST) * shade.clamp(0.0, 1.0)
}

fn squares(drawing: &mut Drawing, panel: &Panel, of: &[Square], side: (f64, f64)) {
    for square in of {
        let (x, y) = panel.at(square.x, square.y + side.1);
        let (to_x, to_y) = panel.at(square.x + side.0, square.y);
        let mut shapes = Shapes::new();
        shapes.rect("h", (x, y), (to_x - x, to_y - y), Some(opacity(square.shade)));
        shapes.rect("z", (x, y), (to_x - x, to_y - y), None);
        drawing.mark(&square.readout, square.focus, shapes);
    }
}

/// Facets beside each other over the same axes; `side` is how large a square is on each axis.
#[must_use]
pub fn facets(facets: &[Facet], side: (f64, f64), x: &Axis, y: &Axis) -> Drawing {
    const GAP: f64 = 14.0;
    let n = facets.len().max(1) as f64;
    let labels = y.ticks.iter().map(|(_, label)| width(label)).fold(0.0, f64::max) + 7.0;
    let wide = (WIDTH - labels - GAP * (n - 1.0) - 8.0) / n;
    let top = READOUT_HEIGHT + 40.0;
    let bottom = top + wide;
    let mut drawing = Drawing::new(bottom + 36.0);
    let mut head = Shapes::new();
    head.text("k", (2.0, 13.0), &cut(&y.title, WIDTH - 4.0));
    drawing.draw(head);
    for (k, facet) in facets.iter().enumerate() {
        let left = labels + k as f64 * (wide + GAP);
        // Only the first has words on its axis, and only the middle one a title.
        let (mut along, mut up) = (x.clone(), y.clone());
        along.title = String::new();
        if k > 0 {
            up.ticks.iter_mut().for_each(|tick| tick.1 = String::new());
        }
        let panel = Panel { edges: [left, top, left + wide, bottom], x: along, y: up };
        let mut shapes = Shapes::new();
        shapes.text("b", (left, top - 22.0), &cut(&facet.heading, (wide + 4.0) / BOLD));
        shapes.text("k", (left, top - 7.0), &cut(&facet.share, wide + 4.0));
        shapes.append(panel.axes());
        drawing.draw(shapes);
        squares(&mut drawing, &panel, &facet.squares, side);
    }
    let mut foot = Shapes::new();
    foot.text("c", (f64::midpoint(labels, WIDTH), bottom + 31.0), &cut(&x.title, WIDTH));
    drawing.draw(foot);
    drawing
}

/// Squares, a line over them, and named points.
#[derive(Clone, Debug, PartialEq)]
pub struct Plane {
    /// The squares that have points.
    pub squares: Vec<Square>,
    /// How large a square is on each axis.
    pub side: (f64, f64),
    /// What the squares are, in the legend; empty where there are none.
    pub squares_name: String,
    /// A line, from left to right; may be empty.
    pub line: Vec<(f64, f64)>,
    /// What the line is, in the legend.
    pub line_name: String,
    /// Points over both.
    pub named: Vec<Named>,
    /// The axis along.
    pub x: Axis,
    /// The axis up.
    pub y: Axis,
}

/// The chart of a plane.
#[must_use]
pub fn plane(plane: &Plane) -> Drawing {
    let mut legend = Shapes::new();
    let (mut x, mut y) = (2.0, READOUT_HEIGHT + 12.0);
    let mut entry = |name: &str, draw: &dyn Fn(&mut Shapes, f64, f64)| {
        let wide = 24.0 + width(name) + 12.0;
        if x + wide > WIDTH && x > 2.0 {
            (x, y) = (2.0, y + 17.0);
        }
        draw(&mut legend, x, y - 4.0);
        legend.text("", (x + 22.0, y), name);
        x += wide;
        y
    };
    let mut last = READOUT_HEIGHT;
    if !plane.squares_name.is_empty() {
        last = entry(&plane.squares_name, &|shapes, x, y| {
            shapes.rect("h", (x, y - 5.0), (9.0, 10.0), Some(opacity(0.3)));
            shapes.rect("h", (x + 9.0, y - 5.0), (9.0, 10.0), Some(opacity(1.0)));
        });
    }
    if !plane.line.is_empty() {
        last = entry(&plane.line_name, &|shapes, x, y| {
            shapes.line("s2 w", (x, y), (x + 18.0, y));
        });
    }
    for (k, named) in plane.named.iter().enumerate() {
        if plane.named[..k].iter().any(|before| before.name == named.name) {
            continue;
        }
        last = entry(&named.name, &|shapes, x, y| {
            mark(shapes, named, (x + 9.0, y));
        });
    }
    let top = last + 10.0;
    let bottom = top + 250.0;
    let mut drawing = Drawing::new(bottom + 36.0);
    let mut head = Shapes::new();
    head.text("k", (2.0, 13.0), &cut(&plane.y.title, WIDTH - 4.0));
    head.append(legend);
    let edges = [0.0, top, WIDTH, bottom + 36.0];
    let panel = Panel::within(edges, plane.x.clone(), plane.y.clone());
    head.append(panel.axes());
    drawing.draw(head);
    squares(&mut drawing, &panel, &plane.squares, plane.side);
    let line: Vec<(f64, f64)> = plane.line.iter().map(|(x, y)| panel.at(*x, *y)).collect();
    let mut shapes = Shapes::new();
    shapes.path("s2 w", &line, false);
    drawing.draw(shapes);
    for named in &plane.named {
        let at = panel.at(named.at.0, named.at.1);
        let mut shapes = Shapes::new();
        mark(&mut shapes, named, at);
        if !named.tag.is_empty() {
            let end = at.0 + 8.0 + width(&named.tag) > panel.edges[2];
            let (class, x) = if end { ("b e halo", at.0 - 8.0) } else { ("b halo", at.0 + 8.0) };
            shapes.text(class, (x, at.1 + 13.0), &named.tag);
        }
        shapes.shape("z", Shape::Circle, at, 9.0);
        drawing.mark(&named.readout, true, shapes);
    }
    drawing
}

fn mark(shapes: &mut Shapes, named: &Named, at: (f64, f64)) {
    match (named.shape, named.hollow) {
        (Shape::Cross, _) => shapes.shape("xx", Shape::Cross, at, 5.5),
        (shape, true) => shapes.shape("qo", shape, at, 4.6),
        (shape, false) => shapes.shape("q", shape, at, 5.2),
    };
}
