//! `datapackage.json`: every column's type, unit and meaning, where tools look for them.
//!
//! Format: Frictionless Data Package, version 1, profile `tabular-data-package`
//! (<https://specs.frictionlessdata.io/tabular-data-package/>). A field's `unit` is an addition of
//! ours, which the format allows.

use serde_json::{Map, Value, json};

use super::manifest::to_json;
use super::{Column, FileEntry, Kind, Numbers, Table, TableFormat};

/// The data package's file name.
pub const DATA_PACKAGE: &str = "datapackage.json";

/// What a data package says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// Its name; turned into lower-case letters, digits and `-`.
    pub name: String,
    /// A title for people.
    pub title: String,
    /// What it is about, in a few sentences.
    pub description: String,
    /// How many numbers of its scenario are whose: for the manifest.
    pub numbers: Option<Numbers>,
}

/// The bytes of a data package over these tables and their files. Tables without columns are left
/// out: they are no tables to others.
///
/// A package is *tabular* only if all its tables are CSV.
pub(crate) fn data_package(
    about: &About,
    tables: &[(&Table, &FileEntry)],
    format: TableFormat,
) -> Vec<u8> {
    let (profile, resource): (_, fn(&Table, &FileEntry) -> Value) = match format {
        TableFormat::Csv => ("tabular-data-package", csv_resource),
        TableFormat::Parquet => ("data-package", parquet_resource),
    };
    let resources: Vec<Value> = tables
        .iter()
        .filter(|(table, _)| !table.columns.is_empty())
        .map(|(table, entry)| resource(table, entry))
        .collect();
    to_json(&json!({
        "profile": profile,
        "name": slug(&about.name),
        "title": about.title,
        "description": about.description,
        "resources": resources,
    }))
}

fn csv_resource(table: &Table, entry: &FileEntry) -> Value {
    json!({
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": entry.file,
        "title": table.title,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": entry.bytes,
        "hash": format!("sha256:{}", entry.sha256),
        "dialect": {
            "delimiter": ",",
            "lineTerminator": "\n",
            "quoteChar": "\"",
            "doubleQuote": true,
            "header": true,
        },
        "schema": {
            "fields": fields(table),
            "missingValues": [""],
            "primaryKey": table.primary_key,
        },
    })
}

fn parquet_resource(table: &Table, entry: &FileEntry) -> Value {
    json!({
        "profile": "data-resource",
        "name": table.name,
        "path": entry.file,
        "title": table.title,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "bytes": entry.bytes,
        "hash": format!("sha256:{}", entry.sha256),
        "schema": { "fields": fields(table), "primaryKey": table.primary_key },
    })
}

/// Each column's name, type, unit, meaning and bounds.
pub(super) fn fields(table: &Table) -> Vec<Value> {
    table.columns.iter().map(field).collect()
}

fn field(column: &Column) -> Value {
    let kind = match column.kind {
        Kind::Text | Kind::Choice(_) => "string",
        Kind::Integer => "integer",
        Kind::Number => "number",
        Kind::Flag => "boolean",
    };
    let mut field = Map::new();
    field.insert("name".into(), column.name.as_ref().into());
    field.insert("type".into(), kind.into());
    if !column.unit.is_empty() {
        field.insert("unit".into(), column.unit.as_ref().into());
    }
    field.insert("description".into(), column.meaning.as_ref().into());
    let mut constraints = Map::new();
    if column.required {
        constraints.insert("required".into(), true.into());
    }
    if let Kind::Choice(words) = column.kind {
        constraints.insert("enum".into(), words.into());
    }
    for (name, bound) in [("minimum", column.minimum), ("maximum", column.maximum)] {
        if let Some(bound) = bound {
            constraints.insert(name.into(), bound_value(column.kind, bound));
        }
    }
    if !constraints.is_empty() {
        field.insert("constraints".into(), constraints.into());
    }
    field.into()
}

/// A bound of an integer column is written as an integer.
fn bound_value(kind: Kind, bound: f64) -> Value {
    #[expect(clippy::cast_possible_truncation, reason = "a column's bound is a small constant")]
    match kind {
        Kind::Integer => Value::from(bound as i64),
        _ => Value::from(bound),
    }
}

/// `name` in the letters that a package's name may have.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for letter in name.chars() {
        if letter.is_ascii_alphanumeric() {
            slug.push(letter.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "batch".to_owned() } else { slug.to_owned() }
}
