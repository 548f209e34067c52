//! The rooms: each may use those before it only.

use std::fs;
use std::path::Path;

const ORDER: [&str; 20] = [
    "units",
    "ids",
    "stats",
    "fields",
    "engine",
    "bargaining",
    "diplomacy",
    "policy",
    "scenario",
    "process",
    "seats",
    "output",
    "rows",
    "experiment",
    "analysis",
    "charts",
    "report",
    "explain",
    "classroom",
    "cli",
];

fn files(dir: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

fn room(path: &Path) -> Option<usize> {
    let first = path.strip_prefix("src").unwrap().components().next()?;
    let name = first.as_os_str().to_str()?.trim_end_matches(".rs").to_owned();
    ORDER.iter().position(|r| *r == name)
}

#[test]
fn no_room_uses_one_that_comes_after_it() {
    let mut found = Vec::new();
    files(Path::new("src"), &mut found);
    let mut checked = 0;
    for path in &found {
        let name = path.to_str().unwrap();
        if name == "src/lib.rs" || name == "src/main.rs" {
            continue;
        }
        let own = room(path).unwrap_or_else(|| panic!("{name} is in no room that is listed"));
        for (number, line) in fs::read_to_string(path).unwrap().lines().enumerate() {
            // Examples in docs may show how others use it.
            if line.trim_start().starts_with("//") {
                continue;
            }
            for used in line.split("crate::").skip(1) {
                let word: String =
                    used.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if let Some(other) = ORDER.iter().position(|r| *r == word) {
                    checked += 1;
                    assert!(
                        other <= own,
                        "{name}:{}: {} uses {word}, which comes after it",
                        number + 1,
                        ORDER[own]
                    );
                }
            }
        }
    }
    assert!(checked > 100, "only {checked} uses were seen");
}

#[test]
fn the_analyses_know_numbers_only() {
    let mut found = Vec::new();
    files(Path::new("src/analysis"), &mut found);
    assert!(found.len() > 5);
    for path in &found {
        let text = fs::read_to_string(path).unwrap();
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        for used in code.flat_map(|line| line.split("crate::").skip(1)) {
            let known = ["units", "stats", "fields", "output", "analysis"]
                .iter()
                .any(|room| used.starts_with(room));
            assert!(known, "{} uses {used}", path.display());
            // Where numbers come from is known in one place.
            let of_directories = ["output::Manifest", "output::BatchDir", "analysis::directory"];
            let knows = of_directories.iter().any(|what| used.starts_with(what));
            assert!(
                !knows || path.starts_with("src/analysis/directory"),
                "{} uses {used}",
                path.display()
            );
        }
    }
}

#[test]
fn charts_know_numbers_only_and_reports_know_tables_only() {
    for (room, known) in [
        ("src/charts", &["charts"][..]),
        ("src/report", &["analysis", "charts", "output", "report", "rows", "stats"]),
    ] {
        let mut found = Vec::new();
        files(Path::new(room), &mut found);
        assert!(found.len() > 5);
        for path in &found {
            let text = fs::read_to_string(path).unwrap();
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            for used in code.flat_map(|line| line.split("crate::").skip(1)) {
                let is_known = known.iter().any(|room| used.starts_with(room));
                assert!(is_known, "{} uses {used}", path.display());
            }
        }
    }
}

/// The other files of its room that a file uses.
fn neighbours(path: &Path, names: &[String]) -> Vec<usize> {
    let text = fs::read_to_string(path).unwrap();
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let words: Vec<String> = code
        .flat_map(|line| line.split("super::").skip(1))
        .map(|used| used.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect())
        .collect();
    (0..names.len()).filter(|&n| words.contains(&names[n])).collect()
}

#[test]
fn files_of_the_fields_know_one_another_one_way_only() {
    let mut found = Vec::new();
    files(Path::new("src/fields"), &mut found);
    found.retain(|path| !path.ends_with("mod.rs"));
    let names: Vec<String> =
        found.iter().map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    let uses: Vec<Vec<usize>> = found.iter().map(|path| neighbours(path, &names)).collect();
    assert!(uses.iter().map(Vec::len).sum::<usize>() > 10);
    // Whoever uses only files that are left out already is left out; a circle stays.
    let mut left: Vec<usize> = (0..names.len()).collect();
    while let Some(at) = left.iter().position(|&n| uses[n].iter().all(|u| !left.contains(u))) {
        left.remove(at);
    }
    let circle: Vec<&String> = left.iter().map(|&n| &names[n]).collect();
    assert!(circle.is_empty(), "{circle:?} know one another");
}
