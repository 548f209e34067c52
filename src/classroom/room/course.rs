//! What a class is set up with, once.

use serde::{Deserialize, Serialize};

use crate::process::Setup;

/// What a class is set up with besides its scenario. It is stored, and never changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// The seed of all chance.
    pub seed: u64,
    /// The replication whose luck every table has, so that tables differ by what they decide only.
    pub replication: u64,
    /// Most tables.
    pub tables: usize,
    /// Most people in a seat.
    pub share: usize,
    /// Most decisions that are put to the people of a seat.
    pub decisions: u32,
    /// Minutes of the phases.
    pub minutes: Minutes,
    /// Seconds for the stages of play.
    pub seconds: Seconds,
    /// The tag of the language that pages begin in.
    pub language: String,
}

/// Minutes of each phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Minutes {
    /// Reading the role sheet.
    pub brief: u32,
    /// Predicting.
    pub predict: u32,
    /// Playing.
    pub play: u32,
    /// Talking about it.
    pub debrief: u32,
}

/// Seconds for each stage of play.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seconds {
    /// Decisions away from the table.
    pub caucus: u32,
    /// An offer.
    pub offer: u32,
    /// A response.
    pub respond: u32,
}

impl Minutes {
    /// A class of so many minutes, at least 20, shared out: half of it is played.
    ///
    /// ```
    /// use summitry::classroom::room::Minutes;
    /// let of = |Minutes { brief, predict, play, debrief }| [brief, predict, play, debrief];
    /// assert_eq!(of(Minutes::of(50)), [7, 3, 25, 15]);
    /// assert_eq!(of(Minutes::of(90)), [13, 5, 45, 27]);
    /// assert_eq!(of(Minutes::of(20)), [2, 2, 10, 6]);
    /// ```
    #[must_use]
    pub fn of(whole: u32) -> Self {
        let (predict, play, debrief) = ((whole / 16).max(2), whole / 2, whole * 3 / 10);
        let brief = whole.saturating_sub(predict + play + debrief).max(1);
        Minutes { brief, predict, play, debrief }
    }
}

impl Default for Plan {
    /// 50 minutes.
    fn default() -> Self {
        Plan {
            seed: 1,
            replication: 0,
            tables: 12,
            share: 3,
            decisions: 25,
            minutes: Minutes::of(50),
            seconds: Seconds { caucus: 60, offer: 75, respond: 45 },
            language: "en".to_owned(),
        }
    }
}

/// A class's scenario and plan.
#[derive(Clone, Debug)]
pub struct Course {
    /// The scenario, made ready.
    pub setup: Setup,
    /// The rest.
    pub plan: Plan,
}

impl Course {
    /// How many may be in the class.
    #[must_use]
    pub fn places(&self) -> usize {
        self.plan.tables * self.setup.parties() * self.plan.share
    }
}
