//! What gains on the frontier are measured from.

use crate::fields::{choice, section};

choice! {
    /// The disagreement point: what each party has if nothing is agreed.
    pub enum Disagreement {
        /// The status quo on every issue.
        StatusQuo = "status-quo",
        /// Each party's reservation.
        Reservation = "reservation",
    }
}

section! {
    /// The Pareto front and its solution points, in `frontier.csv`; no run depends on it.
    pub struct Frontier in "frontier", rows "" {
        /// What gains are measured from.
        disagreement: Disagreement = Disagreement::StatusQuo, "", assumed "the status quo is what holds while nothing is agreed";
    }
}
