//! The teacher's page.

use super::{Chrome, Links};
use crate::classroom::room::Room;

/// The teacher's page: `/teach`. `presence` is when each member was last seen, in milliseconds since 1970, by number.
#[must_use]
pub fn teach(
    chrome: &Chrome<'_>,
    room: &Room,
    presence: &[Option<i64>],
    links: &Links<'_>,
) -> String {
    let _ = (chrome, room, presence, links);
    String::new()
}
