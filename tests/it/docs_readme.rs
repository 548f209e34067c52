//! What the README promises is there: commands, scenarios, gates, outcomes, files, and its figures.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use summitry_lab::experiment::Tables;
use summitry_model::process::Outcome;
use summitry_model::scenario::bundled;
use summitry_model::scenario::gates::FAMILIES;

use crate::docs_page::{in_step, page, pages, printed, replaced};

/// Command lines of the program in a page: in blocks and between back ticks, without the program's name.
fn commands(text: &str) -> Vec<String> {
    let spans = text.split('`').skip(1).step_by(2);
    let lines = text.lines().map(str::trim);
    let after = |line: &str| {
        let line = line.split(" #").next().unwrap_or(line);
        ["cargo run --release -- ", "cargo run --release --locked -- ", "summitry "]
            .into_iter()
            .find_map(|p| line.strip_prefix(p))
            .map(str::to_owned)
    };
    // A sentence that happens to begin with the name has no lower-case command after it.
    let command = |c: &String| {
        let word = c.split_whitespace().next().unwrap_or_default();
        !word.is_empty() && word.chars().all(|l| l.is_ascii_lowercase() || l == '-')
    };
    let in_blocks = lines.filter(|l| !l.contains('`')).filter_map(after).filter(command);
    spans.filter_map(after).filter(command).chain(in_blocks).collect()
}

#[test]
fn commands_exist_and_take_what_they_are_given() {
    let mut helps: BTreeMap<String, String> = BTreeMap::new();
    let mut seen = 0;
    for path in pages() {
        for line in commands(&fs::read_to_string(&path).unwrap()) {
            let mut words = line.split_whitespace();
            let command = words.next().unwrap();
            if command == "simulates" || command.starts_with('-') {
                continue;
            }
            let mut command = command.to_owned();
            // A class is of a scenario, unless one of its own commands follows.
            let of_a_class = ["backup", "export", "materials", "purge", "verify", "words"];
            if let Some(what) = words.clone().next()
                && (command == "plan" || command == "class" && of_a_class.contains(&what))
            {
                command = format!("{command} {what}");
                words.next();
            }
            let asked: Vec<&str> = command.split(' ').chain(["--help"]).collect();
            let help = helps.entry(command.clone()).or_insert_with(|| printed(&asked));
            for flag in words.filter(|w| w.starts_with("--")) {
                let flag = flag.split('=').next().unwrap();
                assert!(help.contains(flag), "{}: {command} has no {flag}", path.display());
            }
            seen += 1;
        }
    }
    for command in ["run", "check", "scenarios", "schema", "sweep", "plan run", "plan merge"] {
        assert!(helps.contains_key(command), "no page shows `{command}`");
    }
    assert!(seen > 8, "only {seen} commands were seen");
}

#[test]
fn every_scenario_is_listed_and_bundled() {
    let readme = page("README.md");
    let mut names = Vec::new();
    for entry in fs::read_dir("scenarios").unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "toml") {
            names.push(path.file_stem().unwrap().to_str().unwrap().to_owned());
        }
    }
    for name in &names {
        assert!(readme.contains(&format!("| `{name}` |")), "README.md does not list {name}");
        assert!(bundled::text(name).is_some(), "{name} is not bundled");
    }
    assert_eq!(bundled::names().count(), names.len());
}

#[test]
fn every_experiment_is_listed() {
    let (readme, page) = (page("README.md"), page("docs/experiments.md"));
    for name in summitry_lab::experiment::bundled::names() {
        for text in [&readme, &page] {
            assert!(text.contains(&format!("`{name}`")), "{name} is not listed");
        }
    }
}

#[test]
fn every_gate_family_is_listed_with_its_defaults() {
    let readme = page("README.md");
    for family in FAMILIES {
        let start = format!("| `{}` |", family.name);
        let row = readme.lines().find(|l| l.starts_with(&start));
        let row = row.unwrap_or_else(|| panic!("README.md does not list {}", family.name));
        for p in family.parameters {
            let shown = format!("`{}` {}", p.key, p.default);
            assert!(row.contains(&shown), "{}: `{shown}` is not in {row}", family.name);
        }
    }
}

#[test]
fn outcomes_and_files_are_listed() {
    let readme = page("README.md");
    for outcome in Outcome::NAMES {
        assert!(readme.contains(&format!("`{outcome}`")), "{outcome} is not explained");
    }
    for table in Tables::NAMES {
        assert!(readme.contains(&format!("`{table}.")), "the file of {table} is not named");
    }
}

/// Share and interval of an outcome, as the terminal shows them.
fn shown(dir: &Path, outcome: &str) -> String {
    let text = fs::read_to_string(dir.join("summary.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    for record in reader.records() {
        let record = record.unwrap();
        if &record[2] == outcome {
            let percent = |k: usize| 100.0 * record[k].parse::<f64>().unwrap();
            return format!("{:.1} % ({:.1}–{:.1})", percent(6), percent(7), percent(8));
        }
    }
    panic!("no {outcome} in the summary");
}

fn durable(dir: &Path) -> Vec<f64> {
    let mut reader = csv::Reader::from_path(dir.join("runs.csv")).unwrap();
    reader.records().map(|r| f64::from(u8::from(&r.unwrap()[3] == "durable"))).collect()
}

/// The transcript and the figures of the newcomer's path, from the program itself.
#[test]
fn figures_are_those_of_the_program() {
    let place = tempfile::tempdir().unwrap();
    let [first, second] = ["first", "second"].map(|name| place.path().join(name));
    let text = printed(&["run", "--out", first.to_str().unwrap()]);
    printed(&["run", "--set", "meeting.rounds.gap=15", "--out", second.to_str().unwrap()]);
    let (a, b) = (durable(&first), durable(&second));
    let d: Vec<f64> = b.iter().zip(&a).map(|(y, x)| y - x).collect();
    let n = d.len() as f64;
    let mean = d.iter().sum::<f64>() / n;
    let error = (d.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0) / n).sqrt();
    let table = format!(
        "| | `durable` | `no-summit` |\n|---|---|---|\n\
         | baseline | {} | {} |\n| `meeting.rounds.gap=15` | {} | {} |\n\n\
         Run by run, the share `durable` rises by {:.1} points (95 % interval {:.1} to {:.1}).\n",
        shown(&first, "durable"),
        shown(&first, "no-summit"),
        shown(&second, "durable"),
        shown(&second, "no-summit"),
        100.0 * mean,
        100.0 * (mean - 1.96 * error),
        100.0 * (mean + 1.96 * error),
    );
    let readme = page("README.md");
    let transcript = format!("```text\n$ cargo run --release -- run\n{}\n```\n", text.trim_end());
    let readme = replaced(&readme, "<!-- transcript:", "<!-- transcript end", &transcript);
    let readme = replaced(&readme, "<!-- figures:", "<!-- figures end", &table);
    in_step("README.md", &readme);
}
