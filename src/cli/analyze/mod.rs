//! `summitry analyze`: findings from a table, a batch or a sweep.

mod directory;
mod options;
mod view;
mod view_batch;
mod view_sweep;

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde_json::json;

use summitry_lab::analysis::tables::{
    BOXES, INDICES, cart_rows, index_rows, of_morris, of_prcc, of_sobol, prim_rows,
};
use summitry_lab::analysis::{self, AnalysisError, Columns, Found, applied, with_draws};
use summitry_lab::output::{OutputError, Rows, Table, replace};

use super::args::{AnalyzeArgs, Format};
use super::exit::{Exit, Failure};
use super::format::{counted, path as shown, tame};
use super::screen;
use options::{check, note_left_out, options, rule, seed};
use view::View;

/// Reads the table or directory, computes, writes and prints.
pub(super) fn analyze(args: &AnalyzeArgs) -> Result<Exit, Failure> {
    let is_dir = args.file.is_dir();
    screen::print(&if is_dir { directory::analyze(args)? } else { analyze_file(args)? })?;
    Ok(Exit::DONE)
}

fn analyze_file(args: &AnalyzeArgs) -> Result<String, Failure> {
    let unusable = |error: AnalysisError| {
        let exit = if error.of_the_command() { Exit::REFUSED } else { Exit::DATA };
        Failure::new(exit, tame(&format!("{}: {error}", args.file.display())))
    };
    let (Some(method), Some(output), false) = (args.method, &args.output, args.inputs.is_empty())
    else {
        // What is not there is no table.
        if !args.file.exists() {
            let file = shown(&args.file);
            return Err(Failure::refused(format!("{file}: there is no such file or directory")));
        }
        return Err(Failure::refused(
            "a table needs --method, --inputs and --output: what to compute, and from which columns",
        ));
    };
    let method = analysis::Method::from(method);
    check(args, method)?;
    if args.unit.is_some() {
        return Err(Failure::refused(
            "--unit does not apply to a table, which has only rows; it belongs to a sweep",
        ));
    }
    if args.force && args.out.is_none() {
        return Err(Failure::refused(
            "--force replaces what --out names; say where the result goes",
        ));
    }
    if let Some(dir) = &args.out
        && fs::metadata(dir).is_ok_and(|meta| !meta.is_dir())
    {
        return Err(OutputError::NotADirectory { path: dir.clone() }.into());
    }
    let columns = Columns::read(&args.file, &args.inputs, output, method.empty());
    let mut columns = columns.map_err(unusable)?;
    if let Some(threshold) = args.threshold {
        columns.output = threshold.split(&columns.output);
    }
    let options = options(args);
    let found = with_draws(seed(args), method, |draw| applied(method, &columns, &options, draw));
    let found = found.map_err(unusable)?;
    let (table, rows) = rows(&found, &columns);
    let written = match &args.out {
        Some(dir) => Some(write(dir, table, &rows, args.force)?),
        None => None,
    };
    if !args.quiet {
        note_left_out(&columns, "row", "rows");
        if let Some(path) = &written {
            screen::note(&format!("wrote {}", shown(path)));
        }
    }
    let file = args.file.display().to_string();
    let rows = counted(columns.rows() as u64, "row", "rows");
    let inputs = counted(columns.names.len() as u64, "input", "inputs");
    let head = format!(
        "{}: {rows}, {inputs}, output {}{}",
        tame(&file),
        tame(&columns.output_name),
        rule(args)
    );
    let view = View {
        head,
        about: json!({ "file": file }),
        method,
        columns: &columns,
        found: &found,
        options: &options,
        seed: seed(args),
        threshold: args.threshold,
        noise: None,
    };
    Ok(match args.format {
        Format::Table => view.table(screen::width()),
        Format::Json => format!("{}\n", view.json()),
    })
}

fn rows(found: &Found, columns: &Columns) -> (&'static Table, Rows) {
    let (measure, names) = (&columns.output_name, &columns.names);
    match found {
        Found::Sobol(found) => (&INDICES, index_rows(measure, &of_sobol(found, names))),
        Found::Morris(found) => (&INDICES, index_rows(measure, &of_morris(found, names))),
        Found::Prcc(found) => (&INDICES, index_rows(measure, &of_prcc(found, names))),
        Found::Prim { steps, .. } => (&BOXES, prim_rows(steps, names)),
        Found::Cart(tree) => (&BOXES, cart_rows(tree, names)),
    }
}

/// Writes the table into the directory, which is created if need be. Another file of its name is replaced with `force` only.
fn write(dir: &Path, table: &Table, rows: &Rows, force: bool) -> Result<PathBuf, Failure> {
    let mut bytes = table.header();
    bytes.extend_from_slice(rows.bytes());
    let path = dir.join(table.file);
    match fs::read(&path) {
        Ok(there) if there == bytes => return Ok(path),
        // Nothing is there; or the directory cannot be, which shows when it is created.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {}
        _ if force => {}
        _ => {
            return Err(Failure::refused(format!(
                "{} already exists and holds something else; choose another directory, or replace it with --force",
                shown(&path)
            )));
        }
    }
    fs::create_dir_all(dir).map_err(OutputError::write(dir, "created"))?;
    replace(&path, &bytes)?;
    Ok(path)
}
