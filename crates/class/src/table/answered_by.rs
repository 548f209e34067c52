//! The source of an answer.

/// The source of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AnsweredBy {
    /// The members of the seat.
    People,
    /// The seat's policy, for decisions that are not put to people: routine, and the later steps of a session.
    Deputy,
    /// The seat's policy, because the time was up.
    Time,
    /// The seat's policy, because the seat is empty, away or handed over.
    Policy,
}

impl AnsweredBy {
    /// Its name in tables, one of [`BY`](summitry_lab::rows::class::BY).
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            AnsweredBy::People => "people",
            AnsweredBy::Deputy => "deputy",
            AnsweredBy::Time => "time",
            AnsweredBy::Policy => "policy",
        }
    }
}
