//! Profiles in Genius XML, and domains made of them.

use std::path::Path;

use summitry_model::bargaining::import::{self, Domain, Profile};

pub(crate) fn data(name: &str) -> String {
    format!("{}/tests/it/data/{name}", env!("CARGO_MANIFEST_DIR"))
}

pub(crate) fn fixture(name: &str) -> Profile {
    import::read(Path::new(&data(name))).unwrap()
}

/// A profile with this in its one objective.
fn objective(inner: &str) -> Result<Profile, import::ImportError> {
    let text =
        format!(r#"<utility_space><objective index="0">{inner}</objective></utility_space>"#);
    import::parse(&text, "party.xml")
}

const PRICE: &str = r#"<issue index="1" name="Price"><item value="a" evaluation="1"/>
    <item value="b" evaluation="4"/></issue><weight index="1" value="3"/>"#;

#[test]
fn evaluations_are_shares_of_the_greatest_and_weights_are_as_they_stand() {
    let buyer = fixture("car-buyer.xml");
    assert_eq!(buyer.name(), "car-buyer");
    let names: Vec<&str> = buyer.issues().iter().map(|issue| issue.name.as_str()).collect();
    assert_eq!(names, ["Price", "Delivery & papers", "Years of warranty"]);
    assert_eq!(buyer.issues()[2].values, ["0", "1", "2", "3", "4"]);
    let ordered: Vec<bool> = buyer.issues().iter().map(|issue| issue.ordered).collect();
    assert_eq!(ordered, [false, false, true]);
    assert_eq!(buyer.weights(), [0.5, 0.3, 0.2]);
    assert_eq!(buyer.values()[0], [1.0, 0.75, 0.0]);
    assert_eq!(buyer.values()[1], [1.0, 0.25]);
    // A line that would leave [0, 1] is held within.
    assert_eq!(buyer.values()[2], [0.2, 0.45, 0.7, 0.95, 1.0]);
    assert_eq!((buyer.reservation(), buyer.discount()), (0.3, 0.9));
    let preferences = buyer.preferences();
    assert!((preferences.utility(&[1, 0, 2]) - (0.375 + 0.3 + 0.14)).abs() < 1e-12);
    assert_eq!((preferences.reservation(), preferences.discount()), (0.3, 0.9));
}

#[test]
fn what_is_not_said_is_nothing_and_an_issue_without_worth_stays_so() {
    let seller = fixture("car-seller.xml");
    assert_eq!(seller.values()[1], [0.0, 0.0]);
    // A factor of 0 stands for none.
    assert_eq!((seller.reservation(), seller.discount()), (0.0, 1.0));
    let bare = objective(PRICE).unwrap();
    assert_eq!((bare.reservation(), bare.discount()), (0.0, 1.0));
    assert_eq!((bare.weights(), bare.values()), (&[3.0][..], &[vec![0.25, 1.0]][..]));
}

#[test]
fn profiles_are_put_in_the_order_of_the_first() {
    let files = ["car-buyer.xml", "car-seller.xml", "car-broker.json"];
    let alone: Vec<Profile> = files.into_iter().map(fixture).collect();
    let domain = Domain::new(alone.clone()).unwrap();
    assert_eq!(domain.parties().collect::<Vec<_>>(), ["car-buyer", "car-seller", "The broker"]);
    assert_eq!(domain.issues(), alone[0].issues());
    let preferences = domain.preferences();
    // Low price, this week, 3 years; in the seller's file the issues stand the other way round.
    let worth: Vec<f64> = preferences.iter().map(|p| p.utility(&[0, 0, 3])).collect();
    assert_eq!(worth[0], alone[0].preferences().utility(&[0, 0, 3]));
    assert!((worth[1] - alone[1].preferences().utility(&[3, 1, 2])).abs() < 1e-12);
    assert!((worth[2] - alone[2].preferences().utility(&[0, 3, 1])).abs() < 1e-12);
    for (own, at_table) in alone.iter().zip(&preferences) {
        assert!((own.reservation() - at_table.reservation()).abs() < 1e-12);
        assert!((own.preferences().most() - at_table.most()).abs() < 1e-12);
    }
    for file in ["car-domain.xml", "car-domain.json", "car-seller.xml"] {
        domain.check(&import::read_domain(Path::new(&data(file))).unwrap()).unwrap();
    }
}

#[test]
fn what_an_agent_is_told_of_its_utility_does_not_change_it() {
    let text = format!(
        r#"<utility_space type="UNCERTAIN"><objective index="0">{PRICE}</objective>
           <reservation value="0.5"></reservation><comparisons>50</comparisons><errors>0</errors>
           <fixed_seed>true</fixed_seed><experimental>false</experimental></utility_space>"#
    );
    let profile = import::parse(&text, "party.xml").unwrap();
    assert_eq!((profile.reservation(), profile.values()), (0.5, &[vec![0.25, 1.0]][..]));
}

#[test]
fn weights_that_do_not_sum_to_one_make_utilities_that_go_beyond_it() {
    let profile = import::parse(
        &format!(
            r#"<utility_space><objective index="0">{PRICE}
               <issue index="2" name="Days"><item value="x" evaluation="0"/>
               <item value="y" evaluation="2"/></issue><weight index="2" value="0.5"/></objective>
               <reservation value="1.25"/></utility_space>"#
        ),
        "party.xml",
    )
    .unwrap();
    let of = profile.preferences();
    assert_eq!((of.utility(&[0, 0]), of.utility(&[1, 1])), (0.75, 3.5));
    assert_eq!(of.reservation(), 1.25);
}

#[test]
fn a_weight_of_no_issue_and_a_bare_ampersand_are_harmless() {
    let stray = fixture("stray-weight.xml");
    assert_eq!((stray.weights(), &stray.issues()[0].name[..]), (&[1.0][..], "price"));
    let own = objective(&format!(r#"{PRICE}<weight index="0" value="1"/>"#)).unwrap();
    assert_eq!(own.weights(), [3.0]);
    let bare = fixture("bare-ampersand.xml");
    assert_eq!(bare.issues()[0].values, ["low", "high & dry"]);
    for (written, read) in
        [("&", "&"), ("a&b;c d", "?"), ("R&D", "R&D"), ("&amp;&&#65;", "&&A"), ("x &; y", "x &; y")]
    {
        let text = PRICE.replace("value=\"b\"", &format!("value=\"{written}\""));
        match objective(&text) {
            Ok(profile) => assert_eq!(profile.issues()[0].values[1], read),
            // What looks like an entity and is none is still refused.
            Err(error) => assert_eq!((error.code(), read), ("syntax", "?"), "{written}"),
        }
    }
}

#[test]
fn files_are_read_in_the_encodings_that_they_declare() {
    let text = |encoding: &str| {
        format!(
            r#"<?xml version="1.0" encoding="{encoding}"?><utility_space><objective index="0">
               <issue index="1" name="Café"><item value="10 €" evaluation="1"/></issue>
               <weight index="1" value="1"/></objective><optout value="0"/></utility_space>"#
        )
    };
    let windows = |text: &str| -> Vec<u8> {
        let byte = |c: char| match c {
            'é' => 0xe9,
            '€' => 0x80,
            c => c as u8,
        };
        text.chars().map(byte).collect()
    };
    let wide = |text: &str, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    };
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("party.xml");
    for bytes in [
        text("UTF-8").into_bytes(),
        windows(&text("windows-1252")),
        windows(&text("ISO-8859-1")),
        wide(&format!("\u{feff}{}", text("UTF-16")), u16::to_le_bytes),
        wide(&format!("\u{feff}{}", text("utf-16")), u16::to_be_bytes),
        wide(&text("UTF-16LE"), u16::to_le_bytes),
    ] {
        std::fs::write(&path, bytes).unwrap();
        let profile = import::read(&path).unwrap();
        assert_eq!(
            (&profile.issues()[0].name[..], &profile.issues()[0].values[0][..]),
            ("Café", "10 €")
        );
    }
}

#[test]
fn real_numbers_are_sampled_and_so_are_whole_numbers_past_255() {
    let real = |evaluator: &str| {
        objective(&format!(
            r#"<issue index="1" name="Price" type="real"><range lowerbound="2" upperbound="4"/>
               <evaluator {evaluator}/></issue><weight index="1" value="1"/>"#
        ))
        .unwrap()
    };
    let linear = real(r#"ftype="linear" parameter0="-1" parameter1="0.5""#);
    assert_eq!(linear.issues()[0].values[..3], ["2", "2.2", "2.4"]);
    assert_eq!((linear.issues()[0].values.len(), linear.issues()[0].sampled), (11, true));
    let near = |values: &[f64], at: usize, value: f64| {
        assert!((values[at] - value).abs() < 1e-12, "{values:?}");
    };
    near(&linear.values()[0], 5, 0.5);
    near(&linear.values()[0], 10, 1.0);
    let peak = real(r#"ftype="triangular" parameter0="2" parameter1="4" parameter2="2.4""#);
    near(&peak.values()[0], 2, 1.0);
    near(&peak.values()[0], 1, 0.5);
    near(&peak.values()[0], 6, 0.5);
    let whole = objective(
        r#"<issue index="1" name="Price" type="integer" lowerbound="0" upperbound="1000">
           <evaluator ftype="linear" offset="0" slope="0.001"/></issue><weight index="1" value="1"/>"#,
    )
    .unwrap();
    let values = &whole.issues()[0].values;
    assert_eq!((values.len(), &values[0][..], &values[254][..]), (255, "0", "1000"));
    near(&whole.values()[0], 254, 1.0);
    near(&whole.values()[0], 127, values[127].parse::<f64>().unwrap() / 1000.0);
}

#[test]
fn an_issue_of_up_to_255_numbers_is_read_whole() {
    let numbers = |high: i64| {
        objective(&format!(
            r#"<issue index="4" name="Days" type="integer" lowerbound="-2" upperbound="{high}">
               <evaluator offset="0" slope="0.001"/></issue><weight index="4" value="1"/>"#
        ))
    };
    let days = numbers(252).unwrap();
    assert_eq!(days.issues()[0].values.len(), 255);
    assert_eq!(days.issues()[0].values[0], "-2");
    assert_eq!(days.values()[0][2], 0.002);
    assert!(!days.issues()[0].sampled && numbers(253).unwrap().issues()[0].sampled);
    assert_eq!(numbers(i64::MAX).unwrap_err().code(), "out-of-range");
    assert_eq!(numbers(-3).unwrap_err().code(), "out-of-range");
}

#[test]
fn numbers_may_be_listed_as_items_and_a_byte_order_mark_stands_before_them() {
    let text = format!(
        "\u{feff}<?xml version=\"1.0\"?>\n<utility_space><objective>{}</objective></utility_space>",
        r#"<issue index="1" name="Days" type="integer"><item value="1" evaluation="2"/>
           <item value="2" evaluation="1"/></issue><weight index="1" value="1"/>"#
    );
    let profile = import::parse(&text, "days.xml").unwrap();
    assert_eq!(profile.values(), [[1.0, 0.5]]);
    assert!(!profile.issues()[0].ordered);
}

#[test]
fn thirty_two_issues_are_read_and_one_more_refused() {
    let issues = |count: usize| {
        let inner: String = (0..count)
            .map(|k| {
                format!(
                    r#"<issue index="{k}" name="i{k}"><item value="a" evaluation="1"/></issue>
                       <weight index="{k}" value="1"/>"#
                )
            })
            .collect();
        objective(&inner)
    };
    assert_eq!(issues(32).unwrap().issues().len(), 32);
    assert_eq!(issues(33).unwrap_err().code(), "too-many");
    assert_eq!(issues(0).unwrap_err().code(), "no-issues");
}
