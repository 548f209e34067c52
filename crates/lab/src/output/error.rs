//! What can go wrong with a batch directory, and what to do about it.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// One thing in which a batch on disk differs from the one asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What differs: `seed`.
    pub what: String,
    /// How it is there.
    pub there: String,
    /// How it was asked for.
    pub asked: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is {} there and {} here", self.what, self.there, self.asked)
    }
}

/// The kind of an error of this crate: what the caller can do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The request cannot be met: ask for something else.
    Request,
    /// A file cannot be read, was altered, or was not written by this program.
    Data,
    /// A file cannot be written.
    Write,
    /// Another process is at work, or something is unfinished: the same call resumes later.
    Incomplete,
    /// An external agent failed in every run.
    Agents,
    /// The system has no threads to run on.
    Threads,
    /// A bug in this program.
    Internal,
}

/// Why a batch cannot be written, continued or read. Each message says what, where and how to fix it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OutputError {
    /// The directory holds another batch.
    #[error(
        "{} holds {} of other inputs: {}; choose another directory, or replace it with --force",
        dir.display(),
        if *finished { "a finished batch" } else { "an unfinished batch" },
        list(differences)
    )]
    OtherBatch {
        /// The batch directory.
        dir: PathBuf,
        /// Whether the batch there is finished.
        finished: bool,
        /// In what it differs.
        differences: Vec<Difference>,
    },
    /// The directory holds a shard of another plan.
    #[error(
        "{} holds a shard of another plan: {}; move it away, or take the plan that it belongs to",
        dir.display(),
        list(differences)
    )]
    OtherPlan {
        /// The directory of the shard.
        dir: PathBuf,
        /// In what it differs.
        differences: Vec<Difference>,
    },
    /// Tables as Parquet were asked of a program that was built without them.
    #[error(
        "this program was built without Parquet; get one that has it with `cargo install --path . \
         --features parquet`, or leave out `--format parquet` to write CSV"
    )]
    NoParquet,
    /// A seed that a whole number of Parquet has no room for.
    #[error(
        "the seed {seed} is past 9,223,372,036,854,775,807, the greatest that a column of Parquet \
         holds; choose a smaller one, or leave out `--format parquet` to write CSV"
    )]
    LargeSeed {
        /// The seed.
        seed: u64,
    },
    /// The directory's name is taken by something else.
    #[error("{} exists and is not a directory; choose another one", path.display())]
    NotADirectory {
        /// The path.
        path: PathBuf,
    },
    /// A file would be overwritten that no manifest claims.
    #[error(
        "{} is already there, and no manifest says that a batch wrote it; move it away, choose \
         another directory, or replace it with --force",
        path.display()
    )]
    InTheWay {
        /// The file.
        path: PathBuf,
    },
    /// Another process is writing this batch.
    #[error("{} is being written by another process; wait for it to end", dir.display())]
    Busy {
        /// The batch directory.
        dir: PathBuf,
    },
    /// There is no finished batch in a directory that is to be read.
    #[error("{} has no {}: {why}", dir.display(), super::MANIFEST)]
    NoBatch {
        /// The directory.
        dir: PathBuf,
        /// What it may be instead, and how to fix that.
        why: String,
    },
    /// The directory holds a batch that is not finished.
    #[error(
        "{} holds an unfinished batch; give the command that writes it again, and it goes on to the end",
        dir.display()
    )]
    Unfinished {
        /// The directory.
        dir: PathBuf,
    },
    /// The directory is whole, and holds nothing that is analysed.
    #[error("{} holds {what}", dir.display())]
    NotForAnalysis {
        /// The directory.
        dir: PathBuf,
        /// What it holds, and what to name instead.
        what: String,
    },
    /// A file is not as it was written.
    #[error(
        "{} was altered: {why}; put it back, or write the batch anew with --force",
        path.display()
    )]
    Altered {
        /// The file.
        path: PathBuf,
        /// What shows it.
        why: String,
    },
    /// A manifest or checkpoint that this program did not write, or cannot read.
    #[error(
        "{} cannot be read as a file of summitry: {why}; move it away, or choose another directory",
        path.display()
    )]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// A file cannot be read.
    #[error("{} cannot be read: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// A file cannot be written.
    #[error("{} cannot be {action}: {source}; {}", path.display(), advice(source))]
    Write {
        /// The file or directory.
        path: PathBuf,
        /// What was tried: `written`, `created`.
        action: &'static str,
        /// The system's reason.
        source: io::Error,
    },
}

impl OutputError {
    /// What kind of error it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match self {
            OutputError::NoParquet
            | OutputError::LargeSeed { .. }
            | OutputError::OtherBatch { .. }
            | OutputError::NotADirectory { .. }
            | OutputError::NotForAnalysis { .. }
            | OutputError::InTheWay { .. } => ErrorKind::Request,
            OutputError::OtherPlan { .. }
            | OutputError::NoBatch { .. }
            | OutputError::Altered { .. }
            | OutputError::Foreign { .. }
            | OutputError::Unreadable { .. } => ErrorKind::Data,
            OutputError::Write { .. } => ErrorKind::Write,
            OutputError::Busy { .. } | OutputError::Unfinished { .. } => ErrorKind::Incomplete,
        }
    }

    /// Wraps an I/O error of writing `path`; `action` says what failed ("created", "renamed", …).
    pub fn write(
        path: &Path,
        action: &'static str,
    ) -> impl FnOnce(io::Error) -> OutputError + use<> {
        let path = path.to_owned();
        move |source| OutputError::Write { path, action, source }
    }

    pub(crate) fn read(path: &Path) -> impl FnOnce(io::Error) -> OutputError + use<> {
        let path = path.to_owned();
        move |source| OutputError::Unreadable { path, source }
    }
}

fn list(differences: &[Difference]) -> String {
    differences.iter().map(Difference::to_string).collect::<Vec<_>>().join(", ")
}

fn advice(source: &io::Error) -> &'static str {
    match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            "make room and run again: it continues from the last checkpoint"
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "choose a directory that you may write to"
        }
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
            "a part of the path is a file: choose another directory"
        }
        _ => "fix that and run again: it continues from the last checkpoint",
    }
}
