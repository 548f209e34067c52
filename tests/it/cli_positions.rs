//! Scenarios from tables of positions: the three shapes, what is refused and where, and the baselines beside them.

use std::fs;

use summitry_model::scenario::{Overrides, Scenario, read};

use crate::cli_place::{Place, Ran};

const KTAB: &str = include_str!("data/positions-ktab.csv");
const LONG: &str = include_str!("data/positions-long.csv");
const WIDE: &str = include_str!("data/positions-wide-issues.csv");
const ROLES: &str = "--role Northland=gatekeeper --role Southland=requester";

fn scenario(place: &Place, name: &str) -> Scenario {
    let loaded = read(&place.path(name).display().to_string(), &Overrides::default());
    let faults = loaded.faults.render(&loaded.sources, false);
    assert_eq!(faults, "");
    loaded.scenario.unwrap()
}

fn made(place: &Place, table: &str, options: &str) -> (Scenario, Ran) {
    place.write("t.csv", table);
    let ran = place.run_with(&format!("new t.toml --from t.csv {options}"), &[("COLUMNS", "140")]);
    (scenario(place, "t.toml"), ran.ended(0))
}

#[test]
fn the_three_shapes_give_the_same_numbers() {
    let place = Place::new();
    let (ktab, ran) = made(&place, KTAB, &format!("{ROLES} --no-deal 50"));
    assert_eq!((ktab.parties.len(), ktab.issues.len()), (6, 2));
    assert_eq!(ktab.title, "Harbour dispute");
    assert_eq!(ktab.parties[0].of.influence, 90.0);
    assert_eq!(ktab.issues[0].of.options, ["15", "30", "50", "55", "60", "80"]);
    assert_eq!(ktab.stakes[0][0].weight, 90.0);
    assert_eq!(ktab.stakes[0][0].values, [0.35, 0.5, 0.7, 0.75, 0.8, 1.0]);
    assert!(
        ran.err.contains(
            "no role is given for Port Union, Shippers, Mediator, Islands: they are allies"
        )
    );

    let place = Place::new();
    let (long, _) = made(&place, LONG, "--no-deal 0 --loss quadratic");
    assert_eq!((long.requester, long.gatekeeper), (1, 0));
    assert_eq!(long.issues[0].id, "fishing-limits");
    assert_eq!(long.issues[0].of.options, ["0", "15", "30", "60", "80"]);
    assert_eq!(long.stakes[0][0].values, [0.36, 0.5775, 0.75, 0.96, 1.0]);

    let place = Place::new();
    let (wide, ran) = made(&place, WIDE, ROLES);
    assert_eq!(wide.issues[1].of.status_quo, 2);
    // Both cells empty: no stake.
    assert_eq!(wide.stakes[2][2].weight, 0.0);
    let text = place.text("t.toml");
    assert!(
        text.contains("SHA-256 b3e74f88b25a9819927d056d13fc472288c270667e19358a608ea8a2ece519c5")
    );
    assert!(text.contains("no column of capability: all actors have the same"), "{text}");
    // What holds anyway is worth exactly the reservation.
    let held: f64 = (90.0 * 0.2 + 60.0 * 0.7 + 40.0 * 0.0) / 190.0;
    assert!((wide.parties[0].of.reservation - held).abs() < 2e-6);
    // Weighted mean: (80×90 + 15×95 + 55×70) / 255; errors over the three outcomes.
    assert!(ran.out.contains("48.9"), "{}", ran.out);
    let rows = place.text("t.baselines.csv");
    assert!(rows.contains("Fishing limits,weighted-mean,48.921569,55,6.078431\n"), "{rows}");
    assert!(rows.contains("Fishing limits,weighted-median,55,55,0\n"), "{rows}");
    assert!(rows.contains("Port fees,weighted-median,27.5,30,2.5\n"), "{rows}");
    assert!(ran.out.contains("Mean absolute error over 3 issues with an outcome"), "{}", ran.out);
    assert!(
        ran.out.contains("Nearer to the outcomes than the simulation: weighted mean"),
        "{}",
        ran.out
    );
    place.run("run t.toml --runs 20 --quiet").ended(0);
}

#[test]
fn what_a_table_lacks_is_named_with_its_option_and_nothing_is_written() {
    let place = Place::new();
    place.write("t.csv", KTAB);
    let words = |ran: Ran| ran.err.split_whitespace().collect::<Vec<_>>().join(" ");
    let err = words(place.run("new t.toml --from t.csv").ended(2));
    for part in [
        "no actor is the requester, who asks for the summit: --role Northland=requester",
        "no actor is the gatekeeper, who grants it: --role Northland=gatekeeper",
        "Dimension 1 has no reference point, what holds without agreement: --no-deal 'Dimension 1=NUMBER'",
        "Dimension 2 has no reference point",
        "4 things are missing in t.csv; nothing was written",
    ] {
        assert!(err.contains(part), "{part}: {err}");
    }
    let options = format!("{ROLES} --role Shipers=ally --no-deal 150");
    let err = words(place.run(&format!("new t.toml --from t.csv {options}")).ended(2));
    assert!(err.contains("there is no actor \"Shipers\"; did you mean \"Shippers\"?"), "{err}");
    assert!(err.contains("without agreement is 150, outside the scale of 0 to 100"), "{err}");
    assert!(!place.path("t.toml").exists());
}

/// Holds that a table is refused, with these words, and that nothing is written.
fn refused(table: &[u8], parts: &[&str]) {
    let place = Place::new();
    fs::write(place.path("t.csv"), table).unwrap();
    let ran = place.run_with("new t.toml --from t.csv --no-deal 0", &[]).ended(65);
    for part in parts {
        assert!(ran.err.contains(part), "{part}: {}", ran.err);
    }
    assert!(!place.path("t.toml").exists() && !place.path("t.baselines.csv").exists());
}

const HEADER: &str = "actor,role,issue,position,salience\n";

#[test]
fn faults_of_a_table_are_told_with_row_and_column() {
    let table = "A,requester,Fish,80,\nB,gatekeepr,Fish,150,50\nC,requester,Fish,10,40\nc,ally,Fish,12,40\nA,requester,Fish,80,10\n";
    refused(
        format!("{HEADER}{table}").as_bytes(),
        &[
            "row 2, column 5: A on Fish has a position and no salience",
            "row 3, column 2: \"gatekeepr\" is no role: did you mean `gatekeeper`?",
            "row 3, column 4: a position on Fish is 150, outside the scale of 0 to 100",
            "row 4, column 2: A and C are both the requester",
            "row 5, column 1: the actor \"c\" is spelt \"C\" in row 4",
            "row 6: A on Fish stands twice, also in row 2",
            "6 errors in t.csv; nothing was written",
        ],
    );
    let two = |cells: &str| format!("{HEADER}A,requester,Fish,{cells}\nB,gatekeeper,Fish,10,50\n");
    refused(two(",90").as_bytes(), &["row 2, column 4: A on Fish has a salience and no position"]);
    refused(
        two("80,5,90").as_bytes(),
        &["row 2, column 6: the row has 6 fields", "a decimal comma"],
    );
    refused(two("\"80,5\",90").as_bytes(), &["row 2, column 4", "write 80.5"]);
    refused(two("80,190").as_bytes(), &["row 2, column 5: salience of A on Fish is 190"]);
    refused(two("01.05.2026,90").as_bytes(), &["row 2, column 4", "\"01.05.2026\" is a date"]);
    refused(two("2026-05-01,90").as_bytes(), &["row 2, column 4", "is a date"]);
    refused(two("high,90").as_bytes(), &["row 2, column 4", "\"high\" is not a number"]);
    refused(two("80,0").as_bytes(), &["row 2, column 1: A has no stake in any issue"]);
    refused(
        b"actor,role,issue,position,saliance\nA,ally,F,1,2\n",
        &["row 1: the header has no column `salience`; is it \"saliance\", column 5?"],
    );
    refused(b"", &["the table is empty"]);
    refused(b"hello,world\n1,2\n", &["no row is the header of a table of positions"]);
    refused(b"actor,issue\n\"A,b\n", &["a quotation mark is never closed"]);
    let wide = "issue,A_position,A_salience,B_position\nFish,1,2,3\nFish,1,2,4\n";
    refused(
        wide.as_bytes(),
        &["row 1, column 4: B has no column of its salience", "row 3: A on Fish stands twice"],
    );
    let ktab = "T,about,3,2\nActor,Power,Pstn1,Sal1,\nA,9,80,90,\nB,8,20,30,\nB,8,20,30,\n";
    refused(
        ktab.as_bytes(),
        &[
            "row 1, column 4: the first line says 2 dimensions, and the table has 1",
            "row 5, column 1: the actor B stands twice",
        ],
    );
}

#[test]
fn tables_of_excel_are_read_in_any_locale() {
    let numbers = |text: Vec<u8>| {
        let place = Place::new();
        fs::write(place.path("t.csv"), text).unwrap();
        place.run("new t.toml --from t.csv --no-deal 0").ended(0);
        let scenario = scenario(&place, "t.toml");
        (scenario.issues[0].of.options.clone(), scenario.parties[0].of.label.clone())
    };
    let expected = (["0", "10", "80.5"].map(str::to_owned).to_vec(), "Côte".to_owned());
    let rows = "actor;role;issue;position;salience\r\nCôte;requester;Fish;80,5;90\r\nB;gatekeeper;Fish;10;50\r\n";
    assert_eq!(numbers(rows.as_bytes().to_vec()), expected);
    assert_eq!(numbers([b"\xef\xbb\xbf", rows.as_bytes()].concat()), expected);
    assert_eq!(numbers(format!("sep=;\r\n{rows}").into_bytes()), expected);
    let windows: Vec<u8> = rows.chars().map(|c| if c == 'ô' { 0xf4 } else { c as u8 }).collect();
    assert_eq!(numbers(windows), expected);
    let tabs = rows.replace(';', "\t");
    let wide = std::iter::once(0xfeff).chain(tabs.encode_utf16()).flat_map(u16::to_le_bytes);
    assert_eq!(numbers(wide.collect()), expected);
}

#[test]
fn neither_file_is_overwritten() {
    let place = Place::new();
    place.write("t.csv", WIDE);
    place.write("t.baselines.csv", "mine");
    let ran = place.run(&format!("new t.toml --from t.csv {ROLES}")).ended(2);
    assert!(ran.err.contains("t.baselines.csv already exists"), "{}", ran.err);
    assert!(!place.path("t.toml").exists());
    assert_eq!(place.text("t.baselines.csv"), "mine");
}
