//! `docs/model.md` traces every row of the article to code and fields that exist.

use std::collections::BTreeSet;
use std::path::Path;

use summitry::policy::RequestKind;
use summitry::process::Outcome;
use summitry::scenario::parameter_rows;

use crate::docs_page::page;

/// Background: nothing to simulate.
const CONTEXT: [&str; 6] = ["A7", "A24", "A25", "A27", "A54", "A55"];

struct Row {
    id: String,
    place: String,
    fields: String,
}

fn rows() -> Vec<Row> {
    let page = page("docs/model.md");
    let cells = |line: &str| -> Vec<String> {
        line.trim_matches('|').split('|').map(|c| c.trim().to_owned()).collect()
    };
    page.lines()
        .filter(|l| l.starts_with("| A"))
        .map(cells)
        .map(|c| Row { id: c[0].clone(), place: c[2].clone(), fields: c[3].clone() })
        .collect()
}

/// What stands between back ticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

#[test]
fn every_row_is_there_once_and_in_order() {
    let ids: Vec<String> = rows().into_iter().map(|r| r.id).collect();
    let expected: Vec<String> = (1..=56).map(|n| format!("A{n}")).collect();
    assert_eq!(ids, expected);
}

#[test]
fn context_rows_are_these_and_no_others() {
    let context: Vec<String> =
        rows().into_iter().filter(|r| r.place == "context").map(|r| r.id).collect();
    assert_eq!(context, CONTEXT);
}

#[test]
fn rows_name_files_and_fields_that_exist() {
    let mut known: BTreeSet<String> = BTreeSet::from(["gate".to_owned()]);
    for row in parameter_rows() {
        known.extend(row.path.rsplit_once('.').map(|(section, _)| section.to_owned()));
        known.insert(row.path);
    }
    for row in rows().iter().filter(|r| r.place != "context") {
        assert!(quoted(&row.place).count() > 0, "{} names no file", row.id);
        for file in quoted(&row.place) {
            assert!(Path::new("src").join(file).is_file(), "{}: there is no {file}", row.id);
        }
        assert!(quoted(&row.fields).count() > 0, "{} names no field", row.id);
        for field in quoted(&row.fields) {
            assert!(known.contains(field), "{}: there is no field `{field}`", row.id);
        }
    }
}

/// A section of the scenario file says which rows it carries; the row must name it, or a field of it.
#[test]
fn rows_name_the_sections_that_claim_them() {
    let table = rows();
    for parameter in parameter_rows() {
        let (section, _) = parameter.path.rsplit_once('.').unwrap();
        for id in parameter.rows.split_whitespace().filter(|id| !CONTEXT.contains(id)) {
            let row = table.iter().find(|r| r.id == id).unwrap();
            let named = quoted(&row.fields)
                .any(|f| f == section || f.rsplit_once('.').is_some_and(|(s, _)| s == section));
            assert!(named, "[{section}] says that it carries {id}, whose row does not name it");
        }
    }
}

#[test]
fn outcomes_and_requests_are_all_there() {
    let page = page("docs/model.md");
    let mut at = 0;
    for outcome in Outcome::NAMES {
        let row = format!("| `{outcome}` |");
        at += page[at..].find(&row).unwrap_or_else(|| panic!("{outcome} is not in its place"));
    }
    for request in RequestKind::ALL {
        let name = format!("`{}`", request.name());
        assert!(page.contains(&name), "{name} is not described");
    }
}
