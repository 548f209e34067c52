//! Why there is no report.

use std::path::PathBuf;

use summitry_lab::output::{ErrorKind, OutputError};

/// Why a report cannot be made. Each message says what, where and how to fix it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// There is no such directory.
    #[error("{} is not a directory; name one that `summitry run`, `summitry sweep` or `summitry compare` wrote", dir.display())]
    NoDirectory {
        /// What was named.
        dir: PathBuf,
    },
    /// The directory has no manifest.
    #[error(
        "{} has no manifest.json: it is not a batch, sweep or comparison; name the directory with the manifest",
        dir.display()
    )]
    NoManifest {
        /// The directory.
        dir: PathBuf,
    },
    /// The directory holds something that has no report.
    #[error("{} holds {what}, which has no report; {fix}", dir.display())]
    Other {
        /// The directory.
        dir: PathBuf,
        /// What it holds.
        what: String,
        /// What to do.
        fix: &'static str,
    },
    /// It cannot be read or written.
    #[error(transparent)]
    Output(#[from] OutputError),
}

impl ReportError {
    /// What kind of error it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match self {
            ReportError::NoDirectory { .. } => ErrorKind::Request,
            ReportError::NoManifest { .. } | ReportError::Other { .. } => ErrorKind::Data,
            ReportError::Output(error) => error.kind(),
        }
    }
}
