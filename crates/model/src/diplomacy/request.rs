//! The request for a summit, and the time between requests.

use crate::fields::section;

section! {
    /// When the requester considers asking.
    pub struct Requests in "requests", rows "A1 A28" {
        /// Mean of the first wait.
        first: f64 = 20.0, 0.0..=3650.0, "day", assumed "";
        /// Least time between two considerations.
        shortest: f64 = 7.0, 0.0..=3650.0, "day", assumed "";
        /// Mean of the rest of the wait, at the starting strain.
        mean: f64 = 30.0, 0.0..=3650.0, "day", assumed "";
        /// Noise in what the requester knows of the gatekeeper's thresholds, until a summit shows them.
        threshold_noise: f64 = 0.15, 0.0..=1.0, "share", assumed "";
    }
}

/// What a deferral names as missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A leaf of the gate, by its number.
    Leaf(usize),
    /// Days since the last summit (`meeting.summit.cooldown`).
    Cooldown,
    /// Rounds since the last summit (`meeting.summit.rounds-between`).
    RoundsBetween,
    /// Meetings that the sequence has before it.
    Sequence,
    /// As many have been held as may be (`meeting.summit.at-most`).
    AtMost,
}
