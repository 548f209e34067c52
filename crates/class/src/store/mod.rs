//! The store of a class: the actions that were accepted, in order, in a file.
//!
//! [`EventLog`] is the class with its list; a [`Journal`] stores the list: [`Store`] in SQLite, a plain `Vec` in tests. An action counts
//! once it is stored, and not before.

mod backup;
mod event_log;
mod hash_chain;
mod purge;
mod sqlite;
mod verify;

pub use backup::{backup, is_backup};
pub use event_log::{Command, EventLog, SubmitError};
pub use hash_chain::HashChain;
pub use purge::{Removed, purge};
pub use sqlite::{FORMAT, HEARTBEAT, Head, Journal, LogEntry, Store, StoreError, TableEnd};
pub use verify::{Discrepancy, Verification, verify};
