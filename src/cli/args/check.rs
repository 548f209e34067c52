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
    /// List every number that the file does not set: value, unit, evidence, and where it comes from
    #[arg(long, help_heading = "Show")]
    pub defaults: bool,
    /// With --defaults, how many runs end otherwise when a number is halved or doubled
    #[arg(long, requires = "defaults", help_heading = "Show")]
    pub influence: bool,
    /// Show who wants what, which texts all prefer to none, and the Nash and fairness points
    #[arg(long, help_heading = "Show")]
    pub positions: bool,
    /// Make 1,000 runs: what never happens, what ends them, which numbers change nothing
    #[arg(long = "try", help_heading = "Show")]
    pub try_runs: bool,
    /// Output format
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: Format,
}
