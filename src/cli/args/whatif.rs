//! What `summitry whatif` takes.

use clap::{ValueEnum, ValueHint};

use super::common::{Changes, Format, between, threads};
use super::explain::number;
use summitry_lab::replay::AfterChange;
use summitry_model::policy::Choice;

/// Who answers after the change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum After {
    /// The answers of the run while they fit and are legal, then the policies
    #[default]
    Recorded,
    /// The policies at once
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
  summitry explain --run 17              decisions have their numbers there
  summitry whatif --run 17 --change 12=grant
  summitry whatif --run 17 --change 12=grant --seeds 2000
  summitry whatif --run 17 --scan        which decision mattered the most

One path is not what would have happened, only what this luck would have made of it.
--seeds goes on from the decision with as many other futures, and gives the difference
with its interval.")]
pub(in crate::cli) struct WhatifArgs {
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
    /// The number of a decision, and what is answered instead, such as 12=grant
    #[arg(long, value_name = "N=ANSWER", value_parser = typed, required_unless_present = "scan")]
    pub change: Option<Typed>,
    /// Change every decision in turn, and rank them by what that does
    #[arg(long, conflicts_with = "change")]
    pub scan: bool,
    /// Change accepting and rejecting at the table too
    #[arg(long, requires = "scan")]
    pub tables: bool,
    /// Flips that are shown
    #[arg(long, value_name = "N", value_parser = top, requires = "scan", conflicts_with = "change")]
    #[arg(help = "Flips that are shown [default: 15]")]
    pub top: Option<usize>,
    /// Who answers after the change, on the run's own luck
    #[arg(long, value_enum, value_name = "WHO", conflicts_with = "scan")]
    #[arg(help = "Who answers after the change, on the run's own luck [default: recorded]")]
    pub then: Option<After>,
    /// Futures to go on with from the decision [default: none for one change, 100 for a scan]
    #[arg(long, value_name = "N", value_parser = seeds)]
    pub seeds: Option<u64>,
    /// The outcome or measure that is compared over futures
    #[arg(long, value_name = "M", default_value = "durable")]
    pub measure: String,
    /// Threads that simulate [default: all cores]
    #[arg(long, value_name = "T", value_parser = threads)]
    pub threads: Option<usize>,
    /// Tell the routine too
    #[arg(long, conflicts_with = "scan", help_heading = "Output")]
    pub all: bool,
    /// How the result is printed
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t, help_heading = "Output")]
    pub format: Format,
    /// No progress and no messages but faults
    #[arg(long, short, help_heading = "Output")]
    pub quiet: bool,
}

fn typed(typed: &str) -> Result<Typed, String> {
    let rule = "write the number of a decision and an answer, such as 12=grant";
    let (number, answer) = typed.split_once('=').ok_or(rule)?;
    let decision = number.trim().parse().map_err(|_| rule.to_owned())?;
    let answer = answer.trim();
    let answer = Choice::named(answer)
        .ok_or_else(|| format!("`{answer}` is no answer to anything; {rule}"))?;
    Ok(Typed { decision, answer })
}

fn top(typed: &str) -> Result<usize, String> {
    between(typed, 1, 100_000, "from 1 to 100,000 flips")
}

fn seeds(typed: &str) -> Result<u64, String> {
    between(typed, 2, 1_000_000, "from 2 to 1,000,000 futures")
}
