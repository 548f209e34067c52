//! The discrete-event engine: calendar, keyed streams, samplers, closed-form state. It knows nothing of diplomacy.
//!
//! A model schedules events on a [`Calendar`], draws from [`Streams`] by purpose and entity, and turns a draw into a value
//! with a function of [`sample`]. Events that come in clusters are a [`Hawkes`] process; state that only moves between events
//! is a [`Relaxing`], a [`TwoSpeed`] or an [`OrnsteinUhlenbeck`].
//!
//! ```
//! use summitry_engine::{Calendar, Phase, Purpose, Streams, sample};
//! use summitry_engine::units::SimTime;
//!
//! // Calls come ten days apart on average: how many in a year?
//! const CALL: Purpose = Purpose(0);
//! let mut calendar = Calendar::new();
//! let mut streams = Streams::new(1, 1);
//! streams.begin(1, 0)?;
//! let mut calls = 0;
//! calendar.schedule(SimTime::ZERO, Phase(0), "call");
//! while let Some((now, _call)) = calendar.pop() {
//!     if now.days() > 365.0 {
//!         break;
//!     }
//!     calls += 1;
//!     let wait = sample::exponential(streams.stream(CALL, 0).uniform(), 10.0);
//!     calendar.schedule(now.after_days(wait), Phase(0), "call");
//! }
//! assert!((15..=65).contains(&calls));
//! # Ok::<(), summitry_engine::ReplicationTooGreat>(())
//! ```

pub mod ids;
pub mod sample;
pub mod sets;
pub mod stats;
pub mod units;

mod calendar;
mod decay;
mod hawkes;
mod heap;
mod stream;

pub use calendar::{Calendar, Handle, Phase};
pub use decay::{DAYS_PER_YEAR, OrnsteinUhlenbeck, Relaxing, TwoSpeed, TwoSpeedLaw};
pub use hawkes::{Hawkes, HawkesError, HawkesState};
pub use stream::{
    MAX_REPLICATION, PROTOCOL, Purpose, Purposes, ReplicationTooGreat, Stream, Streams, derived,
};
