//! The protocol `summitry-seat/1`: what is said to a program in a seat, and what it may say. One JSON object a line.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use summitry_model::bargaining::{MAX_ISSUES, Offer};
use summitry_model::fields::field::Choice as _;
use summitry_model::policy::{Answer, Choice};
use summitry_model::process::CompiledScenario;

use super::observation::Observation;
use super::spec::{AgentSpec, Fault, Lapse};
use summitry_model::fields::tree::shorten;

/// The version that this program speaks.
pub const PROTOCOL: &str = "summitry-seat/1";

/// What is said to a program.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Message<'a> {
    /// First of all: what is played, and which seat is the program's.
    Hello(Hello<'a>),
    /// A decision is due.
    Request(Box<Request<'a>>),
    /// A run in which it was asked is over.
    End {
        /// The number of the run.
        run: u64,
        /// How it ended.
        outcome: &'static str,
    },
    /// All is over; its standard input is closed next.
    Bye,
}

/// What is played: what everybody knows of the scenario.
#[derive(Clone, Debug, Serialize)]
pub struct Hello<'a> {
    /// [`PROTOCOL`]
    pub protocol: &'static str,
    /// The version of this program.
    pub summitry: &'static str,
    /// The id of the scenario.
    pub scenario: &'a str,
    /// Its title.
    pub title: &'a str,
    /// The id of the party that the program plays.
    pub party: &'a str,
    /// All parties.
    pub parties: Vec<PartyKnown<'a>>,
    /// The issues, in the order of offers.
    pub issues: Vec<IssueKnown<'a>>,
    /// Days that the window of the talks lasts, unless chance closes it.
    pub window_days: f64,
    /// The day of the deadline, if there is one.
    pub deadline_day: Option<f64>,
}

/// What everybody knows of a party.
#[derive(Clone, Debug, Serialize)]
pub struct PartyKnown<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name.
    pub label: &'a str,
    /// What it is to the process.
    pub role: &'static str,
    /// Its share of the coalition's influence; 0 for a counterpart.
    pub influence: f64,
}

/// What everybody knows of an issue.
#[derive(Clone, Debug, Serialize)]
pub struct IssueKnown<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name.
    pub label: &'a str,
    /// The names of its options; answers count them from 0.
    pub options: &'a [String],
    /// The option that holds while nothing is agreed.
    pub status_quo: u32,
}

/// A decision that is due.
#[derive(Clone, Debug, Serialize)]
pub struct Request<'a> {
    /// What the answer repeats. The same request has the same id whenever the run is made.
    pub id: &'a str,
    /// The number of the run.
    pub run: u64,
    /// Where a program that draws begins: the same for all requests of a run and seat.
    pub seed: u64,
    /// The number of the decision in the run, from 1, as in the answer log.
    pub decision: u64,
    /// What is asked.
    pub request: &'static str,
    /// The issue that it is about, where it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issue: Option<&'a str>,
    /// How often this seat was asked this before in the run.
    pub occurrence: u32,
    /// The legal answers; none for an offer, to which the answer is an option for each issue on the table.
    pub legal: Vec<&'static str>,
    /// What the seat sees.
    pub view: Observation<'a>,
    /// Milliseconds that it may take to answer.
    pub deadline_ms: u64,
}

/// Appends a message as a line.
pub fn put(out: &mut Vec<u8>, message: &Message<'_>) {
    // Our own types always serialise, and a `Vec` takes all.
    let _ = serde_json::to_writer(&mut *out, message);
    out.push(b'\n');
}

/// The first line for a seat.
#[must_use]
pub fn hello(setup: &CompiledScenario, of: &AgentSpec) -> Vec<u8> {
    let scenario = &setup.scenario;
    let game = setup.game();
    let message = Message::Hello(Hello {
        protocol: PROTOCOL,
        summitry: env!("CARGO_PKG_VERSION"),
        scenario: &scenario.id,
        title: &scenario.title,
        party: &scenario.parties[of.party].id,
        parties: (scenario.parties.iter().zip(game.influence))
            .map(|(party, &influence)| PartyKnown {
                id: &party.id,
                label: &party.of.label,
                role: party.of.role.key(),
                influence,
            })
            .collect(),
        issues: scenario
            .issues
            .iter()
            .map(|issue| IssueKnown {
                id: &issue.id,
                label: &issue.of.label,
                options: &issue.of.options,
                status_quo: issue.of.status_quo,
            })
            .collect(),
        window_days: scenario.calendar.window,
        deadline_day: scenario.calendar.deadline,
    });
    let mut line = Vec::new();
    put(&mut line, &message);
    line
}

/// The seed of a seat in a run: no more than a name for it, from which nothing of the run's own chance can be told.
#[must_use]
pub fn seed_of(seed: u64, run: u64, party: usize) -> u64 {
    let digest = Sha256::digest(format!("{PROTOCOL} {seed} {run} {party}"));
    // What a double holds exactly, as many readers of JSON know no other numbers.
    digest.iter().take(8).fold(0, |bits: u64, &byte| bits << 8 | u64::from(byte)) >> 11
}

/// A line of JSON as programs write it: a byte-order mark before it does not count, and `2.0` is the whole number 2.
///
/// # Errors
/// That of the reader, if the line is not JSON.
///
/// ```
/// use summitry_lab::agents::protocol::json_line;
/// assert_eq!(json_line(b"\xef\xbb\xbf[2.0, 0.5]").unwrap(), serde_json::json!([2, 0.5]));
/// ```
pub fn json_line(line: &[u8]) -> serde_json::Result<Value> {
    fn whole(value: &mut Value) {
        /// Whole numbers up to this are told apart.
        const GREATEST: f64 = (1_u64 << 53) as f64;
        match value {
            Value::Array(values) => values.iter_mut().for_each(whole),
            Value::Object(values) => values.values_mut().for_each(whole),
            #[expect(clippy::cast_possible_truncation, reason = "whole, and not past 2^53")]
            Value::Number(number) if number.is_f64() => {
                let float = number.as_f64().unwrap_or_default();
                if float.fract() == 0.0 && float.abs() <= GREATEST {
                    *value = Value::from(float as i64);
                }
            }
            _ => {}
        }
    }
    let mut value = serde_json::from_slice(line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line))?;
    whole(&mut value);
    Ok(value)
}

/// What a program says when it has read the hello.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ready {
    r#type: ReadyType,
    /// What it calls itself; nobody reads it yet.
    #[serde(default, rename = "name")]
    _name: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum ReadyType {
    Ready,
}

/// Whether a line says that the program is ready.
#[must_use]
pub fn is_ready(line: &[u8]) -> bool {
    json_line(line).is_ok_and(|value| Ready::deserialize(value).is_ok())
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Answered {
    #[serde(default, rename = "type")]
    _type: Option<AnswerType>,
    id: String,
    answer: Given,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum AnswerType {
    Answer,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
enum Given {
    Choice(String),
    Offer(Vec<u64>),
}

/// The answer in a line to the request of this id. Whether it is legal, the run says.
///
/// # Errors
/// [`Fault::Garbage`], [`Fault::Stray`], or [`Fault::Illegal`] for what is an answer to nothing.
pub fn answer(line: &[u8], id: &str) -> Result<Answer, Lapse> {
    let read: Answered = json_line(line)
        .and_then(Answered::deserialize)
        .map_err(|error| Lapse::of_line(Fault::Garbage, line, not_answer(line, &error)))?;
    if read.id != id {
        let why = format!("its `id` is {:?}, and the request has {id:?}", shorten(&read.id, 40));
        return Err(Lapse::of_line(Fault::Stray, line, why));
    }
    match read.answer {
        Given::Choice(name) => Choice::named(&name).map(Answer::Choice),
        Given::Offer(options) if options.len() <= MAX_ISSUES => {
            let options: Result<Vec<u8>, _> = options.into_iter().map(u8::try_from).collect();
            options.ok().map(|options| Answer::Offer(Offer::new(&options)))
        }
        Given::Offer(_) => None,
    }
    .ok_or_else(|| Lapse::of_line(Fault::Illegal, line, "no request has such an answer"))
}

/// Why a line is no answer: all that is wrong with it.
fn not_answer(line: &[u8], error: &serde_json::Error) -> String {
    if line.trim_ascii().is_empty() {
        return "the line is empty".to_owned();
    }
    let object = match json_line(line) {
        Ok(Value::Object(object)) => object,
        Ok(_) => return "it is JSON, but not an object with `id` and `answer`".to_owned(),
        Err(error) => {
            let text = error.to_string();
            let (reason, _) = text.split_once(" at line ").unwrap_or((&text, ""));
            return format!("it is not JSON: {reason}, at column {}", error.column());
        }
    };
    let mut wrong: Vec<String> = object
        .keys()
        .filter(|key| !["type", "id", "answer"].contains(&key.as_str()))
        .map(|key| {
            format!(
                "`{}` is not a key of an answer: those are `type`, `id` and `answer`",
                shorten(key, 40)
            )
        })
        .collect();
    if object.get("type").is_some_and(|kind| kind != "answer") {
        wrong.push("its `type` is not \"answer\"".to_owned());
    }
    match object.get("id") {
        None => wrong.push("it has no `id`".to_owned()),
        Some(id) if !id.is_string() => wrong.push("its `id` is not a text".to_owned()),
        Some(_) => {}
    }
    match object.get("answer") {
        None => wrong.push("it has no `answer`".to_owned()),
        Some(given) if Given::deserialize(given).is_err() => wrong.push(
            "its `answer` is neither a word of `legal` nor a list of options, counted from 0"
                .to_owned(),
        ),
        Some(_) => {}
    }
    if wrong.is_empty() { error.to_string() } else { wrong.join("; ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_told_from_what_is_none() {
        let read = |line: &str| answer(line.as_bytes(), "3.1").map_err(|lapse| lapse.fault);
        assert_eq!(read(r#"{"id":"3.1","answer":"defer"}"#), Ok(Answer::Choice(Choice::Defer)));
        let offer = Answer::Offer(Offer::new(&[2, 0, 1]));
        assert_eq!(read(r#" {"type":"answer","id":"3.1","answer":[2,0,1]} "#), Ok(offer));
        assert_eq!(read("\u{feff}{\"id\":\"3.1\",\"answer\":[2.0,0.0,1.0]}\r"), Ok(offer));
        assert_eq!(read(r#"{"id":"3.1","answer":[1.5]}"#), Err(Fault::Garbage));
        for garbage in [
            "",
            "null",
            "defer",
            r#"{"id":"3.1"}"#,
            r#"{"id":3.1,"answer":"defer"}"#,
            r#"{"id":"3.1","answer":"defer","why":"so"}"#,
            r#"{"id":"3.1","answer":[-1]}"#,
            r#"{"id":"3.1","answer":"defer"}{"#,
            r#"{"type":"ready","id":"3.1","answer":"defer"}"#,
        ] {
            assert_eq!(read(garbage), Err(Fault::Garbage), "{garbage}");
        }
        assert_eq!(
            answer(b"{\"id\":\"3.1\",\"answer\":\"\xff\"}", "3.1").unwrap_err().fault,
            Fault::Garbage
        );
        assert_eq!(read(r#"{"id":"3.2","answer":"defer"}"#), Err(Fault::Stray));
        for illegal in [r#""later""#, "[256]", &format!("[{}0]", "0,".repeat(MAX_ISSUES))] {
            let line = format!(r#"{{"id":"3.1","answer":{illegal}}}"#);
            assert_eq!(read(&line), Err(Fault::Illegal), "{line}");
        }
    }

    #[test]
    fn why_a_line_is_no_answer_is_said_in_words() {
        for (line, why) in [
            ("", "the line is empty"),
            ("defer", "it is not JSON: expected value, at column 1"),
            ("3", "it is JSON, but not an object with `id` and `answer`"),
            (
                r#"{"id":"3.1","answer":"defer","why":"so"}"#,
                "`why` is not a key of an answer: those are `type`, `id` and `answer`",
            ),
            (r#"{"id":"3.1"}"#, "it has no `answer`"),
            (
                r#"{"id":"3.1","answer":1}"#,
                "its `answer` is neither a word of `legal` nor a list of options, counted from 0",
            ),
            (
                r#"{"id":"3.2","answer":"defer"}"#,
                "its `id` is \"3.2\", and the request has \"3.1\"",
            ),
        ] {
            let lapse = answer(line.as_bytes(), "3.1").unwrap_err();
            assert_eq!((lapse.why.as_str(), lapse.line.as_deref()), (why, Some(line)));
        }
    }

    #[test]
    fn a_program_says_that_it_is_ready_in_one_way() {
        assert!(is_ready(br#"{"type":"ready"}"#));
        assert!(is_ready("\u{feff}{\"type\":\"ready\"}\r".as_bytes()));
        assert!(is_ready(br#"{"type":"ready","name":"mine"}"#));
        for line in ["ready", "{}", r#"{"type":"answer"}"#, r#"{"type":"ready","level":1}"#] {
            assert!(!is_ready(line.as_bytes()), "{line}");
        }
    }

    #[test]
    fn seeds_of_seats_are_numbers_that_a_double_holds() {
        let seeds: Vec<u64> =
            (0..3).flat_map(|run| [seed_of(1, run, 0), seed_of(1, run, 1)]).collect();
        assert!(seeds.iter().all(|&seed| seed < 1 << 53));
        assert!((1..seeds.len()).all(|k| !seeds[..k].contains(&seeds[k])));
    }
}
