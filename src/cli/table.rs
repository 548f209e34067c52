//! Tables in so many columns, with bars.

use std::borrow::Cow;

use super::format::{columns_of, wrap};
use super::screen::{BAR, BOLD};

/// A column of a table.
#[derive(Debug)]
pub(super) struct Column {
    head: Cow<'static, str>,
    right: bool,
    /// The table does without the columns of the highest rank first; never without those of 0.
    rank: u8,
    cells: Vec<String>,
}

impl Column {
    /// A column of words.
    pub(super) fn left(head: impl Into<Cow<'static, str>>, rank: u8, cells: Vec<String>) -> Self {
        Column { head: head.into(), right: false, rank, cells }
    }

    /// A column of numbers.
    pub(super) fn right(head: impl Into<Cow<'static, str>>, rank: u8, cells: Vec<String>) -> Self {
        Column { head: head.into(), right: true, rank, cells }
    }

    fn width(&self) -> usize {
        let cells = self.cells.iter().map(|cell| columns_of(cell));
        cells.chain([columns_of(&self.head)]).max().unwrap_or_default()
    }

    fn cell(&self, text: &str, width: usize) -> String {
        let pad = " ".repeat(width.saturating_sub(columns_of(text)));
        if self.right { format!("{pad}{text}") } else { format!("{text}{pad}") }
    }
}

/// Columns between two columns.
const GAP: &str = "  ";
/// A bar is drawn if it can be this long, and no longer than that.
const BARS: (usize, usize) = (6, 30);

/// Columns that a table takes.
fn taken(columns: &[Column]) -> usize {
    columns.iter().map(Column::width).sum::<usize>() + GAP.len() * columns.len().saturating_sub(1)
}

/// Leaves columns out, those of the highest rank first, until the rest fits; gives their heads.
fn fit(columns: &mut Vec<Column>, width: usize) -> Vec<String> {
    let mut left_out = Vec::new();
    while taken(columns) > width {
        let worst = columns.iter().map(|column| column.rank).max().unwrap_or_default();
        if worst == 0 {
            break;
        }
        let out = columns.extract_if(.., |column| column.rank == worst);
        left_out.extend(out.map(|column| column.head.into_owned()));
    }
    left_out
}

/// A table as [`table`], with a last column of texts that are broken into lines where there is no room;
/// and how many of its columns were left out.
pub(super) fn table_with_text(
    mut columns: Vec<Column>,
    head: &str,
    texts: &[String],
    width: usize,
) -> (String, usize) {
    const LEAST: usize = 10;
    let least = texts.iter().map(|text| columns_of(text)).max().unwrap_or_default().min(LEAST);
    let left_out = fit(&mut columns, width.saturating_sub(least + GAP.len())).len();
    let indent = taken(&columns) + GAP.len();
    let room = width.saturating_sub(indent).max(least);
    let plain = table(columns, &[], usize::MAX);
    let mut text = String::new();
    for (row, line) in plain.lines().enumerate() {
        let last = wrap(if row == 0 { head } else { &texts[row - 1] }, room, "");
        for (k, part) in last.lines().chain(last.is_empty().then_some("")).enumerate() {
            let before = if k == 0 { line } else { "" };
            let pad = if part.is_empty() { 0 } else { indent.saturating_sub(columns_of(before)) };
            let part = if row == 0 && !part.is_empty() {
                format!("{BOLD}{part}{BOLD:#}")
            } else {
                part.to_owned()
            };
            text.push_str(before);
            text.push_str(&" ".repeat(pad));
            text.push_str(&part);
            text.push('\n');
        }
    }
    (text, left_out)
}

/// A table with its head, in so many columns, and a bar for each row where there is room: `bars`
/// are their lengths, the greatest of which fills it.
pub(super) fn table(columns: Vec<Column>, bars: &[f64], width: usize) -> String {
    fitted(columns, bars, width).0
}

/// A table as [`table`], and the heads of the columns for which there was no room.
pub(super) fn fitted(
    mut columns: Vec<Column>,
    bars: &[f64],
    width: usize,
) -> (String, Vec<String>) {
    let left_out = fit(&mut columns, width);
    let room = width.saturating_sub(taken(&columns) + GAP.len()).min(BARS.1);
    let longest = bars.iter().copied().fold(0.0, f64::max);
    let widths: Vec<usize> = columns.iter().map(Column::width).collect();
    let line = |cells: &mut dyn FnMut(&Column) -> String| {
        let cells = columns.iter().zip(&widths).map(|(column, &width)| {
            let text = cells(column);
            column.cell(&text, width)
        });
        cells.collect::<Vec<_>>().join(GAP)
    };
    let mut text =
        format!("{BOLD}{}{BOLD:#}\n", line(&mut |column| column.head.to_string()).trim_end());
    let rows = columns.first().map_or(0, |column| column.cells.len());
    for row in 0..rows {
        let cells = line(&mut |column| column.cells[row].clone());
        let bar = match bars.get(row) {
            Some(length) if room >= BARS.0 && longest > 0.0 => bar(length / longest, room),
            _ => String::new(),
        };
        if bar.is_empty() {
            text.push_str(cells.trim_end());
        } else {
            text.push_str(&format!("{cells}{GAP}{BAR}{bar}{BAR:#}"));
        }
        text.push('\n');
    }
    (text, left_out)
}

/// A share of so many columns, to an eighth of a column; what is not 0 is seen.
fn bar(share: f64, columns: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    #[expect(clippy::cast_possible_truncation, reason = "at most eight times a few columns")]
    #[expect(clippy::cast_sign_loss, reason = "a share is not negative")]
    let eighths = (share * 8.0 * columns as f64).round() as usize;
    let eighths = if share > 0.0 { eighths.max(1) } else { 0 };
    format!("{}{}", "█".repeat(eighths / 8), EIGHTHS[eighths % 8])
}

#[cfg(test)]
mod tests {
    use anstream::adapter::strip_str;

    use super::*;

    #[test]
    fn a_bar_ends_at_an_eighth_and_shows_what_is_not_nothing() {
        assert_eq!(bar(0.0, 10), "");
        assert_eq!(bar(1e-9, 10), "▏");
        assert_eq!(bar(0.55, 10), "█████▌");
        assert_eq!(bar(1.0, 10), "██████████");
    }

    #[test]
    fn wide_characters_take_two_columns() {
        let columns = vec![
            Column::left("Name", 0, vec!["東京".into(), "Kyiv".into()]),
            Column::right("N", 0, vec!["1".into(), "2".into()]),
        ];
        let plain = strip_str(&table(columns, &[], 80)).to_string();
        assert_eq!(plain, "Name  N\n東京  1\nKyiv  2\n");
    }

    #[test]
    fn a_table_does_without_columns_before_it_is_too_wide() {
        let columns = || {
            let cells = || vec!["1".to_owned(), "10".to_owned()];
            vec![
                Column::left("Name", 0, vec!["one".into(), "ten".into()]),
                Column::right("First", 1, cells()),
                Column::right("Second", 2, cells()),
            ]
        };
        let plain = |width| strip_str(&table(columns(), &[], width)).to_string();
        assert_eq!(plain(19), "Name  First  Second\none       1       1\nten      10      10\n");
        assert_eq!(plain(18), "Name  First\none       1\nten      10\n");
        assert_eq!(plain(5), "Name\none\nten\n");
    }
}
