//! The actions in a class. A class is the list of these, with their times.

use serde::{Deserialize, Serialize};

use super::member::Guess;
use super::phase::Phase;

/// An action.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Action {
    /// Somebody joins, and gets the next number and a seat.
    Join {
        /// The pseudonym.
        pseudonym: String,
        /// The SHA-256 of the token in their personal link, in hexadecimal digits.
        token: String,
    },
    /// A member predicts for its seat how the run will end.
    Predict {
        /// The member, by number.
        member: usize,
        /// The prediction.
        guess: Guess,
    },
    /// A member answers for its seat.
    Answer {
        /// The member, by number.
        member: usize,
        /// The decisions' numbers with the answers, as an answer log writes them.
        answers: Vec<(usize, String)>,
    },
    /// A member writes its private note.
    Note {
        /// The member, by number.
        member: usize,
        /// The whole text.
        text: String,
    },
    /// A member returns to a seat that had been marked as away.
    Back {
        /// The member, by number.
        member: usize,
    },
    /// The time for the decisions due at a table is up.
    Up {
        /// The table's number, from 0.
        table: usize,
        /// The number of the first decision that is due.
        decision: usize,
    },
    /// The program was restarted after a downtime.
    Resumed {
        /// The downtime, in milliseconds.
        stood: i64,
    },
    /// The class goes to the next or the previous phase.
    Go {
        /// The phase.
        phase: Phase,
    },
    /// All clocks stop, and nobody may answer.
    Pause,
    /// The clocks run again.
    Resume,
    /// The phase and the decisions that are due get more time.
    Extend {
        /// The extension, in seconds.
        seconds: u32,
    },
    /// The teacher injects a shock.
    #[serde(rename = "strike")]
    InjectShock {
        /// The kind of shock, by its id.
        shock: String,
        /// The table's number, from 0; all tables if none.
        table: Option<usize>,
    },
    /// A seat is handed to its policy, or back to its members.
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
        /// The member, by number.
        member: usize,
        /// The table's number, from 0.
        table: usize,
        /// The party, by its position.
        party: usize,
    },
    /// A member leaves the class.
    Remove {
        /// The member, by number.
        member: usize,
    },
    /// The teacher sends a message to a table, or to all.
    Tell {
        /// The table's number, from 0; all if none.
        table: Option<usize>,
        /// The message.
        text: String,
    },
    /// The private information of each seat is shown to its table, or hidden again.
    Reveal {
        /// Whether it is to be shown.
        shown: bool,
    },
    /// The class ends: nothing is accepted afterwards.
    End,
}
