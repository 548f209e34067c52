//! `summitry report`: renders a finished directory as an HTML page.

use std::fs;

use summitry_lab::analysis::{Method, with_draws};
use summitry_lab::output::{OutputError, replace};
use summitry_pages::report::report;

use super::args::ReportArgs;
use super::exit::{Exit, Failure};
use super::format::{counted, path as shown};
use super::screen;

/// The page's name in its directory.
const PAGE: &str = "report.html";

/// The seed of its draws: the default of `analyze`, so that both give the same indices.
const SEED: u64 = 1;

/// Reads the directory and writes its page, and with --figures each figure.
pub(super) fn write_report(args: &ReportArgs) -> Result<Exit, Failure> {
    let report = with_draws(SEED, Method::Sobol, |draw| report(&args.dir, draw))?;
    let mut lines = String::new();
    if let Some(dir) = &args.figures {
        if fs::metadata(dir).is_ok_and(|meta| !meta.is_dir()) {
            return Err(OutputError::NotADirectory { path: dir.to_owned() }.into());
        }
        fs::create_dir_all(dir).map_err(OutputError::write(dir, "created"))?;
        for figure in &report.figures {
            let path = dir.join(format!("{}.svg", figure.name));
            replace(&path, figure.file().as_bytes())?;
        }
        let many = counted(report.figures.len() as u64, "figure", "figures");
        lines.push_str(&format!("{many} in {}\n", shown(dir)));
    }
    let path = args.dir.join(PAGE);
    replace(&path, report.page().as_bytes())?;
    for omissions in &report.omissions {
        lines.push_str(&format!("left out: {}: {}\n", omissions.what, omissions.why));
    }
    lines.push_str(&format!("wrote {}\n", shown(&path)));
    if !args.quiet {
        screen::print(&lines)?;
    }
    Ok(Exit::DONE)
}
