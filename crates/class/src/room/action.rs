//! What is done in a class. A class is the list of these, with their times.

use serde::{Deserialize, Serialize};

use super::member::Guess;
use super::phase::Phase;

/// Something that was done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Action {
    /// Somebody joins. They get the next number, and a place.
    Join {
        /// What they want to be called.
        pseudonym: String,
        /// The SHA-256 of their personal link's token, in hexadecimal digits.
        token: String,
    },
    /// A member's seat predicts how its run will end.
    Predict {
        /// Who.
        member: usize,
        /// What they predict.
        guess: Guess,
    },
    /// A member answers for its seat.
    Answer {
        /// Who.
        member: usize,
        /// The decisions' numbers with the answers, as an answer log writes them.
        answers: Vec<(usize, String)>,
    },
    /// A member writes its private note.
    Note {
        /// Who.
        member: usize,
        /// All of it.
        text: String,
    },
    /// A member whose seat was taken to be away is back.
    Back {
        /// Who.
        member: usize,
    },
    /// The time for what is due at a table is up.
    Up {
        /// The table's number, from 0.
        table: usize,
        /// The number of the first decision that is due.
        decision: usize,
    },
    /// The program was started again, after it had not run for a while.
    Resumed {
        /// How long, in milliseconds.
        stood: i64,
    },
    /// The class goes to a phase: the next one, or the one before.
    Go {
        /// Which.
        phase: Phase,
    },
    /// All clocks stand still, and nobody may answer.
    Pause,
    /// They go on.
    Resume,
    /// The phase, and what is due at the tables, get more time.
    Extend {
        /// Seconds.
        seconds: u32,
    },
    /// A shock strikes.
    #[serde(rename = "strike")]
    InjectShock {
        /// The kind of shock, by its id.
        shock: String,
        /// The table's number, from 0; all tables if none.
        table: Option<usize>,
    },
    /// A seat is handed to its policy, or back to its people.
    Hand {
        /// The table's number, from 0.
        table: usize,
        /// The party, by its position.
        party: usize,
        /// Whether the policy plays.
        to_policy: bool,
    },
    /// A member is given another seat.
    Move {
        /// Who.
        member: usize,
        /// The table's number, from 0.
        table: usize,
        /// The party, by its position.
        party: usize,
    },
    /// A member leaves the class.
    Remove {
        /// Who.
        member: usize,
    },
    /// The teacher tells a table something, or all.
    Tell {
        /// The table's number, from 0; all if none.
        table: Option<usize>,
        /// What.
        text: String,
    },
    /// What each seat alone knew is shown to its table, or hidden again.
    Reveal {
        /// Whether it is shown.
        shown: bool,
    },
    /// The class is over: nothing is accepted any more.
    End,
}
