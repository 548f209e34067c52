//! Where there are no process groups and no waiting for pipes: programs cannot be started.

use std::io::{self, ErrorKind};
use std::time::Duration;

use super::spec::Fault;

/// A program that runs: there is none here.
#[derive(Debug)]
pub enum Program {}

impl Program {
    /// Refuses.
    ///
    /// # Errors
    /// Always.
    pub fn start(_command: &[String]) -> io::Result<Program> {
        let why = "programs in seats need a Unix system";
        Err(io::Error::new(ErrorKind::Unsupported, why))
    }

    /// Adds lines to what is sent.
    pub fn send(&mut self, _lines: &[u8]) {
        match *self {}
    }

    /// Waits for a line.
    ///
    /// # Errors
    /// None, as there is no program.
    pub fn receive(&mut self, _within: Duration) -> Result<Vec<u8>, Fault> {
        match *self {}
    }

    /// What it wrote last to standard error.
    #[must_use]
    pub fn stderr(&mut self) -> String {
        match *self {}
    }

    /// Says goodbye.
    pub fn end(self, _goodbye: &[u8]) {
        match self {}
    }
}
