//! Ranking and selection: runs go to whoever may still be the best, until one is left.

/// A fully sequential procedure with an indifference zone.
///
/// Observations come round by round, one from each that is still in. After a first stage of n₀ rounds, and after every round
/// then, those are out whose mean is below another's by more than W. With probability at least 1 − α the one with the
/// greatest true mean is selected if it is better than all others by the indifference δ at the least.
///
/// The guarantee is exact for normal observations, independent from round to round; those of one round may depend on one
/// another, so common random numbers are welcome. Means of batches of runs are nearly normal, unless what is counted hardly
/// ever happens: then two may be alike in all rounds so far, and their variance seem to be none. So the first stage here
/// goes on until every pair has differed in 10 rounds, or is [known](FullySequential::know_alike) to lie within δ of one another, n₀ being
/// what it took. Those of the same mean to the last bit when nobody can be put out any more are tied.
///
/// With S² the variance of the difference of two in the first stage,
/// η = ½((2α/(k − 1))^(−2/(n₀ − 1)) − 1), h² = 2η(n₀ − 1), and W(r) = max(0, δ/2r · (h²S²/δ² − r)): the continuation region is a
/// triangle (c = 1).
///
/// Source: S.-H. Kim & B. L. Nelson, "A fully sequential procedure for indifference-zone selection in simulation",
/// ACM Transactions on Modeling and Computer Simulation 11 (2001), 251–273.
///
/// ```
/// use summitry_engine::stats::FullySequential;
/// let mut procedure = FullySequential::new(2, 10, 0.5, 0.95);
/// let mut wobble = [0.3, -0.2, 0.1, -0.1, 0.2, -0.3].into_iter().cycle();
/// while procedure.selected().is_none() {
///     let w = wobble.next().unwrap();
///     procedure.observe(&[1.0 + w, 3.0 - w]);
/// }
/// assert_eq!(procedure.selected(), Some(1));
/// ```
#[derive(Clone, Debug)]
pub struct FullySequential {
    /// Rounds of the first stage: at the least, until it is over.
    first: u64,
    indifference: f64,
    confidence: f64,
    /// Once the first stage is over.
    h2: Option<f64>,
    rounds: u64,
    sums: Vec<f64>,
    /// Of each pair, in the first stage.
    pairs: Vec<Pair>,
    /// After which round each was out; `None` of those that are in.
    out: Vec<Option<u64>>,
    selected: Option<usize>,
    /// Those that ended level with the one that is selected.
    tied: Vec<usize>,
}

/// Rounds in which a pair must have differed before its variance is believed.
const DIFFERED: u64 = 10;

/// How two differ, round by round.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Pair {
    mean: f64,
    /// The sum of squares about the mean.
    squares: f64,
    /// Rounds in which they differed.
    differed: u64,
    /// Whether they are known to lie within the indifference of one another.
    alike: bool,
}

impl Pair {
    fn add(&mut self, difference: f64, rounds: u64) {
        let step = difference - self.mean;
        self.mean += step / rounds as f64;
        self.squares += step * (difference - self.mean);
        self.differed += u64::from(difference != 0.0);
    }
}

impl FullySequential {
    /// A procedure for `k` of which the greatest mean is looked for, with a first stage of `first` rounds (at least 2), an
    /// `indifference` above 0, and a `confidence` of a correct selection between 1/k and 1.
    ///
    /// # Panics
    ///
    /// If these are not so: they are to be checked where they are read.
    #[must_use]
    pub fn new(k: usize, first: u64, indifference: f64, confidence: f64) -> Self {
        assert!(k > 0 && first >= 2 && indifference > 0.0, "{k}, {first}, {indifference}");
        assert!(confidence < 1.0 && confidence * k as f64 > 1.0 || k == 1, "{confidence} of {k}");
        FullySequential {
            first,
            indifference,
            confidence,
            h2: None,
            rounds: 0,
            sums: vec![0.0; k],
            pairs: vec![Pair::default(); k * k],
            out: vec![None; k],
            selected: (k == 1).then_some(0),
            tied: Vec::new(),
        }
    }

    /// Takes it as known that the means of two lie within the indifference of one another, so that the first stage does not wait until
    /// they have differed.
    pub fn know_alike(&mut self, i: usize, j: usize) {
        let k = self.sums.len();
        self.pairs[i.max(j) * k + i.min(j)].alike = true;
    }

    /// Takes a round: an observation of each, in their order; those of whoever is out are not looked at. After a selection
    /// rounds change nothing.
    ///
    /// # Panics
    ///
    /// If there is not one for each.
    pub fn observe(&mut self, observations: &[f64]) {
        let k = self.sums.len();
        assert_eq!(observations.len(), k, "an observation of each");
        if self.selected.is_some() {
            return;
        }
        self.rounds += 1;
        for (i, &value) in observations.iter().enumerate().filter(|(i, _)| self.out[*i].is_none()) {
            self.sums[i] += value;
        }
        if self.h2.is_none() {
            for i in 0..k {
                for j in 0..i {
                    let difference = observations[i] - observations[j];
                    self.pairs[i * k + j].add(difference, self.rounds);
                }
            }
            self.end_first_stage();
        }
        if let Some(h2) = self.h2 {
            self.screen(h2);
        }
    }

    /// Ends the first stage if it has been long enough, and every pair has differed often enough.
    fn end_first_stage(&mut self) {
        let k = self.sums.len();
        let mut pairs = (0..k).flat_map(|i| (0..i).map(move |j| i * k + j));
        let known = |pair: &Pair| pair.alike || pair.differed >= DIFFERED;
        if self.rounds < self.first || pairs.any(|pair| !known(&self.pairs[pair])) {
            return;
        }
        self.first = self.rounds;
        let freedom = (self.first - 1) as f64;
        let each = 2.0 * (1.0 - self.confidence) / (k.max(2) - 1) as f64;
        let eta = 0.5 * (libm::pow(each, -2.0 / freedom) - 1.0);
        // Past a confidence of a half a pair η is negative: nothing needs to be seen twice.
        self.h2 = Some((2.0 * eta * freedom).max(0.0));
    }

    /// Puts out who is too far behind, and ends once one is left, or nobody can be put out any more but by being behind.
    fn screen(&mut self, h2: f64) {
        let k = self.sums.len();
        let inside: Vec<usize> = (0..k).filter(|&i| self.out[i].is_none()).collect();
        let mut last = true;
        for &i in &inside {
            for &j in inside.iter().filter(|&&j| j != i) {
                let reach = self.reach(h2, i, j);
                last &= reach == 0.0;
                if (self.sums[i] - self.sums[j]) / (self.rounds as f64) < -reach {
                    self.out[i] = Some(self.rounds);
                }
            }
        }
        let left: Vec<usize> = inside.into_iter().filter(|&i| self.out[i].is_none()).collect();
        // Those that have the same mean to the last bit are tied: the first of them stands for all.
        if left.len() == 1 || last {
            self.selected = left
                .into_iter()
                .reduce(|best, i| if self.sums[i] > self.sums[best] { i } else { best });
            for (i, out) in self.out.iter_mut().enumerate() {
                if out.is_none() && Some(i) != self.selected {
                    self.tied.push(i);
                    *out = Some(self.rounds);
                }
            }
        }
    }

    /// W(r).
    fn reach(&self, h2: f64, i: usize, j: usize) -> f64 {
        let k = self.sums.len();
        let squares = self.pairs[i.max(j) * k + i.min(j)].squares;
        let (delta, r) = (self.indifference, self.rounds as f64);
        let variance = squares / (self.first - 1) as f64;
        (delta / (2.0 * r) * (h2 * variance / (delta * delta) - r)).max(0.0)
    }

    /// Who was selected, once somebody is.
    #[must_use]
    pub fn selected(&self) -> Option<usize> {
        self.selected
    }

    /// Whether it ended level with the one that is selected.
    #[must_use]
    pub fn is_tied(&self, i: usize) -> bool {
        self.tied.contains(&i)
    }

    /// Whether it is still in.
    #[must_use]
    pub fn is_in(&self, i: usize) -> bool {
        self.out[i].is_none()
    }

    /// After which round it was out; `None` if it is in.
    #[must_use]
    pub fn out_after(&self, i: usize) -> Option<u64> {
        self.out[i]
    }

    /// Rounds that it was observed in.
    #[must_use]
    pub fn rounds_of(&self, i: usize) -> u64 {
        self.out[i].unwrap_or(self.rounds)
    }

    /// Rounds so far.
    #[must_use]
    pub fn rounds(&self) -> u64 {
        self.rounds
    }

    /// The mean of what was observed of it; `None` before the first round.
    #[must_use]
    pub fn mean(&self, i: usize) -> Option<f64> {
        let rounds = self.rounds_of(i);
        (rounds > 0).then(|| self.sums[i] / rounds as f64)
    }
}
