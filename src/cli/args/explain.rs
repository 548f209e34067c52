//! What `summitry explain` and `summitry replay` take.

use std::path::PathBuf;

use clap::{ValueEnum, ValueHint};

use super::common::{Changes, Format, between};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  summitry explain --run 17
  summitry explain my.toml --run 3 --seed 7 --all
  summitry explain --run 17 --log run-17.jsonl
  summitry explain --run 17 --format html > run-17.html

Decisions are numbered: summitry whatif takes such a number, and changes the answer.")]
pub(in crate::cli) struct ExplainArgs {
    /// A bundled scenario or the path of a file
    #[arg(value_name = "SCENARIO", default_value = "kyiv-washington", value_hint = ValueHint::FilePath)]
    pub scenario: String,
    #[command(flatten)]
    pub changes: Changes,
    /// The number of the run
    #[arg(long, value_name = "K", value_parser = number)]
    pub run: u64,
    /// The seed that all chance comes from
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    pub seed: u64,
    /// Tell the routine too: who attends, who waits, what is paid as usual
    #[arg(long)]
    pub all: bool,
    /// Write the run's answers to this file, for summitry replay
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Output")]
    pub log: Option<PathBuf>,
    /// Replace the file if it is there
    #[arg(long, requires = "log", help_heading = "Output")]
    pub force: bool,
    /// How the story is printed
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t, help_heading = "Output")]
    pub format: StoryFormat,
}

/// How a story is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum StoryFormat {
    /// Text for people
    #[default]
    Table,
    /// One JSON object with every decision and what was seen
    Json,
    /// A page with a picture, on standard output
    Html,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  summitry run --runs 100 --trace --out out/traced
  summitry replay out/traced/answers.jsonl
  summitry replay run-17.jsonl --scenario my.toml

Without --scenario it is the scenario.toml beside the log, else the bundled one of the
log's name. Ends with 1 if a run departs from the log, with 65 if the log is of another
scenario or version.")]
pub(in crate::cli) struct ReplayArgs {
    /// The answer log
    #[arg(value_name = "LOG", value_hint = ValueHint::FilePath)]
    pub log: PathBuf,
    /// The scenario that it is of: a bundled one or the path of a file
    #[arg(long, value_name = "SCENARIO", value_hint = ValueHint::FilePath)]
    pub scenario: Option<String>,
    #[command(flatten)]
    pub changes: Changes,
    /// How the result is printed
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: Format,
    /// No progress and no messages but faults
    #[arg(long, short)]
    pub quiet: bool,
}

/// The number of a run.
pub(in crate::cli) fn number(typed: &str) -> Result<u64, String> {
    between(typed, 0, u64::from(u32::MAX), "runs are numbered from 0 to 4,294,967,295")
}
