//! `summitry analyze`: what a table, a batch or a sweep says.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::analysis::tables::{
    BOXES, INDICES, cart_rows, index_rows, of_morris, of_prcc, of_sobol, prim_rows,
};
use crate::analysis::{
    self, AnalysisError, Bootstrap, Columns, Found, Options, applied, cart, prim,
};
use crate::engine::{Purpose, Stream, Streams};
use crate::output::{OutputError, Rows, Table, replace};

use super::analyzed::Analyzed;
use super::args::{AnalyzeArgs, Format, Method, Objective, YesNo};
use super::exit::Exit;
use super::words::{counted, tame};
use super::{analyze_dir, screen};

/// Part of the key of an analysis's draws: never change it.
const DOMAIN: &str = "summitry analysis";
const RESAMPLES: Purpose = Purpose(0);
const FOLDS: Purpose = Purpose(1);

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

/// Tells what is wrong with the command.
pub(super) fn refused(why: &str) -> Exit {
    screen::tell(why);
    Exit::REFUSED
}

/// The threshold, behind the name of the output.
pub(super) fn rule(args: &AnalyzeArgs) -> String {
    args.threshold.map(|rule| format!(" {rule}")).unwrap_or_default()
}

/// Says how many rows had no output.
pub(super) fn say_left_out(columns: &Columns, one: &str, many: &str) {
    if columns.left_out > 0 {
        let rows = counted(columns.left_out as u64, one, many);
        screen::say(&format!("left out {rows} without `{}`", tame(&columns.output_name)));
    }
}

/// The options that say nothing to every method, with those that they belong to.
fn given(args: &AnalyzeArgs) -> [(&'static str, bool, &'static [analysis::Method]); 13] {
    use analysis::Method::{Cart, Morris, Prcc, Prim, Response, Sobol};
    // A seed is taken by all, so that one command line does for all; where nothing is drawn, it changes nothing.
    [
        ("--unit", args.unit.is_some(), &[Prim, Cart]),
        ("--threshold", args.threshold.is_some(), &[Prim, Cart]),
        ("--confidence", args.confidence.is_some(), &[Sobol, Morris, Prcc, Response]),
        ("--resamples", args.resamples.is_some(), &[Sobol, Morris]),
        ("--second-order", args.second_order.is_some(), &[Sobol]),
        ("--levels", args.levels.is_some(), &[Morris]),
        ("--min-mass", args.min_mass.is_some(), &[Prim, Cart]),
        ("--peel-alpha", args.peel_alpha.is_some(), &[Prim]),
        ("--objective", args.objective.is_some(), &[Prim]),
        ("--paste", args.paste, &[Prim]),
        ("--step", args.step.is_some(), &[Prim]),
        ("--depth", args.depth.is_some(), &[Cart]),
        ("--folds", args.folds.is_some(), &[Cart]),
    ]
}

/// Refuses options that say nothing to the method.
pub(super) fn check(args: &AnalyzeArgs, method: analysis::Method) -> Result<(), Exit> {
    for (flag, is_given, methods) in given(args) {
        if is_given && !methods.contains(&method) {
            let names: Vec<&str> = methods.iter().map(|method| method.name()).collect();
            return Err(refused(&format!(
                "{flag} says nothing to {}; it belongs to {}",
                method.name(),
                names.join(", ")
            )));
        }
    }
    Ok(())
}

/// Refuses options that say nothing to a batch of one scenario.
pub(super) fn check_batch(args: &AnalyzeArgs) -> Result<(), Exit> {
    let of_batch = [
        ("--method", args.method.is_some()),
        ("--inputs", !args.inputs.is_empty()),
        ("--output", args.output.is_some()),
    ];
    let rest = given(args).into_iter().map(|(flag, is_given, _)| (flag, is_given));
    let rest = rest.filter(|(flag, _)| *flag != "--confidence");
    match of_batch.into_iter().chain(rest).find(|(_, is_given)| *is_given) {
        Some((flag, _)) => Err(refused(&format!(
            "{flag} says nothing to a batch of one scenario, where nothing is varied; it belongs to a sweep, or a table"
        ))),
        None => Ok(()),
    }
}

impl From<Method> for analysis::Method {
    fn from(method: Method) -> Self {
        match method {
            Method::Sobol => analysis::Method::Sobol,
            Method::Morris => analysis::Method::Morris,
            Method::Prcc => analysis::Method::Prcc,
            Method::Prim => analysis::Method::Prim,
            Method::Cart => analysis::Method::Cart,
            Method::Response => analysis::Method::Response,
        }
    }
}

/// What methods are told, as it was typed or by default.
pub(super) fn options(args: &AnalyzeArgs) -> Options {
    let default = Options::default();
    let peel_alpha = args.peel_alpha.unwrap_or(default.prim.peel_alpha);
    Options {
        bootstrap: Bootstrap {
            resamples: args.resamples.unwrap_or(default.bootstrap.resamples),
            confidence: args.confidence.unwrap_or(default.bootstrap.confidence),
        },
        second_order: args.second_order.map(|asked| asked == YesNo::Yes),
        levels: args.levels,
        prim: prim::Settings {
            peel_alpha,
            least_mass: args.min_mass.unwrap_or(default.prim.least_mass),
            objective: match args.objective {
                Some(Objective::Mean) => prim::Objective::Mean,
                Some(Objective::Gain) | None => prim::Objective::Gain,
            },
            paste_alpha: args.paste.then_some(peel_alpha),
        },
        step: args.step,
        cart: cart::Settings {
            least_mass: args.min_mass.unwrap_or(default.cart.least_mass),
            depth: args.depth.unwrap_or(default.cart.depth),
            folds: args.folds.or(default.cart.folds).filter(|&folds| folds > 0),
        },
    }
}

/// The seed, as it was typed or by default.
pub(super) fn seed(args: &AnalyzeArgs) -> u64 {
    args.seed.unwrap_or(1)
}

/// Hands the draws that a method needs to `compute`: uniform numbers of a purpose, from its start.
pub(super) fn with_draws<T>(
    seed: u64,
    method: analysis::Method,
    compute: impl FnOnce(analysis::Draw<'_>) -> T,
) -> T {
    let mut streams = Streams::in_domain(DOMAIN, 2, 1);
    if let Err(fault) = streams.begin(seed, 0) {
        panic!("{fault}"); // Replication 0 has streams.
    }
    let purpose = if method == analysis::Method::Cart { FOLDS } else { RESAMPLES };
    let stream: &mut Stream = streams.stream(purpose, 0);
    compute(&mut || stream.uniform())
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

pub(super) fn unwritten(error: &OutputError) -> Exit {
    screen::tell(&tame(&error.to_string()));
    Exit(error.exit_code())
}
