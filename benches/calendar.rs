//! The calendar against the standard library's heap, side by side, in the hold model (Vaucher & Duval, 1975): take the
//! next event, schedule one more a random while later.
//!
//! `cargo bench --bench calendar` prints, for 16, 64 and 200 pending events, the median of paired time ratios with
//! their range. The increments come from a table, so that the random numbers cost neither side anything.
#![allow(clippy::print_stdout, reason = "a bench prints its figures")]

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::hint::black_box;
use std::time::Instant;

use summitry_engine::units::SimTime;
use summitry_engine::{Calendar, Phase};

const EVENTS: u32 = 400_000;
const PAIRS: usize = 41;
const TABLE: usize = 1 << 14;

/// Exponential increments in minutes, mean ten days.
fn increments() -> Vec<i64> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut draw = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 12) as f64 + 0.5) / (1_u64 << 52) as f64
    };
    (0..TABLE).map(|_| (-14_400.0 * libm::log(draw())) as i64).collect()
}

trait Queue {
    fn push(&mut self, at: i64, payload: u32);
    fn pop(&mut self) -> (i64, u32);
}

struct Standard {
    heap: BinaryHeap<Reverse<(i64, u64, u32)>>,
    sequence: u64,
}

impl Queue for Standard {
    #[inline]
    fn push(&mut self, at: i64, payload: u32) {
        self.heap.push(Reverse((at, self.sequence, payload)));
        self.sequence += 1;
    }
    #[inline]
    fn pop(&mut self) -> (i64, u32) {
        let Some(Reverse((at, _, payload))) = self.heap.pop() else { return (0, 0) };
        (at, payload)
    }
}

impl Queue for Calendar<u32> {
    #[inline]
    fn push(&mut self, at: i64, payload: u32) {
        self.schedule(SimTime::from_minutes(at), Phase(0), payload);
    }
    #[inline]
    fn pop(&mut self) -> (i64, u32) {
        let Some((at, payload)) = Calendar::pop(self) else { return (0, 0) };
        (at.minutes(), payload)
    }
}

/// Nanoseconds an event, and a digest of the order, which must be equal on both sides.
#[inline(never)]
fn hold(mut queue: impl Queue, pending: u32, table: &[i64]) -> (f64, u64) {
    for payload in 0..pending {
        queue.push(table[payload as usize], payload);
    }
    let mut digest = 0_u64;
    let start = Instant::now();
    for event in 0..EVENTS {
        let (at, payload) = queue.pop();
        digest = digest.wrapping_mul(31).wrapping_add(at.unsigned_abs() ^ u64::from(payload));
        queue.push(at + table[(event + pending) as usize & (TABLE - 1)], payload);
    }
    let nanos = start.elapsed().as_nanos() as f64;
    (nanos / f64::from(EVENTS), black_box(digest))
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values[values.len() / 2]
}

fn main() {
    let table = increments();
    println!("{:>8} {:>12} {:>12} {:>7}  range", "pending", "calendar ns", "std ns", "ratio");
    for pending in [16, 64, 200] {
        let (mut ours, mut theirs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..PAIRS {
            let own = hold(Calendar::with_capacity(pending as usize), pending, &table);
            let standard =
                Standard { heap: BinaryHeap::with_capacity(pending as usize), sequence: 0 };
            let standard = hold(standard, pending, &table);
            assert_eq!(own.1, standard.1, "both give the same events in the same order");
            ours.push(own.0);
            theirs.push(standard.0);
            ratios.push(own.0 / standard.0);
        }
        let (own, standard, ratio) = (median(&mut ours), median(&mut theirs), median(&mut ratios));
        println!(
            "{pending:>8} {own:>12.1} {standard:>12.1} {ratio:>7.3}  {:.3}-{:.3}",
            ratios[0],
            ratios[ratios.len() - 1]
        );
    }
}
