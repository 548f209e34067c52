//! The answer log: `answers.jsonl`. With scenario, seed and version the accepted answers are the whole of a run.

use serde::{Deserialize, Serialize};

use crate::output::{Rows, hex_digest};
use summitry_engine::PROTOCOL;
use summitry_model::bargaining::{MAX_ISSUES, Offer};
use summitry_model::policy::{Answer, Choice, RequestKind};
use summitry_model::process::{CompiledScenario, InjectedShock, Record, Tick, TickKind};

use super::runs::{EVENTS, RUNS, event_row, run_row};

/// The format that this version writes and reads.
pub const FORMAT: &str = "summitry-answers/1";

/// The first line: what the answers are answers in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The format.
    pub log: String,
    /// The version of the program.
    pub summitry: String,
    /// The version of the randomness protocol.
    pub randomness: u32,
    /// The scenario's id.
    pub scenario: String,
    /// The digest of the scenario with every default written out.
    pub scenario_sha256: String,
    /// The seed.
    pub seed: u64,
}

/// A line before the decisions of a run that has the draws of another replication than its number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReseedLine {
    /// The number of the run.
    pub run: u64,
    /// The replication whose draws it has.
    #[serde(rename = "luck")]
    pub draws: u64,
}

/// A line before the decisions of a run for each shock that was injected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InjectedLine {
    /// The number of the run.
    pub run: u64,
    /// Minutes since the start of the window.
    pub minute: i64,
    /// The id of the kind of shock.
    pub shock: String,
}

/// A line for each decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// The number of the run.
    pub run: u64,
    /// The number of the decision in the run, from 1.
    pub decision: u64,
    /// The number of the event or answer in the run, from 0, as in `events.csv`.
    pub line: u64,
    /// Minutes since the start of the window.
    pub minute: i64,
    /// The id of the party.
    pub party: String,
    /// What was asked.
    pub request: String,
    /// The id of the issue, where one is asked about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issue: Option<String>,
    /// What was answered; of an offer, the number of the option of each issue on the table.
    pub answer: String,
}

/// The last line of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct End {
    /// The number of the run.
    pub run: u64,
    /// How many decisions it had.
    pub decisions: u64,
    /// Its outcome.
    pub outcome: String,
    /// The digest of its row in `runs.csv` and its rows in `events.csv`.
    pub sha256: String,
}

/// The first line of a log of this scenario and seed.
#[must_use]
pub fn head(setup: &CompiledScenario, seed: u64) -> Head {
    let scenario = &setup.scenario;
    Head {
        log: FORMAT.to_owned(),
        summitry: env!("CARGO_PKG_VERSION").to_owned(),
        randomness: PROTOCOL,
        scenario: scenario.id.clone(),
        scenario_sha256: hex_digest(scenario.to_toml().to_string().as_bytes()),
        seed,
    }
}

/// Appends the lines before the decisions of a run: the draws of another replication, and injected shocks.
pub fn write_context(
    out: &mut Rows,
    setup: &CompiledScenario,
    run: u64,
    draws: u64,
    injected: &[InjectedShock],
) {
    if draws != run {
        put(out, &ReseedLine { run, draws });
    }
    for of in injected {
        let shock = setup.scenario.shocks[usize::from(of.shock)].id.clone();
        put(out, &InjectedLine { run, minute: of.at.minutes(), shock });
    }
}

/// Appends the lines of a run: its decisions, and its end.
pub fn write_run(
    out: &mut Rows,
    setup: &CompiledScenario,
    run: u64,
    seed: u64,
    record: &Record,
    ticks: &[Tick],
) {
    let scenario = &setup.scenario;
    let mut decision = 0;
    for (line, tick) in ticks.iter().enumerate() {
        let TickKind::Answer { party, request, answer } = &tick.kind else { continue };
        decision += 1;
        let issue = match request {
            RequestKind::EndorseIssue(issue) => Some(scenario.issues[issue.index()].id.clone()),
            _ => None,
        };
        put(
            out,
            &Line {
                run,
                decision,
                line: line as u64,
                minute: tick.at.minutes(),
                party: scenario.parties[party.index()].id.clone(),
                request: request.name().to_owned(),
                issue,
                answer: answer.to_string(),
            },
        );
    }
    let sha256 = digest(setup, run, seed, record, ticks);
    let outcome = record.outcome.name().to_owned();
    put(out, &End { run, decisions: decision, outcome, sha256 });
}

/// The digest of all that a run left: its row in `runs.csv`, then its rows in `events.csv`.
#[must_use]
pub fn digest(
    setup: &CompiledScenario,
    run: u64,
    seed: u64,
    record: &Record,
    ticks: &[Tick],
) -> String {
    let mut rows = Rows::new(RUNS.columns.len());
    run_row(&mut rows, &setup.scenario.id, run, seed, record);
    let mut events = Rows::new(EVENTS.columns.len());
    for (line, tick) in ticks.iter().enumerate() {
        event_row(&mut events, setup, run, line, tick);
    }
    let bytes: Vec<u8> = [rows.bytes(), events.bytes()].concat();
    hex_digest(&bytes)
}

/// Appends a value as a line of JSON.
pub fn put(out: &mut Rows, value: &impl Serialize) {
    // Our own types always serialise.
    out.line(&serde_json::to_string(value).unwrap_or_default());
}

/// The answer that a line of a log has: a word, or the numbers of options; whether it is legal is for the run to say.
#[must_use]
pub fn read_answer(text: &str) -> Option<Answer> {
    if let Some(choice) = Choice::named(text) {
        return Some(Answer::Choice(choice));
    }
    let options: Option<Vec<u8>> = text.split(' ').map(|option| option.parse().ok()).collect();
    options.filter(|options| options.len() <= MAX_ISSUES).map(|o| Answer::Offer(Offer::new(&o)))
}
