//! What the model's tests share: a batch of records from a scenario and a few changes.

use summitry_model::process::{CompiledScenario, PolicySet, Record, Run, Tick, drive};
use summitry_model::scenario::{Overrides, Scenario, read};

/// The scenario with `path=value` changes, `gate FAMILY` and `sequence FAMILY`.
pub(crate) fn scenario(name: &str, changes: &[&str]) -> Scenario {
    let mut overrides = Overrides::default();
    for change in changes {
        match change.split_once(' ') {
            Some(("gate", gate)) => overrides.gate = Some(gate.to_owned()),
            Some(("sequence", sequence)) => overrides.sequence = Some(sequence.to_owned()),
            _ => overrides.set.push((*change).to_owned()),
        }
    }
    let loaded = read(name, &overrides);
    let faults = loaded.faults.render(&loaded.sources, false);
    loaded.scenario.unwrap_or_else(|| panic!("{faults}"))
}

pub(crate) fn setup(name: &str, changes: &[&str]) -> CompiledScenario {
    CompiledScenario::new(scenario(name, changes))
}

/// Records of the first `runs` runs of a seed, on two threads.
pub(crate) fn records(setup: &CompiledScenario, seed: u64, runs: u64) -> Vec<Record> {
    let half = runs / 2;
    let part = |from: u64, to: u64| {
        let mut run = Run::new(setup);
        let seats = PolicySet::new(setup);
        (from..to)
            .map(|k| {
                assert!(run.begin(seed, k, false).is_ok());
                assert!(drive(&mut run, &seats).is_ok());
                run.record().clone()
            })
            .collect::<Vec<_>>()
    };
    std::thread::scope(|scope| {
        let second = scope.spawn(|| part(half, runs));
        let mut all = part(0, half);
        all.extend(second.join().into_iter().flatten());
        assert_eq!(all.len() as u64, runs);
        all
    })
}

/// One run with its trace.
pub(crate) fn traced(setup: &CompiledScenario, seed: u64, number: u64) -> (Record, Vec<Tick>) {
    let mut run = Run::new(setup);
    assert!(run.begin(seed, number, true).is_ok());
    assert!(drive(&mut run, &PolicySet::new(setup)).is_ok());
    (run.record().clone(), run.trace().to_vec())
}

/// Mean of a paired difference with its 95 % interval's half-width.
pub(crate) fn paired(a: &[Record], b: &[Record], measure: impl Fn(&Record) -> f64) -> (f64, f64) {
    let differences: Vec<f64> = a.iter().zip(b).map(|(x, y)| measure(x) - measure(y)).collect();
    let n = differences.len() as f64;
    let mean = differences.iter().sum::<f64>() / n;
    let variance = differences.iter().map(|d| (d - mean) * (d - mean)).sum::<f64>() / (n - 1.0);
    (mean, 1.96 * (variance / n).sqrt())
}

/// Mean of a measure over the records that have it.
pub(crate) fn mean(records: &[Record], measure: impl Fn(&Record) -> Option<f64>) -> f64 {
    let values: Vec<f64> = records.iter().filter_map(measure).collect();
    values.iter().sum::<f64>() / values.len() as f64
}

/// Share of the records that pass a test.
pub(crate) fn share(records: &[Record], test: impl Fn(&Record) -> bool) -> f64 {
    records.iter().filter(|r| test(r)).count() as f64 / records.len() as f64
}
