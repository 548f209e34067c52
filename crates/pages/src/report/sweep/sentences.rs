//! The results of a sweep in sentences.

use crate::charts::numbers::{fixed, grouped};
use crate::report::format::{capital, counted};

use super::cells::Cells;
use super::drivers::Drivers;

/// Three to five sentences, each with its numbers and their intervals.
pub(super) fn sentences(cells: &Cells, drivers: Option<&Drivers>) -> Vec<String> {
    let runs: u64 = cells.n.iter().sum();
    let names: Vec<&str> = cells.factors.iter().map(|factor| factor.name.as_str()).collect();
    let varied = match names.as_slice() {
        [one] => (*one).to_owned(),
        [one, other] => format!("{one} and {other}"),
        many => format!("{} factors", many.len()),
    };
    let mut said = vec![format!(
        "This sweep varies {varied} over {}, with {} in all.",
        counted(cells.n.len() as u64, "cell", "cells"),
        counted(runs, "simulated run", "simulated runs")
    )];
    let is_walk = cells.design == "morris";
    // The extremes of a walk depend on where it happened to go.
    for output in (0..cells.outputs.len()).filter(|_| !is_walk) {
        let of = &cells.outputs[output];
        let Some((low, high)) = cells.extremes(output).filter(|(low, high)| low != high) else {
            continue;
        };
        let at = |cell: usize| {
            let Some(estimate) = cells.estimates[output][cell] else { return String::new() };
            let interval =
                estimate.interval.map(|(l, h)| format!(" ({} to {})", fixed(l, 1), fixed(h, 1)));
            format!(
                "{}{}{} at {}",
                fixed(estimate.value, 1),
                of.unit,
                interval.unwrap_or_default(),
                cells.setting(cell)
            )
        };
        let what = capital(&of.said);
        said.push(format!("{what} ranges from {} to {}.", at(low), at(high)));
    }
    if let Some(drivers) = drivers
        && let Some((name, index)) = &drivers.first
    {
        let interval = index
            .estimate
            .interval
            .map(|i| format!(" ({} to {})", fixed(i.low, 2), fixed(i.high, 2)));
        said.push(format!(
            "Of the {} factors, {name} has the greatest {} on {}: {}{}.",
            grouped(cells.factors.len() as u64),
            drivers.called,
            cells.outputs[0].said,
            fixed(index.estimate.value, 2),
            interval.unwrap_or_default()
        ));
    }
    if cells.n.len() > 2 && !is_walk {
        said.push(
            "The lowest and the highest of many cells are extreme partly by chance: look at the curves before the extremes.".to_owned(),
        );
    }
    said
}
