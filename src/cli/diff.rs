//! `summitry diff`: which numbers and texts of two scenarios differ, in words.

use serde_json::json;

use summitry_model::fields::schema::FieldRow;
use summitry_model::fields::section::{Toml, TomlValue};
use summitry_model::scenario::{Scenario, parameter_path, parameter_rows};

use super::args::{DiffArgs, Format};
use super::exit::{Exit, Failure};
use super::format::{counted, tame, wrap};
use super::{load, screen};

/// A path at which two scenarios differ; a side is none where it has no such field.
struct Difference {
    path: String,
    sides: [Option<TomlValue>; 2],
}

/// Compares two scenarios as they would be run, defaults included.
pub(super) fn diff(args: &DiffArgs) -> Result<Exit, Failure> {
    let names = [&args.first, &args.second];
    let mut read = Vec::new();
    for name in names {
        load::no_experiment(name)?;
        read.push(load::scenario(name, &args.changes)?);
    }
    let [a, b] = &read[..] else { return Ok(Exit::DONE) };
    let mut found = Vec::new();
    compare(&a.to_toml(), &b.to_toml(), "", &mut found);
    let rows = parameter_rows();
    screen::print(&match args.format {
        Format::Table => text(&names.map(|name| tame(name)), [a, b], &found, &rows),
        Format::Json => {
            let one = |d: &Difference| {
                format!(
                    "{}\n",
                    json!({ "path": d.path, "first": d.sides[0], "second": d.sides[1] })
                )
            };
            found.iter().map(one).collect()
        }
    })?;
    Ok(Exit::DONE)
}

/// Goes through two tables together. Parties, issues, shocks and types of meeting that one of them lacks are told as a whole.
fn compare(a: &Toml, b: &Toml, path: &str, found: &mut Vec<Difference>) {
    let keys = a.keys().chain(b.keys().filter(|key| !a.contains_key(*key)));
    for key in keys {
        let at = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        match (a.get(key), b.get(key)) {
            (Some(TomlValue::Table(a)), Some(TomlValue::Table(b))) => compare(a, b, &at, found),
            (a, b) if a == b => {}
            (a, b) => found.push(Difference { path: at, sides: [a.cloned(), b.cloned()] }),
        }
    }
}

fn text(
    names: &[String; 2],
    scenarios: [&Scenario; 2],
    found: &[Difference],
    rows: &[FieldRow],
) -> String {
    let width = screen::width();
    let [first, second] = names;
    if found.is_empty() {
        return format!("{first} and {second} are the same scenario.\n");
    }
    let mut text = String::new();
    for difference in found {
        text.push_str(&wrap(&tame(&sentence(names, scenarios, difference, rows)), width, "    "));
        text.push('\n');
    }
    text.push_str(&format!(
        "\n{} between {first} and {second}\n",
        counted(found.len() as u64, "difference", "differences")
    ));
    text
}

/// One difference in words.
fn sentence(
    names: &[String; 2],
    scenarios: [&Scenario; 2],
    d: &Difference,
    rows: &[FieldRow],
) -> String {
    let row = rows.iter().find(|row| row.path == parameter_path(&d.path));
    let keys: Vec<&str> = d.path.split('.').collect();
    let label = |kind: &str, id: &str| {
        let of = |s: &Scenario| match kind {
            "party" => s.parties.iter().find(|p| p.id == id).map(|p| p.of.label.clone()),
            "issue" => s.issues.iter().find(|i| i.id == id).map(|i| i.of.label.clone()),
            "shock" => s.shocks.iter().find(|k| k.id == id).map(|k| k.of.label.clone()),
            _ => s.meetings.iter().find(|m| m.id == id).map(|m| m.of.label.clone()),
        };
        scenarios.into_iter().find_map(of).unwrap_or_else(|| id.to_owned())
    };
    let whose = match keys[..] {
        ["party", party, "stakes", issue, ..] => {
            format!("{} on {}: ", label("party", party), label("issue", issue))
        }
        [kind @ ("party" | "issue" | "shock" | "meeting"), id, ..] => {
            format!("{}: ", label(kind, id))
        }
        _ => String::new(),
    };
    let meaning =
        row.map(|row| row.doc.split(['.', ':', ';']).next().unwrap_or_default().trim().to_owned());
    let meaning =
        meaning.unwrap_or_else(|| keys.last().copied().unwrap_or_default().replace('-', " "));
    let unit = row
        .map(|row| row.unit)
        .filter(|unit| !unit.is_empty())
        .map(|unit| format!(" {unit}"))
        .unwrap_or_default();
    let [a, b] = &d.sides;
    let values = match (a, b) {
        (Some(a), Some(b)) => match (
            a.as_float().or(a.as_integer().map(|n| n as f64)),
            b.as_float().or(b.as_integer().map(|n| n as f64)),
        ) {
            (Some(x), Some(y)) => {
                format!("{}{unit} in {}, {} in {}", a, names[0], b, names[1]) + &ratio(x, y)
            }
            _ => format!("{a} in {}, {b} in {}", names[0], names[1]),
        },
        (Some(only), None) => only_in(only, &names[0]),
        (None, Some(only)) => only_in(only, &names[1]),
        (None, None) => String::new(),
    };
    format!("{whose}{meaning} (`{}`): {values}", d.path)
}

fn only_in(value: &TomlValue, name: &str) -> String {
    match value {
        TomlValue::Table(_) => format!("only in {name}"),
        value => format!("{value}, only in {name}"),
    }
}

/// How the second number compares with the first.
fn ratio(x: f64, y: f64) -> String {
    if x == 0.0 || y == 0.0 {
        return String::new();
    }
    let change = (y / x - 1.0) * 100.0;
    if change.abs() > 1000.0 { String::new() } else { format!(" ({change:+.0} %)") }
}
