//! A rule: a scenario under its gate; and what a directory about several has beside its tables.

use crate::output::{
    About, BatchDir, ComparisonInputs, ExperimentInputs, Inputs, Manifest, RuleInputs, TableFormat,
    hex_digest,
};
use crate::rows::metric::Horizons;
use summitry_engine::PROTOCOL;
use summitry_model::process::CompiledScenario;
use summitry_model::scenario::Scenario;

use super::runner::RunError;

/// A rule that is compared: a scenario under its gate.
#[derive(Debug)]
pub struct Rule {
    /// What it is called in tables: no other rule is called so.
    pub name: String,
    /// The scenario, made ready.
    pub setup: CompiledScenario,
}

impl Rule {
    /// A scenario under this name.
    #[must_use]
    pub fn new(name: String, scenario: Scenario) -> Self {
        Rule { name, setup: CompiledScenario::new(scenario) }
    }

    /// The scenario with every default written out.
    fn text(&self) -> String {
        self.setup.scenario.to_toml().to_string()
    }

    /// What determines it, for a manifest.
    pub(super) fn inputs(&self) -> RuleInputs {
        let scenario = &self.setup.scenario;
        RuleInputs {
            rule: self.name.clone(),
            scenario: scenario.id.clone(),
            gate: scenario.gate_spec.label(),
            sha256: hex_digest(self.text().as_bytes()),
        }
    }
}

/// Days at which times are cut: the least of all scenarios.
pub(super) fn horizons(rules: &[Rule]) -> Horizons {
    let calendars = || rules.iter().map(|rule| &rule.setup.scenario.calendar);
    Horizons {
        window: calendars().map(|calendar| calendar.window).fold(f64::INFINITY, f64::min),
        follow_up: calendars().map(|calendar| calendar.follow_up).fold(f64::INFINITY, f64::min),
    }
}

/// What determines a directory about these rules.
pub(super) fn inputs(
    rules: &[Rule],
    seed: u64,
    runs: u64,
    tables: Vec<String>,
    experiment: ComparisonInputs,
) -> Inputs {
    let first = &rules[0];
    Inputs {
        command: "compare".to_owned(),
        summitry: env!("CARGO_PKG_VERSION").to_owned(),
        randomness: PROTOCOL,
        scenario: first.setup.scenario.id.clone(),
        scenario_sha256: hex_digest(first.text().as_bytes()),
        seed,
        first_run: 0,
        runs,
        tables,
        table_format: TableFormat::Csv,
        experiment: Some(ExperimentInputs::Comparison(experiment)),
        shard: None,
        seats: None,
    }
}

/// The files of the scenarios as they were run.
pub(super) fn files(rules: &[Rule]) -> Vec<String> {
    (1..=rules.len()).map(|number| format!("rule-{number}.toml")).collect()
}

/// Writes the scenarios beside the tables, and closes the directory.
pub(super) fn finish(mut batch: BatchDir, rules: &[Rule]) -> Result<Manifest, RunError> {
    for (file, rule) in files(rules).iter().zip(rules) {
        let head = "# A scenario that was compared, as it was run: every field with its value.\n\n";
        batch.write_whole(file, format!("{head}{}", rule.text()).as_bytes())?;
    }
    let first = &rules[0].setup.scenario;
    let names: Vec<&str> = rules.iter().map(|rule| rule.name.as_str()).collect();
    let selects = batch.inputs().tables.iter().any(|table| table == "selection");
    let (ending, what) =
        if selects { ("best", "The best of") } else { ("compared", "The same runs under each of") };
    let about = About {
        name: format!("{}-{ending}", first.id),
        title: format!("{}: rules compared", first.title),
        description: format!("{what}: {}.", names.join("; ")),
        numbers: None,
    };
    Ok(batch.finish(&about)?)
}
