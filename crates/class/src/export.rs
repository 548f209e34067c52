//! A class as a batch directory: one run per table, with who answered each decision and what was predicted.

use std::path::Path;

use summitry_engine::PROTOCOL;
use summitry_lab::output::{
    About, BatchDir, ClassInputs, ExperimentInputs, Inputs, Manifest, Opened, OutputError, Rows,
    SUMMARY, Summary, TRAJECTORIES, TableFormat, hex_digest,
};
use summitry_lab::rows::answer_log;
use summitry_lab::rows::class::{DECISIONS, PREDICTIONS, decision_row, prediction_row};
use summitry_lab::rows::frontier::{self, FRONTIER};
use summitry_lab::rows::runs::ANSWERS;
use summitry_lab::rows::tally;
use summitry_lab::rows::writer::{RunTable, write_run};
use summitry_model::process::Run;

use super::state::ClassState;

/// Writes a class into a directory: the tables of a traced batch with one run per finished table, `decisions.csv` and
/// `predictions.csv`. `seal` is the hash of the class's actions; `debrief` goes into `debrief.json`. Pseudonyms and notes are
/// left out. Runs are numbered from 0, like the tables; all have the same random draws.
///
/// # Errors
///
/// [`OutputError`]
pub fn export(
    state: &ClassState,
    seal: &str,
    debrief: &str,
    dir: &Path,
    force: bool,
) -> Result<Manifest, OutputError> {
    let config = state.config();
    let (setup, plan) = (&config.setup, &config.plan);
    let scenario = &setup.scenario;
    let resolved = scenario.to_toml().to_string();
    let tables: Vec<(usize, &crate::state::Table)> = state
        .tables()
        .iter()
        .map(AsRef::as_ref)
        .enumerate()
        .filter(|(_, table)| table.snapshot().ending.is_some())
        .collect();
    // The answer log is written apart: its runs have the draws of another number.
    const OF_RUNS: [RunTable; 5] =
        [RunTable::Runs, RunTable::Parties, RunTable::Rounds, RunTable::Summits, RunTable::Events];
    let of_runs = OF_RUNS.map(RunTable::table);
    let own = [&ANSWERS, &DECISIONS, &PREDICTIONS, &TRAJECTORIES, &FRONTIER, &SUMMARY];
    let names = of_runs.iter().chain(&own).map(|table| table.name.to_owned()).collect();
    let inputs = Inputs {
        command: "class export".to_owned(),
        summitry: env!("CARGO_PKG_VERSION").to_owned(),
        randomness: PROTOCOL,
        scenario: scenario.id.clone(),
        scenario_sha256: hex_digest(resolved.as_bytes()),
        seed: plan.seed,
        first_run: 0,
        runs: tables.len() as u64,
        tables: names,
        table_format: TableFormat::Csv,
        experiment: Some(ExperimentInputs::Class(ClassInputs { class_sha256: seal.to_owned() })),
        shard: None,
        seats: None,
    };
    let mut batch = match BatchDir::open(dir, &inputs, force)? {
        Opened::AlreadyDone(manifest) => return Ok(manifest),
        Opened::Fresh(batch) | Opened::Resume(batch) => batch,
    };
    batch.begin::<()>(&[])?;
    let mut rows: Vec<Rows> = of_runs.iter().map(|table| Rows::new(table.columns.len())).collect();
    let mut answers = Rows::new(ANSWERS.columns.len());
    let mut decisions = Rows::new(DECISIONS.columns.len());
    let mut predictions = Rows::new(PREDICTIONS.columns.len());
    let mut counted = tally::tally(setup, true);
    let (mut run, mut text) = (Run::new(setup), String::new());
    answer_log::put(&mut answers, &answer_log::head(setup, plan.seed));
    for &(number, table) in &tables {
        let id = number as u64;
        let mut decision = 0;
        table.replay(config, number, &mut run, &mut |run, _, given| {
            for (k, given) in given.iter().enumerate() {
                decision += 1;
                let party = &scenario.parties[run.due()[k].party.index()].id;
                let by = given.by.name();
                decision_row(&mut decisions, &scenario.id, id, decision, party, by);
            }
        });
        write_run(&run, id, plan.seed, &OF_RUNS, &mut rows, &mut text);
        answer_log::write_context(
            &mut answers,
            setup,
            id,
            plan.replication,
            &table.inputs().injected,
        );
        answer_log::write_run(&mut answers, setup, id, plan.seed, run.record(), run.trace());
        for (party, of) in scenario.parties.iter().enumerate() {
            let Some(guess) = state.guess(number, party) else { continue };
            let day = guess.first_summit_day.map(u64::from);
            let outcome = &guess.outcome;
            prediction_row(&mut predictions, &scenario.id, id, &of.id, outcome, day);
        }
        tally::count(&mut counted, &run);
    }
    for (table, rows) in of_runs.iter().zip(&rows) {
        batch.write_table(table, rows)?;
    }
    batch.write_table(&ANSWERS, &answers)?;
    batch.write_table(&DECISIONS, &decisions)?;
    batch.write_table(&PREDICTIONS, &predictions)?;
    if let Some(trajectories) = counted.trajectories() {
        batch.write_table(&TRAJECTORIES, &trajectories.rows(&scenario.id))?;
    }
    if let Some(rows) = frontier::frontier(setup).rows {
        batch.write_table(&FRONTIER, &rows)?;
    }
    batch.write_table(&SUMMARY, &Summary::of(&scenario.id, &counted).rows())?;
    let head =
        "# The scenario as it was played: every field with its value, overrides included.\n\n";
    batch.write_whole("scenario.toml", format!("{head}{resolved}").as_bytes())?;
    batch.write_whole("debrief.json", debrief.as_bytes())?;
    batch.finish(&About {
        name: scenario.id.clone(),
        title: scenario.title.clone(),
        description: format!("A class that played: {}", scenario.description),
        numbers: None,
    })
}
