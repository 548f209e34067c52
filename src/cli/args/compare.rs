//! What `summitry compare` takes.

use std::path::PathBuf;

use clap::{ValueEnum, ValueHint};

use super::common::{Format, between, most_runs, runs, threads};

/// Which end of a measure is the best.
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
  summitry compare --gate summit-first --gate hybrid --measure first_summit_day
  summitry compare my.toml --with other.toml --runs 5000
  summitry compare --gate rounds-first --gate readiness --tune
  summitry compare --gate rounds-first:n=2 --gate rounds-first:n=4 --find-best --indifference 0.02

Run k has the same luck under every rule, so that differences are of the rules. A
comparison that was interrupted goes on when the same command is given again.")]
pub(in crate::cli) struct CompareArgs {
    /// A bundled scenario or the path of a file
    #[arg(value_name = "SCENARIO", default_value = "kyiv-washington", value_hint = ValueHint::FilePath)]
    pub scenario: String,
    /// A gate to compare, such as rounds-first:n=3 (repeatable; one is compared with the scenario's own)
    #[arg(long, value_name = "GATE")]
    pub gate: Vec<String>,
    /// Another scenario to compare, under the same gates or its own (repeatable)
    #[arg(long, value_name = "SCENARIO", value_hint = ValueHint::FilePath)]
    pub with: Vec<String>,
    /// Change a value of all scenarios by its dotted path, such as rounds.gap=15 (repeatable)
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<String>,
    /// The outcome or measure that says which rule is the best
    #[arg(long, value_name = "M", default_value = "durable")]
    pub measure: String,
    /// Which end of it is the best [default: lowest for waits, strain and outcomes without a settlement in force]
    #[arg(long, value_enum, value_name = "END")]
    pub best: Option<End>,
    /// Runs under each rule
    #[arg(long, short = 'n', value_name = "N", value_parser = runs)]
    #[arg(help = "Runs under each rule [default: 1000]", conflicts_with = "find_best")]
    pub runs: Option<u64>,
    /// The seed that all chance comes from
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    pub seed: u64,
    /// Threads that simulate [default: all cores]
    #[arg(long, value_name = "T", value_parser = threads)]
    pub threads: Option<usize>,
    /// Give runs to the rules that may still be the best, until one is left (Kim & Nelson 2001)
    #[arg(long, help_heading = "Selection")]
    pub find_best: bool,
    /// The least difference that matters, in units of the measure [default: 0.01 for an outcome]
    #[arg(long, value_name = "D", value_parser = indifference, requires = "find_best", help_heading = "Selection")]
    pub indifference: Option<f64>,
    /// How probable a right selection is to be
    #[arg(long, value_name = "P", value_parser = confidence, requires = "find_best", help_heading = "Selection")]
    #[arg(help = "How probable a right selection is to be [default: 0.95]")]
    pub confidence: Option<f64>,
    /// Runs of all rules together, at most [default: 200000]
    #[arg(long, value_name = "N", value_parser = most_runs, requires = "find_best", help_heading = "Selection")]
    pub max_runs: Option<u64>,
    /// First choose what a gate leaves open from a grid, by runs of their own
    #[arg(long, requires = "gate", help_heading = "Selection")]
    pub tune: bool,
    /// Runs of each point of the grid [default: 1000]
    #[arg(long, value_name = "N", value_parser = runs, requires = "tune", help_heading = "Selection")]
    pub tune_runs: Option<u64>,
    /// Where the tables go [default: out/<scenario>-compared, or -best with --find-best]
    #[arg(long, short, value_name = "DIR", value_hint = ValueHint::DirPath, help_heading = "Output")]
    pub out: Option<PathBuf>,
    /// Replace another batch in the same place
    #[arg(long, help_heading = "Output")]
    pub force: bool,
    /// How the results are printed
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t, help_heading = "Output")]
    pub format: Format,
    /// No progress and no messages but faults
    #[arg(long, short, help_heading = "Output")]
    pub quiet: bool,
}

fn indifference(typed: &str) -> Result<f64, String> {
    between(typed, f64::MIN_POSITIVE, 1e6, "a difference is a number above 0, to a million")
}

fn confidence(typed: &str) -> Result<f64, String> {
    between(typed, 0.5, 0.9999, "a selection is from 0.5 to 0.9999 sure")
}
