//! Assessed texts: against brute force over all texts of a small case, and as they are printed.

use serde_json::Value;
use summitry_lab::assess::{Assessor, EPSILON, ProposedText, Target};
use summitry_model::scenario::{Overrides, read_text};

use crate::cli_place::Place;

const CASE: &str = include_str!("data/assess.toml");

/// All texts of some options a issue.
fn all(counts: &[u8]) -> Vec<Vec<u8>> {
    counts.iter().fold(vec![Vec::new()], |texts, &count| {
        texts.iter().flat_map(|text| (0..count).map(move |o| [&text[..], &[o]].concat())).collect()
    })
}

#[test]
fn an_assessment_is_that_of_brute_force_over_all_texts() {
    let (mut sources, mut faults) = Default::default();
    let scenario =
        read_text("case", CASE, &Overrides::default(), &mut sources, &mut faults).unwrap();
    let counts: Vec<u8> =
        scenario.issues.iter().map(|issue| issue.of.options.len() as u8).collect();
    // By hand, from the file: the share of the best deal.
    let worth = |party: usize, text: &[u8]| {
        let stakes = &scenario.stakes[party];
        let sum = |of: &dyn Fn(usize) -> f64| {
            (0..text.len()).map(|j| stakes[j].weight * of(j)).sum::<f64>()
        };
        let best = |j: usize| stakes[j].values.iter().copied().fold(0.0, f64::max);
        sum(&|j| stakes[j].values[usize::from(text[j])]) / sum(&best)
    };
    let parties = scenario.parties.len();
    let accepts = |text: &[u8]| -> Vec<bool> {
        (0..parties)
            .map(|i| worth(i, text) >= scenario.parties[i].of.reservation - EPSILON)
            .collect()
    };
    let texts = all(&counts);
    assert_eq!(texts.len(), 60);
    let assessor = Assessor::new(scenario.clone());
    let mut amended = 0;
    for text in &texts {
        let proposed =
            ProposedText { name: String::new(), options: text.clone(), left_out: Vec::new() };
        let assessed = assessor.assess(proposed);
        let now = accepts(text);
        for (i, view) in assessed.parties.iter().enumerate() {
            assert!((view.worth - worth(i, text)).abs() < 1e-9);
            // All must agree here, so that each who refuses blocks.
            assert_eq!((view.accepts, view.blocks), (now[i], !now[i]), "{text:?}");
        }
        let blockers: Vec<usize> = (0..parties).filter(|&i| !now[i]).collect();
        let mut targets: Vec<(Target, Vec<usize>)> =
            blockers.iter().map(|&i| (Target::Party(i), vec![i])).collect();
        if blockers.len() > 1 {
            targets.push((Target::All, blockers.clone()));
        }
        for (target, who) in targets {
            // The least greatest loss, then the least sum, over all texts so many changes away.
            let cheapest = |changes: usize| {
                texts
                    .iter()
                    .filter(|other| {
                        other.iter().zip(text).filter(|(a, b)| a != b).count() == changes
                    })
                    .filter(|other| {
                        let then = accepts(other);
                        (0..parties).all(|i| then[i] || !now[i]) && who.iter().all(|&i| then[i])
                    })
                    .map(|other| {
                        let losses: Vec<f64> = (0..parties)
                            .filter(|&i| now[i])
                            .map(|i| (worth(i, text) - worth(i, other)).max(0.0))
                            .collect();
                        (losses.iter().copied().fold(0.0, f64::max), losses.iter().sum::<f64>())
                    })
                    .min_by(|a, b| a.partial_cmp(b).unwrap())
            };
            let found = |changes: usize| {
                let mut of = assessed
                    .amendments
                    .iter()
                    .filter(|a| a.target == target && a.changes.len() == changes);
                of.next().map(|a| (a.cost, a.total))
            };
            let near =
                |a: (f64, f64), b: (f64, f64)| (a.0 - b.0).abs() < 1e-8 && (a.1 - b.1).abs() < 1e-8;
            match (cheapest(1), found(1)) {
                (Some(a), Some(b)) => assert!(near(a, b), "{text:?} {target:?} {a:?} {b:?}"),
                (a, b) => assert_eq!(a, b, "{text:?} {target:?}"),
            }
            let better = cheapest(2).filter(|two| {
                cheapest(1).is_none_or(|one| {
                    two.0 < one.0 - 1e-9 || ((two.0 - one.0).abs() < 1e-9 && two.1 < one.1 - 1e-9)
                })
            });
            match (better, found(2)) {
                (Some(a), Some(b)) => {
                    assert!(near(a, b), "{text:?} {target:?} {a:?} {b:?}");
                    amended += 1;
                }
                (a, b) => assert_eq!(a, b, "{text:?} {target:?}"),
            }
        }
        // On the front: no text is better for one and no worse for all others.
        let dominated = texts.iter().any(|other| {
            let gains = (0..parties).map(|i| worth(i, other) - worth(i, text));
            let gains: Vec<f64> = gains.collect();
            gains.iter().all(|gain| *gain > -1e-9) && gains.iter().any(|gain| *gain > 1e-9)
        });
        assert_eq!(assessed.distance.unwrap().front > 1e-9, dominated, "{text:?}");
    }
    assert!(amended > 3, "two changes were better {amended} times");
}

#[test]
fn a_text_is_printed_as_a_table_as_json_and_as_a_page() {
    let place = Place::new();
    place.write("case.toml", CASE);
    let ran = place.run("assess case.toml --text border=OPEN,water=0").ended(0);
    assert!(ran.out.contains("reject, blocks"), "{}", ran.out);
    assert!(ran.out.contains("To bring in "), "{}", ran.out);
    assert!(ran.out.contains("Left out, and so at the status quo: Patrols."), "{}", ran.out);
    let json = place.run("assess case.toml --text border=open --format json").ended(0).out;
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["clauses"]["border"], "open");
    assert_eq!(json["at_status_quo"], serde_json::json!(["patrols", "water"]));
    assert!(json["life"]["lasts"].as_f64().unwrap() < 1.0);
    let interval = json["life"]["lasts_interval"].as_array().unwrap();
    assert!(interval[0].as_f64() <= json["life"]["lasts"].as_f64());
    let page = place.run("assess case.toml --text border=open --format html").ended(0).out;
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("reject, blocks"));
}

#[test]
fn several_texts_come_from_a_table() {
    let place = Place::new();
    place.write("case.toml", CASE);
    place.write("drafts.csv", "text;Border;water\nfirst;open;shared use\nsecond;closed;\n");
    let out = place.run("assess case.toml --texts drafts.csv --format json").ended(0).out;
    let lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(
        (&lines[0]["text"], &lines[0]["clauses"]["water"]),
        (&"first".into(), &"shared use".into())
    );
    assert_eq!(lines[1]["clauses"]["border"], "closed");
}

#[test]
fn slips_in_a_text_are_named() {
    let place = Place::new();
    place.write("case.toml", CASE);
    for (text, part) in [
        ("boarder=open", "no issue \"boarder\"; did you mean `border`?"),
        ("border=opn", "border has no option \"opn\"; did you mean \"open\"?"),
        ("border", "\"border\" is no clause: write issue=option"),
        ("border=open,border=closed", "border stands twice"),
    ] {
        let ran = place.run(&format!("assess case.toml --text {text}")).ended(2);
        let err = ran.err.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(err.contains(part), "{err}");
    }
    let ran = place.run("assess case.toml").ended(2);
    assert!(ran.err.contains("--text"), "{}", ran.err);
}
