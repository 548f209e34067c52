//! JSON Schema and parameter tables, made from what sections say about their fields.

use serde_json::{Map, Number, Value, json};

use super::field::{Field, FieldKind, Limits, MAX_TEXT};
use super::section::{MAX_ID, Section};

/// The dialect of the schemas made here.
pub const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The schema of a section's table, its properties in the order of the fields.
///
/// ```
/// use summitry_model::fields::schema::section_schema;
/// summitry_model::section! {
///     /// Strain of war.
///     pub struct Strain in "strain", rows "A3" {
///         /// Strain on day 0.
///         initial: f64 = 0.25, 0.0..=1.0, "share", assumed "";
///     }
/// }
/// let schema = section_schema::<Strain>();
/// assert_eq!(schema["properties"]["initial"]["default"], 0.25);
/// ```
#[must_use]
pub fn section_schema<S: Section>() -> Value {
    let mut schema = Map::new();
    schema.insert("type".into(), json!("object"));
    schema.insert("description".into(), json!(S::DOC));
    schema.insert("additionalProperties".into(), json!(false));
    let properties: Map<String, Value> =
        S::FIELDS.iter().map(|field| (field.key.to_owned(), field_schema(field))).collect();
    schema.insert("properties".into(), Value::Object(properties));
    let required: Vec<&str> =
        S::FIELDS.iter().filter(|field| field.required).map(|field| field.key).collect();
    if !required.is_empty() {
        schema.insert("required".into(), json!(required));
    }
    Value::Object(schema)
}

/// The schema of tables keyed by id, such as `[party.kyiv]`, each of which has the schema `each`.
#[must_use]
pub fn keyed_schema(each: Value) -> Value {
    json!({
        "type": "object",
        "propertyNames": { "pattern": "^[a-z][a-z0-9-]*$", "maxLength": MAX_ID },
        "additionalProperties": each,
    })
}

/// The schema of one field.
#[must_use]
pub fn field_schema(field: &Field) -> Value {
    let mut schema = kind_schema(field.kind, field);
    schema.insert("description".into(), json!(description(field)));
    if let Some(default) = (field.default)() {
        schema.insert("default".into(), to_json(&default));
    }
    Value::Object(schema)
}

fn kind_schema(kind: FieldKind, field: &Field) -> Map<String, Value> {
    let mut schema = Map::new();
    let bounds = |schema: &mut Map<String, Value>| {
        if let Some(min) = field.min {
            schema.insert("minimum".into(), number(min));
        }
        if let Some(max) = field.max {
            schema.insert("maximum".into(), number(max));
        }
    };
    match kind {
        FieldKind::Number => {
            schema.insert("type".into(), json!("number"));
            bounds(&mut schema);
        }
        FieldKind::Integer => {
            schema.insert("type".into(), json!("integer"));
            bounds(&mut schema);
        }
        FieldKind::Flag => {
            schema.insert("type".into(), json!("boolean"));
        }
        FieldKind::Text => {
            schema.insert("type".into(), json!("string"));
            schema.insert("maxLength".into(), json!(MAX_TEXT));
        }
        FieldKind::Choice(options) => {
            let keys: Vec<&str> = options.iter().map(|(key, _)| *key).collect();
            schema.insert("type".into(), json!("string"));
            schema.insert("enum".into(), json!(keys));
        }
        FieldKind::Optional(inner) => return kind_schema(*inner, field),
        FieldKind::List(inner) => {
            schema.insert("type".into(), json!("array"));
            schema.insert("items".into(), Value::Object(kind_schema(*inner, field)));
        }
    }
    schema
}

/// What an editor shows: meaning, unit, choices, evidence.
fn description(field: &Field) -> String {
    let mut parts = vec![sentence(field.doc)];
    if !field.unit.is_empty() {
        parts.push(format!("Unit: {}.", field.unit));
    }
    if let FieldKind::Choice(options) = field.kind.scalar() {
        let options: Vec<String> =
            options.iter().map(|(key, doc)| format!("{key} ({doc})")).collect();
        parts.push(format!("One of: {}.", options.join(", ")));
    }
    let mut evidence = field.evidence.label.to_owned();
    if let Some(first) = evidence.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    if !field.evidence.source.is_empty() {
        evidence.push_str(&format!(": {}", field.evidence.source));
    }
    parts.push(sentence(&evidence));
    parts.retain(|part| !part.is_empty());
    parts.join(" ")
}

/// The text with a full stop.
fn sentence(text: &str) -> String {
    let end = if text.is_empty() || text.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{text}{end}")
}

/// A JSON number, whole where it can be.
fn number(number: f64) -> Value {
    // Beyond 2^53 neighbouring whole numbers are no longer distinct.
    if number.fract() == 0.0 && number.abs() <= 9_007_199_254_740_992.0 {
        #[expect(clippy::cast_possible_truncation, reason = "whole and within range")]
        return json!(number as i64);
    }
    Number::from_f64(number).map_or(Value::Null, Value::Number)
}

/// A TOML value as JSON.
fn to_json(value: &toml::Value) -> Value {
    match value {
        toml::Value::String(text) => json!(text),
        toml::Value::Integer(whole) => json!(whole),
        toml::Value::Float(float) => number(*float),
        toml::Value::Boolean(flag) => json!(flag),
        toml::Value::Datetime(when) => json!(when.to_string()),
        toml::Value::Array(items) => items.iter().map(to_json).collect(),
        toml::Value::Table(table) => {
            Value::Object(table.iter().map(|(key, value)| (key.clone(), to_json(value))).collect())
        }
    }
}

/// A row of a parameter table.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct FieldRow {
    /// The dotted path, as `--set` takes it.
    pub path: String,
    /// What the field means.
    pub doc: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// Its default as a file would have it; `required` or `none` where there is none.
    pub default: String,
    /// What it takes, in words.
    pub range: String,
    /// The numbers that it takes.
    #[serde(skip)]
    pub limits: Limits,
    /// `sourced`, `computed` or `assumed`.
    pub evidence: &'static str,
    /// The source of the evidence.
    pub source: &'static str,
    /// The rows of the model's document that its section traces to.
    pub rows: &'static str,
}

/// The rows of a section's fields, in order.
#[must_use]
pub fn field_rows<S: Section>() -> Vec<FieldRow> {
    let row = |field: &Field| FieldRow {
        path: format!("{}.{}", S::TABLE, field.key),
        doc: field.doc,
        unit: field.unit,
        default: match (field.default)() {
            Some(default) => default.to_string(),
            None if field.required => String::from("required"),
            None => String::from("none"),
        },
        range: field.kind.describe(field.limits()),
        limits: field.limits(),
        evidence: field.evidence.label,
        source: field.evidence.source,
        rows: S::ROWS,
    };
    S::FIELDS.iter().map(row).collect()
}

/// What is wrong with a section's own definition, for a test to hold empty: defaults that its range
/// refuses, optional fields with a default, keys given twice, missing words.
#[must_use]
pub fn definition_faults<S: Section>() -> Vec<String> {
    let mut wrong = Vec::new();
    for (at, field) in S::FIELDS.iter().enumerate() {
        let path = format!("{}.{}", S::TABLE, field.key);
        let default = (field.default)();
        let numbers = default.iter().flat_map(|default| match default {
            toml::Value::Array(items) => items.as_slice(),
            one => std::slice::from_ref(one),
        });
        for number in numbers.filter_map(|value| {
            value.as_float().or_else(|| value.as_integer().map(|whole| whole as f64))
        }) {
            if !number.is_finite() || !field.limits().hold(number) {
                wrong.push(format!("{path}: the default {number} is not{}", field.limits()));
            }
        }
        if matches!(field.kind, FieldKind::Optional(_)) && default.is_some() {
            // A file cannot say "none", so such a field could never be emptied again.
            wrong.push(format!("{path}: an optional field cannot have a default"));
        }
        if field.doc.is_empty() {
            wrong.push(format!("{path}: no description"));
        }
        if field.evidence.label != "assumed" && field.evidence.source.is_empty() {
            wrong.push(format!("{path}: {} from what?", field.evidence.label));
        }
        if S::FIELDS[..at].iter().any(|other| other.key == field.key) {
            wrong.push(format!("{path}: given twice"));
        }
    }
    wrong
}
