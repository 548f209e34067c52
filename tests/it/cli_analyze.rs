//! `summitry analyze`: what it prints and writes, and what it refuses.

use std::fmt::Write;

use serde_json::Value;
use summitry_lab::experiment::design::Design;

use crate::analysis_data::{Uniform, design, ishigami, planted};
use crate::cli_place::Place;

/// A table as a CSV, every digit.
fn csv(names: &str, columns: &[&Vec<f64>]) -> String {
    let mut text = format!("{names}\n");
    for row in 0..columns[0].len() {
        let cells: Vec<String> = columns.iter().map(|column| column[row].to_string()).collect();
        writeln!(text, "{}", cells.join(",")).unwrap();
    }
    text
}

fn with_planted() -> Place {
    let place = Place::new();
    let (columns, cases, numeric) = planted();
    let all: Vec<&Vec<f64>> = columns.iter().chain([&cases, &numeric]).collect();
    place.write("table.csv", &csv("a,b,c,d,e,case,y", &all));
    let points = design(&Design::Saltelli { base: 64, second_order: true, skip: 0 }, 3, 0);
    let output = ishigami(&points);
    let all: Vec<&Vec<f64>> = points.iter().chain([&output]).collect();
    place.write("saltelli.csv", &csv("a,b,c,y", &all));
    let points = design(&Design::Morris { trajectories: 10, levels: 4 }, 3, 1);
    let output = ishigami(&points);
    let all: Vec<&Vec<f64>> = points.iter().chain([&output]).collect();
    place.write("morris.csv", &csv("a,b,c,y", &all));
    place
}

const SOBOL: &str = "analyze saltelli.csv --inputs a,b,c --output y --method sobol";
const MORRIS: &str = "analyze morris.csv --inputs a,b,c --output y --method morris";
const PRCC: &str = "analyze table.csv --inputs a,b,c,d,e --output y --method prcc";
const PRIM: &str = "analyze table.csv --inputs a,b,c,d,e --output case --method prim";
const CART: &str = "analyze table.csv --inputs a,b,c,d,e --output case --method cart";

#[test]
fn results_read_well_in_eighty_columns_and_in_forty() {
    let place = with_planted();
    let mut both = String::new();
    for words in [
        SOBOL,
        MORRIS,
        PRCC,
        PRIM,
        CART,
        "analyze table.csv --inputs a,b,c --output y --method cart --folds 0 --depth 2",
        "analyze table.csv --inputs a,b --output y --method prim --threshold >=0.5 --step 3",
    ] {
        for (width, columns) in [("80", 80), ("40", 40)] {
            let ran = place.run_with(words, &[("COLUMNS", width)]).ended(0);
            assert_eq!(ran.err, "");
            for line in ran.out.lines() {
                assert!(line.chars().count() <= columns, "{words}: {line}");
            }
            write!(both, "$ {words}  # {width} columns\n{}\n", ran.out).unwrap();
        }
    }
    insta::assert_snapshot!("analyze", both);
}

fn json(place: &Place, words: &str) -> Value {
    serde_json::from_str(&place.run(&format!("{words} --format json")).ended(0).out).unwrap()
}

#[test]
fn json_has_every_number() {
    let place = with_planted();
    let sobol = json(&place, SOBOL);
    assert_eq!((&sobol["base"], &sobol["second_order"]), (&64.into(), &true.into()));
    let indices = sobol["indices"].as_array().unwrap();
    assert_eq!(indices.len(), 3 + 3 + 3);
    assert_eq!(indices[8]["factor"], "b:c");
    for index in indices {
        assert!(index["low"].as_f64() <= index["high"].as_f64(), "{index}");
        assert_eq!(index["measure"], "y");
    }
    let none = json(&place, &format!("{SOBOL} --resamples 0"));
    assert_eq!(none["indices"][0]["estimate"], indices[0]["estimate"]);
    assert_eq!(none["indices"][0]["low"], Value::Null);
    assert_eq!(json(&place, &format!("{SOBOL} --seed 1")), sobol, "1 is the default");
    assert_ne!(json(&place, &format!("{SOBOL} --seed 2"))["indices"], sobol["indices"]);

    let morris = json(&place, MORRIS);
    assert_eq!((&morris["trajectories"], &morris["levels"]), (&10.into(), &4.into()));
    let prcc = json(&place, PRCC);
    assert!(prcc["indices"][0]["p"].as_f64().unwrap() < 1e-9);
    let prim = json(&place, PRIM);
    let chosen = prim["chosen"].as_u64().unwrap() as usize;
    assert_eq!((chosen, &prim["cases"]), (33, &192.into()));
    assert_eq!(prim["steps"][chosen]["box"][0]["factor"], "a");
    assert_eq!(prim["quasi_p"].as_object().unwrap().len(), 2);
    let cart = json(&place, CART);
    assert!(cart["leaves"][0]["density"].as_f64().unwrap() > 0.9);
}

#[test]
fn files_are_written_once_and_replaced_only_with_force() {
    let place = with_planted();
    for (words, file, head) in [
        (SOBOL, "indices.csv", "measure,factor,index,estimate,low,high"),
        (MORRIS, "indices.csv", "measure,factor,index,estimate,low,high"),
        (PRCC, "indices.csv", "measure,factor,index,estimate,low,high"),
        (PRIM, "boxes.csv", "step,factor,low,high,coverage,density,mass,n,words"),
        (CART, "boxes.csv", "step,factor,low,high,coverage,density,mass,n,words"),
    ] {
        let dir = format!("out/{}", words.split(' ').next_back().unwrap());
        let ran = place.run(&format!("{words} --out {dir}")).ended(0);
        assert!(ran.says(&format!("wrote {dir}/{file}")), "{}", ran.err);
        let there = place.files(&dir);
        assert_eq!(there.keys().collect::<Vec<_>>(), [file]);
        let text = place.text(&format!("{dir}/{file}"));
        assert_eq!(text.lines().next(), Some(head));
        // The same again is no other file; another result is.
        place.run(&format!("{words} --out {dir} --quiet")).ended(0);
        let other = match words {
            SOBOL => format!("{words} --seed 2"),
            MORRIS | PRCC => format!("{words} --confidence 0.9"),
            _ => format!("{words} --min-mass 0.2"),
        };
        let refused = place.run(&format!("{other} --out {dir}")).ended(2);
        assert!(refused.says("already exists and holds something else"), "{}", refused.err);
        assert_eq!(refused.out, "");
        assert_eq!(place.files(&dir), there);
        place.run(&format!("{other} --out {dir} --force")).ended(0);
        assert_ne!(place.files(&dir), there);
    }
    // What is written is what is told.
    let rows = place.text("out/prcc/indices.csv");
    let told = json(&place, &format!("{PRCC} --confidence 0.9"));
    for (line, index) in rows.lines().skip(1).zip(told["indices"].as_array().unwrap()) {
        let [measure, factor, name, estimate, low, high] =
            line.split(',').collect::<Vec<_>>().try_into().unwrap();
        assert_eq!((measure, factor, name), ("y", index["factor"].as_str().unwrap(), "prcc"));
        for (cell, key) in [(estimate, "estimate"), (low, "low"), (high, "high")] {
            assert_eq!(cell.parse::<f64>().ok(), index[key].as_f64());
        }
    }
    place.write("file", "");
    assert!(place.run(&format!("{PRCC} --out file")).ended(2).says("is not a directory"));
    assert!(place.run(&format!("{PRCC} --out file/below")).ended(74).says("is a file"));
}

#[test]
fn rows_without_an_output_are_left_out_and_counted() {
    let place = Place::new();
    let mut uniform = Uniform(9);
    let mut text = "\u{feff}\"first, of two\",second,cell,y\r\n".to_owned();
    for row in 0..60 {
        let (x, z) = (uniform.next().unwrap(), uniform.next().unwrap());
        let y = if row % 20 == 7 { String::new() } else { format!(" {} ", u8::from(x > 0.5)) };
        write!(text, "\"{x}\",{z},{row},{y}\r\n").unwrap();
    }
    place.write("t.csv", &text);
    let words = "analyze t.csv --inputs second --output y --method";
    for method in ["prcc", "prim", "cart"] {
        let ran = place.run(&format!("{words} {method}")).ended(0);
        assert!(ran.says("left out 3 rows without `y`"), "{}", ran.err);
        assert!(ran.out.starts_with("t.csv: 57 rows, 1 input, output y\n"), "{}", ran.out);
        assert_eq!(place.run(&format!("{words} {method} --quiet")).ended(0).err, "");
        assert_eq!(json(&place, &format!("{words} {method}"))["left_out"], 3);
    }
}

#[test]
fn what_is_wrong_is_said_with_its_place_and_remedy() {
    let place = with_planted();
    let mut told = String::new();
    let mut tell = |words: &str, code: i32| {
        let ran = place.run(&format!("analyze {words} --out none")).ended(code);
        assert_eq!(ran.out, "");
        assert!(!place.path("none").exists(), "{words} wrote something");
        writeln!(told, "$ {words}\n{}", ran.err).unwrap();
    };
    for (name, text) in [
        ("empty", ""),
        ("header", "a,b,y\n"),
        ("words", "a,b,y\n1,2,3\n1,two,3\n"),
        ("comma", "a,b,y\n1,\"2,5\",3\n"),
        ("gap", "a,b,y\n1,,3\n"),
        ("nan", "a,b,y\n1,2,NaN\n"),
        ("inf", "a,b,y\n-inf,2,3\n"),
        ("short", "a,b,y\n1,2,3\n1,2\n"),
        ("semicolons", "a;b;y\n1;2;3\n"),
        ("twice", "a,b,a,y\n1,2,3,4\n"),
        ("without", "a,b,y\n1,2,\n3,4,\n"),
        ("same", "a,b,y\n1,2,3\n2,1,3\n3,5,3\n4,4,3\n5,3,3\n6,6,3\n"),
        ("latin", "a,b,y\n"),
    ] {
        place.write(&format!("{name}.csv"), text);
    }
    std::fs::write(place.path("latin.csv"), b"a,b,stra\xdfe,y\n1,2,3,4\n").unwrap();
    let plain = |file: &str| format!("{file}.csv --inputs a,b --output y --method prcc");
    for file in [
        "empty",
        "header",
        "words",
        "comma",
        "gap",
        "nan",
        "inf",
        "short",
        "semicolons",
        "twice",
        "without",
        "same",
        "latin",
    ] {
        tell(&plain(file), 65);
    }
    tell(&plain("nowhere"), 2);
    tell("table.csv --inputs aa,b --output y --method prcc", 2);
    tell("table.csv --inputs a,b --output cases --method prcc", 2);
    tell("table.csv --inputs a,b,a --output y --method prcc", 2);
    tell("table.csv --inputs a,b,y --output y --method prcc", 2);
    tell("table.csv --inputs a,b --output y --method prim", 2);
    tell("table.csv --inputs a,b --output y --method prim --threshold >9", 65);
    tell("table.csv --inputs a,b --output y --method prim --threshold high", 2);
    tell("table.csv --inputs a,b --output case --method prim --step 999", 2);
    tell("table.csv --inputs a,b --output case --method prim --levels 4", 2);
    tell("table.csv --inputs a,b --output y --method sobol --threshold >1", 2);
    tell("table.csv --inputs a,b --output y --method sobol", 65);
    tell("table.csv --inputs a,b,c --output y --method sobol", 65);
    tell("saltelli.csv --inputs b,a,c --output y --method sobol", 65);
    tell("saltelli.csv --inputs a,b,c --output y --method sobol --second-order no", 65);
    tell("table.csv --inputs a,b,c,d --output y --method morris", 65);
    tell("saltelli.csv --inputs a,b,c --output y --method morris", 65);
    tell("morris.csv --inputs a,b,c --output y --method morris --levels 3", 2);
    tell("table.csv --inputs a --output y --method lasso", 2);
    tell("table.csv --inputs a --output y --method prcc --confidence 95", 2);
    std::fs::create_dir(place.path("batch")).unwrap();
    tell("batch --inputs a --output y --method prcc", 65);
    place.write("batch/cells.csv", "a,y\n");
    tell("batch --inputs a --output y --method prcc", 65);
    insta::assert_snapshot!("analyze_refused", told);
}

#[test]
fn a_quote_that_is_never_closed_does_not_take_all_memory() {
    let place = Place::new();
    place.write("t.csv", &format!("a,y\n1,\"{}", "0,1\n".repeat(6_000_000)));
    let ran = place.run("analyze t.csv --inputs a --output y --method prcc").ended(65);
    assert!(
        ran.says("is longer than 16 MiB; see whether a quote there is never closed"),
        "{}",
        ran.err
    );
}

/// A design as `sweep` writes it is analysed without a word about its structure.
#[test]
fn sweeps_of_the_program_are_read_as_they_are() {
    let place = Place::new();
    let experiment = |design: &str| {
        format!(
            "scenario = \"classroom\"\nreplications = 4\n[design]\n{design}\n[[factor]]\npath = \"gate.n\"\nrange = [0, 4]\n\
             [[factor]]\npath = \"meeting.rounds.gap\"\nrange = [5, 40]\nscale = \"log\"\n"
        )
    };
    place.write("s.toml", &experiment("kind = \"saltelli\"\nbase = 8"));
    place.write("m.toml", &experiment("kind = \"morris\"\ntrajectories = 12\nlevels = 4"));
    for (name, method, rows) in [("s", "sobol", 4), ("m", "morris", 6)] {
        place.run(&format!("sweep {name}.toml --per-run none --out {name} --quiet")).ended(0);
        let inputs = "--inputs gate_n,meeting_rounds_gap --output strain_area_days";
        let ran = place.run(&format!(
            "analyze {name}/cells.csv {inputs} --method {method} --out {name}-found"
        ));
        ran.ended(0);
        let found = place.text(&format!("{name}-found/indices.csv"));
        // Besides the noise, where rows happen to have the same inputs.
        let of_inputs = found.lines().filter(|line| !line.contains("(replications)"));
        assert_eq!(of_inputs.count(), 1 + rows);
        let prcc = place.run(&format!("analyze {name}/cells.csv {inputs} --method prcc"));
        prcc.ended(0);
    }
    let found = json(
        &place,
        "analyze m/cells.csv --inputs gate_n,meeting_rounds_gap --output strain_area_days --method morris",
    );
    assert_eq!(found["levels"], 4);
}

#[test]
fn limits_far_from_nought_are_shown_in_the_digits_that_matter() {
    let place = Place::new();
    let mut text = "year,y\n".to_owned();
    for k in 0..400 {
        writeln!(text, "{},{}", 2025.0 + f64::from(k) / 1000.0, u8::from(k > 200)).unwrap();
    }
    place.write("years.csv", &text);
    for method in ["prim", "cart"] {
        let ran = place
            .run(&format!("analyze years.csv --inputs year --output y --method {method}"))
            .ended(0);
        let (_, limit) = ran.out.split_once("> 2025.").unwrap_or_else(|| panic!("{}", ran.out));
        assert!(limit.starts_with(|digit: char| digit.is_ascii_digit()), "{}", ran.out);
    }
}

#[test]
fn numbers_that_cannot_be_squared_are_refused() {
    let place = Place::new();
    place.write("great.csv", "a,y\n1,1e300\n2,2\n3,3\n4,4\n5,5\n6,6\n7,7\n8,8\n9,9\n10,10\n");
    place.write(
        "small.csv",
        "a,y\n1,1e-300\n2,2e-300\n3,3e-300\n4,1e-300\n5,0\n6,0\n7,0\n8,0\n9,0\n10,0\n",
    );
    let ran = place.run("analyze great.csv --inputs a --output y --method cart").ended(65);
    assert!(ran.says("too great to be squared"), "{}", ran.err);
    let ran = place.run("analyze small.csv --inputs a --output y --method cart").ended(65);
    assert!(ran.says("too little to be squared"), "{}", ran.err);
}
