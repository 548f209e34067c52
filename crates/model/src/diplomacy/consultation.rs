//! The bilateral track beside the multilateral one.

use crate::fields::section;

section! {
    /// Consultations between requester and gatekeeper beside the rounds.
    pub struct Consultations in "consultations", rows "A14 A35 A8" {
        /// Share of effort that goes to the bilateral track; 0 switches it off. The rounds lose as much.
        effort: f64 = 0.0, 0.0..=1.0, "share", assumed "";
        /// Days between consultations.
        every: f64 = 21.0, 1.0..=3650.0, "day", assumed "";
        /// Concession that a consultation at full effort carries into the rounds, for both, on open issues.
        spill_over: f64 = 0.1, 0.0..=1.0, "share", assumed "";
        /// How much allies who feel bypassed move apart, at full effort.
        drift: f64 = 0.1, 0.0..=1.0, "share", assumed "";
    }
}
