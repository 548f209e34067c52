//! Sections give defaults, read what is given, and write what reads back equal.

use proptest::prelude::*;
use summitry_model::fields::field::{Choice, FieldKind};
use summitry_model::fields::schema::{
    definition_faults, field_rows, field_schema, keyed_schema, section_schema,
};
use summitry_model::fields::section::Section;

use crate::fields_world::{Agenda, Party, Rules, Strain, World, read, read_with};

const FULL: &str = r#"
[strain]
initial = 0.5
growth = 1e-3
relief = 2

[rules]
steps = 30
sign-partial = true
deadline = 180
agenda = "hard-first"
later-agenda = "package"
elections = [30, 60.5]
rounds = []
title = "A spring"

[party.kyiv]
name = "Kyiv"
weight = 2
wishes = { ceasefire = 3, aid = 0.5 }

[party.ally-2]
name = "An ally"
weight = 0.5
patience = 10.0
"#;

#[test]
fn an_empty_file_gives_the_defaults() {
    let reading = read("");
    assert!(reading.faults.is_empty(), "{}", reading.rendered());
    assert_eq!(reading.world.strain, Strain::default());
    assert_eq!(reading.world.rules, Rules::default());
    assert_eq!(reading.world.rules.steps, 24);
}

#[test]
fn every_type_is_read_and_tables_keep_the_order_of_the_file() {
    let reading = read(FULL);
    assert!(reading.faults.is_empty(), "{}", reading.rendered());
    let World { strain, rules, parties, .. } = reading.world;
    assert_eq!(strain, Strain { initial: 0.5, growth: 0.001, relief: 2.0 });
    assert_eq!(
        rules,
        Rules {
            steps: 30,
            sign_partial: true,
            deadline: Some(180.0),
            agenda: Agenda::HardFirst,
            later_agenda: Some(Agenda::Package),
            elections: vec![30.0, 60.5],
            rounds: vec![],
            title: "A spring".into(),
        }
    );
    let ids: Vec<&str> = parties.iter().map(|(id, ..)| id.as_str()).collect();
    assert_eq!(ids, ["kyiv", "ally-2"]);
    assert_eq!(parties[0].2, [("ceasefire".into(), 3.0), ("aid".into(), 0.5)]);
    assert_eq!(parties[1].1.patience, 10.0);
}

#[test]
fn tables_within_parties_do_not_change_the_order_of_the_parties() {
    let party =
        |id| format!("[party.{id}.wishes]\naid = 1\n[party.{id}]\nname = 'x'\nweight = 1\n");
    let reading = read(&["c", "a", "d", "b"].map(party).concat());
    assert!(reading.faults.is_empty(), "{}", reading.rendered());
    let ids: Vec<String> = reading.world.parties.into_iter().map(|(id, ..)| id).collect();
    assert_eq!(ids, ["c", "a", "d", "b"]);
    let early = "[party.c.wishes]\naid = 1\n[party.a]\nname = 'x'\nweight = 1\n\
                 [party.b]\nname = 'x'\nweight = 1\n[party.c]\nname = 'x'\nweight = 1\n";
    let ids: Vec<String> = read(early).world.parties.into_iter().map(|(id, ..)| id).collect();
    assert_eq!(ids, ["a", "b", "c"], "a party stands where its own header stands");
}

#[test]
fn byte_order_marks_and_line_ends_of_other_systems_change_nothing() {
    let reading = read(&format!("\u{feff}{}", FULL.replace('\n', "\r\n")));
    assert!(reading.faults.is_empty(), "{}", reading.rendered());
    assert_eq!(reading.world, read(FULL).world);
}

#[test]
fn what_is_written_reads_back_equal() {
    let world = read(FULL).world;
    let again = read(&world.to_toml());
    assert!(again.faults.is_empty(), "{}", again.rendered());
    assert_eq!(again.world, world);
}

proptest! {
    #[test]
    fn numbers_read_back_to_the_same_bits(
        initial in 0.0..=1.0_f64,
        relief in proptest::num::f64::NORMAL | proptest::num::f64::SUBNORMAL,
        elections in proptest::collection::vec(0.0..=3650.0_f64, 0..4),
        title in "[^\\p{Cc}]{0,40}",
    ) {
        let mut world = read(FULL).world;
        world.strain.initial = initial;
        world.strain.relief = relief.clamp(-1.0, 1e6);
        world.rules.elections = elections;
        world.rules.title = title;
        let again = read(&world.to_toml());
        prop_assert!(again.faults.is_empty(), "{}", again.rendered());
        prop_assert_eq!(again.world.strain.relief.to_bits(), world.strain.relief.to_bits());
        prop_assert_eq!(again.world, world);
    }
}

#[test]
fn overrides_are_values_of_the_file() {
    let arguments = [
        "strain.initial=0.75",
        "rules.agenda=package",
        "rules.agenda=hard-first",
        "rules.elections=[1, 2]",
        " rules . title = 'two words' ",
        "party.\"kyiv\".weight=7",
        "party.new={ name = \"New\", weight = 1 }",
        "party.kyiv.wishes.aid=9",
    ];
    let reading = read_with(FULL, &arguments);
    assert!(reading.faults.is_empty(), "{}", reading.rendered());
    let World { strain, rules, parties, .. } = reading.world;
    assert_eq!(strain.initial, 0.75);
    assert_eq!(rules.agenda, Agenda::HardFirst);
    assert_eq!(rules.elections, [1.0, 2.0]);
    assert_eq!(rules.title, "two words");
    assert_eq!(parties[0].1.weight, 7.0);
    assert_eq!(parties[2].0, "new");
    assert_eq!(parties[0].2[1], ("aid".into(), 9.0));
}

#[test]
fn an_override_needs_no_table_to_be_there() {
    let reading = read_with("", &["party.kyiv.name=Kyiv", "party.kyiv.weight=1"]);
    assert!(reading.faults.is_empty(), "{}", reading.rendered());
    assert_eq!(reading.world.parties[0].1.name, "Kyiv");
}

#[test]
fn fields_say_what_they_are() {
    let keys: Vec<&str> = Rules::FIELDS.iter().map(|field| field.key).collect();
    assert_eq!(keys[1], "sign-partial");
    assert_eq!(
        Strain::FIELDS[1].doc,
        "Rate at which strain grows towards 1 while the fighting goes on."
    );
    assert_eq!(Strain::FIELDS[1].evidence.source, "Author (2000), table 1");
    assert_eq!(Strain::FIELDS[2].min, Some(-1.0));
    assert_eq!(Rules::FIELDS[2].kind, FieldKind::Optional(&FieldKind::Number));
    assert_eq!((Strain::TABLE, Strain::ROWS), ("strain", "A3 A26"));
    assert_eq!(Strain::DOC, "Strain of war on the requester, an index.");
    assert_eq!(Agenda::ALL.map_keys(), ["easy-first", "hard-first", "package"]);
    assert_eq!(Strain::FIELDS[0].describe(), "a number from 0 to 1 (share); default 0.25");
    assert!(Party::FIELDS[0].required);
}

trait MapKeys {
    fn map_keys(&self) -> Vec<&'static str>;
}

impl MapKeys for [Agenda] {
    fn map_keys(&self) -> Vec<&'static str> {
        self.iter().map(|choice| choice.key()).collect()
    }
}

#[test]
fn definitions_hold_to_their_own_ranges() {
    assert_eq!(definition_faults::<Strain>(), [""; 0]);
    assert_eq!(definition_faults::<Rules>(), [""; 0]);
    assert_eq!(definition_faults::<Party>(), [""; 0]);
}

summitry_model::section! {
    /// Ill defined.
    pub struct Ill in "ill", rows "" {
        /// Out of its range.
        high: f64 = 2.0, 0.0..=1.0, "", assumed "";
        /// Can never be emptied.
        stuck: Option<u32> = Some(1), 0..=1, "", computed "";
    }
}

#[test]
fn definitions_that_do_not_hold_are_named() {
    assert_eq!(
        definition_faults::<Ill>(),
        [
            "ill.high: the default 2 is not from 0 to 1",
            "ill.stuck: an optional field cannot have a default",
            "ill.stuck: computed from what?",
        ]
    );
}

#[test]
fn the_json_schema_of_a_section() {
    let schema = serde_json::to_string_pretty(&section_schema::<Rules>()).unwrap();
    insta::assert_snapshot!("rules_schema", schema);
    let schema = keyed_schema(section_schema::<Party>());
    insta::assert_snapshot!("party_schema", serde_json::to_string_pretty(&schema).unwrap());
    insta::assert_snapshot!(
        field_schema(&Strain::FIELDS[1]).to_string(),
        @r#"
{"type":"number","minimum":0,"maximum":0.1,"description":"Rate at which strain grows towards 1 while the fighting goes on. Unit: 1/day. Sourced: Author (2000), table 1.","default":0.0022}
"#
    );
}

#[test]
fn the_rows_of_a_parameter_table() {
    let rows: Vec<String> = field_rows::<Strain>()
        .iter()
        .chain(&field_rows::<Rules>())
        .chain(&field_rows::<Party>())
        .map(|row| {
            format!("{} | {} | {} | {} | {}", row.path, row.unit, row.default, row.range, row.rows)
        })
        .collect();
    insta::assert_snapshot!(rows.join("\n"), @r#"
strain.initial | share | 0.25 | a number from 0 to 1 | A3 A26
strain.growth | 1/day | 0.0022 | a number from 0 to 0.1 | A3 A26
strain.relief |  | -0.5 | a number from -1 to 1000000 | A3 A26
rules.steps | steps | 24 | a whole number from 1 to 1000 | A15
rules.sign-partial |  | false | `true` or `false` | A15
rules.deadline | day | none | a number from 0 to 3650 | A15
rules.agenda |  | "easy-first" | one of the texts `easy-first`, `hard-first` and `package` | A15
rules.later-agenda |  | none | one of the texts `easy-first`, `hard-first` and `package` | A15
rules.elections | day | [] | a list, each value a number from 0 to 3650 | A15
rules.rounds |  | [1, 2] | a list, each value a whole number from 1 to 9 | A15
rules.title |  | "" | a text in quotes | A15
party.name |  | required | a text in quotes | A1 A16
party.weight | ratio | required | a number from 0 to 1000000 | A1 A16
party.patience | day | 30.0 | a number from 0 to 365 | A1 A16
"#);
}
