//! The arguments of `summitry sweep`.

use std::path::PathBuf;

use clap::{ValueEnum, ValueHint};
use summitry_lab::experiment::MOST_REPLICATIONS;

use super::common::{FormatWord, between, most_runs, seed, threads};

/// What is written for each run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum PerRun {
    /// One row in runs.csv
    #[default]
    Rows,
    /// No runs.csv
    None,
}

/// What to change in an experiment, and what it writes.
#[derive(Clone, Debug, clap::Args)]
pub(in crate::cli) struct SweepChanges {
    /// Master random seed, in place of the experiment's
    #[arg(long, value_name = "SEED", value_parser = seed)]
    pub seed: Option<u64>,
    /// Runs per cell, in place of the experiment's
    #[arg(long, short = 'n', value_name = "N", value_parser = replications)]
    pub replications: Option<u64>,
    /// What to write for each run
    #[arg(long, value_enum, value_name = "WHAT", default_value_t, help_heading = "Output")]
    pub per_run: PerRun,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  summitry sweep rounds-before-summit
  summitry sweep my.toml --replications 200 --out out/quick
  summitry sweep what-drives-durability --per-run none
  summitry sweep readiness-screening --format json,parquet

Rerun the same command to resume an interrupted sweep: it ends in the same bytes. \
To use more than one machine, see summitry plan.")]
pub(in crate::cli) struct SweepArgs {
    /// Bundled experiment or path of a file
    #[arg(value_name = "EXPERIMENT", value_hint = ValueHint::FilePath)]
    pub experiment: String,
    #[command(flatten)]
    pub changes: SweepChanges,
    /// Most runs that an experiment may have
    #[arg(long, value_name = "N", default_value = "1000000", value_parser = most_runs)]
    pub max_runs: u64,
    /// Number of threads [default: one per core]
    #[arg(long, value_name = "T", value_parser = threads)]
    pub threads: Option<usize>,
    /// Longest time between checkpoints, in seconds: the work that a crash can lose
    #[arg(long, value_name = "SECONDS", default_value = "5", value_parser = seconds, hide_short_help = true)]
    pub checkpoint_every: f64,
    /// Output directory [default: out/<experiment>]
    #[arg(long, short, value_name = "DIR", value_hint = ValueHint::DirPath, help_heading = "Output")]
    pub out: Option<PathBuf>,
    /// Overwrite another batch in the same directory
    #[arg(long, help_heading = "Output")]
    pub force: bool,
    /// Format of the output and of the tables, comma-separated [default: table,csv]
    #[arg(long, value_enum, value_name = "LIST", value_delimiter = ',', help_heading = "Output")]
    pub format: Vec<FormatWord>,
    /// Show every column of the table, however wide it is
    #[arg(long, help_heading = "Output")]
    pub no_truncate: bool,
    /// Suppress progress and all messages but errors
    #[arg(long, short, help_heading = "Output")]
    pub quiet: bool,
}

pub(super) fn seconds(typed: &str) -> Result<f64, String> {
    between(typed, 0.0, 86_400.0, "from 0 to 86,400 seconds")
}

/// As many runs as a batch can count.
fn replications(typed: &str) -> Result<u64, String> {
    between(typed, 1, MOST_REPLICATIONS, "a cell has from 1 to 1,000,000,000 runs")
}
