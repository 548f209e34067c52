//! Every error says what is wrong, where it is and how to fix it; all are reported at once.

use summitry_model::fields::diagnostic::{Diagnostics, Place};
use summitry_model::fields::source::{Source, SourceId, Sources};

use crate::fields_world::{read, read_with};

/// Holds the code and the rendered faults of a text.
macro_rules! rendered {
    ($text:expr, $($code:literal),+ , @$snapshot:literal) => {{
        let reading = read($text);
        insta::assert_snapshot!(reading.rendered(), @$snapshot);
        assert_eq!(reading.codes(), [$($code),+]);
    }};
}

/// Holds the code and the rendered faults of `--set` arguments.
macro_rules! told_of_arguments {
    ($arguments:expr, $($code:literal),+ , @$snapshot:literal) => {{
        let reading = read_with("[strain]\ninitial = 0.25\n", &$arguments);
        insta::assert_snapshot!(reading.rendered(), @$snapshot);
        assert_eq!(reading.codes(), [$($code),+]);
    }};
}

#[test]
fn all_faults_of_a_file_are_told_at_once() {
    let text = "\
[strain]
initial = \"high\"
growth = 0.2
grwoth = 0.1

[rules]
steps = 2.5
agenda = \"hard\"

[party.Kyiv]
name = \"Kyiv\"
";
    let reading = read(text);
    insta::assert_snapshot!("all_at_once", reading.rendered());
    assert_eq!(
        reading.codes(),
        [
            "wrong-type",
            "out-of-range",
            "unknown-key",
            "wrong-type",
            "unknown-choice",
            "missing-key",
            "bad-id"
        ]
    );
}

#[test]
fn unknown_keys() {
    rendered!("[strain]\ngrwoth = 0.1\n", "unknown-key", @r#"
error[unknown-key]: unknown key `grwoth` in `[strain]`
 --> x.toml:2:1
  |
2 | grwoth = 0.1
  | ^^^^^^
  |
  = help: did you mean `growth`?

1 error in x.toml
"#);
    rendered!("[strain]\ncolour = 0.1\n", "unknown-key", @r#"
error[unknown-key]: unknown key `colour` in `[strain]`
 --> x.toml:2:1
  |
2 | colour = 0.1
  | ^^^^^^
  |
  = help: known here: `initial`, `growth` and `relief`

1 error in x.toml
"#);
    rendered!("[strian]\ninitial = 0.1\n", "unknown-key", @r#"
error[unknown-key]: unknown table `strian`
 --> x.toml:1:2
  |
1 | [strian]
  |  ^^^^^^
  |
  = help: did you mean `strain`?

1 error in x.toml
"#);
    rendered!("[party.kyiv]\nname = \"K\"\nweight = 1\nwieght = 2\n", "unknown-key", @r#"
error[unknown-key]: unknown key `wieght` in `[party.kyiv]`
 --> x.toml:4:1
  |
4 | wieght = 2
  | ^^^^^^
  |
  = help: did you mean `weight`?

1 error in x.toml
"#);
    rendered!("[rules]\nsign_partial = true\n", "unknown-key", @r#"
error[unknown-key]: unknown key `sign_partial` in `[rules]`
 --> x.toml:2:1
  |
2 | sign_partial = true
  | ^^^^^^^^^^^^
  |
  = help: did you mean `sign-partial`?

1 error in x.toml
"#);
}

#[test]
fn wrong_types() {
    rendered!("[strain]\ninitial = \"0.5\"\n", "wrong-type", @r#"
error[wrong-type]: `strain.initial`: expected a number from 0 to 1, found the text "0.5"
 --> x.toml:2:11
  |
2 | initial = "0.5"
  |           ^^^^^
  |
  = help: write the number without quotes: 0.5

1 error in x.toml
"#);
    rendered!("[rules]\nsteps = 24.0\n", "wrong-type", @r#"
error[wrong-type]: `rules.steps`: expected a whole number from 1 to 1000, found the number 24.0
 --> x.toml:2:9
  |
2 | steps = 24.0
  |         ^^^^
  |
  = help: write the whole number: 24

1 error in x.toml
"#);
    rendered!("[rules]\nsign-partial = \"yes\"\n", "wrong-type", @r#"
error[wrong-type]: `rules.sign-partial`: expected `true` or `false`, found the text "yes"
 --> x.toml:2:16
  |
2 | sign-partial = "yes"
  |                ^^^^^
  |
  = help: write it without quotes: true

1 error in x.toml
"#);
    rendered!("[rules]\ntitle = 1979-05-27\n", "wrong-type", @r#"
error[wrong-type]: `rules.title`: expected a text in quotes, found the date or time 1979-05-27
 --> x.toml:2:9
  |
2 | title = 1979-05-27
  |         ^^^^^^^^^^
  |
  = help: a text in quotes

1 error in x.toml
"#);
    rendered!("[rules]\nelections = [1, \"x\", 9999]\n", "wrong-type", "out-of-range", @r#"
error[wrong-type]: `rules.elections[1]`: expected a number from 0 to 3650, found the text "x"
 --> x.toml:2:17
  |
2 | elections = [1, "x", 9999]
  |                 ^^^
  |
  = help: a list, each value a number from 0 to 3650 (day); default []

error[out-of-range]: `rules.elections[2]` is 9999, and must be from 0 to 3650
 --> x.toml:2:22
  |
2 | elections = [1, "x", 9999]
  |                      ^^^^
  |
  = help: a list, each value a number from 0 to 3650 (day); default []

2 errors in x.toml
"#);
    rendered!("[rules]\nagenda = [1]\n", "wrong-type", @r#"
error[wrong-type]: `rules.agenda`: expected one of the texts `easy-first`, `hard-first` and `package`, found a list of one value
 --> x.toml:2:10
  |
2 | agenda = [1]
  |          ^^^
  |
  = help: one of the texts `easy-first`, `hard-first` and `package`; default "easy-first"

1 error in x.toml
"#);
    rendered!("strain = 0.5\n", "wrong-type", @r#"
error[wrong-type]: expected a table `[strain]`, found the number 0.5
 --> x.toml:1:10
  |
1 | strain = 0.5
  |          ^^^
  |
  = help: write the keys on lines of their own below `[strain]`

1 error in x.toml
"#);
    rendered!("[party]\nkyiv = 1\n", "wrong-type", @r#"
error[wrong-type]: expected a table `[party.kyiv]`, found the number 1
 --> x.toml:2:8
  |
2 | kyiv = 1
  |        ^
  |
  = help: write the keys on lines of their own below `[party.kyiv]`

1 error in x.toml
"#);
    rendered!("[gate]\nall = { rounds = 1 }\n", "wrong-type", @r#"
error[wrong-type]: `gate.all`: expected a list of tables, found a table
 --> x.toml:2:7
  |
2 | all = { rounds = 1 }
  |       ^^^^^^^^^^^^^^
  |
  = help: write [[gate.all]] above each, or all = [{ … }, { … }]

1 error in x.toml
"#);
}

#[test]
fn numbers_out_of_range() {
    rendered!("[strain]\ninitial = 1.5\n", "out-of-range", @r#"
error[out-of-range]: `strain.initial` is 1.5, and must be from 0 to 1
 --> x.toml:2:11
  |
2 | initial = 1.5
  |           ^^^
  |
  = help: a number from 0 to 1 (share); default 0.25

1 error in x.toml
"#);
    rendered!("[rules]\nsteps = 0\n", "out-of-range", @r#"
error[out-of-range]: `rules.steps` is 0, and must be from 1 to 1000
 --> x.toml:2:9
  |
2 | steps = 0
  |         ^
  |
  = help: a whole number from 1 to 1000 (steps); default 24

1 error in x.toml
"#);
    rendered!("[gate]\nall = [{ rounds = 1 }, { rounds = 10 }]\n", "out-of-range", @r#"
error[out-of-range]: `gate.all[1].rounds` is 10, and must be from 0 to 9
 --> x.toml:2:35
  |
2 | all = [{ rounds = 1 }, { rounds = 10 }]
  |                                   ^^
  |
  = help: a whole number from 0 to 9

1 error in x.toml
"#);
    rendered!("[rules]\nsteps = 99999999999999999999\n", "out-of-range", @r#"
error[out-of-range]: this whole number is too large
 --> x.toml:2:9
  |
2 | steps = 99999999999999999999
  |         ^^^^^^^^^^^^^^^^^^^^
  |
  = help: whole numbers go up to 9223372036854775807

1 error in x.toml
"#);
    rendered!("[strain]\nrelief = 1e999\n", "out-of-range", @r#"
error[out-of-range]: this number is too large
 --> x.toml:2:10
  |
2 | relief = 1e999
  |          ^^^^^
  |
  = help: numbers go up to 1.8e308

1 error in x.toml
"#);
}

#[test]
fn numbers_that_are_not_finite() {
    rendered!("[strain]\ninitial = nan\nrelief = -inf\n", "not-finite", "not-finite", @r#"
error[not-finite]: `strain.initial` is NaN, which is not a finite number
 --> x.toml:2:11
  |
2 | initial = nan
  |           ^^^
  |
  = help: a number from 0 to 1 (share); default 0.25

error[not-finite]: `strain.relief` is -inf, which is not a finite number
 --> x.toml:3:10
  |
3 | relief = -inf
  |          ^^^^
  |
  = help: a number from -1 to 1000000; default -0.5

2 errors in x.toml
"#);
}

#[test]
fn missing_keys() {
    rendered!("[party.kyiv]\npatience = 10\n", "missing-key", "missing-key", @r#"
error[missing-key]: `[party.kyiv]` needs `name`
 --> x.toml:1:1
  |
1 | [party.kyiv]
  | ^^^^^^^^^^^^
  |
  = help: for example: name = "…"   # Its name in full

error[missing-key]: `[party.kyiv]` needs `weight`
 --> x.toml:1:1
  |
1 | [party.kyiv]
  | ^^^^^^^^^^^^
  |
  = help: for example: weight = 1.0   # Its influence

2 errors in x.toml
"#);
}

#[test]
fn words_that_are_no_choice() {
    rendered!("[rules]\nagenda = \"hard_first\"\n", "unknown-choice", @r#"
error[unknown-choice]: `rules.agenda` cannot be "hard_first"
 --> x.toml:2:10
  |
2 | agenda = "hard_first"
  |          ^^^^^^^^^^^^
  |
  = help: did you mean "hard-first"? Possible are `easy-first`, `hard-first` and `package`

1 error in x.toml
"#);
    rendered!("[rules]\nagenda = \"random\"\n", "unknown-choice", @r#"
error[unknown-choice]: `rules.agenda` cannot be "random"
 --> x.toml:2:10
  |
2 | agenda = "random"
  |          ^^^^^^^^
  |
  = help: possible are `easy-first`, `hard-first` and `package`

1 error in x.toml
"#);
}

#[test]
fn ids_of_another_form() {
    rendered!("[party.\"the ally\"]\nname = \"A\"\nweight = 1\n", "bad-id", @r#"
error[bad-id]: `the ally` cannot be an id
 --> x.toml:1:8
  |
1 | [party."the ally"]
  |        ^^^^^^^^^^
  |
  = help: write `the-ally`: ids start with a letter a–z and go on with a–z, 0–9 and hyphens, 40 characters at most; a `label` may be anything

1 error in x.toml
"#);
}

#[test]
fn texts_that_are_too_long_or_not_printable() {
    let long = format!("[rules]\ntitle = \"{}\"\n", "word ".repeat(61));
    rendered!(&long, "too-long", @r#"
error[too-long]: `rules.title` has 305 characters, and 300 are allowed
 --> x.toml:2:9
  |
2 | title = "word word word word word word word word word word word word word word word word word...
  |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: longer remarks may stand in comments, after a `#`

1 error in x.toml
"#);
    rendered!("[rules]\ntitle = \"a\\u0007b\"\n", "control-character", @r#"
error[control-character]: `rules.title` has the control character U+0007
 --> x.toml:2:9
  |
2 | title = "a\u0007b"
  |         ^^^^^^^^^^
  |
  = help: take it out

1 error in x.toml
"#);
}

#[test]
fn keys_and_tables_given_twice() {
    rendered!("[strain]\ninitial = 0.1\ngrowth = 0\ninitial = 0.2\n", "duplicate-key", @r#"
error[duplicate-key]: `initial` is given twice
 --> x.toml:4:1
  |
4 | initial = 0.2
  | ^^^^^^^
  |
  = help: first on line 2; keep one of them

1 error in x.toml
"#);
    rendered!("[strain]\ninitial = 0.1\n\n[rules]\n\n[strain]\ngrowth = 0\n", "duplicate-key", @r#"
error[duplicate-key]: `strain` is given twice
 --> x.toml:6:2
  |
6 | [strain]
  |  ^^^^^^
  |
  = help: first on line 1; keep one of them

1 error in x.toml
"#);
}

#[test]
fn syntax() {
    rendered!("[strain\ninitial = 0.1\n", "syntax", @r#"
error[syntax]: unclosed table, expected `]`
 --> x.toml:1:8
  |
1 | [strain
  |        ^

1 error in x.toml
"#);
    rendered!("[rules]\nagenda = hard-first\nsteps = 5000\n", "syntax", "out-of-range", @r#"
error[syntax]: "hard-first" is no value; a text must be in quotes
 --> x.toml:2:10
  |
2 | agenda = hard-first
  |          ^^^^^^^^^^
  |
  = help: if a text is meant, write "hard-first"

error[out-of-range]: `rules.steps` is 5000, and must be from 1 to 1000
 --> x.toml:3:9
  |
3 | steps = 5000
  |         ^^^^
  |
  = help: a whole number from 1 to 1000 (steps); default 24

2 errors in x.toml
"#);
    rendered!("[rules]\nsteps =\ntitle = \"open\n[strain]\ninitial = 2\n", "syntax", "syntax", "out-of-range", @r#"
error[syntax]: a value is missing here
 --> x.toml:2:8
  |
2 | steps =
  |        ^
  |
  = help: write a value after the `=`, or take the key out

error[syntax]: this text is never closed
 --> x.toml:3:14
  |
3 | title = "open
  |              ^
  |
  = help: close it with the quote that it begins with, on the same line

error[out-of-range]: `strain.initial` is 2, and must be from 0 to 1
 --> x.toml:5:11
  |
5 | initial = 2
  |           ^
  |
  = help: a number from 0 to 1 (share); default 0.25

3 errors in x.toml
"#);
    rendered!("[rules]\nelections = [1, \"2]\n[strain]\ninitial = 2\n", "syntax", "syntax", @r#"
error[syntax]: this `[` is never closed
 --> x.toml:2:13
  |
2 | elections = [1, "2]
  |             ^
  |
  = help: close it with `]`; the rest of the file was not read

error[syntax]: this text is never closed
 --> x.toml:2:20
  |
2 | elections = [1, "2]
  |                    ^
  |
  = help: close it with the quote that it begins with, on the same line

2 errors in x.toml
"#);
    rendered!("[rules]\nelections = [1, 2\n[strain]\ninitial = 2\n", "syntax", @r#"
error[syntax]: this `[` is never closed
 --> x.toml:2:13
  |
2 | elections = [1, 2
  |             ^
  |
  = help: close it with `]`; the rest of the file was not read

1 error in x.toml
"#);
}

#[test]
fn a_syntax_fault_does_not_make_keys_look_missing() {
    assert_eq!(read("[party.kyiv]\nname \"Kyiv\"\n").codes(), ["syntax"]);
}

#[test]
fn nesting_that_is_too_deep() {
    rendered!(
        "[rules]\ntitle = [[[[[[[[[[[[1]]]]]]]]]]]]\n",
        "wrong-type", "too-deep",
        @r#"
error[wrong-type]: `rules.title`: expected a text in quotes, found a list of one value
 --> x.toml:2:9
  |
2 | title = [[[[[[[[[[[[1]]]]]]]]]]]]
  |         ^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: a text in quotes

error[too-deep]: nested deeper than 12 levels
 --> x.toml:2:20
  |
2 | title = [[[[[[[[[[[[1]]]]]]]]]]]]
  |                    ^^^
  |
  = help: no part of a scenario needs that; is a bracket left open?

2 errors in x.toml
"#
    );
}

#[test]
fn faults_in_overrides_point_at_the_argument() {
    told_of_arguments!(["strain.initial=2"], "out-of-range", @r#"
error[out-of-range]: `strain.initial` is 2, and must be from 0 to 1
--> --set 'strain.initial=2':1:16
 |
 | strain.initial=2
 |                ^
 |
 = help: a number from 0 to 1 (share); default 0.25

1 error in --set 'strain.initial=2'
"#);
    told_of_arguments!(["strain.grwoth=0.01"], "unknown-key", @r#"
error[unknown-key]: unknown key `grwoth` in `[strain]`
--> --set 'strain.grwoth=0.01':1:8
 |
 | strain.grwoth=0.01
 |        ^^^^^^
 |
 = help: did you mean `growth`?

1 error in --set 'strain.grwoth=0.01'
"#);
    told_of_arguments!(["rules.agenda=hard"], "unknown-choice", @r#"
error[unknown-choice]: `rules.agenda` cannot be "hard"
--> --set 'rules.agenda=hard':1:14
 |
 | rules.agenda=hard
 |              ^^^^
 |
 = help: did you mean "hard-first"? Possible are `easy-first`, `hard-first` and `package`

1 error in --set 'rules.agenda=hard'
"#);
    told_of_arguments!(["party.kyiv.name=Kyiv"], "missing-key", @r#"
error[missing-key]: `[party.kyiv]` needs `weight`
--> --set 'party.kyiv.name=Kyiv':1:7
 |
 | party.kyiv.name=Kyiv
 |       ^^^^
 |
 = help: for example: weight = 1.0   # Its influence

1 error in --set 'party.kyiv.name=Kyiv'
"#);
    told_of_arguments!(["rules.title=two words = \"x"], "syntax", @r#"
error[syntax]: "two words" is no value; a text must be in quotes
--> --set 'rules.title=two words = "x':1:13
 |
 | rules.title=two words = "x
 |             ^^^^^^^^^
 |
 = help: if a text is meant, write "two words"

1 error in --set 'rules.title=two words = "x'
"#);
}

#[test]
fn overrides_that_are_none() {
    told_of_arguments!(["strain.initial"], "bad-override", @r#"
error[bad-override]: an override needs a `=`
--> --set 'strain.initial':1:1
 |
 | strain.initial
 | ^^^^^^^^^^^^^^
 |
 = help: write --set path=value, such as --set strain.initial=0.4

1 error in --set 'strain.initial'
"#);
    told_of_arguments!(["=2"], "bad-override", @r#"
error[bad-override]: an override needs a path before the `=`
--> --set '=2':1:1
 |
 | =2
 | ^
 |
 = help: write --set path=value, such as --set strain.initial=0.4

1 error in --set '=2'
"#);
    told_of_arguments!(["strain.initial="], "bad-override", @r#"
error[bad-override]: an override needs a value after the `=`
--> --set 'strain.initial=':1:15
 |
 | strain.initial=
 |               ^
 |
 = help: for an empty text write --set 'strain.initial=""'

1 error in --set 'strain.initial='
"#);
    told_of_arguments!(["strain..initial=1"], "bad-override", @r#"
error[bad-override]: this is not a path: unquoted keys cannot be empty, expected letters, numbers, `-`, `_`
--> --set 'strain..initial=1':1:8
 |
 | strain..initial=1
 |        ^
 |
 = help: a path is keys with dots between them; quote keys that are not plain words

1 error in --set 'strain..initial=1'
"#);
    told_of_arguments!(["[strain]\ninitial=1"], "bad-override", @r#"
error[bad-override]: this is not a path
--> --set '[strain] initial=1':1:1
 |
 | [strain]
 | ^^^^^^^^
 |
 = help: a path is keys with dots between them; quote keys that are not plain words

1 error in --set '[strain] initial=1'
"#);
    told_of_arguments!(["strain.initial.x=1"], "not-a-table", @r#"
error[not-a-table]: `strain.initial` is the number 0.25, not a table, so nothing in it can be set
--> --set 'strain.initial.x=1':1:8
 |
 | strain.initial.x=1
 |        ^^^^^^^
 |
 = help: set it as a whole: --set 'strain.initial=…'

1 error in --set 'strain.initial.x=1'
"#);
}

#[test]
fn a_refused_override_changes_nothing() {
    let reading = read_with("[strain]\ninitial = 0.5\n", &["strain.initial.x=1", "new.a b=1"]);
    assert_eq!(reading.codes(), ["not-a-table", "bad-override"]);
    assert_eq!(reading.world.strain.initial, 0.5);
}

#[test]
fn faults_of_file_and_arguments_are_counted_together() {
    let reading = read_with("[strain]\ninitial = 2\n", &["strain.growth=2", "rules.steps=0"]);
    let rendered = reading.rendered();
    let last = rendered.lines().last().unwrap();
    assert_eq!(last, "3 errors in x.toml, --set 'strain.growth=2' and --set 'rules.steps=0'");
    let reading = read_with("", &["strain.a=1", "strain.b=1", "strain.c=1", "strain.d=1"]);
    assert!(reading.rendered().ends_with("and 1 other place\n"), "{}", reading.rendered());
}

#[test]
fn warnings_do_not_refuse_and_repeats_are_told_once() {
    let mut sources = Sources::new();
    let file = sources.add(Source::new("x.toml", "horizon = 365\n"));
    let mut faults = Diagnostics::new();
    for _ in 0..2 {
        faults
            .warning("gate-never-opens", &Place::new(file, 10..13), "the gate cannot open")
            .label("the window ends before day 400")
            .help("a control worth having; else raise `horizon`");
    }
    assert!(!faults.has_errors());
    assert_eq!(faults.len(), 1);
    insta::assert_snapshot!(faults.render(&sources, false), @r#"
warning[gate-never-opens]: the gate cannot open
 --> x.toml:1:11
  |
1 | horizon = 365
  |           ^^^ the window ends before day 400
  |
  = help: a control worth having; else raise `horizon`

1 warning in x.toml
"#);
}

#[test]
fn a_fault_of_the_whole_file_names_it() {
    let mut sources = Sources::new();
    sources.add(Source::new("x.toml", ""));
    let mut faults = Diagnostics::new();
    faults.error("missing-table", &Place::whole(SourceId(0)), "no parties").help("add `[party.…]`");
    insta::assert_snapshot!(faults.render(&sources, false), @r#"
error[missing-table]: no parties
--> x.toml
 = help: add `[party.…]`

1 error in x.toml
"#);
    let records = serde_json::to_string(&faults.records(&sources)).unwrap();
    insta::assert_snapshot!(records, @r#"
[{"code":"missing-table","severity":"error","message":"no parties","source":"x.toml","line":null,"column":null,"help":"add `[party.…]`"}]
"#);
}

#[test]
fn colour_is_written_only_when_asked_for() {
    let reading = read("[strain]\ninitial = 2\n");
    assert!(!reading.rendered().contains('\u{1b}'));
    assert!(reading.faults.render(&reading.sources, true).contains('\u{1b}'));
}

#[test]
fn no_faults_are_no_text() {
    assert_eq!(read("").rendered(), "");
}
