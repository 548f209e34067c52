//! A class: who is in it, in which phase it is, and its tables, as they follow from the actions that were accepted.
//!
//! [`Room::apply`] is the only way in. It knows no clock, no file and no network: the time is part of what it is told. The
//! same actions at the same times give the same room.

mod action;
mod apply;
mod course;
mod member;
mod phase;
mod refused;
mod seating;
mod stand;

pub use action::Action;
pub use apply::{MESSAGE, NOTE, PSEUDONYM, Room};
pub use course::{Course, Minutes, Plan, Seconds, lasting};
pub use member::{Guess, Member, Message};
pub use phase::{Phase, Timer};
pub use refused::Refused;
pub use stand::{Seat, Stage, Table};
