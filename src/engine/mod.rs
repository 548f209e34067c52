//! The discrete-event engine: calendar, keyed streams, samplers. It knows nothing of diplomacy.

mod calendar;
mod heap;
mod stream;

pub use calendar::{Calendar, Handle, Phase};
pub use stream::{MAX_REPLICATION, PROTOCOL, Purpose, ReplicationTooGreat, Stream, Streams};
