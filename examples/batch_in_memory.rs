//! Simulates a batch in memory and prints how its runs end, without writing a file.
//!
//! `cargo run --example batch_in_memory`

use std::error::Error;
use std::io::{self, Write};

use summitry::process::Outcome;
use summitry::stats::{Z95, wilson};
use summitry::units::SimTime;
use summitry::{load, simulate};

const RUNS: u64 = 1000;

fn main() -> Result<(), Box<dyn Error>> {
    report(&mut io::stdout().lock())
}

/// Prints the share of each outcome with its 95 % interval, and the median wait for a first summit.
pub(crate) fn report(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let scenario = load("kyiv-washington", &["meeting.rounds.gap=15"])?;
    let records = simulate(&scenario, 1, 0..RUNS).collect::<Result<Vec<_>, _>>()?;
    for outcome in Outcome::ALL {
        let count = records.iter().filter(|record| record.outcome == *outcome).count() as u64;
        let interval = wilson(count, RUNS, Z95);
        writeln!(
            out,
            "{:<20} {:>5.1} % ({:.1} to {:.1})",
            outcome.name(),
            100.0 * count as f64 / RUNS as f64,
            100.0 * interval.low,
            100.0 * interval.high
        )?;
    }
    let mut waits: Vec<f64> =
        records.iter().filter_map(|record| record.first_summit()).map(SimTime::days).collect();
    waits.sort_by(f64::total_cmp);
    if let Some(median) = waits.get(waits.len() / 2) {
        writeln!(out, "median day of the first summit, where there was one: {median:.0}")?;
    }
    Ok(())
}
