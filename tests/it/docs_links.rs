//! What the pages point to is there: links, files and tests.

use std::fs;
use std::path::Path;

use crate::docs_page::pages;

#[test]
fn links_lead_to_files() {
    let mut checked = 0;
    for path in pages() {
        let text = fs::read_to_string(&path).unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if link.contains("://") {
                continue;
            }
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            let target = match file {
                "" => path.clone(),
                _ => path.parent().unwrap_or(Path::new("")).join(file),
            };
            assert!(target.exists(), "{} links to {link}, which is not there", path.display());
            if !heading.is_empty() {
                let text = fs::read_to_string(&target).unwrap();
                let there = text.contains(&format!("<a id=\"{heading}\">"))
                    || text.lines().any(|line| anchor(line).as_deref() == Some(heading));
                assert!(there, "{} links to {link}: there is no such heading", path.display());
            }
            checked += 1;
        }
    }
    assert!(checked > 5, "only {checked} links were seen");
}

/// The anchor of a heading, as GitHub makes it.
fn anchor(line: &str) -> Option<String> {
    let heading = line.strip_prefix('#')?.trim_start_matches('#').trim();
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || [' ', '-', '_'].contains(c));
    Some(kept.collect::<String>().to_lowercase().replace(' ', "-"))
}

/// Paths of the repository between back ticks, such as `crates/model/src/process/run.rs`. The page on architecture
/// shortens those of the crates to `model/process/run.rs`.
#[test]
fn files_that_the_pages_name_are_there() {
    const PLACES: [&str; 8] =
        [".ci/", "benches/", "crates/", "docs/", "examples/", "scenarios/", "src/", "tests/"];
    let mut checked = 0;
    for path in pages().into_iter().filter(|path| path != Path::new("CHANGELOG.md")) {
        let text = fs::read_to_string(&path).unwrap();
        let short = path == Path::new("docs/architecture.md");
        for span in text.split('`').skip(1).step_by(2) {
            let file = match span.split_once('/') {
                Some((name @ ("model" | "lab" | "pages" | "class"), rest)) if short => {
                    format!("crates/{name}/src/{rest}")
                }
                _ => span.to_owned(),
            };
            if PLACES.iter().any(|place| file.starts_with(place))
                && !file.contains(char::is_whitespace)
            {
                assert!(Path::new(&file).exists(), "{}: there is no {file}", path.display());
                checked += 1;
            }
        }
    }
    assert!(checked > 20, "only {checked} files were seen");
}

/// `cargo test --test NAME FILTER` runs something: there is a module of that name.
#[test]
fn tests_that_the_pages_name_are_there() {
    let mut checked = 0;
    for path in pages().into_iter().filter(|path| path != Path::new("CHANGELOG.md")) {
        let text = fs::read_to_string(&path).unwrap();
        for rest in text.split("cargo test --test ").skip(1) {
            let mut words = rest.split(|c: char| c.is_whitespace() || c == '`');
            let target = words.next().unwrap();
            let filter = words.next().unwrap_or_default();
            if filter.is_empty() || filter.starts_with(['-', '#', 'F']) {
                continue;
            }
            let module = filter.split("::").next().unwrap();
            let found = fs::read_dir(format!("tests/{target}"))
                .unwrap()
                .any(|entry| entry.unwrap().file_name().to_str().unwrap().starts_with(module));
            assert!(found, "{}: --test {target} has no {filter}", path.display());
            checked += 1;
        }
    }
    assert!(checked > 5, "only {checked} tests were seen");
}
