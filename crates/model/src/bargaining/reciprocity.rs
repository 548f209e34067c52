//! Behaviour-dependent tactics: to concede as the others do.

use super::offer::MAX_PARTIES;

/// How a party answers the concessions of the others (Faratin, Sierra & Jennings 1998, §4.3), in
/// terms of what their offers are worth to itself.
///
/// With uₖ for what the others' offers were worth as it had its k-th turn (the mean over the others), n the
/// latest, and τ for its own target:
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reciprocity {
    /// In proportion: τ·uₙ₋ₗ / uₙ₋ₗ₊₁, with l the lag in turns, at least 1.
    Relative {
        /// Turns between what it answers and now, at least 1.
        lag: u8,
    },
    /// By as much: τ − (uₙ₋ₗ₊₁ − uₙ₋ₗ). Without the random part of the source.
    Absolute {
        /// Turns between what it answers and now, at least 1.
        lag: u8,
    },
    /// In proportion to the change over a window of w turns: τ·uₙ₋w / uₙ; over what there is while there is less.
    Averaged {
        /// Length of the window in turns, at least 1.
        window: u8,
    },
}

impl Reciprocity {
    /// The target after `received`, oldest first, from the target before.
    ///
    /// Without two offers to compare, or with nothing received that is worth anything, it stays.
    ///
    /// ```
    /// use summitry_model::bargaining::Reciprocity;
    /// let (relative, absolute) = (Reciprocity::Relative { lag: 1 }, Reciprocity::Absolute { lag: 1 });
    /// assert_eq!(relative.target(0.9, &[0.4]), 0.9);
    /// assert_eq!(relative.target(0.9, &[0.4, 0.5]), 0.9 * 0.4 / 0.5);
    /// assert_eq!(absolute.target(0.9, &[0.25, 0.5]), 0.65);
    /// ```
    #[must_use]
    pub fn target(self, before: f64, received: &[f64]) -> f64 {
        let back = |turns: u8| received.len().checked_sub(1 + usize::from(turns));
        let (older, newer) = match self {
            Reciprocity::Relative { lag } | Reciprocity::Absolute { lag } => {
                (back(lag.max(1)), back(lag.max(1) - 1))
            }
            Reciprocity::Averaged { window } if received.len() > 1 => {
                (Some(back(window.max(1)).unwrap_or(0)), back(0))
            }
            Reciprocity::Averaged { .. } => (None, None),
        };
        let (Some(older), Some(newer)) = (older, newer) else { return before };
        let (older, newer) = (received[older], received[newer]);
        match self {
            Reciprocity::Absolute { .. } => before - (newer - older),
            _ if newer > 0.0 && older > 0.0 => before * older / newer,
            _ => before,
        }
    }
}

/// What the others' offers were worth to a party, turn by turn.
#[derive(Clone, Debug)]
pub(super) struct Received {
    latest: [Option<f64>; MAX_PARTIES],
    /// The mean of the latest offers at each own turn, oldest first.
    turns: Vec<f64>,
    /// The most that an offer since the own turn before was worth, at each own turn.
    most: Vec<f64>,
    since: f64,
}

impl Default for Received {
    fn default() -> Self {
        Received {
            latest: [None; MAX_PARTIES],
            turns: Vec::new(),
            most: Vec::new(),
            since: f64::NEG_INFINITY,
        }
    }
}

impl Received {
    /// Forgets, and makes room for so many turns.
    pub(super) fn begin(&mut self, turns: usize) {
        self.latest = [None; MAX_PARTIES];
        for account in [&mut self.turns, &mut self.most] {
            account.clear();
            account.reserve(turns);
        }
        self.since = f64::NEG_INFINITY;
    }

    /// Takes note of an offer's worth.
    pub(super) fn note(&mut self, seat: usize, utility: f64) {
        self.latest[seat] = Some(utility);
        self.since = self.since.max(utility);
    }

    /// Closes the account up to an own turn. Nothing is written before somebody else has offered.
    pub(super) fn turn(&mut self) {
        let made = self.latest.iter().flatten();
        let (sum, count) = made.fold((0.0, 0.0), |(sum, count), u| (sum + u, count + 1.0));
        if count > 0.0 {
            self.turns.push(sum / count);
            self.most.push(self.since);
            self.since = f64::NEG_INFINITY;
        }
    }

    /// By own turn, oldest first.
    pub(super) fn turns(&self) -> &[f64] {
        &self.turns
    }

    /// The most that an offer of the last `window` own turns was worth; none if there were none.
    pub(super) fn most_of_late(&self, window: usize) -> Option<f64> {
        let from = self.most.len().saturating_sub(window);
        self.most[from..].iter().copied().reduce(f64::max)
    }
}
