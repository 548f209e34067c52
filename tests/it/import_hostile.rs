//! No file, however odd, ends in a panic, a flood or a long wait: each is refused with what, where and how to mend.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use summitry_model::bargaining::import::{self, Domain, ImportError, parse, parse_domain};

use crate::import_genius::{data, fixture};

fn text(name: &str) -> String {
    fs::read_to_string(data(name)).unwrap()
}

/// The messages of files that differ from a good one in a detail: `from` is replaced by `to`.
fn rendered(good: &str, changes: &[(&str, &str)]) -> String {
    let good = text(good);
    let mut rendered = String::new();
    for (from, to) in changes {
        assert!(good.contains(from), "{from}");
        let wrong = parse(&good.replacen(from, to, 1), "x").expect_err(to);
        rendered.push_str(&format!("{}\n    {wrong}\n", wrong.code()));
    }
    rendered
}

#[test]
fn xml_with_a_detail_that_is_wrong_names_it() {
    let item = r#"<item index="2" value="fair" evaluation="6"/>"#;
    let rendered = rendered(
        "car-buyer.xml",
        &[
            (
                "<utility_space",
                "<!DOCTYPE u [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><utility_space",
            ),
            ("value=\"low\"", "value=\"&low;\""),
            ("</utility_space>", ""),
            ("</objective>", ""),
            ("</objective>", "</subjective>"),
            ("<weight index=\"2\" value=\"0.3\"/>", ""),
            ("<weight index=\"2\" value=\"0.3\"/>", "<weight index=\"4\" value=\"3\"/>"),
            ("<weight index=\"2\" value=\"0.3\"/>", "<weight index=\"1\" value=\"3\"/>"),
            ("<weight index=\"2\" value=\"0.3\"/>", "<weight index=\"2\" value=\"-3\"/>"),
            ("<weight index=\"2\" value=\"0.3\"/>", "<weight index=\"2\" value=\"1e999\"/>"),
            ("<weight index=\"2\" value=\"0.3\"/>", "<weight index=\"two\" value=\"3\"/>"),
            ("<weight index=\"2\" value=\"0.3\"/>", "<weight value=\"3\"/>"),
            (item, "<item index=\"2\" value=\"fair\"/>"),
            (item, "<item index=\"2\" value=\"fair\" evaluation=\"null\"/>"),
            (item, "<item index=\"2\" value=\"fair\" evaluation=\"-6\"/>"),
            (item, "<item index=\"2\" value=\"fair\" evaluation=\"NaN\"/>"),
            (item, "<item index=\"2\" value=\"fair\" evaluation=\"0,6\"/>"),
            (item, "<item index=\"2\" value=\"low\" evaluation=\"6\"/>"),
            (item, "<item index=\"1\" value=\"fair\" evaluation=\"6\"/>"),
            (item, "<item index=\"2\" evaluation=\"6\"/>"),
            (item, "<item index=\"2\" value=\"\" evaluation=\"6\"/>"),
            (item, "<item index=\"2\" value=\"fa&#7;r\" evaluation=\"6\"/>"),
            (item, "<item index=\"2\" value=\"fair\" value=\"fair\" evaluation=\"6\"/>"),
            ("name=\"Price\"", "name=\"Delivery &amp; papers\""),
            ("<issue index=\"1\"", "<issue index=\"2\""),
            ("name=\"Price\"", ""),
            ("name=\"Price\" type=\"discrete\"", "name=\"Price\u{202e}\" type=\"real\""),
            ("name=\"Price\" type=\"discrete\"", "name=\"Price\" type=\"fuzzy\""),
            ("offset=\"0.2\"", ""),
            ("ftype=\"linear\"", "ftype=\"triangular\""),
            ("<evaluator ftype=\"linear\" offset=\"0.2\" slope=\"0.25\"/>", ""),
            ("upperbound=\"4\"", "upperbound=\"-4\""),
            ("<reservation value=\"0.3\"/>", "<reservation value=\"30\"/>"),
            (
                "<reservation value=\"0.3\"/>",
                "<reservation value=\"0.3\"/><reservation value=\"0.4\"/>",
            ),
            ("<discount_factor value=\"0.9\"/>", "<discount_factor value=\"-0.9\"/>"),
            ("<weight index=\"3\"", "<utility_function/><weight index=\"3\""),
            ("<weight index=\"3\"", "<objective><issue/></objective><weight index=\"3\""),
            ("<utility_space", "junk<utility_space"),
            ("</utility_space>", "</utility_space><more/>"),
            ("utility_space", "html"),
        ],
    );
    insta::assert_snapshot!(rendered);
}

#[test]
fn json_with_a_detail_that_is_wrong_names_it() {
    let fair = "\"fair\": 0.5";
    let rendered = rendered(
        "car-broker.json",
        &[
            ("\"Price\": \"0.3\"", "\"Price\": NaN"),
            ("\"Price\": \"0.3\"", "\"Price\": 1e999"),
            ("\"Price\": \"0.3\"", "\"Price\": -Infinity"),
            ("\"issueWeights\"", "\"reservation_value\": 0.5, \"issueWeights\""),
            ("\"issueWeights\"", "\"Discount\": 0.5, \"issueWeights\""),
            ("\"Price\": \"0.3\"", "\"Price\": \"inf\""),
            ("\"Price\": \"0.3\"", "\"Price\": -0.3"),
            ("\"Price\": \"0.3\"", "\"Price\": [0.3]"),
            ("\"Price\": \"0.3\"", "\"Prize\": 0.3"),
            ("\"Price\": \"0.3\", ", ""),
            ("\"Price\": \"0.3\"", "\"Price\": 0.3, \"Price\": 0.3"),
            (fair, "\"fair\": 1.5"),
            (fair, "\"fair\": null"),
            (fair, "\"fair\": 0.5, \"fair\": 0.6"),
            (fair, "\"unfair\": 0.5"),
            (", \"fair\": 0.5", ""),
            ("\"fair\", \"high\"]", "\"fair\", \"fair\"]"),
            ("\"fair\", \"high\"]", "\"fair\", \"\"]"),
            ("\"fair\", \"high\"]", "\"fair\", \"hi\\u0000gh\"]"),
            ("\"fair\", \"high\"]", "\"fair\", {}]"),
            ("[\"low\", \"fair\", \"high\"]", "[]"),
            ("[\"0\", \"4\", \"1\"]", "[\"0\", \"4\"]"),
            ("[\"0\", \"4\", \"1\"]", "[0, 4, 0]"),
            ("[\"0\", \"4\", \"1\"]", "[0, 4, 1e-300]"),
            ("[\"0\", \"4\", \"1\"]", "[1e16, 10000000000000004, 1]"),
            ("\"highValue\": \"4\"", "\"highValue\": 5"),
            ("\"highValue\": \"4\", ", ""),
            ("\"numberutils\"", "\"fuzzyutils\""),
            ("\"discreteutils\"", "\"numberutils\""),
            ("\"Price\": \"fair\", ", ""),
            ("\"Price\": \"fair\"", "\"Price\": \"dear\""),
            ("\"issuevalues\"", "\"values\""),
            ("\"domain\"", "\"domaine\""),
            ("\"issuesValues\": {", "\"issuesValues\": {}, \"other\": {"),
            ("LinearAdditiveUtilitySpace", "SumOfGroupsUtilitySpace"),
            ("}\n", "},\n"),
            ("\"The broker\"", "\"\\ud800\""),
            ("  }\n}\n", ""),
            ("  }\n}\n", "}} {"),
        ],
    );
    insta::assert_snapshot!(rendered);
}

#[test]
fn files_that_are_no_profiles_are_told_apart() {
    let zero = text("car-seller.xml")
        .replace("index=\"7\" value=\"0.25\"", "index=\"7\" value=\"0\"")
        .replace("index=\"9\" value=\"0.75\"", "index=\"9\" value=\"0\"");
    let huge = text("car-seller.xml")
        .replace("index=\"7\" value=\"0.25\"", "index=\"7\" value=\"1e308\"")
        .replace("index=\"9\" value=\"0.75\"", "index=\"9\" value=\"1e308\"");
    let two = text("car-buyer.xml").replacen(
        "<issue index=\"2\"",
        "<objective index=\"8\"><issue index=\"9\"/></objective><issue index=\"2\"",
        1,
    );
    let texts = [
        "",
        " \n\u{feff}",
        "a,b\n1,2\n",
        "[]",
        "{}",
        "<!-- nothing -->",
        "<a",
        "<",
        "{",
        &text("car-domain.xml"),
        &text("car-domain.json"),
        &zero,
        &huge,
        &two,
    ];
    let mut rendered = String::new();
    for text in texts {
        let wrong = parse(text, "dir/x\u{1b}[2J\u{202e}").unwrap_err();
        rendered.push_str(&format!("{}\n    {wrong}\n", wrong.code()));
    }
    insta::assert_snapshot!(rendered);
    let wrong = parse_domain("<utility_space/>", "x").unwrap_err();
    assert_eq!(wrong.code(), "missing-element");
    assert_eq!(parse_domain("{\"issuesValues\": 3}", "x").unwrap_err().code(), "wrong-kind");
}

#[test]
fn files_that_cannot_be_read_say_why() {
    let dir = tempfile::tempdir().unwrap();
    let mut rendered = String::new();
    let mut read = |name: &str, bytes: Option<&[u8]>| {
        let path = dir.path().join(name);
        if let Some(bytes) = bytes {
            fs::write(&path, bytes).unwrap();
        }
        let wrong = import::read(&path).unwrap_err();
        let wrong = wrong.to_string().replace(dir.path().to_str().unwrap(), "dir");
        rendered.push_str(&format!("{wrong}\n"));
    };
    read("missing.xml", None);
    read("latin.xml", Some(b"<utility_space>\n<!-- caf\xe9 -->"));
    read("wide.xml", Some(b"\xff\xfe<\0"));
    read("large.json", Some(&vec![b' '; import::MAX_BYTES + 1]));
    read("", None);
    insta::assert_snapshot!(rendered);
}

#[test]
fn domains_of_profiles_that_differ_are_refused() {
    let seller = text("car-seller.xml");
    let buyer = fixture("car-buyer.xml");
    let mut rendered = String::new();
    for (from, to) in [
        ("name=\"Price\"", "name=\"Prize\""),
        ("value=\"fair\"", "value=\"unfair\""),
        ("<item index=\"2\" value=\"fair\" evaluation=\"0.75\"/>", ""),
        (
            "<item index=\"2\" value=\"fair\"",
            "<item value=\"free\" evaluation=\"0\"/><item value=\"fair\"",
        ),
        (
            "<weight index=\"7\"",
            "<issue index=\"1\" name=\"Colour\"><item value=\"red\" evaluation=\"1\"/></issue>\
             <weight index=\"1\" value=\"1\"/><weight index=\"7\"",
        ),
    ] {
        assert!(seller.contains(from));
        let other = parse(&seller.replacen(from, to, 1), "other.xml").unwrap();
        let wrong = Domain::new(vec![buyer.clone(), other]).unwrap_err();
        assert_eq!(wrong.code(), "differs");
        rendered.push_str(&format!("{}\n", wrong.to_string().replace(&data(""), "")));
    }
    insta::assert_snapshot!(rendered);
    assert_eq!(Domain::new(Vec::new()).unwrap_err().code(), "no-profiles");
    assert_eq!(Domain::new(vec![buyer; 17]).unwrap_err().code(), "too-many");
}

/// The error of a text that must be refused soon.
fn refused(text: &str) -> ImportError {
    let _ = parse_domain(text, "x");
    parse(text, "x").unwrap_err()
}

#[test]
fn what_is_deep_wide_or_long_is_refused_soon() {
    let deep = 1_000_000;
    assert_eq!(refused(&"[".repeat(deep)).code(), "too-deep");
    assert_eq!(refused(&"{\"a\":".repeat(deep)).code(), "too-deep");
    assert_eq!(refused(&"<a>".repeat(deep)).code(), "too-deep");
    assert_eq!(refused(&format!("[{}]", "1,".repeat(deep))).code(), "too-many");
    assert_eq!(refused(&format!("<a>{}</a>", "<b/>".repeat(deep))).code(), "too-many");
    let attributes: String = (0..deep).map(|k| format!(" a{k}=\"\"")).collect();
    assert_eq!(refused(&format!("<a{attributes}/>")).code(), "too-many");
    assert_eq!(refused(&format!("{{{}", "\"a\":1,".repeat(deep))).code(), "duplicate");
    let keys: String = (0..deep).map(|k| format!("\"{k}\":1,")).collect();
    assert_eq!(refused(&format!("{{{keys}")).code(), "too-many");
    let name = "n".repeat(import::MAX_BYTES - 100);
    assert!(refused(&format!("<utility_space><objective {name}=\"")).to_string().len() < 1000);
    assert!(refused(&format!("<{name}/>")).to_string().len() < 1000);
    assert!(refused(&format!("{{\"{name}\": 1}}")).to_string().len() < 1000);
    let name = &name[..name.len() / 4];
    assert!(refused(&format!("<{name}></{name}x>")).to_string().len() < 1000);
    assert!(refused(&format!("<a b=\"&{name};\"/>")).to_string().len() < 1000);
    assert!(refused(&format!("<a {name}=\"\" {name}=\"\"/>")).to_string().len() < 1000);
    assert_eq!(refused(&format!("{{{}", "&".repeat(import::MAX_BYTES))).code(), "too-large");
}

#[test]
fn every_beginning_of_a_good_file_is_refused() {
    for name in ["car-buyer.xml", "car-seller.xml", "car-broker.json"] {
        let text = text(name);
        let whole = text.trim_end().len();
        for end in (0..whole).filter(|end| text.is_char_boundary(*end)) {
            assert!(parse(&text[..end], name).is_err(), "{name} up to {end}");
        }
        assert!(parse(&text[..whole], name).is_ok());
    }
}

/// A good file with a few of its bytes changed, taken out, repeated or moved.
fn mutated() -> impl Strategy<Value = (usize, Vec<(usize, usize, usize, u8)>)> {
    let change = (0..4_usize, any::<usize>(), 0..40_usize, any::<u8>());
    (0..5_usize, prop::collection::vec(change, 1..6))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn random_bytes_are_no_harm(bytes in prop::collection::vec(any::<u8>(), 0..400), form in 0..3_usize) {
        let text = format!("{}{}", ["", "<", "{"][form], String::from_utf8_lossy(&bytes));
        let _ = (parse(&text, "x"), parse_domain(&text, "x"));
    }

    #[test]
    fn a_file_that_was_tampered_with_is_read_or_refused((which, changes) in mutated()) {
        let names =
            ["car-buyer.xml", "car-seller.xml", "car-broker.json", "car-domain.xml", "car-domain.json"];
        let mut bytes = text(names[which]).into_bytes();
        for (kind, at, length, byte) in changes {
            let from = at % bytes.len().max(1);
            let to = (from + length).min(bytes.len());
            match kind {
                0 if from < bytes.len() => bytes[from] = byte,
                1 => drop(bytes.drain(from..to)),
                2 => {
                    let again = bytes[from..to].to_vec();
                    bytes.splice(from..from, again);
                }
                _ => bytes.insert(from, b"<>{}[]\"&;,:0-e9"[usize::from(byte) % 15]),
            }
        }
        let changed = String::from_utf8_lossy(&bytes);
        if let Ok(profile) = parse(&changed, "x") {
            let preferences = profile.preferences();
            prop_assert!(preferences.least() >= 0.0);
            let total: f64 = profile.weights().iter().sum();
            prop_assert!(total > 0.0 && preferences.most() <= total * (1.0 + 1e-9));
            prop_assert!((0.0..=total.max(1.0)).contains(&profile.reservation()));
        }
        let _ = parse_domain(&changed, "x");
    }

    #[test]
    fn the_words_of_the_formats_in_any_order_are_no_harm(words in prop::collection::vec(0..24_usize, 0..60)) {
        let all = [
            "<utility_space>", "</utility_space>", "<objective index=\"0\">", "</objective>", "<issue index=\"1\" name=\"a\">",
            "</issue>", "<item value=\"v\" evaluation=\"1\"/>", "<weight index=\"1\" value=\"1\"/>", "<!--", "-->", "<![CDATA[",
            "]]>", "{", "}", "[", "]", "\"LinearAdditiveUtilitySpace\":", "\"domain\":", "\"issuesValues\":", "\"a\":", "\"v\"",
            ",", "1e400", "<?xml",
        ];
        let text: String = words.into_iter().map(|word| all[word]).collect();
        let _ = (parse(&text, "x"), parse_domain(&text, "x"));
    }
}

#[test]
fn paths_are_shown_as_they_were_given() {
    let wrong = import::read(Path::new("no/such/file.xml")).unwrap_err();
    assert_eq!((wrong.code(), wrong.file()), ("not-found", "no/such/file.xml"));
    assert_eq!(wrong.spot(), &import::Spot::Whole);
}
