//! `summitry run`: what it prints, writes and refuses.

use std::fs;

use serde_json::Value;

use crate::cli_place::Place;

#[test]
fn a_batch_is_told_in_eighty_columns_and_again_when_it_is_there() {
    let place = Place::new();
    let first = place.run("run --runs 200 --seed 7").ended(0);
    insta::assert_snapshot!("run", first.both());
    let before = place.files("out/kyiv-washington");

    let again = place.run("run --runs 200 --seed 7").ended(0);
    assert_eq!(again.out, first.out);
    let says = "out/kyiv-washington already holds this batch: nothing was run";
    assert!(again.err.starts_with(says), "{}", again.err);
    assert!(before == place.files("out/kyiv-washington"));
}

#[test]
fn a_batch_is_told_in_forty_columns() {
    let place = Place::new();
    let ran = place.run_with("run --runs 200 --seed 7", &[("COLUMNS", "40")]).ended(0);
    assert!(ran.both().lines().all(|line| line.chars().count() <= 40), "{}", ran.both());
    insta::assert_snapshot!("run_narrow", ran.both());
}

#[test]
fn what_is_printed_is_what_the_summary_says() {
    let place = Place::new();
    let ran = place.run("run --runs 200 --seed 7 --format json").ended(0);
    let told: Value = serde_json::from_str(&ran.out).unwrap();
    let mut csv = csv::Reader::from_path(place.path("out/kyiv-washington/summary.csv")).unwrap();
    let rows: Vec<csv::StringRecord> = csv.records().map(Result::unwrap).collect();
    let outcomes = told["outcomes"].as_array().unwrap();
    let measures = told["measures"].as_array().unwrap();
    let reasons = told["end_reasons"].as_array().unwrap();
    assert_eq!(outcomes.len() + reasons.len() + measures.len(), rows.len());
    for (line, row) in outcomes.iter().chain(reasons).zip(&rows) {
        assert_eq!(line["name"], row[2]);
        assert_eq!(line["count"], row[5].parse::<u64>().unwrap());
        assert_eq!(line["share"], row[6].parse::<f64>().unwrap());
    }
    for (line, row) in measures.iter().zip(&rows[outcomes.len() + reasons.len()..]) {
        assert_eq!(line["name"], row[2]);
        assert_eq!(line["median"].as_f64(), row[10].parse().ok());
    }
    assert_eq!((&told["runs"], &told["seed"]), (&200.into(), &7.into()));
    assert_eq!(outcomes.iter().map(|line| line["count"].as_u64().unwrap()).sum::<u64>(), 200);
}

#[test]
fn the_bytes_do_not_depend_on_the_threads() {
    let place = Place::new();
    place.run("run --runs 300 --trace --threads 1 --out one -q").ended(0);
    place.run("run --runs 300 --trace --threads 2 --out two -q").ended(0);
    let one = place.files("one");
    assert!(one.contains_key("answers.jsonl") && one.contains_key("events.csv"));
    assert!(one == place.files("two"));
}

#[test]
fn a_number_of_runs_that_cannot_be_is_refused() {
    let place = Place::new();
    for runs in ["0", "-1", "many", "4294967296"] {
        let ran = place.run(&format!("run --runs={runs}")).ended(2);
        assert!(ran.says("a batch has from 1 to 4,294,967,295 runs"), "{}", ran.err);
    }
    assert!(!place.path("out").exists());
}

#[test]
fn a_path_that_is_wrong_is_refused_and_nothing_is_written() {
    let place = Place::new();
    let ran = place.run("run --set strain.growht=0.1").ended(2);
    assert_eq!(ran.out, "");
    assert!(ran.says("did you mean `growth`?"), "{}", ran.err);
    assert!(!place.path("out").exists());
}

#[test]
fn a_nested_path_and_a_gate_reach_the_scenario_that_is_run() {
    let place = Place::new();
    let changes = "--set party.kyiv.stakes.ceasefire.weight=3.25 --gate readiness:preparation=0.7";
    place.run(&format!("run --runs 5 {changes}")).ended(0);
    let scenario: toml::Table = place.text("out/kyiv-washington/scenario.toml").parse().unwrap();
    let weight = &scenario["party"]["kyiv"]["stakes"]["ceasefire"]["weight"];
    assert_eq!(weight.as_float(), Some(3.25));
    assert_eq!(scenario["gate"]["family"].as_str(), Some("readiness"));
    assert_eq!(scenario["gate"]["preparation"].as_float(), Some(0.7));
}

#[test]
fn a_gate_that_cannot_open_is_a_warning_and_runs() {
    let place = Place::new();
    let ran = place.run("run --runs 20 --gate rounds-first:n=30").ended(0);
    assert!(ran.err.starts_with("warning[gate-never-opens]"), "{}", ran.err);
    assert!(place.path("out/kyiv-washington/manifest.json").exists());
}

#[test]
fn a_file_in_the_place_of_the_directory_is_refused() {
    let place = Place::new();
    place.write("taken", "mine");
    let ran = place.run("run --runs 5 --out taken").ended(2);
    assert_eq!(ran.err, "error: taken exists and is not a directory; choose another one\n");
    assert_eq!(place.text("taken"), "mine");
}

#[test]
fn another_batch_is_replaced_by_force_only() {
    let place = Place::new();
    place.run("run --runs 20 --out here").ended(0);
    let before = place.files("here");
    let ran = place.run("run --runs 20 --seed 2 --out here").ended(2);
    assert!(ran.says("seed is 1 there and 2 here"), "{}", ran.err);
    assert!(ran.says("--force"), "{}", ran.err);
    assert!(before == place.files("here"));

    place.run("run --runs 20 --seed 2 --out here --force").ended(0);
    place.run("run --runs 20 --seed 2 --out there").ended(0);
    assert!(place.files("here") == place.files("there"));
}

#[test]
fn only_the_tables_asked_for_are_written() {
    let place = Place::new();
    let first = place.run("run --runs 20 --tables rounds,runs").ended(0);
    let names: Vec<String> = place.files("out/kyiv-washington").into_keys().collect();
    assert_eq!(
        names,
        ["datapackage.json", "manifest.json", "rounds.csv", "runs.csv", "scenario.toml"]
    );
    // Without a summary there is nothing to show a second time but that it is there.
    let again = place.run("run --runs 20 --tables runs,rounds").ended(0);
    assert!(again.says("already holds this batch"), "{}", again.err);
    assert!(first.out.starts_with(&again.out) && again.out.lines().count() == 3, "{}", again.out);

    let ran = place.run("run --tables runs,rouns").ended(2);
    assert!(ran.says("there is no table `rouns`; tables: runs, "), "{}", ran.err);
}

#[test]
fn of_several_scenarios_those_that_can_be_are_run() {
    let place = Place::new();
    let ran = place.run("run two-capitals nowhere classroom --runs 10 --out all -q").ended(2);
    assert!(ran.says("1 error in nowhere"), "{}", ran.err);
    for name in ["two-capitals", "classroom"] {
        assert!(place.path(&format!("all/{name}/manifest.json")).exists());
        assert!(ran.out.contains(&format!("\n{name}: 10 runs")), "{}", ran.out);
    }
    // One that was in the way does not stop the other.
    let ran = place.run("run two-capitals kyiv-washington --runs 11 --out all -q").ended(2);
    assert!(ran.says("number of runs is 10 there and 11 here"), "{}", ran.err);
    assert!(place.path("all/kyiv-washington/manifest.json").exists());
}

#[test]
fn two_scenarios_of_one_name_are_not_written_over_each_other() {
    let place = Place::new();
    fs::create_dir(place.path("mine")).unwrap();
    place.write("mine/classroom.toml", &place.run("scenarios show classroom").out);
    let ran = place.run("run classroom mine/classroom.toml --runs 5 --force").ended(2);
    assert!(ran.says("would both be written to out/classroom"), "{}", ran.err);
    assert!(!place.path("out").exists());
}

#[test]
fn the_commands_that_are_named_next_work_and_so_do_those_that_they_name() {
    let place = Place::new();
    let wide = |words: &str| place.run_with(words, &[("COLUMNS", "400")]).ended(0);
    let named = |err: &str| -> Vec<String> {
        let text = err.replace("\\\n", " ");
        let commands = text.lines().filter_map(|line| line.trim().strip_prefix("summitry "));
        commands.map(str::to_owned).collect()
    };
    let ran = wide("run classroom --runs 5 --seed 3 --set meeting.rounds.gap=9");
    let commands = named(&ran.err);
    assert_eq!(commands.len(), 2, "{}", ran.err);
    for command in commands {
        let ran = wide(&command);
        assert!(ran.out.contains("classroom: 5 runs, seed 3"), "{}", ran.out);
        // A directory that holds the run itself, or an earlier step, would be refused.
        for next in named(&ran.err) {
            wide(&next);
        }
    }
    assert!(place.path("out/classroom-six-rounds/manifest.json").exists());
}

#[test]
fn colour_is_for_those_who_want_it() {
    let place = Place::new();
    let words = "run --runs 5 --gate rounds-first:n=30 --force";
    let coloured = |environment: &[(&str, &str)]| {
        let ran = place.run_with(words, environment).ended(0);
        (ran.out.contains('\x1b'), ran.err.contains('\x1b'))
    };
    assert_eq!(coloured(&[]), (false, false));
    assert_eq!(coloured(&[("CLICOLOR_FORCE", "1")]), (true, true));
    assert_eq!(coloured(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]), (false, false));
}

#[test]
fn quiet_leaves_the_result() {
    let place = Place::new();
    let ran = place.run("run --runs 20 --quiet").ended(0);
    assert_eq!(ran.err, "");
    assert!(ran.out.contains("\nno-summit "), "{}", ran.out);
}
