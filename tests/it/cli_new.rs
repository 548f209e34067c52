//! Scenarios of one's own: made from templates, with no mechanism that their text does not name; and what their bases are.

use std::collections::BTreeSet;

use summitry_engine::units::SimTime;
use summitry_model::process::CompiledScenario;
use summitry_model::scenario::{Overrides, Scenario, bundled, read, templates};

use crate::cli_place::Place;
use crate::mechanism_list::mechanisms;
use crate::model::records;

fn loaded(place: &Place, name: &str, set: &[String]) -> Scenario {
    let path = place.path(name).display().to_string();
    let loaded = read(&path, &Overrides { set: set.to_vec(), ..Overrides::default() });
    let faults = loaded.faults.render(&loaded.sources, false);
    loaded.scenario.unwrap_or_else(|| panic!("{faults}"))
}

#[test]
fn every_template_is_short_checks_without_a_fault_and_runs() {
    for template in templates::ALL {
        let place = Place::new();
        let made = place.run(&format!("new case.toml --template {}", template.name)).ended(0);
        assert!(made.err.contains("summitry check case.toml"), "{}", made.err);
        assert!((60..=90).contains(&template.text.lines().count()), "{}", template.name);
        let checked = place.run("check case.toml").ended(0);
        assert!(checked.out.starts_with("ok  case: "), "{}", checked.out);
        assert!(checked.out.replace("\n    ", " ").contains("base generic"), "{}", checked.out);
        place.run("run case.toml --runs 20 --quiet").ended(0);
    }
}

#[test]
fn new_never_overwrites_a_file() {
    let place = Place::new();
    place.write("my-case.toml", "mine");
    let refused = place.run("new").ended(2);
    assert!(refused.err.contains("my-case.toml already exists"), "{}", refused.err);
    assert_eq!(place.text("my-case.toml"), "mine");
}

/// The `path=value` changes that switch a mechanism off, for the parties of this scenario.
fn changes(off: &str, scenario: &Scenario) -> Vec<String> {
    let ids = scenario.parties.iter().map(|party| &party.id);
    let mut changes = BTreeSet::new();
    for change in off
        .split("; ")
        .filter(|change| !change.starts_with("gate=") && !change.starts_with("sequence="))
    {
        match change.strip_prefix("party.").and_then(|rest| rest.split_once('.')) {
            Some((_, field)) if field.starts_with("stakes") => {}
            Some((_, field)) => {
                changes.extend(ids.clone().map(|id| format!("party.{id}.{field}")));
            }
            // Kinds of shock are written out in full by whoever wants them.
            None if change.starts_with("shock.") => {}
            None => {
                changes.insert(change.to_owned());
            }
        }
    }
    changes.into_iter().filter(|change| !change.contains("participants")).collect()
}

/// Whether a text sets one of the fields of a mechanism.
fn names(text: &toml::Table, fields: &str) -> bool {
    fn has(value: Option<&toml::Value>, keys: &[&str]) -> bool {
        match (value, keys) {
            (Some(_), []) => true,
            (Some(toml::Value::Table(table)), [key, rest @ ..]) if key.starts_with('<') => {
                table.values().any(|value| has(Some(value), rest))
            }
            (Some(toml::Value::Table(table)), [key, rest @ ..]) => has(table.get(*key), rest),
            _ => false,
        }
    }
    let root = toml::Value::Table(text.clone());
    fields.split(' ').any(|field| has(Some(&root), &field.split('.').collect::<Vec<_>>()))
}

#[test]
fn every_mechanism_that_acts_in_a_new_scenario_stands_in_its_text() {
    for template in templates::ALL {
        let place = Place::new();
        place.write("case.toml", template.text);
        let text: toml::Table = template.text.parse().unwrap();
        let scenario = loaded(&place, "case.toml", &[]);
        let run = |set: &[String]| {
            records(&CompiledScenario::new(loaded(&place, "case.toml", set)), 3, 60)
        };
        let plain = run(&[]);
        let mut acting = Vec::new();
        for mechanism in mechanisms() {
            let off = changes(&mechanism.off, &scenario);
            // Whether draws are made at all is no mechanism; and one is switched off by switching another on.
            let is_switch = off == ["chance.draws=false"] || mechanism.id == "summit-reveals";
            if off.is_empty()
                || is_switch
                || off.iter().any(|change| change.starts_with("calendar.deadline="))
            {
                continue;
            }
            if run(&off) != plain {
                assert!(names(&text, &mechanism.fields), "{}: {}", template.name, mechanism.id);
                acting.push(mechanism.id);
            }
        }
        // The comparison finds mechanisms where there are some.
        assert!(acting.len() > 5, "{acting:?}");
        for own in ["idiosyncrasy", "session-latitude"] {
            assert!(acting.iter().any(|id| id == own), "{own} not among {acting:?}");
        }
        assert!(plain.iter().all(|r| r.shocks == 0 && r.end > SimTime::ZERO));
    }
}

#[test]
fn every_bundled_scenario_names_the_article_as_its_base() {
    for bundled in bundled::ALL {
        let scenario = read(bundled.name, &Overrides::default()).scenario.unwrap();
        assert_eq!(scenario.origin.bases, ["kyiv-washington"], "{}", bundled.name);
    }
}

const CASE: &str = templates::ALL[0].text;

#[test]
fn a_file_without_a_base_is_generic_and_one_may_build_on_another() {
    let place = Place::new();
    place.write("plain.toml", &CASE.replace("base = \"generic\"", "#"));
    let plain = loaded(&place, "plain.toml", &[]);
    assert_eq!((plain.window.hazard, plain.aid.relief), (0.0, 0.0));
    place.write(
        "variant.toml",
        "base = \"plain.toml\"\n[meeting.rounds]\ngap = 60\n[gate]\nday = 9\n",
    );
    let variant = loaded(&place, "variant.toml", &[]);
    assert_eq!(variant.origin.bases, ["plain.toml", "generic"]);
    assert_eq!(variant.round_type().of.gap, 60.0);
    assert_eq!(variant.round_type().of.gap_spread, plain.round_type().of.gap_spread);
    assert_eq!(variant.gate.leaves.len(), 1, "a gate is taken whole");
    assert_eq!(variant.parties, plain.parties);
    // An override may set what stands in the base file alone.
    let set = ["party.north.influence=7".to_owned()];
    assert_eq!(loaded(&place, "variant.toml", &set).parties[0].of.influence, 7.0);
    let article = loaded(&place, "plain.toml", &["base=kyiv-washington".to_owned()]);
    assert_eq!(article.window.hazard, 0.0018);
    let checked = place.run("check variant.toml").ended(0);
    let words = checked.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("base plain.toml → generic"), "{words}");
}

#[test]
fn a_type_like_a_round_is_as_generic_as_a_round() {
    let place = Place::new();
    place.write("case.toml", &format!("{CASE}\n[meeting.shuttle]\nlike = \"rounds\"\n"));
    let scenario = loaded(&place, "case.toml", &[]);
    let shuttle = &scenario.meetings.iter().find(|m| m.id == "shuttle").unwrap().of;
    assert_eq!((shuttle.easing, shuttle.minimum_influence, shuttle.attention), (0.0, 0.0, 0.0));
}

#[test]
fn circles_and_unknown_bases_are_refused() {
    let place = Place::new();
    place.write("a.toml", "base = \"b.toml\"\n");
    place.write("b.toml", "base = \"./a.toml\"\n");
    let refused = place.run("check a.toml").ended(2);
    assert!(
        refused.out.contains("error[circular-base]: the bases go round in a circle"),
        "{}",
        refused.out
    );
    assert!(refused.out.contains("b.toml:1:8"), "{}", refused.out);
    place.write("c.toml", &CASE.replace("\"generic\"", "\"generc\""));
    let refused = place.run("check c.toml").ended(2);
    assert!(refused.out.contains("there is no base \"generc\""), "{}", refused.out);
    assert!(refused.out.contains("did you mean \"generic\"?"), "{}", refused.out);
    place.write("d.toml", &CASE.replace("\"generic\"", "\"nowhere.toml\""));
    let refused = place.run("check d.toml").ended(2);
    assert!(refused.out.contains("d.toml:6:8"), "{}", refused.out);
    place.write("e.toml", &CASE.replace("\"generic\"", "3"));
    let refused = place.run("check e.toml").ended(2);
    assert!(refused.out.contains("`base`: expected a text in quotes"), "{}", refused.out);
}

#[test]
fn defaults_are_listed_with_value_unit_evidence_and_origin() {
    let place = Place::new();
    place.write("case.toml", CASE);
    let out = place.run("check case.toml --defaults --format json").ended(0).out;
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    let defaults = json["defaults"].as_array().unwrap();
    let of = |path: &str| defaults.iter().find(|of| of["path"] == path);
    let hazard = of("window.hazard").unwrap();
    assert_eq!(
        (&hazard["values"][0], &hazard["unit"], &hazard["from"]),
        (&0.0.into(), &"1/day".into(), &"base generic".into())
    );
    assert_eq!(of("settlement.shape").unwrap()["evidence"], "computed");
    assert_eq!(of("meeting.consultations.gap").unwrap()["from"], "type of meeting");
    assert_eq!(of("calendar.follow-up").unwrap()["from"], "program");
    assert_eq!(of("party.south.exponent").unwrap()["from"], "base generic");
    // What the file writes is not among them.
    assert!(of("meeting.rounds.gap").is_none() && of("party.north.reservation").is_none());
    let listed: usize = defaults.iter().map(|of| of["values"].as_array().unwrap().len()).sum();
    assert_eq!(json["scenario"]["default_numbers"], listed);
    // Numbers of the file, counted by hand in a small one.
    let table = place.run_with("check case.toml --defaults", &[("COLUMNS", "160")]).ended(0).out;
    assert!(table.contains("window.hazard") && table.contains(" are yours, "), "{table}");
}

#[test]
fn numbers_are_counted_as_the_file_has_them() {
    let place = Place::new();
    place.write(
        "small.toml",
        "gate = { rounds = 2 }\nissue.a.options = [\"x\", \"y\"]\n[party.p]\nrole = \"requester\"\ninfluence = 1\n\
         stakes.a = { weight = 1, values = [0, 1] }\n[party.q]\nrole = \"gatekeeper\"\ninfluence = 2\n\
         stakes.a = { weight = 1, stance = -1 }\n",
    );
    let scenario = loaded(&place, "small.toml", &["window.hazard=0.01".to_owned()]);
    // rounds, two influences, two weights, two values, a stance, and the override.
    assert_eq!(scenario.origin.own(), 9);
    let said = scenario.origin.sentence();
    assert_eq!(said, format!("9 numbers are yours, {} are defaults", scenario.origin.defaults()));
    // On the screen, in the manifest and in the report.
    let ran = place
        .run_with("run small.toml --runs 5 --set window.hazard=0.01", &[("COLUMNS", "200")])
        .ended(0);
    assert!(ran.out.contains(&said), "{}", ran.out);
    assert!(place.text("out/small/manifest.json").contains(&said));
    place.run("report out/small").ended(0);
    assert!(place.text("out/small/report.html").contains(&said));
}

#[test]
fn influence_and_a_first_try_say_what_matters_and_what_does_not() {
    let place = Place::new();
    place.write(
        "case.toml",
        &CASE.replace("[calendar]", "[strain]\nspeeds-concession = 3\n\n[calendar]"),
    );
    let out = place.run("check case.toml --try --format json").ended(0).out;
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    let list = |key: &str| {
        json["try"][key]
            .as_array()
            .unwrap()
            .iter()
            .map(|of| of.as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    // Without strain, what it speeds is nothing; without shocks there are none.
    assert!(list("inert").contains(&"strain.speeds-concession".to_owned()), "{:?}", list("inert"));
    assert!(!list("inert").contains(&"party.north.reservation".to_owned()));
    assert!(
        list("never").contains(&"a shock".to_owned())
            && list("never").contains(&"bypassed".to_owned())
    );
    let under = json["try"]["never_under"].as_f64().unwrap();
    assert!((0.003..0.004).contains(&under), "{under}");
    let out = place.run("check case.toml --try").ended(0).out;
    assert!(out.contains("(under 0.4 %, 95 %)"), "{out}");
}

#[test]
fn positions_show_what_all_could_agree_on() {
    let place = Place::new();
    place.write("case.toml", include_str!("data/assess.toml"));
    let out = place.run("check case.toml --positions --format json").ended(0).out;
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    let of = &json["positions"];
    assert_eq!(of["texts"], 60.0);
    assert_eq!(of["parties"][0]["stakes"]["border"]["prefers"], "open");
    assert_eq!(of["parties"][0]["stakes"]["border"]["weight"], 0.5);
    assert!(of["acceptable_to_all"].as_u64().unwrap() > 0);
    let nash =
        of["points"].as_array().unwrap().iter().find(|point| point["point"] == "nash").unwrap();
    for (worth, party) in
        nash["worths"].as_array().unwrap().iter().zip(of["parties"].as_array().unwrap())
    {
        assert!(worth.as_f64().unwrap() > 0.0 && party["alignment"].as_f64().unwrap() <= 1.0);
    }
    let text = place.run_with("check case.toml --positions", &[("COLUMNS", "140")]).ended(0).out;
    assert!(text.contains("All parties accept") && text.contains("Nash: "), "{text}");
}

#[test]
fn a_difference_is_said_in_words() {
    let place = Place::new();
    place.write("a.toml", CASE);
    let other = CASE
        .replace("gap = 30", "gap = 15")
        .replace("[party.mediator]", "[party.broker]")
        .replace("weight = 60, stance = 0.8", "weight = 60, stance = 0.4");
    place.write("b.toml", &other);
    let out = place.run_with("diff a.toml b.toml", &[("COLUMNS", "200")]).ended(0).out;
    for line in [
        "Round: Median time between two of them (`meeting.rounds.gap`): 30.0 day in a.toml, 15.0 in b.toml (-50 %)",
        "north on border: Side and distance from the issue's centre (`party.north.stakes.border.stance`): 0.8 stance in a.toml, 0.4 in b.toml (-50 %)",
        "(`party.mediator`): only in a.toml",
        "(`party.broker`): only in b.toml",
        "4 differences between a.toml and b.toml",
    ] {
        assert!(out.contains(line), "{line}:\n{out}");
    }
    let same = place.run("diff a.toml a.toml").ended(0).out;
    assert_eq!(same, "a.toml and a.toml are the same scenario.\n");
}

#[test]
fn reasons_for_the_end_stand_beside_outcomes() {
    let place = Place::new();
    place.write("case.toml", CASE);
    let ran = place.run("run case.toml --runs 30").ended(0);
    assert!(ran.out.contains("Talks ended"), "{}", ran.out);
    let summary = place.text("out/case/summary.csv");
    let counted: u64 = summary
        .lines()
        .filter(|line| line.starts_with("case,end-reason,"))
        .map(|line| line.split(',').nth(5).unwrap().parse::<u64>().unwrap())
        .sum();
    assert_eq!(counted, 30, "{summary}");
    place.run("report out/case").ended(0);
    assert!(place.text("out/case/report.html").contains("Most often talks end because "));
}
