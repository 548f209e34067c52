//! A list of points from a CSV: a row a cell, a column a factor.

use crate::output::hex_digest;
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
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let unreadable = |error: &csv::Error, faults: &mut Diagnostics| {
        let at = error.position().map_or(0, |position| position.byte() as usize);
        let end = text[at.min(text.len())..].find('\n').map_or(text.len(), |end| at + end);
        let place = Place::new(source, at.min(text.len())..end);
        let message = match error.kind() {
            csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                let values = if *len == 1 { "value" } else { "values" };
                format!("a row of {len} {values} in a list of {expected_len} columns")
            }
            _ => format!("the list cannot be read: {error}"),
        };
        faults.error("bad-list", &place, message).help("a list is a CSV with a header");
    };
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(error) => {
            unreadable(&error, faults);
            return None;
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
            let help = match nearest(&factor.path, header.iter()) {
                Some(near) => format!("did you mean its column `{near}`?"),
                None if header.is_empty() => "it is empty".to_owned(),
                None => format!("its columns are {}", listed(header.iter())),
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
    let mut cells = Vec::new();
    let mut wrong = 0;
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                unreadable(&error, faults);
                return None;
            }
        };
        let start = record.position().map_or(0, |position| position.byte() as usize);
        let end = text[start..].find('\n').map_or(text.len(), |end| start + end);
        let at = Place::new(source, start..end);
        let mut levels = Vec::with_capacity(factors.len());
        for (factor, &column) in factors.iter().zip(&columns) {
            let written = record.get(column).unwrap_or_default();
            let Some(value) = value_of(written) else {
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

/// A cell as a value of a scenario file; `None` if it is empty.
fn value_of(cell: &str) -> Option<Value> {
    Some(match cell {
        "" => return None,
        "true" | "TRUE" | "True" => Value::Bool(true),
        "false" | "FALSE" | "False" => Value::Bool(false),
        _ => match (cell.parse::<i64>(), cell.parse::<f64>()) {
            (Ok(whole), _) => Value::Integer(whole),
            (_, Ok(number)) => Value::Float(number),
            _ => Value::String(cell.to_owned()),
        },
    })
}
