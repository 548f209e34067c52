//! The JSON Schema of the scenario file, made from the types that read it.

use serde_json::{Map, Value, json};

use crate::diplomacy as d;
use crate::fields::Section;
use crate::fields::schema::{self, DIALECT, FieldRow, field_rows, keyed_schema, section_schema};
use crate::policy::{quantal, rule};

use super::gates::{FAMILIES, LEAVES};

/// Calls a macro with every section that stands once in a file, in the order of the file.
macro_rules! sections {
    ($with:ident) => {
        $with! {
            d::calendar::Horizons, d::chance::Chance, d::tractability::Tractability,
            d::strain::Strain, d::attention::Attention, d::window::Window, d::aid::Aid,
            d::energy::Energy, d::domestic::Opinion, d::domestic::Ratification,
            d::credibility::Credibility, d::coalition::Coalition, d::round::Rounds,
            d::consultation::Consultations, d::initiative::Initiatives, d::summit::Summit,
            d::settlement::Settlement, rule::RequesterRule, rule::GatekeeperRule, rule::AllyRule,
            quantal::Quantal, d::request::Requests
        }
    };
}

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
    properties.insert("gate".into(), gate());
    macro_rules! put {
        ($($section:ty),*) => {$(
            properties.insert(<$section>::TABLE.to_owned(), section_schema::<$section>());
        )*};
    }
    sections!(put);
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
    number("held", "Days for which the leaf must have held.".into(), (0.0, 3650.0), false);
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
    let mut rows = Vec::new();
    macro_rules! put {
        ($($section:ty),*) => {$( rows.extend(field_rows::<$section>()); )*};
    }
    sections!(put);
    rows.extend(field_rows::<d::shock::ShockKind>());
    rows.extend(field_rows::<d::issue::Issue>());
    rows.extend(field_rows::<d::party::Party>());
    rows.extend(field_rows::<d::party::Stake>());
    rows
}

/// What is wrong with the definitions of the sections themselves, for a test to hold empty.
#[must_use]
pub fn definition_faults() -> Vec<String> {
    let mut wrong = Vec::new();
    macro_rules! put {
        ($($section:ty),*) => {$( wrong.extend(schema::definition_faults::<$section>()); )*};
    }
    sections!(put);
    wrong.extend(schema::definition_faults::<d::shock::ShockKind>());
    wrong.extend(schema::definition_faults::<d::issue::Issue>());
    wrong.extend(schema::definition_faults::<d::party::Party>());
    wrong.extend(schema::definition_faults::<d::party::Stake>());
    wrong
}
