//! `summitry compare`: the same runs under several rules, differences that can be recomputed, and the best that is found.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::analysis_data::near;
use crate::cli_place::Place;

/// The rows of a CSV, by column.
fn rows(place: &Place, file: &str) -> Vec<BTreeMap<String, String>> {
    let text = place.text(file);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(|row| row.unwrap()).collect()
}

fn json(place: &Place, words: &str) -> Value {
    serde_json::from_str(&place.run(&format!("{words} --format json -q")).ended(0).out).unwrap()
}

const THREE: &str =
    "compare classroom --gate summit-first --gate rounds-first:n=2 --gate readiness --runs 120";

#[test]
fn it_reads_well_in_eighty_columns_and_in_forty() {
    let place = Place::new();
    let mut both = String::new();
    for words in [
        format!("{THREE} --out three"),
        format!("{THREE} --out three --measure first_summit_day"),
        format!("{THREE} --out three --measure preparation"),
        "compare --gate rounds-first:n=1 --with two-capitals --runs 40 --out with".to_owned(),
        "compare classroom --gate rounds-first:n=5 --gate summit-first --find-best --measure no-summit --out best".to_owned(),
        "compare classroom --gate rounds-first:n=3 --gate rounds-first:n=2 --find-best --max-runs 2000 --indifference 0.001 \
         --out undecided"
            .to_owned(),
        "compare classroom --gate summit-first --gate hybrid --tune --runs 60 --tune-runs 30 --out tuned".to_owned(),
    ] {
        for (width, columns) in [("80", 80), ("40", 40)] {
            let ran = place.run_with(&format!("{words} -q"), &[("COLUMNS", width)]).ended(0);
            assert_eq!(ran.err, "");
            for line in ran.out.lines() {
                // A word that is longer than a line stands alone.
                assert!(line.chars().count() <= columns || !line.trim().contains(' '), "{words}: {line}");
            }
            both.push_str(&format!("$ summitry {words}  # {width} columns\n{}\n", ran.out));
        }
    }
    insta::assert_snapshot!("compare", both);
}

/// The value of a measure in a row of `runs.csv`, as the page says that it is compared.
fn value(
    row: &BTreeMap<String, String>,
    measure: &str,
    window: f64,
    follow_up: f64,
) -> Option<f64> {
    let number = |name: &str| row[name].parse::<f64>().ok();
    match measure {
        "summit_wait_days" => Some(number("first_summit_day").unwrap_or(window).min(window)),
        "settlement_wait_days" => Some(number("settlement_day").unwrap_or(window).min(window)),
        "in_force_days" => Some(number("survival_days").unwrap_or(0.0).min(follow_up)),
        _ if row.contains_key(measure) => number(measure),
        outcome => Some(f64::from(u8::from(row["outcome"] == outcome))),
    }
}

/// Every mean and difference from the rows of the runs, by sums of floating-point numbers.
#[test]
fn means_and_differences_are_those_of_the_runs() {
    let place = Place::new();
    let printed = json(&place, &format!("{THREE} --out three"));
    let (window, follow_up) =
        (printed["window_days"].as_f64().unwrap(), printed["follow_up_days"].as_f64().unwrap());
    let mut runs: BTreeMap<String, Vec<BTreeMap<String, String>>> = BTreeMap::new();
    for row in rows(&place, "three/runs.csv") {
        runs.entry(row["rule"].clone()).or_default().push(row);
    }
    assert_eq!(runs.len(), 3);
    let t = 1.980_1; // Student's for 119 degrees of freedom
    let mut checked = 0;
    for row in rows(&place, "three/means.csv") {
        let values: Vec<f64> = runs[&row["rule"]]
            .iter()
            .filter_map(|run| value(run, &row["measure"], window, follow_up))
            .collect();
        assert_eq!(row["n"], values.len().to_string());
        if row["basis"] != "happened" {
            assert_eq!(values.len(), 120, "{row:?}");
        }
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        // Days have four decimals in the rows.
        near(row["mean"].parse().unwrap(), mean, 6e-5);
        checked += 1;
    }
    for row in rows(&place, "three/differences.csv") {
        let of = |rule: &str| {
            runs[rule]
                .iter()
                .map(|run| value(run, &row["measure"], window, follow_up))
                .collect::<Vec<_>>()
        };
        let pairs = of(&row["rule"]).into_iter().zip(of(&row["than"]));
        let differences: Vec<f64> =
            pairs.filter_map(|(later, earlier)| Some(later? - earlier?)).collect();
        let n = differences.len() as f64;
        assert_eq!(row["n"], differences.len().to_string());
        let mean = differences.iter().sum::<f64>() / n;
        near(row["difference"].parse().unwrap(), mean, 6e-5);
        let number = |name: &str| row[name].parse::<f64>().unwrap();
        assert!(number("joint_low") <= number("low") && number("high") <= number("joint_high"));
        if row["unit"] != "share" && n == 120.0 {
            let squares: f64 = differences.iter().map(|d| (d - mean) * (d - mean)).sum();
            let reach = t * (squares / (n - 1.0) / n).sqrt();
            near(number("high"), mean + reach, 1e-4 * (1.0 + reach));
        }
        checked += 1;
    }
    assert_eq!(checked, 18 * 3 + 18 * 3);
    // The waits of runs without a summit count.
    let means = rows(&place, "three/means.csv");
    let waits = means.iter().filter(|row| row["measure"] == "summit_wait_days");
    assert!(waits.clone().all(|row| row["n"] == "120" && row["basis"] == "restricted"));
    assert!(runs["rounds-first:n=2"].iter().any(|run| run["first_summit_day"].is_empty()));
}

#[test]
fn each_run_is_that_of_run_under_the_gate() {
    let place = Place::new();
    place.run(&format!("{THREE} -q --seed 9 --out three")).ended(0);
    place
        .run("run classroom --gate readiness --runs 120 --seed 9 --tables runs --out alone -q")
        .ended(0);
    let prefix = "\"readiness:preparation=0.6,cohesion=0.6,dwell=7\",";
    let text = place.text("three/runs.csv");
    let under: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix(prefix)).collect();
    let alone = place.text("alone/runs.csv");
    assert_eq!(under, alone.lines().skip(1).collect::<Vec<_>>());
    // Run by run, in the order of the rules.
    let first: Vec<String> =
        rows(&place, "three/runs.csv").into_iter().take(3).map(|row| row["rule"].clone()).collect();
    assert_eq!(first[0], "summit-first:delay=0");
    assert_eq!(first[2], "readiness:preparation=0.6,cohesion=0.6,dwell=7");
    // What was run can be run again.
    place.run("check three/rule-1.toml three/rule-2.toml three/rule-3.toml").ended(0);
}

#[test]
fn threads_change_no_byte() {
    let place = Place::new();
    let words = "--gate rounds-first:n=1 --gate rounds-first:n=3 -q";
    for (mode, extra) in [
        ("pairs", "--runs 300"),
        ("best", "--find-best --max-runs 6000"),
        ("tune", "--tune --runs 90 --tune-runs 40"),
    ] {
        let words = match mode {
            "tune" => "--gate rounds-first --gate readiness:cohesion=0.4,dwell=0 -q",
            _ => words,
        };
        for threads in [1, 2, 3] {
            place
                .run(&format!(
                    "compare classroom {words} {extra} --threads {threads} --out {mode}{threads}"
                ))
                .ended(0);
        }
        assert_eq!(place.files(&format!("{mode}1")), place.files(&format!("{mode}2")));
        assert_eq!(place.files(&format!("{mode}1")), place.files(&format!("{mode}3")));
    }
}

#[test]
#[cfg(target_os = "linux")]
fn an_interrupted_comparison_goes_on_to_the_same_bytes() {
    let place = Place::new();
    let gates = "--gate summit-first --gate rounds-first";
    let mut runs = 2000;
    let output = loop {
        let words = format!("compare {gates} --runs {runs} --out stopped");
        match crate::cli_stop::interrupted(&place, &words, "stopped", "-INT") {
            Some(output) => break output,
            None => {
                std::fs::remove_dir_all(place.path("stopped")).unwrap();
                runs *= 2;
            }
        }
    };
    assert_eq!(output.status.code(), Some(75));
    assert!(!place.path("stopped/manifest.json").exists());
    place.run(&format!("compare {gates} --runs {runs} --out stopped -q")).ended(0);
    place.run(&format!("compare {gates} --runs {runs} --out whole -q")).ended(0);
    assert_eq!(place.files("stopped"), place.files("whole"));
}

#[test]
fn a_finished_comparison_is_shown_again_by_any_measure_and_not_replaced() {
    let place = Place::new();
    place.run(&format!("{THREE} --out a")).ended(0);
    let before = place.files("a");
    let again = place.run(&format!("{THREE} --out a --measure settlement_day")).ended(0);
    assert!(again.says("already holds this comparison: nothing was run"), "{}", again.err);
    assert!(again.out.contains("settlement_wait_days: mean over all runs"), "{}", again.out);
    let other = place.run(&format!("{THREE} --out a --seed 2")).ended(2);
    assert!(other.says("seed"), "{}", other.err);
    let other = place
        .run("compare classroom --gate summit-first --gate hybrid --runs 120 --out a")
        .ended(2);
    assert!(other.says("rules"), "{}", other.err);
    assert_eq!(place.files("a"), before);
}

#[test]
fn scenarios_are_compared_under_the_same_gates_or_their_own() {
    let place = Place::new();
    let printed = json(&place, "compare --with two-capitals --runs 50 --out own");
    let rules: Vec<&str> =
        printed["rules"].as_array().unwrap().iter().map(|r| r["rule"].as_str().unwrap()).collect();
    assert_eq!(rules, ["kyiv-washington", "two-capitals"]);
    // The twin has other names and the same draws: no run differs.
    for row in rows(&place, "own/differences.csv") {
        assert_eq!(row["difference"].parse::<f64>().unwrap_or_default(), 0.0, "{row:?}");
    }
    assert_eq!(printed["rules"][0]["p_best"], 0.5);
    let printed = json(
        &place,
        "compare --with classroom --gate summit-first --gate rounds-first:n=2 --runs 20 --out both",
    );
    let rules: Vec<&str> =
        printed["rules"].as_array().unwrap().iter().map(|r| r["rule"].as_str().unwrap()).collect();
    assert_eq!(
        rules,
        [
            "kyiv-washington/summit-first:delay=0",
            "kyiv-washington/rounds-first:n=2",
            "classroom/summit-first:delay=0",
            "classroom/rounds-first:n=2",
        ]
    );
    // Times are cut at the shorter window of the two.
    let short =
        json(&place, "compare --with classroom --set calendar.window=100 --runs 20 --out short");
    assert_eq!(short["window_days"], 100.0);
    let days = rows(&place, "short/means.csv");
    let day = days.iter().find(|row| row["measure"] == "summit_wait_days").unwrap();
    assert!(day["mean"].parse::<f64>().unwrap() <= 100.0);
}

/// Batch, sweep, comparison and analysis of the same runs: what has the same name is the same number.
#[test]
fn a_name_stands_for_one_estimand_wherever_it_is_printed() {
    let place = Place::new();
    let gate = "rounds-first:n=2";
    place.run(&format!("run classroom --gate {gate} --runs 80 --out batch -q")).ended(0);
    place.run("analyze batch -q").ended(0);
    place.write(
        "one.toml",
        &format!("scenario = \"classroom\"\nreplications = 80\nseed = 1\n[design]\nkind = \"grid\"\n[[factor]]\npath = \"gate\"\nlevels = [\"{gate}\"]\n"),
    );
    place.run("sweep one.toml --out sweep -q").ended(0);
    place
        .run(&format!(
            "compare classroom --gate {gate} --gate summit-first --runs 80 --out both -q"
        ))
        .ended(0);
    let mut known: BTreeMap<String, f64> = BTreeMap::new();
    let mut apart = Vec::new();
    for row in rows(&place, "batch/summary.csv") {
        if row["kind"] == "end-reason" {
            continue;
        }
        let all = row["n"] == "80";
        assert!(row["basis"] == "happened" || all, "{row:?}");
        if let Ok(mean) = row["estimate"].parse() {
            known.insert(row["name"].clone(), mean);
        }
    }
    assert!(known.contains_key("first_summit_day"));
    for row in rows(&place, "batch/analysis/summaries/summaries.csv") {
        if let (Some(mean), "mean" | "share") =
            (known.get(&row["measure"]), row["statistic"].as_str())
        {
            near(row["estimate"].parse().unwrap(), *mean, 1e-5);
        }
    }
    let [cell] = rows(&place, "sweep/cells.csv").try_into().unwrap();
    for (name, mean) in &known {
        near(cell[&name.replace('-', "_")].parse().unwrap(), *mean, 1e-5);
    }
    for row in rows(&place, "both/means.csv").iter().filter(|row| row["rule"] == gate) {
        match known.get(&row["measure"]) {
            Some(mean) => near(row["mean"].parse().unwrap(), *mean, 1e-5),
            None => apart.push(row["measure"].clone()),
        }
    }
    assert_eq!(apart, ["summit_wait_days", "settlement_wait_days", "in_force_days"]);
    // A column's name is understood, and what is compared is called by its own.
    let words = format!(
        "compare classroom --gate {gate} --gate summit-first --runs 80 --out both --measure first_summit_day"
    );
    assert_eq!(json(&place, &words)["measure"], "summit_wait_days");
}

/// The selection, step by step, from the runs of `run` and the published equations.
#[test]
fn a_selection_is_what_the_procedure_makes_of_the_runs() {
    let place = Place::new();
    let gates = ["rounds-first:n=0", "rounds-first:n=2", "rounds-first:n=4"];
    let words: String = gates.iter().map(|gate| format!(" --gate {gate}")).collect();
    let printed = json(
        &place,
        &format!(
            "compare classroom{words} --find-best --indifference 0.03 --max-runs 60000 --out best"
        ),
    );
    let most = 25_000;
    place.run(&format!("compare classroom{words} --runs {most} --out all -q")).ended(0);
    let mut batches = vec![Vec::new(); 3];
    let mut of: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for row in rows(&place, "all/runs.csv") {
        let durable = f64::from(u8::from(row["outcome"] == "durable"));
        of.entry(row["rule"].clone()).or_default().push(durable);
    }
    for (batch, gate) in batches.iter_mut().zip(gates) {
        *batch = of[gate].chunks(50).map(|runs| runs.iter().sum::<f64>() / 50.0).collect();
    }
    let (n0, delta, k) = (20, 0.03_f64, 3_usize);
    let eta = 0.5 * (libm::pow(2.0 * 0.05 / (k - 1) as f64, -2.0 / (n0 - 1) as f64) - 1.0);
    let h2 = 2.0 * eta * (n0 - 1) as f64;
    let mean = |i: usize, r: usize| batches[i][..r].iter().sum::<f64>() / r as f64;
    let s2 = |i: usize, j: usize| {
        let about = mean(i, n0) - mean(j, n0);
        let square = |b: usize| {
            let rest = batches[i][b] - batches[j][b] - about;
            rest * rest
        };
        (0..n0).map(square).sum::<f64>() / (n0 - 1) as f64
    };
    let (mut inside, mut r, mut rounds) = (vec![0, 1, 2], n0, [0; 3]);
    loop {
        let beaten = |i: usize| {
            inside.iter().any(|&j| {
                let w = delta / (2.0 * r as f64) * (h2 * s2(i, j) / (delta * delta) - r as f64);
                j != i && mean(i, r) < mean(j, r) - w.max(0.0)
            })
        };
        let out: Vec<usize> = inside.iter().copied().filter(|&i| beaten(i)).collect();
        out.iter().for_each(|&i| rounds[i] = r);
        inside.retain(|i| !out.contains(i));
        if inside.len() == 1 {
            rounds[inside[0]] = r;
            break;
        }
        r += 1;
        assert!(r <= most / 50, "it does not end");
    }
    assert_eq!(printed["selected"], gates[inside[0]]);
    for (i, row) in rows(&place, "best/selection.csv").iter().enumerate() {
        assert_eq!(row["rounds"], rounds[i].to_string(), "{row:?}");
        assert_eq!(row["n"], (rounds[i] * 50).to_string());
        near(row["mean"].parse().unwrap(), mean(i, rounds[i]), 2e-6);
        assert_eq!(row["state"], if i == inside[0] { "selected" } else { "out" });
    }
}

#[test]
fn rules_that_act_alike_end_in_a_tie_and_not_with_the_budget() {
    let place = Place::new();
    let printed = json(
        &place,
        "compare classroom --gate rounds-first --gate deadline-override --find-best --max-runs 20000 --out best",
    );
    assert_eq!(printed["selected"], "rounds-first:n=3");
    assert!(printed["runs"].as_u64().unwrap() < 5000, "{}", printed["runs"]);
    let states: Vec<String> =
        rows(&place, "best/selection.csv").iter().map(|row| row["state"].clone()).collect();
    assert_eq!(states, ["selected", "tied"]);
}

#[test]
fn a_budget_that_ends_says_that_nothing_is_decided() {
    let place = Place::new();
    let printed = json(
        &place,
        "compare classroom --gate rounds-first:n=2 --gate rounds-first:n=3 --find-best --indifference 0.0005 --max-runs 3000 \
         --out best",
    );
    assert_eq!(printed["selected"], Value::Null);
    assert!(printed["runs"].as_u64().unwrap() <= 3000);
    assert!(rows(&place, "best/selection.csv").iter().all(|row| row["state"] == "undecided"));
}

#[test]
fn tuning_takes_the_best_of_the_grid_on_runs_that_are_not_compared() {
    let place = Place::new();
    let words = "compare classroom --gate rounds-first --gate hybrid:n=3,calm=5 --gate summit-first:delay=7 --tune";
    let printed = json(&place, &format!("{words} --runs 200 --tune-runs 50 --out tuned"));
    let tried = rows(&place, "tuned/tuning.csv");
    let points = |rule: &str| tried.iter().filter(|row| row["rule"] == rule).collect::<Vec<_>>();
    assert_eq!(points("rounds-first").len(), 8);
    assert_eq!(points("hybrid:n=3,calm=5").len(), 2);
    assert_eq!(points("summit-first:delay=7").len(), 1);
    for (k, rule) in
        ["rounds-first", "hybrid:n=3,calm=5", "summit-first:delay=7"].iter().enumerate()
    {
        let mean = |row: &BTreeMap<String, String>| row["mean"].parse::<f64>().unwrap();
        let points = points(rule);
        let best = points.iter().map(|row| mean(row)).fold(0.0, f64::max);
        let chosen: Vec<_> = points.iter().filter(|row| row["chosen"] == "true").collect();
        assert_eq!(chosen.len(), 1);
        assert_eq!(mean(chosen[0]), best);
        assert_eq!(printed["rules"][k]["rule"], chosen[0]["point"].as_str());
    }
    // The runs of a point are those after the 200 that are compared.
    let point = points("rounds-first")[2];
    place
        .run(&format!(
            "run classroom --gate {} --runs 250 --tables runs --out alone -q",
            point["point"]
        ))
        .ended(0);
    let durable = rows(&place, "alone/runs.csv")
        .iter()
        .skip(200)
        .filter(|row| row["outcome"] == "durable")
        .count();
    near(point["mean"].parse().unwrap(), durable as f64 / 50.0, 1e-6);
}

#[test]
fn tables_that_were_altered_are_not_shown() {
    let place = Place::new();
    place.run(&format!("{THREE} --out a -q")).ended(0);
    let means = place.text("a/means.csv").replacen("0.3", "0.9", 1);
    place.write("a/means.csv", &means);
    let ran = place.run(&format!("{THREE} --out a -q")).ended(65);
    assert_eq!(ran.out, "");
    let words =
        "compare classroom --gate rounds-first:n=5 --gate summit-first --find-best --out b -q";
    place.run(words).ended(0);
    let selection = place.text("b/selection.csv").replacen("0.", "1.", 1);
    place.write("b/selection.csv", &selection);
    place.run(words).ended(65);
}

/// A gate of which the inner family is typed keeps it, and takes no parameter of another.
#[test]
fn what_is_typed_stays_when_an_inner_family_is_tuned() {
    use summitry_model::scenario::tuning::points;
    use summitry_model::scenario::{Overrides, read};
    for gate in [
        "deadline-override",
        "deadline-override:inner=readiness",
        "deadline-override:n=5",
        "deadline-override:preparation=0.4",
        "deadline-override:inner=hybrid,day=100",
    ] {
        let all = points(gate);
        assert!(!all.is_empty(), "{gate}");
        for point in all {
            let overrides = Overrides { gate: Some(point.clone()), ..Overrides::default() };
            assert!(read("kyiv-washington", &overrides).scenario.is_some(), "{gate} gave {point}");
        }
    }
}

#[test]
fn scenarios_of_one_name_are_told_apart_by_their_paths() {
    let place = Place::new();
    let text = summitry_model::scenario::bundled::text("classroom").unwrap();
    for dir in ["one", "two"] {
        std::fs::create_dir(place.path(dir)).unwrap();
        place.write(&format!("{dir}/my.toml"), text);
    }
    let printed = json(&place, "compare one/my.toml --with two/my.toml --runs 10 --out apart");
    assert_eq!(
        (&printed["rules"][0]["rule"], &printed["rules"][1]["rule"]),
        (&"one/my.toml".into(), &"two/my.toml".into())
    );
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let place = Place::new();
    place.write(
        "typo.toml",
        &summitry_model::scenario::bundled::text("classroom")
            .unwrap()
            .replace("[calendar]", "[calender]"),
    );
    let mut printed = String::new();
    for words in [
        "compare",
        "compare classroom --gate rounds-first:n=2 --gate rounds-first:n=2",
        "compare --gate rounds-first:n=3",
        "compare --gate roundsfirst --gate readiness:cohesin=2",
        "compare typo.toml --gate summit-first --gate hybrid",
        "compare nowhere.toml --gate summit-first --gate hybrid",
        "compare rounds-before-summit --gate summit-first",
        "compare --gate summit-first --measure durabl",
        "compare --gate summit-first --find-best --measure preparation --indifference 0.1",
        "compare --gate summit-first --find-best --measure strain_area_days",
        "compare --gate summit-first --find-best --max-runs 100",
        "compare --gate summit-first --find-best --confidence 0.5",
        "compare --gate summit-first --find-best --runs 10",
        "compare --gate summit-first --indifference 0.1",
        "compare --with two-capitals --tune",
        "compare --gate summit-first --gate rounds-first --tune --measure preparation",
    ] {
        let ran = place.run(words).ended(2);
        assert_eq!(ran.out, "");
        printed.push_str(&format!("$ summitry {words}\n{}\n", ran.err));
    }
    assert!(!place.path("out").exists(), "something was written");
    insta::assert_snapshot!("compare_refused", printed);
}
