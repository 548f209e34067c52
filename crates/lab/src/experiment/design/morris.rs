//! Morris's trajectories: walks over a lattice, a factor a step.
//!
//! Morris, "Factorial sampling plans for preliminary computational experiments", Technometrics 33 (1991), 161–174.

use summitry_engine::{MAX_REPLICATION, sample};

use super::Coordinate;
use super::draws::{Draws, For, shuffle};

/// Each has streams of its own.
pub(super) const MAX_TRAJECTORIES: u64 = MAX_REPLICATION + 1;

/// By how much a step of a Morris design changes its factor, up or down: Δ = p/(2(p − 1)), with `levels` p even and at
/// least 2.
///
/// Every level can go one way only, and all levels are as likely (Morris 1991).
///
/// ```
/// use summitry_lab::experiment::design::morris_step;
/// assert_eq!(morris_step(2), 1.0);
/// assert_eq!(morris_step(4), 2.0 / 3.0);
/// ```
#[must_use]
pub fn morris_step(levels: u32) -> f64 {
    on_lattice(levels / 2, levels)
}

/// The level's place in the unit interval.
fn on_lattice(level: u32, levels: u32) -> f64 {
    f64::from(level) / f64::from(levels - 1)
}

/// The level at the other end of a step.
fn stepped(level: u32, levels: u32) -> u32 {
    let step = levels / 2;
    if level < step { level + step } else { level - step }
}

#[derive(Clone, Debug)]
pub(super) struct Trajectories {
    levels: u32,
    draws: Draws,
    /// The factors, in the order in which they move: room for one trajectory.
    order: Vec<u32>,
    /// Where they are.
    at: Vec<u32>,
}

impl Trajectories {
    pub(super) fn new(levels: u32, dimensions: usize, seed: u64) -> Self {
        let (order, at) = (Vec::with_capacity(dimensions), vec![0; dimensions]);
        Trajectories { levels, draws: Draws::new(seed), order, at }
    }

    pub(super) fn point(&mut self, number: u64, point: &mut Vec<Coordinate>) {
        let steps = self.at.len() as u64;
        self.start(number / (steps + 1));
        let moved = number % (steps + 1);
        for &factor in &self.order[..moved as usize] {
            let level = &mut self.at[factor as usize];
            *level = stepped(*level, self.levels);
        }
        let levels = self.levels;
        point.extend(self.at.iter().map(|&level| Coordinate::Unit(on_lattice(level, levels))));
    }

    /// Goes to the start of a trajectory: a level for each factor, then the order of the factors.
    fn start(&mut self, trajectory: u64) {
        let stream = self.draws.of(For::Trajectory, trajectory);
        let levels = self.levels;
        #[expect(clippy::cast_possible_truncation, reason = "an index below `levels`")]
        self.at.fill_with(|| sample::index(stream.uniform(), levels as usize) as u32);
        self.order.clear();
        self.order.extend(0..self.at.len() as u32);
        shuffle(&mut self.order, stream);
    }
}
