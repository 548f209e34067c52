//! What `--format` takes where results are printed and tables written.

use crate::cli_place::Place;

const SWEEP: &str = "sweep shock-clustering -q -n 1 --out there --format";

#[test]
fn two_words_for_the_same_thing_are_refused() {
    for (words, says) in [
        ("table,json", "--format says twice how results are printed: choose `table` or `json`"),
        ("json,csv,json", "--format says twice how results are printed"),
        ("csv,parquet", "--format says twice how tables are written: choose `csv` or `parquet`"),
        ("csv --format csv", "--format says twice how tables are written"),
    ] {
        let place = Place::new();
        let ran = place.run(&format!("{SWEEP} {words}")).ended(2);
        assert!(ran.says(says), "{words}: {}", ran.err);
        assert!(ran.out.is_empty() && !place.path("there").exists());
        let ran =
            place.run(&format!("plan merge plan.json x --out there --format {words}")).ended(2);
        assert!(ran.says(says), "{words}: {}", ran.err);
    }
    let ran = Place::new().run(&format!("{SWEEP} json,xml")).ended(2);
    assert!(ran.says("invalid value 'xml'"), "{}", ran.err);
    assert!(ran.says("[possible values: table, json, csv, parquet]"), "{}", ran.err);
}

#[test]
fn what_is_not_said_is_a_table_and_csv() {
    let place = Place::new();
    let table = place.run("sweep shock-clustering -q -n 1 --out there").ended(0);
    let there = place.files("there");
    assert!(there.contains_key("cells.csv") && there.contains_key("runs.csv"));
    for words in ["table", "csv", "csv,table"] {
        let ran = place.run(&format!("{SWEEP} {words} --force")).ended(0);
        assert_eq!(ran.out, table.out, "{words}");
        assert!(place.files("there") == there, "{words}");
    }
    let json = place.run(&format!("{SWEEP} json")).ended(0).out;
    assert!(json.starts_with("{\"experiment\":\"shock-clustering\""), "{json}");
    assert_eq!(place.run(&format!("{SWEEP} csv,json")).ended(0).out, json);
}

/// Nothing is run, and nothing made, before it is known that it can be written.
#[cfg(not(feature = "parquet"))]
#[test]
fn a_program_without_parquet_says_how_to_get_one() {
    let place = Place::new();
    for words in [
        "sweep shock-clustering -n 1 --out there --format parquet",
        "sweep shock-clustering -n 1 --out there --format json,parquet",
        "plan merge plan.json shards --out there --format parquet",
    ] {
        let ran = place.run(words).ended(2);
        assert!(ran.says("this program was built without Parquet"), "{}", ran.err);
        assert!(ran.says("cargo install --path . --features parquet"), "{}", ran.err);
        assert!(ran.out.is_empty() && !place.path("there").exists());
    }
}

#[cfg(not(feature = "parquet"))]
#[test]
fn a_library_without_parquet_opens_no_batch_of_it() {
    use summitry_lab::output::{BatchDir, ErrorKind, Inputs, OutputError, TableFormat};

    let dir = tempfile::tempdir().unwrap();
    let inputs = Inputs { table_format: TableFormat::Parquet, ..crate::runner_job::inputs(10) };
    let error = BatchDir::open(&dir.path().join("there"), &inputs, false).unwrap_err();
    assert!(matches!(error, OutputError::NoParquet), "{error}");
    assert_eq!(error.kind(), ErrorKind::Request);
    assert!(!dir.path().join("there").exists());
}
