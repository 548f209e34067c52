//! `summitry analyze`: what a table, a batch or a sweep says.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use serde_json::json;

use summitry_lab::analysis::tables::{
    BOXES, INDICES, cart_rows, index_rows, of_morris, of_prcc, of_sobol, prim_rows,
};
use summitry_lab::analysis::{self, AnalysisError, Columns, Found, applied};
use summitry_lab::output::{OutputError, Rows, Table, replace};

use super::analyze_asked::{
    check, options, refused, rule, say_left_out, seed, unwritten, with_draws,
};
use super::analyzed::Analyzed;
use super::args::{AnalyzeArgs, Format};
use super::exit::Exit;
use super::words::{counted, tame};
use super::{analyze_dir, screen};

/// Reads the table or directory, computes, writes and prints.
pub(super) fn analyze(args: &AnalyzeArgs) -> io::Result<Exit> {
    let analyzed = if args.file.is_dir() { analyze_dir::analyzed(args) } else { of_file(args) };
    match analyzed {
        Ok(result) => screen::print(&result).map(|()| Exit::DONE),
        Err(exit) => Ok(exit),
    }
}

fn of_file(args: &AnalyzeArgs) -> Result<String, Exit> {
    let told = |error: AnalysisError| {
        screen::tell(&tame(&format!("{}: {error}", args.file.display())));
        if error.of_the_command() { Exit::REFUSED } else { Exit::DATA }
    };
    let (Some(method), Some(output), false) = (args.method, &args.output, args.inputs.is_empty())
    else {
        // What is not there is no table.
        if !args.file.exists() {
            return Err(refused(&format!(
                "{}: there is no such file or directory",
                tame(&args.file.display().to_string())
            )));
        }
        return Err(refused(
            "a table needs --method, --inputs and --output: what to compute, and from which columns",
        ));
    };
    let method = analysis::Method::from(method);
    check(args, method)?;
    if args.unit.is_some() {
        return Err(refused(
            "--unit says nothing to a table, whose rows are what they are; it belongs to a sweep",
        ));
    }
    if args.force && args.out.is_none() {
        return Err(refused("--force replaces what --out names; say where the result goes"));
    }
    if let Some(dir) = &args.out
        && fs::metadata(dir).is_ok_and(|meta| !meta.is_dir())
    {
        return Err(unwritten(&OutputError::NotADirectory { path: dir.clone() }));
    }
    let columns = Columns::read(&args.file, &args.inputs, output, method.empty());
    let mut columns = columns.map_err(told)?;
    if let Some(threshold) = args.threshold {
        columns.output = threshold.split(&columns.output);
    }
    let options = options(args);
    let found = with_draws(seed(args), method, |draw| applied(method, &columns, &options, draw));
    let found = found.map_err(told)?;
    let (table, rows) = rows(&found, &columns);
    let written = match &args.out {
        Some(dir) => Some(write(dir, table, &rows, args.force)?),
        None => None,
    };
    if !args.quiet {
        say_left_out(&columns, "row", "rows");
        if let Some(path) = &written {
            screen::say(&format!("wrote {}", tame(&path.display().to_string())));
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
    let analyzed = Analyzed {
        head,
        about: json!({ "file": file }),
        method,
        columns: &columns,
        found: &found,
        options: &options,
        seed: seed(args),
        threshold: args.threshold,
    };
    Ok(match args.format {
        Format::Table => analyzed.table(screen::width()),
        Format::Json => format!("{}\n", analyzed.json()),
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

/// Writes the table into the directory, which is made if need be. Another file of its name is replaced with `force` only.
fn write(dir: &Path, table: &Table, rows: &Rows, force: bool) -> Result<PathBuf, Exit> {
    let mut bytes = table.header();
    bytes.extend_from_slice(rows.bytes());
    let path = dir.join(table.file);
    match fs::read(&path) {
        Ok(there) if there == bytes => return Ok(path),
        // Nothing is there; or the directory cannot be, which making it tells.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {}
        _ if force => {}
        _ => {
            screen::tell(&format!(
                "{} is already there, and holds something else; choose another directory, or replace it with --force",
                tame(&path.display().to_string())
            ));
            return Err(Exit::REFUSED);
        }
    }
    let made = fs::create_dir_all(dir).map_err(OutputError::write(dir, "created"));
    made.and_then(|()| replace(&path, &bytes)).map_err(|error| unwritten(&error))?;
    Ok(path)
}
