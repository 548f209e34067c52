//! Answer logs replayed: each run is simulated again from its answers, and the results are compared bit for bit.

use std::io::BufRead;

use serde::Deserialize as _;

use crate::agents::protocol::json_line;
use crate::rows::answer_log::{
    End, FORMAT, Head, InjectedLine, Line, ReseedLine, digest, head, read_answer,
};
use summitry_engine::units::SimTime;
use summitry_model::policy::RequestKind;
use summitry_model::process::{CompiledScenario, InjectedShock, Run, Step};

/// Most characters of a line that a message shows.
const SHOWN: usize = 80;

/// Why a log cannot be replayed at all.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum LogError {
    /// It cannot be read.
    #[error("it cannot be read: {0}")]
    Unreadable(String),
    /// A line is none of a log.
    #[error("line {line} is no line of an answer log ({why}): {text}")]
    Form {
        /// The number of the line, from 1.
        line: u64,
        /// What is wrong.
        why: String,
        /// How it begins.
        text: String,
    },
    /// It was written by another version, or for another scenario.
    #[error("{}", list(.0))]
    Other(Vec<Difference>),
    /// The last run has no end.
    #[error("it breaks off in run {run}, after {decisions} decisions: it was not finished")]
    BrokenOff {
        /// The run.
        run: u64,
        /// Decisions that it has.
        decisions: usize,
    },
    /// There is no run in it.
    #[error("it has no runs")]
    Empty,
}

fn list(differences: &[Difference]) -> String {
    let one = |d: &Difference| format!("its {} is {}, here it is {}", d.what, d.there, d.here);
    differences.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// In what a log differs from what it is to be replayed with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What differs.
    pub what: &'static str,
    /// What the log says.
    pub there: String,
    /// What is here.
    pub here: String,
}

/// In what the head of a log differs from that of this program and scenario; empty if in nothing.
#[must_use]
pub fn differences(there: &Head, setup: &CompiledScenario) -> Vec<Difference> {
    let here = head(setup, there.seed);
    let short = |digest: &str| format!("{}…", digest.chars().take(12).collect::<String>());
    let pairs = [
        ("format", there.log.clone(), here.log),
        ("version", there.summitry.clone(), here.summitry),
        ("randomness protocol", there.randomness.to_string(), here.randomness.to_string()),
        ("scenario", there.scenario.clone(), here.scenario),
        ("digest of the scenario", short(&there.scenario_sha256), short(&here.scenario_sha256)),
    ];
    let differ = pairs.into_iter().filter(|(_, there, here)| there != here);
    differ.map(|(what, there, here)| Difference { what, there, here }).collect()
}

/// Where a replay went another way than the log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Departure {
    /// Another decision was due, or none.
    #[error("run {run}, decision {decision}: the log has {there}, the run {here}")]
    Decision {
        /// The run.
        run: u64,
        /// The number of the decision.
        decision: u64,
        /// What the log has.
        there: String,
        /// What the run has.
        here: String,
    },
    /// The recorded answer was not legal.
    #[error("run {run}, decision {decision}: {why}")]
    Illegal {
        /// The run.
        run: u64,
        /// The number of the decision.
        decision: u64,
        /// What would have been legal.
        why: String,
    },
    /// The log's last line of the run says something else of it.
    #[error("run {run}: the log says that it had {there}, it had {here}")]
    End {
        /// The run.
        run: u64,
        /// What the log says.
        there: String,
        /// What it had.
        here: String,
    },
    /// All answers fit, and the run came to something else.
    #[error(
        "run {run}: all {decisions} answers fit, but what it left has another digest ({here}… instead of {there}…)"
    )]
    Result {
        /// The run.
        run: u64,
        /// How many decisions.
        decisions: u64,
        /// The digest that the log has, shortened.
        there: String,
        /// That of the replay, shortened.
        here: String,
    },
}

/// What a replay found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replayed {
    /// Runs that are the same to the bit.
    pub equal: u64,
    /// Their decisions.
    pub decisions: u64,
    /// Where others departed, in order.
    pub departures: Vec<Departure>,
}

/// Reads the head of a log, its first line that is not blank; also gives the number of that line.
///
/// # Errors
///
/// [`LogError`]
pub fn read_head(log: &mut impl BufRead) -> Result<(Head, u64), LogError> {
    let mut text = String::new();
    let line = next_line(log, &mut text)?;
    if line == 0 {
        return Err(LogError::Empty);
    }
    let head = json_line(text.as_bytes()).and_then(Head::deserialize);
    let head = head.map_err(|error| form(line, &error, &text))?;
    if head.log != FORMAT {
        let difference = Difference { what: "format", there: head.log, here: FORMAT.to_owned() };
        return Err(LogError::Other(vec![difference]));
    }
    Ok((head, line))
}

/// Reads the next line that is not blank, and gives how many lines that took; 0 at the end.
fn next_line(log: &mut impl BufRead, text: &mut String) -> Result<u64, LogError> {
    let mut lines = 0;
    loop {
        text.clear();
        let read = log.read_line(text);
        if read.map_err(|error| LogError::Unreadable(error.to_string()))? == 0 {
            return Ok(0);
        }
        lines += 1;
        if !text.trim_matches(['\u{feff}', ' ', '\t', '\r', '\n']).is_empty() {
            return Ok(lines);
        }
    }
}

fn form(line: u64, error: &serde_json::Error, text: &str) -> LogError {
    let text: String = text.trim_end().chars().take(SHOWN).collect();
    // The column of a line of JSON says where; its line is always the first.
    let why = error.to_string();
    let why = why.split(" at line").next().unwrap_or_default().to_owned();
    LogError::Form { line, why, text }
}

/// Makes the runs of a log again from their answers, and compares; `head` and its line are those of [`read_head`]. Memory is
/// that of one run.
///
/// # Errors
///
/// [`LogError`]; that a run departs from the log is no error but a finding.
pub fn replay_log(
    log: &mut impl BufRead,
    (head, line): (&Head, u64),
    setup: &CompiledScenario,
    progress: &mut dyn FnMut(u64),
) -> Result<Replayed, LogError> {
    let differ = differences(head, setup);
    if !differ.is_empty() {
        return Err(LogError::Other(differ));
    }
    let mut run = Run::new(setup);
    let mut found = Replayed::default();
    let (mut lines, mut of, mut text) = (Vec::<Line>::new(), None, String::new());
    let mut number = line;
    let mut given = RunContext::default();
    let mut last = None;
    loop {
        match next_line(log, &mut text)? {
            0 => break,
            read => number += read,
        }
        let value = json_line(text.as_bytes()).map_err(|error| form(number, &error, &text))?;
        if value.get("sha256").is_some() {
            let end: End =
                serde_json::from_value(value).map_err(|error| form(number, &error, &text))?;
            // A batch's runs come one after the other, and each once.
            let follows = last.is_none_or(|last: u64| last.checked_add(1) == Some(end.run));
            if of.is_some_and(|run| run != end.run) || !follows {
                return Err(out_of_order(number, &text));
            }
            last = Some(end.run);
            match replay_run(&mut run, setup, head.seed, &given, &lines, &end) {
                Ok(()) => {
                    found.equal += 1;
                    found.decisions += end.decisions;
                }
                Err(departure) => found.departures.push(departure),
            }
            progress(found.equal + found.departures.len() as u64);
            lines.clear();
            given = RunContext::default();
            of = None;
            continue;
        }
        let is_given = value.get("luck").is_some() || value.get("shock").is_some();
        if is_given {
            let run = given.read(value, setup).map_err(|error| form(number, &error, &text))?;
            if of.is_some_and(|of| of != run) || !lines.is_empty() {
                return Err(out_of_order(number, &text));
            }
            of = Some(run);
            continue;
        }
        let line: Line =
            serde_json::from_value(value).map_err(|error| form(number, &error, &text))?;
        if of.is_some_and(|run| run != line.run) || line.decision != lines.len() as u64 + 1 {
            return Err(out_of_order(number, &text));
        }
        of = Some(line.run);
        lines.push(line);
    }
    if let Some(run) = of {
        return Err(LogError::BrokenOff { run, decisions: lines.len() });
    }
    if found.equal == 0 && found.departures.is_empty() {
        return Err(LogError::Empty);
    }
    Ok(found)
}

/// What a run was given besides its number.
#[derive(Debug, Default)]
struct RunContext {
    draws: Option<u64>,
    injected: Vec<InjectedShock>,
}

impl RunContext {
    /// Takes a line, and gives the number of its run.
    fn read(
        &mut self,
        line: serde_json::Value,
        setup: &CompiledScenario,
    ) -> Result<u64, serde_json::Error> {
        use serde::de::Error;
        if line.get("luck").is_some() {
            let ReseedLine { run, draws } = serde_json::from_value(line)?;
            self.draws = Some(draws);
            return Ok(run);
        }
        let InjectedLine { run, minute, shock } = serde_json::from_value(line)?;
        let kinds = &setup.scenario.shocks;
        let kind = kinds.iter().position(|kind| kind.id == shock);
        let kind = kind.ok_or_else(|| {
            serde_json::Error::custom(format!("the scenario has no shock `{shock}`"))
        })?;
        self.injected.push(InjectedShock { at: SimTime::from_minutes(minute), shock: kind as u8 });
        Ok(run)
    }
}

fn out_of_order(line: u64, text: &str) -> LogError {
    let text: String = text.trim_end().chars().take(SHOWN).collect();
    LogError::Form { line, why: "it is out of order".to_owned(), text }
}

/// Makes a run again from its answers.
fn replay_run(
    run: &mut Run<'_>,
    setup: &CompiledScenario,
    seed: u64,
    given: &RunContext,
    lines: &[Line],
    end: &End,
) -> Result<(), Departure> {
    let number = end.run;
    let departs = |decision: usize, there: String, here: String| Departure::Decision {
        run: number,
        decision: decision as u64,
        there,
        here,
    };
    if run.begin(seed, given.draws.unwrap_or(number), true).is_err() {
        let here = "a number past those that runs have".to_owned();
        return Err(departs(0, format!("run {number}"), here));
    }
    given.injected.iter().for_each(|&strike| run.inject_shock(strike));
    let mut made = 0;
    loop {
        match run.advance() {
            Step::Happened => {}
            Step::Done => break,
            Step::Due => {
                for k in 0..run.due().len() {
                    made += 1;
                    let here = due(run, setup, k);
                    let Some(line) = lines.get(made - 1) else {
                        return Err(departs(made, "its end".to_owned(), here));
                    };
                    let there = recorded(line);
                    if there != here {
                        return Err(departs(made, there, here));
                    }
                    let illegal = |why: String| Departure::Illegal {
                        run: number,
                        decision: made as u64,
                        why,
                    };
                    let answer = read_answer(&line.answer);
                    let answer =
                        answer.ok_or_else(|| illegal(format!("`{}` is no answer", line.answer)))?;
                    run.answer(k, answer).map_err(|fault| illegal(fault.to_string()))?;
                }
                run.commit();
            }
        }
    }
    if let Some(line) = lines.get(made) {
        return Err(departs(made + 1, recorded(line), "its end".to_owned()));
    }
    let words =
        |decisions: u64, outcome: &str| format!("{decisions} decisions and ended {outcome}");
    let there = words(end.decisions, &end.outcome);
    let here = words(made as u64, run.record().outcome.name());
    if there != here {
        return Err(Departure::End { run: number, there, here });
    }
    let here = digest(setup, number, seed, run.record(), run.trace());
    if here != end.sha256 {
        let short = |digest: &str| digest.chars().take(12).collect();
        let (there, here) = (short(&end.sha256), short(&here));
        return Err(Departure::Result { run: number, decisions: made as u64, there, here });
    }
    Ok(())
}

/// A due decision in words: who is asked what, and when.
fn due(run: &Run<'_>, setup: &CompiledScenario, k: usize) -> String {
    let request = run.due()[k];
    let scenario = &setup.scenario;
    let issue = match request.kind {
        RequestKind::EndorseIssue(issue) => Some(scenario.issues[issue.index()].id.as_str()),
        _ => None,
    };
    let party = &scenario.parties[request.party.index()].id;
    words(party, request.kind.name(), issue, run.now().minutes())
}

fn recorded(line: &Line) -> String {
    words(&line.party, &line.request, line.issue.as_deref(), line.minute)
}

fn words(party: &str, request: &str, issue: Option<&str>, minute: i64) -> String {
    let issue = issue.map(|issue| format!(" of {issue}")).unwrap_or_default();
    format!("`{request}`{issue} to {party} at minute {minute}")
}
