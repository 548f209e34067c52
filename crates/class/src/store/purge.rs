//! Pseudonyms and free text taken out of a stored class.

use crate::room::Action;

use super::chain::Chain;
use super::sqlite::{Entry, Head, StoreError};

/// What stands where a text was.
const GONE: &str = "–";

/// What was taken out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// Pseudonyms, with the tokens of personal links.
    pub pseudonyms: u64,
    /// Private notes.
    pub notes: u64,
    /// Messages of the teacher.
    pub messages: u64,
}

/// A class's actions without pseudonyms and free text, sealed anew, and its head without what opens doors. What was played,
/// predicted and timed stays.
///
/// # Errors
///
/// [`StoreError::Altered`], if an action cannot be read.
pub fn purge(
    head: &Head,
    entries: &[Entry],
    at: i64,
) -> Result<(Head, Vec<Entry>, Taken), StoreError> {
    let head =
        Head { code: GONE.to_owned(), teacher: GONE.to_owned(), purged: Some(at), ..head.clone() };
    let (mut chain, mut taken, mut members) = (Chain::of(&head.sealed()), Taken::default(), 0_u64);
    let mut purged = Vec::with_capacity(entries.len());
    for entry in entries {
        let unreadable = |error: serde_json::Error| StoreError::Altered {
            action: entry.number,
            why: error.to_string(),
        };
        let mut action: Action = serde_json::from_str(&entry.action).map_err(unreadable)?;
        match &mut action {
            Action::Join { pseudonym, token } => {
                taken.pseudonyms += 1;
                members += 1;
                *pseudonym = members.to_string();
                *token = GONE.to_owned();
            }
            Action::Note { text, .. } => {
                taken.notes += 1;
                *text = String::new();
            }
            Action::Tell { text, .. } => {
                taken.messages += 1;
                *text = GONE.to_owned();
            }
            _ => {}
        }
        // A key may hold what a browser made of a token.
        let (number, key) = (entry.number, entry.number.to_string());
        let text = serde_json::to_string(&action).map_err(unreadable)?;
        chain = chain.with(entry.at, &key, &text);
        let sealed = chain.hex().to_owned();
        purged.push(Entry { number, at: entry.at, key, action: text, chain: sealed });
    }
    Ok((head, purged, taken))
}
