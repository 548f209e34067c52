//! A design's draws: keyed streams in a domain of their own, so that none of them is a draw of a simulation.

use summitry_engine::{Purpose, Stream, Streams, sample};

/// Part of the key: never change it.
const DOMAIN: &str = "summitry designs";

/// What a draw is for. The number keys the stream: never reuse or renumber one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum For {
    /// The order of a factor's strata, by the factor.
    Permutation = 0,
    /// Where in their strata a point's coordinates are, by the point.
    Jitter = 1,
    /// A trajectory's start and order, by the trajectory.
    Trajectory = 2,
}

const PURPOSES: usize = 3;

#[derive(Clone, Debug)]
pub(super) struct Draws {
    streams: Streams,
    seed: u64,
}

impl Draws {
    pub(super) fn new(seed: u64) -> Self {
        Draws { streams: Streams::in_domain(DOMAIN, PURPOSES, 1), seed }
    }

    /// The stream of a purpose and a number up to 2⁴⁰ − 1, from its start.
    pub(super) fn of(&mut self, purpose: For, number: u64) -> &mut Stream {
        if let Err(fault) = self.streams.begin(self.seed, number) {
            panic!("{fault}"); // `Design::check` refuses such a design
        }
        self.streams.stream(Purpose(purpose as u8), 0)
    }
}

/// Fisher and Yates's shuffle, from the last place down, as in Durstenfeld, "Algorithm 235", Communications of the
/// ACM 7 (1964).
pub(super) fn shuffle(items: &mut [u32], stream: &mut Stream) {
    for last in (1..items.len()).rev() {
        items.swap(last, sample::index(stream.uniform(), last + 1));
    }
}
