//! Profiles named on the command line, read into one domain.

use std::path::{Path, PathBuf};

use summitry_model::bargaining::import::{Domain, ImportError, read, read_domain};

use super::exit::{Exit, Failure};
use super::format::tame;
use super::screen;

/// Reads profiles over the same issues, those of the domain's file if there is one; every file that
/// cannot be read is reported.
pub(super) fn domain(profiles: &[PathBuf], template: Option<&Path>) -> Result<Domain, Failure> {
    let mut exit = Exit::DONE;
    let mut report = |error: ImportError| exit = exit.and(Failure::from(error).report());
    let mut read_ones = Vec::with_capacity(profiles.len());
    for path in profiles {
        match read(path) {
            Ok(profile) => read_ones.push(profile),
            Err(error) => report(error),
        }
    }
    let template = template.and_then(|path| read_domain(path).map_err(&mut report).ok());
    if exit != Exit::DONE {
        return Err(Failure::Reported(exit));
    }
    let domain = Domain::new(read_ones)?;
    if let Some(template) = template {
        domain.check(&template)?;
    }
    for issue in domain.issues().iter().filter(|issue| issue.sampled) {
        let (name, count) = (tame(&issue.name), issue.values.len());
        let ends = issue.values.first().zip(issue.values.last());
        let (low, high) = ends.map_or(("", ""), |(low, high)| (low.as_str(), high.as_str()));
        screen::note(&format!(
            "the issue {name} takes more numbers than are listed: {count} from {low} to {high}, evenly spread, stand \
             for all of them"
        ));
    }
    Ok(domain)
}
