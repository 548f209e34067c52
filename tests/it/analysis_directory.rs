//! Every number that `analyze DIR` gives, made again from the tables.

use std::collections::BTreeMap;

use serde_json::Value;
use summitry_engine::stats::{Z95, wilson};

use crate::analysis_data::near;
use crate::cli_place::Place;

/// A table: its rows, by the names of the columns.
fn rows(place: &Place, file: &str) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_path(place.path(file)).unwrap().deserialize().map(Result::unwrap).collect()
}

fn number(row: &BTreeMap<String, String>, column: &str) -> Option<f64> {
    match row[column].as_str() {
        "" => None,
        "true" => Some(1.0),
        "false" => Some(0.0),
        text => Some(text.parse().unwrap()),
    }
}

fn json(place: &Place, words: &str) -> Value {
    serde_json::from_str(&place.run(&format!("{words} --quiet --format json")).ended(0).out)
        .unwrap()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn variance(values: &[f64]) -> f64 {
    let mean = mean(values);
    values.iter().map(|y| (y - mean) * (y - mean)).sum::<f64>() / (values.len() as f64 - 1.0)
}

/// The statistic of a measure.
fn of<'a>(found: &'a Value, measure: &str, statistic: &str) -> &'a Value {
    let all = found["statistics"].as_array().unwrap();
    let hit = all.iter().find(|of| of["measure"] == measure && of["statistic"] == statistic);
    hit.unwrap_or_else(|| panic!("no {statistic} of {measure}"))
}

fn is(of: &Value, key: &str, known: f64) {
    near(of[key].as_f64().unwrap(), known, 1e-6 * known.abs().max(1.0));
}

#[test]
fn a_batch_is_summarised_from_its_tables() {
    let place = Place::new();
    place.run("run kyiv-washington --runs 400 --seed 3 --out b --quiet").ended(0);
    let found = json(&place, "analyze b");
    let runs = rows(&place, "b/runs.csv");
    assert_eq!(found["runs"], 400);

    for outcome in ["durable", "no-summit", "coalition-fractured"] {
        let count = runs.iter().filter(|run| run["outcome"] == outcome).count() as u64;
        let (share, interval) = (of(&found, outcome, "share"), wilson(count, 400, Z95));
        is(share, "estimate", count as f64 / 400.0);
        is(share, "low", interval.low);
        is(share, "high", interval.high);
    }
    let ratified: Vec<f64> = runs.iter().filter_map(|run| number(run, "ratified")).collect();
    let share = of(&found, "ratified", "share");
    assert_eq!(
        (&share["n"], &share["missing"]),
        (&ratified.len().into(), &(400 - ratified.len()).into())
    );
    is(share, "estimate", mean(&ratified));

    for measure in ["strain_area_days", "preparation", "log_risk", "shocks"] {
        let mut values: Vec<f64> = runs.iter().filter_map(|run| number(run, measure)).collect();
        let n = values.len() as f64;
        let of_mean = of(&found, measure, "mean");
        let reach = Z95 * (variance(&values) / n).sqrt();
        assert_eq!(of_mean["n"], values.len());
        is(of_mean, "estimate", mean(&values));
        is(of_mean, "low", mean(&values) - reach);
        is(of_mean, "high", mean(&values) + reach);
        is(of(&found, measure, "sd"), "estimate", variance(&values).sqrt());
        values.sort_by(f64::total_cmp);
        for (statistic, q) in [("q25", 0.25), ("median", 0.5), ("q75", 0.75)] {
            let at = q * (n - 1.0);
            let (low, high) = (values[at.floor() as usize], values[at.ceil() as usize]);
            is(of(&found, measure, statistic), "estimate", low + at.fract() * (high - low));
        }
        // The ends of the median's interval are values, as many from either end.
        let median = of(&found, measure, "median");
        let below = |end: &str| {
            let end = median[end].as_f64().unwrap();
            values.iter().filter(|value| **value < end - 1e-9).count() as f64
        };
        assert!(below("low") <= n / 2.0 - 0.9 * n.sqrt() + 1.0, "{median}");
    }

    // Waiting: over all runs, those that never come to it to the end of the window.
    for (curve, measure) in
        [("without-summit", "first_summit_day"), ("without-settlement", "settlement_day")]
    {
        let waits: Vec<f64> =
            runs.iter().map(|run| number(run, measure).unwrap_or(365.0)).collect();
        let restricted = of(&found, curve, "restricted-mean");
        is(restricted, "estimate", mean(&waits));
        // Greenwood's error is that of the mean, with n for n − 1.
        let error = (variance(&waits) * 399.0 / 400.0 / 400.0).sqrt();
        is(restricted, "low", mean(&waits) - Z95 * error);
        assert!(found["statistics"].as_array().unwrap().iter().all(|of| of["measure"] != measure));
    }
    let mut waits: Vec<f64> =
        runs.iter().map(|run| number(run, "first_summit_day").unwrap_or(f64::INFINITY)).collect();
    waits.sort_by(f64::total_cmp);
    is(of(&found, "without-summit", "life-median"), "estimate", waits[199]);

    // Settlements in force, run by run.
    let lives: Vec<(f64, bool)> = runs
        .iter()
        .filter_map(|run| {
            Some((number(run, "survival_days")?, run["survival_censored"] == "false"))
        })
        .collect();
    assert!(lives.iter().filter(|(_, ended)| *ended).count() > 10);
    let written = rows(&place, "b/analysis/summaries/survival.csv");
    let mut checked = 0;
    for step in written.iter().filter(|step| step["curve"] == "in-force") {
        let day = number(step, "day").unwrap();
        let (mut survival, mut sum) = (1.0, 0.0);
        let mut ends: Vec<f64> =
            lives.iter().filter(|(at, ended)| *ended && *at <= day).map(|(at, _)| *at).collect();
        ends.sort_by(f64::total_cmp);
        ends.dedup();
        for end in ends {
            let n = lives.iter().filter(|(at, _)| *at >= end).count() as f64;
            let d = lives.iter().filter(|(at, ended)| *ended && *at == end).count() as f64;
            survival *= 1.0 - d / n;
            sum += d / (n * (n - d));
        }
        near(number(step, "survival").unwrap(), survival, 1e-9);
        let at_risk = lives.iter().filter(|(at, _)| *at >= day).count();
        assert_eq!(step["at_risk"], at_risk.to_string());
        if survival < 1.0 {
            let theta = Z95 * sum.sqrt() / libm::log(survival);
            near(number(step, "low").unwrap(), libm::pow(survival, libm::exp(-theta)), 1e-9);
            near(number(step, "high").unwrap(), libm::pow(survival, libm::exp(theta)), 1e-9);
        }
        checked += 1;
    }
    assert!(checked > 10);

    // Distances, by looking at every point.
    let points = rows(&place, "b/frontier.csv");
    let utilities = |row: &BTreeMap<String, String>| {
        [number(row, "requester_utility").unwrap(), number(row, "gatekeeper_utility").unwrap()]
    };
    let of_kind = |kind: &str| -> Vec<[f64; 2]> {
        let hit =
            |row: &&BTreeMap<String, String>| row["among"] == "principals" && row["point"] == kind;
        points.iter().filter(hit).map(utilities).collect()
    };
    let (front, nash, quo) = (of_kind("pareto"), of_kind("nash")[0], of_kind("status-quo")[0]);
    let parties = rows(&place, "b/parties.csv");
    let mut texts: BTreeMap<u64, ([f64; 2], bool)> = BTreeMap::new();
    for party in &parties {
        let text = texts.entry(party["run"].parse().unwrap()).or_default();
        match party["role"].as_str() {
            "requester" => {
                text.0[0] = number(party, "utility").unwrap();
                text.1 = party["signed"] == "true";
            }
            "gatekeeper" => text.0[1] = number(party, "utility").unwrap(),
            _ => {}
        }
    }
    let to = |a: [f64; 2], b: [f64; 2]| libm::hypot(a[0] - b[0], a[1] - b[1]);
    for (group, signed) in [("", false), ("_signed", true)] {
        let those: Vec<[f64; 2]> =
            texts.values().filter(|text| text.1 || !signed).map(|text| text.0).collect();
        let all =
            |of: &dyn Fn([f64; 2]) -> f64| mean(&those.iter().map(|t| of(*t)).collect::<Vec<_>>());
        let nearest = |t| front.iter().map(|p| to(*p, t)).fold(f64::INFINITY, f64::min);
        let gains = |t: [f64; 2]| (t[0] - quo[0]).max(0.0) * (t[1] - quo[1]).max(0.0);
        let line = of(&found, &format!("front_distance{group}"), "mean").clone();
        assert_eq!(line["n"], those.len());
        is(&line, "estimate", all(&nearest));
        is(of(&found, &format!("nash_distance{group}"), "mean"), "estimate", all(&|t| to(nash, t)));
        let product = of(&found, &format!("nash_product{group}"), "mean");
        is(product, "estimate", all(&|t| gains(t) / gains(nash)));
    }
    let beyond =
        texts.values().filter(|(t, _)| !front.iter().any(|p| p[0] >= t[0] && p[1] >= t[1]));
    assert_eq!(found["beyond_front"], beyond.count());

    // What is written is what is printed.
    let lines = rows(&place, "b/analysis/summaries/summaries.csv");
    let printed = found["statistics"].as_array().unwrap();
    assert_eq!(lines.len(), printed.len());
    for (line, printed) in lines.iter().zip(printed) {
        assert_eq!(line["measure"], printed["measure"].as_str().unwrap());
        for key in ["estimate", "low", "high"] {
            assert_eq!(number(line, key), printed[key].as_f64(), "{line:?}");
        }
    }
}

/// An experiment of these factors, on the scenario of the classroom.
pub(crate) fn experiment(design: &str, numbers: &str, factors: &[&str], runs: u64) -> String {
    let factors: String = factors.iter().map(|of| format!("[[factor]]\n{of}\n")).collect();
    format!(
        "scenario = \"classroom\"\nreplications = {runs}\nrandom-numbers = \"{numbers}\"\n[design]\n{design}\n{factors}"
    )
}

pub(crate) const GATE: &str = "path = \"gate.n\"\nlevels = [0, 2, 4]";
pub(crate) const GAP: &str = "path = \"meeting.rounds.gap\"\nlevels = [10.0, 30.0]";
pub(crate) const GATE_RANGE: &str = "path = \"gate.n\"\nrange = [0, 4]";
pub(crate) const GAP_RANGE: &str = "path = \"meeting.rounds.gap\"\nrange = [5.0, 40.0]";

#[test]
fn a_grid_is_summarised_from_its_tables() {
    let place = Place::new();
    for numbers in ["common", "independent"] {
        place.write(
            &format!("{numbers}.toml"),
            &experiment("kind = \"grid\"", numbers, &[GATE, GAP], 40),
        );
        place.run(&format!("sweep {numbers}.toml --out {numbers} --quiet")).ended(0);
        let found = json(&place, &format!("analyze {numbers} --output no-summit"));
        assert_eq!((&found["cells"], &found["runs"]), (&6.into(), &240.into()));
        let cells = rows(&place, &format!("{numbers}/cells.csv"));
        let runs = rows(&place, &format!("{numbers}/runs.csv"));
        let y: Vec<f64> =
            runs.iter().map(|run| f64::from(u8::from(run["outcome"] == "no-summit"))).collect();
        let means: Vec<f64> = y.chunks(40).map(mean).collect();
        assert!(variance(&means) > 0.0);

        let mut levels = found["levels"].as_array().unwrap().iter();
        for (factor, names) in
            [("gate_n", vec!["0", "2", "4"]), ("meeting_rounds_gap", vec!["10", "30"])]
        {
            for name in names {
                let level = levels.next().unwrap();
                assert_eq!((&level["factor"], &level["level"]), (&factor.into(), &name.into()));
                let those: Vec<usize> = (0..6).filter(|&c| cells[c][factor] == name).collect();
                let value = mean(&those.iter().map(|&c| means[c]).collect::<Vec<_>>());
                is(level, "mean", value);
                let error = if numbers == "common" {
                    let of_run =
                        |r: usize| mean(&those.iter().map(|&c| y[c * 40 + r]).collect::<Vec<_>>());
                    (variance(&(0..40).map(of_run).collect::<Vec<_>>()) / 40.0).sqrt()
                } else {
                    let of_cell = |c: &usize| means[*c] * (1.0 - means[*c]) / 39.0;
                    those.iter().map(of_cell).sum::<f64>().sqrt() / those.len() as f64
                };
                is(level, "low", value - Z95 * error);
                is(level, "high", value + Z95 * error);
            }
        }
        let noise = &found["noise"];
        is(noise, "variance", variance(&means));
        let known = if numbers == "common" {
            assert_eq!(noise["by"], "common");
            let grand = mean(&means);
            let of_run: Vec<f64> =
                (0..40).map(|r| mean(&(0..6).map(|c| y[c * 40 + r]).collect::<Vec<_>>())).collect();
            let rest = |k: usize| y[k] - means[k / 40] - of_run[k % 40] + grand;
            (0..240).map(|k| rest(k) * rest(k)).sum::<f64>() / (5.0 * 39.0) / 40.0
        } else {
            assert_eq!(noise["by"], "independent");
            mean(&means.iter().map(|p| p * (1.0 - p) / 39.0).collect::<Vec<_>>())
        };
        is(noise, "noise", known);
        is(noise, "share", (known / variance(&means)).min(1.0));

        // First order: the variance of the levels' means over that of the cells.
        let all = variance(&means) * 5.0 / 6.0;
        let gap: Vec<f64> = (0..2).map(|b| mean(&[means[b], means[2 + b], means[4 + b]])).collect();
        let of_gap = variance(&gap) / 2.0 / all;
        near(found["indices"]["first"][1].as_f64().unwrap(), of_gap, 1e-6);
        let first = |k: usize| found["indices"]["first"][k].as_f64().unwrap();
        let total = |k: usize| found["indices"]["total"][k].as_f64().unwrap();
        let both = found["indices"]["second"][0]["estimate"].as_f64().unwrap();
        near(first(0) + first(1) + both, 1.0, 1e-6);
        near(total(0), first(0) + both, 1e-6);

        let written = rows(&place, &format!("{numbers}/analysis/response-no_summit/responses.csv"));
        assert_eq!(written.len(), 5);
        let indices = rows(&place, &format!("{numbers}/analysis/response-no_summit/indices.csv"));
        let last = indices.last().unwrap();
        assert_eq!((last["factor"].as_str(), last["index"].as_str()), ("(replications)", "noise"));
        is(noise, "share", number(last, "estimate").unwrap());
    }
    // Without every run's value, what cells have in common is not separated.
    place.run("sweep common.toml --out cells --per-run none --quiet").ended(0);
    let found = json(&place, "analyze cells --output no-summit");
    assert_eq!(found["noise"]["by"], "bound");
    let all = json(&place, "analyze common --output no-summit");
    let width = |of: &Value| {
        of["levels"][0]["high"].as_f64().unwrap() - of["levels"][0]["low"].as_f64().unwrap()
    };
    assert!(width(&found) >= width(&all) && found["levels"][0]["mean"] == all["levels"][0]["mean"]);
}

/// `analyze DIR` gives what `analyze FILE` gives from the same columns, and on runs what a joined table does.
#[test]
fn a_sweep_has_the_results_of_its_columns() {
    let place = Place::new();
    let factors = [GATE_RANGE, GAP_RANGE];
    for (name, design, method) in [
        ("s", "kind = \"saltelli\"\nbase = 16\nsecond-order = true", "sobol"),
        ("m", "kind = \"morris\"\ntrajectories = 12\nlevels = 4", "morris"),
        ("l", "kind = \"latin-hypercube\"\npoints = 60", "prcc"),
    ] {
        place.write(&format!("{name}.toml"), &experiment(design, "common", &factors, 8));
        place.run(&format!("sweep {name}.toml --out {name} --quiet")).ended(0);
        let dir = json(&place, &format!("analyze {name} --output strain_area_days"));
        assert_eq!(dir["method"], method, "what the design is for");
        let inputs = "--inputs gate_n,meeting_rounds_gap --output strain_area_days";
        let file = json(&place, &format!("analyze {name}/cells.csv {inputs} --method {method}"));
        assert_eq!(dir["indices"], file["indices"]);
        assert!(dir["noise"]["share"].as_f64().unwrap() > 0.0);
    }
    // A row a run: what the runs' rows and their cells' factors give as one table.
    let runs = rows(&place, "l/runs.csv");
    let cells = rows(&place, "l/cells.csv");
    let mut joined = "gate_n,meeting_rounds_gap,case,summit\n".to_owned();
    for run in &runs {
        let cell = &cells[run["cell"].parse::<usize>().unwrap()];
        let case = u8::from(run["outcome"] == "durable");
        joined += &format!(
            "{},{},{case},{}\n",
            cell["gate_n"], cell["meeting_rounds_gap"], run["first_summit_day"]
        );
    }
    place.write("joined.csv", &joined);
    for (dir, file) in [
        ("--method prim", "--output case --method prim"),
        ("--method cart", "--output case --method cart"),
        (
            "--method prim --output first_summit_day --threshold <100",
            "--output summit --method prim --threshold <100",
        ),
    ] {
        let of_dir = json(&place, &format!("analyze l {dir}"));
        let of_file =
            json(&place, &format!("analyze joined.csv --inputs gate_n,meeting_rounds_gap {file}"));
        assert_eq!(of_dir["unit"], "runs");
        for key in ["rows", "left_out", "steps", "chosen", "quasi_p", "leaves"] {
            assert_eq!(of_dir[key], of_file[key], "{key} of {dir}");
        }
    }
    let days = json(&place, "analyze l --method prim --output first_summit_day --threshold <100");
    assert!(days["left_out"].as_u64().unwrap() > 0);
    let cells =
        json(&place, "analyze l --method prim --unit cells --threshold >=0.4 --inputs gate_n");
    assert_eq!(
        (&cells["unit"], &cells["rows"], &cells["noise"]),
        (&"cells".into(), &60.into(), &Value::Null)
    );
}
