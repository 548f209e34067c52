//! Removing pseudonyms and free text from a stored class.

use crate::state::Action;

use super::hash_chain::HashChain;
use super::sqlite::{Head, LogEntry, StoreError};

/// Replacement of a removed text.
pub(super) const REMOVED: &str = "–";

/// Counts of what was removed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Removed {
    /// Pseudonyms, with the tokens of personal links.
    pub pseudonyms: u64,
    /// Private notes.
    pub notes: u64,
    /// Messages of the teacher.
    pub messages: u64,
}

/// A class's actions without pseudonyms and free text, hashed anew, and its head without code and token. Answers, predictions and
/// times stay.
///
/// # Errors
///
/// [`StoreError::Altered`], if an action cannot be read.
pub fn purge(
    head: &Head,
    entries: &[LogEntry],
    at: i64,
) -> Result<(Head, Vec<LogEntry>, Removed), StoreError> {
    let head = Head {
        code: REMOVED.to_owned(),
        teacher: REMOVED.to_owned(),
        purged: Some(at),
        ..head.clone()
    };
    let (mut chain, mut removed, mut members) =
        (HashChain::new(&head.sealed()), Removed::default(), 0_u64);
    let mut purged = Vec::with_capacity(entries.len());
    for entry in entries {
        let unreadable = |error: serde_json::Error| StoreError::Altered {
            action: entry.number,
            why: error.to_string(),
        };
        let mut action: Action = serde_json::from_str(&entry.action).map_err(unreadable)?;
        match &mut action {
            Action::Join { pseudonym, token } => {
                removed.pseudonyms += 1;
                members += 1;
                *pseudonym = members.to_string();
                *token = REMOVED.to_owned();
            }
            Action::Note { text, .. } => {
                removed.notes += 1;
                *text = String::new();
            }
            Action::Tell { text, .. } => {
                removed.messages += 1;
                *text = REMOVED.to_owned();
            }
            _ => {}
        }
        // A key may contain a hash of a token.
        let (number, key) = (entry.number, entry.number.to_string());
        let text = serde_json::to_string(&action).map_err(unreadable)?;
        chain = chain.with(entry.at, &key, &text);
        let sealed = chain.hex().to_owned();
        purged.push(LogEntry { number, at: entry.at, key, action: text, chain: sealed });
    }
    Ok((head, purged, removed))
}
