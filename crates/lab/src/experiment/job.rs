//! A job: what the runner is given. It knows what a cell and a run are; the runner does not.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::output::{Rows, Table, Tally, TallyState};
use summitry_engine::stats::Misshapen;

use super::schedule::{Piece, Span};

/// What is counted over runs. Merging in any order gives the same counts.
pub trait Count: Send {
    /// The counts alone, for a checkpoint.
    type State: Serialize + DeserializeOwned;

    /// Adds what `other` counted.
    fn merge(&mut self, other: &Self);

    /// Forgets all counts and keeps the room.
    fn clear(&mut self);

    /// What was counted, to be saved.
    fn state(&self) -> Self::State;

    /// Takes up what was saved.
    ///
    /// # Errors
    ///
    /// [`Misshapen`] if it counts something else.
    fn restore(&mut self, state: &Self::State) -> Result<(), Misshapen>;
}

impl Count for Tally {
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
    /// A cell: what its runs have in common.
    type Cell: Send + Sync;
    /// What a worker can use again for the next piece.
    type Worker: Send;
    /// What is counted over the runs of a cell.
    type Count: Count;

    /// The tables that rows are written to.
    fn tables(&self) -> Vec<&Table>;

    /// A worker; at most one for each thread is in use at a time.
    fn worker(&self) -> Self::Worker;

    /// Nothing counted yet.
    fn count(&self) -> Self::Count;

    /// The number of the first cell.
    fn first_cell(&self) -> u64 {
        0
    }

    /// The cells from number `from` on, in order.
    fn cells(&self, from: u64) -> impl Iterator<Item = Self::Cell>;

    /// The first run of a cell, and the first after which [`Job::more`] is asked.
    fn span(&self, cell: &Self::Cell) -> Span;

    /// How many runs more a cell needs after its first `runs`, from what they count; 0 if it has enough.
    /// Always asked after the same runs, so that the answer is the same on any machine.
    fn more(&self, _cell: &Self::Cell, _runs: u64, _count: &Self::Count) -> u64 {
        0
    }

    /// Simulates a piece of a cell: appends rows to `kept.rows`, one buffer for each of [`Job::tables`] in their order,
    /// and counts in `kept.count`. `at` is kept at the run that is simulated. What a run gives must depend on the cell
    /// and its number alone, not on what the worker did before.
    fn simulate(
        &self,
        worker: &mut Self::Worker,
        cell: &Self::Cell,
        piece: Piece,
        kept: &mut Kept<Self>,
        at: &mut u64,
    ) where
        Self: Sized;

    /// Appends the rows of a cell that has all its runs.
    fn close(&self, _cell: &Self::Cell, _runs: u64, _count: &Self::Count, _rows: &mut [Rows]) {}

    /// What a run is called in a fault.
    fn name(&self, _cell: u64, run: u64) -> String {
        format!("run {run}")
    }
}

/// Rows and counts of a chunk; the room is used again.
pub struct Kept<J: Job> {
    /// A buffer for each table.
    pub rows: Vec<Rows>,
    /// What they count.
    pub count: J::Count,
    /// Why the job cannot go on, if [`Job::simulate`] found that: the chunk is then thrown away.
    pub failed: Option<Failure>,
}

/// Why a job cannot go on, through no fault of this program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What is wrong, and how to mend it.
    pub message: String,
    /// The exit code that belongs to it.
    pub exit_code: u8,
}

impl Failure {
    /// The exit code of a check that failed.
    pub const CHECK: u8 = 1;
    /// The exit code of what was refused.
    pub const REFUSED: u8 = 2;
    /// The exit code of what goes on when the command is given again.
    pub const GOES_ON: u8 = 75;
}
