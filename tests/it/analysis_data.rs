//! Numbers that the tests of the analyses share.

use std::f64::consts::PI;

use summitry_lab::experiment::design::{Coordinate, Design};

/// Uniform numbers of [0, 1) from a linear congruential generator, which Python gives too: s = s·6364136223846793005 +
/// 1442695040888963407 modulo 2⁶⁴, of which the highest 53 bits.
pub(crate) struct Uniform(pub u64);

impl Iterator for Uniform {
    type Item = f64;

    fn next(&mut self) -> Option<f64> {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        Some((self.0 >> 11) as f64 / (1_u64 << 53) as f64)
    }
}

impl Uniform {
    /// A source of draws as the analyses take them.
    pub(crate) fn draw(&mut self) -> impl FnMut() -> f64 + '_ {
        || self.next().unwrap()
    }

    /// A table of so many rows and columns, column by column.
    pub(crate) fn columns(&mut self, rows: usize, columns: usize) -> Vec<Vec<f64>> {
        let mut table = vec![Vec::with_capacity(rows); columns];
        for _ in 0..rows {
            table.iter_mut().for_each(|column| column.push(self.next().unwrap()));
        }
        table
    }
}

/// The points of a design in the unit cube, column by column.
pub(crate) fn design(design: &Design, dimensions: usize, seed: u64) -> Vec<Vec<f64>> {
    let mut columns = vec![Vec::new(); dimensions];
    for point in design.walk(&vec![1; dimensions], seed, 0) {
        for (column, coordinate) in columns.iter_mut().zip(point) {
            let Coordinate::Unit(place) = coordinate else { panic!("{coordinate:?}") };
            column.push(place);
        }
    }
    columns
}

/// Ishigami's function with a = 7, b = 0.1 of places in the unit cube, each over −π to π.
pub(crate) fn ishigami(columns: &[Vec<f64>]) -> Vec<f64> {
    let at = |k: usize, row: usize| 2.0 * PI * columns[k][row] - PI;
    let value = |row: usize| {
        let (x, y, z) = (at(0, row), at(1, row), at(2, row));
        let (sin, cross) = (libm::sin(x), libm::sin(y));
        sin + 7.0 * cross * cross + 0.1 * z * z * z * z * sin
    };
    (0..columns[0].len()).map(value).collect()
}

/// Slices of columns.
pub(crate) fn slices(columns: &[Vec<f64>]) -> Vec<&[f64]> {
    columns.iter().map(Vec::as_slice).collect()
}

#[track_caller]
pub(crate) fn near(got: f64, expected: f64, within: f64) {
    assert!((got - expected).abs() <= within, "{got} instead of {expected}");
}

/// 1,000 rows of five inputs, and an output of 0 and 1 that is 1 in 9 of 10 rows with the first above 0.6 and the third below
/// 0.45, in 1 of 20 elsewhere; and a numeric one, a³ − 2b + noise.
pub(crate) fn planted() -> (Vec<Vec<f64>>, Vec<f64>, Vec<f64>) {
    let mut columns = Uniform(42).columns(1000, 6);
    let noise = columns.pop().unwrap();
    let case = |row: usize| {
        let inside = columns[0][row] > 0.6 && columns[2][row] < 0.45;
        f64::from(u8::from(noise[row] < if inside { 0.9 } else { 0.05 }))
    };
    let cases = (0..1000).map(case).collect();
    let of = |row: usize| {
        let a: f64 = columns[0][row];
        a * a * a - 2.0 * columns[1][row] + noise[row]
    };
    let numeric = (0..1000).map(of).collect();
    (columns, cases, numeric)
}
