//! `summitry scenarios import`: makes a scenario from profiles.

use std::path::Path;

use summitry_lab::output::replace;
use summitry_model::scenario::imported;

use crate::cli::args::ImportArgs;
use crate::cli::exit::{Exit, Failure};
use crate::cli::format::{path as shown, quoted};
use crate::cli::{new_file, profiles, screen};

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
    if force {
        replace(path, text.as_bytes())?;
    } else {
        new_file::write(path, text, "--force replaces it")?;
    }
    let name = shown(path);
    let check = quoted(&name);
    screen::note(&format!(
        "wrote {name}; read the comments at its head, then: summitry check {check}"
    ));
    Ok(())
}
