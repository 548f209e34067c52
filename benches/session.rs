//! A bargaining session against the same rules written out plainly, side by side on the same random tables.
//!
//! `cargo bench --bench session` prints, for tables of several shapes, the median of paired time ratios with their
//! range. Setting up is in the figures of both. The plain session is the yardstick of the tests: it allocates, and
//! works everything out again where it is needed.
#![allow(clippy::print_stdout, reason = "a bench prints its figures")]

#[allow(dead_code, reason = "the tests use more of it")]
#[path = "../tests/it/bargaining_plain.rs"]
mod plain;

use std::hint::black_box;
use std::time::Instant;

use plain::{Draw, Shape, Table, Values};
use summitry_model::bargaining::{Session, Turn};

const TABLES: usize = 200;
const PAIRS: usize = 61;

/// Nanoseconds a session, and the number of agreements, which must be equal on both sides.
#[inline(never)]
fn time(tables: &[Table], mut play: impl FnMut(&Table) -> Turn) -> (f64, usize) {
    let start = Instant::now();
    let agreed = tables.iter().filter(|table| black_box(play(table)) == Turn::Agreed).count();
    (start.elapsed().as_nanos() as f64 / tables.len() as f64, agreed)
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values[values.len() / 2]
}

fn main() {
    println!(
        "{:>22} {:>9} {:>11} {:>9} {:>7}  range",
        "seats/issues/options", "agreed", "session ns", "plain ns", "ratio"
    );
    for (seats, issues, options) in [(7, 2, 5), (2, 2, 5), (2, 3, 5), (5, 8, 5)] {
        let values = Values::Peaked;
        let shape = Shape { seats, issues, options, even: true, steps: 6, quorum: 1.0, values };
        let mut draw = Draw(7);
        let tables: Vec<Table> = (0..TABLES).map(|_| draw.table(shape)).collect();
        let mut session = Session::new();
        let (mut ours, mut theirs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
        let mut agreements = 0;
        for _ in 0..PAIRS {
            let own = time(&tables, |table| {
                table.open(&mut session);
                session.play()
            });
            let written_out = time(&tables, |table| table.play().end);
            assert_eq!(own.1, written_out.1, "both agree on the same tables");
            agreements = own.1;
            ours.push(own.0);
            theirs.push(written_out.0);
            ratios.push(own.0 / written_out.0);
        }
        let (own, other, ratio) = (median(&mut ours), median(&mut theirs), median(&mut ratios));
        println!(
            "{:>22} {:>9} {own:>11.0} {other:>9.0} {ratio:>7.3}  {:.3}-{:.3}",
            format!("{seats}/{issues}/{options}"),
            format!("{agreements}/{TABLES}"),
            ratios[0],
            ratios[PAIRS - 1]
        );
    }
}
