//! Units: model time as integer minutes.

use std::fmt;
use std::ops::{Add, Sub};

/// Minutes in a day.
pub const MINUTES_PER_DAY: i64 = 1440;

/// A point in model time: whole minutes since the start of the negotiation window.
///
/// Integers, so that equal times compare equal and sums do not drift.
///
/// ```
/// use summitry_engine::units::SimTime;
/// let t = SimTime::from_days(1.5);
/// assert_eq!(t.minutes(), 2160);
/// assert_eq!(t.days(), 1.5);
/// assert!(t < SimTime::NEVER);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SimTime(i64);

impl SimTime {
    /// The start of the window.
    pub const ZERO: SimTime = SimTime(0);
    /// Later than any event a calendar can hold.
    pub const NEVER: SimTime = SimTime(i64::MAX);

    /// A time from minutes.
    #[must_use]
    pub const fn from_minutes(minutes: i64) -> Self {
        SimTime(minutes)
    }

    /// A time from days, rounded to the minute; saturates, and NaN is the start.
    #[must_use]
    #[inline]
    pub fn from_days(days: f64) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "the cast saturates")]
        SimTime((days * MINUTES_PER_DAY as f64).round() as i64)
    }

    /// Minutes since the start.
    #[must_use]
    pub const fn minutes(self) -> i64 {
        self.0
    }

    /// Days since the start.
    #[must_use]
    #[inline]
    pub fn days(self) -> f64 {
        self.0 as f64 / MINUTES_PER_DAY as f64
    }

    /// Days from `earlier` to `self`.
    #[must_use]
    #[inline]
    pub fn days_since(self, earlier: SimTime) -> f64 {
        (self.0 - earlier.0) as f64 / MINUTES_PER_DAY as f64
    }

    /// `self` plus a number of days, rounded to the minute; saturates.
    #[must_use]
    #[inline]
    pub fn after_days(self, days: f64) -> Self {
        SimTime(self.0.saturating_add(SimTime::from_days(days).0))
    }
}

impl Add for SimTime {
    type Output = SimTime;
    fn add(self, other: SimTime) -> SimTime {
        SimTime(self.0.saturating_add(other.0))
    }
}

impl Sub for SimTime {
    type Output = SimTime;
    fn sub(self, other: SimTime) -> SimTime {
        SimTime(self.0.saturating_sub(other.0))
    }
}

impl fmt::Display for SimTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "day {:.2}", self.days())
    }
}
