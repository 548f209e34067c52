//! What only a sweep has: means by level, the indices of a grid, replication noise.

use serde_json::{Value, json};

use summitry_lab::analysis::Method;
use summitry_lab::analysis::directory::{Response, SweepFindings, Unit};
use summitry_lab::analysis::noise::{Noise, NoiseBy};

use super::view::{index, percent_of_confidence, reach, short};
use crate::cli::format::{counted, grouped, percent, tame, wrap};
use crate::cli::table::{Column, table};

/// Pairs that are shown.
const PAIRS: usize = 12;

/// Means by level, and what factors account for.
pub(super) fn response_table(
    found: &SweepFindings,
    of: &Response,
    confidence: f64,
    width: usize,
) -> String {
    let sure = percent_of_confidence(confidence);
    let how = match (of.from_runs, found.design.common) {
        (true, _) => "from the means of every run, since all cells share their random draws",
        (false, true) => "as upper bounds, since all cells share their random draws",
        (false, false) => "over the random draws of the runs",
    };
    let head = format!("Means by level; {sure} % intervals {how}");
    let names = &found.columns.names;
    let factor = |k: usize| {
        let first = k == 0 || of.means[k].factor != of.means[k - 1].factor;
        if first { tame(&names[of.means[k].factor]) } else { String::new() }
    };
    let level = |k: usize| tame(&of.names[of.means[k].factor][of.means[k].level]);
    let pick = |cell: &dyn Fn(usize) -> String| (0..of.means.len()).map(cell).collect();
    let columns = vec![
        Column::left("Factor", 0, pick(&factor)),
        Column::left("Level", 0, pick(&level)),
        Column::right("Cells", 2, pick(&|k| of.means[k].cells.to_string())),
        Column::right("Mean", 0, pick(&|k| short(of.means[k].mean.value))),
        Column::right(format!("{sure} % CI"), 1, pick(&|k| reach(&of.means[k].mean, short))),
    ];
    let bars: Vec<f64> = of.means.iter().map(|mean| mean.mean.value.max(0.0)).collect();
    let mut text = format!("{}\n\n{}", wrap(&head, width, "  "), table(columns, &bars, width));
    let Some(grid) = &of.indices else { return text };
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by(|&a, &b| grid.total[b].total_cmp(&grid.total[a]));
    let pick = |cell: &dyn Fn(usize) -> String| order.iter().map(|&k| cell(k)).collect();
    let columns = vec![
        Column::left("Factor", 0, pick(&|k| tame(&names[k]))),
        Column::right("First", 0, pick(&|k| index(grid.first[k]))),
        Column::right("Total", 0, pick(&|k| index(grid.total[k]))),
    ];
    let bars: Vec<f64> = order.iter().map(|&k| grid.total[k]).collect();
    let line = "Shares of the variance between cells, for each factor alone and with others:";
    text.push_str(&format!("\n{}\n{}", wrap(line, width, ""), table(columns, &bars, width)));
    if names.len() > 2 {
        let mut pairs: Vec<usize> = (0..grid.second.len()).collect();
        pairs.sort_by(|&a, &b| grid.second[b].1.total_cmp(&grid.second[a].1));
        pairs.truncate(PAIRS);
        let pick = |cell: &dyn Fn(usize) -> String| pairs.iter().map(|&k| cell(k)).collect();
        let pair = |k: usize| {
            let (i, j) = grid.second[k].0;
            format!("{} × {}", tame(&names[i]), tame(&names[j]))
        };
        let columns = vec![
            Column::left("Pair", 0, pick(&pair)),
            Column::right("Second", 0, pick(&|k| index(grid.second[k].1))),
        ];
        text.push_str(&format!("\n{}", table(columns, &[], width)));
    }
    text
}

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
        },
    })
}

pub(super) fn json_of_response(
    mut about: Value,
    found: &SweepFindings,
    of: &Response,
    confidence: f64,
) -> Value {
    let names = &found.columns.names;
    let measure = &found.columns.output_name;
    let mean = |mean: &summitry_lab::analysis::response::LevelMean| {
        json!({
            "factor": names[mean.factor],
            "level": of.names[mean.factor][mean.level],
            "cells": mean.cells,
            "mean": mean.mean.value,
            "low": mean.mean.interval.map(|interval| interval.low),
            "high": mean.mean.interval.map(|interval| interval.high),
        })
    };
    let indices = of.indices.as_ref().map(|grid| {
        json!({
            "first": grid.first,
            "total": grid.total,
            "second": grid
                .second
                .iter()
                .map(|&((i, j), share)| json!({
                    "factor": format!("{}:{}", names[i], names[j]), "estimate": share,
                }))
                .collect::<Vec<_>>(),
        })
    });
    let more = json!({
        "method": "response",
        "inputs": names,
        "output": measure,
        "confidence": confidence,
        "levels": of.means.iter().map(mean).collect::<Vec<_>>(),
        "indices": indices,
    });
    if let (Value::Object(about), Value::Object(more)) = (&mut about, more) {
        about.extend(more);
    }
    about
}
