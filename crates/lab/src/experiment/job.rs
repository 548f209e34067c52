//! A job: what the runner runs. The job knows what a cell and a run are; the runner only schedules them.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::output::{ErrorKind, Rows, Table, Tally, TallyState};
use summitry_engine::stats::Misshapen;

use super::schedule::{Chunk, RunRange};

/// Statistics accumulated over runs. Merging is exact: any order and grouping of runs gives the same state.
pub trait Accumulator: Send {
    /// Its serialisable state, as a checkpoint stores it.
    type State: Serialize + DeserializeOwned;

    /// Adds the runs that `other` has accumulated.
    fn merge(&mut self, other: &Self);

    /// Resets it to no runs, keeping its allocations.
    fn clear(&mut self);

    /// The state to be stored.
    fn state(&self) -> Self::State;

    /// Restores a stored state.
    ///
    /// # Errors
    ///
    /// [`Misshapen`] if the state is of other measures or dimensions.
    fn restore(&mut self, state: &Self::State) -> Result<(), Misshapen>;
}

impl Accumulator for Tally {
    type State = TallyState;

    fn merge(&mut self, other: &Self) {
        Tally::merge(self, other);
    }

    fn clear(&mut self) {
        Tally::clear(self);
    }

    fn state(&self) -> TallyState {
        Tally::state(self)
    }

    fn restore(&mut self, state: &TallyState) -> Result<(), Misshapen> {
        Tally::restore(self, state)
    }
}

/// What is simulated: cells in order, each of them runs of one scenario. A plain batch is one cell.
pub trait Job: Sync {
    /// A cell of the design: what its runs have in common.
    type Cell: Send + Sync;
    /// State of a worker that is reused from chunk to chunk.
    type Worker: Send;
    /// Statistics over the runs of a cell.
    type Accumulator: Accumulator;

    /// The tables that rows are written to.
    fn tables(&self) -> Vec<&Table>;

    /// A worker; at most one for each thread is in use at a time.
    fn worker(&self) -> Self::Worker;

    /// An empty accumulator.
    fn accumulator(&self) -> Self::Accumulator;

    /// The number of the first cell.
    fn first_cell(&self) -> u64 {
        0
    }

    /// The cells from number `from` on, in order.
    fn cells(&self, from: u64) -> impl Iterator<Item = Self::Cell>;

    /// The runs that a cell has at least: from its first to the first after which [`Job::more`] is called.
    fn run_range(&self, cell: &Self::Cell) -> RunRange;

    /// How many more runs a cell needs after its first `runs`, from their statistics; 0 if it has enough.
    /// Always called after the same runs, so that the answer is the same on any machine.
    fn more(&self, _cell: &Self::Cell, _runs: u64, _stats: &Self::Accumulator) -> u64 {
        0
    }

    /// Simulates a chunk of a cell: appends rows to `output.rows`, one buffer for each of [`Job::tables`] in their order,
    /// and adds to `output.stats`. `at` is kept at the run that is simulated. The result of a run must depend on the cell
    /// and its number alone, not on what the worker did before.
    fn simulate(
        &self,
        worker: &mut Self::Worker,
        cell: &Self::Cell,
        chunk: Chunk,
        output: &mut ChunkOutput<Self>,
        at: &mut u64,
    ) where
        Self: Sized;

    /// Appends the rows of a cell whose runs are complete.
    fn close(
        &self,
        _cell: &Self::Cell,
        _runs: u64,
        _stats: &Self::Accumulator,
        _rows: &mut [Rows],
    ) {
    }

    /// The name of a run in an error message.
    fn name(&self, _cell: u64, run: u64) -> String {
        format!("run {run}")
    }
}

/// Rows and statistics of a chunk. The buffers are reused for later chunks.
pub struct ChunkOutput<J: Job> {
    /// A buffer for each table.
    pub rows: Vec<Rows>,
    /// The statistics of its runs.
    pub stats: J::Accumulator,
    /// Set by [`Job::simulate`] if the job cannot go on; the chunk is then discarded.
    pub failed: Option<Failure>,
}

/// Why a job cannot go on, for a reason outside this program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What is wrong, and how to fix it.
    pub message: String,
    /// The kind of error.
    pub kind: ErrorKind,
}
