//! A sweep: the runs of every cell of an experiment, or of a shard of them, and the directory they leave.

use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Serialize};

use crate::output::{
    About, BatchDir, Completion, DATA_PACKAGE, ExperimentInputs, Inputs, Manifest, Opened, Rows,
    Table, TableFormat, hex_digest,
};
use crate::rows::cells::{CellStats, cell_row, cells_table, runs_table};
use crate::rows::runs::sweep_run_row;
use summitry_engine::PROTOCOL;
use summitry_engine::stats::Misshapen;
use summitry_model::fields::diagnostic::Diagnostics;
use summitry_model::process::{CompiledScenario, PolicySet, Run, RunBuffers, drive};

use super::changed::explained;
use super::factor::Level;
use super::job::{Accumulator, ChunkOutput, Job};
use super::list::Points;
use super::read::LIST;
use super::runner::{Finished, Options, RunError, run_batch};
use super::schedule::{Chunk, RunRange};
use super::shard_range::ShardRange;
use super::stopping::Replications;
use super::validated::Experiment;

/// The part of `cells.csv` that a shard has: a line of JSON for each cell that it has runs of.
pub(super) static COUNTS: Table = Table {
    name: "counts",
    file: "counts.jsonl",
    title: "a line a cell that the shard has runs of: what they count",
    columns: std::borrow::Cow::Borrowed(&[]),
    primary_key: &[],
};

/// A line of `counts.jsonl`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Part {
    /// The number of the cell.
    pub cell: u64,
    /// The first run that is counted.
    pub first: u64,
    /// The run after the last.
    pub end: u64,
    pub count: CellStats,
}

/// Whether a row is written for every run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PerRun {
    /// Into `runs.csv`.
    #[default]
    Rows,
    /// No.
    None,
}

/// A sweep that can be run.
#[derive(Debug)]
pub struct Sweep<'e> {
    experiment: &'e Experiment,
    range: ShardRange,
    /// Whether it is one of many, whose counts are merged.
    is_part: bool,
    tables: Vec<Table>,
    format: TableFormat,
}

impl<'e> Sweep<'e> {
    /// All of an experiment.
    #[must_use]
    pub fn new(experiment: &'e Experiment, per_run: PerRun) -> Self {
        let cells = cells_table(experiment.columns());
        Sweep::of(experiment, ShardRange::all(experiment), false, cells, per_run)
    }

    /// A part of an experiment, which leaves counts for a merge.
    pub(super) fn part(experiment: &'e Experiment, range: ShardRange, per_run: PerRun) -> Self {
        Sweep::of(experiment, range, true, COUNTS.clone(), per_run)
    }

    fn of(
        experiment: &'e Experiment,
        range: ShardRange,
        is_part: bool,
        first: Table,
        per_run: PerRun,
    ) -> Self {
        let mut tables = vec![first];
        if per_run == PerRun::Rows {
            tables.push(runs_table());
        }
        Sweep { experiment, range, is_part, tables, format: TableFormat::Csv }
    }

    /// The same sweep with its tables in this format.
    #[must_use]
    pub fn in_format(mut self, format: TableFormat) -> Self {
        self.format = format;
        self
    }

    /// The tables that it writes.
    pub(super) fn written(&self) -> Vec<&Table> {
        self.tables.iter().collect()
    }

    /// What determines the sweep, byte for byte.
    #[must_use]
    pub fn inputs(&self) -> Inputs {
        let experiment = self.experiment;
        Inputs {
            command: "sweep".to_owned(),
            summitry: env!("CARGO_PKG_VERSION").to_owned(),
            randomness: PROTOCOL,
            scenario: experiment.scenario.id.clone(),
            scenario_sha256: hex_digest(scenario_text(experiment).as_bytes()),
            seed: experiment.seed,
            first_run: 0,
            runs: experiment.most_runs(),
            tables: self.tables.iter().map(|table| table.name.to_owned()).collect(),
            table_format: self.format,
            experiment: Some(ExperimentInputs::Sweep(experiment.inputs())),
            shard: None,
            seats: None,
        }
    }

    /// Runs the sweep into a directory, or goes on with it, or finds it done.
    ///
    /// Before the first run every cell is checked to be a scenario.
    ///
    /// # Errors
    ///
    /// [`RunError`]; what is finished is kept.
    pub fn run(
        &self,
        dir: &Path,
        force: bool,
        options: &Options,
        stop: &AtomicBool,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Completion, RunError> {
        self.run_watched(dir, force, options, stop, &mut |_| {}, progress)
    }

    /// As [`Sweep::run`]; `validated` is told how many cells are checked, before `progress` is told of the first run.
    ///
    /// # Errors
    ///
    /// As [`Sweep::run`].
    pub fn run_watched(
        &self,
        dir: &Path,
        force: bool,
        options: &Options,
        stop: &AtomicBool,
        validated: &mut (dyn FnMut(u64) + Send),
        progress: &mut dyn FnMut(u64),
    ) -> Result<Completion, RunError> {
        let mut batch = match BatchDir::open(dir, &self.inputs(), force).map_err(|error| {
            explained(error, &scenario_text(self.experiment), Some(self.experiment))
        })? {
            Opened::AlreadyDone(manifest) => return Ok(Completion::AlreadyDone(manifest)),
            Opened::Resume(batch) => batch,
            Opened::Fresh(batch) => {
                let whole = ["scenario.toml", "experiment.toml", LIST, DATA_PACKAGE];
                if let Err(error) = batch.check_all_free(&whole) {
                    batch.give_up();
                    return Err(error.into());
                }
                let checked = checked(self.experiment, options.threads, stop, validated);
                // A check that was stopped says nothing of the other cells: it is made again.
                if checked.is_err() || stop.load(Ordering::Relaxed) {
                    batch.give_up();
                    return checked.map(|()| Completion::Interrupted { done: 0 });
                }
                batch
            }
        };
        match run_batch(self, &mut batch, options, stop, progress)? {
            Finished::Interrupted { done } => Ok(Completion::Interrupted { done }),
            Finished::Done(_) => Ok(Completion::Done(finish(batch, self.experiment)?)),
        }
    }
}

/// The scenario that is varied, every default written out.
pub(super) fn scenario_text(experiment: &Experiment) -> String {
    experiment.scenario.to_toml().to_string()
}

/// Writes what a finished sweep has beside its tables, and closes the directory.
pub(super) fn finish(mut batch: BatchDir, experiment: &Experiment) -> Result<Manifest, RunError> {
    let head = "# The scenario that the sweep varies: every field with its value.\n\n";
    let scenario = format!("{head}{}", scenario_text(experiment));
    batch.write_whole("scenario.toml", scenario.as_bytes())?;
    batch.write_whole("experiment.toml", experiment.text.as_bytes())?;
    if let Points::Listed { text, .. } = &experiment.points {
        batch.write_whole(LIST, text.as_bytes())?;
    }
    let about = About {
        name: experiment.id.clone(),
        title: experiment.title.clone(),
        description: experiment.description.clone(),
        numbers: None,
    };
    Ok(batch.finish(&about)?)
}

/// Checks every cell on so many threads. `progress` is told how many are checked.
pub(super) fn checked(
    experiment: &Experiment,
    threads: usize,
    stop: &AtomicBool,
    progress: &mut (dyn FnMut(u64) + Send),
) -> Result<(), RunError> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads.max(1))
        .build()
        .map_err(|error| RunError::Threads(error.to_string()))?;
    Ok(pool.install(|| experiment.check(stop, progress))?)
}

impl Accumulator for CellStats {
    type State = CellStats;

    fn merge(&mut self, other: &Self) {
        CellStats::merge(self, other);
    }

    fn clear(&mut self) {
        CellStats::clear(self);
    }

    fn state(&self) -> CellStats {
        self.clone()
    }

    fn restore(&mut self, state: &CellStats) -> Result<(), Misshapen> {
        if !state.is_sound() {
            return Err(Misshapen);
        }
        self.clone_from(state);
        Ok(())
    }
}

/// A cell under way.
#[derive(Debug)]
pub struct Cell {
    number: u64,
    levels: Vec<Level>,
    /// Made by the first worker that comes to it.
    setup: OnceLock<CompiledScenario>,
}

impl Job for Sweep<'_> {
    type Cell = Cell;
    type Worker = Option<RunBuffers>;
    type Accumulator = CellStats;

    fn tables(&self) -> Vec<&Table> {
        self.written()
    }

    fn worker(&self) -> Option<RunBuffers> {
        None
    }

    fn accumulator(&self) -> CellStats {
        CellStats::default()
    }

    fn first_cell(&self) -> u64 {
        self.range.cells().start
    }

    fn cells(&self, from: u64) -> impl Iterator<Item = Cell> {
        let numbers = from..self.range.cells().end;
        let cell = |(number, levels)| Cell { number, levels, setup: OnceLock::new() };
        numbers.zip(self.experiment.walk(from)).map(cell)
    }

    fn run_range(&self, cell: &Cell) -> RunRange {
        let (next, end) = self.range.runs(cell.number);
        RunRange { next, target: end.unwrap_or_else(|| self.experiment.replications.least()) }
    }

    fn more(&self, _cell: &Cell, runs: u64, stats: &CellStats) -> u64 {
        match &self.experiment.replications {
            // The shard fixes how many, and may end within a cell.
            Replications::Fixed(_) => 0,
            until @ Replications::Until(_) => until.more(runs, stats),
        }
    }

    #[expect(
        clippy::expect_used,
        reason = "faults of the program: the runner reports them with cell and run"
    )]
    fn simulate(
        &self,
        buffers: &mut Option<RunBuffers>,
        cell: &Cell,
        chunk: Chunk,
        output: &mut ChunkOutput<Self>,
        at: &mut u64,
    ) {
        let experiment = self.experiment;
        let setup = cell.setup.get_or_init(|| {
            let scenario = experiment.scenario_of(&cell.levels, &mut Diagnostics::new());
            CompiledScenario::new(scenario.expect("every cell was checked"))
        });
        let seats = PolicySet::new(setup);
        let mut run = Run::with_buffers(buffers.take().unwrap_or_default(), setup);
        run.keep_trajectory(false);
        for replication in chunk.first..chunk.first + chunk.runs {
            *at = replication;
            let number = experiment.run_number(cell.number, replication);
            run.begin(experiment.seed, number, false).expect("the number of runs was checked");
            drive(&mut run, &seats).expect("policies give legal answers");
            let record = run.record();
            output.stats.add(record);
            if let Some(rows) = output.rows.get_mut(1) {
                let id = &setup.scenario.id;
                sweep_run_row(rows, cell.number, id, number, experiment.seed, record);
            }
        }
        *buffers = Some(run.into_buffers());
    }

    fn close(&self, cell: &Cell, runs: u64, stats: &CellStats, rows: &mut [Rows]) {
        if self.is_part {
            let (first, _) = self.range.runs(cell.number);
            let part = Part { cell: cell.number, first, end: runs, count: stats.clone() };
            // Our own types always serialise.
            rows[0].line(&serde_json::to_string(&part).unwrap_or_default());
        } else {
            write_cell(&mut rows[0], cell.number, &cell.levels, stats);
        }
    }

    fn name(&self, cell: u64, run: u64) -> String {
        format!("run {run} of cell {cell}")
    }
}

/// Writes the row of a cell.
pub(super) fn write_cell(rows: &mut Rows, cell: u64, levels: &[Level], count: &CellStats) {
    let factors =
        |row: &mut crate::output::Row<'_>| levels.iter().for_each(|level| level.setting.write(row));
    cell_row(rows, cell, factors, count);
}
