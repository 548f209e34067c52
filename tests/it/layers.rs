//! The layers: each crate sees those below it only (Cargo holds that), and so does each module within a crate.

use std::fs;
use std::path::{Path, PathBuf};

/// The modules of each crate; each may use those before it only.
const LAYERS: [(&str, &[&str]); 3] = [
    (
        "crates/model/src",
        &["limits", "fields", "bargaining", "diplomacy", "policy", "scenario", "process"],
    ),
    (
        "crates/lab/src",
        &[
            "agents",
            "output",
            "rows",
            "assess",
            "screening",
            "positions",
            "experiment",
            "analysis",
            "replay",
        ],
    ),
    ("crates/pages/src", &["charts", "html", "report", "story", "assessment"]),
];

fn files(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

fn all_files(dir: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    files(Path::new(dir), &mut found);
    assert!(found.len() > 5, "{dir} has {} files", found.len());
    found
}

/// The lines that are not comments, with their numbers.
fn code(path: &Path) -> Vec<(usize, String)> {
    let text = fs::read_to_string(path).unwrap();
    let lines = text.lines().enumerate();
    lines
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .map(|(n, line)| (n + 1, line.to_owned()))
        .collect()
}

/// The words that follow `prefix` in a line.
fn after<'l>(line: &'l str, prefix: &'l str) -> impl Iterator<Item = String> + 'l {
    let is_word = |c: &char| c.is_alphanumeric() || *c == '_';
    line.split(prefix).skip(1).map(move |used| used.chars().take_while(is_word).collect())
}

#[test]
fn no_module_uses_one_that_comes_after_it() {
    for (dir, order) in LAYERS {
        let mut checked = 0;
        for path in all_files(dir) {
            let first = path.strip_prefix(dir).unwrap().components().next().unwrap();
            let name = first.as_os_str().to_str().unwrap().trim_end_matches(".rs").to_owned();
            if name == "lib" {
                continue;
            }
            let own = order.iter().position(|m| *m == name);
            let own = own.unwrap_or_else(|| panic!("{} is not listed", path.display()));
            for (number, line) in code(&path) {
                for word in after(&line, "crate::") {
                    let Some(other) = order.iter().position(|m| *m == word) else { continue };
                    checked += 1;
                    assert!(
                        other <= own,
                        "{}:{number}: {name} uses {word}, which comes after it",
                        path.display()
                    );
                }
            }
        }
        assert!(checked > 20, "only {checked} uses were seen in {dir}");
    }
}

#[test]
fn a_seat_of_the_model_opens_no_file_process_thread_or_socket() {
    for path in ["crates/engine/src", "crates/model/src"].into_iter().flat_map(all_files) {
        for (number, line) in code(&path) {
            for banned in ["std::process::", "std::thread", "std::net", "std::time"] {
                assert!(!line.contains(banned), "{}:{number}: {banned}", path.display());
            }
        }
    }
}

#[test]
fn the_analyses_know_numbers_only() {
    for path in all_files("crates/lab/src/analysis") {
        for (number, line) in code(&path) {
            let place = format!("{}:{number}", path.display());
            for used in line.split("crate::").skip(1) {
                let known = ["output", "analysis"].iter().any(|module| used.starts_with(module));
                assert!(known, "{place} uses {used}");
                // Where numbers come from is known in one place.
                let of_directories =
                    ["output::Manifest", "output::BatchDir", "analysis::directory"];
                let knows = of_directories.iter().any(|what| used.starts_with(what));
                assert!(
                    !knows || path.starts_with("crates/lab/src/analysis/directory"),
                    "{place} uses {used}"
                );
            }
            for module in after(&line, "summitry_model::") {
                assert_eq!(module, "fields", "{place}");
            }
        }
    }
}

#[test]
fn charts_know_numbers_only_and_reports_know_tables_only() {
    for (dir, known) in [
        ("crates/pages/src/charts", &[][..]),
        ("crates/pages/src/report", &["analysis", "output", "rows"]),
    ] {
        for path in all_files(dir) {
            for (number, line) in code(&path) {
                let place = format!("{}:{number}", path.display());
                assert!(!line.contains("summitry_model::"), "{place}: {line}");
                for module in after(&line, "summitry_lab::") {
                    assert!(known.contains(&&*module), "{place} uses {module}");
                }
            }
        }
    }
}
