//! Summits: how leaders meet, and what the meeting was worth.

use crate::fields::{choice, section};

/// Room for the rounding of sums.
const EPSILON: f64 = 1e-9;

choice! {
    /// What a summit was worth.
    pub enum Quality {
        /// A gesture.
        Symbolic = "symbolic",
        /// Some of it settled, without what substance takes.
        Partial = "partial",
        /// Goals and prior agreement among partners were there, and the text closed.
        Substantive = "substantive",
    }
}

section! {
    /// What a leaders' meeting is worth. When and how leaders meet is said by the type of meeting.
    pub struct Summit in "summit", rows "A19 A48 A49 A50 A54" {
        /// Goals that a substantive summit opens with.
        goals: f64 = 0.7, 0.0..=1.0, "share", assumed "";
        /// Share of the allied influence that has endorsed the text as a substantive summit opens.
        endorsed: f64 = 0.5, 0.0..=1.0, "share", assumed "";
        /// Preparation as a substantive summit opens.
        preparation: f64 = 0.35, 0.0..=1.0, "share", assumed "";
        /// Weight settled at the close of a substantive summit, what the leaders agree counted in.
        closing: f64 = 0.65, 0.0..=1.0, "share", assumed "";
        /// Weight settled at the close that makes a summit partial.
        partial: f64 = 0.35, 0.0..=1.0, "share", assumed "";
        /// Whether a partial summit's text is signed too.
        sign_partial: bool = false, "", assumed "";
        /// How much positions move apart after an unprepared summit; 0 switches the cost off.
        unprepared_polarisation: f64 = 0.12, 0.0..=1.0, "share", assumed "";
        /// Probability that an unprepared summit ends the process.
        unprepared_end: f64 = 0.3, 0.0..=1.0, "probability", assumed "";
    }
}

/// What is known of a summit when its quality is judged: shares in [0, 1].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Measure {
    /// Goals as it opened.
    pub goals: f64,
    /// Share of the allied influence that had endorsed as it opened.
    pub endorsed: f64,
    /// Preparation as it opened.
    pub preparation: f64,
    /// Weight settled as it closed.
    pub closing: f64,
}

impl Summit {
    /// The quality of a summit. Substance takes all of it: goals and prior agreement, going in and coming out.
    ///
    /// ```
    /// use summitry_model::diplomacy::summit::{Measure, Quality, Summit};
    /// let rules = Summit::default();
    /// let all = Measure { goals: 0.9, endorsed: 0.8, preparation: 0.6, closing: 0.9 };
    /// assert_eq!(rules.quality(all), Quality::Substantive);
    /// // However much the leaders settle, without prior agreement it is not substantive.
    /// assert_eq!(rules.quality(Measure { endorsed: 0.0, ..all }), Quality::Partial);
    /// assert_eq!(rules.quality(Measure::default()), Quality::Symbolic);
    /// ```
    #[must_use]
    pub fn quality(&self, m: Measure) -> Quality {
        if self.prepared(m) && m.closing >= self.closing - EPSILON {
            Quality::Substantive
        } else if m.closing >= self.partial - EPSILON {
            Quality::Partial
        } else {
            Quality::Symbolic
        }
    }

    /// Whether what a summit opens with would do for substance.
    #[must_use]
    pub fn prepared(&self, m: Measure) -> bool {
        m.goals >= self.goals - EPSILON
            && m.endorsed >= self.endorsed - EPSILON
            && m.preparation >= self.preparation - EPSILON
    }
}
