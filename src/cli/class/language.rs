//! The language of the class.

use std::fs;
use std::path::Path;

use crate::cli::args::Language;
use crate::cli::exit::Exit;
use crate::cli::format::tame;
use crate::cli::screen;
use summitry_class::Catalogue;
use summitry_model::fields::suggest::listed;

/// The words of a language that comes with the program, or of a catalogue; or the exit code after an error message.
pub(super) fn words_or_tell(args: &Language) -> Result<Catalogue, Exit> {
    match &args.words {
        Some(file) => catalogue_or_tell(file),
        None => bundled_or_tell(&args.language),
    }
}

/// The words of a language that comes with the program.
pub(super) fn bundled_or_tell(language: &str) -> Result<Catalogue, Exit> {
    Catalogue::bundled(language).ok_or_else(|| {
        screen::error(&format!(
            "there is no language `{}`: there are {}, and --words takes a catalogue of another",
            tame(language),
            listed(Catalogue::languages())
        ));
        Exit::REFUSED
    })
}

/// The words of a catalogue.
pub(super) fn catalogue_or_tell(file: &Path) -> Result<Catalogue, Exit> {
    let place = tame(&file.to_string_lossy());
    let text = fs::read_to_string(file).map_err(|error| {
        screen::error(&format!("{place} cannot be read: {error}"));
        Exit::REFUSED
    })?;
    Catalogue::read(&text).map_err(|fault| {
        screen::error(&format!("{place} is no catalogue: {}", tame(&fault.to_string())));
        Exit::DATA
    })
}
