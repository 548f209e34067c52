//! Acceptance: when a standing offer is good enough.

/// When a party accepts (Baarslag, Hindriks & Jonker 2013, "acceptance conditions in automated negotiation").
/// Whatever the condition, nothing below the reservation is accepted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Acceptance {
    /// It is worth its present target.
    Threshold,
    /// It is worth what it would offer now itself (AC_next).
    NextOffer,
    /// As `NextOffer`; and from the share `after` of the time on, if it is worth as much as anything
    /// received in a window as long as the time that is left (AC_combi with MAX^W).
    Combined {
        /// Share of the time, in [0, 1].
        after: f64,
    },
}
