//! Phases of a class, and timers that can be paused.

use serde::{Deserialize, Serialize};

use super::config::Minutes;

/// A phase of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// People join and read their role sheets.
    Brief,
    /// Each seat predicts how its run will end.
    Predict,
    /// The tables play.
    Play,
    /// The class discusses what happened.
    Debrief,
}

impl Phase {
    /// All of them, in order.
    pub const ALL: [Phase; 4] = [Phase::Brief, Phase::Predict, Phase::Play, Phase::Debrief];

    /// The phase after it.
    #[must_use]
    pub fn next(self) -> Option<Phase> {
        Phase::ALL.get(self as usize + 1).copied()
    }

    /// The phase before it.
    #[must_use]
    pub fn last(self) -> Option<Phase> {
        (self as usize).checked_sub(1).map(|before| Phase::ALL[before])
    }

    /// Its length in milliseconds.
    #[must_use]
    pub fn length(self, minutes: Minutes) -> i64 {
        let minutes = match self {
            Phase::Brief => minutes.brief,
            Phase::Predict => minutes.predict,
            Phase::Play => minutes.play,
            Phase::Debrief => minutes.debrief,
        };
        i64::from(minutes) * 60_000
    }

    /// Its name in catalogues and forms.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Phase::Brief => "brief",
            Phase::Predict => "predict",
            Phase::Play => "play",
            Phase::Debrief => "debrief",
        }
    }

    /// The phase of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Phase> {
        Phase::ALL.into_iter().find(|phase| phase.name() == name)
    }
}

/// A countdown. Times are milliseconds since 1970.
///
/// ```
/// use summitry_class::state::Timer;
/// let mut timer = Timer::new(1_000, 60_000);
/// timer.pause(11_000);
/// timer.resume(500_000);
/// timer.extend(5_000);
/// assert_eq!(timer.left(500_000), 55_000);
/// assert_eq!(timer.ends(), Some(555_000));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timer {
    /// It runs, and ends at this time.
    Running(i64),
    /// It is paused with this many milliseconds left.
    Paused(i64),
}

impl Timer {
    /// A timer that starts at a time, for a length in milliseconds.
    #[must_use]
    pub fn new(at: i64, length: i64) -> Self {
        Timer::Running(at.saturating_add(length))
    }

    /// The time at which it ends; none while it is paused.
    #[must_use]
    pub fn ends(self) -> Option<i64> {
        match self {
            Timer::Running(end) => Some(end),
            Timer::Paused(_) => None,
        }
    }

    /// Milliseconds left at a time; negative once it has run out.
    #[must_use]
    pub fn left(self, at: i64) -> i64 {
        match self {
            Timer::Running(end) => end.saturating_sub(at),
            Timer::Paused(left) => left,
        }
    }

    /// Pauses the timer.
    pub fn pause(&mut self, at: i64) {
        *self = Timer::Paused(self.left(at));
    }

    /// Resumes the timer.
    pub fn resume(&mut self, at: i64) {
        *self = Timer::new(at, self.left(at));
    }

    /// Adds time; a timer that has run out gets all of it from now on.
    pub fn extend_from(&mut self, at: i64, more: i64) {
        let left = self.left(at).max(0).saturating_add(more);
        *self = match self {
            Timer::Running(_) => Timer::new(at, left),
            Timer::Paused(_) => Timer::Paused(left),
        };
    }

    /// Adds time.
    pub fn extend(&mut self, more: i64) {
        match self {
            Timer::Running(time) | Timer::Paused(time) => *time = time.saturating_add(more),
        }
    }
}
