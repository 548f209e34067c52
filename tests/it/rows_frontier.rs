//! `frontier.csv`: the front of the principals, and solution points among them and among all.

use std::collections::BTreeSet;

use summitry_lab::rows::frontier::{FRONTIER, frontier};
use summitry_model::bargaining::{Preferences, Solutions, Space};

use crate::cli_place::Place;
use crate::model::setup;

type Row = Vec<String>;

fn table(name: &str, changes: &[&str]) -> Vec<Row> {
    let text = frontier(&setup(name, changes)).rows.unwrap().bytes().to_vec();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&text[..]);
    reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn find<'a>(rows: &'a [Row], among: &str, point: &str) -> Vec<&'a Row> {
    rows.iter().filter(|r| r[1] == among && r[2] == point).collect()
}

fn number(row: &Row, column: &str) -> f64 {
    row[FRONTIER.columns.iter().position(|c| c.name == column).unwrap()].parse().unwrap()
}

const POINTS: [&str; 5] = ["nash", "kalai", "kalai-smorodinsky", "utilitarian", "status-quo"];

#[test]
fn there_are_points_among_the_principals_and_among_all() {
    for name in ["classroom", "kyiv-washington", "two-capitals"] {
        let rows = table(name, &[]);
        let keys: BTreeSet<&[String]> = rows.iter().map(|r| &r[1..4]).collect();
        assert_eq!(keys.len(), rows.len(), "{name}: a key comes twice");
        for (among, point) in POINTS.iter().flat_map(|p| [("principals", p), ("all", p)]) {
            assert_eq!(find(&rows, among, point).len(), 1, "{name}: {among}, {point}");
        }
        assert!(find(&rows, "principals", "pareto").len() > 1);
        assert!(find(&rows, "all", "pareto").is_empty());
        for row in &rows {
            let least = number(row, "least_utility");
            assert!(least <= number(row, "requester_utility"));
            assert!(least <= number(row, "gatekeeper_utility"));
            assert!(least <= number(row, "mean_utility"));
        }
        assert_eq!(
            find(&rows, "all", "status-quo")[0][2..],
            find(&rows, "principals", "status-quo")[0][2..]
        );
    }
}

#[test]
fn each_point_is_the_best_of_both_tables_by_its_own_measure() {
    for name in ["classroom", "kyiv-washington"] {
        let rows = table(name, &[]);
        let mean = |among: &str| number(find(&rows, among, "utilitarian")[0], "mean_utility");
        assert!(mean("all") >= mean("principals"), "{name}");
        let both = |among: &str| {
            let row = find(&rows, among, "utilitarian")[0];
            number(row, "requester_utility") + number(row, "gatekeeper_utility")
        };
        assert!(both("principals") >= both("all"), "{name}");
    }
}

#[test]
fn the_points_are_those_of_the_scenario_s_own_preferences() {
    let setup = setup("kyiv-washington", &[]);
    let of =
        |p: usize| Preferences::weighted(setup.party_weights(p), &setup.nominal_values(p)).unwrap();
    let space = Space::new(&(0..setup.parties()).map(of).collect::<Vec<_>>()).unwrap();
    let status_quo: Vec<u8> = setup.scenario.issues.iter().map(|i| i.of.status_quo as u8).collect();
    let found = Solutions::new(&space, &space.point(&status_quo).utilities).unwrap().unwrap();
    let rows = table("kyiv-washington", &[]);
    for (name, point) in found.named() {
        let options: Vec<String> = point.outcome.options().iter().map(u8::to_string).collect();
        assert_eq!(find(&rows, "all", name)[0].last(), Some(&options.join(" ")), "{name}");
    }
}

/// Two issues with twelve options each make 11 million outcomes of the agenda.
const LARGE: [&str; 2] = [
    r#"issue.defence-support.options=["a","b","c","d","e","f","g","h","i","j","k","l"]"#,
    r#"issue.security-guarantees.options=["a","b","c","d","e","f","g","h","i","j","k","l"]"#,
];

#[test]
fn an_agenda_too_large_for_all_keeps_the_rows_of_the_principals() {
    let rows = table("kyiv-washington", &LARGE);
    assert!(rows.iter().all(|r| r[1] == "principals"));
    assert!(POINTS.iter().all(|p| find(&rows, "principals", p).len() == 1));
}

#[test]
fn a_batch_does_not_fail_because_an_agenda_is_too_large() {
    let place = Place::new();
    let sets: String = LARGE.iter().map(|set| format!(" --set {set}")).collect();
    let ran = place.run(&format!("run --runs 1 --tables frontier{sets}")).ended(0);
    let message =
        "frontier.csv has no solution points among all parties: the agenda has 11250000 outcomes";
    assert!(ran.says(message), "{}", ran.err);
    let written = &place.files("out/kyiv-washington")["frontier.csv"];
    assert!(String::from_utf8_lossy(written).contains("kyiv-washington,principals,nash,0,"));
}
