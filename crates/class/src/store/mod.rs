//! What a class leaves: the actions that were accepted, in order, in a file.
//!
//! [`Ledger`] is the class with its list; a [`Journal`] keeps the list: [`Store`] in SQLite, a plain `Vec` in tests. An action counts once it
//! is kept, and not before.

mod chain;
mod ledger;
mod purge;
mod sqlite;
mod verify;

pub use chain::Chain;
pub use ledger::{Asked, Ledger, Unkept};
pub use purge::{Taken, purge};
pub use sqlite::{BEAT, Ended, Entry, FORMAT, Head, Journal, Store, StoreError};
pub use verify::{Departure, Verified, verify};
