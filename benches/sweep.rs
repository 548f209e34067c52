//! Sweeps: what a cell costs beside its runs, and that memory does not grow with runs.
//!
//! `cargo bench --bench sweep`
//!
//! Times are medians of ratios of runs made in turns in one process. Peak memory is that of the program itself, run as its
//! users do on 10⁴ and on 10⁶ runs (two minutes), as Linux tells it (`VmHWM`); elsewhere that part is left out.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a bench talks to its reader")]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use summitry_lab::experiment::{
    Batch, Changes, Experiment, Options, PerRun, Sweep, Tables, read_experiment,
};

const RUNS: u64 = 4000;
const PAIRS: usize = 9;

/// An experiment of so many cells.
fn experiment(dir: &Path, cells: u64, replications: u64) -> Experiment {
    let path = dir.join(format!("cells-{cells}.toml"));
    let text = format!(
        "scenario = \"kyiv-washington\"\nreplications = {replications}\n\n[design]\nkind = \"latin-hypercube\"\n\
         points = {cells}\n\n[[factor]]\npath = \"attention.floor\"\nrange = [0.1, 0.1000001]\n"
    );
    fs::write(&path, text).unwrap();
    read_experiment(path.to_str().unwrap(), &Changes::default()).experiment.unwrap()
}

fn microseconds(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64() * 1e6 / RUNS as f64
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Peak memory of the program with these words, in kilobytes.
fn peak(dir: &Path, words: &[&str]) -> Option<u64> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_summitry"))
        .args(words)
        .current_dir(dir)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut most = None;
    while child.try_wait().unwrap().is_none() {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let now = line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse().ok());
        most = most.max(now);
        std::thread::sleep(Duration::from_millis(2));
    }
    assert!(child.wait().unwrap().success());
    most
}

fn main() {
    let dir = tempfile::tempdir().unwrap();
    let stop = AtomicBool::new(false);
    let one = Options::threads(1);
    let sweep = |cells: u64| {
        let experiment = experiment(dir.path(), cells, RUNS / cells);
        let out = dir.path().join("sweep");
        microseconds(|| {
            let sweep = Sweep::new(&experiment, PerRun::Rows);
            sweep.run(&out, true, &one, &stop, &mut |_| ()).unwrap();
        })
    };
    let batch = || {
        let scenario = experiment(dir.path(), 1, 1).scenario;
        let batch = Batch::new(scenario, 1, RUNS, Tables::parse("runs").unwrap());
        let out = dir.path().join("batch");
        microseconds(|| {
            batch.run(&out, true, 1, &stop, &mut |_| ()).unwrap();
        })
    };
    let mut times = vec![Vec::new(); 4];
    for _ in 0..PAIRS {
        times[0].push(batch());
        times[1].push(sweep(4));
        times[2].push(sweep(40));
        times[3].push(sweep(400));
    }
    let ratio = |k: usize| median(times[k].iter().zip(&times[0]).map(|(x, y)| x / y).collect());
    println!(
        "{RUNS} runs of the article's scenario into runs.csv, one thread, {PAIRS} rounds in turns, medians"
    );
    println!("  run                        {:6.1} µs a run", median(times[0].clone()));
    println!("  sweep, 1000 runs a cell    {:6.2} of that", ratio(1));
    println!("  sweep,  100 runs a cell    {:6.2}", ratio(2));
    println!("  sweep,   10 runs a cell    {:6.2}", ratio(3));

    let words = |cells: &'static str, replications: &'static str| {
        ["sweep", cells, "--replications", replications, "--max-runs", "2000000", "--force", "-q"]
    };
    experiment(dir.path(), 100, 1);
    experiment(dir.path(), 10_000, 1);
    for (what, few, many) in [
        (
            "100 cells of 100 and of 10,000 runs",
            ("cells-100.toml", "100"),
            ("cells-100.toml", "10000"),
        ),
        (
            "100 and 10,000 cells of 100 runs",
            ("cells-100.toml", "100"),
            ("cells-10000.toml", "100"),
        ),
    ] {
        let [few, many] = [few, many].map(|(cells, n)| peak(dir.path(), &words(cells, n)));
        if let (Some(few), Some(many)) = (few, many) {
            println!(
                "peak memory, {what}: {:.1} and {:.1} MiB, {:.3} times",
                few as f64 / 1024.0,
                many as f64 / 1024.0,
                many as f64 / few as f64
            );
        }
    }
}
