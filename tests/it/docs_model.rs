//! Every row of the article is carried by mechanisms, every mechanism by code, fields and a switch that exist;
//! `docs/article.md` shows both lists.

use std::collections::BTreeSet;
use std::path::Path;

use summitry_model::policy::RequestKind;
use summitry_model::process::Outcome;
use summitry_model::scenario::gates::{FAMILIES, LEAVES};
use summitry_model::scenario::{bundled, parameter_rows};

use crate::docs_page::{in_step, page, replaced};
use crate::mechanism_list::{Mechanism, mechanisms};

/// Background: nothing to simulate.
const CONTEXT: [&str; 6] = ["A7", "A24", "A25", "A27", "A54", "A55"];

struct Row {
    id: String,
    says: String,
    mechanisms: Vec<String>,
    context: String,
}

/// `docs/article.csv`.
fn rows() -> Vec<Row> {
    let text = page("docs/article.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    assert_eq!(reader.headers().unwrap(), ["row", "says", "mechanisms", "context"].as_slice());
    let row = |cells: csv::StringRecord| Row {
        id: cells[0].to_owned(),
        says: cells[1].to_owned(),
        mechanisms: cells[2].split_whitespace().map(str::to_owned).collect(),
        context: cells[3].to_owned(),
    };
    reader.records().map(|r| row(r.unwrap())).collect()
}

/// Where a setting's path is among the fields: ids of a scenario stand for any.
fn general(path: &str) -> String {
    let mut parts: Vec<&str> = path.split('.').collect();
    match parts[0] {
        "party" | "issue" | "shock" | "meeting" if parts.len() > 1 => parts[1] = "<id>",
        _ => {}
    }
    if parts.len() > 3 && parts[2] == "stakes" {
        parts[3] = "<issue>";
    }
    parts.join(".")
}

fn section(path: &str) -> &str {
    path.rsplit_once('.').map_or(path, |(section, _)| section)
}

fn paths(settings: &str) -> impl Iterator<Item = &str> {
    settings.split("; ").filter(|s| !s.is_empty()).map(|s| s.split('=').next().unwrap())
}

#[test]
fn every_row_is_there_once_and_in_order() {
    let ids: Vec<String> = rows().into_iter().map(|r| r.id).collect();
    let expected: Vec<String> = (1..=56).map(|n| format!("A{n}")).collect();
    assert_eq!(ids, expected);
}

#[test]
fn rows_are_carried_by_mechanisms_or_are_context() {
    let known: BTreeSet<String> = mechanisms().into_iter().map(|m| m.id).collect();
    let mut named = BTreeSet::new();
    for row in rows() {
        assert!(!row.says.is_empty(), "{} says nothing", row.id);
        let context = CONTEXT.contains(&row.id.as_str());
        assert_eq!(row.mechanisms.is_empty(), context, "{}: is it context?", row.id);
        assert_eq!(row.context.is_empty(), !context, "{}: why is it context?", row.id);
        for id in row.mechanisms {
            assert!(known.contains(&id), "{}: there is no mechanism `{id}`", row.id);
            named.insert(id);
        }
    }
    assert_eq!(named, known, "a mechanism carries no row");
}

#[test]
fn mechanisms_name_what_exists() {
    let mut known: BTreeSet<String> =
        BTreeSet::from(["gate".to_owned(), "meeting.<id>.requires".to_owned()]);
    for row in parameter_rows() {
        known.insert(section(&row.path).to_owned());
        known.insert(row.path);
    }
    let mut ids = BTreeSet::new();
    for m in mechanisms() {
        let id = &m.id;
        assert!(ids.insert(id.clone()), "{id} is there twice");
        assert!(id.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{id} is not kebab-case");
        assert!(m.module.split_whitespace().count() > 0, "{id} names no module");
        for file in m.module.split_whitespace() {
            let path = match file.strip_prefix("engine/") {
                Some(file) => Path::new("crates/engine/src").join(file),
                None => Path::new("crates/model/src").join(file),
            };
            assert!(path.is_file(), "{id}: there is no {file}");
        }
        for field in m.fields.split_whitespace() {
            assert!(known.contains(&general(field)), "{id}: there is no field `{field}`");
        }
        assert!(bundled::text(&m.scenario).is_some(), "{id}: no scenario {}", m.scenario);
        assert!(["+", "-"].contains(&m.sign.as_str()), "{id}: the sign is {}", m.sign);
        assert!(!m.off.is_empty(), "{id} has no switch");
        for path in paths(&m.off) {
            let of = general(path);
            let named =
                m.fields.split_whitespace().map(general).any(|f| f == of || f == section(&of));
            assert!(named, "{id}: its switch {path} is not among its fields");
        }
    }
}

/// A section of the scenario file says which rows it carries; a mechanism of the row must use it.
#[test]
fn rows_name_the_sections_that_claim_them() {
    let (table, all) = (rows(), mechanisms());
    let uses = |m: &Mechanism, section: &str| {
        let fields = m.fields.split_whitespace().map(general);
        fields.into_iter().any(|f| f == section || self::section(&f) == section)
    };
    for parameter in parameter_rows() {
        let claimed = section(&parameter.path);
        for id in parameter.rows.split_whitespace().filter(|id| !CONTEXT.contains(id)) {
            let row = table.iter().find(|r| r.id == id).unwrap();
            let named = all.iter().any(|m| row.mechanisms.contains(&m.id) && uses(m, claimed));
            assert!(named, "[{claimed}] says that it carries {id}, of which no mechanism uses it");
        }
    }
}

/// Settings as a page shows them: one for all parties or kinds of shock stands once, with a `*`.
fn shown(settings: &str) -> String {
    let mut out: Vec<(String, usize)> = Vec::new();
    for setting in settings.split("; ").filter(|s| !s.is_empty()) {
        let mut parts: Vec<&str> = setting.splitn(3, '.').collect();
        if parts.len() == 3 && ["party", "shock"].contains(&parts[0]) {
            parts[1] = "*";
        }
        let starred = parts.join(".");
        match out.iter_mut().find(|(s, _)| *s == starred) {
            Some((_, count)) => *count += 1,
            None => out.push((starred, 1)),
        }
    }
    let many = |starred: &str| out.iter().any(|(s, count)| s == starred && *count > 3);
    let mut words: Vec<String> = Vec::new();
    for setting in settings.split("; ").filter(|s| !s.is_empty()) {
        let mut parts: Vec<&str> = setting.splitn(3, '.').collect();
        if parts.len() == 3 {
            parts[1] = "*";
        }
        let starred = parts.join(".");
        let word = format!("`{}`", if many(&starred) { &starred } else { setting });
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words.join(", ")
}

fn quoted(words: &str) -> String {
    words.split_whitespace().map(|w| format!("`{w}`")).collect::<Vec<_>>().join(", ")
}

#[test]
fn the_page_shows_rows_and_mechanisms() {
    let mut table = String::from("| row | the article says | mechanisms |\n|---|---|---|\n");
    for row in rows() {
        let carried = if row.context.is_empty() {
            let link = |id: &String| format!("[{id}](#{id})");
            row.mechanisms.iter().map(link).collect::<Vec<_>>().join(", ")
        } else {
            format!("context: {}", row.context)
        };
        table.push_str(&format!("| {} | {} | {carried} |\n", row.id, row.says));
    }
    let mut list = String::from(
        "| mechanism, and its test | what it does | fields | with | switched off by | on minus off |\n\
         |---|---|---|---|---|---|\n",
    );
    for m in mechanisms() {
        let test = m.id.replace('-', "_");
        list.push_str(&format!(
            "| <a id=\"{}\"></a>`mechanisms::{test}` | {} | {} | {} | {} | {} `{}` |\n",
            m.id,
            m.what,
            quoted(&m.fields),
            shown(&m.with),
            shown(&m.off),
            if m.sign == "+" { "+" } else { "−" },
            m.measure,
        ));
    }
    let there = page("docs/article.md");
    let expected = replaced(&there, "<!-- rows:", "<!-- rows end", &format!("\n{table}\n"));
    let expected =
        replaced(&expected, "<!-- mechanisms:", "<!-- mechanisms end", &format!("\n{list}\n"));
    in_step("docs/article.md", &expected);
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

#[test]
fn the_page_names_every_field() {
    let page = page("docs/model.md");
    let words: BTreeSet<&str> =
        page.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).collect();
    for row in parameter_rows() {
        let key = row.path.rsplit('.').next().unwrap();
        assert!(words.contains(key), "docs/model.md does not say what `{}` does", row.path);
    }
}

fn takes((least, most): (f64, f64), whole: bool) -> String {
    format!("a {}number from {least} to {most}", if whole { "whole " } else { "" })
}

fn unit(key: &str, most: f64) -> &str {
    match key {
        "n" | "rounds" => "rounds",
        "endorsements" => "allies",
        _ if most > 1.0 => "day",
        _ => "share",
    }
}

#[test]
fn the_page_has_every_number_of_a_gate() {
    let mut tables = String::from(
        "| family | parameter | default | takes | unit | meaning |\n|---|---|---|---|---|---|\n",
    );
    for family in FAMILIES {
        for p in family.parameters {
            let (takes, unit) = (takes(p.limits, p.whole), unit(p.key, p.limits.1));
            let cells = [p.default.to_string(), takes, unit.to_owned(), p.doc.to_owned()];
            let cells = cells.join(" | ");
            tables.push_str(&format!("| `{}` | `{}` | {cells} |\n", family.name, p.key));
        }
    }
    tables.push_str("\n| leaf | takes | unit | holds when |\n|---|---|---|---|\n");
    for leaf in LEAVES {
        let (takes, unit) = (takes(leaf.limits, leaf.whole), unit(leaf.key, leaf.limits.1));
        tables.push_str(&format!("| `{}` | {takes} | {unit} | {} |\n", leaf.key, leaf.doc));
    }
    let path = "docs/model.md";
    in_step(path, &replaced(&page(path), "<!-- gate:", "<!-- end", &format!("\n{tables}\n")));
}
