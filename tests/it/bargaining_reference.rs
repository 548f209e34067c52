//! The alternating-offers kernel against NegMAS 0.16.0, case by case, with reservations and without, and against an
//! example worked out by hand.

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

#[test]
fn the_example_worked_out_by_hand_ends_as_recorded_for_some_draw_and_near_it_for_all() {
    let [one, other] = by_hand();
    // Most offers have equals: the record's list of them puts the lower options first, and here one is drawn.
    for (first, second, recorded, shares) in [
        ("boulware", "conceder", [4, 4, 2], [0.9, 0.25]),
        ("conceder", "boulware", [2, 0, 0], [0.25, 0.9]),
        ("linear", "linear", [3, 3, 0], [0.6, 0.625]),
        ("boulware", "boulware", [3, 3, 0], [0.6, 0.625]),
        ("conceder", "conceder", [3, 3, 0], [0.6, 0.625]),
    ] {
        let parties = [(&one, first.parse().unwrap()), (&other, second.parse().unwrap())];
        let mut met = false;
        for seed in 1..=200 {
            let mut session = Session::between(&parties, 100).seeded(seed);
            assert_eq!(session.play(), Turn::Agreed, "{first} against {second}");
            let offer = session.standing().unwrap().0;
            met |= offer.options() == recorded;
            for (of, share) in [&one, &other].into_iter().zip(shares) {
                let got = of.utility(offer.options());
                assert!((got - share).abs() < 0.25, "{first} against {second}: {got}, not {share}");
            }
        }
        assert!(met, "{first} against {second}");
        assert!((one.utility(&recorded) - shares[0]).abs() < 1e-12);
        assert!((other.utility(&recorded) - shares[1]).abs() < 1e-12);
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
