//! The coalition: how far its members' positions lie apart, and what leverage that leaves.

use crate::bargaining::{MAX_ISSUES, MAX_PARTIES};
use crate::fields::section;

section! {
    /// Cohesion of the coalition, all parties but a counterpart, and its fracture.
    ///
    /// C = 1 − (weighted mean over the unsettled issues of the influence-weighted mean pairwise
    /// distance of tabled positions ÷ the issue's hardness) ÷ `full_division`. Over the unsettled only:
    /// agreed issues at no distance would make C a copy of P.
    pub struct Coalition in "coalition", rows "A13 A30 A31 A32 A33 A36" {
        /// Mean distance at which cohesion is nil.
        full_division: f64 = 0.65, 0.01..=2.0, "share of the issue", computed "about twice the mean distance at the start of the article's scenario, 0.33";
        /// The coalition fractures when C stays under this share of its start.
        fracture_below: f64 = 0.5, 0.0..=1.0, "share of start", assumed "";
        /// Days it must stay there; with a floor of 0 it never fractures.
        fracture_days: f64 = 30.0, 0.0..=3650.0, "day", assumed "";
        /// Mean time in which polarisation fades.
        polarisation_fades: f64 = 60.0, 0.1..=3650.0, "day", assumed "some weeks";
        /// Most that polarisation can widen disagreement.
        polarisation_cap: f64 = 1.2, 0.0..=5.0, "ratio", assumed "";
    }
}

/// Positions as tabled, in [0, 1], by party and issue, with the distances between them.
#[derive(Clone, Debug)]
pub struct Positions {
    at: Vec<f64>,
    /// Mean pairwise distance on each issue.
    apart: [f64; MAX_ISSUES],
    influence: [f64; MAX_PARTIES],
    pairs: f64,
    parties: usize,
}

impl Positions {
    /// Room for `parties`; only those with an `influence` above 0 count towards distances.
    #[must_use]
    pub fn new(influence: &[f64]) -> Self {
        let mut q = [0.0; MAX_PARTIES];
        q[..influence.len()].copy_from_slice(influence);
        let mut pairs = 0.0;
        for i in 0..influence.len() {
            for l in 0..i {
                pairs += q[i] * q[l];
            }
        }
        Positions {
            at: vec![0.0; MAX_PARTIES * MAX_ISSUES],
            apart: [0.0; MAX_ISSUES],
            influence: q,
            pairs,
            parties: influence.len(),
        }
    }

    /// A party's position on an issue.
    #[must_use]
    pub fn get(&self, party: usize, issue: usize) -> f64 {
        self.at[issue * MAX_PARTIES + party]
    }

    /// Sets a position; call [`Positions::measure`] for the issue when all are set.
    pub fn set(&mut self, party: usize, issue: usize, place: f64) {
        self.at[issue * MAX_PARTIES + party] = place;
    }

    /// Measures the distances on an issue anew.
    pub fn measure(&mut self, issue: usize) {
        let row = &self.at[issue * MAX_PARTIES..issue * MAX_PARTIES + self.parties];
        let mut sum = 0.0;
        for i in 0..self.parties {
            for l in 0..i {
                sum += self.influence[i] * self.influence[l] * (row[i] - row[l]).abs();
            }
        }
        self.apart[issue] = if self.pairs > 0.0 { sum / self.pairs } else { 0.0 };
    }

    /// Influence-weighted mean pairwise distance on an issue.
    #[must_use]
    pub fn apart(&self, issue: usize) -> f64 {
        self.apart[issue]
    }

    /// Moves all positions on an issue away from their mean by the share `x`, within [0, 1].
    pub fn polarise(&mut self, issue: usize, x: f64) {
        let row = issue * MAX_PARTIES;
        let (mut mean, mut total) = (0.0, 0.0);
        for i in 0..self.parties {
            mean += self.influence[i] * self.at[row + i];
            total += self.influence[i];
        }
        mean /= total.max(f64::MIN_POSITIVE);
        for i in 0..self.parties {
            let place = &mut self.at[row + i];
            *place = (mean + (*place - mean) * (1.0 + x)).clamp(0.0, 1.0);
        }
        self.measure(issue);
    }

    /// Moves one party's position away from the mean of the others by the share `x`, within [0, 1].
    pub fn drift(&mut self, party: usize, issue: usize, x: f64) {
        let row = issue * MAX_PARTIES;
        let (mut mean, mut total) = (0.0, 0.0);
        for i in (0..self.parties).filter(|&i| i != party) {
            mean += self.influence[i] * self.at[row + i];
            total += self.influence[i];
        }
        mean /= total.max(f64::MIN_POSITIVE);
        let place = &mut self.at[row + party];
        *place = (mean + (*place - mean) * (1.0 + x)).clamp(0.0, 1.0);
        self.measure(issue);
    }

    /// Cohesion C in [0, 1] over the issues not in `settled`; 1 when none is left.
    #[must_use]
    pub fn cohesion(&self, weights: &[f64], hardness: &[f64], settled: u32, full: f64) -> f64 {
        let (mut sum, mut total) = (0.0, 0.0);
        for (j, &w) in weights.iter().enumerate() {
            if settled & (1 << j) == 0 {
                sum += w * self.apart[j] / hardness[j].max(0.05);
                total += w;
            }
        }
        if total <= 0.0 { 1.0 } else { (1.0 - sum / total / full).clamp(0.0, 1.0) }
    }
}
