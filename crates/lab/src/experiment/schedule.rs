//! The schedule: which runs are simulated next. Cells come in order, and each gets runs until it has enough.
//!
//! How many are enough may be known from the start, or only from the statistics of the cell so far. Meanwhile the
//! cells after it are started, so that no worker idles; their results are still appended after it.

use std::collections::VecDeque;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Consecutive runs of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// The number of the cell.
    pub cell: u64,
    /// The number of the first run.
    pub first: u64,
    /// How many runs.
    pub runs: u64,
}

/// The runs of a cell: from `next` until at least `target`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunRange {
    /// The next run.
    pub next: u64,
    /// The run at which it is first decided whether there are enough.
    pub target: u64,
}

/// A cell that was started and is not yet closed.
#[derive(Debug)]
struct ActiveCell<C> {
    cell: Arc<C>,
    /// The next run to be scheduled.
    started: u64,
    /// The runs not yet committed.
    range: RunRange,
    /// Chunks scheduled and not yet committed.
    in_flight: usize,
    /// Most runs in a chunk, once the cell was found to need more.
    most: u64,
}

/// The active cells, of which the first is being committed.
#[derive(Debug)]
pub(super) struct Schedule<C, I> {
    /// Cells to come.
    cells: I,
    active: VecDeque<ActiveCell<C>>,
    /// The number of the first open cell; if none is open, of the next.
    front: u64,
    /// Where the next cell resumes, if it was started before.
    resumed: Option<RunRange>,
}

impl<C, I: Iterator<Item = C>> Schedule<C, I> {
    /// From cell number `front`, which is the first of `cells`; in it from `resumed`.
    pub(super) fn new(cells: I, front: u64, resumed: Option<RunRange>) -> Self {
        Schedule { cells, active: VecDeque::new(), front, resumed }
    }

    /// The next chunk, of at most `most` runs; `begin` gives the runs that a new cell has at least.
    ///
    /// The cell being committed may have `ahead` chunks in flight, since all others wait for it. Chunks of later cells are
    /// scheduled only while there is `room`.
    pub(super) fn next(
        &mut self,
        most: u64,
        ahead: usize,
        room: bool,
        begin: impl Fn(&C) -> RunRange,
    ) -> Option<(Arc<C>, Chunk)> {
        loop {
            for (k, active) in self.active.iter_mut().enumerate() {
                let may = if k == 0 { active.in_flight < ahead } else { room };
                if active.started < active.range.target && may {
                    let runs = most.min(active.most).min(active.range.target - active.started);
                    let chunk = Chunk { cell: self.front + k as u64, first: active.started, runs };
                    active.started += runs;
                    active.in_flight += 1;
                    return Some((Arc::clone(&active.cell), chunk));
                }
            }
            // A cell that needs no runs is started so that it can be closed; no other starts before that.
            if !room || self.at_target().is_some() || !self.begin(&begin) {
                return None;
            }
        }
    }

    fn begin(&mut self, begin: impl Fn(&C) -> RunRange) -> bool {
        let Some(cell) = self.cells.next() else { return false };
        let range = self.resumed.take().unwrap_or_else(|| begin(&cell));
        let cell = Arc::new(cell);
        self.active.push_back(ActiveCell {
            cell,
            started: range.next,
            range,
            in_flight: 0,
            most: u64::MAX,
        });
        true
    }

    /// The cell being committed, and its next run.
    pub(super) fn expected(&self) -> Option<(u64, u64)> {
        self.active.front().map(|active| (self.front, active.range.next))
    }

    /// Commits a chunk of so many runs of the first active cell.
    pub(super) fn commit(&mut self, runs: u64) {
        if let Some(active) = self.active.front_mut() {
            active.range.next += runs;
            active.in_flight = active.in_flight.saturating_sub(1);
        }
    }

    /// The cell being committed and the number of its runs, if it has reached its target.
    pub(super) fn at_target(&self) -> Option<(&C, u64)> {
        let active = self.active.front()?;
        (active.range.next >= active.range.target).then_some((&*active.cell, active.range.next))
    }

    /// Gives the cell being committed so many more runs, in chunks for so many workers.
    pub(super) fn extend(&mut self, runs: u64, workers: usize) {
        if let Some(active) = self.active.front_mut() {
            active.most = runs.div_ceil(workers.max(1) as u64).max(1);
            active.range.target += runs;
        }
    }

    /// Closes the cell being committed.
    pub(super) fn close(&mut self) {
        if self.active.pop_front().is_some() {
            self.front += 1;
        }
    }

    /// Where a new schedule resumes: the cell, and the rest of its runs if it was started.
    pub(super) fn position(&self) -> (u64, Option<RunRange>) {
        (self.front, self.active.front().map(|active| active.range).or(self.resumed))
    }

    /// Whether every cell is closed.
    pub(super) fn is_done(&mut self, begin: impl Fn(&C) -> RunRange) -> bool {
        self.active.is_empty() && !self.begin(begin)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A cell: the runs that it has at least, and how many more it needs at each decision.
    #[derive(Clone, Debug)]
    struct Needs {
        least: u64,
        more: Vec<u64>,
    }

    impl Needs {
        fn range(&self) -> RunRange {
            RunRange { next: 0, target: self.least }
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

    /// What a runner appended, and its position when it was stopped.
    struct Done {
        appended: Vec<Chunk>,
        position: Option<(u64, Option<RunRange>)>,
    }

    /// Runs the schedule as the runner does: chunks are completed in the order given by `draw`, and appended in the order
    /// of cells and runs. After `stop` chunks no more are scheduled.
    fn run(
        cells: &[Needs],
        from: (u64, Option<RunRange>),
        ahead: usize,
        stop: usize,
        draw: &mut impl FnMut(usize) -> usize,
    ) -> Done {
        let rest = cells.iter().skip(usize::try_from(from.0).unwrap()).cloned();
        let mut schedule = Schedule::new(rest, from.0, from.1);
        let (mut under_way, mut made): (Vec<Chunk>, Vec<Chunk>) = Default::default();
        let (mut handed, mut appended, mut idle) = (Vec::new(), Vec::new(), 0);
        loop {
            while handed.len() < stop {
                let room = under_way.len() + made.len() < ahead;
                let most = 1 + draw(4) as u64;
                let Some((_, chunk)) = schedule.next(most, ahead, room, Needs::range) else {
                    break;
                };
                assert!(chunk.runs > 0 && chunk.runs <= most, "{chunk:?}");
                let waited_for = schedule.expected().is_some_and(|next| next.0 == chunk.cell);
                assert!(room || waited_for, "{chunk:?} without room");
                under_way.push(chunk);
                assert!(under_way.len() + made.len() <= 2 * ahead, "{under_way:?} {made:?}");
                handed.push(chunk);
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
                if schedule.is_done(Needs::range) {
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
            made.push(under_way.swap_remove(draw(under_way.len())));
            while let Some(next) = schedule.expected() {
                let Some(at) = made.iter().position(|p| (p.cell, p.first) == next) else { break };
                let chunk = made.swap_remove(at);
                appended.push(chunk);
                schedule.commit(chunk.runs);
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

    /// Every run of these chunks, in their order.
    fn runs(chunks: &[Chunk]) -> Vec<(u64, u64)> {
        let runs = |p: &Chunk| (p.first..p.first + p.runs).map(|run| (p.cell, run)).collect();
        chunks.iter().flat_map(|p: &Chunk| -> Vec<_> { runs(p) }).collect()
    }

    #[test]
    fn a_cell_that_goes_on_is_not_kept_waiting_by_those_after_it() {
        let needs = |least, more: &[u64]| Needs { least, more: more.to_vec() };
        let cells = [needs(1, &[4, 0]), needs(9, &[0])];
        let mut schedule = Schedule::new(cells.into_iter(), 0, None);
        let next = |schedule: &mut Schedule<_, _>, room| {
            schedule.next(1, 4, room, Needs::range).map(|(_, chunk)| chunk.cell)
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
            draws in prop::collection::vec(any::<u16>(), 1..60),
        ) {
            let mut drawn = draws.iter().cycle();
            let mut draw = |below: usize| usize::from(*drawn.next().unwrap()) % below.max(1);
            let expected: Vec<(u64, u64)> = (0..)
                .zip(&cells)
                .flat_map(|(cell, needs)| (0..needs.all()).map(move |run| (cell, run)))
                .collect();

            let whole = run(&cells, (0, None), ahead, usize::MAX, &mut draw);
            prop_assert_eq!(whole.position, None);
            prop_assert_eq!(&runs(&whole.appended), &expected);

            // Stopped again and again, and gone on with from where it stood.
            let (mut all, mut at) = (Vec::new(), (0, None));
            for stop in stops.into_iter().chain([usize::MAX]) {
                let part = run(&cells, at, ahead, stop, &mut draw);
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
