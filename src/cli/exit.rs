//! Exit codes, those of `sysexits.h` where it has one.

use std::process::ExitCode;

/// What the program tells whoever called it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Exit(pub u8);

impl Exit {
    /// All was done.
    pub(super) const DONE: Exit = Exit(0);
    /// A check or verification failed.
    pub(super) const FAILED: Exit = Exit(1);
    /// The command line or a scenario was refused.
    pub(super) const REFUSED: Exit = Exit(2);
    /// Data that cannot be read, were altered, or are foreign.
    pub(super) const DATA: Exit = Exit(65);
    /// A fault of the program.
    pub(super) const FAULT: Exit = Exit(70);
    /// Output could not be written.
    pub(super) const UNWRITTEN: Exit = Exit(74);
    /// Interrupted: run again to continue.
    pub(super) const INTERRUPTED: Exit = Exit(75);
    /// Ended at once by a second Ctrl-C, as a shell reports it.
    pub(super) const KILLED: i32 = 130;

    /// The first code that is not [`Exit::DONE`]; an interruption goes before all.
    pub(super) fn and(self, next: Exit) -> Exit {
        if self == Exit::DONE || next == Exit::INTERRUPTED { next } else { self }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit.0)
    }
}
