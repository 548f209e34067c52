//! What people write in another notation is recognised, and the message says what to write instead.

use std::fs;

use serde_json::Value;

use crate::cli_place::Place;
use crate::fields_world::{read, read_with};

/// The messages and the helps of what is wrong.
fn told(text: &str, arguments: &[&str]) -> Vec<(String, String)> {
    let reading = read_with(text, arguments);
    let faults = reading.faults.in_order().into_iter();
    faults.map(|fault| (fault.message.clone(), fault.help.clone().unwrap_or_default())).collect()
}

/// Holds that this line is refused with this message and this help, and nothing else is said.
fn held(text: &str, message: &str, help: &str) {
    assert_eq!(told(text, &[]), [(message.to_owned(), help.to_owned())], "{text}");
}

#[test]
fn a_number_in_another_notation_is_named_with_the_number_to_write() {
    for (written, what, number) in [
        (".8", "has no digit before the point", "0.8"),
        ("+.8", "has no digit before the point", "0.8"),
        ("5.", "has no digit after the point", "5.0"),
        ("0,8", "has a decimal comma", "0.8"),
        ("-0,25", "has a decimal comma", "-0.25"),
        ("00.5", "has a leading zero", "0.5"),
        ("1.000,5", "has thousands separators", "1000.5"),
        ("1,000.5", "has thousands separators", "1000.5"),
        ("10 000", "has thousands separators", "10000"),
        ("10'000", "has thousands separators", "10000"),
        ("1.000.000", "has thousands separators", "1000000"),
        ("−0.5", "has a dash for a minus sign", "-0.5"),
        ("80%", "is a percentage", "0.8"),
        ("12,5 %", "is a percentage", "0.125"),
        ("1/4", "is a fraction", "0.25"),
        ("30 days", "has a unit", "30"),
        ("0.5;", "ends with a semicolon", "0.5"),
        ("0.5,", "ends with a comma", "0.5"),
    ] {
        let (message, help) = (format!("`{written}` {what}"), format!("write {number}"));
        held(&format!("[strain]\nrelief = {written}  # a comment, with one\n"), &message, &help);
        let set = format!("strain.relief={written}");
        assert_eq!(told("", &[&set]), [(message, help)], "{set}");
        // What the help says to write is read.
        assert_eq!(told("", &[&format!("strain.relief={number}")]), [], "{number}");
    }
}

#[test]
fn a_count_with_separators_or_an_exponent_is_named_with_its_digits() {
    let either = "write 10000, or 10.000 if the comma is the decimal sign";
    held("[rules]\nsteps = 10,000\n", "`10,000` has thousands separators", either);
    for (written, help) in [
        ("1e2", "write the whole number: 100"),
        ("24.0", "write the whole number: 24"),
        ("10.000", "write the whole number: 10, or 10000 if the point separates thousands"),
        ("\"1e2\"", "write the number without quotes: 100"),
        ("\"10,000\"", "write the number without quotes: 10000"),
    ] {
        let told = told(&format!("[rules]\nsteps = {written}\n"), &[]);
        assert_eq!(told.len(), 1, "{told:?}");
        assert_eq!(told[0].1, help, "{written}");
    }
}

#[test]
fn a_part_of_an_inline_table_or_a_list_is_recognised() {
    let party =
        |wishes: &str| format!("[party.kyiv]\nname = \"K\"\nweight = 1\nwishes = {wishes}\n");
    held(&party("{ peace = 0,8, aid = 1 }"), "`0,8` has a decimal comma", "write 0.8");
    held(&party("{ aid = 1, peace = 0,8 }"), "`0,8` has a decimal comma", "write 0.8");
    held(&party("{ aid = 1, peace = .8 }"), "`.8` has no digit before the point", "write 0.8");
    held(&party("{ peace: 2 }"), "a `=` joins a key and its value", "write peace = 2");
    held("[rules]\nelections = [.5, 2]\n", "`.5` has no digit before the point", "write 0.5");
    held(
        "[rules]\nelections = [\n  1,\n  .5,\n]\n",
        "`.5` has no digit before the point",
        "write 0.5",
    );
}

#[test]
fn words_for_true_and_false_are_named_with_the_flag() {
    for (written, flag) in [
        ("yes", true),
        ("No", false),
        ("on", true),
        ("off", false),
        ("True", true),
        ("FALSE", false),
    ] {
        let help = format!("write {flag}; if a text is meant, write \"{written}\"");
        held(
            &format!("[rules]\nsign-partial = {written}\n"),
            &format!("`{written}` is not `true` or `false`"),
            &help,
        );
        for said in [
            told(&format!("[rules]\nsign-partial = \"{written}\"\n"), &[]),
            told("", &[&format!("rules.sign-partial={written}")]),
        ] {
            assert_eq!(said[0].1, format!("write it without quotes: {flag}"));
        }
    }
    assert_eq!(told("[rules]\nsign-partial = 1\n", &[])[0].1, "write true");
    held(
        "[rules]\ndeadline = none\n",
        "`none` is no value",
        "leave the key out; if a text is meant, write \"none\"",
    );
}

#[test]
fn typographic_quotation_marks_are_named_with_straight_ones() {
    for written in [
        "“Peace, now”",
        "„Peace, now“",
        "«Peace, now»",
        "‘Peace, now’",
        "\"Peace, now”",
        "`Peace, now`",
    ] {
        let message = format!("`{written}` has typographic quotation marks");
        held(&format!("[rules]\ntitle = {written}\n"), &message, "write \"Peace, now\"");
    }
    assert_eq!(read("[rules]\ntitle = \"“Peace”, she said\" # “x”\n").codes(), [] as [&str; 0]);
}

#[test]
fn a_date_is_answered_with_what_days_are() {
    for written in [
        "2025-03-01",
        "2025-02-30",
        "01.03.2025",
        "1/3/2025",
        "1 March 2025",
        "\"2025-03-01\"",
        "2025-03",
    ] {
        for said in [
            told(&format!("[rules]\ndeadline = {written}\n"), &[]),
            told("", &[&format!("rules.deadline={written}")]),
        ] {
            assert_eq!(said.len(), 1, "{said:?}");
            assert!(said[0].1.starts_with("days are numbers, counted from the day"), "{said:?}");
        }
    }
}

#[test]
fn lines_of_other_formats_are_named_with_the_line_to_write() {
    held("[rules]\nsteps: 3\n", "`steps: 3`: a `=` joins a key and its value", "write steps = 3");
    held(
        "[rules]\ntitle: all, of us\n",
        "`title: all, of us`: a `=` joins a key and its value",
        "write title = \"all, of us\"",
    );
    held("[rules]\nsteps 3\n", "a `=` joins a key and its value", "write steps = 3");
    held("[rules]\nsteps == 3\n", "one `=` joins a key and its value", "write steps = 3");
    held("[rules]\nsteps := 3\n", "one `=` joins a key and its value", "write steps = 3");
    held("rules:\n", "a table has its name in brackets", "write [rules]");
    held("[rules]\n// note\n", "this is not a TOML comment", "comments begin with a `#`");
    held(
        "[rules]\nsteps\u{a0}= 3\n",
        "an invisible character, U+00A0, stands here",
        "take it out: steps",
    );
    held(
        "[rules]\nsteps = 3\u{a0}\n",
        "an invisible character, U+00A0, stands here",
        "take it out: 3",
    );
    assert_eq!(told("", &["rules.steps: 3"])[0].1, "write --set rules.steps=3");
}

#[test]
fn names_with_other_letters_are_named_with_a_near_id_whichever_way_they_are_composed() {
    for name in ["zürich", "zu\u{308}rich"] {
        let body = "name = \"Z\"\nweight = 1\n";
        let message = format!("`{name}`: keys and ids use only a–z, 0–9 and hyphens");
        held(
            &format!("[party.{name}]\n{body}"),
            &message,
            "write `zurich`; a `label` may be anything",
        );
        let quoted = told(&format!("[party.\"{name}\"]\n{body}"), &[]);
        assert!(quoted[0].1.starts_with("write `zurich`: "), "{quoted:?}");
        let set = told("", &[&format!("party.{name}.weight=1")]);
        assert_eq!(set[0].1, "write `zurich`; a `label` may be anything");
    }
    let wrong =
        |id: &str| told(&format!("[party.{id}]\nname = \"Z\"\nweight = 1\n"), &[])[0].1.clone();
    assert!(wrong("Far_Ally").starts_with("write `far-ally`: "));
    assert!(wrong("\"київ\"").starts_with("write `"));
    // One slip is told once, though the key is known to nobody.
    assert_eq!(told("[rules]\nhöhe = 1\n", &[]).len(), 1);
}

#[test]
fn a_count_on_the_command_line_is_answered_with_its_digits_and_a_negative_number_with_the_rule() {
    let place = Place::new();
    for (words, says) in [
        ("run --runs 10,000", "write 10000 (a batch has"),
        ("run --runs 10.000", "write 10000 (a batch has"),
        ("run --runs 1e4", "write 10000 (a batch has"),
        ("run -n 1_000", "write 1000 (a batch has"),
        ("run --seed 1e3", "write 1000 (a seed is"),
        ("analyze x --confidence 0,9", "write 0.9 (a confidence is"),
        ("analyze x --confidence 95%", "write 0.95 (a confidence is"),
        ("run --runs -1", "a batch has from 1 to"),
        ("run -n -1", "a batch has from 1 to"),
        ("run --seed -1", "a seed is a whole number from 0"),
        ("run --threads -2", "from 1 to 1024 threads"),
        ("run --seat-timeout -1", "a whole number from 1 to 3600000"),
        ("run --set -1", "an override needs a `=`"),
        ("negotiate a b --steps -1", "a session has from 1"),
        ("compare --indifference -0.5", "a difference is a number above 0"),
        ("explain --run -1", "runs are numbered from 0"),
        ("whatif --run 0 --change -1=grant", "write the number of a decision"),
        ("plan new x --shards -1", "a plan has from 1"),
        ("class --tables -1", "a whole number from 1 to 100"),
    ] {
        let ran = place.run(words).ended(2);
        assert!(ran.says(says), "{words}: {}", ran.err);
        assert!(!ran.says("unexpected argument"), "{words}: {}", ran.err);
    }
}

#[test]
fn a_leading_point_in_a_whole_scenario_is_one_error() {
    let place = Place::new();
    fs::write(place.path("x.toml"), include_str!("data/leading-dot.toml")).unwrap();
    let ran = place.run("check x.toml").ended(2);
    assert!(
        ran.out.contains("help: write 0.8") && ran.out.contains("1 error in x.toml"),
        "{}",
        ran.out
    );
    let fixed = include_str!("data/leading-dot.toml").replace("= .8", "= 0.8");
    fs::write(place.path("x.toml"), fixed).unwrap();
    place.run("check x.toml").ended(0);
}

#[test]
fn a_decimal_comma_in_a_gate_is_recognised() {
    let place = Place::new();
    for (gate, help) in [
        ("readiness:preparation=0,7", "help: write 0.7"),
        ("readiness:preparation=.7", "help: write 0.7"),
        ("rounds-first:n:3", "help: write n=3"),
        ("rounds-first:n=1e1", "help: write the whole number: 10"),
    ] {
        let ran = place.run(&format!("check classroom --gate {gate}")).ended(2);
        assert!(ran.out.contains(help), "{}", ran.out);
    }
}

#[test]
fn a_file_whose_name_is_composed_otherwise_is_named() {
    let place = Place::new();
    let text = include_str!("data/leading-dot.toml").replace("= .8", "= 0.8");
    fs::write(place.path("cafe\u{301}.toml"), text).unwrap();
    let ran = place.run("check caf\u{e9}.toml").ended(2);
    assert!(ran.out.contains("one has this name in other code points"), "{}", ran.out);
}

#[test]
fn what_is_allowed_and_likely_not_meant_is_warned_of_and_exits_0() {
    let place = Place::new();
    let text = include_str!("data/leading-dot.toml").replace("= .8", "= 0.8");
    let changed = text
        .replace("window = 150", "window = 150\ndeadline = 200")
        .replace("first = 15", "first = 160")
        .replace("role = \"requester\"", "role = \"requester\"\nelections = [100, 400]")
        .replace("stakes.humanitarian = { weight = 20, stance = 0.3 }\n", "");
    fs::write(place.path("x.toml"), &changed).unwrap();
    let table = place.run("check x.toml").ended(0);
    let json = place.run("check x.toml --format json").ended(0);
    let record: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(record["ok"], true);
    let faults = record["faults"].as_array().unwrap();
    let message = |fault: &Value| fault["message"].as_str().unwrap().to_owned();
    let mut messages: Vec<String> = faults.iter().map(message).collect();
    messages.sort();
    assert_eq!(
        messages,
        [
            "`requester` votes on day 400, and the window closes on day 150",
            "party `near-ally` has no stake in `humanitarian`",
            "the deadline is on day 200, and the window closes on day 150",
            "the first request for a summit comes on day 160, and the window closes on day 150",
        ]
    );
    for fault in faults {
        assert_eq!(fault["severity"], "warning");
        assert!(fault["line"].is_u64(), "{fault}");
        assert!(table.out.contains(&message(fault)), "{}", table.out);
    }
    assert!(table.out.contains("ok  x"), "{}", table.out);
    fs::write(place.path("x.toml"), text).unwrap();
    assert!(!place.run("check x.toml").ended(0).out.contains("warning"));
}

#[test]
fn an_option_spelt_twice_in_two_compositions_is_found() {
    let place = Place::new();
    let text = include_str!("data/leading-dot.toml")
        .replace("= .8", "= 0.8")
        .replace("\"loans\", \"grants\"", "\"pr\u{ea}t\", \"pre\u{302}t\"");
    fs::write(place.path("x.toml"), text).unwrap();
    let ran = place.run("check x.toml").ended(2);
    assert!(ran.out.contains("twice"), "{}", ran.out);
}
