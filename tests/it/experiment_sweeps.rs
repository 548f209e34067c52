//! A sweep: the runs of every cell, the same bytes on any machine, and nobody's work written over.

use std::collections::BTreeSet;
use std::fs;
use std::sync::atomic::AtomicBool;

use serde_json::Value;
use summitry_lab::experiment::{Options, PerRun, RunError, Sweep, bundled};
use summitry_lab::output::Completion;

use crate::cli_place::Place;
use crate::experiment_small::{GRID, LISTED, Row, changed, column, experiment, place, rows};

const Z: f64 = 1.959_963_984_540_054;

/// An experiment of the classroom with other lines in place of the factors of [`GRID`].
fn of(lines: &str) -> String {
    format!("scenario = \"classroom\"\n{lines}")
}

#[test]
fn the_bytes_do_not_depend_on_the_threads() {
    let place = place();
    let sampled = |design: &str| {
        of(&format!(
            "replications = 3\nrandom-numbers = \"independent\"\n[design]\n{design}\n\
             [[factor]]\npath = \"meeting.rounds.gap\"\nrange = [10, 50]\n\
             [[factor]]\npath = \"gate.n\"\nrange = [0, 3]\n"
        ))
    };
    place.write("sobol.toml", &sampled("kind = \"sobol\"\npoints = 32"));
    place.write("morris.toml", &sampled("kind = \"morris\"\ntrajectories = 6"));
    place.write("hypercube.toml", &sampled("kind = \"latin-hypercube\"\npoints = 20"));
    for name in ["grid", "until", "listed", "sobol", "morris", "hypercube"] {
        for threads in [1, 2, 5] {
            let words = format!("sweep {name}.toml --threads {threads} --out {name}-{threads} -q");
            place.run(&words).ended(0);
        }
        let one = place.files(&format!("{name}-1"));
        // A list is kept beside the experiment, so that the directory is enough to make it again.
        let there: Vec<&str> =
            one.keys().map(String::as_str).filter(|file| *file != "points.csv").collect();
        assert_eq!(one.contains_key("points.csv"), name == "listed");
        assert_eq!(
            there,
            [
                "cells.csv",
                "datapackage.json",
                "experiment.toml",
                "manifest.json",
                "runs.csv",
                "scenario.toml"
            ]
        );
        assert!(one == place.files(&format!("{name}-2")), "{name}");
        assert!(one == place.files(&format!("{name}-5")), "{name}");
    }
}

/// The lines of a table without their first cell.
fn without_first(text: &str) -> Vec<&str> {
    text.lines().map(|line| line.split_once(',').unwrap().1).collect()
}

#[test]
fn a_cell_with_the_values_of_the_scenario_has_the_rows_of_its_run() {
    let place = Place::new();
    place.write(
        "base.toml",
        &of("replications = 60\nseed = 9\n[[factor]]\npath = \"meeting.rounds.gap\"\nlevels = [24, 40]\n"),
    );
    place.run("sweep base.toml -q").ended(0);
    let sweep = place.text("out/base/runs.csv");
    for (cell, set) in [(0, ""), (1, "--set meeting.rounds.gap=40")] {
        let dir = format!("batch{cell}");
        place.run(&format!("run classroom {set} --runs 60 --seed 9 --out {dir} -q")).ended(0);
        let batch = place.text(&format!("{dir}/runs.csv"));
        let header = sweep.lines().next().unwrap();
        assert_eq!(header, format!("cell,{}", batch.lines().next().unwrap()));
        let mine: String = sweep
            .lines()
            .filter(|line| line.starts_with(&format!("{cell},")))
            .map(|line| format!("{line}\n"))
            .collect();
        assert_eq!(mine.lines().count(), 60);
        assert_eq!(without_first(&mine), batch.lines().skip(1).collect::<Vec<_>>());
    }
    // What the sweep keeps is what it varied.
    assert_eq!(place.text("out/base/experiment.toml"), place.text("base.toml"));
    let resolved = |text: &str| text.split_once("\n\n").unwrap().1.to_owned();
    assert_eq!(
        resolved(&place.text("out/base/scenario.toml")),
        resolved(&place.text("batch0/scenario.toml"))
    );
}

#[test]
fn cells_that_differ_in_nothing_that_matters_meet_the_same_luck() {
    let place = place();
    // A label is for people.
    place.write(
        "labels.toml",
        &of("replications = 50\n[[factor]]\npath = \"shock.territorial.label\"\nlevels = [\"One\", \"Other\"]\n"),
    );
    place.run("sweep labels.toml -q").ended(0);
    place.run("sweep listed.toml -q").ended(0);
    for (dir, twins, runs) in [("out/labels", [0, 1], 50), ("out/listed", [1, 4], 30)] {
        let text = place.text(&format!("{dir}/runs.csv"));
        let of = |cell: u64| -> Vec<&str> {
            let start = format!("{cell},");
            text.lines().filter_map(|line| line.strip_prefix(&start)).collect()
        };
        assert_eq!(of(twins[0]), of(twins[1]));
        assert_eq!(of(twins[0]).len(), runs);
    }
    // And those that differ in what matters do not have the same rows.
    let text = place.text("out/listed/runs.csv");
    let of = |start: &str| text.lines().filter_map(|l| l.strip_prefix(start)).collect::<Vec<_>>();
    assert_ne!(of("0,"), of("1,"));
}

#[test]
fn independent_cells_have_runs_of_their_own() {
    let place = Place::new();
    let lines = "replications = 20\nrandom-numbers = \"independent\"\n\
                 [[factor]]\npath = \"meeting.rounds.gap\"\nlevels = [12, 24, 40]\n";
    place.write("own.toml", &of(lines));
    place.run("sweep own.toml --seed 5 -q").ended(0);
    let text = place.text("out/own/runs.csv");
    let runs = column(&rows(&place.path("out/own/runs.csv")), "run");
    assert_eq!(runs.len(), 60);
    assert_eq!(runs.iter().collect::<BTreeSet<_>>().len(), 60);
    for (cell, gap) in [12, 24, 40].into_iter().enumerate() {
        let words = format!(
            "run classroom --set meeting.rounds.gap={gap} --seed 5 --runs 60 --tables runs -q"
        );
        place.run(&format!("{words} --out batch{cell}")).ended(0);
        let batch = place.text(&format!("batch{cell}/runs.csv"));
        let batch: BTreeSet<&str> = batch.lines().skip(1).collect();
        let start = format!("{cell},");
        let mine: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix(&start)).collect();
        assert_eq!(mine.len(), 20);
        assert!(mine.iter().all(|row| batch.contains(row)), "cell {cell}");
    }
}

#[test]
fn without_rows_of_runs_the_cells_are_the_same() {
    let place = place();
    for name in ["grid", "until"] {
        place.run(&format!("sweep {name}.toml --out {name}-rows -q")).ended(0);
        place.run(&format!("sweep {name}.toml --per-run none --out {name}-none -q")).ended(0);
        let (with, without) =
            (place.files(&format!("{name}-rows")), place.files(&format!("{name}-none")));
        assert!(with["cells.csv"] == without["cells.csv"]);
        assert!(with.contains_key("runs.csv") && !without.contains_key("runs.csv"));
        assert!(!String::from_utf8_lossy(&without["datapackage.json"]).contains("runs.csv"));
    }
}

#[test]
fn more_runs_than_are_allowed_are_refused_and_counted() {
    let place = place();
    let ran = place.run("sweep grid.toml --max-runs 239").ended(2);
    assert!(
        ran.says(
            "grid has 6 cells of 40 runs, 240 runs in all, more than the 239 that --max-runs allows"
        ),
        "{}",
        ran.err
    );
    let ran = place.run("sweep grid.toml --replications 1000000").ended(2);
    assert!(ran.says("6,000,000 runs in all, more than the 1,000,000 that"), "{}", ran.err);
    let ran = place.run("sweep until.toml --max-runs 499").ended(2);
    assert!(ran.says("5 cells of 30 to 100 runs, until no-summit is known to ± 0.1; at most 500 runs in all, more than the 499"), "{}", ran.err);
    let ran = place.run("plan new grid.toml --shards 2 --max-runs 239").ended(2);
    assert!(ran.says("240 runs in all, more than the 239"), "{}", ran.err);
    assert!(!place.path("out").exists() && !place.path("plan.json").exists());
    place.run("sweep grid.toml --max-runs 240 -q").ended(0);
    for wrong in
        ["--max-runs 0", "--replications 0", "--threads 0", "--checkpoint-every -1", "--seed -1"]
    {
        place.run(&format!("sweep grid.toml {wrong}")).ended(2);
    }
}

#[test]
fn seed_and_replications_can_be_said_in_place_of_the_files() {
    let place = place();
    place.run("sweep grid.toml --seed 8 --replications 7 -q").ended(0);
    let runs = rows(&place.path("out/grid/runs.csv"));
    assert_eq!(runs.len(), 42);
    assert!(runs.iter().all(|row| row["seed"] == "8"));
    assert!(rows(&place.path("out/grid/cells.csv")).iter().all(|row| row["n"] == "7"));
    // As if the file had said it.
    let text = changed(GRID, "replications = 40", "replications = 7\nseed = 8");
    fs::create_dir(place.path("said")).unwrap();
    place.write("said/grid.toml", &text);
    place.run("sweep said/grid.toml --out said/out -q").ended(0);
    for file in ["cells.csv", "runs.csv", "manifest.json"] {
        let mine = |dir: &str| place.files(dir)[file].clone();
        if file == "manifest.json" {
            let without_digest = |dir: &str| {
                let mut manifest: Value = serde_json::from_slice(&mine(dir)).unwrap();
                manifest.as_object_mut().unwrap().remove("files");
                manifest
            };
            assert_eq!(without_digest("out/grid"), without_digest("said/out"));
        } else {
            assert!(mine("out/grid") == mine("said/out"), "{file}");
        }
    }
    // In place of a rule of stopping too.
    place.run("sweep until.toml --replications 3 -q").ended(0);
    assert_eq!(rows(&place.path("out/until/runs.csv")).len(), 15);
}

#[test]
fn a_finished_sweep_is_found_finished() {
    let place = place();
    let first = place.run("sweep grid.toml --format json").ended(0);
    let record: Value = serde_json::from_str(&first.out).unwrap();
    assert_eq!(
        (&record["state"], &record["cells"], &record["runs"]),
        (&"done".into(), &6.into(), &240.into())
    );
    let before = place.files("out/grid");
    let times =
        |name: &str| fs::metadata(place.path("out/grid").join(name)).unwrap().modified().unwrap();
    let written = times("runs.csv");
    let again = place.run("sweep grid.toml --threads 1").ended(0);
    assert!(again.says("out/grid already holds this sweep: nothing was run"), "{}", again.err);
    assert!(place.files("out/grid") == before);
    assert_eq!(times("runs.csv"), written);
    let again = place.run("sweep grid.toml --format json -q").ended(0);
    let record: Value = serde_json::from_str(&again.out).unwrap();
    assert_eq!((&record["state"], &record["runs"]), (&"already".into(), &240.into()));
}

#[test]
fn another_sweep_in_the_same_place_is_refused_and_named() {
    let place = place();
    place.run("sweep grid.toml --out here -q").ended(0);
    let before = place.files("here");
    place.run("run classroom --runs 5 --out batch -q").ended(0);
    let other = |from: &str, to: &str| changed(GRID, from, to);
    let factor = "\n[[factor]]\npath = \"gatekeeper.agenda\"\nlevels = [\"package\"]\n";
    let cases = [
        (
            other("\"classroom\"", "\"two-capitals\""),
            "scenario is classroom there and two-capitals here",
        ),
        (other("replications = 40", "replications = 41"), "replications is 40 there and 41 here"),
        (other("replications = 40", "replications = 40\nseed = 2"), "seed is 1 there and 2 here"),
        (
            other("replications = 40", "replications = 40\nrandom-numbers = \"independent\""),
            "random-numbers is \"common\" there and \"independent\" here",
        ),
        (
            other("replications = 40", "replications = 40\nset = [\"meeting.rounds.gap=20\"]"),
            "meeting.rounds.gap is 24.0 there and 20.0 here",
        ),
        (other("[0, 2, 4]", "[0, 2, 5]"), "factors[0].levels[2] is 4 there and 5 here"),
        (
            other("[0, 2, 4]", "[0, 2]"),
            "factors[0].levels is a list of 3 there and a list of 2 here",
        ),
        (
            other("strain.growth", "strain.initial"),
            "factors[1].path is \"strain.growth\" there and \"strain.initial\" here",
        ),
        (format!("{GRID}{factor}"), "factors is a list of 2 there and a list of 3 here"),
        (
            other("replications = 40", "replications = 40\n[design]\nkind = \"sobol\"\npoints = 6"),
            "design.kind is \"grid\" there and \"sobol\" here",
        ),
        (
            other(
                "replications = 40",
                "[until]\nmeasure = \"durable\"\nhalf-width = 0.1\nminimum = 40\nmaximum = 40",
            ),
            "replications is 40 there and not given here",
        ),
    ];
    for (text, says) in cases {
        place.write("grid.toml", &text);
        let ran = place.run("sweep grid.toml --out here").ended(2);
        assert!(ran.says(says), "{says}\n{}", ran.err);
        assert!(
            ran.says("here holds a finished batch of other inputs") && ran.says("--force"),
            "{}",
            ran.err
        );
        assert!(place.files("here") == before, "{says}");
    }
    place.write("grid.toml", GRID);
    for (words, says) in [
        ("sweep grid.toml --seed 3 --out here", "seed is 1 there and 3 here"),
        (
            "sweep grid.toml -n 3 --out here",
            "number of runs is 240 there and 18 here, replications is 40 there and 3 here",
        ),
        (
            "sweep grid.toml --per-run none --out here",
            "list of tables is cells,runs there and cells here",
        ),
        ("sweep grid.toml --out batch", "command is run there and sweep here"),
        ("run classroom --runs 5 --out here", "command is sweep there and run here"),
    ] {
        let ran = place.run(words).ended(2);
        assert!(ran.says(says), "{says}\n{}", ran.err);
    }
    assert!(place.files("here") == before);

    // Forced, it is as if nothing had been there; a file of one's own stays.
    place.write("here/notes.txt", "mine");
    place.run("sweep until.toml --per-run none --out here --force -q").ended(0);
    place.run("sweep until.toml --per-run none --out there -q").ended(0);
    place.write("there/notes.txt", "mine");
    assert!(place.files("here") == place.files("there"));
}

fn number(row: &Row, name: &str) -> Option<f64> {
    let text = row.get(name).unwrap_or_else(|| panic!("no column `{name}`"));
    (!text.is_empty()).then(|| text.parse().unwrap())
}

#[track_caller]
fn close(row: &Row, name: &str, expected: Option<f64>, tolerance: f64) {
    match (number(row, name), expected) {
        (Some(there), Some(expected)) => {
            assert!(
                (there - expected).abs() <= tolerance * expected.abs().max(1.0),
                "{name}: {there}, not {expected}"
            );
        }
        (there, expected) => assert_eq!(there, expected, "{name}"),
    }
}

/// The ends of Wilson's interval, from its formula.
fn wilson(had: usize, of: usize) -> (f64, f64) {
    let (had, n) = (had as f64, of as f64);
    let (share, z2) = (had / n, Z * Z);
    let reach = Z * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt();
    let middle = share + z2 / (2.0 * n);
    (((middle - reach) / (1.0 + z2 / n)).max(0.0), ((middle + reach) / (1.0 + z2 / n)).min(1.0))
}

fn mean_and_deviation(values: &[f64]) -> (Option<f64>, Option<f64>) {
    let n = values.len() as f64;
    let mean = (n > 0.0).then(|| values.iter().sum::<f64>() / n);
    let squares = |mean: f64| values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>();
    let deviation = mean.filter(|_| n > 1.0).map(|mean| (squares(mean) / (n - 1.0)).sqrt());
    (mean, deviation)
}

#[test]
fn what_cells_say_is_what_their_runs_come_to() {
    let place = place();
    for name in ["grid", "until", "listed"] {
        place.run(&format!("sweep {name}.toml -q")).ended(0);
        let cells = rows(&place.path(&format!("out/{name}/cells.csv")));
        let runs = rows(&place.path(&format!("out/{name}/runs.csv")));
        let order: Vec<u64> =
            column(&runs, "cell").iter().map(|cell| cell.parse().unwrap()).collect();
        assert!(order.is_sorted());
        let mut counted = 0;
        for (number_of_cell, cell) in cells.iter().enumerate() {
            assert_eq!(cell["cell"], number_of_cell.to_string());
            let mine: Vec<&Row> = runs.iter().filter(|row| row["cell"] == cell["cell"]).collect();
            counted += mine.len();
            assert_eq!(cell["n"], mine.len().to_string());
            let numbers: Vec<u64> = mine.iter().map(|row| row["run"].parse().unwrap()).collect();
            assert_eq!(numbers, (0..mine.len() as u64).collect::<Vec<_>>());
            let mut shares = 0.0;
            for outcome in summitry_model::process::Outcome::NAMES {
                let column = outcome.replace('-', "_");
                let had = mine.iter().filter(|row| row["outcome"] == *outcome).count();
                shares += had as f64;
                close(cell, &column, Some(had as f64 / mine.len() as f64), 1e-6);
                let (low, high) = wilson(had, mine.len());
                close(cell, &format!("{column}_low"), Some(low), 1e-6);
                close(cell, &format!("{column}_high"), Some(high), 1e-6);
            }
            assert_eq!(shares, mine.len() as f64);
            for measure in summitry_model::process::MEASURES {
                let name = measure.name;
                let values: Vec<f64> = mine.iter().filter_map(|row| number(row, name)).collect();
                assert_eq!(cell[&format!("{name}_n")], values.len().to_string(), "{name}");
                // Rows have fewer decimals than sums.
                let (mean, deviation) = mean_and_deviation(&values);
                close(cell, name, mean, 1e-4);
                close(cell, &format!("{name}_sd"), deviation, 1e-4);
                let reach = deviation.map(|d| Z * d / (values.len() as f64).sqrt());
                let end = |sign: f64| mean.zip(reach).map(|(mean, reach)| mean + sign * reach);
                close(cell, &format!("{name}_low"), end(-1.0), 1e-4);
                close(cell, &format!("{name}_high"), end(1.0), 1e-4);
            }
        }
        assert_eq!(counted, runs.len());
    }
}

/// How many runs a cell needs: it is looked at after `minimum`, then after every batch.
fn stopping_point(
    minimum: usize,
    maximum: usize,
    batch: usize,
    is_enough: impl Fn(usize) -> bool,
) -> usize {
    let mut runs = minimum;
    while runs < maximum && !is_enough(runs) {
        runs = (runs + batch).min(maximum);
    }
    runs
}

#[test]
fn a_cell_has_runs_until_its_interval_is_narrow() {
    let place = place();
    place.run("sweep until.toml --threads 2 --out two -q").ended(0);
    place.run("sweep until.toml --threads 1 --out one -q").ended(0);
    assert!(place.files("one") == place.files("two"));
    let runs = rows(&place.path("one/runs.csv"));
    let mut seen = BTreeSet::new();
    for cell in rows(&place.path("one/cells.csv")) {
        let mine: Vec<&Row> = runs.iter().filter(|row| row["cell"] == cell["cell"]).collect();
        let is_enough = |runs: usize| {
            let (low, high) = wilson(
                mine[..runs].iter().filter(|row| row["outcome"] == "no-summit").count(),
                runs,
            );
            (high - low) / 2.0 <= 0.1
        };
        assert_eq!(mine.len(), stopping_point(30, 100, 20, is_enough));
        assert!(mine.len() == 100 || (mine.len() - 30).is_multiple_of(20), "{}", mine.len());
        seen.insert(mine.len());
    }
    // Some stop at once, some on the way, some at the end.
    assert!(seen.contains(&30) && seen.contains(&100) && seen.len() > 2, "{seen:?}");
}

#[test]
fn a_mean_can_be_what_the_runs_go_on_for() {
    let place = Place::new();
    let text = of(
        "[until]\nmeasure = \"first_summit_day\"\nhalf-width = 5\nminimum = 10\nmaximum = 95\nbatch = 10\n\
                   [[factor]]\npath = \"gate.n\"\nlevels = [0, 1, 2, 3, 40]\n",
    );
    place.write("mean.toml", &text);
    place.run("sweep mean.toml --threads 1 --out one -q").ended(0);
    place.run("sweep mean.toml --threads 2 --out two -q").ended(0);
    assert!(place.files("one") == place.files("two"));
    let runs = rows(&place.path("one/runs.csv"));
    let mut seen = BTreeSet::new();
    for cell in rows(&place.path("one/cells.csv")) {
        let mine: Vec<&Row> = runs.iter().filter(|row| row["cell"] == cell["cell"]).collect();
        let is_enough = |runs: usize| {
            let values: Vec<f64> =
                mine[..runs].iter().filter_map(|row| number(row, "first_summit_day")).collect();
            let deviation = mean_and_deviation(&values).1;
            deviation.is_some_and(|deviation| Z * deviation / (values.len() as f64).sqrt() <= 5.0)
        };
        assert_eq!(mine.len(), stopping_point(10, 95, 10, is_enough), "cell {}", cell["cell"]);
        seen.insert(mine.len());
    }
    // A gate that never opens leaves nothing to be known: all runs are used.
    assert!(seen.contains(&95) && seen.len() > 1, "{seen:?}");
}

/// The cells of an experiment with these lines, as `cells.csv` and its description in the data package.
fn cells_of(lines: &str) -> (Vec<Row>, Vec<Value>) {
    let place = Place::new();
    place.write("points.csv", crate::experiment_small::POINTS);
    place.write("it.toml", lines);
    place.run("sweep it.toml --replications 1 -q").ended(0);
    let package: Value = serde_json::from_str(&place.text("out/it/datapackage.json")).unwrap();
    let cells = &package["resources"].as_array().unwrap()[0];
    assert_eq!(cells["name"], "cells");
    let fields = cells["schema"]["fields"].as_array().unwrap().clone();
    (rows(&place.path("out/it/cells.csv")), fields)
}

fn kinds(fields: &[Value], names: &[&str]) -> Vec<String> {
    let kind = |name: &&str| {
        let field = fields.iter().find(|field| field["name"] == **name).unwrap();
        field["type"].as_str().unwrap().to_owned()
    };
    names.iter().map(kind).collect()
}

#[test]
fn the_columns_of_factors_have_their_values_and_types() {
    let numbers = |rows: &[Row], name: &str| -> Vec<f64> {
        column(rows, name).iter().map(|text| text.parse().unwrap()).collect()
    };
    let near = |values: Vec<f64>, expected: &[f64]| {
        assert_eq!(values.len(), expected.len());
        for (value, expected) in values.iter().zip(expected) {
            assert!((value - expected).abs() < 1e-9, "{value}, not {expected}");
        }
    };
    // A grid: the last factor varies fastest; what `also` names gets the value and no column.
    let (cells, fields) = cells_of(&of("replications = 1\n\
        [[factor]]\npath = \"gate\"\nlevels = [\"rounds-first:n=1\", \"readiness\"]\n\
        [[factor]]\npath = \"shock.territorial.branching\"\nalso = [\"shock.crisis-elsewhere.branching\"]\nname = \"branching\"\nlevels = [0, 0.5]\n\
        [[factor]]\npath = \"meeting.rounds.gap\"\nrange = [1, 100]\nscale = \"log\"\nsteps = 3\n\
        [[factor]]\npath = \"requests.mean\"\nrange = [20, 30]\ninteger = true\nsteps = 2\n"));
    assert_eq!(cells.len(), 24);
    assert_eq!(column(&cells, "gate")[11..13], ["rounds-first:n=1", "readiness"]);
    assert_eq!(column(&cells, "branching")[5..7], ["0", "0.5"]);
    near(numbers(&cells[..6], "meeting_rounds_gap"), &[1.0, 1.0, 10.0, 10.0, 100.0, 100.0]);
    assert_eq!(column(&cells[..3], "requests_mean"), ["20", "30", "20"]);
    let names = ["cell", "gate", "branching", "meeting_rounds_gap", "requests_mean", "n"];
    assert_eq!(
        kinds(&fields, &names),
        ["integer", "string", "number", "number", "integer", "integer"]
    );
    let first: Vec<&str> =
        fields.iter().take(6).map(|field| field["name"].as_str().unwrap()).collect();
    assert_eq!(first, names);
    assert!(
        fields[2]["description"].as_str().unwrap().contains("`shock.crisis-elsewhere.branching`")
    );

    // Points of the unit interval: a whole number has an equal share of it.
    let (cells, fields) =
        cells_of(&of("replications = 1\n[design]\nkind = \"sobol\"\npoints = 4\n\
        [[factor]]\npath = \"meeting.rounds.gap\"\nrange = [10, 50]\n\
        [[factor]]\npath = \"gate.n\"\nrange = [0, 3]\n\
        [[factor]]\npath = \"strain.growth\"\nrange = [0.001, 0.016]\nscale = \"log\"\n\
        [[factor]]\npath = \"gatekeeper.agenda\"\nlevels = [\"easy-first\", \"package\"]\n"));
    let design = summitry_lab::experiment::design::Design::Sobol { points: 4, skip: 0 };
    let units: Vec<Vec<f64>> = design
        .walk(&[1; 4], 0, 0)
        .map(|point| {
            point
                .iter()
                .map(|c| match c {
                    summitry_lab::experiment::design::Coordinate::Unit(u) => *u,
                    summitry_lab::experiment::design::Coordinate::Level(_) => panic!("a level"),
                })
                .collect()
        })
        .collect();
    let of_unit =
        |k: usize, value: fn(f64) -> f64| units.iter().map(|u| value(u[k])).collect::<Vec<_>>();
    near(numbers(&cells, "meeting_rounds_gap"), &of_unit(0, |u| 10.0 + 40.0 * u));
    near(numbers(&cells, "gate_n"), &of_unit(1, |u| (4.0 * u).floor()));
    near(numbers(&cells, "strain_growth"), &of_unit(2, |u| 0.001 * libm::pow(16.0, u)));
    let words: Vec<&str> =
        units.iter().map(|u| if u[3] < 0.5 { "easy-first" } else { "package" }).collect();
    assert_eq!(column(&cells, "gatekeeper_agenda"), words);
    let names = ["meeting_rounds_gap", "gate_n", "strain_growth", "gatekeeper_agenda"];
    assert_eq!(kinds(&fields, &names), ["number", "integer", "number", "string"]);
    let bounds = &fields[1]["constraints"];
    assert_eq!((bounds["minimum"].as_f64(), bounds["maximum"].as_f64()), (Some(10.0), Some(50.0)));

    // A lattice reaches both ends.
    let (cells, _) = cells_of(&of(
        "replications = 1\n[design]\nkind = \"morris\"\ntrajectories = 30\nlevels = 4\n\
        [[factor]]\npath = \"meeting.rounds.gap\"\nrange = [10, 40]\n\
        [[factor]]\npath = \"gate.n\"\nrange = [0, 6]\n",
    ));
    let distinct = |name: &str| {
        column(&cells, name).into_iter().collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>()
    };
    assert_eq!(distinct("meeting_rounds_gap"), ["10", "20", "30", "40"]);
    assert_eq!(distinct("gate_n"), ["0", "2", "4", "6"]);

    // A list says it all; a column with 24 and 12.5 in it has numbers.
    let (cells, fields) = cells_of(LISTED);
    assert_eq!(column(&cells, "meeting_rounds_gap"), ["24", "40", "12.5", "24", "40"]);
    assert_eq!(column(&cells, "growth"), ["0.0022", "0.001", "0.005", "0", "0.001"]);
    assert_eq!(
        column(&cells, "gatekeeper_agenda"),
        ["easy-first", "hard-first", "package", "easy-first", "hard-first"]
    );
    assert_eq!(column(&cells, "issue_defence_core"), ["true", "false", "true", "true", "false"]);
    let names = ["meeting_rounds_gap", "growth", "gatekeeper_agenda", "issue_defence_core"];
    assert_eq!(kinds(&fields, &names), ["number", "number", "string", "boolean"]);
}

#[test]
fn levels_that_cannot_be_together_are_refused_before_the_first_run() {
    let place = Place::new();
    let text =
        of("replications = 5\n[[factor]]\npath = \"attention.floor\"\nlevels = [0.1, 0.5]\n\
                   [[factor]]\npath = \"attention.fast-initial\"\nlevels = [0.1, 0.4]\n\
                   [[factor]]\npath = \"attention.slow-initial\"\nlevels = [0.2]\n");
    place.write("both.toml", &text);
    for command in [
        "sweep both.toml",
        "sweep both.toml --threads 1 --out a/b/c",
        "plan new both.toml --shards 3",
    ] {
        let ran = place.run(command).ended(2);
        let says = "cell 3 (attention.floor = 0.5, attention.fast-initial = 0.4, attention.slow-initial = 0.2) is no scenario: attention starts at 1.100";
        assert!(ran.says(says), "{}", ran.err);
        assert_eq!(ran.out, "");
        let there: Vec<String> = place.files("").into_keys().collect();
        assert_eq!(there, ["both.toml"], "{command}");
    }
    // An empty directory that was there is not ours to remove.
    fs::create_dir(place.path("mine")).unwrap();
    place.run("sweep both.toml --out mine").ended(2);
    assert!(place.path("mine").exists());
    // With one of them it is an error of a row of the list, reported where it is.
    place.write("points.csv", "attention.floor,attention.fast-initial\n0.1,0.4\n0.5,0.4\n");
    let listed = text.replace("levels = [0.1, 0.5]\n", "").replace("levels = [0.1, 0.4]\n", "");
    let listed =
        listed.replace("[[factor]]\npath = \"attention.slow-initial\"\nlevels = [0.2]\n", "");
    let listed = listed.replace(
        "replications = 5\n",
        "replications = 5\ndesign = { kind = \"list\", file = \"points.csv\" }\n",
    );
    place.write("listed.toml", &listed);
    let ran = place.run("sweep listed.toml").ended(2);
    assert!(ran.says("attention starts at") && ran.says("points.csv:3:1"), "{}", ran.err);
}

#[test]
fn a_check_that_was_stopped_is_made_again() {
    let place = Place::new();
    let text =
        of("replications = 5\n[[factor]]\npath = \"attention.floor\"\nlevels = [0.1, 0.5]\n\
                   [[factor]]\npath = \"attention.fast-initial\"\nlevels = [0.1, 0.4]\n");
    place.write("both.toml", &changed(&text, "[0.1, 0.5]", "[0.1, 0.2]"));
    place.write("never.toml", &text);
    for (name, is_sound) in [("both.toml", true), ("never.toml", false)] {
        let experiment = experiment(&place, name);
        let sweep = Sweep::new(&experiment, PerRun::Rows);
        let dir = place.path("somewhere/else");
        let options = Options::threads(1);
        let stopped = sweep.run(&dir, false, &options, &AtomicBool::new(true), &mut |_| ());
        assert!(matches!(stopped, Ok(Completion::Interrupted { done: 0 })), "{stopped:?}");
        assert!(!place.path("somewhere").exists());
        let ended = sweep.run(&dir, false, &options, &AtomicBool::new(false), &mut |_| ());
        match ended {
            Ok(Completion::Done(_)) => assert!(is_sound),
            Err(RunError::Impossible(cell)) => assert!(!is_sound && cell.cell == 3, "{cell}"),
            other => panic!("{other:?}"),
        }
        let _ = fs::remove_dir_all(place.path("somewhere"));
    }
}

#[test]
fn bundled_experiments_run_and_are_listed() {
    let place = Place::new();
    let list = place.run("experiments").ended(0).out;
    let names: Vec<&str> = bundled::names().collect();
    assert!(names.len() >= 4);
    for name in names {
        assert!(list.contains(name), "{list}");
        let ran = place.run(&format!("sweep {name} --replications 1")).ended(0);
        assert!(ran.out.contains(&format!("{name}: ")), "{}", ran.out);
        let cells = rows(&place.path(&format!("out/{name}/cells.csv")));
        assert!(cells.len() > 5 && cells.iter().all(|row| row["n"] == "1"), "{name}");
        assert!(ran.both().lines().all(|line| line.chars().count() <= 80), "{}", ran.both());
    }
    let ran = place.run("sweep rounds-before-sumit").ended(2);
    assert!(ran.says("did you mean the bundled experiment `rounds-before-summit`?"), "{}", ran.err);
}

#[test]
fn a_sweep_is_told_in_eighty_columns() {
    let place = place();
    let ran = place.run("sweep grid.toml").ended(0);
    insta::assert_snapshot!(ran.both(), @r#"
Rounds and strain
grid: 6 cells, 240 runs, seed 1, scenario classroom

Cell  gate_n  strain_growth  durable    95 % CI  no-summit  First summit, day
   0       0          0.001   47.5 %  32.9–62.5     12.5 %                 70
   1       0          0.006   47.5 %  32.9–62.5      7.5 %                 52
   2       2          0.001   50.0 %  35.2–64.8     17.5 %                 79
   3       2          0.006   52.5 %  37.5–67.1     12.5 %                 70
   4       4          0.001   47.5 %  32.9–62.5     30.0 %                118
   5       4          0.006   47.5 %  32.9–62.5     32.5 %                115
First summit, day: mean over the runs with a summit.

--- standard error ---
grid: 6 cells of 40 runs, 240 runs in all

Written to out/grid: cells.csv, runs.csv, scenario.toml, experiment.toml,
datapackage.json, manifest.json
"#);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_and_the_sweep_goes_on_when_there_is_room() {
    let place = place();
    place.run("sweep grid.toml --out whole -q").ended(0);
    let whole = place.files("whole");
    for name in [
        "cells.csv",
        "runs.csv",
        "checkpoint.json",
        "scenario.toml",
        "experiment.toml",
        "datapackage.json",
        "manifest.json",
    ] {
        let dir = format!("full-{name}");
        fs::create_dir(place.path(&dir)).unwrap();
        let full = place.path(&dir).join(format!("{name}.partial"));
        std::os::unix::fs::symlink("/dev/full", &full).unwrap();
        let words = format!("sweep grid.toml --out {dir}");
        let ran = place.run(&words).ended(74);
        assert!(ran.says(&format!("{dir}/{name}.partial cannot be written")), "{}", ran.err);
        assert!(ran.says("make room and run again"), "{}", ran.err);
        assert!(!place.path(&dir).join("manifest.json").exists());
        fs::remove_file(full).unwrap();
        place.run(&words).ended(0);
        assert!(place.files(&dir) == whole, "{name}");
    }
    // No file may be longer than 16 KiB: the disk is full in the middle of the rows.
    let command = format!(
        "trap '' XFSZ; ulimit -f 16; exec {} sweep grid.toml --out short -q --checkpoint-every 0",
        env!("CARGO_BIN_EXE_summitry")
    );
    let output = std::process::Command::new("bash")
        .args(["-c", &command])
        .current_dir(place.path(""))
        .output()
        .unwrap();
    let says = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(74), "{says}");
    assert!(says.contains("runs.csv.partial cannot be written"), "{says}");
    place.run("sweep grid.toml --out short -q").ended(0);
    assert!(place.files("short") == whole);
}

/// An unfinished sweep of the grid in `dir`, of which some runs are safe.
fn unfinished(place: &Place, dir: &str) {
    let experiment = experiment(place, "grid.toml");
    let sweep = Sweep::new(&experiment, PerRun::Rows);
    let stop = AtomicBool::new(false);
    let options = Options::threads(1);
    let stopped = sweep.run(&place.path(dir), false, &options, &stop, &mut |runs| {
        if runs > 100 {
            stop.store(true, std::sync::atomic::Ordering::Relaxed);
        }
    });
    let Ok(Completion::Interrupted { done }) = stopped else { panic!("{stopped:?}") };
    assert!(100 < done && done < 240, "{done}");
}

#[test]
fn an_unfinished_sweep_that_was_altered_is_not_gone_on_with() {
    let place = place();
    place.run("sweep grid.toml --out whole -q").ended(0);
    let whole = place.files("whole");
    let digit = |text: &str, after: &str| {
        let at = text.find(after).unwrap_or_else(|| panic!("no {after} in {text}")) + after.len();
        let mut bytes = text.as_bytes().to_vec();
        assert!(bytes[at].is_ascii_digit(), "{}", &text[at..]);
        bytes[at] = if bytes[at] == b'9' { b'8' } else { bytes[at] + 1 };
        String::from_utf8(bytes).unwrap()
    };
    type Alter = Box<dyn Fn(&str) -> String>;
    let partials: [(&str, Alter); 4] = [
        ("runs.csv.partial", Box::new(|text| text.replacen("classroom", "classroon", 1))),
        ("runs.csv.partial", Box::new(|text| text[..text.len() / 2].to_owned())),
        ("cells.csv.partial", Box::new(|text| text.replacen("0.", "1.", 1))),
        ("cells.csv.partial", Box::new(|_| String::new())),
    ];
    let checkpoints: [(&str, Alter); 6] = [
        ("checkpoint.json", Box::new(move |text| digit(text, "\"cell\":"))),
        ("checkpoint.json", Box::new(move |text| digit(text, "\"next\":"))),
        ("checkpoint.json", Box::new(move |text| digit(text, "\"sum_sq\":\""))),
        ("checkpoint.json", Box::new(move |text| digit(text, "\"done\":"))),
        ("checkpoint.json", Box::new(|text| text[..text.len() / 2].to_owned())),
        ("checkpoint.json", Box::new(|_| String::new())),
    ];
    for (number, (file, alter)) in partials.into_iter().chain(checkpoints).enumerate() {
        let dir = format!("altered-{number}");
        unfinished(&place, &dir);
        let path = place.path(&dir).join(file);
        let (text, before) = (fs::read_to_string(&path).unwrap(), place.files(&dir));
        let altered = alter(&text);
        assert_ne!(text, altered);
        fs::write(&path, &altered).unwrap();
        let ran = place.run(&format!("sweep grid.toml --out {dir}")).ended(65);
        assert!(ran.says(&format!("{dir}/{file}")), "{}", ran.err);
        // Put back, it goes on.
        assert_eq!(fs::read_to_string(&path).unwrap(), altered);
        fs::write(&path, &text).unwrap();
        assert!(place.files(&dir) == before);
        if file != "checkpoint.json" {
            // Or it begins anew, if that is asked for.
            fs::write(&path, &altered).unwrap();
            place.run(&format!("sweep grid.toml --out {dir} --force -q")).ended(0);
        } else {
            place.run(&format!("sweep grid.toml --out {dir} -q")).ended(0);
        }
        assert!(place.files(&dir) == whole, "{number}");
    }
    // Another sweep does not go on from it either.
    unfinished(&place, "other");
    let before = place.files("other");
    let ran = place.run("sweep grid.toml --seed 2 --out other").ended(2);
    assert!(
        ran.says("other holds an unfinished batch of other inputs: seed is 1 there and 2 here"),
        "{}",
        ran.err
    );
    assert!(place.files("other") == before);
}

#[test]
fn a_file_of_ones_own_is_not_written_over() {
    let place = place();
    fs::create_dir(place.path("mine")).unwrap();
    place.write("mine/runs.csv", "my own");
    let ran = place.run("sweep grid.toml --out mine").ended(2);
    assert!(ran.says("mine/runs.csv is already there"), "{}", ran.err);
    assert_eq!(place.text("mine/runs.csv"), "my own");
    let there: Vec<String> = place.files("mine").into_keys().collect();
    assert_eq!(there, ["runs.csv"]);
    place.write("taken", "mine");
    place.run("sweep grid.toml --out taken").ended(2);
}

#[test]
fn two_sweeps_do_not_write_one_place_at_once() {
    let place = place();
    fs::create_dir(place.path("held")).unwrap();
    let held = fs::File::create(place.path("held/.summitry.lock")).unwrap();
    held.lock().unwrap();
    let ran = place.run("sweep grid.toml --out held").ended(75);
    assert!(ran.says("held is being written by another process"), "{}", ran.err);
    held.unlock().unwrap();
    place.run("sweep grid.toml --out held -q").ended(0);
}
