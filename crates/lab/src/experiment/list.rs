//! A list of points from a CSV: a row a cell, a column a factor.

use crate::output::{
    Delimited, DelimitedError, DelimitedRow, Dialect, Shape, hex_digest, is_missing, written_number,
};
use summitry_model::fields::diagnostic::{Diagnostics, Place};
use summitry_model::fields::source::{Source, Sources};
use summitry_model::fields::suggest::{listed, nearest};
use summitry_model::fields::tree::Value;
use summitry_model::scenario::{Base, node_for};

use super::design::Design;
use super::factor::{Factor, Level, Setting};

/// Where the cells of an experiment come from.
#[derive(Clone, Debug)]
pub enum Points {
    /// A design makes them.
    Made(Design),
    /// A list has them.
    Listed {
        /// The levels of each cell, in the order of the factors.
        cells: Vec<Vec<Level>>,
        /// The text of the list.
        text: String,
        /// Its digest.
        sha256: String,
        /// Its file, as the experiment names it.
        file: String,
    },
}

/// Most faults of a list that are told.
const TOLD: usize = 20;

/// Reads a list. Columns are found by the names or the paths of the factors; others are passed over. Every row is tried on
/// `base`, if it is given.
pub(super) fn read_points(
    file: &str,
    text: String,
    place: &Place,
    factors: &[Factor],
    base: Option<&Base>,
    sources: &mut Sources,
    faults: &mut Diagnostics,
) -> Option<Points> {
    let source = sources.add(Source::new(file, text));
    let text = sources.get(source).text().to_owned();
    let wanted: Vec<[&str; 2]> =
        factors.iter().map(|factor| [factor.name.as_str(), factor.path.as_str()]).collect();
    let wanted: Vec<&[&str]> = wanted.iter().map(<[&str; 2]>::as_slice).collect();
    let dialect = Dialect::of(text.as_bytes(), &wanted);
    let mut reader = Delimited::new(text.as_bytes(), dialect.separator);
    let starts: Vec<usize> =
        [0].into_iter().chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let place_of = |line: usize| {
        let start = starts.get(line - 1).or(starts.last()).copied().unwrap_or_default();
        let end = text[start..].find('\n').map_or(text.len(), |end| start + end);
        Place::new(source, start..end)
    };
    let mut row = DelimitedRow::default();
    let unreadable = |error: &DelimitedError, faults: &mut Diagnostics| {
        let (line, message) = match error {
            DelimitedError::UnclosedQuote(line) => {
                (*line, "a quote that is never closed".to_owned())
            }
            DelimitedError::TooLong(line) => (*line, "a row that is too long".to_owned()),
            DelimitedError::Io(error) => (1, format!("the list cannot be read: {error}")),
        };
        faults.error("bad-list", &place_of(line), message).help("a list is a CSV with a header");
    };
    let text_of = |field: &Vec<u8>| String::from_utf8_lossy(field).into_owned();
    let header: Vec<String> = loop {
        match reader.next(&mut row) {
            Ok(true) if row.line < dialect.header => {}
            Ok(true) => break row.fields.iter().map(text_of).collect(),
            Ok(false) => break Vec::new(),
            Err(error) => {
                unreadable(&error, faults);
                return None;
            }
        }
    };
    let mut columns = Vec::with_capacity(factors.len());
    for factor in factors {
        let mut found =
            (0..header.len()).filter(|&at| header[at] == factor.name || header[at] == factor.path);
        let at = found.next();
        if let (Some(one), Some(other)) = (at, found.next()) {
            let (one, other) = (&header[one], &header[other]);
            let message = format!("the list `{file}` has two columns for `{}`", factor.path);
            faults
                .error("duplicate-column", &factor.place, message)
                .help(format!("keep one of `{one}` and `{other}`"));
        }
        let Some(at) = at else {
            let help = match nearest(&factor.path, header.iter().map(String::as_str)) {
                Some(near) => format!("did you mean its column `{near}`?"),
                None if header.is_empty() => "it is empty".to_owned(),
                None => format!("its columns are {}", listed(header.iter().map(String::as_str))),
            };
            let message = format!("the list `{file}` has no column for `{}`", factor.path);
            faults.error("missing-column", &factor.place, message).help(help);
            continue;
        };
        columns.push(at);
    }
    if columns.len() < factors.len() || faults.has_code("duplicate-column") {
        return None;
    }
    let (mut cells, mut shape) = (Vec::new(), Shape::new(header.len()));
    let mut wrong = 0;
    loop {
        match reader.next(&mut row) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                unreadable(&error, faults);
                return None;
            }
        }
        let at = place_of(row.line);
        let Some(fields) = shape.cells(&row.fields) else {
            let (len, expected) = (row.fields.len(), header.len());
            let values = if len == 1 { "value" } else { "values" };
            let message = format!("a row of {len} {values} in a list of {expected} columns");
            faults.error("bad-list", &at, message).help("a list is a CSV with a header");
            return None;
        };
        let mut levels = Vec::with_capacity(factors.len());
        for (factor, &column) in factors.iter().zip(&columns) {
            let written = text_of(&fields[column]);
            let Some(value) = value_of(&written, dialect.decimal_comma()) else {
                let message = format!("no value for `{}`", factor.path);
                faults
                    .error("missing-value", &at, message)
                    .help("give every factor one in every row");
                continue;
            };
            let node = node_for(&factor.keys[0], value.clone(), &at, sources, faults);
            if let (Some(node), Some(setting)) = (node, Setting::of(&value)) {
                levels.push(Level { setting, node });
            }
        }
        if levels.len() < factors.len() {
            wrong += 1;
        } else if let Some(base) = base {
            let mut found = Diagnostics::new();
            let patches: Vec<_> =
                factors.iter().zip(&levels).flat_map(|(f, l)| f.patches(l)).collect();
            let _ = base.with(&patches, &mut found);
            wrong += usize::from(found.has_errors());
            // Values that cannot be together are the row's fault.
            found.move_to(|id| (id == base.source()).then(|| at.clone()));
            faults.extend_errors(found);
        }
        if wrong >= TOLD {
            break;
        }
        cells.push(levels);
    }
    if cells.is_empty() && wrong == 0 {
        faults
            .error("no-points", place, format!("the list `{file}` has no rows"))
            .help("a header and a row for each cell");
    }
    let sha256 = hex_digest(text.as_bytes());
    (wrong == 0).then(|| Points::Listed { cells, text, sha256, file: file.to_owned() })
}

/// A cell as a value of a scenario file; `None` if there is none. `10.0` is a whole number, as pandas and NumPy write one.
fn value_of(cell: &str, decimal_comma: bool) -> Option<Value> {
    /// Whole numbers up to this are told apart.
    const GREATEST: f64 = (1_u64 << 53) as f64;
    Some(match cell {
        // `none` and `null` may be words of a scenario.
        _ if is_missing(cell.as_bytes()) && !["none", "null"].contains(&cell) => return None,
        "true" | "TRUE" | "True" => Value::Bool(true),
        "false" | "FALSE" | "False" => Value::Bool(false),
        _ => match (cell.parse::<i64>(), written_number(cell, decimal_comma)) {
            (Ok(whole), _) => Value::Integer(whole),
            #[expect(clippy::cast_possible_truncation, reason = "whole, and not past 2^53")]
            (_, Some(number)) if number.fract() == 0.0 && number.abs() <= GREATEST => {
                Value::Integer(number as i64)
            }
            (_, Some(number)) => Value::Float(number),
            _ => Value::String(cell.to_owned()),
        },
    })
}
