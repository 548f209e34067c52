//! Attention: how much the world looks, with two speeds of forgetting.

use crate::fields::section;

section! {
    /// International attention, an index from 0 to 1: a floor and two exponentials.
    ///
    /// A lift of x fills the share x of the room left below 1, split between the fast and the slow part.
    pub struct Attention in "attention", rows "A43 A45 A52" {
        /// Level that never fades.
        floor: f64 = 0.1, 0.0..=1.0, "share", assumed "";
        /// Fast part on day 0.
        fast_initial: f64 = 0.1, 0.0..=1.0, "share", assumed "";
        /// Slow part on day 0.
        slow_initial: f64 = 0.35, 0.0..=1.0, "share", assumed "";
        /// Rate at which the fast part fades.
        fast_decay: f64 = 0.144, 0.0..=5.0, "1/day", computed "with the slow rate and the split, the two parts are equal 10.5 days after a lift: the phase change of about 10 to 11 days in public attention";
        /// Rate at which the slow part fades.
        slow_decay: f64 = 0.012, 0.0..=5.0, "1/day", assumed "";
        /// Share of a lift that goes to the fast part.
        fast_share: f64 = 0.8, 0.0..=1.0, "share", assumed "";
        /// Lift by a request for a summit.
        request_lift: f64 = 0.06, 0.0..=1.0, "share of room", assumed "";
        /// Lift by a campaign of messages.
        campaign_lift: f64 = 0.08, 0.0..=1.0, "share of room", assumed "";
    }
}
