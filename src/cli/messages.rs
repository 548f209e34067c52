//! What several commands report: where results are, and what became of a command that did not run to its end.

use std::path::Path;

use summitry_lab::output::{MANIFEST, Manifest};

use super::format::{counted, grouped, path};

/// Where the tables of a finished directory are, and which there are.
pub(super) fn written(dir: &Path, manifest: &Manifest) -> String {
    let files = manifest.files.iter().map(|entry| entry.file.as_str());
    let files: Vec<&str> = files.chain([MANIFEST]).collect();
    format!("\nWritten to {}: {}", path(dir), files.join(", "))
}

/// The directory holds the result of this very command; `what` names it, `done` what was not done again.
pub(super) fn already(dir: &Path, what: &str, done: &str) -> String {
    format!("{} already holds this {what}: nothing was {done} (--force rewrites it)", path(dir))
}

/// The command was interrupted with `done` of `all` runs saved.
pub(super) fn interrupted(dir: &Path, done: u64, all: u64) -> String {
    format!(
        "interrupted: {} of {} saved in {}; rerun the same command to resume",
        grouped(done),
        counted(all, "run", "runs"),
        path(dir)
    )
}

/// A file is in the way, which only --force replaces.
pub(super) fn exists(file: &Path) -> String {
    format!("{} already exists; --force replaces it", path(file))
}
