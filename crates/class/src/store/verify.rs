//! Replaying a stored class: whether every action is what was accepted, and every table ended as recorded.

use std::sync::Arc;

use crate::state::ClassConfig;

use super::event_log::EventLog;
use super::sqlite::{Head, LogEntry, StoreError, TableEnd};

/// The result of a replay.
#[derive(Debug)]
pub struct Verification {
    /// The class, as its actions make it.
    pub log: EventLog,
    /// What differs from the record; empty if nothing does.
    pub discrepancies: Vec<Discrepancy>,
}

/// A difference from the record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Discrepancy {
    /// An action is not what was accepted; those after it cannot be checked.
    #[error("{0}")]
    Action(StoreError),
    /// A table ended differently.
    #[error(
        "table {table}, at action {action}: recorded {there}, replayed {here}",
        table = .there.as_ref().or(.here.as_ref()).map_or(0, |ended| ended.table + 1),
        there = describe(.there.as_ref()),
        here = describe(.here.as_ref())
    )]
    Ended {
        /// The number of the action.
        action: u64,
        /// The recorded end.
        there: Option<TableEnd>,
        /// The end in the replay.
        here: Option<TableEnd>,
    },
}

fn describe(ended: Option<&TableEnd>) -> String {
    match ended {
        None => "no end".to_owned(),
        Some(TableEnd { decisions, outcome, sha256, .. }) => {
            let short: String = sha256.chars().take(12).collect();
            format!("{outcome} after {decisions} decisions ({short}…)")
        }
    }
}

/// Replays a class from its actions, and compares the ends of its tables.
#[must_use]
pub fn verify(
    config: Arc<ClassConfig>,
    head: &Head,
    entries: &[LogEntry],
    noted: &[TableEnd],
) -> Verification {
    let mut log = EventLog::begin(config, head);
    let mut discrepancies = Vec::new();
    let mut noted_at = noted.iter().peekable();
    for entry in entries {
        if let Err(fault) = log.apply_stored(entry) {
            discrepancies.push(Discrepancy::Action(fault));
            return Verification { log, discrepancies };
        }
        let ended = log.ended();
        while let Some(there) = noted_at.next_if(|noted| noted.action <= entry.number) {
            let here = ended.iter().find(|ended| ended.table == there.table).cloned();
            let is_same = there.action == entry.number && here.as_ref() == Some(there);
            if !is_same {
                let (action, there) = (there.action, Some(there.clone()));
                discrepancies.push(Discrepancy::Ended { action, there, here });
            }
        }
    }
    discrepancies.extend(noted_at.map(|there| {
        let (action, there) = (there.action, Some(there.clone()));
        Discrepancy::Ended { action, there, here: None }
    }));
    // The last record of every finished table agrees with the replay.
    for here in log.ended() {
        let there = noted.iter().rev().find(|noted| noted.table == here.table).cloned();
        let said =
            |ended: &TableEnd| (ended.decisions, ended.outcome.clone(), ended.sha256.clone());
        if there.as_ref().map(said) != Some(said(&here)) {
            discrepancies.push(Discrepancy::Ended { action: here.action, there, here: Some(here) });
        }
    }
    Verification { log, discrepancies }
}
