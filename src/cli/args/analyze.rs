//! The arguments of `summitry analyze`.

use std::path::PathBuf;

use clap::{ValueEnum, ValueHint};
use summitry_lab::analysis::{Group, Threshold};

use super::common::{Format, between, seed};

/// An analysis method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Method {
    /// Shares of the variance, from the rows of a Saltelli design
    Sobol,
    /// Elementary effects, from the rows of a Morris design
    Morris,
    /// Partial rank correlations, from any rows
    Prcc,
    /// Nested boxes in which a 0/1 output is ever more often 1
    Prim,
    /// A tree whose leaves are boxes
    Cart,
    /// Means by level of each input
    Response,
}

/// What one row of a sweep stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Unit {
    Runs,
    Cells,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum YesNo {
    Yes,
    No,
}

/// What makes one box better than another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Objective {
    /// The rise in density per row lost
    Gain,
    /// The density, as in Friedman & Fisher (1999)
    Mean,
}

#[derive(Debug, clap::Args)]
#[command(override_usage = "summitry analyze [OPTIONS] <DIR>\n       \
                            summitry analyze [OPTIONS] --inputs <LIST> --output <COLUMN>\n                        \
                            --method <METHOD> <FILE>")]
#[command(after_help = "\
Examples:
  summitry run && summitry analyze out/kyiv-washington
  summitry sweep what-drives-durability
  summitry analyze out/what-drives-durability
  summitry analyze out/what-drives-durability --method prim --paste
  summitry analyze out/readiness-screening --output no_summit
  summitry analyze runs.csv --inputs a,b,c --output y --method cart \\
    --threshold \">=0.5\" --out out/boxes

For a batch: shares, means, quantiles, waiting times, survival of settlements and \
distances to the Pareto front. For a sweep: the analysis that its design is for, \
of the share `durable` by default. The result is also written to \
DIR/analysis/<what>.

sobol and morris need the rows of their design, in order, and leave out base points \
and trajectories with a row without an output; prcc, prim, cart and response take any \
rows, and leave out those without an output. Words are categories to prim, cart, \
response and sobol; prcc takes two as 0 and 1. The exit code is 65 for unusable data, 2 for an invalid command. \
docs/analysis.md has formulas and sources.")]
pub(in crate::cli) struct AnalyzeArgs {
    /// Directory of a finished batch or sweep, or CSV file with a header
    #[arg(value_name = "DIR|FILE", value_hint = ValueHint::AnyPath)]
    pub file: PathBuf,
    /// Columns that were varied, comma-separated, in the order of the design [default for DIR: all factors]
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub inputs: Vec<String>,
    /// Inputs that the design changes together, under a name, such as supply=a,b (sobol, morris; repeatable)
    #[arg(long, value_name = "NAME=LIST")]
    pub group: Vec<Group>,
    /// Output column; for a sweep, an outcome or a measure [default for DIR: durable]
    #[arg(long, value_name = "COLUMN")]
    pub output: Option<String>,
    /// Analysis method
    #[arg(long, value_enum, value_name = "METHOD", hide_possible_values = true)]
    #[arg(
        help = "Analysis method: sobol, morris, prcc, prim, cart or response [default for DIR: the one its design is for]"
    )]
    pub method: Option<Method>,
    /// Rows of a sweep to use: runs or cells (prim, cart) [default: runs, if they were written]
    #[arg(long, value_enum, value_name = "WHAT", hide_possible_values = true)]
    pub unit: Option<Unit>,
    /// Outputs that count as 1: a quoted comparison such as ">=0.5" (prim, cart)
    #[arg(long, value_name = "RULE")]
    pub threshold: Option<Threshold>,
    /// Confidence of the intervals [default: 0.95]
    #[arg(long, value_name = "SHARE", value_parser = confidence, help_heading = "Indices")]
    pub confidence: Option<f64>,
    /// Number of bootstrap samples (sobol, morris); 0 for no intervals [default: 1000]
    #[arg(long, value_name = "N", value_parser = resamples, help_heading = "Indices")]
    pub resamples: Option<usize>,
    /// Random seed of the bootstrap and of cart's folds [default: 1]
    #[arg(long, value_name = "SEED", value_parser = seed, help_heading = "Indices")]
    pub seed: Option<u64>,
    /// Whether the design has second-order rows (sobol) [default: inferred from the rows]
    #[arg(
        long,
        value_enum,
        value_name = "YES|NO",
        hide_possible_values = true,
        help_heading = "Indices"
    )]
    pub second_order: Option<YesNo>,
    /// Levels of the design (morris) [default: inferred from the rows]
    #[arg(long, value_name = "P", help_heading = "Indices")]
    pub levels: Option<usize>,
    /// Smallest share of all rows in a box (prim, cart) [default: 0.05]
    #[arg(long, value_name = "SHARE", help_heading = "Boxes")]
    pub min_mass: Option<f64>,
    /// Share of a box's rows that each step peels off (prim) [default: 0.05]
    #[arg(long, value_name = "SHARE", help_heading = "Boxes")]
    pub peel_alpha: Option<f64>,
    /// What each step maximises: gain, the rise in density per row lost, or mean, the density (prim)
    #[arg(
        long,
        value_enum,
        value_name = "WHAT",
        hide_possible_values = true,
        help_heading = "Boxes"
    )]
    pub objective: Option<Objective>,
    /// Paste slices back at the end while that raises the density (prim)
    #[arg(long, help_heading = "Boxes")]
    pub paste: bool,
    /// Step whose box is shown (prim) [default: the best balance of coverage and density]
    #[arg(long, value_name = "STEP", help_heading = "Boxes")]
    pub step: Option<usize>,
    /// Greatest depth of the tree (cart) [default: 5]
    #[arg(long, value_name = "N", help_heading = "Boxes")]
    pub depth: Option<usize>,
    /// Folds of the cross-validation that prunes the tree (cart); 0 for none [default: 10]
    #[arg(long, value_name = "N", help_heading = "Boxes")]
    pub folds: Option<usize>,
    /// Output directory [default: DIR/analysis/<what>; none for FILE]
    #[arg(long, short, value_name = "DIR", value_hint = ValueHint::DirPath, help_heading = "Output")]
    pub out: Option<PathBuf>,
    /// Overwrite another result in the same directory
    #[arg(long, help_heading = "Output")]
    pub force: bool,
    /// Output format
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t, help_heading = "Output")]
    pub format: Format,
    /// Suppress all messages but errors
    #[arg(long, short, help_heading = "Output")]
    pub quiet: bool,
}

fn confidence(typed: &str) -> Result<f64, String> {
    between(typed, 0.5, 0.9999, "a confidence is from 0.5 to 0.9999")
}

fn resamples(typed: &str) -> Result<usize, String> {
    between(typed, 0, 100_000, "from 0 to 100,000 samples")
}
