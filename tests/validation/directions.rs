//! What the model shows when one thing is changed, on the same draws: the directions that the theory or the
//! article let one expect, with an interval on each difference.
//!
//! Each comparison is asserted at z = 4: were nothing there, one would be seen about once in 16,000 times, and one in
//! the sixty or so here once in 250. Seeds are fixed, so a test that passes goes on passing until the model changes. A
//! direction that does not come out is asserted as such and reported on the page.

use std::fmt::Write as _;
use std::sync::{Arc, OnceLock};

use summitry_engine::stats::{Z95, wilson};
use summitry_model::diplomacy::summit::Quality;
use summitry_model::process::{Outcome, Record};

use crate::arms::{SCENARIO, SEED, Sample, changes, moments, runs_of};
use crate::docs_page::{in_step, page, replaced};
use crate::model::{setup, traced};

const RUNS: u64 = 6000;
const Z: f64 = 4.0;

fn runs(settings: &str) -> Arc<Vec<Sample>> {
    runs_of(settings, RUNS)
}

/// What of a run is compared, in percent where it is a share.
#[derive(Clone, Copy, Debug)]
enum Measure {
    Durable,
    Settled,
    FirstDay,
    /// Squared distance of the first summit's day from its mean.
    SpreadOfFirstDay,
    SubstantiveFirst,
    DurableIfRatified,
    RatifiedIfSigned,
    GatekeeperIfSigned,
    LeastCohesion,
    Refused,
    RequesterIfSigned,
    SettlementDay,
    CollapsedLate,
    Requests,
    FirstSubstantive,
}

impl Measure {
    fn name(self) -> &'static str {
        match self {
            Measure::Durable => "`durable`, points",
            Measure::Settled => "signed, points",
            Measure::FirstDay => "day of the first summit",
            Measure::SpreadOfFirstDay => "variance of that day",
            Measure::SubstantiveFirst => "substantive among first summits, points",
            Measure::DurableIfRatified => "durable among ratified, points",
            Measure::RatifiedIfSigned => "ratified among signed, points",
            Measure::GatekeeperIfSigned => "gatekeeper's utility of a signed text, ×100",
            Measure::RequesterIfSigned => "requester's utility of a signed text, ×100",
            Measure::LeastCohesion => "least cohesion, ×100",
            Measure::Refused => "refused a symbolic summit, points",
            Measure::SettlementDay => "day of signing",
            Measure::CollapsedLate => "collapsed after the first year, points",
            Measure::Requests => "requests a run, ×100",
            Measure::FirstSubstantive => "first summit substantive, points of all runs",
        }
    }

    fn of(self, sample: &Sample) -> Option<f64> {
        let r = &sample.record;
        let share = |test: bool| if test { 100.0 } else { 0.0 };
        match self {
            Measure::Durable => Some(share(r.outcome == Outcome::Durable)),
            Measure::Settled => Some(share(r.settlement.is_some())),
            Measure::FirstDay | Measure::SpreadOfFirstDay => r.first_summit().map(|at| at.days()),
            Measure::SubstantiveFirst => {
                r.first_quality().map(|quality| share(quality == Quality::Substantive))
            }
            Measure::DurableIfRatified => {
                (r.ratified == Some(true)).then(|| share(r.outcome == Outcome::Durable))
            }
            Measure::RatifiedIfSigned => r.ratified.map(share),
            Measure::GatekeeperIfSigned => r.settlement.map(|_| 100.0 * sample.utilities[1]),
            Measure::RequesterIfSigned => r.settlement.map(|_| 100.0 * sample.utilities[0]),
            Measure::LeastCohesion => Some(100.0 * r.least_cohesion),
            Measure::Requests => Some(100.0 * f64::from(r.requests)),
            Measure::FirstSubstantive => {
                Some(share(r.first_quality() == Some(Quality::Substantive)))
            }
            Measure::Refused => Some(share(r.refusals > 0)),
            Measure::SettlementDay => r.settlement.map(|at| at.days()),
            Measure::CollapsedLate => {
                let late = r.survival_days.is_some_and(|days| days > 365.0);
                Some(share(r.outcome == Outcome::Collapsed && late))
            }
        }
    }

    fn values(self, runs: &[Sample]) -> Vec<Option<f64>> {
        let values: Vec<Option<f64>> = runs.iter().map(|sample| self.of(sample)).collect();
        let Measure::SpreadOfFirstDay = self else { return values };
        let (mean, _) = moments(values.iter().flatten().copied());
        values.into_iter().map(|value| value.map(|day| (day - mean) * (day - mean))).collect()
    }
}

/// A difference and its standard error.
#[derive(Clone, Copy, Debug)]
struct Difference {
    mean: f64,
    error: f64,
}

impl Difference {
    /// Second less first: run by run where every run has the measure; else between the means of those that have it,
    /// which are not the same runs, as if they had been drawn apart.
    fn of(measure: Measure, first: &str, second: &str) -> Difference {
        let (a, b) = (measure.values(&runs(first)), measure.values(&runs(second)));
        let all = a.iter().chain(&b).all(Option::is_some);
        let (mean, variance) = if all {
            moments(a.iter().zip(&b).map(|(x, y)| y.unwrap_or_default() - x.unwrap_or_default()))
        } else {
            let (x, y) =
                (moments(a.iter().flatten().copied()), moments(b.iter().flatten().copied()));
            (y.0 - x.0, x.1 + y.1)
        };
        Difference { mean, error: variance.sqrt() }
    }

    fn found(self) -> Found {
        match self.mean {
            mean if mean > Z * self.error => Found::Up,
            mean if mean < -Z * self.error => Found::Down,
            _ => Found::Neither,
        }
    }

    fn shown(self) -> String {
        let signed = |x: f64| format!("{x:+.1}").replace('-', "−");
        let [low, high] = [-1.0, 1.0].map(|side| signed(self.mean + side * Z95 * self.error));
        format!("{} ({low} to {high})", signed(self.mean))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Found {
    Up,
    Down,
    Neither,
}
use Found::{Down, Neither, Up};

/// A change, what it is expected to do, and what it does.
struct Direction {
    id: &'static str,
    what: &'static str,
    first: &'static str,
    second: &'static str,
    measure: Measure,
    expected: Found,
    found: Found,
}

const fn direction(
    id: &'static str,
    what: &'static str,
    (first, second): (&'static str, &'static str),
    measure: Measure,
    expected: Found,
    found: Found,
) -> Direction {
    Direction { id, what, first, second, measure, expected, found }
}

const UNHARMED: &str =
    "summit.unprepared-end=0; summit.unprepared-polarisation=0; credibility.unprepared-cost=0";
const FREE_0: &str = "gate rounds-first:n=0; summit.unprepared-end=0; summit.unprepared-polarisation=0; credibility.unprepared-cost=0";
const CALM: &str = "shock.territorial.branching=0; shock.supply.branching=0; shock.tension.branching=0; shock.crisis-elsewhere.branching=0";
const CLUSTERED: &str = "shock.territorial.branching=0.8; shock.supply.branching=0.8; shock.tension.branching=0.8; shock.crisis-elsewhere.branching=0.8";
const CALM_READY: &str = "gate hybrid; shock.territorial.branching=0; shock.supply.branching=0; shock.tension.branching=0; shock.crisis-elsewhere.branching=0";
const CLUSTERED_READY: &str = "gate hybrid; shock.territorial.branching=0.8; shock.supply.branching=0.8; shock.tension.branching=0.8; shock.crisis-elsewhere.branching=0.8";
const EARLY_SYMBOL: &str = "party.white-house.policy=scripted; party.white-house.script=['grant#0 = override']; requester.takes-symbolic-at=0; requester.judgement=0";
const NO_SYMBOL: &str = "requester.takes-symbolic-at=0; requester.judgement=0";

const DIRECTIONS: &[Direction] = &[
    direction(
        "H1",
        "more rounds required: the first summit comes later",
        ("gate rounds-first:n=0", "gate rounds-first:n=3"),
        Measure::FirstDay,
        Up,
        Up,
    ),
    direction(
        "H1",
        "",
        ("gate rounds-first:n=3", "gate rounds-first:n=6"),
        Measure::FirstDay,
        Up,
        Up,
    ),
    direction(
        "H1",
        "and is more often substantive (nearly by definition)",
        ("gate rounds-first:n=0", "gate rounds-first:n=3"),
        Measure::SubstantiveFirst,
        Up,
        Up,
    ),
    direction(
        "H1",
        "",
        ("gate rounds-first:n=3", "gate rounds-first:n=6"),
        Measure::SubstantiveFirst,
        Up,
        Up,
    ),
    direction(
        "H1",
        "the share `durable` is higher inside than with none required",
        ("gate rounds-first:n=0", "gate rounds-first:n=3"),
        Measure::Durable,
        Up,
        Up,
    ),
    direction(
        "H1",
        "and than with many",
        ("gate rounds-first:n=10", "gate rounds-first:n=3"),
        Measure::Durable,
        Up,
        Up,
    ),
    direction(
        "H1",
        "the same where an unprepared summit costs nothing",
        (FREE_0, UNHARMED),
        Measure::Durable,
        Up,
        Neither,
    ),
    direction(
        "H2",
        "more strain: a symbolic summit is refused less often",
        ("strain.growth=0.0022", "strain.growth=0.0088"),
        Measure::Refused,
        Down,
        Down,
    ),
    direction(
        "H2",
        "and taken earlier, under a gate that asks for nothing",
        ("gate summit-first; strain.growth=0.0022", "gate summit-first; strain.growth=0.0088"),
        Measure::FirstDay,
        Down,
        Down,
    ),
    direction(
        "H2",
        "the requester concedes more",
        ("strain.growth=0.0022", "strain.growth=0.0088"),
        Measure::RequesterIfSigned,
        Down,
        Down,
    ),
    direction(
        "H2",
        "and more is signed, which is a side effect",
        ("strain.growth=0.0022", "strain.growth=0.0088"),
        Measure::Settled,
        Up,
        Up,
    ),
    direction(
        "H3",
        "a deadline: more is signed",
        ("", "calendar.deadline=120"),
        Measure::Settled,
        Up,
        Up,
    ),
    direction(
        "H3",
        "less durable when tight, regret strong",
        ("settlement.regret=8", "settlement.regret=8; calendar.deadline=120"),
        Measure::DurableIfRatified,
        Down,
        Down,
    ),
    direction(
        "H3",
        "the same, where it does not speed concession",
        (
            "settlement.regret=8",
            "settlement.regret=8; calendar.deadline=120; calendar.deadline-pull=100",
        ),
        Measure::DurableIfRatified,
        Down,
        Neither,
    ),
    direction(
        "H3",
        "fewer `durable` in all",
        ("", "calendar.deadline=120"),
        Measure::Durable,
        Down,
        Up,
    ),
    direction(
        "H3",
        "the same, where it does not speed concession",
        ("", "calendar.deadline=120; calendar.deadline-pull=100"),
        Measure::Durable,
        Down,
        Down,
    ),
    direction(
        "H4",
        "allies further apart: less cohesion",
        ("", "tractability.ally-disagreement=2"),
        Measure::LeastCohesion,
        Down,
        Down,
    ),
    direction(
        "H4",
        "fewer `durable`",
        ("", "tractability.ally-disagreement=2"),
        Measure::Durable,
        Down,
        Down,
    ),
    direction(
        "H5",
        "shocks more clustered, equally many: the first summit's day spreads more",
        (CALM, CLUSTERED),
        Measure::SpreadOfFirstDay,
        Up,
        Neither,
    ),
    direction(
        "H5",
        "the same under a rule that waits for calm",
        (CALM_READY, CLUSTERED_READY),
        Measure::SpreadOfFirstDay,
        Up,
        Neither,
    ),
    direction(
        "H6",
        "an extra symbolic summit early on: fewer `durable`, or as many",
        (NO_SYMBOL, EARLY_SYMBOL),
        Measure::Durable,
        Down,
        Down,
    ),
    direction(
        "H7",
        "a higher bar for substance: signed later",
        ("summit.closing=0.5", "summit.closing=0.8"),
        Measure::SettlementDay,
        Up,
        Up,
    ),
    direction(
        "H7",
        "more durable once ratified",
        ("summit.closing=0.5", "summit.closing=0.8"),
        Measure::DurableIfRatified,
        Up,
        Up,
    ),
    direction(
        "H7",
        "fewer `durable` in all",
        ("summit.closing=0.5", "summit.closing=0.8"),
        Measure::Durable,
        Down,
        Neither,
    ),
    direction(
        "H7",
        "the same over preparation",
        ("summit.preparation=0.2", "summit.preparation=0.6"),
        Measure::Durable,
        Down,
        Down,
    ),
    direction(
        "H8",
        "the gatekeeper's win-set narrower: fewer texts ratified",
        ("", "party.white-house.win-set-narrowing=0.2"),
        Measure::RatifiedIfSigned,
        Down,
        Down,
    ),
    direction(
        "H8",
        "better terms for it",
        ("", "party.white-house.win-set-narrowing=0.2"),
        Measure::GatekeeperIfSigned,
        Up,
        Up,
    ),
    direction(
        "H8",
        "the same with nothing passed through to the table",
        (
            "ratification.pass-through=0",
            "ratification.pass-through=0; party.white-house.win-set-narrowing=0.2",
        ),
        Measure::GatekeeperIfSigned,
        Neither,
        Neither,
    ),
    direction(
        "H9",
        "hard issues first: fewer `durable`",
        ("", "gatekeeper.agenda=hard-first"),
        Measure::Durable,
        Down,
        Down,
    ),
    direction(
        "H9",
        "all at once: more",
        ("", "gatekeeper.agenda=package"),
        Measure::Durable,
        Up,
        Up,
    ),
    direction(
        "H10",
        "leverage that fades after signing: fewer `durable`",
        ("settlement.leverage-fades=0", "settlement.leverage-fades=2"),
        Measure::Durable,
        Down,
        Down,
    ),
    direction(
        "H10",
        "and more collapse late",
        ("settlement.leverage-fades=0", "settlement.leverage-fades=2"),
        Measure::CollapsedLate,
        Up,
        Up,
    ),
    direction(
        "H11",
        "a second track with no spill-over: fewer `durable`",
        ("gate parallel:bilateral=0", "gate parallel; meeting.consultations.spill-over=0"),
        Measure::Durable,
        Down,
        Down,
    ),
    direction(
        "H11",
        "with some: more",
        ("gate parallel:bilateral=0", "gate parallel"),
        Measure::Durable,
        Up,
        Up,
    ),
    direction(
        "H12",
        "preparation without effect on the risk: as many of the ratified last, whatever n",
        (
            "settlement.preparation-matters=false; gate rounds-first:n=0",
            "settlement.preparation-matters=false; gate rounds-first:n=6",
        ),
        Measure::DurableIfRatified,
        Neither,
        Neither,
    ),
    direction(
        "H12",
        "with effect: more of them",
        ("gate rounds-first:n=0", "gate rounds-first:n=6"),
        Measure::DurableIfRatified,
        Up,
        Neither,
    ),
    direction(
        "H12",
        "and more `durable` in all",
        ("gate rounds-first:n=0", "gate rounds-first:n=6"),
        Measure::Durable,
        Up,
        Up,
    ),
];

fn holds(id: &str) {
    let mut held = 0;
    for of in DIRECTIONS.iter().filter(|of| of.id == id) {
        let difference = Difference::of(of.measure, of.first, of.second);
        let (what, measure) = (of.what, of.measure.name());
        assert_eq!(difference.found(), of.found, "{id} {what}: {measure} {}", difference.shown());
        held += 1;
    }
    assert!(held > 0);
}

macro_rules! directions {
    ($($name:ident = $id:literal,)*) => {
        const IDS: &[&str] = &[$($id),*];
        $(#[test]
        fn $name() {
            holds($id);
        })*
    };
}

directions! {
    h1_rounds_required = "H1",
    h2_strain = "H2",
    h3_a_deadline = "H3",
    h4_allies_apart = "H4",
    h5_clustered_shocks = "H5",
    h6_a_symbolic_summit = "H6",
    h7_the_bar_for_substance = "H7",
    h8_the_win_set = "H8",
    h9_the_agenda = "H9",
    h10_leverage_that_fades = "H10",
    h11_two_tracks = "H11",
    h12_selection_and_causation = "H12",
}

const NO_BARS: &str = "summit.goals=0; summit.endorsed=0; summit.preparation=0";

/// What hardly acts as the scenario comes: what is taken out of the default, and the measure that it would move.
const HARDLY: &[(&str, Measure)] = &[
    ("summit.goals=0", Measure::FirstSubstantive),
    ("summit.endorsed=0", Measure::FirstSubstantive),
    ("summit.preparation=0", Measure::FirstSubstantive),
    (NO_BARS, Measure::FirstSubstantive),
    ("shock.territorial.reopens=0", Measure::Durable),
    ("meeting.rounds.endorsement=0.01", Measure::Durable),
    ("requester.deferral-cost=0", Measure::Requests),
    ("energy.raises-reservation=0", Measure::Durable),
];

#[test]
fn what_hardly_acts_moves_its_measure_by_less_than_a_point() {
    for &(settings, measure) in HARDLY {
        let of = Difference::of(measure, "", settings);
        assert!(of.mean.abs() + Z95 * of.error < 1.0, "{settings}: {}", of.shown());
    }
    // What counts as unprepared, and so ends the talks, is another matter.
    assert_eq!(Difference::of(Measure::Settled, "", NO_BARS).found(), Up);
}

fn hardly_table() -> String {
    let mut table = "| taken out | measure | difference (95 %) |\n|---|---|---|\n".to_owned();
    for &(settings, measure) in HARDLY.iter().chain([&(NO_BARS, Measure::Settled)]) {
        let shown: Vec<String> = changes(settings).iter().map(|s| format!("`{s}`")).collect();
        let of = Difference::of(measure, "", settings);
        let _ = writeln!(table, "| {} | {} | {} |", shown.join(" "), measure.name(), of.shown());
    }
    table
}

#[test]
fn every_direction_has_its_test() {
    assert!(DIRECTIONS.iter().all(|of| IDS.contains(&of.id)));
}

/// With preparation taken out of the risk, a run that ends in a ratified text has the same risk under any rule.
#[test]
fn h12_the_draw_of_the_hazard_is_the_same_under_every_rule() {
    let rule =
        |n: u32| runs(&format!("settlement.preparation-matters=false; gate rounds-first:n={n}"));
    let (none, six) = (rule(0), rule(6));
    let both = none.iter().zip(six.iter()).filter_map(|(a, b)| {
        let (a, b) = (&a.record, &b.record);
        (a.ratified == Some(true) && b.ratified == Some(true)).then_some((a, b))
    });
    let mut compared = 0;
    for (a, b) in both {
        assert_eq!(
            (a.log_risk, a.outcome, a.survival_days),
            (b.log_risk, b.outcome, b.survival_days)
        );
        compared += 1;
    }
    assert!(compared > 300, "{compared} runs are too few to tell");
}

/// Least-squares slope of `durable` on the rounds held, among ratified runs: points a round, and its error.
fn slope(settings: &str) -> Difference {
    let points: Vec<(f64, f64)> = runs(settings)
        .iter()
        .filter(|sample| sample.record.ratified == Some(true))
        .map(|sample| {
            let durable = sample.record.outcome == Outcome::Durable;
            (f64::from(sample.record.rounds), if durable { 100.0 } else { 0.0 })
        })
        .collect();
    let n = points.len() as f64;
    let mean = |of: &dyn Fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / n;
    let (x, y) = (mean(&|p| p.0), mean(&|p| p.1));
    let spread: f64 = points.iter().map(|p| (p.0 - x) * (p.0 - x)).sum();
    let slope = points.iter().map(|p| (p.0 - x) * (p.1 - y)).sum::<f64>() / spread;
    let rest = |p: &(f64, f64)| p.1 - y - slope * (p.0 - x);
    let error = (points.iter().map(|p| rest(p) * rest(p)).sum::<f64>() / (n - 2.0) / spread).sqrt();
    Difference { mean: slope, error }
}

/// Lift of attention after an extra symbolic summit, by days since: mean over paired runs in which the talks go on
/// in both arms and no other summit is held.
fn attention_after() -> [(f64, f64, u64); 3] {
    const LAGS: [f64; 3] = [7.0, 28.0, 60.0];
    static FOUND: OnceLock<[(f64, f64, u64); 3]> = OnceLock::new();
    *FOUND.get_or_init(|| {
        let never = "gate rounds-first:n=50";
        let without = setup(SCENARIO, &changes(&format!("{never}; {NO_SYMBOL}")));
        let with = setup(SCENARIO, &changes(&format!("{never}; {EARLY_SYMBOL}")));
        let mut lifts: [Vec<f64>; 3] = Default::default();
        for number in 0..600 {
            let (one, plain) = traced(&without, SEED, number);
            let (other, ticks) = traced(&with, SEED, number);
            let Some(at) = other.first_summit().map(|at| at.days()) else { continue };
            for (k, lag) in LAGS.iter().enumerate() {
                let day = at + lag;
                if day >= one.end.days().min(other.end.days()) {
                    continue;
                }
                let then = |ticks: &[summitry_model::process::Tick]| {
                    ticks.iter().take_while(|t| t.at.days() <= day).last().unwrap().states.attention
                };
                lifts[k].push(then(&ticks) - then(&plain));
            }
        }
        lifts.map(|of| {
            let (mean, variance) = moments(of.iter().copied());
            (mean, variance.sqrt(), of.len() as u64)
        })
    })
}

#[test]
fn h6_attention_falls_back_within_weeks() {
    let [week, month, two] = attention_after();
    assert!(week.0 > month.0 && month.0 > two.0, "{week:?} {month:?} {two:?}");
    assert!(week.0 - Z * week.1 > 0.05, "{week:?}");
    assert!(two.0 + Z * two.1 < 0.05, "{two:?}");
}

fn percent(of: f64) -> String {
    format!("{of:.1}")
}

fn interval(count: usize, n: usize) -> String {
    let of = wilson(count as u64, n as u64, Z95);
    format!("{:.1}–{:.1}", 100.0 * of.low, 100.0 * of.high)
}

fn share(runs: &[Sample], test: impl Fn(&Record) -> bool) -> (String, String) {
    let count = runs.iter().filter(|sample| test(&sample.record)).count();
    (percent(100.0 * count as f64 / runs.len() as f64), interval(count, runs.len()))
}

fn default_table() -> String {
    let runs = runs("");
    let mut table = "| outcome | share, % | 95 % |\n|---|---|---|\n".to_owned();
    for outcome in Outcome::ALL {
        let (share, interval) = share(&runs, |r| r.outcome == *outcome);
        let _ = writeln!(table, "| `{}` | {share} | {interval} |", outcome.name());
    }
    table
}

fn rounds_table() -> String {
    let mut table = "| n | a summit held, % | mean day of the first | substantive, % of first summits | `durable`, % | 95 % |\n\
                     |---|---|---|---|---|---|\n"
        .to_owned();
    for n in [0, 1, 2, 3, 4, 5, 6, 8, 10, 12] {
        let runs = runs(&format!("gate rounds-first:n={n}"));
        let mean = |measure: Measure| moments(measure.values(&runs).into_iter().flatten()).0;
        let (held, _) = share(&runs, |r| r.first_summit().is_some());
        let (durable, interval) = share(&runs, |r| r.outcome == Outcome::Durable);
        let day = mean(Measure::FirstDay);
        let substantive = percent(mean(Measure::SubstantiveFirst));
        let _ =
            writeln!(table, "| {n} | {held} | {day:.0} | {substantive} | {durable} | {interval} |");
    }
    table
}

fn gates_table() -> String {
    let mut table =
        "| gate, default parameters | `durable`, % | 95 % | no summit, % |\n|---|---|---|---|\n"
            .to_owned();
    for family in summitry_model::scenario::gates::FAMILIES {
        let runs = runs(&format!("gate {}", family.name));
        let (durable, interval) = share(&runs, |r| r.outcome == Outcome::Durable);
        let (none, _) = share(&runs, |r| r.outcome == Outcome::NoSummit);
        let _ = writeln!(table, "| `{}` | {durable} | {interval} | {none} |", family.name);
    }
    table
}

fn directions_table() -> String {
    let mut table =
        "| | change | settings, from → to | measure | expected | difference (95 %) | found |\n\
                     |---|---|---|---|---|---|---|\n"
            .to_owned();
    let arrow = |found: Found| match found {
        Up => "↑",
        Down => "↓",
        Neither => "–",
    };
    let settings = |of: &str| match of {
        "" => "default".to_owned(),
        of => of.split("; ").map(|change| format!("`{change}`")).collect::<Vec<_>>().join(" "),
    };
    for of in DIRECTIONS {
        let difference = Difference::of(of.measure, of.first, of.second);
        let found = match (of.expected, difference.found()) {
            (expected, found) if expected == found => "yes".to_owned(),
            (_, Neither) => "**no**".to_owned(),
            (Neither, found) => format!("**{}**", arrow(found)),
            (_, _) => "**reversed**".to_owned(),
        };
        let _ = writeln!(
            table,
            "| {} | {} | {} → {} | {} | {} | {} | {found} |",
            of.id,
            of.what,
            settings(of.first),
            settings(of.second),
            of.measure.name(),
            arrow(of.expected),
            difference.shown(),
        );
    }
    table
}

fn selection_table() -> String {
    let mut table = "| rule | preparation in the risk | ratified runs | observed: `durable` per round held, points | \n|---|---|---|---|\n"
        .replace("| \n", "|\n");
    for rule in ["rounds-first:n=0", "rounds-first:n=3", "readiness", "hybrid"] {
        for (said, set) in [("no", "settlement.preparation-matters=false; "), ("yes", "")] {
            let settings = format!("{set}gate {rule}");
            let ratified =
                runs(&settings).iter().filter(|s| s.record.ratified == Some(true)).count();
            let _ = writeln!(
                table,
                "| `{rule}` | {said} | {ratified} | {} |",
                slope(&settings).shown()
            );
        }
    }
    table
}

fn attention_table() -> String {
    let mut table =
        "| days after | lift of attention | 95 % | paired runs |\n|---|---|---|---|\n".to_owned();
    for (lag, (mean, error, n)) in [7, 28, 60].into_iter().zip(attention_after()) {
        let (low, high) = (mean - Z95 * error, mean + Z95 * error);
        let _ = writeln!(table, "| {lag} | {mean:.3} | {low:.3} to {high:.3} | {n} |");
    }
    table.replace('-', "−").replace("|−−−", "|---")
}

#[test]
fn the_page_is_in_step() {
    let path = "docs/findings.md";
    let mut text = page(path);
    for (name, table) in [
        ("default", default_table()),
        ("rounds", rounds_table()),
        ("gates", gates_table()),
        ("directions", directions_table()),
        ("hardly", hardly_table()),
        ("attention", attention_table()),
        ("selection", selection_table()),
    ] {
        let mark = format!("<!-- {name}: ");
        text = replaced(&text, &mark, "<!-- end -->", &format!("\n{table}\n"));
    }
    in_step(path, &text);
}
