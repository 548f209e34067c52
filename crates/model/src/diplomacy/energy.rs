//! Energy: a mean-reverting log price with jumps.

use crate::fields::section;

section! {
    /// The energy price index, a log deviation from its mean: an Ornstein–Uhlenbeck process, moved by its
    /// exact transition at each reading, and jumps that fade alike from their own day on.
    pub struct Energy in "energy", rows "A41" {
        /// Volatility of the diffusion part; with no jumps either, energy is switched off.
        volatility: f64 = 0.28, 0.0..=5.0, "1/√year", computed "robust annual σ of Brent, 1987–2026";
        /// Half-life of a deviation.
        half_life: f64 = 266.0, 1.0..=36500.0, "day", computed "about 38 weeks, Brent 1987–2026";
        /// Jumps a year.
        jump_rate: f64 = 4.2, 0.0..=365.0, "1/year", computed "Brent 1987–2026";
        /// Mean size of a jump, up or down, exponential.
        jump_size: f64 = 0.11, 0.0..=5.0, "log", computed "11 % on average, Brent 1987–2026";
        /// Days between readings of the price.
        reading_every: f64 = 30.0, 1.0..=3650.0, "day", assumed "";
        /// How much an ally's reservation rises when the price is one log unit above its mean.
        raises_reservation: f64 = 0.08, -1.0..=1.0, "utility/log", assumed "";
    }
}

impl Energy {
    /// Rate at which a deviation fades, 1/day.
    ///
    /// ```
    /// use summitry_model::diplomacy::energy::Energy;
    /// let energy = Energy::default();
    /// assert!(((-energy.reversion() * energy.half_life).exp() - 0.5).abs() < 1e-12);
    /// ```
    #[must_use]
    pub fn reversion(&self) -> f64 {
        std::f64::consts::LN_2 / self.half_life
    }
}
