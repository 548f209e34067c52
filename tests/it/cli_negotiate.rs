//! `summitry negotiate`: one session, with what could have been agreed beside what was.

use std::fs;

use serde_json::{Value, json};

use crate::cli_place::Place;
use crate::import_genius::data;

fn cars() -> Place {
    let place = Place::new();
    for name in ["car-buyer.xml", "car-seller.xml", "car-broker.json", "car-domain.xml"] {
        place.write(name, &fs::read_to_string(data(name)).unwrap());
    }
    place
}

fn result(place: &Place, words: &str) -> Value {
    serde_json::from_str(&place.run(&format!("negotiate {words} --format json")).ended(0).out)
        .unwrap()
}

/// A profile over issues with options of these values.
fn profile(weights: &[f64], values: &[Vec<f64>], reservation: f64) -> String {
    let names = |j: usize| format!("issue{j}");
    let mut domain = json!({});
    let (mut of_weights, mut utilities) = (json!({}), json!({}));
    for (j, values) in values.iter().enumerate() {
        let options: Vec<String> = (0..values.len()).map(|o| format!("v{o}")).collect();
        domain[names(j)] = json!({ "values": options });
        of_weights[names(j)] = json!(weights[j]);
        let of: serde_json::Map<String, Value> =
            options.into_iter().zip(values.iter().map(|v| json!(v))).collect();
        utilities[names(j)] = json!({ "DiscreteValueSetUtilities": { "valueUtilities": of } });
    }
    json!({ "LinearAdditiveUtilitySpace": {
        "domain": { "issuesValues": domain },
        "issueWeights": of_weights, "issueUtilities": utilities, "reserved_value": reservation,
    }})
    .to_string()
}

#[test]
fn all_cases_of_the_reference_end_as_recorded() {
    let read = |name: &str| fs::read_to_string(data(name)).unwrap();
    let cases = ["sao_cases.json", "sao_reservation_cases.json"].map(read);
    let cases: Vec<Value> =
        cases.iter().flat_map(|of| serde_json::from_str::<Vec<Value>>(of).unwrap()).collect();
    let place = Place::new();
    for case in &cases {
        let profiles = case["profiles"].as_array().unwrap();
        let mut words = String::new();
        for (k, profile) in profiles.iter().enumerate() {
            place.write(&format!("p{k}.json"), &profile.to_string());
            words.push_str(&format!("p{k}.json "));
        }
        let names =
            case["strategies"].as_array().unwrap().iter().map(|name| name.as_str().unwrap());
        words.push_str(&format!("--strategy {}", names.collect::<Vec<_>>().join(" ")));
        let played = result(&place, &format!("{words} --steps {}", case["steps"]));
        let number = &case["case"];
        assert_eq!(played["agreement"], case["agreement"], "case {number}");
        if case["agreement"].is_null() {
            continue;
        }
        // The record counts completed steps, we number them from 0.
        let step = played["step"].as_u64().unwrap() + 1;
        assert!(step.abs_diff(case["step"].as_u64().unwrap()) <= 1, "case {number}");
        let recorded = case["utilities"].as_array().unwrap();
        for (own, theirs) in played["utilities"].as_array().unwrap().iter().zip(recorded) {
            assert!(
                (own.as_f64().unwrap() - theirs.as_f64().unwrap()).abs() < 1e-9,
                "case {number}"
            );
        }
    }
}

#[test]
fn the_example_worked_out_by_hand_has_its_points() {
    let place = Place::new();
    let rising = vec![0.0, 0.25, 0.5, 0.75, 1.0];
    let falling: Vec<f64> = rising.iter().rev().copied().collect();
    place.write("a.json", &profile(&[0.5, 0.3, 0.2], &vec![rising; 3], 0.0));
    place.write("b.json", &profile(&[0.2, 0.3, 0.5], &vec![falling; 3], 0.0));
    let at = |options: [&str; 3]| json!({"issue0": options[0], "issue1": options[1], "issue2": options[2]});
    for strategies in ["boulware conceder", "conceder boulware", "linear linear"] {
        let words = format!("a.json b.json --strategy {strategies} --steps 100");
        let played = result(&place, &words);
        // What is drawn is drawn by the seed.
        assert!(played["drawn"].as_u64().unwrap() > 0);
        assert_eq!(result(&place, &format!("{words} --seed 1")), played);
        let ends =
            |seed: u32| result(&place, &format!("{words} --seed {seed}"))["agreement"].clone();
        let other = (2..9).map(ends).any(|end| end != played["agreement"]);
        assert!(other || strategies != "linear linear");
        for point in ["nash", "kalai"] {
            assert_eq!(played[point]["outcome"], at(["v4", "v2", "v0"]), "{point}");
            assert!((played[point]["utilities"][0].as_f64().unwrap() - 0.65).abs() < 1e-12);
        }
        assert_eq!(played["outcomes"], json!(125));
    }
}

#[test]
fn the_result_reads_well_in_eighty_columns_and_in_fifty() {
    let place = cars();
    let words = "negotiate car-buyer.xml car-seller.xml --strategy boulware conceder";
    let wide = place.run(&format!("{words} --trace")).ended(0);
    assert_eq!(wide.err, "");
    insta::assert_snapshot!("negotiate_trace", wide.out);
    let narrow = place.run_with(words, &[("COLUMNS", "50")]).ended(0);
    assert!(narrow.out.lines().all(|line| line.chars().count() <= 50), "{}", narrow.out);
    insta::assert_snapshot!("negotiate_narrow", narrow.out);
    let three = "negotiate car-buyer.xml car-seller.xml car-broker.json --strategy";
    let none = place.run(&format!("{three} boulware boulware boulware --steps 3")).ended(0);
    insta::assert_snapshot!("negotiate_none", none.out);
}

#[test]
fn json_has_every_key_with_agreement_and_without() {
    let place = cars();
    let words = "car-buyer.xml car-seller.xml car-broker.json --domain car-domain.xml --strategy";
    let agreed =
        result(&place, &format!("{words} linear,conceder:accept=next-offer,micro --trace"));
    insta::assert_snapshot!(
        "negotiate_json",
        serde_json::to_string_pretty(&agreed["nash"]).unwrap()
    );
    let keys = |of: &Value| of.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let failed = result(&place, &format!("{words} boulware,boulware,boulware --steps 3"));
    assert_eq!(keys(&agreed)[..keys(&failed).len()], keys(&failed));
    insta::assert_snapshot!(keys(&failed).join(" "), @"parties strategies steps agreement step utilities discounted reservations nash kalai kalai_smorodinsky welfare distances outcomes pareto_size pareto_distance required refused acceptable agreement_missed seed drawn");
    for key in ["agreement", "step", "discounted", "distances", "pareto_distance"] {
        assert_eq!(failed[key], Value::Null, "{key}");
    }
    assert_eq!(failed["utilities"], failed["reservations"]);
    let trace = agreed["trace"].as_array().unwrap();
    assert_eq!(trace[0]["act"], "offers");
    let last = trace.last().unwrap();
    assert_eq!(last["act"], "accepts");
    assert_eq!(last["step"], agreed["step"]);
    assert_eq!(last["outcome"], agreed["agreement"]);
    assert_eq!(last["utilities"], agreed["utilities"]);
    // What was agreed had been offered.
    let offered = |of: &&Value| of["act"] == "offers" && of["outcome"] == agreed["agreement"];
    assert!(trace.iter().any(|of| offered(&of)));
}

#[test]
fn a_domain_that_cannot_be_searched_is_negotiated_all_the_same() {
    let place = Place::new();
    let values: Vec<Vec<f64>> =
        (0..30).map(|j| (0..5).map(|o| f64::from((o * 7 + j * 3) % 11) / 11.0).collect()).collect();
    for (k, shift) in [(0, 1.0), (1, 2.0), (2, 3.0)] {
        let weights: Vec<f64> = (0..30).map(|j| 1.0 + shift * f64::from(j % 4)).collect();
        let mut own = values.clone();
        own.iter_mut().for_each(|row| row.rotate_left(k));
        place.write(&format!("p{k}.json"), &profile(&weights, &own, 0.1));
    }
    let ran = place
        .run("negotiate p0.json p1.json p2.json --strategy linear,linear,linear --format json");
    let ran = ran.ended(0);
    assert!(ran.says("left out: the Pareto front: the agenda has"), "{}", ran.err);
    assert!(ran.says("left out: the solution points: the agenda has"), "{}", ran.err);
    let played: Value = serde_json::from_str(&ran.out).unwrap();
    assert!(played["agreement"].is_object());
    assert!(played["outcomes"].as_f64().unwrap() > 9e20);
    for key in ["nash", "kalai", "kalai_smorodinsky", "welfare", "pareto_size", "pareto_distance"] {
        assert_eq!(played[key], Value::Null, "{key}");
    }
    let ran =
        place.run("negotiate p0.json p1.json p2.json --strategy linear,linear,linear").ended(0);
    assert!(ran.out.contains("There are 9.3e20 outcomes."), "{}", ran.out);
}

#[test]
fn strategies_may_be_said_in_several_ways() {
    let place = cars();
    let said = |words: &str| result(&place, words);
    let one = said("car-buyer.xml car-seller.xml --strategy boulware conceder");
    for words in [
        "car-buyer.xml car-seller.xml --strategy boulware,conceder",
        "car-buyer.xml car-seller.xml --strategy boulware --strategy conceder",
        "--strategy boulware conceder car-buyer.xml car-seller.xml",
        "car-buyer.xml --strategy boulware conceder car-seller.xml",
    ] {
        assert_eq!(said(words), one, "{words}");
    }
}

#[test]
fn slips_are_told_with_their_remedy() {
    let place = cars();
    place.write("broken.json", "{\"LinearAdditiveUtilitySpace\": {");
    let two = "car-buyer.xml car-seller.xml";
    for (words, code, why) in [
        (format!("{two} -s boulware"), 2, "1 strategy for 2 profiles: name one for each"),
        (format!("{two} -s boulwar,linear"), 2, "no strategy `boulwar`; did you mean `boulware`?"),
        (format!("{two} -s linear,"), 2, "there is no strategy ``"),
        (format!("{two} -s linear linear:beta=2"), 2, "`linear` has no parameter `beta`"),
        (format!("{two} -s linear,linear --steps 0"), 2, "from 1 to 1,000,000 steps"),
        (two.to_owned(), 2, "--strategy <NAME>..."),
        (
            "car-buyer.xml -s linear".into(),
            2,
            "1 profile named: a negotiation is between two or more",
        ),
        ("-s linear,linear".into(), 2, "0 profiles named"),
        ("car-buyer.xml no.xml -s linear,linear".into(), 2, "no.xml: no such file"),
        ("car-buyer.xml car-domain.xml -s linear,linear".into(), 65, "a domain, not a profile"),
        ("car-buyer.xml broken.json -s linear,linear".into(), 65, "broken.json:1:"),
    ] {
        let ran = place.run(&format!("negotiate {words}")).ended(code);
        assert!(ran.says(why), "{words}: {}", ran.err);
        assert_eq!(ran.out, "", "{words}");
    }
}

#[test]
fn parties_that_only_accept_and_names_that_hide_are_shown() {
    let place = Place::new();
    let whole: Vec<f64> = (0..5).map(|o| f64::from(o) / 4.0).collect();
    let fallen: Vec<f64> = whole.iter().rev().copied().collect();
    for (name, values) in [("a.json", whole), ("b.json", fallen), ("c.json", vec![1.0; 5])] {
        place.write(name, &profile(&[1.0], &[values], 0.0).replace("v3", "v\\u202e3"));
    }
    let words =
        "negotiate a.json b.json c.json a.json --strategy boulware,boulware,linear,boulware";
    let ran = place.run(&format!("{words} --steps 6 --trace")).ended(0);
    assert!(!ran.out.contains('\u{202e}'), "{}", ran.out);
    insta::assert_snapshot!("negotiate_four", ran.out);
}

/// Ann and Bob divide ten points; Cyd wants Ann to have them, and takes no less than that.
fn three(place: &Place) {
    let rising: Vec<f64> = (0..=10).map(|o| f64::from(o) / 10.0).collect();
    let falling: Vec<f64> = rising.iter().rev().copied().collect();
    for (name, values, least) in
        [("ann", &rising, 0.3), ("bob", &falling, 0.3), ("cyd", &rising, 0.8)]
    {
        place.write(&format!("{name}.json"), &profile(&[1.0], std::slice::from_ref(values), least));
    }
}

#[test]
fn outcomes_are_counted_by_who_refuses_them() {
    let place = Place::new();
    three(&place);
    let words = "ann.json bob.json cyd.json --strategy linear,linear,linear";
    let played = result(&place, words);
    // Ann takes 3 to 10, Bob 0 to 7, Cyd 8 to 10.
    let expected = json!({
        "to_all": 0,
        "to_required": 0,
        "to_all_but": [
            { "refusers": 1, "outcomes": 8, "by": [
                { "refused_by": ["cyd"], "outcomes": 5 }, { "refused_by": ["bob"], "outcomes": 3 } ] },
            { "refusers": 2, "outcomes": 3, "by": [
                { "refused_by": ["ann", "cyd"], "outcomes": 3 } ] },
            { "refusers": 3, "outcomes": 0, "by": [] },
        ],
    });
    assert_eq!(played["acceptable"], expected);
    assert_eq!(played["agreement"], Value::Null);
    // Nothing was missed that all would have had.
    assert_eq!(played["agreement_missed"], json!(false));
    let shown = place.run(&format!("negotiate {words}")).ended(0).out;
    assert!(shown.contains("No outcome is acceptable to all. 8 outcomes are acceptable to all but 1; refused\nby: cyd 5, bob 3.\n"), "{shown}");
}

#[test]
fn those_required_agree_and_the_others_may_refuse() {
    let place = Place::new();
    three(&place);
    let words = "ann.json bob.json cyd.json --strategy linear,linear,linear --require ann,bob";
    let played = result(&place, &format!("{words} --trace"));
    assert_eq!(played["required"], json!(["ann", "bob"]));
    assert_eq!(played["refused"], json!(["cyd"]));
    assert_eq!(played["acceptable"]["to_required"], json!(5));
    let utilities: Vec<f64> =
        played["utilities"].as_array().unwrap().iter().map(|u| u.as_f64().unwrap()).collect();
    assert!(utilities[0] >= 0.3 && utilities[1] >= 0.3 && utilities[2] < 0.8, "{utilities:?}");
    let acts = |act: &str| {
        played["trace"].as_array().unwrap().iter().any(|of| of["act"] == act && of["party"] == 2)
    };
    assert!(acts("refuses"));
    let shown = place.run(&format!("negotiate {words}")).ended(0).out;
    assert!(shown.contains("without cyd"), "{shown}");
    // All of them named is as none named.
    let all = result(&place, &words.replace("ann,bob", "cyd,bob,ann"));
    assert_eq!(all["agreement"], Value::Null);
    let refused = place.run(&format!("negotiate {}", words.replace("ann,bob", "ann,bo"))).ended(2);
    assert!(
        refused.says("--require: no party is called bo; there are ann, bob, cyd"),
        "{}",
        refused.err
    );
}

#[test]
fn an_agreement_that_was_to_be_had_and_was_not_reached_is_told() {
    let place = Place::new();
    let rising: Vec<f64> = (0..=10).map(|o| f64::from(o) / 10.0).collect();
    let falling: Vec<f64> = rising.iter().rev().copied().collect();
    place.write("ann.json", &profile(&[1.0], &[rising], 0.45));
    place.write("bob.json", &profile(&[1.0], &[falling], 0.45));
    let words = "ann.json bob.json --strategy boulware,boulware --steps 2";
    let played = result(&place, words);
    assert_eq!((&played["agreement"], &played["agreement_missed"]), (&Value::Null, &json!(true)));
    let shown = place.run(&format!("negotiate {words}")).ended(0).out;
    assert!(
        shown.replace("\n ", "").contains("no agreement, although 1 outcome is acceptable to all;"),
        "{shown}"
    );
}
