//! The class compared with runs of the same scenario by policies, under the same shocks and with other random draws.

use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use summitry_engine::stats::{Z95, sorted_quantile, wilson};
use summitry_engine::units::SimTime;
use summitry_model::policy::decision::Illegal;
use summitry_model::process::{
    CompiledScenario, InjectedShock, Outcome, PolicySet, Record, Run, drive,
};

use super::{PlayedTable, named};

/// The first replication of these runs, outside the range of requested replications and of branches.
const OTHERS: u64 = 1 << 38;

/// Runs between two checks of whether to stop.
const CHUNK: u64 = 64;

/// The share of runs with an outcome.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OutcomeShare {
    /// The outcome.
    #[serde(with = "named::outcome")]
    pub outcome: Outcome,
    /// Number of runs with it.
    pub count: u64,
    /// Their share.
    pub share: f64,
    /// The lower end of its 95 % interval, Wilson's.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// A quantity that is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quantity {
    /// Days to the first summit; a run without one counts as the whole window.
    SummitWaitDays,
    /// Rounds held.
    RoundsHeld,
    /// Utility of the text at the end for the requester.
    RequesterUtility,
    /// Utility of the text at the end for the gatekeeper.
    GatekeeperUtility,
    /// ∫ S dt to the end of the talks, in days.
    StrainAreaDays,
}

impl Quantity {
    /// All of them, in order.
    pub const ALL: [Quantity; 5] = [
        Quantity::SummitWaitDays,
        Quantity::RoundsHeld,
        Quantity::RequesterUtility,
        Quantity::GatekeeperUtility,
        Quantity::StrainAreaDays,
    ];

    /// The name, as in JSON and in the keys of the page.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Quantity::SummitWaitDays => "summit_wait_days",
            Quantity::RoundsHeld => "rounds_held",
            Quantity::RequesterUtility => "requester_utility",
            Quantity::GatekeeperUtility => "gatekeeper_utility",
            Quantity::StrainAreaDays => "strain_area_days",
        }
    }
}

/// A table's position among the runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TableRank {
    /// The number of the table.
    pub table: usize,
    /// Its value, as it is compared.
    pub value: f64,
    /// Its percentile among the runs, by [`percentile`].
    pub percentile: f64,
}

/// One quantity over the runs and the tables.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QuantityBenchmark {
    /// The quantity.
    pub quantity: Quantity,
    /// Its 5, 25, 50, 75 and 95 % quantiles over the runs.
    pub quantiles: [f64; 5],
    /// The tables.
    pub tables: Vec<TableRank>,
    /// The values of the runs, in their order.
    pub values: Vec<f64>,
}

/// An injected shock.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SentShock {
    /// The day.
    pub day: f64,
    /// The kind of shock, by its position in the scenario.
    pub shock: usize,
}

/// Tables with the same random draws and injected shocks, compared with runs under the same shocks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Benchmark {
    /// The numbers of the tables.
    pub tables: Vec<usize>,
    /// The seed.
    pub seed: u64,
    /// The replication whose shocks, prices and elections all have.
    pub nature: u64,
    /// The replication of the first run; the others follow.
    pub first: u64,
    /// Number of runs.
    pub runs: u64,
    /// The injected shocks, which all runs have too.
    pub sent: Vec<SentShock>,
    /// How the runs ended, in the order of outcomes.
    pub outcomes: Vec<OutcomeShare>,
    /// What is compared.
    pub among: Vec<QuantityBenchmark>,
}

/// The percentile of a value among others: the share below it and half the share equal to it, in hundredths. `None` without
/// others.
///
/// ```
/// use summitry_class::debrief::percentile;
/// assert_eq!(percentile(2.0, &[1.0, 2.0, 3.0, 4.0]), Some(37.5));
/// assert_eq!(percentile(0.0, &[]), None);
/// ```
#[must_use]
pub fn percentile(value: f64, among: &[f64]) -> Option<f64> {
    let below = among.iter().filter(|&&other| other < value).count() as f64;
    let equal = among.iter().filter(|&&other| other == value).count() as f64;
    (!among.is_empty()).then(|| 100.0 * (below + 0.5 * equal) / among.len() as f64)
}

/// Groups of tables with the same random draws and injected shocks.
pub(super) fn groups(played: &[PlayedTable]) -> Vec<Vec<&PlayedTable>> {
    let mut groups: Vec<Vec<&PlayedTable>> = Vec::new();
    let key = |p: &PlayedTable| (p.path.seed, p.path.run, p.path.injected.clone());
    for table in played {
        match groups.iter_mut().find(|group| key(group[0]) == key(table)) {
            Some(group) => group.push(table),
            None => groups.push(vec![table]),
        }
    }
    groups
}

/// The outcome and quantities of a run.
type RunValues = (Outcome, [f64; Quantity::ALL.len()]);

fn run_values(
    setup: &CompiledScenario,
    record: &Record,
    utility: impl Fn(usize) -> f64,
) -> RunValues {
    let scenario = &setup.scenario;
    let window = scenario.calendar.window;
    let of = |quantity| match quantity {
        Quantity::SummitWaitDays => record.first_summit().map_or(window, SimTime::days).min(window),
        Quantity::RoundsHeld => f64::from(record.rounds),
        Quantity::RequesterUtility => utility(scenario.requester),
        Quantity::GatekeeperUtility => utility(scenario.gatekeeper),
        Quantity::StrainAreaDays => record.strain_area,
    };
    (record.outcome, Quantity::ALL.map(of))
}

/// Compares each group with `runs` runs; `None` if it was stopped. `progress` receives the number of runs done.
pub(super) fn place(
    setup: &CompiledScenario,
    played: &[PlayedTable],
    runs: u64,
    stop: &AtomicBool,
    progress: &mut dyn FnMut(u64),
) -> Result<Option<Vec<Benchmark>>, Illegal> {
    let mut benchmark = Vec::new();
    let mut done = 0;
    for group in groups(played) {
        let path = &group[0].path;
        let mut all: Vec<RunValues> = Vec::new();
        while (all.len() as u64) < runs {
            if stop.load(Ordering::Relaxed) {
                return Ok(None);
            }
            let from = all.len() as u64;
            let made: Result<Vec<RunValues>, Illegal> = (from..runs.min(from + CHUNK))
                .into_par_iter()
                .map_init(
                    || None,
                    |slot, k| one(setup, slot, (path.seed, path.run), &path.injected, k),
                )
                .collect();
            all.extend(made?);
            progress(done + all.len() as u64);
        }
        done += runs;
        benchmark.push(benchmark_of(setup, &group, &all));
    }
    Ok(Some(benchmark))
}

/// Run number `k` by policies under these shocks.
fn one<'s>(
    setup: &'s CompiledScenario,
    slot: &mut Option<Run<'s>>,
    (seed, nature): (u64, u64),
    injected: &[InjectedShock],
    k: u64,
) -> Result<RunValues, Illegal> {
    let run = slot.get_or_insert_with(|| {
        let mut run = Run::new(setup);
        run.keep_trajectory(false);
        run
    });
    if let Err(fault) = run.begin_with_nature(seed, OTHERS + k, nature, false) {
        panic!("{fault}"); // The class was begun with that number.
    }
    injected.iter().for_each(|&shock| run.inject_shock(shock));
    drive(run, &PolicySet::new(setup))?;
    Ok(run_values(setup, run.record(), |party| run.party_records()[party].utility))
}

fn benchmark_of(setup: &CompiledScenario, group: &[&PlayedTable], all: &[RunValues]) -> Benchmark {
    let path = &group[0].path;
    let n = all.len() as u64;
    let outcomes = Outcome::ALL
        .iter()
        .map(|&outcome| {
            let count = all.iter().filter(|(of, _)| *of == outcome).count() as u64;
            let interval = wilson(count, n, Z95);
            OutcomeShare {
                outcome,
                count,
                share: count as f64 / n.max(1) as f64,
                low: interval.low,
                high: interval.high,
            }
        })
        .collect();
    let among = Quantity::ALL
        .iter()
        .enumerate()
        .map(|(k, &quantity)| {
            let values: Vec<f64> = all.iter().map(|(_, values)| values[k]).collect();
            let mut sorted = values.clone();
            sorted.sort_by(f64::total_cmp);
            let quantile = |q| sorted_quantile(&sorted, q).unwrap_or_default();
            let tables = group
                .iter()
                .map(|table| {
                    let path = &table.path;
                    let of = run_values(setup, &path.record, |party| path.parties[party].utility);
                    let value = of.1[k];
                    let percentile = percentile(value, &values).unwrap_or_default();
                    TableRank { table: table.number, value, percentile }
                })
                .collect();
            let quantiles = [0.05, 0.25, 0.5, 0.75, 0.95].map(quantile);
            QuantityBenchmark { quantity, quantiles, tables, values }
        })
        .collect();
    Benchmark {
        tables: group.iter().map(|table| table.number).collect(),
        seed: path.seed,
        nature: path.run,
        first: OTHERS,
        runs: n,
        sent: path
            .injected
            .iter()
            .map(|s| SentShock { day: s.at.days(), shock: usize::from(s.shock) })
            .collect(),
        outcomes,
        among,
    }
}
