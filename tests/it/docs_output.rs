//! `docs/output.md` names every table and column, and `docs/parameters.md` every parameter.

use summitry_lab::analysis::directory::{SUMMARIES, SURVIVAL};
use summitry_lab::analysis::tables::{BOXES, INDICES, RESPONSES};
use summitry_lab::experiment::{SELECTION, TUNING, Tables};
use summitry_lab::output::{Column, Kind, SUMMARY, TRAJECTORIES, Table};
use summitry_lab::rows::cells::cells_table;
use summitry_lab::rows::comparison::{DIFFERENCES, MEANS, compared_runs_table};
use summitry_lab::rows::frontier::FRONTIER;
use summitry_lab::rows::runs::{ANSWERS, EVENTS, PARTIES, ROUNDS, RUNS, SUMMITS};
use summitry_lab::rows::seats::SEATS;

use summitry_model::scenario::gates::FAMILIES;
use summitry_model::scenario::tuning::{self, GRID};

use crate::cli_place::Place;
use crate::docs_page::{in_step, page, printed, replaced};

const TABLES: [&Table; 9] =
    [&RUNS, &PARTIES, &ROUNDS, &SUMMITS, &TRAJECTORIES, &FRONTIER, &SUMMARY, &EVENTS, &ANSWERS];

fn words(table: &Table) -> String {
    let mut text = format!("\n### `{}`: {}\n\n", table.file, table.title);
    if table.columns.is_empty() {
        text.push_str(
            "JSON lines: one with scenario, seed and version, one for each answer, one at the end of each run. \
             [explain.md](explain.md#the-answer-log) lists the keys; `summitry replay` repeats the runs from it.\n",
        );
        return text;
    }
    let key: Vec<String> = table.primary_key.iter().map(|k| format!("`{k}`")).collect();
    if !key.is_empty() {
        text.push_str(&format!("Primary key: {}.\n\n", key.join(", ")));
    }
    text.push_str("| column | type | unit | meaning | always |\n|---|---|---|---|---|\n");
    for column in table.columns.iter() {
        let kind = match column.kind {
            Kind::Text => "text".to_owned(),
            Kind::Integer => "whole number".to_owned(),
            Kind::Number => "number".to_owned(),
            Kind::Flag => "flag".to_owned(),
            Kind::Choice(words) => {
                words.iter().map(|w| format!("`{w}`")).collect::<Vec<_>>().join(", ")
            }
        };
        text.push_str(&format!(
            "| `{}` | {kind} | {} | {} | {} |\n",
            column.name,
            column.unit,
            column.meaning,
            if column.required { "yes" } else { "" }
        ));
    }
    text
}

#[test]
fn every_column_is_described() {
    let names: Vec<&str> = TABLES.iter().map(|t| t.name).collect();
    assert_eq!(names, Tables::NAMES, "a table is missing from this test, or in another order");
    let columns: String = TABLES.iter().map(|t| words(t)).collect();
    let there = page("docs/output.md");
    let expected = replaced(&there, "<!-- columns: ", "<!-- columns end", &format!("{columns}\n"));
    in_step("docs/output.md", &expected);
    for table in TABLES {
        assert!(there.contains(&format!("| `{}` |", table.file)), "{} is not listed", table.file);
    }
}

#[test]
fn every_column_of_a_cell_is_described() {
    let factor = Column::made(
        "<factor>".into(),
        Kind::Number,
        String::new(),
        "a column for each factor, with its unit".into(),
    );
    let table = words(&cells_table([factor.always()]));
    // The heading stands on the page.
    let (_, body) = table.split_once("\n\n").unwrap();
    let path = "docs/experiments.md";
    in_step(path, &replaced(&page(path), "<!-- cells: ", "<!-- cells end", &format!("\n{body}\n")));
}

#[test]
fn every_column_of_an_analysis_is_described() {
    let path = "docs/analysis.md";
    let all = [&INDICES, &BOXES, &RESPONSES, &SUMMARIES, &SURVIVAL];
    let tables: String = all.into_iter().map(words).collect();
    assert!(all.iter().all(|table| table.faults().is_empty()));
    let there = page(path);
    let with_tables = replaced(&there, "<!-- tables: ", "<!-- tables end", &format!("{tables}\n"));
    // The example of the page, from the program itself.
    let line = |begin: &str| {
        let line = there.lines().find(|line| line.starts_with(begin));
        line.unwrap_or_else(|| panic!("no line {begin}")).to_owned()
    };
    let place = Place::new();
    let sweep = line("summitry sweep ");
    place.run(sweep.trim_start_matches("summitry ")).ended(0);
    let analyze = line("summitry analyze ");
    let printed = place.run(analyze.trim_start_matches("summitry ")).ended(0).out;
    let example = format!("```text\n{}\n```\n", printed.trim_end());
    in_step(path, &replaced(&with_tables, "<!-- example: ", "<!-- example end", &example));
}

#[test]
fn every_column_of_seats_is_described() {
    assert_eq!(SEATS.faults(), Vec::<String>::new());
    let path = "docs/seats.md";
    let there = page(path);
    in_step(
        path,
        &replaced(&there, "<!-- table: ", "<!-- table end", &format!("{}\n", words(&SEATS))),
    );
}

#[test]
fn every_column_of_a_comparison_is_described() {
    let path = "docs/compare.md";
    let own = [&MEANS, &DIFFERENCES, &SELECTION, &TUNING];
    for table in own.into_iter().chain([&compared_runs_table()]) {
        assert_eq!(table.faults(), Vec::<String>::new());
    }
    let tables: String = own.into_iter().map(words).collect();
    let there = page(path);
    let with_tables = replaced(&there, "<!-- tables: ", "<!-- tables end", &format!("{tables}\n"));
    let mut grid = "| family | tried | points |\n|---|---|---|\n".to_owned();
    for (family, axes) in FAMILIES.iter().zip(GRID) {
        let axis = |of: &&[&str]| of.iter().map(|v| format!("`{v}`")).collect::<Vec<_>>().join(" ");
        let axes: Vec<String> = axes.iter().map(axis).collect();
        let (name, points) = (family.name, tuning::points(family.name).len());
        grid.push_str(&format!("| `{name}` | {} | {points} |\n", axes.join(" × ")));
    }
    let with_grid = replaced(&with_tables, "<!-- grid: ", "<!-- grid end", &grid);
    // The example of the page, from the program itself.
    let line = there.lines().find(|line| line.starts_with("summitry compare ")).unwrap();
    let printed = Place::new().run(line.trim_start_matches("summitry ")).ended(0).out;
    let example = format!("```text\n{}\n```\n", printed.trim_end());
    in_step(path, &replaced(&with_grid, "<!-- example: ", "<!-- example end", &example));
}

#[test]
fn every_parameter_is_described() {
    in_step("docs/parameters.md", &printed(&["schema", "--parameters"]));
}

#[test]
fn a_measure_of_the_summary_has_the_unit_of_its_column() {
    for measure in summitry_model::process::MEASURES {
        let column = RUNS.columns.iter().find(|column| column.name == measure.name);
        let column = column.unwrap_or_else(|| panic!("runs.csv has no column {}", measure.name));
        assert_eq!(measure.unit, column.unit, "{}", measure.name);
    }
}
