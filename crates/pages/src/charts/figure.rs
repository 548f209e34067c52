//! A figure: a drawing with all that belongs to it.

use super::Drawing;

/// The numbers behind a figure.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DataTable {
    /// The names of the columns, with their units.
    pub head: Vec<String>,
    /// The rows, a cell for each column.
    pub rows: Vec<Vec<String>>,
    /// How many more rows there are than are kept here.
    pub left_out: usize,
}

/// Rows that a table keeps at most.
const MOST_ROWS: usize = 240;

impl DataTable {
    /// A table of these columns and rows; beyond 240 rows the rest is counted and left out.
    #[must_use]
    pub fn new<T: Into<String>>(
        head: impl IntoIterator<Item = T>,
        mut rows: Vec<Vec<String>>,
    ) -> Self {
        let left_out = rows.len().saturating_sub(MOST_ROWS);
        rows.truncate(MOST_ROWS);
        DataTable { head: head.into_iter().map(Into::into).collect(), rows, left_out }
    }
}

/// A figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Its short name, which a file of its own has: lower-case letters, digits and hyphens.
    pub name: String,
    /// What is seen, in a line.
    pub title: String,
    /// What it shows, for whoever does not see it.
    pub alt: String,
    /// How it is to be read; may be empty.
    pub note: String,
    /// The drawing.
    pub drawing: Drawing,
    /// The numbers behind it.
    pub table: DataTable,
}

impl Figure {
    /// The figure as an SVG file: by day, with title and description.
    #[must_use]
    pub fn file(&self) -> String {
        self.drawing.file(&self.title, &self.alt)
    }
}
