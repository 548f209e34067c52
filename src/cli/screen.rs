//! Output to a person: results to standard output, all else to standard error.

use std::io::{self, IsTerminal, Write};

use clap::builder::styling::{AnsiColor, Style};
use terminal_size::{Width, terminal_size_of};

use summitry_model::fields::diagnostic::{Diagnostics, WIDTH};
use summitry_model::fields::source::Sources;

use super::format::wrap;
use crate::called;

/// Columns where neither a terminal nor `COLUMNS` says how many there are.
const COLUMNS: usize = 80;

/// The style of headings.
pub(super) const BOLD: Style = Style::new().bold();
/// The style of bars.
pub(super) const BAR: Style = AnsiColor::Cyan.on_default();
/// The style of the word that begins an error.
const RED: Style = AnsiColor::Red.on_default().bold();

/// Writes a result to standard output; its styles go where it is a terminal that wants them.
///
/// A reader that has seen enough (`| head`) is no failure: the rest is lost on it, and the command ends as it would have.
pub(super) fn print(result: &str) -> io::Result<()> {
    if called::output(result) {
        return Ok(());
    }
    let mut out = anstream::stdout().lock();
    match out.write_all(result.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

/// Writes a message, without its line break, to standard error.
pub(super) fn note(message: &str) {
    note_raw(&wrapped(message));
}

/// Writes lines to standard error as they are. If that fails, there is nowhere to report it.
pub(super) fn note_raw(lines: &str) {
    if called::message(lines.trim_end()) {
        return;
    }
    let mut out = anstream::stderr().lock();
    let _ = writeln!(out, "{}", lines.trim_end()).and_then(|()| out.flush());
}

/// Writes an error to standard error.
pub(super) fn error(message: &str) {
    note(&format!("{RED}error{RED:#}: {message}"));
}

/// A message broken into lines, where the width is known; a log gets it in one.
fn wrapped(message: &str) -> String {
    match error_columns() {
        Some(width) => wrap(message, width, ""),
        None => message.to_owned(),
    }
}

/// Diagnostics of a file with their source lines, for standard output.
pub(super) fn render(diagnostics: &Diagnostics, sources: &Sources) -> String {
    diagnostics.render_in(sources, true, output_columns().unwrap_or(WIDTH))
}

/// Writes diagnostics of a file with their source lines to standard error.
pub(super) fn note_diagnostics(diagnostics: &Diagnostics, sources: &Sources) {
    note_raw(&diagnostics.render_in(sources, true, error_columns().unwrap_or(WIDTH)));
}

/// Columns of standard output.
pub(super) fn width() -> usize {
    output_columns().unwrap_or(COLUMNS)
}

/// Columns of standard error.
pub(super) fn error_width() -> usize {
    error_columns().unwrap_or(COLUMNS)
}

fn output_columns() -> Option<usize> {
    let out = io::stdout();
    columns(out.is_terminal().then(|| terminal_size_of(&out)).flatten())
}

fn error_columns() -> Option<usize> {
    let out = io::stderr();
    columns(out.is_terminal().then(|| terminal_size_of(&out)).flatten())
}

/// The columns of a terminal, else the number in `COLUMNS`.
fn columns(terminal: Option<(Width, terminal_size::Height)>) -> Option<usize> {
    let measured = terminal.map(|(Width(columns), _)| usize::from(columns));
    let given = || std::env::var("COLUMNS").ok()?.parse().ok();
    measured.filter(|&columns| columns > 0).or_else(given).filter(|&columns| columns > 0)
}
