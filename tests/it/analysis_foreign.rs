//! Tables and lists of points as other programs write them.

use std::fmt::Write;

use serde_json::Value;
use summitry_lab::analysis::{Columns, EmptyOutput};
use summitry_lab::experiment::design::Design;

use crate::analysis_data::{Uniform, design, ishigami};
use crate::cli_place::Place;

fn read(text: &str) -> Result<Columns, String> {
    let inputs = ["a".to_owned(), "b, of two".to_owned()];
    Columns::from_reader(text.as_bytes(), &inputs, "y", EmptyOutput::LeftOut)
        .map_err(|error| format!("{}: {error}", error.code()))
}

#[test]
fn the_same_table_is_read_however_it_is_written() {
    let plain = read("a,\"b, of two\",y\n0.5,2,1\n-1.25,3,0\n").unwrap();
    assert_eq!(plain.inputs, [vec![0.5, -1.25], vec![2.0, 3.0]]);
    for (who, text) in [
        ("a German spreadsheet", "\u{feff}a;b, of two;y\r\n0,5;2;1\r\n-1,25;3;0\r\n"),
        ("tabs and old line ends", "a\tb, of two\ty\r0.5\t2\t1\r-1.25\t3\t0\r"),
        ("bars", "a|b, of two|y\n0.5|2|1\n-1.25|3|0\n"),
        ("pandas, with its index", ",a,\"b, of two\",y\n0,0.5,2.0,1\n1,-1.25,3.0,0\n"),
        ("R, with row names", "\"a\",\"b, of two\",\"y\"\n\"1\",0.5,2,1\n\"2\",-1.25,3,0\n"),
        ("R's write.table", "\"a\" \"b, of two\" \"y\"\n\"1\" 0.5 2 1\n\"2\" -1.25 3 0\n"),
        (
            "NetLogo",
            "\"BehaviorSpace results (NetLogo 6.4.0)\",\"Table version 2.0\"\n\"talks.nlogo\"\n\"gate\"\n\
             \"min-pxcor\",\"max-pxcor\"\n\"-16\",\"16\"\n\"[run number]\",\"a\",\"b, of two\",\"[step]\",\"y\"\n\
             \"1\",\"0.5\",\"2\",\"9\",\"1\"\n\"2\",\"-1.25\",\"3\",\"9\",\"0\"\n",
        ),
        ("Excel's hint and a comment", "sep=;\n# made today\na;b, of two;y\n0,5;2;1\n-1,25;3;0\n"),
        ("a separator at each end", "a,\"b, of two\",y\n0.5,2,1,\n-1.25,3,0,\n"),
        ("blank lines", "\n\na,\"b, of two\",y\n\n0.5,2,1\n\n\n-1.25,3,0\n\n"),
        (
            "rows that failed",
            "a,\"b, of two\",y\n0.5,2,1\n7,7,NA\n7,7,NaN\n7,7,#N/A\n7,7,None\n-1.25,3,0\n",
        ),
    ] {
        let found = read(text).unwrap_or_else(|error| panic!("{who}: {error}"));
        assert_eq!((&found.inputs, &found.output), (&plain.inputs, &plain.output), "{who}");
    }
}

#[test]
fn faults_name_the_line_that_an_editor_shows() {
    for (text, expected) in [
        ("a,\"b, of two\",y\n1,2,0\n\n\nx,1,1\n", "no-number: row 2 (line 5), column `a`: `x`"),
        ("a,\"b, of two\",y\r\n1,2,0\r\n\r\n1,1\r\n", "row-length: row 2 (line 4) has 2 cells"),
        ("a,\"b, of two\",y\n\"1\n\",2,0\n1,x,1\n", "no-number: row 2 (line 4)"),
        (
            "a,\"b, of two\",y\n1,2,0\n2,\"1,0\n3,3,0\n",
            "unclosed-quote: the quote that opens in line 3",
        ),
        (
            "a;b, of two;y\n1,5;2;0\n\n2.5;3;1\n",
            "decimal-signs: row 1 (line 2) has a number with a comma, row 2 (line 4)",
        ),
        ("a;b, of two;y\n1.234,5;2;0\n", "leave out what separates thousands"),
    ] {
        let error = read(text).unwrap_err();
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn a_list_from_python_or_a_spreadsheet_is_taken_as_its_numbers() {
    let place = Place::new();
    for (name, list) in [
        ("plain", "meeting.rounds.gap,gate.n\n10.5,1\n20,2\n"),
        ("pandas", "\u{feff},meeting.rounds.gap,gate.n\n0,10.5,1.0\n1,2.0e+01,2.0e+00\n"),
        ("german", "meeting.rounds.gap;gate.n\r\n10,5;1\r\n\r\n20;2,0\r\n"),
    ] {
        place.write(&format!("{name}.csv"), list);
        let design = format!("kind = \"list\"\nfile = \"{name}.csv\"");
        place.write(
            &format!("{name}.toml"),
            &format!(
                "scenario = \"classroom\"\nreplications = 2\n[design]\n{design}\n[[factor]]\npath = \"meeting.rounds.gap\"\n\
                 [[factor]]\npath = \"gate.n\"\n"
            ),
        );
        place.run(&format!("sweep {name}.toml --out {name} --quiet")).ended(0);
        assert_eq!(
            place.text(&format!("{name}/cells.csv")),
            place.text("plain/cells.csv"),
            "{name}"
        );
    }
    place.write("pandas.csv", "meeting.rounds.gap,gate.n\n10,1\n\n\n20,-2\n");
    let ran = place.run("sweep pandas.toml --out bad --quiet");
    assert!(ran.says("pandas.csv:5:"), "{}", ran.err);
    place.write("pandas.csv", "meeting.rounds.gap,gate.n\n10,1\n20,\"2\n");
    let ran = place.run("sweep pandas.toml --out bad --quiet");
    assert!(ran.says("a quote that is never closed") && ran.says("pandas.csv:3:"), "{}", ran.err);
}

/// The rows of a Saltelli design, with an output.
fn table(points: &[Vec<f64>], output: &[f64]) -> String {
    let mut text = "a,b,c,y\n".to_owned();
    for (row, y) in output.iter().enumerate() {
        let y = if y.is_nan() { String::new() } else { y.to_string() };
        writeln!(text, "{},{},{},{y}", points[0][row], points[1][row], points[2][row]).unwrap();
    }
    text
}

const SOBOL: &str = "--inputs a,b,c --output y --method sobol --resamples 200";

fn indices(place: &Place, file: &str, method: &str) -> Value {
    let words = format!("analyze {file} {SOBOL} --format json").replace("sobol", method);
    serde_json::from_str::<Value>(&place.run(&words).ended(0).out).unwrap()
}

fn saltelli() -> Vec<Vec<f64>> {
    design(&Design::Saltelli { base: 64, second_order: false, skip: 0 }, 3, 0)
}

#[test]
fn the_blocks_of_r_are_recognised_and_named() {
    let place = Place::new();
    let points = saltelli();
    let output = ishigami(&points);
    place.write("rows.csv", &table(&points, &output));
    // A, AB_1, AB_2, AB_3, B of each point; in R all A, all B, all AB_1 …
    let order: Vec<usize> =
        [0, 4, 1, 2, 3].iter().flat_map(|place| (0..64).map(move |k| 5 * k + place)).collect();
    let turned = |column: &Vec<f64>| order.iter().map(|&row| column[row]).collect::<Vec<_>>();
    let blocks: Vec<Vec<f64>> = points.iter().map(turned).collect();
    place.write("blocks.csv", &table(&blocks, &turned(&output)));
    assert_eq!(
        indices(&place, "rows.csv", "sobol")["indices"],
        indices(&place, "blocks.csv", "sobol")["indices"]
    );
    let named = |file: &str| {
        let ran =
            place.run_with(&format!("analyze {file} {SOBOL}"), &[("COLUMNS", "200")]).ended(0);
        ran.out.contains("blocks of R's sensitivity")
    };
    assert!(named("blocks.csv") && !named("rows.csv"));
}

#[test]
fn a_row_that_failed_takes_its_base_point_or_trajectory_with_it() {
    let place = Place::new();
    for (method, design_of, size, key) in [
        ("sobol", Design::Saltelli { base: 64, second_order: false, skip: 0 }, 5, "base"),
        ("morris", Design::Morris { trajectories: 20, levels: 4 }, 4, "trajectories"),
    ] {
        let points = design(&design_of, 3, 1);
        let mut output = ishigami(&points);
        let groups = output.len() / size;
        let rest = |column: &Vec<f64>| column[2 * size..].to_vec();
        let kept: Vec<Vec<f64>> = points.iter().map(rest).collect();
        place.write("kept.csv", &table(&kept, &rest(&output)));
        (output[1], output[2], output[size]) = (f64::NAN, f64::NAN, f64::NAN);
        place.write("failed.csv", &table(&points, &output));
        let (failed, kept) =
            (indices(&place, "failed.csv", method), indices(&place, "kept.csv", method));
        assert_eq!(failed[key], groups - 2);
        assert_eq!(failed["indices"], kept["indices"]);
        let words = format!("analyze failed.csv {SOBOL}").replace("sobol", method);
        let ran = place.run_with(&words, &[("COLUMNS", "200")]).ended(0);
        assert!(
            ran.out.contains("(2 ") && ran.out.contains("left out, each with a row"),
            "{}",
            ran.out
        );
    }
}

#[test]
fn noise_and_rounding_are_not_called_interactions() {
    let place = Place::new();
    let points = saltelli();
    let mut uniform = Uniform(3);
    let noise: Vec<f64> = (0..320).map(|_| uniform.next().unwrap()).collect();
    place.write("noise.csv", &table(&points, &noise));
    let rounding: Vec<f64> = noise.iter().map(|y| if *y > 0.5 { 0.1 + 0.2 } else { 0.3 }).collect();
    place.write("rounding.csv", &table(&points, &rounding));
    let said = |file: &str| {
        let ran =
            place.run_with(&format!("analyze {file} {SOBOL}"), &[("COLUMNS", "400")]).ended(0);
        ran.out
    };
    let text = said("noise.csv");
    assert!(
        text.contains("cannot be told apart without replications")
            || text.contains("does not show"),
        "{text}"
    );
    let text = said("rounding.csv");
    assert!(text.contains("varies only by rounding") && !text.contains("interact"), "{text}");
    assert_eq!(indices(&place, "rounding.csv", "sobol")["varies_only_by_rounding"], true);
    assert_eq!(indices(&place, "noise.csv", "sobol")["varies_only_by_rounding"], false);
}

#[test]
fn a_comparison_is_refused_in_words_that_say_what_to_do() {
    let place = Place::new();
    let rules = "--gate summit-first --gate rounds-first:n=2";
    place.run(&format!("compare classroom {rules} --runs 20 --out both --quiet")).ended(0);
    let ran = place.run("analyze both").ended(65);
    assert!(ran.says("both holds a comparison") && ran.says("`summitry report`"), "{}", ran.err);
}
