//! Worlds in which each family of gates does best: every family at parameters tuned over one grid on one seed, compared
//! on another. The tuned parameters stand in [`WORLDS`]; `TUNE=1 cargo test --test validation favours` tunes them again and
//! fails if they differ. That takes minutes; the comparison takes seconds.

use std::fmt::Write as _;
use std::sync::OnceLock;

use summitry_model::process::{Outcome, Record};
use summitry_model::scenario::gates::FAMILIES;
use summitry_model::scenario::tuning::{self, GRID};

use crate::docs_page::{in_step, page, replaced};
use crate::model::{paired, records, setup, share};

const TUNING: (u64, u64) = (1, 1200);
const COMPARED: (u64, u64) = (101, 10_000);
/// What is within so many points is a tie.
const TIE: f64 = 1.0;
/// From the half-width of a 95 % interval to that of 99 %.
const WIDER: f64 = 2.5758 / 1.96;

/// The settings of each point of a family's grid.
fn points(family: usize) -> Vec<String> {
    let settings =
        |point: String| point.split_once(':').map_or("", |(_, settings)| settings).to_owned();
    tuning::points(FAMILIES[family].name).into_iter().map(settings).collect()
}

struct World {
    family: &'static str,
    /// The best point of the grid for each family, in the order of [`FAMILIES`].
    tuned: [&'static str; 6],
    /// Families that are no farther from the favoured one than a tie.
    ties: &'static [&'static str],
}

const WORLDS: [World; 6] = [
    World {
        family: "summit-first",
        tuned: [
            "delay=10",
            "n=1",
            "preparation=0.2,cohesion=0.4",
            "n=1,bilateral=0.15",
            "inner=rounds-first,n=4,day=90,strain=0.9",
            "n=3,preparation=0.35,endorsed=0.6,calm=5",
        ],
        ties: &[],
    },
    World {
        family: "rounds-first",
        tuned: [
            "delay=160",
            "n=12",
            "preparation=0.5,cohesion=0",
            "n=6,bilateral=0.15",
            "inner=readiness,preparation=0.5,day=280,strain=0.9",
            "n=12,preparation=0.35,endorsed=0.6,calm=5",
        ],
        ties: &["hybrid"],
    },
    World {
        family: "readiness",
        tuned: [
            "delay=160",
            "n=12",
            "preparation=0.5,cohesion=0.6",
            "n=6,bilateral=0.15",
            "inner=readiness,preparation=0.5,day=280,strain=0.9",
            "n=12,preparation=0.35,endorsed=0.6,calm=5",
        ],
        ties: &[],
    },
    World {
        family: "parallel",
        tuned: [
            "delay=80",
            "n=4",
            "preparation=0.35,cohesion=0.6",
            "n=4,bilateral=0.5",
            "inner=readiness,preparation=0.5,day=280,strain=0.9",
            "n=3,preparation=0.55,endorsed=1,calm=5",
        ],
        ties: &[],
    },
    World {
        family: "deadline-override",
        tuned: [
            "delay=10",
            "n=2",
            "preparation=0.5,cohesion=0",
            "n=2,bilateral=0.15",
            "inner=readiness,preparation=0.5,day=150,strain=0.9",
            "n=3,preparation=0.55,endorsed=1,calm=5",
        ],
        ties: &[],
    },
    World {
        family: "hybrid",
        tuned: [
            "delay=160",
            "n=12",
            "preparation=0.5,cohesion=0.4",
            "n=6,bilateral=0.15",
            "inner=readiness,preparation=0.5,day=280,strain=0.9",
            "n=12,preparation=0.55,endorsed=1,calm=14",
        ],
        ties: &[],
    },
];

fn batch(family: &str, rule: &str, at: &str, (seed, runs): (u64, u64)) -> Vec<Record> {
    records(&setup(&format!("favours-{family}"), &[&format!("gate {rule}:{at}")]), seed, runs)
}

fn durable(record: &Record) -> bool {
    record.outcome == Outcome::Durable
}

/// Share `durable` of each family, and how far it is under the favoured one: points, with the half-width at 99 %.
fn compared(world: usize) -> &'static [(f64, f64, f64); 6] {
    static FOUND: [OnceLock<[(f64, f64, f64); 6]>; 6] = [const { OnceLock::new() }; 6];
    FOUND[world].get_or_init(|| {
        let of = &WORLDS[world];
        let arm = |k: usize| batch(of.family, FAMILIES[k].name, of.tuned[k], COMPARED);
        let favoured = arm(world);
        let points = |r: &Record| if durable(r) { 100.0 } else { 0.0 };
        std::array::from_fn(|k| {
            let other = if k == world { favoured.clone() } else { arm(k) };
            let (less, half) = paired(&favoured, &other, points);
            (100.0 * share(&other, durable), less, WIDER * half)
        })
    })
}

fn holds(family: &str) {
    let world = FAMILIES.iter().position(|f| f.name == family).unwrap();
    let of = &WORLDS[world];
    assert_eq!(of.family, family);
    // The file has its own family at the tuned point.
    let own = setup(&format!("favours-{family}"), &[]).scenario.gate_spec;
    let gate = format!("gate {family}:{}", of.tuned[world]);
    assert_eq!(own, setup("two-capitals", &[&gate]).scenario.gate_spec);
    for (k, (share, less, half)) in compared(world).iter().enumerate() {
        let name = FAMILIES[k].name;
        let line = format!("{family} against {name} ({share:.1} %): {less:+.1} ± {half:.1}");
        if of.ties.contains(&name) {
            assert!(less.abs() + half <= TIE, "no tie: {line}");
        } else if k != world {
            assert!(less > half, "not apart: {line}");
        }
    }
    if std::env::var_os("TUNE").is_some() {
        for (k, rule) in FAMILIES.iter().enumerate() {
            let best = |point: &String| {
                let runs = batch(family, rule.name, point, TUNING);
                runs.iter().filter(|r| durable(r)).count()
            };
            let found: Vec<usize> = points(k).iter().map(best).collect();
            let most = found.iter().max().unwrap();
            let first = found.iter().position(|n| n == most).unwrap();
            assert_eq!(points(k)[first], of.tuned[k], "{family}: {} of {found:?}", rule.name);
        }
    }
}

macro_rules! favours {
    ($($name:ident = $family:literal,)*) => {
        $(#[test]
        fn $name() {
            holds($family);
        })*
    };
}

favours! {
    summit_first = "summit-first",
    rounds_first = "rounds-first",
    readiness = "readiness",
    parallel = "parallel",
    deadline_override = "deadline-override",
    hybrid = "hybrid",
}

#[test]
fn every_tuned_point_is_on_the_grid() {
    for world in &WORLDS {
        for (k, at) in world.tuned.iter().enumerate() {
            assert!(
                points(k).iter().any(|p| p == at),
                "{at} is not a point of {}",
                FAMILIES[k].name
            );
        }
    }
}

fn grid_table() -> String {
    let mut table = "| family | grid | points |\n|---|---|---|\n".to_owned();
    for (k, family) in FAMILIES.iter().enumerate() {
        let axis = |of: &&[&str]| of.iter().map(|v| format!("`{v}`")).collect::<Vec<_>>().join(" ");
        let axes = GRID[k].iter().map(axis).collect::<Vec<_>>().join(" × ");
        let _ = writeln!(table, "| `{}` | {axes} | {} |", family.name, points(k).len());
    }
    table
}

fn worlds_table() -> String {
    let mut table =
        "| world | family | tuned | `durable`, % | below the favoured, points (99 %) | |\n\
                     |---|---|---|---|---|---|\n"
            .to_owned();
    for (world, of) in WORLDS.iter().enumerate() {
        let found = compared(world);
        let mut order: Vec<usize> = (0..6).filter(|k| *k != world).collect();
        order.sort_by(|a, b| found[*a].1.total_cmp(&found[*b].1));
        let _ = writeln!(
            table,
            "| `favours-{0}` | **`{0}`** | `{1}` | {2:.1} | | |",
            of.family, of.tuned[world], found[world].0
        );
        for k in order {
            let (share, less, half) = found[k];
            let name = FAMILIES[k].name;
            let tie = if of.ties.contains(&name) { "tie" } else { "" };
            let (low, high) = (less - half, less + half);
            let shown = format!("{less:+.1} ({low:+.1} to {high:+.1})").replace('-', "−");
            let _ = writeln!(
                table,
                "| | `{name}` | `{}` | {share:.1} | {shown} | {tie} |",
                of.tuned[k]
            );
        }
    }
    table
}

#[test]
fn the_page_is_in_step() {
    let path = "docs/favours.md";
    let mut text = page(path);
    for (name, table) in [("grid", grid_table()), ("worlds", worlds_table())] {
        text = replaced(&text, &format!("<!-- {name}: "), "<!-- end -->", &format!("\n{table}\n"));
    }
    in_step(path, &text);
}
