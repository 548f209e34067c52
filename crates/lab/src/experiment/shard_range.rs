//! The part of a sweep that a shard runs: consecutive runs in the order of cells.

use std::ops::Range;

use super::stopping::Replications;
use super::validated::Experiment;

/// A position in a sweep: before this run of this cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Position {
    cell: u64,
    run: u64,
}

/// Consecutive runs of a sweep.
///
/// Where the number of runs is fixed, it may begin and end within a cell; else it has whole cells, because how many
/// runs a cell has is known only when it is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShardRange {
    from: Position,
    until: Position,
    /// Runs of every cell, if that is known.
    each: Option<u64>,
}

impl ShardRange {
    /// All of an experiment.
    #[must_use]
    pub fn all(experiment: &Experiment) -> ShardRange {
        ShardRange::shard(experiment, 0, 1)
    }

    /// Number `shard` of so many shards, which differ by one run, or one cell, at most.
    #[must_use]
    pub fn shard(experiment: &Experiment, shard: u64, shards: u64) -> ShardRange {
        match experiment.replications {
            Replications::Fixed(each) => {
                ShardRange::from_runs(experiment.cells(), each, shard, shards)
            }
            Replications::Until(_) => {
                let [from, until] = cut(experiment.cells(), shard, shards);
                let position = |cell| Position { cell, run: 0 };
                ShardRange { from: position(from), until: position(until), each: None }
            }
        }
    }

    fn from_runs(cells: u64, each: u64, shard: u64, shards: u64) -> ShardRange {
        let [from, until] = cut(cells * each, shard, shards);
        let position = |run: u64| Position { cell: run / each, run: run % each };
        ShardRange { from: position(from), until: position(until), each: Some(each) }
    }

    /// The cells that it has runs of.
    #[must_use]
    pub fn cells(&self) -> Range<u64> {
        if self.from == self.until {
            return self.from.cell..self.from.cell;
        }
        self.from.cell..self.until.cell + u64::from(self.until.run > 0)
    }

    /// The first run of a cell in it, and the one after its last if that is known.
    #[must_use]
    pub fn runs(&self, cell: u64) -> (u64, Option<u64>) {
        let first = if cell == self.from.cell { self.from.run } else { 0 };
        let end = if cell == self.until.cell { Some(self.until.run) } else { self.each };
        (first, end)
    }
}

/// Where number `shard` of `all` things in `shards` parts begins and ends.
fn cut(all: u64, shard: u64, shards: u64) -> [u64; 2] {
    [shard, shard + 1].map(|k| {
        #[expect(clippy::cast_possible_truncation, reason = "at most `all`")]
        let at = (u128::from(all) * u128::from(k) / u128::from(shards.max(1))) as u64;
        at
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_follow_one_another_and_have_every_run_once() {
        for (cells, each, shards) in [(1, 1, 1), (5, 7, 3), (5, 7, 35), (5, 7, 100), (11, 1, 4)] {
            let mut next = 0;
            for shard in 0..shards {
                let range = ShardRange::from_runs(cells, each, shard, shards);
                for cell in range.cells() {
                    let (first, end) = range.runs(cell);
                    assert_eq!(cell * each + first, next, "{cells} {each} {shards} {shard}");
                    assert!(end.unwrap() > first);
                    next = cell * each + end.unwrap();
                }
            }
            assert_eq!(next, cells * each);
        }
    }
}
