//! A finished directory: its verified manifest, its tables, and the names in its scenario.

use std::path::{Path, PathBuf};

use crate::charts::text::{isolated, plain};
use summitry_lab::output::{Manifest, OutputError, is_unfinished, read_text};

use super::ReportError;

/// The file with the scenario as it was run.
pub(super) const SCENARIO: &str = "scenario.toml";
/// Of a comparison, that of the rule which was named first.
const FIRST_RULE: &str = "rule-1.toml";

/// A directory that was verified.
#[derive(Debug)]
pub(super) struct FinishedDir {
    pub dir: PathBuf,
    pub manifest: Manifest,
    pub names: Names,
}

/// What the scenario calls itself and its parts. Texts of others: plain, but not escaped.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub title: String,
    pub description: String,
    /// Ids and labels of the parties.
    pub parties: Vec<(String, String)>,
    /// Ids and labels of the issues, in the scenario's order.
    pub issues: Vec<(String, String)>,
    /// The gate, as the scenario writes it.
    pub gate: String,
    /// The days of the window.
    pub window: Option<f64>,
    /// The days for which a settlement is followed.
    pub follow_up: Option<f64>,
}

/// A value in a table, with the interval beside it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Estimate {
    pub value: f64,
    pub interval: Option<(f64, f64)>,
}

impl FinishedDir {
    /// Opens and verifies a directory: every file has the length and digest that the manifest says.
    pub(super) fn open(dir: &Path) -> Result<FinishedDir, ReportError> {
        if !dir.is_dir() {
            return Err(ReportError::NoDirectory { dir: dir.to_owned() });
        }
        let Some(manifest) = Manifest::read(dir)? else {
            let dir = dir.to_owned();
            return Err(if is_unfinished(&dir) {
                OutputError::Unfinished { dir }.into()
            } else {
                ReportError::NoManifest { dir }
            });
        };
        manifest.verify(dir)?;
        let is_there = |name: &&str| manifest.files.iter().any(|entry| entry.file == *name);
        let names = match [SCENARIO, FIRST_RULE].iter().copied().find(|name| is_there(name)) {
            Some(name) => Names::read(&dir.join(name))?,
            None => Names::default(),
        };
        Ok(FinishedDir { dir: dir.to_owned(), manifest, names })
    }

    /// Whether a table was written.
    pub(super) fn has(&self, table: &str) -> bool {
        self.manifest.files.iter().any(|entry| entry.table.as_deref() == Some(table))
    }

    /// Calls `row` with these cells of every row of a table.
    pub(super) fn read(
        &self,
        table: &str,
        columns: &[&str],
        mut row: impl FnMut(&[String]) -> Result<(), String>,
    ) -> Result<(), ReportError> {
        Ok(self.manifest.read_table(&self.dir, table, columns, &mut row)?)
    }
}

impl Names {
    fn read(path: &Path) -> Result<Names, OutputError> {
        let altered = |why: String| OutputError::Altered { path: path.to_owned(), why };
        let text = read_text(path)?;
        let root: toml::Table = text.parse().map_err(|_| altered("it is no TOML".to_owned()))?;
        let word = |table: &toml::Table, key: &str| {
            table.get(key).and_then(toml::Value::as_str).map(plain).map(|text| isolated(&text))
        };
        let inner = |key: &str| root.get(key).and_then(toml::Value::as_table);
        let labels = |key: &str| -> Vec<(String, String)> {
            let of = |(id, value): (&String, &toml::Value)| {
                let label = value.as_table().and_then(|table| word(table, "label"));
                let label = label.filter(|label| !label.is_empty()).unwrap_or_else(|| id.clone());
                (id.clone(), label)
            };
            inner(key).into_iter().flatten().map(of).collect()
        };
        let day = |key: &str| {
            let value = inner("calendar")?.get(key)?;
            value.as_float().or_else(|| value.as_integer().map(|whole| whole as f64))
        };
        Ok(Names {
            title: word(&root, "title").unwrap_or_default(),
            description: word(&root, "description").unwrap_or_default(),
            parties: labels("party"),
            issues: labels("issue"),
            gate: inner("gate").map(gate).unwrap_or_default(),
            window: day("window"),
            follow_up: day("follow-up"),
        })
    }

    /// What an id of a party is called.
    pub(super) fn party<'a>(&'a self, id: &'a str) -> &'a str {
        named(&self.parties, id)
    }

    /// What an id of an issue is called.
    pub(super) fn issue<'a>(&'a self, id: &'a str) -> &'a str {
        named(&self.issues, id)
    }
}

fn named<'a>(of: &'a [(String, String)], id: &'a str) -> &'a str {
    of.iter().find(|(known, _)| known == id).map_or(id, |(_, label)| label)
}

/// A gate in a line: its family with parameters, or that it is a tree.
fn gate(table: &toml::Table) -> String {
    let Some(family) = table.get("family").and_then(toml::Value::as_str) else {
        return "a tree of conditions".to_owned();
    };
    let parameters: Vec<String> = table
        .iter()
        .filter(|(key, value)| *key != "family" && !value.is_table() && !value.is_array())
        .map(|(key, value)| format!("{key}={}", plain(value.to_string().trim_matches('"'))))
        .collect();
    let family = plain(family);
    if parameters.is_empty() { family } else { format!("{family}:{}", parameters.join(",")) }
}

/// A cell as a number; none if it is empty.
pub(super) fn number(cell: &str) -> Result<Option<f64>, String> {
    if cell.is_empty() {
        return Ok(None);
    }
    match cell.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(Some(value)),
        _ => Err(format!("`{}` is no number", plain(cell))),
    }
}

/// A cell as a number that every row has.
pub(super) fn always(cell: &str) -> Result<f64, String> {
    number(cell)?.ok_or_else(|| "a cell is empty that every row has".to_owned())
}

/// A cell as a whole number that every row has.
pub(super) fn whole(cell: &str) -> Result<u64, String> {
    cell.parse().map_err(|_| format!("`{}` is no whole number", plain(cell)))
}
