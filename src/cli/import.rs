//! `summitry scenarios import`: a scenario from profiles.

use std::fs::OpenOptions;
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use summitry_lab::output::replace;
use summitry_model::scenario::imported;

use super::args::ImportArgs;
use super::exit::Exit;
use super::words::{quoted, tame};
use super::{profiles, screen};

/// Reads the profiles and writes the scenario.
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
    let domain = profiles::domain(&args.profiles, args.domain.as_deref())?;
    imported(&domain).map_err(|error| {
        screen::tell(&error.to_string());
        Exit::DATA
    })
}

/// Writes a new file, or with `force` replaces one in one step.
fn write(path: &Path, text: &str, force: bool) -> Exit {
    let name = path.display().to_string();
    let written = if force {
        replace(path, text.as_bytes()).map_err(|error| error.to_string())
    } else {
        // The file must be new, whoever else may make it meanwhile.
        let file = OpenOptions::new().write(true).create_new(true).open(path);
        match file.and_then(|mut file| file.write_all(text.as_bytes())) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                screen::tell(&format!(
                    "{} is already there; choose another file, or replace it with --force",
                    tame(&name)
                ));
                return Exit::REFUSED;
            }
            written => written.map_err(|error| format!("{name} cannot be written: {error}")),
        }
    };
    match written {
        Ok(()) => {
            screen::say(&format!(
                "wrote {}; read its head, then: summitry check {}",
                tame(&name),
                quoted(&tame(&name))
            ));
            Exit::DONE
        }
        Err(why) => {
            screen::tell(&tame(&why));
            Exit::UNWRITTEN
        }
    }
}
