//! Tractability: how hard this instance of the dispute is, unknown to all (beyond the source).

use crate::fields::section;

section! {
    /// Latent tractability Z ~ N(0, 1) of a run, and how a run's preferences differ from the scenario's.
    ///
    /// Ideal point of party i on issue j, clamped to [0, 1]:
    /// centre_j + `disagreement` × hardness_j × e^(−`widens` × Z) × spread_i × (stance_ij + `idiosyncrasy` × N(0, 1)).
    pub struct Tractability in "tractability", rows "A25 A10" {
        /// Standard deviation of Z; 0 makes every run as tractable as the scenario says.
        spread: f64 = 1.0, 0.0..=5.0, "sd", assumed "";
        /// How much a run less tractable by one is more divided, on the log scale.
        widens: f64 = 0.4, 0.0..=3.0, "log/sd", assumed "";
        /// How much a run more tractable by one lowers every reservation.
        lowers_reservation: f64 = 0.03, 0.0..=0.5, "utility/sd", assumed "";
        /// Distance of a full stance from the centre on an issue of hardness 1; 0 makes all ideals equal.
        disagreement: f64 = 0.38, 0.0..=1.0, "share of the issue", assumed "";
        /// Multiplies the distances of the allies' stances.
        ally_disagreement: f64 = 1.0, 0.0..=5.0, "ratio", assumed "";
        /// Standard deviation of a stance from run to run.
        idiosyncrasy: f64 = 0.25, 0.0..=3.0, "stance", assumed "";
    }
}

impl Tractability {
    /// An ideal point in [0, 1]. `z` in sd, `noise` a standard normal; `scale` is 1 or the allies'.
    #[must_use]
    pub fn ideal(
        &self,
        centre: f64,
        hardness: f64,
        stance: f64,
        scale: f64,
        z: f64,
        noise: f64,
    ) -> f64 {
        let reach = self.disagreement * hardness * libm::exp(-self.widens * z) * scale;
        (centre + reach * (stance + self.idiosyncrasy * noise)).clamp(0.0, 1.0)
    }
}
