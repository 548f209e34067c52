//! Arms of a comparison: the runs of a scenario under some settings, each simulated once, whoever asks.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};

use summitry_model::process::{PolicySet, Record, Run, drive};

use crate::model::setup;

pub(crate) const SCENARIO: &str = "kyiv-washington";
pub(crate) const SEED: u64 = 1;

/// What is kept of a run.
pub(crate) struct Sample {
    pub record: Record,
    /// Utility of the text at the end, to requester and gatekeeper.
    pub utilities: [f64; 2],
    /// Summits granted though the gate was shut.
    pub overridden: u32,
}

/// The first runs of the seed under some settings.
pub(crate) fn runs_of(settings: &str, runs: u64) -> Arc<Vec<Sample>> {
    type Arms = Mutex<BTreeMap<(String, u64), Arc<OnceLock<Arc<Vec<Sample>>>>>>;
    static ARMS: OnceLock<Arms> = OnceLock::new();
    let arms = ARMS.get_or_init(Arms::default);
    let arm = Arc::clone(arms.lock().unwrap().entry((settings.to_owned(), runs)).or_default());
    Arc::clone(arm.get_or_init(|| Arc::new(simulated(settings, runs))))
}

/// Settings as they are written on the page: `--set` in brief, or `gate …`, with semicolons between.
pub(crate) fn changes(settings: &str) -> Vec<&str> {
    settings.split("; ").filter(|change| !change.is_empty()).collect()
}

fn simulated(settings: &str, runs: u64) -> Vec<Sample> {
    let setup = setup(SCENARIO, &changes(settings));
    let (requester, gatekeeper) = (setup.scenario.requester, setup.scenario.gatekeeper);
    let part = |runs: std::ops::Range<u64>| {
        let mut run = Run::new(&setup);
        let seats = PolicySet::new(&setup);
        runs.map(|number| {
            run.begin(SEED, number, false).unwrap();
            drive(&mut run, &seats).unwrap();
            let of = run.party_records();
            let utilities = [requester, gatekeeper].map(|party| of[party].utility);
            let overridden = run.summits().iter().filter(|s| s.overridden).count() as u32;
            Sample { record: run.record().clone(), utilities, overridden }
        })
        .collect::<Vec<_>>()
    };
    std::thread::scope(|scope| {
        let second = scope.spawn(|| part(runs / 2..runs));
        let mut all = part(0..runs / 2);
        all.extend(second.join().unwrap());
        all
    })
}

/// Mean and its variance.
pub(crate) fn moments(values: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
    let n = values.clone().count() as f64;
    let mean = values.clone().sum::<f64>() / n;
    let square: f64 = values.map(|v| (v - mean) * (v - mean)).sum();
    (mean, square / (n - 1.0) / n)
}
