//! How work on a batch directory ended.

use super::Manifest;

/// How work that leaves a batch directory ended.
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "one value for a whole command")]
pub enum Completion<T = Manifest> {
    /// The directory is complete; `T` is its manifest, possibly with more results.
    Done(T),
    /// The directory was complete before, and nothing was done.
    AlreadyDone(Manifest),
    /// The work was stopped. Calling it again with the same inputs resumes it.
    Interrupted {
        /// Runs that are saved.
        done: u64,
    },
}
