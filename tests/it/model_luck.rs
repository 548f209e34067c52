//! Draws are keyed: a change moves what it touches, and no draw elsewhere.

use summitry_model::process::{CompiledScenario, PolicySet, Run, RunEvent, Tick, TickKind, drive};

use crate::model::{records, setup, traced};

fn shocks(ticks: &[Tick]) -> Vec<(i64, u8, f64)> {
    ticks
        .iter()
        .filter_map(|t| match &t.kind {
            TickKind::Event(RunEvent::Shock { shock, severity }) => {
                Some((t.at.minutes(), *shock, *severity))
            }
            _ => None,
        })
        .collect()
}

#[test]
fn two_gates_are_compared_on_the_same_shocks() {
    let rounds = setup("kyiv-washington", &[]);
    let first = setup("kyiv-washington", &["gate summit-first"]);
    let mut compared = 0;
    for run in 0..50 {
        let (a, ticks_a) = traced(&rounds, 5, run);
        let (b, ticks_b) = traced(&first, 5, run);
        assert_eq!(a.tractability, b.tractability);
        let (x, y) = (shocks(&ticks_a), shocks(&ticks_b));
        let until = a.end.min(b.end).minutes();
        let before =
            |v: &[(i64, u8, f64)]| v.iter().copied().filter(|s| s.0 < until).collect::<Vec<_>>();
        assert_eq!(before(&x), before(&y), "run {run}");
        compared += before(&x).len();
    }
    assert!(compared > 300, "{compared} shocks are too few to tell");
}

#[test]
fn a_random_ally_shifts_no_shock_and_no_poll() {
    let ruled = setup("kyiv-washington", &[]);
    let random = setup("kyiv-washington", &["party.eastern-flank.policy=random"]);
    let mut changed = 0;
    for run in 0..30 {
        let (a, ticks_a) = traced(&ruled, 5, run);
        let (b, ticks_b) = traced(&random, 5, run);
        let until = a.end.min(b.end).minutes();
        let before = |t: &[Tick]| shocks(t).into_iter().filter(|s| s.0 < until).collect::<Vec<_>>();
        assert_eq!(before(&ticks_a), before(&ticks_b));
        changed += u32::from(a != b);
    }
    assert!(changed > 15, "the random ally changed {changed} of 30 runs");
}

#[test]
fn a_run_does_not_depend_on_the_runs_before_it() {
    let setup = setup("kyiv-washington", &[]);
    let all = records(&setup, 9, 40);
    for run in [39, 7, 23, 0] {
        let mut fresh = Run::new(&setup);
        fresh.begin(9, run, false).unwrap();
        drive(&mut fresh, &PolicySet::new(&setup)).unwrap();
        assert_eq!(*fresh.record(), all[run as usize]);
    }
}

/// Offers and answers at a table of rule-followers are made without asking; asking changes nothing.
#[test]
fn asking_every_seat_gives_the_same_runs() {
    for (name, changes) in [
        ("kyiv-washington", &[][..]),
        ("classroom", &[][..]),
        ("kyiv-washington", &["meeting.rounds.quorum=0.7", "gatekeeper.agenda=package"][..]),
    ] {
        let setup = setup(name, changes);
        let seats = PolicySet::new(&setup);
        let mut quick = Run::new(&setup);
        let mut asked = Run::new(&setup);
        asked.ask_at_every_table(true);
        for run in 0..60 {
            for state in [&mut quick, &mut asked] {
                state.begin(11, run, false).unwrap();
                drive(state, &seats).unwrap();
            }
            assert_eq!(quick.record(), asked.record(), "{name}, run {run}");
            assert_eq!(quick.sessions(), asked.sessions());
            assert_eq!(quick.summits(), asked.summits());
            assert_eq!(quick.party_records(), asked.party_records());
        }
    }
}

#[test]
fn neutral_names_change_no_number() {
    let named = setup("kyiv-washington", &[]);
    let neutral = setup("two-capitals", &[]);
    assert_eq!(records(&named, 4, 200), records(&neutral, 4, 200));
    let parties =
        |s: &CompiledScenario| s.scenario.parties.iter().map(|p| p.id.clone()).collect::<Vec<_>>();
    assert_ne!(parties(&named), parties(&neutral));
}
