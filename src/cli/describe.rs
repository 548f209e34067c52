//! What describes the program to others: the schema, the parameter tables, completions.

use std::io;

use clap::CommandFactory;

use summitry_lab::agents::seat_schema;
use summitry_lab::experiment::experiment_schema;
use summitry_model::fields::schema::FieldRow;
use summitry_model::scenario::{parameter_rows, scenario_schema};

use super::args::{Args, CompletionsArgs, FileKind, SchemaArgs};
use super::exit::Exit;
use super::screen;

/// `summitry schema`
pub(super) fn schema(args: &SchemaArgs) -> io::Result<Exit> {
    screen::print(&if args.parameters {
        parameters(&parameter_rows())
    } else {
        match args.kind {
            FileKind::Scenario => format!("{:#}\n", scenario_schema()),
            FileKind::Experiment => format!("{:#}\n", experiment_schema()),
            FileKind::Seat => format!("{:#}\n", seat_schema()),
        }
    })?;
    Ok(Exit::DONE)
}

/// `summitry completions`
pub(super) fn completions(args: &CompletionsArgs) -> io::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "summitry", &mut script);
    screen::print(&String::from_utf8_lossy(&script))?;
    Ok(Exit::DONE)
}

/// The parameters as Markdown: a table for each section of the file.
fn parameters(rows: &[FieldRow]) -> String {
    let mut text = String::from(
        "# Parameters\n\n\
         Every number and word that a scenario file can set, as `summitry schema --parameters` \
         prints them. `--set` takes the path: `--set rounds.gap=15`. Evidence is `sourced`, \
         `computed` from data, or `assumed`: an assumption is there to be changed.\n",
    );
    let mut section = "";
    for row in rows {
        let (table, key) = row.path.rsplit_once('.').unwrap_or(("", &row.path));
        if table != section {
            section = table;
            text.push_str(&format!("\n## `{table}`\n\n"));
            if !row.rows.is_empty() {
                text.push_str(&format!("Article rows: {}.\n\n", row.rows));
            }
            text.push_str("| key | default | takes | unit | meaning | evidence |\n");
            text.push_str("|---|---|---|---|---|---|\n");
        }
        let evidence = match row.source {
            "" => row.evidence.to_owned(),
            source => format!("{}: {source}", row.evidence),
        };
        let cells = [
            format!("`{key}`"),
            code(&row.default),
            cell(&row.range),
            cell(row.unit),
            cell(row.doc),
            cell(&evidence),
        ];
        text.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    text
}

/// A default; words that stand for none are not code.
fn code(default: &str) -> String {
    match default {
        "required" | "none" => default.to_owned(),
        value => format!("`{}`", cell(value)),
    }
}

/// A text that cannot end its cell.
fn cell(text: &str) -> String {
    text.trim().replace('|', "\\|").replace('\n', " ")
}
