//! The arguments of `summitry run`.

use std::path::PathBuf;

use clap::ValueHint;
use clap::builder::PossibleValuesParser;
use summitry_lab::experiment::Tables;
use summitry_model::diplomacy::party::Conduct;
use summitry_model::fields::field::Choice as _;

use super::common::{Changes, Format, runs, seed, threads, whole};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  summitry run
  summitry run two-capitals --runs 10000 --seed 7
  summitry run --gate readiness:preparation=0.7 --out out/ready
  summitry run my.toml --set meeting.rounds.gap=15 --tables runs,summary
  summitry run classroom --seat gatekeeper=\"python3 seat.py\"

Rerun the same command to resume an interrupted batch. The same scenario, seed and version \
produce identical bytes with any number of threads.")]
pub(in crate::cli) struct RunArgs {
    /// Bundled scenario or path of a file
    #[arg(value_name = "SCENARIO", default_value = "kyiv-washington", value_hint = ValueHint::FilePath)]
    pub scenarios: Vec<String>,
    #[command(flatten)]
    pub changes: Changes,
    /// Program that plays a party, over lines of JSON (repeatable; see summitry schema seat)
    #[arg(long, value_name = "PARTY=COMMAND", help_heading = "Seats")]
    pub seat: Vec<String>,
    /// Policy that takes over when a program fails [default: the party's own in the scenario]
    #[arg(long, value_name = "POLICY", requires = "seat", help_heading = "Seats")]
    #[arg(value_parser = PossibleValuesParser::new(Conduct::OPTIONS.iter().map(|(name, _)| *name)))]
    pub fallback: Option<String>,
    /// Time limit for an answer, in milliseconds
    #[arg(
        long,
        value_name = "MS",
        default_value = "1000",
        requires = "seat",
        help_heading = "Seats"
    )]
    #[arg(value_parser = whole(1..=3_600_000_u64))]
    pub seat_timeout: u64,
    /// Number of runs
    #[arg(long, short = 'n', value_name = "N", default_value = "1000", value_parser = runs)]
    pub runs: u64,
    /// Master random seed
    #[arg(long, value_name = "SEED", default_value = "1", value_parser = seed)]
    pub seed: u64,
    /// Number of threads [default: one per core]
    #[arg(long, value_name = "T", value_parser = threads)]
    pub threads: Option<usize>,
    /// Output directory; with several scenarios, their parent [default: out/<scenario>]
    #[arg(long, short, value_name = "DIR", value_hint = ValueHint::DirPath, help_heading = "Output")]
    pub out: Option<PathBuf>,
    /// Tables to write, comma-separated [default: all but the trace]
    #[arg(long, value_name = "LIST", value_parser = Tables::parse, help_heading = "Output")]
    #[arg(long_help = format!(
        "Tables to write, comma-separated [default: all but events and answers]\n\n\
         Tables: {}", Tables::NAMES.join(", ")))]
    pub tables: Option<Tables>,
    /// Also write the trace: every event and every answer, in events.csv and answers.jsonl
    #[arg(long, help_heading = "Output")]
    pub trace: bool,
    /// Overwrite another batch in the same directory
    #[arg(long, help_heading = "Output")]
    pub force: bool,
    /// Output format
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t, help_heading = "Output")]
    pub format: Format,
    /// Suppress progress and all messages but errors
    #[arg(long, short, help_heading = "Output")]
    pub quiet: bool,
}
