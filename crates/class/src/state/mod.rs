//! The state of a class: its members, its phase and its tables, as they follow from the accepted actions.
//!
//! [`ClassState::apply`] is the only way to change it. It reads no clock, file or network: the time is an argument. The same
//! actions at the same times give the same state.

mod action;
mod class_state;
mod config;
mod member;
mod phase;
mod refusal;
mod seating;
mod table;

pub use action::Action;
pub use class_state::{ClassState, MESSAGE, NOTE, PSEUDONYM};
pub use config::{ClassConfig, Minutes, Plan, Seconds, lasting};
pub use member::{Guess, Member, Message};
pub use phase::{Phase, Timer};
pub use refusal::Refusal;
pub use table::{Seat, Stage, Table};
