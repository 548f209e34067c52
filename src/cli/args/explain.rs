//! The arguments of `summitry explain`.

use std::path::PathBuf;

use clap::{ValueEnum, ValueHint};

use super::common::{Changes, run_number, seed};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  summitry explain --run 17
  summitry explain my.toml --run 3 --seed 7 --all
  summitry explain --run 17 --log run-17.jsonl
  summitry explain --run 17 --format html > run-17.html

Decisions are numbered. To change the answer to one, give its number to summitry whatif.")]
pub(in crate::cli) struct ExplainArgs {
    /// Bundled scenario or path of a file
    #[arg(value_name = "SCENARIO", default_value = "kyiv-washington", value_hint = ValueHint::FilePath)]
    pub scenario: String,
    #[command(flatten)]
    pub changes: Changes,
    /// Number of the run, from 0
    #[arg(long, value_name = "K", value_parser = run_number)]
    pub run: u64,
    /// Master random seed
    #[arg(long, value_name = "SEED", default_value = "1", value_parser = seed)]
    pub seed: u64,
    /// Include routine events: who attends, who waits, what is paid as usual
    #[arg(long)]
    pub all: bool,
    /// Answer log to write, for summitry replay
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Output")]
    pub log: Option<PathBuf>,
    /// Overwrite an existing file
    #[arg(long, requires = "log", help_heading = "Output")]
    pub force: bool,
    /// Output format
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t, help_heading = "Output")]
    pub format: StoryFormat,
}

/// Output format of a story.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum StoryFormat {
    /// Text for reading
    #[default]
    Table,
    /// One JSON object with every decision and the information it was made on
    Json,
    /// An HTML page with a figure
    Html,
}
