//! Quantiles of many rounded numbers, in memory that does not grow with them.

use std::collections::BTreeMap;

/// Numbers to the nearest step, and how often each was seen.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Counts {
    /// How many steps there are in one unit.
    steps: f64,
    counts: BTreeMap<i64, u64>,
    n: u64,
}

impl Counts {
    /// Counts of numbers to a tenth.
    pub(super) fn tenths() -> Self {
        Counts { steps: 10.0, counts: BTreeMap::new(), n: 0 }
    }

    /// Counts of numbers to a thousandth.
    pub(super) fn thousandths() -> Self {
        Counts { steps: 1000.0, counts: BTreeMap::new(), n: 0 }
    }

    pub(super) fn add(&mut self, value: f64) {
        #[expect(clippy::cast_possible_truncation, reason = "saturates far beyond any calendar")]
        let step = (value * self.steps).round() as i64;
        *self.counts.entry(step).or_default() += 1;
        self.n += 1;
    }

    pub(super) fn n(&self) -> u64 {
        self.n
    }

    /// The number at this place in rising order, from 0.
    fn at(&self, place: u64) -> Option<f64> {
        let mut before = 0;
        for (step, count) in &self.counts {
            before += count;
            if place < before {
                return Some(*step as f64 / self.steps);
            }
        }
        None
    }

    /// The least number that at least a share `q` of all do not exceed; none if there are none.
    ///
    /// Hyndman & Fan (1996), definition 1: always a number that was seen.
    pub(super) fn quantile(&self, q: f64) -> Option<f64> {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place")]
        let place = (q * self.n as f64 - 1e-9).ceil().max(1.0) as u64 - 1;
        self.at(place)
    }

    /// How many numbers are at most `value`.
    pub(super) fn up_to(&self, value: f64) -> u64 {
        #[expect(clippy::cast_possible_truncation, reason = "saturates far beyond any calendar")]
        let step = (value * self.steps + 1e-6).floor() as i64;
        self.counts.range(..=step).map(|(_, count)| count).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_numbers_that_were_seen() {
        let mut counts = Counts::tenths();
        assert_eq!(counts.quantile(0.5), None);
        for day in 1..=10 {
            counts.add(f64::from(day));
        }
        assert_eq!(
            [0.0, 0.25, 0.5, 0.75, 1.0].map(|q| counts.quantile(q).unwrap()),
            [1.0, 3.0, 5.0, 8.0, 10.0]
        );
        assert_eq!(counts.up_to(4.0), 4);
        assert_eq!(counts.up_to(0.5), 0);
    }
}
