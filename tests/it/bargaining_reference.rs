//! The alternating-offers kernel against NegMAS 0.16.0, case by case, with reservations and without, and against an
//! example worked out by hand.

use std::collections::BTreeMap;

use serde_json::Value;
use summitry_model::bargaining::{Preferences, Session, Strategy, Turn};

const CASES: [&str; 2] =
    [include_str!("data/sao_cases.json"), include_str!("data/sao_reservation_cases.json")];

struct Case {
    issues: Vec<String>,
    values: Vec<Vec<String>>,
    preferences: Vec<Preferences>,
    strategies: Vec<Strategy>,
    steps: u32,
}

fn case(of: &Value) -> Case {
    let spaces: Vec<&Value> = of["profiles"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| &p["LinearAdditiveUtilitySpace"])
        .collect();
    let domain = spaces[0]["domain"]["issuesValues"].as_object().unwrap();
    let issues: Vec<String> = domain.keys().cloned().collect();
    let names = |of: &Value| -> Vec<String> {
        of["values"].as_array().unwrap().iter().map(|v| v.as_str().unwrap().to_owned()).collect()
    };
    let values: Vec<Vec<String>> = domain.values().map(names).collect();
    let preferences = spaces.iter().map(|space| {
        let weights: Vec<f64> =
            issues.iter().map(|i| space["issueWeights"][i].as_f64().unwrap()).collect();
        let worth: Vec<Vec<f64>> = issues
            .iter()
            .zip(&values)
            .map(|(issue, values)| {
                let of = &space["issueUtilities"][issue]["DiscreteValueSetUtilities"];
                values.iter().map(|v| of["valueUtilities"][v].as_f64().unwrap()).collect()
            })
            .collect();
        let reservation = space["reserved_value"].as_f64().unwrap_or(0.0);
        Preferences::weighted(&weights, &worth).unwrap().with_reservation(reservation).unwrap()
    });
    let preferences = preferences.collect();
    let strategies = of["strategies"].as_array().unwrap().iter();
    let strategies = strategies.map(|s| s.as_str().unwrap().parse().unwrap()).collect();
    let steps = of["steps"].as_u64().unwrap() as u32;
    Case { issues, values, preferences, strategies, steps }
}

#[test]
fn all_cases_end_as_recorded_with_reservations_and_without() {
    let [plain, reserved] = CASES.map(|cases| serde_json::from_str::<Vec<Value>>(cases).unwrap());
    assert_eq!((plain.len(), reserved.len()), (40, 40));
    for of in plain.iter().chain(&reserved) {
        let number = &of["case"];
        let case = case(of);
        let parties: Vec<(&Preferences, Strategy)> =
            case.preferences.iter().zip(case.strategies.iter().copied()).collect();
        let mut session = Session::between(&parties, case.steps);
        session.play();
        assert_eq!(session.drawn(), 0, "case {number}: a tie");
        let agreed = session.agreed_step().and_then(|step| Some((session.standing()?.0, step)));
        let Some((offer, step)) = agreed else {
            assert!(of["agreement"].is_null(), "case {number}: no agreement");
            continue;
        };
        for (issue, (name, &option)) in case.issues.iter().zip(offer.options()).enumerate() {
            let value = &case.values[issue][usize::from(option)];
            assert_eq!(of["agreement"][name].as_str(), Some(value.as_str()), "case {number}");
        }
        // The record counts the steps that were completed; ours are numbered from 0.
        let recorded = of["step"].as_u64().unwrap();
        assert!(recorded.abs_diff(u64::from(step) + 1) <= 1, "case {number}: the step");
        for (preferences, recorded) in
            case.preferences.iter().zip(of["utilities"].as_array().unwrap())
        {
            let utility = preferences.utility(offer.options());
            assert!((utility - recorded.as_f64().unwrap()).abs() < 1e-9, "case {number}");
        }
    }
}

/// 3 issues × 5 options, values 0 ¼ ½ ¾ 1, rising for one and falling for the other.
fn by_hand() -> [Preferences; 2] {
    let rising: Vec<f64> = (0..5).map(|o| f64::from(o) / 4.0).collect();
    let falling: Vec<f64> = rising.iter().rev().copied().collect();
    [
        Preferences::weighted(&[0.5, 0.3, 0.2], &vec![rising; 3]).unwrap(),
        Preferences::weighted(&[0.2, 0.3, 0.5], &vec![falling; 3]).unwrap(),
    ]
}

/// An ending: the offer and the step in which it was agreed.
type End = ([u8; 3], u32);

/// The probability of every ending, by the published rule alone: relative time t = (s + 1)/(n + 1), threshold 1 − t^e of a
/// utility from 0 to 1, and of the offers worth least above threshold − 10⁻⁴ those most like the other's last, each as likely.
fn endings(of: &[Preferences; 2], exponents: [f64; 2], steps: u32) -> BTreeMap<End, f64> {
    let outcomes: Vec<[u8; 3]> = (0..125).map(|k| [k / 25, k / 5 % 5, k % 5]).collect();
    let mut ends = BTreeMap::new();
    // The last offer of each, and how probable that is.
    let mut now: BTreeMap<[Option<[u8; 3]>; 2], f64> = BTreeMap::from([([None; 2], 1.0)]);
    for step in 0..steps {
        let time = f64::from(step + 1) / f64::from(steps + 1);
        for seat in 0..2 {
            let threshold = 1.0 - libm::pow(time, exponents[seat]);
            let worth = |offer: &[u8; 3]| of[seat].utility(offer);
            let enough = outcomes.iter().filter(|offer| worth(offer) >= threshold - 1e-4);
            let least = enough.clone().map(worth).fold(f64::INFINITY, f64::min);
            let equals: Vec<&[u8; 3]> =
                enough.filter(|offer| worth(offer) < least + 1e-9).collect();
            for (last, chance) in std::mem::take(&mut now) {
                let standing = last[1 - seat];
                if let Some(offer) = standing.filter(|offer| worth(offer) >= threshold) {
                    *ends.entry((offer, step)).or_default() += chance;
                    continue;
                }
                let like = |offer: &[u8; 3]| {
                    standing.map_or(0, |s| (0..3).filter(|&k| s[k] == offer[k]).count())
                };
                let most = equals.iter().map(|offer| like(offer)).max().unwrap();
                let likest: Vec<_> = equals.iter().filter(|offer| like(offer) == most).collect();
                for &&offer in &likest {
                    let mut next = last;
                    next[seat] = Some(*offer);
                    *now.entry(next).or_default() += chance / likest.len() as f64;
                }
            }
        }
    }
    ends
}

#[test]
fn the_example_worked_out_by_hand_ends_as_often_in_each_way_as_the_rule_says() {
    const SEEDS: u64 = 1000;
    let of = by_hand();
    // The record draws nothing: of equal offers it makes one of its own choice, and so it is one of the endings.
    for (names, exponents, recorded, shares) in [
        (["boulware", "conceder"], [4.0, 0.25], [4, 4, 2], [0.9, 0.25]),
        (["conceder", "boulware"], [0.25, 4.0], [2, 0, 0], [0.25, 0.9]),
        (["linear", "linear"], [1.0, 1.0], [3, 3, 0], [0.6, 0.625]),
        (["boulware", "boulware"], [4.0, 4.0], [3, 3, 0], [0.6, 0.625]),
        (["conceder", "conceder"], [0.25, 0.25], [3, 3, 0], [0.6, 0.625]),
    ] {
        let expected = endings(&of, exponents, 100);
        assert!((expected.values().sum::<f64>() - 1.0).abs() < 1e-9, "{names:?} always agree");
        assert!(expected.keys().any(|(offer, _)| *offer == recorded), "{names:?}: {expected:?}");
        let parties = [0, 1].map(|k| (&of[k], names[k].parse().unwrap()));
        let mut found: BTreeMap<End, f64> = BTreeMap::new();
        for seed in 1..=SEEDS {
            let mut session = Session::between(&parties, 100).seeded(seed);
            assert_eq!(session.play(), Turn::Agreed, "{names:?}");
            let options: [u8; 3] = session.standing().unwrap().0.options().try_into().unwrap();
            let end = (options, session.agreed_step().unwrap());
            *found.entry(end).or_default() += 1.0 / SEEDS as f64;
        }
        for (end, share) in &found {
            assert!(expected.contains_key(end), "{names:?}: {end:?} is no ending, {share}");
        }
        for (end, chance) in &expected {
            let share = found.get(end).copied().unwrap_or_default();
            let error = (chance * (1.0 - chance) / SEEDS as f64).sqrt();
            assert!(
                (share - chance).abs() <= 4.5 * error + 1e-9,
                "{names:?}: {end:?} {share}, not {chance}"
            );
        }
        for k in 0..2 {
            assert!((of[k].utility(&recorded) - shares[k]).abs() < 1e-12);
        }
    }
}

/// Acceptable are 1 and .5, and the reservation lies between .5 and 0: it is conceded to the reservation itself, not to
/// the worst of what is acceptable, so that .5 is offered and taken later.
#[test]
fn a_party_concedes_to_its_reservation_and_not_to_its_worst_acceptable_offer() {
    let row = vec![vec![1.0, 0.5, 0.0]];
    let of = Preferences::new(&row).unwrap().with_reservation(0.2).unwrap();
    for name in ["linear", "trade-off", "frequency", "polynomial:beta=1"] {
        let seats = [(&of, name.parse().unwrap()), (&of, name.parse().unwrap())];
        let session = Session::between(&seats, 9);
        // A tenth of the way from 1 to .2.
        assert!((session.threshold(0) - 0.92).abs() < 1e-12, "{name}");
    }
}
