//! Every way to refuse a scenario by name, with the message that its writer reads.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use std::fs;

use summitry_engine::sets::PartySet;
use summitry_model::fields::parse::MAX_BYTES;
use summitry_model::scenario::{Loaded, Overrides, Scenario, read};

/// A small world without a fault.
pub(crate) const SMALL: &str = r#"title = "A small world"

[gate]
family = "rounds-first"
n = 1

[shock.crisis]
rate = 4

[issue.ceasefire]
options = ["none", "partial", "full"]
status-quo = 0

[issue.aid]
options = ["none", "some"]
status-quo = 0

[party.kyiv]
role = "requester"
influence = 2
stakes.ceasefire = { weight = 3, stance = 1 }
stakes.aid = { weight = 1, values = [0, 1] }

[party.paris]
role = "ally"
influence = 1
stakes.aid = { weight = 1 }
stakes.ceasefire = { weight = 0 }
[party.washington]
role = "gatekeeper"
influence = 3
stakes.ceasefire = { weight = 1, stance = -1 }
stakes.aid = { weight = 0 }
"#;

/// What reading gave: the scenario, the codes of the faults and the faults as printed.
pub(crate) struct Reading {
    pub scenario: Option<Scenario>,
    pub codes: Vec<&'static str>,
    pub rendered: String,
}

impl Reading {
    fn of(loaded: Loaded) -> Reading {
        let codes = loaded.faults.in_order().iter().map(|fault| fault.code).collect();
        let rendered = loaded.faults.render(&loaded.sources, false);
        Reading { scenario: loaded.scenario, codes, rendered }
    }
}

/// The same without the names of the bundled scenarios, which are listed where nothing is near.
fn without_names(loaded: Loaded) -> Reading {
    let mut reading = Reading::of(loaded);
    let (before, after) = reading.rendered.split_once("bundled are ").unwrap();
    let (names, after) = after.split_once('\n').unwrap();
    assert!(names.contains("`kyiv-washington`"), "{names}");
    reading.rendered = format!("{before}bundled are [names]\n{after}");
    reading
}

/// Reads these bytes as the file `small.toml`, with overrides; messages are without the directory.
pub(crate) fn read_bytes(bytes: &[u8], overrides: &Overrides) -> Reading {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("small.toml");
    fs::write(&path, bytes).unwrap();
    let mut reading = Reading::of(read(&path.display().to_string(), overrides));
    reading.rendered = reading.rendered.replace(&format!("{}/", dir.path().display()), "");
    reading
}

/// Reads a text as a file.
pub(crate) fn read_text(text: &str) -> Reading {
    read_bytes(text.as_bytes(), &Overrides::default())
}

/// The small world with one part of its text replaced by another.
pub(crate) fn small(from: &str, to: &str) -> String {
    assert_eq!(SMALL.matches(from).count(), 1, "{from:?} stands once in the small world");
    SMALL.replacen(from, to, 1)
}

/// Reads the small world with `--set` arguments, and with `--gate` if it is not empty.
pub(crate) fn read_set(gate: &str, set: &[&str]) -> Reading {
    let gate = (!gate.is_empty()).then(|| gate.to_owned());
    let set = set.iter().map(|&s| s.to_owned()).collect();
    read_bytes(SMALL.as_bytes(), &Overrides { gate, set, ..Overrides::default() })
}

/// Holds that a reading is refused, for what, and in which words.
macro_rules! refused {
    ($reading:expr, $($code:literal),+ , @$snapshot:literal) => {{
        let reading = $reading;
        insta::assert_snapshot!(reading.rendered, @$snapshot);
        assert_eq!(reading.codes, [$($code),+]);
        assert!(reading.scenario.is_none(), "a scenario is given together with errors");
    }};
}

/// Holds that a reading gives a scenario all the same, warned of what, and in which words.
macro_rules! warned {
    ($reading:expr, $($code:literal),+ , @$snapshot:literal) => {{
        let reading = $reading;
        insta::assert_snapshot!(reading.rendered, @$snapshot);
        assert_eq!(reading.codes, [$($code),+]);
        assert!(reading.scenario.is_some(), "a warning refuses nothing");
    }};
}

#[test]
fn the_small_world_has_no_fault() {
    let reading = read_text(SMALL);
    assert_eq!(reading.rendered, "");
    let scenario = reading.scenario.unwrap();
    assert_eq!((scenario.parties.len(), scenario.issues.len()), (3, 2));
    assert_eq!(scenario.id, "small");
}

#[test]
fn an_unknown_key_names_the_nearest() {
    refused!(
        read_text(&small("influence = 1", "influnce = 1")), "missing-key",
        "unknown-key",
        @r#"
error[missing-key]: `[party.paris]` needs `influence`
  --> small.toml:24:1
   |
24 | [party.paris]
   | ^^^^^^^^^^^^^
   |
   = help: for example: influence = 1.0   # Weight of its influence; ratios, normalised over the coalition

error[unknown-key]: unknown key `influnce` in `[party.paris]`
  --> small.toml:26:1
   |
26 | influnce = 1
   | ^^^^^^^^
   |
   = help: did you mean `influence`?

2 errors in small.toml
"#
    );
    refused!(
        read_text(&small("[shock.crisis]", "[strian]\ninitial = 0.1\n[shock.crisis]")),
        "unknown-key",
        @r#"
error[unknown-key]: unknown table `strian`
 --> small.toml:7:2
  |
7 | [strian]
  |  ^^^^^^
  |
  = help: did you mean `strain`?

1 error in small.toml
"#
    );
    refused!(read_text(&small("n = 1", "m = 1")), "unknown-key", @r#"
error[unknown-key]: unknown key `m` in `[gate]`
 --> small.toml:5:1
  |
5 | m = 1
  | ^
  |
  = help: known here: `family` and `n`

1 error in small.toml
"#);
    refused!(read_text(&small("stance = -1", "stanse = -1")), "unknown-key", @r#"
error[unknown-key]: unknown key `stanse` in `[party.washington.stakes.ceasefire]`
  --> small.toml:32:34
   |
32 | stakes.ceasefire = { weight = 1, stanse = -1 }
   |                                  ^^^^^^
   |
   = help: did you mean `stance`?

1 error in small.toml
"#);
}

#[test]
fn a_value_of_another_type() {
    refused!(read_text(&small("influence = 3", "influence = \"3\"")), "wrong-type", @r#"
error[wrong-type]: `party.washington.influence`: expected a number from 0 to 1000000, found the text "3"
  --> small.toml:31:13
   |
31 | influence = "3"
   |             ^^^
   |
   = help: write the number without quotes: 3

1 error in small.toml
"#);
    refused!(
        read_text(&small("options = [\"none\", \"some\"]", "options = \"some\"")),
        "wrong-type",
        @r#"
error[wrong-type]: `issue.aid.options`: expected a list, each value a text in quotes, found the text "some"
  --> small.toml:15:11
   |
15 | options = "some"
   |           ^^^^^^
   |
   = help: a list, each value a text in quotes; default []

1 error in small.toml
"#
    );
    refused!(
        read_text(&small("options = [\"none\", \"some\"]", "options = [\"none\", 1]")),
        "wrong-type",
        @r#"
error[wrong-type]: `issue.aid.options[1]`: expected a text in quotes, found the number 1
  --> small.toml:15:20
   |
15 | options = ["none", 1]
   |                    ^
   |
   = help: a list, each value a text in quotes; default []

1 error in small.toml
"#
    );
    refused!(
        read_text(&small("[gate]\nfamily = \"rounds-first\"\nn = 1\n", "gate = 3")),
        "wrong-type",
        @r#"
error[wrong-type]: expected a table `[gate]`, found the number 3
 --> small.toml:3:8
  |
3 | gate = 3
  |        ^
  |
  = help: write the keys on lines of their own below `[gate]`

1 error in small.toml
"#
    );
    refused!(read_text(&small("{ weight = 1, stance = -1 }", "3")), "wrong-type", @r#"
error[wrong-type]: expected a table `[party.washington.stakes.ceasefire]`, found the number 3
  --> small.toml:32:20
   |
32 | stakes.ceasefire = 3
   |                    ^
   |
   = help: write the keys on lines of their own below `[party.washington.stakes.ceasefire]`

1 error in small.toml
"#);
    refused!(read_text(&small("role = \"ally\"", "role = \"alley\"")), "unknown-choice", @r#"
error[unknown-choice]: `party.paris.role` cannot be "alley"
  --> small.toml:25:8
   |
25 | role = "alley"
   |        ^^^^^^^
   |
   = help: did you mean "ally"? Possible are `requester`, `gatekeeper`, `ally` and `counterpart`

1 error in small.toml
"#);
}

#[test]
fn numbers_that_are_not_finite() {
    refused!(read_text(&small("influence = 3", "influence = nan")), "not-finite", @r#"
error[not-finite]: `party.washington.influence` is NaN, which is not a finite number
  --> small.toml:31:13
   |
31 | influence = nan
   |             ^^^
   |
   = help: a number from 0 to 1000000 (ratio)

1 error in small.toml
"#);
    refused!(read_text(&small("weight = 3", "weight = inf")), "not-finite", @r#"
error[not-finite]: `party.kyiv.stakes.ceasefire.weight` is inf, which is not a finite number
  --> small.toml:21:31
   |
21 | stakes.ceasefire = { weight = inf, stance = 1 }
   |                               ^^^
   |
   = help: a number from 0 to 1000000 (ratio)

1 error in small.toml
"#);
}

#[test]
fn numbers_out_of_range() {
    refused!(read_text(&small("rate = 4", "rate = 4\nbranching = 1")), "out-of-range", @r#"
error[out-of-range]: `shock.crisis.branching` is 1, and must be from 0 to 0.95
 --> small.toml:9:13
  |
9 | branching = 1
  |             ^
  |
  = help: a number from 0 to 0.95 (share); default 0.4

1 error in small.toml
"#);
    refused!(read_text(&small("weight = 3", "weight = -3")), "out-of-range", @r#"
error[out-of-range]: `party.kyiv.stakes.ceasefire.weight` is -3, and must be from 0 to 1000000
  --> small.toml:21:31
   |
21 | stakes.ceasefire = { weight = -3, stance = 1 }
   |                               ^^
   |
   = help: a number from 0 to 1000000 (ratio)

1 error in small.toml
"#);
    refused!(read_text(&small("values = [0, 1]", "values = [0, 1.5]")), "out-of-range", @r#"
error[out-of-range]: `party.kyiv.stakes.aid.values[1]` is 1.5, and must be from 0 to 1
  --> small.toml:22:41
   |
22 | stakes.aid = { weight = 1, values = [0, 1.5] }
   |                                         ^^^
   |
   = help: a list, each value a number from 0 to 1 (utility); default []

1 error in small.toml
"#);
}

#[test]
fn weights_that_are_all_zero() {
    refused!(
        read_text(&small("{ weight = 1, stance = -1 }", "{ weight = 0 }")),
        "all-zero",
        @r#"
error[all-zero]: the weights of party `washington` are all zero
  --> small.toml:32:1
   |
32 | stakes.ceasefire = { weight = 0 }
   | ^^^^^^
   |
   = help: weights are ratios: give at least one issue a weight above 0

1 error in small.toml
"#
    );
    let text = SMALL
        .replace("influence = 2", "influence = 0")
        .replace("influence = 1", "influence = 0.0")
        .replace("influence = 3", "influence = 0");
    refused!(read_text(&text), "all-zero", @r#"
error[all-zero]: no party of the coalition has any influence
  --> small.toml:20:13
   |
20 | influence = 0
   |             ^
   |
   = help: give the requester, the gatekeeper or an ally an `influence` above 0

1 error in small.toml
"#);
    // One of them is no fault: a party may watch an issue without a stake in it.
    assert_eq!(read_text(&small("weight = 3", "weight = 0")).rendered, "");
    assert_eq!(read_text(&small("influence = 3", "influence = 0")).rendered, "");
}

#[test]
fn ids_given_twice() {
    let again = "\n[party.kyiv]\nrole = \"ally\"\ninfluence = 1\n";
    refused!(read_text(&format!("{SMALL}{again}")), "duplicate-key", @r#"
error[duplicate-key]: `kyiv` is given twice
  --> small.toml:35:8
   |
35 | [party.kyiv]
   |        ^^^^
   |
   = help: first on line 18; keep one of them

1 error in small.toml
"#);
    let again = "\n[issue.aid]\nstatus-quo = 1\n";
    refused!(read_text(&format!("{SMALL}{again}")), "duplicate-key", @r#"
error[duplicate-key]: `aid` is given twice
  --> small.toml:35:8
   |
35 | [issue.aid]
   |        ^^^
   |
   = help: first on line 14; keep one of them

1 error in small.toml
"#);
    refused!(
        read_text(&small("\"none\", \"partial\"", "\"full\", \"partial\"")),
        "duplicate-id",
        @r#"
error[duplicate-id]: issue `ceasefire` has the option "full" twice
  --> small.toml:11:11
   |
11 | options = ["full", "partial", "full"]
   |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^
   |
   = help: give each its own name

1 error in small.toml
"#
    );
    let again = "stakes.aid = { weight = 1 }\nstakes.aid = { weight = 2 }";
    refused!(read_text(&small("stakes.aid = { weight = 1 }", again)), "duplicate-key", @r#"
error[duplicate-key]: `aid` is given twice
  --> small.toml:28:8
   |
28 | stakes.aid = { weight = 2 }
   |        ^^^
   |
   = help: first on line 27; keep one of them

1 error in small.toml
"#);
}

#[test]
fn ids_that_nothing_has() {
    refused!(
        read_text(&small("stakes.aid = { weight = 1 }", "stakes.aids = { weight = 1 }")),
        "unknown-issue",
        @r#"
error[unknown-issue]: party `paris` has a stake in `aids`, which is no issue
  --> small.toml:27:8
   |
27 | stakes.aids = { weight = 1 }
   |        ^^^^
   |
   = help: did you mean `aid`?

1 error in small.toml
"#
    );
    refused!(
        read_text(&small("stakes.aid = { weight = 1 }\nstakes.ceasefire = { weight = 0 }\n", "[party.paris.stakes.trade]\nweight = 1\n")),
        "unknown-issue",
        @r#"
error[unknown-issue]: party `paris` has a stake in `trade`, which is no issue
  --> small.toml:27:21
   |
27 | [party.paris.stakes.trade]
   |                     ^^^^^
   |
   = help: issues: `ceasefire` and `aid`

1 error in small.toml
"#
    );
    let summit = "[meeting.summit]\nparticipants = [\"kyiv\", \"washingtn\"]\n\n[shock.crisis]";
    refused!(read_text(&small("[shock.crisis]", summit)), "unknown-party", @r#"
error[unknown-party]: `meeting.summit.participants` names the party "washingtn", which the scenario does not have
 --> small.toml:8:25
  |
8 | participants = ["kyiv", "washingtn"]
  |                         ^^^^^^^^^^^
  |
  = help: did you mean "washington"?

1 error in small.toml
"#);
}

#[test]
fn ids_of_another_form() {
    refused!(read_text(&small("[party.paris]", "[party.Paris]")), "bad-id", @r#"
error[bad-id]: `Paris` cannot be an id
  --> small.toml:24:8
   |
24 | [party.Paris]
   |        ^^^^^
   |
   = help: write `paris`: ids start with a letter a–z and go on with a–z, 0–9 and hyphens, 40 characters at most; a `label` may be anything

1 error in small.toml
"#);
    refused!(
        read_text(&small("[shock.crisis]", "[shock.\"crisis elsewhere\"]")),
        "bad-id",
        @r#"
error[bad-id]: `crisis elsewhere` cannot be an id
 --> small.toml:7:8
  |
7 | [shock."crisis elsewhere"]
  |        ^^^^^^^^^^^^^^^^^^
  |
  = help: write `crisis-elsewhere`: ids start with a letter a–z and go on with a–z, 0–9 and hyphens, 40 characters at most; a `label` may be anything

1 error in small.toml
"#
    );
}

#[test]
fn a_summit_of_fewer_than_two() {
    let summit = "[meeting.summit]\nparticipants = [\"kyiv\", \"kyiv\"]\n\n[shock.crisis]";
    refused!(read_text(&small("[shock.crisis]", summit)), "too-few", @r#"
error[too-few]: `kyiv` cannot hold a meeting alone
 --> small.toml:8:16
  |
8 | participants = ["kyiv", "kyiv"]
  |                ^^^^^^^^^^^^^^^^
  |
  = help: name two parties or more; or take the list out, and requester and gatekeeper meet

1 error in small.toml
"#);
    // None named is not none: requester and gatekeeper meet.
    let nobody = read_text(&small(
        "[shock.crisis]",
        "[meeting.summit]\nparticipants = []\n\n[shock.crisis]",
    ));
    assert_eq!(nobody.scenario.unwrap().summit_type().participants, PartySet::from_iter([0, 2]));
    // It is between whoever is listed.
    let two = "[meeting.summit]\nparticipants = [\"paris\", \"washington\"]\n\n[shock.crisis]";
    assert_eq!(
        read_text(&small("[shock.crisis]", two)).scenario.unwrap().summit_type().participants,
        PartySet::from_iter([1, 2])
    );
}

#[test]
fn parties_without_issues() {
    refused!(read_text(&small("stakes.aid = { weight = 1 }\nstakes.ceasefire = { weight = 0 }\n", "")), "no-issues", @r#"
error[no-issues]: party `paris` has no stake in any issue
  --> small.toml:24:1
   |
24 | [party.paris]
   | ^^^^^^^^^^^^^
   |
   = help: for example: stakes.ceasefire = { weight = 1, stance = 0.5 }

1 error in small.toml
"#);
}

#[test]
fn roles_that_nobody_or_too_many_have() {
    refused!(
        read_text(&small("role = \"requester\"", "role = \"ally\"")),
        "missing-role",
        @r#"
error[missing-role]: no party is the requester
  --> small.toml:18:2
   |
18 | [party.kyiv]
   |  ^^^^^
   |
   = help: give one party role = "requester"; parties: `kyiv`, `paris` and `washington`

1 error in small.toml
"#
    );
    refused!(
        read_text(&small("role = \"gatekeeper\"", "role = \"counterpart\"")),
        "missing-role",
        @r#"
error[missing-role]: no party is the gatekeeper
  --> small.toml:18:2
   |
18 | [party.kyiv]
   |  ^^^^^
   |
   = help: give one party role = "gatekeeper"; parties: `kyiv`, `paris` and `washington`

1 error in small.toml
"#
    );
    refused!(
        read_text(&small("role = \"gatekeeper\"", "role = \"requester\"")), "missing-role",
        "duplicate-role",
        @r#"
error[missing-role]: no party is the gatekeeper
  --> small.toml:18:2
   |
18 | [party.kyiv]
   |  ^^^^^
   |
   = help: give one party role = "gatekeeper"; parties: `kyiv`, `paris` and `washington`

error[duplicate-role]: more than one party is the requester: `kyiv` and `washington`
  --> small.toml:30:8
   |
30 | role = "requester"
   |        ^^^^^^^^^^^
   |
   = help: a scenario has one; the others may be allies: role = "ally"

2 errors in small.toml
"#
    );
    refused!(
        read_text(&small("role = \"ally\"", "role = \"requester\"")),
        "duplicate-role",
        @r#"
error[duplicate-role]: more than one party is the requester: `kyiv` and `paris`
  --> small.toml:25:8
   |
25 | role = "requester"
   |        ^^^^^^^^^^^
   |
   = help: a scenario has one; the others may be allies: role = "ally"

1 error in small.toml
"#
    );
    refused!(read_text(&small("role = \"ally\"\n", "")), "missing-key", @r#"
error[missing-key]: `[party.paris]` needs `role`
  --> small.toml:24:1
   |
24 | [party.paris]
   | ^^^^^^^^^^^^^
   |
   = help: for example: role = "requester"   # What it is to the process

1 error in small.toml
"#);
}

#[test]
fn an_empty_file_an_empty_agenda_and_nobody_to_talk() {
    refused!(read_text(""), "missing-key", "missing-key", "missing-key", @r#"
error[missing-key]: the scenario needs `gate`
--> small.toml
 = help: for example: gate = { family = "rounds-first", n = 3 }   # when the summit is granted

error[missing-key]: the scenario needs `issue`
--> small.toml
 = help: for example: [issue.ceasefire]   # the agenda is empty: name at least one issue

error[missing-key]: the scenario needs `party`
--> small.toml
 = help: for example: [party.kyiv]   # who takes part: a requester and a gatekeeper at least

3 errors in small.toml
"#);
    let (before, after) =
        (SMALL.find("[issue.ceasefire]").unwrap(), SMALL.find("[party.kyiv]").unwrap());
    refused!(
        read_text(&format!("{}{}", &SMALL[..before], &SMALL[after..])),
        "missing-key",
        @r#"
error[missing-key]: the scenario needs `issue`
--> small.toml
 = help: for example: [issue.ceasefire]   # the agenda is empty: name at least one issue

1 error in small.toml
"#
    );
    refused!(read_text(&SMALL[..after]), "missing-key", @r#"
error[missing-key]: the scenario needs `party`
--> small.toml
 = help: for example: [party.kyiv]   # who takes part: a requester and a gatekeeper at least

1 error in small.toml
"#);
}

#[test]
fn files_that_cannot_be_a_scenario() {
    let none = Overrides::default();
    let mut large = SMALL.as_bytes().to_vec();
    large.resize(MAX_BYTES + 1, b'\n');
    refused!(read_bytes(&large, &none), "too-large", @r#"
error[too-large]: the file is larger than 256 KiB
--> small.toml
 = help: a scenario is a few kilobytes of TOML; is this the right file?

1 error in small.toml
"#);
    large.pop();
    assert!(read_bytes(&large, &none).scenario.is_some());

    let deep = format!("all = [{}]", "{ all = [".repeat(9) + "{ rounds = 1 }" + &"] }".repeat(9));
    let deep = small("family = \"rounds-first\"\nn = 1", &deep);
    refused!(read_text(&deep), "too-deep", @r#"
error[too-deep]: nested deeper than 12 levels
 --> small.toml:4:53
  |
4 | ...ll = [{ all = [{ all = [{ all = [{ all = [{ all = [{ rounds = 1 }] }] }] }] }] }] }] }] }] }]
  |                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: no part of a scenario needs that; is a bracket left open?

1 error in small.toml
"#);
    let deeper = small("n = 1", &format!("n = {}", "[".repeat(100_000)));
    refused!(read_text(&deeper), "too-deep", @r#"
error[too-deep]: nested deeper than 12 levels
 --> small.toml:5:41
  |
5 | n = [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[...
  |                                         ^
  |
  = help: no part of a scenario needs that; is a bracket left open?

1 error in small.toml
"#);

    refused!(read_bytes(b"title = \"caf\xe9\"\n", &none), "not-utf8", @r#"
error[not-utf8]: the file is not UTF-8: byte 0xE9 at offset 12, on line 1
 --> small.toml:1:13
  |
1 | title = "caf�
  |             ^
  |
  = help: save the file as UTF-8 in your editor

1 error in small.toml
"#);
    refused!(read_bytes(b"\x00\x01\x02", &none), "syntax", @r#"
error[syntax]: an invisible character, U+0000, stands here
 --> small.toml:1:1
  |
1 | ␀␁␂
  | ^^^
  |
  = help: take it out

1 error in small.toml
"#);
}

#[test]
fn paths_that_lead_to_no_file() {
    let none = Overrides::default();
    refused!(Reading::of(read("kyiv-washingtn", &none)), "not-found", @r#"
error[not-found]: no such file, and no bundled scenario of that name
--> kyiv-washingtn
 = help: did you mean the bundled scenario `kyiv-washington`?

1 error in kyiv-washingtn
"#);
    refused!(Reading::of(read("scenarios/two_capitals.toml", &none)), "not-found", @r#"
error[not-found]: no such file, and no bundled scenario of that name
--> scenarios/two_capitals.toml
 = help: did you mean the bundled scenario `two-capitals`?

1 error in scenarios/two_capitals.toml
"#);
    refused!(without_names(read("no/such/file.toml", &none)), "not-found", @r#"
error[not-found]: no such file, and no bundled scenario of that name
--> no/such/file.toml
 = help: bundled are [names]

1 error in no/such/file.toml
"#);
    refused!(without_names(read("", &none)), "not-found", @r#"
error[not-found]: no such file, and no bundled scenario of that name
--> an empty path
 = help: bundled are [names]

1 error in an empty path
"#);
    refused!(Reading::of(read("tests", &none)), "directory", @r#"
error[directory]: this is a directory, not a scenario file
--> tests
 = help: name a file, such as `scenarios/kyiv-washington.toml`

1 error in tests
"#);
}

#[test]
fn too_many_parties_issues_options_and_shocks() {
    let mut text = SMALL.to_owned();
    for k in 4..=17 {
        let party = format!(
            "\n[party.p{k}]\nrole = \"ally\"\ninfluence = 1\nstakes = {{ aid.weight = 1, ceasefire.weight = 0 }}\n"
        );
        text.push_str(&party);
    }
    refused!(read_text(&text), "too-many", @r#"
error[too-many]: the scenario has 17 parties
   --> small.toml:100:8
    |
100 | [party.p17]
    |        ^^^
    |
    = help: at most 16 are allowed; this is the first too many

1 error in small.toml
"#);
    // The last is past any set of parties, and can be named all the same.
    let named = text
        .replace(
            "[shock.crisis]",
            "[meeting.summit]\nparticipants = [\"kyiv\", \"p17\"]\n[shock.crisis]",
        )
        .replace("family = \"rounds-first\"\nn = 1", "endorsed-by = [\"p17\"]");
    assert_eq!(read_text(&named).codes, ["too-many"]);
    let sixteen = text.split("\n[party.p17]").next().unwrap();
    assert_eq!(read_text(sixteen).rendered, "");

    let mut text = SMALL.to_owned();
    (3..=33).for_each(|k| text.push_str(&format!("\n[issue.i{k}]\n")));
    refused!(read_text(&text), "too-many", @r#"
error[too-many]: the scenario has 33 issues
  --> small.toml:95:8
   |
95 | [issue.i33]
   |        ^^^
   |
   = help: at most 32 are allowed; this is the first too many

1 error in small.toml
"#);
    assert!(read_text(text.split("\n[issue.i33]").next().unwrap()).scenario.is_some());

    let mut text = SMALL.to_owned();
    (2..=33).for_each(|k| text.push_str(&format!("\n[shock.s{k}]\n")));
    refused!(read_text(&text), "too-many", @r#"
error[too-many]: the scenario has 33 kinds of shock
  --> small.toml:97:8
   |
97 | [shock.s33]
   |        ^^^
   |
   = help: at most 32 are allowed; this is the first too many

1 error in small.toml
"#);

    let many: Vec<String> = (0..13).map(|k| format!("\"{k}\"")).collect();
    let options = format!("[{}]", many.join(", "));
    refused!(
        read_text(&small("[\"none\", \"partial\", \"full\"]", &options)),
        "out-of-range",
        @r#"
error[out-of-range]: issue `ceasefire` has 13 options
  --> small.toml:11:11
   |
11 | options = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"]
   |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
   |
   = help: an issue has from 2 to 12

1 error in small.toml
"#
    );
    refused!(
        read_text(&small("[\"none\", \"partial\", \"full\"]", "[\"none\"]")),
        "out-of-range",
        @r#"
error[out-of-range]: issue `ceasefire` has 1 option
  --> small.toml:11:11
   |
11 | options = ["none"]
   |           ^^^^^^^^
   |
   = help: an issue has from 2 to 12

1 error in small.toml
"#
    );
}

#[test]
fn options_values_and_the_status_quo_fit_one_another() {
    refused!(read_text(&small("values = [0, 1]", "values = [1]")), "wrong-length", @r#"
error[wrong-length]: 1 value for the 2 options of issue `aid`
  --> small.toml:22:37
   |
22 | stakes.aid = { weight = 1, values = [1] }
   |                                     ^^^
   |
   = help: give a value for each option

1 error in small.toml
"#);
    refused!(
        read_text(&small("\"some\"]\nstatus-quo = 0", "\"some\"]\nstatus-quo = 2")),
        "out-of-range",
        @r#"
error[out-of-range]: `status-quo` is 2, but issue `aid` has 2 options
  --> small.toml:16:14
   |
16 | status-quo = 2
   |              ^
   |
   = help: options are counted from 0: give 0 to 1

1 error in small.toml
"#
    );
    // All equal is a taste too.
    assert_eq!(read_text(&small("values = [0, 1]", "values = [1, 1]")).rendered, "");
    // No options named are five, and the first is the status quo of a generic file.
    let five =
        read_text(&small("options = [\"none\", \"partial\", \"full\"]\nstatus-quo = 0\n", ""));
    let scenario = five.scenario.unwrap();
    assert_eq!(scenario.issues[0].of.options, ["0", "1", "2", "3", "4"]);
    assert_eq!(scenario.issues[0].of.status_quo, 0);
}

#[test]
fn lines_of_scripts_that_cannot_be_followed() {
    let script = |lines: &str| {
        read_text(&small(
            "influence = 3",
            &format!("influence = 3\npolicy = \"scripted\"\nscript = {lines}"),
        ))
    };
    refused!(
        script("[\"grant = defer\", \"grnat = defer\", \"grant = maybe\", \"defer\"]"),
        "bad-script",
        "bad-script",
        "bad-script",
        @r#"
error[bad-script]: there is no request `grnat` to script
  --> small.toml:33:28
   |
33 | script = ["grant = defer", "grnat = defer", "grant = maybe", "defer"]
   |                            ^^^^^^^^^^^^^^^
   |
   = help: did you mean `grant`? Possible are move, take-summit, grant, call-round, aid, attend, endorse-issue, endorse-text, pledge, initiative, respond, ratify

error[bad-script]: `maybe` is no answer to `grant`
  --> small.toml:33:45
   |
33 | script = ["grant = defer", "grnat = defer", "grant = maybe", "defer"]
   |                                             ^^^^^^^^^^^^^^^
   |
   = help: possible are grant, defer, override

error[bad-script]: `defer` is no line of a script
  --> small.toml:33:62
   |
33 | script = ["grant = defer", "grnat = defer", "grant = maybe", "defer"]
   |                                                              ^^^^^^^
   |
   = help: write `grant = defer` for always, or `grant#0 = defer` for the first time, `grant#1` for the next

3 errors in small.toml
"#
    );
    refused!(script("[\"offer = accept\"]"), "bad-script", @r#"
error[bad-script]: there is no request `offer` to script
  --> small.toml:33:11
   |
33 | script = ["offer = accept"]
   |           ^^^^^^^^^^^^^^^^
   |
   = help: possible are move, take-summit, grant, call-round, aid, attend, endorse-issue, endorse-text, pledge, initiative, respond, ratify

1 error in small.toml
"#);
    refused!(script("[\"grant#first = defer\"]"), "bad-script", @r#"
error[bad-script]: `grant#first = defer` is no line of a script
  --> small.toml:33:11
   |
33 | script = ["grant#first = defer"]
   |           ^^^^^^^^^^^^^^^^^^^^^
   |
   = help: write `grant = defer` for always, or `grant#0 = defer` for the first time, `grant#1` for the next

1 error in small.toml
"#);
    assert_eq!(script("[\"grant = defer\", \"grant#2 = override\"]").rendered, "");
    let idle = small("influence = 3", "influence = 3\nscript = [\"grant = defer\"]");
    warned!(read_text(&idle), "unused-script", @r#"
warning[unused-script]: the script of party `washington` is not followed
  --> small.toml:32:1
   |
32 | script = ["grant = defer"]
   | ^^^^^^
   |
   = help: write policy = "scripted" beside it, or take it out

1 warning in small.toml
"#);
}

#[test]
fn gates_that_cannot_be_read() {
    let gate = |text: &str| read_text(&small("family = \"rounds-first\"\nn = 1", text));
    refused!(gate("family = \"round-first\""), "unknown-choice", @r#"
error[unknown-choice]: there is no gate family "round-first"
 --> small.toml:4:10
  |
4 | family = "round-first"
  |          ^^^^^^^^^^^^^
  |
  = help: did you mean "rounds-first"?

1 error in small.toml
"#);
    refused!(gate("family = \"never\"\nn = 2"), "unknown-choice", @r#"
error[unknown-choice]: there is no gate family "never"
 --> small.toml:4:10
  |
4 | family = "never"
  |          ^^^^^^^
  |
  = help: families: `summit-first`, `rounds-first`, `readiness`, `parallel`, `deadline-override` and `hybrid`

1 error in small.toml
"#);
    refused!(
        gate("family = \"deadline-override\"\ninner = \"deadline-override\""),
        "unknown-choice",
        @r#"
error[unknown-choice]: `inner` cannot be "deadline-override"
 --> small.toml:5:9
  |
5 | inner = "deadline-override"
  |         ^^^^^^^^^^^^^^^^^^^
  |
  = help: families: `summit-first`, `rounds-first`, `readiness`, `parallel` and `hybrid`

1 error in small.toml
"#
    );
    refused!(gate("n = 2"), "missing-key", @r#"
error[missing-key]: `[gate]` needs `family`
 --> small.toml:3:1
  |
3 | [gate]
  | ^^^^^^
  |
  = help: for example: family = "rounds-first"   # or a tree of `all`, `any`, `not` and leaves

1 error in small.toml
"#);
    refused!(gate("family = \"rounds-first\"\nn = -1"), "out-of-range", @r#"
error[out-of-range]: `gate.n` is -1, and must be from 0 to 1000
 --> small.toml:5:5
  |
5 | n = -1
  |     ^^
  |
  = help: a whole number from 0 to 1000

1 error in small.toml
"#);
    refused!(gate("family = \"readiness\"\nn = 1"), "unknown-key", @r#"
error[unknown-key]: unknown key `n` in `[gate]`
 --> small.toml:5:1
  |
5 | n = 1
  | ^
  |
  = help: known here: `family`, `preparation`, `cohesion` and `dwell`

1 error in small.toml
"#);
    refused!(gate("preparation = 60"), "out-of-range", @r#"
error[out-of-range]: `gate.preparation` is 60, and must be from 0 to 1
 --> small.toml:4:15
  |
4 | preparation = 60
  |               ^^
  |
  = help: a number from 0 to 1

1 error in small.toml
"#);
    refused!(gate("rounds = 1\nday = 3"), "ambiguous", @r#"
error[ambiguous]: one condition has `rounds` and `day`
 --> small.toml:3:1
  |
3 | [gate]
  | ^^^^^^
  |
  = help: put each into braces of its own, in `all = […]` or `any = […]`

1 error in small.toml
"#);
    refused!(gate("family = \"rounds-first\"\nall = [{ rounds = 3 }]"), "ambiguous", @r#"
error[ambiguous]: the gate has a family and `all`
 --> small.toml:5:1
  |
5 | all = [{ rounds = 3 }]
  | ^^^
  |
  = help: a gate is a family with its parameters, or a tree: keep one of them

1 error in small.toml
"#);
    refused!(gate("for-days = 7\nall = [{ preparation = 0.6 }]"), "ambiguous", @r#"
error[ambiguous]: `for-days` belongs to a leaf, not to `all`
 --> small.toml:4:1
  |
4 | for-days = 7
  | ^^^^^^^^
  |
  = help: write it into each leaf, such as { preparation = 0.6, for-days = 7 }

1 error in small.toml
"#);
    refused!(gate("all = []"), "empty", @r#"
error[empty]: `all` has no conditions
 --> small.toml:4:7
  |
4 | all = []
  |       ^^
  |
  = help: give at least one, such as { rounds = 3 }

1 error in small.toml
"#);
    refused!(gate("any = [{ rounds = 3 }, {}]"), "empty", @r#"
error[empty]: this condition says nothing
 --> small.toml:4:24
  |
4 | any = [{ rounds = 3 }, {}]
  |                        ^^
  |
  = help: conditions: all, any, not, endorsed-by, held, failed, since, agreed, rounds, breadth, preparation, goals, cohesion, endorsements, endorsed, day, strain, calm, asked

1 error in small.toml
"#);
    refused!(gate("not = { for-days = 2 }"), "empty", @r#"
error[empty]: this condition says nothing
 --> small.toml:4:7
  |
4 | not = { for-days = 2 }
  |       ^^^^^^^^^^^^^^^^
  |
  = help: conditions: all, any, not, endorsed-by, held, failed, since, agreed, rounds, breadth, preparation, goals, cohesion, endorsements, endorsed, day, strain, calm, asked

1 error in small.toml
"#);
    refused!(gate("endorsed-by = []"), "empty", @r#"
error[empty]: `endorsed-by` names no party
 --> small.toml:4:15
  |
4 | endorsed-by = []
  |               ^^
  |
  = help: for example endorsed-by = ["european-union"]

1 error in small.toml
"#);
    refused!(gate("all = \"rounds\""), "wrong-type", @r#"
error[wrong-type]: `gate.all`: expected a list of tables, found the text "rounds"
 --> small.toml:4:7
  |
4 | all = "rounds"
  |       ^^^^^^^^
  |
  = help: write [[gate.all]] above each, or all = [{ … }, { … }]

1 error in small.toml
"#);
    refused!(gate("all = [3]"), "wrong-type", @r#"
error[wrong-type]: `gate.all[0]`: expected a table, found the number 3
 --> small.toml:4:8
  |
4 | all = [3]
  |        ^
  |
  = help: write its keys in braces: { key = value }

1 error in small.toml
"#);
    refused!(gate("endorsed-by = \"paris\""), "wrong-type", @r#"
error[wrong-type]: `endorsed-by` takes a list of parties, found the text "paris"
 --> small.toml:4:15
  |
4 | endorsed-by = "paris"
  |               ^^^^^^^
  |
  = help: for example endorsed-by = ["european-union"]

1 error in small.toml
"#);
    refused!(
        gate("endorsed-by = [\"paris\", \"london\", \"kiyv\"]"), "unknown-party",
        "unknown-party",
        @r#"
error[unknown-party]: the gate names the party "london", which the scenario does not have
 --> small.toml:4:25
  |
4 | endorsed-by = ["paris", "london", "kiyv"]
  |                         ^^^^^^^^
  |
  = help: parties: `kyiv`, `paris` and `washington`

error[unknown-party]: the gate names the party "kiyv", which the scenario does not have
 --> small.toml:4:35
  |
4 | endorsed-by = ["paris", "london", "kiyv"]
  |                                   ^^^^^^
  |
  = help: did you mean "kyiv"?

2 errors in small.toml
"#
    );
    let leaves = vec!["{ day = 1 }"; 33].join(", ");
    refused!(gate(&format!("all = [{leaves}]")), "too-many", @r#"
error[too-many]: the gate has 33 leaves
 --> small.toml:3:1
  |
3 | [gate]
  | ^^^^^^
  |
  = help: at most 32 are allowed

1 error in small.toml
"#);
}

#[test]
fn a_gate_that_cannot_open_is_a_warning() {
    let gate = |text: &str| read_text(&small("family = \"rounds-first\"\nn = 1", text));
    warned!(gate("family = \"rounds-first\"\nn = 40"), "gate-never-opens", @r#"
warning[gate-never-opens]: the gate `rounds-first:n=40` opens about day 1200 at the earliest, and the window closes on day 365
 --> small.toml:3:2
  |
3 | [gate]
  |  ^^^^
  |
  = help: a control worth having, if it is meant; else ask for less, or lengthen `calendar.window`

1 warning in small.toml
"#);
    warned!(gate("all = [{ day = 500 }]"), "gate-never-opens", @r#"
warning[gate-never-opens]: the gate opens about day 500 at the earliest, and the window closes on day 365
 --> small.toml:3:2
  |
3 | [gate]
  |  ^^^^
  |
  = help: a control worth having, if it is meant; else ask for less, or lengthen `calendar.window`

1 warning in small.toml
"#);
    warned!(gate("endorsements = 2"), "gate-never-opens", @r#"
warning[gate-never-opens]: the gate can never open: it asks for 2 endorsements, and there is 1 ally to endorse
 --> small.toml:3:2
  |
3 | [gate]
  |  ^^^^
  |
  = help: a control worth having, if it is meant

1 warning in small.toml
"#);
    warned!(gate("endorsed-by = [\"paris\", \"washington\"]"), "gate-never-opens", @r#"
warning[gate-never-opens]: the gate can never open: only allies endorse, and `washington` is none
 --> small.toml:3:2
  |
3 | [gate]
  |  ^^^^
  |
  = help: a control worth having, if it is meant

1 warning in small.toml
"#);
    assert_eq!(gate("any = [{ day = 500 }, { rounds = 2 }]").rendered, "");
    assert_eq!(gate("any = [{ endorsements = 2 }, { rounds = 2 }]").rendered, "");
    assert_eq!(gate("not = { endorsements = 2 }").rendered, "");
}

#[test]
fn faults_of_arguments_point_at_the_argument() {
    refused!(read_set("", &["party.kyiv.influence=lots"]), "wrong-type", @r#"
error[wrong-type]: `party.kyiv.influence`: expected a number from 0 to 1000000, found the text "lots"
--> --set 'party.kyiv.influence=lots':1:22
 |
 | party.kyiv.influence=lots
 |                      ^^^^
 |
 = help: a number from 0 to 1000000 (ratio)

1 error in --set 'party.kyiv.influence=lots'
"#);
    refused!(read_set("", &["strain.growht=0.1"]), "unknown-key", @r#"
error[unknown-key]: unknown key `growht` in `[strain]`
--> --set 'strain.growht=0.1':1:8
 |
 | strain.growht=0.1
 |        ^^^^^^
 |
 = help: did you mean `growth`?

1 error in --set 'strain.growht=0.1'
"#);
    refused!(read_set("", &["party.kyv.influence=3"]), "unknown-party", @r#"
error[unknown-party]: the scenario has no party `kyv`
--> --set 'party.kyv.influence=3':1:7
 |
 | party.kyv.influence=3
 |       ^^^
 |
 = help: did you mean `kyiv`?

1 error in --set 'party.kyv.influence=3'
"#);
    refused!(read_set("", &["shock.crises.rate=3"]), "unknown-shock", @r#"
error[unknown-shock]: the scenario has no shock `crises`
--> --set 'shock.crises.rate=3':1:7
 |
 | shock.crises.rate=3
 |       ^^^^^^
 |
 = help: did you mean `crisis`?

1 error in --set 'shock.crises.rate=3'
"#);
    refused!(read_set("", &["party.paris.stakes.aids.weight=3"]), "unknown-issue", @r#"
error[unknown-issue]: party `paris` has a stake in `aids`, which is no issue
--> --set 'party.paris.stakes.aids.weight=3':1:20
 |
 | party.paris.stakes.aids.weight=3
 |                    ^^^^
 |
 = help: did you mean `aid`?

1 error in --set 'party.paris.stakes.aids.weight=3'
"#);
    refused!(
        read_set("", &["strain.initial=2", "strain"]), "out-of-range",
        "bad-override",
        @r#"
error[out-of-range]: `strain.initial` is 2, and must be from 0 to 1
--> --set 'strain.initial=2':1:16
 |
 | strain.initial=2
 |                ^
 |
 = help: a number from 0 to 1 (share); default 0.25

error[bad-override]: an override needs a `=`
--> --set 'strain':1:1
 |
 | strain
 | ^^^^^^
 |
 = help: write --set path=value, such as --set strain.initial=0.4

2 errors in --set 'strain.initial=2' and --set 'strain'
"#
    );
    refused!(read_set("", &["gate.n=2000"]), "out-of-range", @r#"
error[out-of-range]: `gate.n` is 2000, and must be from 0 to 1000
--> --set 'gate.n=2000':1:8
 |
 | gate.n=2000
 |        ^^^^
 |
 = help: a whole number from 0 to 1000

1 error in --set 'gate.n=2000'
"#);
    refused!(read_set("round-first", &[]), "unknown-choice", @r#"
error[unknown-choice]: there is no gate family "round-first"
--> --gate 'round-first':1:1
 |
 | round-first
 | ^^^^^^^^^^^
 |
 = help: did you mean "rounds-first"?

1 error in --gate 'round-first'
"#);
    refused!(read_set("rounds-first:n=many", &[]), "wrong-type", @r#"
error[wrong-type]: `gate.n`: expected a whole number from 0 to 1000, found the text "many"
--> --gate 'rounds-first:n=many':1:16
 |
 | rounds-first:n=many
 |                ^^^^
 |
 = help: a whole number from 0 to 1000

1 error in --gate 'rounds-first:n=many'
"#);
    refused!(read_set("rounds-first: n=3 , n=4", &[]), "duplicate-key", @r#"
error[duplicate-key]: `n` is given twice
--> --gate 'rounds-first: n=3 , n=4':1:21
 |
 | rounds-first: n=3 , n=4
 |                     ^
 |
 = help: keep one of them

1 error in --gate 'rounds-first: n=3 , n=4'
"#);
    refused!(
        read_set("readiness:preparation=0.6,cohesion=7,n=3", &[]), "out-of-range",
        "unknown-key",
        @r#"
error[out-of-range]: `gate.cohesion` is 7, and must be from 0 to 1
--> --gate 'readiness:preparation=0.6,cohesion=7,n=3':1:36
 |
 | readiness:preparation=0.6,cohesion=7,n=3
 |                                    ^
 |
 = help: a number from 0 to 1

error[unknown-key]: unknown key `n` in `[gate]`
--> --gate 'readiness:preparation=0.6,cohesion=7,n=3':1:38
 |
 | readiness:preparation=0.6,cohesion=7,n=3
 |                                      ^
 |
 = help: known here: `family`, `preparation`, `cohesion` and `dwell`

2 errors in --gate 'readiness:preparation=0.6,cohesion=7,n=3'
"#
    );
    refused!(read_set("rounds-first:n", &[]), "bad-override", @r#"
error[bad-override]: `n` has no value
--> --gate 'rounds-first:n':1:14
 |
 | rounds-first:n
 |              ^
 |
 = help: write --gate family:parameter=value,…, such as --gate rounds-first:n=3

1 error in --gate 'rounds-first:n'
"#);
    refused!(read_set("rounds-first:n=", &[]), "syntax", @r#"
error[syntax]: a value is missing here
--> --gate 'rounds-first:n=':1:16
 |
 | rounds-first:n=
 |                ^
 |
 = help: write a value after the `=`, or take the key out

1 error in --gate 'rounds-first:n='
"#);
    refused!(read_set(":n=3", &[]), "bad-override", @r#"
error[bad-override]: a gate needs a family
--> --gate ':n=3':1:1
 |
 | :n=3
 | ^^^^
 |
 = help: write --gate family:parameter=value,…, such as --gate rounds-first:n=3

1 error in --gate ':n=3'
"#);
    refused!(read_set("deadline-override:inner=never", &[]), "unknown-choice", @r#"
error[unknown-choice]: there is no gate family "never"
--> --gate 'deadline-override:inner=never':1:25
 |
 | deadline-override:inner=never
 |                         ^^^^^
 |
 = help: families: `summit-first`, `rounds-first`, `readiness`, `parallel` and `hybrid`

1 error in --gate 'deadline-override:inner=never'
"#);
    warned!(read_set("rounds-first:n=40", &[]), "gate-never-opens", @r#"
warning[gate-never-opens]: the gate `rounds-first:n=40` opens about day 1200 at the earliest, and the window closes on day 365
--> --gate 'rounds-first:n=40':1:1
 |
 | rounds-first:n=40
 | ^^^^^^^^^^^^^^^^^
 |
 = help: a control worth having, if it is meant; else ask for less, or lengthen `calendar.window`

1 warning in --gate 'rounds-first:n=40'
"#);
    // A new party is set as a whole.
    let whole = "party.rome={role=\"ally\",influence=1,stakes={aid={weight=1}}}";
    let scenario =
        read_set("readiness:dwell=3", &[whole, "party.rome.influence=2"]).scenario.unwrap();
    assert_eq!(scenario.parties[3].of.influence, 2.0);
    assert_eq!(scenario.gate_spec.label(), "readiness:preparation=0.6,cohesion=0.6,dwell=3");
}

#[test]
fn all_faults_of_a_file_are_told_in_its_order() {
    let text = SMALL
        .replace("n = 1", "n = -1")
        .replace("rate = 4", "raet = 4")
        .replace("\"partial\", \"full\"", "\"full\", \"full\"")
        .replace("role = \"ally\"", "role = \"alley\"")
        .replace("influence = 2", "influence = nan")
        .replace("stakes.aid = { weight = 1 }", "stakes.adi = { weight = 0 }")
        .replace("values = [0, 1]", "values = [0, 1, 2]")
        .replace("influence = 3", "influence = \"3\"");
    refused!(
        read_text(&text),
        "out-of-range", "unknown-key", "duplicate-id", "not-finite", "out-of-range",
        "unknown-choice", "all-zero", "unknown-issue", "wrong-type",
        @r#"
error[out-of-range]: `gate.n` is -1, and must be from 0 to 1000
 --> small.toml:5:5
  |
5 | n = -1
  |     ^^
  |
  = help: a whole number from 0 to 1000

error[unknown-key]: unknown key `raet` in `[shock.crisis]`
 --> small.toml:8:1
  |
8 | raet = 4
  | ^^^^
  |
  = help: did you mean `rate`?

error[duplicate-id]: issue `ceasefire` has the option "full" twice
  --> small.toml:11:11
   |
11 | options = ["none", "full", "full"]
   |           ^^^^^^^^^^^^^^^^^^^^^^^^
   |
   = help: give each its own name

error[not-finite]: `party.kyiv.influence` is NaN, which is not a finite number
  --> small.toml:20:13
   |
20 | influence = nan
   |             ^^^
   |
   = help: a number from 0 to 1000000 (ratio)

error[out-of-range]: `party.kyiv.stakes.aid.values[2]` is 2, and must be from 0 to 1
  --> small.toml:22:44
   |
22 | stakes.aid = { weight = 1, values = [0, 1, 2] }
   |                                            ^
   |
   = help: a list, each value a number from 0 to 1 (utility); default []

error[unknown-choice]: `party.paris.role` cannot be "alley"
  --> small.toml:25:8
   |
25 | role = "alley"
   |        ^^^^^^^
   |
   = help: did you mean "ally"? Possible are `requester`, `gatekeeper`, `ally` and `counterpart`

error[all-zero]: the weights of party `paris` are all zero
  --> small.toml:27:1
   |
27 | stakes.adi = { weight = 0 }
   | ^^^^^^
   |
   = help: weights are ratios: give at least one issue a weight above 0

error[unknown-issue]: party `paris` has a stake in `adi`, which is no issue
  --> small.toml:27:8
   |
27 | stakes.adi = { weight = 0 }
   |        ^^^
   |
   = help: did you mean `aid`?

error[wrong-type]: `party.washington.influence`: expected a number from 0 to 1000000, found the text "3"
  --> small.toml:31:13
   |
31 | influence = "3"
   |             ^^^
   |
   = help: write the number without quotes: 3

9 errors in small.toml
"#
    );
}

#[test]
fn attention_that_starts_above_one() {
    let loaded = summitry_model::scenario::read(
        "kyiv-washington",
        &summitry_model::scenario::Overrides {
            set: vec!["attention.floor=0.9".into()],
            ..summitry_model::scenario::Overrides::default()
        },
    );
    assert!(loaded.scenario.is_none());
    let rendered = loaded.faults.render(&loaded.sources, false);
    assert!(rendered.contains("attention starts at 1.350"), "{rendered}");
}

#[test]
fn a_key_in_the_wrong_table_is_told_where_it_belongs() {
    let belongs = |from: &str, to: &str| read_text(&small(from, to)).rendered;
    let text = belongs("[shock.crisis]", "[window]\nlead = 3\n[shock.crisis]");
    assert!(text.contains("`lead` belongs to `[meeting.summit]`"), "{text}");
    let text = belongs("[shock.crisis]", "[summit]\nhazard = 0.1\n[shock.crisis]");
    assert!(text.contains("`hazard` belongs to `[window]`"), "{text}");
    let text = belongs("influence = 3", "influence = 3\nweight = 1");
    assert!(text.contains("`weight` belongs to `[party.<id>.stakes.<issue>]`"), "{text}");
    let text = belongs("[shock.crisis]", "[parties.paris]\nrole = \"ally\"\n[shock.crisis]");
    assert!(
        text.contains("unknown table `parties`") && text.contains("did you mean `party`?"),
        "{text}"
    );
    let text = belongs("[shock.crisis]", "[credibilities]\nnormal = 1\n[shock.crisis]");
    assert!(text.contains("did you mean `credibility`?"), "{text}");
}
