//! The Pareto front, against comparing every outcome with every other.

use proptest::prelude::*;
use summitry_model::bargaining::frontier::MOST_POINTS;
use summitry_model::bargaining::space::MOST_OUTCOMES;
use summitry_model::bargaining::{Preferences, Space, TooLarge, Unfit, distance, front, nearest};

/// Worths by party, issue and option, in whole numbers.
pub(crate) type Worths = Vec<Vec<Vec<i64>>>;

/// An outcome's options and what they are worth to each party.
pub(crate) type Whole = (Vec<u8>, Vec<i64>);

/// A small agenda for `parties`, with few distinct worths, so that ties come up.
pub(crate) fn agenda(
    parties: std::ops::RangeInclusive<usize>,
    greatest: i64,
) -> impl Strategy<Value = Worths> {
    (parties, prop::collection::vec(1usize..5, 1..5)).prop_flat_map(move |(parties, sizes)| {
        let issue = |n: usize| prop::collection::vec(0..=greatest, n);
        let party = sizes.into_iter().map(issue).collect::<Vec<_>>();
        prop::collection::vec(party, parties)
    })
}

/// The space of worths in units of `unit`.
pub(crate) fn space(worths: &Worths, unit: f64) -> Space {
    let row = |row: &Vec<i64>| row.iter().map(|w| *w as f64 * unit).collect();
    let party = |p: &Vec<Vec<i64>>| {
        Preferences::new(&p.iter().map(row).collect::<Vec<Vec<f64>>>()).unwrap()
    };
    Space::new(&worths.iter().map(party).collect::<Vec<_>>()).unwrap()
}

/// All outcomes, the last issue changing fastest.
pub(crate) fn outcomes(worths: &Worths) -> Vec<Whole> {
    let mut all = vec![(Vec::new(), vec![0; worths.len()])];
    for issue in 0..worths[0].len() {
        let mut next = Vec::new();
        for (options, sums) in &all {
            for option in 0..worths[0][issue].len() {
                let more = sums.iter().zip(worths).map(|(sum, p)| sum + p[issue][option]).collect();
                next.push(([&options[..], &[option as u8]].concat(), more));
            }
        }
        all = next;
    }
    all
}

/// The front by its definition, sorted as the crate sorts it.
fn by_definition(all: &[Whole]) -> Vec<Whole> {
    let beats = |a: &Whole, b: &Whole| {
        a.1.iter().zip(&b.1).all(|(a, b)| a >= b) && (a.1 != b.1 || a.0 < b.0)
    };
    let mut found: Vec<Whole> =
        all.iter().filter(|o| !all.iter().any(|other| beats(other, o))).cloned().collect();
    found.sort_by(|a, b| b.1.cmp(&a.1));
    found
}

fn whole(space: &Space, unit: f64) -> Vec<Whole> {
    let round = |u: &f64| (u / unit).round() as i64;
    let point = |p: summitry_model::bargaining::Point| {
        (p.outcome.options().to_vec(), p.utilities.iter().map(round).collect())
    };
    front(space).unwrap().into_iter().map(point).collect()
}

/// A table of `parties` at odds over binary issues, so that no outcome dominates another.
fn at_odds(parties: usize, issues: usize) -> Space {
    let worths = (0..parties as i64)
        .map(|k| (0..issues).map(|j| vec![0, if k == 0 { 1 } else { -1 } << j]).collect())
        .collect();
    space(&worths, 1.0)
}

/// A table of `parties` alike over issues with five options.
fn alike(parties: usize, issues: usize) -> Space {
    space(&vec![vec![vec![0, 1, 2, 3, 4]; issues]; parties], 0.25)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn the_front_is_what_its_definition_says(worths in agenda(2..=5, 4)) {
        prop_assert_eq!(whole(&space(&worths, 0.0625), 0.0625), by_definition(&outcomes(&worths)));
    }

    /// Tenths do not sum exactly, and sums that are equal on paper must not pass for different ones.
    #[test]
    fn rounding_errors_neither_dominate_nor_save(worths in agenda(2..=5, 6)) {
        prop_assert_eq!(whole(&space(&worths, 0.1), 0.1), by_definition(&outcomes(&worths)));
    }

    #[test]
    fn what_issues_and_options_are_called_does_not_matter(
        worths in agenda(2..=5, 6),
        turn in 0usize..4,
    ) {
        let mut other = worths.clone();
        for party in &mut other {
            let issues = party.len();
            party.rotate_left(turn % issues);
            party.iter_mut().for_each(|issue| issue.reverse());
        }
        let utilities = |w: &Worths| -> Vec<Vec<i64>> {
            whole(&space(w, 0.1), 0.1).into_iter().map(|point| point.1).collect()
        };
        prop_assert_eq!(utilities(&worths), utilities(&other));
    }

    #[test]
    fn enumeration_gives_every_outcome_in_order(worths in agenda(2..=5, 4)) {
        let space = space(&worths, 0.0625);
        let mut found = Vec::new();
        let visit = |options: &[u8], utilities: &[f64]| {
            assert_eq!(space.point(options).utilities, utilities);
            found.push((options.to_vec(), utilities.iter().map(|u| (u * 16.0) as i64).collect()));
        };
        space.each(visit).unwrap();
        prop_assert_eq!(found.len() as f64, space.outcomes());
        prop_assert_eq!(found, outcomes(&worths));
    }

    #[test]
    fn the_distance_to_the_front_is_the_least(worths in agenda(2..=4, 4)) {
        let space = space(&worths, 0.0625);
        let front = front(&space).unwrap();
        for (options, _) in outcomes(&worths) {
            let utilities = space.point(&options).utilities;
            let (point, far) = nearest(&front, &utilities).unwrap();
            prop_assert_eq!(distance(&point.utilities, &utilities), far);
            prop_assert!(front.iter().all(|p| distance(&p.utilities, &utilities) >= far));
            let on_it = front.iter().any(|p| p.utilities == utilities);
            prop_assert_eq!(far == 0.0, on_it);
        }
    }
}

#[test]
fn a_front_of_thousands_is_found_without_comparing_all_pairs() {
    let space = at_odds(3, 15);
    let front = front(&space).unwrap();
    assert_eq!(front.len(), 1 << 15);
    assert!(front.windows(2).all(|pair| pair[0].utilities[0] > pair[1].utilities[0]));
}

#[test]
fn who_wants_the_same_has_one_best_outcome() {
    let front = front(&alike(5, 9)).unwrap();
    assert_eq!(front.len(), 1);
    assert_eq!(front[0].outcome.options(), &[4; 9]);
}

#[test]
fn two_parties_may_have_astronomically_many_outcomes() {
    let space = alike(2, 30);
    assert!((space.outcomes() / 931_322_574_615_478_515_625.0 - 1.0).abs() < 1e-15);
    assert_eq!(front(&space).unwrap().len(), 1);
}

#[test]
fn what_is_too_large_is_refused() {
    let large = alike(3, 10);
    let refused = TooLarge::Outcomes { outcomes: 9_765_625.0 };
    assert!(large.outcomes() > MOST_OUTCOMES);
    assert_eq!(front(&large), Err(refused));
    assert_eq!(large.each(|_, _| panic!("an outcome was visited")), Err(refused));
    let says = "the agenda has 9765625 outcomes: at most 4000000 are searched";
    assert_eq!(refused.to_string(), says);

    const { assert!(1 << 16 < MOST_POINTS && MOST_POINTS < 1 << 17) };
    for parties in [2, 4] {
        assert_eq!(front(&at_odds(parties, 20)), Err(TooLarge::Points { issues: 17 }));
    }
}

#[test]
fn preferences_of_different_tables_make_no_space() {
    let of = |sizes: &[usize]| {
        Preferences::new(&sizes.iter().map(|n| vec![0.5; *n]).collect::<Vec<_>>()).unwrap()
    };
    let refusal = |parties: &[Preferences]| Space::new(parties).err();
    assert_eq!(refusal(&[of(&[2])]), Some(Unfit::Parties(1)));
    assert_eq!(refusal(&vec![of(&[2]); 17]), Some(Unfit::Parties(17)));
    assert_eq!(refusal(&[of(&[2, 3]), of(&[2, 3]), of(&[3, 2])]), Some(Unfit::Agenda(2)));
    assert_eq!(refusal(&[of(&[2]), of(&[2, 2])]), Some(Unfit::Agenda(1)));
    let huge = Preferences::new(&vec![vec![f64::MAX]; 2]).unwrap();
    assert_eq!(refusal(&[of(&[1, 1]), huge]), Some(Unfit::Worth(1)));
    assert!(Space::new(&vec![of(&[255; 32]); 16]).is_ok());
}
