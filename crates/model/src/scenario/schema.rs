//! The JSON Schema of the scenario file, made from the types that read it.

use serde_json::{Map, Value, json};

use crate::diplomacy as d;
use crate::fields::schema::{DIALECT, FieldRow, keyed_schema, section_schema};

use super::gates::{FAMILIES, LEAVES};
use super::inherit;
use super::meetings;
use super::sections::{SECTIONS, SectionSchema};
use super::sequences;

/// The sections that stand once for each shock, issue, party and stake.
const KEYED: &[SectionSchema] = &[
    SectionSchema::new::<d::meeting::Meeting>(),
    SectionSchema::new::<d::sequence::Defaults>(),
    SectionSchema::new::<d::shock::ShockKind>(),
    SectionSchema::new::<d::issue::Issue>(),
    SectionSchema::new::<d::party::Party>(),
    SectionSchema::new::<d::party::Stake>(),
];

/// The schema (draft 2020-12).
#[must_use]
pub fn scenario_schema() -> Value {
    let mut properties = Map::new();
    properties
        .insert("title".into(), json!({"type": "string", "description": "Title shown to people."}));
    properties.insert(
        "description".into(),
        json!({"type": "string", "description": "What it represents."}),
    );
    let profiles: Vec<String> =
        inherit::PROFILES.iter().map(|(name, what, _)| format!("\"{name}\": {what}")).collect();
    properties.insert(
        inherit::KEY.into(),
        json!({
            "type": "string",
            "default": "generic",
            "description": format!("Where what the file does not set comes from: a file, or a profile: {}.", profiles.join("; ")),
        }),
    );
    properties.insert("gate".into(), gate());
    for section in SECTIONS {
        properties.insert(section.table.to_owned(), (section.schema)());
    }
    let mut meeting = section_schema::<d::meeting::Meeting>();
    let types: Vec<&str> = meetings::bundled().collect();
    meeting["properties"]["like"] = json!({
        "enum": types,
        "description": "Bundled type whose values stand where none are given.",
    });
    meeting["properties"]["requires"] = json!({
        "$ref": "#/properties/gate",
        "description": "What must hold for it to be called; of the summit that is the gate.",
    });
    properties.insert("meeting".into(), keyed_schema(meeting));
    properties.insert("sequence".into(), sequence());
    properties.insert("shock".into(), keyed_schema(section_schema::<d::shock::ShockKind>()));
    properties.insert("issue".into(), keyed_schema(section_schema::<d::issue::Issue>()));
    let mut party = section_schema::<d::party::Party>();
    party["properties"]["stakes"] = keyed_schema(section_schema::<d::party::Stake>());
    properties.insert("party".into(), keyed_schema(party));
    json!({
        "$schema": DIALECT,
        "title": "summitry scenario",
        "description": "A negotiation that may reach the leaders' table.",
        "type": "object",
        "additionalProperties": false,
        "required": ["gate", "issue", "party"],
        "properties": properties,
    })
}

fn sequence() -> Value {
    let mut schema = section_schema::<d::sequence::Defaults>();
    let families: Vec<&str> = sequences::FAMILIES.iter().map(|f| f.name).collect();
    let order: Vec<String> =
        sequences::FAMILIES.iter().map(|f| format!("{}: {}", f.name, f.order)).collect();
    let mut place = section_schema::<d::sequence::Defaults>();
    place["properties"]["meeting"] = json!({"type": "string", "description": "A type of meeting."});
    place["properties"]["until"] =
        json!({"$ref": "#/properties/gate", "description": "What must hold for it to be done."});
    place["required"] = json!(["meeting"]);
    let place = json!({"anyOf": [{"type": "string"}, place]});
    let step = json!({"anyOf": [place, {"type": "array", "minItems": 1, "items": place}]});
    let own = &mut schema["properties"];
    own["family"] = json!({"enum": families, "description": format!("What comes first. {}.", order.join("; "))});
    own["n"] = json!({
        "type": "integer", "minimum": 1, "maximum": 1000,
        "description": "Rounds of a family.",
    });
    own["bilateral"] = json!({
        "type": "number", "minimum": 0, "maximum": 1,
        "description": "Share of effort in consultations (parallel).",
    });
    own["order"] = json!({
        "type": "array", "minItems": 1, "items": step,
        "description": "Meetings one after another; those of an inner list in any order.",
    });
    schema
}

fn gate() -> Value {
    let mut properties = Map::new();
    let families: Vec<&str> = FAMILIES.iter().map(|f| f.name).collect();
    let opens: Vec<String> = FAMILIES.iter().map(|f| format!("{}: {}", f.name, f.opens)).collect();
    properties.insert(
        "family".into(),
        json!({"enum": families, "description": format!("When it opens. {}.", opens.join("; "))}),
    );
    let inner: Vec<&str> = families.iter().copied().filter(|f| *f != "deadline-override").collect();
    properties.insert(
        "inner".into(),
        json!({"enum": inner, "description": "The rule inside a deadline-override."}),
    );
    let mut number = |key: &str, doc: String, limits: (f64, f64), whole: bool| {
        let kind = if whole { "integer" } else { "number" };
        properties.entry(key.to_owned()).or_insert_with(
            || json!({"type": kind, "minimum": limits.0, "maximum": limits.1, "description": doc}),
        );
    };
    for family in FAMILIES {
        for p in family.parameters {
            let doc = format!("{} ({}, default {}).", p.doc, family.name, p.default);
            number(p.key, doc, p.limits, p.whole);
        }
    }
    for leaf in LEAVES {
        number(leaf.key, format!("Leaf: {} this.", leaf.doc), leaf.limits, leaf.whole);
    }
    number(
        "for-days",
        "Days for which the leaf must have been reached.".into(),
        (0.0, 3650.0),
        false,
    );
    for (key, doc) in [("all", "All of these."), ("any", "Any of these.")] {
        properties.insert(
            key.into(),
            json!({
                "type": "array", "minItems": 1, "description": doc,
                "items": {"$ref": "#/properties/gate"},
            }),
        );
    }
    properties
        .insert("not".into(), json!({"$ref": "#/properties/gate", "description": "Not this."}));
    properties.insert(
        "endorsed-by".into(),
        json!({
            "type": "array", "items": {"type": "string"},
            "description": "Leaf: all of these parties endorse the text.",
        }),
    );
    let of_meeting = |second: &str, what: &str| {
        json!({
            "type": ["object", "string"],
            "additionalProperties": false,
            "required": ["meeting"],
            "properties": {
                "meeting": {"type": "string", "description": "A type of meeting."},
                second: {"type": "number", "minimum": 0},
            },
            "description": what,
        })
    };
    for (key, second, what) in [
        ("held", "times", "Leaf: the meeting has been held so many times (1)."),
        (
            "failed",
            "times",
            "Leaf: the meeting has closed so many times with nothing newly agreed (1).",
        ),
        ("since", "days", "Leaf: so many days since the meeting was last held."),
    ] {
        properties.insert(key.into(), of_meeting(second, what));
    }
    properties.insert(
        "agreed".into(),
        json!({
            "type": ["object", "string"],
            "additionalProperties": false,
            "required": ["issue"],
            "properties": {
                "issue": {"type": "string", "description": "An issue."},
                "settled": {"type": "boolean", "description": "Whether it must be agreed for good."},
            },
            "description": "Leaf: the issue is agreed.",
        }),
    );
    json!({
        "type": "object",
        "description": "When the gatekeeper grants a summit: a family with parameters, or a tree of conditions.",
        "additionalProperties": false,
        "properties": properties,
    })
}

/// Every field of the scenario file, in its order: for the parameter table.
#[must_use]
pub fn parameter_rows() -> Vec<FieldRow> {
    SECTIONS.iter().chain(KEYED).flat_map(|section| (section.rows)()).collect()
}

/// The tables of a scenario in which a key is known, as headers have them.
pub(super) fn homes(key: &str) -> Vec<String> {
    let of =
        SECTIONS.iter().chain(KEYED).filter(|of| of.fields.iter().any(|field| field.key == key));
    of.map(|of| match of.table {
        "meeting.<id>" => format!("meeting.{}", meetings::that_sets(key).unwrap_or("<id>")),
        table => table.to_owned(),
    })
    .collect()
}

/// The path of a scenario's field as [`parameter_rows`] has it: ids are replaced.
#[must_use]
pub fn parameter_path(path: &str) -> String {
    let keys: Vec<&str> = path.split('.').collect();
    match keys[..] {
        ["party", _, "stakes", _, key] => format!("party.<id>.stakes.<issue>.{key}"),
        [table @ ("party" | "issue" | "shock" | "meeting"), _, key] => {
            format!("{table}.<id>.{key}")
        }
        _ => path.to_owned(),
    }
}

/// What is wrong with the definitions of the sections themselves, for a test to hold empty.
#[must_use]
pub fn definition_faults() -> Vec<String> {
    SECTIONS.iter().chain(KEYED).flat_map(|section| (section.definition_faults)()).collect()
}
