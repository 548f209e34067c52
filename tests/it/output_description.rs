//! The data package and the manifest describe what is there.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::borrow::Cow;
use std::fs;

use serde_json::{Value, json};
use summitry_lab::experiment::Options;
use summitry_lab::output::{Column, SUMMARY, TRAJECTORIES, Table};

use crate::runner_job::{FakeJob, PARTIES, RUNS, batch, files, inputs, uninterrupted};

fn package() -> Value {
    serde_json::from_slice(&uninterrupted(40)["datapackage.json"]).unwrap()
}

#[test]
fn the_data_package_describes_every_table() {
    let package = package();
    assert_eq!(package["profile"], "tabular-data-package");
    assert_eq!(package["name"], "two-capitals");
    let names: Vec<&Value> =
        package["resources"].as_array().unwrap().iter().map(|resource| &resource["name"]).collect();
    assert_eq!(names, ["runs", "parties", "summary", "trajectories"]);
    let runs = &package["resources"][0];
    assert_eq!(runs["path"], "runs.csv");
    assert_eq!(runs["profile"], "tabular-data-resource");
    assert_eq!(runs["encoding"], "utf-8");
    assert_eq!(runs["schema"]["missingValues"], json!([""]));
    assert_eq!(runs["schema"]["primaryKey"], json!(["scenario", "run"]));
    assert_eq!(
        runs["schema"]["fields"],
        json!([
            {"name": "scenario", "type": "string", "description": "name of the scenario",
             "constraints": {"required": true}},
            {"name": "run", "type": "integer", "description": "number of the run",
             "constraints": {"required": true, "minimum": 0}},
            {"name": "outcome", "type": "string", "description": "how it ended",
             "constraints": {"required": true, "enum": ["durable", "no-summit"]}},
            {"name": "strain", "type": "number", "unit": "share",
             "description": "strain at the end",
             "constraints": {"minimum": 0.0, "maximum": 1.0}},
            {"name": "censored", "type": "boolean", "description": "whether follow-up ended first",
             "constraints": {"required": true}},
        ])
    );
}

/// Every cell of every table obeys what the data package says of its column.
#[test]
fn the_tables_are_as_described() {
    let written = uninterrupted(40);
    for resource in package()["resources"].as_array().unwrap() {
        let bytes = &written[resource["path"].as_str().unwrap()];
        assert_eq!(resource["bytes"], bytes.len());
        let fields = resource["schema"]["fields"].as_array().unwrap();
        let mut reader = csv::Reader::from_reader(&bytes[..]);
        let header: Vec<Value> = reader.headers().unwrap().iter().map(|name| json!(name)).collect();
        assert_eq!(header, fields.iter().map(|field| field["name"].clone()).collect::<Vec<_>>());
        let mut rows = 0;
        for record in reader.records() {
            rows += 1;
            for (cell, field) in record.unwrap().iter().zip(fields) {
                assert!(fits(cell, field), "`{cell}` is not {field}");
            }
        }
        assert!(rows > 0, "{} is empty", resource["path"]);
    }
}

fn fits(cell: &str, field: &Value) -> bool {
    let constraints = &field["constraints"];
    if cell.is_empty() {
        return constraints["required"] != true;
    }
    let bounded = |value: f64| {
        constraints["minimum"].as_f64().is_none_or(|minimum| value >= minimum)
            && constraints["maximum"].as_f64().is_none_or(|maximum| value <= maximum)
    };
    match field["type"].as_str().unwrap() {
        "string" => constraints["enum"].as_array().is_none_or(|words| words.contains(&json!(cell))),
        "integer" => cell.parse::<i64>().is_ok_and(|value| bounded(value as f64)),
        "number" => cell.parse::<f64>().is_ok_and(bounded),
        "boolean" => cell == "true" || cell == "false",
        other => panic!("type {other}"),
    }
}

#[test]
fn the_manifest_says_what_determined_the_batch_and_nothing_of_the_machine() {
    let manifest: Value = serde_json::from_slice(&uninterrupted(40)["manifest.json"]).unwrap();
    let keys: Vec<&String> = manifest.as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        [
            "format",
            "command",
            "summitry",
            "randomness",
            "scenario",
            "scenario_sha256",
            "seed",
            "runs",
            "tables",
            "files"
        ]
    );
    let scenario = manifest["files"]
        .as_array()
        .unwrap()
        .iter()
        .find(|entry| entry["file"] == "scenario.toml")
        .unwrap();
    // As `printf 'name = "two-capitals"\n' | sha256sum` prints it.
    assert_eq!(
        scenario,
        &json!({"file": "scenario.toml", "bytes": 22,
                "sha256": "1ab2b90e10df76a1835a04902289fa3b1ffa5770074b0610137ddce7f5709b51"})
    );
}

#[test]
fn a_file_of_lines_has_no_header_and_no_place_in_the_package() {
    const LINES: Table = Table {
        name: "answers",
        file: "answers.jsonl",
        title: "The answers of each run",
        columns: Cow::Borrowed(&[]),
        primary_key: &[],
    };
    let dir = tempfile::tempdir().unwrap();
    let job = FakeJob { tables: vec![&RUNS, &PARTIES, &LINES], ..FakeJob::default() };
    let manifest = batch(dir.path(), &inputs(5), &job, &Options::threads(1)).unwrap().unwrap();
    assert_eq!(manifest.files[2].file, "answers.jsonl");
    assert_eq!(fs::read(dir.path().join("answers.jsonl")).unwrap(), b"");
    let package: Value = serde_json::from_slice(&files(dir.path())["datapackage.json"]).unwrap();
    assert_eq!(package["resources"].as_array().unwrap().len(), 4);
}

#[test]
fn our_tables_are_well_defined() {
    for table in [&SUMMARY, &TRAJECTORIES, &RUNS, &PARTIES] {
        assert_eq!(table.faults(), Vec::<String>::new());
    }
}

#[test]
fn faults_of_a_definition_are_named() {
    const BAD: Table = Table {
        name: "Bad",
        file: "bad.csv",
        title: "",
        columns: Cow::Borrowed(&[
            Column::text("a-b", "x"),
            Column::text("run", "x"),
            Column::text("run", ""),
        ]),
        primary_key: &["run", "seed"],
    };
    assert_eq!(
        BAD.faults(),
        [
            "table name `Bad` is not lower-case",
            "Bad: column name `a-b` is not snake_case",
            "Bad: two columns `run`",
            "Bad: column `run` does not say what it means",
            "Bad: key `run` may be empty",
            "Bad: key `seed` is no column",
        ]
    );
}
