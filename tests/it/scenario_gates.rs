//! Gates: families are the trees that the documents say, and trees open when they should.
#![allow(clippy::expect_used, reason = "helpers of tests")]

use proptest::prelude::*;
use summitry_engine::sets::PartySet;
use summitry_engine::units::{MINUTES_PER_DAY, SimTime};
use summitry_model::diplomacy::gate::{Gate, Missing, Observable, Observed, Watch};
use summitry_model::scenario::gates::{FAMILIES, GateSpec};

use crate::scenario_refusals::{read_set, read_text, small};

/// The gate of `[gate]` with these lines.
fn gate(lines: &str) -> Gate {
    let reading = read_text(&small("family = \"rounds-first\"\nn = 1", lines));
    reading.scenario.unwrap_or_else(|| panic!("{lines}\n{}", reading.rendered)).gate
}

/// The gate of a `--gate` argument.
fn family(argument: &str) -> (Gate, GateSpec) {
    let reading = read_set(argument, &[]);
    let scenario = reading.scenario.unwrap_or_else(|| panic!("{}", reading.rendered));
    (scenario.gate, scenario.gate_spec)
}

/// The leaves as observable, threshold and days held, in any order.
fn leaves(gate: &Gate) -> Vec<(&'static str, f64, f64)> {
    let mut leaves: Vec<_> =
        gate.leaves.iter().map(|leaf| (leaf.what.name(), leaf.at_least, leaf.for_days)).collect();
    leaves.sort_by(|a, b| a.0.cmp(b.0));
    leaves
}

/// Holds that a gate is a formula over its leaves, for every reading of them.
fn assert_table(gate: &Gate, formula: impl Fn(&dyn Fn(&str) -> bool) -> bool) {
    for readings in 0..1_u32 << gate.leaves.len() {
        let met = |leaf: usize| readings & (1 << leaf) != 0;
        let by_name = |name: &str| {
            met(gate.leaves.iter().position(|leaf| leaf.what.name() == name).expect(name))
        };
        assert_eq!(gate.holds(&gate.root, &met), formula(&by_name), "{readings:b} of {gate:?}");
    }
}

#[test]
fn families_are_the_documented_trees_with_the_documented_defaults() {
    let (summit_first, _) = family("summit-first");
    assert_eq!(leaves(&summit_first), [("asked", 0.0, 0.0)]);
    assert_table(&summit_first, |met| met("asked"));

    let (rounds_first, _) = family("rounds-first");
    assert_eq!(leaves(&rounds_first), [("rounds", 3.0, 0.0)]);
    assert_table(&rounds_first, |met| met("rounds"));

    let (readiness, _) = family("readiness");
    assert_eq!(leaves(&readiness), [("cohesion", 0.6, 7.0), ("preparation", 0.6, 7.0)]);
    assert_table(&readiness, |met| met("preparation") && met("cohesion"));

    let (parallel, spec) = family("parallel");
    assert_eq!(leaves(&parallel), [("rounds", 2.0, 0.0)]);
    assert_table(&parallel, |met| met("rounds"));
    assert_eq!(spec.bilateral_effort(), Some(0.3));

    let (deadline, _) = family("deadline-override");
    assert_eq!(
        leaves(&deadline),
        [("day", 180.0, 0.0), ("rounds", 3.0, 0.0), ("strain", 0.9, 0.0)]
    );
    assert_table(&deadline, |met| met("rounds") || met("day") || met("strain"));

    let (hybrid, _) = family("hybrid");
    let expected = [
        ("calm", 5.0, 0.0),
        ("endorsed", 0.6, 0.0),
        ("preparation", 0.5, 0.0),
        ("rounds", 1.0, 0.0),
    ];
    assert_eq!(leaves(&hybrid), expected);
    assert_table(&hybrid, |met| {
        met("rounds") && (met("preparation") || met("endorsed")) && met("calm")
    });

    assert_eq!(FAMILIES.len(), 6, "a family without its truth table");
}

#[test]
fn parameters_reach_their_leaves() {
    assert_eq!(leaves(&family("summit-first:delay=4").0), [("asked", 4.0, 0.0)]);
    assert_eq!(leaves(&family("rounds-first:n=1").0), [("rounds", 1.0, 0.0)]);
    let readiness = family("readiness:preparation=0.3,cohesion=0.2,dwell=1").0;
    assert_eq!(leaves(&readiness), [("cohesion", 0.2, 1.0), ("preparation", 0.3, 1.0)]);
    let (parallel, spec) = family("parallel:n=4,bilateral=0.5");
    assert_eq!((leaves(&parallel)[0].1, spec.bilateral_effort()), (4.0, Some(0.5)));
    let hybrid = family("hybrid:n=2,preparation=0.1,endorsed=0.2,calm=3").0;
    let expected = [
        ("calm", 3.0, 0.0),
        ("endorsed", 0.2, 0.0),
        ("preparation", 0.1, 0.0),
        ("rounds", 2.0, 0.0),
    ];
    assert_eq!(leaves(&hybrid), expected);
}

#[test]
fn an_override_holds_each_other_family_within() {
    let inner =
        family("deadline-override:inner=readiness,day=90,strain=0.7,cohesion=0.4,dwell=2").0;
    let expected = [
        ("cohesion", 0.4, 2.0),
        ("day", 90.0, 0.0),
        ("preparation", 0.6, 2.0),
        ("strain", 0.7, 0.0),
    ];
    assert_eq!(leaves(&inner), expected);
    assert_table(&inner, |met| {
        (met("preparation") && met("cohesion")) || met("day") || met("strain")
    });
    let (_, parallel) = family("deadline-override:inner=parallel,bilateral=0.4");
    assert_eq!(parallel.bilateral_effort(), Some(0.4));
    assert_eq!(family("deadline-override:inner=rounds-first").1.bilateral_effort(), None);
    for other in FAMILIES.iter().filter(|f| f.name != "deadline-override") {
        let (alone, _) = family(other.name);
        let (within, _) = family(&format!("deadline-override:inner={}", other.name));
        assert_eq!(within.leaves.len(), alone.leaves.len() + 2, "{}", other.name);
    }
}

#[test]
fn trees_combine_as_they_are_written() {
    let tree =
        gate("any = [{ all = [{ rounds = 1 }, { not = { strain = 0.4 } }] }, { goals = 0.5 }]");
    assert_table(&tree, |met| (met("rounds") && !met("strain")) || met("goals"));
}

fn minutes(count: i64) -> SimTime {
    SimTime::from_minutes(count)
}

#[test]
fn a_held_leaf_opens_after_exactly_its_days_and_starts_anew_after_a_break() {
    let gate = gate("preparation = 0.5\nfor-days = 2");
    let mut watch = Watch::default();
    let seen = |preparation| Observed { preparation, ..Observed::default() };
    let two_days = 2 * MINUTES_PER_DAY;
    gate.observe(&mut watch, &seen(0.5), minutes(100));
    assert!(!gate.is_open(&watch, minutes(100 + two_days - 1)));
    assert!(gate.is_open(&watch, minutes(100 + two_days)));
    // Seen again in between, it is not reached anew.
    gate.observe(&mut watch, &seen(0.9), minutes(900));
    assert!(gate.is_open(&watch, minutes(100 + two_days)));
    assert_eq!(
        gate.next_change(&watch, &seen(0.9), minutes(900), |_, _| None),
        Some(minutes(100 + two_days))
    );
    // A break, however short.
    gate.observe(&mut watch, &seen(0.49), minutes(1000));
    assert!(!gate.is_open(&watch, minutes(100 + two_days)));
    assert_eq!(gate.next_change(&watch, &seen(0.49), minutes(1000), |_, _| None), None);
    gate.observe(&mut watch, &seen(0.5), minutes(1001));
    assert!(!gate.is_open(&watch, minutes(1000 + two_days)));
    assert!(gate.is_open(&watch, minutes(1001 + two_days)));
    // Open, it closes with the next break.
    gate.observe(&mut watch, &seen(0.0), minutes(1002 + two_days));
    assert!(!gate.is_open(&watch, minutes(1002 + two_days)));
}

#[test]
fn nobody_has_asked_until_a_request_stands() {
    let (gate, _) = family("summit-first:delay=1");
    let mut watch = Watch::default();
    gate.observe(&mut watch, &Observed::default(), minutes(9 * MINUTES_PER_DAY));
    assert!(!gate.is_open(&watch, minutes(9 * MINUTES_PER_DAY)));
    let asked = Observed { asked_at: Some(minutes(60)), ..Observed::default() };
    assert_eq!(
        gate.next_change(&watch, &asked, minutes(60), |_, _| None),
        Some(minutes(60 + MINUTES_PER_DAY))
    );
    gate.observe(&mut watch, &asked, minutes(60 + MINUTES_PER_DAY));
    assert!(gate.is_open(&watch, minutes(60 + MINUTES_PER_DAY)));
    let (at_once, _) = family("summit-first");
    let mut watch = Watch::default();
    at_once.observe(&mut watch, &Observed::default(), minutes(60));
    assert!(!at_once.is_open(&watch, minutes(60)));
    at_once.observe(&mut watch, &asked, minutes(60));
    assert!(at_once.is_open(&watch, minutes(60)));
}

/// All kinds of leaf, in the order of [`observed`]'s bits.
const ALL_LEAVES: &str = "all = [{ rounds = 3 }, { breadth = 0.5 }, { preparation = 0.6 }, { goals = 0.4 }, \
    { cohesion = 0.3 }, { endorsements = 1 }, { endorsed = 0.5 }, { endorsed-by = [\"paris\"] }, { strain = 0.7 }, \
    { calm = 3 }, { asked = 2 }, { day = 10 }]";

/// What is observed if the leaves of these bits are just at their thresholds, the others short of them.
fn observed(reached: u32, now: SimTime) -> Observed<'static> {
    let bit = |k: u32| reached & (1 << k) != 0;
    let just = |k, level: f64, short: f64| if bit(k) { level } else { short };
    let before = |days: i64| minutes(now.minutes() - days * MINUTES_PER_DAY);
    Observed {
        rounds: if bit(0) { 3 } else { 2 },
        breadth: just(1, 0.5, 0.49),
        preparation: just(2, 0.6, 0.0),
        goals: just(3, 0.4, 0.3),
        cohesion: just(4, 0.3, 0.1),
        endorsements: u32::from(bit(5)),
        endorsed: just(6, 0.5, 0.2),
        endorsers: PartySet::from_iter(if bit(7) { [1, 2] } else { [0, 2] }),
        strain: just(8, 0.7, 0.69),
        last_shock: before(if bit(9) { 3 } else { 1 }),
        asked_at: if bit(10) { Some(before(2)) } else { None },
        ..Observed::default()
    }
}

#[test]
fn what_is_missing_is_what_is_not_met_and_all_of_it_opens_the_gate() {
    let gate = gate(ALL_LEAVES);
    assert_eq!(gate.leaves.len(), 12);
    let mut missing: Vec<Missing> = Vec::new();
    for reached in 0..1_u32 << 12 {
        let now = SimTime::from_days(if reached & (1 << 11) != 0 { 10.0 } else { 9.9 });
        let mut watch = Watch::default();
        let seen = observed(reached, now);
        gate.observe(&mut watch, &seen, now);
        gate.missing(&watch, &seen, now, &mut missing);
        let named = missing.iter().fold(0, |named, m| named | (1 << m.leaf));
        assert_eq!(named, !reached & 0xfff, "{reached:b}");
        assert!(missing.iter().all(|m| m.short > 0.0 && m.wait == 0.0), "{missing:?}");
        assert_eq!(gate.is_open(&watch, now), missing.is_empty());

        let progress = gate.progress(&seen, now, 1.0);
        assert!((0.0..=1.0).contains(&progress), "{progress}");
        assert_eq!(progress == 1.0, missing.is_empty(), "{reached:b}: {progress}");

        // What was missing comes, each leaf just to its threshold.
        let then = SimTime::from_days(10.0);
        let all = observed(reached | named, then);
        gate.observe(&mut watch, &all, then);
        assert!(gate.is_open(&watch, then), "{reached:b}");
    }
}

#[test]
fn a_leaf_that_only_has_to_hold_on_is_missing_for_the_days_left() {
    let gate = gate("cohesion = 0.5\nfor-days = 6");
    let seen = Observed { cohesion: 0.8, ..Observed::default() };
    let (mut watch, mut missing) = (Watch::default(), Vec::new());
    gate.observe(&mut watch, &seen, SimTime::from_days(1.0));
    gate.missing(&watch, &seen, SimTime::from_days(3.0), &mut missing);
    assert_eq!(missing, [Missing { leaf: 0, short: 0.0, wait: 4.0 }]);
}

#[test]
fn days_of_a_gate_are_whole_minutes_as_model_time_is() {
    // A third of a minute past the day, which no minute of the model is.
    for (key, name) in [("day", "day"), ("calm", "calm"), ("asked", "asked")] {
        let tree = gate(&format!("{key} = {}", 2.0 + 1.0 / (3.0 * MINUTES_PER_DAY as f64)));
        assert_eq!(leaves(&tree), [(name, 2.0, 0.0)]);
    }
    assert_eq!(leaves(&family("summit-first:delay=2.0002").0), [("asked", 2.0, 0.0)]);
    // Shares are left as they are.
    assert_eq!(leaves(&gate("strain = 0.2002"))[0].1, 0.2002);
}

/// A small history: when a shock comes, a request is made and preparation changes, in minutes.
#[derive(Clone, Debug)]
struct History {
    shock: i64,
    asked: i64,
    prepared: [i64; 3],
}

const MINUTES: i64 = 3 * MINUTES_PER_DAY;
/// Strain a minute.
const GROWTH: f64 = 1.0 / 3000.0;

impl History {
    fn at(&self, now: i64) -> Observed<'_> {
        // Prepared from the first moment, broken off at the second, prepared again from the third.
        let turns = self.prepared.iter().filter(|turn| **turn <= now).count();
        Observed {
            preparation: if turns % 2 == 1 { 0.9 } else { 0.1 },
            strain: (now as f64 * GROWTH).min(1.0),
            last_shock: minutes(if self.shock <= now { self.shock } else { 0 }),
            asked_at: (self.asked <= now).then(|| minutes(self.asked)),
            ..Observed::default()
        }
    }

    fn changes(&self) -> impl Iterator<Item = i64> {
        self.prepared.into_iter().chain([self.shock, self.asked])
    }

    /// The first minute at which the gate is seen open, if it is looked at in each.
    fn watched(&self, gate: &Gate) -> Option<i64> {
        let mut watch = Watch::default();
        (0..MINUTES).find(|&now| {
            gate.observe(&mut watch, &self.at(now), minutes(now));
            gate.is_open(&watch, minutes(now))
        })
    }

    /// Whether the gate is open at a minute, looked at in each until then.
    fn is_open(&self, gate: &Gate, minute: i64) -> bool {
        let mut watch = Watch::default();
        for now in 0..=minute {
            gate.observe(&mut watch, &self.at(now), minutes(now));
        }
        gate.is_open(&watch, minutes(minute))
    }

    /// The same if it is looked at when something changes, and when the gate says so.
    fn woken(&self, gate: &Gate) -> (Option<i64>, usize) {
        let (mut watch, mut now, mut looks) = (Watch::default(), 0, 0);
        while now < MINUTES {
            looks += 1;
            let seen = self.at(now);
            gate.observe(&mut watch, &seen, minutes(now));
            if gate.is_open(&watch, minutes(now)) {
                return (Some(now), looks);
            }
            let reaches = |_, level: f64| {
                let days = (level - seen.strain) / GROWTH / MINUTES_PER_DAY as f64;
                (days >= 0.0).then_some(days)
            };
            let by_itself = gate.next_change(&watch, &seen, minutes(now), reaches);
            let changes = self.changes().filter(|at| *at > now);
            let next = changes.chain(by_itself.map(SimTime::minutes)).min();
            let Some(next) = next else { break };
            assert!(next > now, "time stands still");
            now = next;
        }
        (None, looks)
    }
}

fn leaf_text() -> impl Strategy<Value = String> {
    let days = 0.0_f64..2.5;
    let held = prop_oneof![
        Just(String::new()),
        (0.0_f64..1.0).prop_map(|h| format!(", for-days = {h:?}"))
    ];
    let leaf = prop_oneof![
        days.clone().prop_map(|d| format!("day = {d:?}")),
        days.clone().prop_map(|d| format!("calm = {d:?}")),
        days.prop_map(|d| format!("asked = {d:?}")),
        (0.0_f64..1.0).prop_map(|s| format!("strain = {s:?}")),
        Just(String::from("preparation = 0.5")),
    ];
    (leaf, held).prop_map(|(leaf, held)| format!("{{ {leaf}{held} }}"))
}

fn gate_text() -> impl Strategy<Value = String> {
    let inner = prop_oneof![
        4 => leaf_text(),
        1 => leaf_text().prop_map(|leaf| format!("{{ not = {leaf} }}")),
        1 => (leaf_text(), leaf_text()).prop_map(|(a, b)| format!("{{ any = [{a}, {b}] }}")),
    ];
    (prop::sample::select(vec!["all", "any"]), prop::collection::vec(inner, 1..4))
        .prop_map(|(key, parts)| format!("{key} = [{}]", parts.join(", ")))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_gate_looked_at_when_it_says_opens_as_if_it_were_always_watched(
        text in gate_text(),
        shock in 1..MINUTES,
        asked in 1..MINUTES,
        prepared in prop::array::uniform3(1..MINUTES),
    ) {
        let gate = gate(&text);
        let mut prepared = prepared;
        prepared.sort_unstable();
        let history = History { shock, asked, prepared };
        let (woken, looks) = history.woken(&gate);
        let watched = history.watched(&gate);
        // Where strain decides, a look may come a minute late, lest rounding make it a minute early.
        let strain = gate.leaves.iter().any(|leaf| leaf.what == Observable::Strain);
        let late = if strain { 1 } else { 0 };
        // And then it may miss a gate that is open for no longer than that.
        if strain && watched.is_some_and(|opens| !history.is_open(&gate, opens + late)) {
            return Ok(());
        }
        match (watched, woken) {
            (Some(true_opening), Some(seen)) => {
                prop_assert!((true_opening..=true_opening + late).contains(&seen), "{text}: {watched:?} {woken:?}");
            }
            (Some(true_opening), None) => prop_assert!(strain && true_opening + late >= MINUTES, "{text}: {watched:?}"),
            (None, seen) => prop_assert_eq!(seen, None, "{}", text),
        }
        prop_assert!(looks < 60, "{looks} looks at {text}");
    }
}

#[test]
fn a_deferral_names_what_keeps_the_gate_shut_and_nothing_else() {
    use summitry_engine::units::SimTime;
    use summitry_model::diplomacy::gate::{Condition, Gate, Leaf, Observable, Observed, Watch};
    let leaf = |what| Leaf { what, at_least: 1.0, for_days: 0.0 };
    // Rounds, and (goals or cohesion), and not strained.
    let gate = Gate {
        root: Condition::All(vec![
            Condition::Leaf(0),
            Condition::Any(vec![Condition::Leaf(1), Condition::Leaf(2)]),
            Condition::Not(Box::new(Condition::Leaf(3))),
        ]),
        leaves: vec![
            leaf(Observable::Rounds),
            leaf(Observable::Goals),
            leaf(Observable::Cohesion),
            leaf(Observable::Strain),
        ],
    };
    let named = |seen: Observed<'_>| {
        let (mut watch, mut missing) = (Watch::default(), Vec::new());
        gate.observe(&mut watch, &seen, SimTime::ZERO);
        gate.missing(&watch, &seen, SimTime::ZERO, &mut missing);
        missing.iter().map(|m| m.leaf).collect::<Vec<_>>()
    };
    assert_eq!(named(Observed::default()), [0, 1, 2]);
    assert_eq!(named(Observed { rounds: 1, goals: 1.0, ..Observed::default() }), [0; 0]);
    assert_eq!(
        named(Observed { rounds: 1, cohesion: 1.0, strain: 1.0, ..Observed::default() }),
        [3]
    );
}
