//! The runner: runs in parallel, rows in order, memory flat in the number of runs.
//!
//! Runs are scheduled in chunks of consecutive numbers. Workers simulate them, format their rows into reused buffers and
//! accumulate their statistics; the calling thread appends both in the order of cells and runs. The size of a chunk and
//! the time of a checkpoint depend on the clock; the bytes written do not, because rows are appended in order and
//! statistics are sums.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::output::{BatchDir, ErrorKind, OutputError, Rows};

use super::job::{Accumulator, ChunkOutput, Failure, Job};
use super::schedule::{Chunk, RunRange, Schedule};
use super::validated::ImpossibleCell;
use super::workers::{Executor, Serial, Task, TaskError, ThreadPool, WorkerPool};

/// Most runs in a chunk.
const LARGEST_CHUNK: u64 = 64;
/// A chunk that takes less than this is followed by larger ones, one that takes four times as long
/// by smaller ones: scheduling costs little in comparison, and a stop waits for a few such chunks at most.
const SHORTEST_CHUNK: Duration = Duration::from_millis(1);

/// How a batch is executed; no option changes its results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Threads that simulate; 0 and 1 mean the calling thread alone.
    pub threads: usize,
    /// Time between checkpoints: the most work that a crash can lose.
    pub checkpoint_every: Duration,
}

impl Options {
    /// `threads` threads, and a checkpoint every five seconds.
    #[must_use]
    pub fn threads(threads: usize) -> Self {
        Options { threads, checkpoint_every: Duration::from_secs(5) }
    }
}

/// How a batch ended.
#[derive(Debug)]
pub enum Finished<C> {
    /// All runs are done, and this is what those of the last cell count. The batch directory can be finished.
    Done(C),
    /// It was stopped, and a checkpoint holds this many runs. Run again to continue.
    Interrupted {
        /// Runs that are safe.
        done: u64,
    },
}

/// Why a batch ended before its last run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// The batch directory gave an error.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// A run panicked: a fault of the program, not of the scenario.
    #[error(
        "{name} failed with a fault of the program ({message}); please report it with the \
         scenario, the seed and the number of the run; {kept} runs before it are kept"
    )]
    Panicked {
        /// The number of the run: the first of those that fail.
        run: u64,
        /// What it is called.
        name: String,
        /// What the panic said.
        message: String,
        /// Runs that are safe in the last checkpoint.
        kept: u64,
    },
    /// A cell of a sweep is no scenario.
    #[error(transparent)]
    Impossible(#[from] ImpossibleCell),
    /// The job cannot go on.
    #[error("{}{}", .failure.message, runs_kept(*.kept))]
    Failed {
        /// Why.
        failure: Failure,
        /// Runs that are safe in the last checkpoint.
        kept: u64,
    },
    /// More runs than a tally can count.
    #[error("{runs} runs are too many for one batch: at most 4,294,967,295")]
    TooMany {
        /// How many were asked for.
        runs: u64,
    },
    /// The system gave no threads.
    #[error("no threads to run on ({0})")]
    Threads(String),
}

impl RunError {
    /// What kind of error it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match self {
            RunError::Output(error) => error.kind(),
            RunError::Panicked { .. } => ErrorKind::Internal,
            RunError::TooMany { .. } | RunError::Impossible(_) => ErrorKind::Request,
            RunError::Threads(_) => ErrorKind::Threads,
            RunError::Failed { failure, .. } => failure.kind,
        }
    }
}

fn runs_kept(kept: u64) -> String {
    match kept {
        0 => String::new(),
        1 => "; 1 run is kept".to_owned(),
        kept => format!("; {kept} runs are kept"),
    }
}

/// The part of a checkpoint that belongs to the job.
#[derive(Debug, Serialize, Deserialize)]
struct Saved<S> {
    /// The cell that is being appended.
    cell: u64,
    /// Its runs so far, if it was begun.
    span: Option<RunRange>,
    /// The cell that is counted, if any was begun.
    counted: Option<u64>,
    count: S,
}

/// Runs the job that `batch` was opened for, from where it is to its end.
///
/// `stop` is read between chunks; once it is set, the runs in flight are completed and saved. `progress` is called with the number of runs done, on the calling thread.
///
/// # Errors
///
/// [`RunError`]. What the last checkpoint holds is kept; with a panic, all other runs under way end
/// first.
pub fn run_batch<J: Job>(
    job: &J,
    batch: &mut BatchDir,
    options: &Options,
    stop: &AtomicBool,
    progress: &mut dyn FnMut(u64),
) -> Result<Finished<J::Accumulator>, RunError> {
    let mut total = job.accumulator();
    let (mut cell, mut span, mut counted) = (job.first_cell(), None, None);
    let saved: Option<Saved<<J::Accumulator as Accumulator>::State>> =
        batch.begin(&job.tables())?;
    if let Some(saved) = saved {
        total.restore(&saved.count).map_err(|error| batch.foreign_state(&error.to_string()))?;
        (cell, span, counted) = (saved.cell, saved.span, saved.counted);
    }
    let mut state = BatchState {
        job,
        schedule: Schedule::new(job.cells(cell), cell, span),
        chunk_size: 1,
        done: batch.done(),
        saved: Instant::now(),
        closing: buffers(job),
        total,
        counted,
        batch,
        options,
        stop,
        progress,
    };
    let workers = WorkerPool::new(job);
    if options.threads <= 1 {
        return state.drive(&mut Serial::new(&workers));
    }
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(options.threads)
        .thread_name(|number| format!("run-{number}"))
        .build()
        .map_err(|error| RunError::Threads(error.to_string()))?;
    // The calling thread stays out of the pool: it appends while the workers simulate.
    pool.in_place_scope_fifo(|scope| {
        state.drive(&mut ThreadPool::new(&workers, scope, options.threads))
    })
}

/// An empty buffer for each table.
fn buffers<J: Job>(job: &J) -> Vec<Rows> {
    job.tables().iter().map(|table| Rows::new(table.columns.len())).collect()
}

/// The progress of a batch.
struct BatchState<'a, J: Job, I> {
    job: &'a J,
    schedule: Schedule<J::Cell, I>,
    /// Runs that were appended, in order.
    done: u64,
    /// Runs in the next chunk.
    chunk_size: u64,
    /// Statistics of the runs of the cell `counted` so far.
    total: J::Accumulator,
    counted: Option<u64>,
    /// Reused for the rows of a cell that is closed.
    closing: Vec<Rows>,
    saved: Instant,
    batch: &'a mut BatchDir,
    options: &'a Options,
    stop: &'a AtomicBool,
    progress: &'a mut dyn FnMut(u64),
}

impl<J: Job, I: Iterator<Item = J::Cell>> BatchState<'_, J, I> {
    fn drive(
        &mut self,
        executor: &mut impl Executor<J>,
    ) -> Result<Finished<J::Accumulator>, RunError> {
        let job = self.job;
        let mut spare: Vec<ChunkOutput<J>> = Vec::new();
        let mut waiting: BTreeMap<(u64, u64), Task<J>> = BTreeMap::new();
        let mut in_flight = 0_usize;
        let mut failed: Option<(Chunk, TaskError)> = None;
        loop {
            let stopped = self.stop.load(Ordering::Relaxed);
            while !stopped && failed.is_none() {
                let capacity = executor.capacity();
                let room = in_flight + waiting.len() < capacity;
                let range = |cell: &J::Cell| job.run_range(cell);
                let next = self.schedule.next(self.chunk_size, capacity, room, range);
                let Some((cell, chunk)) = next else { break };
                let output = spare.pop().unwrap_or_else(|| ChunkOutput {
                    rows: buffers(job),
                    stats: job.accumulator(),
                    failed: None,
                });
                executor.submit(Task { chunk, cell, output, elapsed: Duration::ZERO, error: None });
                in_flight += 1;
            }
            if in_flight > 0 {
                let Some(task) = executor.next_done() else {
                    return Err(RunError::Threads("the workers ended early".to_owned()));
                };
                in_flight -= 1;
                self.resize(&task);
                waiting.insert((task.chunk.cell, task.chunk.first), task);
                while failed.is_none()
                    && let Some(mut task) =
                        self.schedule.expected().and_then(|next| waiting.remove(&next))
                {
                    match task.error.take() {
                        Some(error) => failed = Some((task.chunk, error)),
                        None => self.append(&task)?,
                    }
                    task.output.rows.iter_mut().for_each(Rows::clear);
                    task.output.stats.clear();
                    spare.push(task.output);
                }
                continue;
            }
            match failed {
                None => {}
                Some((chunk, TaskError::Panicked { run, message })) => {
                    let name = job.name(chunk.cell, run);
                    return Err(RunError::Panicked { run, name, message, kept: self.batch.done() });
                }
                Some((_, TaskError::Failed(failure))) => {
                    self.checkpoint()?;
                    return Err(RunError::Failed { failure, kept: self.batch.done() });
                }
            }
            self.settle()?;
            if self.schedule.is_done(|cell| job.run_range(cell)) {
                break;
            }
            if stopped {
                self.checkpoint()?;
                return Ok(Finished::Interrupted { done: self.done });
            }
        }
        Ok(Finished::Done(std::mem::replace(&mut self.total, job.accumulator())))
    }

    fn append(&mut self, task: &Task<J>) -> Result<(), OutputError> {
        if self.counted != Some(task.chunk.cell) {
            self.total.clear();
            self.counted = Some(task.chunk.cell);
        }
        for (table, rows) in task.output.rows.iter().enumerate() {
            self.batch.append(table, rows)?;
        }
        self.total.merge(&task.output.stats);
        self.schedule.commit(task.chunk.runs);
        self.done += task.chunk.runs;
        self.settle()?;
        if self.saved.elapsed() >= self.options.checkpoint_every {
            self.checkpoint()?;
        }
        (self.progress)(self.done);
        Ok(())
    }

    /// Ends the cells that have enough.
    fn settle(&mut self) -> Result<(), OutputError> {
        while let Some((cell, runs)) = self.schedule.at_target() {
            let (number, _) = self.schedule.position();
            if self.counted != Some(number) {
                self.total.clear();
                self.counted = Some(number);
            }
            let more = self.job.more(cell, runs, &self.total);
            if more > 0 {
                self.schedule.extend(more, self.options.threads);
                break;
            }
            self.job.close(cell, runs, &self.total, &mut self.closing);
            for (table, rows) in self.closing.iter_mut().enumerate() {
                self.batch.append(table, rows)?;
                rows.clear();
            }
            self.schedule.close();
        }
        Ok(())
    }

    fn checkpoint(&mut self) -> Result<(), OutputError> {
        let (cell, span) = self.schedule.position();
        let saved = Saved { cell, span, counted: self.counted, count: self.total.state() };
        self.batch.checkpoint(self.done, &saved)?;
        self.saved = Instant::now();
        Ok(())
    }

    /// Fits the size of later chunks to how long this one took.
    fn resize(&mut self, task: &Task<J>) {
        if task.elapsed < SHORTEST_CHUNK && task.chunk.runs == self.chunk_size {
            self.chunk_size = (self.chunk_size * 2).min(LARGEST_CHUNK);
        } else if task.elapsed > SHORTEST_CHUNK * 4 {
            self.chunk_size = (task.chunk.runs / 2).max(1);
        }
    }
}
