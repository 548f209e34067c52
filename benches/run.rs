//! Speed of a run: the article's scenario without rows, with the rows of `runs.csv`, and with all tables; and two
//! threads against one. Interleaved, so that a machine that slows down slows all of them.
//!
//! `cargo bench --bench run`

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a bench talks to its reader")]

use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use summitry_lab::experiment::{Batch, Tables};
use summitry_model::process::{CompiledScenario, PolicySet, Run, drive};
use summitry_model::scenario::{Overrides, Scenario, read};

const RUNS: u64 = 4000;
const PAIRS: usize = 9;

fn article() -> Scenario {
    read("kyiv-washington", &Overrides::default()).scenario.unwrap()
}

/// Microseconds a run, no rows and no trajectory.
fn bare(setup: &CompiledScenario) -> f64 {
    let mut run = Run::new(setup);
    run.keep_trajectory(false);
    let seats = PolicySet::new(setup);
    let start = Instant::now();
    for number in 0..RUNS {
        run.begin(1, number, false).unwrap();
        drive(&mut run, &seats).unwrap();
    }
    start.elapsed().as_secs_f64() * 1e6 / RUNS as f64
}

/// Microseconds a run, with tables, into a directory.
fn batch(dir: &Path, tables: Tables, threads: usize) -> f64 {
    let batch = Batch::new(article(), 1, RUNS, tables);
    let start = Instant::now();
    batch.run(dir, true, threads, &AtomicBool::new(false), &mut |_| {}).unwrap();
    start.elapsed().as_secs_f64() * 1e6 / RUNS as f64
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn main() {
    let setup = CompiledScenario::new(article());
    let dir = tempfile::tempdir().unwrap();
    let runs = || Tables::parse("runs").unwrap();
    let mut times = vec![Vec::new(); 4];
    for _ in 0..PAIRS {
        times[0].push(bare(&setup));
        times[1].push(batch(dir.path(), runs(), 1));
        times[2].push(batch(dir.path(), runs(), 2));
        times[3].push(batch(dir.path(), Tables::all(), 1));
    }
    let ratio =
        |a: usize, b: usize| median(times[a].iter().zip(&times[b]).map(|(x, y)| x / y).collect());
    let bare = median(times[0].clone());
    println!("article scenario, {RUNS} runs, {PAIRS} interleaved rounds, medians");
    println!("  bare                 {bare:7.1} µs a run, {:.0} runs/s a core", 1e6 / bare);
    println!("  runs.csv / bare      {:7.2}", ratio(1, 0));
    println!("  all tables / bare    {:7.2}", ratio(3, 0));
    println!("  2 threads / 1 thread {:7.2} (runs.csv, wall)", ratio(2, 1));
}
