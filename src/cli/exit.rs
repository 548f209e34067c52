//! How a command ends: its exit code, those of `sysexits.h` where it has one, and the error that goes with it.

use std::fmt::Display;
use std::io;
use std::process::ExitCode;

use summitry_lab::analysis::directory::DirectoryError;
use summitry_lab::experiment::{MergeError, PlanError, RunError};
use summitry_lab::output::{ErrorKind, OutputError};
use summitry_model::bargaining::import::ImportError;
use summitry_pages::report::ReportError;

use super::format::tame;
use super::screen;

/// An exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Exit(pub u8);

impl Exit {
    /// The command did all that was asked.
    pub(super) const DONE: Exit = Exit(0);
    /// A check or verification failed.
    pub(super) const FAILED: Exit = Exit(1);
    /// The command line, or a file that it names, was refused.
    pub(super) const REFUSED: Exit = Exit(2);
    /// Input cannot be read, was modified, or was not written by summitry.
    pub(super) const DATA: Exit = Exit(65);
    /// An internal error.
    pub(super) const INTERNAL: Exit = Exit(70);
    /// The system has no threads to run on.
    pub(super) const NO_THREADS: Exit = Exit(71);
    /// Output could not be written.
    pub(super) const UNWRITTEN: Exit = Exit(74);
    /// Interrupted or incomplete: the same command resumes.
    pub(super) const INTERRUPTED: Exit = Exit(75);
    /// Ended at once by a second Ctrl-C, with the code that a shell reports for it.
    pub(super) const KILLED: i32 = 130;

    /// The first code that is not [`Exit::DONE`]; an interruption takes precedence over all.
    pub(super) fn and(self, next: Exit) -> Exit {
        if self == Exit::DONE || next == Exit::INTERRUPTED { next } else { self }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit.0)
    }
}

impl From<ErrorKind> for Exit {
    fn from(kind: ErrorKind) -> Exit {
        match kind {
            ErrorKind::Agents => Exit::FAILED,
            ErrorKind::Request => Exit::REFUSED,
            ErrorKind::Data => Exit::DATA,
            ErrorKind::Threads => Exit::NO_THREADS,
            ErrorKind::Write => Exit::UNWRITTEN,
            ErrorKind::Incomplete => Exit::INTERRUPTED,
            _ => Exit::INTERNAL,
        }
    }
}

/// Why a command ends early.
#[derive(Debug)]
pub(super) enum Failure {
    /// An error that is still to be reported.
    Error(Exit, String),
    /// Reported where it was found, as diagnostics with their source lines are.
    Reported(Exit),
    /// Standard output cannot be written.
    Stdout(io::Error),
}

impl Failure {
    pub(super) fn new(exit: Exit, error: impl Display) -> Failure {
        Failure::Error(exit, error.to_string())
    }

    /// The command line, or a file that it names, is refused.
    pub(super) fn refused(error: impl Display) -> Failure {
        Failure::new(Exit::REFUSED, error)
    }

    /// Writes the error to standard error, unless that was done, and gives the exit code.
    pub(super) fn report(self) -> Exit {
        match self {
            Failure::Error(exit, message) => {
                screen::error(&message);
                exit
            }
            Failure::Reported(exit) => exit,
            Failure::Stdout(error) => {
                screen::error(&format!("standard output cannot be written: {error}"));
                Exit::UNWRITTEN
            }
        }
    }
}

impl Failure {
    /// Reports it, so that a command can continue with its next item; only a failed standard output ends that.
    pub(super) fn and_continue(self) -> Result<Exit, Failure> {
        match self {
            Failure::Stdout(_) => Err(self),
            _ => Ok(self.report()),
        }
    }
}

/// An I/O error that reaches a command is standard output's: all others come wrapped, with the file's name.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        Failure::Stdout(error)
    }
}

impl From<OutputError> for Failure {
    fn from(error: OutputError) -> Failure {
        Failure::new(error.kind().into(), tame(&error.to_string()))
    }
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Failure {
        let remedy = match error.kind() {
            ErrorKind::Agents => "\nfix the program, and give the command again with --force",
            ErrorKind::Threads => "; try --threads 1",
            _ => "",
        };
        Failure::new(error.kind().into(), format!("{error}{remedy}"))
    }
}

impl From<PlanError> for Failure {
    fn from(error: PlanError) -> Failure {
        Failure::new(error.kind().into(), error)
    }
}

impl From<MergeError> for Failure {
    fn from(error: MergeError) -> Failure {
        Failure::new(error.kind().into(), error)
    }
}

impl From<DirectoryError> for Failure {
    fn from(error: DirectoryError) -> Failure {
        Failure::new(error.kind().into(), tame(&error.to_string()))
    }
}

/// A file that is not there is a slip on the command line, as in `check`.
impl From<ImportError> for Failure {
    fn from(error: ImportError) -> Failure {
        let exit = if error.code() == "not-found" { Exit::REFUSED } else { Exit::DATA };
        Failure::new(exit, error)
    }
}

impl From<ReportError> for Failure {
    fn from(error: ReportError) -> Failure {
        Failure::new(error.kind().into(), tame(&error.to_string()))
    }
}
