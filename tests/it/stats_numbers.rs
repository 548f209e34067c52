//! Intervals, moments and histograms against known values and against the definitions.

use proptest::prelude::*;
use summitry_engine::stats::{
    Histogram, Moments, Z95, fixed, mean_interval, sparse, spread, wilson,
};

fn near(got: f64, expected: f64, within: f64) {
    assert!((got - expected).abs() <= within, "{got} instead of {expected}");
}

/// Values of the formula, to four digits, as in tables of it.
#[test]
fn wilson_gives_the_known_intervals() {
    for (successes, n, low, high) in [
        (0, 10, 0.0, 0.2775),
        (5, 10, 0.2366, 0.7634),
        (10, 10, 0.7225, 1.0),
        (1, 10, 0.0179, 0.4042),
        (15, 148, 0.0624, 0.1605),
        (81, 263, 0.2553, 0.3662),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ] {
        let interval = wilson(successes, n, Z95);
        near(interval.low, low, 5e-5);
        near(interval.high, high, 5e-5);
    }
}

#[test]
fn wilson_knows_its_ends() {
    assert_eq!((wilson(0, 0, Z95).low, wilson(0, 0, Z95).high), (0.0, 1.0));
    assert_eq!(wilson(0, 7, Z95).low, 0.0);
    assert_eq!(wilson(7, 7, Z95).high, 1.0);
    assert_eq!(wilson(9, 7, Z95), wilson(7, 7, Z95));
}

proptest! {
    #[test]
    fn wilson_holds_the_share_and_is_symmetric(n in 1_u64..1_000_000, part in 0.0..=1.0_f64) {
        let successes = (part * n as f64) as u64;
        let interval = wilson(successes, n, Z95);
        let mirror = wilson(n - successes, n, Z95);
        prop_assert!(0.0 <= interval.low && interval.high <= 1.0);
        prop_assert!(interval.contains(successes as f64 / n as f64));
        prop_assert!((interval.low - (1.0 - mirror.high)).abs() < 1e-12);
    }

    #[test]
    fn moments_are_those_of_the_rounded_values(
        values in prop::collection::vec(-1e6_f64..1e6, 2..50)
    ) {
        let mut moments = Moments::default();
        values.iter().for_each(|&value| moments.add(value));
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let variance =
            values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / (n - 1.0);
        prop_assert!((moments.mean().unwrap() - mean).abs() < 1e-5);
        prop_assert!((moments.variance().unwrap() / variance - 1.0).abs() < 1e-6);
    }

    #[test]
    fn a_quantile_is_a_bin_off_at_most(
        mut values in prop::collection::vec(-5.0..15.0_f64, 1..80),
        q in 0.0..=1.0_f64
    ) {
        let mut histogram = Histogram::new(-5.0, 15.0, 200);
        values.iter().for_each(|&value| histogram.add(value));
        values.sort_by(f64::total_cmp);
        let rank = (q * values.len() as f64).ceil().max(1.0) as usize;
        let got = histogram.quantile(q).unwrap();
        prop_assert!((got - values[rank - 1]).abs() <= histogram.resolution() + 1e-6, "{}", got);
    }

    #[test]
    fn a_whole_quantile_is_exact(
        mut values in prop::collection::vec(0_u32..=20, 1..80),
        q in 0.01..=1.0_f64
    ) {
        let mut histogram = Histogram::whole(20);
        values.iter().for_each(|&value| histogram.add(f64::from(value)));
        values.sort_unstable();
        let rank = (q * values.len() as f64).ceil() as usize;
        prop_assert_eq!(histogram.quantile_whole(q), Some(f64::from(values[rank - 1])));
    }

    #[test]
    fn sparse_counts_spread_back(counts in prop::collection::vec(
        prop_oneof![3 => Just(0_u32), 1 => 1_u32..9], 0..40
    )) {
        let mut back = vec![7_u32; counts.len()];
        spread(&sparse(&counts), &mut back).unwrap();
        prop_assert_eq!(back, counts);
    }
}

#[test]
fn variance_does_not_cancel_far_from_zero() {
    let mut moments = Moments::default();
    for value in [1e7, 1e7 + 1e-6, 1e7 + 2e-6] {
        moments.add(value);
    }
    near(moments.variance().unwrap() * 1e12, 1.0, 1e-9);
    near(moments.deviation().unwrap() * 1e6, 1.0, 1e-9);
}

#[test]
fn nothing_gives_nothing() {
    let moments = Moments::default();
    assert_eq!((moments.mean(), moments.variance()), (None, None));
    assert_eq!(mean_interval(&moments, Z95), None);
    let mut one = Moments::default();
    one.add(3.0);
    one.add(f64::NAN);
    one.add(f64::INFINITY);
    assert_eq!((one.n(), one.mean(), one.variance()), (1, Some(3.0), None));
    assert_eq!(Histogram::new(0.0, 1.0, 10).quantile(0.5), None);
}

#[test]
fn fixed_point_rounds_half_away_and_stops_at_its_bound() {
    assert_eq!(fixed(0.5e-6), 1);
    assert_eq!(fixed(-0.5e-6), -1);
    assert_eq!(fixed(0.4e-6), 0);
    assert_eq!(fixed(1e300), 100_000_000_000_000);
    assert_eq!(fixed(f64::NAN), 0);
}

#[test]
fn values_beyond_the_range_keep_to_what_was_seen() {
    let mut histogram = Histogram::new(0.0, 1.0, 10);
    for value in [-3.0, -3.0, 0.5, 7.0] {
        histogram.add(value);
    }
    assert_eq!(histogram.quantile(0.0), Some(-3.0));
    assert_eq!(histogram.quantile(1.0), Some(7.0));
    assert_eq!((histogram.least(), histogram.greatest()), (Some(-3.0), Some(7.0)));
    let mut whole = Histogram::whole(3);
    [1.0, 9.0, 9.0].iter().for_each(|&value| whole.add(value));
    assert_eq!(whole.quantile_whole(0.2), Some(1.0));
}

#[test]
fn misshapen_counts_are_refused() {
    let mut counts = [0_u32; 4];
    assert!(spread(&[0, 1, 9], &mut counts).is_err(), "an odd number");
    assert!(spread(&[4, 1], &mut counts).is_err(), "beyond the end");
    assert!(spread(&[u64::MAX, 1], &mut counts).is_err(), "far beyond the end");
    assert!(spread(&[0, 1 << 32], &mut counts).is_err(), "too large a count");
    assert!(spread(&[3, 1], &mut counts).is_ok());
    assert_eq!(counts, [0, 0, 0, 1]);
}
