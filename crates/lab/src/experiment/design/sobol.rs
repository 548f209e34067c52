//! The Sobol' sequence.
//!
//! Sobol', "On the distribution of points in a cube and the approximate evaluation of integrals", USSR Computational
//! Mathematics and Mathematical Physics 7 (1967), 86–112; the Gray code order is that of Antonov & Saleev, ibid. 19
//! (1979), 252–256; the direction numbers are new-joe-kuo-6 of Joe & Kuo, "Constructing Sobol sequences with better
//! two-dimensional projections", SIAM Journal on Scientific Computing 30 (2008), 2635–2654.

use std::sync::OnceLock;

use sobol::Sobol;
use sobol::params::JoeKuoD6;

use super::Coordinate;

/// The most dimensions of a Sobol' sequence here: those of the table of direction numbers. A [`Saltelli`] design takes
/// two for each factor.
///
/// [`Saltelli`]: super::Design::Saltelli
pub const SOBOL_DIMENSIONS: usize = 1000;

/// Binary digits of a coordinate: as many as an `f64` holds.
const DIGITS: usize = 53;

/// The length of the sequence.
pub(super) const LENGTH: u64 = 1 << DIGITS;

/// The sequence in so many dimensions, any point of it at once.
#[derive(Clone, Debug)]
pub(super) struct Sequence {
    /// For each dimension the direction numbers, with the binary point before the highest of 64 bits.
    directions: Vec<Vec<u64>>,
}

impl Sequence {
    pub(super) fn new(dimensions: usize) -> Self {
        let table = table(dimensions);
        Sequence { directions: Sobol::<f64>::init_direction_vals(dimensions, DIGITS, table) }
    }

    /// A coordinate of the point numbered `index` below [`LENGTH`]: the sum, without carrying, of the direction numbers
    /// that the Gray code of the index picks.
    pub(super) fn coordinate(&self, dimension: usize, index: u64) -> f64 {
        const UNIT: f64 = 1.0 / LENGTH as f64;
        let directions = &self.directions[dimension];
        let mut gray = index ^ (index >> 1);
        let mut sum = 0;
        while gray != 0 {
            sum ^= directions[gray.trailing_zeros() as usize];
            gray &= gray - 1;
        }
        (sum >> (64 - DIGITS)) as f64 * UNIT
    }

    pub(super) fn point(&self, index: u64, point: &mut Vec<Coordinate>) {
        let coordinates = (0..self.directions.len()).map(|d| self.coordinate(d, index));
        point.extend(coordinates.map(Coordinate::Unit));
    }
}

/// Unpacked once: the short table, which most designs fit, in a sixth of the time.
fn table(dimensions: usize) -> &'static JoeKuoD6 {
    static SHORT: OnceLock<JoeKuoD6> = OnceLock::new();
    static FULL: OnceLock<JoeKuoD6> = OnceLock::new();
    if dimensions <= 100 {
        SHORT.get_or_init(JoeKuoD6::minimal)
    } else {
        FULL.get_or_init(JoeKuoD6::standard)
    }
}
