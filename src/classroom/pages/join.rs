//! The ways in.

use super::Chrome;
use crate::classroom::room::Course;

/// The page on which somebody joins: `/join`, with what was typed so far.
#[must_use]
pub fn join(chrome: &Chrome<'_>, course: &Course, code: &str, pseudonym: &str) -> String {
    let _ = (chrome, course, code, pseudonym);
    String::new()
}

/// The page at `/`: whoever sees it has reached the class.
#[must_use]
pub fn reached(chrome: &Chrome<'_>, course: &Course) -> String {
    let _ = (chrome, course);
    String::new()
}
