//! The master switch of chance.

use crate::fields::section;

section! {
    /// Chance as a whole: a control for tests and lessons.
    pub struct Chance in "chance", rows "A37 A40" {
        /// Whether draws are made; without, each draw is its median and every seed gives one trajectory.
        draws: bool = true, "", assumed "a switch";
    }
}
