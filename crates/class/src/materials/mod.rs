//! What a class is given on paper: made from its scenario, as HTML files that print.
//!
//! Every number on them is computed: preferences from the scenario with nothing drawn, shares and differences from batches
//! of [`RUNS`] runs of seed [`SEED`]. The same scenario and language give the same bytes.

mod batches;
mod exercise;
mod facilitator;
mod index;
mod lessons;
mod paper;
mod phrases;
mod roles;
mod worksheets;
mod worth;

use summitry_model::process::CompiledScenario;
use summitry_model::scenario::Scenario;

use super::Catalogue;

pub use batches::Refused;

/// Runs of each batch behind the materials.
pub const RUNS: u64 = 2000;
/// The seed of these batches.
pub const SEED: u64 = 1;

/// A page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The name of its file.
    pub file: &'static str,
    /// The file.
    pub html: String,
}

/// The names of the files.
pub const FILES: [&str; 6] = [
    "index.html",
    "facilitator.html",
    "roles.html",
    "worksheets.html",
    "answers.html",
    "lessons.html",
];

/// The pages of a scenario, read from `typed`: a bundled name or a path, which stands in commands, and read again with other
/// rules for the batches behind them.
///
/// # Errors
///
/// [`Refused`]: the scenario cannot be read again with a rule.
pub fn materials(scenario: Scenario, typed: &str, words: &Catalogue) -> Result<Vec<Page>, Refused> {
    let setup = CompiledScenario::new(scenario);
    let batches = batches::Batches::of(&setup, typed)?;
    let exercise = exercise::Exercise::new(&setup);
    let pages = [
        index::index(&setup, words),
        facilitator::facilitator(&setup, words, typed),
        roles::roles(&setup, words),
        worksheets::worksheets(&setup, words, &exercise, &batches),
        worksheets::answers(&setup, words, &exercise, &batches),
        lessons::lessons(&setup, words, typed, &batches),
    ];
    Ok(FILES.into_iter().zip(pages).map(|(file, html)| Page { file, html }).collect())
}

/// A word as a shell takes it, within the double quotes that shells have in common.
fn shell(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./\\:=,+@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("\"{word}\"")
    }
}
