//! Scenarios by their names and paths: listed, printed, checked, described.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;
use summitry_model::scenario::bundled;

use crate::cli_place::Place;

fn root(path: &str) -> String {
    format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn every_file_in_scenarios_is_bundled_and_all_that_is_bundled_is_there() {
    let there: BTreeSet<String> = fs::read_dir(root("scenarios"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    let bundled: BTreeSet<String> = bundled::names().map(str::to_owned).collect();
    assert_eq!(bundled, there);
}

#[test]
fn every_bundled_scenario_is_printed_as_its_file_is_and_has_no_faults() {
    let place = Place::new();
    let wide = [("COLUMNS", "200")];
    let listed = place.run_with("scenarios", &wide).ended(0).out;
    for name in bundled::names() {
        let shown = place.run(&format!("scenarios show {name}")).ended(0).out;
        let file = fs::read_to_string(root(&format!("scenarios/{name}.toml"))).unwrap();
        // The copy finds the schema beside it, and says how it comes there.
        let copied = "#:schema ./scenario.schema.json\n# For editors: summitry schema > scenario.schema.json";
        assert_eq!(shown, file.replacen("#:schema ../docs/scenario.schema.json", copied, 1));
        let checked = place.run_with(&format!("check {name}"), &wide).ended(0);
        assert!(checked.out.starts_with(&format!("ok  {name}: ")), "{}", checked.out);
        let size = checked.out.trim_end().split_once(": ").unwrap().1;
        let (size, numbers) = size.split_once(", base kyiv-washington; ").unwrap();
        assert!(numbers.contains(" are yours, "), "{numbers}");
        assert!(listed.contains(&format!("\n    {size}\n")), "{listed}");
    }
}

#[test]
fn the_list_of_scenarios_is_data_too() {
    let out = Place::new().run("scenarios --format json").ended(0).out;
    let lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let names: Vec<&str> = lines.iter().map(|line| line["scenario"].as_str().unwrap()).collect();
    assert_eq!(names, bundled::names().collect::<Vec<_>>());
    assert!(lines.iter().all(|line| line["parties"].as_u64().unwrap() >= 2));
}

#[test]
fn a_name_that_is_nearly_right_is_named() {
    let place = Place::new();
    let ran = place.run("scenarios show two-capitol").ended(2);
    assert_eq!(
        (ran.out.as_str(), ran.err.as_str()),
        ("", "error: there is no bundled scenario `two-capitol`; did you mean `two-capitals`?\n")
    );
    let ran = place.run("run kyiv-washingtn").ended(2);
    assert!(
        ran.err.contains("did you mean the bundled scenario `kyiv-washington`?"),
        "{}",
        ran.err
    );
    assert!(!place.path("out").exists());
}

#[test]
fn check_tells_every_fault_with_its_place() {
    let place = Place::new();
    let good = fs::read_to_string(root("scenarios/two-capitals.toml")).unwrap();
    let bad = good.replace("[gate]\nfamily = \"rounds-first\"", "[gate]\nfamily = \"round-first\"");
    assert_ne!(good, bad);
    place.write("good.toml", &good);
    place.write("bad.toml", &format!("tilte = 1\n{bad}"));

    let ran = place.run("check bad.toml good.toml --set meeting.rounds.gap=15").ended(2);
    assert_eq!(ran.err, "");
    assert!(ran.out.contains("bad.toml:1:1"), "{}", ran.out);
    assert!(ran.out.contains("did you mean `title`?"), "{}", ran.out);
    assert!(ran.out.contains("did you mean \"rounds-first\"?"), "{}", ran.out);
    assert!(ran.out.contains("2 errors in bad.toml"), "{}", ran.out);
    assert!(ran.out.contains("\nok  good: 7 parties, 9 issues, 4 kinds of shock, gate"));

    let ran = place.run("check bad.toml good.toml --format json").ended(2);
    let lines: Vec<Value> =
        ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let [bad, good] = &lines[..] else { panic!("{lines:?}") };
    assert_eq!((&bad["ok"], &bad["scenario"]), (&false.into(), &Value::Null));
    let first = &bad["faults"][0];
    assert_eq!((&first["code"], &first["severity"]), (&"unknown-key".into(), &"error".into()));
    assert_eq!((&first["line"], &first["column"]), (&1.into(), &1.into()));
    assert_eq!(bad["faults"].as_array().unwrap().len(), 2);
    assert_eq!((&good["ok"], &good["scenario"]["parties"]), (&true.into(), &7.into()));
}

#[test]
fn a_warning_is_told_and_is_no_failure() {
    let ran = Place::new().run("check two-capitals --gate rounds-first:n=30").ended(0);
    assert!(ran.out.contains("gate-never-opens"), "{}", ran.out);
    assert!(ran.out.contains("ok  two-capitals: "), "{}", ran.out);
}

#[test]
fn the_schemas_in_docs_are_those_that_are_printed() {
    for (words, path) in [
        ("schema", "docs/scenario.schema.json"),
        ("schema experiment", "docs/experiment.schema.json"),
        ("schema seat", "docs/seat.schema.json"),
    ] {
        let printed = Place::new().run(words).ended(0).out;
        let kept = fs::read_to_string(root(path)).unwrap_or_default();
        assert!(printed == kept, "write it anew: summitry {words} > {path}");
    }
}

#[test]
fn the_parameter_tables_have_every_parameter_in_rows_of_one_shape() {
    let printed = Place::new().run("schema --parameters").ended(0).out;
    for row in summitry_model::scenario::parameter_rows() {
        let (table, key) = row.path.rsplit_once('.').unwrap();
        let section = printed.split(&format!("\n## `{table}`\n")).nth(1).unwrap();
        let section = section.split("\n## ").next().unwrap();
        assert!(section.contains(&format!("\n| `{key}` | ")), "{}", row.path);
    }
    for row in printed.lines().filter(|line| line.starts_with('|')) {
        assert_eq!(row.replace("\\|", "").matches('|').count(), 7, "{row}");
    }
}

/// As wide as the screen, and 100 columns where nothing says how wide that is.
#[test]
fn faults_are_drawn_to_the_width_there_is() {
    let place = Place::new();
    let long = "x".repeat(150);
    let text = place.run("scenarios show classroom").ended(0).out;
    place.write("long.toml", &text.replacen("window = 150", &format!("window = -1 # {long}"), 1));
    let drawn = |command: &str, environment: &[(&str, &str)]| {
        let ran = place.run_with(&format!("{command} long.toml"), environment).ended(2);
        let both = ran.both();
        let line = both.lines().find(|line| line.contains("| window = -1 # xxx"));
        line.unwrap_or_else(|| panic!("{both}")).chars().count()
    };
    for command in ["check", "run --runs 1"] {
        assert_eq!(drawn(command, &[]), 100);
        assert_eq!(drawn(command, &[("COLUMNS", "60")]), 60);
        assert_eq!(drawn(command, &[("COLUMNS", "130")]), 130);
        // Narrower than that nothing could be seen.
        assert!(drawn(command, &[("COLUMNS", "5")]) <= 40);
    }
}
