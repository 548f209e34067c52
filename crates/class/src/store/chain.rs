//! Each action is sealed with all before it, so that an alteration shows.

use summitry_lab::output::hex_digest;

/// The seal of a list of actions: the SHA-256 of the seal before and of what is sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain(String);

impl Chain {
    /// The seal of nothing but the head of a class, as JSON.
    #[must_use]
    pub fn of(head: &str) -> Self {
        Chain(hex_digest(head.as_bytes()))
    }

    /// The seal with one more action: its time, its key, and the action as JSON.
    #[must_use]
    pub fn with(&self, at: i64, key: &str, action: &str) -> Self {
        Chain(hex_digest(format!("{}\n{at}\n{key}\n{action}", self.0).as_bytes()))
    }

    /// In hexadecimal digits.
    #[must_use]
    pub fn hex(&self) -> &str {
        &self.0
    }
}
