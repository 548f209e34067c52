//! The runner: runs in parallel, rows in order, memory flat in the number of runs.
//!
//! Runs are handed out in chunks of consecutive numbers. Workers simulate them, format their rows into buffers that are
//! kept, and count them; the calling thread appends rows and counts in the order of cells and runs. How large a chunk
//! is and when a checkpoint is made depends on the clock, and on nothing but the clock: the bytes are the same whatever
//! it shows, because rows are in order and counts are sums.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::output::{BatchDir, OutputError, Rows};

use super::job::{Count, Failure, Job, Kept};
use super::schedule::{Piece, Schedule, Span};
use super::validated::ImpossibleCell;
use super::workers::{Alone, Bench, Chunk, Crew, Fault, Hands};

/// Most runs in a chunk.
const LARGEST_CHUNK: u64 = 64;
/// A chunk that takes less than this is followed by larger ones, one that takes four times as long
/// by smaller ones: handing out costs little beside it, and a stop waits for no more than a few.
const SHORTEST_CHUNK: Duration = Duration::from_millis(1);

/// How a batch is run; none of it changes what comes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Threads that simulate; 0 and 1 mean the calling thread alone.
    pub threads: usize,
    /// How long the work may be that a crash undoes.
    pub checkpoint_every: Duration,
}

impl Options {
    /// So many threads, and a checkpoint every five seconds.
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

/// Why a batch ended without its runs.
#[derive(Debug, thiserror::Error)]
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
    #[error("{}{}", .failure.message, told(*.kept))]
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
    #[error("no threads to run on ({0}); try --threads 1")]
    Threads(String),
}

impl RunError {
    /// The exit code that belongs to it: 70 for a fault of the program, 71 for a system without
    /// threads, 2 for too many runs and for a cell that is no scenario, else that of the [`OutputError`].
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            RunError::Output(error) => error.exit_code(),
            RunError::Panicked { .. } => 70,
            RunError::TooMany { .. } | RunError::Impossible(_) => 2,
            RunError::Threads(_) => 71,
            RunError::Failed { failure, .. } => failure.exit_code,
        }
    }
}

fn told(kept: u64) -> String {
    match kept {
        0 => String::new(),
        1 => "; 1 run is kept".to_owned(),
        kept => format!("; {kept} runs are kept"),
    }
}

/// What a checkpoint says of a job.
#[derive(Debug, Serialize, Deserialize)]
struct Saved<S> {
    /// The cell that is being appended.
    cell: u64,
    /// Its runs so far, if it was begun.
    span: Option<Span>,
    /// The cell that is counted, if any was begun.
    counted: Option<u64>,
    count: S,
}

/// Runs the job that `batch` was opened for, from where it is to its end.
///
/// `stop` is looked at between chunks; once it is set, the runs under way are completed and made
/// safe. `progress` is told the number of runs done, on the calling thread.
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
) -> Result<Finished<J::Count>, RunError> {
    let mut total = job.count();
    let (mut cell, mut span, mut counted) = (job.first_cell(), None, None);
    let saved: Option<Saved<<J::Count as Count>::State>> = batch.begin(&job.tables())?;
    if let Some(saved) = saved {
        total.restore(&saved.count).map_err(|error| batch.foreign_state(&error.to_string()))?;
        (cell, span, counted) = (saved.cell, saved.span, saved.counted);
    }
    let mut course = Course {
        job,
        schedule: Schedule::new(job.cells(cell), cell, span),
        chunk: 1,
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
    let bench = Bench::new(job);
    if options.threads <= 1 {
        return course.drive(&mut Alone::new(&bench));
    }
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(options.threads)
        .thread_name(|number| format!("run-{number}"))
        .build()
        .map_err(|error| RunError::Threads(error.to_string()))?;
    // The calling thread stays out of the pool: it appends while the workers simulate.
    pool.in_place_scope_fifo(|scope| course.drive(&mut Crew::new(&bench, scope, options.threads)))
}

/// An empty buffer for each table.
fn buffers<J: Job>(job: &J) -> Vec<Rows> {
    job.tables().iter().map(|table| Rows::new(table.columns.len())).collect()
}

/// How far a batch has got.
struct Course<'a, J: Job, I> {
    job: &'a J,
    schedule: Schedule<J::Cell, I>,
    /// Runs that were appended, in order.
    done: u64,
    /// Runs in the next chunk.
    chunk: u64,
    /// What the runs of the cell `counted` count so far.
    total: J::Count,
    counted: Option<u64>,
    /// Room for the rows of a cell that ends.
    closing: Vec<Rows>,
    saved: Instant,
    batch: &'a mut BatchDir,
    options: &'a Options,
    stop: &'a AtomicBool,
    progress: &'a mut dyn FnMut(u64),
}

impl<J: Job, I: Iterator<Item = J::Cell>> Course<'_, J, I> {
    fn drive(&mut self, hands: &mut impl Hands<J>) -> Result<Finished<J::Count>, RunError> {
        let job = self.job;
        let mut spare: Vec<Kept<J>> = Vec::new();
        let mut made: BTreeMap<(u64, u64), Chunk<J>> = BTreeMap::new();
        let mut under_way = 0_usize;
        let mut fault: Option<(Piece, Fault)> = None;
        loop {
            let stopped = self.stop.load(Ordering::Relaxed);
            while !stopped && fault.is_none() {
                let room = under_way + made.len() < hands.ahead();
                let ahead = hands.ahead();
                let next = self.schedule.next(self.chunk, ahead, room, |cell| job.span(cell));
                let Some((cell, piece)) = next else { break };
                let kept = spare.pop();
                let kept = kept.unwrap_or_else(|| Kept {
                    rows: buffers(job),
                    count: job.count(),
                    failed: None,
                });
                hands.start(Chunk { piece, cell, kept, took: Duration::ZERO, fault: None });
                under_way += 1;
            }
            if under_way > 0 {
                let Some(chunk) = hands.take() else {
                    return Err(RunError::Threads("the workers ended early".to_owned()));
                };
                under_way -= 1;
                self.resize(&chunk);
                made.insert((chunk.piece.cell, chunk.piece.first), chunk);
                while fault.is_none()
                    && let Some(mut chunk) =
                        self.schedule.expected().and_then(|next| made.remove(&next))
                {
                    match chunk.fault.take() {
                        Some(found) => fault = Some((chunk.piece, found)),
                        None => self.append(&chunk)?,
                    }
                    chunk.kept.rows.iter_mut().for_each(Rows::clear);
                    chunk.kept.count.clear();
                    spare.push(chunk.kept);
                }
                continue;
            }
            match fault {
                None => {}
                Some((piece, Fault::Panicked { run, message })) => {
                    let name = job.name(piece.cell, run);
                    return Err(RunError::Panicked { run, name, message, kept: self.batch.done() });
                }
                Some((_, Fault::Failed(failure))) => {
                    self.checkpoint()?;
                    return Err(RunError::Failed { failure, kept: self.batch.done() });
                }
            }
            self.settle()?;
            if self.schedule.is_done(|cell| job.span(cell)) {
                break;
            }
            if stopped {
                self.checkpoint()?;
                return Ok(Finished::Interrupted { done: self.done });
            }
        }
        Ok(Finished::Done(std::mem::replace(&mut self.total, job.count())))
    }

    fn append(&mut self, chunk: &Chunk<J>) -> Result<(), OutputError> {
        if self.counted != Some(chunk.piece.cell) {
            self.total.clear();
            self.counted = Some(chunk.piece.cell);
        }
        for (table, rows) in chunk.kept.rows.iter().enumerate() {
            self.batch.append(table, rows)?;
        }
        self.total.merge(&chunk.kept.count);
        self.schedule.commit(chunk.piece.runs);
        self.done += chunk.piece.runs;
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
    fn resize(&mut self, chunk: &Chunk<J>) {
        if chunk.took < SHORTEST_CHUNK && chunk.piece.runs == self.chunk {
            self.chunk = (self.chunk * 2).min(LARGEST_CHUNK);
        } else if chunk.took > SHORTEST_CHUNK * 4 {
            self.chunk = (chunk.piece.runs / 2).max(1);
        }
    }
}
