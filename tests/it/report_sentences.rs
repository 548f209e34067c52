//! The sentences of a report: each number in them computed once more, from the tables, by other code.

use std::collections::BTreeMap;

use crate::cli_place::Place;

/// The sentences of a page, without their marks.
fn said(place: &Place, dir: &str) -> Vec<String> {
    place.run(&format!("report {dir} --quiet")).ended(0);
    let page = place.text(&format!("{dir}/report.html"));
    let from = page.find("<div class=\"said\">").unwrap();
    let part = &page[from..from + page[from..].find("</div>").unwrap()];
    part.split("</p>").filter_map(|part| Some(part.split_once("<p>")?.1.to_owned())).collect()
}

fn rows(place: &Place, file: &str) -> Vec<BTreeMap<String, String>> {
    let text = place.text(file);
    csv::Reader::from_reader(text.as_bytes()).deserialize().map(Result::unwrap).collect()
}

/// Wilson's interval as in his paper's quadratic: the shares p with |p̂ − p| = z √(p(1 − p)/n).
fn share(k: usize, n: usize) -> String {
    let (p, n, z) = (k as f64 / n as f64, n as f64, 1.959_963_984_540_054_f64);
    let (a, b, c) = (1.0 + z * z / n, -2.0 * p - z * z / n, p * p);
    let root = (b * b - 4.0 * a * c).max(0.0).sqrt();
    let low = ((-b - root) / (2.0 * a)).max(0.0);
    format!("{:.1} % ({:.1} to {:.1})", p * 100.0, low * 100.0, (-b + root) / (2.0 * a) * 100.0)
}

/// The value at a place between two of sorted ones.
fn quantile(sorted: &[f64], q: f64) -> f64 {
    let h = q * (sorted.len() - 1) as f64;
    let (below, above) = (sorted[h.floor() as usize], sorted[h.ceil() as usize]);
    below + (h - h.floor()) * (above - below)
}

/// The ranks of the median's interval, by adding up the binomial distribution.
fn median_ranks(n: usize) -> (usize, usize) {
    let mut term = libm::pow(0.5, n as f64);
    let mut cumulated = 0.0;
    let mut low = 0;
    for k in 0..n {
        cumulated += term; // P(B ≤ k) = P(B < k + 1)
        if cumulated > 0.025 {
            low = k;
            break;
        }
        term *= (n - k) as f64 / (k + 1) as f64;
    }
    (low, n + 1 - low)
}

#[test]
fn those_of_a_batch_agree_with_its_tables() {
    let place = Place::new();
    place.run("run --runs 400 --seed 1 --out b --quiet").ended(0);
    let said = said(&place, "b");
    let runs = rows(&place, "b/runs.csv");
    let n = runs.len();
    let having = |column: &str, value: &str| runs.iter().filter(|row| row[column] == value).count();
    let present = |column: &str| runs.iter().filter(|row| !row[column].is_empty()).count();

    let phrases = [
        ("partial-only", "a partial summit and no settlement"),
        ("no-summit", "no summit"),
        ("durable", "a settlement that lasts"),
    ];
    let (most, phrase) =
        phrases.into_iter().max_by_key(|(name, _)| having("outcome", name)).unwrap();
    assert_ne!(most, "durable");
    assert_eq!(
        said[0],
        format!(
            "Of {n} simulated runs, {} end with {phrase}, and {} with a settlement that lasts.",
            share(having("outcome", most), n),
            share(having("outcome", "durable"), n)
        )
    );

    let mut days: Vec<f64> =
        runs.iter().filter_map(|row| row["first_summit_day"].parse().ok()).collect();
    days.sort_by(f64::total_cmp);
    let (low, high) = median_ranks(days.len());
    let met = present("first_summit_day");
    assert_eq!(
        said[1],
        format!(
            "The leaders meet in {} of the runs; where they do, the median first summit opens on day {:.0} ({:.0} to {:.0}), and half \
             of these summits open between days {:.0} and {:.0}.",
            share(met, n),
            quantile(&days, 0.5),
            days[low - 1],
            days[high - 1],
            quantile(&days, 0.25),
            quantile(&days, 0.75)
        )
    );
    let quality = |name: &str| share(having("first_summit_quality", name), met);
    assert_eq!(
        said[2],
        format!(
            "Of {met} first summits, {} are substantive, {} partial and {} symbolic.",
            quality("substantive"),
            quality("partial"),
            quality("symbolic")
        )
    );
    let in_force = present("survival_days");
    assert_eq!(
        said[3],
        format!(
            "A text is signed in {} of the runs; of {in_force} that came into force, {} still hold at the end of follow-up \
             (1,826 days).",
            share(present("settlement_day"), n),
            share(having("survival_censored", "true"), in_force)
        )
    );
    assert_eq!(said.len(), 4);
}

#[test]
fn those_of_a_sweep_agree_with_its_cells() {
    let place = Place::new();
    place.run("sweep rounds-before-summit -n 40 --out s --quiet").ended(0);
    let said = said(&place, "s");
    assert_eq!(said[0], "This sweep varies gate_n over 11 cells, with 440 simulated runs in all.");
    let cells = rows(&place, "s/cells.csv");
    let told = |column: &str, times: f64, unit: &str, first: bool| {
        let value = |row: &&BTreeMap<String, String>| row[column].parse::<f64>().unwrap();
        let mut best = &cells[0];
        for row in &cells {
            let is_better =
                if first { value(&row) < value(&best) } else { value(&row) > value(&best) };
            if is_better {
                best = row;
            }
        }
        let of = |name: String| best[&name].parse::<f64>().unwrap() * times;
        format!(
            "{:.1}{unit} ({:.1} to {:.1}) at gate_n = {}",
            of(column.to_owned()),
            of(format!("{column}_low")),
            of(format!("{column}_high")),
            best["gate_n"]
        )
    };
    for (k, what, column, times, unit) in [
        (1, "The share of runs that end durable", "durable", 100.0, " %"),
        (2, "The share of runs that end no-summit", "no_summit", 100.0, " %"),
        (
            3,
            "The mean day of the first summit (in runs that have one)",
            "first_summit_day",
            1.0,
            "",
        ),
    ] {
        let (low, high) = (told(column, times, unit, true), told(column, times, unit, false));
        assert_eq!(said[k], format!("{what} ranges from {low} to {high}."));
    }
}

/// The sentence about what an output goes with most has the numbers of `analyze`, whatever the design.
#[test]
fn that_of_the_indices_has_the_numbers_of_an_analysis() {
    let place = Place::new();
    place.write(
        "cube.toml",
        "title = \"A cube\"\nscenario = \"classroom\"\nreplications = 10\n\n[design]\nkind = \"latin-hypercube\"\npoints = 80\n\n\
         [[factor]]\npath = \"meeting.rounds.gap\"\nrange = [5, 40]\n\n[[factor]]\npath = \"strain.growth\"\nrange = [0.001, 0.008]\n",
    );
    for (experiment, index, called, times) in [
        ("what-drives-durability", "ST", "total index", 1.0),
        ("readiness-screening", "mu_star", "mean absolute effect", 100.0),
        ("cube", "prcc", "partial rank correlation", 1.0),
    ] {
        let file = if experiment == "cube" { "cube.toml" } else { experiment };
        place
            .run(&format!("sweep {file} -n 10 --per-run none --out {experiment} --quiet"))
            .ended(0);
        let method = if index == "prcc" { " --method prcc" } else { "" };
        let ran =
            place.run(&format!("analyze {experiment}{method} --format json --quiet")).ended(0);
        let found: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        let of_index =
            found["indices"].as_array().unwrap().iter().filter(|row| row["index"] == index);
        let size = |row: &&serde_json::Value| row["estimate"].as_f64().unwrap().abs();
        let most = of_index.max_by(|a, b| size(a).total_cmp(&size(b))).unwrap();
        let number = |key: &str| most[key].as_f64().unwrap() * times;
        let said = said(&place, experiment);
        let sentence =
            said.iter().find(|said| said.contains(called)).unwrap_or_else(|| panic!("{said:?}"));
        let expected =
            format!("{:.2} ({:.2} to {:.2})", number("estimate"), number("low"), number("high"));
        assert!(
            sentence.contains(&format!("has the greatest {called} on "))
                && sentence.contains(&format!(": {expected}")),
            "{sentence} instead of {expected}"
        );
        assert!(sentence.contains(most["factor"].as_str().unwrap()), "{sentence}");
    }
}

#[test]
fn those_of_a_comparison_agree_with_its_tables_for_every_rule() {
    let place = Place::new();
    let rules = [
        "summit-first",
        "rounds-first:n=1",
        "rounds-first:n=3",
        "rounds-first:n=5",
        "readiness",
        "deadline-override",
    ];
    let gates: Vec<String> = rules.iter().map(|rule| format!("--gate {rule}")).collect();
    place.run(&format!("compare {} --runs 100 --out c --quiet", gates.join(" "))).ended(0);
    let said = said(&place, "c");
    let value = |text: &str| text.parse::<f64>().unwrap();
    let means = rows(&place, "c/means.csv");
    let durable: Vec<_> = means.iter().filter(|row| row["measure"] == "durable").collect();
    assert_eq!(durable.len(), rules.len());
    let most = durable.iter().map(|row| value(&row["mean"])).fold(0.0, f64::max);
    let best: Vec<_> = durable.iter().filter(|row| value(&row["mean"]) >= most).collect();
    let percent = |key: &str| format!("{:.1}", value(&best[0][key]) * 100.0);
    if let [best] = best[..] {
        let expected = format!(
            ": {} % ({} to {}) of the runs; the probability that no other rule has more is {:.2}.",
            percent("mean"),
            percent("low"),
            percent("high"),
            value(&best["p_highest"])
        );
        assert!(said[1].starts_with("Lasting settlements are most frequent under "), "{}", said[1]);
        assert!(said[1].contains(&expected), "{} lacks {expected}", said[1]);
    } else {
        assert!(
            said[1].contains(&format!("equally frequent, {} %", percent("mean"))),
            "{}",
            said[1]
        );
    }
    let signed = |value: f64| {
        let text = format!("{value:+.1}").replace('-', "−");
        if text.ends_with("0.0") { "0.0".to_owned() } else { text }
    };
    let differences = rows(&place, "c/differences.csv");
    for (k, measure, what, times, unit) in [
        (2, "durable", "the share of runs with a lasting settlement", 100.0, "points"),
        (3, "no-summit", "the share of runs without a summit", 100.0, "points"),
        (
            4,
            "summit_wait_days",
            "the wait for the first summit (a run without one counts to the end)",
            1.0,
            "days",
        ),
    ] {
        let first = durable[0]["rule"].as_str();
        let of_first = |row: &&BTreeMap<String, String>| {
            row["measure"] == measure && row["than"] == first && !row["difference"].is_empty()
        };
        let changes: Vec<String> = differences
            .iter()
            .filter(of_first)
            .map(|row| {
                let of = |key: &str| signed(value(&row[key]) * times);
                format!(
                    "{} ({} to {}) {unit} under ",
                    of("difference"),
                    of("joint_low"),
                    of("joint_high")
                )
            })
            .collect();
        assert_eq!(changes.len(), rules.len() - 1, "{measure}: every other rule is in the table");
        assert!(
            said[k].starts_with(&format!("Compared with summit-first, {what} changes by ")),
            "{}",
            said[k]
        );
        for change in &changes {
            assert!(said[k].contains(change), "{} lacks {change}", said[k]);
        }
    }
    assert!(said[5].contains("simultaneous"), "{}", said[5]);
    // Every rule has its curve.
    let page = place.text("c/report.html");
    let figure = &page[page.find("<figure id=\"waiting-time\">").unwrap()..];
    let drawing = &figure[..figure.find("</svg>").unwrap()];
    assert_eq!(drawing.matches("class=\"s1\"").count(), rules.len());
    assert!(!page.contains("Most often durable"), "no outcome is called the most frequent");
}
