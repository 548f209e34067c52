//! Profiles on the command line: the scenario that they make, and what is refused.

use std::fs;

use serde_json::json;
use summitry_model::bargaining::import::{Domain, parse};
use summitry_model::scenario::{NoScenario, Overrides, imported, read};

use crate::cli_place::Place;
use crate::import_genius::{data, fixture};

/// A place with the fixtures in it.
fn place() -> Place {
    let place = Place::new();
    for name in
        ["car-buyer.xml", "car-seller.xml", "car-broker.json", "car-domain.xml", "car-domain.json"]
    {
        place.write(name, &fs::read_to_string(data(name)).unwrap());
    }
    place
}

const PROFILES: &str = "car-buyer.xml car-seller.xml car-broker.json";

#[test]
fn an_imported_scenario_passes_check_and_runs() {
    let place = place();
    let words = format!("scenarios import {PROFILES} --domain car-domain.xml");
    let made = place.run(&words).ended(0);
    assert_eq!(made.err, "");
    insta::assert_snapshot!("imported", made.out);
    place.write("car.toml", &made.out);
    let checked = place.run("check car.toml").ended(0);
    let words = checked.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        words.starts_with(
            "ok car: 3 parties, 3 issues, 0 kinds of shock, gate rounds-first:n=3, base generic; "
        ),
        "{words}"
    );
    place.run("run car.toml --runs 50 --quiet").ended(0);
    assert_eq!(place.text("out/car/runs.csv").lines().count(), 51);
}

#[test]
fn utilities_in_the_scenario_are_those_of_the_profiles() {
    let place = place();
    place.run(&format!("scenarios import {PROFILES} -o car.toml")).ended(0);
    let path = place.path("car.toml");
    let scenario = read(path.to_str().unwrap(), &Overrides::default()).scenario.unwrap();
    for (party, name) in PROFILES.split(' ').enumerate() {
        let profile = fixture(name);
        let issue = |id: &str| profile.issues().iter().position(|own| own.name == id).unwrap();
        let mut best = 0.0;
        for (j, of) in scenario.issues.iter().enumerate() {
            let (own, stake) = (issue(&of.of.label), &scenario.stakes[party][j]);
            let total: f64 = profile.weights().iter().sum();
            assert!((stake.weight - profile.weights()[own] / total).abs() < 1e-12);
            best += stake.weight * stake.values.iter().copied().fold(0.0, f64::max);
            for (option, value) in of.of.options.iter().zip(&stake.values) {
                let o = profile.issues()[own].values.iter().position(|v| v == option).unwrap();
                assert_eq!(*value, profile.values()[own][o]);
            }
            // From the least to the most of what the requester seeks.
            assert!(scenario.stakes[0][j].values.is_sorted());
        }
        let reservation = scenario.parties[party].of.reservation;
        let total: f64 = profile.weights().iter().sum();
        assert!((reservation * best * total - profile.reservation()).abs() < 1e-12);
    }
}

#[test]
fn a_file_is_written_once_unless_forced() {
    let place = place();
    let words = format!("scenarios import {PROFILES} --out car.toml");
    let made = place.run(&words).ended(0);
    assert_eq!(made.out, "");
    assert!(
        made.says("wrote car.toml; read the comments at its head, then: summitry check car.toml"),
        "{}",
        made.err
    );
    let first = place.text("car.toml");
    place.write("car.toml", "mine");
    let refused = place.run(&words).ended(2);
    assert!(refused.says("car.toml already exists; --force replaces it"), "{}", refused.err);
    assert_eq!(place.text("car.toml"), "mine");
    place.run(&format!("{words} --force")).ended(0);
    assert_eq!(place.text("car.toml"), first);
    place.run("scenarios import car-buyer.xml car-seller.xml -o no/such/car.toml").ended(74);
    place.run(&format!("scenarios import {PROFILES} --force")).ended(2);
}

#[test]
fn what_is_no_data_ends_with_65_and_what_is_not_there_with_2() {
    let place = place();
    place.write("broken.xml", "<utility_space>");
    let ran = place.run("scenarios import car-buyer.xml broken.xml broken.xml -o x.toml").ended(65);
    assert_eq!(ran.err.matches("broken.xml:1:1: the file ends within").count(), 2, "{}", ran.err);
    assert!(!place.path("x.toml").exists());
    let ran = place.run("scenarios import car-buyer.xml car-sailor.xml").ended(2);
    assert!(ran.says("car-sailor.xml: no such file; check the path"), "{}", ran.err);
    let ran = place.run("scenarios import car-buyer.xml car-domain.xml").ended(65);
    assert!(ran.says("this is a domain, not a profile"), "{}", ran.err);
    let ran = place.run("scenarios import car-buyer.xml").ended(65);
    assert!(ran.says("name two profiles or more"), "{}", ran.err);
    let other = fs::read_to_string(data("car-domain.json")).unwrap().replace("fair", "unfair");
    place.write("other.json", &other);
    let ran = place.run(&format!("scenarios import {PROFILES} --domain other.json")).ended(65);
    assert!(ran.says("car-buyer.xml: the issue \"Price\" has no value \"unfair\""), "{}", ran.err);
    place.run("scenarios import").ended(2);
}

/// A party over one issue with these values, the later the better.
fn over(name: &str, issue: &str, values: &[String]) -> summitry_model::bargaining::import::Profile {
    let utilities: serde_json::Map<String, serde_json::Value> = values
        .iter()
        .enumerate()
        .map(|(o, value)| (value.clone(), json!(o as f64 / values.len() as f64)))
        .collect();
    let text = json!({"LinearAdditiveUtilitySpace": {
        "name": name,
        "domain": {"issuesValues": {issue: {"values": values}}},
        "issueWeights": {issue: 1},
        "issueUtilities": {issue: {"DiscreteValueSetUtilities": {"valueUtilities": utilities}}},
    }});
    parse(&text.to_string(), "party.json").unwrap()
}

fn scenario_of(name: &str, issue: &str, values: &[String]) -> Result<String, NoScenario> {
    let profile = || over(name, issue, values);
    imported(&Domain::new(vec![profile(), profile()]).unwrap())
}

#[test]
fn limits_of_scenarios_are_said_to_be_theirs() {
    let values = |count: usize| (0..count).map(|k| format!("v{k}")).collect::<Vec<_>>();
    assert!(scenario_of("a", "b", &values(2)).is_ok());
    assert!(scenario_of("a", "b", &values(12)).is_ok());
    for count in [1, 13] {
        let wrong = scenario_of("a", "b", &values(count)).unwrap_err();
        assert_eq!(wrong, NoScenario::Options { issue: "b".into(), options: count });
    }
    let told = scenario_of("a", "b", &values(13)).unwrap_err().to_string();
    insta::assert_snapshot!(told, @r#"the issue "b" has 13 values: an issue of a scenario has from 2 to 12 options; this is a limit of scenarios, not of profiles: leave values out in all files"#);
    let long = ["x".repeat(200_000), "y".repeat(200_000)];
    assert!(matches!(scenario_of("a", "b", &long), Err(NoScenario::Long(_))));
}

#[test]
fn hostile_names_are_read_back_as_they_are() {
    let names = [
        "\"]\n[gate]\nfamily = \"summit-first\"",
        "'''",
        "\\u0041\\",
        "line\r\nbreak\ttab",
        "\u{202e}right to left\u{2066}",
        "{{}} # no comment",
        "…é—日本",
    ];
    let values = names.map(str::to_owned);
    let text = scenario_of(names[0], names[4], &values).unwrap();
    assert!(!text.contains(['\u{202e}', '\u{2066}', '\r']), "{text}");
    let place = Place::new();
    place.write("odd.toml", &text);
    place.run("check odd.toml").ended(0);
    let path = place.path("odd.toml");
    let scenario = read(path.to_str().unwrap(), &Overrides::default()).scenario.unwrap();
    assert_eq!(scenario.issues[0].of.options, names);
    assert_eq!(scenario.issues[0].of.label, names[4]);
    assert_eq!(scenario.issues[0].id, "right-to-left");
    let ids: Vec<&str> = scenario.parties.iter().map(|party| party.id.as_str()).collect();
    assert_eq!(ids, ["gate-family-summit-first", "gate-family-summit-first-2"]);
    assert_eq!(scenario.gate_spec.label(), "rounds-first:n=3");
}

#[test]
fn a_reservation_that_no_offer_reaches_is_told() {
    let profile = |reserved: f64| {
        let text = json!({"LinearAdditiveUtilitySpace": {
            "domain": {"issuesValues": {"a": {"values": ["x", "y"]}}},
            "issueWeights": {"a": 1},
            "issueUtilities": {"a": {"discreteutils": {"valueUtilities": {"x": 0.5, "y": 0.25}}}},
            "reserved_value": reserved,
        }});
        parse(&text.to_string(), "party.json").unwrap()
    };
    let text = imported(&Domain::new(vec![profile(0.2), profile(0.8)]).unwrap()).unwrap();
    assert!(text.contains("\nreservation = 0.4\n"), "{text}");
    let told =
        "\n# The profile's reservation is above the best that it could get.\nreservation = 1\n";
    assert!(text.contains(told), "{text}");
}

/// Parties over three issues of three values with these weights, of whom every second wants the opposite.
fn opposed(place: &Place, weights: &[[f64; 3]], reservation: f64) -> String {
    let mut names = String::new();
    for (k, weights) in weights.iter().enumerate() {
        let values = if k % 2 == 0 { [0.0, 0.5, 1.0] } else { [1.0, 0.5, 0.0] };
        let utilities = json!({"discreteutils": {"valueUtilities": {
            "low": values[0], "mid": values[1], "high": values[2],
        }}});
        let issues = ["a", "b", "c"];
        let all = |of: &dyn Fn(usize) -> serde_json::Value| -> serde_json::Value {
            let entries = issues.iter().enumerate().map(|(j, id)| ((*id).to_owned(), of(j)));
            serde_json::Value::Object(entries.collect())
        };
        let text = json!({"LinearAdditiveUtilitySpace": {
            "domain": {"issuesValues": all(&|_| json!({"values": ["low", "mid", "high"]}))},
            "issueWeights": all(&|j| json!(weights[j])),
            "issueUtilities": all(&|_| utilities.clone()),
            "reserved_value": reservation,
        }});
        place.write(&format!("p{k}.json"), &text.to_string());
        names.push_str(&format!("p{k}.json "));
    }
    names
}

/// How often each outcome and reason comes in some runs of an imported scenario.
fn ends(place: &Place, names: &str) -> std::collections::BTreeMap<(String, String), usize> {
    place.run(&format!("scenarios import {names} -o it.toml --force")).ended(0);
    place.run("run it.toml --runs 20 --quiet --force").ended(0);
    let runs = place.text("out/it/runs.csv");
    let header: Vec<&str> = runs.lines().next().unwrap().split(',').collect();
    let at = |name: &str| header.iter().position(|column| *column == name).unwrap();
    let mut ends = std::collections::BTreeMap::new();
    for line in runs.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let end = (cells[at("outcome")].to_owned(), cells[at("end_reason")].to_owned());
        *ends.entry(end).or_insert(0) += 1;
    }
    ends
}

#[test]
fn what_an_import_assumes_does_not_decide_how_its_runs_end() {
    let place = Place::new();
    let two = [[0.6, 0.3, 0.1], [0.1, 0.3, 0.6]];
    let three = [[0.6, 0.3, 0.1], [0.1, 0.3, 0.6], [0.5, 0.3, 0.2]];
    let four = [[0.6, 0.3, 0.1], [0.1, 0.3, 0.6], [0.5, 0.3, 0.2], [0.2, 0.3, 0.5]];
    for weights in [&two[..], &three, &four] {
        // Half of everything is there for all, and nine tenths are there for nobody.
        for (reservation, agrees) in [(0.3, true), (0.9, false)] {
            let names = opposed(&place, weights, reservation);
            let ends = ends(&place, &names);
            let signed: usize =
                ends.iter().filter(|((_, why), _)| why == "signed").map(|(_, runs)| runs).sum();
            assert_eq!(
                signed,
                if agrees { 20 } else { 0 },
                "{} {reservation}: {ends:?}",
                weights.len()
            );
            let lawful = |why: &str| matches!(why, "signed" | "horizon" | "summit-failed");
            assert!(ends.keys().all(|(_, why)| lawful(why)), "{ends:?}");
        }
    }
}

#[test]
fn the_frontier_of_an_import_is_measured_from_the_reservations() {
    let place = Place::new();
    // The status quo that an import assumes is the best for the second party.
    let names = opposed(&place, &[[0.6, 0.3, 0.1], [0.1, 0.3, 0.6]], 0.3);
    ends(&place, &names);
    let frontier = place.text("out/it/frontier.csv");
    let row = |name: &str| {
        let row = frontier.lines().find(|line| line.contains(&format!("principals,{name},")));
        row.unwrap_or_else(|| panic!("{frontier}"))
            .split(',')
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert!(!frontier.contains("status-quo"));
    assert_eq!(row("reservation")[4..6], ["0.3", "0.3"]);
    // High on what the first cares for, low on what the second does, half between.
    assert_eq!(row("nash")[4..6], ["0.75", "0.75"]);
    assert_eq!(row("nash").last().unwrap(), "2 1 0");
}
