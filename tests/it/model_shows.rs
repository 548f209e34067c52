//! What the article's scenario shows, on the same draws.

use summitry_model::process::{Outcome, Record};

use crate::model::{mean, paired, records, setup, share};

fn durable(r: &Record) -> f64 {
    f64::from(u8::from(r.outcome == Outcome::Durable))
}

#[test]
fn at_least_five_outcomes_come_and_none_prevails() {
    let records = records(&setup("kyiv-washington", &[]), 1, 4000);
    let shares: Vec<f64> =
        Outcome::ALL.iter().map(|o| share(&records, |r| r.outcome == *o)).collect();
    assert!(shares.iter().filter(|s| **s >= 0.005).count() >= 5, "{shares:?}");
    assert!(shares.iter().all(|s| *s <= 0.7), "{shares:?}");
}

/// More rounds required: the first summit comes later and better prepared, and the share `durable` peaks
/// inside. Paired intervals at 95 %; the false-alarm rate of the two comparisons together is under 1 in 1,000
/// for the differences found (0.03 and 0.09 with half-widths near 0.01).
#[test]
fn rounds_before_the_summit() {
    let by_n: Vec<Vec<Record>> = (0..=10)
        .map(|n| {
            let gate = format!("gate rounds-first:n={n}");
            records(&setup("kyiv-washington", &[&gate]), 11, 4000)
        })
        .collect();
    let day = |r: &Record| r.first_summit().map(|t| t.days());
    let prepared = |r: &Record| r.first.map(|summit| summit.preparation);
    for n in 1..=10 {
        assert!(mean(&by_n[n], day) > mean(&by_n[n - 1], day), "day at n = {n}");
        assert!(mean(&by_n[n], prepared) > mean(&by_n[n - 1], prepared), "preparation at n = {n}");
    }
    let peak = &by_n[3];
    for end in [0, 10] {
        let (d, half) = paired(peak, &by_n[end], durable);
        assert!(d > half, "durable at n = 3 less n = {end}: {d:+.4} ± {half:.4}");
    }
}
