//! `summitry analyze`: findings from a table, a batch or a sweep.

mod directory;
mod options;
mod view;
mod view_batch;
mod view_noise;
mod view_response;

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde_json::json;

use summitry_lab::analysis::noise::Noise;
use summitry_lab::analysis::repeats::{Cells, averaged};
use summitry_lab::analysis::tables::found_tables;
use summitry_lab::analysis::{
    self, AnalysisError, Columns, Method, Options, applied, fits, with_draws,
};
use summitry_lab::output::{OutputError, Rows, Table, not_yet_there, replace};

use super::args::{AnalyzeArgs, Format};
use super::exit::{Exit, Failure};
use super::format::{counted, path as shown, tame, wrap};
use super::screen;
use options::{check, note_left_out, options, rule, seed};
use view::View;
use view_noise::{json_of_noise, rows_noise_line};

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
    if let Some(error) = not_yet_there(&args.file) {
        return Err(error.into());
    }
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
    let inputs = counted(columns.names.len() as u64, "input", "inputs");
    if !args.group.is_empty() {
        columns = columns.grouped(&args.group, method).map_err(unusable)?;
    }
    let options = options(args);
    let all_rows = counted(columns.rows() as u64, "row", "rows");
    let (columns, noise, times) = with_noise(columns, method, &options);
    let found = with_draws(seed(args), method, |draw| applied(method, &columns, &options, draw));
    let found = found.map_err(unusable)?;
    let tables = found_tables(&found, &columns, noise.as_ref().map(Noise::share));
    let mut written = Vec::new();
    if let Some(dir) = &args.out {
        for (table, rows) in &tables {
            written.push(write(dir, table, rows, args.force)?);
        }
    }
    if !args.quiet {
        note_left_out(&columns, "row", "rows");
        for path in &written {
            screen::note(&format!("wrote {}", shown(path)));
        }
    }
    let file = args.file.display().to_string();
    let grouped = match args.group.len() {
        0 => String::new(),
        _ => format!(" as {}", columns.names.len()),
    };
    let each = if times > 1 { format!(", {times} for each of the design") } else { String::new() };
    let head = format!(
        "{}: {all_rows}{each}, {inputs}{grouped}, output {}{}",
        tame(&file),
        tame(&columns.output_name),
        rule(args)
    );
    let view = View {
        head,
        about: json!({ "file": file, "rows_of_each": times, "noise": json_of_noise(noise.as_ref()) }),
        method,
        columns: &columns,
        found: &found,
        options: &options,
        seed: seed(args),
        threshold: args.threshold,
        noise: noise.as_ref().map(Noise::share_at_most),
        luck: "over rows with the same inputs",
    };
    if args.format == Format::Json {
        return Ok(format!("{}\n", view.json()));
    }
    let width = screen::width();
    let mut text = view.table(width);
    if let Some(line) = noise.as_ref().and_then(|noise| rows_noise_line(noise, method)) {
        text.push_str(&format!("\n{}\n", wrap(&line, width, "")));
    }
    Ok(text)
}

/// The rows that a method takes, the noise that repeated rows show, and how many stand for each row of a design, which then has
/// their mean.
fn with_noise(
    columns: Columns,
    method: Method,
    options: &Options,
) -> (Columns, Option<Noise>, usize) {
    if matches!(method, Method::Prim | Method::Cart) {
        return (columns, None, 1);
    }
    let is_design = |inputs: &[&[f64]]| fits(method, inputs, &columns.names, options);
    if let Some(found) = averaged(&columns, &is_design) {
        let noise = Noise::of_cells(&found.columns.output, &found.cells.errors, false);
        return (found.columns, noise, found.times);
    }
    let cells = Cells::of(&columns);
    let noise = match method {
        Method::Response => Noise::of_cells(&cells.means, &cells.errors, false),
        _ => None,
    };
    let noise = noise.or_else(|| cells.noise(&columns.output));
    (columns, noise, 1)
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
