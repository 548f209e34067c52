//! `summitry sweep`: its table, and what it says of a directory of other inputs.

use std::fs;

use crate::cli_place::Place;

#[test]
fn a_table_shows_every_factor_that_fits_and_names_those_left_out() {
    let place = Place::new();
    fs::write(place.path("four.toml"), include_str!("data/four-factors.toml")).unwrap();
    let names = ["meeting_rounds_gap", "gate_n", "requests_mean", "strain_growth"];
    let wide = place.run("sweep four.toml --out out -q").ended(0);
    let head = wide.out.lines().find(|line| line.starts_with("Cell")).unwrap();
    assert!(names.iter().all(|name| head.contains(name)), "{}", wide.out);

    for width in [60, 50, 40, 24] {
        let narrow = place
            .run_with("sweep four.toml --out out -q", &[("COLUMNS", &width.to_string())])
            .ended(0);
        let head = narrow.out.lines().find(|line| line.starts_with("Cell")).unwrap();
        let flat = narrow.out.split_whitespace().collect::<Vec<_>>().join(" ");
        let note = flat.split_once("No room for ").map_or("", |(_, note)| note);
        assert!(head.chars().count() <= width);
        for name in names {
            assert!(
                head.contains(name) != note.contains(&format!("`{name}`")),
                "{width}: {}",
                narrow.out
            );
        }
        assert_eq!(note.contains("--no-truncate"), !note.is_empty());
        assert!(head.contains("meeting_rounds_gap") || width == 24, "{width}: {}", narrow.out);
    }
    let whole =
        place.run_with("sweep four.toml --out out -q --no-truncate", &[("COLUMNS", "40")]).ended(0);
    let head = whole.out.lines().find(|line| line.starts_with("Cell")).unwrap();
    let all = ["Runs", "durable", "95 % CI", "no-summit", "First summit, day"];
    assert!(names.iter().chain(&all).all(|name| head.contains(name)), "{}", whole.out);
    assert!(!whole.out.contains("No room"), "{}", whole.out);
}

#[test]
fn a_changed_list_of_cells_is_named_with_its_file_and_the_change() {
    let place = Place::new();
    place.write(
        "e.toml",
        "scenario = \"classroom\"\nreplications = 2\n[design]\nkind = \"list\"\nfile = \"cells.csv\"\n[[factor]]\npath = \"meeting.rounds.gap\"\n",
    );
    place.write("cells.csv", "meeting.rounds.gap\n10\n20\n");
    place.run("sweep e.toml --out out -q").ended(0);
    place.write("cells.csv", "meeting.rounds.gap\n10\n25\n");
    let changed = place.run("sweep e.toml --out out -q").ended(2);
    assert!(
        changed.says("`meeting.rounds.gap` of cell 1 in cells.csv is 20 there and 25 here"),
        "{}",
        changed.err
    );
    place.write("cells.csv", "meeting.rounds.gap\n10\n20\n30\n");
    let longer = place.run("sweep e.toml --out out -q").ended(2);
    assert!(longer.says("design.cells is 2 there and 3 here"), "{}", longer.err);
    assert!(longer.says("list of cells cells.csv"), "{}", longer.err);
}

#[test]
fn a_changed_scenario_is_named_by_its_settings() {
    let place = Place::new();
    place.run("run classroom -n 2 -q --out out").ended(0);
    let changed = place.run("run classroom -n 2 -q --out out --set meeting.rounds.gap=30").ended(2);
    assert!(changed.says("meeting.rounds.gap is 24.0 there and 30.0 here"), "{}", changed.err);
    assert!(!changed.err.contains("digest"), "{}", changed.err);
}

#[test]
fn a_slurm_script_passes_the_format_to_the_merge() {
    let place = Place::new();
    place.run("plan new rounds-before-summit --shards 3 -n 2 -o p.json -q").ended(0);
    let script = |words: &str| place.run(&format!("plan slurm p.json {words}")).ended(0).out;
    assert!(script("--format json").contains(r#"--out "$out" --format json ||"#));
    assert!(script("").contains(r#"--out "$out" ||"#));
    place.run("plan slurm p.json --format table,json").ended(2);
}

#[test]
fn an_unfinished_directory_is_75_for_every_reader_and_a_finished_one_with_crlf_names_it() {
    let place = Place::new();
    place.run("run classroom -n 4 -q --out out").ended(0);
    fs::create_dir(place.path("begun")).unwrap();
    place.write("begun/checkpoint.json", "{}");
    for words in ["analyze begun", "report begun"] {
        let ran = place.run(words).ended(75);
        assert!(ran.says("begun holds an unfinished batch"), "{words}: {}", ran.err);
    }
    let rows = place.text("out/summary.csv");
    place.write("out/summary.csv", &rows.replace('\n', "\r\n"));
    for words in ["analyze out", "report out", "run classroom -n 4 -q --out out"] {
        let ran = place.run(words).ended(65);
        assert!(
            ran.says("its line ends became CRLF, as version control does"),
            "{words}: {}",
            ran.err
        );
        assert!(ran.says("`* -text` in .gitattributes"), "{words}: {}", ran.err);
    }
    place.write("out/summary.csv", &rows.replace('1', "2"));
    assert!(!place.run("report out").ended(65).says("CRLF"));
}
