//! Saltelli's rows, from which Sobol' indices are estimated.
//!
//! Saltelli, "Making best use of model evaluations to compute sensitivity indices", Computer Physics Communications 145
//! (2002), 280–297; Saltelli et al., "Variance based sensitivity analysis of model output", ibid. 181 (2010), 259–270.

use super::Coordinate;
use super::sobol::Sequence;

/// The rows of one base point: A, each AB, each BA if indices of the second order are wanted, B.
pub(super) fn rows(dimensions: usize, second_order: bool) -> Option<u64> {
    let d = u64::try_from(dimensions).ok()?;
    d.checked_mul(if second_order { 2 } else { 1 })?.checked_add(2)
}

/// Where a row's coordinates come from: all from `from_b`'s half but that of the factor `other`, if there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Row {
    from_b: bool,
    other: Option<usize>,
}

/// The row at a place below [`rows`]: A is the first half of the base point's coordinates and B the second.
fn row(place: usize, dimensions: usize, last: usize) -> Row {
    let other = (0 < place && place < last).then(|| (place - 1) % dimensions);
    Row { from_b: place > dimensions, other }
}

#[derive(Clone, Debug)]
pub(super) struct Saltelli {
    sequence: Sequence,
    dimensions: usize,
    /// Rows of a base point.
    rows: u64,
    skip: u64,
}

impl Saltelli {
    pub(super) fn new(dimensions: usize, rows: u64, skip: u64) -> Self {
        Saltelli { sequence: Sequence::new(2 * dimensions), dimensions, rows, skip }
    }

    pub(super) fn point(&self, number: u64, point: &mut Vec<Coordinate>) {
        let (base, place) = (self.skip + number / self.rows, (number % self.rows) as usize);
        let row = row(place, self.dimensions, self.rows as usize - 1);
        point.extend((0..self.dimensions).map(|factor| {
            let from_b = row.from_b != (row.other == Some(factor));
            let column = if from_b { factor + self.dimensions } else { factor };
            Coordinate::Unit(self.sequence.coordinate(column, base))
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::{Row, row};

    #[test]
    fn rows_come_as_a_then_ab_then_ba_then_b() {
        let names = |second_order: bool| -> Vec<String> {
            let rows = if second_order { 6 } else { 4 };
            let name = |place| match row(place, 2, rows - 1) {
                Row { from_b: false, other: None } => "A".to_owned(),
                Row { from_b: false, other: Some(factor) } => format!("AB{factor}"),
                Row { from_b: true, other: Some(factor) } => format!("BA{factor}"),
                Row { from_b: true, other: None } => "B".to_owned(),
            };
            (0..rows).map(name).collect()
        };
        assert_eq!(names(true), ["A", "AB0", "AB1", "BA0", "BA1", "B"]);
        assert_eq!(names(false), ["A", "AB0", "AB1", "B"]);
    }
}
