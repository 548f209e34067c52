//! Numbers of the rules are fields: each acts, and moves what it should.

use summitry_model::process::{RunEvent, States, Tick, TickKind};

use crate::model::{mean, paired, records, setup, traced};

/// Days of such events, with the states after each.
fn events(changes: &[&str], run: u64, is_such: fn(&RunEvent) -> bool) -> Vec<(f64, States)> {
    let ticks = traced(&setup("kyiv-washington", changes), 21, run).1;
    let such = |t: &&Tick| matches!(&t.kind, TickKind::Event(event) if is_such(event));
    ticks.iter().filter(such).map(|t| (t.at.days(), t.states)).collect()
}

#[test]
fn the_first_round_comes_at_the_gap_or_is_drawn_about_it() {
    let first = |changes: &[&str], run| {
        let mut all = vec!["meeting.rounds.hastened=3650", "meeting.rounds.minimum-influence=0"];
        all.extend(changes);
        events(&all, run, |e| matches!(e, RunEvent::Round { .. })).first().map(|(day, _)| *day)
    };
    let days: Vec<f64> =
        (0..20).filter_map(|run| first(&["meeting.rounds.first-gap-drawn=0"], run)).collect();
    assert!(days.len() > 10);
    assert!(days.iter().all(|day| *day == 30.0), "{days:?}");
    for run in 0..20 {
        let half = first(&[], run);
        let whole = first(&["meeting.rounds.first-gap-drawn=1"], run);
        if let (Some(half), Some(whole)) = (half, whole) {
            assert!((whole - 30.0 - 2.0 * (half - 30.0)).abs() < 0.01, "{half} and {whole}");
        }
    }
}

#[test]
fn rounds_keep_their_least_gap() {
    let rounds = |least: &str| {
        let changes = [
            "meeting.rounds.gap=2",
            "meeting.rounds.gap-spread=2",
            "meeting.rounds.hastened=3650",
            "meeting.rounds.after-summit=3650",
            least,
        ];
        let mut least = f64::INFINITY;
        for run in 0..10 {
            let days = events(&changes, run, |e| matches!(e, RunEvent::RoundClosed { .. }));
            least = days.windows(2).map(|w| w[1].0 - w[0].0).fold(least, f64::min);
        }
        least
    };
    assert!((rounds("meeting.rounds.least-gap=1") - 1.0).abs() < 1e-9);
    assert!((rounds("meeting.rounds.least-gap=6") - 6.0).abs() < 1e-9);
}

#[test]
fn a_reopened_issue_goes_back_into_a_bracket_of_the_width_given() {
    let mut compared = 0;
    for run in 0..40 {
        let first = |width| {
            events(&[width], run, |e| matches!(e, RunEvent::Reopened { .. })).first().copied()
        };
        let narrow = first("shock.territorial.reopened-width=1");
        let wide = first("shock.territorial.reopened-width=4");
        assert_eq!(narrow.map(|e| e.0), wide.map(|e| e.0));
        // A bracket over all options is no goal.
        if let (Some(narrow), Some(wide)) = (narrow, wide) {
            assert!(wide.1.goals < narrow.1.goals);
            compared += 1;
        }
    }
    assert!(compared > 5, "{compared} reopened issues are too few");
}

#[test]
fn a_summit_of_many_settles_more_without_unanimity() {
    let everybody =
        "meeting.summit.participants=['kyiv', 'white-house', 'western-europe', 'eastern-flank']";
    let of = |quorum| records(&setup("kyiv-washington", &[everybody, quorum]), 21, 600);
    let closing =
        |r: &summitry_model::process::Record| r.first.map_or(0.0, |summit| summit.closing);
    let (d, half) =
        paired(&of("meeting.summit.quorum=0.7"), &of("meeting.summit.quorum=1"), closing);
    assert!(d > half, "weight at the close {d:+.4} ± {half:.4} with a quorum");
}

#[test]
fn a_class_of_provisions_counts_from_the_share_given() {
    let coverage = |share| {
        let records = records(&setup("kyiv-washington", &[share]), 21, 600);
        mean(&records, |r| r.coverage.map(f64::from))
    };
    let (half, all) =
        (coverage("settlement.class-settled=0.5"), coverage("settlement.class-settled=1"));
    assert!(all < half - 0.05, "classes {half:.2} by half, {all:.2} by all");
}
