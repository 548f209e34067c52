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
    /// Pieces that were handed out and not committed.
    out: usize,
    /// Most runs of a piece, once the cell was found to need more.
    most: u64,
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
    pub(super) fn new(cells: I, front: u64, resumed: Option<Span>) -> Self {
        Schedule { cells, open: VecDeque::new(), front, resumed }
    }

    /// The next piece, of at most `most` runs; `begin` says which runs a new cell needs for sure.
    ///
    /// The cell that is committed may have `ahead` pieces out: all else waits for it. Those after it are handed out only
    /// while there is `room`.
    pub(super) fn next(
        &mut self,
        most: u64,
        ahead: usize,
        room: bool,
        begin: impl Fn(&C) -> Span,
    ) -> Option<(Arc<C>, Piece)> {
        loop {
            for (k, open) in self.open.iter_mut().enumerate() {
                let may = if k == 0 { open.out < ahead } else { room };
                if open.started < open.span.target && may {
                    let runs = most.min(open.most).min(open.span.target - open.started);
                    let piece = Piece { cell: self.front + k as u64, first: open.started, runs };
                    open.started += runs;
                    open.out += 1;
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
        let cell = Arc::new(cell);
        self.open.push_back(Open { cell, started: span.next, span, out: 0, most: u64::MAX });
        true
    }

    /// The cell that is committed, and its next run.
    pub(super) fn expected(&self) -> Option<(u64, u64)> {
        self.open.front().map(|open| (self.front, open.span.next))
    }

    /// A piece of so many runs of the cell that is committed is.
    pub(super) fn commit(&mut self, runs: u64) {
        if let Some(open) = self.open.front_mut() {
            open.span.next += runs;
            open.out = open.out.saturating_sub(1);
        }
    }

    /// The cell that is committed, if it has all runs that it needs for sure, and how many runs that is.
    pub(super) fn at_target(&self) -> Option<(&C, u64)> {
        let open = self.open.front()?;
        (open.span.next >= open.span.target).then_some((&*open.cell, open.span.next))
    }

    /// The cell that is committed needs so many more, in pieces for so many workers.
    pub(super) fn extend(&mut self, runs: u64, workers: usize) {
        if let Some(open) = self.open.front_mut() {
            open.most = runs.div_ceil(workers.max(1) as u64).max(1);
            open.span.target += runs;
        }
    }

    /// The cell that is committed has enough.
    pub(super) fn close(&mut self) {
        if self.open.pop_front().is_some() {
            self.front += 1;
        }
    }

    /// Where the schedule goes on if it is begun again: the cell, and the runs in it if it was begun.
    pub(super) fn position(&self) -> (u64, Option<Span>) {
        (self.front, self.open.front().map(|open| open.span).or(self.resumed))
    }

    /// Whether every cell has enough.
    pub(super) fn is_done(&mut self, begin: impl Fn(&C) -> Span) -> bool {
        self.open.is_empty() && !self.begin(begin)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A cell: the runs that it needs for sure, and how many more it needs each time it is asked.
    #[derive(Clone, Debug)]
    struct Needs {
        least: u64,
        more: Vec<u64>,
    }

    impl Needs {
        fn span(&self) -> Span {
            Span { next: 0, target: self.least }
        }

        /// How many more it needs after so many; the same whoever asks, and whenever.
        fn more(&self, runs: u64) -> u64 {
            let mut asked = self.least;
            for &more in &self.more {
                if asked == runs {
                    return more;
                }
                asked += more;
            }
            0
        }

        fn all(&self) -> u64 {
            self.least + self.more.iter().take_while(|&&more| more > 0).sum::<u64>()
        }
    }

    fn cells() -> impl Strategy<Value = Vec<Needs>> {
        let needs = (0..9_u64, prop::collection::vec(0..5_u64, 0..4));
        prop::collection::vec(needs.prop_map(|(least, more)| Needs { least, more }), 0..7)
    }

    /// What a runner did, and where it stood when it was stopped.
    struct Done {
        appended: Vec<Piece>,
        position: Option<(u64, Option<Span>)>,
    }

    /// Runs the schedule as the runner does: pieces are completed in an order that `luck` decides, and appended in the order
    /// of cells and runs. After `stop` pieces no more are handed out.
    fn run(
        cells: &[Needs],
        from: (u64, Option<Span>),
        ahead: usize,
        stop: usize,
        luck: &mut impl FnMut(usize) -> usize,
    ) -> Done {
        let rest = cells.iter().skip(usize::try_from(from.0).unwrap()).cloned();
        let mut schedule = Schedule::new(rest, from.0, from.1);
        let (mut under_way, mut made): (Vec<Piece>, Vec<Piece>) = Default::default();
        let (mut handed, mut appended, mut idle) = (Vec::new(), Vec::new(), 0);
        loop {
            while handed.len() < stop {
                let room = under_way.len() + made.len() < ahead;
                let most = 1 + luck(4) as u64;
                let Some((_, piece)) = schedule.next(most, ahead, room, Needs::span) else { break };
                assert!(piece.runs > 0 && piece.runs <= most, "{piece:?}");
                let waited_for = schedule.expected().is_some_and(|next| next.0 == piece.cell);
                assert!(room || waited_for, "{piece:?} without room");
                under_way.push(piece);
                assert!(under_way.len() + made.len() <= 2 * ahead, "{under_way:?} {made:?}");
                handed.push(piece);
            }
            if under_way.is_empty() {
                while let Some((cell, runs)) = schedule.at_target() {
                    match cell.more(runs) {
                        0 => schedule.close(),
                        more => {
                            schedule.extend(more, 2);
                            break;
                        }
                    }
                }
                if schedule.is_done(Needs::span) {
                    assert!(made.is_empty() && handed.len() == appended.len(), "{handed:?}");
                    return Done { appended, position: None };
                }
                if handed.len() >= stop {
                    return Done { appended, position: Some(schedule.position()) };
                }
                idle += 1;
                assert!(idle < 1000, "nothing is handed out any more");
                continue;
            }
            made.push(under_way.swap_remove(luck(under_way.len())));
            while let Some(next) = schedule.expected() {
                let Some(at) = made.iter().position(|p| (p.cell, p.first) == next) else { break };
                let piece = made.swap_remove(at);
                appended.push(piece);
                schedule.commit(piece.runs);
                while let Some((cell, runs)) = schedule.at_target() {
                    match cell.more(runs) {
                        0 => schedule.close(),
                        more => {
                            schedule.extend(more, 2);
                            break;
                        }
                    }
                }
            }
        }
    }

    /// Every run of these pieces, in their order.
    fn runs(pieces: &[Piece]) -> Vec<(u64, u64)> {
        let runs = |p: &Piece| (p.first..p.first + p.runs).map(|run| (p.cell, run)).collect();
        pieces.iter().flat_map(|p: &Piece| -> Vec<_> { runs(p) }).collect()
    }

    #[test]
    fn a_cell_that_goes_on_is_not_kept_waiting_by_those_after_it() {
        let needs = |least, more: &[u64]| Needs { least, more: more.to_vec() };
        let cells = [needs(1, &[4, 0]), needs(9, &[0])];
        let mut schedule = Schedule::new(cells.into_iter(), 0, None);
        let next = |schedule: &mut Schedule<_, _>, room| {
            schedule.next(1, 4, room, Needs::span).map(|(_, piece)| piece.cell)
        };
        // The cells after it fill all the room.
        let begun: Vec<_> = (0..4).map(|_| next(&mut schedule, true)).collect();
        assert_eq!(begun, [Some(0), Some(1), Some(1), Some(1)]);
        schedule.commit(1);
        schedule.extend(4, 4);
        let more: Vec<_> = (0..5).map(|_| next(&mut schedule, false)).collect();
        assert_eq!(more, [Some(0), Some(0), Some(0), Some(0), None]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

        #[test]
        fn every_run_is_handed_out_once_and_appended_in_order(
            cells in cells(),
            ahead in 1..6_usize,
            stops in prop::collection::vec(0..9_usize, 0..4),
            luck in prop::collection::vec(any::<u16>(), 1..60),
        ) {
            let mut drawn = luck.iter().cycle();
            let mut luck = |below: usize| usize::from(*drawn.next().unwrap()) % below.max(1);
            let expected: Vec<(u64, u64)> = (0..)
                .zip(&cells)
                .flat_map(|(cell, needs)| (0..needs.all()).map(move |run| (cell, run)))
                .collect();

            let whole = run(&cells, (0, None), ahead, usize::MAX, &mut luck);
            prop_assert_eq!(whole.position, None);
            prop_assert_eq!(&runs(&whole.appended), &expected);

            // Stopped again and again, and gone on with from where it stood.
            let (mut all, mut at) = (Vec::new(), (0, None));
            for stop in stops.into_iter().chain([usize::MAX]) {
                let part = run(&cells, at, ahead, stop, &mut luck);
                all.extend(part.appended);
                match part.position {
                    Some(position) => at = position,
                    None => break,
                }
            }
            prop_assert_eq!(&runs(&all), &expected);
        }
    }
}
