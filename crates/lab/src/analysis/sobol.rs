//! Sobol' indices: how much of the variance of an output each input accounts for.
//!
//! With A and B two samples of the inputs, and AB_i the first with column i of the second, BA_i the reverse, over N base points
//! and with outputs of the same names, standardised by mean and standard deviation over all rows:
//!
//! | index | estimator | source |
//! |---|---|---|
//! | first order | S_i = mean(B·(AB_i − A)) / V | Saltelli et al. (2010), table 2, (b) |
//! | total | T_i = mean((A − AB_i)²) / 2V | Jansen (1999), as there in (f) |
//! | second order | S_ij = mean(BA_i·AB_j − A·B) / V − S_i − S_j | Saltelli (2002) |
//!
//! with V the variance over the rows A and B, divided by 2N. These are the estimators of SALib 1.6. A total index is that of
//! the input alone and in all its interactions; it is not below 0, while the others may be so by chance. Where nothing
//! interacts, first and total are the same.
//!
//! Sources: I. M. Sobol', "Sensitivity estimates for nonlinear mathematical models", Mathematical Modeling and Computational
//! Experiment 1 (1993), 407–414; M. J. W. Jansen, "Analysis of variance designs for model output", Computer Physics
//! Communications 117 (1999), 35–43; A. Saltelli, "Making best use of model evaluations to compute sensitivity indices", ibid.
//! 145 (2002), 280–297; A. Saltelli et al., "Variance based sensitivity analysis of model output", ibid. 181 (2010), 259–270.
//! Standardising is SALib's. The first-order estimator is also that of Sobol' et al., Reliability Engineering & System Safety 92 (2007),
//! 957–960.
//!
//! Intervals: base points are drawn again with all their rows (Archer, Saltelli & Sobol', Journal of Statistical Computation
//! and Simulation 58 (1997), 99–120), and an interval holds the middle of what comes out (Efron & Tibshirani, *An Introduction to the
//! Bootstrap* (1993), 13.3). This percentile interval is taken and
//! not the normal one of SALib, because total indices near 0 have lopsided errors, and the percentile interval of a total
//! index stays above 0. With points of low discrepancy it is too wide rather than too narrow.

use super::{AnalysisError, Bootstrap, Draw, Estimate, varies_enough};
use summitry_engine::stats::{percentile_interval, resample};

/// The indices of every input, in the order of the inputs.
#[derive(Clone, Debug, PartialEq)]
pub struct Indices {
    /// How many base points there are.
    pub base: usize,
    /// First order.
    pub first: Vec<Estimate>,
    /// Total.
    pub total: Vec<Estimate>,
    /// The sum of those of first order: below 1 by what interactions account for.
    pub sum_first: Estimate,
    /// Second order, of pairs (i, j) with i < j, in their order; `None` if the design has no rows for it.
    pub second: Option<Vec<((usize, usize), Estimate)>>,
}

/// How many rows a base point has: A, an AB for each input, a BA for each if `second_order`, B.
#[must_use]
pub fn rows_of_base(inputs: usize, second_order: bool) -> usize {
    2 + inputs * if second_order { 2 } else { 1 }
}

/// Whether the rows have those of the second order, by the structure of the inputs: base point by base point A, AB_1 …
/// AB_d, with the second order BA_1 … BA_d, and B. `asked` is held to if it is given.
///
/// # Errors
///
/// - of the data: their number is no multiple of a base point's rows; a row is not what its place says; fewer than 2 base
///   points
/// - of the command: both structures fit, and nothing was asked
///
/// # Panics
///
/// If the inputs are of different lengths, or there is none.
///
/// ```
/// use summitry_lab::analysis::sobol::second_order;
/// // Two base points of A, AB, B.
/// assert_eq!(second_order(&[&[0.1, 0.6, 0.6, 0.3, 0.8, 0.8]], &["x"], None), Ok(false));
/// ```
pub fn second_order(
    inputs: &[&[f64]],
    names: &[&str],
    asked: Option<bool>,
) -> Result<bool, AnalysisError> {
    let (d, rows) = (inputs.len(), inputs[0].len());
    assert!(inputs.iter().all(|input| input.len() == rows), "inputs of different lengths");
    let wanted: Vec<bool> = [false, true]
        .into_iter()
        .filter(|second| asked.is_none_or(|asked| asked == *second))
        .collect();
    let possible: Vec<bool> = wanted
        .iter()
        .copied()
        .filter(|&second| rows.is_multiple_of(rows_of_base(d, second)))
        .collect();
    if possible.is_empty() {
        let each: Vec<String> = wanted
            .iter()
            .map(|&second| {
                let with = if second { "with" } else { "without" };
                format!("{} ({with} the second order)", rows_of_base(d, second))
            })
            .collect();
        return Err(AnalysisError::data(
            "no-multiple",
            format!(
                "{rows} rows are no multiple of those that a base point of {d} {} has: {}",
                if d == 1 { "input" } else { "inputs" },
                each.join(", ")
            ),
            "name every input that the design varies, in its order; the table must be a whole Saltelli design",
        ));
    }
    let mut fits = Vec::new();
    let mut furthest: Option<Misfit> = None;
    for &second in &possible {
        match misfit(inputs, second) {
            None => fits.push(second),
            Some(fault) => {
                if furthest.as_ref().is_none_or(|other| fault.row > other.row) {
                    furthest = Some(fault);
                }
            }
        }
    }
    match (fits.as_slice(), furthest) {
        ([second], _) => {
            if rows / rows_of_base(d, *second) < 2 {
                return Err(AnalysisError::data(
                    "too-few-rows",
                    format!("the {rows} rows are one base point"),
                    "indices need two at the least, and some hundreds to be worth reading",
                ));
            }
            Ok(*second)
        }
        ([], Some(fault)) => Err(fault.told(inputs, names, asked)),
        _ => Err(AnalysisError::asked(
            "ambiguous",
            format!("the {rows} rows fit a design with rows of the second order, and one without"),
            "say which it is: --second-order yes or --second-order no",
        )),
    }
}

/// The rows base point by base point, if they stand in the blocks of R's `sensitivity` (`sobol2007`, `soboljansen`): all A, all B, and all
/// AB_i of each input. `None` if they do not, or also stand base point by base point.
///
/// ```
/// use summitry_lab::analysis::sobol::by_blocks;
/// // A, B, AB of two base points.
/// assert_eq!(by_blocks(&[&[0.1, 0.3, 0.6, 0.8, 0.6, 0.8]]), Some(vec![0, 4, 2, 1, 5, 3]));
/// ```
#[must_use]
pub fn by_blocks(inputs: &[&[f64]]) -> Option<Vec<usize>> {
    let (d, rows) = (inputs.len(), inputs[0].len());
    let size = rows_of_base(d, false);
    if !rows.is_multiple_of(size) || rows / size < 2 || misfit(inputs, false).is_none() {
        return None;
    }
    let base = rows / size;
    let fits = (0..d * base).all(|at| {
        let (but, point) = (at / base, at % base);
        let row = 2 * base + at;
        let like = |k: usize| if k == but { base + point } else { point };
        inputs.iter().enumerate().all(|(k, input)| input[row] == input[like(k)])
    });
    fits.then(|| {
        let of = |point: usize| {
            let mixed = (0..d).map(move |k| (2 + k) * base + point);
            [point].into_iter().chain(mixed).chain([base + point])
        };
        (0..base).flat_map(of).collect()
    })
}

/// A row that is not what its place says.
#[derive(Debug)]
struct Misfit {
    second: bool,
    /// From 0.
    row: usize,
    /// The row that it should equal but in `but`.
    like: usize,
    but: usize,
}

/// The first row that does not fit the structure.
fn misfit(inputs: &[&[f64]], second: bool) -> Option<Misfit> {
    let d = inputs.len();
    let size = rows_of_base(d, second);
    for start in (0..inputs[0].len()).step_by(size) {
        let (a, b) = (start, start + size - 1);
        for place in 1..size - 1 {
            let (row, but) = (start + place, (place - 1) % d);
            let (like, other) = if place <= d { (a, b) } else { (b, a) };
            let fits = inputs
                .iter()
                .enumerate()
                .all(|(k, input)| input[row] == input[if k == but { other } else { like }]);
            if !fits {
                return Some(Misfit { second, row, like, but });
            }
        }
    }
    None
}

impl Misfit {
    fn told(&self, inputs: &[&[f64]], names: &[&str], asked: Option<bool>) -> AnalysisError {
        let Misfit { second, row, like, but } = *self;
        let moved: Vec<String> = inputs
            .iter()
            .zip(names)
            .filter(|(input, _)| input[row] != input[like])
            .map(|(_, name)| format!("`{name}`"))
            .collect();
        let found = match moved.as_slice() {
            [] => "equals it in all".to_owned(),
            [one] if one[1..one.len() - 1] == *names[but] => {
                format!("has another `{}` than the base point's other row", names[but])
            }
            some => format!("differs in {}", some.join(", ")),
        };
        let with = if second { "with" } else { "without" };
        let help = if let Some(asked) = asked
            && misfit_possible(inputs, !asked)
        {
            let other = if asked { "no" } else { "yes" };
            format!("the rows do fit --second-order {other}")
        } else {
            "name every input that the design varies, in the order of the design's columns, and leave its rows in their order; \
             inputs that change together are a group: --group NAME=a,b"
                .to_owned()
        };
        AnalysisError::data(
            "structure",
            format!(
                "row {} should equal row {} but in `{}` (a Saltelli design {with} the second order), and {found}",
                row + 1,
                like + 1,
                names[but],
            ),
            help,
        )
    }
}

/// Whether the rows fit the other structure.
fn misfit_possible(inputs: &[&[f64]], second: bool) -> bool {
    inputs[0].len().is_multiple_of(rows_of_base(inputs.len(), second))
        && misfit(inputs, second).is_none()
}

/// The indices of `d` inputs from the output of a Saltelli design, in the order that [`second_order`] checks.
///
/// Memory: 8·(2 + 2d) bytes for each base point, with the second order 4d(d − 1) more, and 8 for each resample and index.
///
/// # Errors
///
/// Of the data: the output is the same in all rows, or in all rows A and B.
///
/// # Panics
///
/// If the output is no whole number of base points.
///
/// ```
/// use summitry_lab::analysis::{Bootstrap, sobol};
/// let y: Vec<f64> = [[0.1, 0.9], [0.4, 0.2], [0.8, 0.7]].iter().flat_map(|&[a, b]| [a, b, b]).collect();
/// let none = Bootstrap { resamples: 0, confidence: 0.95 };
/// let found = sobol::indices(&y, 1, false, none, &mut || 0.5)?;
/// assert_eq!(found.base, 3);
/// # Ok::<(), summitry_lab::analysis::AnalysisError>(())
/// ```
pub fn indices(
    output: &[f64],
    d: usize,
    second_order: bool,
    bootstrap: Bootstrap,
    draw: Draw<'_>,
) -> Result<Indices, AnalysisError> {
    let size = rows_of_base(d, second_order);
    assert!(d > 0 && output.len().is_multiple_of(size), "{} rows of {size} each", output.len());
    let base = output.len() / size;
    let constant = |what: &str| {
        AnalysisError::data(
            "constant-output",
            format!("the output is the same in {what}"),
            "there is no variance to share out: take another output, or wider ranges",
        )
    };
    if output.iter().all(|y| *y == output[0]) {
        return Err(constant("all rows"));
    }
    varies_enough(output)?;
    // Less the first, so that the mean keeps its digits however far from 0 the outputs are.
    let n = output.len() as f64;
    let mean = output.iter().map(|y| y - output[0]).sum::<f64>() / n;
    let standing = |y: f64| (y - output[0]) - mean;
    let deviation = (output.iter().map(|&y| standing(y) * standing(y)).sum::<f64>() / n).sqrt();

    // What each base point adds to the sums: A + B, A² + B², then the estimators' terms.
    let pairs: Vec<(usize, usize)> = (0..d).flat_map(|i| (i + 1..d).map(move |j| (i, j))).collect();
    let width = 2 + 2 * d + if second_order { pairs.len() } else { 0 };
    let mut terms = Vec::with_capacity(base * width);
    let mut y = vec![0.0; size];
    for rows in output.chunks_exact(size) {
        for (standard, value) in y.iter_mut().zip(rows) {
            *standard = standing(*value) / deviation;
        }
        let (a, b) = (y[0], y[size - 1]);
        let (ab, ba) = y[1..size - 1].split_at(d);
        terms.extend([a + b, a * a + b * b]);
        terms.extend(ab.iter().map(|ab| b * (ab - a)));
        terms.extend(ab.iter().map(|ab| (a - ab) * (a - ab)));
        if second_order {
            terms.extend(pairs.iter().map(|&(i, j)| ba[i] * ab[j] - a * b));
        }
    }

    let estimates = |sums: &[f64]| -> Option<Vec<f64>> {
        let count = base as f64;
        let centre = sums[0] / (2.0 * count);
        let variance = sums[1] / (2.0 * count) - centre * centre;
        if variance <= 1e-14 {
            return None;
        }
        let first: Vec<f64> = sums[2..2 + d].iter().map(|sum| sum / count / variance).collect();
        let total = sums[2 + d..2 + 2 * d].iter().map(|sum| 0.5 * sum / count / variance);
        let second = sums[2 + 2 * d..]
            .iter()
            .zip(&pairs)
            .map(|(sum, &(i, j))| sum / count / variance - first[i] - first[j]);
        let sum: f64 = first.iter().sum();
        Some(first.iter().copied().chain(total).chain([sum]).chain(second).collect())
    };
    let mut sums = vec![0.0; width];
    for term in terms.chunks_exact(width) {
        add(&mut sums, term);
    }
    let values = estimates(&sums).ok_or_else(|| constant("all rows A and B"))?;
    let mut drawn = vec![Vec::with_capacity(bootstrap.resamples); values.len()];
    resample(base, bootstrap.resamples, draw, |places| {
        sums.fill(0.0);
        for &place in places {
            add(&mut sums, &terms[place * width..(place + 1) * width]);
        }
        // A sample of equal outputs says nothing of shares.
        for (all, value) in drawn.iter_mut().zip(estimates(&sums).into_iter().flatten()) {
            all.push(value);
        }
    });
    let mut of = values.into_iter().zip(&mut drawn).map(|(value, drawn)| Estimate {
        value,
        interval: percentile_interval(drawn, bootstrap.confidence),
    });
    Ok(Indices {
        base,
        first: of.by_ref().take(d).collect(),
        total: of.by_ref().take(d).collect(),
        sum_first: of.next().unwrap_or(Estimate { value: f64::NAN, interval: None }),
        second: second_order.then(|| pairs.into_iter().zip(of).collect()),
    })
}

fn add(sums: &mut [f64], term: &[f64]) {
    for (sum, term) in sums.iter_mut().zip(term) {
        *sum += term;
    }
}
