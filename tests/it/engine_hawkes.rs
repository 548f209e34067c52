//! The self-exciting process, against its theory.

use summitry_engine::{Hawkes, HawkesError, Purpose, Streams, sample};

const SHOCK: Purpose = Purpose(3);

/// The days of the events of one replication, up to the horizon.
fn days(shocks: &Hawkes, streams: &mut Streams, replication: u64, horizon: f64) -> Vec<f64> {
    assert!(streams.begin(20_130_715, replication).is_ok());
    let stream = streams.stream(SHOCK, 0);
    let mut state = shocks.start(0.0);
    let mut days = Vec::new();
    let mut now = 0.0;
    while let Some(day) = shocks.next(&state, now, stream.uniform(), stream.uniform()) {
        if day > horizon {
            break;
        }
        shocks.record(&mut state, day);
        days.push(day);
        now = day;
    }
    days
}

/// The variance of the number of events in [0, t], started at the mean rate r. With k = β(1 − n), the moments of
/// (λ, N) solve V' = α²r − 2kV, C' = V + αr − kC, Var' = 2C + r, where V is the variance of λ and C its covariance with N.
fn variance(rate: f64, branching: f64, excitation: f64, t: f64) -> f64 {
    let beta = 1.0 / excitation;
    let (alpha, k) = (branching * beta, beta * (1.0 - branching));
    let a = alpha * alpha * rate / (2.0 * k);
    let (once, twice) = (-libm::expm1(-k * t), -libm::expm1(-2.0 * k * t));
    rate * t
        + 2.0
            * ((alpha * rate + a) * t / k + a * twice / (2.0 * k * k)
                - (alpha * rate + 2.0 * a) * once / (k * k))
}

#[test]
fn counts_have_the_mean_and_the_variance_of_the_theory() {
    // (rate, branching, excitation, horizon, replications). Each of the eight checks fails by chance once in 1,000 seeds.
    for (rate, branching, excitation, horizon, replications) in [
        (0.1, 0.0, 10.0, 365.0, 20_000_u32),
        (1.0 / 35.0, 0.4, 10.0, 365.0, 40_000),
        (0.05, 0.7, 10.0, 100.0, 60_000),
        (0.2, 0.5, 5.0, 1_000.0, 10_000),
    ] {
        let shocks = Hawkes::new(rate, branching, excitation).unwrap();
        let mut streams = Streams::new(4, 1);
        let counts: Vec<f64> = (0..replications)
            .map(|r| days(&shocks, &mut streams, r.into(), horizon).len() as f64)
            .collect();
        let n = f64::from(replications);
        let mean = counts.iter().sum::<f64>() / n;
        let moment = |power: i32| {
            counts.iter().map(|c| (0..power).map(|_| c - mean).product::<f64>()).sum::<f64>() / n
        };
        let (second, fourth) = (moment(2), moment(4));
        let expected = variance(rate, branching, excitation, horizon);
        let error = 3.29 * (expected / n).sqrt();
        assert!((mean - rate * horizon).abs() < error, "mean {mean} of {shocks:?}");
        assert!(error < 0.03 * rate * horizon, "mean ± {error} is too coarse to tell");
        let error = 3.29 * ((fourth - second * second) / n).sqrt();
        assert!((second - expected).abs() < error, "variance {second}, not {expected}");
        assert!(error < 0.06 * expected, "variance ± {error} of {expected} is too coarse to tell");
    }
}

#[test]
fn clustering_multiplies_the_variance_by_one_over_one_less_n_squared() {
    for branching in [0.0, 0.4, 0.6] {
        let limit = 1.0 / ((1.0 - branching) * (1.0 - branching));
        let long = 1e9;
        assert!((variance(0.1, branching, 10.0, long) / (0.1 * long) / limit - 1.0).abs() < 1e-6);

        // One long path, cut into windows much longer than a cluster: a window then misses 3 % of the limit at most.
        let shocks = Hawkes::new(1.0, branching, 1.0).unwrap();
        let (windows, width) = (4_000_usize, 200.0);
        let path = days(&shocks, &mut Streams::new(4, 1), 0, windows as f64 * width);
        let mut counts = vec![0.0_f64; windows];
        for day in path {
            counts[((day / width) as usize).min(windows - 1)] += 1.0;
        }
        let mean = counts.iter().sum::<f64>() / windows as f64;
        let fano = counts.iter().map(|c| (c - mean) * (c - mean)).sum::<f64>()
            / (windows as f64 - 1.0)
            / mean;
        // 4,000 nearly normal counts: relative error √(2/4000) = 2.2 %; 3.29 of it and the 3 %.
        assert!((fano / limit - 1.0).abs() < 0.105, "n = {branching}: {fano}, not {limit}");
    }
}

#[test]
fn the_area_under_the_intensity_between_events_is_exponential() {
    // Ogata (1988): under the right intensity these areas are independent exponentials of mean 1. They are computed from
    // the kernel, event by event, not from the process's own state. Kolmogorov–Smirnov, false alarm 1 in 1,000.
    let (rate, branching, excitation) = (0.05, 0.6, 8.0);
    let shocks = Hawkes::new(rate, branching, excitation).unwrap();
    let path = days(&shocks, &mut Streams::new(4, 1), 9, 200_000.0);
    let (mu, alpha, beta) = (rate * (1.0 - branching), branching / excitation, 1.0 / excitation);
    let mut excess = rate - mu;
    let mut last = 0.0;
    let mut areas: Vec<f64> = path
        .iter()
        .map(|&day| {
            let left = libm::exp(-beta * (day - last));
            let area = mu * (day - last) + excess * (1.0 - left) / beta;
            excess = excess * left + alpha;
            last = day;
            -libm::expm1(-area)
        })
        .collect();
    let n = areas.len() as f64;
    assert!(n > 8_000.0);
    // Neighbours do not go together: the lag-1 correlation of uniforms has standard error 1/√n.
    let lag: f64 = areas.windows(2).map(|pair| (pair[0] - 0.5) * (pair[1] - 0.5)).sum();
    assert!((12.0 * lag / n).abs() < 3.29 / n.sqrt());
    areas.sort_by(f64::total_cmp);
    let distance = (0_u32..)
        .zip(&areas)
        .map(|(i, u)| (u - f64::from(i) / n).max(f64::from(i + 1) / n - u))
        .fold(0.0, f64::max);
    assert!(distance * n.sqrt() < 1.95, "{distance}");
}

#[test]
fn without_branching_it_is_a_poisson_process_on_the_second_uniform() {
    let poisson = Hawkes::new(0.1, 0.0, 10.0).unwrap();
    let mut state = poisson.start(0.0);
    poisson.record(&mut state, 1.0);
    for (u1, u2) in [(0.01, 0.5), (0.99, 0.5), (0.5, 0.999)] {
        let next = poisson.next(&state, 2.0, u1, u2);
        assert_eq!(next, Some(2.0 + sample::exponential(u2, 1.0 / 0.1)));
    }
}

#[test]
fn without_a_rate_nothing_comes_but_what_is_put_in_breeds() {
    let silent = Hawkes::new(0.0, 0.9, 10.0).unwrap();
    let mut state = silent.start(0.0);
    assert_eq!(silent.next(&state, 0.0, 1e-9, 1e-9), None);
    silent.record(&mut state, 5.0);
    assert!(silent.next(&state, 5.0, 0.01, 0.5).is_some());
    // One event breeds 0.9 on average: none at all with probability e^−0.9 = 0.41.
    assert_eq!(silent.next(&state, 5.0, 0.6, 0.5), None);
}

#[test]
fn the_wait_may_be_drawn_again_later_with_the_same_law() {
    // Given none until day 12, the chance of none until day 30 is that of the intensity's area from 12 to 30.
    let shocks = Hawkes::new(0.04, 0.5, 10.0).unwrap();
    let mut state = shocks.start(0.0);
    shocks.record(&mut state, 10.0);
    let mut streams = Streams::new(4, 1);
    streams.begin(7, 0).unwrap();
    let stream = streams.stream(SHOCK, 0);
    let n = 100_000;
    let later = (0..n)
        .filter(|_| {
            shocks
                .next(&state, 12.0, stream.uniform(), stream.uniform())
                .is_none_or(|day| day > 30.0)
        })
        .count();
    let area = 0.02 * 18.0 + (shocks.intensity(&state, 12.0) - 0.02) * 10.0 * -libm::expm1(-1.8);
    let p = libm::exp(-area);
    let error = 3.29 * (p * (1.0 - p) / f64::from(n)).sqrt();
    assert!((later as f64 / f64::from(n) - p).abs() < error);
}

#[test]
fn parameters_out_of_range_are_refused_by_name() {
    let refusal = |rate, branching, excitation| {
        Hawkes::new(rate, branching, excitation).unwrap_err().to_string()
    };
    assert!(refusal(-1.0, 0.4, 10.0).starts_with("a mean rate of -1 events a day"));
    assert!(refusal(f64::NAN, 0.4, 10.0).starts_with("a mean rate of NaN"));
    assert!(refusal(0.1, 1.0, 10.0).starts_with("a branching ratio of 1"));
    assert!(refusal(0.1, f64::NAN, 10.0).starts_with("a branching ratio of NaN"));
    assert!(refusal(0.1, 0.4, 0.0).starts_with("an excitation time of 0 days"));
    assert_eq!(Hawkes::new(0.1, -0.1, 1.0), Err(HawkesError::Branching(-0.1)));
}
