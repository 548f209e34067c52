//! Tables and lists of points as other programs write them.

use std::collections::BTreeMap;
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
        ("with-row-names", "\"meeting.rounds.gap\",\"gate.n\"\n\"1\",10.5,1\n\"2\",20,2\n"),
        ("with-ends", "meeting.rounds.gap,gate.n,\n10.5,1,\n20,2,\n"),
        (
            "netlogo",
            "\"BehaviorSpace results\"\n\"talks.nlogo\"\n\"[run number]\",\"meeting.rounds.gap\",\"gate.n\"\n1,10.5,1\n2,20,2\n",
        ),
        ("tabs", "meeting.rounds.gap\tgate.n\n10.5\t1\n20\t2\n"),
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
    }
    for name in ["with-row-names", "with-ends", "netlogo", "tabs", "pandas", "german"] {
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
            || text.contains("does not show")
            || text.contains("interactions are not shown"),
        "{text}"
    );
    let text = said("rounding.csv");
    assert!(text.contains("varies only by rounding") && !text.contains("interact"), "{text}");
    assert_eq!(indices(&place, "rounding.csv", "sobol")["varies_only_by_rounding"], true);
    assert_eq!(indices(&place, "noise.csv", "sobol")["varies_only_by_rounding"], false);
}

#[test]
fn a_comparison_is_refused_with_the_commands_that_show_it() {
    let place = Place::new();
    let rules = "--gate summit-first --gate rounds-first:n=2";
    place.run(&format!("compare classroom {rules} --runs 20 --out both --quiet")).ended(0);
    let ran = place.run("analyze both").ended(2);
    assert!(ran.says("both holds a comparison"), "{}", ran.err);
    let said = ran.err.split_whitespace().collect::<Vec<_>>().join(" ");
    for command in [
        "report both",
        "analyze both/runs.csv --method response --inputs rule --output settled_weight",
    ] {
        assert!(said.contains(&format!("summitry {command}")), "{said}");
        place.run(command).ended(0);
    }
    let best = "--find-best --indifference 0.2 --max-runs 20000";
    place.run(&format!("compare classroom {rules} {best} --out best --quiet")).ended(0);
    let ran = place.run("analyze best").ended(2);
    assert!(ran.says("summitry report best shows them") && !ran.says("runs.csv"), "{}", ran.err);
}

#[test]
fn whatever_is_unfinished_ends_with_one_code() {
    let place = Place::new();
    place.run("run classroom --runs 3 --trace --out done --quiet").ended(0);
    // A batch that was interrupted: its files have no names yet.
    std::fs::create_dir(place.path("half")).unwrap();
    for file in ["runs.csv", "answers.jsonl"] {
        let text = place.text(&format!("done/{file}"));
        place.write(&format!("half/{file}.partial"), &text[..text.len() * 2 / 3]);
    }
    for command in [
        "analyze half",
        "report half",
        "analyze half/runs.csv --method response --inputs outcome --output rounds_held",
        "replay half/answers.jsonl",
    ] {
        let ran = place.run(command).ended(75);
        assert!(ran.says("half holds an unfinished batch"), "{command}: {}", ran.err);
    }
    // So does a log that stops within a run.
    let log = place.text("done/answers.jsonl");
    let whole: Vec<&str> = log.lines().collect();
    place.write("done/short.jsonl", &format!("{}\n", whole[..whole.len() - 1].join("\n")));
    assert!(place.run("replay done/short.jsonl").ended(75).says("it breaks off in run 2"));
}

/// A column of words: PRIM and CART part it by words, and give back what a table of numbers would.
#[test]
fn words_are_categories_and_two_are_numbers_to_ranks() {
    let place = Place::new();
    let mut text = "gate,agenda,gap,y,z\n".to_owned();
    let mut uniform = Uniform(5);
    for row in 0..300 {
        let (gate, agenda) = (["open", "shut", "half way"][row % 3], ["easy", "hard"][row / 3 % 2]);
        let gap: f64 = uniform.next().unwrap();
        // Cases: half way or shut, and a small gap.
        let y = u8::from(gate != "open" && gap < 0.5);
        let z = gap + if agenda == "hard" { 2.0 } else { 0.0 };
        writeln!(text, "{gate},{agenda},{gap},{y},{z}").unwrap();
    }
    place.write("words.csv", &text);
    let asked = |words: &str| -> Value {
        let words = format!("analyze words.csv --format json {words}");
        serde_json::from_str(&place.run(&words).ended(0).out).unwrap()
    };
    let sides = |of: &Value| -> Vec<String> {
        of["box"].as_array().unwrap().iter().map(|side| side["words"].to_string()).collect()
    };
    let prim = asked("--method prim --inputs gate,agenda,gap --output y");
    let chosen = &prim["steps"][prim["chosen"].as_u64().unwrap() as usize];
    assert_eq!(sides(chosen)[0], r#"["half way","shut"]"#);
    assert!(chosen["density"].as_f64().unwrap() > 0.95, "{chosen}");
    let cart = asked("--method cart --inputs gate,agenda,gap --output y");
    let first = &cart["leaves"][0];
    assert_eq!(
        (sides(first)[0].as_str(), first["density"].as_f64()),
        (r#"["half way","shut"]"#, Some(1.0))
    );
    place
        .run("analyze words.csv --method cart --inputs gate,gap --output y --out boxes -q")
        .ended(0);
    assert!(place.text("boxes/boxes.csv").contains("half way | shut"));
    let wide = [("COLUMNS", "200")];
    let shown = place
        .run_with("analyze words.csv --method prim --inputs gate,gap --output y", &wide)
        .ended(0)
        .out;
    assert!(shown.contains("is half way or shut"), "{shown}");
    // As the words 0 and 1 would.
    place.write("numbers.csv", &text.replace("easy", "0").replace("hard", "1"));
    let of = |file: &str| {
        let words =
            format!("analyze {file} --method prcc --inputs agenda,gap --output z --format json");
        serde_json::from_str::<Value>(&place.run(&words).ended(0).out).unwrap()["indices"].clone()
    };
    assert_eq!(of("words.csv"), of("numbers.csv"));
    let shown = place
        .run_with("analyze words.csv --method prcc --inputs agenda,gap --output z", &wide)
        .ended(0)
        .out;
    assert!(shown.contains("agenda: easy is 0, hard is 1."), "{shown}");
    let ran =
        place.run("analyze words.csv --method prcc --inputs gate,agenda,gap --output z").ended(2);
    assert!(
        ran.says("`gate` (half way, open, shut)") && ran.says("--inputs agenda,gap leaves"),
        "{}",
        ran.err
    );
    assert!(!ran.err.contains("`agenda` ("), "{}", ran.err);
    // A slip in a column of numbers or of words is a slip.
    for (slip, says) in [
        ("gap,y\nfew,1\n3,0\n", "row 2 (line 3), column `gap`: `3` is a number"),
        ("gap,y\n3,1\nfew,0\n", "`few` is no number"),
    ] {
        place.write("slip.csv", slip);
        let ran = place.run("analyze slip.csv --method cart --inputs gap --output y").ended(65);
        assert!(ran.says(says), "{}", ran.err);
    }
}

/// The words of a sweep likewise.
#[test]
fn words_of_a_sweep_are_categories() {
    let place = Place::new();
    place.write(
        "words.toml",
        "scenario = \"classroom\"\nreplications = 3\n[design]\nkind = \"latin-hypercube\"\npoints = 60\n[[factor]]\npath = \"gate\"\n\
         levels = [\"summit-first\", \"rounds-first:n=3\", \"readiness:preparation=0.5\"]\n[[factor]]\npath = \"meeting.rounds.gap\"\n\
         range = [10, 60]\n[[factor]]\npath = \"gatekeeper.agenda\"\nlevels = [\"easy-first\", \"hard-first\"]\n",
    );
    place.run("sweep words.toml --out words -q").ended(0);
    let ran = place.run("analyze words").ended(2);
    assert!(
        ran.says("prcc takes numbers, or two words as 0 and 1, and these have words: `gate`"),
        "{}",
        ran.err
    );
    assert!(
        ran.says("--inputs meeting_rounds_gap,gatekeeper_agenda leaves them out"),
        "{}",
        ran.err
    );
    place.run("analyze words --inputs meeting_rounds_gap,gatekeeper_agenda -q").ended(0);
    for method in ["prim", "cart"] {
        let words = format!("analyze words --method {method} --output no_summit --format json -q");
        let found: Value = serde_json::from_str(&place.run(&words).ended(0).out).unwrap();
        assert_eq!(found["words"]["gate"].as_array().unwrap().len(), 3, "{method}");
        assert!(
            found.to_string().contains("\"words\":[\"readiness"),
            "{method} parts the gates: {found}"
        );
    }
}

/// y = a + 2b + c with a and b as one: the indices are those of the sum, and a group's effect is that of both.
#[test]
fn groups_of_inputs_are_one_input() {
    let place = Place::new();
    let of = |method: &str, points: &[Vec<f64>]| {
        // Three columns from a design of two: the second and third move together.
        let (x, z) = (&points[0], &points[1]);
        let mut text = "a,b,c,y\n".to_owned();
        let mut plain = "g,c,y\n".to_owned();
        for (x, z) in x.iter().zip(z) {
            let b = 1.0 - x;
            let y = 3.0 * x + z * (1.0 + b);
            writeln!(text, "{x},{b},{z},{y}").unwrap();
            writeln!(plain, "{x},{z},{y}").unwrap();
        }
        place.write("grouped.csv", &text);
        place.write("plain.csv", &plain);
        let found = |words: &str| -> Value {
            let words = format!(
                "analyze {words} --output y --method {method} --resamples 50 --format json"
            );
            serde_json::from_str(&place.run(&words).ended(0).out).unwrap()
        };
        let grouped = found("grouped.csv --inputs a,b,c --group g=a,b");
        assert_eq!(grouped["groups"]["g"], serde_json::json!(["a", "b"]));
        (grouped["indices"].clone(), found("plain.csv --inputs g,c")["indices"].clone())
    };
    let (grouped, plain) =
        of("sobol", &design(&Design::Saltelli { base: 64, second_order: false, skip: 0 }, 2, 0));
    assert_eq!(grouped, plain);
    let (grouped, plain) =
        of("morris", &design(&Design::Morris { trajectories: 20, levels: 4 }, 2, 1));
    let kept: Vec<&Value> = plain
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["factor"] == "c" || row["index"] == "mu_star")
        .collect();
    assert_eq!(grouped.as_array().unwrap().iter().collect::<Vec<_>>(), kept);
    // Without the group it is named, and a group of what does not move together is none.
    let ran = place.run("analyze grouped.csv --inputs a,b,c --output y --method morris").ended(65);
    assert!(ran.says("--group NAME=a,b"), "{}", ran.err);
    let ran = place
        .run("analyze grouped.csv --inputs a,b,c --output y --method morris --group g=a,c")
        .ended(65);
    assert!(ran.says("of the same group"), "{}", ran.err);
    let ran = place
        .run("analyze grouped.csv --inputs a,b --output y --method morris --group g=a,c")
        .ended(2);
    assert!(ran.says("`c`, which is no input"), "{}", ran.err);
    place.run("analyze grouped.csv --inputs a,b,c --output y --method prcc --group g=a,b").ended(2);
}

/// Cells without a run that has the output take their base point or trajectory with them, in a directory too.
#[test]
fn an_empty_cell_of_a_sweep_takes_its_base_point_or_trajectory_with_it() {
    let place = Place::new();
    for (name, kind, key, size) in [
        ("sobol", "kind = \"saltelli\"\nbase = 16", "base", 4),
        ("morris", "kind = \"morris\"\ntrajectories = 12", "trajectories", 3),
    ] {
        place.write(
            "d.toml",
            &format!(
                "scenario = \"classroom\"\nreplications = 5\n[design]\n{kind}\n[[factor]]\npath = \"meeting.rounds.gap\"\n\
                 range = [10, 90]\n[[factor]]\npath = \"strain.growth\"\nrange = [0.001, 0.004]\n"
            ),
        );
        place.run("sweep d.toml --out d --force -q").ended(0);
        let cells: Vec<BTreeMap<String, String>> =
            csv::Reader::from_reader(place.text("d/cells.csv").as_bytes())
                .deserialize()
                .map(Result::unwrap)
                .collect();
        let group = |k: usize| k / size;
        let empty: std::collections::BTreeSet<usize> = (0..cells.len())
            .filter(|&k| cells[k]["settlement_day"].is_empty())
            .map(group)
            .collect();
        assert!(!empty.is_empty() && empty.len() + 2 < cells.len() / size, "{name}: {empty:?}");
        let ran =
            place.run_with("analyze d --output settlement_day -q", &[("COLUMNS", "250")]).ended(0);
        assert!(
            ran.out.contains(&format!("({} ", empty.len()))
                && ran.out.contains("left out, each with"),
            "{}",
            ran.out
        );
        let found = place.run("analyze d --output settlement_day -q --format json").ended(0).out;
        let found: Value = serde_json::from_str(&found).unwrap();
        assert_eq!(
            (found[key].as_u64(), found["dropped"].as_u64()),
            (Some((cells.len() / size - empty.len()) as u64), Some(empty.len() as u64))
        );
        // The same as from a table of the others.
        let mut table = "a,b,y\n".to_owned();
        for (k, cell) in cells.iter().enumerate().filter(|(k, _)| !empty.contains(&group(*k))) {
            assert!(k < cells.len());
            writeln!(
                table,
                "{},{},{}",
                cell["meeting_rounds_gap"], cell["strain_growth"], cell["settlement_day"]
            )
            .unwrap();
        }
        place.write("kept.csv", &table);
        let levels = if name == "morris" { " --levels 4" } else { "" };
        let kept = place
            .run(&format!(
                "analyze kept.csv --inputs a,b --output y --method {name}{levels} --format json"
            ))
            .ended(0)
            .out;
        let kept: Value = serde_json::from_str(&kept).unwrap();
        let values = |of: &Value| {
            of["indices"]
                .as_array()
                .unwrap()
                .iter()
                .map(|i| i["estimate"].as_f64().unwrap())
                .collect::<Vec<_>>()
        };
        values(&found)
            .iter()
            .zip(values(&kept))
            .for_each(|(a, b)| assert!((a - b).abs() < 1e-6 * b.abs().max(1.0), "{a} {b}"));
    }
}

/// Rows with the same inputs: their noise is known, whatever the order in which they stand.
#[test]
fn repeated_rows_show_how_much_is_noise() {
    let place = Place::new();
    let points = saltelli();
    let plain = ishigami(&points);
    let mut uniform = Uniform(11);
    // Noise of ±2 about the model in each of three rows for each of the design: variance 4, in a mean of three 4/3.
    let mut noisy = |y: f64| y + if uniform.next().unwrap() < 0.5 { -2.0 } else { 2.0 };
    let made: Vec<[f64; 3]> = plain.iter().map(|&y| [noisy(y), noisy(y), noisy(y)]).collect();
    let inputs =
        |row: usize| points.iter().map(|of| of[row].to_string()).collect::<Vec<_>>().join(",");
    let (mut in_turn, mut all_again, mut means) =
        ("a,b,c,y\n".to_owned(), "a,b,c,y\n".to_owned(), "a,b,c,y\n".to_owned());
    for (row, made) in made.iter().enumerate() {
        made.iter().for_each(|y| writeln!(in_turn, "{},{y}", inputs(row)).unwrap());
        let mean = made.iter().sum::<f64>() / 3.0;
        writeln!(means, "{},{mean}", inputs(row)).unwrap();
    }
    for k in 0..3 {
        made.iter()
            .enumerate()
            .for_each(|(row, made)| writeln!(all_again, "{},{}", inputs(row), made[k]).unwrap());
    }
    for (name, text) in
        [("in-turn.csv", &in_turn), ("all-again.csv", &all_again), ("means.csv", &means)]
    {
        place.write(name, text);
    }
    let of_means = indices(&place, "means.csv", "sobol");
    let n = made.len() as f64;
    let within: f64 = made
        .iter()
        .map(|m| {
            let mean = m.iter().sum::<f64>() / 3.0;
            m.iter().map(|y| (y - mean) * (y - mean)).sum::<f64>() / 2.0
        })
        .sum::<f64>()
        / n;
    let average: Vec<f64> = made.iter().map(|m| m.iter().sum::<f64>() / 3.0).collect();
    let grand = average.iter().sum::<f64>() / n;
    let between = average.iter().map(|y| (y - grand) * (y - grand)).sum::<f64>() / (n - 1.0);
    for file in ["in-turn.csv", "all-again.csv"] {
        let found = indices(&place, file, "sobol");
        assert_eq!(
            (&found["base"], &found["rows_of_each"]),
            (&serde_json::json!(64), &serde_json::json!(3)),
            "{file}"
        );
        for (a, b) in
            found["indices"].as_array().unwrap().iter().zip(of_means["indices"].as_array().unwrap())
        {
            assert!(
                (a["estimate"].as_f64().unwrap() - b["estimate"].as_f64().unwrap()).abs() < 1e-9,
                "{file}"
            );
        }
        let share = found["noise"]["share"].as_f64().unwrap();
        assert!((share - within / 3.0 / between).abs() < 1e-9, "{file}: {share}");
        let shown =
            place.run_with(&format!("analyze {file} {SOBOL}"), &[("COLUMNS", "300")]).ended(0).out;
        assert!(
            shown.contains("3 for each of the design") && shown.contains("Replication noise: "),
            "{shown}"
        );
    }
    // Ranks take the rows as they are; noise is that of single rows.
    let found: Value = serde_json::from_str(
        &place
            .run("analyze in-turn.csv --method prcc --inputs a,b,c --output y --format json")
            .ended(0)
            .out,
    )
    .unwrap();
    let all: Vec<f64> = made.iter().flatten().copied().collect();
    let grand = all.iter().sum::<f64>() / all.len() as f64;
    let variance =
        all.iter().map(|y| (y - grand) * (y - grand)).sum::<f64>() / (all.len() - 1) as f64;
    // Some rows of the design have the same inputs.
    let mut of: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    made.iter().enumerate().for_each(|(row, made)| of.entry(inputs(row)).or_default().extend(made));
    let squares = |of: &Vec<f64>| {
        let mean = of.iter().sum::<f64>() / of.len() as f64;
        of.iter().map(|y| (y - mean) * (y - mean)).sum::<f64>()
    };
    let within = of.values().map(squares).sum::<f64>() / (all.len() - of.len()) as f64;
    assert_eq!(found["noise"]["repeats"], all.len() - of.len());
    assert!((found["noise"]["share"].as_f64().unwrap() - within / variance).abs() < 1e-9);
    // The same output for the same inputs: there is none.
    let twice: String = plain
        .iter()
        .enumerate()
        .flat_map(|(row, y)| [row, row].map(|row| format!("{},{y}\n", inputs(row))))
        .collect();
    place.write("twice.csv", &format!("a,b,c,y\n{twice}"));
    let shown =
        place.run_with(&format!("analyze twice.csv {SOBOL}"), &[("COLUMNS", "300")]).ended(0).out;
    assert!(shown.contains("Replication noise: none"), "{shown}");
}

#[test]
fn means_by_level_are_those_of_the_rows_of_a_table() {
    let place = Place::new();
    let mut text = "gate,n,y\n".to_owned();
    for (gate, n, ys) in [
        ("open", 1, [1.0, 3.0]),
        ("open", 2, [2.0, 4.0]),
        ("shut", 1, [5.0, 7.0]),
        ("shut", 2, [6.0, 8.0]),
    ] {
        ys.iter().for_each(|y| writeln!(text, "{gate},{n},{y}").unwrap());
    }
    place.write("t.csv", &text);
    let words = "--method response --inputs gate,n --output y";
    let found: Value = serde_json::from_str(
        &place.run(&format!("analyze t.csv {words} --format json")).ended(0).out,
    )
    .unwrap();
    let levels: Vec<(String, f64)> = found["levels"]
        .as_array()
        .unwrap()
        .iter()
        .map(|level| (level["level"].as_str().unwrap().to_owned(), level["mean"].as_f64().unwrap()))
        .collect();
    let expected = [("open", 2.5), ("shut", 6.5), ("1", 4.0), ("2", 5.0)];
    assert_eq!(levels, expected.map(|(level, mean)| (level.to_owned(), mean)));
    // s² = 2 in each cell of two: √(1 + 1)/2 for the mean of two.
    let half = (found["levels"][0]["high"].as_f64().unwrap()
        - found["levels"][0]["low"].as_f64().unwrap())
        / 2.0;
    assert!((half / 1.959_963_985 - 0.5_f64.sqrt()).abs() < 1e-9, "{half}");
    assert!((found["indices"]["first"][0].as_f64().unwrap() - 16.0 / 17.0).abs() < 1e-12);
    assert!((found["noise"]["noise"].as_f64().unwrap() - 1.0).abs() < 1e-12);
    place.run(&format!("analyze t.csv {words} --out found -q")).ended(0);
    assert!(
        place
            .text("found/responses.csv")
            .starts_with("measure,factor,level,cells,mean,low,high\ny,gate,open,2,2.5,")
    );
    assert!(place.text("found/indices.csv").contains("(replications),noise"));
    // Rows that say nothing of noise, and an output that varies by rounding.
    place.write("once.csv", "gate,y\nopen,0.3\nshut,0.30000000000000004\n");
    let shown = place
        .run_with(
            "analyze once.csv --method response --inputs gate --output y",
            &[("COLUMNS", "200")],
        )
        .ended(0)
        .out;
    assert!(
        shown.contains("without intervals") && shown.contains("varies only by rounding"),
        "{shown}"
    );
    let many: String = (0..200).map(|k| format!("{k},{}\n", k % 7)).collect();
    place.write("many.csv", &format!("x,y\n{many}"));
    assert!(
        place
            .run("analyze many.csv --method response --inputs x --output y")
            .ended(2)
            .says("`x` has 200 values")
    );
}

/// What programs write is read alike by all who read lines: lists, logs and seats.
#[test]
fn logs_are_read_as_programs_and_version_control_write_them() {
    let place = Place::new();
    place.run("run classroom --runs 3 --trace --out batch -q").ended(0);
    let log = place.text("batch/answers.jsonl");
    let floats = log.replace("\"run\":2", "\"run\":2.0").replace("\"seed\":1", "\"seed\":1.0");
    assert_ne!(floats, log);
    for (who, text) in [
        ("a byte-order mark", format!("\u{feff}{log}")),
        ("blank lines", format!("\n{}\n", log.replace('\n', "\n\n"))),
        ("line ends of Windows", log.replace('\n', "\r\n")),
        ("whole numbers of Python", floats),
    ] {
        place.write("batch/other.jsonl", &text);
        let ran = place.run("replay batch/other.jsonl").ended(0);
        assert!(ran.out.contains('3'), "{who}: {}", ran.out);
    }
    // A fault has the line that an editor shows.
    place.write("batch/other.jsonl", &format!("{}\n\n\nwhat?\n", log.lines().next().unwrap()));
    assert!(place.run("replay batch/other.jsonl").ended(65).says("line 4"));
}
