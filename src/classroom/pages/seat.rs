//! A student's page.

use super::Chrome;
use crate::classroom::room::Room;

/// Whose page it is, and how it is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Seated<'a> {
    /// The member, by number; it has a place.
    pub member: usize,
    /// Their personal link.
    pub link: &'a str,
    /// An offer that is tried without being made: the decision's number, and an option for each issue on the table.
    pub draft: Option<(usize, &'a [u8])>,
    /// Whether the page is to stay as it is without JavaScript, while somebody writes: `/seat?still`.
    pub is_still: bool,
}

/// The page of a member: `/seat`. Of what others hold it shows nothing, unless the teacher revealed it.
#[must_use]
pub fn seat(chrome: &Chrome<'_>, room: &Room, seated: Seated<'_>) -> String {
    let _ = (chrome, room, seated);
    String::new()
}
