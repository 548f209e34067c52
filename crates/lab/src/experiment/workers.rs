//! Workers: chunks of runs simulated by the calling thread or by a pool, given back in any order.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};

use super::job::{Failure, Job, Kept};
use super::schedule::Piece;

/// Chunks under way or waiting to be appended, for each thread: one slow run holds up nobody else.
const AHEAD: usize = 4;

/// A piece of work, and what it gave.
pub(super) struct Chunk<J: Job> {
    pub piece: Piece,
    pub cell: Arc<J::Cell>,
    pub kept: Kept<J>,
    pub took: Duration,
    pub fault: Option<Fault>,
}

/// Why a chunk was not made: a run panicked, or the job cannot go on.
pub(super) enum Fault {
    Panicked { run: u64, message: String },
    Failed(Failure),
}

/// Workers, while they wait for a chunk.
pub(super) struct Bench<'j, J: Job> {
    pub job: &'j J,
    idle: Mutex<Vec<J::Worker>>,
}

impl<'j, J: Job> Bench<'j, J> {
    pub(super) fn new(job: &'j J) -> Self {
        Bench { job, idle: Mutex::default() }
    }

    /// Simulates a chunk with a worker of the bench. After a panic the worker is given up: the batch ends.
    fn simulate(&self, chunk: &mut Chunk<J>) {
        let start = Instant::now();
        let waiting = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut at = chunk.piece.first;
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            let mut worker = waiting.unwrap_or_else(|| self.job.worker());
            self.job.simulate(&mut worker, &chunk.cell, chunk.piece, &mut chunk.kept, &mut at);
            worker
        }));
        match outcome {
            Ok(worker) => {
                self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(worker);
                chunk.fault = chunk.kept.failed.take().map(Fault::Failed);
            }
            Err(panic) => {
                chunk.fault = Some(Fault::Panicked { run: at, message: message(&*panic) })
            }
        }
        chunk.took = start.elapsed();
    }
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without a message".to_owned())
}

/// Who simulates chunks: takes them in, and gives them back in any order.
pub(super) trait Hands<J: Job> {
    /// How many chunks may be under way.
    fn ahead(&self) -> usize;
    fn start(&mut self, chunk: Chunk<J>);
    /// A chunk that is done; waits for it. Called only while one is under way.
    fn take(&mut self) -> Option<Chunk<J>>;
}

/// The calling thread.
pub(super) struct Alone<'b, 'j, J: Job> {
    bench: &'b Bench<'j, J>,
    made: Option<Chunk<J>>,
}

impl<'b, 'j, J: Job> Alone<'b, 'j, J> {
    pub(super) fn new(bench: &'b Bench<'j, J>) -> Self {
        Alone { bench, made: None }
    }
}

impl<J: Job> Hands<J> for Alone<'_, '_, J> {
    fn ahead(&self) -> usize {
        1
    }

    fn start(&mut self, mut chunk: Chunk<J>) {
        self.bench.simulate(&mut chunk);
        self.made = Some(chunk);
    }

    fn take(&mut self) -> Option<Chunk<J>> {
        self.made.take()
    }
}

/// A pool of threads.
pub(super) struct Crew<'b, 'scope, 'j, J: Job> {
    bench: &'scope Bench<'j, J>,
    scope: &'b rayon::ScopeFifo<'scope>,
    sender: mpsc::Sender<Chunk<J>>,
    receiver: mpsc::Receiver<Chunk<J>>,
    ahead: usize,
}

impl<'b, 'scope, 'j, J: Job> Crew<'b, 'scope, 'j, J> {
    pub(super) fn new(
        bench: &'scope Bench<'j, J>,
        scope: &'b rayon::ScopeFifo<'scope>,
        threads: usize,
    ) -> Self {
        let (sender, receiver) = mpsc::channel();
        Crew { bench, scope, sender, receiver, ahead: threads * AHEAD }
    }
}

impl<'scope, J: Job> Hands<J> for Crew<'_, 'scope, '_, J> {
    fn ahead(&self) -> usize {
        self.ahead
    }

    fn start(&mut self, mut chunk: Chunk<J>) {
        let (bench, sender) = (self.bench, self.sender.clone());
        self.scope.spawn_fifo(move |_| {
            bench.simulate(&mut chunk);
            // The receiver outlives the scope's tasks unless the batch failed; then nobody asks.
            let _ = sender.send(chunk);
        });
    }

    fn take(&mut self) -> Option<Chunk<J>> {
        self.receiver.recv().ok()
    }
}
