//! Samplers: the right law, the same bits everywhere, and never falling as their number rises.

use proptest::prelude::*;
use summitry_engine::{Purpose, Streams, sample};

/// The sorted values of a sampler on 20,000 draws of a stream of its own.
fn values(purpose: u8, sampler: impl Fn(f64) -> f64) -> Vec<f64> {
    let mut streams = Streams::new(256, 1);
    assert!(streams.begin(1_933, 0).is_ok());
    let stream = streams.stream(Purpose(purpose), 0);
    let mut values: Vec<f64> = (0..20_000).map(|_| sampler(stream.uniform())).collect();
    values.sort_by(f64::total_cmp);
    values
}

/// Kolmogorov–Smirnov: fails by chance once in 1,000 seeds (√n·D < 1.95), and on a law off by 0.014 anywhere.
fn assert_law(name: &str, values: &[f64], cdf: impl Fn(f64) -> f64) {
    let n = values.len() as f64;
    let distance = (0_u32..)
        .zip(values)
        .map(|(i, &x)| (cdf(x) - f64::from(i) / n).max(f64::from(i + 1) / n - cdf(x)))
        .fold(0.0, f64::max);
    assert!(distance * n.sqrt() < 1.95, "{name}: distance {distance}");
}

/// Chi-square with cells of at least 20 expected: fails by chance about once in 1,000 seeds (quantile by Wilson &
/// Hilferty, 1931).
fn assert_cells(name: &str, values: &[f64], probabilities: &[f64]) {
    let n = values.len() as f64;
    let (mut statistic, mut cells) = (0.0, 0);
    let (mut seen, mut expected, mut rest) = (0.0, 0.0, 1.0);
    for (k, p) in (0_u32..).zip(probabilities) {
        seen += values.iter().filter(|&&x| x == f64::from(k)).count() as f64;
        expected += n * p;
        rest -= p;
        // What is left over goes to the last cell.
        if expected >= 20.0 && n * rest >= 20.0 {
            statistic += (seen - expected) * (seen - expected) / expected;
            cells += 1;
            (seen, expected) = (0.0, 0.0);
        } else if n * rest < 20.0 {
            let before: f64 = f64::from(k);
            seen += values.iter().filter(|&&x| x > before).count() as f64;
            expected += n * rest;
            statistic += (seen - expected) * (seen - expected) / expected;
            cells += 1;
            break;
        }
    }
    let freedom = f64::from(cells - 1);
    let spread = 2.0 / (9.0 * freedom);
    let root = 1.0 - spread + 3.0902 * spread.sqrt();
    assert!(statistic < freedom * root * root * root, "{name}: {statistic} in {cells} cells");
}

fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z / std::f64::consts::SQRT_2)
}

/// P(X = k) for a Poisson variable, by the logarithm of the gamma function.
fn poisson_pmf(k: u32, mean: f64) -> f64 {
    let k = f64::from(k);
    libm::exp(k * libm::log(mean) - mean - libm::lgamma(k + 1.0))
}

#[test]
fn continuous_samplers_follow_their_laws() {
    assert_law("uniform", &values(0, |u| sample::uniform(u, -2.0, 3.0)), |x| (x + 2.0) / 5.0);
    assert_law("exponential", &values(1, |u| sample::exponential(u, 7.0)), |x| {
        -libm::expm1(-x / 7.0)
    });
    assert_law("normal", &values(2, sample::normal), normal_cdf);
    assert_law("lognormal", &values(3, |u| sample::lognormal(u, 1.0, 0.5)), |x| {
        normal_cdf((libm::log(x) - 1.0) / 0.5)
    });
    for (purpose, shape) in [(4, 0.38), (5, 2.5)] {
        let drawn = values(purpose, |u| sample::weibull(u, shape, 300.0));
        assert_law("weibull", &drawn, |x| -libm::expm1(-libm::pow(x / 300.0, shape)));
    }
    assert_law("logistic", &values(6, |u| sample::logistic(u, 1.0, 2.0)), |x| {
        1.0 / (1.0 + libm::exp(-(x - 1.0) / 2.0))
    });
}

#[test]
fn discrete_samplers_follow_their_laws() {
    let drawn = values(7, |u| sample::index(u, 7) as f64);
    assert_cells("index", &drawn, &[1.0 / 7.0; 7]);
    for (purpose, p) in [(8, 0.02), (9, 0.5), (10, 0.7)] {
        let drawn = values(purpose, |u| f64::from(u8::from(sample::bernoulli(u, p))));
        assert_cells("bernoulli", &drawn, &[1.0 - p, p]);
    }
    for (purpose, mean) in [(11, 0.3), (12, 3.0), (13, 40.0), (14, 480.0)] {
        let drawn = values(purpose, |u| f64::from(sample::poisson(u, mean)));
        let probabilities: Vec<f64> = (0..800).map(|k| poisson_pmf(k, mean)).collect();
        assert_cells("poisson", &drawn, &probabilities);
    }
}

#[test]
#[expect(clippy::excessive_precision, reason = "as computed")]
fn the_normal_quantile_is_right_to_the_last_digits() {
    // Computed to 40 digits by inverting the distribution function, for each u as a binary number.
    let known = [
        (1e-300, -37.0470962993611992),
        (1e-100, -21.2734535609653243),
        (1e-20, -9.26234008979840758),
        (1e-10, -6.3613409024040562),
        (1e-5, -4.26489079392282461),
        (0.001, -3.09023230616781354),
        (0.01, -2.32634787404084109),
        (0.075, -1.43953147093845593),
        (0.0750001, -1.43953076450172969),
        (0.1, -1.28155156554460044),
        (0.3, -0.524400512708040816),
        (0.5, 0.0),
        (0.6, 0.253347103135799741),
        (0.9, 1.28155156554460059),
        (0.975, 1.95996398454005386),
        (0.99, 2.32634787404084077),
        (0.9999, 3.71901648545570839),
    ];
    for (u, z) in known {
        let error = sample::normal(u) - z;
        assert!(error.abs() <= 5e-16 * f64::abs(z), "{u}: off by {error}");
    }
}

type Frozen = (&'static str, fn(f64) -> f64, [u64; 7]);

#[test]
fn the_bits_are_frozen() {
    let numbers = [f64::EPSILON / 2.0, 0.001, 0.3, 0.5, 0.77, 0.999, 1.0 - f64::EPSILON / 2.0];
    let frozen: [Frozen; 8] = [
        (
            "exponential",
            |u| sample::exponential(u, 10.0),
            [
                0x3cd4000000000000,
                0x3f847d80d0fd824b,
                0x400c88b3ee198f22,
                0x401bb9d3beb8c86b,
                0x402d64bdaffe6794,
                0x405144f69ff9ffc3,
                0x4076f5e359f105f8,
            ],
        ),
        (
            "normal",
            sample::normal,
            [
                0xc0206b48528cea51,
                0xc008b8cbb7204470,
                0xbfe0c7e39582c5fa,
                0x0000000000000000,
                0x3fe7a4a225c019b3,
                0x4008b8cbb7204470,
                0x40206b48528cea51,
            ],
        ),
        (
            "lognormal",
            |u| sample::lognormal(u, 0.1, 0.28),
            [
                0x3fbc67425dcdf138,
                0x3fddc602bba932be,
                0x3fee89322e3665c0,
                0x3ff1aec7b35a00d4,
                0x3ff5bf2d2c3acca1,
                0x400500fd75df9c92,
                0x4026045d9ade90e4,
            ],
        ),
        (
            "weibull",
            |u| sample::weibull(u, 0.38, 1727.0),
            [
                0x37e36e9c8dedb9e4,
                0x3ef71b2ae60ab47c,
                0x405ca455d579a98b,
                0x4084924182d1698f,
                0x40b2952ce54eb4c8,
                0x41110c1748f49ebe,
                0x4175a5685d5795dd,
            ],
        ),
        (
            "logistic",
            |u| sample::logistic(u, -0.5, 1.5),
            [
                0xc04bcd7738bad3f7,
                0xc025b8633e575c9c,
                0xbffc55cc4d4802f4,
                0xbfe0000000000000,
                0x3ff4ffdd32541196,
                0x4023b8633e575c9c,
                0x404b4d7738bad3f7,
            ],
        ),
        (
            "uniform",
            |u| sample::uniform(u, 0.6, 1.4),
            [
                0x3fe3333333333334,
                0x3fe339c0ebedfa44,
                0x3feae147ae147ae1,
                0x3ff0000000000000,
                0x3ff374bc6a7ef9db,
                0x3ff6631f8a0902de,
                0x3ff6666666666666,
            ],
        ),
        (
            "poisson",
            |u| f64::from(sample::poisson(u, 12.5)),
            [
                0x0000000000000000,
                0x4008000000000000,
                0x4026000000000000,
                0x4028000000000000,
                0x402e000000000000,
                0x4039000000000000,
                0x4049000000000000,
            ],
        ),
        (
            "index",
            |u| sample::index(u, 9) as f64,
            [
                0x0000000000000000,
                0x0000000000000000,
                0x4000000000000000,
                0x4010000000000000,
                0x4018000000000000,
                0x4020000000000000,
                0x4020000000000000,
            ],
        ),
    ];
    for (name, sampler, expected) in frozen {
        let bits = numbers.map(|u| sampler(u).to_bits());
        assert_eq!(bits, expected, "{name}: {bits:#018x?}");
    }
}

#[test]
fn edges_are_what_is_said_of_them() {
    let (least, greatest) = (f64::EPSILON / 2.0, 1.0 - f64::EPSILON / 2.0);
    for u in [least, 0.5, greatest] {
        assert!(sample::exponential(u, 1.0) > 0.0 && sample::exponential(u, 1.0).is_finite());
        assert!(sample::normal(u).is_finite());
        assert!(sample::logistic(u, 0.0, 1.0).is_finite());
        assert!(!sample::bernoulli(u, 0.0) && !sample::bernoulli(u, -1.0));
        assert!(!sample::bernoulli(u, f64::NAN));
        assert!(sample::bernoulli(u, 1.0) && sample::bernoulli(u, 2.0));
        assert_eq!(sample::exponential(u, -1.0), 0.0);
        assert_eq!(sample::poisson(u, -1.0), 0);
        assert!(sample::poisson(u, sample::POISSON_MEAN_LIMIT) < 800);
        for n in [1, 2, 3, 7, 1 << 20, (1 << 32) - 1] {
            assert!(sample::index(u, n) < n);
        }
    }
    assert_eq!(sample::normal(least), -sample::normal(greatest));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_greater_number_never_gives_a_lesser_value(
        bits in 0_u64..1 << 52, step in 0_u64..1 << 20, shift in 0..33_u32, spread in 0.0..5.0, mean in 0.0..400.0, n in 1..1000_usize,
    ) {
        let unit = |k: u64| (k.min((1 << 52) - 1) as f64 + 0.5) / 4_503_599_627_370_496.0;
        let (u, v) = (unit(bits), unit(bits + (step << shift)));
        prop_assert!(sample::exponential(u, mean) <= sample::exponential(v, mean));
        prop_assert!(sample::normal(u) <= sample::normal(v));
        prop_assert!(sample::lognormal(u, 0.5, spread) <= sample::lognormal(v, 0.5, spread));
        prop_assert!(sample::weibull(u, 0.1 + spread, mean) <= sample::weibull(v, 0.1 + spread, mean));
        prop_assert!(sample::logistic(u, 0.5, spread) <= sample::logistic(v, 0.5, spread));
        prop_assert!(sample::uniform(u, -1.0, mean) <= sample::uniform(v, -1.0, mean));
        prop_assert!(sample::poisson(u, mean) <= sample::poisson(v, mean));
        prop_assert!(sample::index(u, n) <= sample::index(v, n));
    }

    #[test]
    fn poisson_is_the_least_count_whose_distribution_reaches_the_number(u in 0.0..1.0, mean in 0.01..500.0) {
        let k = sample::poisson(u, mean);
        let reached: f64 = (0..=k).map(|k| poisson_pmf(k, mean)).sum();
        prop_assert!(reached >= u - 1e-11);
        prop_assert!(reached - poisson_pmf(k, mean) < u + 1e-11);
    }
}
