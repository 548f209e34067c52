//! PRIM, the patient rule induction method: boxes of the inputs in which an output is 1 more often than elsewhere.
//!
//! From the box of all rows, a thin slice is peeled off again and again: of all slices at the low and at the high end of each
//! input, each about a share α of the box's rows, the one whose loss makes the box best. What comes out is a trajectory of
//! nested boxes, from one that holds everything to one that holds few rows, most of them cases (rows whose output is 1). Of
//! a box are told
//!
//! ```text
//! coverage = its cases / all cases,   density = its cases / its rows,   mass = its rows / all rows
//! ```
//!
//! so that coverage × all cases = density × its rows. A slice ends half way between two neighbouring values, and holds all rows
//! of equal values; where more than α of a box has the end value, the slice is larger.
//!
//! | [`Objective`] | peels the slice with the greatest | ends |
//! |---|---|---|
//! | `Gain` | rise of the density for each row lost: `lenient1` of EMA Workbench, and its default | when no slice raises the density, or at the least mass |
//! | `Mean` | density of what is left: Friedman & Fisher (1999) | at the least mass |
//!
//! Where slices have the same number of rows the two choose alike; where they have not (inputs of few values), `Mean` is
//! impatient, as it prefers large slices, and `Gain` is not. Ties go to the box that restricts fewer inputs, then to the
//! input named first, then to its high end.
//!
//! Of an input of words a slice is all rows of one word, however many they are, as in the workbench.
//!
//! Pasting, if it is wanted, then puts slices back while that raises the density.
//!
//! A quasi-p-value says for each restricted input of a box how likely the box would have as many cases if the restriction
//! did nothing: the probability of at least k of n rows, each a case with the density of the box without the restriction
//! (one-sided binomial). It is *quasi* as the box was looked for.
//!
//! The steps, slices and statistics are those of EMA Workbench 2.5, except that a quasi-p-value here lifts
//! both ends of an input at once.
//!
//! Sources: J. H. Friedman & N. I. Fisher, "Bump hunting in high-dimensional data", Statistics and Computing 9 (1999), 123–143; B.
//! P. Bryant & R. J. Lempert, "Thinking inside the box: a participatory, computer-assisted approach to scenario discovery",
//! Technological Forecasting and Social Change 77 (2010), 34–49; J. H. Kwakkel, "The Exploratory Modeling Workbench",
//! Environmental Modelling & Software 96 (2017), 239–250.

use super::{AnalysisError, Limits, all_words, word};
use summitry_engine::stats::binomial_tail;

/// What makes one box better than another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Objective {
    /// The rise of the density for each row lost.
    #[default]
    Gain,
    /// The density.
    Mean,
}

/// How boxes are looked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// The share of a box's rows in a slice: above 0 and at most ½.
    pub peel_alpha: f64,
    /// The least share of all rows that a box may hold: above 0 and at most 1.
    pub least_mass: f64,
    /// What makes one box better than another.
    pub objective: Objective,
    /// Whether slices are put back at the end: the share of the box's rows in each of them.
    pub paste_alpha: Option<f64>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            peel_alpha: 0.05,
            least_mass: 0.05,
            objective: Objective::default(),
            paste_alpha: None,
        }
    }
}

/// How a box came from the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It is the first: all rows.
    All,
    /// A slice was taken off.
    Peeled,
    /// A slice was put back.
    Pasted,
}

/// A box of the trajectory.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// How it came about.
    pub stage: Stage,
    /// The limits of each input.
    pub limits: Vec<Limits>,
    /// Its rows.
    pub n: usize,
    /// Its rows whose output is 1.
    pub cases: usize,
    /// Its share of all cases.
    pub coverage: f64,
    /// The share of cases in it.
    pub density: f64,
    /// Its share of all rows.
    pub mass: f64,
}

impl Step {
    /// How many inputs are restricted.
    #[must_use]
    pub fn restricted(&self) -> usize {
        self.limits.iter().filter(|limits| limits.is_restricted()).count()
    }
}

/// The fewest rows that are looked at.
const LEAST_ROWS: usize = 20;

/// The boxes, from that of all rows to the last one, for an output of 0 and 1. `words` has how many words each input has whose
/// values are their places; 0, or nothing, for numbers.
///
/// Memory: 4 bytes for each row and input, and the boxes. Time: that of sorting each input once, then for each step that of
/// going over the box's rows once for each input.
///
/// # Errors
///
/// Of the data: fewer than 20 rows; an output other than 0 and 1, or the same in all rows; more than 2³² − 1 rows. Of the
/// command: a share of [`Settings`] out of its range.
///
/// # Panics
///
/// If inputs and output are of different lengths, or there is no input.
///
/// ```
/// use summitry_lab::analysis::prim::{Settings, peel};
/// let x: Vec<f64> = (0..100).map(f64::from).collect();
/// let y: Vec<f64> = x.iter().map(|&x| f64::from(u8::from(x >= 80.0))).collect();
/// let steps = peel(&[&x], &[], &y, Settings::default())?;
/// let last = steps.last().unwrap();
/// assert_eq!((last.n, last.density, last.coverage), (19, 1.0, 0.95));
/// assert_eq!(last.limits[0].low, Some(80.5));
/// # Ok::<(), summitry_lab::analysis::AnalysisError>(())
/// ```
pub fn peel(
    inputs: &[&[f64]],
    words: &[usize],
    output: &[f64],
    settings: Settings,
) -> Result<Vec<Step>, AnalysisError> {
    let (d, n) = (inputs.len(), output.len());
    assert!(d > 0 && inputs.iter().all(|input| input.len() == n), "columns of different lengths");
    check(settings)?;
    let cases = cases(output)?;
    if n < LEAST_ROWS {
        return Err(AnalysisError::data(
            "too-few-rows",
            format!("{n} rows are too few to peel"),
            format!("it needs {LEAST_ROWS} at the least, and some hundreds to be worth reading"),
        ));
    }
    let Ok(rows) = u32::try_from(n) else {
        return Err(AnalysisError::data(
            "too-large",
            format!("the table has {n} rows"),
            "take a part of them",
        ));
    };
    let orders = inputs
        .iter()
        .map(|input| {
            let mut order: Vec<u32> = (0..rows).collect();
            order.sort_by(|&a, &b| input[a as usize].total_cmp(&input[b as usize]));
            order
        })
        .collect();
    let hits: usize = cases.iter().filter(|case| **case).count();
    let limits = vec![Limits::default(); d];
    let all = Step {
        stage: Stage::All,
        limits,
        n,
        cases: hits,
        coverage: 1.0,
        density: hits as f64 / n as f64,
        mass: 1.0,
    };
    let search = Search { inputs, words, cases: &cases, n, hits, settings };
    let mut steps = vec![all];
    search.peel(orders, &mut steps);
    if let Some(alpha) = settings.paste_alpha {
        search.paste(alpha, &mut steps);
    }
    Ok(steps)
}

fn check(settings: Settings) -> Result<(), AnalysisError> {
    let share = |name: &str, value: f64, most: f64| {
        if value > 0.0 && value <= most {
            return Ok(());
        }
        Err(AnalysisError::asked(
            "share",
            format!("{name} {value} is out of range"),
            format!("it is above 0 and at most {most}"),
        ))
    };
    share("the share of a slice", settings.peel_alpha, 0.5)?;
    share("the least mass", settings.least_mass, 1.0)?;
    settings.paste_alpha.map_or(Ok(()), |alpha| share("the share of a pasted slice", alpha, 0.5))
}

/// Which rows are cases, if the output is 0 and 1 and both are there.
fn cases(output: &[f64]) -> Result<Vec<bool>, AnalysisError> {
    let mut cases = Vec::with_capacity(output.len());
    for &value in output {
        if value == 0.0 || value == 1.0 {
            cases.push(value == 1.0);
        } else {
            return Err(AnalysisError::asked(
                "not-binary",
                format!("the output is not 0 and 1: there is a {value} in it"),
                "say which values are cases, such as --threshold \">=0.5\"",
            ));
        }
    }
    if let Some(&first) = cases.first()
        && cases.iter().all(|case| *case == first)
    {
        return Err(AnalysisError::data(
            "constant-output",
            format!("the output is {} in all rows", u8::from(first)),
            "there is nothing to tell apart: take another output or threshold",
        ));
    }
    Ok(cases)
}

/// A box that might come next.
struct Candidate {
    score: f64,
    restricted: usize,
    input: usize,
    limits: Limits,
    n: usize,
    cases: usize,
}

impl Candidate {
    fn beats(&self, other: &Candidate) -> bool {
        self.score > other.score
            || (self.score == other.score && self.restricted < other.restricted)
    }
}

struct Search<'a> {
    inputs: &'a [&'a [f64]],
    words: &'a [usize],
    cases: &'a [bool],
    n: usize,
    hits: usize,
    settings: Settings,
}

impl Search<'_> {
    /// Peels until it is done. `orders` has the box's rows by each input.
    fn peel(&self, mut orders: Vec<Vec<u32>>, steps: &mut Vec<Step>) {
        let alpha = self.settings.peel_alpha;
        while let Some(now) = steps.last() {
            let mut best: Option<Candidate> = None;
            let mut consider = |slice: &[u32], limits: Limits, input: usize| {
                if slice.is_empty() {
                    return;
                }
                let lost = slice.iter().filter(|&&row| self.cases[row as usize]).count();
                let (n, cases) = (now.n - slice.len(), now.cases - lost);
                let candidate = self.candidate(now, input, limits, n, cases);
                if best.as_ref().is_none_or(|best| candidate.beats(best)) {
                    best = Some(candidate);
                }
            };
            for (input, order) in orders.iter().enumerate() {
                let value = |place: usize| self.inputs[input][order[place] as usize];
                let limits = now.limits[input];
                let words = self.words.get(input).copied().unwrap_or_default();
                if words > 0 {
                    let within = limits.words.unwrap_or_else(|| all_words(words));
                    let equal = |a: &u32, b: &u32| {
                        self.inputs[input][*a as usize] == self.inputs[input][*b as usize]
                    };
                    for slice in order.chunk_by(equal) {
                        let left = within & !word(self.inputs[input][slice[0] as usize]);
                        consider(slice, Limits { words: Some(left), ..limits }, input);
                    }
                    continue;
                }
                // The high end first.
                let cut = edge(now.n, &value, 1.0 - alpha);
                let left = order.partition_point(|&row| self.inputs[input][row as usize] <= cut);
                consider(&order[left..], Limits { high: Some(cut), ..limits }, input);
                let cut = edge(now.n, &value, alpha);
                let gone = order.partition_point(|&row| self.inputs[input][row as usize] < cut);
                consider(&order[..gone], Limits { low: Some(cut), ..limits }, input);
            }
            let Some(best) = best else { break };
            // As in the workbench the best slice ends it, if it is too large, though smaller ones might do.
            let mass = best.n as f64 / self.n as f64;
            if mass < self.settings.least_mass || best.score <= 0.0 {
                break;
            }
            let values = self.inputs[best.input];
            for order in &mut orders {
                order.retain(|&row| best.limits.contain(values[row as usize]));
            }
            steps.push(self.step(Stage::Peeled, &now.limits, &best));
        }
    }

    /// Puts slices back while that raises the density.
    fn paste(&self, alpha: f64, steps: &mut Vec<Step>) {
        while let Some(now) = steps.last() {
            let mut best: Option<Candidate> = None;
            for (input, &limits) in now.limits.iter().enumerate() {
                let mut wider: Vec<Limits> = Vec::new();
                for low_end in [true, false] {
                    if let Some(end) = self.wider(&now.limits, input, low_end, alpha) {
                        wider.push(if low_end {
                            Limits { low: end, ..limits }
                        } else {
                            Limits { high: end, ..limits }
                        });
                    }
                }
                if let Some(within) = limits.words {
                    let all = all_words(self.words[input]);
                    let back = (0..self.words[input]).map(|k| within | 1 << k);
                    let back = back.filter(|words| *words != within);
                    let lifted = |words| Some(words).filter(|words| *words != all);
                    wider.extend(back.map(|words| Limits { words: lifted(words), ..limits }));
                }
                for limits in wider {
                    let inside = |row: &usize| self.is_inside(&now.limits, input, limits, *row);
                    let (mut n, mut cases) = (0, 0);
                    for row in (0..self.n).filter(inside) {
                        n += 1;
                        cases += usize::from(self.cases[row]);
                    }
                    let candidate = self.candidate(now, input, limits, n, cases);
                    if best.as_ref().is_none_or(|best| candidate.beats(best)) {
                        best = Some(candidate);
                    }
                }
            }
            let Some(best) = best else { break };
            let denser = best.cases as f64 / best.n as f64 > now.density;
            if best.n <= now.n || !denser {
                break;
            }
            steps.push(self.step(Stage::Pasted, &now.limits, &best));
        }
    }

    /// A limit further out at one end of an input, which lets in a share `alpha` of what lies beyond and is in the box but
    /// for that, and no limit if it lets in all of it; `None` if nothing lies there.
    fn wider(
        &self,
        limits: &[Limits],
        input: usize,
        low_end: bool,
        alpha: f64,
    ) -> Option<Option<f64>> {
        let beyond = if low_end {
            Limits { low: None, high: Some(limits[input].low?), words: None }
        } else {
            Limits { low: Some(limits[input].high?), high: None, words: None }
        };
        let inside = |row: &usize| self.is_inside(limits, input, beyond, *row);
        let mut values: Vec<f64> =
            (0..self.n).filter(inside).map(|row| self.inputs[input][row]).collect();
        values.sort_by(f64::total_cmp);
        let q = if low_end { 1.0 - alpha } else { alpha };
        let (least, greatest) = values.first().zip(values.last())?;
        let edge = edge(values.len(), &|place| values[place], q);
        let is_all = if low_end { edge <= *least } else { edge >= *greatest };
        Some((!is_all).then_some(edge))
    }

    /// Whether a row is in the box of `limits`, with those of `input` replaced.
    fn is_inside(&self, limits: &[Limits], input: usize, replaced: Limits, row: usize) -> bool {
        self.inputs.iter().zip(limits).enumerate().all(|(k, (values, limits))| {
            let limits = if k == input { &replaced } else { limits };
            limits.contain(values[row])
        })
    }

    fn candidate(
        &self,
        now: &Step,
        input: usize,
        limits: Limits,
        n: usize,
        cases: usize,
    ) -> Candidate {
        let density = if n > 0 { cases as f64 / n as f64 } else { 0.0 };
        let score = match self.settings.objective {
            Objective::Mean => density,
            Objective::Gain if n == now.n => 0.0,
            Objective::Gain => (density - now.density) / now.n.abs_diff(n) as f64,
        };
        let others = now.limits.iter().enumerate().filter(|(k, _)| *k != input);
        let restricted = others.filter(|(_, limits)| limits.is_restricted()).count()
            + usize::from(limits.is_restricted());
        Candidate { score, restricted, input, limits, n, cases }
    }

    fn step(&self, stage: Stage, before: &[Limits], taken: &Candidate) -> Step {
        let mut limits = before.to_vec();
        limits[taken.input] = taken.limits;
        let (n, cases) = (taken.n, taken.cases);
        Step {
            stage,
            limits,
            n,
            cases,
            coverage: cases as f64 / self.hits as f64,
            density: cases as f64 / n as f64,
            mass: n as f64 / self.n as f64,
        }
    }
}

/// Where a slice ends: half way between two neighbouring values about the `q`-quantile of `n` values in rising order. If
/// the values there are equal, the slice is widened until they are not; for `q` at most ½ upwards, else downwards.
fn edge(n: usize, value: &dyn Fn(usize) -> f64, q: f64) -> f64 {
    let place = (n - 1) as f64 * q;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 <= place < n")]
    let (mut below, mut above) = (place.floor() as usize, place.ceil() as usize);
    if q > 0.5 {
        while value(below) == value(above) && below > 0 {
            below -= 1;
        }
    } else {
        while value(below) == value(above) && above < n - 1 {
            above += 1;
        }
    }
    f64::midpoint(value(below), value(above))
}

/// The step with the best balance of coverage and density: that of the greatest F₁ = 2k/(n + K), their harmonic mean, with
/// k cases in n rows, of K cases in all; the earliest of equals. `None` without a step.
///
/// ```
/// # use summitry_lab::analysis::prim::{Settings, balanced, peel};
/// # let x: Vec<f64> = (0..100).map(f64::from).collect();
/// # let y: Vec<f64> = x.iter().map(|&x| f64::from(u8::from(x >= 80.0))).collect();
/// let steps = peel(&[&x], &[], &y, Settings::default())?;
/// // The last box has no other rows, but one case less than the one before.
/// assert_eq!(balanced(&steps), Some(steps.len() - 2));
/// # Ok::<(), summitry_lab::analysis::AnalysisError>(())
/// ```
#[must_use]
pub fn balanced(steps: &[Step]) -> Option<usize> {
    let all = steps.first()?.cases;
    let score = |step: &Step| 2.0 * step.cases as f64 / (step.n + all) as f64;
    let mut best = 0;
    for (at, step) in steps.iter().enumerate() {
        if score(step) > score(&steps[best]) {
            best = at;
        }
    }
    Some(best)
}

/// The quasi-p-value of each restricted input of a box; `None` for those that are not restricted, or whose limits keep out no
/// row that the others let in.
///
/// # Panics
///
/// If inputs, limits and output are of different lengths.
#[must_use]
pub fn quasi_p(inputs: &[&[f64]], output: &[f64], step: &Step) -> Vec<Option<f64>> {
    // How many limits a row breaks, and the one if it is one.
    let mut lifted = vec![(0_u64, 0_u64); inputs.len()];
    let (mut n, mut cases) = (0_u64, 0_u64);
    for (row, &value) in output.iter().enumerate() {
        let case = u64::from(value == 1.0);
        let mut broken = (0..inputs.len()).filter(|&k| !step.limits[k].contain(inputs[k][row]));
        match (broken.next(), broken.next()) {
            (None, _) => {
                n += 1;
                cases += case;
            }
            (Some(only), None) => {
                lifted[only].0 += 1;
                lifted[only].1 += case;
            }
            _ => {}
        }
    }
    let p = |limits: &Limits, &(more, of_interest): &(u64, u64)| {
        let density = (cases + of_interest) as f64 / (n + more) as f64;
        (limits.is_restricted() && more > 0).then(|| binomial_tail(cases, n, density))
    };
    step.limits.iter().zip(&lifted).map(|(limits, lifted)| p(limits, lifted)).collect()
}
