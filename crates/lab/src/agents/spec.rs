//! What is declared of a seat that a program plays, and what became of it in a run.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use summitry_model::fields::text::sanitize;
use summitry_model::fields::tree::shorten;

use super::in_process::{Agent, InProcess};

/// A seat that a program plays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentSpec {
    /// The party, by position.
    pub party: usize,
    /// The program and its arguments.
    pub command: Vec<String>,
    /// How long it may take for an answer.
    pub answer_within: Duration,
    /// The agent that plays in place of a program. There is no time limit for it.
    pub in_process: Option<InProcess>,
}

impl AgentSpec {
    /// How long a program may take from its start until it is ready.
    pub const READY_WITHIN: Duration = Duration::from_secs(10);
    /// Most bytes of a line that a program writes, its line break left aside.
    pub const LONGEST_LINE: usize = 64 * 1024;
    /// How long a program that is said goodbye may take to end.
    pub const ENDS_WITHIN: Duration = Duration::from_secs(1);
    /// Bytes at the end of its standard error that are kept, to be shown if it fails.
    pub const KEPT_ERRORS: usize = 2048;

    /// A program in a seat.
    #[must_use]
    pub fn program(party: usize, command: Vec<String>, answer_within: Duration) -> Self {
        AgentSpec { party, command, answer_within, in_process: None }
    }

    /// An agent of the calling program in a seat.
    #[must_use]
    pub fn in_process(party: usize, agent: Arc<dyn Agent>) -> Self {
        let (command, answer_within) = (vec![agent.name()], Duration::ZERO);
        AgentSpec { party, command, answer_within, in_process: Some(InProcess(agent)) }
    }

    /// The command on one line, for messages.
    #[must_use]
    pub fn command_line(&self) -> String {
        self.command.join(" ")
    }
}

macro_rules! faults {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// What a program did that cost it its seat.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Fault {
            $($(#[$doc])* $name,)*
        }

        impl Fault {
            /// All names, as in tables.
            pub const NAMES: &'static [&'static str] = &[$($text,)*];

            /// The name in tables.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Fault::$name => $text,)* }
            }
        }
    };
}

faults! {
    /// It ended, or closed its standard output.
    Ended = "ended",
    /// It gave no answer in time.
    Silent = "silent",
    /// It wrote a line that is no answer.
    Garbage = "garbage",
    /// It answered what it was not asked.
    Stray = "stray",
    /// Its answer is not legal.
    Illegal = "illegal",
    /// It wrote a line that is too long.
    Flood = "flood",
    /// An agent in process raised an exception.
    Raised = "raised",
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Fault::Ended => "it ended, or closed its standard output",
            Fault::Silent => "it gave no answer in time",
            Fault::Garbage => "it wrote a line that is no answer",
            Fault::Stray => "it answered what it was not asked",
            Fault::Illegal => "its answer is not legal",
            Fault::Flood => "it wrote a line of more than 64 KiB",
            Fault::Raised => "it raised an exception",
        })
    }
}

/// How a program lost its seat: what a person needs to find the mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lapse {
    /// What it did.
    pub fault: Fault,
    /// Why that is a fault, in words.
    pub why: String,
    /// The line that it wrote, if one is to blame.
    pub line: Option<String>,
    /// The end of what it wrote to standard error, or the traceback of an exception; empty for nothing.
    pub errors: String,
}

impl Lapse {
    /// Characters of a line that are shown.
    const SHOWN: usize = 200;

    /// A line that is at fault.
    #[must_use]
    pub fn of_line(fault: Fault, line: &[u8], why: impl Into<String>) -> Lapse {
        let line = sanitize(&shorten(&String::from_utf8_lossy(line), Self::SHOWN));
        Lapse { fault, why: why.into(), line: Some(line), errors: String::new() }
    }
}

impl From<Fault> for Lapse {
    fn from(fault: Fault) -> Lapse {
        Lapse { fault, why: fault.to_string(), line: None, errors: String::new() }
    }
}

/// The fault in words, the line and the end of standard error, each on lines of its own.
impl fmt::Display for Lapse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)?;
        if let Some(line) = &self.line {
            write!(f, "; the line:\n{line}")?;
        }
        match self.fault {
            Fault::Raised if !self.errors.is_empty() => write!(f, "\n{}", self.errors),
            _ => f.write_str(&stderr_suffix(&self.errors)),
        }
    }
}

/// What became of a seat in one run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AgentReport {
    /// Decisions that the seat was asked for.
    pub requests: u64,
    /// Those that the program answered.
    pub answered: u64,
    /// What cost it the seat, and the first decision that was played for it: its number in the run, from 1, as in the
    /// answer log.
    pub fault: Option<(Fault, u64)>,
}

/// A program that could not be started, or was never ready.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the program of {party} (`{command}`) cannot be started: {why}{}", stderr_suffix(.errors))]
pub struct AgentNotStarted {
    /// The id of the party.
    pub party: String,
    /// Its command.
    pub command: String,
    /// Why.
    pub why: String,
    /// The end of what it wrote to standard error.
    pub errors: String,
}

/// What a program wrote to standard error, as the end of a message.
#[must_use]
pub fn stderr_suffix(errors: &str) -> String {
    if errors.is_empty() { String::new() } else { format!("\nits standard error:\n{errors}") }
}
