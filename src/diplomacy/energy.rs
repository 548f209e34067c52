//! Energy: a mean-reverting log price with jumps.

use crate::fields::section;

section! {
    /// The energy price index, a log deviation from its mean: an Ornstein–Uhlenbeck process with jumps,
    /// moved by its exact transition at each reading.
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
