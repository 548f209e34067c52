//! Varies one parameter and writes one row per value as CSV: the table that a data frame reads.
//!
//! `cargo run --example sweep_to_csv > gap.csv`
//!
//! For several factors, designs, checkpoints and all cores, use [`summitry::experiment`] instead.

use std::error::Error;
use std::io::{self, Write};

use summitry::process::MEASURES;
use summitry::{load, simulate};

const RUNS: u64 = 200;

fn main() -> Result<(), Box<dyn Error>> {
    report(&mut io::stdout().lock())
}

/// Writes the mean of every measure for each number of days between rounds. Each cell uses the same random draws.
pub(crate) fn report(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let names: Vec<&str> = MEASURES.iter().map(|measure| measure.name).collect();
    writeln!(out, "meeting_rounds_gap,{}", names.join(","))?;
    for gap in [10, 20, 30, 45, 60] {
        let scenario = load("kyiv-washington", &[&format!("meeting.rounds.gap={gap}")])?;
        let records = simulate(&scenario, 1, 0..RUNS).collect::<Result<Vec<_>, _>>()?;
        let mut row = vec![gap.to_string()];
        for measure in MEASURES {
            // A measure has no value in runs in which its event did not happen.
            let values: Vec<f64> = records.iter().filter_map(measure.value).collect();
            row.push(match values.is_empty() {
                true => String::new(),
                false => format!("{:.4}", values.iter().sum::<f64>() / values.len() as f64),
            });
        }
        writeln!(out, "{}", row.join(","))?;
    }
    Ok(())
}
