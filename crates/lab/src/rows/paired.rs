//! The same runs under several rules: what is compared, on which runs, and the counts of it.

use serde::{Deserialize, Serialize};

use summitry_engine::stats::{
    Interval, Means, Moments, Z95, normal_quantile, paired_shares, student_interval, wilson,
};
use summitry_model::process::{MEASURES, Outcome, Record};

use super::metric::{CONFIDENCE, Horizons, Metric, compared_value};

/// Fewer runs leave the central limit too far for a probability of being the best.
pub const FEWEST_FOR_BEST: u64 = 30;

const OUTCOMES: usize = Outcome::NAMES.len();

/// What is counted over runs that were made under each of several rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairedStats {
    rules: usize,
    runs: u64,
    /// Of each rule, how often each outcome.
    outcomes: Vec<u64>,
    /// Of each rule, the moments of each measure.
    measures: Vec<Moments>,
    /// Of each pair of rules, how often which outcome of the earlier met which of the later.
    met: Vec<u64>,
    /// Of each pair, the moments of the later rule's value less the earlier's, over runs that have both.
    differences: Vec<Moments>,
}

impl PairedStats {
    /// Nothing counted yet, of so many rules.
    #[must_use]
    pub fn new(rules: usize) -> Self {
        let pairs = rules * rules.saturating_sub(1) / 2;
        PairedStats {
            rules,
            runs: 0,
            outcomes: vec![0; rules * OUTCOMES],
            measures: vec![Moments::default(); rules * MEASURES.len()],
            met: vec![0; pairs * OUTCOMES * OUTCOMES],
            differences: vec![Moments::default(); pairs * MEASURES.len()],
        }
    }

    /// The pairs of rules, the earlier first, in the order of `differences.csv`.
    pub fn pairs(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        let rules = self.rules;
        (0..rules).flat_map(move |i| (i + 1..rules).map(move |j| (i, j)))
    }

    /// Counts a run: what it came to under each rule, in their order.
    pub fn add(&mut self, metric_values: &[MetricValues]) {
        self.runs += 1;
        let m = MEASURES.len();
        for (rule, run) in metric_values.iter().enumerate() {
            self.outcomes[rule * OUTCOMES + run.outcome] += 1;
            for (k, value) in run.values.iter().enumerate() {
                if let Some(value) = value {
                    self.measures[rule * m + k].add(*value);
                }
            }
        }
        for (pair, (i, j)) in self.pairs().enumerate() {
            let (earlier, later) = (&metric_values[i], &metric_values[j]);
            self.met[(pair * OUTCOMES + earlier.outcome) * OUTCOMES + later.outcome] += 1;
            for k in 0..m {
                if let (Some(earlier), Some(later)) = (earlier.values[k], later.values[k]) {
                    self.differences[pair * m + k].add(later - earlier);
                }
            }
        }
    }

    /// Adds what `other` counted.
    pub fn merge(&mut self, other: &Self) {
        fn sum(mine: &mut [u64], theirs: &[u64]) {
            mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| *mine += theirs);
        }
        fn merge(mine: &mut [Moments], theirs: &[Moments]) {
            mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| mine.merge(theirs));
        }
        self.runs += other.runs;
        sum(&mut self.outcomes, &other.outcomes);
        sum(&mut self.met, &other.met);
        merge(&mut self.measures, &other.measures);
        merge(&mut self.differences, &other.differences);
    }

    /// Forgets all counts.
    pub fn clear(&mut self) {
        self.runs = 0;
        self.outcomes.fill(0);
        self.met.fill(0);
        self.measures.fill(Moments::default());
        self.differences.fill(Moments::default());
    }

    /// Whether `other` counts the same things.
    #[must_use]
    pub fn has_shape_of(&self, other: &Self) -> bool {
        self.rules == other.rules
            && self.outcomes.len() == other.outcomes.len()
            && self.measures.len() == other.measures.len()
            && self.met.len() == other.met.len()
            && self.differences.len() == other.differences.len()
    }

    /// How many runs were counted.
    #[must_use]
    pub fn runs(&self) -> u64 {
        self.runs
    }

    /// Runs of a rule that have a value, the mean over them and its 95 % interval: Wilson's of a share, Student's of a mean.
    #[must_use]
    pub fn estimate(&self, rule: usize, metric: Metric) -> Estimated {
        match metric {
            Metric::Outcome(k) => {
                let had = self.outcomes[rule * OUTCOMES + k];
                let n = self.runs;
                let value = (n > 0).then(|| had as f64 / n as f64);
                Estimated { n, value, interval: value.map(|_| wilson(had, n, Z95)) }
            }
            Metric::Measure(k) => {
                let moments = &self.measures[rule * MEASURES.len() + k];
                let interval = student_interval(moments, CONFIDENCE);
                Estimated { n: moments.n(), value: moments.mean(), interval }
            }
        }
    }

    /// The difference of a later rule from an earlier one, with an interval of this confidence: Tango's of paired shares, Student's
    /// of paired means.
    #[must_use]
    pub fn difference(&self, (i, j): (usize, usize), metric: Metric, confidence: f64) -> Estimated {
        match metric {
            Metric::Outcome(k) => {
                let [later_only, earlier_only] = self.apart((i, j), k);
                let n = self.runs;
                let value = (n > 0).then(|| (later_only as f64 - earlier_only as f64) / n as f64);
                let z = normal_quantile(0.5 + confidence / 2.0);
                let interval = value.map(|_| paired_shares(later_only, earlier_only, n, z));
                Estimated { n, value, interval }
            }
            Metric::Measure(k) => {
                let moments = &self.differences[self.pair((i, j)) * MEASURES.len() + k];
                let interval = student_interval(moments, confidence);
                Estimated { n: moments.n(), value: moments.mean(), interval }
            }
        }
    }

    /// The confidence of each difference with which all of one measure hold together at 95 %: Bonferroni's.
    #[must_use]
    pub fn joint_confidence(&self) -> f64 {
        1.0 - (1.0 - CONFIDENCE) / self.pairs().count().max(1) as f64
    }

    fn pair(&self, (i, j): (usize, usize)) -> usize {
        // Those of the rules before i, then those of i.
        i * (2 * self.rules - i - 1) / 2 + (j - i - 1)
    }

    /// Runs that ended so under the later rule only, and under the earlier only.
    fn apart(&self, pair: (usize, usize), outcome: usize) -> [u64; 2] {
        let from = self.pair(pair) * OUTCOMES * OUTCOMES;
        let met = |earlier: usize, later: usize| self.met[from + earlier * OUTCOMES + later];
        let others = (0..OUTCOMES).filter(|&other| other != outcome);
        others.fold([0, 0], |[later, earlier], other| {
            [later + met(other, outcome), earlier + met(outcome, other)]
        })
    }

    /// Means and covariances of all rules; `None` if there are too few runs, or if not all have a value.
    #[must_use]
    pub fn means(&self, metric: Metric) -> Option<Means> {
        let (k, n) = (self.rules, self.runs);
        if n < FEWEST_FOR_BEST {
            return None;
        }
        let estimates: Vec<Estimated> = (0..k).map(|rule| self.estimate(rule, metric)).collect();
        if estimates.iter().any(|estimate| estimate.n != n) {
            return None;
        }
        let variance = |rule: usize| match metric {
            Metric::Outcome(o) => {
                let p = self.outcomes[rule * OUTCOMES + o] as f64 / n as f64;
                Some(p * (1.0 - p) * n as f64 / (n - 1) as f64)
            }
            Metric::Measure(m) => self.measures[rule * MEASURES.len() + m].variance(),
        };
        let apart = |pair: (usize, usize)| match metric {
            Metric::Outcome(o) => {
                let [b, c] = self.apart(pair, o).map(|count| count as f64);
                let n = n as f64;
                Some((b + c - (b - c) * (b - c) / n) / (n - 1.0))
            }
            Metric::Measure(m) => self.differences[self.pair(pair) * MEASURES.len() + m].variance(),
        };
        let mut covariance = vec![0.0; k * k];
        for i in 0..k {
            covariance[i * k + i] = variance(i)?;
        }
        for (i, j) in self.pairs() {
            // Var(y − x) = Var x + Var y − 2 Cov(x, y).
            let common = (covariance[i * k + i] + covariance[j * k + j] - apart((i, j))?) / 2.0;
            covariance[i * k + j] = common;
            covariance[j * k + i] = common;
        }
        let means = estimates.iter().map(|estimate| estimate.value).collect::<Option<_>>()?;
        Some(Means { means, covariance, n })
    }
}

/// What a run came to under a rule.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MetricValues {
    /// The outcome's position in [`Outcome::NAMES`].
    pub outcome: usize,
    /// The value of each of [`MEASURES`].
    pub values: [Option<f64>; MEASURES.len()],
}

impl MetricValues {
    /// The values of a finished run.
    #[must_use]
    pub fn new(record: &Record, horizons: Horizons) -> Self {
        let mut values = [None; MEASURES.len()];
        for (value, measure) in values.iter_mut().zip(MEASURES) {
            *value = compared_value(measure, horizons, record);
        }
        MetricValues { outcome: record.outcome as usize, values }
    }
}

/// A mean or a difference of means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimated {
    /// Runs that it is over.
    pub n: u64,
    /// The mean; none without a run.
    pub value: Option<f64>,
    /// Its interval; none below two runs.
    pub interval: Option<Interval>,
}
