//! Where the numbers come from.

use crate::charts::numbers::grouped;
use crate::charts::text::{isolated, plain};

use super::source::Source;

/// What is said of a directory besides its figures.
pub(super) struct Provenance {
    pub title: String,
    pub description: String,
    pub facts: Vec<(String, String)>,
    pub commands: Vec<String>,
}

pub(super) fn of(source: &Source) -> Provenance {
    let inputs = &source.manifest.inputs;
    let scenario = plain(&inputs.scenario);
    let mut facts = vec![("scenario".to_owned(), scenario.clone())];
    if !source.names.gate.is_empty() {
        facts.push(("gate".to_owned(), source.names.gate.clone()));
    }
    facts.extend([
        ("SHA-256 of the scenario as it was run".to_owned(), plain(&inputs.scenario_sha256)),
        ("seed".to_owned(), inputs.seed.to_string()),
        ("runs".to_owned(), grouped(inputs.runs)),
        ("version".to_owned(), format!("summitry {}", plain(&inputs.summitry))),
        ("randomness protocol".to_owned(), inputs.randomness.to_string()),
    ]);
    let experiment = |key: &str| {
        let text = inputs.experiment.as_ref()?.get(key)?.as_str()?;
        Some(isolated(&plain(text))).filter(|text| !text.is_empty())
    };
    let title = experiment("title").unwrap_or_else(|| source.names.title.clone());
    let title = if title.is_empty() { scenario.clone() } else { title };
    let description = experiment("description").unwrap_or_else(|| source.names.description.clone());
    Provenance { title, description, facts, commands: commands(source, &scenario) }
}

/// Commands that give the same tables, from the files in the directory.
fn commands(source: &Source, scenario: &str) -> Vec<String> {
    let inputs = &source.manifest.inputs;
    if inputs.command != "run" {
        return sweep(source);
    }
    let file = quoted(&format!("{scenario}.toml"));
    let mut run = format!("summitry run {file} --runs {} --seed {}", inputs.runs, inputs.seed);
    let tables: Vec<String> = inputs.tables.iter().map(|table| plain(table)).collect();
    run.push_str(&format!(" --tables {}", quoted(&tables.join(","))));
    vec![format!("cp scenario.toml {file}"), run]
}

/// Of a sweep, the experiment as it is in the directory.
fn sweep(source: &Source) -> Vec<String> {
    let inputs = &source.manifest.inputs;
    let name =
        inputs.experiment.as_ref().and_then(|experiment| experiment.get("experiment")?.as_str());
    if inputs.command != "sweep"
        || !source.manifest.files.iter().any(|f| f.file == "experiment.toml")
    {
        return Vec::new();
    }
    let file = quoted(&format!("{}.toml", plain(name.unwrap_or("experiment"))));
    vec![format!("cp experiment.toml {file}"), format!("summitry sweep {file}")]
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,+@%".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}
