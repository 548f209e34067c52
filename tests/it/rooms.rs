//! The rooms: each may use those before it only.

use std::fs;
use std::path::Path;

const ORDER: [&str; 14] = [
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
    "output",
    "rows",
    "experiment",
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
