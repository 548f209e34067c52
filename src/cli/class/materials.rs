//! `summitry class materials`: what a class is given on paper.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::cli::args::{Changes, ClassMaterialsArgs};
use crate::cli::exit::Exit;
use crate::cli::format::tame;
use crate::cli::load;
use crate::cli::screen;
use summitry_class::materials::{FILES, Page, materials as made};
use summitry_lab::output::replace;

use super::language::words_or_tell;

/// Makes the pages, and writes them.
pub(super) fn materials(args: &ClassMaterialsArgs) -> io::Result<Exit> {
    let words = match words_or_tell(&args.language) {
        Ok(words) => words,
        Err(exit) => return Ok(exit),
    };
    let changes = Changes { set: Vec::new(), gate: None, sequence: None };
    let scenario = match load::scenario(&args.scenario, &changes) {
        Ok(scenario) => scenario,
        Err(failure) => return Ok(failure.report()),
    };
    let usual = || Path::new("out").join(format!("{}-materials", scenario.id));
    let dir: PathBuf = args.out.clone().unwrap_or_else(usual);
    if let Some(there) = FILES.iter().map(|file| dir.join(file)).find(|file| is_there(file))
        && !args.force
    {
        let there = tame(&there.to_string_lossy());
        screen::error(&format!("{there} is there already; --force replaces it"));
        return Ok(Exit::REFUSED);
    }
    let pages = match made(scenario, &args.scenario, &words) {
        Ok(pages) => pages,
        Err(refused) => {
            screen::error(&refused.to_string());
            return Ok(Exit::REFUSED);
        }
    };
    if let Err(exit) = write(&dir, &pages) {
        return Ok(exit);
    }
    let place = tame(&dir.to_string_lossy());
    screen::print(
        &pages.iter().map(|page| format!("{place}/{}\n", page.file)).collect::<String>(),
    )?;
    let missing = words.missing().len();
    if missing > 0 {
        screen::note(&format!("{missing} texts are English: summitry class words lists them"));
    }
    Ok(Exit::DONE)
}

fn is_there(file: &Path) -> bool {
    file.symlink_metadata().is_ok()
}

/// Writes each page in one step; the contents last, so that they name only what is there.
fn write(dir: &Path, pages: &[Page]) -> Result<(), Exit> {
    if let Err(error) = fs::create_dir_all(dir) {
        screen::error(&format!("{} cannot be made: {error}", tame(&dir.to_string_lossy())));
        return Err(Exit::UNWRITTEN);
    }
    for page in pages.iter().rev() {
        if let Err(error) = replace(&dir.join(page.file), page.html.as_bytes()) {
            screen::error(&error.to_string());
            return Err(error.kind().into());
        }
    }
    Ok(())
}
