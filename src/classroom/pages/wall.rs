//! The wall: what all may see of all tables.

use super::{Chrome, Links};
use crate::classroom::room::Room;

/// The page for the projector: `/wall`. It has no names and nothing that a seat alone knows.
#[must_use]
pub fn projector(chrome: &Chrome<'_>, room: &Room, links: &Links<'_>) -> String {
    let _ = (chrome, room, links);
    String::new()
}
