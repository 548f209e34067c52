//! The schedule: which runs are simulated next. Cells come in order, and each has runs until it has enough.
//!
//! How many are enough may be known from the start, or only after looking at what a cell gave so far. Meanwhile the
//! cells after it are begun, so that nobody waits; what they give is appended after it all the same.

use std::collections::VecDeque;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Consecutive runs of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The number of the cell.
    pub cell: u64,
    /// The number of the first run.
    pub first: u64,
    /// How many runs.
    pub runs: u64,
}

/// The runs of a cell: from `next` until at least `target`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The next run.
    pub next: u64,
    /// The run before which nobody asks whether there are enough.
    pub target: u64,
}

/// A cell that was begun.
#[derive(Debug)]
struct Open<C> {
    cell: Arc<C>,
    /// Runs that were handed out.
    started: u64,
    /// Runs that were committed.
    span: Span,
}

/// Cells that were begun and not ended, the first of them being committed.
#[derive(Debug)]
pub(super) struct Schedule<C, I> {
    /// Cells to come.
    cells: I,
    open: VecDeque<Open<C>>,
    /// The number of the first open cell; if none is open, of the next.
    front: u64,
    /// Where the next cell that is begun goes on, if it was begun before.
    resumed: Option<Span>,
}

impl<C, I: Iterator<Item = C>> Schedule<C, I> {
    /// From cell number `front`, which is the first of `cells`; in it from `resumed`.
    pub fn new(cells: I, front: u64, resumed: Option<Span>) -> Self {
        Schedule { cells, open: VecDeque::new(), front, resumed }
    }

    /// The next piece, of at most `most` runs; `begin` says which runs a new cell needs for sure.
    ///
    /// Without `room` only what all else waits for is handed out.
    pub fn next(
        &mut self,
        most: u64,
        room: bool,
        begin: impl Fn(&C) -> Span,
    ) -> Option<(Arc<C>, Piece)> {
        loop {
            for (k, open) in self.open.iter_mut().enumerate() {
                let waited_for = k == 0 && open.started == open.span.next;
                if open.started < open.span.target && (room || waited_for) {
                    let runs = most.min(open.span.target - open.started);
                    let piece = Piece { cell: self.front + k as u64, first: open.started, runs };
                    open.started += runs;
                    return Some((Arc::clone(&open.cell), piece));
                }
            }
            // A cell that needs no runs is begun, and can be ended; no other begins before that.
            if !room || self.at_target().is_some() || !self.begin(&begin) {
                return None;
            }
        }
    }

    fn begin(&mut self, begin: impl Fn(&C) -> Span) -> bool {
        let Some(cell) = self.cells.next() else { return false };
        let span = self.resumed.take().unwrap_or_else(|| begin(&cell));
        self.open.push_back(Open { cell: Arc::new(cell), started: span.next, span });
        true
    }

    /// The cell that is committed, and its next run.
    pub fn expected(&self) -> Option<(u64, u64)> {
        self.open.front().map(|open| (self.front, open.span.next))
    }

    /// So many runs of the cell that is committed are.
    pub fn commit(&mut self, runs: u64) {
        if let Some(open) = self.open.front_mut() {
            open.span.next += runs;
        }
    }

    /// The cell that is committed, if it has all runs that it needs for sure, and how many runs that is.
    pub fn at_target(&self) -> Option<(&C, u64)> {
        let open = self.open.front()?;
        (open.span.next >= open.span.target).then_some((&*open.cell, open.span.next))
    }

    /// The cell that is committed needs so many more.
    pub fn extend(&mut self, runs: u64) {
        if let Some(open) = self.open.front_mut() {
            open.span.target += runs;
        }
    }

    /// The cell that is committed has enough.
    pub fn close(&mut self) {
        if self.open.pop_front().is_some() {
            self.front += 1;
        }
    }

    /// Where the schedule goes on if it is begun again: the cell, and the runs in it if it was begun.
    pub fn position(&self) -> (u64, Option<Span>) {
        (self.front, self.open.front().map(|open| open.span).or(self.resumed))
    }

    /// Whether every cell has enough.
    pub fn is_done(&mut self, begin: impl Fn(&C) -> Span) -> bool {
        self.open.is_empty() && !self.begin(begin)
    }
}
