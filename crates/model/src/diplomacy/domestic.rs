//! Domestic politics: support at home, win-sets, ratification.

use crate::fields::section;

section! {
    /// Opinion at home: an Ornstein–Uhlenbeck process a party, read at polls, with dated elections.
    pub struct Opinion in "opinion", rows "A44" {
        /// Days between polls.
        poll_every: f64 = 28.0, 1.0..=3650.0, "day", assumed "";
        /// Mean time in which opinion returns.
        returns: f64 = 140.0, 0.1..=36500.0, "day", assumed "";
        /// Standard deviation in the long run; 0 leaves its return to the mean alone, without noise.
        spread: f64 = 0.095, 0.0..=1.0, "share", assumed "";
        /// How far strain above its start lowers the requester's normal support.
        strain_effect: f64 = 0.15, 0.0..=2.0, "share/share", assumed "";
        /// Standard deviation of the jump that an election makes.
        election_swing: f64 = 0.12, 0.0..=1.0, "share", assumed "";
    }
}

section! {
    /// Win-sets and ratification (Putnam 1988): a party ratifies with probability
    /// logistic[`steepness` × (U − r)], r = `reservation` + narrowing + `support_effect` × (½ − D), less
    /// what strain takes off the requester's.
    pub struct Ratification in "ratification", rows "A44 A6" {
        /// Utility of a text that passes half of the time, at support ½.
        reservation: f64 = 0.42, 0.0..=1.0, "utility", assumed "";
        /// κ, how sharply the win-set ends.
        steepness: f64 = 14.0, 0.1..=1000.0, "1/utility", assumed "";
        /// How far the win-set narrows as support falls.
        support_effect: f64 = 0.25, -2.0..=2.0, "utility/share", assumed "";
        /// ψ, the share of the win-set's shift that enters the reservation at the table.
        pass_through: f64 = 0.7, 0.0..=1.0, "share", assumed "";
    }
}

impl Ratification {
    /// How far support `d` and a narrowing shift a win-set, in utility.
    #[must_use]
    pub fn shift(&self, d: f64, narrowing: f64) -> f64 {
        self.support_effect * (0.5 - d) + narrowing
    }

    /// Probability that a text of utility `u` passes at home, given the shift of the win-set.
    ///
    /// ```
    /// use summitry_model::diplomacy::domestic::Ratification;
    /// let r = Ratification::default();
    /// assert!((r.probability(r.reservation, 0.0) - 0.5).abs() < 1e-12);
    /// assert!(r.probability(0.6, 0.1) < r.probability(0.6, 0.0));
    /// ```
    #[must_use]
    pub fn probability(&self, u: f64, shift: f64) -> f64 {
        1.0 / (1.0 + libm::exp(-self.steepness * (u - self.reservation - shift)))
    }
}
