//! A chain of hashes over the actions, so that an alteration shows.

use summitry_lab::output::hex_digest;

/// The hash of a list of actions: the SHA-256 of the previous hash and of the action added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HashChain(String);

impl HashChain {
    /// The hash of a class without actions, from its head as JSON.
    #[must_use]
    pub fn new(head: &str) -> Self {
        HashChain(hex_digest(head.as_bytes()))
    }

    /// The hash with one more action: its time, its key, and the action as JSON.
    #[must_use]
    pub fn with(&self, at: i64, key: &str, action: &str) -> Self {
        HashChain(hex_digest(format!("{}\n{at}\n{key}\n{action}", self.0).as_bytes()))
    }

    /// In hexadecimal digits.
    #[must_use]
    pub fn hex(&self) -> &str {
        &self.0
    }
}
