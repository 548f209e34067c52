//! A stored class made again: whether all is as it was accepted, and every table ended as was noted.

use std::sync::Arc;

use crate::room::Course;

use super::ledger::Ledger;
use super::sqlite::{Ended, Entry, Head, StoreError};

/// What was found.
#[derive(Debug)]
pub struct Verified {
    /// The class, as its actions make it.
    pub ledger: Ledger,
    /// What is not as it was noted; empty if all is.
    pub departures: Vec<Departure>,
}

/// What is not as it was noted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Departure {
    /// An action is not what was accepted; those after it cannot be looked at.
    #[error("{0}")]
    Action(StoreError),
    /// A table ended otherwise.
    #[error(
        "table {table}, at action {action}: {there} was noted, it is {here}",
        table = .there.as_ref().or(.here.as_ref()).map_or(0, |ended| ended.table + 1),
        there = told(.there.as_ref()),
        here = told(.here.as_ref())
    )]
    Ended {
        /// The number of the action.
        action: u64,
        /// What was noted.
        there: Option<Ended>,
        /// What it is.
        here: Option<Ended>,
    },
}

fn told(ended: Option<&Ended>) -> String {
    match ended {
        None => "no end".to_owned(),
        Some(Ended { decisions, outcome, sha256, .. }) => {
            let short: String = sha256.chars().take(12).collect();
            format!("{outcome} after {decisions} decisions ({short}…)")
        }
    }
}

/// Makes a class again from its actions, and compares.
#[must_use]
pub fn verify(course: Arc<Course>, head: &Head, entries: &[Entry], noted: &[Ended]) -> Verified {
    let mut ledger = Ledger::begin(course, head);
    let mut departures = Vec::new();
    let mut noted_at = noted.iter().peekable();
    for entry in entries {
        if let Err(fault) = ledger.take(entry) {
            departures.push(Departure::Action(fault));
            return Verified { ledger, departures };
        }
        let ended = ledger.ended();
        while let Some(there) = noted_at.next_if(|noted| noted.action <= entry.number) {
            let here = ended.iter().find(|ended| ended.table == there.table).cloned();
            let is_same = there.action == entry.number && here.as_ref() == Some(there);
            if !is_same {
                let (action, there) = (there.action, Some(there.clone()));
                departures.push(Departure::Ended { action, there, here });
            }
        }
    }
    departures.extend(noted_at.map(|there| {
        let (action, there) = (there.action, Some(there.clone()));
        Departure::Ended { action, there, here: None }
    }));
    // Every table that is at its end was noted, and its last note says the same.
    for here in ledger.ended() {
        let there = noted.iter().rev().find(|noted| noted.table == here.table).cloned();
        let said = |ended: &Ended| (ended.decisions, ended.outcome.clone(), ended.sha256.clone());
        if there.as_ref().map(said) != Some(said(&here)) {
            departures.push(Departure::Ended { action: here.action, there, here: Some(here) });
        }
    }
    Verified { ledger, departures }
}
