//! The arguments of `summitry compare`.

use std::path::PathBuf;

use clap::{ValueEnum, ValueHint};

use super::common::{Format, between, most_runs, runs, seed, threads};

/// Which end of a measure is best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum End {
    /// The highest mean
    Highest,
    /// The lowest mean
    Lowest,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  summitry compare --gate summit-first --gate rounds-first:n=3 --gate readiness
  summitry compare --gate summit-first --gate hybrid --measure summit_wait_days
  summitry compare my.toml --with other.toml --runs 5000
  summitry compare --gate rounds-first --gate readiness --tune
  summitry compare --gate rounds-first:n=2 --gate rounds-first:n=4 --find-best --indifference 0.02

Run k uses the same random draws under every rule, so that differences come from the \
rules alone. Rerun the same command to resume an interrupted comparison.")]
pub(in crate::cli) struct CompareArgs {
    /// Bundled scenario or path of a file
    #[arg(value_name = "SCENARIO", default_value = "kyiv-washington", value_hint = ValueHint::FilePath)]
    pub scenario: String,
    /// Gate to compare, such as rounds-first:n=3 (repeatable; one is compared with the scenario's own)
    #[arg(long, value_name = "GATE")]
    pub gate: Vec<String>,
    /// Order of meetings to compare, such as allies-first or allies,rounds,summit (repeatable; each under every gate)
    #[arg(long, value_name = "SEQUENCE")]
    pub sequence: Vec<String>,
    /// Another scenario to compare, under the same gates or its own (repeatable)
    #[arg(long, value_name = "SCENARIO", value_hint = ValueHint::FilePath)]
    pub with: Vec<String>,
    /// New value for a parameter of all scenarios, by its dotted path (repeatable)
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<String>,
    /// Outcome or measure that decides which rule is best
    #[arg(long, value_name = "M", default_value = "durable")]
    pub measure: String,
    /// Which end of it is best [default: lowest for waits, strain and outcomes without a settlement in force]
    #[arg(long, value_enum, value_name = "END")]
    pub best: Option<End>,
    /// Number of runs under each rule
    #[arg(long, short = 'n', value_name = "N", value_parser = runs)]
    #[arg(help = "Number of runs under each rule [default: 1000]", conflicts_with = "find_best")]
    pub runs: Option<u64>,
    /// Master random seed
    #[arg(long, value_name = "SEED", default_value = "1", value_parser = seed)]
    pub seed: u64,
    /// Number of threads [default: one per core]
    #[arg(long, value_name = "T", value_parser = threads)]
    pub threads: Option<usize>,
    /// Select the best: run only rules that may still be it, until one is left (Kim & Nelson 2001)
    #[arg(long, help_heading = "Selection")]
    pub find_best: bool,
    /// Smallest difference that matters, in units of the measure [default: 0.01 for an outcome]
    #[arg(long, value_name = "D", value_parser = indifference, requires = "find_best", help_heading = "Selection")]
    pub indifference: Option<f64>,
    /// Probability of a correct selection
    #[arg(long, value_name = "P", value_parser = confidence, requires = "find_best", help_heading = "Selection")]
    #[arg(help = "Probability of a correct selection [default: 0.95]")]
    pub confidence: Option<f64>,
    /// Most runs of all rules together [default: 200000]
    #[arg(long, value_name = "N", value_parser = most_runs, requires = "find_best", help_heading = "Selection")]
    pub max_runs: Option<u64>,
    /// First choose each gate's open parameters from a grid, on separate runs
    #[arg(long, requires = "gate", help_heading = "Selection")]
    pub tune: bool,
    /// Number of runs per point of the grid [default: 1000]
    #[arg(long, value_name = "N", value_parser = runs, requires = "tune", help_heading = "Selection")]
    pub tune_runs: Option<u64>,
    /// Output directory [default: out/<scenario>-compared, or -best with --find-best]
    #[arg(long, short, value_name = "DIR", value_hint = ValueHint::DirPath, help_heading = "Output")]
    pub out: Option<PathBuf>,
    /// Overwrite another batch in the same directory
    #[arg(long, help_heading = "Output")]
    pub force: bool,
    /// Output format
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t, help_heading = "Output")]
    pub format: Format,
    /// Suppress progress and all messages but errors
    #[arg(long, short, help_heading = "Output")]
    pub quiet: bool,
}

fn indifference(typed: &str) -> Result<f64, String> {
    between(typed, f64::MIN_POSITIVE, 1e6, "a difference is a number above 0, to a million")
}

fn confidence(typed: &str) -> Result<f64, String> {
    between(typed, 0.5, 0.9999, "a confidence is from 0.5 to 0.9999")
}
