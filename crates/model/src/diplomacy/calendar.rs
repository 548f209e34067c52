//! The calendar: how long talks may last, and how long a settlement is followed.

use crate::fields::section;

section! {
    /// Horizons of a run.
    pub struct Horizons in "calendar", rows "A29 A28 A23" {
        /// Length of the negotiation window.
        window: f64 = 365.0, 0.0..=3650.0, "day", assumed "";
        /// Days for which a settlement in force is followed.
        follow_up: f64 = 1826.0, 0.0..=36500.0, "day", sourced "five years, as in the UCDP Peace Agreement Dataset";
        /// A deadline that also ends the process; none by default.
        deadline: Option<f64> = None, 0.0..=3650.0, "day", assumed "";
        /// How far past a deadline, as a multiple of it, parties would have conceded all the way.
        deadline_pull: f64 = 1.05, 0.01..=100.0, "ratio", assumed "";
        /// Days that talks may run over the deadline.
        grace: f64 = 20.0, 0.0..=3650.0, "day", assumed "";
        /// Days between the points of the trajectories.
        sample_every: f64 = 7.0, 1.0..=3650.0, "day", assumed "";
    }
}
