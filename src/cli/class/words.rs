//! `summitry class words`: the texts that a language lacks.

use std::io;
use std::path::Path;

use serde_json::json;

use crate::cli::args::{ClassWordsArgs, Format};
use crate::cli::exit::Exit;
use crate::cli::format::{counted, tame};
use crate::cli::screen::{self, BOLD};
use summitry_class::Catalogue;

use super::language::{bundled_or_tell, catalogue_or_tell};

/// Tells what is there, and what is read in English.
pub(super) fn words(args: &ClassWordsArgs) -> io::Result<Exit> {
    let all = match &args.of {
        None => Ok(Catalogue::languages().filter_map(Catalogue::bundled).collect()),
        Some(of) if Path::new(of).is_file() => catalogue_or_tell(Path::new(of)).map(|of| vec![of]),
        Some(of) => bundled_or_tell(of).map(|of| vec![of]),
    };
    let all: Vec<Catalogue> = match all {
        Ok(all) => all,
        Err(exit) => return Ok(exit),
    };
    let render = match args.format {
        Format::Table => text,
        Format::Json => record,
    };
    screen::print(&all.iter().map(render).collect::<String>())?;
    Ok(Exit::DONE)
}

fn text(words: &Catalogue) -> String {
    let missing = words.missing();
    let mut text = format!(
        "{BOLD}{}{BOLD:#}  {}, {} from the English ones\n",
        tame(words.language()),
        counted(words.keys().count() as u64, "text", "texts"),
        missing.len()
    );
    for key in missing {
        text.push_str(&format!("  {key}\n"));
    }
    text
}

fn record(words: &Catalogue) -> String {
    let missing = words.missing();
    let record = json!({
        "language": words.language(),
        "texts": words.keys().count(),
        "missing": missing.len(),
        "keys": missing,
    });
    format!("{record}\n")
}
