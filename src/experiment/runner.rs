//! The runner: runs in parallel, rows in order, memory flat in the number of runs.
//!
//! Runs are handed out in chunks of consecutive numbers. Workers simulate them and format their rows
//! into buffers that are kept; the calling thread appends the buffers in the order of the runs. How
//! large a chunk is and when a checkpoint is made depends on the clock, and on nothing but the clock:
//! the bytes are the same whatever it shows, because rows are in run order and counts are sums.

use std::any::Any;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};

use crate::output::{BatchDir, OutputError, Rows, Table, Tally};

/// Most runs in a chunk.
const LARGEST_CHUNK: u64 = 32;
/// A chunk that takes less than this is followed by larger ones, one that takes four times as long
/// by smaller ones: handing out costs little beside it, and a stop waits for no more than a few.
const SHORTEST_CHUNK: Duration = Duration::from_millis(1);
/// Chunks under way or waiting to be appended, for each thread: one slow run holds up nobody else.
const AHEAD: usize = 4;

/// What is simulated: knows how to make a worker, and how a worker makes a run.
pub trait Job: Sync {
    /// What a run needs that can be used again for the next.
    type Worker: Send;

    /// A worker; at most one for each thread is in use at a time.
    fn worker(&self) -> Self::Worker;

    /// Simulates run number `run`: appends its rows to `rows`, one buffer for each of
    /// [`Job::tables`] in their order, and counts it in `tally`. What it does must depend on `run`
    /// alone, not on what the worker did before.
    fn run(&self, worker: &mut Self::Worker, run: u64, rows: &mut [Rows], tally: &mut Tally);

    /// The tables that a run has rows in.
    fn tables(&self) -> &[&'static Table];

    /// A tally that has counted nothing yet.
    fn tally(&self) -> Tally;
}

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
pub enum Finished {
    /// All runs are done, and this is what they count. The batch directory can be finished.
    Done(Tally),
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
        "run {run} failed with a fault of the program ({message}); please report it with the \
         scenario, the seed and the number of the run; {kept} runs before it are kept"
    )]
    Panicked {
        /// The number of the run: the least of those that fail.
        run: u64,
        /// What the panic said.
        message: String,
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
    /// threads, 2 for too many runs, else that of the [`OutputError`].
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            RunError::Output(error) => error.exit_code(),
            RunError::Panicked { .. } => 70,
            RunError::TooMany { .. } => 2,
            RunError::Threads(_) => 71,
        }
    }
}

/// Runs the batch that `batch` was opened for, from where it is to its end: `inputs().runs` runs
/// from number `inputs().first_run`.
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
) -> Result<Finished, RunError> {
    let runs = batch.inputs().runs;
    if u32::try_from(runs).is_err() {
        return Err(RunError::TooMany { runs });
    }
    let mut tally = job.tally();
    batch.begin(job.tables(), &mut tally)?;
    let mut course = Course {
        first: batch.inputs().first_run,
        next: batch.done(),
        chunk: 1,
        done: batch.done(),
        saved: Instant::now(),
        runs,
        tally,
        batch,
        options,
        stop,
        progress,
    };
    let bench = Bench { job, idle: Mutex::default() };
    let threads = options.threads.min(usize::try_from(runs).unwrap_or(usize::MAX));
    if threads <= 1 {
        return course.drive(&bench, &mut Alone { bench: &bench, made: None });
    }
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .thread_name(|number| format!("run-{number}"))
        .build()
        .map_err(|error| RunError::Threads(error.to_string()))?;
    let (sender, receiver) = mpsc::channel();
    // The calling thread stays out of the pool: it appends while the workers simulate.
    pool.in_place_scope_fifo(|scope| {
        let mut crew = Crew { bench: &bench, scope, sender, receiver, ahead: threads * AHEAD };
        course.drive(&bench, &mut crew)
    })
}

/// Consecutive runs, and the rows they gave.
struct Chunk {
    /// Its place among all chunks of this call.
    number: u64,
    first: u64,
    runs: u64,
    rows: Vec<Rows>,
    took: Duration,
    fault: Option<Fault>,
}

struct Fault {
    run: u64,
    message: String,
}

/// Workers and their tallies, while they wait for a chunk.
struct Bench<'j, J: Job> {
    job: &'j J,
    idle: Mutex<Vec<(J::Worker, Tally)>>,
}

impl<J: Job> Bench<'_, J> {
    /// Simulates a chunk with a worker of the bench. After a panic the worker and what it counted
    /// are given up: the batch ends.
    fn simulate(&self, chunk: &mut Chunk) {
        let start = Instant::now();
        let waiting = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut at = chunk.first;
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            let (mut worker, mut tally) =
                waiting.unwrap_or_else(|| (self.job.worker(), self.job.tally()));
            while at < chunk.first + chunk.runs {
                self.job.run(&mut worker, at, &mut chunk.rows, &mut tally);
                at += 1;
            }
            (worker, tally)
        }));
        match outcome {
            Ok(pair) => self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(pair),
            Err(panic) => chunk.fault = Some(Fault { run: at, message: message(&*panic) }),
        }
        chunk.took = start.elapsed();
    }

    /// Moves what the waiting workers counted into `total`.
    fn collect(&self, total: &mut Tally) {
        for (_, tally) in self.idle.lock().unwrap_or_else(PoisonError::into_inner).iter_mut() {
            total.merge(tally);
            tally.clear();
        }
    }
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without a message".to_owned())
}

/// Who simulates chunks: takes them in, and gives them back in any order.
trait Hands {
    /// How many chunks may be under way.
    fn ahead(&self) -> usize;
    fn start(&mut self, chunk: Chunk);
    /// A chunk that is done; waits for it. Called only while one is under way.
    fn take(&mut self) -> Option<Chunk>;
}

/// The calling thread.
struct Alone<'b, 'j, J: Job> {
    bench: &'b Bench<'j, J>,
    made: Option<Chunk>,
}

impl<J: Job> Hands for Alone<'_, '_, J> {
    fn ahead(&self) -> usize {
        1
    }

    fn start(&mut self, mut chunk: Chunk) {
        self.bench.simulate(&mut chunk);
        self.made = Some(chunk);
    }

    fn take(&mut self) -> Option<Chunk> {
        self.made.take()
    }
}

/// A pool of threads.
struct Crew<'b, 'scope, 'j, J: Job> {
    bench: &'scope Bench<'j, J>,
    scope: &'b rayon::ScopeFifo<'scope>,
    sender: mpsc::Sender<Chunk>,
    receiver: mpsc::Receiver<Chunk>,
    ahead: usize,
}

impl<'scope, J: Job> Hands for Crew<'_, 'scope, '_, J> {
    fn ahead(&self) -> usize {
        self.ahead
    }

    fn start(&mut self, mut chunk: Chunk) {
        let (bench, sender) = (self.bench, self.sender.clone());
        self.scope.spawn_fifo(move |_| {
            bench.simulate(&mut chunk);
            // The receiver outlives the scope's tasks unless the batch failed; then nobody asks.
            let _ = sender.send(chunk);
        });
    }

    fn take(&mut self) -> Option<Chunk> {
        self.receiver.recv().ok()
    }
}

/// How far a batch has got.
struct Course<'a> {
    /// The number of the batch's first run.
    first: u64,
    /// Runs that were handed out.
    next: u64,
    /// Runs that were appended, in order.
    done: u64,
    runs: u64,
    /// Runs in the next chunk.
    chunk: u64,
    tally: Tally,
    saved: Instant,
    batch: &'a mut BatchDir,
    options: &'a Options,
    stop: &'a AtomicBool,
    progress: &'a mut dyn FnMut(u64),
}

impl Course<'_> {
    fn drive<J: Job>(
        &mut self,
        bench: &Bench<'_, J>,
        hands: &mut impl Hands,
    ) -> Result<Finished, RunError> {
        let fresh = || -> Vec<Rows> {
            bench.job.tables().iter().map(|table| Rows::new(table.columns.len())).collect()
        };
        let mut kept: Vec<Vec<Rows>> = Vec::new();
        let mut made: BTreeMap<u64, Chunk> = BTreeMap::new();
        let (mut started, mut appended, mut under_way) = (0_u64, 0_u64, 0_usize);
        let mut fault: Option<Fault> = None;
        loop {
            let stopped = self.stop.load(Ordering::Relaxed);
            // Workers' tallies hold exactly the runs appended only when nothing is under way, so a
            // checkpoint waits for that.
            let due = self.done > self.batch.done()
                && self.saved.elapsed() >= self.options.checkpoint_every;
            let hold = stopped || due || fault.is_some();
            while !hold && self.next < self.runs && under_way + made.len() < hands.ahead() {
                let runs = self.chunk.min(self.runs - self.next);
                let rows = kept.pop().unwrap_or_else(fresh);
                hands.start(Chunk {
                    number: started,
                    first: self.first + self.next,
                    runs,
                    rows,
                    took: Duration::ZERO,
                    fault: None,
                });
                self.next += runs;
                started += 1;
                under_way += 1;
            }
            if under_way > 0 {
                let Some(chunk) = hands.take() else {
                    return Err(RunError::Threads("the workers ended early".to_owned()));
                };
                under_way -= 1;
                self.resize(&chunk);
                made.insert(chunk.number, chunk);
                while let Some(mut chunk) = made.remove(&appended) {
                    appended += 1;
                    if fault.is_none() {
                        fault = chunk.fault.take();
                    }
                    if fault.is_none() {
                        self.append(&chunk)?;
                    }
                    chunk.rows.iter_mut().for_each(Rows::clear);
                    kept.push(chunk.rows);
                }
                continue;
            }
            if let Some(Fault { run, message }) = fault {
                return Err(RunError::Panicked { run, message, kept: self.batch.done() });
            }
            bench.collect(&mut self.tally);
            if self.done == self.runs {
                break;
            }
            self.batch.checkpoint(self.done, &self.tally)?;
            self.saved = Instant::now();
            if stopped {
                return Ok(Finished::Interrupted { done: self.done });
            }
        }
        let tally = std::mem::replace(&mut self.tally, bench.job.tally());
        Ok(Finished::Done(tally))
    }

    fn append(&mut self, chunk: &Chunk) -> Result<(), OutputError> {
        for (table, rows) in chunk.rows.iter().enumerate() {
            self.batch.append(table, rows)?;
        }
        self.done += chunk.runs;
        (self.progress)(self.done);
        Ok(())
    }

    /// Fits the size of later chunks to how long this one took.
    fn resize(&mut self, chunk: &Chunk) {
        if chunk.took < SHORTEST_CHUNK && chunk.runs == self.chunk {
            self.chunk = (self.chunk * 2).min(LARGEST_CHUNK);
        } else if chunk.took > SHORTEST_CHUNK * 4 {
            self.chunk = (chunk.runs / 2).max(1);
        }
    }
}
