//! The results of a sweep, from its table `cells`: all cells if they are few, else those at either end.

use std::path::Path;

use summitry_lab::output::{Manifest, OutputError};

use crate::cli::format::{grouped, percent, tame, wrap};
use crate::cli::table::{Column, fitted};
use summitry_model::fields::suggest::listed;

/// Up to so many cells, all are shown.
const FEW: u64 = 30;
/// Of more, so many are shown at either end.
const ENDS: usize = 5;
/// Factors that leave the table one by one, where there is no room.
const MOST_FACTORS: u8 = 240;

/// The cells that are shown, and how many there are.
#[derive(Debug)]
pub(super) struct Cells {
    pub count: u64,
    pub runs: u64,
    factors: Vec<String>,
    shown: Vec<Line>,
}

/// A row of the table `cells`, as far as it is shown.
#[derive(Clone, Debug)]
struct Line {
    cell: u64,
    settings: Vec<String>,
    n: u64,
    durable: [Option<f64>; 3],
    no_summit: Option<f64>,
    day: Option<f64>,
}

impl Cells {
    /// Reads the cells of the sweep in `dir`; `factors` are the names of its columns. Memory does not grow with cells.
    ///
    /// # Errors
    ///
    /// [`OutputError`]: it cannot be read, or is not what we wrote.
    pub(super) fn read(
        dir: &Path,
        manifest: &Manifest,
        factors: &[&str],
    ) -> Result<Cells, OutputError> {
        const OTHERS: [&str; 7] = [
            "cell",
            "n",
            "durable",
            "durable_low",
            "durable_high",
            "no_summit",
            "first_summit_day",
        ];
        let columns: Vec<&str> = OTHERS.iter().chain(factors).copied().collect();
        let mut cells = Cells {
            count: 0,
            runs: 0,
            factors: factors.iter().map(|&name| name.to_owned()).collect(),
            shown: Vec::new(),
        };
        let mut ends: [Vec<Line>; 2] = Default::default();
        manifest.read_table(dir, "cells", &columns, &mut |row| {
            let number = |at: usize| row[at].parse().ok();
            let whole = |at: usize| {
                let parsed = row[at].parse::<u64>();
                parsed.map_err(|_| format!("`{}` is no count", tame(&row[at])))
            };
            let line = Line {
                cell: whole(0)?,
                settings: row[OTHERS.len()..].iter().map(|setting| tame(setting)).collect(),
                n: whole(1)?,
                durable: [2, 3, 4].map(number),
                no_summit: number(5),
                day: number(6),
            };
            cells.count += 1;
            cells.runs += line.n;
            for (end, sign) in ends.iter_mut().zip([1.0, -1.0]) {
                let key = |line: &Line| sign * line.durable[0].unwrap_or_default();
                let at = end.partition_point(|other| key(other) <= key(&line));
                if at < ENDS {
                    end.insert(at, line.clone());
                    end.truncate(ENDS);
                }
            }
            if cells.count <= FEW {
                cells.shown.push(line);
            }
            Ok(())
        })?;
        if cells.count > FEW {
            let [low, mut high] = ends;
            high.reverse();
            cells.shown = low.into_iter().chain(high).collect();
        }
        Ok(cells)
    }

    /// The cells as a table in so many columns; the factors for which there is no room are named below it.
    pub(super) fn table(&self, width: usize) -> String {
        let cells = |of: &dyn Fn(&Line) -> String| self.shown.iter().map(of).collect();
        let mut columns = vec![Column::right("Cell", 0, cells(&|line| grouped(line.cell)))];
        for (k, factor) in self.factors.iter().enumerate() {
            // What was set goes last, and of that the first factors.
            let rank = u8::try_from(k + 1).unwrap_or(u8::MAX).min(MOST_FACTORS);
            let short = |text: &str| match text.parse::<f64>() {
                // As many digits as a reader needs to distinguish cells.
                Ok(number) if text.len() > 7 && text.contains('.') => {
                    if number.abs() < 0.1 {
                        format!("{number:.3e}")
                    } else {
                        format!("{number:.4}")
                    }
                }
                _ => text.to_owned(),
            };
            columns.push(Column::right(
                factor.clone(),
                rank,
                cells(&|line| short(&line.settings[k])),
            ));
        }
        let share = |share: Option<f64>| share.map(percent).unwrap_or_default();
        columns.push(Column::right("Runs", MOST_FACTORS + 4, cells(&|line| grouped(line.n))));
        columns.push(Column::right("durable", 0, cells(&|line| share(line.durable[0]))));
        columns.push(Column::right(
            "95 % CI",
            MOST_FACTORS + 1,
            cells(&|line| match line.durable {
                [_, Some(low), Some(high)] => format!("{:.1}–{:.1}", low * 100.0, high * 100.0),
                _ => String::new(),
            }),
        ));
        columns.push(Column::right(
            "no-summit",
            MOST_FACTORS + 2,
            cells(&|line| share(line.no_summit)),
        ));
        columns.push(Column::right(
            "First summit, day",
            MOST_FACTORS + 3,
            cells(&|line| line.day.map(|day| format!("{day:.0}")).unwrap_or_default()),
        ));
        let bars: Vec<f64> =
            self.shown.iter().map(|line| line.durable[0].unwrap_or_default()).collect();
        let (mut table, left_out) = fitted(columns, &bars, width);
        let left_out: Vec<&str> = left_out
            .iter()
            .map(String::as_str)
            .filter(|name| self.factors.iter().any(|f| f == name))
            .collect();
        if !left_out.is_empty() {
            let note =
                format!("No room for {}: --no-truncate shows every column.", listed(left_out));
            table.push_str(&format!("\n{}\n", wrap(&note, width, "")));
        }
        let note = "First summit, day: mean over the runs with a summit.";
        table.push_str(&format!("{}\n", wrap(note, width, "")));
        if self.count > FEW {
            let note = format!(
                "The {ENDS} cells with the smallest and the {ENDS} with the largest share `durable`:"
            );
            return format!("{}\n{table}", wrap(&note, width, ""));
        }
        table
    }
}
