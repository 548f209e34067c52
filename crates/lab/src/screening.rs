//! A quick screening: what changes in some runs when one number is halved or doubled, and all else stays.
//!
//! The runs are the same, with the same draws. It shows which numbers matter about where they are, one at a time; a design shows more.

use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use summitry_model::fields::diagnostic::{Diagnostics, Place};
use summitry_model::fields::field::Limits;
use summitry_model::fields::overrides::keys_at;
use summitry_model::fields::source::Sources;
use summitry_model::fields::tree::{Node, Value};
use summitry_model::process::{CompiledScenario, PolicySet, Record, Run, drive};
use summitry_model::scenario::{
    Base, NumberField, Patch, Scenario, parameter_path, parameter_rows,
};

/// What a number does.
#[derive(Clone, Debug, PartialEq)]
pub struct Influence {
    /// Values that were tried.
    pub tried: Vec<f64>,
    /// Share of the runs that end otherwise, with another outcome or for another reason: the largest over the values tried.
    pub ends_otherwise: f64,
    /// Whether anything at all changes in any run.
    pub acts: bool,
}

/// The records of the first runs of a seed.
///
/// # Panics
/// If a run fails, which is a fault of the program.
#[must_use]
#[expect(clippy::expect_used, reason = "faults of the program")]
pub fn records(setup: &CompiledScenario, seed: u64, runs: u64) -> Vec<Record> {
    let mut run = Run::new(setup);
    run.keep_trajectory(false);
    let seats = PolicySet::new(setup);
    let record = |number: u64| {
        run.begin(seed, number, false).expect("the number of runs is in range");
        drive(&mut run, &seats).expect("policies give legal answers");
        run.record().clone()
    };
    (0..runs).map(record).collect()
}

/// Screens fields, each with its influence; none for a list of numbers, or one of which no other value could be tried. None at all if it
/// was stopped.
#[must_use]
pub fn screen(
    scenario: &Scenario,
    fields: &[&NumberField],
    runs: u64,
    stop: &AtomicBool,
) -> Option<Vec<Option<Influence>>> {
    let mut sources = Sources::new();
    let base = Base::from_scenario(scenario, &mut sources);
    let place = Place::whole(base.source());
    let rows = parameter_rows();
    let limits = |path: &str| {
        let path = parameter_path(path);
        rows.iter().find(|row| row.path == path).map_or(Limits::NONE, |row| row.limits)
    };
    let mut work = Vec::new();
    for field in fields {
        let keys = keys_at(&field.path, &place, &mut sources, &mut Diagnostics::new());
        let values =
            if field.is_single { alternatives(field, limits(&field.path)) } else { Vec::new() };
        work.push((keys, values, field.is_whole));
    }
    let plain = records(&CompiledScenario::new(scenario.clone()), 1, runs);
    let one = |(keys, values, is_whole): &(Option<_>, Vec<f64>, bool)| {
        if stop.load(Ordering::Relaxed) {
            return None;
        }
        let Some(keys): &Option<Vec<_>> = keys else { return Some(None) };
        let mut found = Influence { tried: Vec::new(), ends_otherwise: 0.0, acts: false };
        for &value in values {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "alternatives of whole numbers are whole"
            )]
            let node = if *is_whole { Value::Integer(value as i64) } else { Value::Float(value) };
            let patch =
                Patch { keys: keys.clone(), node: Node { value: node, place: place.clone() } };
            let Some(other) = base.with(&[patch], &mut Diagnostics::new()) else { continue };
            let changed = records(&CompiledScenario::new(other), 1, runs);
            let pairs = || plain.iter().zip(&changed);
            let other_end = pairs()
                .filter(|(a, b)| (a.outcome, a.end_reason) != (b.outcome, b.end_reason))
                .count();
            found.tried.push(value);
            found.ends_otherwise = found.ends_otherwise.max(other_end as f64 / runs.max(1) as f64);
            found.acts |= pairs().any(|(a, b)| a != b);
        }
        Some((!found.tried.is_empty()).then_some(found))
    };
    work.par_iter().map(one).collect()
}

/// Half and double of a number, within its limits; of 0, a tenth of its range.
fn alternatives(field: &NumberField, limits: Limits) -> Vec<f64> {
    let Some(&x) = field.numbers.first() else { return Vec::new() };
    let tried = if x == 0.0 {
        let most = limits.max.unwrap_or(1.0).max(0.0);
        vec![most / 10.0]
    } else {
        vec![x / 2.0, x * 2.0]
    };
    let (min, max) = (limits.min.unwrap_or(f64::NEG_INFINITY), limits.max.unwrap_or(f64::INFINITY));
    let whole = |value: f64| if field.is_whole { value.round() } else { value };
    let mut values: Vec<f64> =
        tried.into_iter().map(|value| whole(value.clamp(min, max))).collect();
    values.dedup();
    values.retain(|value| *value != x);
    values
}
