//! What can be typed. Nothing here knows what it means.

#[cfg(feature = "class")]
mod class;
mod common;
mod compare;
mod explain;
mod whatif;

use std::path::PathBuf;

use clap::builder::styling::AnsiColor;
use clap::builder::{PossibleValuesParser, Styles};
use clap::{Parser, Subcommand, ValueEnum, ValueHint, value_parser};
use clap_complete::Shell;

use summitry_lab::analysis::Threshold;
use summitry_lab::experiment::{MOST_REPLICATIONS, MOST_SHARDS, Tables};
use summitry_model::bargaining::strategy::NAMES;
use summitry_model::diplomacy::party::Conduct;
use summitry_model::fields::field::Choice as _;

use super::format::wrap;
use common::{between, most_runs, runs, threads};

#[cfg(feature = "class")]
pub(in crate::cli) use class::{
    ClassArgs, ClassCommand, ClassExportArgs, ClassMaterialsArgs, ClassPurgeArgs, ClassStoreArgs,
    ClassWordsArgs, Language, ServeArgs,
};
pub(in crate::cli) use common::{Changes, Format, threads_or_cores};
pub(in crate::cli) use compare::{CompareArgs, End};
pub(in crate::cli) use explain::{ExplainArgs, ReplayArgs, StoryFormat};
pub(in crate::cli) use whatif::WhatifArgs;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

const EXAMPLES: &str = "\
Start with:
  summitry run                     the article's scenario, 1,000 runs
  summitry scenarios               what else there is
  summitry help run                what can be changed

Exit codes:
  0   done
  1   a check or verification failed
  2   the command line, a scenario, an experiment or a plan was refused
  65  data that cannot be read, were altered, or are foreign
  70  a fault of the program
  74  output could not be written
  75  interrupted or incomplete: the same command goes on";

/// How a negotiation reaches the leaders' table: simulate it many times, and count.
#[derive(Debug, Parser)]
#[command(name = "summitry", version, styles = STYLES, max_term_width = 100)]
#[command(arg_required_else_help = true, after_help = EXAMPLES)]
pub(in crate::cli) struct Args {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Command {
    /// Run a batch and write its tables
    Run(RunArgs),
    /// Run every cell of an experiment: a design over the scenario's numbers
    Sweep(SweepArgs),
    /// Freeze a sweep for many machines, run its shards, merge them
    #[command(subcommand)]
    Plan(Plans),
    /// Tell every fault of a scenario or experiment, with its place and how to mend it
    Check(CheckArgs),
    /// List the bundled scenarios, print one, or make one from profiles
    Scenarios(ScenariosArgs),
    /// List the bundled experiments, or print one
    Experiments(ExperimentsArgs),
    /// Play one session of alternating offers between profiles of Genius or GeniusWeb
    Negotiate(NegotiateArgs),
    /// Make the same runs under several gates or scenarios, and tell which is the best
    Compare(CompareArgs),
    /// Tell one run as a dated story: who decided what, and why it ended so
    Explain(ExplainArgs),
    /// Make the runs of an answer log again, and compare them to the bit
    Replay(ReplayArgs),
    /// Change one decision of a run, with the same luck and over many futures
    Whatif(WhatifArgs),
    /// Tell what a batch came to, or what drives an output of a sweep or table
    Analyze(AnalyzeArgs),
    /// Make a page of figures and plain words from a finished directory
    Report(ReportArgs),
    #[cfg(feature = "class")]
    /// Hold a class that plays a scenario: what it is given on paper, and in which words
    Class(ClassArgs),
    /// Print the JSON Schema of a file, or the parameters of a scenario
    Schema(SchemaArgs),
    /// Print completions for a shell
    Completions(CompletionsArgs),
}

/// How results are printed, and how tables are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum FormatWord {
    /// Printed as a table for people, unless json is asked for
    Table,
    /// Printed as JSON, one object a line
    Json,
    /// Written as CSV, unless parquet is asked for
    Csv,
    /// Written as Parquet, by a program that was built with `--features parquet`
    Parquet,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  summitry run
  summitry run two-capitals --runs 10000 --seed 7
  summitry run --gate readiness:preparation=0.7 --out out/ready
  summitry run my.toml --set rounds.gap=15 --tables runs,summary
  summitry run classroom --seat gatekeeper=\"python3 seat.py\"

A batch that was interrupted goes on when the same command is given again. The same scenario, seed
and version give the same bytes, whatever the threads.")]
pub(in crate::cli) struct RunArgs {
    /// A bundled scenario or the path of a file
    #[arg(value_name = "SCENARIO", default_value = "kyiv-washington", value_hint = ValueHint::FilePath)]
    pub scenarios: Vec<String>,
    #[command(flatten)]
    pub changes: Changes,
    /// Let a program play a party: one process a worker, lines of JSON (repeatable; summitry schema seat)
    #[arg(long, value_name = "PARTY=COMMAND", help_heading = "Seats")]
    pub seat: Vec<String>,
    /// Who plays on in a run in which a program fails [default: the party's policy in the scenario]
    #[arg(long, value_name = "POLICY", requires = "seat", help_heading = "Seats")]
    #[arg(value_parser = PossibleValuesParser::new(Conduct::OPTIONS.iter().map(|(name, _)| *name)))]
    pub fallback: Option<String>,
    /// Milliseconds that a program may take for an answer
    #[arg(
        long,
        value_name = "MS",
        default_value = "1000",
        requires = "seat",
        help_heading = "Seats"
    )]
    #[arg(value_parser = value_parser!(u64).range(1..=3_600_000))]
    pub seat_timeout: u64,
    /// How often the process is run
    #[arg(long, short = 'n', value_name = "N", default_value = "1000", value_parser = runs)]
    pub runs: u64,
    /// The seed that all chance comes from
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    pub seed: u64,
    /// Threads that simulate [default: all cores]
    #[arg(long, value_name = "T", value_parser = threads)]
    pub threads: Option<usize>,
    /// Where the tables go; with several scenarios, DIR/<scenario> [default: out/<scenario>]
    #[arg(long, short, value_name = "DIR", value_hint = ValueHint::DirPath, help_heading = "Output")]
    pub out: Option<PathBuf>,
    /// The tables that are written, with commas [default: all but the trace]
    #[arg(long, value_name = "LIST", value_parser = Tables::parse, help_heading = "Output")]
    #[arg(long_help = format!(
        "The tables that are written, with commas [default: all but events and answers]\n\n\
         There are: {}", Tables::NAMES.join(", ")))]
    pub tables: Option<Tables>,
    /// Write the trace too: every event and every answer, in events.csv and answers.jsonl
    #[arg(long, help_heading = "Output")]
    pub trace: bool,
    /// Replace another batch in the same place
    #[arg(long, help_heading = "Output")]
    pub force: bool,
    /// How the results are printed
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t, help_heading = "Output")]
    pub format: Format,
    /// No progress and no messages but faults
    #[arg(long, short, help_heading = "Output")]
    pub quiet: bool,
}

/// Whether every run has a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum PerRun {
    /// A row in runs.csv
    #[default]
    Rows,
    /// No runs.csv
    None,
}

/// What to change in an experiment, and what it writes.
#[derive(Clone, Debug, clap::Args)]
pub(in crate::cli) struct SweepChanges {
    /// The seed that all chance comes from, in place of the experiment's
    #[arg(long, value_name = "SEED")]
    pub seed: Option<u64>,
    /// Runs of each cell, in place of what the experiment says
    #[arg(long, short = 'n', value_name = "N", value_parser = replications)]
    pub replications: Option<u64>,
    /// What is written for every run
    #[arg(long, value_enum, value_name = "WHAT", default_value_t, help_heading = "Output")]
    pub per_run: PerRun,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  summitry sweep rounds-before-summit
  summitry sweep my.toml --replications 200 --out out/quick
  summitry sweep what-drives-durability --per-run none
  summitry sweep readiness-screening --format json,parquet

A sweep that was interrupted, however it ended, goes on when the same command is
given again, and ends in the same bytes. For more than one machine: summitry plan.")]
pub(in crate::cli) struct SweepArgs {
    /// A bundled experiment or the path of a file
    #[arg(value_name = "EXPERIMENT", value_hint = ValueHint::FilePath)]
    pub experiment: String,
    #[command(flatten)]
    pub changes: SweepChanges,
    /// Refuse an experiment that has more runs than this
    #[arg(long, value_name = "N", default_value = "1000000", value_parser = most_runs)]
    pub max_runs: u64,
    /// Threads that simulate [default: all cores]
    #[arg(long, value_name = "T", value_parser = threads)]
    pub threads: Option<usize>,
    /// Most seconds of work that a crash undoes
    #[arg(long, value_name = "SECONDS", default_value = "5", value_parser = seconds, hide_short_help = true)]
    pub checkpoint_every: f64,
    /// Where the tables go [default: out/<experiment>]
    #[arg(long, short, value_name = "DIR", value_hint = ValueHint::DirPath, help_heading = "Output")]
    pub out: Option<PathBuf>,
    /// Replace another batch in the same place
    #[arg(long, help_heading = "Output")]
    pub force: bool,
    /// How results are printed and tables are written, with a comma [default: table,csv]
    #[arg(long, value_enum, value_name = "LIST", value_delimiter = ',', help_heading = "Output")]
    pub format: Vec<FormatWord>,
    /// No progress and no messages but faults
    #[arg(long, short, help_heading = "Output")]
    pub quiet: bool,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Plans {
    /// Freeze a sweep: its design, seeds, shards and digests
    New(PlanNewArgs),
    /// Run one shard; safe to be given again, and twice at once
    Run(PlanRunArgs),
    /// Make the directory of the sweep out of its shards, to the byte
    Merge(PlanMergeArgs),
    /// Tell which shards are done, missing or unusable
    Status(PlanStatusArgs),
    /// Print a script that runs and merges a plan under Slurm
    Slurm(PlanSlurmArgs),
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  summitry plan new what-drives-durability --shards 100 -o plan.json
  summitry plan new my.toml --shards 20 --replications 5000 --max-runs 10000000

A shard should last some minutes: starting one takes a second.")]
pub(in crate::cli) struct PlanNewArgs {
    /// A bundled experiment or the path of a file
    #[arg(value_name = "EXPERIMENT", value_hint = ValueHint::FilePath)]
    pub experiment: String,
    #[command(flatten)]
    pub changes: SweepChanges,
    /// How many shards
    #[arg(long, value_name = "N", value_parser = shards)]
    pub shards: u64,
    /// Refuse an experiment that has more runs than this
    #[arg(long, value_name = "N", default_value = "1000000000", value_parser = most_runs)]
    pub max_runs: u64,
    /// Threads that check the cells [default: all cores]
    #[arg(long, value_name = "T", value_parser = threads)]
    pub threads: Option<usize>,
    /// Where the plan goes
    #[arg(long, short, value_name = "PLAN", default_value = "plan.json", value_hint = ValueHint::FilePath)]
    #[arg(help_heading = "Output")]
    pub out: PathBuf,
    /// Replace another plan in the same place
    #[arg(long, help_heading = "Output")]
    pub force: bool,
    /// No messages but faults
    #[arg(long, short, help_heading = "Output")]
    pub quiet: bool,
}

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct PlanRunArgs {
    /// The plan
    #[arg(value_name = "PLAN", value_hint = ValueHint::FilePath)]
    pub plan: PathBuf,
    /// The number of the shard, from 0
    #[arg(long, value_name = "I")]
    pub shard: u64,
    /// Where shards go, each into a directory of its own
    #[arg(long, short, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out: PathBuf,
    /// Threads that simulate [default: all cores]
    #[arg(long, value_name = "T", value_parser = threads)]
    pub threads: Option<usize>,
    /// Most seconds of work that a crash undoes
    #[arg(long, value_name = "SECONDS", default_value = "5", value_parser = seconds, hide_short_help = true)]
    pub checkpoint_every: f64,
    /// No progress and no messages but faults
    #[arg(long, short)]
    pub quiet: bool,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
The result has the bytes of the sweep on one machine. If shards are missing, their numbers are
printed as an array expression (0-3,7), and the exit code is 75.")]
pub(in crate::cli) struct PlanMergeArgs {
    /// The plan
    #[arg(value_name = "PLAN", value_hint = ValueHint::FilePath)]
    pub plan: PathBuf,
    /// Where the shards are
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub shards: PathBuf,
    /// Where the tables go
    #[arg(long, short, value_name = "OUT", value_hint = ValueHint::DirPath)]
    pub out: PathBuf,
    /// Replace another batch in the same place
    #[arg(long)]
    pub force: bool,
    /// How results are printed and tables are written, with a comma [default: table,csv]
    #[arg(long, value_enum, value_name = "LIST", value_delimiter = ',')]
    pub format: Vec<FormatWord>,
    /// No progress and no messages but faults
    #[arg(long, short)]
    pub quiet: bool,
}

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct PlanStatusArgs {
    /// The plan
    #[arg(value_name = "PLAN", value_hint = ValueHint::FilePath)]
    pub plan: PathBuf,
    /// Where the shards are
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub shards: PathBuf,
    /// How the result is printed
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: Format,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  summitry plan slurm plan.json > sweep.sh
  SBATCH_OPTS='--partition=short --time=60' bash sweep.sh")]
pub(in crate::cli) struct PlanSlurmArgs {
    /// The plan
    #[arg(value_name = "PLAN", value_hint = ValueHint::FilePath)]
    pub plan: PathBuf,
    /// Where shards and logs go, on a disk that all nodes see
    #[arg(long, value_name = "DIR", default_value = "shards", value_hint = ValueHint::DirPath)]
    pub shards: PathBuf,
    /// Where the merged sweep goes [default: out/<experiment>]
    #[arg(long, short, value_name = "OUT", value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,
    /// Cores of a task
    #[arg(long, value_name = "N", default_value = "1", value_parser = cores)]
    pub cpus: u32,
    /// Tasks that run at once, at most [default: as many as Slurm gives]
    #[arg(long, value_name = "N", value_parser = tasks)]
    pub at_once: Option<u64>,
    /// Tasks of an array, at most: not above Slurm's MaxArraySize
    #[arg(long, value_name = "N", default_value = "1000", value_parser = tasks)]
    pub array_size: u64,
    /// Seconds that a task has to save its work before its time is up
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = grace)]
    pub grace: u32,
}

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct CheckArgs {
    /// Bundled scenarios or experiments, or paths of files
    #[arg(value_name = "SCENARIO", required = true, value_hint = ValueHint::FilePath)]
    pub scenarios: Vec<String>,
    #[command(flatten)]
    pub changes: Changes,
    /// How the result is printed
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: Format,
}

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(in crate::cli) struct ScenariosArgs {
    #[command(subcommand)]
    pub what: Option<Scenarios>,
    /// How the list is printed
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: Format,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Scenarios {
    /// Print a bundled scenario as its file is: to read, or to begin one of your own
    Show {
        /// Its name
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

The first profile is the requester's, the second the gatekeeper's, all others
those of allies. What profiles do not say is assumed: the head of the scenario
lists it. An issue of a scenario has from 2 to 12 options.

A profile that is not there ends with 2, as in `check`; one that cannot be
read, or makes no scenario, with 65.")]
pub(in crate::cli) struct ImportArgs {
    /// Files with a profile each, all over the same issues
    #[arg(value_name = "PROFILE", required = true, value_hint = ValueHint::FilePath)]
    pub profiles: Vec<PathBuf>,
    /// The domain's file: the profiles must have its issues and values
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub domain: Option<PathBuf>,
    /// Where the scenario goes [default: standard output]
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub out: Option<PathBuf>,
    /// Replace the file if it is there
    #[arg(long, requires = "out")]
    pub force: bool,
}

#[derive(Debug, clap::Args)]
#[command(override_usage = "summitry negotiate [OPTIONS] <PROFILE>... --strategy <NAME>...")]
#[command(after_help = format!("\
Strategies:
  {}

Parameters follow a colon: polynomial:beta=0.5, linear:accept=next-offer. A
party accepts at its target (threshold), at what it would offer next
(next-offer), or that and late enough what it can get (combined).

Examples:
  summitry negotiate buyer.xml seller.xml --strategy boulware conceder
  summitry negotiate *.json --strategy micro,micro,trade-off --steps 50 --trace
  summitry negotiate a.json b.json --strategy linear,linear --format json

Without an agreement each party gets its reservation. The solution points are
of the outcomes that give everybody that much: welfare is the greatest sum of
utilities among them.", wrap(&NAMES.join(", "), 76, "  ")))]
pub(in crate::cli) struct NegotiateArgs {
    /// Files with a profile each, all over the same issues; they take turns in this order
    #[arg(value_name = "PROFILE", value_hint = ValueHint::FilePath)]
    pub profiles: Vec<PathBuf>,
    /// How each party bargains, in the order of the profiles
    #[arg(long = "strategy", short, value_name = "NAME", required = true, num_args = 1..)]
    pub strategies: Vec<String>,
    /// Passes round the table at most
    #[arg(long, value_name = "N", default_value = "100", value_parser = steps)]
    pub steps: u32,
    /// The domain's file: the profiles must have its issues and values
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub domain: Option<PathBuf>,
    /// Show every offer and acceptance
    #[arg(long, help_heading = "Output")]
    pub trace: bool,
    /// How the result is printed
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t, help_heading = "Output")]
    pub format: Format,
}

/// What is asked of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Method {
    /// Shares of the variance, from the rows of a Saltelli design
    Sobol,
    /// Elementary effects, from the rows of a Morris design
    Morris,
    /// Partial rank correlations, from any rows
    Prcc,
    /// Nested boxes in which an output of 0 and 1 is ever more often 1
    Prim,
    /// A tree whose leaves are boxes
    Cart,
    /// Means by level of each factor of a sweep
    Response,
}

/// What a row of a sweep is.
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
    /// The rise of the density for each row lost
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
  summitry analyze out/readiness-screening --output first_summit_day
  summitry analyze runs.csv --inputs a,b,c --output y --method cart \\
    --threshold \">=0.5\" --out out/boxes

Of a batch: shares, means, quantiles, waiting times, survival of settlements and
distances to the Pareto front. Of a sweep: what its design is for, of the share
`durable` unless told otherwise. The result goes to DIR/analysis/<what> too.

sobol and morris need the rows of their design, whole and in order, response a
grid or a list; prcc, prim and cart take any, and leave out those without an
output. Data that are refused end with 65, a command that is with 2.
docs/analysis.md has formulas and sources.")]
pub(in crate::cli) struct AnalyzeArgs {
    /// The directory of a finished batch or sweep, or a CSV with a header
    #[arg(value_name = "DIR|FILE", value_hint = ValueHint::AnyPath)]
    pub file: PathBuf,
    /// The columns that were varied, with commas, in the order of the design [default of DIR: all factors]
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub inputs: Vec<String>,
    /// The column that came out; of a sweep an outcome or a measure [default of DIR: durable]
    #[arg(long, value_name = "COLUMN")]
    pub output: Option<String>,
    /// What is computed
    #[arg(long, value_enum, value_name = "METHOD", hide_possible_values = true)]
    #[arg(
        help = "What is computed: sobol, morris, prcc, prim, cart or response [default of DIR: what its design is for]"
    )]
    pub method: Option<Method>,
    /// What a row of a sweep is: runs or cells (prim, cart) [default: runs, if they were written]
    #[arg(long, value_enum, value_name = "WHAT", hide_possible_values = true)]
    pub unit: Option<Unit>,
    /// Which outputs count as 1: a sign and a number in quotes, such as ">=0.5" (prim, cart)
    #[arg(long, value_name = "RULE")]
    pub threshold: Option<Threshold>,
    /// How sure the intervals are [default: 0.95]
    #[arg(long, value_name = "SHARE", value_parser = confidence, help_heading = "Indices")]
    pub confidence: Option<f64>,
    /// Samples of the bootstrap (sobol, morris); 0 for no intervals [default: 1000]
    #[arg(long, value_name = "N", value_parser = resamples, help_heading = "Indices")]
    pub resamples: Option<usize>,
    /// The seed of the bootstrap, and of cart's folds [default: 1]
    #[arg(long, value_name = "SEED", help_heading = "Indices")]
    pub seed: Option<u64>,
    /// Whether the design has rows of the second order (sobol) [default: seen from the rows]
    #[arg(
        long,
        value_enum,
        value_name = "YES|NO",
        hide_possible_values = true,
        help_heading = "Indices"
    )]
    pub second_order: Option<YesNo>,
    /// Levels of the design (morris) [default: seen from the rows]
    #[arg(long, value_name = "P", help_heading = "Indices")]
    pub levels: Option<usize>,
    /// Least share of all rows in a box (prim, cart) [default: 0.05]
    #[arg(long, value_name = "SHARE", help_heading = "Boxes")]
    pub min_mass: Option<f64>,
    /// Share of a box's rows that a step peels off (prim) [default: 0.05]
    #[arg(long, value_name = "SHARE", help_heading = "Boxes")]
    pub peel_alpha: Option<f64>,
    /// What a step raises: gain, the density for each row lost, or mean, the density (prim)
    #[arg(
        long,
        value_enum,
        value_name = "WHAT",
        hide_possible_values = true,
        help_heading = "Boxes"
    )]
    pub objective: Option<Objective>,
    /// Put slices back at the end while that raises the density (prim)
    #[arg(long, help_heading = "Boxes")]
    pub paste: bool,
    /// Show the box of this step (prim) [default: the best balance of coverage and density]
    #[arg(long, value_name = "STEP", help_heading = "Boxes")]
    pub step: Option<usize>,
    /// Most questions from root to leaf (cart) [default: 5]
    #[arg(long, value_name = "N", help_heading = "Boxes")]
    pub depth: Option<usize>,
    /// Folds of the cross-validation that prunes (cart); 0 for none [default: 10]
    #[arg(long, value_name = "N", help_heading = "Boxes")]
    pub folds: Option<usize>,
    /// Where the tables go [default: DIR/analysis/<what>; of a FILE nowhere]
    #[arg(long, short, value_name = "DIR", value_hint = ValueHint::DirPath, help_heading = "Output")]
    pub out: Option<PathBuf>,
    /// Replace another result in the same place
    #[arg(long, help_heading = "Output")]
    pub force: bool,
    /// How the result is printed
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t, help_heading = "Output")]
    pub format: Format,
    /// No messages but faults
    #[arg(long, short, help_heading = "Output")]
    pub quiet: bool,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  summitry report out/kyiv-washington
  summitry report out/kyiv-washington --figures paper/figures

The page is one file that asks for nothing: it can be sent, printed and shown.
It is made from the tables alone, and replaces the one that was there.")]
pub(in crate::cli) struct ReportArgs {
    /// A directory that `run`, `sweep` or `compare` has finished; the page is its report.html
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub dir: PathBuf,
    /// Write each figure there too, as an SVG
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub figures: Option<PathBuf>,
    /// No messages but faults
    #[arg(long, short)]
    pub quiet: bool,
}

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(in crate::cli) struct ExperimentsArgs {
    #[command(subcommand)]
    pub what: Option<Experiments>,
    /// How the list is printed
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: Format,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Experiments {
    /// Print a bundled experiment as its file is: to read, or to begin one of your own
    Show {
        /// Its name
        name: String,
    },
}

/// A kind of file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum FileKind {
    /// What `run` reads
    #[default]
    Scenario,
    /// What `sweep` reads
    Experiment,
    /// What `run --seat` says to a program, and what it answers
    Seat,
}

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct SchemaArgs {
    /// The kind of file
    #[arg(value_enum, value_name = "FILE", default_value_t, conflicts_with = "parameters")]
    pub kind: FileKind,
    /// Print the parameters of a scenario as Markdown tables instead, with default, range, unit and evidence
    #[arg(long)]
    pub parameters: bool,
}

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct CompletionsArgs {
    /// The shell
    pub shell: Shell,
}

/// As many runs as a batch can count.
fn replications(typed: &str) -> Result<u64, String> {
    between(typed, 1, MOST_REPLICATIONS, "a cell has from 1 to 1,000,000,000 runs")
}

fn shards(typed: &str) -> Result<u64, String> {
    between(typed, 1, MOST_SHARDS, "a plan has from 1 to 100,000 shards")
}

fn tasks(typed: &str) -> Result<u64, String> {
    between(typed, 1, MOST_SHARDS, "from 1 to 100,000 tasks")
}

fn cores(typed: &str) -> Result<u32, String> {
    between(typed, 1, 1024, "a task has from 1 to 1024 cores")
}

fn grace(typed: &str) -> Result<u32, String> {
    between(typed, 1, 65_535, "Slurm takes from 1 to 65,535 seconds")
}

fn seconds(typed: &str) -> Result<f64, String> {
    between(typed, 0.0, 86_400.0, "from 0 to 86,400 seconds")
}

fn steps(typed: &str) -> Result<u32, String> {
    between(typed, 1, 1_000_000, "a session has from 1 to 1,000,000 steps")
}

fn confidence(typed: &str) -> Result<f64, String> {
    between(typed, 0.5, 0.9999, "an interval is from 0.5 to 0.9999 sure")
}

fn resamples(typed: &str) -> Result<usize, String> {
    between(typed, 0, 100_000, "from 0 to 100,000 samples")
}
