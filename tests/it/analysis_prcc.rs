//! Partial rank correlations against ranks and regressions of SciPy.

use proptest::prelude::*;
use summitry_lab::analysis::prcc::correlations;

use crate::analysis_data::{Uniform, near, planted, slices};

const NAMES: [&str; 5] = ["a", "b", "c", "d", "e"];

/// `R = scipy.stats.rankdata(...)` of each column, residuals of `numpy.linalg.lstsq` of both on the others' ranks and 1,
/// `r = numpy.corrcoef(e, f)[0, 1]`, `numpy.tanh(numpy.arctanh(r) ± scipy.stats.norm.ppf(.975) / (n - 4 - 3)**.5)`, and
/// `2 * scipy.stats.t.sf(abs(r * ((n - 6) / (1 - r * r))**.5), n - 6)`.
#[test]
fn coefficients_are_those_of_regressions_on_ranks() {
    let (columns, _, output) = planted();
    let found = correlations(&slices(&columns), &NAMES, &output, 0.95).unwrap();
    for (got, (r, low, high, p)) in found.iter().zip([
        (
            0.644_993_066_504_340_6,
            0.607_203_389_142_123_9,
            0.679_871_279_096_239_5,
            3.120_494_286_259_457e-118,
        ),
        (-0.886_034_255_317_603_4, -0.898_689_474_045_477_8, -0.871_904_858_783_711, 0.0),
        (
            0.061_085_814_704_519_29,
            -0.001_035_611_309_982_945_4,
            0.122_737_583_594_055_04,
            0.053_952_856_983_942_976,
        ),
        (
            -0.038_617_229_746_641_74,
            -0.100_493_661_375_606_5,
            0.023_556_774_766_866_496,
            0.223_352_064_548_911_35,
        ),
        (
            -0.010_200_063_373_342_325,
            -0.072_271_768_197_165_02,
            0.051_950_348_881_965_876,
            0.747_821_890_493_831_2,
        ),
    ]) {
        near(got.estimate.value, r, 1e-12);
        let interval = got.estimate.interval.unwrap();
        near(interval.low, low, 1e-12);
        near(interval.high, high, 1e-12);
        near(got.p, p, 1e-12);
    }
    near(found[0].p / 3.120_494_286_259_457e-118, 1.0, 1e-9);
}

/// An input that does nothing, beside one that does much.
#[test]
fn the_interval_covers_as_often_as_it_says() {
    const TABLES: u64 = 1000;
    let mut held = 0;
    for table in 0..TABLES {
        let mut uniform = Uniform(3 * table + 1);
        uniform.nth(9);
        let mut columns = uniform.columns(40, 3);
        let noise = columns.pop().unwrap();
        let output: Vec<f64> =
            noise.iter().zip(&columns[1]).map(|(noise, x)| noise + 3.0 * x).collect();
        let found = correlations(&slices(&columns), &NAMES[..2], &output, 0.95).unwrap();
        held += u32::from(found[0].estimate.interval.unwrap().contains(0.0));
    }
    let share = f64::from(held) / TABLES as f64;
    assert!((0.93..=0.97).contains(&share), "an interval of 95 % covers {share}");
}

#[test]
fn what_cannot_be_correlated_is_told() {
    let (columns, _, output) = planted();
    let mut inputs = slices(&columns);
    let refused = |inputs: &[&[f64]], output: &[f64]| {
        correlations(inputs, &NAMES[..inputs.len()], output, 0.95).unwrap_err().to_string()
    };
    let same = vec![1.0; 1000];
    insta::assert_snapshot!(refused(&inputs, &same), @"the output is the same in all rows; it correlates with nothing: take another, or leave it out");
    let cubes: Vec<f64> = columns[0].iter().map(|x| x * x * x).collect();
    inputs[3] = &cubes;
    insta::assert_snapshot!(refused(&inputs, &output), @"the ranks of `d` follow from those of `a`, `b`, `c`; leave one of these out: which of them the output follows cannot be told");
    inputs[1] = &same;
    insta::assert_snapshot!(refused(&inputs, &output), @"the input `b` is the same in all rows; it correlates with nothing: take another, or leave it out");
    let few: Vec<&[f64]> = columns.iter().map(|column| &column[..7]).collect();
    insta::assert_snapshot!(refused(&few, &output[..7]), @"7 rows are too few for 5 inputs; it needs 8 at the least, and ten for each input to be worth reading");
}

#[test]
fn an_output_that_follows_its_inputs_has_nothing_left_to_correlate() {
    let (columns, _, _) = planted();
    let cubes: Vec<f64> = columns[0].iter().map(|x| -x * x * x).collect();
    let fault = correlations(&slices(&columns)[..2], &NAMES[..2], &cubes, 0.95).unwrap_err();
    assert_eq!(fault.code(), "determined-output");
    // With a little of its own it is correlated nearly fully.
    let nearly: Vec<f64> = cubes.iter().zip(&columns[4]).map(|(y, e)| y + 1e-3 * e).collect();
    let found = correlations(&slices(&columns)[..2], &NAMES[..2], &nearly, 0.95).unwrap();
    assert!(found[0].estimate.value < -0.999 && found[1].estimate.value.abs() < 0.2);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Rising functions of the output and of the inputs change no rank; columns may come in any order.
    #[test]
    fn only_ranks_count_and_no_order(seed in 0_u64..1000, scale in 1e-3..1e3_f64) {
        let mut uniform = Uniform(seed);
        let columns = uniform.columns(30, 4);
        let (inputs, output) = columns.split_at(3);
        let plain = correlations(&slices(inputs), &NAMES[..3], &output[0], 0.9).unwrap();
        let curved: Vec<Vec<f64>> =
            inputs.iter().rev().map(|column| column.iter().map(|x| libm::exp(*x)).collect()).collect();
        let scaled: Vec<f64> = output[0].iter().map(|y| 7.0 + scale * y).collect();
        let found = correlations(&slices(&curved), &NAMES[..3], &scaled, 0.9).unwrap();
        for (a, b) in plain.iter().zip(found.iter().rev()) {
            prop_assert!((a.estimate.value - b.estimate.value).abs() < 1e-9);
            prop_assert!(a.estimate.value.abs() <= 1.0);
        }
    }
}
