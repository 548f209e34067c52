//! Solution points, against their definitions over every outcome.

use std::cmp::Ordering;

use proptest::prelude::*;
use summitry_model::bargaining::{Point, Preferences, Solutions, Space, TooLarge, front};

use crate::bargaining_frontier::{Whole, Worths, agenda, outcomes, space};

const UNIT: f64 = 0.0625;

/// An agenda and a disagreement point, in the same whole numbers.
fn domain() -> impl Strategy<Value = (Worths, Vec<i64>)> {
    agenda(2..=5, 6).prop_flat_map(|worths| {
        let parties = worths.len();
        (Just(worths), prop::collection::vec(-1i64..8, parties))
    })
}

fn solve(worths: &Worths, disagreement: &[i64]) -> Option<Solutions> {
    Solutions::new(&space(worths, UNIT), &utilities(disagreement)).unwrap()
}

fn utilities(whole: &[i64]) -> Vec<f64> {
    whole.iter().map(|d| *d as f64 * UNIT).collect()
}

fn gains(outcome: &Whole, disagreement: &[i64]) -> Vec<i64> {
    outcome.1.iter().zip(disagreement).map(|(u, d)| u - d).collect()
}

/// Outcomes at which nobody loses, in lexicographic order.
fn rational(worths: &Worths, disagreement: &[i64]) -> Vec<Whole> {
    let nobody_loses = |o: &Whole| gains(o, disagreement).iter().all(|g| *g >= 0);
    outcomes(worths).into_iter().filter(nobody_loses).collect()
}

/// The first of those than which none is better.
fn first_best(of: &[Whole], compare: impl Fn(&Whole, &Whole) -> Ordering) -> Vec<u8> {
    let best = |a: &&Whole| of.iter().all(|b| compare(a, b).is_ge());
    of.iter().find(best).map(|o| o.0.clone()).unwrap()
}

fn sorted(mut numbers: Vec<i64>) -> Vec<i64> {
    numbers.sort_unstable();
    numbers
}

/// How many gain, and the product of their shares of the most, over a common denominator.
fn nash(gains: &[i64], most: &[i64]) -> (usize, i64) {
    let some = gains.iter().zip(most).filter(|(g, _)| **g > 0);
    let rest = gains.iter().zip(most).filter(|(g, m)| **g == 0 && **m > 0);
    (
        some.clone().count(),
        some.map(|(g, _)| g).product::<i64>() * rest.map(|(_, m)| m).product::<i64>(),
    )
}

/// Shares of the most, from the least, over a common denominator.
fn shares(gains: &[i64], most: &[i64]) -> Vec<i64> {
    let common: i64 = most.iter().filter(|m| **m > 0).product();
    let some = gains.iter().zip(most).filter(|(_, m)| **m > 0);
    sorted(some.map(|(g, m)| g * (common / m)).collect())
}

fn options(solutions: &Solutions) -> [Vec<u8>; 4] {
    solutions.named().map(|(_, point)| point.outcome.options().to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn each_point_is_the_first_that_its_definition_finds((worths, d) in domain()) {
        let rational = rational(&worths, &d);
        let found = solve(&worths, &d);
        prop_assert_eq!(found.is_none(), rational.is_empty());
        if let Some(found) = found {
            let of = |o: &Whole| gains(o, &d);
            let most: Vec<i64> = (0..d.len())
                .map(|k| rational.iter().map(|o| of(o)[k]).max().unwrap())
                .collect();
            let sum = |o: &Whole| o.1.iter().sum::<i64>();
            let expected = [
                first_best(&rational, |a, b| nash(&of(a), &most).cmp(&nash(&of(b), &most))),
                first_best(&rational, |a, b| sorted(of(a)).cmp(&sorted(of(b)))),
                first_best(&rational, |a, b| shares(&of(a), &most).cmp(&shares(&of(b), &most))),
                first_best(&rational, |a, b| sum(a).cmp(&sum(b))),
            ];
            prop_assert_eq!(options(&found), expected);
        }
    }

    #[test]
    fn all_points_are_on_the_front_and_found_there_too((worths, d) in domain()) {
        let space = space(&worths, UNIT);
        let front = front(&space).unwrap();
        let found = solve(&worths, &d);
        for (name, point) in found.iter().flat_map(Solutions::named) {
            prop_assert!(front.contains(point), "{} is not on the front", name);
        }
        prop_assert_eq!(Solutions::on(&space, &front, &utilities(&d)), found);
    }

    /// Covariance: another scale and another zero for one party's utility.
    #[test]
    fn nash_and_kalai_smorodinsky_do_not_depend_on_a_scale(
        (worths, d) in domain(),
        party in 0usize..5,
        scale in prop::sample::select(vec![2i64, 4, 32, 1024]),
        shift in -8i64..8,
    ) {
        let k = party % worths.len();
        let (mut other, mut from) = (worths.clone(), d.clone());
        other[k].iter_mut().flatten().for_each(|w| *w *= scale);
        other[k][0].iter_mut().for_each(|w| *w += shift);
        from[k] = d[k] * scale + shift;
        let outcome = |s: Solutions| (s.nash.outcome, s.kalai_smorodinsky.outcome);
        prop_assert_eq!(solve(&worths, &d).map(outcome), solve(&other, &from).map(outcome));
    }

    #[test]
    fn no_point_depends_on_where_zero_is((worths, d) in domain(), shift in -8i64..8) {
        let (mut other, mut from) = (worths.clone(), d.clone());
        other[1][0].iter_mut().for_each(|w| *w += shift);
        from[1] += shift;
        prop_assert_eq!(
            solve(&worths, &d).as_ref().map(options),
            solve(&other, &from).as_ref().map(options)
        );
    }

    #[test]
    fn no_point_depends_on_the_order_of_the_parties((mut worths, mut d) in domain()) {
        let before = solve(&worths, &d);
        worths.reverse();
        d.reverse();
        let after = solve(&worths, &d);
        prop_assert_eq!(before.as_ref().map(options), after.as_ref().map(options));
    }

    /// Which of equals comes first may change with the labels, what it is worth by its principle may not.
    #[test]
    fn what_issues_and_options_are_called_does_not_matter((worths, d) in domain()) {
        let mut other = worths.clone();
        for party in &mut other {
            party.rotate_left(1);
            party.iter_mut().for_each(|issue| issue.reverse());
        }
        let rational = rational(&worths, &d);
        let most: Vec<i64> = (0..d.len())
            .map(|k| rational.iter().map(|o| o.1[k] - d[k]).max().unwrap_or(0))
            .collect();
        let worth = |s: Solutions| {
            let of = |p: &Point| -> Vec<i64> {
                p.utilities.iter().zip(&d).map(|(u, d)| (u / UNIT) as i64 - d).collect()
            };
            (
                nash(&of(&s.nash), &most),
                sorted(of(&s.kalai)),
                shares(&of(&s.kalai_smorodinsky), &most),
                of(&s.utilitarian).iter().sum::<i64>(),
            )
        };
        prop_assert_eq!(solve(&worths, &d).map(worth), solve(&other, &d).map(worth));
    }

    /// In tenths the status quo is no round number: it must be rational all the same.
    #[test]
    fn an_outcome_is_rational_from_itself(worths in agenda(2..=5, 6), which in 0usize..256) {
        let space = space(&worths, 0.1);
        let all = outcomes(&worths);
        let from = space.point(&all[which % all.len()].0).utilities;
        let found = Solutions::new(&space, &from).unwrap().unwrap();
        for (name, point) in found.named() {
            let worse = point.utilities.iter().zip(&from).any(|(u, d)| *u < d - 1e-9);
            prop_assert!(!worse, "{} leaves somebody worse off", name);
        }
    }
}

fn preferences(weights: &[f64], values: &[f64]) -> Preferences {
    Preferences::weighted(weights, &vec![values.to_vec(); weights.len()]).unwrap()
}

#[test]
fn the_example_worked_out_by_hand() {
    let rising = [0.0, 0.25, 0.5, 0.75, 1.0];
    let falling = [1.0, 0.75, 0.5, 0.25, 0.0];
    let a = preferences(&[0.5, 0.3, 0.2], &rising);
    let b = preferences(&[0.2, 0.3, 0.5], &falling);
    let space = Space::new(&[a, b]).unwrap();
    // From all for the first: issue 3 goes first, at 2.5 gained for 1 given, then 2 at 1, then 1 at .4.
    assert_eq!(front(&space).unwrap().len(), 13);
    let found = Solutions::new(&space, &[0.0, 0.0]).unwrap().unwrap();
    for point in [&found.nash, &found.kalai, &found.kalai_smorodinsky] {
        assert_eq!(point.outcome.options(), &[4, 2, 0]);
        assert!(point.utilities.iter().all(|u| (u - 0.65).abs() < 1e-12));
    }
    // Issue 2 is worth the same to both: all its options have the greatest sum, the first is taken.
    assert_eq!(found.utilitarian.outcome.options(), &[4, 0, 0]);
    let far = found.distances(&found.kalai.utilities);
    assert_eq!((far.nash, far.kalai, far.kalai_smorodinsky), (0.0, 0.0, 0.0));
    assert!((far.utilitarian - 0.15 * f64::sqrt(2.0)).abs() < 1e-12);
}

#[test]
fn three_parties_and_a_cake() {
    // Ten slices in all; each party has the share that is not the others', in steps of a tenth.
    let worths = vec![
        vec![vec![0, 1, 2, 3, 4, 5, 6], vec![0; 7]],
        vec![vec![0; 7], vec![0, 1, 2, 3, 4, 5, 6]],
        vec![vec![6, 5, 4, 3, 2, 1, 0], vec![6, 5, 4, 3, 2, 1, 0]],
    ];
    let found = Solutions::new(&space(&worths, 0.1), &[0.0, 0.0, 0.0]).unwrap().unwrap();
    assert_eq!(found.nash.outcome.options(), &[4, 4]);
    assert_eq!(found.kalai.outcome.options(), &[4, 4]);
    // The third could have twice what the others could: 6/12, 3/6 and 3/6 are equal shares.
    assert_eq!(found.kalai_smorodinsky.outcome.options(), &[3, 3]);
    // Every division sums to 12.
    assert_eq!(found.utilitarian.outcome.options(), &[0, 0]);
}

#[test]
fn a_party_that_can_gain_nothing_leaves_the_others_to_bargain() {
    let worths = vec![vec![vec![0, 1, 2, 3]], vec![vec![3, 3, 1, 0]], vec![vec![0, 0, 0, 0]]];
    let found = Solutions::new(&space(&worths, 0.25), &[0.0; 3]).unwrap().unwrap();
    assert_eq!(found.nash.outcome.options(), &[1]);
    assert_eq!(found.kalai_smorodinsky.outcome.options(), &[1]);
    // Nobody can gain: what there is, is.
    let found = Solutions::new(&space(&worths, 0.25), &[0.75, 0.0, 0.0]).unwrap().unwrap();
    assert!(found.named().iter().all(|(_, point)| point.outcome.options() == [3]));
}

#[test]
fn without_a_rational_outcome_there_is_no_point() {
    let worths = vec![vec![vec![0, 1, 2, 3]], vec![vec![3, 2, 1, 0]]];
    let space = space(&worths, 0.25);
    for disagreement in
        [[0.5, 0.5], [f64::INFINITY, 0.0], [f64::NAN, 0.0], [0.0, 1e300], [0.75 + 1e-9, 0.0]]
    {
        assert_eq!(Solutions::new(&space, &disagreement).unwrap(), None);
    }
    assert!(Solutions::new(&space, &[-1e300, f64::NEG_INFINITY]).unwrap().is_some());
}

#[test]
fn products_of_sixteen_gains_are_told_apart_to_the_last_unit() {
    // Close to 1 and close to nothing: the products would overflow a word and vanish in a float.
    for size in [1.0, 1e-3] {
        let worth = |k: usize| {
            let more = if k == 15 { 1e-11 } else { 0.0 };
            Preferences::new(&[vec![size, size + more, 0.0], vec![1.0 - size; 1]]).unwrap()
        };
        let space = Space::new(&(0..16).map(worth).collect::<Vec<_>>()).unwrap();
        let found = Solutions::new(&space, &[1.0 - size; 16]).unwrap().unwrap();
        assert_eq!(found.nash.outcome.options(), &[1, 0]);
    }
}

#[test]
fn issues_with_one_option_settle_themselves() {
    let worths = vec![vec![vec![2], vec![1]], vec![vec![0], vec![1]], vec![vec![5], vec![0]]];
    let found = solve(&worths, &[0, 0, 0]).unwrap();
    assert!(found.named().iter().all(|(_, point)| point.outcome.options() == [0, 0]));
    assert_eq!(solve(&worths, &[0, 2, 0]), None);
}

/// A table of three at odds over `issues` with five options.
fn at_odds(issues: usize) -> Worths {
    let worths = [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [0, 2, 4, 2, 0]];
    worths.iter().map(|of| vec![of.to_vec(); issues]).collect()
}

#[test]
fn a_space_that_is_too_large_is_refused() {
    let space = space(&at_odds(10), UNIT);
    let refused = TooLarge::Outcomes { outcomes: 9_765_625.0 };
    assert_eq!(Solutions::new(&space, &[0.0; 3]), Err(refused));
}

#[test]
fn two_parties_have_points_however_large_the_space() {
    let found = solve(&at_odds(30)[..2].to_vec(), &[0, 0]).unwrap();
    assert_eq!(found.nash.utilities, [60.0 * UNIT; 2]);
    assert_eq!(found.kalai.utilities, [60.0 * UNIT; 2]);
}

#[test]
fn points_are_found_where_the_front_is_too_large() {
    let worths: Worths =
        [1, -1].iter().map(|s| (0..18).map(|j| vec![0, s << j]).collect()).collect();
    let space = space(&worths, 1.0);
    assert_eq!(front(&space), Err(TooLarge::Points { issues: 17 }));
    let total = f64::from((1 << 18) - 1);
    let found = Solutions::new(&space, &[0.0, -total]).unwrap().unwrap();
    // The total is odd: of the two halves the one that takes the last issue alone has the lower options.
    assert_eq!(found.nash.utilities[0], (total + 1.0) / 2.0);
    assert_eq!(found.kalai.outcome, found.nash.outcome);
}

#[test]
#[should_panic(expected = "a disagreement point has all parties")]
fn a_disagreement_point_has_all_parties() {
    drop(Solutions::new(&space(&at_odds(2), UNIT), &[0.0; 2]));
}
