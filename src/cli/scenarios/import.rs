//! `summitry scenarios import`: makes a scenario from profiles.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

use summitry_lab::output::replace;
use summitry_model::scenario::imported;

use crate::cli::args::ImportArgs;
use crate::cli::exit::{Exit, Failure};
use crate::cli::format::{path as shown, quoted, tame};
use crate::cli::{messages, profiles, screen};

/// Reads the profiles and writes the scenario.
pub(super) fn import(args: &ImportArgs) -> Result<Exit, Failure> {
    let domain = profiles::domain(&args.profiles, args.domain.as_deref())?;
    let text = imported(&domain).map_err(|error| Failure::new(Exit::DATA, error))?;
    match &args.out {
        Some(out) => write(out, &text, args.force)?,
        None => screen::print(&text)?,
    }
    Ok(Exit::DONE)
}

/// Writes a new file, or with `force` replaces one in one step.
fn write(path: &Path, text: &str, force: bool) -> Result<(), Failure> {
    let unwritten = |why: String| Failure::new(Exit::UNWRITTEN, tame(&why));
    if force {
        replace(path, text.as_bytes()).map_err(|error| unwritten(error.to_string()))?;
    } else {
        // The file must be new, whoever else may make it meanwhile.
        let file = OpenOptions::new().write(true).create_new(true).open(path);
        file.and_then(|mut file| file.write_all(text.as_bytes())).map_err(|error| {
            if error.kind() == ErrorKind::AlreadyExists {
                return Failure::refused(messages::exists(path));
            }
            unwritten(format!("{} cannot be written: {error}", path.display()))
        })?;
    }
    let name = shown(path);
    let check = quoted(&name);
    screen::note(&format!(
        "wrote {name}; read the comments at its head, then: summitry check {check}"
    ));
    Ok(())
}
