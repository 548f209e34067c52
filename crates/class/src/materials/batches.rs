//! The batches behind the lessons and the answers: the same runs under several rules, and how they differ.

use rayon::prelude::*;

use summitry_engine::stats::{Interval, Z95, paired_shares, wilson};
use summitry_model::process::{CompiledScenario, Outcome, PolicySet, Run, drive};
use summitry_model::scenario::gates::GateSpec;
use summitry_model::scenario::{Overrides, read};

use super::{RUNS, SEED};

/// Runs that a worker makes at a time.
const PIECE: u64 = 100;
/// Most numbers of required rounds that are shown.
const MOST_RULES: u32 = 8;

/// The scenario cannot be read again with a change.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{scenario}` cannot be read with {change}: {faults}")]
pub struct Refused {
    /// The scenario, as it was typed.
    pub scenario: String,
    /// What was changed.
    pub change: String,
    /// Its faults.
    pub faults: String,
}

/// What is kept of a run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sample {
    pub outcome: Outcome,
    pub ratified: bool,
    /// Rounds held.
    pub rounds: u32,
    /// Day of the first summit.
    pub first_day: Option<f64>,
}

impl Sample {
    fn durable(&self) -> bool {
        self.outcome == Outcome::Durable
    }
}

/// Runs 0 to [`RUNS`] − 1 of [`SEED`] under one rule.
#[derive(Clone, Debug)]
pub(super) struct Arm {
    pub runs: Vec<Sample>,
}

/// A value with its 95 % interval, in points of 100.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Estimate {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

/// What an interval says of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It lies above 0.
    Above,
    /// It lies below.
    Below,
    /// 0 is in it.
    Open,
}

impl Estimate {
    fn of(value: f64, interval: Interval) -> Self {
        Estimate { value: 100.0 * value, low: 100.0 * interval.low, high: 100.0 * interval.high }
    }

    fn with_error(value: f64, error: f64) -> Self {
        Estimate { value, low: value - Z95 * error, high: value + Z95 * error }
    }

    pub(super) fn verdict(&self) -> Verdict {
        match (self.low > 0.0, self.high < 0.0) {
            (true, _) => Verdict::Above,
            (_, true) => Verdict::Below,
            _ => Verdict::Open,
        }
    }
}

impl Arm {
    fn of(setup: &CompiledScenario) -> Arm {
        let piece = |k: u64| {
            let mut run = Run::new(setup);
            let seats = PolicySet::new(setup);
            let runs = k * PIECE..((k + 1) * PIECE).min(RUNS);
            runs.map(|number| sample(&mut run, &seats, number)).collect::<Vec<_>>()
        };
        let pieces: Vec<Vec<Sample>> =
            (0..RUNS.div_ceil(PIECE)).into_par_iter().map(piece).collect();
        Arm { runs: pieces.into_iter().flatten().collect() }
    }

    fn n(&self) -> u64 {
        self.runs.len() as u64
    }

    /// Runs that ended so.
    pub(super) fn count(&self, outcome: Outcome) -> u64 {
        self.runs.iter().filter(|run| run.outcome == outcome).count() as u64
    }

    /// Share of the runs that ended so.
    pub(super) fn share(&self, outcome: Outcome) -> Estimate {
        let count = self.count(outcome);
        Estimate::of(count as f64 / self.n() as f64, wilson(count, self.n(), Z95))
    }

    /// Runs that held a summit.
    pub(super) fn summits(&self) -> u64 {
        self.runs.iter().filter(|run| run.first_day.is_some()).count() as u64
    }

    /// Mean day of the first summit over the runs that held one.
    pub(super) fn mean_first_day(&self) -> Option<f64> {
        let days: Vec<f64> = self.runs.iter().filter_map(|run| run.first_day).collect();
        (!days.is_empty()).then(|| days.iter().sum::<f64>() / days.len() as f64)
    }

    /// Ratified runs with so many rounds, and how many of them were durable.
    pub(super) fn ratified(&self, rounds: impl Fn(u32) -> bool) -> (u64, u64) {
        let of = self.runs.iter().filter(|run| run.ratified && rounds(run.rounds));
        of.fold((0, 0), |(all, durable), run| (all + 1, durable + u64::from(run.durable())))
    }

    /// Least-squares slope of `durable` on the rounds held, among ratified runs, in points a round; none if they all held
    /// as many, or are fewer than ten.
    pub(super) fn slope(&self) -> Option<Estimate> {
        let points: Vec<(f64, f64)> = self
            .runs
            .iter()
            .filter(|run| run.ratified)
            .map(|run| (f64::from(run.rounds), if run.durable() { 100.0 } else { 0.0 }))
            .collect();
        let n = points.len() as f64;
        if points.len() < 10 {
            return None;
        }
        let mean = |of: &dyn Fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / n;
        let (x, y) = (mean(&|p| p.0), mean(&|p| p.1));
        let spread: f64 = points.iter().map(|p| (p.0 - x) * (p.0 - x)).sum();
        if spread <= 0.0 {
            return None;
        }
        let slope = points.iter().map(|p| (p.0 - x) * (p.1 - y)).sum::<f64>() / spread;
        let rest = |p: &(f64, f64)| p.1 - y - slope * (p.0 - x);
        let error = points.iter().map(|p| rest(p) * rest(p)).sum::<f64>() / (n - 2.0) / spread;
        Some(Estimate::with_error(slope, error.sqrt()))
    }
}

fn sample(run: &mut Run<'_>, seats: &PolicySet<'_>, number: u64) -> Sample {
    // Without an injected shock nothing can be refused, and policies answer legally: model tests hold both.
    let begun = run.begin(SEED, number, false).is_ok() && drive(run, seats).is_ok();
    debug_assert!(begun);
    let record = run.record();
    Sample {
        outcome: record.outcome,
        ratified: record.ratified == Some(true),
        rounds: record.rounds,
        first_day: record.first_summit().map(|at| at.days()),
    }
}

/// Share `durable` of the second less that of the first, run by run with the same random draws.
pub(super) fn durable_difference(first: &Arm, second: &Arm) -> Estimate {
    let pairs = || first.runs.iter().zip(&second.runs);
    let count =
        |test: fn(&Sample, &Sample) -> bool| pairs().filter(|(a, b)| test(a, b)).count() as u64;
    let (lost, won) =
        (count(|a, b| a.durable() && !b.durable()), count(|a, b| !a.durable() && b.durable()));
    let n = first.n();
    let value = (won as f64 - lost as f64) / n as f64;
    Estimate::of(value, paired_shares(won, lost, n, Z95))
}

/// Share of the durable among the ratified, second less first, as if the two had been drawn apart: they are not the same
/// runs. None if one has fewer than two ratified runs.
pub(super) fn ratified_difference(first: &Arm, second: &Arm) -> Option<Estimate> {
    let of = |arm: &Arm| {
        let (n, durable) = arm.ratified(|_| true);
        let (n, durable) = (n as f64, durable as f64);
        (n >= 2.0).then(|| {
            let share = durable / n;
            (100.0 * share, 10_000.0 * share * (1.0 - share) / (n - 1.0))
        })
    };
    let (a, b) = (of(first)?, of(second)?);
    Some(Estimate::with_error(b.0 - a.0, (a.1 + b.1).sqrt()))
}

/// All batches behind the materials.
#[derive(Clone, Debug)]
pub(super) struct Batches {
    /// The scenario as it comes.
    pub plain: Arm,
    /// Rounds required, and the runs under such a rule; from 0.
    pub rules: Vec<(u32, Arm)>,
    /// A middle number of rounds: the scenario's own, where its gate counts rounds.
    pub middle: u32,
    /// Many, but not so many that no time is left.
    pub many: u32,
    /// None required and the middle, where an unprepared summit costs nothing.
    pub free: [Arm; 2],
    /// Without and with a symbolic summit early on.
    pub symbol: [Arm; 2],
    /// Where preparation has no part in the risk: none required and many.
    pub unlinked: [Arm; 2],
}

/// What takes the cost of an unprepared summit out.
pub(super) const FREE: [&str; 3] = [
    "summit.unprepared-end=0",
    "summit.unprepared-polarisation=0",
    "credibility.unprepared-cost=0",
];
/// What makes every request for a symbolic summit one that is taken.
pub(super) const TAKES: [&str; 2] = ["requester.takes-symbolic-at=0", "requester.judgement=0"];
/// What takes preparation out of the risk.
pub(super) const UNLINKED: &str = "settlement.preparation-matters=false";

/// What makes the gatekeeper grant the first request whatever its gate says.
pub(super) fn early(setup: &CompiledScenario) -> [String; 2] {
    let gatekeeper = &setup.scenario.parties[setup.scenario.gatekeeper].id;
    [
        format!("party.{gatekeeper}.policy=scripted"),
        format!("party.{gatekeeper}.script=['grant#0=override']"),
    ]
}

/// A rule that asks for so many rounds, as it is typed.
pub(super) fn rounds_first(n: u32) -> String {
    format!("rounds-first:n={n}")
}

impl Batches {
    pub(super) fn of(setup: &CompiledScenario, typed: &str) -> Result<Batches, Refused> {
        let (shown, middle, many) = numbers(setup);
        let arm = |gate: Option<u32>, set: &[String]| {
            let changes = Overrides {
                gate: gate.map(rounds_first),
                set: set.to_vec(),
                ..Overrides::default()
            };
            Ok(Arm::of(&CompiledScenario::new(again(setup, typed, &changes)?)))
        };
        let strings = |of: &[&str]| of.iter().map(|set| (*set).to_owned()).collect::<Vec<_>>();
        let rules: Result<Vec<(u32, Arm)>, Refused> =
            shown.into_iter().map(|n| Ok((n, arm(Some(n), &[])?))).collect();
        let (free, takes, unlinked) = (strings(&FREE), strings(&TAKES), strings(&[UNLINKED]));
        Ok(Batches {
            plain: Arm::of(setup),
            rules: rules?,
            middle,
            many,
            free: [arm(Some(0), &free)?, arm(Some(middle), &free)?],
            symbol: [
                arm(None, &takes)?,
                arm(None, &takes.iter().cloned().chain(early(setup)).collect::<Vec<_>>())?,
            ],
            unlinked: [arm(Some(0), &unlinked)?, arm(Some(many), &unlinked)?],
        })
    }

    /// The runs under a rule of so many rounds, or of the last if it is not shown.
    pub(super) fn rule(&self, n: u32) -> &Arm {
        let found = self.rules.iter().find(|(of, _)| *of == n).or_else(|| self.rules.last());
        found.map_or(&self.plain, |(_, arm)| arm)
    }

    /// The most rounds that are required.
    pub(super) fn most(&self) -> u32 {
        self.rules.last().map_or(0, |(n, _)| *n)
    }
}

/// The scenario, read again with other rules.
fn again(
    setup: &CompiledScenario,
    typed: &str,
    changes: &Overrides,
) -> Result<summitry_model::scenario::Scenario, Refused> {
    let loaded = read(typed, changes);
    let faults = loaded.faults.render(&loaded.sources, false);
    loaded.scenario.ok_or_else(|| Refused {
        scenario: setup.scenario.id.clone(),
        change: changes.gate.iter().chain(&changes.set).cloned().collect::<Vec<_>>().join(" "),
        faults,
    })
}

/// The numbers of required rounds that are shown, a middle one and many.
fn numbers(setup: &CompiledScenario) -> (Vec<u32>, u32, u32) {
    let scenario = &setup.scenario;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "2 to 24")]
    let state =
        (scenario.calendar.window / scenario.round_type().of.gap.max(1.0)).clamp(2.0, 24.0) as u32;
    let own = match &scenario.gate_spec {
        GateSpec::Family { name: "rounds-first", parameters, .. } => {
            parameters.iter().find(|(key, _)| *key == "n").map(|(_, n)| *n)
        }
        _ => None,
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 to 1,000")]
    let own = own.filter(|n| *n >= 1.0 && *n < f64::from(state)).map(|n| n as u32);
    let middle = own.unwrap_or((state / 4).max(1));
    let many = (state / 2).max(middle + 1).min(state);
    let mut shown: Vec<u32> = if state <= MOST_RULES {
        (0..=state).collect()
    } else {
        (0..=MOST_RULES).map(|k| k * state / MOST_RULES).collect()
    };
    shown.extend([middle, many]);
    shown.sort_unstable();
    shown.dedup();
    (shown, middle, many)
}
