//! Stories, replays and counterfactuals of runs: what is claimed of them holds.

use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;

use proptest::prelude::*;
use serde_json::Value;
use summitry_engine::units::SimTime;
use summitry_lab::replay::counterfactual::{
    Branches, Change, branch_effect, branches, counterfactual, divergence,
};
use summitry_lab::replay::gate::{Standing, singles, standings};
use summitry_lab::replay::influence::{FlipSet, flips, scan};
use summitry_lab::replay::{AfterChange, ReplayOptions, RunHistory, replay};
use summitry_lab::rows::metric::{Horizons, Metric};
use summitry_model::policy::{Answer, RequestKind};
use summitry_model::process::{CompiledScenario, InjectedShock, PolicySet, Run, Step, drive};
use summitry_model::scenario::{Overrides, read};

use crate::cli_place::Place;

const SCENARIOS: [(&str, Option<&str>); 5] = [
    ("classroom", None),
    ("kyiv-washington", None),
    ("with-counterpart", None),
    ("kyiv-washington", Some("hybrid")),
    ("classroom", Some("readiness:preparation=0.3,cohesion=0.4,dwell=3")),
];

fn setup(which: usize) -> &'static CompiledScenario {
    static SETUPS: OnceLock<Vec<CompiledScenario>> = OnceLock::new();
    let made = SETUPS.get_or_init(|| {
        let one = |(name, gate): &(&str, Option<&str>)| {
            let overrides = Overrides { gate: gate.map(str::to_owned), ..Overrides::default() };
            CompiledScenario::new(read(name, &overrides).scenario.unwrap())
        };
        SCENARIOS.iter().map(one).collect()
    });
    &made[which]
}

fn durable(setup: &CompiledScenario, n: u64) -> Branches {
    let calendar = &setup.scenario.calendar;
    let horizons = Horizons { window: calendar.window, follow_up: calendar.follow_up };
    Branches { metric: Metric::named("durable").unwrap(), horizons, n }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// A shock that is asked for in the middle of a run, and one that is said at its start: the same run.
    #[test]
    fn when_a_strike_is_said_does_not_matter(
        which in 0..5_usize, number in 0..1_000_000_u64, kind in 0..2_u8, day in 0.0..140.0_f64,
    ) {
        let setup = setup(which);
        let injected_shock = InjectedShock { at: SimTime::from_days(day), shock: kind };
        let seats = PolicySet::new(setup);
        let (mut early, mut late) = (Run::new(setup), Run::new(setup));
        early.begin(3, number, true).unwrap();
        early.inject_shock(injected_shock);
        drive(&mut early, &seats).unwrap();
        late.begin(3, number, true).unwrap();
        let mut said = false;
        loop {
            match late.advance() {
                Step::Done => break,
                Step::Happened => {}
                Step::Due => {
                    // The last decision before its time.
                    let at = late.now();
                    (0..late.due().len()).for_each(|k| {
                        let answer = seats.answer(&late, k);
                        late.answer(k, answer).unwrap();
                    });
                    if !said && at < injected_shock.at && at + SimTime::from_days(20.0) > injected_shock.at {
                        said = true;
                        late.inject_shock(injected_shock);
                    }
                    late.commit();
                }
            }
        }
        if said {
            prop_assert_eq!(early.record(), late.record());
            prop_assert_eq!(early.trace(), late.trace());
        }
        let path = replay(&mut early, &seats, 3, number, ReplayOptions { injected: &[injected_shock], ..ReplayOptions::POLICIES });
        prop_assert!(!said || &path.unwrap().0.record == late.record());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    /// A decision changed to what it was is the recorded run, to the bit; and that is the run of a batch.
    #[test]
    fn a_null_change_is_the_recorded_run(which in 0..5_usize, run in 0..1_000_000_u64, at in 0.0..1.0_f64) {
        let setup = setup(which);
        let path = RunHistory::simulate(setup, 3, run);
        let mut plain = Run::new(setup);
        plain.begin(3, run, false).unwrap();
        drive(&mut plain, &PolicySet::new(setup)).unwrap();
        prop_assert_eq!(plain.record(), &path.record);
        let Some(decision) = path.decisions.get((at * path.decisions.len() as f64) as usize) else { return Ok(()) };
        let change = Some((decision.number, decision.answer));
        for then in [AfterChange::Recorded, AfterChange::Policies] {
            let of = ReplayOptions { change, then, ..ReplayOptions::recorded(&path.decisions) };
            let mut room = Run::new(setup);
            let (again, left_at) = replay(&mut room, &PolicySet::new(setup), 3, run, of).unwrap();
            prop_assert_eq!(&again, &path);
            prop_assert_eq!(left_at, None);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Before the change both are the same; the change is made; after it, recorded answers stand while they fit.
    #[test]
    fn a_change_leaves_the_past_alone(which in 0..5_usize, run in 0..1_000_000_u64, at in 0.0..1.0_f64, pick in 0..4_usize) {
        let setup = setup(which);
        let path = RunHistory::simulate(setup, 3, run);
        let closed: Vec<_> = path.decisions.iter().filter(|d| d.alternatives().next().is_some()).collect();
        let Some(decision) = closed.get((at * closed.len() as f64) as usize) else { return Ok(()) };
        let others: Vec<_> = decision.alternatives().collect();
        let change = Change { decision: decision.number, answer: others[pick % others.len()] };
        let forked = counterfactual(setup, &path, change, AfterChange::Recorded).unwrap();
        let changed = &forked.history.decisions[decision.number - 1];
        prop_assert_eq!(changed.answer, Answer::Choice(change.answer));
        let parts = divergence(&path, &forked.history);
        prop_assert_eq!(parts.decisions, decision.number - 1);
        prop_assert_eq!(&path.observations[..parts.decisions], &forked.history.observations[..parts.decisions]);
        let until = forked.left_at.unwrap_or(forked.history.decisions.len() + 1);
        prop_assert!(until > decision.number);
        for (one, other) in path.decisions.iter().zip(&forked.history.decisions).take(until - 1).skip(decision.number) {
            prop_assert_eq!((one.party, one.kind.number(), one.occurrence, one.answer), (other.party, other.kind.number(), other.occurrence, other.answer));
        }
    }

    /// An unmet condition that is said to decide opens the gate if it alone is turned, in the state that was recorded; one that is not
    /// said to decide does not; turning all that are named opens it. The tree is walked here anew.
    #[test]
    fn what_is_said_of_the_gate_holds(which in 0..5_usize, run in 0..1_000_000_u64) {
        use summitry_model::diplomacy::gate::Condition;
        fn walk(of: &Condition, met: &[bool]) -> bool {
            match of {
                Condition::All(parts) => parts.iter().fold(true, |all, part| all & walk(part, met)),
                Condition::Any(parts) => parts.iter().fold(false, |any, part| any | walk(part, met)),
                Condition::Not(part) => !walk(part, met),
                Condition::Leaf(leaf) => met[*leaf],
            }
        }
        let setup = setup(which);
        let gate = &setup.scenario.gate;
        let path = RunHistory::simulate(setup, 3, run);
        for Standing { decision, holds, unmet, too_soon } in standings(setup, &path) {
            let decided = &path.decisions[decision - 1];
            let reading = path.observations[decision - 1].gate.as_ref().unwrap();
            let met: Vec<bool> = reading.leaves.iter().map(|leaf| leaf.met).collect();
            prop_assert_eq!(walk(&gate.root, &met), holds);
            let RequestKind::Grant { open, barred } = decided.kind else { panic!("{decided:?}") };
            prop_assert_eq!((open, barred), (holds && !too_soon, too_soon));
            let mut all = met.clone();
            for condition in &unmet {
                let leaf = condition.reading.leaf;
                let mut one = met.clone();
                one[leaf] = !one[leaf];
                all[leaf] = !all[leaf];
                prop_assert_eq!(walk(&gate.root, &one), condition.decides);
                // What is short, is short by what is said.
                if !condition.reading.met && condition.wait == 0.0 {
                    let reached = condition.reading.reading + condition.short;
                    prop_assert!(reached >= condition.reading.threshold - 1e-9);
                }
            }
            prop_assert_eq!(holds, unmet.is_empty());
            prop_assert!(walk(&gate.root, &all));
        }
        for single in singles(&path, &standings(setup, &path)) {
            let met: Vec<bool> = path.observations[single.decision - 1].gate.as_ref().unwrap().leaves.iter()
                .map(|leaf| leaf.met != (leaf.leaf == single.leaf)).collect();
            prop_assert!(walk(&gate.root, &met));
        }
    }
}

/// A gate that asks for what was there opens it: the same draws, the same past, and the request finds it open.
#[test]
fn a_gate_that_asks_for_less_was_open_that_day() {
    let (mut checked, three) = (0, setup(1));
    for run in 0..300 {
        let path = RunHistory::simulate(three, 8, run);
        let all = standings(three, &path);
        // The first refusal for want of rounds, if some round was held.
        let Some(first) = all.iter().find(|standing| !standing.holds) else { continue };
        let rounds = first.unmet[0].reading.reading;
        if rounds < 1.0 {
            continue;
        }
        let gate = Some(format!("rounds-first:n={rounds}"));
        let fewer =
            read("kyiv-washington", &Overrides { gate, ..Overrides::default() }).scenario.unwrap();
        let other = RunHistory::simulate(&CompiledScenario::new(fewer), 8, run);
        let (one, other) =
            (&path.decisions[first.decision - 1], &other.decisions[first.decision - 1]);
        assert_eq!((one.at, one.party), (other.at, other.party));
        assert!(matches!(other.kind, RequestKind::Grant { open: true, .. }), "{other:?}");
        checked += 1;
    }
    assert!(checked > 30, "{checked}");
}

#[test]
fn futures_share_the_past_and_differ_after_it() {
    let setup = setup(0);
    let path = (0..)
        .map(|run| RunHistory::simulate(setup, 1, run))
        .find(|path| path.decisions.len() > 60)
        .unwrap();
    let of = durable(setup, 200);
    let at = path.decisions.iter().find(|d| matches!(d.kind, RequestKind::Grant { .. })).unwrap();
    let Answer::Choice(as_it_was) = at.answer else { panic!() };
    let without = branches(setup, &path, at.number, None, of).unwrap();
    // The same answer again is no change.
    assert_eq!(without, branches(setup, &path, at.number, Some(as_it_was), of).unwrap());
    // Some futures end well and some do not.
    let good: f64 = without.iter().sum();
    assert!(good > 0.0 && good < 200.0, "{good}");
    // A decision near the end leaves less open than the first: the last one nothing but what follows it.
    let change = Change { decision: at.number, answer: at.alternatives().next().unwrap() };
    let found = branch_effect(setup, &path, change, of).unwrap();
    assert_eq!(found.branches, 200);
    assert!((found.without - good / 200.0).abs() < 1e-12);
    assert!((found.with - found.without - found.difference).abs() < 1e-12);
    let interval = found.interval.unwrap();
    assert!(interval.contains(found.difference));
}

#[test]
fn a_scan_flips_every_decision_and_ranks_them() {
    let setup = setup(0);
    let path = RunHistory::simulate(setup, 1, 8);
    let of = durable(setup, 10);
    let stop = AtomicBool::new(false);
    let ranked = scan(setup, &path, FlipSet::All, of, &stop, &mut |_| {}).unwrap().unwrap();
    assert_eq!(ranked.len() as u64, flips(&path, FlipSet::All));
    let closed: usize = path.decisions.iter().map(|d| d.alternatives().count()).sum();
    assert_eq!(ranked.len(), closed);
    let weights: Vec<f64> = ranked.iter().map(|f| f.branch_effect.difference.abs()).collect();
    assert!(weights.windows(2).all(|pair| pair[0] >= pair[1]));
    // Each is what the single change gives.
    for flip in ranked.iter().step_by(7) {
        assert_eq!(branch_effect(setup, &path, flip.change, of).unwrap(), flip.branch_effect);
        let forked = counterfactual(setup, &path, flip.change, AfterChange::Recorded).unwrap();
        assert_eq!(forked.history.record.outcome, flip.outcome);
    }
    let stopped = scan(setup, &path, FlipSet::All, of, &AtomicBool::new(true), &mut |_| {});
    assert_eq!(stopped.unwrap(), None);
}

#[test]
fn the_terms_of_the_risk_add_up() {
    let mut checked = 0;
    for run in 0..200 {
        let setup = setup(run as usize % 3);
        let path = RunHistory::simulate(setup, 2, run);
        let Some(covariates) = path.covariates else {
            assert!(path.record.settlement.is_none());
            continue;
        };
        let settlement = &setup.scenario.settlement;
        let terms: f64 = settlement.terms(&covariates).iter().map(|(_, term)| term).sum();
        let risk = path.record.log_risk.unwrap();
        assert!((settlement.constant + terms - risk).abs() < 1e-9, "{terms} {risk}");
        checked += 1;
    }
    assert!(checked > 20, "{checked}");
}

#[test]
fn a_story_reads_well_in_eighty_columns_and_in_forty() {
    let place = Place::new();
    let mut both = String::new();
    for words in [
        "explain classroom --run 8",
        "explain classroom --run 5 --gate hybrid",
        "explain classroom --run 3 --all",
        "whatif classroom --run 8 --change 47=defer",
        "whatif classroom --run 8 --change 47=grant",
        "whatif classroom --run 5 --change 2=override --seeds 300 --then policies",
        "whatif classroom --run 5 --scan --seeds 40 --top 6 --measure first_summit_day",
    ] {
        for (width, columns) in [("80", 80), ("40", 40)] {
            let ran = place.run_with(words, &[("COLUMNS", width)]).ended(0);
            assert_eq!(ran.err, "");
            for line in ran.out.lines() {
                // A word that is longer than a line stands alone.
                let alone = !line.trim().trim_end_matches('.').contains(' ');
                assert!(line.chars().count() <= columns || alone, "{words}: {line}");
            }
            both.push_str(&format!("$ summitry {words}  # {width} columns\n{}\n", ran.out));
        }
    }
    insta::assert_snapshot!("explain", both);
}

#[test]
fn json_has_every_decision_and_what_was_seen() {
    let place = Place::new();
    let printed: Value =
        serde_json::from_str(&place.run("explain classroom --run 8 --format json").ended(0).out)
            .unwrap();
    let path = RunHistory::simulate(setup(0), 1, 8);
    let decisions = printed["decisions"].as_array().unwrap();
    assert_eq!(decisions.len(), path.decisions.len());
    for (printed, decision) in decisions.iter().zip(&path.decisions) {
        assert_eq!(printed["decision"], decision.number);
        assert_eq!(printed["minute"], decision.at.minutes());
        assert_eq!(printed["answer"], decision.answer.to_string());
        assert_eq!(printed["seen"]["gate"].is_object(), printed["request"] == "grant");
    }
    // Every decision is in one entry of the story.
    let mut covered = vec![0; decisions.len() + 1];
    for entry in printed["entries"].as_array().unwrap() {
        if let Some(first) = entry["first_decision"].as_u64() {
            (first..=entry["last_decision"].as_u64().unwrap())
                .for_each(|n| covered[n as usize] += 1);
        }
    }
    assert!(covered[1..].iter().all(|&times| times == 1), "{covered:?}");
}

/// A title and labels that would be markup are shown as text; the page is whole and self-contained.
#[test]
fn a_story_is_a_page_too() {
    let place = Place::new();
    let text = summitry_model::scenario::bundled::text("classroom").unwrap();
    let text = text.replacen("title = \"", "title = \"<script>alert(1)</script> \u{202e}", 1);
    place.write("hostile.toml", &text);
    for words in [
        "explain hostile.toml --run 8",
        "explain hostile.toml --run 3 --all",
        "explain classroom --run 8 --gate summit-first:delay=150",
    ] {
        let page = place.run(&format!("{words} --format html")).ended(0).out;
        assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"));
        assert!(
            !page.contains("<script")
                && !page.contains("http://www.w3.org/1999")
                && !page.contains('\u{202e}')
        );
        assert!(page.contains("Content-Security-Policy"), "{words}");
        assert_eq!(page, place.run(&format!("{words} --format html")).ended(0).out);
    }
    // Every entry of the short story is on the page.
    let page = place.run("explain classroom --run 8 --format html").ended(0).out;
    let printed: Value =
        serde_json::from_str(&place.run("explain classroom --run 8 --format json").ended(0).out)
            .unwrap();
    let entries =
        printed["entries"].as_array().unwrap().iter().filter(|entry| entry["routine"] == false);
    assert_eq!(page.matches("<dt>day ").count(), entries.count());
}

/// An issue that is open at the end of the talks is not shown as settled; one that was agreed and stayed so is.
#[test]
fn the_text_is_told_as_it_stood() {
    use summitry_model::process::{RunEvent, TickKind};
    use summitry_pages::story::story;
    let (mut reopened, mut kept) = (0, 0);
    for run in 0..200 {
        let setup = setup(1);
        let path = RunHistory::simulate(setup, 4, run);
        let printed = story(setup, &path).text;
        for (issue, line) in printed.iter().enumerate() {
            let agreed =
                path.sessions.iter().rfind(|s| s.agreed.is_some() && s.issues.contains(issue));
            let open = path.ticks.iter().rfind(|tick| {
                matches!(&tick.kind, TickKind::Event(RunEvent::Reopened { issue: of }) if of.index() == issue)
            });
            match (agreed, open) {
                (None, _) => assert!(line.ends_with("never agreed"), "{line}"),
                (Some(session), Some(tick)) if tick.at > session.at => {
                    assert!(line.contains("reopened on day"), "run {run}: {line}");
                    reopened += 1;
                }
                (Some(_), _) => {
                    assert!(
                        !line.contains("reopened") && line.contains(", day "),
                        "run {run}: {line}"
                    );
                    kept += 1;
                }
            }
        }
    }
    assert!(reopened > 5 && kept > 100, "{reopened}, {kept}");
}

/// Of a condition that must not hold it is said so.
#[test]
fn a_gate_that_waits_for_something_to_end_is_told_rightly() {
    let place = Place::new();
    let text = summitry_model::scenario::bundled::text("classroom").unwrap();
    let start = text.find("[gate]").unwrap();
    let end = start + text[start..].find("\n[").unwrap();
    let gate = "[gate]\nall = [{ not = { day = 1 } }, { rounds = 0 }]\n";
    place.write("not.toml", &format!("{}{gate}{}", &text[..start], &text[end..]));
    let mut said = 0;
    for run in 0..10 {
        let ran = place.run(&format!("explain not.toml --run {run}")).ended(0);
        let words = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
        if words.contains("one condition alone kept it shut") {
            assert!(
                words.contains("Had it not been reached, the gate would have opened"),
                "{words}"
            );
            said += 1;
        }
    }
    assert!(said > 0);
}

#[test]
fn threads_change_nothing() {
    let place = Place::new();
    for words in [
        "whatif classroom --run 8 --change 47=defer --seeds 500 --format json",
        "whatif classroom --run 8 --scan --seeds 20 --format json",
    ] {
        let one = place.run(&format!("{words} --threads 1")).ended(0).out;
        assert_eq!(one, place.run(&format!("{words} --threads 3")).ended(0).out);
    }
}

#[test]
fn a_log_is_made_again_to_the_bit() {
    let place = Place::new();
    place.run("run classroom --runs 40 --seed 6 --trace --out traced -q").ended(0);
    let ran = place.run("replay traced/answers.jsonl").ended(0);
    assert!(ran.out.contains("40 runs of classroom, seed 6, reproduced from"), "{}", ran.out);
    // The log of one run is that part of the log of the batch.
    place.run("explain classroom --run 17 --seed 6 --log one.jsonl").ended(0);
    let (all, one) = (place.text("traced/answers.jsonl"), place.text("one.jsonl"));
    let of_run: Vec<&str> = all
        .lines()
        .filter(|l| l.starts_with("{\"run\":17,") || l.starts_with("{\"log\""))
        .collect();
    assert_eq!(of_run, one.lines().collect::<Vec<_>>());
    place.run("replay one.jsonl").ended(0);
    // With overrides the scenario is another.
    place
        .run(
            "run classroom --runs 5 --set meeting.rounds.gap=11 --gate hybrid --trace --out set -q",
        )
        .ended(0);
    place.run("replay set/answers.jsonl").ended(0);
    std::fs::remove_file(place.path("set/scenario.toml")).unwrap();
    let ran = place.run("replay set/answers.jsonl").ended(65);
    assert!(ran.says("its digest of the scenario is"), "{}", ran.err);
    place.run("replay set/answers.jsonl --set meeting.rounds.gap=11 --gate hybrid").ended(0);
    // Another policy at the table offers what rules would not: a seat that plays at random.
    place.run("run classroom --runs 5 --set party.gatekeeper.policy=\"random\" --trace --out random -q").ended(0);
    place.run("replay random/answers.jsonl").ended(0);
}

#[test]
fn a_log_that_is_not_right_is_told_from_one_that_departs() {
    let place = Place::new();
    place.run("explain classroom --run 8 --log log.jsonl").ended(0);
    let log = place.text("log.jsonl");
    let lines: Vec<&str> = log.lines().collect();
    let with = |from: &str, to: &str| {
        assert!(log.contains(from), "{from}");
        log.replacen(from, to, 1)
    };
    let mut printed = String::new();
    for (name, text, code) in [
        ("another answer", with("\"answer\":\"grant\"", "\"answer\":\"defer\""), 1),
        ("an answer that is not legal", with("\"answer\":\"grant\"", "\"answer\":\"ratify\""), 1),
        ("an answer that is none", with("\"answer\":\"grant\"", "\"answer\":\"perhaps\""), 1),
        ("another minute", with("\"minute\":", "\"minute\":1"), 1),
        ("another digest", with("\"sha256\":\"", "\"sha256\":\"0"), 1),
        ("another outcome", with("\"outcome\":\"durable\"", "\"outcome\":\"collapsed\""), 1),
        ("a run twice", format!("{log}{}\n", lines[1..].join("\n")), 65),
        ("another seed", with("\"seed\":1}", "\"seed\":2}"), 1),
        ("another version", with("\"summitry\":\"", "\"summitry\":\"9"), 65),
        ("another format", with("answers/1", "answers/9"), 65),
        (
            "another scenario",
            with("\"scenario\":\"classroom\"", "\"scenario\":\"two-capitals\""),
            65,
        ),
        (
            "a scenario that is not known",
            with("\"scenario\":\"classroom\"", "\"scenario\":\"mine\""),
            2,
        ),
        ("a line left out", [&lines[..5], &lines[6..]].concat().join("\n"), 65),
        ("the end left out", lines[..lines.len() - 1].join("\n"), 75),
        ("no runs", lines[0].to_owned(), 65),
        ("nothing", String::new(), 65),
        ("no log", "run,outcome\n1,durable\n".to_owned(), 65),
        ("a line that is none", with("\"decision\":3", "\"decision\":three"), 65),
    ] {
        place.write("other.jsonl", &text);
        let ran = place.run("replay other.jsonl").ended(code);
        printed.push_str(&format!("# {name} ({code})\n{}{}\n", ran.out, ran.err));
    }
    place.run("replay nowhere.jsonl").ended(2);
    insta::with_settings!({ filters => vec![("[0-9a-f]{12}…", "[digest]")] }, {
        insta::assert_snapshot!("replay_refused", printed);
    });
}

#[test]
fn what_cannot_be_explained_or_changed_is_refused() {
    let place = Place::new();
    place.write("there.jsonl", "");
    let mut printed = String::new();
    for words in [
        "explain classroom",
        "explain classroom --run -1",
        "explain nowhere.toml --run 1",
        "explain classroom --run 1 --log there.jsonl",
        "whatif classroom --run 8",
        "whatif classroom --run 8 --change 4700=grant",
        "whatif classroom --run 8 --change 0=grant",
        "whatif classroom --run 8 --change 47=ratify",
        "whatif classroom --run 8 --change grant",
        "whatif classroom --run 8 --change 47=allow",
        "whatif classroom --run 8 --change 47=defer --scan",
        "whatif classroom --run 8 --change 47=defer --seeds 20 --measure preparation",
        "whatif classroom --run 8 --change 47=defer --measure durabel",
    ] {
        let ran = place.run(words).ended(2);
        assert_eq!(ran.out, "");
        printed.push_str(&format!("$ summitry {words}\n{}\n", ran.err));
    }
    insta::assert_snapshot!("explain_refused", printed);
}
