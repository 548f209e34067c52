//! The arguments of `summitry new`.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{ValueEnum, ValueHint};

use summitry_model::scenario::templates;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  summitry new my-case.toml
  summitry new my-case.toml --template class
  summitry new fishing.toml --from positions.csv --role Northland=gatekeeper \\
    --role Southland=requester --no-deal 0

A new scenario is generic: mechanisms that its text does not name are off. An \
existing file is never overwritten.

Tables have actors and issues in one of three shapes: one row per actor and \
issue; one row per issue, with columns of position and salience for each actor; \
or one row per actor, as KTAB writes them. docs/own-case.md describes them and \
what becomes of each number. What a table lacks is asked for by name, and \
nothing is written; the exit code is then 2, and 65 if the table has errors.")]
pub(in crate::cli) struct NewArgs {
    /// Scenario file to write [default: my-case.toml, or the table's name]
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: Option<PathBuf>,
    /// Scenario file to write, as an option
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "file")]
    pub out: Option<PathBuf>,
    /// Template to start from
    #[arg(long, value_name = "NAME", value_parser = PossibleValuesParser::new(templates::ALL.iter().map(|t| t.name)), default_value = "talks", conflicts_with = "from")]
    pub template: String,
    /// Table of actors and issues to make the scenario from
    #[arg(long, value_name = "TABLE", value_hint = ValueHint::FilePath)]
    pub from: Option<PathBuf>,
    /// Role of an actor: requester, gatekeeper, ally or counterpart (repeatable)
    #[arg(long, value_name = "ACTOR=ROLE", requires = "from", help_heading = "Tables")]
    pub role: Vec<String>,
    /// Position that holds without agreement: a number for every issue, or ISSUE=NUMBER (repeatable)
    #[arg(
        long,
        value_name = "[ISSUE=]NUMBER",
        requires = "from",
        help_heading = "Tables",
        allow_negative_numbers = true
    )]
    pub no_deal: Vec<String>,
    /// Least and greatest position of an issue [default: 0:100]
    #[arg(
        long,
        value_name = "[ISSUE=]LEAST:GREATEST",
        requires = "from",
        help_heading = "Tables",
        allow_negative_numbers = true
    )]
    pub scale: Vec<String>,
    /// How value falls with the distance from an actor's position
    #[arg(
        long,
        value_enum,
        value_name = "LOSS",
        default_value_t,
        requires = "from",
        help_heading = "Tables"
    )]
    pub loss: LossArg,
}

/// How value falls with distance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum LossArg {
    /// In proportion to it
    #[default]
    Linear,
    /// With its square
    Quadratic,
}
