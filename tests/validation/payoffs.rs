//! The article's behaviour looked at again when seats pursue pay-offs instead of following its rules.

use std::fmt::Write as _;
use std::sync::Arc;

use summitry_engine::stats::{Z95, wilson};
use summitry_model::diplomacy::summit::Quality;
use summitry_model::process::{Outcome, Record};

use crate::arms::{Sample, moments, runs_of};
use crate::docs_page::{in_step, page, replaced};

const RUNS: u64 = 2000;
/// As for the other directions: a false alarm once in 16,000.
const Z: f64 = 4.0;

const ALL: [&str; 7] = [
    "kyiv",
    "white-house",
    "western-europe",
    "european-union",
    "eastern-flank",
    "regional-partner",
    "united-nations",
];

/// Who pursues pay-offs, and with how much noise.
#[derive(Clone, Copy)]
struct Seating {
    who: &'static str,
    noise: &'static str,
    /// Price of granting against the gate.
    price: &'static str,
}

const fn seating(who: &'static str, noise: &'static str) -> Seating {
    Seating { who, noise, price: "" }
}

const NOBODY: Seating = seating("nobody", "");

const SEATINGS: [Seating; 15] = [
    NOBODY,
    seating("requester", "0"),
    seating("requester", "0.03"),
    seating("requester", "0.3"),
    seating("gatekeeper", "0"),
    seating("gatekeeper", "0.03"),
    seating("gatekeeper", "0.3"),
    seating("allies", "0"),
    seating("allies", "0.03"),
    seating("allies", "0.3"),
    seating("all", "0"),
    seating("all", "0.03"),
    seating("all", "0.3"),
    Seating { who: "gatekeeper", noise: "0", price: "0.05" },
    Seating { who: "all", noise: "0", price: "0.05" },
];

impl Seating {
    fn runs(self, rounds: u32) -> Arc<Vec<Sample>> {
        let parties: &[&str] = match self.who {
            "requester" => &ALL[..1],
            "gatekeeper" => &ALL[1..2],
            "allies" => &ALL[2..],
            "all" => &ALL,
            _ => &[],
        };
        let mut settings = format!("gate rounds-first:n={rounds}");
        for party in parties {
            let _ = write!(settings, "; party.{party}.policy=payoff");
        }
        for (key, value) in [("noise", self.noise), ("override-cost", self.price)] {
            if !value.is_empty() {
                let _ = write!(settings, "; quantal.{key}={value}");
            }
        }
        runs_of(&settings, RUNS)
    }

    /// Change of the share `durable` between two rules, in points, with its standard error.
    fn change(self, from: u32, to: u32) -> (f64, f64) {
        let durable = |s: &Sample| if s.record.outcome == Outcome::Durable { 100.0 } else { 0.0 };
        let (a, b) = (self.runs(from), self.runs(to));
        let differences: Vec<f64> =
            a.iter().zip(b.iter()).map(|(x, y)| durable(y) - durable(x)).collect();
        let (mean, variance) = moments(differences.into_iter());
        (mean, variance.sqrt())
    }

    fn name(self) -> String {
        match self.price {
            "" => self.who.to_owned(),
            price => format!("{}, `override-cost` {price}", self.who),
        }
    }
}

fn count(runs: &[Sample], test: impl Fn(&Record) -> bool) -> u64 {
    runs.iter().filter(|s| test(&s.record)).count() as u64
}

fn share(count: u64, n: u64) -> String {
    let of = wilson(count, n, Z95);
    let percent = |x: f64| 100.0 * x;
    let mean = count as f64 / n.max(1) as f64;
    format!("{:.1} ({:.1}–{:.1})", percent(mean), percent(of.low), percent(of.high))
}

/// Share of the summits that were granted against the gate.
fn against_the_gate(runs: &[Sample]) -> f64 {
    let summits: u32 = runs.iter().map(|s| s.record.summits).sum();
    let overridden: u32 = runs.iter().map(|s| s.overridden).sum();
    f64::from(overridden) / f64::from(summits.max(1))
}

fn requests(runs: &[Sample]) -> (f64, f64) {
    moments(runs.iter().map(|s| f64::from(s.record.requests)))
}

fn substantive(runs: &[Sample]) -> (u64, u64) {
    let held = count(runs, |r| r.first_quality().is_some());
    (count(runs, |r| r.first_quality() == Some(Quality::Substantive)), held)
}

#[test]
fn a_gatekeeper_on_pay_offs_asks_for_readiness_and_not_for_rounds() {
    let runs = seating("gatekeeper", "0").runs(6);
    let (prepared, held) = substantive(&runs);
    assert!(wilson(prepared, held, Z).low > 0.9, "{prepared} of {held}");
    assert!(against_the_gate(&runs) > 0.2, "{}", against_the_gate(&runs));
    // At a price it keeps the rule.
    let kept = Seating { who: "gatekeeper", noise: "0", price: "0.05" }.runs(6);
    assert!(against_the_gate(&kept) < 0.02, "{}", against_the_gate(&kept));
}

#[test]
fn a_requester_on_pay_offs_asks_less() {
    let (ruled, asked) = (requests(&NOBODY.runs(3)), requests(&seating("requester", "0").runs(3)));
    let error = (ruled.1 + asked.1).sqrt();
    assert!(ruled.0 - asked.0 > Z * error, "{asked:?} of {ruled:?}");
}

#[test]
fn rounds_first_pays_where_seats_follow_the_rules() {
    let up = |(mean, error): (f64, f64)| mean > Z * error;
    let down = |(mean, error): (f64, f64)| mean < -Z * error;
    assert!(up(NOBODY.change(0, 3)), "{:?}", NOBODY.change(0, 3));
    let all = seating("all", "0");
    assert!(!up(all.change(0, 3)), "{:?}", all.change(0, 3));
    let priced = Seating { price: "0.05", ..all };
    assert!(down(priced.change(0, 3)) && down(priced.change(3, 6)));
}

fn behaviour_table() -> String {
    let mut table = "| on pay-offs | noise | `durable`, % (95 %) | no summit, % (95 %) | mean day of the first summit | \
                     substantive, % of first summits | against the gate, % of summits | requests a run |\n\
                     |---|---|---|---|---|---|---|---|\n"
        .to_owned();
    for of in SEATINGS {
        let runs = of.runs(3);
        let (prepared, held) = substantive(&runs);
        let days = runs.iter().filter_map(|s| s.record.first_summit()).map(|at| at.days());
        let _ = writeln!(
            table,
            "| {} | {} | {} | {} | {:.0} | {} | {:.1} | {:.2} |",
            of.name(),
            of.noise,
            share(count(&runs, |r| r.outcome == Outcome::Durable), RUNS),
            share(count(&runs, |r| r.outcome == Outcome::NoSummit), RUNS),
            moments(days).0,
            share(prepared, held),
            100.0 * against_the_gate(&runs),
            requests(&runs).0,
        );
    }
    table
}

fn rounds_table() -> String {
    let mut table = "| on pay-offs | noise | `durable` at n = 0, % | 3 | 6 | from 0 to 3 (95 %) | from 3 to 6 (95 %) |\n\
                     |---|---|---|---|---|---|---|\n"
        .to_owned();
    for of in SEATINGS {
        let durable = |rounds: u32| {
            let count = count(&of.runs(rounds), |r| r.outcome == Outcome::Durable);
            100.0 * count as f64 / RUNS as f64
        };
        let change = |from: u32, to: u32| {
            let (mean, error) = of.change(from, to);
            let signed = |x: f64| format!("{x:+.1}").replace('-', "−");
            let [low, high] = [-1.0, 1.0].map(|side| signed(mean + side * Z95 * error));
            format!("{} ({low} to {high})", signed(mean))
        };
        let _ = writeln!(
            table,
            "| {} | {} | {:.1} | {:.1} | {:.1} | {} | {} |",
            of.name(),
            of.noise,
            durable(0),
            durable(3),
            durable(6),
            change(0, 3),
            change(3, 6),
        );
    }
    table
}

#[test]
fn the_page_is_in_step() {
    let path = "docs/payoffs.md";
    let mut text = page(path);
    for (name, table) in [("behaviour", behaviour_table()), ("rounds", rounds_table())] {
        let mark = format!("<!-- {name}: ");
        text = replaced(&text, &mark, "<!-- end -->", &format!("\n{table}\n"));
    }
    in_step(path, &text);
}
