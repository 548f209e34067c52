//! Kaplan–Meier against R, quantiles of a stream against the sorted sample, and both against the coverage they claim.

use summitry_engine::stats::{
    LifeCurve, Lifetimes, Quantiles, Z95, normal_quantile, sorted_quantile,
};

use crate::analysis_data::{Uniform, near};

fn curve(times: &[(f64, bool)]) -> LifeCurve {
    let mut lifetimes = Lifetimes::default();
    times.iter().for_each(|&(time, seen)| lifetimes.add(time, seen));
    lifetimes.curve(Z95)
}

/// Remission on 6-mercaptopurine, of Freireich et al. (1963), as in Kalbfleisch & Prentice (1980), table 1.1; + is censored.
const WEEKS: [(f64, bool); 21] = [
    (6.0, true),
    (6.0, true),
    (6.0, true),
    (6.0, false),
    (7.0, true),
    (9.0, false),
    (10.0, true),
    (10.0, false),
    (11.0, false),
    (13.0, true),
    (16.0, true),
    (17.0, false),
    (19.0, false),
    (20.0, false),
    (22.0, true),
    (23.0, true),
    (25.0, false),
    (32.0, false),
    (32.0, false),
    (34.0, false),
    (35.0, false),
];

/// R 4, package survival: `survfit(Surv(t, e) ~ 1, conf.type = "log-log")` and `print(…, rmean = 35)`.
#[test]
fn remission_has_the_figures_of_r() {
    let found = curve(&WEEKS);
    assert_eq!((found.n, found.events), (21, 9));
    let known = [
        (6.0, 21, 3, 1, 0.857_142_857_143, 0.619_717_955_266, 0.951_551_747_647),
        (7.0, 17, 1, 0, 0.806_722_689_076, 0.563_146_564_622, 0.922_809_019_203),
        (9.0, 16, 0, 1, 0.806_722_689_076, 0.563_146_564_622, 0.922_809_019_203),
        (10.0, 15, 1, 1, 0.752_941_176_471, 0.503_199_510_800, 0.889_361_835_169),
        (11.0, 13, 0, 1, 0.752_941_176_471, 0.503_199_510_800, 0.889_361_835_169),
        (13.0, 12, 1, 0, 0.690_196_078_431, 0.431_610_222_486, 0.849_065_963_349),
        (16.0, 11, 1, 0, 0.627_450_980_392, 0.367_510_855_988, 0.804_912_189_472),
        (22.0, 7, 1, 0, 0.537_815_126_050, 0.267_778_936_767, 0.746_790_717_635),
        (23.0, 6, 1, 0, 0.448_179_271_709, 0.188_052_005_959, 0.680_142_628_495),
        (32.0, 4, 0, 2, 0.448_179_271_709, 0.188_052_005_959, 0.680_142_628_495),
        (35.0, 1, 0, 1, 0.448_179_271_709, 0.188_052_005_959, 0.680_142_628_495),
    ];
    for (time, at_risk, events, censored, survival, low, high) in known {
        let step = found.at(time).unwrap();
        assert_eq!(
            (step.time, step.at_risk, step.events, step.censored),
            (time, at_risk, events, censored)
        );
        near(step.survival, survival, 1e-11);
        let interval = step.interval.unwrap();
        near(interval.low, low, 1e-11);
        near(interval.high, high, 1e-11);
    }
    assert!(found.at(5.9).is_none());
    let (mean, error) = found.restricted_mean(35.0);
    near(mean, 23.287_394_957_98, 1e-10);
    near(error, 2.827_467_623_37, 1e-10);
    let (mean, error) = found.restricted_mean(20.0);
    near(mean, 16.116_526_610_64, 1e-10);
    near(error, 1.251_560_196_01, 1e-10);
    let median = found.median();
    assert_eq!((median.value, median.low, median.high), (Some(23.0), Some(13.0), None));
}

/// R as above, on a sample that dies out: at 0 there is no interval.
#[test]
fn a_sample_that_dies_out_has_the_figures_of_r() {
    let times = [
        (1.0, true),
        (2.0, true),
        (3.0, false),
        (5.0, true),
        (8.0, true),
        (8.0, true),
        (9.0, true),
    ];
    let found = curve(&times);
    let survival: Vec<f64> = found.steps.iter().map(|step| step.survival).collect();
    for (got, known) in survival.iter().zip([
        0.857_142_857_143,
        0.714_285_714_286,
        0.714_285_714_286,
        0.535_714_285_714,
        0.178_571_428_571,
        0.0,
    ]) {
        near(*got, known, 1e-11);
    }
    let interval = found.steps[4].interval.unwrap();
    near(interval.low, 0.008_332_016_533, 1e-11);
    near(interval.high, 0.537_991_418_609, 1e-11);
    assert!(found.steps[5].interval.is_none());
    let (mean, error) = found.restricted_mean(9.0);
    near(mean, 5.785_714_285_71, 1e-10);
    near(error, 1.160_498_410_07, 1e-10);
    let median = found.median();
    assert_eq!((median.value, median.low, median.high), (Some(8.0), Some(1.0), None));
    // Beyond the last event nothing is left to last.
    near(found.restricted_mean(20.0).0, mean, 1e-12);
    let none = Lifetimes::default().curve(Z95);
    assert_eq!((none.n, none.steps.len(), none.median().value), (0, 0, None));
    let all = curve(&[(4.0, false), (4.0, false)]);
    assert_eq!((all.steps[0].survival, all.steps[0].interval), (1.0, None));
    assert_eq!(all.restricted_mean(4.0), (4.0, 0.0));
}

/// Exponential times of mean 1, followed to a censoring that is uniform from 0 to 3. Of 600 samples the share of intervals that
/// hold S(½), S(1), the mean up to 1½ and the median.
#[test]
fn intervals_of_lifetimes_cover_as_often_as_they_say() {
    const SAMPLES: u64 = 600;
    let mut held = [0_u64; 4];
    for sample in 0..SAMPLES {
        let mut uniform = Uniform(sample + 1);
        uniform.nth(7);
        let mut lifetimes = Lifetimes::default();
        for _ in 0..60 {
            let time = -libm::log(uniform.next().unwrap());
            let until = 3.0 * uniform.next().unwrap();
            lifetimes.add(time.min(until), time <= until);
        }
        let found = lifetimes.curve(Z95);
        for (held, time) in held.iter_mut().zip([0.5, 1.0]) {
            let interval = found.at(time).unwrap().interval.unwrap();
            *held += u64::from(interval.contains(libm::exp(-time)));
        }
        let (mean, error) = found.restricted_mean(1.5);
        let known = 1.0 - libm::exp(-1.5);
        held[2] += u64::from((mean - known).abs() <= Z95 * error);
        let (median, half) = (found.median(), libm::log(2.0));
        held[3] += u64::from(
            median.low.is_none_or(|low| low <= half) && median.high.is_none_or(|high| half <= high),
        );
    }
    for (k, held) in held.into_iter().enumerate() {
        let share = held as f64 / SAMPLES as f64;
        assert!((0.925..=0.975).contains(&share), "interval {k} of 95 % covers {share}");
    }
}

#[test]
fn quantiles_of_a_stream_are_those_of_the_sorted_sample() {
    let mut values: Vec<f64> =
        Uniform(3).take(5_000).map(|u| (u * 1e6).round() / 1e6 * 40.0 - 7.0).collect();
    let mut quantiles = Quantiles::default();
    values.iter().for_each(|&value| quantiles.add(value));
    quantiles.add(f64::NAN);
    values.sort_by(f64::total_cmp);
    assert_eq!((quantiles.n(), quantiles.step()), (5_000, None));
    for q in [0.0, 0.1, 0.25, 0.5, 0.75, 0.999, 1.0] {
        near(quantiles.quantile(q).unwrap(), sorted_quantile(&values, q).unwrap(), 1e-9);
    }
    assert_eq!(Quantiles::default().quantile(0.5), None);
}

/// More distinct values than are kept: off by half a step at most, whatever the order.
#[test]
fn quantiles_of_a_long_stream_are_within_their_step() {
    let mut values: Vec<f64> = Uniform(4).take(200_000).map(|u| 365.0 * u * u).collect();
    let of = |values: &[f64]| {
        let mut quantiles = Quantiles::default();
        values.iter().for_each(|&value| quantiles.add(value));
        quantiles
    };
    let mut forth = of(&values);
    values.sort_by(f64::total_cmp);
    let mut sorted = of(&values);
    let step = forth.step().unwrap();
    assert!(step <= 365.0 / 8192.0 && step > 365.0 / 65_536.0, "{step}");
    for q in [0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0] {
        let got = forth.quantile(q).unwrap();
        near(got, sorted_quantile(&values, q).unwrap(), step / 2.0 + 1e-6);
        assert_eq!(sorted.quantile(q), Some(got), "the order does not matter");
    }
}

/// Ranks for the median at 95 %: the table of the sign test (Conover, *Practical Nonparametric Statistics* (1999), 3.2).
#[test]
fn the_interval_of_a_median_has_the_ranks_of_the_sign_test() {
    for (n, ranks) in [
        (5, None),
        (6, Some((1, 6))),
        (10, Some((2, 9))),
        (20, Some((6, 15))),
        (50, Some((18, 33))),
    ] {
        let mut quantiles = Quantiles::default();
        (1..=n).for_each(|value| quantiles.add(f64::from(value)));
        let interval = quantiles.interval(0.5, 0.95).map(|of| (of.low as i32, of.high as i32));
        assert_eq!(interval, ranks, "{n}");
    }
}

/// Of 1,000 samples the share of intervals that hold the quartiles of an exponential distribution: never below what is claimed,
/// as ranks are whole.
#[test]
fn intervals_of_quantiles_cover_as_often_as_they_say() {
    const SAMPLES: u64 = 1000;
    for (q, confidence) in [(0.25, 0.95), (0.5, 0.95), (0.75, 0.9)] {
        let known = -libm::log(1.0 - q);
        let mut held = 0;
        for sample in 0..SAMPLES {
            let mut quantiles = Quantiles::default();
            let mut uniform = Uniform(sample + 10);
            uniform.nth(7);
            uniform.take(80).for_each(|u| quantiles.add(-libm::log(u)));
            held += u64::from(quantiles.interval(q, confidence).unwrap().contains(known));
        }
        let share = held as f64 / SAMPLES as f64;
        assert!(share > confidence - 0.02 && share < confidence + 0.04, "{q}: {share}");
    }
    near(normal_quantile(0.95), 1.644_853_626_951_472_7, 1e-12);
}
