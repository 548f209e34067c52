//! Profiles named on the command line, read into one domain.

use std::path::{Path, PathBuf};

use summitry_model::bargaining::import::{Domain, ImportError, read, read_domain};

use super::exit::Exit;
use super::screen;

/// Reads profiles over the same issues, those of the domain's file if there is one; every file that
/// cannot be read is told.
pub(super) fn domain(profiles: &[PathBuf], template: Option<&Path>) -> Result<Domain, Exit> {
    let mut exit = Exit::DONE;
    let mut told = |error: ImportError| exit = exit.and(tell(&error));
    let mut read_ones = Vec::with_capacity(profiles.len());
    for path in profiles {
        match read(path) {
            Ok(profile) => read_ones.push(profile),
            Err(error) => told(error),
        }
    }
    let template = match template.map(read_domain) {
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
    let domain = Domain::new(read_ones).map_err(|error| tell(&error))?;
    if let Some(template) = template {
        domain.check(&template).map_err(|error| tell(&error))?;
    }
    Ok(domain)
}

/// Tells why a file is not read. One that is not there is a slip on the command line, as in `check`.
fn tell(error: &ImportError) -> Exit {
    screen::tell(&error.to_string());
    if error.code() == "not-found" { Exit::REFUSED } else { Exit::DATA }
}
