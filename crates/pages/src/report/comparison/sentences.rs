//! The results of a comparison in sentences.

use crate::charts::numbers::{fixed, grouped, percent};

use super::COMPARED;
use super::figures::signed;
use super::tables::{Differences, RuleMeans, brief};

/// Rules beyond the first that a sentence names.
const NAMED: usize = 3;

/// Three to five sentences, each with its numbers and their intervals.
pub(super) fn sentences(means: &RuleMeans, differences: &Differences, runs: u64) -> Vec<String> {
    let names = means.brief();
    let mut said = vec![format!(
        "The same {} simulated runs, with the same random draws, under {} rules: {}.",
        grouped(runs),
        names.len(),
        names.join(", ")
    )];
    let best = means.of("durable").filter_map(|mean| Some((mean, mean.of?)));
    if let Some((mean, of)) =
        best.max_by(|a, b| a.1.value.total_cmp(&b.1.value).then(b.0.rule.cmp(&a.0.rule)))
    {
        let interval =
            of.interval.map(|(low, high)| format!(" ({} to {})", percent(low), percent(high)));
        let chance = mean
            .highest
            .map(|p| format!("; the probability that no other rule has more is {}", fixed(p, 2)));
        said.push(format!(
            "Lasting settlements are most frequent under {}: {} %{} of the runs{}.",
            names[mean.rule],
            percent(of.value),
            interval.unwrap_or_default(),
            chance.unwrap_or_default()
        ));
    }
    let names = brief(&differences.rules);
    for (measure, what, unit) in COMPARED.into_iter().take(3) {
        let times = if unit == "points" { 100.0 } else { 1.0 };
        let changes: Vec<String> = differences
            .against_first(measure)
            .filter_map(|difference| {
                let of = difference.of?;
                let interval = of.interval.map(|(low, high)| {
                    format!(" ({} to {})", signed(low * times, 1), signed(high * times, 1))
                });
                let value = signed(of.value * times, 1);
                Some(format!(
                    "{value}{} {unit} under {}",
                    interval.unwrap_or_default(),
                    names[difference.rule]
                ))
            })
            .take(NAMED)
            .collect();
        if let (false, Some(first)) = (changes.is_empty(), names.first()) {
            said.push(format!("Compared with {first}, {what} changes by {}.", changes.join(", ")));
        }
    }
    said
}
