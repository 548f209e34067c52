//! A class and its list of actions, which grow together or not at all.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::room::{Action, Course, Refused, Room};

use super::chain::Chain;
use super::sqlite::{Ended, Entry, Head, Journal, StoreError};

/// An action that is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// What tells it from all others: asked for again under the same key, it is not done again.
    pub key: String,
    /// The action.
    pub action: Action,
}

/// What could not be kept: nothing of it was done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unkept {
    /// The class does not accept it.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// It could not be stored.
    #[error("it could not be stored: {0}")]
    Fault(String),
}

/// A class with its list.
#[derive(Debug)]
pub struct Ledger {
    room: Arc<Room>,
    /// The number of the action of each key, and the action.
    keys: BTreeMap<String, (u64, Action)>,
    chain: Chain,
    next: u64,
    /// By table: the digest of the end that was noted.
    ended: Vec<Option<String>>,
}

impl Ledger {
    /// A class of which nothing is kept yet.
    #[must_use]
    pub fn begin(course: Arc<Course>, head: &Head) -> Self {
        Ledger {
            room: Arc::new(Room::new(course, head.begun)),
            keys: BTreeMap::new(),
            chain: Chain::of(&head.sealed()),
            next: 1,
            ended: Vec::new(),
        }
    }

    /// The class as its list has it.
    ///
    /// # Errors
    ///
    /// [`StoreError::Altered`] with the number of the first action that is not as it was when it was accepted.
    pub fn resume(course: Arc<Course>, head: &Head, entries: &[Entry]) -> Result<Self, StoreError> {
        let mut ledger = Ledger::begin(course, head);
        for entry in entries {
            ledger.take(entry)?;
        }
        Ok(ledger)
    }

    /// Takes an action that is kept already; its class is then [`Ledger::room`].
    ///
    /// # Errors
    ///
    /// [`StoreError::Altered`]
    pub fn take(&mut self, entry: &Entry) -> Result<(), StoreError> {
        let altered = |why: String| StoreError::Altered { action: entry.number, why };
        if entry.number != self.next {
            return Err(altered(format!("the number {} comes before it", self.next)));
        }
        let chain = self.chain.with(entry.at, &entry.key, &entry.action);
        if chain.hex() != entry.chain {
            return Err(altered("it is not what was accepted".to_owned()));
        }
        let action: Action = serde_json::from_str(&entry.action)
            .map_err(|error| altered(format!("it is no action: {error}")))?;
        let room = Arc::make_mut(&mut self.room);
        room.apply(&action, entry.at)
            .map_err(|refused| altered(format!("it was accepted, and now {refused}")))?;
        self.keys.insert(entry.key.clone(), (entry.number, action));
        self.chain = chain;
        self.next += 1;
        self.endings(entry.number);
        Ok(())
    }

    /// The class as it stands.
    #[must_use]
    pub fn room(&self) -> &Arc<Room> {
        &self.room
    }

    /// How many actions were accepted.
    #[must_use]
    pub fn actions(&self) -> u64 {
        self.next - 1
    }

    /// The seal of all of them.
    #[must_use]
    pub fn chain(&self) -> &Chain {
        &self.chain
    }

    /// Applies actions in order and keeps them together. The answer to each is its number, or why it was refused; an action whose key was
    /// kept before has that number.
    ///
    /// # Errors
    ///
    /// What the journal says; then none of them was done.
    pub fn accept(
        &mut self,
        asked: &[Asked],
        at: i64,
        journal: &mut dyn Journal,
    ) -> Result<Vec<Result<u64, Refused>>, StoreError> {
        let mut room = Arc::clone(&self.room);
        let (mut chain, mut entries) = (self.chain.clone(), Vec::new());
        let mut keys: BTreeMap<&str, (u64, &Action)> = BTreeMap::new();
        let mut results = Vec::with_capacity(asked.len());
        let at = at.max(room.last());
        for Asked { key, action } in asked {
            let known = self.keys.get(key).map(|(number, action)| (*number, action));
            if let Some((number, kept)) = known.or_else(|| keys.get(key.as_str()).copied()) {
                // Something else under the same key is not what was done.
                results.push(if kept == action { Ok(number) } else { Err(Refused::Already) });
                continue;
            }
            if let Err(refused) = Arc::make_mut(&mut room).apply(action, at) {
                results.push(Err(refused));
                continue;
            }
            let number = self.next + entries.len() as u64;
            let text = serde_json::to_string(action)
                .map_err(|error| StoreError::Fault(error.to_string()))?;
            chain = chain.with(at, key, &text);
            let hex = chain.hex().to_owned();
            entries.push(Entry { number, at, key: key.clone(), action: text, chain: hex });
            keys.insert(key, (number, action));
            results.push(Ok(number));
        }
        if entries.is_empty() {
            return Ok(results);
        }
        let before = (std::mem::replace(&mut self.room, room), self.ended.clone());
        let last = self.next + entries.len() as u64 - 1;
        let endings = self.endings(last);
        if let Err(fault) = journal.keep(&entries, &endings) {
            (self.room, self.ended) = before;
            return Err(fault);
        }
        let new = keys
            .into_iter()
            .map(|(key, (number, action))| (key.to_owned(), (number, action.clone())));
        self.keys.extend(new);
        self.chain = chain;
        self.next = last + 1;
        Ok(results)
    }

    /// The tables that ended since this was last asked; one that was taken up again may end again.
    fn endings(&mut self, action: u64) -> Vec<Ended> {
        let tables = self.room.tables();
        self.ended.resize(tables.len(), None);
        let mut new = Vec::new();
        for (number, table) in tables.iter().enumerate() {
            let look = table.look();
            if let Some(ending) = &look.ending
                && self.ended[number].as_ref() != Some(&ending.digest)
            {
                new.push(Ended {
                    action,
                    table: number as u64,
                    decisions: look.decisions as u64,
                    outcome: ending.outcome().name().to_owned(),
                    sha256: ending.digest.clone(),
                });
            }
            self.ended[number] = look.ending.as_ref().map(|ending| ending.digest.clone());
        }
        new
    }

    /// The tables that are at their end, with the number of the last action.
    #[must_use]
    pub fn ended(&self) -> Vec<Ended> {
        let of = |(number, table): (usize, &Arc<crate::room::Table>)| {
            let look = table.look();
            let ending = look.ending.as_ref()?;
            Some(Ended {
                action: self.actions(),
                table: number as u64,
                decisions: look.decisions as u64,
                outcome: ending.outcome().name().to_owned(),
                sha256: ending.digest.clone(),
            })
        };
        self.room.tables().iter().enumerate().filter_map(of).collect()
    }
}
