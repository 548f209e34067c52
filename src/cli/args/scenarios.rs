//! The arguments of `summitry scenarios` and `summitry experiments`.

use std::path::PathBuf;

use clap::{Subcommand, ValueHint};

use super::common::Format;

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(in crate::cli) struct ScenariosArgs {
    #[command(subcommand)]
    pub what: Option<Scenarios>,
    /// Output format
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: Format,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Scenarios {
    /// Print the file of a bundled scenario, to read or to start your own from
    Show {
        /// Name of the file
        name: String,
    },
    /// Make a scenario from profiles of Genius (XML) or GeniusWeb (JSON)
    Import(ImportArgs),
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  summitry scenarios import buyer.xml seller.xml > car.toml
  summitry scenarios import party*.json --domain car.json -o car.toml

The first profile is the requester's, the second the gatekeeper's, the others \
are allies'. What profiles do not state is assumed, and listed at the head of \
the scenario. An issue of a scenario has from 2 to 12 options.

The exit code is 2 if a profile does not exist, as in `check`, and 65 if one \
cannot be read or does not make a scenario.")]
pub(in crate::cli) struct ImportArgs {
    /// Profiles, one per file, all over the same issues
    #[arg(value_name = "PROFILE", required = true, value_hint = ValueHint::FilePath)]
    pub profiles: Vec<PathBuf>,
    /// Domain file, whose issues and values the profiles must have
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub domain: Option<PathBuf>,
    /// Scenario file to write [default: standard output]
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub out: Option<PathBuf>,
    /// Overwrite an existing file
    #[arg(long, requires = "out")]
    pub force: bool,
}

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(in crate::cli) struct ExperimentsArgs {
    #[command(subcommand)]
    pub what: Option<Experiments>,
    /// Output format
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: Format,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Experiments {
    /// Print the file of a bundled experiment, to read or to start your own from
    Show {
        /// Name of the file
        name: String,
    },
}
