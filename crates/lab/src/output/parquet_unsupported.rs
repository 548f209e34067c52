//! What stands for Parquet in a program that was built without: a batch of it is refused as it is opened.

use std::io::{self, Read, Write};
use std::path::Path;

use super::{OutputError, Table};

#[expect(dead_code, reason = "the failures of a program that writes Parquet")]
pub(super) enum Failure {
    Read(io::Error),
    Form(String),
    Write(io::Error),
}

pub(super) fn write<W: Write + Send>(_: &Table, _: impl Read, _: W) -> Result<(W, u64), Failure> {
    Err(Failure::Write(io::ErrorKind::Unsupported.into()))
}

pub(super) fn read(
    _: &Path,
    _: &[&str],
    _: &mut dyn FnMut(&[String]) -> Result<(), String>,
) -> Result<(), OutputError> {
    Err(OutputError::NoParquet)
}
