//! Executors: chunks of runs are simulated by the calling thread or by a thread pool, and come back in any order.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};

use super::job::{ChunkOutput, Failure, Job};
use super::schedule::Chunk;

/// Tasks in flight or waiting to be appended, per thread, so that one slow run does not stall the others.
const TASKS_PER_THREAD: usize = 4;

/// A chunk to simulate, and its result.
pub(super) struct Task<J: Job> {
    pub chunk: Chunk,
    pub cell: Arc<J::Cell>,
    pub output: ChunkOutput<J>,
    pub elapsed: Duration,
    pub error: Option<TaskError>,
}

/// Why a chunk has no result: a run panicked, or the job cannot go on.
pub(super) enum TaskError {
    Panicked { run: u64, message: String },
    Failed(Failure),
}

/// The idle workers of a job, from which each task borrows one.
pub(super) struct WorkerPool<'j, J: Job> {
    pub job: &'j J,
    idle: Mutex<Vec<J::Worker>>,
}

impl<'j, J: Job> WorkerPool<'j, J> {
    pub(super) fn new(job: &'j J) -> Self {
        WorkerPool { job, idle: Mutex::default() }
    }

    /// Simulates a chunk with an idle or a new worker. After a panic the worker is dropped: the batch ends.
    fn simulate(&self, task: &mut Task<J>) {
        let start = Instant::now();
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut at = task.chunk.first;
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            let mut worker = idle.unwrap_or_else(|| self.job.worker());
            self.job.simulate(&mut worker, &task.cell, task.chunk, &mut task.output, &mut at);
            worker
        }));
        match outcome {
            Ok(worker) => {
                self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(worker);
                task.error = task.output.failed.take().map(TaskError::Failed);
            }
            Err(panic) => {
                task.error = Some(TaskError::Panicked { run: at, message: message(&*panic) })
            }
        }
        task.elapsed = start.elapsed();
    }
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without a message".to_owned())
}

/// Simulates tasks, which come back in any order.
pub(super) trait Executor<J: Job> {
    /// The most tasks that may be in flight.
    fn capacity(&self) -> usize;
    fn submit(&mut self, task: Task<J>);
    /// Waits for the next task that is done. Called only while one is in flight; `None` if no worker is left.
    fn next_done(&mut self) -> Option<Task<J>>;
}

/// Runs each task on the calling thread.
pub(super) struct Serial<'b, 'j, J: Job> {
    pool: &'b WorkerPool<'j, J>,
    done: Option<Task<J>>,
}

impl<'b, 'j, J: Job> Serial<'b, 'j, J> {
    pub(super) fn new(pool: &'b WorkerPool<'j, J>) -> Self {
        Serial { pool, done: None }
    }
}

impl<J: Job> Executor<J> for Serial<'_, '_, J> {
    fn capacity(&self) -> usize {
        1
    }

    fn submit(&mut self, mut task: Task<J>) {
        self.pool.simulate(&mut task);
        self.done = Some(task);
    }

    fn next_done(&mut self) -> Option<Task<J>> {
        self.done.take()
    }
}

/// Runs tasks on the threads of a pool.
pub(super) struct ThreadPool<'b, 'scope, 'j, J: Job> {
    pool: &'scope WorkerPool<'j, J>,
    scope: &'b rayon::ScopeFifo<'scope>,
    sender: mpsc::Sender<Task<J>>,
    receiver: mpsc::Receiver<Task<J>>,
    capacity: usize,
}

impl<'b, 'scope, 'j, J: Job> ThreadPool<'b, 'scope, 'j, J> {
    pub(super) fn new(
        pool: &'scope WorkerPool<'j, J>,
        scope: &'b rayon::ScopeFifo<'scope>,
        threads: usize,
    ) -> Self {
        let (sender, receiver) = mpsc::channel();
        ThreadPool { pool, scope, sender, receiver, capacity: threads * TASKS_PER_THREAD }
    }
}

impl<'scope, J: Job> Executor<J> for ThreadPool<'_, 'scope, '_, J> {
    fn capacity(&self) -> usize {
        self.capacity
    }

    fn submit(&mut self, mut task: Task<J>) {
        let (pool, sender) = (self.pool, self.sender.clone());
        self.scope.spawn_fifo(move |_| {
            pool.simulate(&mut task);
            // The receiver outlives the tasks of the scope unless the batch failed; then no result is needed.
            let _ = sender.send(task);
        });
    }

    fn next_done(&mut self) -> Option<Task<J>> {
        self.receiver.recv().ok()
    }
}
