//! What a drawing is made of, and how it becomes SVG.

use std::fmt::Write;

use super::numbers::place;
use super::style;
use super::text::{BOLD, cut, escaped, isolated, width};

/// How wide a drawing is, in its own units.
pub const WIDTH: f64 = 380.0;

/// Height of the line that shows the value under the pointer.
pub(super) const READOUT_HEIGHT: f64 = 18.0;

/// A drawing: shapes, and marks that tell their value.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    height: f64,
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq)]
enum Piece {
    Shapes(String),
    Mark { readout: String, focus: bool, shapes: String },
}

/// The shape of a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A circle.
    Circle,
    /// A square.
    Square,
    /// A square on its corner.
    Diamond,
    /// A triangle.
    Triangle,
    /// A cross of two strokes.
    Cross,
}

impl Drawing {
    pub(super) fn new(height: f64) -> Self {
        Drawing { height, pieces: Vec::new() }
    }

    pub(super) fn draw(&mut self, shapes: Shapes) {
        self.pieces.push(Piece::Shapes(shapes.0));
    }

    /// Shapes that tell something when the pointer is on them, and, with `focus`, when the keyboard comes to them.
    pub(super) fn mark(&mut self, readout: &str, focus: bool, shapes: Shapes) {
        self.pieces.push(Piece::Mark { readout: readout.to_owned(), focus, shapes: shapes.0 });
    }

    /// The drawing within a page; `title` and `alt` are the ids of the elements that name and describe it.
    #[must_use]
    pub fn inline(&self, title: &str, alt: &str) -> String {
        let mut svg = format!(
            "<svg class=\"fig\" viewBox=\"0 0 {} {}\" role=\"group\" aria-labelledby=\"{title}\" aria-describedby=\"{alt}\">",
            place(WIDTH),
            place(self.height)
        );
        for piece in &self.pieces {
            match piece {
                Piece::Shapes(shapes) => svg.push_str(shapes),
                Piece::Mark { readout, focus, shapes } => {
                    let shown = escaped(&cut(readout, WIDTH - 4.0));
                    let focus = if *focus { " tabindex=\"0\"" } else { "" };
                    let _ = write!(
                        svg,
                        "<g class=\"m\" role=\"img\" aria-label=\"{}\"{focus}>{shapes}<g class=\"t\" aria-hidden=\"true\">\
                         <rect class=\"p\" width=\"{}\" height=\"{}\"/><text x=\"2\" y=\"13\">{shown}</text></g></g>",
                        escaped(readout),
                        place(WIDTH),
                        place(READOUT_HEIGHT)
                    );
                }
            }
        }
        svg.push_str("</svg>");
        svg
    }

    /// The drawing as a file of its own, with its colours, fonts, title and description in it.
    #[must_use]
    pub(super) fn file(&self, title: &str, alt: &str) -> String {
        const HEAD: f64 = 8.0;
        let lines = broken(title, WIDTH - 8.0);
        let head = HEAD + 17.0 * lines.len() as f64;
        let (wide, high) = (place(WIDTH + 16.0), place(self.height + head + 12.0));
        let mut body = format!("<rect class=\"p\" width=\"{wide}\" height=\"{high}\"/>");
        for (k, line) in lines.iter().enumerate() {
            let y = place(HEAD + 13.0 + 17.0 * k as f64);
            let _ = write!(body, "<text class=\"b\" x=\"8\" y=\"{y}\">{}</text>", escaped(line));
        }
        let _ = write!(body, "<g transform=\"translate(8 {})\">", place(head));
        for piece in &self.pieces {
            match piece {
                Piece::Shapes(shapes) => body.push_str(shapes),
                Piece::Mark { readout, shapes, .. } => {
                    let _ = write!(body, "<g><title>{}</title>{shapes}</g>", escaped(readout));
                }
            }
        }
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {wide} {high}\" width=\"{wide}\" height=\"{high}\" \
             font-family=\"{}\" font-size=\"12\" role=\"img\" aria-labelledby=\"title desc\"><title id=\"title\">{}</title>\
             <desc id=\"desc\">{}</desc>{}</g></svg>\n",
            style::FONTS,
            escaped(title),
            escaped(alt),
            style::literal(&body),
        )
    }
}

/// A text in lines of a width, broken between words; a word that is longer is cut.
fn broken(text: &str, most: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        let word = cut(word, most / BOLD);
        match lines.last_mut() {
            // Bold is a little wider.
            Some(line) if width(line) + 4.0 + width(&word) <= most / BOLD => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(word),
        }
    }
    lines
}

/// Shapes, as they are written one after the other.
#[derive(Clone, Debug, Default)]
pub(super) struct Shapes(String);

impl Shapes {
    pub(super) fn new() -> Self {
        Shapes::default()
    }

    pub(super) fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) -> &mut Self {
        let _ = write!(
            self.0,
            "<path class=\"{class}\" d=\"M{} {}L{} {}\"/>",
            place(from.0),
            place(from.1),
            place(to.0),
            place(to.1)
        );
        self
    }

    /// A line through points; closed to an area with `close`.
    pub(super) fn path(&mut self, class: &str, points: &[(f64, f64)], close: bool) -> &mut Self {
        if points.is_empty() {
            return self;
        }
        let _ = write!(self.0, "<path class=\"{class}\" d=\"");
        for (k, (x, y)) in points.iter().enumerate() {
            let letter = if k == 0 { 'M' } else { 'L' };
            let _ = write!(self.0, "{letter}{} {}", place(*x), place(*y));
        }
        self.0.push_str(if close { "Z\"/>" } else { "\"/>" });
        self
    }

    /// A rectangle; `opacity` of its filling, where it is not the class's.
    pub(super) fn rect(
        &mut self,
        class: &str,
        (x, y): (f64, f64),
        (w, h): (f64, f64),
        opacity: Option<f64>,
    ) -> &mut Self {
        let _ = write!(
            self.0,
            "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"",
            place(x),
            place(y),
            place(w.max(0.0)),
            place(h.max(0.0))
        );
        if let Some(opacity) = opacity {
            let _ = write!(self.0, " fill-opacity=\"{}\"", super::numbers::fixed(opacity, 2));
        }
        self.0.push_str("/>");
        self
    }

    pub(super) fn shape(
        &mut self,
        class: &str,
        shape: Shape,
        (x, y): (f64, f64),
        r: f64,
    ) -> &mut Self {
        match shape {
            Shape::Circle => {
                let _ = write!(
                    self.0,
                    "<circle class=\"{class}\" cx=\"{}\" cy=\"{}\" r=\"{}\"/>",
                    place(x),
                    place(y),
                    place(r)
                );
                self
            }
            Shape::Square => self.rect(class, (x - r, y - r), (2.0 * r, 2.0 * r), None),
            Shape::Diamond => {
                let r = r * 1.25;
                self.path(class, &[(x - r, y), (x, y - r), (x + r, y), (x, y + r)], true)
            }
            Shape::Triangle => {
                let r = r * 1.15;
                self.path(class, &[(x - r, y + 0.8 * r), (x, y - r), (x + r, y + 0.8 * r)], true)
            }
            Shape::Cross => {
                let r = r * 0.85;
                self.line(class, (x - r, y - r), (x + r, y + r));
                self.line(class, (x - r, y + r), (x + r, y - r))
            }
        }
    }

    pub(super) fn text(&mut self, class: &str, (x, y): (f64, f64), text: &str) -> &mut Self {
        let _ = write!(
            self.0,
            "<text class=\"{class}\" x=\"{}\" y=\"{}\">{}</text>",
            place(x),
            place(y),
            escaped(&isolated(text))
        );
        self
    }

    pub(super) fn append(&mut self, other: Shapes) -> &mut Self {
        self.0.push_str(&other.0);
        self
    }
}
