//! The results of a comparison in sentences.

use crate::charts::numbers::{fixed, grouped, percent};

use super::COMPARED;
use super::figures::signed;
use super::tables::{Differences, Mean, RuleMeans, brief};

/// Sentences with their numbers and intervals; what is said of one rule is said of all.
pub(super) fn sentences(means: &RuleMeans, differences: &Differences, runs: u64) -> Vec<String> {
    let names = means.brief();
    let mut said = vec![format!(
        "The same {} simulated runs, with the same random draws, under {} rules: {}.",
        grouped(runs),
        names.len(),
        names.join(", ")
    )];
    said.extend(best(means, differences, &names));
    let names = brief(&differences.rules);
    for (measure, what, unit) in COMPARED.into_iter().take(3) {
        let times = if unit == "points" { 100.0 } else { 1.0 };
        let changes: Vec<String> = differences
            .against_first(measure)
            .filter_map(|difference| {
                let of = difference.of?;
                let interval = difference.joint.or(of.interval).map(|(low, high)| {
                    format!(" ({} to {})", signed(low * times, 1), signed(high * times, 1))
                });
                let value = signed(of.value * times, 1);
                Some(format!(
                    "{value}{} {unit} under {}",
                    interval.unwrap_or_default(),
                    names[difference.rule]
                ))
            })
            .collect();
        if let (false, Some(first)) = (changes.is_empty(), names.first()) {
            said.push(format!("Compared with {first}, {what} changes by {}.", changes.join(", ")));
        }
    }
    if said.len() > 2 {
        said.push(
            "The intervals of differences are simultaneous: all pairs of a measure lie in theirs with 95 % confidence.".to_owned(),
        );
    }
    said
}

/// Under which rule lasting settlements are most frequent, and from which rules the simultaneous intervals tell it apart.
fn best(means: &RuleMeans, differences: &Differences, names: &[String]) -> Option<String> {
    let shares: Vec<(&Mean, f64)> =
        means.of("durable").filter_map(|mean| Some((mean, mean.of?.value))).collect();
    let (mean, most) = *shares.iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
    let equal: Vec<&str> = shares
        .iter()
        .filter(|(_, share)| *share >= most)
        .map(|(m, _)| names[m.rule].as_str())
        .collect();
    if equal.len() > 1 {
        return Some(format!(
            "Lasting settlements are equally frequent, {} % of the runs, under {}, and no rule has more.",
            percent(most),
            equal.join(", ")
        ));
    }
    let interval =
        mean.of?.interval.map(|(low, high)| format!(" ({} to {})", percent(low), percent(high)));
    let chance = mean
        .highest
        .map(|p| format!("; the probability that no other rule has more is {}", fixed(p, 2)));
    let place = |rule: usize| differences.rules.iter().position(|of| *of == means.rules[rule]);
    let is_apart = |rule: usize| {
        let found = differences.between("durable", place(mean.rule)?, place(rule)?);
        Some(found?.joint?.0 > 0.0)
    };
    let near: Vec<&str> = shares
        .iter()
        .filter(|(other, _)| other.rule != mean.rule && is_apart(other.rule) == Some(false))
        .map(|(other, _)| names[other.rule].as_str())
        .collect();
    let near = if near.is_empty() {
        String::new()
    } else {
        format!(" These runs do not tell it apart from {}.", near.join(", "))
    };
    Some(format!(
        "Lasting settlements are most frequent under {}: {} %{} of the runs{}.{near}",
        names[mean.rule],
        percent(most),
        interval.unwrap_or_default(),
        chance.unwrap_or_default()
    ))
}
