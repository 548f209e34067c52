//! `summitry analyze DIR`: what it shows and writes, and what it refuses.

use std::fmt::Write;
use std::fs;

use crate::analysis_directory::{GAP, GAP_RANGE, GATE, GATE_RANGE, experiment};
use crate::cli_place::Place;

/// A batch and three sweeps.
fn with_all() -> Place {
    let place = Place::new();
    place.run("run kyiv-washington --runs 200 --out batch --quiet").ended(0);
    let saltelli =
        experiment("kind = \"saltelli\"\nbase = 16", "common", &[GATE_RANGE, GAP_RANGE], 10);
    let grid = experiment("kind = \"grid\"", "common", &[GATE, GAP], 30);
    let gates = experiment(
        "kind = \"grid\"",
        "independent",
        &["path = \"gate\"\nlevels = [\"rounds-first:n=2\", \"summit-first\"]", GAP],
        30,
    );
    for (name, text) in [("saltelli", saltelli), ("grid", grid), ("gates", gates)] {
        place.write(&format!("{name}.toml"), &text);
        place.run(&format!("sweep {name}.toml --out {name} --quiet")).ended(0);
    }
    place
}

#[test]
fn results_read_well_in_eighty_columns_and_in_sixty() {
    let place = with_all();
    let mut both = String::new();
    for words in [
        "analyze batch",
        "analyze saltelli",
        "analyze saltelli --method prim",
        "analyze grid",
        "analyze gates --output strain_area_days",
    ] {
        for (width, columns) in [("80", 80), ("60", 60)] {
            let ran = place.run_with(&format!("{words} --quiet"), &[("COLUMNS", width)]).ended(0);
            assert_eq!(ran.err, "");
            for line in ran.out.lines() {
                assert!(line.chars().count() <= columns, "{words}: {line}");
            }
            write!(both, "$ {words}  # {width} columns\n{}\n", ran.out).unwrap();
        }
    }
    insta::assert_snapshot!("analyze_dir", both);
}

#[test]
fn results_are_written_once_with_a_manifest_that_names_their_source() {
    let place = with_all();
    for (words, dir, files) in [
        ("batch", "batch/analysis/summaries", vec!["summaries.csv", "survival.csv"]),
        ("saltelli", "saltelli/analysis/sobol-durable", vec!["indices.csv"]),
        ("saltelli --method cart", "saltelli/analysis/cart-durable", vec!["boxes.csv"]),
        ("grid", "grid/analysis/response-durable", vec!["indices.csv", "responses.csv"]),
        ("grid --out elsewhere", "elsewhere", vec!["indices.csv", "responses.csv"]),
    ] {
        let ran = place.run(&format!("analyze {words}")).ended(0);
        assert!(ran.says(&format!("wrote {dir}: ")), "{}", ran.err);
        let there = place.files(dir);
        let mut expected = files;
        expected.extend(["datapackage.json", "manifest.json"]);
        expected.sort_unstable();
        assert_eq!(there.keys().collect::<Vec<_>>(), expected);
        let manifest: serde_json::Value = serde_json::from_slice(&there["manifest.json"]).unwrap();
        let source = words.split(' ').next().unwrap();
        let bytes = fs::read(place.path(&format!("{source}/manifest.json"))).unwrap();
        let digest = summitry_lab::output::hex_digest(&bytes);
        assert_eq!(manifest["experiment"]["source_sha256"], digest);
        assert_eq!(manifest["command"], "analyze");
        // The same again is there already; another question in the same place is refused.
        let again = place.run(&format!("analyze {words}")).ended(0);
        assert!(again.says("already holds this analysis"), "{}", again.err);
        assert_eq!(again.out, ran.out);
        let (option, said) = match words.contains("cart") {
            true => ("--depth 2", "depth is 5 there and 2 here"),
            false => ("--confidence 0.9", "confidence is 0.95 there and 0.9 here"),
        };
        if !words.contains("--out") {
            // Another question has a place of its own.
            let other = place.run(&format!("analyze {words} {option}")).ended(0);
            assert!(other.says(&format!("wrote {dir}-")), "{}", other.err);
            assert_eq!(place.files(dir), there);
            continue;
        }
        let refused = place.run(&format!("analyze {words} {option}")).ended(2);
        assert!(refused.says(said), "{}", refused.err);
        assert_eq!((refused.out.as_str(), &place.files(dir)), ("", &there));
        place.run(&format!("analyze {words} {option} --force")).ended(0);
        assert_ne!(place.files(dir), there);
    }
    // The batch is as it was.
    let again = place.run("run kyiv-washington --runs 200 --out batch").ended(0);
    assert!(again.says("already"), "{}", again.err);
    place.write("file", "");
    assert!(place.run("analyze batch --out file").ended(2).says("is not a directory"));
    let of_analysis = place.run("analyze batch/analysis/summaries").ended(2);
    assert!(of_analysis.says("holds an analysis: name the batch or sweep"), "{}", of_analysis.err);
    let above = place.run("analyze batch/analysis").ended(65);
    assert!(above.says("name a batch in it, such as batch/analysis/summaries"), "{}", above.err);
}

/// Changes a file of a copy, and tells what is said of it.
fn refused(place: &Place, from: &str, code: i32, change: &dyn Fn(&Place)) -> String {
    let copy = place.path("copy");
    let _ = fs::remove_dir_all(&copy);
    fs::create_dir(&copy).unwrap();
    for (name, bytes) in place.files(from) {
        fs::write(copy.join(name), bytes).unwrap();
    }
    change(place);
    let ran = place.run("analyze copy").ended(code);
    assert_eq!(ran.out, "");
    assert!(!copy.join("analysis").exists(), "something was written");
    ran.err
}

#[test]
fn directories_that_are_no_finished_batch_are_refused() {
    let place = with_all();
    let mut told = String::new();
    let mut tell = |what: &str, from: &str, code, change: &dyn Fn(&Place)| {
        writeln!(told, "# {what}\n{}", refused(&place, from, code, change)).unwrap();
    };
    let edit = |file: &'static str, from: &'static str, to: &'static str| {
        move |place: &Place| {
            let text = place.text(&format!("copy/{file}"));
            assert!(text.contains(from), "{file} has no {from}");
            place.write(&format!("copy/{file}"), &text.replacen(from, to, 1));
        }
    };
    let remove = |file: &'static str| {
        move |place: &Place| fs::remove_file(place.path(&format!("copy/{file}"))).unwrap()
    };
    tell("no manifest", "batch", 65, &remove("manifest.json"));
    tell("unfinished", "batch", 75, &|place| {
        remove("manifest.json")(place);
        place.write("copy/runs.csv.partial", "");
    });
    tell("shards", "batch", 65, &|place| {
        remove("manifest.json")(place);
        fs::create_dir(place.path("copy/shard-0")).unwrap();
    });
    tell(
        "a manifest of another format",
        "batch",
        65,
        &edit("manifest.json", "summitry-batch/1", "summitry-batch/9"),
    );
    tell("a table is missing", "batch", 65, &remove("parties.csv"));
    tell("a table is altered", "batch", 65, &edit("runs.csv", "durable", "durabel"));
    tell(
        "the scenario is altered",
        "batch",
        65,
        &edit("scenario.toml", "window = 365.0", "window = 366.0"),
    );
    tell(
        "the data package is altered",
        "batch",
        65,
        &edit("datapackage.json", "\"days\"", "\"dogs\""),
    );
    tell("a front is altered", "batch", 65, &edit("frontier.csv", "0.9", "0.8"));
    tell("a table of another batch", "saltelli", 65, &|place| {
        fs::copy(place.path("grid/cells.csv"), place.path("copy/cells.csv")).unwrap();
    });
    tell("cells are altered", "saltelli", 65, &edit("cells.csv", "\n0,0,", "\n0,1,"));
    tell("runs of a sweep are altered", "saltelli", 65, &edit("runs.csv", "durable", "durabel"));
    tell(
        "another command",
        "batch",
        65,
        &edit("manifest.json", "\"command\": \"run\"", "\"command\": \"fly\""),
    );
    tell(
        "a sweep that does not say which",
        "saltelli",
        65,
        &edit("manifest.json", "\"random-numbers\"", "\"luck\""),
    );
    place.run("plan new grid.toml --shards 2 -o grid.plan --quiet").ended(0);
    place.run("plan run grid.plan --shard 0 --out parts --quiet").ended(0);
    for words in ["parts", "parts/shard-0"] {
        let ran = place.run(&format!("analyze {words}")).ended(65);
        assert!(ran.says("put") && ran.says("together with `summitry plan merge`"), "{}", ran.err);
    }
    insta::assert_snapshot!("analyze_dir_refused", told);
}

/// A table that is whole by its digest, and does not have the runs that the manifest has.
#[test]
fn a_table_without_exactly_its_runs_is_refused() {
    let place = with_all();
    let resealed = |table: &'static str, change: &'static dyn Fn(&str) -> String, counted: bool| {
        move |place: &Place| {
            let file = format!("copy/{table}.csv");
            let text = change(&place.text(&file));
            place.write(&file, &text);
            let manifest = place.text("copy/manifest.json");
            let mut json: serde_json::Value = serde_json::from_str(&manifest).unwrap();
            for entry in json["files"].as_array_mut().unwrap() {
                if entry["table"] == table {
                    if counted {
                        entry["rows"] = (text.lines().count() - 1).into();
                    }
                    entry["bytes"] = text.len().into();
                    entry["sha256"] = summitry_lab::output::hex_digest(text.as_bytes()).into();
                }
            }
            place.write("copy/manifest.json", &serde_json::to_string_pretty(&json).unwrap());
        }
    };
    fn without_last(text: &str) -> String {
        let mut lines: Vec<&str> = text.lines().collect();
        lines.pop();
        lines.join("\n") + "\n"
    }
    fn without_seven(text: &str) -> String {
        let mut lines: Vec<&str> = text.lines().collect();
        lines.truncate(lines.len() - 7);
        lines.join("\n") + "\n"
    }
    fn without_third(text: &str) -> String {
        let mut lines: Vec<&str> = text.lines().collect();
        lines.remove(3);
        lines.join("\n") + "\n"
    }
    fn with_a_word(text: &str) -> String {
        // The last cell of the first row.
        let (head, rest) = text.split_once('\n').unwrap();
        let (first, rest) = rest.split_once('\n').unwrap();
        let (cells, _) = first.rsplit_once(',').unwrap();
        format!("{head}\n{cells},many\n{rest}")
    }
    let mut told = String::new();
    for (what, from, table, change) in [
        ("a run too few", "batch", "runs", &without_last as &'static dyn Fn(&str) -> String),
        ("a run is missing", "batch", "runs", &without_third),
        ("a word for a number", "batch", "runs", &with_a_word),
        ("a party's run is missing", "batch", "parties", &without_seven),
        ("a cell too few", "grid", "cells", &without_last),
        ("a cell is missing", "grid", "cells", &without_third),
        ("a run of a cell is missing", "grid", "runs", &without_third),
        ("a run of the last cell is missing", "grid", "runs", &without_last),
    ] {
        let said = refused(&place, from, 65, &resealed(table, change, true));
        writeln!(told, "# {what}\n{said}").unwrap();
    }
    let said = refused(&place, "batch", 65, &resealed("parties", &without_last, false));
    writeln!(told, "# a row too few\n{said}").unwrap();
    insta::assert_snapshot!("analyze_dir_runs", told);
}

#[test]
fn questions_that_do_not_fit_are_refused() {
    let place = with_all();
    place.run("sweep saltelli.toml --out cells --per-run none --quiet").ended(0);
    place.run("run kyiv-washington --runs 20 --tables summary --out summary --quiet").ended(0);
    place.write("points.csv", "gate_n\n0\n1\n2\n3\n");
    let never =
        experiment("kind = \"list\"\nfile = \"points.csv\"", "common", &["path = \"gate.n\""], 1);
    place.write("never.toml", &never);
    place.run("sweep never.toml --out never --quiet").ended(0);
    let mut told = String::new();
    for (words, code) in [
        ("nowhere", 2),
        ("batch --method sobol", 2),
        ("batch --output durable", 2),
        ("batch --threshold >0.5", 2),
        ("summary", 2),
        ("saltelli --method morris", 2),
        ("saltelli --method response", 2),
        ("grid --method sobol", 2),
        ("grid --method morris", 2),
        ("grid --output durabel", 2),
        ("grid --output first_summit", 2),
        ("grid --output ratified", 2),
        ("grid --unit runs", 2),
        ("grid --threshold >0.5", 2),
        ("grid --inputs gate_n", 2),
        ("saltelli --method prcc --inputs gate_n,gap", 2),
        ("saltelli --method prcc --inputs gate_n,gate_n", 2),
        ("saltelli --method prim --unit cells", 2),
        ("saltelli --method prim --output settled_weight", 2),
        ("saltelli --method prim --output strain --unit cells --threshold >1", 2),
        ("saltelli --method prim --step 999", 2),
        ("saltelli --levels 4", 2),
        ("saltelli --output aid_delivered_months --method prim --threshold >1e6", 65),
        ("cells --method cart --unit runs", 2),
        ("gates --method prcc", 65),
        ("never --method cart --unit cells", 65),
        ("never --method prcc --output ratification-failed", 65),
        ("saltelli/cells.csv", 2),
        ("saltelli/cells.csv --inputs gate_n --output durable --method prim --unit cells", 2),
        ("saltelli/cells.csv --inputs gate_n --output durable --method prcc --force", 2),
    ] {
        let ran = place.run(&format!("analyze {words}")).ended(code);
        assert_eq!(ran.out, "", "{words}");
        writeln!(told, "$ {words}\n{}", ran.err).unwrap();
    }
    for dir in ["batch", "saltelli", "grid", "cells", "gates", "never", "summary"] {
        assert!(!place.path(&format!("{dir}/analysis")).exists(), "{dir}");
    }
    insta::assert_snapshot!("analyze_dir_questions", told);
}

#[test]
fn cells_without_a_measure_are_counted() {
    let place = Place::new();
    // Some gates hardly ever open, so that of few runs a cell may have no summit.
    let text = experiment(
        "kind = \"latin-hypercube\"\npoints = 40",
        "independent",
        &["path = \"gate.n\"\nrange = [0, 30]", GAP_RANGE],
        2,
    );
    place.write("l.toml", &text);
    place.run("sweep l.toml --out l --quiet").ended(0);
    let ran = place.run("analyze l --output first_summit_day").ended(0);
    assert!(ran.says("left out ") && ran.says(" cells without `first_summit_day`"), "{}", ran.err);
    assert!(!ran.out.contains("Replication noise"), "cells differ in how many runs have it");
    let text = text.replace("latin-hypercube\"\npoints = 40", "saltelli\"\nbase = 8");
    place.write("s.toml", &text);
    place.run("sweep s.toml --out s --quiet").ended(0);
    let ran = place.run("analyze s --output first_summit_day").ended(65);
    assert!(ran.says("1 of 8 base points has an output in every row"), "{}", ran.err);
}
