//! The members of a class, their predictions, and the messages of the teacher.

use serde::{Deserialize, Serialize};

/// A member of the class.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// The pseudonym. The page asks members not to use their real name.
    pub pseudonym: String,
    /// The SHA-256 of the token in the personal link, in hexadecimal digits.
    pub token: String,
    /// The table, from 0, and the party, by its position; none for a removed member.
    pub place: Option<(usize, usize)>,
    /// The private note.
    pub note: String,
}

/// A seat's prediction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guess {
    /// The outcome, by its word in `runs.csv`.
    pub outcome: String,
    /// The day of the first summit; none if there will be none.
    pub first_summit_day: Option<u32>,
}

/// A message of the teacher.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Time, in milliseconds since 1970.
    pub at: i64,
    /// The table, from 0; none for all tables.
    pub table: Option<usize>,
    /// The text.
    pub text: String,
}
