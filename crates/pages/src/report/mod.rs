//! A report worth printing, from the tables of a finished directory alone.
//!
//! [`report`] reads and verifies a directory, draws what its tables allow, and says in plain words what they come to.
//! Nothing is simulated, and nothing is known here of how: only what columns mean.
//!
//! The page is one file without a script and without a request. Its policy (`Content-Security-Policy`) forbids both; texts
//! of others are escaped, and isolated so that they cannot turn the direction of what is about them.

mod batch;
mod comparison;
mod counts;
mod directory;
mod error;
mod format;
mod limits;
pub(crate) mod page;
mod provenance;
mod sweep;
mod ticks;

use std::path::Path;

pub use error::ReportError;

use crate::charts::Figure;
use directory::FinishedDir;
use provenance::Provenance;
use summitry_lab::analysis::Draw;

/// A report: what a page and figures are made from.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// What the scenario or experiment calls itself. A text of others: plain, but not escaped.
    pub title: String,
    /// What it says of itself; may be empty. Likewise.
    pub description: String,
    /// What kind of directory it is: `batch`, `sweep`, `comparison`.
    pub kind: &'static str,
    /// What the tables come to, in plain words.
    pub sentences: Vec<String>,
    /// The figures.
    pub figures: Vec<Figure>,
    /// Figures that are left out, and why.
    pub omissions: Vec<Omission>,
    /// Names and values of what determines the numbers.
    pub provenance: Vec<(String, String)>,
    /// Commands that give the same numbers.
    pub commands: Vec<String>,
}

/// Something that cannot be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Omission {
    /// What it would have been.
    pub what: &'static str,
    /// Why it cannot.
    pub why: OmissionReason,
}

/// Why something cannot be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OmissionReason {
    /// This table was not written.
    NoTable(&'static str),
    /// What it would show did not happen: this says what.
    NothingSeen(&'static str),
}

impl std::fmt::Display for OmissionReason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            OmissionReason::NoTable(table) => write!(f, "the table {table} was not written"),
            OmissionReason::NothingSeen(what) => f.write_str(what),
        }
    }
}

/// What a kind of directory adds to a report.
#[derive(Debug, Default)]
struct Content {
    sentences: Vec<String>,
    figures: Vec<Figure>,
    omissions: Vec<Omission>,
}

/// The report of a finished directory.
///
/// Its files are read a row at a time, and compared with the digests in its manifest; memory does not grow with the runs.
/// `draw` gives uniform numbers for the bootstrap of a sweep's indices; the same directory and numbers give the same report.
///
/// # Errors
///
/// [`ReportError`]: it is not there, is not finished, was altered, or has no report.
pub fn report(dir: &Path, draw: Draw<'_>) -> Result<Report, ReportError> {
    let directory = FinishedDir::open(dir)?;
    let (kind, content) = match directory.manifest.inputs.command.as_str() {
        "run" => ("batch", batch::report(&directory)?),
        "sweep" => ("sweep", sweep::report(&directory, draw)?),
        "compare" => ("comparison", comparison::report(&directory)?),
        other => {
            return Err(ReportError::Other {
                dir: dir.to_owned(),
                what: format!("what the command `{}` writes", crate::charts::text::plain(other)),
                fix: "name a directory of `summitry run`, `summitry sweep` or `summitry compare`",
            });
        }
    };
    let provenance = Provenance::from_dir(&directory);
    Ok(Report {
        title: provenance.title,
        description: provenance.description,
        kind,
        sentences: content.sentences,
        figures: content.figures,
        omissions: content.omissions,
        provenance: provenance.facts,
        commands: provenance.commands,
    })
}

impl Report {
    /// The page: one HTML file that asks for nothing.
    #[must_use]
    pub fn page(&self) -> String {
        page::page(self)
    }
}
