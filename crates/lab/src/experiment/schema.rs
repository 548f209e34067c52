//! The JSON Schema of the experiment file.

use serde_json::{Value, json};

use crate::rows::metric::Metric;
use summitry_model::fields::schema::DIALECT;

use super::read::MOST_REPLICATIONS;
use super::read_design::DESIGNS;
use super::validated::RandomNumbers;

/// The schema (draft 2020-12).
#[must_use]
pub fn experiment_schema() -> Value {
    let runs = |doc: &str| count(1, MOST_REPLICATIONS, doc);
    json!({
        "$schema": DIALECT,
        "title": "summitry experiment",
        "description": "A design over the numbers of a scenario.",
        "type": "object",
        "additionalProperties": false,
        "required": ["scenario", "factor"],
        "oneOf": [{ "required": ["replications"] }, { "required": ["until"] }],
        "properties": {
            "title": text("Title shown to people."),
            "description": text("What it asks."),
            "scenario": text("What is varied: a bundled scenario, or a path from where this file is."),
            "gate": text("A gate in place of the scenario's, such as rounds-first:n=3."),
            "sequence": text("An order of meetings in place of the scenario's, such as allies-first."),
            "set": {
                "type": "array",
                "items": { "type": "string", "pattern": "=" },
                "description": "Changes to the scenario that all cells share, such as meeting.rounds.gap=15.",
            },
            "seed": {
                "type": "integer", "minimum": 0, "default": 1,
                "description": "The seed that all chance comes from, that of the design included.",
            },
            "replications": runs("Runs of each cell."),
            "until": {
                "type": "object",
                "description": "Runs of each cell until the 95 % interval of a measure is narrow.",
                "additionalProperties": false,
                "required": ["measure", "half-width", "maximum"],
                "properties": {
                    "measure": {
                        "enum": Metric::names().collect::<Vec<_>>(),
                        "description": "The share of an outcome, or the mean of a measure.",
                    },
                    "half-width": number("Half the width of the interval, in the measure's unit."),
                    "minimum": with_default(runs("Runs before the first look."), json!(200)),
                    "maximum": runs("Runs at most."),
                    "batch": with_default(runs("Runs between looks."), json!(100)),
                },
            },
            "random-numbers": {
                "enum": RandomNumbers::ALL.map(RandomNumbers::name), "default": "common",
                "description": "Whether cells meet the same luck, run by run, or each has its own.",
            },
            "design": design(),
            "factor": {
                "type": "array", "minItems": 1, "items": factor(),
                "description": "What is varied.",
            },
        },
    })
}

fn design() -> Value {
    let least =
        |least: u64, doc: &str| json!({ "type": "integer", "minimum": least, "description": doc });
    json!({
        "type": "object",
        "description": "Which cells there are; a grid if nothing is said.",
        "additionalProperties": false,
        "required": ["kind"],
        "properties": {
            "kind": {
                "enum": DESIGNS,
                "description": "grid (every combination of levels), list (rows of a CSV), latin-hypercube, sobol, \
                                saltelli (for Sobol' indices) or morris (for elementary effects).",
            },
            "file": text("list: a CSV with a column for each factor, from where this file is."),
            "points": least(1, "latin-hypercube, sobol: how many cells."),
            "skip": with_default(least(0, "sobol, saltelli: points of the sequence left out."), json!(0)),
            "base": least(1, "saltelli: base points, a power of two."),
            "second-order": {
                "type": "boolean", "default": false,
                "description": "saltelli: whether indices of the second order are wanted.",
            },
            "trajectories": least(1, "morris: how many walks."),
            "levels": {
                "type": "integer", "minimum": 2, "maximum": 1000, "multipleOf": 2, "default": 4,
                "description": "morris: points of the lattice in each factor.",
            },
        },
    })
}

fn factor() -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["path"],
        "properties": {
            "path": text("Dotted path of what is varied, such as meeting.rounds.gap."),
            "also": {
                "type": "array", "items": { "type": "string" },
                "description": "Further paths that get the same value.",
            },
            "name": {
                "type": "string", "pattern": "^[a-z][a-z0-9_]*$",
                "description": "Name of its column; else the path with _ for other letters.",
            },
            "levels": {
                "type": "array", "minItems": 1, "uniqueItems": true,
                "items": { "type": ["number", "string", "boolean"] },
                "description": "The values it takes; for the path gate, texts such as rounds-first:n=3.",
            },
            "range": {
                "type": "array", "minItems": 2, "maxItems": 2, "items": { "type": "number" },
                "description": "The low end and the high one, both included.",
            },
            "scale": {
                "enum": ["linear", "log"], "default": "linear",
                "description": "Equal differences or equal ratios.",
            },
            "integer": {
                "type": "boolean",
                "description": "Whether whole numbers are meant; else as the field has it.",
            },
            "steps": {
                "type": "integer", "minimum": 2,
                "description": "Levels that a grid makes of a range; of whole numbers all, if nothing is said.",
            },
        },
    })
}

fn text(doc: &str) -> Value {
    json!({ "type": "string", "maxLength": summitry_model::fields::field::MAX_TEXT, "description": doc })
}

fn number(doc: &str) -> Value {
    json!({ "type": "number", "exclusiveMinimum": 0, "description": doc })
}

fn count(least: u64, most: u64, doc: &str) -> Value {
    json!({ "type": "integer", "minimum": least, "maximum": most, "description": doc })
}

fn with_default(mut schema: Value, default: Value) -> Value {
    schema["default"] = default;
    schema
}
