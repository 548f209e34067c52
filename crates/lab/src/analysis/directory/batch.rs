//! A batch of one scenario: shares, means and quantiles, waiting times, settlements in force, distances.

use crate::output::{DATA_PACKAGE, Field, OutputError};
use summitry_engine::stats::{
    Interval, Lifetimes, Moments, Quantiles, mean_interval, normal_quantile, wilson,
};

use super::findings::{BatchFindings, Curve, OutcomeShare, Summarised};
use super::texts::of_texts;
use super::{DirectoryError, Source, number, whole};

/// Measures that a run has only once it comes to something: how long that takes is told by curves, over all runs.
const WAITS: [&str; 3] = ["first_summit_day", "settlement_day", "survival_days"];

/// How wide intervals are.
struct With {
    z: f64,
    confidence: f64,
}

/// Summarises the batch in a directory.
///
/// `runs.csv` is read once, `parties.csv` once if it is there. Memory: outcomes, flags and means are counts and sums, quantiles
/// hold what [`Quantiles`] says, and curves about 100 bytes for each distinct time; no row is held.
///
/// # Errors
///
/// [`DirectoryError`]: a table that is missing or not as it was written, or that does not have exactly the runs of the manifest.
pub fn summarise(source: &Source, confidence: f64) -> Result<BatchFindings, DirectoryError> {
    let inputs = &source.manifest.inputs;
    let with = With { z: normal_quantile(0.5 + confidence / 2.0), confidence };
    let mut found = BatchFindings {
        scenario: inputs.scenario.clone(),
        seed: inputs.seed,
        runs: inputs.runs,
        confidence,
        outcomes: Vec::new(),
        statistics: Vec::new(),
        curves: Vec::new(),
        beyond: None,
        coarse: Vec::new(),
        left_out: Vec::new(),
    };
    if !source.manifest.has_table("runs") {
        let error = super::outcome::without_runs("`run` again with --tables runs,parties,frontier");
        return Err(source.told(error));
    }
    of_runs(source, &with, &mut found)?;
    of_texts(source, with.z, &mut found)?;
    Ok(found)
}

/// A measure as it is counted.
struct Counted {
    at: usize,
    field: Field,
    moments: Moments,
    quantiles: Quantiles,
}

fn of_runs(source: &Source, with: &With, found: &mut BatchFindings) -> Result<(), DirectoryError> {
    let (manifest, dir) = (&source.manifest, &source.dir);
    let fields = manifest.fields(dir, "runs")?;
    let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
    let at = |name: &str| names.iter().position(|known| *known == name);
    let foreign = |name: &str| {
        let why = format!("its table `runs` has no column `{name}`");
        OutputError::Foreign { path: dir.join(DATA_PACKAGE), why }
    };
    let column = |name: &'static str| at(name).ok_or_else(|| foreign(name));
    let (run, outcome) = (column("run")?, column("outcome")?);
    let words = fields[outcome].words().to_vec();
    let mut outcomes = vec![0_u64; words.len()];
    let mut measures: Vec<Counted> = fields
        .iter()
        .enumerate()
        .filter(|(_, field)| field.is_number() || field.kind == "boolean")
        .filter(|(_, field)| !["run", "seed", "survival_censored"].contains(&field.name.as_str()))
        .filter(|(_, field)| !WAITS.contains(&field.name.as_str()))
        .map(|(at, field)| Counted {
            at,
            field: field.clone(),
            moments: Moments::default(),
            quantiles: Quantiles::default(),
        })
        .collect();
    let (window, follow_up) = horizons(source)?;
    let mut waits = [
        ("without-summit", "first_summit_day", Lifetimes::default()),
        ("without-settlement", "settlement_day", Lifetimes::default()),
    ];
    let waited = [column(waits[0].1)?, column(waits[1].1)?];
    let (survival, censored) = (column("survival_days")?, column("survival_censored")?);
    let mut in_force = Lifetimes::default();
    let mut runs = 0_u64;
    manifest.verify_table(dir, "runs")?;
    manifest.read_table(dir, "runs", &names, &mut |cells| {
        let expected = manifest.inputs.first_run + runs;
        let number_of = whole(&cells[run], "run")?;
        if number_of != expected {
            return Err(format!("run {number_of} stands where run {expected} should"));
        }
        runs += 1;
        let word = words.iter().position(|word| *word == cells[outcome]);
        let word = word.ok_or_else(|| format!("run {number_of} has no known outcome"))?;
        outcomes[word] += 1;
        for Counted { at, field, moments, quantiles } in &mut measures {
            if let Some(value) = number(&cells[*at], &field.name)? {
                moments.add(value);
                if field.is_number() {
                    quantiles.add(value);
                }
            }
        }
        for (at, (_, name, times)) in waited.iter().zip(&mut waits) {
            // Talks that ended before they came to it never will: they stay without to the horizon.
            match number(&cells[*at], name)? {
                Some(day) => times.add(day, true),
                None => times.add(window, false),
            }
        }
        if let Some(days) = number(&cells[survival], "survival_days")? {
            in_force.add(days, cells[censored] == "false");
        }
        Ok(())
    })?;
    if runs != manifest.inputs.runs {
        let why = format!("it has {runs} runs, and the manifest {}", manifest.inputs.runs);
        return Err(source.altered("runs", why).into());
    }

    for (name, count) in words.into_iter().zip(outcomes) {
        let interval = wilson(count, runs, with.z);
        let share = count as f64 / runs as f64;
        found.statistics.push(shared(&name, share, interval, runs, 0));
        found.outcomes.push(OutcomeShare { name, count, share, interval });
    }
    for Counted { field, moments, mut quantiles, .. } in measures {
        let (n, missing) = (moments.n(), runs - moments.n());
        if !field.is_number() {
            // A mean of 0 and 1: the count is exact.
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count")]
            let held = (moments.mean().unwrap_or_default() * n as f64).round() as u64;
            let mut line =
                shared(&field.name, held as f64 / n as f64, wilson(held, n, with.z), n, missing);
            if n == 0 {
                line = Summarised { estimate: None, low: None, high: None, interval: "", ..line };
            }
            found.statistics.push(line);
            continue;
        }
        let line = |statistic, estimate, interval: Option<Interval>, how| Summarised {
            measure: field.name.clone(),
            statistic,
            unit: field.unit.clone(),
            n,
            missing,
            estimate,
            low: interval.map(|interval| interval.low),
            high: interval.map(|interval| interval.high),
            interval: if interval.is_some() { how } else { "" },
        };
        found.statistics.push(line(
            "mean",
            moments.mean(),
            mean_interval(&moments, with.z),
            "normal",
        ));
        found.statistics.push(line("sd", moments.deviation(), None, ""));
        for (statistic, q) in [("q25", 0.25), ("median", 0.5), ("q75", 0.75)] {
            let interval = quantiles.interval(q, with.confidence);
            found.statistics.push(line(statistic, quantiles.quantile(q), interval, "order"));
        }
        if let Some(step) = quantiles.step() {
            found.coarse.push((field.name, step));
        }
    }
    let [summit, settlement] = waits;
    for (name, measure, mut times, horizon) in [
        (summit.0, summit.1, summit.2, window),
        (settlement.0, settlement.1, settlement.2, window),
        ("in-force", "survival_days", in_force, follow_up),
    ] {
        let curve = times.curve(with.z);
        if curve.n == 0 {
            found.left_out.push(format!("no curve `{name}`: no run has a settlement in force"));
            continue;
        }
        let curve = Curve { name, curve, horizon, measure };
        found.statistics.extend(lasting(&curve, with.z));
        found.curves.push(curve);
    }
    Ok(())
}

/// A share with Wilson's interval.
fn shared(name: &str, share: f64, interval: Interval, n: u64, missing: u64) -> Summarised {
    Summarised {
        measure: name.to_owned(),
        statistic: "share",
        unit: "share".to_owned(),
        n,
        missing,
        estimate: Some(share),
        low: Some(interval.low),
        high: Some(interval.high),
        interval: "wilson",
    }
}

/// The restricted mean of a curve, and its median.
fn lasting(of: &Curve, z: f64) -> [Summarised; 2] {
    let Curve { name, curve, horizon, .. } = of;
    let line = |statistic, estimate, low, high, interval| Summarised {
        measure: (*name).to_owned(),
        statistic,
        unit: "days".to_owned(),
        n: curve.n,
        missing: 0,
        estimate,
        low,
        high,
        interval,
    };
    let (mean, error) = curve.restricted_mean(*horizon);
    let median = curve.median();
    // Without an event there is no error to tell, which is not the same as none.
    let reach = Some(z * error).filter(|reach| *reach > 0.0);
    let (low, high) = (reach.map(|reach| mean - reach), reach.map(|reach| mean + reach));
    [
        line("restricted-mean", Some(mean), low, high, "greenwood"),
        line("life-median", median.value, median.low, median.high, "log-log"),
    ]
}

/// The length of the window, and for how long a settlement is followed.
fn horizons(source: &Source) -> Result<(f64, f64), OutputError> {
    const FILE: &str = "scenario.toml";
    let text = source.manifest.read_file(&source.dir, FILE)?;
    let foreign = |why: String| OutputError::Foreign { path: source.dir.join(FILE), why };
    let scenario: toml::Table =
        toml::from_str(&text).map_err(|error| foreign(error.message().to_owned()))?;
    let days = |key: &str| {
        let value = scenario.get("calendar").and_then(|of| of.get(key));
        let days = value.and_then(|of| of.as_float().or_else(|| of.as_integer().map(|n| n as f64)));
        days.ok_or_else(|| foreign(format!("it has no number `calendar.{key}`")))
    };
    Ok((days("window")?, days("follow-up")?))
}
