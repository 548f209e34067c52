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
