//! Limiting cases whose answer is known beforehand.

use summitry_model::diplomacy::summit::Quality;
use summitry_model::process::Outcome;

use crate::model::{records, setup, share, traced};

#[test]
fn identical_ideals_leave_no_session_to_fail() {
    let setup = setup("kyiv-washington", &["tractability.disagreement=0"]);
    let records = records(&setup, 3, 300);
    assert!(records.iter().map(|r| r.sessions).sum::<u32>() > 300);
    assert_eq!(records.iter().map(|r| r.failed_sessions).sum::<u32>(), 0);
}

#[test]
fn a_first_summit_without_preparation_is_never_substantive() {
    let setup = setup("kyiv-washington", &["gate summit-first", "requester.takes-symbolic-at=0"]);
    let records = records(&setup, 3, 2000);
    let unprepared: Vec<_> = records
        .iter()
        .filter(|r| r.first.is_some_and(|summit| summit.preparation == 0.0))
        .collect();
    assert!(unprepared.len() > 500, "{} are too few to tell", unprepared.len());
    assert!(unprepared.iter().all(|r| r.first_quality() != Some(Quality::Substantive)));
}

#[test]
fn without_draws_every_seed_gives_one_trajectory() {
    let setup = setup("kyiv-washington", &["chance.draws=false"]);
    let (record, trace) = traced(&setup, 1, 0);
    assert!(record.events > 30);
    for (seed, run) in [(1, 1), (2, 0), (99, 12_345)] {
        let (other, ticks) = traced(&setup, seed, run);
        assert_eq!(record, other);
        assert_eq!(trace, ticks);
    }
}

#[test]
fn with_draws_seeds_differ() {
    let setup = setup("kyiv-washington", &[]);
    assert_ne!(traced(&setup, 1, 0).0, traced(&setup, 2, 0).0);
    assert_ne!(traced(&setup, 1, 0).0, traced(&setup, 1, 1).0);
}

#[test]
fn a_window_of_no_length_holds_no_summit() {
    let setup = setup("kyiv-washington", &["calendar.window=0"]);
    let records = records(&setup, 3, 50);
    assert_eq!(share(&records, |r| r.outcome == Outcome::NoSummit), 1.0);
    assert!(records.iter().all(|r| r.end.minutes() == 0));
}

#[test]
fn quorums_and_attendance_that_cannot_be_met_put_every_round_off() {
    let setup = setup(
        "kyiv-washington",
        &[
            "allies.attendance=0",
            "allies.attendance-attention=0",
            "meeting.rounds.minimum-influence=0.9",
        ],
    );
    let records = records(&setup, 3, 50);
    assert_eq!(records.iter().map(|r| r.rounds).sum::<u32>(), 0);
    assert!(records.iter().map(|r| r.slips).sum::<u32>() > 50);
}
