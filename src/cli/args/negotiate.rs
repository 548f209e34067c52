//! The arguments of `summitry negotiate`.

use std::path::PathBuf;

use clap::ValueHint;
use summitry_model::bargaining::session::SEED;
use summitry_model::bargaining::strategy::NAMES;

use super::common::{Format, between};
use crate::cli::format::wrap;

#[derive(Debug, clap::Args)]
#[command(override_usage = "summitry negotiate [OPTIONS] <PROFILE>... --strategy <NAME>...")]
#[command(after_help = format!("\
Strategies:
  {}

Parameters follow a colon: polynomial:beta=0.5, linear:accept=next-offer. A \
party accepts what meets its target (threshold), what is as good as its next \
offer (next-offer), or also, late enough, the best it can expect (combined).

Examples:
  summitry negotiate buyer.xml seller.xml --strategy boulware conceder
  summitry negotiate *.json --strategy micro,micro,trade-off --steps 50 --trace
  summitry negotiate a.json b.json --strategy linear,linear --format json
  summitry negotiate *.json -s linear,linear,linear --require buyer,seller

Of offers worth the same to it, a party makes the one that is the same on the \
most issues as what the others last offered or accepted; of those still equal \
one is drawn by --seed.

Without an agreement each party gets its reservation value. The solution points \
are computed over the outcomes that give every party at least that much; \
welfare is the greatest sum of utilities among them.", wrap(&NAMES.join(", "), 76, "  ")))]
pub(in crate::cli) struct NegotiateArgs {
    /// Profiles, one per file, all over the same issues; the parties take turns in this order
    #[arg(value_name = "PROFILE", value_hint = ValueHint::FilePath)]
    pub profiles: Vec<PathBuf>,
    /// Strategy of each party, in the order of the profiles
    #[arg(long = "strategy", short, value_name = "NAME", required = true, num_args = 1..)]
    pub strategies: Vec<String>,
    /// Most passes around the table
    #[arg(long, value_name = "N", default_value = "100", value_parser = steps)]
    pub steps: u32,
    /// Domain file, whose issues and values the profiles must have
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub domain: Option<PathBuf>,
    /// Parties that must agree; the others may refuse [default: all must]
    #[arg(long, value_name = "PARTY", value_delimiter = ',')]
    pub require: Vec<String>,
    /// Random seed of the draws between offers that do as well
    #[arg(long, value_name = "SEED", default_value_t = SEED)]
    pub seed: u64,
    /// Show every offer and acceptance
    #[arg(long, help_heading = "Output")]
    pub trace: bool,
    /// Output format
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t, help_heading = "Output")]
    pub format: Format,
}

fn steps(typed: &str) -> Result<u32, String> {
    between(typed, 1, 1_000_000, "a session has from 1 to 1,000,000 steps")
}
