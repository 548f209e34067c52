//! What a failed session leaves behind: part of what was conceded in it.

use crate::fields::section;

section! {
    /// Concession carried from one meeting to the next.
    pub struct Concession in "concession", rows "A20" {
        /// Share of the latitude offered in a failed session that later sessions start from; 0 switches carrying off.
        carried: f64 = 0.25, 0.0..=1.0, "share", assumed "";
        /// Most that can be carried over on an issue.
        carried_cap: f64 = 0.6, 0.0..=1.0, "share", assumed "";
    }
}
