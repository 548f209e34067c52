//! The coalition: how far its members' positions lie apart, and what leverage that leaves.

use crate::bargaining::{MAX_ISSUES, MAX_PARTIES};
use crate::fields::section;
use summitry_engine::Relaxing;
use summitry_engine::sets::IssueSet;

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
        /// Mean time in which polarisation fades, and with it what it pushed apart on the table.
        polarisation_fades: f64 = 60.0, 0.1..=3650.0, "day", assumed "some weeks";
        /// Most that polarisation can widen disagreement.
        polarisation_cap: f64 = 1.2, 0.0..=5.0, "ratio", assumed "";
    }
}

/// Steps towards a level that cohesion reaches; a few do, and one short of it comes too early, not too late.
const STEPS: u32 = 64;

/// Positions on the issues, in [0, 1], by party and issue, with the distances between them.
///
/// What a party tabled stays where it is until it tables anew. How far polarisation has pushed it from
/// there is kept beside it, and fades. Days are those of the run, and never go back.
///
/// ```
/// use summitry_model::diplomacy::coalition::Positions;
/// let mut positions = Positions::new(&[0.5, 0.5], 1, 60.0);
/// positions.table(0, 0, 0.4);
/// positions.table(1, 0, 0.6);
/// positions.polarise(0, 0.5, 10.0);
/// assert!((positions.get(1, 0, 10.0) - 0.65).abs() < 1e-12);
/// assert!((positions.get(1, 0, 1000.0) - 0.6).abs() < 1e-6);
/// ```
#[derive(Clone, Debug)]
pub struct Positions {
    /// As tabled, by party, rows of [`MAX_ISSUES`].
    tabled: Vec<f64>,
    /// How far pushed from there on the day that `left` was last set.
    pushed: Vec<f64>,
    /// Share of the pushes that is left.
    left: Relaxing,
    influence: [f64; MAX_PARTIES],
    pairs: f64,
    parties: usize,
    issues: usize,
}

/// What cohesion is read from beside the positions; all by issue.
#[derive(Clone, Copy, Debug)]
pub struct Scale<'a> {
    /// Weights.
    pub weights: &'a [f64],
    /// Hardness, by which distances are divided.
    pub hardness: &'a [f64],
    /// The issues that are settled, which are left out.
    pub settled: IssueSet,
    /// Mean distance at which cohesion is nil.
    pub full: f64,
}

impl Positions {
    /// Room for as many parties as `influence` has; only those with an influence above 0 count towards
    /// distances. Pushes fade in `fades` days in the mean.
    #[must_use]
    pub fn new(influence: &[f64], issues: usize, fades: f64) -> Self {
        let mut q = [0.0; MAX_PARTIES];
        q[..influence.len()].copy_from_slice(influence);
        let mut pairs = 0.0;
        for i in 0..influence.len() {
            for l in 0..i {
                pairs += q[i] * q[l];
            }
        }
        Positions {
            tabled: vec![0.0; influence.len() * MAX_ISSUES],
            pushed: vec![0.0; influence.len() * MAX_ISSUES],
            left: Relaxing::new(1.0, 0.0, 1.0 / fades, 0.0),
            influence: q,
            pairs,
            parties: influence.len(),
            issues,
        }
    }

    /// Back to day 0, with nothing pushed.
    pub fn begin(&mut self) {
        self.pushed.fill(0.0);
        self.left.set(0.0, 1.0);
    }

    /// A party's position on an issue.
    #[must_use]
    pub fn get(&self, party: usize, issue: usize, day: f64) -> f64 {
        let k = party * MAX_ISSUES + issue;
        (self.tabled[k] + self.left.value(day) * self.pushed[k]).clamp(0.0, 1.0)
    }

    /// Tables a position: what pushed the one before is forgotten.
    pub fn table(&mut self, party: usize, issue: usize, place: f64) {
        let k = party * MAX_ISSUES + issue;
        self.tabled[k] = place;
        self.pushed[k] = 0.0;
    }

    /// Influence-weighted mean pairwise distance on each issue.
    #[must_use]
    pub fn apart(&self, day: f64) -> [f64; MAX_ISSUES] {
        self.apart_with(self.left.value(day))
    }

    /// The distances with this share of the pushes left.
    fn apart_with(&self, left: f64) -> [f64; MAX_ISSUES] {
        let mut apart = [0.0; MAX_ISSUES];
        let sums = &mut apart[..self.issues];
        let row = |i: usize| i * MAX_ISSUES..i * MAX_ISSUES + self.issues;
        for i in 0..self.parties {
            let (at, off) = (&self.tabled[row(i)], &self.pushed[row(i)]);
            for l in 0..i {
                let share = self.influence[i] * self.influence[l];
                let other = self.tabled[row(l)].iter().zip(&self.pushed[row(l)]);
                for (((sum, at), off), (at2, off2)) in sums.iter_mut().zip(at).zip(off).zip(other) {
                    *sum += share * ((at - at2) + left * (off - off2)).abs();
                }
            }
        }
        let pairs = self.pairs.max(f64::MIN_POSITIVE);
        sums.iter_mut().for_each(|sum| *sum /= pairs);
        apart
    }

    /// Moves all positions on an issue away from their mean by the share `x`, within [0, 1], for a time.
    pub fn polarise(&mut self, issue: usize, x: f64, day: f64) {
        self.settle(day);
        let (mut mean, mut total) = (0.0, 0.0);
        for i in 0..self.parties {
            mean += self.influence[i] * self.get(i, issue, day);
            total += self.influence[i];
        }
        mean /= total.max(f64::MIN_POSITIVE);
        for i in 0..self.parties {
            let place = self.get(i, issue, day);
            let place = (mean + (place - mean) * (1.0 + x)).clamp(0.0, 1.0);
            let k = i * MAX_ISSUES + issue;
            self.pushed[k] = place - self.tabled[k];
        }
    }

    /// Hardens what one party tables: away from the mean of the others by the share `x`, within [0, 1].
    /// It stays there until the party tables anew.
    pub fn drift(&mut self, party: usize, issue: usize, x: f64, day: f64) {
        self.settle(day);
        let (mut mean, mut total) = (0.0, 0.0);
        for i in (0..self.parties).filter(|&i| i != party) {
            mean += self.influence[i] * self.get(i, issue, day);
            total += self.influence[i];
        }
        mean /= total.max(f64::MIN_POSITIVE);
        let place = self.get(party, issue, day);
        let moved = (mean + (place - mean) * (1.0 + x)).clamp(0.0, 1.0);
        let k = party * MAX_ISSUES + issue;
        self.tabled[k] = (self.tabled[k] + moved - place).clamp(0.0, 1.0);
        self.pushed[k] = moved - self.tabled[k];
    }

    /// Takes the share `x` off what is pushed.
    pub fn ease(&mut self, x: f64, day: f64) {
        self.left.set(day, self.left.value(day) * (1.0 - x));
    }

    /// Makes `day` the one on which the pushes are as they are kept.
    fn settle(&mut self, day: f64) {
        let left = self.left.value(day);
        if left < 1.0 {
            self.pushed.iter_mut().for_each(|push| *push *= left);
        }
        self.left.set(day, 1.0);
    }

    /// Cohesion C in [0, 1] over the issues not settled; 1 when none is left.
    #[must_use]
    pub fn cohesion(&self, scale: &Scale<'_>, day: f64) -> f64 {
        (1.0 - self.division(scale, self.left.value(day)) / scale.full).clamp(0.0, 1.0)
    }

    /// Weighted mean of distance ÷ hardness with this share of the pushes left; 0 when all is settled.
    fn division(&self, scale: &Scale<'_>, left: f64) -> f64 {
        let apart = self.apart_with(left);
        let (mut sum, mut total) = (0.0, 0.0);
        for (j, &w) in scale.weights.iter().enumerate() {
            if !scale.settled.contains(j) {
                sum += w * apart[j] / scale.hardness[j].max(0.05);
                total += w;
            }
        }
        if total > 0.0 { sum / total } else { 0.0 }
    }

    /// The next day, `day` or later, on which fading alone takes cohesion through `level`, up or down;
    /// none if it never does.
    #[must_use]
    pub fn crossing(&self, scale: &Scale<'_>, level: f64, day: f64) -> Option<f64> {
        let bound = (1.0 - level) * scale.full;
        let now = self.left.value(day);
        // The division is convex in what is left, and straight between its kinks. So it is within the
        // bound on one interval, and Newton's steps towards that end at its edge.
        let down = self.division(scale, now) > bound;
        let mut left = if down { now } else { 0.0 };
        for _ in 0..STEPS {
            let over = self.division(scale, left) - bound;
            if over <= 1e-12 {
                break;
            }
            let slope = self.slope(scale, left, down);
            if slope == 0.0 || (slope > 0.0) != down {
                return None;
            }
            left -= over / slope;
        }
        (left > 0.0 && left <= now).then(|| self.left.crossing(left)).flatten()
    }

    /// How the division changes with what is left of the pushes, at a kink on the side below or above.
    fn slope(&self, scale: &Scale<'_>, left: f64, below: bool) -> f64 {
        let (mut sum, mut total) = (0.0, 0.0);
        for (j, &w) in scale.weights.iter().enumerate() {
            if scale.settled.contains(j) {
                continue;
            }
            let per_distance = w / scale.hardness[j].max(0.05) / self.pairs.max(f64::MIN_POSITIVE);
            for i in 0..self.parties {
                for l in 0..i {
                    let (k, m) = (i * MAX_ISSUES + j, l * MAX_ISSUES + j);
                    let rate = self.pushed[k] - self.pushed[m];
                    let distance = self.tabled[k] - self.tabled[m] + left * rate;
                    let away = if distance == 0.0 {
                        if below { -rate.abs() } else { rate.abs() }
                    } else {
                        rate * distance.signum()
                    };
                    sum += per_distance * self.influence[i] * self.influence[l] * away;
                }
            }
            total += w;
        }
        if total > 0.0 { sum / total } else { 0.0 }
    }
}
