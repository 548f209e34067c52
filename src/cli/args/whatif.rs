//! The arguments of `summitry whatif`.

use clap::{ValueEnum, ValueHint};

use super::common::{Changes, Format, between, run_number, seed, threads};
use summitry_lab::replay::AfterChange;
use summitry_model::policy::Choice;

/// Who answers after the change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum After {
    /// The recorded answers while they fit and are legal, then the policies
    #[default]
    Recorded,
    /// The policies from the change on
    Policies,
}

impl From<After> for AfterChange {
    fn from(after: After) -> AfterChange {
        match after {
            After::Recorded => AfterChange::Recorded,
            After::Policies => AfterChange::Policies,
        }
    }
}

/// A decision and its new answer, as typed: `17=grant`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::cli) struct Typed {
    pub decision: usize,
    pub answer: Choice,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  summitry explain --run 17              shows the numbers of decisions
  summitry whatif --run 17 --change 12=grant
  summitry whatif --run 17 --change 12=grant --seeds 2000
  summitry whatif --run 17 --scan        shows which decisions mattered most

A single changed run is not what would have happened, only what would follow on these \
random draws. With --seeds, the run continues from the decision into that many other \
futures, and the difference is reported with its interval.")]
pub(in crate::cli) struct WhatifArgs {
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
    /// Number of a decision and its new answer, such as 12=grant
    #[arg(long, value_name = "N=ANSWER", value_parser = typed, allow_hyphen_values = true, required_unless_present = "scan")]
    pub change: Option<Typed>,
    /// Change every decision in turn, and rank the changes by their effect
    #[arg(long, conflicts_with = "change")]
    pub scan: bool,
    /// Also change acceptances and rejections at the table
    #[arg(long, requires = "scan")]
    pub tables: bool,
    /// Number of changes to show
    #[arg(long, value_name = "N", value_parser = top, requires = "scan", conflicts_with = "change")]
    #[arg(help = "Number of changes to show [default: 15]")]
    pub top: Option<usize>,
    /// Who answers after the change, on the run's own draws
    #[arg(long, value_enum, value_name = "WHO", conflicts_with = "scan")]
    #[arg(help = "Who answers after the change, on the run's own draws [default: recorded]")]
    pub then: Option<After>,
    /// Number of futures from the decision on [default: none for one change, 100 for a scan]
    #[arg(long, value_name = "N", value_parser = seeds)]
    pub seeds: Option<u64>,
    /// Outcome or measure to compare over futures
    #[arg(long, value_name = "M", default_value = "durable")]
    pub measure: String,
    /// Number of threads [default: one per core]
    #[arg(long, value_name = "T", value_parser = threads)]
    pub threads: Option<usize>,
    /// Include routine events
    #[arg(long, conflicts_with = "scan", help_heading = "Output")]
    pub all: bool,
    /// Output format
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t, help_heading = "Output")]
    pub format: Format,
    /// Suppress progress and all messages but errors
    #[arg(long, short, help_heading = "Output")]
    pub quiet: bool,
}

fn typed(typed: &str) -> Result<Typed, String> {
    let rule = "write the number of a decision and an answer, such as 12=grant";
    let (number, answer) = typed.split_once('=').ok_or(rule)?;
    let decision = number.trim().parse().map_err(|_| rule.to_owned())?;
    let answer = answer.trim();
    let answer = Choice::named(answer)
        .ok_or_else(|| format!("`{answer}` is not an answer to any request; {rule}"))?;
    Ok(Typed { decision, answer })
}

fn top(typed: &str) -> Result<usize, String> {
    between(typed, 1, 100_000, "from 1 to 100,000 changes")
}

fn seeds(typed: &str) -> Result<u64, String> {
    between(typed, 2, 1_000_000, "from 2 to 1,000,000 futures")
}
