//! Elementary effects: which inputs matter, from few rows.
//!
//! A trajectory is d + 1 rows, each of which differs from the one before in one input. A step of input i from x to x′ gives
//! the elementary effect
//!
//! ```text
//! EE_i = (y(x′) − y(x)) / Δ,    Δ with the sign of the step
//! ```
//!
//! with inputs scaled to their ranges, so that effects of different inputs can be compared: EE_i is in units of the output
//! for the whole range of the input. Over trajectories, μ_i is the mean of EE_i, μ*_i that of |EE_i|, and σ_i the sample
//! standard deviation (divided by r − 1, as in SALib). A great μ* says that the input matters; a great σ that its effect depends
//! on the others or is not linear; |μ| below μ* that it goes both ways.
//!
//! Sources: M. D. Morris, "Factorial sampling plans for preliminary computational experiments", Technometrics 33 (1991),
//! 161–174; μ*: F. Campolongo, J. Cariboni & A. Saltelli, "An effective screening design for sensitivity analysis of large
//! models", Environmental Modelling & Software 22 (2007), 1509–1518.
//!
//! **Δ.** On a lattice of p levels a step is Δ = p/(2(p − 1)) of a range, whatever the scale that the levels are on. SALib takes
//! that, with p as it is told. Here p is told or seen: it is the greatest number of values of an input if that is even and
//! all steps of all inputs with as many values are p/2 values wide. If no p is seen, Δ is the step itself over the input's range
//! in the table, max − min.
//!
//! Intervals: trajectories are drawn again as a whole, percentile intervals.

use super::{AnalysisError, Bootstrap, Draw, Estimate, varies_enough};
use summitry_engine::stats::{percentile_interval, resample};

/// Where the length of a step comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Steps {
    /// A lattice of so many levels.
    Lattice(usize),
    /// The inputs themselves, over their ranges.
    Inputs,
}

/// The effects of one input.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect {
    /// The mean of the effects.
    pub mu: Estimate,
    /// The mean of their magnitudes.
    pub mu_star: Estimate,
    /// Their standard deviation.
    pub sigma: Estimate,
}

/// The effects of all inputs.
#[derive(Clone, Debug, PartialEq)]
pub struct Effects {
    /// How many trajectories there are.
    pub trajectories: usize,
    /// Where the length of a step came from.
    pub steps: Steps,
    /// The inputs' effects, in their order.
    pub effects: Vec<Effect>,
}

/// A step: which input it moved, in each trajectory.
fn movers(inputs: &[&[f64]], names: &[&str]) -> Result<Vec<usize>, AnalysisError> {
    let (d, rows) = (inputs.len(), inputs[0].len());
    if !rows.is_multiple_of(d + 1) {
        return Err(AnalysisError::data(
            "no-multiple",
            format!(
                "{rows} rows are no multiple of the {} of a trajectory of {d} {}",
                d + 1,
                if d == 1 { "input" } else { "inputs" }
            ),
            "name every input that the design varies; the table must be a whole Morris design",
        ));
    }
    let structure = |row: usize, what: String| {
        AnalysisError::data(
            "structure",
            format!("row {} {what}", row + 1),
            "in a Morris design each row of a trajectory changes one input, each in its turn: name every input that the \
             design varies, and leave its rows in their order; inputs that change together are a group: --group NAME=a,b",
        )
    };
    let mut movers = Vec::with_capacity(rows / (d + 1) * d);
    for start in (0..rows).step_by(d + 1) {
        let mut moved_at = vec![None; d];
        for row in start + 1..start + d + 1 {
            let mut changed = (0..d).filter(|&k| inputs[k][row] != inputs[k][row - 1]);
            let Some(mover) = changed.next() else {
                return Err(structure(row, format!("changes no input against row {row}")));
            };
            if let Some(other) = changed.next() {
                let more = changed.count();
                let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
                let (one, two) = (names[mover], names[other]);
                return Err(structure(
                    row,
                    format!("changes `{one}`, `{two}`{rest} at once against row {row}"),
                ));
            }
            if let Some(before) = moved_at[mover].replace(row) {
                let name = names[mover];
                return Err(structure(
                    row,
                    format!(
                        "changes `{name}` again, which row {} of its trajectory did",
                        before + 1
                    ),
                ));
            }
            movers.push(mover);
        }
    }
    Ok(movers)
}

/// Whether inputs are two or more trajectories.
pub(super) fn fits(inputs: &[&[f64]], names: &[&str]) -> bool {
    movers(inputs, names).is_ok() && inputs[0].len() > inputs.len() + 1
}

/// The effects of the inputs on the output, trajectory by trajectory; `levels` of the lattice, if they are known.
///
/// # Errors
///
/// Of the data: rows that are no whole trajectories, by number; a step that changes no input, several, or one again; fewer
/// than 2 trajectories; an output that never changes. Of the command: `levels` below 2 or odd.
///
/// # Panics
///
/// If inputs and output are of different lengths, or there is no input.
///
/// ```
/// use summitry_lab::analysis::{Bootstrap, morris};
/// let (x, y) = ([0.0, 1.0, 1.0, 0.0], [0.0, 3.0, 3.0, 0.0]);
/// let none = Bootstrap { resamples: 0, confidence: 0.95 };
/// let found = morris::effects(&[&x], &["x"], &y, None, none, &mut || 0.5)?;
/// assert_eq!((found.trajectories, found.effects[0].mu.value), (2, 3.0));
/// # Ok::<(), summitry_lab::analysis::AnalysisError>(())
/// ```
pub fn effects(
    inputs: &[&[f64]],
    names: &[&str],
    output: &[f64],
    levels: Option<usize>,
    bootstrap: Bootstrap,
    draw: Draw<'_>,
) -> Result<Effects, AnalysisError> {
    let d = inputs.len();
    assert!(inputs.iter().all(|input| input.len() == output.len()), "columns of different lengths");
    if let Some(levels) = levels
        && (levels < 2 || levels % 2 == 1)
    {
        return Err(AnalysisError::asked(
            "levels",
            format!("a lattice of {levels} levels has no middle"),
            "the levels of a Morris design are even in number: 2, 4, 6 …",
        ));
    }
    let movers = movers(inputs, names)?;
    let trajectories = output.len() / (d + 1);
    if trajectories < 2 {
        return Err(AnalysisError::data(
            "too-few-rows",
            format!("the {} rows are one trajectory", output.len()),
            "effects need two at the least, and ten or more to be worth reading",
        ));
    }
    if output.iter().all(|y| *y == output[0]) {
        return Err(AnalysisError::data(
            "constant-output",
            "the output is the same in all rows".to_owned(),
            "nothing has an effect on it: take another output, or wider ranges",
        ));
    }
    varies_enough(output)?;
    let steps = levels.or_else(|| lattice(inputs, &movers)).map_or(Steps::Inputs, Steps::Lattice);
    let ranges: Vec<f64> = inputs.iter().map(|input| range(input)).collect();

    // By trajectory, then input.
    let mut all = vec![0.0; trajectories * d];
    for (step, &mover) in movers.iter().enumerate() {
        let (trajectory, place) = (step / d, step % d);
        let row = trajectory * (d + 1) + place + 1;
        let moved = inputs[mover][row] - inputs[mover][row - 1];
        let delta = match steps {
            Steps::Lattice(p) => (p as f64 / (2.0 * (p as f64 - 1.0))).copysign(moved),
            Steps::Inputs => moved / ranges[mover],
        };
        all[trajectory * d + mover] = (output[row] - output[row - 1]) / delta;
    }
    let every: Vec<usize> = (0..trajectories).collect();
    let values = summarised(&all, d, &every);
    let mut drawn = vec![Vec::with_capacity(bootstrap.resamples); 3 * d];
    resample(trajectories, bootstrap.resamples, draw, |places| {
        for (kept, value) in drawn.iter_mut().zip(summarised(&all, d, places)) {
            kept.push(value);
        }
    });
    let mut estimates = values.into_iter().zip(&mut drawn).map(|(value, drawn)| Estimate {
        value,
        interval: percentile_interval(drawn, bootstrap.confidence),
    });
    let mut effects = Vec::with_capacity(d);
    while let (Some(mu), Some(mu_star), Some(sigma)) =
        (estimates.next(), estimates.next(), estimates.next())
    {
        effects.push(Effect { mu, mu_star, sigma });
    }
    Ok(Effects { trajectories, steps, effects })
}

/// μ, μ* and σ of each input over these trajectories.
fn summarised(all: &[f64], d: usize, places: &[usize]) -> Vec<f64> {
    let n = places.len() as f64;
    let mut values = Vec::with_capacity(3 * d);
    for input in 0..d {
        let of = || places.iter().map(|place| all[place * d + input]);
        let mu = of().sum::<f64>() / n;
        let mu_star = of().map(f64::abs).sum::<f64>() / n;
        let squares = of().map(|effect| (effect - mu) * (effect - mu)).sum::<f64>();
        values.extend([mu, mu_star, (squares / (n - 1.0)).sqrt()]);
    }
    values
}

/// The greatest value less the least.
fn range(values: &[f64]) -> f64 {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    high - low
}

/// Whether values are equally spaced, or those of their logarithms: all levels of a lattice are there.
fn is_even(values: &[f64]) -> bool {
    let even = |values: &[f64]| {
        let step = (values[values.len() - 1] - values[0]) / (values.len() - 1) as f64;
        values.windows(2).all(|pair| (pair[1] - pair[0] - step).abs() <= 1e-6 * step.abs())
    };
    let logs = || values.iter().map(|value| libm::log(*value)).collect::<Vec<f64>>();
    values.len() > 1 && (even(values) || values[0] > 0.0 && even(&logs()))
}

/// The levels of the lattice that the steps are on, if they are on one of which an input has every level: the pairs of levels
/// that a few trajectories visit look like a lattice of fewer.
fn lattice(inputs: &[&[f64]], movers: &[usize]) -> Option<usize> {
    let d = inputs.len();
    let values: Vec<Vec<f64>> = inputs
        .iter()
        .map(|input| {
            let mut values = input.to_vec();
            values.sort_by(f64::total_cmp);
            values.dedup();
            values
        })
        .collect();
    let levels = values.iter().map(Vec::len).max()?;
    if levels % 2 == 1 || !values.iter().any(|of| of.len() == levels && is_even(of)) {
        return None;
    }
    let on_lattice = movers.iter().enumerate().all(|(step, &mover)| {
        let values = &values[mover];
        if values.len() < levels {
            return true; // Some levels of it were rounded together, or never reached.
        }
        let row = step / d * (d + 1) + step % d + 1;
        let place = |row: usize| values.partition_point(|value| *value < inputs[mover][row]);
        place(row).abs_diff(place(row - 1)) == levels / 2
    });
    on_lattice.then_some(levels)
}
