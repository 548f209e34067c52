//! Replication noise: how much of what cells differ by is the luck of their runs.
//!
//! The mean ȳ of a cell's n runs is the cell's expectation f and an error of variance σ²/n. With errors that are independent
//! between cells, as under independent random numbers,
//!
//! ```text
//! V(ȳ) = V(f) + E[σ²/n]
//! ```
//!
//! over the cells, and the noise share is the estimate E[s²/n] / V(ȳ), with s² the sample variance within a cell; of a share p
//! of the runs, s²/n is p(1 − p)/(n − 1).
//!
//! Under common random numbers, run r meets the same luck in every cell. What that luck adds to all cells alike shifts every
//! mean by the same and makes no cell differ from another; only what it does in one cell and not in another is
//! noise. E[s²/n] counts both, and so bounds the noise from above, on average over luck. With every run's value
//! y_xr, of C cells and n runs each, two-way analysis of variance parts them: the noise is the mean square of the residuals,
//!
//! ```text
//! MS_error = Σ (y_xr − ȳ_x − ȳ_r + ȳ)² / ((C − 1)(n − 1)),    MS_cells = n Σ (ȳ_x − ȳ)² / (C − 1)
//! ```
//!
//! and the noise share MS_error / MS_cells: MS_cells/n estimates V(f) + σ²_error/n (H. Scheffé, *The Analysis of Variance*
//! (1959), 8.1, with cells fixed and runs random). It is the reciprocal of F, and above 1 only by chance.

use summitry_engine::stats::Z95;

/// How the noise was told from the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoiseBy {
    /// From the variance within cells, whose luck is their own.
    Independent,
    /// From the runs of all cells, which meet the same luck: what differs from cell to cell.
    Common,
    /// From the variance within cells that meet the same luck: no less than the noise, on average.
    Bound,
    /// From so many rows with the inputs of others: that of single rows.
    Repeats(usize),
}

/// Replication noise beside the variance between cells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Noise {
    /// The variance of the cells' means, divided by C − 1.
    pub variance: f64,
    /// The part of it that is noise, or a bound.
    pub noise: f64,
    /// How it was told.
    pub by: NoiseBy,
}

impl Noise {
    /// The share of the variance that is noise: 1 at most.
    #[must_use]
    pub fn share(&self) -> f64 {
        (self.noise / self.variance).min(1.0)
    }

    /// The share that it may be at most, as far as it is known: of repeated rows the upper end of a 95 % interval of a variance, by
    /// Wilson & Hilferty (1931).
    ///
    /// ```
    /// use summitry_lab::analysis::noise::{Noise, NoiseBy};
    /// let noise = Noise { variance: 10.0, noise: 1.0, by: NoiseBy::Repeats(20) };
    /// // 20/χ² of 20 degrees of freedom at 2.5 %, 9.591.
    /// assert!((noise.share_at_most() - 0.20853).abs() < 1e-3);
    /// ```
    #[must_use]
    pub fn share_at_most(&self) -> f64 {
        let NoiseBy::Repeats(repeats) = self.by else { return self.share() };
        let part = 2.0 / (9.0 * repeats as f64);
        let least = (1.0 - part - Z95 * part.sqrt()).max(0.0);
        match self.noise > 0.0 {
            true => (self.share() / (least * least * least)).min(1.0),
            false => 0.0,
        }
    }

    /// The noise from the variance of each cell's mean, s²/n; `None` below two cells, without variance between them,
    /// or if a cell has fewer than two runs.
    ///
    /// ```
    /// use summitry_lab::analysis::noise::Noise;
    /// let noise = Noise::of_cells(&[1.0, 3.0], &[Some(0.5), Some(0.1)], false).unwrap();
    /// assert_eq!((noise.variance, noise.share()), (2.0, 0.15));
    /// ```
    #[must_use]
    pub fn of_cells(means: &[f64], errors: &[Option<f64>], common: bool) -> Option<Noise> {
        let variance = variance(means)?;
        let errors: Vec<f64> = errors.iter().copied().collect::<Option<_>>()?;
        let noise = errors.iter().sum::<f64>() / errors.len() as f64;
        let by = if common { NoiseBy::Bound } else { NoiseBy::Independent };
        Some(Noise { variance, noise, by })
    }

    /// The noise of single rows, from the sum of squares of `repeats` rows about the means of those with the same inputs; `None`
    /// without any, or if the output does not vary.
    #[must_use]
    pub fn of_repeats(output: &[f64], squares: f64, repeats: usize) -> Option<Noise> {
        let known: Vec<f64> = output.iter().copied().filter(|y| y.is_finite()).collect();
        let variance = variance(&known)?;
        let by = NoiseBy::Repeats(repeats);
        (repeats > 0).then(|| Noise { variance, noise: squares / repeats as f64, by })
    }

    /// The noise from every run's value, cell by cell, `runs` of each, which meet the same luck; `None` below two cells or
    /// runs, or without variance between cells.
    ///
    /// # Panics
    ///
    /// If the values are not so many runs of each cell.
    ///
    /// ```
    /// use summitry_lab::analysis::noise::Noise;
    /// // What luck adds is the same in both cells: there is no noise.
    /// let noise = Noise::of_runs(&[0.0, 1.0, 5.0, 2.0, 3.0, 7.0], 3).unwrap();
    /// assert_eq!((noise.variance, noise.noise), (2.0, 0.0));
    /// ```
    #[must_use]
    pub fn of_runs(values: &[f64], runs: usize) -> Option<Noise> {
        assert!(runs > 0 && values.len().is_multiple_of(runs), "{} by {runs}", values.len());
        let cells = values.len() / runs;
        let means: Vec<f64> =
            values.chunks_exact(runs).map(|cell| cell.iter().sum::<f64>() / runs as f64).collect();
        let variance = variance(&means)?;
        if runs < 2 {
            return None;
        }
        let mut of_run = vec![0.0; runs];
        for cell in values.chunks_exact(runs) {
            of_run.iter_mut().zip(cell).for_each(|(sum, y)| *sum += y);
        }
        of_run.iter_mut().for_each(|sum| *sum /= cells as f64);
        let mean = means.iter().sum::<f64>() / cells as f64;
        let mut squares = 0.0;
        for (cell, of_cell) in values.chunks_exact(runs).zip(&means) {
            for (y, of_run) in cell.iter().zip(&of_run) {
                let rest = y - of_cell - of_run + mean;
                squares += rest * rest;
            }
        }
        let error = squares / ((cells - 1) as f64 * (runs - 1) as f64);
        Some(Noise { variance, noise: error / runs as f64, by: NoiseBy::Common })
    }
}

/// The sample variance; `None` if there is none, or below two values.
fn variance(values: &[f64]) -> Option<f64> {
    if values.len() < 2 {
        return None;
    }
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|y| (y - mean) * (y - mean)).sum::<f64>() / (n - 1.0);
    (variance > 0.0).then_some(variance)
}
