//! The arguments of `summitry diff`.

use clap::ValueHint;

use super::common::{Changes, Format};

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct DiffArgs {
    /// Bundled scenario or path of a file
    #[arg(value_name = "FIRST", value_hint = ValueHint::FilePath)]
    pub first: String,
    /// Scenario to compare it with
    #[arg(value_name = "SECOND", value_hint = ValueHint::FilePath)]
    pub second: String,
    #[command(flatten)]
    pub changes: Changes,
    /// Output format
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: Format,
}
