//! Tallies, trajectories and the summary: order-free, restorable, and right.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use proptest::prelude::*;
use summitry_engine::stats::{Z95, wilson};
use summitry_lab::output::{Summary, Tally, Trajectories};

use crate::runner_job::spec;

/// A run's outcome, rounds, day and strain.
type Run = (usize, u8, f64, f64);

fn count(tally: &mut Tally, &(outcome, rounds, day, strain): &Run) {
    tally.outcome(outcome);
    tally.measure(0, f64::from(rounds));
    tally.measure(1, day);
    let trajectories = tally.trajectories_mut().unwrap();
    trajectories.record(1, 0, strain);
    trajectories.record(3, 1, 1.0 - strain);
}

fn counted(runs: &[Run]) -> Tally {
    let mut tally = Tally::new(&spec());
    runs.iter().for_each(|run| count(&mut tally, run));
    tally
}

fn runs() -> impl Strategy<Value = Vec<Run>> {
    prop::collection::vec((0_usize..2, 0_u8..12, -10.0..400.0, -0.1..1.1), 0..40)
}

proptest! {
    #[test]
    fn merging_in_any_order_is_counting_at_once(one in runs(), two in runs(), three in runs()) {
        let whole = counted(&[one.clone(), two.clone(), three.clone()].concat());
        let [one, two, three] = [one, two, three].map(|runs| counted(&runs));
        for order in [[&one, &two, &three], [&three, &one, &two], [&two, &three, &one]] {
            let mut merged = Tally::new(&spec());
            order.into_iter().for_each(|part| merged.merge(part));
            prop_assert_eq!(&merged, &whole);
        }
    }

    #[test]
    fn a_saved_tally_goes_on_where_it_was(before in runs(), after in runs()) {
        let json = serde_json::to_string(&counted(&before).state()).unwrap();
        let mut restored = Tally::new(&spec());
        restored.restore(&serde_json::from_str(&json).unwrap()).unwrap();
        after.iter().for_each(|run| count(&mut restored, run));
        prop_assert_eq!(restored, counted(&[before, after].concat()));
    }

    #[test]
    fn a_trajectory_quantile_is_near_the_true_one(
        mut values in prop::collection::vec(0.0..=1.0_f64, 1..60),
        q in 0.0..=1.0_f64
    ) {
        let mut trajectories = Trajectories::new(&["strain"], &[0.0]);
        values.iter().for_each(|&value| trajectories.record(0, 0, value));
        values.sort_by(f64::total_cmp);
        let rank = (q * values.len() as f64).ceil().max(1.0) as usize;
        let got = trajectories.quantile(0, 0, q).unwrap();
        prop_assert!((got - values[rank - 1]).abs() <= 1.0 / 254.0 + 1e-6, "{}", got);
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        prop_assert!((trajectories.mean(0, 0).unwrap() - mean).abs() < 1e-6);
    }
}

#[test]
fn a_cleared_tally_is_a_new_one() {
    let mut tally = counted(&[(0, 3, 20.0, 0.5)]);
    tally.clear();
    assert_eq!(tally, Tally::new(&spec()));
}

#[test]
fn shares_piled_on_an_end_are_that_end() {
    let mut trajectories = Trajectories::new(&["strain"], &[0.0]);
    for _ in 0..60 {
        trajectories.record(0, 0, 0.0);
    }
    for _ in 0..40 {
        trajectories.record(0, 0, 1.0);
    }
    let quantiles = [0.05, 0.5, 0.75, 0.95].map(|q| trajectories.quantile(0, 0, q).unwrap());
    assert_eq!(quantiles, [0.0, 0.0, 1.0, 1.0]);
    assert_eq!(trajectories.mean(0, 0), Some(0.4));
}

#[test]
fn trajectories_list_days_then_measures_and_skip_empty_cells() {
    let mut trajectories = Trajectories::new(&["strain", "cohesion"], &[0.0, 7.5]);
    trajectories.record(1, 0, 0.25);
    trajectories.record(1, 0, f64::NAN);
    trajectories.record(0, 1, 2.0);
    let rows = trajectories.rows("two-capitals");
    assert_eq!(
        String::from_utf8(rows.bytes().to_vec()).unwrap(),
        "two-capitals,0,cohesion,1,1,1,1,1,1,1\n\
         two-capitals,7.5,strain,1,0.25,0.25,0.25,0.25,0.25,0.25\n"
    );
}

#[test]
fn a_state_of_another_shape_is_refused() {
    let state = counted(&[(0, 3, 20.0, 0.5)]).state();
    let mut spec = spec();
    spec.trajectories = None;
    assert!(Tally::new(&spec).restore(&state).is_err());
    let mut spec = crate::runner_job::spec();
    spec.outcomes.pop();
    assert!(Tally::new(&spec).restore(&state).is_err());
    let mut spec = crate::runner_job::spec();
    spec.measures.pop();
    assert!(Tally::new(&spec).restore(&state).is_err());
    let mut spec = crate::runner_job::spec();
    spec.trajectories.as_mut().unwrap().days.pop();
    assert!(Tally::new(&spec).restore(&state).is_err());
}

#[test]
fn the_summary_says_what_was_counted() {
    let tally =
        counted(&[(0, 1, 10.0, 0.0), (0, 2, 20.0, 0.0), (0, 2, 30.0, 0.0), (1, 8, f64::NAN, 0.0)]);
    let summary = Summary::of("two-capitals", &tally);
    assert_eq!(summary.runs, 4);
    assert_eq!((summary.outcomes[0].count, summary.outcomes[0].share), (3, 0.75));
    assert_eq!(summary.outcomes[0].interval, wilson(3, 4, Z95));
    let [rounds, day] = &summary.measures[..] else { panic!("{summary:?}") };
    assert_eq!((rounds.n, rounds.mean), (4, Some(3.25)));
    assert_eq!((rounds.q25, rounds.median, rounds.q75), (Some(1.0), Some(2.0), Some(2.0)));
    assert_eq!((day.n, day.mean), (3, Some(20.0)));
    assert!((day.median.unwrap() - 20.0).abs() < 0.366);
    // The standard error of 10, 20, 30 is 10/√3.
    let reach = Z95 * 10.0 / 3.0_f64.sqrt();
    assert!((day.interval.unwrap().high - 20.0 - reach).abs() < 1e-9);

    let text = String::from_utf8(summary.rows().bytes().to_vec()).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "two-capitals,outcome,durable,share,4,3,0.75,0.300642,0.954413,,,,all");
    assert!(
        lines[2].starts_with("two-capitals,measure,rounds_held,rounds,4,,3.25,"),
        "{}",
        lines[2]
    );
    assert!(lines[2].ends_with(",1,2,2,all"), "{}", lines[2]);
    assert!(lines[3].ends_with(",happened"), "{}", lines[3]);
}

#[test]
fn a_measure_that_never_happened_has_empty_cells() {
    let summary = Summary::of("two-capitals", &Tally::new(&spec()));
    let text = String::from_utf8(summary.rows().bytes().to_vec()).unwrap();
    assert!(
        text.contains("two-capitals,measure,settlement_day,days,0,,,,,,,,happened\n"),
        "{text}"
    );
    assert!(text.contains("two-capitals,outcome,durable,share,0,0,0,0,1,,,,all\n"), "{text}");
}
