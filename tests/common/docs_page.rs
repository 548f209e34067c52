//! Pages of the documentation: read, and kept in step with what the program says.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

/// A page as it is in the repository.
pub(crate) fn page(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The pages of the root, and every page of `docs/`.
pub(crate) fn pages() -> Vec<PathBuf> {
    let mut found = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md"].map(PathBuf::from).to_vec();
    for entry in fs::read_dir("docs").unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "md") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Holds a page equal to `expected`; with `UPDATE_DOCS` set, writes it.
pub(crate) fn in_step(path: &str, expected: &str) {
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(path, expected).unwrap();
        return;
    }
    let there = if Path::new(path).exists() { page(path) } else { String::new() };
    if there == expected {
        return;
    }
    let at = there.lines().zip(expected.lines()).position(|(a, b)| a != b);
    let at = at.unwrap_or_else(|| there.lines().count().min(expected.lines().count()));
    panic!(
        "{path} is out of step with the program from line {}: it has\n  {}\nnot\n  {}\nTo rewrite it: UPDATE_DOCS=1 cargo test",
        at + 1,
        there.lines().nth(at).unwrap_or("(its end)"),
        expected.lines().nth(at).unwrap_or("(its end)"),
    );
}

/// The page with what stands between two marks replaced; the marks are lines that begin with these words.
pub(crate) fn replaced(page: &str, begin: &str, end: &str, by: &str) -> String {
    let start = page.find(begin).unwrap_or_else(|| panic!("no mark `{begin}`"));
    let after = start + page[start..].find('\n').unwrap() + 1;
    let stop = after + page[after..].find(end).unwrap_or_else(|| panic!("no mark `{end}`"));
    format!("{}{by}{}", &page[..after], &page[stop..])
}

/// What the program prints on standard output.
pub(crate) fn printed(args: &[&str]) -> String {
    let ran = Command::cargo_bin("summitry").unwrap().args(args).assert().success();
    String::from_utf8(ran.get_output().stdout.clone()).unwrap()
}
