//! Rows of 15 columns: our cells against `csv` with serde, in turns, on the same values.
//!
//! `cargo bench --bench csv_row` prints the median of the paired ratios; the goal is 0.6 or less.
//! Both sides write into memory that is kept, and the bytes are compared before anything is timed.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark")]

use std::hint::black_box;
use std::time::Instant;

use serde::Serialize;
use summitry_lab::output::Rows;

const ROWS: usize = 2_000;
const ROUNDS: usize = 301;

#[derive(Serialize)]
struct RunRow {
    scenario: &'static str,
    run: u64,
    seed: u64,
    outcome: &'static str,
    first_summit_day: Option<f64>,
    rounds_held: u64,
    requests_made: u64,
    requests_deferred: u64,
    summits_held: u64,
    best_summit_quality: Option<&'static str>,
    preparation: Option<f64>,
    goals: Option<f64>,
    cohesion: Option<f64>,
    settlement_day: Option<f64>,
    survival_censored: bool,
}

fn rows() -> Vec<RunRow> {
    let mut state = 1_u64;
    let mut next = |below: u64| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    // Values that both sides write alike: no whole decimals, at most six places.
    let row = |run: u64| {
        let summit = next(3) > 0;
        let mut share = || summit.then(|| (next(99_999) * 10 + 1) as f64 / 1e6);
        let (preparation, goals, cohesion) = (share(), share(), share());
        let mut day = || summit.then(|| (next(52_000) * 10 + 1) as f64 / 100.0);
        let (first_summit_day, settlement_day) = (day(), day());
        RunRow {
            scenario: "kyiv-washington",
            run,
            seed: 1,
            outcome: ["durable", "no-summit", "symbolic-only"][next(3) as usize],
            first_summit_day,
            rounds_held: next(12),
            requests_made: next(30),
            requests_deferred: next(30),
            summits_held: next(4),
            best_summit_quality: summit.then_some("substantive"),
            preparation,
            goals,
            cohesion,
            settlement_day,
            survival_censored: next(2) == 0,
        }
    };
    (0..ROWS as u64).map(row).collect()
}

fn ours(values: &[RunRow], out: &mut Rows) {
    out.clear();
    for value in values {
        out.row()
            .text(value.scenario)
            .int(value.run)
            .int(value.seed)
            .text(value.outcome)
            .opt_num(value.first_summit_day, 2)
            .int(value.rounds_held)
            .int(value.requests_made)
            .int(value.requests_deferred)
            .int(value.summits_held)
            .opt_text(value.best_summit_quality)
            .opt_num(value.preparation, 6)
            .opt_num(value.goals, 6)
            .opt_num(value.cohesion, 6)
            .opt_num(value.settlement_day, 2)
            .flag(value.survival_censored)
            .end();
    }
}

fn theirs(values: &[RunRow], out: &mut Vec<u8>) {
    out.clear();
    let mut writer = csv::WriterBuilder::new().has_headers(false).from_writer(out);
    for value in values {
        writer.serialize(value).unwrap();
    }
    writer.flush().unwrap();
}

fn main() {
    let values = rows();
    let (mut rows, mut bytes) = (Rows::new(15), Vec::new());
    ours(&values, &mut rows);
    theirs(&values, &mut bytes);
    assert!(rows.bytes() == bytes, "the two sides write different bytes");

    let mut pairs = Vec::with_capacity(ROUNDS);
    for round in 0..ROUNDS {
        let mut time_ours = || {
            let start = Instant::now();
            ours(black_box(&values), &mut rows);
            start.elapsed().as_nanos() as f64
        };
        let mut time_theirs = || {
            let start = Instant::now();
            theirs(black_box(&values), &mut bytes);
            start.elapsed().as_nanos() as f64
        };
        // The order alternates, so that neither side always has the warmer machine.
        pairs.push(if round % 2 == 0 {
            let first = time_ours();
            (first, time_theirs())
        } else {
            let first = time_theirs();
            (time_ours(), first)
        });
    }
    let median = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    let per_row =
        |pick: fn(&(f64, f64)) -> f64| median(pairs.iter().map(pick).collect()) / ROWS as f64;
    println!("rows::Row      {:7.1} ns a row", per_row(|pair| pair.0));
    println!("csv with serde {:7.1} ns a row", per_row(|pair| pair.1));
    let ratio = median(pairs.iter().map(|(ours, theirs)| ours / theirs).collect());
    println!("ratio          {ratio:7.3}    goal 0.6 or less");
}
