//! Profiles in GeniusWeb JSON: both dialects, published cases, and the same profile in XML.

use std::fs;

use proptest::prelude::*;
use serde_json::{Value, json};
use summitry_model::bargaining::import::{Profile, parse};

use crate::import_genius::{data, fixture};

fn read(profile: &Value) -> Profile {
    parse(&profile.to_string(), "party.json").unwrap()
}

#[test]
fn utilities_stay_as_they_are_and_the_reservation_is_that_of_its_bid() {
    let broker = fixture("car-broker.json");
    assert_eq!(broker.name(), "The broker");
    let warranty = &broker.issues()[1];
    assert_eq!(
        (&warranty.values[..], warranty.ordered),
        (&["0", "1", "2", "3", "4"].map(String::from)[..], true)
    );
    assert_eq!(broker.weights(), [0.3, 0.2, 0.5]);
    assert_eq!(broker.values()[0], [0.0, 0.5, 0.8]);
    let line = [0.0, 0.15, 0.3, 0.45, 0.6];
    assert!(broker.values()[1].iter().zip(line).all(|(got, wanted)| (got - wanted).abs() < 1e-12));
    assert!((broker.reservation() - (0.3 * 0.5 + 0.2 * 0.3 + 0.5 * 0.25)).abs() < 1e-12);
    assert_eq!(broker.discount(), 1.0);
}

#[test]
fn both_dialects_and_ways_to_write_a_range_mean_the_same() {
    let space = |range: Value, kind: &str, ends: [Value; 2]| {
        json!({"LinearAdditiveUtilitySpace": {
            "domain": {"name": "d", "issuesValues": {"rate": {"range": range}}},
            "issueWeights": {"rate": 2},
            "issueUtilities": {"rate": {kind: {
                "lowValue": ends[0], "lowUtility": 0.25, "highValue": ends[1], "highUtility": 1,
            }}},
        }})
    };
    let numbers = [json!(12.2), json!(12.9)];
    let newer = read(&space(
        json!({"low": 12.2, "high": 12.9, "step": 0.3}),
        "NumberValueSetUtilities",
        numbers.clone(),
    ));
    let older =
        read(&space(json!(["12.2", "12.9", "0.3"]), "numberutils", [json!("12.2"), json!("12.9")]));
    assert_eq!(newer, older);
    assert_eq!(newer.issues()[0].values, ["12.2", "12.5", "12.8"]);
    let values = &newer.values()[0];
    assert_eq!(values[0], 0.25);
    assert!((values[1] - (0.25 + 0.75 * 3.0 / 7.0)).abs() < 1e-12);
}

#[test]
fn values_that_are_numbers_have_their_utilities_under_texts() {
    let profile = read(&json!({"LinearAdditiveUtilitySpace": {
        "name": null,
        "domain": {"issuesValues": {"days": {"values": [30, 7.5, "90"]}}},
        "issueWeights": {"days": 1},
        "issueUtilities": {"days": {"DiscreteValueSetUtilities": {
            "valueUtilities": {"90": 0, "30": 1, "7.5": 0.5},
        }}},
        "reservationBid": {"issuevalues": {"days": 7.5}},
    }}));
    assert_eq!(profile.name(), "party");
    assert_eq!(profile.issues()[0].values, ["30", "7.5", "90"]);
    assert_eq!((profile.values(), profile.reservation()), (&[vec![1.0, 0.5, 0.0]][..], 0.5));
}

#[test]
fn a_reservation_and_a_factor_in_numbers_are_read() {
    let profile = |reserved: Value, discount: Value| {
        parse(
            &json!({"LinearAdditiveUtilitySpace": {
                "domain": {"issuesValues": {"days": {"values": ["a"]}}},
                "issueWeights": {"days": 1},
                "issueUtilities": {"days": {"discreteutils": {"valueUtilities": {"a": 1}}}},
                "reserved_value": reserved,
                "discount_factor": discount,
            }})
            .to_string(),
            "x.json",
        )
    };
    let read = profile(json!(0.4), json!(0.9)).unwrap();
    assert_eq!((read.reservation(), read.discount()), (0.4, 0.9));
    let read = profile(Value::Null, json!(0)).unwrap();
    assert_eq!((read.reservation(), read.discount()), (0.0, 1.0));
    assert_eq!(profile(json!(1.5), Value::Null).unwrap_err().code(), "out-of-range");
    assert_eq!(profile(Value::Null, json!(-1)).unwrap_err().code(), "out-of-range");
}

/// Profiles and agreements recorded elsewhere.
#[test]
fn recorded_agreements_have_their_recorded_utilities() {
    let text = fs::read_to_string(data("sao_cases.json")).unwrap();
    let cases: Vec<Value> = serde_json::from_str(&text).unwrap();
    let mut seen = 0;
    for case in &cases {
        let profiles: Vec<Profile> =
            case["profiles"].as_array().unwrap().iter().map(read).collect();
        let Some(agreement) = case["agreement"].as_object() else { continue };
        for (profile, utility) in profiles.iter().zip(case["utilities"].as_array().unwrap()) {
            let option = |issue: &summitry_model::bargaining::import::ProfileIssue| {
                let value = agreement[&issue.name].as_str().unwrap();
                issue.values.iter().position(|own| own == value).unwrap() as u8
            };
            let options: Vec<u8> = profile.issues().iter().map(option).collect();
            let got = profile.preferences().utility(&options);
            assert!((got - utility.as_f64().unwrap()).abs() < 1e-9, "case {}", case["case"]);
            seen += 1;
        }
    }
    assert!(cases.len() == 40 && seen > 100, "{seen}");
}

/// A profile as plain numbers: evaluations of which each issue has one above 0, ratios, a bid.
#[derive(Clone, Debug)]
struct Plain {
    issues: Vec<(f64, Vec<f64>, usize)>,
}

fn plain() -> impl Strategy<Value = Plain> {
    let issue = (0.001..1000.0, prop::collection::vec(0.0..50.0, 1..8), any::<usize>()).prop_map(
        |(weight, mut evaluations, bid)| {
            evaluations[0] += 0.5;
            let bid = bid % evaluations.len();
            (weight, evaluations, bid)
        },
    );
    prop::collection::vec(issue, 1..7).prop_map(|issues| Plain { issues })
}

impl Plain {
    /// Names that both formats must escape.
    fn issue(j: usize) -> String {
        format!("issue <{j}> & \"more\" 'ü'")
    }

    fn json(&self, kind: &str) -> Value {
        let (mut values, mut weights, mut utilities, mut bid) =
            (json!({}), json!({}), json!({}), json!({}));
        for (j, (weight, evaluations, chosen)) in self.issues.iter().enumerate() {
            let name = &Plain::issue(j);
            let most = evaluations.iter().copied().fold(0.0, f64::max);
            let list: Vec<String> = (0..evaluations.len()).map(|o| format!("v{o}")).collect();
            let of: serde_json::Map<String, Value> =
                list.iter().zip(evaluations).map(|(v, e)| (v.clone(), json!(e / most))).collect();
            bid[name] = json!(list[*chosen]);
            values[name] = json!({"values": list});
            weights[name] = json!(weight);
            utilities[name] = json!({kind: {"valueUtilities": of}});
        }
        json!({"LinearAdditiveUtilitySpace": {
            "domain": {"name": "d", "issuesValues": values},
            "issueWeights": weights,
            "issueUtilities": utilities,
            "reservationBid": {"issuevalues": bid},
        }})
    }

    fn xml(&self, reservation: f64) -> String {
        let mut text = String::from("<utility_space><objective index=\"0\">\n");
        for (j, (weight, evaluations, _)) in self.issues.iter().enumerate() {
            let name =
                Plain::issue(j).replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
            text.push_str(&format!("<weight index=\"{}\" value=\"{weight}\"/>", j + 1));
            text.push_str(&format!("<issue index=\"{}\" name=\"{name}\">", j + 1));
            for (o, evaluation) in evaluations.iter().enumerate() {
                text.push_str(&format!("<item value=\"v{o}\" evaluation=\"{evaluation}\"/>"));
            }
            text.push_str("</issue>\n");
        }
        format!("{text}</objective><reservation value=\"{reservation}\"/></utility_space>")
    }
}

proptest! {
    #[test]
    fn a_profile_is_the_same_in_xml_and_in_both_dialects(plain in plain()) {
        let newer = read(&plain.json("DiscreteValueSetUtilities"));
        let older = read(&plain.json("discreteutils"));
        let xml = parse(&plain.xml(newer.reservation()), "party.xml").unwrap();
        prop_assert_eq!(&newer, &older);
        prop_assert_eq!(newer.preferences(), xml.preferences());
        prop_assert_eq!((newer.issues(), newer.weights()), (xml.issues(), xml.weights()));
    }
}
