//! Shocks: kinds of event that nobody at the table decides.

use crate::fields::section;

section! {
    /// One kind of shock: a self-exciting process and what each event does.
    ///
    /// Effects are multiplied by the event's severity, a lognormal mark of mean 1.
    pub struct ShockKind in "shock.<id>", rows "A37 A38 A39 A40 A42" {
        /// Name shown to people.
        label: String = String::new(), "", assumed "";
        /// Events a year on average; 0 switches the kind off.
        rate: f64 = 6.0, 0.0..=1000.0, "1/year", assumed "";
        /// Branching ratio n: the share of events that other events of the kind set off.
        branching: f64 = 0.4, 0.0..=0.95, "share", sourced "Lewis et al. (2012): 37–50 % of violent events in Iraq self-excited; for other kinds an assumption";
        /// Mean time from an event to those it sets off.
        excitation: f64 = 10.0, 0.01..=365.0, "day", assumed "within Lewis et al. (2012): excitation lasts at most 2–6 weeks";
        /// Log standard deviation of the severity.
        severity_spread: f64 = 0.3, 0.0..=2.0, "log", assumed "";
        /// Share of the way to 1 by which strain jumps.
        strain: f64 = 0.0, 0.0..=1.0, "share of room", assumed "";
        /// Share of the way to 1 by which the aid backlog jumps.
        backlog: f64 = 0.0, 0.0..=1.0, "share of room", assumed "";
        /// Share of the fast part of attention that is lost.
        fast_attention_loss: f64 = 0.0, 0.0..=1.0, "share", assumed "";
        /// Share of the slow part of attention that is lost.
        slow_attention_loss: f64 = 0.0, 0.0..=1.0, "share", assumed "";
        /// How much wider positions move apart, ideal points and what is tabled; both fade with the coalition's polarisation.
        polarisation: f64 = 0.0, 0.0..=1.0, "share", assumed "";
        /// Share of the concessions carried over that is withdrawn.
        withdrawn_concessions: f64 = 0.0, 0.0..=1.0, "share", assumed "";
        /// Probability that a settled core issue is reopened.
        reopens: f64 = 0.0, 0.0..=1.0, "probability", assumed "";
        /// Options on each side of the agreed one that the bracket of a reopened issue takes in.
        reopened_width: u32 = 1, 0..=11, "options", assumed "";
    }
}
