//! The debrief, worked out once the tables are at their end.

/// How far the debrief is.
#[derive(Debug, Default)]
pub enum Debriefed {
    /// Nobody asked for it.
    #[default]
    Not,
}
