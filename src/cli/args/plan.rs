//! The arguments of `summitry plan`.

use std::path::PathBuf;

use clap::{Subcommand, ValueHint};
use summitry_lab::experiment::MOST_SHARDS;

use super::common::{Format, FormatWord, between, most_runs, threads};
use super::sweep::{SweepChanges, seconds};

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Plans {
    /// Write the plan of a sweep: its design, seeds, shards and digests
    New(PlanNewArgs),
    /// Run one shard; can safely be repeated, even twice at once
    Run(PlanRunArgs),
    /// Merge the shards into the directory of the sweep, byte for byte
    Merge(PlanMergeArgs),
    /// Show which shards are done, missing or unusable
    Status(PlanStatusArgs),
    /// Print a script that runs and merges a plan under Slurm
    Slurm(PlanSlurmArgs),
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  summitry plan new what-drives-durability --shards 100 -o plan.json
  summitry plan new my.toml --shards 20 --replications 5000 --max-runs 10000000

Choose shards that take some minutes each: starting one takes a second.")]
pub(in crate::cli) struct PlanNewArgs {
    /// Bundled experiment or path of a file
    #[arg(value_name = "EXPERIMENT", value_hint = ValueHint::FilePath)]
    pub experiment: String,
    #[command(flatten)]
    pub changes: SweepChanges,
    /// Number of shards
    #[arg(long, value_name = "N", value_parser = shards)]
    pub shards: u64,
    /// Most runs that an experiment may have
    #[arg(long, value_name = "N", default_value = "1000000000", value_parser = most_runs)]
    pub max_runs: u64,
    /// Number of threads that check the cells [default: one per core]
    #[arg(long, value_name = "T", value_parser = threads)]
    pub threads: Option<usize>,
    /// Plan file to write
    #[arg(long, short, value_name = "PLAN", default_value = "plan.json", value_hint = ValueHint::FilePath)]
    #[arg(help_heading = "Output")]
    pub out: PathBuf,
    /// Overwrite another plan of the same name
    #[arg(long, help_heading = "Output")]
    pub force: bool,
    /// Suppress all messages but errors
    #[arg(long, short, help_heading = "Output")]
    pub quiet: bool,
}

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct PlanRunArgs {
    /// Plan file
    #[arg(value_name = "PLAN", value_hint = ValueHint::FilePath)]
    pub plan: PathBuf,
    /// Number of the shard, from 0
    #[arg(long, value_name = "I")]
    pub shard: u64,
    /// Parent directory of the shards
    #[arg(long, short, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out: PathBuf,
    /// Number of threads [default: one per core]
    #[arg(long, value_name = "T", value_parser = threads)]
    pub threads: Option<usize>,
    /// Longest time between checkpoints, in seconds: the work that a crash can lose
    #[arg(long, value_name = "SECONDS", default_value = "5", value_parser = seconds, hide_short_help = true)]
    pub checkpoint_every: f64,
    /// Suppress progress and all messages but errors
    #[arg(long, short)]
    pub quiet: bool,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
The result is byte for byte that of the sweep on one machine. If shards are missing, the command \
prints their numbers as an array expression (0-3,7) and exits with 75.")]
pub(in crate::cli) struct PlanMergeArgs {
    /// Plan file
    #[arg(value_name = "PLAN", value_hint = ValueHint::FilePath)]
    pub plan: PathBuf,
    /// Directory of the shards
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub shards: PathBuf,
    /// Output directory
    #[arg(long, short, value_name = "OUT", value_hint = ValueHint::DirPath)]
    pub out: PathBuf,
    /// Overwrite another batch in the same directory
    #[arg(long)]
    pub force: bool,
    /// Format of the output and of the tables, comma-separated [default: table,csv]
    #[arg(long, value_enum, value_name = "LIST", value_delimiter = ',')]
    pub format: Vec<FormatWord>,
    /// Show every column of the table, however wide it is
    #[arg(long)]
    pub no_truncate: bool,
    /// Suppress progress and all messages but errors
    #[arg(long, short)]
    pub quiet: bool,
}

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct PlanStatusArgs {
    /// Plan file
    #[arg(value_name = "PLAN", value_hint = ValueHint::FilePath)]
    pub plan: PathBuf,
    /// Directory of the shards
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub shards: PathBuf,
    /// Output format
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: Format,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  summitry plan slurm plan.json > sweep.sh
  SBATCH_OPTS='--partition=short --time=60' bash sweep.sh")]
pub(in crate::cli) struct PlanSlurmArgs {
    /// Plan file
    #[arg(value_name = "PLAN", value_hint = ValueHint::FilePath)]
    pub plan: PathBuf,
    /// Parent directory of shards and logs, on a disk that all nodes share
    #[arg(long, value_name = "DIR", default_value = "shards", value_hint = ValueHint::DirPath)]
    pub shards: PathBuf,
    /// Output directory of the merged sweep [default: out/<experiment>]
    #[arg(long, short, value_name = "OUT", value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,
    /// Format of the merged output and tables, comma-separated, as of plan merge [default: table,csv]
    #[arg(long, value_enum, value_name = "LIST", value_delimiter = ',')]
    pub format: Vec<FormatWord>,
    /// Cores per task
    #[arg(long, value_name = "N", default_value = "1", value_parser = cores)]
    pub cpus: u32,
    /// Most tasks that run at once [default: as many as Slurm allows]
    #[arg(long, value_name = "N", value_parser = tasks)]
    pub at_once: Option<u64>,
    /// Most tasks per array, up to Slurm's MaxArraySize
    #[arg(long, value_name = "N", default_value = "1000", value_parser = tasks)]
    pub array_size: u64,
    /// Time to save work before a task's time limit, in seconds
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = grace)]
    pub grace: u32,
}

fn shards(typed: &str) -> Result<u64, String> {
    between(typed, 1, MOST_SHARDS, "a plan has from 1 to 100,000 shards")
}

fn tasks(typed: &str) -> Result<u64, String> {
    between(typed, 1, MOST_SHARDS, "from 1 to 100,000 tasks")
}

fn cores(typed: &str) -> Result<u32, String> {
    between(typed, 1, 1024, "a task has from 1 to 1024 cores")
}

fn grace(typed: &str) -> Result<u32, String> {
    between(typed, 1, 65_535, "Slurm takes from 1 to 65,535 seconds")
}
