//! Multilateral rounds.

use crate::fields::section;

section! {
    /// Multilateral rounds: when they come and how they negotiate.
    pub struct Rounds in "rounds", rows "A13 A15 A16 A20 A25 A53" {
        /// Median time between rounds.
        gap: f64 = 30.0, 1.0..=3650.0, "day", assumed "Istanbul 2025: 17 and 51 days apart; median gap between agreements of a process 66 days";
        /// Log standard deviation of the gap.
        gap_spread: f64 = 0.35, 0.0..=2.0, "log", assumed "";
        /// Share of the time to the first round that is drawn like a gap; the rest is `gap` itself.
        first_gap_drawn: f64 = 0.5, 0.0..=1.0, "share", assumed "";
        /// Least time between rounds, however short the gap drawn.
        least_gap: f64 = 1.0, 0.25..=3650.0, "day", assumed "";
        /// Day of the first round, under a rule that asks for no rounds before the summit.
        summit_first_wait: f64 = 30.0, 0.0..=3650.0, "day", assumed "the median gap";
        /// Longest time from a deferred request to the next round.
        hastened: f64 = 21.0, 0.0..=3650.0, "day", assumed "";
        /// Longest time from a summit to the next round.
        after_summit: f64 = 14.0, 0.0..=3650.0, "day", assumed "";
        /// Days until a gatekeeper that did not call a round that was due is asked again.
        asked_again: f64 = 7.0, 1.0..=3650.0, "day", assumed "";
        /// Share of the allied influence that must endorse what was agreed elsewhere to make it prepared.
        endorsement: f64 = 0.5, 0.0..=1.0, "share", assumed "at least half";
        /// Influence that must attend for a round to be held.
        minimum_influence: f64 = 0.7, 0.0..=1.0, "share", assumed "";
        /// Delay of a round that too few attend.
        slip: f64 = 14.0, 1.0..=3650.0, "day", assumed "";
        /// Issues on the table of a session (a package takes all).
        session_issues: u32 = 2, 1..=32, "issues", assumed "";
        /// Sessions of a round.
        sessions: u32 = 2, 1..=32, "sessions", assumed "";
        /// Passes round the table in a session.
        steps: u32 = 6, 1..=1000, "steps", assumed "";
        /// Steps in which all but 1/e of the latitude is used.
        step_scale: f64 = 2.0, 0.01..=1000.0, "steps", assumed "";
        /// Influence at the table that must accept; requester and gatekeeper must in any case.
        quorum: f64 = 1.0, 0.01..=1.0, "share", assumed "";
        /// Share of the latitude offered in a failed session that later sessions start from; 0 switches carrying off.
        carried: f64 = 0.25, 0.0..=1.0, "share", assumed "";
        /// Most that can be carried over on an issue.
        carried_cap: f64 = 0.6, 0.0..=1.0, "share", assumed "";
        /// How much positions move apart when a round agrees nothing.
        failure_polarisation: f64 = 0.03, 0.0..=1.0, "share", assumed "";
        /// Share of the polarisation that a round eases.
        easing: f64 = 0.1, 0.0..=1.0, "share", assumed "";
    }
}
