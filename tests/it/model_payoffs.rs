//! Seats that pursue pay-offs: the logit formula, the worth of answers, and runs that they play.

use summitry_model::policy::quantal::Quantal;
use summitry_model::policy::view::View;
use summitry_model::policy::{Answer, Choice, Policy, Request, RequestKind, payoff, quantal};
use summitry_model::process::{CompiledScenario, Record, Run, RunEvent, Step, Tick, TickKind};

use crate::model::{records, setup, traced};

/// The scenario with every seat on pay-offs.
pub(crate) fn all_on_payoffs(name: &str, changes: &[&str]) -> CompiledScenario {
    let parties = setup(name, &[]).scenario.parties;
    let seats: Vec<String> =
        parties.iter().map(|p| format!("party.{}.policy=payoff", p.id)).collect();
    let all: Vec<&str> = seats.iter().map(String::as_str).chain(changes.iter().copied()).collect();
    setup(name, &all)
}

/// Visits every request that comes due in the first runs, answered as the scenario says.
pub(crate) fn visit(
    setup: &CompiledScenario,
    runs: u64,
    mut at: impl FnMut(&Run<'_>, u64, usize, Request),
) {
    let game = setup.game();
    let mut run = Run::new(setup);
    run.ask_at_every_table(true);
    for number in 0..runs {
        run.begin(8, number, false).unwrap();
        loop {
            match run.advance() {
                Step::Happened => {}
                Step::Done => break,
                Step::Due => {
                    for k in 0..run.due().len() {
                        let request = run.due()[k];
                        at(&run, number, k, request);
                        let policy = &setup.scenario.policies[request.party.index()];
                        let rules = &setup.scenario.rules;
                        let answer = policy.answer(rules, &game, &run.view(k), &request);
                        run.answer(k, answer).unwrap();
                    }
                    run.commit();
                }
            }
        }
    }
}

/// The worth of each answer to a request, and the answers.
fn worths(setup: &CompiledScenario, view: &impl View, kind: RequestKind) -> Vec<(Answer, f64)> {
    let (quantal, game) = (&setup.scenario.rules.quantal, setup.game());
    if kind == RequestKind::Offer {
        let table = view.table().unwrap();
        let bids = payoff::bids(quantal, &game, view, &table);
        return bids.each().map(|(offer, worth)| (Answer::Offer(*offer), worth)).collect();
    }
    let legal = kind.legal().iter().map(|choice| Answer::Choice(*choice));
    legal.zip(payoff::values(quantal, &game, view, kind)).collect()
}

#[test]
fn probabilities_are_those_of_the_formula() {
    for noise in [0.003, 0.1, 2.0] {
        let worth = [0.31, 0.3, 0.35, -0.2];
        let mut p = worth;
        quantal::probabilities(&mut p, noise);
        let sum: f64 = worth.iter().map(|v| libm::exp(v / noise)).sum();
        for (p, v) in p.iter().zip(worth) {
            assert!((p - libm::exp(v / noise) / sum).abs() < 1e-12, "{noise}");
        }
    }
    let mut vast = [1e300, 1.0, -1e300];
    quantal::probabilities(&mut vast, 1e-300);
    assert_eq!(vast, [1.0, 0.0, 0.0]);
}

/// On a fine grid of draws the answers come as often as the formula says, whatever is asked; so with
/// noise gone the best alone is given, the first of equals, and with noise without end all alike.
#[test]
fn answers_come_as_often_as_the_formula_says() {
    const GRID: usize = 2000;
    let mut met = [0u32; RequestKind::ALL.len()];
    for (noise, level) in [("0", 0.0), ("0.02", 0.02), ("1000", 1000.0)] {
        let noise = format!("quantal.noise={noise}");
        let setup = all_on_payoffs("kyiv-washington", &["gate summit-first", &noise]);
        let mut seen = [0u32; RequestKind::ALL.len()];
        visit(&setup, 30, |run, _, k, request| {
            let count = &mut seen[request.kind.number()];
            *count += 1;
            if *count > 12 {
                return;
            }
            met[request.kind.number()] += 1;
            let view = run.view(k);
            let answers = worths(&setup, &view, request.kind);
            let mut expected: Vec<f64> = answers.iter().map(|(_, v)| *v).collect();
            assert!(expected.iter().all(|v| v.is_finite()), "{request:?}: {answers:?}");
            let best = expected.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let first = expected.iter().position(|v| *v == best).unwrap();
            quantal::probabilities(&mut expected, level);
            let mut times = vec![0usize; answers.len()];
            for step in 0..GRID {
                let luck = (step as f64 + 0.5) / GRID as f64;
                let rules = &setup.scenario.rules;
                let asked = Request { draw: luck, ..request };
                let answer = Policy::Payoff.answer(rules, &setup.game(), &view, &asked);
                times[answers.iter().position(|(a, _)| *a == answer).unwrap()] += 1;
            }
            for (times, p) in times.iter().zip(&expected) {
                let often = *times as f64 / GRID as f64;
                assert!((often - p).abs() <= 1.0 / GRID as f64, "{request:?}: {often} for {p}");
                if level > 100.0 {
                    assert!((p - 1.0 / answers.len() as f64).abs() < 1e-3);
                }
            }
            if level == 0.0 {
                assert_eq!(times[first], GRID);
            }
        });
    }
    for kind in RequestKind::ALL {
        assert!(met[kind.number()] > 0, "nobody was asked {}", kind.name());
    }
}

#[test]
fn seats_on_payoffs_play_to_the_end_and_again_the_same() {
    for name in ["kyiv-washington", "classroom"] {
        for noise in ["quantal.noise=0", "quantal.noise=0.03", "quantal.noise=1000"] {
            let setup = all_on_payoffs(name, &[noise]);
            let once = records(&setup, 2, 120);
            assert_eq!(once, records(&setup, 2, 120));
            assert!(once.iter().any(|r| r.first_summit().is_some()), "{name}, {noise}");
            assert!(once.iter().any(|r| r.sessions > r.failed_sessions), "{name}, {noise}");
        }
    }
}

fn shocks(ticks: &[Tick]) -> Vec<(i64, u8, f64)> {
    let shock = |t: &Tick| match t.kind {
        TickKind::Event(RunEvent::Shock { shock, severity }) => {
            Some((t.at.minutes(), shock, severity))
        }
        _ => None,
    };
    ticks.iter().filter_map(shock).collect()
}

#[test]
fn a_seat_on_payoffs_shifts_no_shock() {
    let ruled = setup("kyiv-washington", &[]);
    for party in ["kyiv", "white-house", "eastern-flank"] {
        let change = format!("party.{party}.policy=payoff");
        let payoff = setup("kyiv-washington", &[&change]);
        let mut changed = 0;
        for run in 0..20 {
            let (a, ticks_a) = traced(&ruled, 5, run);
            let (b, ticks_b) = traced(&payoff, 5, run);
            assert_eq!(a.tractability, b.tractability);
            let until = a.end.min(b.end).minutes();
            let before =
                |t: &[Tick]| shocks(t).into_iter().filter(|s| s.0 < until).collect::<Vec<_>>();
            assert_eq!(before(&ticks_a), before(&ticks_b));
            changed += u32::from(a != b);
        }
        assert!(changed > 0, "{party} changed no run");
    }
}

/// The draw of a request is that of its party, kind and occurrence, whoever else sits where.
#[test]
fn a_seat_on_payoffs_shifts_nobodys_luck() {
    use std::collections::BTreeMap;
    let luck = |setup: &CompiledScenario| {
        let mut of = BTreeMap::new();
        visit(setup, 12, |_, number, _, request| {
            let key = (number, request.party.index(), request.kind.number(), request.occurrence);
            of.insert(key, request.draw);
        });
        of
    };
    let random = "party.european-union.policy=random";
    let one = luck(&setup("kyiv-washington", &[random]));
    let two = luck(&setup("kyiv-washington", &[random, "party.eastern-flank.policy=payoff"]));
    let eastern = setup("kyiv-washington", &[]).scenario.parties;
    let eastern = eastern.iter().position(|p| p.id == "eastern-flank").unwrap();
    let mut compared = 0;
    for (key, luck) in &one {
        let Some(other) = two.get(key) else { continue };
        if key.1 == eastern && key.2 != RequestKind::Attend.number() {
            continue;
        }
        assert_eq!(luck, other, "{key:?}");
        compared += 1;
    }
    assert!(compared > 1000, "{compared}");
    // What it draws for its own answers was not drawn before: nothing stood in its place.
    assert!(
        one.iter().all(|(k, u)| k.1 != eastern || k.2 == RequestKind::Attend.number() || *u == 0.5)
    );
}

/// With noise gone a seat acts on reasons that can be computed beforehand.
#[test]
fn best_responses_go_the_way_they_should() {
    let best = |changes: &[&str]| {
        let mut all = vec!["quantal.noise=0"];
        all.extend(changes);
        records(&all_on_payoffs("kyiv-washington", &all), 3, 300)
    };
    // Work that costs more than anything it could bring is not done.
    let idle = best(&["quantal.effort=1"]);
    assert!(idle.iter().all(|r| r.requests == 0 && r.rounds == 0 && r.initiatives == 0));
    // Nobody breaks a rule at that price, and nobody minds it for free.
    let overrides = |cost: &str| {
        let setup = all_on_payoffs("kyiv-washington", &["quantal.noise=0", cost]);
        (0..100)
            .filter(|&run| {
                let is = |t: &Tick| matches!(t.kind, TickKind::Event(RunEvent::Override { .. }));
                traced(&setup, 3, run).1.iter().any(is)
            })
            .count()
    };
    assert!(overrides("quantal.override-cost=0") > 10);
    assert_eq!(overrides("quantal.override-cost=1"), 0);
    // Aid that costs nothing is given in full, and none for no thanks.
    let delivered = |r: &[Record]| r.iter().map(|r| r.aid_delivered).sum::<f64>();
    let free = best(&["quantal.aid-cost=0"]);
    let thankless = best(&["quantal.solidarity=0"]);
    assert!(delivered(&free) > 1.2 * delivered(&thankless));
    // A summit for show is worth most to a requester that values being seen.
    let setup = setup("kyiv-washington", &["gate summit-first"]);
    let mut asked = 0;
    visit(&setup, 100, |run, _, k, request| {
        if request.kind == RequestKind::TakeSummit {
            let gain = |attention_worth| {
                let quantal = Quantal { attention_worth, ..Quantal::default() };
                let values = payoff::values(&quantal, &setup.game(), &run.view(k), request.kind);
                values[0] - values[1]
            };
            assert!(gain(0.0) < gain(0.1) && gain(0.1) < gain(1.0) && gain(1.0) > 0.0);
            asked += 1;
        }
    });
    assert!(asked > 30, "{asked}");
}

#[test]
fn a_seat_accepts_what_no_offer_of_its_own_is_worth() {
    let setup = all_on_payoffs("classroom", &["quantal.noise=0"]);
    let (mut accepted, mut refused) = (0, 0);
    visit(&setup, 20, |run, _, k, request| {
        if request.kind != RequestKind::Respond {
            return;
        }
        let view = run.view(k);
        let table = view.table().unwrap();
        let offers = worths(&setup, &view, RequestKind::Offer);
        let best = offers.iter().map(|(_, v)| *v).fold(f64::NEG_INFINITY, f64::max);
        let standing = table.utility(&table.standing().unwrap());
        let answer = Policy::Payoff.answer(&setup.scenario.rules, &setup.game(), &view, &request);
        let takes = answer == Answer::Choice(Choice::Accept);
        assert_eq!(takes, standing >= best);
        assert!(best >= table.ceiling() * view.reservation() - 1e-12);
        accepted += u32::from(takes);
        refused += u32::from(!takes);
    });
    assert!(accepted > 20 && refused > 20, "{accepted}, {refused}");
}
