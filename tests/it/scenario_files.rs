//! Scenario files: what is written is what is read, whatever happens to the text on the way.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::Value as Json;
use summitry_model::scenario::{
    Overrides, Scenario, bundled, definition_faults, parameter_rows, read, scenario_schema,
};

use crate::scenario_refusals::{SMALL, read_bytes, read_text, small};

/// Reads a bundled scenario under the name that [`read_text`] gives.
fn bundled_as_small(text: &str) -> Scenario {
    let reading = read_text(text);
    assert_eq!(reading.rendered, "");
    reading.scenario.unwrap()
}

/// Writes a scenario, reads it again and holds that nothing was lost.
fn round_trip(scenario: &Scenario) {
    let text = scenario.to_toml().to_string();
    let again = read_text(&text);
    let again = again.scenario.unwrap_or_else(|| panic!("{}\n{text}", again.rendered));
    assert_eq!(&again, scenario);
    assert_eq!(again.to_toml().to_string(), text);
}

#[test]
fn every_bundled_scenario_is_read_back_as_it_was_written() {
    for bundled in bundled::ALL {
        round_trip(&bundled_as_small(bundled.text));
    }
    round_trip(&bundled_as_small(SMALL));
}

#[test]
fn every_gate_is_read_back_as_it_was_written() {
    for gate in [
        "family = \"summit-first\"\ndelay = 2.5",
        "family = \"rounds-first\"\nn = 2",
        "family = \"readiness\"\npreparation = 0.4\ndwell = 3",
        "family = \"parallel\"\nbilateral = 0.45",
        "family = \"deadline-override\"\nday = 100.123",
        "family = \"deadline-override\"\ninner = \"parallel\"\nn = 4\nbilateral = 0.2",
        "family = \"deadline-override\"\ninner = \"hybrid\"\ncalm = 3",
        "family = \"hybrid\"\nendorsed = 0.3",
        "rounds = 2",
        "not = { strain = 0.5 }",
        "day = 33.333",
        "endorsed-by = [\"paris\"]\nfor-days = 3",
        "all = [{ rounds = 2 }, { any = [{ preparation = 0.5, for-days = 7 }, { endorsed-by = [\"paris\"] }, \
            { not = { all = [{ calm = 4.5 }, { endorsements = 1 }] } }] }, { breadth = 0.6 }, { goals = 0.2 }, \
            { cohesion = 0.1, for-days = 2.5 }, { endorsed = 0.5 }, { asked = 3 }]",
    ] {
        let text = small("family = \"rounds-first\"\nn = 1", gate);
        let reading = read_text(&text);
        assert_eq!(reading.rendered, "", "{gate}");
        round_trip(&reading.scenario.unwrap());
    }
}

#[test]
fn scripts_and_policies_are_read_back_as_they_were_written() {
    let text = small(
        "influence = 1",
        "influence = 1\npolicy = \"scripted\"\nscript = [\"attend#0 = stay-away\"]\n\
         elections = [40, 90.5]",
    );
    round_trip(&bundled_as_small(&text));
    for policy in ["random", "payoff"] {
        let policy = format!("influence = 1\npolicy = \"{policy}\"");
        round_trip(&bundled_as_small(&small("influence = 1", &policy)));
    }
}

#[test]
fn sections_are_soundly_defined() {
    assert_eq!(definition_faults(), Vec::<String>::new());
}

/// The paths of the fields in a schema, ids as in the table of parameters.
fn schema_paths(schema: &Json, path: &str, paths: &mut BTreeSet<String>) {
    let ids = |path: &str| match path {
        "party" | "issue" | "shock" | "meeting" => format!("{path}.<id>"),
        stakes => format!("{stakes}.<issue>"),
    };
    if let Some(each) = schema.get("additionalProperties").filter(|each| each.is_object()) {
        return schema_paths(each, &ids(path), paths);
    }
    let Some(Json::Object(properties)) = schema.get("properties") else {
        assert!(paths.insert(path.to_owned()), "{path} stands twice in the schema");
        return;
    };
    for (key, inner) in properties {
        let below = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        // Gates have a shape of their own, and two texts stand outside any section.
        let has_own_shape =
            ["title", "description", "base", "gate", "meeting.<id>.requires", "meeting.<id>.like"];
        let of_sequence =
            ["family", "n", "bilateral", "order"].map(|key| format!("sequence.{key}"));
        if !has_own_shape.contains(&below.as_str()) && !of_sequence.contains(&below) {
            schema_paths(inner, &below, paths);
        }
    }
}

#[test]
fn schema_and_parameter_table_have_the_same_fields() {
    let mut paths = BTreeSet::new();
    schema_paths(&scenario_schema(), "", &mut paths);
    let rows = parameter_rows();
    let listed: BTreeSet<String> = rows.iter().map(|row| row.path.clone()).collect();
    assert_eq!(listed.len(), rows.len(), "a path stands twice in the table");
    assert_eq!(listed, paths);
    assert!(paths.contains("party.<id>.stakes.<issue>.weight") && paths.contains("strain.initial"));
}

#[test]
fn the_file_has_every_field_of_the_table() {
    let scenario = bundled_as_small(bundled::text("kyiv-washington").unwrap());
    let written = scenario.to_toml();
    for row in parameter_rows().iter().filter(|row| {
        !row.path.contains('<') && !row.path.starts_with("sequence.") && row.default != "none"
    }) {
        let (table, key) = row.path.split_once('.').unwrap();
        assert!(written[table].get(key).is_some(), "{} is not written", row.path);
    }
}

/// What is left of a file when nobody has a name: tables keyed by id as lists, in order.
fn nameless(value: &toml::Value, path: &str) -> toml::Value {
    let toml::Value::Table(table) = value else { return value.clone() };
    let keyed = ["party", "issue", "shock", "stakes"].contains(&path);
    let parts = table.iter().filter(|(key, _)| {
        keyed || !["title", "description", "label", "options"].contains(&key.as_str())
    });
    let parts =
        parts.map(|(key, value)| (key.clone(), nameless(value, if keyed { "" } else { key })));
    if keyed {
        toml::Value::Array(parts.map(|(_, value)| value).collect())
    } else {
        toml::Value::Table(parts.collect())
    }
}

#[test]
fn the_neutral_twin_has_the_same_numbers() {
    let read = |name: &str| bundled_as_small(bundled::text(name).unwrap());
    let (article, twin) = (read("kyiv-washington"), read("two-capitals"));
    let bare = |s: &Scenario| nameless(&toml::Value::Table(s.to_toml()), "").to_string();
    assert_eq!(bare(&article), bare(&twin));
    let counts =
        |s: &Scenario| -> Vec<usize> { s.issues.iter().map(|i| i.of.options.len()).collect() };
    assert_eq!(counts(&article), counts(&twin));
    // It would not be a twin if it had the names too.
    assert!(article.parties.iter().zip(&twin.parties).all(|(a, b)| a.id != b.id));
    // And the comparison can tell.
    let other = read_text(&bundled::text("two-capitals").unwrap().replacen(
        "weight = 18",
        "weight = 17",
        1,
    ));
    assert_ne!(bare(&article), bare(&other.scenario.unwrap()));
}

#[test]
fn bundled_files_are_those_on_disk_and_name_the_schema() {
    let mut disk = BTreeSet::new();
    for entry in std::fs::read_dir("scenarios").unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "toml") {
            disk.insert(path.file_stem().unwrap().to_str().unwrap().to_owned());
        }
    }
    let names: BTreeSet<String> = bundled::names().map(str::to_owned).collect();
    assert_eq!(names, disk);
    assert_eq!(names.len(), bundled::ALL.len());
    for bundled in bundled::ALL {
        let first = bundled.text.lines().next();
        assert_eq!(first, Some("#:schema ../docs/scenario.schema.json"), "{}", bundled.name);
        let loaded = read(bundled.name, &Overrides::default());
        assert!(loaded.faults.is_empty() && loaded.scenario.unwrap().id == bundled.name);
    }
}

/// One thing that goes wrong with a file; numbers choose lines and places by their remainder.
#[derive(Clone, Debug)]
enum Slip {
    Delete(usize),
    Double(usize),
    Swap(usize, usize),
    Garble(usize, usize, char),
    Cut(usize),
}

fn slips() -> impl Strategy<Value = Slip> {
    let odd = prop::sample::select(vec![
        '"', '[', ']', '{', '}', '=', '.', '-', '#', '9', 'x', 'é', '\0',
    ]);
    prop_oneof![
        3 => any::<usize>().prop_map(Slip::Delete),
        3 => any::<usize>().prop_map(Slip::Double),
        4 => any::<(usize, usize)>().prop_map(|(a, b)| Slip::Swap(a, b)),
        4 => (any::<usize>(), any::<usize>(), odd).prop_map(|(a, b, c)| Slip::Garble(a, b, c)),
        1 => any::<usize>().prop_map(Slip::Cut),
    ]
}

fn spoil(lines: &mut Vec<String>, slip: &Slip) {
    let count = lines.len();
    if count == 0 {
        return;
    }
    // Only lines that say something are worth a slip.
    let with_value: Vec<usize> = (0..count).filter(|&k| lines[k].contains(" = ")).collect();
    match *slip {
        Slip::Delete(k) => _ = lines.remove(k % count),
        Slip::Double(k) => lines.insert(k % count, lines[k % count].clone()),
        Slip::Cut(k) => lines.truncate(k % count),
        Slip::Swap(a, b) if !with_value.is_empty() => {
            let (a, b) = (with_value[a % with_value.len()], with_value[b % with_value.len()]);
            let split =
                |line: &str| line.split_once(" = ").map(|(k, v)| (k.to_owned(), v.to_owned()));
            if let (Some((key_a, value_a)), Some((key_b, value_b))) =
                (split(&lines[a]), split(&lines[b]))
            {
                lines[a] = format!("{key_a} = {value_b}");
                lines[b] = format!("{key_b} = {value_a}");
            }
        }
        Slip::Swap(..) => {}
        Slip::Garble(k, at, odd) => {
            let line = &mut lines[k % count];
            let mut letters: Vec<char> = line.chars().collect();
            if letters.is_empty() {
                letters.push(odd);
            } else {
                let at = at % letters.len();
                letters[at] = odd;
            }
            *line = letters.into_iter().collect();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_slip_in_a_file_ends_in_a_panic_or_in_half_a_scenario(
        slips in prop::collection::vec(slips(), 1..6),
    ) {
        let text = bundled::text("kyiv-washington").unwrap();
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        for slip in &slips {
            spoil(&mut lines, slip);
        }
        let reading = read_bytes(lines.join("\n").as_bytes(), &Overrides::default());
        let errors = reading.rendered.contains("error[");
        prop_assert_eq!(reading.scenario.is_none(), errors, "{}", reading.rendered);
        prop_assert!(reading.rendered.lines().count() < 500, "a flood of faults");
        if let Some(scenario) = reading.scenario {
            let again = read_text(&scenario.to_toml().to_string());
            prop_assert_eq!(again.scenario, Some(scenario));
        }
    }
}
