//! Phases of a class, and clocks that can be stopped.

use serde::{Deserialize, Serialize};

use super::course::Minutes;

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
    /// What happened is talked about.
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

    /// Its word in catalogues and forms.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Phase::Brief => "brief",
            Phase::Predict => "predict",
            Phase::Play => "play",
            Phase::Debrief => "debrief",
        }
    }

    /// The phase of a word.
    #[must_use]
    pub fn named(name: &str) -> Option<Phase> {
        Phase::ALL.into_iter().find(|phase| phase.name() == name)
    }
}

/// A clock that runs down. Times are milliseconds since 1970.
///
/// ```
/// use summitry_class::room::Timer;
/// let mut timer = Timer::of(1_000, 60_000);
/// timer.pause(11_000);
/// timer.resume(500_000);
/// timer.extend(5_000);
/// assert_eq!(timer.left(500_000), 55_000);
/// assert_eq!(timer.ends(), Some(555_000));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timer {
    /// It ends at this time.
    Runs(i64),
    /// It stands, with so many milliseconds left.
    Stands(i64),
}

impl Timer {
    /// A clock that is started at a time, for so many milliseconds.
    #[must_use]
    pub fn of(at: i64, length: i64) -> Self {
        Timer::Runs(at.saturating_add(length))
    }

    /// When it ends; none while it stands.
    #[must_use]
    pub fn ends(self) -> Option<i64> {
        match self {
            Timer::Runs(end) => Some(end),
            Timer::Stands(_) => None,
        }
    }

    /// What is left at a time; less than 0 once it is over.
    #[must_use]
    pub fn left(self, at: i64) -> i64 {
        match self {
            Timer::Runs(end) => end.saturating_sub(at),
            Timer::Stands(left) => left,
        }
    }

    /// It stops.
    pub fn pause(&mut self, at: i64) {
        *self = Timer::Stands(self.left(at));
    }

    /// It goes on.
    pub fn resume(&mut self, at: i64) {
        *self = Timer::of(at, self.left(at));
    }

    /// It gets more time; one that is over already has all of it from now.
    pub fn extend_from(&mut self, at: i64, more: i64) {
        let left = self.left(at).max(0).saturating_add(more);
        *self = match self {
            Timer::Runs(_) => Timer::of(at, left),
            Timer::Stands(_) => Timer::Stands(left),
        };
    }

    /// It gets more time.
    pub fn extend(&mut self, more: i64) {
        match self {
            Timer::Runs(time) | Timer::Stands(time) => *time = time.saturating_add(more),
        }
    }
}
