//! What moves by itself follows its own law, exactly.

use summitry_model::process::{PolicySet, Run, RunEvent, TickKind, drive};

use crate::model::{setup, traced};

/// With jumps alone, each reading is what is left of every jump since its own day.
#[test]
fn a_jump_of_the_energy_price_fades_from_its_own_day_on() {
    let half_life = 40.0;
    let setup = setup("kyiv-washington", &["energy.volatility=0", "energy.half-life=40"]);
    let (mut readings, mut jumped) = (0, 0);
    for run in 0..20 {
        let mut jumps: Vec<(f64, f64)> = Vec::new();
        for tick in traced(&setup, 4, run).1 {
            let day = tick.at.days();
            match tick.kind {
                TickKind::Event(RunEvent::EnergyJump { log_change }) => {
                    jumps.push((day, log_change));
                }
                TickKind::Event(RunEvent::EnergyReading { log_price: price }) => {
                    let left = |(at, size): &(f64, f64)| size * libm::exp2((at - day) / half_life);
                    let expected: f64 = jumps.iter().map(left).sum();
                    assert!((price - expected).abs() < 1e-12, "day {day}: {price}, not {expected}");
                    readings += 1;
                }
                _ => {}
            }
        }
        jumped += jumps.len();
    }
    assert!(readings > 50 && jumped > 10, "{readings} readings of {jumped} jumps are too few");
}

#[test]
fn opinion_without_spread_returns_to_its_mean_all_the_same() {
    let changes = [
        "opinion.spread=0",
        "party.european-union.support=0.7",
        "party.european-union.normal-support=0.4",
    ];
    let setup = setup("kyiv-washington", &changes);
    let of = setup.scenario.parties.iter().position(|p| p.id == "european-union").unwrap();
    let mut run = Run::new(&setup);
    for number in 0..10 {
        run.begin(4, number, false).unwrap();
        drive(&mut run, &PolicySet::new(&setup)).unwrap();
        let polls = (run.record().end.days() / 28.0).floor();
        let expected = 0.4 + 0.3 * libm::exp(-28.0 * polls / 140.0);
        let support = run.party_records()[of].support;
        assert!(
            (support - expected).abs() < 1e-12,
            "{support} after {polls} polls, not {expected}"
        );
    }
}
