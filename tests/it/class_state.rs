//! A class in its hour: how many decisions a seat takes, and how long a table needs.

use std::sync::Arc;

use rayon::prelude::*;
use summitry_class::state::{Action, ClassConfig, ClassState, Phase, Plan, Stage, lasting};
use summitry_class::table::AnsweredBy;
use summitry_engine::ids::PartyId;
use summitry_model::process::CompiledScenario;
use summitry_model::scenario::{Overrides, read};

use crate::class_simulated::{Dice, legal_answer};

fn setup() -> CompiledScenario {
    CompiledScenario::new(read("classroom", &Overrides::default()).scenario.unwrap())
}

fn config(replication: u64, decisions: u32) -> Arc<ClassConfig> {
    Arc::new(ClassConfig {
        setup: setup(),
        plan: Plan { replication, decisions, ..Plan::default() },
    })
}

/// A table of four people who answer `after` milliseconds, as the policies would or by lot; how it is once it is over.
fn played(replication: u64, decisions: u32, by_lot: bool, after: i64) -> ClassState {
    played_of(config(replication, decisions), by_lot, after)
}

fn played_of(config: Arc<ClassConfig>, by_lot: bool, after: i64) -> ClassState {
    let replication = config.plan.replication;
    let mut state = ClassState::new(config, 0);
    for name in ["a", "b", "c", "d"] {
        let join = Action::Join { pseudonym: name.to_owned(), token: name.to_owned() };
        state.apply(&join, 0).unwrap();
    }
    for phase in [Phase::Predict, Phase::Play] {
        state.apply(&Action::Go { phase }, 0).unwrap();
    }
    let mut dice = Dice::of(replication);
    let mut at = 0;
    while state.tables()[0].stage() != Stage::Reveal {
        at += after;
        let table = Arc::clone(&state.tables()[0]);
        let advice = table.advice(state.config(), 0);
        for member in 0..4 {
            let (_, party) = state.members()[member].place.unwrap();
            let action = if by_lot {
                legal_answer(&mut dice, &state, member)
            } else {
                let own = advice.iter().filter(|(_, of, _)| of.index() == party);
                let answers: Vec<(usize, String)> =
                    own.map(|(number, _, answer)| (*number, answer.to_string())).collect();
                (!answers.is_empty()).then_some(Action::Answer { member, answers })
            };
            if let Some(action) = action {
                // What was due is answered once by all; what comes then is for the next turn.
                let _ = state.apply(&action, at);
            }
        }
    }
    state
}

fn put(state: &ClassState) -> Vec<u32> {
    (0..4)
        .map(|party| state.tables()[0].snapshot().seat_view(PartyId(party)).private.decisions_used)
        .collect()
}

#[test]
fn a_seat_has_at_most_25_decisions_however_it_answers() {
    for by_lot in [false, true] {
        let puts: Vec<Vec<u32>> = (0..1_500_u64)
            .into_par_iter()
            .map(|run| put(&played(run, 25, by_lot, 1_000)))
            .collect();
        assert!(puts.iter().flatten().all(|&put| put <= 25));
        // The bound is there for few: most seats are done before it.
        let bound = puts.iter().flatten().filter(|&&put| put >= 19).count();
        assert!(bound * 4 < puts.len() * 4, "{bound} seats of {}", puts.len() * 4);
        let mean = f64::from(puts.iter().flatten().sum::<u32>()) / (puts.len() * 4) as f64;
        assert!((4.0..20.0).contains(&mean), "{mean} decisions in the mean");
    }
}

#[test]
fn what_was_put_to_people_was_answered_by_people() {
    for run in 0..200 {
        let state = played(run, 25, false, 1_000);
        let table = &state.tables()[0];
        let people =
            table.inputs().answers.iter().filter(|given| given.by == AnsweredBy::People).count();
        assert_eq!(people as u32, put(&state).iter().sum::<u32>());
        assert!(
            table
                .inputs()
                .answers
                .iter()
                .all(|given| matches!(given.by, AnsweredBy::People | AnsweredBy::Deputy))
        );
    }
}

#[test]
fn people_who_answer_as_the_policies_do_make_the_policies_run() {
    for run in 0..200 {
        let state = played(run, 25, false, 1_000);
        let setup = &state.config().setup;
        let path = summitry_lab::replay::RunHistory::simulate(setup, 1, run);
        let ending = state.tables()[0].snapshot().ending.as_ref().unwrap();
        assert_eq!(ending.record, path.record);
    }
}

/// How many of 300 tables are over in the minutes of play, of runs that last, as a class begins with.
fn over_in_time(decisions: u32, seconds: i64) -> usize {
    let over = |seed: u64| {
        let replication = lasting(&setup(), seed);
        let plan = Plan { seed, replication, decisions, ..Plan::default() };
        let minutes = i64::from(plan.minutes.play);
        let config = Arc::new(ClassConfig { setup: setup(), plan });
        usize::from(played_of(config, false, seconds * 1_000).last() <= minutes * 60_000)
    };
    (1..=300_u64).into_par_iter().map(over).sum()
}

#[test]
fn tables_are_over_in_the_minutes_of_play() {
    let page = std::fs::read_to_string("docs/classroom.md").unwrap();
    let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(over_in_time(Plan::default().decisions, 25), 300);
    let with_25 = over_in_time(25, 25);
    assert!(
        page.contains(&format!("with 25 decisions {with_25} are, and all at 15 seconds")),
        "{with_25}"
    );
    assert_eq!(over_in_time(25, 15), 300);
}

#[test]
fn clocks_that_run_out_bring_a_class_to_its_end_without_anybody() {
    let mut state = ClassState::new(config(lasting(&setup(), 1), 25), 0);
    for name in ["a", "b", "c", "d", "e"] {
        let join = Action::Join { pseudonym: name.to_owned(), token: name.to_owned() };
        state.apply(&join, 0).unwrap();
    }
    for phase in [Phase::Predict, Phase::Play] {
        state.apply(&Action::Go { phase }, 1_000).unwrap();
    }
    assert_eq!(state.tables().len(), 1, "one alone at a table joins the others");
    let mut ups = 0;
    while let Some((ends, action)) = state.deadline() {
        state.apply(&action, ends).unwrap();
        ups += 1;
    }
    // After two that were missed a seat is taken to be away, and its policy goes on at once.
    assert!((2..=16).contains(&ups), "{ups}");
    assert_eq!(state.tables()[0].stage(), Stage::Reveal);
    let missed = state.tables()[0]
        .inputs()
        .answers
        .iter()
        .filter(|given| given.by == AnsweredBy::Time)
        .count();
    assert!(missed >= 2);
    assert!(state.tables()[0].seats.iter().any(|seat| seat.is_away()));
}
