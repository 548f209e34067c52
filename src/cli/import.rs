//! `summitry scenarios import`: a scenario from profiles.

use std::fs::OpenOptions;
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use crate::bargaining::import::{Domain, ImportError, read, read_domain};
use crate::scenario::imported;

use super::args::ImportArgs;
use super::exit::Exit;
use super::screen;
use super::words::{quoted, tame};

/// Reads the profiles and writes the scenario; every file that cannot be read is told.
pub(super) fn import(args: &ImportArgs) -> io::Result<Exit> {
    let text = match made(args) {
        Ok(text) => text,
        Err(exit) => return Ok(exit),
    };
    let Some(out) = &args.out else {
        screen::print(&text)?;
        return Ok(Exit::DONE);
    };
    Ok(write(out, &text, args.force))
}

fn made(args: &ImportArgs) -> Result<String, Exit> {
    let mut exit = Exit::DONE;
    let mut told = |error: ImportError| exit = exit.and(tell(&error));
    let mut profiles = Vec::with_capacity(args.profiles.len());
    for path in &args.profiles {
        match read(path) {
            Ok(profile) => profiles.push(profile),
            Err(error) => told(error),
        }
    }
    let template = match args.domain.as_deref().map(read_domain) {
        Some(Err(error)) => {
            told(error);
            None
        }
        Some(Ok(template)) => Some(template),
        None => None,
    };
    if exit != Exit::DONE {
        return Err(exit);
    }
    let domain = Domain::new(profiles).map_err(|error| tell(&error))?;
    if let Some(template) = template {
        domain.check(&template).map_err(|error| tell(&error))?;
    }
    imported(&domain).map_err(|error| {
        screen::tell(&error.to_string());
        Exit::DATA
    })
}

/// Tells why a file is not read. One that is not there is a slip on the command line, as in `check`.
fn tell(error: &ImportError) -> Exit {
    screen::tell(&error.to_string());
    if error.code() == "not-found" { Exit::REFUSED } else { Exit::DATA }
}

fn write(path: &Path, text: &str, force: bool) -> Exit {
    let name = path.display().to_string();
    let mut options = OpenOptions::new();
    options.write(true);
    // Without --force the file must be new, whoever else may make it meanwhile.
    if force {
        options.create(true).truncate(true)
    } else {
        options.create_new(true)
    };
    let written = options.open(path).and_then(|mut file| file.write_all(text.as_bytes()));
    match written {
        Ok(()) => {
            screen::say(&format!(
                "wrote {}; read its head, then: summitry check {}",
                tame(&name),
                quoted(&tame(&name))
            ));
            Exit::DONE
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            screen::tell(&format!(
                "{} is already there; choose another file, or replace it with --force",
                tame(&name)
            ));
            Exit::REFUSED
        }
        Err(error) => {
            screen::tell(&format!("{} cannot be written: {error}", tame(&name)));
            Exit::UNWRITTEN
        }
    }
}
