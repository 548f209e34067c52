//! Every way to refuse an experiment by name, with the message that its writer reads.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::fs;

use summitry_lab::experiment::{Changes, Experiment, read_experiment};

use crate::cli_place::Place;

/// A small experiment without a fault.
const SMALL: &str = r#"scenario = "classroom"
replications = 10

[[factor]]
path = "meeting.rounds.gap"
levels = [15, 30]
"#;

/// One of listed points.
const LISTED: &str = r#"scenario = "classroom"
replications = 10

[design]
kind = "list"
file = "points.csv"

[[factor]]
path = "meeting.rounds.gap"

[[factor]]
path = "strain.growth"
name = "growth"
"#;

/// What reading gave: the experiment, the codes of the faults and the faults as printed.
struct Reading {
    experiment: Option<Experiment>,
    codes: Vec<&'static str>,
    told: String,
}

/// Reads a text as the file `small.toml`, with others beside it.
fn read_with(text: &str, beside: &[(&str, &str)]) -> Reading {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("small.toml");
    fs::write(&path, text).unwrap();
    for (name, text) in beside {
        fs::write(dir.path().join(name), text).unwrap();
    }
    let loaded = read_experiment(&path.display().to_string(), &Changes::default());
    let codes = loaded.faults.in_order().iter().map(|fault| fault.code).collect();
    let told = loaded.faults.render(&loaded.sources, false);
    let told = told.replace(&format!("{}/", dir.path().display()), "");
    Reading { experiment: loaded.experiment, codes, told }
}

/// The small experiment with one part of its text replaced by another.
fn changed(from: &str, to: &str) -> String {
    assert_eq!(SMALL.matches(from).count(), 1, "{from:?} stands once in the small experiment");
    SMALL.replacen(from, to, 1)
}

/// The small experiment with a range in another design.
fn designed(design: &str) -> String {
    let text = changed("levels = [15, 30]", "range = [15, 60]");
    text.replace("replications = 10\n", &format!("replications = 10\n\n[design]\n{design}\n"))
}

/// The experiment of listed points, with this list or without one.
fn listed(points: Option<&str>) -> Reading {
    let beside: Vec<_> = points.iter().map(|&points| ("points.csv", points)).collect();
    read_with(LISTED, &beside)
}

/// Holds that a reading is refused, for what, and in which words.
macro_rules! refused {
    ($reading:expr, [$($code:literal),+], @$snapshot:literal) => {{
        let reading = $reading;
        insta::assert_snapshot!(reading.told, @$snapshot);
        assert_eq!(reading.codes, [$($code),+]);
        assert!(reading.experiment.is_none(), "an experiment is given together with errors");
    }};
}

#[test]
fn small_experiments_have_no_fault() {
    for (text, cells) in [
        (SMALL.to_owned(), 2),
        (designed("kind = \"sobol\"\npoints = 8"), 8),
        (designed("kind = \"grid\"").replace("range = [15, 60]", "range = [15, 60]\nsteps = 4"), 4),
        (changed("meeting.rounds.gap", "gate.n").replace("levels = [15, 30]", "range = [0, 5]"), 6),
    ] {
        let reading = read_with(&text, &[]);
        assert_eq!(reading.told, "");
        assert_eq!(reading.experiment.unwrap().cells(), cells);
    }
    // Columns by path or by name, in any order, others passed over; a mark at the beginning, as spreadsheets write it.
    let reading =
        listed(Some("\u{feff}note,growth,meeting.rounds.gap\nfirst, 0.01,15\n\"a, b\",0.02, 30\n"));
    assert_eq!(reading.told, "");
    let experiment = reading.experiment.unwrap();
    let told = |levels: &Vec<_>| experiment.told(levels);
    let cells: Vec<String> = experiment.walk(0).map(|levels| told(&levels)).collect();
    assert_eq!(
        cells,
        [
            "meeting.rounds.gap = 15, strain.growth = 0.01",
            "meeting.rounds.gap = 30, strain.growth = 0.02"
        ]
    );
}

#[test]
fn a_path_that_is_none_names_the_nearest() {
    refused!(read_with(&changed(r#"path = "meeting.rounds.gap""#, r#"path = "meeting.rounds.gpa""#), &[]), ["unknown-key"], @r#"
error[unknown-key]: unknown key `gpa` in `[meeting.rounds]`
 --> small.toml:5:8
  |
5 | path = "meeting.rounds.gpa"
  |        ^^^^^^^^^^^^^^^^^^^^
  |
  = help: did you mean `gap`?

1 error in small.toml
"#);
    refused!(read_with(&changed(r#"path = "meeting.rounds.gap""#, r#"path = "party.kiev.horizon""#), &[]), ["unknown-party"], @r#"
error[unknown-party]: the scenario has no party `kiev`
 --> small.toml:5:8
  |
5 | path = "party.kiev.horizon"
  |        ^^^^^^^^^^^^^^^^^^^^
  |
  = help: known here: `requester`, `gatekeeper`, `near-ally` and `far-ally`

1 error in small.toml
"#);
    refused!(read_with(&changed(r#"path = "meeting.rounds.gap""#, r#"path = "meeting.rounds.gap.days""#), &[]), ["not-a-table"], @r#"
error[not-a-table]: `meeting.rounds.gap` is the number 24.0, not a table, so nothing in it can be set
 --> small.toml:5:8
  |
5 | path = "meeting.rounds.gap.days"
  |        ^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: set it as a whole: --set 'meeting.rounds.gap=…'

1 error in small.toml
"#);
    refused!(read_with(&changed(r#"path = "meeting.rounds.gap""#, r#"path = "rounds.""#), &[]), ["bad-override"], @r#"
error[bad-override]: this is not a path: unquoted keys cannot be empty, expected letters, numbers, `-`, `_`
 --> small.toml:5:8
  |
5 | path = "rounds."
  |        ^^^^^^^^^
  |
  = help: a path is keys with dots between them; quote keys that are not plain words

1 error in small.toml
"#);
    refused!(read_with(&changed(r#"path = "meeting.rounds.gap""#, r#"path = """#), &[]), ["bad-override"], @r#"
error[bad-override]: this is not a path: unquoted keys cannot be empty, expected letters, numbers, `-`, `_`
 --> small.toml:5:8
  |
5 | path = ""
  |        ^^
  |
  = help: a path is keys with dots between them; quote keys that are not plain words

1 error in small.toml
"#);
}

#[test]
fn a_gate_that_is_none_is_told_where_it_stands() {
    refused!(read_with(r#"scenario = "classroom"
replications = 10

[[factor]]
path = "gate"
levels = ["rounds-first:n=1", "rounds-fist", "readiness:dwell=x"]
"#, &[]), ["unknown-choice", "wrong-type"], @r#"
error[unknown-choice]: there is no gate family "rounds-fist"
 --> small.toml:6:31
  |
6 | levels = ["rounds-first:n=1", "rounds-fist", "readiness:dwell=x"]
  |                               ^^^^^^^^^^^^^
  |
  = help: did you mean "rounds-first"?

error[wrong-type]: `gate.dwell`: expected a number from 0 to 3650, found the text "x"
 --> small.toml:6:46
  |
6 | levels = ["rounds-first:n=1", "rounds-fist", "readiness:dwell=x"]
  |                                              ^^^^^^^^^^^^^^^^^^^
  |
  = help: a number from 0 to 3650

2 errors in small.toml
"#);
    refused!(read_with(r#"scenario = "classroom"
replications = 10
gate = "rounds-fist"
set = ["strain.initial=0.5", "strain.growth=5"]

[[factor]]
path = "meeting.rounds.gap"
levels = [15, 30]
"#, &[]), ["unknown-choice", "out-of-range"], @r#"
error[unknown-choice]: there is no gate family "rounds-fist"
 --> small.toml:3:8
  |
3 | gate = "rounds-fist"
  |        ^^^^^^^^^^^^^
  |
  = help: did you mean "rounds-first"?

error[out-of-range]: `strain.growth` is 5, and must be from 0 to 0.1
 --> small.toml:4:30
  |
4 | set = ["strain.initial=0.5", "strain.growth=5"]
  |                              ^^^^^^^^^^^^^^^^^
  |
  = help: a number from 0 to 0.1 (1/day); default 0.0022

2 errors in small.toml
"#);
}

#[test]
fn a_range_needs_a_path_of_numbers() {
    refused!(read_with(r#"scenario = "classroom"
replications = 10

[[factor]]
path = "gatekeeper.agenda"
range = [1, 2]
"#, &[]), ["wrong-type", "wrong-type"], @r#"
error[wrong-type]: `gatekeeper.agenda`: expected one of the texts `easy-first`, `hard-first` and `package`, found the number 1.0
 --> small.toml:6:9
  |
6 | range = [1, 2]
  |         ^^^^^^
  |
  = help: one of the texts `easy-first`, `hard-first` and `package`; default "easy-first"

error[wrong-type]: `gatekeeper.agenda`: expected one of the texts `easy-first`, `hard-first` and `package`, found the number 2.0
 --> small.toml:6:9
  |
6 | range = [1, 2]
  |         ^^^^^^
  |
  = help: one of the texts `easy-first`, `hard-first` and `package`; default "easy-first"

2 errors in small.toml
"#);
    refused!(read_with(r#"scenario = "classroom"
replications = 10

[[factor]]
path = "gate"
range = [1, 2]
steps = 3
"#, &[]), ["wrong-type", "wrong-type"], @r#"
error[wrong-type]: expected a table `[gate]`, found the number 1.0
 --> small.toml:6:9
  |
6 | range = [1, 2]
  |         ^^^^^^
  |
  = help: write the keys on lines of their own below `[gate]`

error[wrong-type]: expected a table `[gate]`, found the number 2.0
 --> small.toml:6:9
  |
6 | range = [1, 2]
  |         ^^^^^^
  |
  = help: write the keys on lines of their own below `[gate]`

2 errors in small.toml
"#);
}

#[test]
fn a_level_outside_its_field_is_told_with_the_range() {
    refused!(read_with(&changed("levels = [15, 30]", "levels = [15, 0, 30]"), &[]), ["out-of-range"], @r#"
error[out-of-range]: `meeting.rounds.gap` is 0, and must be from 1 to 3650
 --> small.toml:6:15
  |
6 | levels = [15, 0, 30]
  |               ^
  |
  = help: a number from 1 to 3650 (day); default 30

1 error in small.toml
"#);
    refused!(read_with(r#"scenario = "classroom"
replications = 10

[[factor]]
path = "strain.growth"
range = [0.001, 1.5]
steps = 3
"#, &[]), ["out-of-range"], @r#"
error[out-of-range]: `strain.growth` is 1.5, and must be from 0 to 0.1
 --> small.toml:6:9
  |
6 | range = [0.001, 1.5]
  |         ^^^^^^^^^^^^
  |
  = help: a number from 0 to 0.1 (1/day); default 0.0022

1 error in small.toml
"#);
}

#[test]
fn a_level_that_the_rest_of_the_scenario_forbids_is_told_where_it_is() {
    let text = changed("meeting.rounds.gap", "attention.floor").replace("[15, 30]", "[0.1, 0.9]");
    refused!(read_with(&text, &[]), ["out-of-range"], @r#"
error[out-of-range]: attention starts at 1.350, and is an index up to 1
 --> small.toml:6:16
  |
6 | levels = [0.1, 0.9]
  |                ^^^
  |
  = help: let `floor`, `fast-initial` and `slow-initial` sum to 1 at most

1 error in small.toml
"#);
}

#[test]
fn a_level_of_another_type_is_told() {
    refused!(read_with(&changed("levels = [15, 30]", r#"levels = [15, "thirty", true]"#), &[]), ["wrong-type", "wrong-type"], @r#"
error[wrong-type]: `meeting.rounds.gap`: expected a number from 1 to 3650, found the text "thirty"
 --> small.toml:6:15
  |
6 | levels = [15, "thirty", true]
  |               ^^^^^^^^
  |
  = help: a number from 1 to 3650 (day); default 30

error[wrong-type]: `meeting.rounds.gap`: expected a number from 1 to 3650, found `true`
 --> small.toml:6:25
  |
6 | levels = [15, "thirty", true]
  |                         ^^^^
  |
  = help: a number from 1 to 3650 (day); default 30

2 errors in small.toml
"#);
    refused!(read_with(&changed("levels = [15, 30]", "levels = [[15], { days = 30 }]"), &[]), ["wrong-type", "wrong-type"], @r#"
error[wrong-type]: a level is a single value, and this is a list of one value
 --> small.toml:6:11
  |
6 | levels = [[15], { days = 30 }]
  |           ^^^^

error[wrong-type]: a level is a single value, and this is a table
 --> small.toml:6:17
  |
6 | levels = [[15], { days = 30 }]
  |                 ^^^^^^^^^^^^^

2 errors in small.toml
"#);
    refused!(read_with(r#"scenario = "classroom"
replications = 10

[[factor]]
path = "gate.n"
levels = [1, 2.5]
"#, &[]), ["wrong-type"], @r#"
error[wrong-type]: `gate.n`: expected a whole number from 0 to 1000, found the number 2.5
 --> small.toml:6:14
  |
6 | levels = [1, 2.5]
  |              ^^^
  |
  = help: a whole number from 0 to 1000

1 error in small.toml
"#);
    refused!(read_with(&changed("levels = [15, 30]", "levels = 15"), &[]), ["wrong-type"], @r#"
error[wrong-type]: `levels`: expected a list, found the number 15
 --> small.toml:6:10
  |
6 | levels = 15
  |          ^^
  |
  = help: for example: levels = [15, 30, 60]

1 error in small.toml
"#);
}

#[test]
fn a_factor_needs_values() {
    refused!(read_with(&changed("levels = [15, 30]", "levels = []"), &[]), ["empty-factor"], @r#"
error[empty-factor]: a factor without levels
 --> small.toml:6:10
  |
6 | levels = []
  |          ^^
  |
  = help: give it at least one: levels = [15, 30, 60]

1 error in small.toml
"#);
    refused!(read_with(&changed("levels = [15, 30]", ""), &[]), ["empty-factor"], @r#"
error[empty-factor]: a factor without values
 --> small.toml:4:1
  |
4 | [[factor]]
  | ^^^^^^^^^^
  |
  = help: give it levels = [15, 30, 60] or range = [15, 60]

1 error in small.toml
"#);
    refused!(read_with(&changed("levels = [15, 30]", r#"levels = [15, 30]
range = [15, 60]"#), &[]), ["two-rules"], @r#"
error[two-rules]: a factor has `levels` or a `range`, not both
 --> small.toml:7:9
  |
7 | range = [15, 60]
  |         ^^^^^^^^
  |
  = help: keep one of them

1 error in small.toml
"#);
    refused!(read_with(&changed("levels = [15, 30]", r#"levels = [15, 30]
steps = 3"#), &[]), ["unused-key"], @r#"
error[unused-key]: `steps` means nothing here: it belongs to a `range`
 --> small.toml:7:1
  |
7 | steps = 3
  | ^^^^^
  |
  = help: take it out

1 error in small.toml
"#);
}

#[test]
fn an_experiment_needs_factors() {
    refused!(read_with(r#"scenario = "classroom"
replications = 10
"#, &[]), ["no-factors"], @r#"
error[no-factors]: the experiment varies nothing
--> small.toml
 = help: for example: [[factor]] with path = "meeting.rounds.gap" and levels = [15, 30, 60]

1 error in small.toml
"#);
    refused!(read_with(r#"scenario = "classroom"
replications = 10
factor = []
"#, &[]), ["no-factors"], @r#"
error[no-factors]: the experiment varies nothing
 --> small.toml:3:1
  |
3 | factor = []
  | ^^^^^^
  |
  = help: for example: [[factor]] with path = "meeting.rounds.gap" and levels = [15, 30, 60]

1 error in small.toml
"#);
    refused!(read_with(r#"scenario = "classroom"
replications = 10
factor = 3
"#, &[]), ["wrong-type"], @r#"
error[wrong-type]: `factor`: expected a list of tables, found the number 3
 --> small.toml:3:10
  |
3 | factor = 3
  |          ^
  |
  = help: write [[factor]] above each, or factor = [{ … }, { … }]

1 error in small.toml
"#);
    refused!(read_with(r#"scenario = "classroom"
replications = 10

[[factor]]
levels = [15, 30]
"#, &[]), ["missing-key"], @r#"
error[missing-key]: `[factor[0]]` needs `path`
 --> small.toml:4:1
  |
4 | [[factor]]
  | ^^^^^^^^^^
  |
  = help: for example: path = "meeting.rounds.gap"   # the dotted path of what is varied

1 error in small.toml
"#);
}

#[test]
fn a_path_is_varied_once() {
    refused!(read_with(r#"scenario = "classroom"
replications = 10

[[factor]]
path = "meeting.rounds.gap"
levels = [15, 30]

[[factor]]
path = "meeting.rounds.gap"
levels = [20]
"#, &[]), ["duplicate-factor"], @r#"
error[duplicate-factor]: `meeting.rounds.gap` is a factor already
 --> small.toml:9:8
  |
9 | path = "meeting.rounds.gap"
  |        ^^^^^^^^^^^^^^^^^^^^
  |
  = help: a path is varied once: put its levels into one list

1 error in small.toml
"#);
    refused!(read_with(r#"scenario = "classroom"
replications = 10

[[factor]]
path = "gate"
levels = ["rounds-first:n=1"]

[[factor]]
path = "gate.n"
levels = [1, 2]
"#, &[]), ["duplicate-factor"], @r#"
error[duplicate-factor]: `gate` and `gate.n` set the same value
 --> small.toml:9:8
  |
9 | path = "gate.n"
  |        ^^^^^^^^
  |
  = help: a path is varied once: put its levels into one list

1 error in small.toml
"#);
    refused!(read_with(r#"scenario = "classroom"
replications = 10

[[factor]]
path = "meeting.rounds.gap"
levels = [15, 30]

[[factor]]
path = "strain.growth"
also = ["meeting.rounds.gap"]
levels = [0.1]
"#, &[]), ["duplicate-factor", "out-of-range"], @r#"
error[duplicate-factor]: `meeting.rounds.gap` and `strain.growth` set the same value
 --> small.toml:9:8
  |
9 | path = "strain.growth"
  |        ^^^^^^^^^^^^^^^
  |
  = help: a path is varied once: put its levels into one list

error[out-of-range]: `meeting.rounds.gap` is 0.1, and must be from 1 to 3650
  --> small.toml:11:11
   |
11 | levels = [0.1]
   |           ^^^
   |
   = help: a number from 1 to 3650 (day); default 30

2 errors in small.toml
"#);
    refused!(read_with(&changed(r#"path = "meeting.rounds.gap""#, r#"path = "meeting.rounds.gap"
also = ["meeting.rounds.gap"]"#), &[]), ["duplicate-factor"], @r#"
error[duplicate-factor]: `also` sets `meeting.rounds.gap`, which the factor sets already
 --> small.toml:6:8
  |
6 | also = ["meeting.rounds.gap"]
  |        ^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: name each path once

1 error in small.toml
"#);
    refused!(read_with(&changed(r#"path = "meeting.rounds.gap""#, r#"path = "meeting.rounds.gap"
also = ["meeting.rounds.gpa"]"#), &[]), ["unknown-key"], @r#"
error[unknown-key]: unknown key `gpa` in `[meeting.rounds]`
 --> small.toml:6:8
  |
6 | also = ["meeting.rounds.gpa"]
  |        ^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: did you mean `gap`?

1 error in small.toml
"#);
}

#[test]
fn a_level_is_given_once() {
    refused!(read_with(&changed("levels = [15, 30]", "levels = [15, 30, 15]"), &[]), ["duplicate-level"], @r#"
error[duplicate-level]: the level 15 is given twice
 --> small.toml:6:19
  |
6 | levels = [15, 30, 15]
  |                   ^^
  |
  = help: take one of them out

1 error in small.toml
"#);
    refused!(read_with(&changed("levels = [15, 30]", "levels = [15, 30, 15.0]"), &[]), ["duplicate-level"], @r#"
error[duplicate-level]: the level 15 is given twice
 --> small.toml:6:19
  |
6 | levels = [15, 30, 15.0]
  |                   ^^^^
  |
  = help: take one of them out

1 error in small.toml
"#);
    refused!(read_with(r#"scenario = "classroom"
replications = 10

[[factor]]
path = "gate"
levels = ["rounds-first:n=1", "readiness", "rounds-first:n=1"]
"#, &[]), ["duplicate-level"], @r#"
error[duplicate-level]: the level rounds-first:n=1 is given twice
 --> small.toml:6:44
  |
6 | levels = ["rounds-first:n=1", "readiness", "rounds-first:n=1"]
  |                                            ^^^^^^^^^^^^^^^^^^
  |
  = help: take one of them out

1 error in small.toml
"#);
}

#[test]
fn a_column_has_a_name_of_its_own() {
    refused!(read_with(&changed(r#"path = "meeting.rounds.gap""#, r#"path = "meeting.rounds.gap"
name = "n""#), &[]), ["duplicate-column"], @r#"
error[duplicate-column]: the column `n` is there already
 --> small.toml:6:8
  |
6 | name = "n"
  |        ^^^
  |
  = help: give the factor a `name` of its own

1 error in small.toml
"#);
    refused!(read_with(&changed(r#"path = "meeting.rounds.gap""#, r#"path = "meeting.rounds.gap"
name = "durable_low""#), &[]), ["duplicate-column"], @r#"
error[duplicate-column]: the column `durable_low` is there already
 --> small.toml:6:8
  |
6 | name = "durable_low"
  |        ^^^^^^^^^^^^^
  |
  = help: give the factor a `name` of its own

1 error in small.toml
"#);
    refused!(read_with(&changed(r#"path = "meeting.rounds.gap""#, r#"path = "meeting.rounds.gap"
name = "The gap""#), &[]), ["bad-name"], @r#"
error[bad-name]: `The gap` cannot be the name of a column
 --> small.toml:6:8
  |
6 | name = "The gap"
  |        ^^^^^^^^^
  |
  = help: names start with a letter a–z and go on with a–z, 0–9 and `_`

1 error in small.toml
"#);
    refused!(read_with(r#"scenario = "classroom"
replications = 10

[[factor]]
path = "meeting.rounds.gap"
name = "x"
levels = [15, 30]

[[factor]]
path = "strain.growth"
name = "x"
levels = [0.1]
"#, &[]), ["duplicate-column"], @r#"
error[duplicate-column]: the column `x` is there already
  --> small.toml:11:8
   |
11 | name = "x"
   |        ^^^
   |
   = help: give the factor a `name` of its own

1 error in small.toml
"#);
}

#[test]
fn a_range_goes_up() {
    refused!(read_with(&changed("levels = [15, 30]", r#"range = [30, 15]
steps = 3"#), &[]), ["out-of-range"], @r#"
error[out-of-range]: the range goes from 30 to 15
 --> small.toml:6:9
  |
6 | range = [30, 15]
  |         ^^^^^^^^
  |
  = help: the low end comes first, and is below the high one

1 error in small.toml
"#);
    refused!(read_with(&changed("levels = [15, 30]", r#"range = [15, 15]
steps = 3"#), &[]), ["out-of-range"], @r#"
error[out-of-range]: the range goes from 15 to 15
 --> small.toml:6:9
  |
6 | range = [15, 15]
  |         ^^^^^^^^
  |
  = help: the low end comes first, and is below the high one

1 error in small.toml
"#);
    refused!(read_with(&changed("levels = [15, 30]", r#"range = [15]
steps = 3"#), &[]), ["wrong-type"], @r#"
error[wrong-type]: `range`: expected two numbers, found a list of one value
 --> small.toml:6:9
  |
6 | range = [15]
  |         ^^^^
  |
  = help: write the low end and the high one: range = [15, 60]

1 error in small.toml
"#);
    refused!(read_with(&changed("levels = [15, 30]", r#"range = [15, nan]
steps = 3"#), &[]), ["wrong-type"], @r#"
error[wrong-type]: `range`: expected two numbers, found a list of 2 values
 --> small.toml:6:9
  |
6 | range = [15, nan]
  |         ^^^^^^^^^
  |
  = help: write the low end and the high one: range = [15, 60]

1 error in small.toml
"#);
    refused!(read_with(&changed("levels = [15, 30]", r#"range = "15 to 30"
steps = 3"#), &[]), ["wrong-type"], @r#"
error[wrong-type]: `range`: expected two numbers, found the text "15 to 30"
 --> small.toml:6:9
  |
6 | range = "15 to 30"
  |         ^^^^^^^^^^
  |
  = help: write the low end and the high one: range = [15, 60]

1 error in small.toml
"#);
}

#[test]
fn a_log_scale_begins_above_zero() {
    refused!(read_with(r#"scenario = "classroom"
replications = 10

[[factor]]
path = "strain.growth"
range = [0, 0.1]
scale = "log"
steps = 3
"#, &[]), ["out-of-range"], @r#"
error[out-of-range]: a log scale cannot begin at 0
 --> small.toml:6:9
  |
6 | range = [0, 0.1]
  |         ^^^^^^^^
  |
  = help: begin above 0, or take scale = "linear"

1 error in small.toml
"#);
    refused!(read_with(&changed("levels = [15, 30]", r#"range = [15, 30]
scale = "ln"
steps = 3"#), &[]), ["wrong-value"], @r#"
error[wrong-value]: `scale` is "ln"
 --> small.toml:7:9
  |
7 | scale = "ln"
  |         ^^^^
  |
  = help: write "linear" (equal differences) or "log" (equal ratios)

1 error in small.toml
"#);
}

#[test]
fn a_grid_needs_the_steps_of_a_real_range() {
    refused!(read_with(&changed("levels = [15, 30]", "range = [15, 60]"), &[]), ["no-steps"], @r#"
error[no-steps]: a grid needs to know how many levels a range has
 --> small.toml:6:9
  |
6 | range = [15, 60]
  |         ^^^^^^^^
  |
  = help: add steps = 5, or write the levels out: levels = [ … ]

1 error in small.toml
"#);
    refused!(read_with(&changed("levels = [15, 30]", r#"range = [15, 60]
steps = 1"#), &[]), ["out-of-range"], @r#"
error[out-of-range]: `factor[0].steps` is 1, and must be from 2 to 1000000
 --> small.toml:7:9
  |
7 | steps = 1
  |         ^
  |
  = help: a whole number from 2 to 1000000

1 error in small.toml
"#);
}

#[test]
fn a_whole_range_has_whole_ends() {
    refused!(read_with(r#"scenario = "classroom"
replications = 10

[[factor]]
path = "gate.n"
range = [0.5, 3]
"#, &[]), ["not-whole"], @r#"
error[not-whole]: `gate.n` counts whole things
 --> small.toml:6:9
  |
6 | range = [0.5, 3]
  |         ^^^^^^^^
  |
  = help: give whole numbers as the ends of its range

1 error in small.toml
"#);
    refused!(read_with(&changed("levels = [15, 30]", r#"range = [15.5, 30]
integer = true"#), &[]), ["not-whole"], @r#"
error[not-whole]: `meeting.rounds.gap` counts whole things
 --> small.toml:6:9
  |
6 | range = [15.5, 30]
  |         ^^^^^^^^^^
  |
  = help: give whole numbers as the ends of its range

1 error in small.toml
"#);
}

#[test]
fn a_design_is_one_of_those_there_are() {
    refused!(read_with(&designed(r#"kind = "gird"
points = 5"#), &[]), ["unknown-design"], @r#"
error[unknown-design]: there is no design "gird"
 --> small.toml:5:8
  |
5 | kind = "gird"
  |        ^^^^^^
  |
  = help: did you mean "grid"?

1 error in small.toml
"#);
    refused!(read_with(&designed(r#"kind = "random-search""#), &[]), ["unknown-design"], @r#"
error[unknown-design]: there is no design "random-search"
 --> small.toml:5:8
  |
5 | kind = "random-search"
  |        ^^^^^^^^^^^^^^^
  |
  = help: there are `grid`, `list`, `latin-hypercube`, `sobol`, `saltelli` and `morris`

1 error in small.toml
"#);
    refused!(read_with(&designed("points = 5"), &[]), ["missing-key"], @r#"
error[missing-key]: `[design]` needs `kind`
 --> small.toml:4:1
  |
4 | [design]
  | ^^^^^^^^
  |
  = help: for example: kind = "grid"   # one of the designs

1 error in small.toml
"#);
    refused!(read_with(&designed(r#"kind = "grid"
points = 5"#), &[]), ["unknown-key", "no-steps"], @r#"
error[unknown-key]: unknown key `points` in `[design]`
 --> small.toml:6:1
  |
6 | points = 5
  | ^^^^^^
  |
  = help: known here: `kind`

error[no-steps]: a grid needs to know how many levels a range has
  --> small.toml:10:9
   |
10 | range = [15, 60]
   |         ^^^^^^^^
   |
   = help: add steps = 5, or write the levels out: levels = [ … ]

2 errors in small.toml
"#);
}

#[test]
fn a_design_needs_its_parameters() {
    refused!(read_with(&designed(r#"kind = "sobol""#), &[]), ["missing-key"], @r#"
error[missing-key]: `[design]` needs `points`
 --> small.toml:4:1
  |
4 | [design]
  | ^^^^^^^^
  |
  = help: for example: points = 256   # how many cells, best a power of two

1 error in small.toml
"#);
    refused!(read_with(&designed(r#"kind = "latin-hypercube""#), &[]), ["missing-key"], @r#"
error[missing-key]: `[design]` needs `points`
 --> small.toml:4:1
  |
4 | [design]
  | ^^^^^^^^
  |
  = help: for example: points = 200   # how many cells

1 error in small.toml
"#);
    refused!(read_with(&designed(r#"kind = "saltelli""#), &[]), ["missing-key"], @r#"
error[missing-key]: `[design]` needs `base`
 --> small.toml:4:1
  |
4 | [design]
  | ^^^^^^^^
  |
  = help: for example: base = 256   # base points, a power of two

1 error in small.toml
"#);
    refused!(read_with(&designed(r#"kind = "morris""#), &[]), ["missing-key"], @r#"
error[missing-key]: `[design]` needs `trajectories`
 --> small.toml:4:1
  |
4 | [design]
  | ^^^^^^^^
  |
  = help: for example: trajectories = 20   # how many walks

1 error in small.toml
"#);
    refused!(read_with(&designed(r#"kind = "list""#), &[]), ["missing-key", "unused-key"], @r#"
error[missing-key]: `[design]` needs `file`
 --> small.toml:4:1
  |
4 | [design]
  | ^^^^^^^^
  |
  = help: for example: file = "points.csv"   # a CSV with a column for each factor

error[unused-key]: `range` means nothing here: the list has the values
 --> small.toml:9:1
  |
9 | range = [15, 60]
  | ^^^^^
  |
  = help: take it out

2 errors in small.toml
"#);
}

#[test]
fn a_design_that_cannot_be_is_told_with_what_mends_it() {
    refused!(read_with(&designed(r#"kind = "saltelli"
base = 100"#), &[]), ["bad-design"], @r#"
error[bad-design]: a Saltelli design needs a power of two as its base, not 100; take 64 or 128
 --> small.toml:4:2
  |
4 | [design]
  |  ^^^^^^

1 error in small.toml
"#);
    refused!(read_with(&designed(r#"kind = "morris"
trajectories = 4
levels = 5"#), &[]), ["bad-design"], @r#"
error[bad-design]: a Morris design needs an even number of levels from 2 up, not 5; take 6
 --> small.toml:4:2
  |
4 | [design]
  |  ^^^^^^

1 error in small.toml
"#);
    refused!(read_with(&designed(r#"kind = "latin-hypercube"
points = 0"#), &[]), ["out-of-range"], @r#"
error[out-of-range]: `design.points` is 0, and must be from 1 to 1000000000000
 --> small.toml:6:10
  |
6 | points = 0
  |          ^
  |
  = help: a whole number from 1 to 1000000000000

1 error in small.toml
"#);
    refused!(read_with(&designed(r#"kind = "latin-hypercube"
points = 100000000"#), &[]), ["bad-design"], @r#"
error[bad-design]: a Latin hypercube has at most 16777216 points, not 100000000, because it holds an order of them for each factor; take fewer, or a Sobol' design, which holds none
 --> small.toml:4:2
  |
4 | [design]
  |  ^^^^^^

1 error in small.toml
"#);
    refused!(read_with(&designed(r#"kind = "sobol"
points = 8"#).replace("range = [15, 60]", "range = [15, 60]\nsteps = 4"), &[]), ["unused-key"], @r#"
error[unused-key]: `steps` means nothing here: only a grid divides a range into levels
  --> small.toml:11:1
   |
11 | steps = 4
   | ^^^^^
   |
   = help: take it out

1 error in small.toml
"#);
}

#[test]
fn there_is_one_rule_for_the_number_of_runs() {
    refused!(read_with(&changed("replications = 10", r#"replications = 10

[until]
measure = "durable"
half-width = 0.02
maximum = 1000"#), &[]), ["two-rules"], @r#"
error[two-rules]: both `replications` and `[until]` say how many runs a cell has
 --> small.toml:4:2
  |
4 | [until]
  |  ^^^^^
  |
  = help: keep one of them

1 error in small.toml
"#);
    refused!(read_with(&changed("replications = 10", ""), &[]), ["missing-key"], @r#"
error[missing-key]: the experiment needs `replications`
--> small.toml
 = help: for example: replications = 500   # runs of each cell

1 error in small.toml
"#);
    refused!(read_with(&changed("replications = 10", "replications = 0"), &[]), ["out-of-range"], @r#"
error[out-of-range]: `replications` is 0, and must be from 1 to 1000000000
 --> small.toml:2:16
  |
2 | replications = 0
  |                ^
  |
  = help: a whole number from 1 to 1000000000

1 error in small.toml
"#);
    refused!(read_with(&changed("replications = 10", r#"random-numbers = "same"
replications = 10"#), &[]), ["wrong-value"], @r#"
error[wrong-value]: `random-numbers` is "same"
 --> small.toml:2:18
  |
2 | random-numbers = "same"
  |                  ^^^^^^
  |
  = help: write "common" (cells meet the same luck, run by run) or "independent" (luck of their own)

1 error in small.toml
"#);
}

#[test]
fn a_rule_of_stopping_is_sound() {
    refused!(read_with(&changed("replications = 10", r#"[until]
measure = "durabel"
half-width = 0.02
maximum = 1000"#), &[]), ["unknown-measure"], @r#"
error[unknown-measure]: there is no outcome or measure `durabel`
 --> small.toml:3:11
  |
3 | measure = "durabel"
  |           ^^^^^^^^^
  |
  = help: did you mean `durable`?

1 error in small.toml
"#);
    refused!(read_with(&changed("replications = 10", r#"[until]
measure = "durable"
half-width = 0.02
maximum = 100"#), &[]), ["out-of-range"], @r#"
error[out-of-range]: `until.maximum` is 100, below the minimum of 200
 --> small.toml:5:11
  |
5 | maximum = 100
  |           ^^^
  |
  = help: give at least as many, or lower `minimum` (200 if it is not given)

1 error in small.toml
"#);
    refused!(read_with(&changed("replications = 10", r#"[until]
measure = "durable"
half-width = 0.02
minimum = 50
maximum = 10"#), &[]), ["out-of-range"], @r#"
error[out-of-range]: `until.maximum` is 10, below the minimum of 50
 --> small.toml:6:11
  |
6 | maximum = 10
  |           ^^
  |
  = help: give at least as many, or lower `minimum` (200 if it is not given)

1 error in small.toml
"#);
    refused!(read_with(&changed("replications = 10", r#"[until]
measure = "durable"
half-width = 0
maximum = 1000"#), &[]), ["out-of-range"], @r#"
error[out-of-range]: `until.half-width` is 0, and must be from 0.000001 to 1000000
 --> small.toml:4:14
  |
4 | half-width = 0
  |              ^
  |
  = help: a number from 0.000001 to 1000000

1 error in small.toml
"#);
    refused!(read_with(&changed("replications = 10", "[until]"), &[]), ["missing-key", "missing-key", "missing-key"], @r#"
error[missing-key]: `[until]` needs `half-width`
 --> small.toml:2:1
  |
2 | [until]
  | ^^^^^^^
  |
  = help: for example: half-width = 0.02   # of the 95 % interval, in its unit

error[missing-key]: `[until]` needs `maximum`
 --> small.toml:2:1
  |
2 | [until]
  | ^^^^^^^
  |
  = help: for example: maximum = 10000   # runs of a cell at most

error[missing-key]: `[until]` needs `measure`
 --> small.toml:2:1
  |
2 | [until]
  | ^^^^^^^
  |
  = help: for example: measure = "durable"   # an outcome or a measure

3 errors in small.toml
"#);
}

#[test]
fn a_key_that_nobody_knows_is_told() {
    refused!(read_with(&changed("replications = 10", "replicatons = 10"), &[]), ["unknown-key", "missing-key"], @r#"
error[unknown-key]: unknown key `replicatons`
 --> small.toml:2:1
  |
2 | replicatons = 10
  | ^^^^^^^^^^^
  |
  = help: did you mean `replications`?

error[missing-key]: the experiment needs `replications`
--> small.toml
 = help: for example: replications = 500   # runs of each cell

2 errors in small.toml
"#);
    refused!(read_with(&changed(r#"path = "meeting.rounds.gap""#, r#"path = "meeting.rounds.gap"
level = [3]"#), &[]), ["unknown-key"], @r#"
error[unknown-key]: unknown key `level` in `[factor[0]]`
 --> small.toml:6:1
  |
6 | level = [3]
  | ^^^^^
  |
  = help: did you mean `levels`?

1 error in small.toml
"#);
    refused!(read_with(&changed("replications = 10", r#"[until]
measure = "durable"
half-width = 0.02
maximum = 1000
min = 3"#), &[]), ["unknown-key"], @r#"
error[unknown-key]: unknown key `min` in `[until]`
 --> small.toml:6:1
  |
6 | min = 3
  | ^^^
  |
  = help: did you mean `minimum`?

1 error in small.toml
"#);
}

#[test]
fn a_scenario_that_is_not_there_is_told_where_it_is_named() {
    refused!(read_with(&changed(r#""classroom""#, r#""clasroom""#), &[]), ["not-found"], @r#"
error[not-found]: no such file, and no bundled scenario of that name
 --> small.toml:1:12
  |
1 | scenario = "clasroom"
  |            ^^^^^^^^^^
  |
  = help: did you mean the bundled scenario `classroom`?

1 error in small.toml
"#);
    refused!(read_with(&changed(r#""classroom""#, r#""elsewhere/mine.toml""#), &[]), ["not-found"], @r#"
error[not-found]: no such file, and no bundled scenario of that name
 --> small.toml:1:12
  |
1 | scenario = "elsewhere/mine.toml"
  |            ^^^^^^^^^^^^^^^^^^^^^
  |
  = help: bundled are `kyiv-washington`, `two-capitals`, `classroom`, `favours-summit-first`, `favours-rounds-first`, `favours-readiness`, `favours-parallel`, `favours-deadline-override` and 6 more

1 error in small.toml
"#);
    refused!(read_with(&changed(r#"scenario = "classroom"
"#, ""), &[]), ["missing-key"], @r#"
error[missing-key]: the experiment needs `scenario`
--> small.toml
 = help: for example: scenario = "kyiv-washington"   # a bundled scenario or a path

1 error in small.toml
"#);
    refused!(read_with(&changed(r#""classroom""#, "3"), &[]), ["wrong-type"], @r#"
error[wrong-type]: `scenario`: expected a text in quotes, found the number 3
 --> small.toml:1:12
  |
1 | scenario = 3
  |            ^
  |
  = help: a text in quotes

1 error in small.toml
"#);
    refused!(read_with(r#"scenario = "nowhere"
replications = 10

[[factor]]
path = "gate.n"
range = [0, 5]
"#, &[]), ["not-found"], @r#"
error[not-found]: no such file, and no bundled scenario of that name
 --> small.toml:1:12
  |
1 | scenario = "nowhere"
  |            ^^^^^^^^^
  |
  = help: bundled are `kyiv-washington`, `two-capitals`, `classroom`, `favours-summit-first`, `favours-rounds-first`, `favours-readiness`, `favours-parallel`, `favours-deadline-override` and 6 more

1 error in small.toml
"#);
}

#[test]
fn a_scenario_with_faults_of_its_own_does_not_hide_those_of_the_experiment() {
    refused!(read_with(r#"scenario = "mine.toml"
replicatons = 10

[[factor]]
path = "meeting.rounds.gap"
levels = [15, 30]
"#, &[("mine.toml", r#"title = "Broken"
[strain]
growht = 0.1
"#)]), ["unknown-key", "missing-key", "unknown-key", "missing-key", "missing-key", "missing-key"], @r#"
error[unknown-key]: unknown key `replicatons`
 --> small.toml:2:1
  |
2 | replicatons = 10
  | ^^^^^^^^^^^
  |
  = help: did you mean `replications`?

error[missing-key]: the experiment needs `replications`
--> small.toml
 = help: for example: replications = 500   # runs of each cell

error[unknown-key]: unknown key `growht` in `[strain]`
 --> mine.toml:3:1
  |
3 | growht = 0.1
  | ^^^^^^
  |
  = help: did you mean `growth`?

error[missing-key]: the scenario needs `gate`
--> mine.toml
 = help: for example: gate = { family = "rounds-first", n = 3 }   # when the summit is granted

error[missing-key]: the scenario needs `issue`
--> mine.toml
 = help: for example: [issue.ceasefire]   # the agenda is empty: name at least one issue

error[missing-key]: the scenario needs `party`
--> mine.toml
 = help: for example: [party.kyiv]   # who takes part: a requester and a gatekeeper at least

6 errors in small.toml and mine.toml
"#);
}

#[test]
fn a_list_has_a_column_for_every_factor() {
    refused!(listed(Some("gap,strain.growth\n15,0.1\n")), ["missing-column"], @r#"
error[missing-column]: the list `points.csv` has no column for `meeting.rounds.gap`
 --> small.toml:9:8
  |
9 | path = "meeting.rounds.gap"
  |        ^^^^^^^^^^^^^^^^^^^^
  |
  = help: its columns are `gap` and `strain.growth`

1 error in small.toml
"#);
    refused!(listed(Some("meeting.rounds.gap,strain.growth,growth\n15,0.1,0.2\n")), ["duplicate-column"], @r#"
error[duplicate-column]: the list `points.csv` has two columns for `strain.growth`
  --> small.toml:12:8
   |
12 | path = "strain.growth"
   |        ^^^^^^^^^^^^^^^
   |
   = help: keep one of `strain.growth` and `growth`

1 error in small.toml
"#);
    refused!(listed(None), ["unreadable"], @r#"
error[unreadable]: the list cannot be read: No such file or directory (os error 2)
 --> small.toml:6:8
  |
6 | file = "points.csv"
  |        ^^^^^^^^^^^^
  |
  = help: `file` is a path from where the experiment's file is

1 error in small.toml
"#);
    refused!(listed(Some("")), ["missing-column", "missing-column"], @r#"
error[missing-column]: the list `points.csv` has no column for `meeting.rounds.gap`
 --> small.toml:9:8
  |
9 | path = "meeting.rounds.gap"
  |        ^^^^^^^^^^^^^^^^^^^^
  |
  = help: it is empty

error[missing-column]: the list `points.csv` has no column for `strain.growth`
  --> small.toml:12:8
   |
12 | path = "strain.growth"
   |        ^^^^^^^^^^^^^^^
   |
   = help: it is empty

2 errors in small.toml
"#);
    refused!(listed(Some("meeting.rounds.gap,growth\n")), ["no-points"], @r#"
error[no-points]: the list `points.csv` has no rows
 --> small.toml:6:8
  |
6 | file = "points.csv"
  |        ^^^^^^^^^^^^
  |
  = help: a header and a row for each cell

1 error in small.toml
"#);
}

#[test]
fn a_list_has_a_sound_value_in_every_cell() {
    refused!(listed(Some("meeting.rounds.gap,growth\n15,0.1\n,0.2\n")), ["missing-value"], @r#"
error[missing-value]: no value for `meeting.rounds.gap`
 --> points.csv:3:1
  |
3 | ,0.2
  | ^^^^
  |
  = help: give every factor one in every row

1 error in points.csv
"#);
    refused!(listed(Some("meeting.rounds.gap,growth\n15,0.1\n30\n")), ["bad-list"], @r#"
error[bad-list]: a row of 1 value in a list of 2 columns
 --> points.csv:3:1
  |
3 | 30
  | ^^
  |
  = help: a list is a CSV with a header

1 error in points.csv
"#);
    refused!(listed(Some("note,meeting.rounds.gap,growth\nfine,15,0.1\nwide,30,1.5\nword,thirty,0.1\n")), ["out-of-range", "wrong-type"], @r#"
error[out-of-range]: `strain.growth` is 1.5, and must be from 0 to 0.1
 --> points.csv:3:1
  |
3 | wide,30,1.5
  | ^^^^^^^^^^^
  |
  = help: a number from 0 to 0.1 (1/day); default 0.0022

error[wrong-type]: `meeting.rounds.gap`: expected a number from 1 to 3650, found the text "thirty"
 --> points.csv:4:1
  |
4 | word,thirty,0.1
  | ^^^^^^^^^^^^^^^
  |
  = help: a number from 1 to 3650 (day); default 30

2 errors in points.csv
"#);
    refused!(read_with(&LISTED.replace("name = \"growth\"", "name = \"growth\"\nlevels = [0.1]"), &[("points.csv", "meeting.rounds.gap,growth\n15,0.1\n")]), ["unused-key"], @r#"
error[unused-key]: `levels` means nothing here: the list has the values
  --> small.toml:14:1
   |
14 | levels = [0.1]
   | ^^^^^^
   |
   = help: take it out

1 error in small.toml
"#);
}

#[test]
fn what_is_no_toml_is_told() {
    refused!(read_with(&changed("levels = [15, 30]", "levels = [15, 30"), &[]), ["syntax"], @r#"
error[syntax]: this `[` is never closed
 --> small.toml:6:10
  |
6 | levels = [15, 30
  |          ^
  |
  = help: close it with `]`; the rest of the file was not read

1 error in small.toml
"#);
    refused!(read_with(&changed("replications = 10", "replications = ten"), &[]), ["syntax"], @r#"
error[syntax]: "ten" is no value; a text must be in quotes
 --> small.toml:2:16
  |
2 | replications = ten
  |                ^^^
  |
  = help: if a text is meant, write "ten"

1 error in small.toml
"#);
    refused!(read_with("", &[]), ["missing-key", "missing-key", "no-factors"], @r#"
error[missing-key]: the experiment needs `replications`
--> small.toml
 = help: for example: replications = 500   # runs of each cell

error[missing-key]: the experiment needs `scenario`
--> small.toml
 = help: for example: scenario = "kyiv-washington"   # a bundled scenario or a path

error[no-factors]: the experiment varies nothing
--> small.toml
 = help: for example: [[factor]] with path = "meeting.rounds.gap" and levels = [15, 30, 60]

3 errors in small.toml
"#);
}

#[test]
fn faults_are_told_all_at_once() {
    refused!(read_with(r#"scenario = "clasroom"
seeed = 3
random-numbers = "same"

[design]
kind = "gird"

[until]
measure = "durabel"
half-width = -1
maximum = 10

[[factor]]
path = "meeting.rounds.gap"
levels = []

[[factor]]
levels = [1, 2]

[[factor]]
path = "strain.growth"
range = [3, 1]
"#, &[]), ["not-found", "unknown-key", "wrong-value", "unknown-design", "out-of-range", "out-of-range", "empty-factor", "missing-key", "out-of-range"], @r#"
error[not-found]: no such file, and no bundled scenario of that name
 --> small.toml:1:12
  |
1 | scenario = "clasroom"
  |            ^^^^^^^^^^
  |
  = help: did you mean the bundled scenario `classroom`?

error[unknown-key]: unknown key `seeed`
 --> small.toml:2:1
  |
2 | seeed = 3
  | ^^^^^
  |
  = help: did you mean `seed`?

error[wrong-value]: `random-numbers` is "same"
 --> small.toml:3:18
  |
3 | random-numbers = "same"
  |                  ^^^^^^
  |
  = help: write "common" (cells meet the same luck, run by run) or "independent" (luck of their own)

error[unknown-design]: there is no design "gird"
 --> small.toml:6:8
  |
6 | kind = "gird"
  |        ^^^^^^
  |
  = help: did you mean "grid"?

error[out-of-range]: `until.half-width` is -1, and must be from 0.000001 to 1000000
  --> small.toml:10:14
   |
10 | half-width = -1
   |              ^^
   |
   = help: a number from 0.000001 to 1000000

error[out-of-range]: `until.maximum` is 10, below the minimum of 200
  --> small.toml:11:11
   |
11 | maximum = 10
   |           ^^
   |
   = help: give at least as many, or lower `minimum` (200 if it is not given)

error[empty-factor]: a factor without levels
  --> small.toml:15:10
   |
15 | levels = []
   |          ^^
   |
   = help: give it at least one: levels = [15, 30, 60]

error[missing-key]: `[factor[1]]` needs `path`
  --> small.toml:17:1
   |
17 | [[factor]]
   | ^^^^^^^^^^
   |
   = help: for example: path = "meeting.rounds.gap"   # the dotted path of what is varied

error[out-of-range]: the range goes from 3 to 1
  --> small.toml:22:9
   |
22 | range = [3, 1]
   |         ^^^^^^
   |
   = help: the low end comes first, and is below the high one

9 errors in small.toml
"#);
    refused!(read_with(r#"scenario = "classroom"
replications = 10

[[factor]]
path = "meeting.rounds.gpa"
levels = [15, 30]

[[factor]]
path = "strain.growth"
levels = [5, 0.1]

[[factor]]
path = "gate.n"
range = [0, 2.5]
"#, &[]), ["unknown-key", "out-of-range", "not-whole"], @r#"
error[unknown-key]: unknown key `gpa` in `[meeting.rounds]`
 --> small.toml:5:8
  |
5 | path = "meeting.rounds.gpa"
  |        ^^^^^^^^^^^^^^^^^^^^
  |
  = help: did you mean `gap`?

error[out-of-range]: `strain.growth` is 5, and must be from 0 to 0.1
  --> small.toml:10:11
   |
10 | levels = [5, 0.1]
   |           ^
   |
   = help: a number from 0 to 0.1 (1/day); default 0.0022

error[not-whole]: `gate.n` counts whole things
  --> small.toml:14:9
   |
14 | range = [0, 2.5]
   |         ^^^^^^^^
   |
   = help: give whole numbers as the ends of its range

3 errors in small.toml
"#);
}

/// Ten paths of numbers, and a range that each takes.
const WIDE: [(&str, &str); 10] = [
    ("meeting.rounds.gap", "[15, 60]"),
    ("strain.growth", "[0.001, 0.01]"),
    ("strain.initial", "[0.1, 0.2]"),
    ("meeting.rounds.hastened", "[7, 60]"),
    ("tractability.disagreement", "[0.2, 0.6]"),
    ("tractability.ally-disagreement", "[0.5, 2]"),
    ("strain.speeds-concession", "[0, 2]"),
    ("coalition.full-division", "[0.4, 0.9]"),
    ("credibility.unprepared-cost", "[0, 0.5]"),
    ("ratification.pass-through", "[0, 1]"),
];

/// A grid of so many factors with so many steps each.
fn wide(factors: usize, steps: u64, replications: u64) -> String {
    let mut text = format!("scenario = \"classroom\"\nreplications = {replications}\n");
    for (path, range) in &WIDE[..factors] {
        text += &format!("\n[[factor]]\npath = \"{path}\"\nrange = {range}\nsteps = {steps}\n");
    }
    text
}

#[test]
fn a_grid_beyond_counting_is_refused() {
    refused!(read_with(&wide(10, 100, 10), &[]), ["too-many-cells"], @r#"
error[too-many-cells]: the design has 100 × 100 × 100 × 100 × 100 × 100 × 100 × 100 × 100 × 100 cells, more than can be numbered
 --> small.toml:4:3
  |
4 | [[factor]]
  |   ^^^^^^
  |
  = help: give factors fewer levels, or take a design that samples: latin-hypercube, sobol

1 error in small.toml
"#);
    refused!(read_with(&wide(3, 1_000_000, 100), &[]), ["too-many-cells"], @r#"
error[too-many-cells]: 1000000000000000000 cells of so many runs cannot be numbered
 --> small.toml:4:3
  |
4 | [[factor]]
  |   ^^^^^^
  |
  = help: take fewer of either

1 error in small.toml
"#);
    // What can be counted is refused for its runs all the same.
    let place = Place::new();
    place.write("wide.toml", &wide(3, 1_000_000, 10));
    for command in ["sweep wide.toml", "plan new wide.toml --shards 3"] {
        let ran = place.run(command).ended(2);
        let says = "wide has 1,000,000,000,000,000,000 cells of 10 runs, 10,000,000,000,000,000,000 runs in all, more than the";
        assert!(ran.says(says), "{}", ran.err);
    }
    assert!(!place.path("out").exists() && !place.path("plan.json").exists());
}
