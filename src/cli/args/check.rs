//! The arguments of `summitry check`.

use clap::ValueHint;

use super::common::{Changes, Format};

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct CheckArgs {
    /// Bundled scenarios or experiments, or paths of files
    #[arg(value_name = "SCENARIO", required = true, value_hint = ValueHint::FilePath)]
    pub scenarios: Vec<String>,
    #[command(flatten)]
    pub changes: Changes,
    /// Output format
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: Format,
}
