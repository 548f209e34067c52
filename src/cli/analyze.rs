//! `summitry analyze`: what a table says about its inputs.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::analysis::tables::{
    BOXES, INDICES, cart_rows, index_rows, of_morris, of_prcc, of_sobol, prim_rows,
};
use crate::analysis::{
    AnalysisError, Bootstrap, Columns, EmptyOutput, cart, morris, prcc, prim, sobol,
};
use crate::engine::{Purpose, Stream, Streams};
use crate::output::{OutputError, Rows, Table, replace};

use super::analyzed::{Analyzed, Found};
use super::args::{AnalyzeArgs, Format, Method, Objective, YesNo};
use super::exit::Exit;
use super::screen;
use super::words::{counted, tame};

/// Part of the key of an analysis's draws: never change it.
const DOMAIN: &str = "summitry analysis";
const RESAMPLES: Purpose = Purpose(0);
const FOLDS: Purpose = Purpose(1);

/// Reads the table, computes, writes and prints.
pub(super) fn analyze(args: &AnalyzeArgs) -> io::Result<Exit> {
    match analyzed(args) {
        Ok(result) => screen::print(&result).map(|()| Exit::DONE),
        Err(exit) => Ok(exit),
    }
}

fn analyzed(args: &AnalyzeArgs) -> Result<String, Exit> {
    check(args)?;
    let told = |error: AnalysisError| {
        screen::tell(&tame(&format!("{}: {error}", args.file.display())));
        if error.of_the_command() { Exit::REFUSED } else { Exit::DATA }
    };
    let empty = match args.method {
        Method::Sobol | Method::Morris => EmptyOutput::Refused,
        Method::Prcc | Method::Prim | Method::Cart => EmptyOutput::LeftOut,
    };
    let mut columns = Columns::read(&args.file, &args.inputs, &args.output, empty).map_err(told)?;
    if let Some(threshold) = args.threshold {
        columns.output = threshold.split(&columns.output);
    }
    let found = found(args, &columns).map_err(told)?;
    if let Some(step) = args.step
        && let Found::Prim { steps, .. } = &found
        && step >= steps.len()
    {
        let last = steps.len() - 1;
        screen::tell(&format!("there is no step {step}: the boxes are numbered from 0 to {last}"));
        return Err(Exit::REFUSED);
    }
    let (table, rows) = rows(&found, &columns);
    let written = match &args.out {
        Some(dir) => Some(write(dir, table, &rows, args.force)?),
        None => None,
    };
    if !args.quiet {
        if columns.left_out > 0 {
            let rows = counted(columns.left_out as u64, "row", "rows");
            screen::say(&format!("left out {rows} without `{}`", tame(&columns.output_name)));
        }
        if let Some(path) = &written {
            screen::say(&format!("wrote {}", tame(&path.display().to_string())));
        }
    }
    let analyzed = Analyzed { args, columns: &columns, found: &found };
    Ok(match args.format {
        Format::Table => analyzed.table(screen::width()),
        Format::Json => format!("{}\n", analyzed.json()),
    })
}

/// Refuses options that say nothing to the method.
fn check(args: &AnalyzeArgs) -> Result<(), Exit> {
    use Method::{Cart, Morris, Prcc, Prim, Sobol};
    // A seed is taken by all, so that one command line does for all; where nothing is drawn, it changes nothing.
    let given: [(&str, bool, &[Method]); 12] = [
        ("--threshold", args.threshold.is_some(), &[Prim, Cart]),
        ("--confidence", args.confidence.is_some(), &[Sobol, Morris, Prcc]),
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
    ];
    for (flag, is_given, methods) in given {
        if is_given && !methods.contains(&args.method) {
            let names: Vec<&str> = methods.iter().map(|&method| name(method)).collect();
            screen::tell(&format!(
                "{flag} says nothing to {}; it belongs to {}",
                name(args.method),
                names.join(", ")
            ));
            return Err(Exit::REFUSED);
        }
    }
    if let Some(dir) = &args.out
        && fs::metadata(dir).is_ok_and(|meta| !meta.is_dir())
    {
        return Err(unwritten(&OutputError::NotADirectory { path: dir.clone() }));
    }
    Ok(())
}

/// The method's name, as it is typed.
pub(super) fn name(method: Method) -> &'static str {
    match method {
        Method::Sobol => "sobol",
        Method::Morris => "morris",
        Method::Prcc => "prcc",
        Method::Prim => "prim",
        Method::Cart => "cart",
    }
}

/// What intervals are made with, as it was typed or by default.
pub(super) fn bootstrap(args: &AnalyzeArgs) -> Bootstrap {
    Bootstrap {
        resamples: args.resamples.unwrap_or(1000),
        confidence: args.confidence.unwrap_or(0.95),
    }
}

/// The seed, as it was typed or by default.
pub(super) fn seed(args: &AnalyzeArgs) -> u64 {
    args.seed.unwrap_or(1)
}

fn found(args: &AnalyzeArgs, columns: &Columns) -> Result<Found, AnalysisError> {
    let inputs = columns.slices();
    let names: Vec<&str> = columns.names.iter().map(String::as_str).collect();
    let output = columns.output.as_slice();
    let mut streams = Streams::in_domain(DOMAIN, 2, 1);
    Ok(match args.method {
        Method::Sobol => {
            let asked = args.second_order.map(|asked| asked == YesNo::Yes);
            let second = sobol::second_order(&inputs, &names, asked)?;
            let mut draw = draws(&mut streams, seed(args), RESAMPLES);
            let d = inputs.len();
            Found::Sobol(sobol::indices(output, d, second, bootstrap(args), &mut draw)?)
        }
        Method::Morris => {
            let mut draw = draws(&mut streams, seed(args), RESAMPLES);
            let with = bootstrap(args);
            let found = morris::effects(&inputs, &names, output, args.levels, with, &mut draw)?;
            Found::Morris(found)
        }
        Method::Prcc => {
            let confidence = bootstrap(args).confidence;
            Found::Prcc(prcc::correlations(&inputs, &names, output, confidence)?)
        }
        Method::Prim => {
            let default = prim::Settings::default();
            let peel_alpha = args.peel_alpha.unwrap_or(default.peel_alpha);
            let settings = prim::Settings {
                peel_alpha,
                least_mass: args.min_mass.unwrap_or(default.least_mass),
                objective: match args.objective {
                    Some(Objective::Mean) => prim::Objective::Mean,
                    Some(Objective::Gain) | None => prim::Objective::Gain,
                },
                paste_alpha: args.paste.then_some(peel_alpha),
            };
            let steps = prim::peel(&inputs, output, settings)?;
            let chosen = args.step.or_else(|| prim::balanced(&steps)).unwrap_or_default();
            let quasi_p = steps.get(chosen).map(|step| prim::quasi_p(&inputs, output, step));
            Found::Prim { steps, chosen, quasi_p: quasi_p.unwrap_or_default() }
        }
        Method::Cart => {
            let default = cart::Settings::default();
            let settings = cart::Settings {
                least_mass: args.min_mass.unwrap_or(default.least_mass),
                depth: args.depth.unwrap_or(default.depth),
                folds: args.folds.or(default.folds).filter(|&folds| folds > 0),
            };
            let mut draw = draws(&mut streams, seed(args), FOLDS);
            Found::Cart(cart::grow(&inputs, output, settings, &mut draw)?)
        }
    })
}

/// Uniform numbers of a purpose, from its start.
fn draws(streams: &mut Streams, seed: u64, purpose: Purpose) -> impl FnMut() -> f64 + '_ {
    if let Err(fault) = streams.begin(seed, 0) {
        panic!("{fault}"); // Replication 0 has streams.
    }
    let stream: &mut Stream = streams.stream(purpose, 0);
    move || stream.uniform()
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

fn unwritten(error: &OutputError) -> Exit {
    screen::tell(&tame(&error.to_string()));
    Exit(error.exit_code())
}
