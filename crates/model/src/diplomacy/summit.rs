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
    /// Leaders' summits.
    pub struct Summit in "summit", rows "A1 A8 A19 A46 A47 A48 A49 A50 A51 A54" {
        /// Who takes part; requester and gatekeeper when none are named.
        participants: Vec<String> = Vec::new(), "", assumed "one to one, as asked for";
        /// Median time from grant to opening.
        lead: f64 = 21.0, 0.0..=3650.0, "day", assumed "Geneva to leaders 35 days; Camp David 2000 six days";
        /// Most that the time differs, as a share of the median.
        lead_spread: f64 = 0.4, 0.0..=1.0, "share", assumed "";
        /// Least time between two summits.
        cooldown: f64 = 90.0, 0.0..=3650.0, "day", assumed "";
        /// Rounds that must follow a summit before the next.
        rounds_between: u32 = 1, 0..=1000, "rounds", assumed "";
        /// Issues on the table at a time.
        session_issues: u32 = 2, 1..=32, "issues", assumed "";
        /// Passes round the table for each; the summit ends at the first failure.
        steps: u32 = 3, 1..=1000, "steps", assumed "";
        /// Passes in the whole summit.
        total_steps: u32 = 12, 1..=10000, "steps", assumed "";
        /// Influence at the table that must accept; requester and gatekeeper must in any case.
        quorum: f64 = 1.0, 0.01..=1.0, "share", assumed "unanimity";
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
        /// Rise of the requester's domestic support after a summit.
        morale: f64 = 0.05, 0.0..=1.0, "share", assumed "rallies average 1.4 points of opinion; an index";
        /// Share of the leaders' wider latitude that their negotiators have after a summit.
        mandate: f64 = 0.4, 0.0..=1.0, "share", assumed "";
        /// Mean time in which that mandate fades.
        mandate_fades: f64 = 45.0, 0.1..=3650.0, "day", assumed "";
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
