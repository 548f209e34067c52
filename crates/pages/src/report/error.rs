//! Why there is no report.

use std::path::PathBuf;

use summitry_lab::output::OutputError;

/// Why a report cannot be made. Each message says what, where and how to mend.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// There is no such directory.
    #[error("{} is no directory; name one that `summitry run` or `summitry sweep` has written", dir.display())]
    NoDirectory {
        /// What was named.
        dir: PathBuf,
    },
    /// The directory has no manifest.
    #[error("{} has no manifest.json: {why}", dir.display())]
    Unfinished {
        /// The directory.
        dir: PathBuf,
        /// What that means, and what to do.
        why: &'static str,
    },
    /// The directory holds something that has no report.
    #[error("{} holds {what}, of which there is no report; {mend}", dir.display())]
    Other {
        /// The directory.
        dir: PathBuf,
        /// What it holds.
        what: String,
        /// What to do.
        mend: &'static str,
    },
    /// It cannot be read or written.
    #[error(transparent)]
    Output(#[from] OutputError),
}

impl ReportError {
    /// The exit code that belongs to it: 2 the directory is not there, 65 its data cannot be read, 74 not written.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            ReportError::NoDirectory { .. } => 2,
            ReportError::Unfinished { .. } | ReportError::Other { .. } => 65,
            ReportError::Output(error) => error.exit_code(),
        }
    }
}
