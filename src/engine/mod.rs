//! The discrete-event engine: calendar, keyed streams, samplers. It knows nothing of diplomacy.

mod calendar;
mod heap;

pub use calendar::{Calendar, Handle, Phase};
