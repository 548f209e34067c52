//! The Sobol' sequence.
//!
//! Sobol', "On the distribution of points in a cube and the approximate evaluation of integrals", USSR Computational
//! Mathematics and Mathematical Physics 7 (1967), 86–112; the Gray code order is that of Antonov & Saleev, ibid. 19
//! (1979), 252–256; the direction numbers are new-joe-kuo-6 of Joe & Kuo, "Constructing Sobol sequences with better
//! two-dimensional projections", SIAM Journal on Scientific Computing 30 (2008), 2635–2654.

use super::Coordinate;

/// The most dimensions of a Sobol' sequence here: those of the table of direction numbers. A [`Saltelli`] design takes
/// two for each factor.
///
/// [`Saltelli`]: super::Design::Saltelli
pub const SOBOL_DIMENSIONS: usize = 1000;

/// The rows of Joe & Kuo's table for these dimensions, with its source and licence.
const TABLE: &str = include_str!("new-joe-kuo-6.1000.txt");

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
    /// The sequence in 1 to [`SOBOL_DIMENSIONS`] dimensions.
    pub(super) fn new(dimensions: usize) -> Self {
        let first = (0..DIGITS).map(|k| 1 << (63 - k)).collect();
        let rows = TABLE.lines().filter(|line| !line.starts_with('#'));
        let directions: Vec<_> =
            [first].into_iter().chain(rows.map(directions)).take(dimensions).collect();
        debug_assert_eq!(directions.len(), dimensions, "more dimensions than the table has");
        Sequence { directions }
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

/// The direction numbers of a row of the table: those that it gives, then the recurrence of its primitive polynomial.
fn directions(row: &str) -> Vec<u64> {
    let mut numbers = row.split(' ').map(|number| number.parse::<u64>().unwrap_or_default());
    let coefficients = numbers.next().unwrap_or_default();
    let mut directions: Vec<u64> = numbers.zip(0..).map(|(m, k)| m << (63 - k)).collect();
    let degree = directions.len();
    for i in degree..DIGITS {
        let last = directions[i - degree];
        let inner = (1..degree).filter(|k| coefficients >> (degree - 1 - k) & 1 == 1);
        let next = inner.fold(last ^ last >> degree, |sum, k| sum ^ directions[i - k]);
        directions.push(next);
    }
    directions
}
