//! A figure on a page, and the table of the numbers behind it.

use maud::{Markup, PreEscaped, html};

use super::Wording;
use crate::charts::numbers::grouped;
use crate::charts::text::isolated;
use crate::charts::{DataTable, Figure};

/// A figure: its title, drawing, the text in place of it, and its numbers.
#[must_use]
pub fn figure(figure: &Figure, wording: &Wording<'_>) -> Markup {
    let (title, alt) = (format!("{}-title", figure.name), format!("{}-alt", figure.name));
    html! {
        figure id=(figure.name) {
            figcaption { h3 id=(title) { (figure.title) } }
            (PreEscaped(figure.drawing.inline(&title, &alt)))
            p.vh id=(alt) { (figure.alt) }
            @if !figure.note.is_empty() { p.note { (figure.note) } }
            (table(figure, wording))
        }
    }
}

fn table(figure: &Figure, wording: &Wording<'_>) -> Markup {
    let DataTable { head, rows, left_out } = &figure.table;
    let with_title = |text: &str| text.replace("{title}", &figure.title);
    let numeric: Vec<bool> = (0..head.len()).map(|column| is_numeric(rows, column)).collect();
    let class = |column: usize| (numeric.get(column) == Some(&true)).then_some("n");
    html! {
        details {
            summary { (wording.numbers) span.vh { (with_title(wording.behind)) } }
            div.scroll role="region" tabindex="0" aria-label=(with_title(wording.numbers_behind)) {
                table {
                    thead { tr {
                        @for (k, name) in head.iter().enumerate() {
                            th scope="col" class=[class(k)] { (isolated(name)) }
                        }
                    } }
                    tbody {
                        @for row in rows {
                            tr { @for (k, cell) in row.iter().enumerate() { td class=[class(k)] { (cell) } } }
                        }
                    }
                }
            }
            @if *left_out > 0 {
                p.note { (wording.left_out.replace("{n}", &grouped(*left_out as u64))) }
            }
        }
    }
}

/// Whether every cell of a column is a number or empty.
fn is_numeric(rows: &[Vec<String>], column: usize) -> bool {
    rows.iter()
        .filter_map(|row| row.get(column))
        .all(|cell| cell.is_empty() || cell.replace(',', "").parse::<f64>().is_ok())
}
