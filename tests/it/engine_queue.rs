//! Calendar and streams together, on queues whose mean wait is known in closed form.

use std::collections::VecDeque;

use summitry_engine::units::SimTime;
use summitry_engine::{Calendar, Phase, Purpose, Streams, sample};

const ARRIVAL: Purpose = Purpose(0);
const SERVICE: Purpose = Purpose(1);

/// Mean service time in minutes: long, so that rounding to the minute does not show.
const MEAN_SERVICE: f64 = 10_000.0;

const REPLICATIONS: u32 = 40;
const WARM_UP: usize = 4_000;
const CUSTOMERS: usize = 40_000;
/// Student's t with 39 degrees of freedom: all but one interval in 1,000 hold the true mean.
const T_39: f64 = 3.558;

#[derive(Clone, Copy)]
enum Event {
    Arrival,
    Departure,
}

/// The mean wait before service in one replication, in units of the mean service time.
fn mean_wait(streams: &mut Streams, load: f64, service: impl Fn(f64) -> f64) -> f64 {
    let mut calendar = Calendar::with_capacity(2);
    let mut waiting: VecDeque<SimTime> = VecDeque::new();
    let mut busy = false;
    let (mut served, mut total) = (0, 0.0);
    calendar.schedule(SimTime::ZERO, Phase(1), Event::Arrival);
    while served < WARM_UP + CUSTOMERS {
        let Some((now, event)) = calendar.pop() else { break };
        match event {
            Event::Arrival => {
                waiting.push_back(now);
                let gap =
                    sample::exponential(streams.stream(ARRIVAL, 0).uniform(), MEAN_SERVICE / load);
                let next = now + SimTime::from_minutes(gap.round() as i64);
                calendar.schedule(next, Phase(1), Event::Arrival);
            }
            Event::Departure => busy = false,
        }
        if let (false, Some(since)) = (busy, waiting.front()) {
            let wait = (now - *since).minutes() as f64 / MEAN_SERVICE;
            waiting.pop_front();
            busy = true;
            served += 1;
            if served > WARM_UP {
                total += wait;
            }
            let time = MEAN_SERVICE * service(streams.stream(SERVICE, 0).uniform());
            let end = now + SimTime::from_minutes(time.round() as i64);
            calendar.schedule(end, Phase(0), Event::Departure);
        }
    }
    total / CUSTOMERS as f64
}

/// Checks the mean wait over replications at three loads against a closed form.
fn check(seed: u64, service: impl Fn(f64) -> f64, expected: impl Fn(f64) -> f64) {
    let mut streams = Streams::new(2, 1);
    for load in [0.3, 0.6, 0.8] {
        let means: Vec<f64> = (0..REPLICATIONS)
            .map(|r| {
                assert!(streams.begin(seed, r.into()).is_ok());
                mean_wait(&mut streams, load, &service)
            })
            .collect();
        let n = f64::from(REPLICATIONS);
        let mean = means.iter().sum::<f64>() / n;
        let variance = means.iter().map(|m| (m - mean) * (m - mean)).sum::<f64>() / (n - 1.0);
        let error = T_39 * (variance / n).sqrt();
        let expected = expected(load);
        assert!((mean - expected).abs() < error, "load {load}: {mean} ± {error}, not {expected}");
        assert!(error < 0.05 * expected, "load {load}: ± {error} is too coarse to tell");
    }
}

#[test]
fn the_mean_wait_of_m_m_1_is_that_of_the_closed_form() {
    check(1, |u| sample::exponential(u, 1.0), |load| load / (1.0 - load));
}

#[test]
fn the_mean_wait_of_m_d_1_is_that_of_the_closed_form() {
    // Pollaczek–Khinchine: half the wait of M/M/1.
    check(2, |_| 1.0, |load| load / (2.0 * (1.0 - load)));
}
