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
    let rules = inputs.experiment.as_ref().and_then(|of| of.get("rules")?.as_array());
    for rule in rules.into_iter().flatten() {
        let word = |key: &str| rule.get(key).and_then(serde_json::Value::as_str).map(plain);
        let (name, digest) = (word("rule").unwrap_or_default(), word("sha256").unwrap_or_default());
        facts.push(("rule, and SHA-256 of its scenario".to_owned(), format!("{name}, {digest}")));
    }
    if rules.is_none() && !source.names.gate.is_empty() {
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
    if let Some(seats) = &source.manifest.inputs.seats {
        facts.push(("programs in seats".to_owned(), plain(&seats.to_string())));
    }
    Provenance { title, description, facts, commands: commands(source, &scenario) }
}

/// Commands that give the same tables, from the files in the directory.
fn commands(source: &Source, scenario: &str) -> Vec<String> {
    let inputs = &source.manifest.inputs;
    match inputs.command.as_str() {
        "run" => {}
        "compare" => return comparison(source, scenario),
        _ => return sweep(source),
    }
    // Its programs are not in the directory.
    if inputs.seats.is_some() {
        return Vec::new();
    }
    let file = quoted(&format!("{scenario}.toml"));
    let mut run = format!("summitry run {file} --runs {} --seed {}", inputs.runs, inputs.seed);
    let tables: Vec<String> = inputs.tables.iter().map(|table| plain(table)).collect();
    run.push_str(&format!(" --tables {}", quoted(&tables.join(","))));
    copied("scenario.toml", &file, run)
}

/// The command on a file that is copied to its own name first, if it has another.
fn copied(from: &str, to: &str, command: String) -> Vec<String> {
    if from == to { vec![command] } else { vec![format!("cp {from} {to}"), command] }
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
    let mut sweep = format!("summitry sweep {file} --seed {}", inputs.seed);
    // What a command may have put in place of the file's own.
    let replications = inputs.experiment.as_ref().and_then(|of| of.get("replications")?.as_u64());
    if let Some(replications) = replications {
        sweep.push_str(&format!(" --replications {replications}"));
    }
    if !inputs.tables.iter().any(|table| table == "runs") {
        sweep.push_str(" --per-run none");
    }
    if inputs.runs > 1_000_000 {
        sweep.push_str(&format!(" --max-runs {}", inputs.runs));
    }
    copied("experiment.toml", &file, sweep)
}

/// Of a comparison of gates of one scenario; with several scenarios no one command has them all.
fn comparison(source: &Source, scenario: &str) -> Vec<String> {
    let inputs = &source.manifest.inputs;
    let rules =
        inputs.experiment.as_ref().and_then(|experiment| experiment.get("rules")?.as_array());
    let word = |rule: &serde_json::Value, key: &str| Some(plain(rule.get(key)?.as_str()?));
    let mut gates = Vec::new();
    for rule in rules.into_iter().flatten() {
        match (word(rule, "gate"), word(rule, "scenario")) {
            (Some(gate), Some(of)) if of == scenario && !gate.contains(' ') => gates.push(gate),
            _ => return Vec::new(),
        }
    }
    if gates.is_empty() {
        return Vec::new();
    }
    let selection = inputs.experiment.as_ref().and_then(|of| of.get("selection"));
    let file = quoted(&format!("{scenario}.toml"));
    let gates: Vec<String> = gates.iter().map(|gate| format!("--gate {}", quoted(gate))).collect();
    let (gates, runs, seed) = (gates.join(" "), inputs.runs, inputs.seed);
    let command = match selection {
        None => format!("summitry compare {file} {gates} --runs {runs} --seed {seed}"),
        Some(of) => {
            let words =
                |key: &str| of.get(key).and_then(|v| v.as_str()).map(plain).unwrap_or_default();
            let number = |key: &str| of.get(key).and_then(|v| v.as_f64()).unwrap_or_default();
            format!(
                "summitry compare {file} {gates} --find-best --measure {} --best {} --indifference {} --confidence {} --max-runs \
                     {runs} --seed {seed}",
                quoted(&words("measure")),
                quoted(&words("best")),
                number("indifference"),
                number("confidence"),
            )
        }
    };
    copied("rule-1.toml", &file, command)
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,+@%".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}
