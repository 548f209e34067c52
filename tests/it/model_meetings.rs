//! Meetings and sequences: what a file may say of them, and what runs then do.

use insta::assert_snapshot;
use summitry_model::diplomacy::text::Standing;
use summitry_model::policy::View;
use summitry_model::process::{CompiledScenario, Forum, PolicySet, Run, drive};
use summitry_model::scenario::{Overrides, Scenario, read, read_text};

use crate::model::{records, scenario};

/// Days of the sessions of each run: when, in which kind of meeting, who.
fn sessions(changes: &[&str], runs: u64) -> Vec<Vec<(f64, Forum, usize)>> {
    let setup = CompiledScenario::new(scenario("kyiv-washington", changes));
    let mut run = Run::new(&setup);
    (0..runs)
        .map(|k| {
            run.begin(3, k, false).unwrap();
            drive(&mut run, &PolicySet::new(&setup)).unwrap();
            run.sessions().iter().map(|s| (s.at.days(), s.forum, s.parties.len())).collect()
        })
        .collect()
}

fn faults(set: &[&str], sequence: Option<&str>) -> String {
    let overrides = Overrides {
        set: set.iter().map(|s| (*s).to_owned()).collect(),
        sequence: sequence.map(str::to_owned),
        ..Overrides::default()
    };
    let loaded = read("kyiv-washington", &overrides);
    loaded.faults.render(&loaded.sources, false)
}

#[test]
fn meetings_come_in_the_order_of_the_sequence() {
    // Two at envoys' meetings, three in the core, then the round of all that come.
    for run in sessions(&["gate rounds-first:n=1", "sequence envoys, core, rounds"], 40) {
        let talks: Vec<usize> = run.iter().filter(|s| s.1 == Forum::Round).map(|s| s.2).collect();
        let first_of = |n: usize| talks.iter().position(|seated| *seated == n);
        if let Some(core) = first_of(3) {
            assert!(talks[..core].iter().all(|n| *n == 2), "{talks:?}");
        }
        if let Some(round) = talks.iter().position(|n| *n > 3) {
            assert!(talks[..round].iter().all(|n| *n <= 3), "{talks:?}");
        }
    }
}

#[test]
fn no_summit_comes_before_its_turn() {
    let early = sessions(&["gate summit-first"], 60);
    let late = sessions(&["gate summit-first", "sequence rounds-first:n=2"], 60);
    let rounds_before = |run: &[(f64, Forum, usize)]| {
        let summit = run.iter().position(|s| s.1 == Forum::Summit)?;
        let mut days: Vec<f64> =
            run[..summit].iter().filter(|s| s.1 == Forum::Round).map(|s| s.0).collect();
        days.dedup();
        Some(days.len())
    };
    assert!(early.iter().filter_map(|run| rounds_before(run)).any(|n| n < 2));
    let counts: Vec<usize> = late.iter().filter_map(|run| rounds_before(run)).collect();
    assert!(!counts.is_empty() && counts.iter().all(|n| *n >= 2), "{counts:?}");
}

#[test]
fn no_more_meetings_are_held_than_may_be() {
    let often =
        ["gate summit-first", "meeting.summit.cooldown=0", "meeting.summit.rounds-between=0"];
    let summits = |at_most: &str| -> usize {
        let changes: Vec<&str> = often.into_iter().chain([at_most]).collect();
        let setup = CompiledScenario::new(scenario("kyiv-washington", &changes));
        records(&setup, 3, 60).iter().map(|record| record.summits as usize).max().unwrap()
    };
    assert!(summits("meeting.summit.at-most=1000") > 1);
    assert_eq!(summits("meeting.summit.at-most=1"), 1);
}

#[test]
fn a_meeting_waits_for_what_it_requires_and_is_held_then() {
    let with = "meeting.ministers={like=\"rounds\", level=\"ministers\", gap=10.0, counts-as-round=false, \
                requires={held={meeting=\"rounds\", times=2}}}";
    let setup = CompiledScenario::new(scenario("kyiv-washington", &[with]));
    let mut run = Run::new(&setup);
    let mut held = 0;
    for k in 0..30 {
        run.begin(5, k, false).unwrap();
        drive(&mut run, &PolicySet::new(&setup)).unwrap();
        let days = |counted: bool| {
            let mut days: Vec<f64> = run
                .sessions()
                .iter()
                .filter(|s| {
                    setup.scenario.meetings[usize::from(s.kind)].of.counts_as_round == counted
                })
                .filter(|s| s.forum == Forum::Round)
                .map(|s| s.at.days())
                .collect();
            days.dedup();
            days
        };
        let (rounds, ministers) = (days(true), days(false));
        if let Some(first) = ministers.first() {
            held += 1;
            assert!(rounds.len() >= 2 && rounds[1] <= *first, "{rounds:?} {ministers:?}");
        }
    }
    assert!(held > 10, "{held} runs have ministers' meetings");
}

#[test]
fn a_scenario_with_meetings_is_written_and_read_back_alike() {
    let changes = [
        "sequence allies, [rounds, envoys]",
        "meeting.ministers={like=\"rounds\", requires={any=[{failed=\"rounds\"}, {since={meeting=\"rounds\", days=3.5}, for-days=2.0}, {agreed={issue=\"ceasefire\", settled=true}}]}}",
    ];
    let first: Scenario = scenario("kyiv-washington", &changes);
    let text = first.to_toml().to_string();
    let (mut sources, mut faults) = Default::default();
    let again =
        read_text("kyiv-washington", &text, &Overrides::default(), &mut sources, &mut faults);
    assert_eq!(again.unwrap().to_toml().to_string(), text);
}

#[test]
fn what_cannot_be_held_or_called_is_refused_with_its_place() {
    let circle = faults(
        &[
            "meeting.a={like=\"rounds\", requires={held=\"b\"}}",
            "meeting.b={like=\"rounds\", requires={held=\"a\"}}",
        ],
        None,
    );
    let itself = faults(&["meeting.a={like=\"rounds\", requires={held=\"a\"}}"], None);
    let alone = faults(&["meeting.a={participants=[\"kyiv\"]}"], None);
    let stranger = faults(&["meeting.a={participants=[\"kyiv\", \"washington\"]}"], None);
    let never = faults(&["meeting.rounds.at-most=0"], None);
    let not_held = faults(
        &[
            "meeting.a={like=\"rounds\", requires={held=\"envois\"}}",
            "meeting.envoys.enabled=false",
        ],
        None,
    );
    let days = faults(&["gate={rounds=2, held=7}"], None);
    let moved = faults(&["rounds.gap=20", "summit.lead=3"], None);
    let twice = faults(&[], Some("allies, rounds, allies"));
    let unknown = faults(&[], Some("allies, plenary"));
    let stalled = faults(&[], Some("initiatives, rounds"));
    let open = faults(&[], Some("allies, [rounds"));
    let table = faults(&["meeting.rounds.protocol=\"nash\""], None);
    let all = [
        circle, itself, alone, stranger, never, not_held, days, moved, twice, unknown, stalled,
        open, table,
    ];
    assert_snapshot!("meetings_refused", all.join("\n"));
}

/// Whether the text is signed by all, run by run.
fn signed(order: &str, changes: &[&str], runs: u64) -> Vec<bool> {
    let sequence = format!("sequence {order}");
    let changes: Vec<&str> = changes.iter().copied().chain([sequence.as_str()]).collect();
    let setup = CompiledScenario::new(scenario("deference", &changes));
    records(&setup, 11, runs).iter().map(|record| record.settled_weight > 0.99).collect()
}

#[test]
fn the_order_of_asking_decides_where_parties_defer() {
    // Reservations are uniform, so that each share has a closed form.
    const RUNS: u64 = 4000;
    let orders = [
        ("with-a, with-b, with-c", 0.28),
        ("with-b, with-a, with-c", 0.2),
        ("with-b, with-c, with-a", 0.2),
        ("with-a, with-c, with-b", 0.175),
        ("with-c, with-a, with-b", 0.175),
        ("with-c, with-b, with-a", 0.125),
    ];
    let best = signed(orders[0].0, &[], RUNS);
    for (order, exact) in orders {
        let signed = signed(order, &[], RUNS);
        let share = signed.iter().filter(|s| **s).count() as f64 / RUNS as f64;
        let error = (exact * (1.0 - exact) / RUNS as f64).sqrt();
        assert!((share - exact).abs() < 4.0 * error, "{order}: {share}, and not {exact}");
        // Asked in the best order, whoever signs in another order signs too.
        assert!(signed.iter().zip(&best).all(|(other, best)| *best || !other), "{order}");
    }
}

#[test]
fn without_deference_the_order_of_asking_does_not_matter() {
    let nobody = ["party.b.deference=0", "party.c.deference=0"];
    let first = signed("with-a, with-b, with-c", &nobody, 500);
    assert!(first.contains(&true) && first.contains(&false));
    for order in ["with-b, with-a, with-c", "with-c, with-b, with-a"] {
        assert_eq!(signed(order, &nobody, 500), first, "{order}");
    }
}

#[test]
fn no_order_helps_against_a_blocker_that_nobody_defers_to() {
    let blocked = ["party.c.reservation=1", "party.c.reservation-spread=0", "party.c.deference=0"];
    for order in ["with-a, with-b, with-c", "with-c, with-b, with-a"] {
        assert!(!signed(order, &blocked, 200).contains(&true), "{order}");
    }
}

#[test]
fn what_fails_clause_by_clause_is_agreed_as_a_whole() {
    let utilities = |order: &str| {
        let setup = CompiledScenario::new(scenario("whole-text", &[order]));
        let mut run = Run::new(&setup);
        run.begin(1, 0, false).unwrap();
        drive(&mut run, &PolicySet::new(&setup)).unwrap();
        let of = run.party_records().iter().map(|party| party.utility).collect::<Vec<_>>();
        (run.record().settled_weight, of)
    };
    let (weight, of) = utilities("sequence whole");
    assert!((weight - 1.0).abs() < 1e-9 && of.iter().all(|u| (u - 0.75).abs() < 1e-9), "{of:?}");
    let (weight, _) = utilities("sequence clause-by-clause");
    assert_eq!(weight, 0.0);
}

#[test]
fn a_whole_that_is_worth_too_little_is_opened_again() {
    let changes = ["sequence whole", "party.ours.reservation=0.8"];
    let setup = CompiledScenario::new(scenario("whole-text", &changes));
    let mut run = Run::new(&setup);
    run.begin(1, 0, false).unwrap();
    drive(&mut run, &PolicySet::new(&setup)).unwrap();
    assert_eq!(run.record().settled_weight, 0.0);
}

#[test]
fn a_clause_without_those_who_deliver_it_is_only_proposed() {
    // Envoys agree on reconstruction as before, and without the Union it is not settled by them.
    let envoys = [
        "sequence envoys",
        "gate rounds-first:n=9",
        "issue.reconstruction.needs=[\"european-union\"]",
    ];
    let setup = CompiledScenario::new(scenario("kyiv-washington", &envoys));
    let reconstruction =
        setup.scenario.issues.iter().position(|i| i.id == "reconstruction").unwrap();
    let union = setup.scenario.parties.iter().position(|p| p.id == "european-union").unwrap();
    let mut run = Run::new(&setup);
    let (mut proposed, mut delivered) = (0, 0);
    for k in 0..60 {
        run.begin(2, k, false).unwrap();
        drive(&mut run, &PolicySet::new(&setup)).unwrap();
        let clause = run.view_of(summitry_engine::ids::PartyId(0)).text().clauses()[reconstruction];
        match clause.standing() {
            Some(Standing::Proposed) => {
                proposed += 1;
                assert!(!clause.backers().contains(union));
            }
            Some(_) => {
                delivered += 1;
                assert!(clause.backers().contains(union));
            }
            None => {}
        }
    }
    assert!(proposed > 0 && delivered > 0, "{proposed} proposed, {delivered} delivered");
}
