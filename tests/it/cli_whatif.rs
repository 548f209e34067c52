//! `summitry explain` and `whatif` in words: the gate's conditions, a shut gate, labels, and the answer first.

use serde_json::Value;

use crate::cli_place::Place;

/// The classroom scenario with its gate spelt out.
fn place() -> Place {
    let place = Place::new();
    let text = include_str!("data/leading-dot.toml").replace("= .8", "= 0.8").replace(
        "family = \"rounds-first\"\nn = 2",
        "all = [{ rounds = 2 }, { any = [{ preparation = 0.5 }, { day = 90 }] }]",
    );
    place.write("tree.toml", &text);
    place
}

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_gate_that_is_spelt_out_is_told_by_its_conditions() {
    let ran = place().run("explain tree.toml --run 1").ended(0);
    let says =
        "The gate is spelt out: at least 2 rounds and (preparation of at least 0.50 or day 90).";
    assert!(flat(&ran.out).contains(says), "{}", ran.out);
    for wrong in ["1 times", "raised by nothing", "lowered by nothing", "2 times and"] {
        assert!(!flat(&ran.out).contains(wrong), "{wrong}: {}", ran.out);
    }
}

#[test]
fn stories_call_shocks_by_their_labels() {
    let place = place();
    let labels = ["Territorial control changes", "Crisis elsewhere"];
    let told: Vec<String> = (0..6)
        .map(|run| place.run(&format!("explain tree.toml --run {run}")).ended(0).out)
        .filter(|text| text.contains("Shock: "))
        .collect();
    assert!(!told.is_empty());
    for text in told {
        for line in text.lines().filter(|line| line.contains("Shock: ")) {
            assert!(labels.iter().any(|label| line.contains(label)), "{line}");
        }
    }
}

#[test]
fn a_grant_at_a_shut_gate_is_refused_with_the_answer_that_overrides_it() {
    let place = place();
    place.run("run tree.toml -n 6 --trace --threads 1 -q --out out").ended(0);
    let mut shut = 0;
    for line in place.text("out/answers.jsonl").lines().skip(1) {
        let answer: Value = serde_json::from_str(line).unwrap();
        if answer["request"] != "grant" || answer["answer"] != "defer" {
            continue;
        }
        let (run, decision) = (&answer["run"], &answer["decision"]);
        let words = format!("whatif tree.toml --run {run} --change {decision}");
        let ran = place.run(&format!("{words}=grant"));
        if ran.code != Some(2) || ran.says("barred") {
            continue;
        }
        assert!(ran.says("The gate is shut here"), "{}", ran.err);
        assert!(ran.says(&format!("--change {decision}=override")), "{}", ran.err);
        // The answer comes before the story, and the hint is legal.
        let told = place.run(&format!("{words}=override --seeds 4")).ended(0);
        let text = flat(&told.out);
        assert!(
            text.find("Over 4 futures").unwrap() < text.find("Original: ").unwrap(),
            "{}",
            told.out
        );
        assert!(text.contains("to Gatekeeper: override instead of defer"), "{}", told.out);
        shut += 1;
        break;
    }
    assert_eq!(shut, 1, "no gate was shut");
}
