//! Opponent model: what the others seem to want, by the frequencies of their offers.

use super::offer::{MAX_PARTIES, Offer, place};
use super::preferences::Preferences;
use summitry_engine::sets::IssueSet;

/// Weight that an issue left as it was gains at each offer, as a share of an even weight.
const LEARNING: f64 = 0.2;

/// A frequency model of each of the others.
///
/// An option is valued by how often a party has offered it, next to the option that it offered most; an issue weighs
/// more the more often the party left it as it was. The rule is that of HardHeaded (van Krimpen, Looije & Hajizadeh
/// 2013), which Baarslag, Hendrikx, Hindriks & Jonker (2013) found to be among the best of its kind.
#[derive(Clone, Debug, Default)]
pub(super) struct Frequencies {
    /// By seat, then option, issue after issue.
    counts: Vec<u32>,
    /// By seat, then issue; they sum to 1 for each seat.
    weights: Vec<f64>,
    last: Vec<Option<Offer>>,
    options: usize,
    issues: usize,
}

impl Frequencies {
    /// Forgets, and makes room for the others at a table.
    pub(super) fn begin(&mut self, preferences: &Preferences) {
        self.issues = preferences.issues();
        self.options = preferences.option_total();
        self.counts.clear();
        self.counts.resize(MAX_PARTIES * self.options, 0);
        self.weights.clear();
        self.weights.resize(MAX_PARTIES * self.issues, 1.0 / self.issues as f64);
        self.last.clear();
        self.last.resize(MAX_PARTIES, None);
    }

    /// Takes note of an offer.
    pub(super) fn note(&mut self, seat: usize, offer: &Offer, preferences: &Preferences) {
        let counts = &mut self.counts[seat * self.options..][..self.options];
        let mut from = 0;
        for (issue, &option) in offer.options().iter().enumerate() {
            counts[from + usize::from(option)] += 1;
            from += preferences.worth(issue).len();
        }
        if let Some(last) = self.last[seat] {
            let weights = &mut self.weights[seat * self.issues..][..self.issues];
            let more = LEARNING / self.issues as f64;
            let mut total = 0.0;
            for (issue, weight) in weights.iter_mut().enumerate() {
                if offer.options()[issue] == last.options()[issue] {
                    *weight += more;
                }
                total += *weight;
            }
            weights.iter_mut().for_each(|weight| *weight /= total);
        }
        self.last[seat] = Some(*offer);
    }

    /// Adds to `profit`, by option, what a seat seems to gain from it.
    pub(super) fn add(&self, seat: usize, preferences: &Preferences, profit: &mut [f64]) {
        if self.last[seat].is_none() {
            return;
        }
        let counts = &self.counts[seat * self.options..][..self.options];
        let mut from = 0;
        for issue in 0..self.issues {
            let to = from + preferences.worth(issue).len();
            let most = counts[from..to].iter().copied().max().unwrap_or(1).max(1);
            let weight = self.weights[seat * self.issues + issue] / f64::from(most);
            for (gain, &count) in profit[from..to].iter_mut().zip(&counts[from..to]) {
                *gain += weight * f64::from(count);
            }
            from = to;
        }
    }

    /// Adds to `profit`, by option, how like it is to a seat's last offer, all issues weighing the same: 1 less the
    /// distance where options stand in an order, else 1 for the same option and 0 for others.
    pub(super) fn add_likeness(
        &self,
        seat: usize,
        unordered: IssueSet,
        preferences: &Preferences,
        profit: &mut [f64],
    ) {
        let Some(last) = self.last[seat] else { return };
        let weight = 1.0 / self.issues as f64;
        let mut from = 0;
        for (issue, &there) in last.options().iter().enumerate() {
            let count = preferences.worth(issue).len();
            for (option, gain) in profit[from..from + count].iter_mut().enumerate() {
                let option = option as u8;
                *gain += weight
                    * if unordered.contains(issue) {
                        f64::from(u8::from(option == there))
                    } else {
                        1.0 - (place(option, count as u8) - place(there, count as u8)).abs()
                    };
            }
            from += count;
        }
    }
}
