//! The window: the time in which the process can still reach the table.

use crate::fields::section;

section! {
    /// The risk that the window closes before a settlement.
    ///
    /// Hazard = `hazard` × e^(`sensitivity` × (`reference_attention` − A)) a day.
    pub struct Window in "window", rows "A29 A11 A28" {
        /// Hazard at the reference attention; 0 switches the closing off.
        hazard: f64 = 0.0018, 0.0..=0.1, "1/day", assumed "";
        /// How steeply the hazard rises as attention falls.
        sensitivity: f64 = 3.0, 0.0..=6.0, "1/share", assumed "";
        /// Attention at which the hazard is as given.
        reference_attention: f64 = 0.4, 0.0..=1.0, "share", assumed "";
    }
}

impl Window {
    /// The highest hazard that any attention from `lowest` up can give, per day.
    #[must_use]
    pub fn bound(&self, lowest: f64) -> f64 {
        self.hazard_at(lowest)
    }

    /// Hazard at attention `a`, per day.
    #[must_use]
    pub fn hazard_at(&self, a: f64) -> f64 {
        self.hazard * libm::exp(self.sensitivity * (self.reference_attention - a))
    }
}
