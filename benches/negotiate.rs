//! Negotiations a second on random domains: every party boulware, 100 steps.
//!
//! The time of a negotiation is all from the weights and values of a file on: preferences, the inverse of each party's
//! utility, a new session, and its play.
//!
//! `cargo bench --bench negotiate` prints it beside the figures that NegMAS 0.16.0 was measured to have on domains
//! of the same shape, on one core (two parties 33.6, 10.2 and 2.05 at 5, 6 and 7 issues of 5 options; five parties 8.4, 3.5
//! and .50). `-- 2 5` times two parties over 5 issues only. `-- --pair` times boulware against conceder over 5
//! issues, and prints the median of a negotiation in seconds and nothing else: `benches/against_negmas.py` reads it, and
//! measures both in one run.
#![allow(clippy::print_stdout, reason = "a bench prints its figures")]
#![allow(clippy::unwrap_used, reason = "a bench talks to its reader")]

#[allow(dead_code, reason = "the tests use more of it")]
#[path = "../tests/it/bargaining_plain.rs"]
mod plain;

use std::hint::black_box;
use std::time::Instant;

use plain::Draw;
use summitry_model::bargaining::{Preferences, Session, Strategy, Turn};

const STEPS: u32 = 100;
const DOMAINS: usize = 40;
const ROUNDS: usize = 15;

/// Parties, issues of 5 options, and what NegMAS plays a second.
const SHAPES: [(usize, usize, f64); 6] =
    [(2, 5, 33.6), (2, 6, 10.2), (2, 7, 2.05), (5, 5, 8.4), (5, 6, 3.5), (5, 7, 0.5)];

/// Weights and values as a domain file has them.
struct Profile {
    weights: Vec<f64>,
    values: Vec<Vec<f64>>,
}

fn profile(draw: &mut Draw, issues: usize) -> Profile {
    let weights = (0..issues).map(|_| 0.1 + draw.uniform()).collect();
    let values = (0..issues).map(|_| (0..5).map(|_| draw.uniform()).collect()).collect();
    Profile { weights, values }
}

/// From the numbers of a file to the agreement.
fn negotiate(profiles: &[Profile], strategies: &[Strategy]) -> bool {
    let of: Vec<Preferences> =
        profiles.iter().map(|p| Preferences::weighted(&p.weights, &p.values).unwrap()).collect();
    let seats: Vec<(&Preferences, Strategy)> = of.iter().zip(strategies.iter().copied()).collect();
    Session::between(&seats, STEPS).play() == Turn::Agreed
}

/// How many of the domains end in agreement, and sorted, the seconds a negotiation took in each round.
fn time(strategies: &[&str], issues: usize) -> (usize, Vec<f64>) {
    let strategies: Vec<Strategy> = strategies.iter().map(|name| name.parse().unwrap()).collect();
    let mut draw = Draw(17);
    let domains: Vec<Vec<Profile>> = (0..DOMAINS)
        .map(|_| strategies.iter().map(|_| profile(&mut draw, issues)).collect())
        .collect();
    let mut agreed = 0;
    let mut times: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            let ends = domains.iter().filter(|domain| negotiate(black_box(domain), &strategies));
            agreed = ends.count();
            start.elapsed().as_secs_f64() / DOMAINS as f64
        })
        .collect();
    times.sort_by(f64::total_cmp);
    (agreed, times)
}

fn main() {
    if std::env::args().any(|typed| typed == "--pair") {
        println!("{:e}", time(&["boulware", "conceder"], 5).1[ROUNDS / 2]);
        return;
    }
    println!(
        "{:>8} {:>7} {:>7} {:>10} {:>10} {:>15} {:>12} {:>8}",
        "parties", "issues", "agreed", "least µs", "µs", "negotiations/s", "NegMAS's", "ratio"
    );
    let asked: Vec<usize> = std::env::args().filter_map(|typed| typed.parse().ok()).collect();
    for (parties, issues, theirs) in SHAPES {
        if asked.len() == 2 && asked != [parties, issues] {
            continue;
        }
        let (agreed, times) = time(&vec!["boulware"; parties], issues);
        let median = times[ROUNDS / 2];
        println!(
            "{parties:>8} {issues:>7} {:>7} {:>10.2} {:>10.2} {:>15.0} {theirs:>12} {:>8.0}",
            format!("{agreed}/{DOMAINS}"),
            times[0] * 1e6,
            median * 1e6,
            1.0 / median,
            1.0 / median / theirs
        );
    }
}
