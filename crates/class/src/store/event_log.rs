//! The state of a class and the log of its actions, which change together or not at all.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::state::{Action, ClassConfig, ClassState, Refusal};

use super::hash_chain::HashChain;
use super::sqlite::{Head, Journal, LogEntry, StoreError, TableEnd};

/// An action to be taken, under an idempotency key.
#[derive(Clone, Debug, PartialEq)]
pub struct Command {
    /// The key: a command that is sent again under it is not applied again.
    pub key: String,
    /// The action.
    pub action: Action,
}

/// Why a command was not applied; nothing has changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SubmitError {
    /// The class does not accept the action.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// It could not be stored.
    #[error("it could not be stored: {0}")]
    Fault(String),
}

/// A class with the log of its actions.
#[derive(Debug)]
pub struct EventLog {
    state: Arc<ClassState>,
    /// The action of each key, with its number.
    keys: BTreeMap<String, (u64, Action)>,
    chain: HashChain,
    next: u64,
    /// By table: the digest of its recorded end.
    ended: Vec<Option<String>>,
}

impl EventLog {
    /// A new class without actions.
    #[must_use]
    pub fn begin(config: Arc<ClassConfig>, head: &Head) -> Self {
        EventLog {
            state: Arc::new(ClassState::new(config, head.begun)),
            keys: BTreeMap::new(),
            chain: HashChain::new(&head.sealed()),
            next: 1,
            ended: Vec::new(),
        }
    }

    /// The class as its stored actions make it.
    ///
    /// # Errors
    ///
    /// [`StoreError::Altered`] with the number of the first action that is not what was accepted.
    pub fn resume(
        config: Arc<ClassConfig>,
        head: &Head,
        entries: &[LogEntry],
    ) -> Result<Self, StoreError> {
        let mut log = EventLog::begin(config, head);
        for entry in entries {
            log.apply_stored(entry)?;
        }
        Ok(log)
    }

    /// Applies an action that is already stored.
    ///
    /// # Errors
    ///
    /// [`StoreError::Altered`]
    pub fn apply_stored(&mut self, entry: &LogEntry) -> Result<(), StoreError> {
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
        let state = Arc::make_mut(&mut self.state);
        state
            .apply(&action, entry.at)
            .map_err(|refused| altered(format!("it was accepted, and now {refused}")))?;
        self.keys.insert(entry.key.clone(), (entry.number, action));
        self.chain = chain;
        self.next += 1;
        self.endings(entry.number);
        Ok(())
    }

    /// The current state of the class.
    #[must_use]
    pub fn state(&self) -> &Arc<ClassState> {
        &self.state
    }

    /// How many actions were accepted.
    #[must_use]
    pub fn actions(&self) -> u64 {
        self.next - 1
    }

    /// The hash of all actions.
    #[must_use]
    pub fn chain(&self) -> &HashChain {
        &self.chain
    }

    /// Applies commands in order and stores them together. The result of each is the number of its action, or why it was
    /// refused; a command whose key is known has the number it had.
    ///
    /// # Errors
    ///
    /// The error of the journal; none of the commands was then applied.
    pub fn accept(
        &mut self,
        commands: &[Command],
        at: i64,
        journal: &mut dyn Journal,
    ) -> Result<Vec<Result<u64, Refusal>>, StoreError> {
        let mut state = Arc::clone(&self.state);
        let (mut chain, mut entries) = (self.chain.clone(), Vec::new());
        let mut keys: BTreeMap<&str, (u64, &Action)> = BTreeMap::new();
        let mut results = Vec::with_capacity(commands.len());
        let at = at.max(state.last());
        for Command { key, action } in commands {
            let known = self.keys.get(key).map(|(number, action)| (*number, action));
            if let Some((number, known)) = known.or_else(|| keys.get(key.as_str()).copied()) {
                // Another action under a known key is refused.
                results.push(if known == action { Ok(number) } else { Err(Refusal::Already) });
                continue;
            }
            if let Err(refused) = Arc::make_mut(&mut state).apply(action, at) {
                results.push(Err(refused));
                continue;
            }
            let number = self.next + entries.len() as u64;
            let text = serde_json::to_string(action)
                .map_err(|error| StoreError::Fault(error.to_string()))?;
            chain = chain.with(at, key, &text);
            let hex = chain.hex().to_owned();
            entries.push(LogEntry { number, at, key: key.clone(), action: text, chain: hex });
            keys.insert(key, (number, action));
            results.push(Ok(number));
        }
        if entries.is_empty() {
            return Ok(results);
        }
        let before = (std::mem::replace(&mut self.state, state), self.ended.clone());
        let last = self.next + entries.len() as u64 - 1;
        let endings = self.endings(last);
        if let Err(fault) = journal.append(&entries, &endings) {
            (self.state, self.ended) = before;
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

    /// The tables that ended since the last call; one that was reopened may end again.
    fn endings(&mut self, action: u64) -> Vec<TableEnd> {
        let tables = self.state.tables();
        self.ended.resize(tables.len(), None);
        let mut new = Vec::new();
        for (number, table) in tables.iter().enumerate() {
            let snapshot = table.snapshot();
            if let Some(ending) = &snapshot.ending
                && self.ended[number].as_ref() != Some(&ending.digest)
            {
                new.push(TableEnd {
                    action,
                    table: number as u64,
                    decisions: snapshot.decisions as u64,
                    outcome: ending.outcome().name().to_owned(),
                    sha256: ending.digest.clone(),
                });
            }
            self.ended[number] = snapshot.ending.as_ref().map(|ending| ending.digest.clone());
        }
        new
    }

    /// The finished tables, with the number of the last action.
    #[must_use]
    pub fn ended(&self) -> Vec<TableEnd> {
        let of = |(number, table): (usize, &Arc<crate::state::Table>)| {
            let snapshot = table.snapshot();
            let ending = snapshot.ending.as_ref()?;
            Some(TableEnd {
                action: self.actions(),
                table: number as u64,
                decisions: snapshot.decisions as u64,
                outcome: ending.outcome().name().to_owned(),
                sha256: ending.digest.clone(),
            })
        };
        self.state.tables().iter().enumerate().filter_map(of).collect()
    }
}
