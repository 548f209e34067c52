//! A job that simulates nothing: rows and counts that depend on the number of the run alone.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use summitry_lab::experiment::{
    Chunk, ChunkOutput, Finished, Job, Options, RunError, RunRange, run_batch,
};
use summitry_lab::output::{
    About, BatchDir, Column, Grid, Inputs, Manifest, Measure, Opened, OutputError, Rows, SUMMARY,
    Summary, TRAJECTORIES, Table, TableFormat, Tally, TallySpec,
};

pub(crate) static RUNS: Table = Table {
    name: "runs",
    file: "runs.csv",
    title: "A row for each run",
    columns: Cow::Borrowed(&[
        Column::text("scenario", "name of the scenario").always(),
        Column::integer("run", "", "number of the run").at_least(0.0).always(),
        Column::choice("outcome", &["durable", "no-summit"], "how it ended").always(),
        Column::number("strain", "share", "strain at the end").within(0.0, 1.0),
        Column::flag("censored", "whether follow-up ended first").always(),
    ]),
    primary_key: &["scenario", "run"],
};

pub(crate) static PARTIES: Table = Table {
    name: "parties",
    file: "parties.csv",
    title: "A row for each run and party",
    columns: Cow::Borrowed(&[
        Column::integer("run", "", "number of the run").at_least(0.0).always(),
        Column::text("party", "name of the party").always(),
    ]),
    primary_key: &["run", "party"],
};

pub(crate) static EVENTS: Table = Table {
    name: "events",
    file: "events.csv",
    title: "A row for each event",
    columns: Cow::Borrowed(&[Column::integer("run", "", "number of the run").always()]),
    primary_key: &["run"],
};

/// A well-mixed number for each run.
pub(crate) fn mix(run: u64) -> u64 {
    let mut z = run.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z ^ (z >> 27)
}

pub(crate) struct FakeJob {
    pub tables: Vec<&'static Table>,
    /// Runs that panic.
    pub broken: Vec<u64>,
    /// The batch is asked to stop as this run is simulated.
    pub stop_at: Option<u64>,
    pub stop: AtomicBool,
    /// Now and then a run takes a while, so that chunks end out of order.
    pub dawdle: bool,
    pub workers: AtomicU64,
}

impl Default for FakeJob {
    fn default() -> Self {
        FakeJob {
            tables: vec![&RUNS, &PARTIES],
            broken: Vec::new(),
            stop_at: None,
            stop: AtomicBool::new(false),
            dawdle: true,
            workers: AtomicU64::new(0),
        }
    }
}

/// So many runs of the job from the first on.
pub(crate) struct FakeRuns<'a> {
    pub job: &'a FakeJob,
    pub first: u64,
    pub runs: u64,
}

impl Job for FakeRuns<'_> {
    type Cell = ();
    type Worker = u64;
    type Accumulator = Tally;

    fn tables(&self) -> Vec<&Table> {
        self.job.tables.clone()
    }

    fn worker(&self) -> u64 {
        self.job.workers.fetch_add(1, Ordering::Relaxed)
    }

    fn accumulator(&self) -> Tally {
        Tally::new(&spec())
    }

    fn cells(&self, from: u64) -> impl Iterator<Item = ()> {
        (from == 0).then_some(()).into_iter()
    }

    fn run_range(&self, (): &()) -> RunRange {
        RunRange { next: self.first, target: self.first + self.runs }
    }

    fn simulate(
        &self,
        _: &mut u64,
        (): &(),
        chunk: Chunk,
        output: &mut ChunkOutput<Self>,
        at: &mut u64,
    ) {
        for run in chunk.first..chunk.first + chunk.runs {
            *at = run;
            self.job.run(run, &mut output.rows, &mut output.stats);
        }
    }
}

impl FakeJob {
    fn run(&self, run: u64, rows: &mut [Rows], tally: &mut Tally) {
        let bits = mix(run);
        let strain = (bits >> 11) as f64 / (1_u64 << 53) as f64;
        if self.dawdle && bits.is_multiple_of(37) {
            std::thread::sleep(Duration::from_micros(300));
        }
        if self.stop_at == Some(run) {
            self.stop.store(true, Ordering::Relaxed);
        }
        let outcome = usize::from(strain > 0.4);
        tally.outcome(outcome);
        tally.measure(0, (bits % 9) as f64);
        if outcome == 0 {
            tally.measure(1, strain * 400.0);
        }
        if let Some(trajectories) = tally.trajectories_mut() {
            for day in 0..4 {
                trajectories.record(day, 0, strain * day as f64 / 3.0);
                trajectories.record(day, 1, 1.0 - strain);
            }
        }
        assert!(!self.broken.contains(&run), "run {run} is broken");
        let mut row = rows[0].row();
        row.text("two-capitals").int(run).text(["durable", "no-summit"][outcome]);
        row.num(strain, 4).flag(bits.is_multiple_of(2)).end();
        if let Some(parties) = rows.get_mut(1) {
            for party in 0..bits % 4 {
                parties.row().int(run).text(["kyiv", "a, b", "=c", "d"][party as usize]).end();
            }
        }
    }
}

pub(crate) fn spec() -> TallySpec {
    TallySpec {
        outcomes: vec!["durable", "no-summit"],
        end_reasons: Vec::new(),
        measures: vec![
            Measure::whole("rounds_held", "rounds", 8).always(),
            Measure::number("settlement_day", "days", 0.0, 365.0, 2),
        ],
        trajectories: Some(Grid::every(&["strain", "cohesion"], 7.0, 4)),
    }
}

pub(crate) fn inputs(runs: u64) -> Inputs {
    Inputs {
        command: "run".to_owned(),
        summitry: "0.1.0".to_owned(),
        randomness: 1,
        scenario: "two-capitals".to_owned(),
        scenario_sha256: "ab".repeat(32),
        seed: 1,
        first_run: 0,
        runs,
        tables: vec!["runs".to_owned(), "parties".to_owned()],
        table_format: TableFormat::Csv,
        experiment: None,
        shard: None,
        seats: None,
    }
}

pub(crate) fn about() -> About {
    About {
        name: "Two Capitals".to_owned(),
        title: "Two capitals".to_owned(),
        description: "A batch that tests the runner.".to_owned(),
        numbers: None,
    }
}

/// A batch directory to write into, of a batch that is not finished.
pub(crate) fn open(dir: &Path, inputs: &Inputs, force: bool) -> Result<BatchDir, OutputError> {
    match BatchDir::open(dir, inputs, force)? {
        Opened::Fresh(batch) | Opened::Resume(batch) => Ok(batch),
        Opened::AlreadyDone(_) => panic!("the batch is already done"),
    }
}

/// Runs and finishes a batch; `None` if it was stopped.
pub(crate) fn batch(
    dir: &Path,
    inputs: &Inputs,
    job: &FakeJob,
    options: &Options,
) -> Result<Option<Manifest>, RunError> {
    batch_forced(dir, inputs, job, options, false)
}

pub(crate) fn batch_forced(
    dir: &Path,
    inputs: &Inputs,
    job: &FakeJob,
    options: &Options,
    force: bool,
) -> Result<Option<Manifest>, RunError> {
    let mut batch = open(dir, inputs, force)?;
    let runs = FakeRuns { job, first: inputs.first_run, runs: inputs.runs };
    match run_batch(&runs, &mut batch, options, &job.stop, &mut |_| ())? {
        Finished::Interrupted { .. } => Ok(None),
        Finished::Done(tally) => {
            batch.write_table(&SUMMARY, &Summary::of(&inputs.scenario, &tally).rows())?;
            let trajectories = tally.trajectories().unwrap().rows(&inputs.scenario);
            batch.write_table(&TRAJECTORIES, &trajectories)?;
            batch.write_whole("scenario.toml", b"name = \"two-capitals\"\n")?;
            Ok(Some(batch.finish(&about())?))
        }
    }
}

/// The names in a directory, sorted.
pub(crate) fn names(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Every file of a directory with its bytes.
pub(crate) fn files(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let read = |name: String| (name.clone(), fs::read(dir.join(name)).unwrap_or_default());
    names(dir).into_iter().map(read).collect()
}

/// The files of a batch that nothing interrupted.
pub(crate) fn uninterrupted(runs: u64) -> BTreeMap<String, Vec<u8>> {
    let dir = tempfile::tempdir().unwrap();
    batch(dir.path(), &inputs(runs), &FakeJob::default(), &Options::threads(1)).unwrap().unwrap();
    files(dir.path())
}

/// Options under which every pause is a checkpoint.
pub(crate) fn cautious(threads: usize) -> Options {
    Options { threads, checkpoint_every: Duration::ZERO }
}
