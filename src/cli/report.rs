//! `summitry report`: a page from a finished directory.

use std::fs;
use std::io;
use std::path::Path;

use summitry_lab::analysis::Method;
use summitry_lab::output::{OutputError, replace};
use summitry_pages::report::{Report, report};

use super::analyze_asked::with_draws;
use super::args::ReportArgs;
use super::exit::Exit;
use super::screen;
use super::words::{counted, tame};

/// The page's name in its directory.
const PAGE: &str = "report.html";

/// The seed of its draws: that of `analyze` unless told otherwise, so that both give the same indices.
const SEED: u64 = 1;

/// Reads the directory and writes its page, and its figures where they are asked for.
pub(super) fn write_report(args: &ReportArgs) -> io::Result<Exit> {
    let told = |error: &dyn std::error::Error, code: u8| {
        screen::tell(&tame(&error.to_string()));
        Exit(code)
    };
    let made = match with_draws(SEED, Method::Sobol, |draw| report(&args.dir, draw)) {
        Ok(made) => made,
        Err(error) => return Ok(told(&error, error.exit_code())),
    };
    match written(args, &made) {
        Ok(lines) if !args.quiet => screen::print(&lines)?,
        Ok(_) => {}
        Err(error) => return Ok(told(&error, error.exit_code())),
    }
    Ok(Exit::DONE)
}

/// Writes, and tells in lines what was written.
fn written(args: &ReportArgs, made: &Report) -> Result<String, OutputError> {
    let mut lines = String::new();
    if let Some(dir) = &args.figures {
        make(dir)?;
        for figure in &made.figures {
            let path = dir.join(format!("{}.svg", figure.name));
            replace(&path, figure.file().as_bytes())?;
        }
        let many = counted(made.figures.len() as u64, "figure", "figures");
        lines.push_str(&format!("{many} in {}\n", tame(&dir.display().to_string())));
    }
    let path = args.dir.join(PAGE);
    replace(&path, made.page().as_bytes())?;
    for missing in &made.missing {
        lines.push_str(&format!("left out: {}: {}\n", missing.what, missing.why));
    }
    lines.push_str(&format!("wrote {}\n", tame(&path.display().to_string())));
    Ok(lines)
}

fn make(dir: &Path) -> Result<(), OutputError> {
    if fs::metadata(dir).is_ok_and(|meta| !meta.is_dir()) {
        return Err(OutputError::NotADirectory { path: dir.to_owned() });
    }
    fs::create_dir_all(dir).map_err(OutputError::write(dir, "created"))
}
