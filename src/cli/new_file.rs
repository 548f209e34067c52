//! Files that a command makes for its user to edit.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

use super::exit::{Exit, Failure};
use super::format::{path as shown, tame};

/// Writes a file that must be new, whoever else may make it meanwhile; `remedy` says what to do if it is not.
pub(super) fn write(path: &Path, text: &str, remedy: &str) -> Result<(), Failure> {
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    file.and_then(|mut file| file.write_all(text.as_bytes())).map_err(|error| {
        if error.kind() == ErrorKind::AlreadyExists {
            return Failure::refused(format!("{} already exists; {remedy}", shown(path)));
        }
        Failure::new(
            Exit::UNWRITTEN,
            tame(&format!("{} cannot be written: {error}", path.display())),
        )
    })
}
