//! No text, however odd, ends in a panic, a flood or a stack overflow.

use std::{fs, io};

use proptest::prelude::*;
use summitry_model::fields::diagnostic::Diagnostics;
use summitry_model::fields::parse::{FileKind, MAX_BYTES};
use summitry_model::fields::source::Sources;

use crate::fields_world::{read, read_with};

fn kind<'a>(bundled: &'a [&'a str]) -> FileKind<'a> {
    FileKind { noun: "scenario", example: "scenarios/kyiv-washington.toml", bundled }
}

/// Loads a file of these bytes; its faults as printed, without the directory.
fn load(bytes: &[u8]) -> io::Result<(bool, String)> {
    let dir = tempfile::tempdir()?;
    let path = dir.path().join("x.toml");
    fs::write(&path, bytes)?;
    let (mut sources, mut faults) = (Sources::new(), Diagnostics::new());
    let loaded = sources.load(&path, kind(&[]), None, &mut faults).is_some();
    let rendered = faults.render(&sources, false);
    Ok((loaded, rendered.replace(&path.display().to_string(), "x.toml")))
}

#[test]
fn a_file_of_256_kib_is_read_and_one_byte_more_refused() {
    let mut bytes = vec![b'#'; MAX_BYTES];
    assert_eq!(load(&bytes).unwrap(), (true, String::new()));
    bytes.push(b'#');
    let (loaded, rendered) = load(&bytes).unwrap();
    assert!(!loaded);
    insta::assert_snapshot!(rendered, @r#"
error[too-large]: the file is larger than 256 KiB
--> x.toml
 = help: a scenario is a few kilobytes of TOML; is this the right file?

1 error in x.toml
"#);
}

#[test]
fn text_that_is_not_utf8_names_byte_and_line() {
    let (loaded, rendered) = load(b"[strain]\n# caf\xe9\ninitial = 0.5\n").unwrap();
    assert!(!loaded);
    insta::assert_snapshot!(rendered, @r#"
error[not-utf8]: the file is not UTF-8: byte 0xE9 at offset 14, on line 2
 --> x.toml:2:6
  |
2 | # caf�
  |      ^
  |
  = help: save the file as UTF-8 in your editor

1 error in x.toml
"#);
    let (_, rendered) = load(b"\xff\xfe[\0s\0").unwrap();
    assert!(rendered.contains("looks like UTF-16"), "{rendered}");
}

#[test]
fn a_missing_file_suggests_the_bundled_name() {
    let (mut sources, mut faults) = (Sources::new(), Diagnostics::new());
    let bundled = ["kyiv-washington", "two-capitals"];
    assert!(sources.load("kyiv-washingtn".as_ref(), kind(&bundled), None, &mut faults).is_none());
    insta::assert_snapshot!(faults.render(&sources, false), @r#"
error[not-found]: no such file, and no bundled scenario of that name
--> kyiv-washingtn
 = help: did you mean the bundled scenario `kyiv-washington`?

1 error in kyiv-washingtn
"#);
    let mut faults = Diagnostics::new();
    assert!(sources.load("other.toml".as_ref(), kind(&bundled), None, &mut faults).is_none());
    insta::assert_snapshot!(faults.render(&sources, false), @r#"
error[not-found]: no such file, and no bundled scenario of that name
--> other.toml
 = help: bundled are `kyiv-washington` and `two-capitals`

1 error in other.toml
"#);
}

#[test]
fn a_directory_is_no_scenario() {
    let (mut sources, mut faults) = (Sources::new(), Diagnostics::new());
    assert!(sources.load("src".as_ref(), kind(&[]), None, &mut faults).is_none());
    insta::assert_snapshot!(faults.render(&sources, false), @r#"
error[directory]: this is a directory, not a scenario file
--> src
 = help: name a file, such as `scenarios/kyiv-washington.toml`

1 error in src
"#);
}

#[test]
fn deep_nesting_is_refused_before_it_is_parsed() {
    for open in ["[", "{", "{a=", "[{a=", "a.", "a.b=[{c.d=", "\"\"\"a\"\"\"\"[", "[["] {
        for prefix in ["", "x = ", "x = \"", "x = '", "[a]\nx = ", "x = \"\"\"a\"\"\"\"\" \n"] {
            let text = format!("{prefix}{}", open.repeat(100_000));
            assert!(!read(&text[..MAX_BYTES.min(text.len())]).faults.is_empty());
            read_with("", &[&text[..20_000]]);
        }
    }
    let many = format!("x = {}", "[".repeat(100_000));
    insta::assert_snapshot!(read(&many).rendered(), @r#"
error[too-deep]: nested deeper than 12 levels
 --> x.toml:1:41
  |
1 | x = [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[...
  |                                         ^
  |
  = help: no part of a scenario needs that; is a bracket left open?

1 error in x.toml
"#);
}

#[test]
fn thirteen_levels_are_one_too_many() {
    let nested = |levels: usize| format!("a = {}1{}", "[".repeat(levels), "]".repeat(levels));
    assert_eq!(read(&nested(12)).codes(), ["unknown-key"]);
    assert_eq!(read(&nested(13)).codes(), ["unknown-key", "too-deep"]);
    assert_eq!(read("a.b.c.d.e.f.g.h.i.j.k.l.m=1").codes(), ["unknown-key"]);
    assert!(read("a.b.c.d.e.f.g.h.i.j.k.l.m.n=1").codes().contains(&"too-deep"));
    let reading = read_with("", &["a.b.c.d.e.f.g.h.i.j.k.l.m.n=1"]);
    assert_eq!(reading.codes(), ["too-deep"]);
}

#[test]
fn a_line_of_a_hundred_thousand_characters_does_not_flood() {
    for text in [
        format!("[strain]\ninitial = \"{}\"", "long ".repeat(20_000)),
        format!("[strain]\ninitial = {} 5", " ".repeat(100_000)),
        format!("[strain]\n{} = 5", "k".repeat(100_000)),
        format!("[strain]\ninitial = {}", "9".repeat(100_000)),
        format!("[strain]\ninitial = [{}", "1, ".repeat(50_000)),
        format!("[{}]", "é".repeat(100_000)),
        "x y\n".repeat(60_000),
        "x = 1\n".repeat(40_000),
        "[x]\n".repeat(60_000),
        format!("a = {{{}}}", "x=1,".repeat(60_000)),
        (0..18_000).map(|n| format!("[party.x{n}]\n")).collect(),
        (0..20_000).map(|n| format!("x{n} = 1\n")).collect(),
    ] {
        let rendered = read(&text).rendered();
        assert!(!rendered.is_empty());
        assert!(rendered.len() < 24_000, "{} bytes", rendered.len());
        assert!(rendered.lines().all(|line| line.chars().count() < 250), "{rendered}");
    }
}

#[test]
fn odd_characters_are_told_in_a_form_that_terminals_survive() {
    for text in
        ["\0", "a = \0", "[strain]\ninitial = \"\u{1b}[31m\"", "\u{1b}[31m = 1", "a\u{2028}b = 1"]
    {
        let reading = read(text);
        assert!(reading.faults.has_errors());
        assert!(!reading.rendered().contains(['\0', '\u{1b}']), "{}", reading.rendered());
    }
    let reading = read("[rules]\ntitle = \"\\u001b[31m\"");
    assert_eq!(reading.codes(), ["control-character"]);
    let reading = read("\"\\u001b[31m\" = 1\n[party.\"\\u001b\"]");
    assert!(!reading.rendered().contains('\u{1b}'), "{}", reading.rendered());
    let reading = read_with("", &["rules.x=\"\u{1b}[31m\"", "\u{1b}=1", "\u{1b}"]);
    assert!(!reading.rendered().contains('\u{1b}'), "{}", reading.rendered());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_text_is_read_to_the_end(text in any::<String>(), argument in any::<String>()) {
        read_with(&text, &[&argument]).rendered();
    }

    #[test]
    fn any_heap_of_toml_pieces_is_read_to_the_end(
        pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..40),
        argument in proptest::collection::vec(proptest::sample::select(PIECES), 0..8),
    ) {
        let reading = read_with(&pieces.concat(), &[&argument.concat()]);
        let rendered = reading.rendered();
        prop_assert_eq!(rendered.is_empty(), reading.faults.is_empty());
        for record in reading.faults.records(&reading.sources) {
            prop_assert!(record.line != Some(0) && record.column != Some(0));
        }
    }

    #[test]
    fn any_bytes_are_loaded_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        load(&bytes).unwrap();
    }
}

const PIECES: &[&str] = &[
    "[",
    "]",
    "{",
    "}",
    "[[",
    "]]",
    "=",
    ".",
    ",",
    "\n",
    "\r\n",
    "\r",
    "\"",
    "'",
    "\"\"\"",
    "'''",
    "#",
    " ",
    "\t",
    "\\",
    "strain",
    "initial",
    "party",
    "kyiv",
    "name",
    "rules",
    "gate",
    "all",
    "rounds",
    "elections",
    "0.5",
    "-1",
    "nan",
    "inf",
    "1e999",
    "99999999999999999999",
    "0x1F",
    "true",
    "1979-05-27",
    "07:32:00",
    "é",
    "\u{feff}",
    "\0",
    "\u{1b}",
    "😀",
    "[strain]\n",
    "[party.kyiv]\n",
    "initial = ",
    "a.b.c",
    "wishes",
];
