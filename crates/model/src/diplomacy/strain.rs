//! Strain: what the war costs the requester, as one index (human suffering is reduced to it).

use crate::fields::section;

section! {
    /// Strain of the war on the requester, an index from 0 to 1, and the urgency it makes.
    pub struct Strain in "strain", rows "A3 A4 A26" {
        /// Strain on day 0.
        initial: f64 = 0.25, 0.0..=1.0, "share", assumed "";
        /// Rate at which fighting closes the way that is left to 1; 0 switches growth off.
        growth: f64 = 0.0022, 0.0..=0.1, "1/day", assumed "half the way in about ten months without aid";
        /// How much faster the requester concedes, per unit of strain above its start: the concession exponent is multiplied by 1 + this × (S − S₀).
        speeds_concession: f64 = 1.0, 0.0..=10.0, "1/share", assumed "direction: Rubinstein (1982), the impatient side gives more";
        /// How far the requester's reservation falls, per unit of strain above its start.
        lowers_reservation: f64 = 0.2, 0.0..=2.0, "utility/share", assumed "direction: Rubinstein (1982)";
        /// How much sooner the requester asks again: the mean wait is multiplied by e^(−this × (S − S₀)).
        hastens_requests: f64 = 1.5, 0.0..=10.0, "1/share", assumed "";
    }
}
