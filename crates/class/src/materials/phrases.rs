//! Estimates and outcomes in words.

use crate::Catalogue;
use summitry_model::process::Outcome;

use super::batches::Estimate;
use super::paper::signed;

/// A difference in points, with its sign.
pub(super) fn shown(words: &Catalogue, value: f64) -> String {
    signed(words, value, 1)
}

/// A difference with its interval.
pub(super) fn interval(words: &Catalogue, of: Estimate) -> String {
    words.fill(
        "paper.interval",
        &[
            ("value", &shown(words, of.value)),
            ("low", &shown(words, of.low)),
            ("high", &shown(words, of.high)),
        ],
    )
}

/// The key of an outcome's name.
pub(super) fn outcome_name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::CoalitionFractured => "paper.outcome.coalition-fractured",
        Outcome::RequesterBypassed => "paper.outcome.requester-bypassed",
        Outcome::Durable => "paper.outcome.durable",
        Outcome::Collapsed => "paper.outcome.collapsed",
        Outcome::RatificationFailed => "paper.outcome.ratification-failed",
        Outcome::PartialOnly => "paper.outcome.partial-only",
        Outcome::SymbolicOnly => "paper.outcome.symbolic-only",
        Outcome::NoSummit => "paper.outcome.no-summit",
    }
}
