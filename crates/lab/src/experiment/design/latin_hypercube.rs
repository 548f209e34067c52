//! Latin hypercubes: a point in every stratum of every factor.
//!
//! McKay, Beckman & Conover, "A comparison of three methods for selecting values of input variables in the analysis of
//! output from a computer code", Technometrics 21 (1979), 239–245.

use std::sync::Arc;

use super::Coordinate;
use super::draws::{Draws, For, shuffle};

/// 64 MiB of strata a factor.
pub(super) const MAX_POINTS: u64 = 1 << 24;

#[derive(Clone, Debug)]
pub(super) struct LatinHypercube {
    points: u64,
    /// For each factor, the stratum of each point.
    strata: Arc<[Vec<u32>]>,
    draws: Draws,
}

impl LatinHypercube {
    pub(super) fn new(points: u64, dimensions: usize, seed: u64) -> Self {
        let mut draws = Draws::new(seed);
        #[expect(clippy::cast_possible_truncation, reason = "at most `MAX_POINTS`")]
        let strata_each = points as u32;
        let strata = (0..dimensions as u64)
            .map(|factor| {
                let mut order: Vec<u32> = (0..strata_each).collect();
                shuffle(&mut order, draws.of(For::Permutation, factor));
                order
            })
            .collect();
        LatinHypercube { points, strata, draws }
    }

    pub(super) fn point(&mut self, number: u64, point: &mut Vec<Coordinate>) {
        let stream = self.draws.of(For::Jitter, number);
        point.extend(self.strata.iter().map(|strata| {
            let stratum = strata[number as usize];
            Coordinate::Unit(within(stratum, self.points, stream.uniform()))
        }));
    }
}

/// The place `u` in (0, 1) of one of `n` strata of [0, 1).
fn within(stratum: u32, n: u64, u: f64) -> f64 {
    let (low, n) = (f64::from(stratum), n as f64);
    // Rounding up must not lead into the next stratum.
    ((low + u) / n).min(((low + 1.0) / n).next_down())
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn the_last_draw_of_a_stratum_stays_in_it() {
        for (stratum, n) in [(0, 1), (2, 3), (999, 1000), (4095, 4096), (4095, 1 << 24)] {
            let x = within(stratum, n, 1.0 - f64::EPSILON / 2.0);
            assert!(x < (f64::from(stratum) + 1.0) / n as f64);
            assert!(x >= f64::from(stratum) / n as f64);
        }
    }
}
