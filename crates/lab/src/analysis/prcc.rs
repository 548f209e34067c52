//! Partial rank correlations: how an output rises and falls with each input, the others held.
//!
//! Inputs and output are replaced by their ranks (equal values share the mean of theirs). With P the inverse of the matrix of
//! correlations among the ranks of inputs and output, the coefficient of input i is
//!
//! ```text
//! r_i = −P_iy / √(P_ii·P_yy)
//! ```
//!
//! which is the correlation of what linear regressions on the other inputs leave over of both. It is from −1 to 1, and says
//! nothing of effects that are not monotonic.
//!
//! Interval: Fisher's, tanh(atanh r ± z/√(n − (d − 1) − 3)), with d − 1 the inputs held; p-value: that of t = r√(ν/(1 − r²))
//! with ν = n − 2 − (d − 1) degrees of freedom. Both are those of a partial correlation of normal variables, and near enough for
//! ranks while |r| is not close to 1.
//!
//! Sources: R. L. Iman & W. J. Conover, "Small sample sensitivity analysis techniques for computer models, with an application to
//! risk assessment", Communications in Statistics A 9 (1980), 1749–1842; A. Saltelli & J. Marivoet, "Non-parametric statistics in
//! sensitivity analysis for model output", Reliability Engineering & System Safety 28 (1990), 229–253; R. A. Fisher, "The
//! distribution of the partial correlation coefficient", Metron 3 (1924), 329–332.

use super::{AnalysisError, Estimate};
use summitry_engine::stats::{Interval, normal_quantile, ranks, student_two_sided};

/// A partial rank correlation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Correlation {
    /// The coefficient.
    pub estimate: Estimate,
    /// How likely one so far from 0 is without any dependence.
    pub p: f64,
}

/// The partial rank correlation of each input with the output.
///
/// Memory: 8 bytes for each row and column, for the ranks.
///
/// # Errors
///
/// Of the data: fewer than d + 3 rows; an input or the output is the same in all rows; the ranks of an input follow from those
/// of the others.
///
/// # Panics
///
/// If inputs and output are of different lengths, or there is no input.
///
/// ```
/// use summitry_lab::analysis::prcc;
/// let x = [1.0, 2.0, 3.0, 4.0, 5.0];
/// let found = prcc::correlations(&[&x], &["x"], &[1.0, 8.0, 9.0, 30.0, 29.0], 0.95)?;
/// assert!((found[0].estimate.value - 0.9).abs() < 1e-12);
/// # Ok::<(), summitry_lab::analysis::AnalysisError>(())
/// ```
pub fn correlations(
    inputs: &[&[f64]],
    names: &[&str],
    output: &[f64],
    confidence: f64,
) -> Result<Vec<Correlation>, AnalysisError> {
    let (d, n) = (inputs.len(), output.len());
    assert!(d > 0 && inputs.iter().all(|input| input.len() == n), "columns of different lengths");
    if n < d + 3 {
        return Err(AnalysisError::data(
            "too-few-rows",
            format!("{n} rows are too few for {d} {}", if d == 1 { "input" } else { "inputs" }),
            format!("it needs {} at the least, and ten for each input to be worth reading", d + 3),
        ));
    }
    let mut columns = Vec::with_capacity(d + 1);
    for (k, column) in inputs.iter().copied().chain([output]).enumerate() {
        if column.iter().all(|value| *value == column[0]) {
            let (code, what) = match names.get(k) {
                Some(name) => ("constant-input", format!("the input `{name}`")),
                None => ("constant-output", "the output".to_owned()),
            };
            return Err(AnalysisError::data(
                code,
                format!("{what} is the same in all rows"),
                "it correlates with nothing: take another, or leave it out",
            ));
        }
        columns.push(standardised(column));
    }
    let mut matrix = vec![vec![0.0; d + 1]; d + 1];
    for i in 0..=d {
        for j in 0..=i {
            let product: f64 = columns[i].iter().zip(&columns[j]).map(|(a, b)| a * b).sum();
            matrix[i][j] = product;
            matrix[j][i] = product;
        }
    }
    let inverse = inverse(&matrix).map_err(|at| match names.get(at) {
        Some(_) => dependent(at, names),
        None => determined(),
    })?;
    let (freedom, reach) = ((n - d - 1) as f64, normal_quantile(0.5 + confidence / 2.0));
    Ok((0..d)
        .map(|i| {
            let scale = (inverse[i][i] * inverse[d][d]).sqrt();
            let r = (-inverse[i][d] / scale).clamp(-1.0, 1.0);
            let (z, reach) = (libm::atanh(r), reach / ((n - d - 2) as f64).sqrt());
            let interval = Interval { low: libm::tanh(z - reach), high: libm::tanh(z + reach) };
            let t = r * (freedom / (1.0 - r * r)).sqrt();
            let p = if r.abs() < 1.0 { student_two_sided(t, freedom) } else { 0.0 };
            Correlation { estimate: Estimate { value: r, interval: Some(interval) }, p }
        })
        .collect())
}

/// The ranks, less their mean, over the root of the sum of their squares.
fn standardised(values: &[f64]) -> Vec<f64> {
    let mut ranks = ranks(values);
    let middle = (values.len() as f64 + 1.0) / 2.0;
    ranks.iter_mut().for_each(|rank| *rank -= middle);
    let length = ranks.iter().map(|rank| rank * rank).sum::<f64>().sqrt();
    ranks.iter_mut().for_each(|rank| *rank /= length);
    ranks
}

/// The fault of an input that follows from those before it.
fn dependent(at: usize, names: &[&str]) -> AnalysisError {
    let before: Vec<String> = names[..at].iter().map(|name| format!("`{name}`")).collect();
    AnalysisError::data(
        "dependent-inputs",
        format!("the ranks of `{}` follow from those of {}", names[at], before.join(", ")),
        "leave one of these out: which of them the output follows cannot be told",
    )
}

/// The fault of an output of which nothing is left once the inputs are known: each correlation would be 1, or 0 by 0.
fn determined() -> AnalysisError {
    AnalysisError::data(
        "determined-output",
        "the ranks of the output follow from those of the inputs, with nothing left over"
            .to_owned(),
        "there is nothing to estimate: each input that has a part in it is correlated fully, once the others are held",
    )
}

/// The inverse of a matrix of correlations, by Cholesky's decomposition; or the row that follows from those before.
fn inverse(matrix: &[Vec<f64>]) -> Result<Vec<Vec<f64>>, usize> {
    /// The share of a column's variance that must be left once those before it are known.
    const LEFT: f64 = 1e-10;
    let n = matrix.len();
    let mut lower = vec![vec![0.0; n]; n];
    for i in 0..n {
        for j in 0..=i {
            let known: f64 = (0..j).map(|k| lower[i][k] * lower[j][k]).sum();
            let rest = matrix[i][j] - known;
            lower[i][j] = if i > j {
                rest / lower[j][j]
            } else if rest > LEFT {
                rest.sqrt()
            } else {
                return Err(i);
            };
        }
    }
    // Column by column: L·z = e, then Lᵀ·x = z.
    let mut inverse = vec![vec![0.0; n]; n];
    for column in 0..n {
        let mut x = vec![0.0; n];
        x[column] = 1.0;
        for i in 0..n {
            let known: f64 = (0..i).map(|k| lower[i][k] * x[k]).sum();
            x[i] = (x[i] - known) / lower[i][i];
        }
        for i in (0..n).rev() {
            let known: f64 = (i + 1..n).map(|k| lower[k][i] * x[k]).sum();
            x[i] = (x[i] - known) / lower[i][i];
        }
        for (row, value) in inverse.iter_mut().zip(x) {
            row[column] = value;
        }
    }
    Ok(inverse)
}
