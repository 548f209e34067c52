//! How far the debrief of a class is.

use std::sync::Arc;

use crate::debrief::Debrief;

/// How far the debrief is, and for which ends of tables.
#[derive(Debug, Default)]
pub(super) enum Debriefed {
    /// Nobody asked for it.
    #[default]
    Not,
    /// It is being worked out.
    Working,
    /// It is done.
    Done(Vec<String>, Arc<Debrief>),
    /// It could not be.
    Failed(Vec<String>),
}
