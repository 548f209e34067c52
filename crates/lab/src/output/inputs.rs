//! The inputs of a batch directory: everything that determines its files, as the manifest records it.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::experiment_inputs::{
    ComparisonInputs, DesignInputs, ExperimentInputs, SeatsInputs, SweepInputs,
};
use super::{Difference, TableFormat};

/// What determines a batch, byte for byte.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Inputs {
    /// The command that writes it: `run`.
    pub command: String,
    /// The version of the program.
    pub summitry: String,
    /// The version of the randomness protocol.
    pub randomness: u32,
    /// The scenario's name.
    pub scenario: String,
    /// The digest of the scenario as it is run, overrides included.
    pub scenario_sha256: String,
    /// The master seed.
    pub seed: u64,
    /// The number of the first run.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub first_run: u64,
    /// How many runs.
    pub runs: u64,
    /// The names of the tables that are wanted.
    pub tables: Vec<String>,
    /// How they are written.
    #[serde(default, skip_serializing_if = "TableFormat::is_csv")]
    pub table_format: TableFormat,
    /// What else determines it, unless it is a plain batch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub experiment: Option<ExperimentInputs>,
    /// Of a shard, which one it is of which plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<ShardOf>,
    /// The seats that external agents play, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seats: Option<SeatsInputs>,
}

/// A shard's place in its plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShardOf {
    /// The digest of the plan.
    pub plan_sha256: String,
    /// The number of the shard, from 0.
    pub shard: u64,
    /// How many shards there are.
    pub shards: u64,
}

impl fmt::Display for ShardOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digest: String = self.plan_sha256.chars().take(12).collect();
        write!(f, "{} of {} of plan {digest}…", self.shard, self.shards)
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn is_zero(value: &u64) -> bool {
    *value == 0
}

impl Inputs {
    /// The experiment of a sweep.
    #[must_use]
    pub fn sweep(&self) -> Option<&SweepInputs> {
        match &self.experiment {
            Some(ExperimentInputs::Sweep(sweep)) => Some(sweep),
            _ => None,
        }
    }

    /// The rules of a comparison or selection.
    #[must_use]
    pub fn comparison(&self) -> Option<&ComparisonInputs> {
        match &self.experiment {
            Some(ExperimentInputs::Comparison(comparison)) => Some(comparison),
            _ => None,
        }
    }

    /// In what `self`, found on disk, differs from what is `asked` for; empty if in nothing.
    #[must_use]
    pub fn differences(&self, asked: &Inputs) -> Vec<Difference> {
        let digest = |inputs: &Inputs| {
            inputs.scenario_sha256.chars().take(12).chain(['…']).collect::<String>()
        };
        let format = |inputs: &Inputs| inputs.table_format.name().to_owned();
        let pairs = [
            ("command", self.command.clone(), asked.command.clone()),
            ("version", self.summitry.clone(), asked.summitry.clone()),
            ("randomness protocol", self.randomness.to_string(), asked.randomness.to_string()),
            ("scenario", self.scenario.clone(), asked.scenario.clone()),
            ("seed", self.seed.to_string(), asked.seed.to_string()),
            ("first run", self.first_run.to_string(), asked.first_run.to_string()),
            ("number of runs", self.runs.to_string(), asked.runs.to_string()),
            ("list of tables", self.tables.join(","), asked.tables.join(",")),
            ("format of tables", format(self), format(asked)),
        ];
        let mut differences: Vec<Difference> = pairs
            .into_iter()
            .filter(|(_, there, asked)| there != asked)
            .map(|(what, there, asked)| Difference { what: what.to_owned(), there, asked })
            .collect();
        if self.scenario_sha256 != asked.scenario_sha256 {
            let (what, there, asked) = ("digest of the scenario", digest(self), digest(asked));
            differences.push(Difference { what: what.to_owned(), there, asked });
        }
        if self.shard != asked.shard {
            let shown = |shard: &Option<ShardOf>| {
                shard.as_ref().map_or_else(|| "none".to_owned(), ShardOf::to_string)
            };
            let (there, asked) = (shown(&self.shard), shown(&asked.shard));
            differences.push(Difference { what: "shard".to_owned(), there, asked });
        }
        let (mut there, mut here) = (json(&self.experiment), json(&asked.experiment));
        differences.extend(list_difference(self.sweep(), asked.sweep()));
        for sweep in [&mut there, &mut here].into_iter().flatten() {
            // What the list holds counts, not what it is called.
            if let Some(Value::Object(design)) = sweep.get_mut("design") {
                design.shift_remove("file");
                design.shift_remove("sha256");
            }
        }
        compare("", there.as_ref(), here.as_ref(), &mut differences);
        let (there, here) = (json(&self.seats), json(&asked.seats));
        compare("seats", there.as_ref(), here.as_ref(), &mut differences);
        differences
    }
}

/// That two lists of cells differ, if they do.
fn list_difference(there: Option<&SweepInputs>, asked: Option<&SweepInputs>) -> Option<Difference> {
    let list = |sweep: Option<&SweepInputs>| match sweep.map(|sweep| &sweep.design) {
        Some(DesignInputs::List { file, sha256, .. }) => {
            let digest: String = sha256.chars().take(12).chain(['…']).collect();
            Some((file.clone(), digest))
        }
        _ => None,
    };
    let ((_, there), (file, asked)) = (list(there)?, list(asked)?);
    let what = format!("digest of the list of cells {file}");
    (there != asked).then_some(Difference { what, there, asked })
}

/// In what two files of TOML differ, key by key; none if one of them cannot be read.
#[must_use]
pub fn text_differences(there: &str, asked: &str) -> Vec<Difference> {
    let read = |text: &str| serde_json::to_value(toml::from_str::<toml::Table>(text).ok()?).ok();
    let mut differences = Vec::new();
    if let (Some(there), Some(asked)) = (read(there), read(asked)) {
        compare("", Some(&there), Some(&asked), &mut differences);
    }
    differences
}

/// A section as JSON, to be compared key by key.
fn json(section: &Option<impl Serialize>) -> Option<Value> {
    // Our own types always serialise.
    section.as_ref().and_then(|section| serde_json::to_value(section).ok())
}

/// Adds every value in which two JSON texts differ.
fn compare(
    path: &str,
    there: Option<&Value>,
    asked: Option<&Value>,
    differences: &mut Vec<Difference>,
) {
    let inner = |key: &str| {
        if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
    };
    match (there, asked) {
        (Some(Value::Object(there)), Some(Value::Object(asked))) => {
            let new = asked.keys().filter(|key| !there.contains_key(*key));
            for key in there.keys().chain(new) {
                compare(&inner(key), there.get(key), asked.get(key), differences);
            }
        }
        (Some(Value::Array(there)), Some(Value::Array(asked))) if there.len() == asked.len() => {
            for (k, (there, asked)) in there.iter().zip(asked).enumerate() {
                compare(&format!("{path}[{k}]"), Some(there), Some(asked), differences);
            }
        }
        (there, asked) if there == asked => {}
        (there, asked) => {
            let shown = |value: Option<&Value>| match value {
                None => "not given".to_owned(),
                Some(Value::Array(items)) => format!("a list of {}", items.len()),
                Some(Value::Object(_)) => "given".to_owned(),
                Some(value) => value.to_string(),
            };
            let what = if path.is_empty() { "experiment" } else { path };
            let (there, asked) = (shown(there), shown(asked));
            differences.push(Difference { what: what.to_owned(), there, asked });
        }
    }
}
