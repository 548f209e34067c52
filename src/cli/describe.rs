//! `summitry schema` and `summitry completions`: descriptions of the program for other programs.

use clap::CommandFactory;

use summitry_lab::agents::seat_schema;
use summitry_lab::experiment::experiment_schema;
use summitry_model::fields::schema::FieldRow;
use summitry_model::scenario::{parameter_rows, scenario_schema};

use super::args::{Args, CompletionsArgs, FileKind, SchemaArgs};
use super::exit::{Exit, Failure};
use super::screen;

/// Prints a JSON Schema, or the parameters of a scenario.
pub(super) fn schema(args: &SchemaArgs) -> Result<Exit, Failure> {
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

/// Prints the completion script of a shell.
pub(super) fn completions(args: &CompletionsArgs) -> Result<Exit, Failure> {
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
         prints them. `--set` takes the path: `--set meeting.rounds.gap=15`. Evidence is `sourced`, \
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

/// A default as code, unless it says that there is none.
fn code(default: &str) -> String {
    match default {
        "required" | "none" => default.to_owned(),
        value => format!("`{}`", cell(value)),
    }
}

/// A text in a cell: without what would end it.
fn cell(text: &str) -> String {
    text.trim().replace('|', "\\|").replace('\n', " ")
}
