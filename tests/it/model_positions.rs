//! What polarisation pushes apart on the table comes back by itself, in closed form.

use proptest::prelude::*;
use summitry_engine::sets::IssueSet;
use summitry_model::diplomacy::coalition::{Positions, Scale};
use summitry_model::process::{RunEvent, TickKind};

use crate::model::{setup, traced};

const FADES: f64 = 60.0;

fn scale() -> Scale<'static> {
    Scale { weights: &[0.6, 0.4], hardness: &[1.0, 0.5], settled: IssueSet::EMPTY, full: 0.65 }
}

#[test]
fn a_push_fades_and_what_was_tabled_is_left() {
    let tabled = [0.3, 0.5, 0.7];
    let mut positions = Positions::new(&[0.4, 0.3, 0.3], 2, FADES);
    for (party, place) in tabled.into_iter().enumerate() {
        positions.table(party, 0, place);
        positions.table(party, 1, 0.5);
    }
    positions.polarise(0, 0.5, 10.0);
    let mean = 0.4 * 0.3 + 0.3 * 0.5 + 0.3 * 0.7;
    for (party, place) in tabled.into_iter().enumerate() {
        for (after, left) in [(0.0, 1.0), (FADES, libm::exp(-1.0)), (1e5, 0.0)] {
            let expected = place + 0.5 * (place - mean) * left;
            assert!((positions.get(party, 0, 10.0 + after) - expected).abs() < 1e-12);
        }
    }
    // A round eases a share; who tables anew is pushed no more.
    let push = positions.get(0, 0, 40.0) - 0.3;
    positions.ease(0.25, 40.0);
    assert!((positions.get(0, 0, 40.0) - 0.3 - 0.75 * push).abs() < 1e-12);
    positions.table(0, 0, 0.4);
    assert_eq!(positions.get(0, 0, 40.0), 0.4);
    assert_eq!(positions.get(0, 0, 90.0), 0.4);
}

#[test]
fn what_a_party_hardens_stays() {
    let mut positions = Positions::new(&[0.5, 0.5], 1, FADES);
    positions.table(0, 0, 0.4);
    positions.table(1, 0, 0.6);
    positions.polarise(0, 0.2, 0.0);
    let before = positions.get(1, 0, 5.0);
    positions.drift(1, 0, 0.5, 5.0);
    let moved = positions.get(1, 0, 5.0) - before;
    assert!(moved > 0.05);
    assert!((positions.get(1, 0, 1e5) - 0.6 - moved).abs() < 1e-12);
}

proptest! {
    /// The day on which cohesion passes a level is the first on which a scan finds it on the other side.
    #[test]
    fn cohesion_passes_a_level_when_it_is_said_to(
        places in proptest::collection::vec(0.0_f64..1.0, 8),
        anew in proptest::collection::vec(0.0_f64..1.0, 3),
        pushes in proptest::collection::vec(0.05_f64..1.0, 2),
        level in 0.05_f64..0.95,
    ) {
        let mut positions = Positions::new(&[0.4, 0.3, 0.2, 0.1], 2, FADES);
        for (k, place) in places.iter().enumerate() {
            positions.table(k / 2, k % 2, *place);
        }
        positions.polarise(0, pushes[0], 3.0);
        positions.polarise(1, pushes[1], 9.0);
        // Some answer the push and some do not, so that fading may bring them nearer or further.
        for (k, place) in anew.iter().enumerate() {
            positions.table(k, k % 2, *place);
        }
        let from = 12.0;
        let above = |day: f64| positions.cohesion(&scale(), day) >= level;
        let said = positions.crossing(&scale(), level, from);
        let days = (0..6000).map(|k| from + 0.1 * f64::from(k));
        let scanned = days.clone().find(|day| above(*day) != above(from));
        match (said, scanned) {
            (Some(said), Some(scanned)) => {
                prop_assert!((scanned - said).abs() < 0.1 + 1e-6, "{said} is said, {scanned} is seen");
            }
            // It may touch the level between two days of the scan, or past its end.
            (Some(said), None) => {
                let near = (positions.cohesion(&scale(), said) - level).abs();
                prop_assert!(said >= from && near < 1e-6);
            }
            (None, scanned) => prop_assert_eq!(scanned, None),
        }
    }
}

/// With nobody at any table, only time can bring back what shocks push apart.
#[test]
fn cohesion_comes_back_between_shocks() {
    let changes = [
        "allies.attendance=0",
        "allies.attendance-attention=0",
        "meeting.rounds.minimum-influence=0.9",
        "meeting.initiatives.rate=0",
        "requests.first=3650",
        "coalition.fracture-below=0",
    ];
    let setup = setup("kyiv-washington", &changes);
    let (mut fell, mut rose) = (0, 0);
    for run in 0..10 {
        let ticks = traced(&setup, 8, run).1;
        for pair in ticks.windows(2) {
            let (before, after) = (pair[0].states.cohesion, pair[1].states.cohesion);
            if matches!(pair[1].kind, TickKind::Event(RunEvent::Shock { .. })) {
                fell += u32::from(after < before);
            } else {
                assert!(after >= before - 1e-12, "run {run}: {before} falls to {after} by itself");
                rose += u32::from(after > before);
            }
        }
    }
    assert!(fell > 10 && rose > 50, "{fell} falls and {rose} rises are too few");
}
