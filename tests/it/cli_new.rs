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
