//! Closed-form state, against numbers got by adding up small steps.

use proptest::prelude::*;
use summitry_engine::{OrnsteinUhlenbeck, Relaxing, TwoSpeed, TwoSpeedLaw};

/// dx/dt = slope(x), by the classical Runge–Kutta rule of fourth order.
fn solve(mut x: f64, days: f64, slope: impl Fn(f64) -> f64) -> f64 {
    let steps = 400;
    let h = days / f64::from(steps);
    for _ in 0..steps {
        let k1 = slope(x);
        let k2 = slope(x + 0.5 * h * k1);
        let k3 = slope(x + 0.5 * h * k2);
        let k4 = slope(x + h * k3);
        x += h * (k1 + 2.0 * k2 + 2.0 * k3 + k4) / 6.0;
    }
    x
}

/// The area under `f`, by Simpson's rule.
fn quadrature(f: impl Fn(f64) -> f64, t0: f64, t1: f64) -> f64 {
    let pieces = 400;
    let h = (t1 - t0) / f64::from(pieces);
    let inner: f64 =
        (1..pieces).map(|i| f64::from(2 + 2 * (i % 2)) * f(t0 + h * f64::from(i))).sum();
    (f(t0) + inner + f(t1)) * h / 3.0
}

fn near(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance * (1.0 + b.abs())
}

fn square(x: f64) -> f64 {
    x * x
}

fn law() -> impl Strategy<Value = TwoSpeedLaw> {
    (0.0..0.3, 0.0..0.5, 0.0..0.05, 0.0..=1.0).prop_map(
        |(floor, fast_rate, slow_rate, fast_share)| TwoSpeedLaw {
            floor,
            fast_rate,
            slow_rate,
            fast_share,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn relaxing_solves_its_equation_and_its_area_is_right(
        value in -2.0..2.0, target in -2.0..2.0, rate in 0.0..0.3, at in 0.0..100.0, wait in 0.0..40.0, width in 0.0..40.0,
    ) {
        let state = Relaxing::new(value, target, rate, at);
        let (t0, t1) = (at + wait, at + wait + width);
        prop_assert!(near(state.value(t1), solve(value, t1 - at, |x| rate * (target - x)), 1e-8));
        prop_assert!(near(state.integral(t0, t1), quadrature(|t| state.value(t), t0, t1), 1e-8));
        prop_assert!((value.min(target)..=value.max(target)).contains(&state.value(t1)));
    }

    #[test]
    fn relaxing_changes_only_what_is_changed(
        value in 0.0..1.0, target in 0.0..1.0, rate in 0.001..0.3, first in 0.0..50.0, second in 0.0..50.0,
    ) {
        let whole = Relaxing::new(value, target, rate, 0.0);
        let end = first + second;
        let mut parts = whole;
        parts.advance(first);
        prop_assert!(near(parts.value(end), whole.value(end), 1e-13));
        prop_assert!(near(whole.integral(0.0, first) + parts.integral(first, end), whole.integral(0.0, end), 1e-12));
        let mut same = whole;
        same.shift(first, 0.25);
        prop_assert!(near(same.value(first), whole.value(first) + 0.25, 1e-15));
        let mut turned = whole;
        turned.retarget(first, value);
        prop_assert_eq!(turned.value(first), whole.value(first));
        prop_assert!((turned.value(end) - value).abs() <= (turned.value(first) - value).abs());
        let mut stopped = whole;
        stopped.set_rate(first, 0.0);
        prop_assert_eq!(stopped.value(end), whole.value(first));
    }

    #[test]
    fn relaxing_is_at_the_level_when_it_crosses_it(
        value in -1.0..1.0, target in -1.0..1.0, level in -1.0..1.0, rate in 0.001..1.0, at in 0.0..300.0,
    ) {
        let state = Relaxing::new(value, target, rate, at);
        let between = (value - level) * (level - target) > 0.0;
        let crossing = state.crossing(level);
        prop_assert_eq!(crossing.is_some(), between);
        if let Some(day) = crossing {
            prop_assert!(day >= at);
            prop_assert!((state.value(day) - level).abs() < 1e-10);
        }
    }

    #[test]
    fn two_speeds_fade_as_their_equations_say(
        law in law(), fast in 0.0..0.3, slow in 0.0..0.3, wait in 0.0..40.0, width in 0.0..40.0,
    ) {
        let state = TwoSpeed::new(law, fast, slow, 10.0);
        let (t0, t1) = (10.0 + wait, 10.0 + wait + width);
        let expected = law.floor
            + solve(fast, t1 - 10.0, |x| -law.fast_rate * x)
            + solve(slow, t1 - 10.0, |x| -law.slow_rate * x);
        prop_assert!(near(state.value(t1), expected, 1e-8));
        prop_assert!(near(state.integral(t0, t1), quadrature(|t| state.value(t), t0, t1), 1e-8));
        let mut parts = state;
        parts.advance(t0);
        prop_assert!(near(parts.value(t1), state.value(t1), 1e-13));
    }

    #[test]
    fn a_lift_fills_its_share_of_the_room_and_never_overflows(
        law in law(), fast in 0.0..0.3, slow in 0.0..0.3,
        lifts in prop::collection::vec((0.0..20.0, 0.0..=1.0), 1..30),
    ) {
        let mut state = TwoSpeed::new(law, fast, slow, 0.0);
        let mut day = 0.0;
        for (wait, amount) in lifts {
            day += wait;
            let before = state.value(day);
            state.lift(day, amount);
            prop_assert!(near(state.value(day), before + amount * (1.0 - before), 1e-14));
            prop_assert!(state.value(day) <= 1.0 + 1e-15);
        }
    }

    #[test]
    fn two_short_steps_have_the_law_of_a_long_one(
        mean in -1.0..1.0, rate in 0.0..0.5, sigma in 0.0..0.5, x in -2.0..2.0, a in 0.0..30.0, b in 0.0..30.0,
    ) {
        let walk = OrnsteinUhlenbeck::new(mean, rate, sigma);
        let expected = walk.step(walk.step(x, a, 0.0), b, 0.0);
        prop_assert!(near(walk.step(x, a + b, 0.0), expected, 1e-13));
        // Var = Var(a)·e^(−2·rate·b) + Var(b), the factor being the share of a departure that is left.
        let left = walk.step(mean + 1.0, b, 0.0) - mean;
        let variance = square(walk.standard_deviation(a) * left) + square(walk.standard_deviation(b));
        prop_assert!(near(square(walk.standard_deviation(a + b)), variance, 1e-12));
    }
}

#[test]
fn the_walk_settles_at_its_standard_deviation_and_spreads_as_brownian_without_reversion() {
    let settled = OrnsteinUhlenbeck::stationary(0.5, 0.05, 0.12);
    assert!(near(settled.standard_deviation(1e5), 0.12, 1e-14));
    let free = OrnsteinUhlenbeck::new(0.5, 0.0, 0.12);
    assert!(near(free.standard_deviation(9.0), 0.36, 1e-14));
    assert_eq!(free.step(0.7, 9.0, 0.0), 0.7);
}

#[test]
fn the_variance_solves_its_equation() {
    // dVar/dt = sigma² − 2·rate·Var
    let (rate, sigma) = (0.03, 0.2);
    let walk = OrnsteinUhlenbeck::new(0.0, rate, sigma);
    let variance = solve(0.0, 25.0, |v| sigma * sigma - 2.0 * rate * v);
    assert!(near(square(walk.standard_deviation(25.0)), variance, 1e-9));
}
