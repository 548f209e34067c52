//! Credibility: whether a promise at this table is believed.

use crate::fields::section;

section! {
    /// Credibility of the process, an index from 0 to 1.
    ///
    /// It scales latitude at the table by `floor_latitude` + K, and enters the risk after signing.
    pub struct Credibility in "credibility", rows "A18 A22" {
        /// Credibility on day 0, and the level to which it recovers.
        normal: f64 = 0.6, 0.0..=1.0, "share", assumed "";
        /// Mean time of recovery.
        recovery: f64 = 180.0, 1.0..=36500.0, "day", assumed "";
        /// Loss by a summit without substance that was not prepared; 0 switches the cost off.
        unprepared_cost: f64 = 0.12, 0.0..=1.0, "share", assumed "";
        /// Latitude that is left when nothing is believed.
        floor_latitude: f64 = 0.4, 0.0..=2.0, "share", assumed "";
    }
}
