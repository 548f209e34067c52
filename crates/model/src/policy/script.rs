//! A scripted player: answers written down beforehand.

use super::decision::{Answer, Choice, Request, RequestKind};

/// Answers by request and occurrence.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Script {
    lines: Vec<Line>,
}

#[derive(Clone, Debug, PartialEq)]
struct Line {
    kind: usize,
    /// The occurrence it is for; every one if none is named.
    occurrence: Option<u32>,
    choice: Choice,
}

/// A line of a script that cannot be followed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScriptError {
    /// The line has not the form `request = answer`.
    #[error("`{0}` is not of the form `request = answer` or `request#0 = answer`")]
    Form(String),
    /// There is no such request, or it cannot be scripted.
    #[error("there is no request `{name}` to script; requests: {known}")]
    Request {
        /// The name given.
        name: String,
        /// The requests there are.
        known: String,
    },
    /// The answer is not legal for the request.
    #[error("`{answer}` is no answer to `{request}`; answers: {legal}")]
    Answer {
        /// The request.
        request: String,
        /// The answer given.
        answer: String,
        /// The answers there are.
        legal: String,
    },
}

fn unknown(name: &str) -> ScriptError {
    ScriptError::Request { name: name.to_owned(), known: requests() }
}

fn requests() -> String {
    let names: Vec<&str> = RequestKind::ALL
        .into_iter()
        .filter(|k| !k.legal().is_empty())
        .map(RequestKind::name)
        .collect();
    names.join(", ")
}

impl Script {
    /// Reads lines such as `grant = defer` (always) and `move#0 = ask` (the first time).
    ///
    /// # Errors
    /// The first line that cannot be followed.
    pub fn parse<S: AsRef<str>>(lines: &[S]) -> Result<Script, ScriptError> {
        let mut script = Script::default();
        for line in lines {
            let line = line.as_ref();
            let (left, right) =
                line.split_once('=').ok_or_else(|| ScriptError::Form(line.to_owned()))?;
            let (name, occurrence) = match left.trim().split_once('#') {
                None => (left.trim(), None),
                Some((name, number)) => {
                    let number =
                        number.trim().parse().map_err(|_| ScriptError::Form(line.to_owned()))?;
                    (name.trim(), Some(number))
                }
            };
            let kind = RequestKind::named(name).ok_or_else(|| unknown(name))?;
            if kind.legal().is_empty() {
                return Err(unknown(name));
            }
            let answer = right.trim();
            let mut legal: Vec<Choice> = kind.legal().to_vec();
            if matches!(kind, RequestKind::Grant { .. }) {
                legal.push(Choice::Override);
            }
            let choice = Choice::named(answer).filter(|c| legal.contains(c)).ok_or_else(|| {
                ScriptError::Answer {
                    request: name.to_owned(),
                    answer: answer.to_owned(),
                    legal: legal.iter().map(|c| c.name()).collect::<Vec<_>>().join(", "),
                }
            })?;
            script.lines.push(Line { kind: kind.number(), occurrence, choice });
        }
        Ok(script)
    }

    /// The scripted answer to a request, if there is one and it is legal now.
    #[must_use]
    pub fn answer(&self, request: &Request) -> Option<Answer> {
        let kind = request.kind.number();
        let fits = |line: &&Line| {
            line.kind == kind && line.occurrence.is_none_or(|o| o == request.occurrence)
        };
        // A line for this very occurrence goes before one for all.
        let line = self.lines.iter().filter(fits).max_by_key(|line| line.occurrence.is_some())?;
        request.kind.legal().contains(&line.choice).then_some(Answer::Choice(line.choice))
    }
}
