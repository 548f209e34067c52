//! The configuration of a class.

use serde::{Deserialize, Serialize};

use summitry_model::process::{CompiledScenario, PolicySet, Run, drive};

/// The settings of a class besides its scenario. They are stored, and never change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// The master random seed.
    pub seed: u64,
    /// The replication whose random draws every table has, so that tables differ only by their decisions.
    pub replication: u64,
    /// Maximum number of tables.
    pub tables: usize,
    /// Maximum number of members of a seat.
    pub share: usize,
    /// Maximum number of decisions put to the members of a seat.
    pub decisions: u32,
    /// Minutes of each phase.
    pub minutes: Minutes,
    /// Seconds for each stage of play.
    pub seconds: Seconds,
    /// The tag of the default language of the pages.
    pub language: String,
}

/// The first replication of a seed in which policies talk for at least half the window and hold at least three rounds, so that a class
/// has something to play; 0 if none of the first thousand does. Such a class is a selected one: its debrief compares it with runs
/// under the same shocks, which are those of this replication.
#[must_use]
pub fn lasting(setup: &CompiledScenario, seed: u64) -> u64 {
    let (seats, mut run) = (PolicySet::new(setup), Run::new(setup));
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
    /// Debriefing.
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
    /// Divides the minutes of a class, at least 30, among the phases as in the facilitator's plan.
    ///
    /// ```
    /// use summitry_class::state::Minutes;
    /// let of = |Minutes { brief, predict, play, debrief }| [brief, predict, play, debrief];
    /// assert_eq!(of(Minutes::from_total(50)), [11, 4, 20, 15]);
    /// assert_eq!(of(Minutes::from_total(90)), [17, 5, 33, 35]);
    /// ```
    #[must_use]
    pub fn from_total(whole: u32) -> Self {
        let (brief, predict, play) = (3 * whole / 20 + 4, whole / 40 + 3, 13 * whole / 40 + 4);
        let debrief = whole.saturating_sub(brief + predict + play).max(1);
        Minutes { brief, predict, play, debrief }
    }
}

impl Default for Plan {
    /// 50 minutes. With 15 decisions per seat, every table ends within the 20 minutes of play if people take 25 seconds per decision;
    /// with 25 decisions, fewer than a third do.
    fn default() -> Self {
        Plan {
            seed: 1,
            replication: 0,
            tables: 12,
            share: 3,
            decisions: 15,
            minutes: Minutes::from_total(50),
            seconds: Seconds { caucus: 60, offer: 75, respond: 45 },
            language: "en".to_owned(),
        }
    }
}

/// A class's scenario and plan.
#[derive(Clone, Debug)]
pub struct ClassConfig {
    /// The compiled scenario.
    pub setup: CompiledScenario,
    /// The other settings.
    pub plan: Plan,
}

impl ClassConfig {
    /// Maximum number of members.
    #[must_use]
    pub fn places(&self) -> usize {
        self.plan.tables * self.setup.parties() * self.plan.share
    }
}
