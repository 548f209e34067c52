//! Ranks, quantiles, tails and the bootstrap against SciPy.

use proptest::prelude::*;
use summitry_engine::stats::{
    binomial_tail, incomplete_beta, normal_quantile, percentile_interval, ranks, resample, shuffle,
    sorted_quantile, student_two_sided,
};

use crate::analysis_data::{Uniform, near};

/// `scipy.stats.norm.ppf(p)`
#[test]
fn the_normal_quantile_is_that_of_scipy() {
    for (p, expected) in [
        (1e-10, -6.361_340_902_404_056),
        (0.001, -3.090_232_306_167_813),
        (0.025, -1.959_963_984_540_054_5),
        (0.3, -0.524_400_512_708_040_9),
        (0.5, 0.0),
        (0.84, 0.994_457_883_209_753),
        (0.999_999, 4.753_424_308_817_087),
    ] {
        near(
            normal_quantile(p),
            expected,
            2e-15 * (1.0_f64).max(expected.abs()) + 1e-11 * f64::from(u8::from(p > 0.99)),
        );
    }
    assert_eq!((normal_quantile(0.0), normal_quantile(1.0)), (f64::NEG_INFINITY, f64::INFINITY));
    assert!(normal_quantile(1.1).is_nan());
}

/// `scipy.stats.binom.sf(k - 1, n, p)`, `scipy.stats.beta.cdf(x, a, b)`, `2 * scipy.stats.t.sf(abs(t), v)`
#[test]
fn tails_are_those_of_scipy() {
    for (k, n, p, expected) in [
        (9, 10, 0.5, 0.010_742_187_5),
        (30, 100, 0.2, 0.011_248_978_720_991_648),
        (900, 1000, 0.88, 0.026_640_533_161_894_75),
        (50, 2000, 0.01, 9.945_407_897_894_2e-9),
        (5200, 1_000_000, 0.005, 0.002_459_047_142_753_808),
    ] {
        near(binomial_tail(k, n, p) / expected, 1.0, 1e-8);
    }
    assert_eq!((binomial_tail(3, 2, 0.5), binomial_tail(0, 0, 0.5)), (0.0, 1.0));
    assert_eq!((binomial_tail(1, 2, 0.0), binomial_tail(2, 2, 1.0)), (0.0, 1.0));
    for (a, b, x, expected) in [
        (2.0, 3.0, 0.4, 0.524_799_999_999_999_9),
        (0.5, 0.5, 0.1, 0.204_832_764_699_133_45),
        (150.0, 0.5, 0.999, 0.584_101_728_569_057_5),
        (1e5, 2e5, 0.3334, 0.531_041_168_584_646_5),
    ] {
        near(incomplete_beta(a, b, x) / expected, 1.0, 1e-9);
    }
    for (t, freedom, expected) in [
        (2.0, 10.0, 0.073_388_034_770_740_37),
        (-3.3, 57.0, 0.001_670_869_973_861_610_9),
        (0.1, 3.0, 0.926_652_348_800_805_9),
    ] {
        near(student_two_sided(t, freedom), expected, 1e-12);
    }
}

#[test]
fn ranks_of_equals_are_shared_and_zeros_are_equal() {
    assert_eq!(ranks(&[0.0, -0.0, 3.0, 3.0, 3.0, -1.0]), [2.5, 2.5, 5.0, 5.0, 5.0, 1.0]);
    assert!(ranks(&[]).is_empty());
}

#[test]
fn a_resample_is_of_the_draws_alone() {
    let once = |seed| {
        let (mut all, mut uniform) = (Vec::new(), Uniform(seed));
        resample(5, 3, &mut uniform.draw(), |places| all.push(places.to_vec()));
        let mut order: Vec<u32> = (0..9).collect();
        shuffle(&mut order, &mut uniform.draw());
        (all, order)
    };
    let (all, mut order) = once(1);
    assert_eq!((all.clone(), order.clone()), once(1));
    assert_ne!((all.clone(), order.clone()), once(2));
    assert!(all.len() == 3 && all.iter().flatten().all(|place| *place < 5));
    order.sort_unstable();
    assert_eq!(order, (0..9).collect::<Vec<_>>());
    assert_eq!(percentile_interval(&mut [], 0.9), None);
    assert_eq!(percentile_interval(&mut [1.0, f64::NAN], 0.9), None);
}

proptest! {
    #[test]
    fn ranks_add_up_and_keep_the_order(values in prop::collection::vec(-5_i8..5, 1..40)) {
        let values: Vec<f64> = values.into_iter().map(f64::from).collect();
        let n = values.len() as f64;
        let ranks = ranks(&values);
        prop_assert!((ranks.iter().sum::<f64>() - n * (n + 1.0) / 2.0).abs() < 1e-9);
        for i in 0..values.len() {
            for j in 0..values.len() {
                prop_assert_eq!(values[i].total_cmp(&values[j]), ranks[i].total_cmp(&ranks[j]));
            }
        }
        let mut sorted = values.clone();
        sorted.sort_by(f64::total_cmp);
        prop_assert_eq!(sorted_quantile(&sorted, 0.0), Some(sorted[0]));
        prop_assert_eq!(sorted_quantile(&sorted, 1.0), sorted.last().copied());
    }
}
