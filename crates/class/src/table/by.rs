//! Who answered a decision.

/// Who answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum By {
    /// People in the seat.
    People,
    /// The seat's policy, in what is not put to people: the routine, and a session that goes on.
    Deputy,
    /// The seat's policy, as the time was up.
    Time,
    /// The seat's policy, as nobody is in the seat.
    Policy,
}

impl By {
    /// Its word in tables, one of [`BY`](summitry_lab::rows::class::BY).
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            By::People => "people",
            By::Deputy => "deputy",
            By::Time => "time",
            By::Policy => "policy",
        }
    }
}
