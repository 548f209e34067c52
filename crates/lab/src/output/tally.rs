//! What is counted over the runs of a batch, besides the rows: outcomes, measures, trajectories.

use serde::{Deserialize, Serialize};

use super::Trajectories;
use super::trajectory::TrajectoriesState;
use summitry_engine::stats::{Histogram, HistogramState, Misshapen, Moments};

/// Bins of a decimal measure's histogram: a quartile is good to a thousandth of its range.
const BINS: usize = 1000;

/// How a measure's quartiles are kept.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scale {
    /// Whole numbers from 0; those beyond `most` share a bin.
    Whole {
        /// The greatest number with a bin of its own.
        most: u32,
    },
    /// Decimal numbers, in 1,000 bins from `low` to `high`; those beyond share a bin at each end.
    Number {
        /// The low end of the range.
        low: f64,
        /// The high end of the range.
        high: f64,
        /// Decimals of the quartiles as they are written.
        decimals: u8,
    },
}

/// A measure that a run has or has not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measure {
    /// Its name: `first_summit_day`.
    pub name: &'static str,
    /// Its unit: `days`; empty where there is none.
    pub unit: &'static str,
    /// How its quartiles are kept.
    pub scale: Scale,
    /// Whether every run has it.
    pub always: bool,
}

impl Measure {
    /// A measure in whole numbers, 0 to `most`.
    #[must_use]
    pub const fn whole(name: &'static str, unit: &'static str, most: u32) -> Self {
        Measure { name, unit, scale: Scale::Whole { most }, always: false }
    }

    /// A measure in decimal numbers, `low` to `high`.
    #[must_use]
    pub const fn number(
        name: &'static str,
        unit: &'static str,
        low: f64,
        high: f64,
        decimals: u8,
    ) -> Self {
        Measure { name, unit, scale: Scale::Number { low, high, decimals }, always: false }
    }

    /// The same, of which every run has a value.
    #[must_use]
    pub const fn always(self) -> Self {
        Measure { always: true, ..self }
    }

    fn histogram(&self) -> Histogram {
        match self.scale {
            Scale::Whole { most } => Histogram::whole(most),
            Scale::Number { low, high, .. } => Histogram::new(low, high, BINS),
        }
    }
}

/// The grid of the trajectories.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    /// The measures that are followed, each within 0 and 1.
    pub measures: Vec<&'static str>,
    /// The days on which they are read.
    pub days: Vec<f64>,
}

impl Grid {
    /// A grid of `count` days from 0, `step` apart.
    #[must_use]
    pub fn every(measures: &[&'static str], step: f64, count: usize) -> Self {
        let days = (0..count).map(|position| position as f64 * step).collect();
        Grid { measures: measures.to_vec(), days }
    }
}

/// What a [`Tally`] counts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TallySpec {
    /// The outcomes, of which each run has exactly one.
    pub outcomes: Vec<&'static str>,
    /// The reasons for which runs end, of which each run has exactly one.
    pub end_reasons: Vec<&'static str>,
    /// The measures.
    pub measures: Vec<Measure>,
    /// The trajectories, if they are wanted.
    pub trajectories: Option<Grid>,
}

/// Counts over runs. Merging tallies in any order gives the same counts.
///
/// ```
/// use summitry_lab::output::{Measure, Summary, Tally, TallySpec};
/// let mut tally = Tally::new(&TallySpec {
///     outcomes: vec!["durable", "no-summit"],
///     end_reasons: vec!["signed", "horizon"],
///     measures: vec![Measure::whole("rounds_held", "rounds", 20)],
///     trajectories: None,
/// });
/// tally.outcome(1);
/// tally.end_reason(1);
/// tally.measure(0, 3.0);
/// let summary = Summary::of("two-capitals", &tally);
/// assert_eq!(summary.outcomes[1].share, 1.0);
/// assert_eq!(summary.measures[0].median, Some(3.0));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Tally {
    outcomes: Vec<(&'static str, u64)>,
    end_reasons: Vec<(&'static str, u64)>,
    measures: Vec<(Measure, Moments, Histogram)>,
    trajectories: Option<Trajectories>,
}

/// What a [`Tally`] has counted, without its names and ranges: for a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TallyState {
    outcomes: Vec<u64>,
    end_reasons: Vec<u64>,
    measures: Vec<(Moments, HistogramState)>,
    trajectories: Option<TrajectoriesState>,
}

impl Tally {
    /// Nothing counted yet.
    #[must_use]
    pub fn new(spec: &TallySpec) -> Self {
        Tally {
            outcomes: spec.outcomes.iter().map(|&name| (name, 0)).collect(),
            end_reasons: spec.end_reasons.iter().map(|&name| (name, 0)).collect(),
            measures: spec
                .measures
                .iter()
                .map(|measure| (*measure, Moments::default(), measure.histogram()))
                .collect(),
            trajectories: spec
                .trajectories
                .as_ref()
                .map(|grid| Trajectories::new(&grid.measures, &grid.days)),
        }
    }

    /// Counts a run under its outcome, by position.
    ///
    /// # Panics
    ///
    /// If there is no such outcome.
    pub fn outcome(&mut self, outcome: usize) {
        self.outcomes[outcome].1 += 1;
    }

    /// Counts a run under the reason for which it ended, by position.
    ///
    /// # Panics
    ///
    /// If there is no such reason.
    pub fn end_reason(&mut self, reason: usize) {
        self.end_reasons[reason].1 += 1;
    }

    /// Counts a run's value of a measure, by position; a value that is not finite is left out, as
    /// is a run that has none.
    ///
    /// # Panics
    ///
    /// If there is no such measure.
    pub fn measure(&mut self, measure: usize, value: f64) {
        let (_, moments, histogram) = &mut self.measures[measure];
        moments.add(value);
        histogram.add(value);
    }

    /// The trajectories, if they are wanted: the run records its values there.
    pub fn trajectories_mut(&mut self) -> Option<&mut Trajectories> {
        self.trajectories.as_mut()
    }

    /// The trajectories, if they are wanted.
    #[must_use]
    pub fn trajectories(&self) -> Option<&Trajectories> {
        self.trajectories.as_ref()
    }

    /// How many runs were counted.
    #[must_use]
    pub fn runs(&self) -> u64 {
        self.outcomes.iter().map(|(_, count)| count).sum()
    }

    /// Each outcome with how many runs had it.
    pub fn outcomes(&self) -> impl Iterator<Item = (&'static str, u64)> + '_ {
        self.outcomes.iter().copied()
    }

    /// Each reason with how many runs ended for it.
    pub fn end_reasons(&self) -> impl Iterator<Item = (&'static str, u64)> + '_ {
        self.end_reasons.iter().copied()
    }

    /// Each measure with its moments and histogram.
    pub fn measures(&self) -> impl Iterator<Item = (&Measure, &Moments, &Histogram)> + '_ {
        self.measures.iter().map(|(measure, moments, histogram)| (measure, moments, histogram))
    }

    /// Adds what `other` counted.
    ///
    /// # Panics
    ///
    /// If `other` counts something else.
    pub fn merge(&mut self, other: &Tally) {
        assert!(
            self.outcomes.len() == other.outcomes.len()
                && self.end_reasons.len() == other.end_reasons.len()
                && self.measures.len() == other.measures.len()
                && self.trajectories.is_some() == other.trajectories.is_some(),
            "tallies of different things"
        );
        let mine = self.outcomes.iter_mut().chain(&mut self.end_reasons);
        for ((_, mine), (_, theirs)) in mine.zip(other.outcomes.iter().chain(&other.end_reasons)) {
            *mine += theirs;
        }
        for (mine, theirs) in self.measures.iter_mut().zip(&other.measures) {
            mine.1.merge(&theirs.1);
            mine.2.merge(&theirs.2);
        }
        if let (Some(mine), Some(theirs)) = (&mut self.trajectories, &other.trajectories) {
            mine.merge(theirs);
        }
    }

    /// Forgets all counts and keeps the room.
    pub fn clear(&mut self) {
        let counts = self.outcomes.iter_mut().chain(&mut self.end_reasons);
        counts.for_each(|(_, count)| *count = 0);
        for (_, moments, histogram) in &mut self.measures {
            *moments = Moments::default();
            histogram.clear();
        }
        if let Some(trajectories) = &mut self.trajectories {
            trajectories.clear();
        }
    }

    /// What was counted, to be saved.
    #[must_use]
    pub fn state(&self) -> TallyState {
        TallyState {
            outcomes: self.outcomes.iter().map(|(_, count)| *count).collect(),
            end_reasons: self.end_reasons.iter().map(|(_, count)| *count).collect(),
            measures: self
                .measures
                .iter()
                .map(|(_, moments, histogram)| (*moments, histogram.state()))
                .collect(),
            trajectories: self.trajectories.as_ref().map(Trajectories::state),
        }
    }

    /// Takes up what was saved in place of what was counted.
    ///
    /// # Errors
    ///
    /// [`Misshapen`] if it counts something else; the tally is then undefined.
    pub fn restore(&mut self, state: &TallyState) -> Result<(), Misshapen> {
        if self.outcomes.len() != state.outcomes.len()
            || self.end_reasons.len() != state.end_reasons.len()
            || self.measures.len() != state.measures.len()
        {
            return Err(Misshapen);
        }
        let counts = self.outcomes.iter_mut().chain(&mut self.end_reasons);
        for ((_, count), saved) in counts.zip(state.outcomes.iter().chain(&state.end_reasons)) {
            *count = *saved;
        }
        for ((_, moments, histogram), saved) in self.measures.iter_mut().zip(&state.measures) {
            *moments = saved.0;
            histogram.restore(&saved.1)?;
        }
        match (&mut self.trajectories, &state.trajectories) {
            (Some(trajectories), Some(saved)) => trajectories.restore(saved),
            (None, None) => Ok(()),
            _ => Err(Misshapen),
        }
    }
}
