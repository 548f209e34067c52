//! Who is in a class, and what they said.

use serde::{Deserialize, Serialize};

/// A member of the class.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// What they are called: never a real name, if they follow the page.
    pub pseudonym: String,
    /// The SHA-256 of the token of their personal link, in hexadecimal digits.
    pub token: String,
    /// Their table, from 0, and their party, by its position; none once they were removed.
    pub place: Option<(usize, usize)>,
    /// Their private note.
    pub note: String,
}

/// What a seat predicts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guess {
    /// The outcome, by its word in `runs.csv`.
    pub outcome: String,
    /// The day of the first summit; none if there will be none.
    pub first_summit_day: Option<u32>,
}

/// What the teacher told.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// The table, from 0; all if none.
    pub table: Option<usize>,
    /// What.
    pub text: String,
}
