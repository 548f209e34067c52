//! Figures as SVG, from plain numbers.
//!
//! A [`Figure`] is a drawing with a title that says what is seen, units on its axes, a text in place of the picture, and
//! the table behind it. Nothing here knows what is drawn: a chart takes labels and numbers and gives a [`Drawing`].
//!
//! | chart | shows |
//! |---|---|
//! | [`intervals`] | one row per item: a value, its interval, and a narrower one within |
//! | [`curves`] | lines or steps with bands, in one panel or several |
//! | [`fans`] | quantiles over time, a panel a measure |
//! | [`clouds`] | where many points lie, counted in squares; lines and named points over them |
//! | [`heat`] | a number for each pair of two things |
//! | [`timeline`] | what happened when, one row per kind |
//!
//! A drawing is [`WIDTH`] units wide, which is the width of a phone's screen, so that its text is read there as it is; on a wider
//! screen or on paper it is made larger. Colours are names (`c1`): a page says what they are, by day and by night, and
//! a file of its own carries them. Colour never carries meaning alone: lines differ in dashes, marks in shape and filling, and shades in
//! lightness.
//!
//! ```
//! use summitry_pages::charts::intervals::{IntervalRow, chart};
//! use summitry_pages::charts::{Axis, Figure, DataTable};
//! let row = IntervalRow::new("durable", 23.9, Some((21.4, 26.6)), "durable: 23.9 % (21.4 to 26.6)", "23.9 %");
//! let figure = Figure {
//!     name: "outcomes".into(),
//!     title: "How runs end".into(),
//!     alt: "One row: durable, 23.9 %.".into(),
//!     note: String::new(),
//!     drawing: chart(&[row], &Axis::over("share of runs (%)", 0.0, 100.0, 5)),
//!     table: DataTable::new(["outcome", "share (%)"], vec![vec!["durable".into(), "23.9".into()]]),
//! };
//! assert!(figure.file().starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
//! ```

mod axis;
pub mod clouds;
pub mod curves;
mod drawing;
pub mod fans;
mod figure;
pub mod heat;
pub mod intervals;
pub mod numbers;
mod panel;
pub mod style;
pub mod text;
pub mod timeline;

pub use axis::Axis;
pub use drawing::{Drawing, Shape, WIDTH};
pub use figure::{DataTable, Figure};
