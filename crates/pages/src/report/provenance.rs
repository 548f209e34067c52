//! What determines the numbers of a report, and commands that reproduce them.

use crate::charts::numbers::grouped;
use crate::charts::text::{isolated, plain};

use summitry_lab::output::{ReplicationsInputs, read_text};

use super::directory::{FinishedDir, SCENARIO};

/// What a report states about a directory besides its figures.
pub(super) struct Provenance {
    pub title: String,
    pub description: String,
    pub facts: Vec<(String, String)>,
    pub commands: Vec<String>,
}

impl Provenance {
    /// Reads it from the manifest and the scenario.
    pub(super) fn from_dir(directory: &FinishedDir) -> Provenance {
        let inputs = &directory.manifest.inputs;
        let scenario = plain(&inputs.scenario);
        let mut facts = vec![("scenario".to_owned(), scenario.clone())];
        let rules = inputs.comparison().map(|of| &of.rules);
        for rule in rules.into_iter().flatten() {
            let (name, digest) = (plain(&rule.rule), plain(&rule.sha256));
            facts.push((
                "rule, and SHA-256 of its scenario".to_owned(),
                format!("{name}, {digest}"),
            ));
        }
        if rules.is_none() && !directory.names.gate.is_empty() {
            facts.push(("gate".to_owned(), directory.names.gate.clone()));
        }
        facts.extend([
            ("SHA-256 of the scenario as it was run".to_owned(), plain(&inputs.scenario_sha256)),
            ("seed".to_owned(), inputs.seed.to_string()),
            ("runs".to_owned(), grouped(inputs.runs)),
            ("version".to_owned(), format!("summitry {}", plain(&inputs.summitry))),
            ("randomness protocol".to_owned(), inputs.randomness.to_string()),
        ]);
        if let Some(numbers) = &directory.manifest.numbers {
            facts.push(("numbers of the scenario".to_owned(), plain(&numbers.sentence)));
        }
        let sweep = inputs.sweep();
        let shown = |text: &String| Some(isolated(&plain(text))).filter(|text| !text.is_empty());
        let title =
            sweep.and_then(|of| shown(&of.title)).unwrap_or_else(|| directory.names.title.clone());
        let title = if title.is_empty() { scenario.clone() } else { title };
        let description = sweep.and_then(|of| shown(&of.description));
        let description = description.unwrap_or_else(|| directory.names.description.clone());
        if let Some(seats) = &inputs.seats {
            let seats = serde_json::to_string(seats).unwrap_or_default();
            facts.push(("programs in seats".to_owned(), plain(&seats)));
        }
        Provenance { title, description, facts, commands: commands(directory, &scenario) }
    }
}

/// Commands that give the same tables, from the files in the directory.
fn commands(directory: &FinishedDir, scenario: &str) -> Vec<String> {
    let inputs = &directory.manifest.inputs;
    match inputs.command.as_str() {
        "run" => {}
        "compare" => return comparison(directory, scenario),
        _ => return sweep(directory),
    }
    // Its programs are not in the directory.
    if inputs.seats.is_some() {
        return Vec::new();
    }
    let file = quoted(&format!("{scenario}.toml"));
    let mut run = format!("summitry run {file} --runs {} --seed {}", inputs.runs, inputs.seed);
    let tables: Vec<String> = inputs.tables.iter().map(|table| plain(table)).collect();
    run.push_str(&format!(" --tables {}", quoted(&tables.join(","))));
    copied(SCENARIO, &file, run)
}

/// The command on a file that is copied to its own name first, if it has another.
fn copied(from: &str, to: &str, command: String) -> Vec<String> {
    if from == to { vec![command] } else { vec![format!("cp {from} {to}"), command] }
}

/// Of a sweep, the experiment as it is in the directory.
fn sweep(directory: &FinishedDir) -> Vec<String> {
    let inputs = &directory.manifest.inputs;
    let name = inputs.sweep().map(|of| of.experiment.as_str());
    if inputs.command != "sweep"
        || !directory.manifest.files.iter().any(|f| f.file == "experiment.toml")
    {
        return Vec::new();
    }
    let text = read_text(&directory.dir.join("experiment.toml")).unwrap_or_default();
    let written = text.parse::<toml::Table>().unwrap_or_default();
    // A scenario of one's own is a file; a bundled one has no ending.
    let base = written.get("scenario").and_then(toml::Value::as_str).map(plain);
    let base = base.filter(|name| name.contains(['.', '/', '\\'])).unwrap_or_default();
    if base.contains(['/', '\\']) {
        return Vec::new();
    }
    let name = plain(name.unwrap_or("experiment"));
    let mut file = format!("{name}.toml");
    if file == base || file == SCENARIO {
        file = format!("{name}-sweep.toml");
    }
    let file = quoted(&file);
    let mut sweep = format!("summitry sweep {file} --seed {}", inputs.seed);
    // What a command may have put in place of the file's own.
    let replications = inputs.sweep().map(|of| &of.replications);
    if let Some(ReplicationsInputs::Fixed { replications }) = replications {
        sweep.push_str(&format!(" --replications {replications}"));
    }
    if !inputs.tables.iter().any(|table| table == "runs") {
        sweep.push_str(" --per-run none");
    }
    if inputs.runs > 1_000_000 {
        sweep.push_str(&format!(" --max-runs {}", inputs.runs));
    }
    let mut commands = copied("experiment.toml", &file, sweep);
    if !base.is_empty() && base != SCENARIO {
        commands.insert(0, format!("cp {SCENARIO} {}", quoted(&base)));
    }
    commands
}

/// Of a comparison of gates of one scenario; with several scenarios no one command has them all.
fn comparison(directory: &FinishedDir, scenario: &str) -> Vec<String> {
    let inputs = &directory.manifest.inputs;
    let Some(compared) = inputs.comparison() else { return Vec::new() };
    let mut gates = Vec::new();
    for rule in &compared.rules {
        let gate = plain(&rule.gate);
        if plain(&rule.scenario) != scenario || gate.contains(' ') {
            return Vec::new();
        }
        gates.push(gate);
    }
    if gates.is_empty() {
        return Vec::new();
    }
    let file = quoted(&format!("{scenario}.toml"));
    let gates: Vec<String> = gates.iter().map(|gate| format!("--gate {}", quoted(gate))).collect();
    let (gates, runs, seed) = (gates.join(" "), inputs.runs, inputs.seed);
    let command = match &compared.selection {
        None => format!("summitry compare {file} {gates} --runs {runs} --seed {seed}"),
        Some(of) => {
            format!(
                "summitry compare {file} {gates} --find-best --measure {} --best {} --indifference {} --confidence {} --max-runs \
                     {runs} --seed {seed}",
                quoted(&plain(&of.measure)),
                quoted(&plain(&of.best)),
                of.indifference,
                of.confidence,
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
