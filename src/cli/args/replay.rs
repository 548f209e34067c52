//! The arguments of `summitry replay`.

use std::path::PathBuf;

use clap::ValueHint;

use super::common::{Changes, Format};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  summitry run --runs 100 --trace --out out/traced
  summitry replay out/traced/answers.jsonl
  summitry replay run-17.jsonl --scenario my.toml

Without --scenario, the scenario.toml beside the log is used, or else the bundled scenario \
that the log names. The exit code is 1 if a run departs from the log, and 65 if the log \
belongs to another scenario or version.")]
pub(in crate::cli) struct ReplayArgs {
    /// Answer log
    #[arg(value_name = "LOG", value_hint = ValueHint::FilePath)]
    pub log: PathBuf,
    /// Scenario of the log: a bundled one or the path of a file
    #[arg(long, value_name = "SCENARIO", value_hint = ValueHint::FilePath)]
    pub scenario: Option<String>,
    #[command(flatten)]
    pub changes: Changes,
    /// Output format
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: Format,
    /// Suppress progress and all messages but errors
    #[arg(long, short)]
    pub quiet: bool,
}
