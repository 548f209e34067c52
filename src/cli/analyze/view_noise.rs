//! Replication noise, and what is a mean over some runs only.

use serde_json::{Value, json};

use summitry_lab::analysis::Method;
use summitry_lab::analysis::directory::{SweepFindings, Unit};
use summitry_lab::analysis::noise::{Noise, NoiseBy};

use crate::cli::format::{counted, grouped, percent, tame};

/// For a measure that only some runs have: how many do, and what that means.
pub(super) fn selection_line(found: &SweepFindings) -> Option<String> {
    (found.with_value < found.runs).then(|| {
        format!(
            "{} is a mean over the {} of {} that have it. The factors decide which those are, and the result reflects that too.",
            tame(&found.columns.output_name),
            counted(found.with_value, "run", "runs"),
            grouped(found.runs)
        )
    })
}

/// How much of the variance between cells is random variation.
pub(super) fn noise_line(found: &SweepFindings) -> Option<String> {
    if found.unit == Unit::Cells && found.runs_of_cells.1 == 1 {
        return Some(
            "Replication noise cannot be estimated from one run per cell: the result includes all of it."
                .to_owned(),
        );
    }
    let noise = found.noise.as_ref()?;
    let share = percent(noise.share());
    let size = match noise.by {
        NoiseBy::Independent => format!("{share} of the variance between cells."),
        NoiseBy::Common => {
            format!(
                "{share} of the variance between cells, besides random variation that all cells share."
            )
        }
        NoiseBy::Repeats(_) => return rows_noise_line(noise, found.method),
        NoiseBy::Bound => format!(
            "at most about {share} of the variance between cells; without every run's value, random variation that all \
             cells share cannot be separated."
        ),
    };
    let rest = match (found.method, noise.by) {
        (Method::Response, _) => "",
        (Method::Sobol, NoiseBy::Independent) => {
            " Every total index includes it, first-order indices are lowered by it, and intervals reflect the design alone."
        }
        (_, NoiseBy::Independent) => " The result includes it.",
        (Method::Prcc, _) => " The result describes the mean over these runs.",
        _ => {
            " The result describes the mean over these runs, and intervals reflect the design alone."
        }
    };
    Some(format!("Replication noise: {size}{rest}"))
}

/// The same of a table, as far as rows repeat others.
pub(super) fn rows_noise_line(noise: &Noise, method: Method) -> Option<String> {
    let what = match noise.by {
        NoiseBy::Repeats(1) => {
            "the variance between rows, as one row with the inputs of another shows".to_owned()
        }
        NoiseBy::Repeats(repeats) => format!(
            "the variance between rows, as {} rows with the inputs of others show",
            grouped(repeats as u64)
        ),
        _ => "the variance between the means of rows with the same inputs".to_owned(),
    };
    if noise.noise == 0.0 {
        return Some(
            "Replication noise: none, since rows with the same inputs have the same output."
                .to_owned(),
        );
    }
    let rest = match method {
        Method::Sobol => {
            " Every total index includes it, first-order indices are lowered by it, and intervals reflect the design alone."
        }
        Method::Response => "",
        _ => " The result includes it.",
    };
    Some(format!("Replication noise: {} of {what}.{rest}", percent(noise.share())))
}

pub(super) fn json_of_noise(noise: Option<&Noise>) -> Value {
    let Some(noise) = noise else { return Value::Null };
    json!({
        "share": noise.share(),
        "noise": noise.noise,
        "variance": noise.variance,
        "by": match noise.by {
            NoiseBy::Independent => "independent",
            NoiseBy::Common => "common",
            NoiseBy::Bound => "bound",
            NoiseBy::Repeats(_) => "repeats",
        },
        "repeats": match noise.by {
            NoiseBy::Repeats(repeats) => Some(repeats),
            _ => None,
        },
    })
}
