//! The alternating-offers kernel against NegMAS 0.16.0, case by case, and against an example worked out by hand.

use serde_json::Value;
use summitry_model::bargaining::{Preferences, Session, Strategy, Turn};

const CASES: &str = include_str!("data/sao_cases.json");

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
        Preferences::weighted(&weights, &worth).unwrap()
    });
    let preferences = preferences.collect();
    let strategies = of["strategies"].as_array().unwrap().iter();
    let strategies = strategies.map(|s| s.as_str().unwrap().parse().unwrap()).collect();
    let steps = of["steps"].as_u64().unwrap() as u32;
    Case { issues, values, preferences, strategies, steps }
}

#[test]
fn all_forty_cases_end_as_recorded() {
    let cases: Vec<Value> = serde_json::from_str(CASES).unwrap();
    assert_eq!(cases.len(), 40);
    for of in &cases {
        let number = &of["case"];
        let case = case(of);
        let parties: Vec<(&Preferences, Strategy)> =
            case.preferences.iter().zip(case.strategies.iter().copied()).collect();
        let mut session = Session::between(&parties, case.steps);
        session.play();
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
        assert_eq!(of["step"].as_u64(), Some(u64::from(step) + 1), "case {number}: the step");
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
fn the_example_worked_out_by_hand_ends_as_it_should() {
    let [one, other] = by_hand();
    let cases = [
        ("boulware", "conceder", [4, 4, 2], [0.9, 0.25]),
        ("conceder", "boulware", [2, 0, 0], [0.25, 0.9]),
        ("linear", "linear", [3, 3, 0], [0.6, 0.625]),
        ("boulware", "boulware", [3, 3, 0], [0.6, 0.625]),
        ("conceder", "conceder", [3, 3, 0], [0.6, 0.625]),
    ];
    for (first, second, agreement, utilities) in cases {
        let parties = [(&one, first.parse().unwrap()), (&other, second.parse().unwrap())];
        let mut session = Session::between(&parties, 100);
        assert_eq!(session.play(), Turn::Agreed, "{first} against {second}");
        let offer = session.standing().unwrap().0;
        assert_eq!(offer.options(), agreement, "{first} against {second}");
        assert!((one.utility(&agreement) - utilities[0]).abs() < 1e-12);
        assert!((other.utility(&agreement) - utilities[1]).abs() < 1e-12);
    }
}
