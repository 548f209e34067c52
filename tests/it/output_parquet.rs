//! Tables as Parquet say what the CSV says, whatever happens while they are made.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::file::reader::FileReader as _;
use parquet::file::serialized_reader::SerializedFileReader;
use parquet::record::Field;
use serde_json::{Value, json};
use summitry_lab::experiment::Options;
use summitry_lab::output::{
    BatchDir, CHECKPOINT, Column, ErrorKind, Inputs, MANIFEST, Manifest, Opened, OutputError, Rows,
    Table, TableFormat,
};

use crate::cli_place::Place;
use crate::runner_job::{FakeJob, about, batch, batch_forced, files, names, open, uninterrupted};

fn inputs(runs: u64) -> Inputs {
    Inputs { table_format: TableFormat::Parquet, ..crate::runner_job::inputs(runs) }
}

fn finished(dir: &Path, runs: u64) {
    batch(dir, &inputs(runs), &FakeJob::default(), &Options::threads(1)).unwrap().unwrap();
}

fn clean(runs: u64) -> BTreeMap<String, Vec<u8>> {
    let dir = tempfile::tempdir().unwrap();
    finished(dir.path(), runs);
    files(dir.path())
}

fn reader(path: &Path) -> SerializedFileReader<File> {
    SerializedFileReader::new(File::open(path).unwrap()).unwrap()
}

/// Compares a file with what its columns are said to be, and with a CSV, value by value.
fn compare(path: &Path, csv: &[u8], fields: &[Value]) {
    let reader = reader(path);
    let metadata = reader.metadata().file_metadata();
    let schema = metadata.schema_descr();
    assert_eq!(schema.num_columns(), fields.len());
    for (column, field) in schema.columns().iter().zip(fields) {
        let info = column.self_type().get_basic_info();
        assert_eq!(field["name"], column.name());
        let physical = match field["type"].as_str().unwrap() {
            "integer" => Physical::INT64,
            "number" => Physical::DOUBLE,
            "boolean" => Physical::BOOLEAN,
            _ => Physical::BYTE_ARRAY,
        };
        assert_eq!(column.physical_type(), physical, "{field}");
        let text = physical == Physical::BYTE_ARRAY;
        assert_eq!(info.logical_type_ref(), text.then_some(&LogicalType::String), "{field}");
        let required = field["constraints"]["required"] == true;
        let repetition = if required { Repetition::REQUIRED } else { Repetition::OPTIONAL };
        assert_eq!(info.repetition(), repetition, "{field}");
    }

    let mut csv = csv::Reader::from_reader(csv);
    let header: Vec<String> = csv.headers().unwrap().iter().map(str::to_owned).collect();
    let mut rows = reader.get_row_iter(None).unwrap();
    let mut count = 0;
    for record in csv.records() {
        let (record, row) = (record.unwrap(), rows.next().unwrap().unwrap());
        assert_eq!(row.len(), record.len());
        for (((name, value), cell), head) in row.get_column_iter().zip(&record).zip(&header) {
            assert_eq!(name, head);
            let same = match value {
                Field::Null => cell.is_empty(),
                Field::Long(value) => cell.parse() == Ok(*value),
                Field::Double(value) => cell.parse::<f64>().unwrap().to_bits() == value.to_bits(),
                Field::Bool(value) => cell == if *value { "true" } else { "false" },
                Field::Str(value) => {
                    cell == value || (cell.starts_with('\'') && &cell[1..] == value)
                }
                _ => false,
            };
            assert!(same, "{name} of row {count} is {value:?} and `{cell}`");
        }
        count += 1;
    }
    assert!(rows.next().is_none());
    assert_eq!(metadata.num_rows(), count);
}

#[test]
fn a_sweep_has_the_values_of_its_csv() {
    let place = Place::new();
    for (experiment, runs) in [("shock-clustering", 9), ("rounds-before-summit", 5)] {
        let words = format!("sweep {experiment} -n {runs} -q --out");
        let text = place.run(&format!("{words} csv-{experiment}")).ended(0).out;
        let words = format!("{words} parquet-{experiment} --format");
        let ran = place.run(&format!("{words} parquet")).ended(0);
        assert_eq!(ran.out, text);
        // Once more, as it is found.
        assert_eq!(place.run(&format!("{words} parquet,table")).ended(0).out, text);
        let json = place.run(&format!("{words} json,parquet")).ended(0).out;
        let record: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(record["state"], "already");

        let (csv, dir) = (place.files(&format!("csv-{experiment}")), place.path("."));
        let dir = dir.join(format!("parquet-{experiment}"));
        let package: Value = serde_json::from_slice(&files(&dir)["datapackage.json"]).unwrap();
        for (k, table) in ["cells", "runs"].into_iter().enumerate() {
            let resource = &package["resources"][k];
            let fields = resource["schema"]["fields"].as_array().unwrap();
            assert_eq!(resource["name"], table);
            let path = dir.join(format!("{table}.parquet"));
            compare(&path, &csv[&format!("{table}.csv")], fields);
        }
        let manifest = Manifest::read(&dir).unwrap().unwrap();
        manifest.verify(&dir).unwrap();
        let listed: Vec<&str> = manifest.files.iter().map(|entry| entry.file.as_str()).collect();
        let expected = [
            "cells.parquet",
            "runs.parquet",
            "scenario.toml",
            "experiment.toml",
            "datapackage.json",
        ];
        assert_eq!(listed, expected);
        let mut there = names(&dir);
        there.retain(|name| name != MANIFEST);
        assert_eq!(there.len(), expected.len(), "{there:?}");
    }
}

#[test]
fn the_package_and_the_file_describe_every_column() {
    let dir = tempfile::tempdir().unwrap();
    finished(dir.path(), 40);
    let read = |files: &BTreeMap<String, Vec<u8>>| -> Value {
        serde_json::from_slice(&files["datapackage.json"]).unwrap()
    };
    let (package, of_csv) = (read(&files(dir.path())), read(&uninterrupted(40)));
    assert_eq!(package["profile"], "data-package");
    let resources = package["resources"].as_array().unwrap();
    assert_eq!(resources.len(), 4);
    for (resource, of_csv) in resources.iter().zip(of_csv["resources"].as_array().unwrap()) {
        assert_eq!(resource["profile"], "data-resource");
        assert_eq!(resource["format"], "parquet");
        assert_eq!(resource["mediatype"], "application/vnd.apache.parquet");
        let path = dir.path().join(resource["path"].as_str().unwrap());
        assert_eq!(
            resource["path"],
            json!(format!("{}.parquet", resource["name"].as_str().unwrap()))
        );
        assert_eq!(resource["bytes"], fs::metadata(&path).unwrap().len());
        assert_eq!(resource["schema"]["fields"], of_csv["schema"]["fields"]);
        let csv = &uninterrupted(40)[of_csv["path"].as_str().unwrap()];
        compare(&path, csv, resource["schema"]["fields"].as_array().unwrap());

        let reader = reader(&path);
        let metadata = reader.metadata().file_metadata();
        let pairs = metadata.key_value_metadata().unwrap();
        let said = |key: &str| pairs.iter().find(|pair| pair.key == key).unwrap().value.clone();
        let columns: Value = serde_json::from_str(&said("summitry.columns").unwrap()).unwrap();
        assert_eq!(columns, resource["schema"]["fields"]);
        assert_eq!(json!(said("summitry.title").unwrap()), resource["title"]);
        let version = concat!("summitry version ", env!("CARGO_PKG_VERSION"));
        assert_eq!(metadata.created_by(), Some(version));
    }
}

/// A table with whatever a cell can hold.
static ODD: Table = Table {
    name: "odd",
    file: "odd.csv",
    title: "a row of each kind",
    columns: Cow::Borrowed(&[
        Column::integer("number", "", "number of the row").always(),
        Column::text("text", "a text").always(),
        Column::text("perhaps", "a text or none"),
        Column::number("share", "share", "a number or none"),
        Column::integer("signed", "", "a whole number or none"),
        Column::flag("flag", "a flag or none"),
    ]),
    primary_key: &["number"],
};

const TEXTS: [&str; 14] = [
    "plain",
    "",
    "=1+1",
    "'=1+1",
    "''=1+1",
    "'quoted'",
    "-5",
    "@a",
    "\tb",
    "\rc",
    "a,\"b\"",
    "two\nlines",
    "Київ",
    "'",
];

fn odd(rows: u64, dir: &Path) -> Manifest {
    let mut batch = open(dir, &inputs(rows), false).unwrap();
    let _: Option<()> = batch.begin(&[&ODD]).unwrap();
    let mut made = Rows::new(ODD.columns.len());
    for number in 0..rows {
        let text = TEXTS[number as usize % TEXTS.len()];
        let some = number % 3 != 0;
        let mut row = made.row();
        row.int(number).text(text).opt_text(some.then_some(text));
        match number % 5 {
            0 => row.empty(),
            1 => row.exact(number as f64 / 7.0),
            2 => row.exact(-0.0),
            3 => row.exact(f64::MIN_POSITIVE),
            _ => row.exact(f64::MAX),
        };
        row.opt_signed(some.then_some([i64::MIN, i64::MAX][number as usize % 2]));
        row.opt_flag(some.then_some(number % 2 == 0)).end();
    }
    batch.append(0, &made).unwrap();
    batch.finish(&about()).unwrap()
}

#[test]
fn texts_numbers_and_what_is_missing_come_back_over_many_row_groups() {
    let rows = 2 * 65_536 + 17;
    let dir = tempfile::tempdir().unwrap();
    let manifest = odd(rows, dir.path());
    assert_eq!(manifest.files[0].rows, Some(rows));
    let reader = reader(&dir.path().join("odd.parquet"));
    let groups: Vec<i64> =
        reader.metadata().row_groups().iter().map(|group| group.num_rows()).collect();
    assert_eq!(groups, [65_536, 65_536, 17]);
    let column = reader.metadata().row_group(0).column(1);
    assert!(column.dictionary_page_offset().is_some());
    assert_eq!(column.compression(), Compression::SNAPPY);
    let mut number = 0;
    for row in reader.get_row_iter(None).unwrap() {
        let row = row.unwrap();
        let cells: Vec<&Field> = row.get_column_iter().map(|(_, field)| field).collect();
        let text = TEXTS[number as usize % TEXTS.len()];
        let some = number % 3 != 0;
        // Of a column that may be empty, an empty text is none: CSV knows no other.
        let perhaps =
            if some && !text.is_empty() { Field::Str(text.to_owned()) } else { Field::Null };
        let share = match number % 5 {
            0 => Field::Null,
            1 => Field::Double(number as f64 / 7.0),
            2 => Field::Double(-0.0),
            3 => Field::Double(f64::MIN_POSITIVE),
            _ => Field::Double(f64::MAX),
        };
        let signed = [i64::MIN, i64::MAX][number as usize % 2];
        let (signed, flag) = if some {
            (Field::Long(signed), Field::Bool(number % 2 == 0))
        } else {
            (Field::Null, Field::Null)
        };
        let text = Field::Str(text.to_owned());
        let expected = [Field::Long(number), text, perhaps, share, signed, flag];
        assert!(cells.iter().copied().eq(&expected), "{cells:?} is not {expected:?}");
        number += 1;
    }
    assert_eq!(number as u64, rows);
}

#[test]
fn a_table_without_rows_has_its_columns() {
    let dir = tempfile::tempdir().unwrap();
    odd(0, dir.path());
    let reader = reader(&dir.path().join("odd.parquet"));
    assert_eq!(reader.metadata().file_metadata().num_rows(), 0);
    assert_eq!(reader.metadata().file_metadata().schema_descr().num_columns(), 6);
}

#[test]
fn the_bytes_depend_on_neither_threads_nor_interruptions() {
    let expected = clean(700);
    for threads in [1, 3] {
        let dir = tempfile::tempdir().unwrap();
        let mut stops = [90, 300, 301].into_iter();
        loop {
            let job = FakeJob { stop_at: stops.next(), ..FakeJob::default() };
            let options = crate::runner_job::cautious(threads);
            if batch(dir.path(), &inputs(700), &job, &options).unwrap().is_some() {
                break;
            }
            // What is streamed can be cut off anywhere: it is CSV.
            assert!(names(dir.path()).contains(&"runs.csv.partial".to_owned()));
        }
        assert!(files(dir.path()) == expected, "{threads} threads");
    }
}

/// As if the machine had stopped at each step of finishing.
#[cfg(target_os = "linux")]
#[test]
fn a_crash_while_the_batch_is_finished_is_made_good() {
    let expected = clean(100);
    let steps = [
        "parties.parquet.partial",
        "summary.parquet.partial",
        "datapackage.json.partial",
        "manifest.json.partial",
    ];
    for step in steps {
        let dir = tempfile::tempdir().unwrap();
        let full = dir.path().join(step);
        std::os::unix::fs::symlink("/dev/full", &full).unwrap();
        let options = crate::runner_job::cautious(1);
        let error = batch(dir.path(), &inputs(100), &FakeJob::default(), &options).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Write, "{error}");
        let text = error.to_string();
        assert!(text.contains(step) && text.contains("make room and run again"), "{text}");
        assert!(!dir.path().join(MANIFEST).exists() && dir.path().join(CHECKPOINT).exists());
        fs::remove_file(full).unwrap();
        let opened = BatchDir::open(dir.path(), &inputs(100), false).unwrap();
        if step == "manifest.json.partial" {
            assert!(matches!(opened, Opened::AlreadyDone(_)), "{opened:?}");
        } else {
            assert!(matches!(opened, Opened::Resume(_) | Opened::Fresh(_)), "{opened:?}");
            drop(opened);
            finished(dir.path(), 100);
        }
        assert!(files(dir.path()) == expected, "{step}");
    }
}

/// Between the checkpoint that all is complete and the removal of the CSV.
#[cfg(target_os = "linux")]
#[test]
fn csv_that_is_spent_goes_with_the_next_start() {
    let dir = tempfile::tempdir().unwrap();
    let full = dir.path().join("manifest.json.partial");
    std::os::unix::fs::symlink("/dev/full", &full).unwrap();
    batch(dir.path(), &inputs(60), &FakeJob::default(), &Options::threads(1)).unwrap_err();
    fs::remove_file(full).unwrap();
    let path = |name: &str| dir.path().join(name);
    fs::rename(path("runs.parquet"), path("runs.parquet.partial")).unwrap();
    fs::write(path("runs.csv.partial"), "run\n").unwrap();
    fs::write(path("parties.csv.partial"), "run\n").unwrap();
    let opened = BatchDir::open(dir.path(), &inputs(60), false).unwrap();
    assert!(matches!(opened, Opened::AlreadyDone(_)), "{opened:?}");
    assert!(files(dir.path()) == clean(60));
}

#[test]
fn a_batch_of_the_other_format_is_refused_or_replaced_without_remains() {
    let csv = || crate::runner_job::inputs(80);
    let stopped = || FakeJob { stop_at: Some(20), ..FakeJob::default() };
    let one = Options::threads(1);
    for (first, second) in [(csv(), inputs(80)), (inputs(80), csv())] {
        for unfinished in [false, true] {
            let dir = tempfile::tempdir().unwrap();
            let job = if unfinished { stopped() } else { FakeJob::default() };
            assert!(batch(dir.path(), &first, &job, &one).unwrap().is_none() == unfinished);
            // As a crash while tables are made leaves it.
            if unfinished && first.table_format == TableFormat::Parquet {
                fs::write(dir.path().join("runs.parquet.partial"), "PAR1").unwrap();
            }
            let before = files(dir.path());
            let error = open(dir.path(), &second, false).unwrap_err();
            let (there, asked) = (first.table_format.name(), second.table_format.name());
            let says = format!("format of tables is {there} there and {asked} here");
            assert!(error.to_string().contains(&says), "{error}");
            let state = if unfinished { "an unfinished batch" } else { "a finished batch" };
            assert!(error.to_string().contains(state), "{error}");
            assert_eq!(error.kind(), ErrorKind::Request);
            assert!(files(dir.path()) == before);

            let job = FakeJob::default();
            batch_forced(dir.path(), &second, &job, &one, true).unwrap().unwrap();
            let expected = match second.table_format {
                TableFormat::Csv => uninterrupted(80),
                TableFormat::Parquet => clean(80),
            };
            assert!(files(dir.path()) == expected, "{there} to {asked}: {:?}", names(dir.path()));
        }
    }
}

#[test]
fn a_file_that_no_batch_wrote_is_not_overwritten() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("runs.parquet");
    fs::write(&path, "mine").unwrap();
    let job = FakeJob { broken: vec![0], ..FakeJob::default() };
    let error = batch(dir.path(), &inputs(20), &job, &Options::threads(1)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Request, "before the first run: {error}");
    assert_eq!(fs::read(&path).unwrap(), b"mine");
    assert_eq!(names(dir.path()), ["runs.parquet"]);
}

/// Else the digest of the Parquet would vouch for rows that nobody wrote.
#[test]
fn rows_that_were_changed_on_the_disk_are_noticed() {
    for (from, to) in [("\n3,", "\n4,"), ("\n3,", "\nx,"), ("\n3,", "\n"), ("number,", "nummer,")] {
        let dir = tempfile::tempdir().unwrap();
        let mut batch = open(dir.path(), &inputs(9), false).unwrap();
        let _: Option<()> = batch.begin(&[&ODD]).unwrap();
        let mut rows = Rows::new(6);
        for number in 0..9 {
            rows.row().int(number).text("a").empty().empty().empty().empty().end();
        }
        batch.append(0, &rows).unwrap();
        let path = dir.path().join("odd.csv.partial");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replace(from, to)).unwrap();
        let error = batch.finish(&about()).unwrap_err();
        assert!(matches!(error, OutputError::Altered { .. }), "{error}");
        assert!(error.to_string().contains("odd.csv.partial was altered"), "{error}");
        assert!(!dir.path().join(MANIFEST).exists());
    }
}

#[test]
fn a_seed_past_what_a_column_holds_is_refused_before_the_first_run() {
    let place = Place::new();
    let words = "sweep shock-clustering -n 1 -q --out there --seed";
    let ran = place.run(&format!("{words} 9223372036854775808 --format parquet")).ended(2);
    assert!(ran.says("the seed 9223372036854775808 is past"), "{}", ran.err);
    assert!(!place.path("there").exists());
    place.run(&format!("{words} 9223372036854775807 --format parquet")).ended(0);
    let reader = reader(&place.path("there/runs.parquet"));
    let row = reader.get_row_iter(None).unwrap().next().unwrap().unwrap();
    let seed = row.get_column_iter().find(|(name, _)| *name == "seed").unwrap().1;
    assert_eq!(seed, &Field::Long(i64::MAX));
}

#[test]
fn cells_that_were_altered_are_not_shown() {
    let place = Place::new();
    let words = "sweep shock-clustering -n 1 -q --out there --format parquet";
    place.run(words).ended(0);
    let path = place.path("there/cells.parquet");
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&path, bytes).unwrap();
    let ran = place.run(words).ended(65);
    assert!(ran.says("cells.parquet was altered"), "{}", ran.err);
    assert_eq!(ran.out, "");
}

#[test]
fn merged_shards_are_the_sweep() {
    let place = Place::new();
    place.run("sweep rounds-before-summit -n 7 -q --out whole --format parquet").ended(0);
    place.run("plan new rounds-before-summit -n 7 --shards 3 -q -o plan.json").ended(0);
    for shard in 0..3 {
        place.run(&format!("plan run plan.json --shard {shard} --out shards -q")).ended(0);
    }
    let words = "plan merge plan.json shards --out merged -q --format";
    let ran = place.run(&format!("{words} parquet,json")).ended(0);
    assert_eq!(serde_json::from_str::<Value>(&ran.out).unwrap()["state"], "done");
    assert!(place.files("merged") == place.files("whole"));
    // The plan itself is for both.
    place.run(&format!("{words} csv")).ended(2);
    place.run("sweep rounds-before-summit -n 7 -q --out text").ended(0);
    place.run(&format!("{words} csv --force")).ended(0);
    assert!(place.files("merged") == place.files("text"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_sweep_that_was_killed_goes_on_to_the_same_bytes() {
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    let place = Place::new();
    let words = "sweep rounds-before-summit -n 120 -q --checkpoint-every 0 --format parquet --out";
    place.run(&format!("{words} whole")).ended(0);
    let mut killed = 0;
    for length in [10_000, 60_000, 200_000] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_summitry"));
        command.args(words.split_whitespace()).arg("killed").current_dir(place.path(""));
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let begun = Instant::now();
        let there = || fs::metadata(place.path("killed/runs.csv.partial")).map_or(0, |m| m.len());
        while there() < length && child.try_wait().unwrap().is_none() {
            assert!(begun.elapsed() < Duration::from_secs(60), "no rows after a minute");
            std::thread::sleep(Duration::from_millis(1));
        }
        child.kill().unwrap();
        killed += u32::from(!child.wait().unwrap().success());
    }
    assert!(killed > 0, "the sweep is too short to be killed");
    place.run(&format!("{words} killed")).ended(0);
    assert!(place.files("killed") == place.files("whole"));
}

/// An analysis of a sweep says the same whatever its tables are written as.
#[test]
fn an_analysis_of_either_format_is_the_same() {
    let place = Place::new();
    place.write(
        "grid.toml",
        "title = \"Rounds and gaps\"\nscenario = \"classroom\"\nreplications = 30\n\n[[factor]]\npath = \"gate.n\"\n\
         levels = [0, 2, 4]\n\n[[factor]]\npath = \"meeting.rounds.gap\"\nlevels = [10, 20]\n",
    );
    place.run("sweep grid.toml --out grid --quiet").ended(0);
    place.run("sweep grid.toml --out columns --format parquet --quiet").ended(0);
    for words in ["", " --method prim", " --output strain_area_days"] {
        let csv = place.run(&format!("analyze grid{words}")).ended(0).out;
        let columns = place.run(&format!("analyze columns{words}")).ended(0).out;
        assert_eq!(columns, csv);
    }
}
