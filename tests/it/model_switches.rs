//! A mechanism that is switched off is gone, not only weaker; that each acts is in `mechanisms`.

use summitry_model::process::{EndReason, Outcome, Record, RunEvent, TickKind};

use crate::model::{mean, paired, records, setup, share, traced};

const RUNS: u64 = 600;

fn with(changes: &[&str]) -> Vec<Record> {
    records(&setup("kyiv-washington", changes), 21, RUNS)
}

fn ended(records: &[Record], reason: EndReason) -> f64 {
    share(records, |r| r.end_reason == reason)
}

/// How often such an event comes in the first runs.
fn events(changes: &[&str], is_such: fn(&RunEvent) -> bool) -> usize {
    let setup = setup("kyiv-washington", changes);
    (0..20)
        .flat_map(|run| traced(&setup, 21, run).1)
        .filter(|t| matches!(&t.kind, TickKind::Event(event) if is_such(event)))
        .count()
}

#[test]
fn shocks() {
    let kinds = ["territorial", "supply", "tension", "crisis-elsewhere"];
    let off: Vec<String> = kinds.iter().map(|k| format!("shock.{k}.rate=0")).collect();
    let off: Vec<&str> = off.iter().map(String::as_str).collect();
    assert!(mean(&with(&[]), |r| Some(f64::from(r.shocks))) > 5.0);
    assert_eq!(with(&off).iter().map(|r| r.shocks).sum::<u32>(), 0);
}

#[test]
fn the_window() {
    assert!(ended(&with(&[]), EndReason::WindowClosed) > 0.1);
    assert_eq!(ended(&with(&["window.hazard=0"]), EndReason::WindowClosed), 0.0);
}

#[test]
fn initiatives_and_bypass() {
    let on = with(&[]);
    assert!(on.iter().map(|r| r.initiatives).sum::<u32>() > 100);
    let off = with(&["meeting.initiatives.rate=0"]);
    assert_eq!(off.iter().map(|r| r.initiatives).sum::<u32>(), 0);
    assert_eq!(ended(&off, EndReason::Bypassed), 0.0);
}

#[test]
fn fracture() {
    assert!(ended(&with(&[]), EndReason::Fractured) > 0.005);
    assert_eq!(ended(&with(&["coalition.fracture-below=0"]), EndReason::Fractured), 0.0);
}

#[test]
fn the_cost_of_an_unprepared_summit() {
    assert!(ended(&with(&[]), EndReason::SummitFailed) > 0.02);
    let off = with(&["summit.unprepared-end=0"]);
    assert_eq!(ended(&off, EndReason::SummitFailed), 0.0);
}

#[test]
fn collapse() {
    assert!(share(&with(&[]), |r| r.outcome == Outcome::Collapsed) > 0.05);
    let off = with(&["settlement.baseline=0"]);
    assert_eq!(share(&off, |r| r.outcome == Outcome::Collapsed), 0.0);
    assert!(off.iter().filter(|r| r.ratified == Some(true)).all(|r| r.censored == Some(true)));
}

#[test]
fn preparation_in_the_risk() {
    let off = with(&["settlement.preparation-matters=false"]);
    let signed: Vec<&Record> = off.iter().filter(|r| r.settlement.is_some()).collect();
    assert!(signed.len() > 100);
    // Only the constant and Z are left.
    for r in signed {
        let expected = -0.6 - 0.25 * r.tractability;
        assert!((r.log_risk.unwrap() - expected).abs() < 1e-12);
    }
}

#[test]
fn domestic_process() {
    assert!(share(&with(&[]), |r| r.ratified == Some(false)) > 0.01);
    let off = with(&[
        "party.kyiv.ratifies=false",
        "party.white-house.ratifies=false",
        "party.western-europe.ratifies=false",
        "party.eastern-flank.ratifies=false",
        "party.regional-partner.ratifies=false",
    ]);
    assert_eq!(share(&off, |r| r.ratified == Some(false)), 0.0);
}

#[test]
fn growth_of_strain() {
    let kinds = ["shock.territorial.strain=0", "shock.supply.strain=0", "strain.growth=0"];
    let off = with(&kinds);
    assert!(off.iter().all(|r| r.strain_end <= 0.25 + 1e-12));
}

#[test]
fn energy() {
    assert!(events(&[], |e| matches!(e, RunEvent::EnergyReading { .. })) > 50);
    let off = ["energy.volatility=0", "energy.jump-rate=0"];
    assert_eq!(
        events(&off, |e| matches!(e, RunEvent::EnergyReading { .. }))
            + events(&off, |e| matches!(e, RunEvent::EnergyJump { .. })),
        0
    );
}

#[test]
fn consultations() {
    assert_eq!(events(&[], |e| matches!(e, RunEvent::Consultation)), 0);
    assert!(events(&["gate parallel"], |e| matches!(e, RunEvent::Consultation)) > 20);
    assert_eq!(events(&["gate parallel:bilateral=0"], |e| matches!(e, RunEvent::Consultation)), 0);
}

#[test]
fn elections() {
    assert!(
        events(&["party.white-house.elections=[10]"], |e| matches!(e, RunEvent::Election { .. }))
            > 15
    );
    assert_eq!(
        events(&["party.white-house.elections=[]"], |e| matches!(e, RunEvent::Election { .. })),
        0
    );
}

#[test]
fn tractability() {
    let off = with(&["tractability.spread=0"]);
    assert!(off.iter().all(|r| r.tractability == 0.0));
}

#[test]
fn a_deadline_ends_the_process() {
    assert_eq!(ended(&with(&[]), EndReason::Deadline), 0.0);
    let on = with(&["calendar.deadline=90"]);
    assert!(ended(&on, EndReason::Deadline) > 0.3);
    assert!(on.iter().all(|r| r.end.days() <= 110.0));
}

#[test]
fn signing_partial_texts() {
    let on = with(&["summit.sign-partial=true"]);
    assert!(on.iter().any(|r| r.coverage.is_some_and(|c| c <= 2)));
    assert!(with(&[]).iter().all(|r| r.coverage.is_none_or(|c| c > 2)));
}

#[test]
fn tactics() {
    let mirror = |tactic: &str| -> Vec<Record> {
        let parties = [
            "kyiv",
            "white-house",
            "western-europe",
            "european-union",
            "eastern-flank",
            "regional-partner",
            "united-nations",
        ];
        let changes: Vec<String> =
            parties.iter().map(|id| format!("party.{id}.tactic={tactic}")).collect();
        with(&changes.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let by_time = with(&[]);
    let failed = |r: &Record| f64::from(r.failed_sessions) / f64::from(r.sessions.max(1));
    assert_eq!(mirror("time-dependent"), by_time);
    for tactic in ["relative-tit-for-tat", "absolute-tit-for-tat"] {
        // All wait for the others: more sessions end with nothing.
        let (more, within) = paired(&mirror(tactic), &by_time, failed);
        assert!(more - within > 0.05, "{tactic}: {more} ± {within}");
    }
    // Of one turn back, a window is a lag; of more, it is not.
    let one = mirror("averaged-tit-for-tat");
    assert_eq!(one, mirror("relative-tit-for-tat"));
    let changes = ["party.kyiv.tactic=averaged-tit-for-tat", "party.kyiv.tactic-turns=3"];
    assert_ne!(with(&changes), with(&changes[..1]));
}
