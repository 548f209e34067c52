//! Sequences: which meetings come before which.

use crate::fields::{choice, section};

use super::gate::Gate;

choice! {
    /// What follows when a meeting closes and its place in the sequence is not done.
    pub enum OnFailure {
        /// It is called again, so many times and days; then the sequence goes on.
        Retry = "retry",
        /// The sequence goes on.
        Skip = "skip",
        /// The sequence stands still: nothing further is called.
        Stop = "stop",
    }
}

section! {
    /// Defaults for the places of a sequence.
    pub struct Defaults in "sequence", rows "A15 A35" {
        /// What follows when a meeting closes and its place is not done.
        on_failure: OnFailure = OnFailure::Retry, "", assumed "";
        /// Meetings after which it is given up.
        attempts: u32 = 3, 1..=1000, "meetings", assumed "";
        /// Days after which it is given up.
        give_up: f64 = 3650.0, 0.0..=3650.0, "day", assumed "";
    }
}

/// A place of a sequence: a type of meeting, and when it is done.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The type of meeting, by position.
    pub meeting: u8,
    /// What must hold for it to be done; if nothing is said, that it was held and did not fail.
    pub until: Option<Gate>,
    /// What follows when a meeting closes and it is not done.
    pub on_failure: OnFailure,
    /// Meetings after which it is given up.
    pub attempts: u32,
    /// Days after which it is given up.
    pub give_up: f64,
}

/// Steps one after another; the places of a step come in any order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sequence {
    /// The steps.
    pub steps: Vec<Vec<Place>>,
}
