//! The results of a batch in sentences.

use crate::charts::numbers::{fixed, grouped};
use crate::report::format::{counted, outcome, share, whole_days, with_interval};

use super::stats::{QUALITIES, RunStats};

/// Fewer runs than this say little.
const FEW: u64 = 100;

/// Three to five sentences, each with its numbers and their intervals.
pub(super) fn sentences(runs: &RunStats, follow_up: Option<f64>) -> Vec<String> {
    let n = runs.n;
    let mut said = Vec::new();
    let (most, count) = runs.outcomes[runs.most()];
    let mut first = if n == 1 {
        format!(
            "The one simulated run ends with {}: {} of such runs",
            outcome(most),
            share(count, n)
        )
    } else {
        format!("Of {} simulated runs, {} end with {}", grouped(n), share(count, n), outcome(most))
    };
    if most != "durable" && n > 1 {
        let lasting = share(runs.had("durable"), n);
        first.push_str(&format!(", and {lasting} with a settlement that lasts"));
    }
    said.push(format!("{first}."));

    let met = runs.met();
    if met == 0 {
        said.push(format!("The leaders meet in none of them: {}.", share(0, n)));
    } else {
        let mut second = format!("The leaders meet in {} of the runs", share(met, n));
        if let Some(wait) = runs.wait {
            let median = with_interval(wait.median, wait.interval, 0);
            second.push_str(&format!(
                "; where they do, the median first summit opens on day {median}"
            ));
            if met > 3 {
                let (from, to) = (fixed(wait.q25, 0), fixed(wait.q75, 0));
                second.push_str(&format!(
                    ", and half of these summits open between days {from} and {to}"
                ));
            }
        }
        said.push(format!("{second}."));
        let parts: Vec<String> = (0..QUALITIES.len())
            .rev()
            .map(|quality| {
                let verb = if quality + 1 == QUALITIES.len() { "are " } else { "" };
                format!("{} {verb}{}", share(runs.qualities[quality], met), QUALITIES[quality])
            })
            .collect();
        said.push(format!(
            "Of {}, {}, {} and {}.",
            counted(met, "first summit", "first summits"),
            parts[0],
            parts[1],
            parts[2]
        ));
    }

    if runs.signed == 0 {
        said.push(format!("No text is signed: {} of the runs.", share(0, n)));
    } else {
        let mut last = format!("A text is signed in {} of the runs", share(runs.signed, n));
        let in_force = runs.survival.n;
        if in_force > 0 {
            let follow = follow_up.map(|days| format!(" ({} days)", whole_days(days)));
            last.push_str(&format!(
                "; of {} that came into force, {} still hold at the end of follow-up{}",
                grouped(in_force),
                share(in_force - runs.survival.events, in_force),
                follow.unwrap_or_default()
            ));
        }
        said.push(format!("{last}."));
    }
    if n < FEW {
        let few = counted(n, "run is", "runs are");
        said.push(format!(
            "{few} too few to conclude anything: read the intervals, not the shares."
        ));
    }
    said
}
