//! What a class is set up with, once.

use serde::{Deserialize, Serialize};

use summitry_model::process::{CompiledScenario, PolicySet, Run, drive};

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

/// The first replication of a seed in which the talks of policies last half the window and come to three rounds, so that a class
/// has something to play; 0 if none of the first thousand does. A class that begins with it is not any class: its debrief
/// compares it with runs of the same shocks, which are this replication's.
#[must_use]
pub fn lasting(setup: &CompiledScenario, seed: u64) -> u64 {
    let (seats, mut run) = (PolicySet::of(setup), Run::new(setup));
    run.keep_trajectory(false);
    let half = setup.scenario.calendar.window / 2.0;
    let mut lasts = |replication: &u64| {
        let played =
            run.begin(seed, *replication, false).is_ok() && drive(&mut run, &seats).is_ok();
        played && run.record().end.days() >= half && run.record().rounds >= 3
    };
    (0..1_000).find(|replication| lasts(replication)).unwrap_or(0)
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
    /// A class of so many minutes, at least 30, shared out as the plans for facilitators have it.
    ///
    /// ```
    /// use summitry_class::room::Minutes;
    /// let of = |Minutes { brief, predict, play, debrief }| [brief, predict, play, debrief];
    /// assert_eq!(of(Minutes::of(50)), [11, 4, 20, 15]);
    /// assert_eq!(of(Minutes::of(90)), [17, 5, 33, 35]);
    /// ```
    #[must_use]
    pub fn of(whole: u32) -> Self {
        let (brief, predict, play) = (3 * whole / 20 + 4, whole / 40 + 3, 13 * whole / 40 + 4);
        let debrief = whole.saturating_sub(brief + predict + play).max(1);
        Minutes { brief, predict, play, debrief }
    }
}

impl Default for Plan {
    /// 50 minutes. With 15 decisions a seat every table is over in the 20 minutes of play if people take 25 seconds a decision; with 25,
    /// fewer than a third are.
    fn default() -> Self {
        Plan {
            seed: 1,
            replication: 0,
            tables: 12,
            share: 3,
            decisions: 15,
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
    pub setup: CompiledScenario,
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
