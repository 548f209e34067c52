//! What can be typed: the arguments of each command, and their help. What they mean is the commands' affair.

mod analyze;
mod assess;
mod check;
#[cfg(feature = "class")]
mod class;
mod common;
mod compare;
mod describe;
mod diff;
mod explain;
mod negotiate;
mod new;
mod plan;
mod replay;
mod report;
mod run;
mod scenarios;
mod sweep;
mod whatif;

use std::ffi::OsString;

use clap::builder::Styles;
use clap::builder::styling::AnsiColor;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

pub(in crate::cli) use analyze::{AnalyzeArgs, Method, Objective, Unit, YesNo};
pub(in crate::cli) use assess::AssessArgs;
pub(in crate::cli) use check::CheckArgs;
#[cfg(feature = "class")]
pub(in crate::cli) use class::{
    ClassArgs, ClassBackupArgs, ClassCommand, ClassExportArgs, ClassMaterialsArgs, ClassPurgeArgs,
    ClassStoreArgs, ClassWordsArgs, Language, ServeArgs,
};
pub(in crate::cli) use common::{Changes, Format, FormatWord, threads_or_cores};
pub(in crate::cli) use compare::{CompareArgs, End};
pub(in crate::cli) use describe::{CompletionsArgs, FileKind, SchemaArgs};
pub(in crate::cli) use diff::DiffArgs;
pub(in crate::cli) use explain::{ExplainArgs, StoryFormat};
pub(in crate::cli) use negotiate::NegotiateArgs;
pub(in crate::cli) use new::{LossArg, NewArgs};
pub(in crate::cli) use plan::{
    PlanMergeArgs, PlanNewArgs, PlanRunArgs, PlanSlurmArgs, PlanStatusArgs, Plans,
};
pub(in crate::cli) use replay::ReplayArgs;
pub(in crate::cli) use report::ReportArgs;
pub(in crate::cli) use run::RunArgs;
pub(in crate::cli) use scenarios::{
    Experiments, ExperimentsArgs, ImportArgs, Scenarios, ScenariosArgs,
};
pub(in crate::cli) use sweep::{PerRun, SweepArgs, SweepChanges};
pub(in crate::cli) use whatif::WhatifArgs;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

const EXAMPLES: &str = "\
Quick start:
  summitry run                     run the article's scenario 1,000 times
  summitry scenarios               list the other scenarios
  summitry help run                show all options of a command

Exit codes:
  0   success
  1   a check or verification failed
  2   invalid command line, scenario, experiment or plan
  65  input unreadable, modified, or not written by summitry
  70  internal error
  71  no threads available
  74  output could not be written
  75  interrupted or incomplete; rerun the same command to resume";

/// Simulate how a negotiation reaches the leaders' table, many times over, and count the outcomes
#[derive(Debug, Parser)]
#[command(name = "summitry", version, styles = STYLES, max_term_width = 100)]
#[command(arg_required_else_help = true, after_help = EXAMPLES)]
pub(in crate::cli) struct Args {
    #[command(subcommand)]
    pub command: Command,
}

impl Args {
    /// Parses what was typed, the program's name first.
    pub(in crate::cli) fn parse_typed(
        typed: impl IntoIterator<Item = OsString>,
    ) -> Result<Args, clap::Error> {
        let mut command = with_negatives(Args::command());
        let mut matches = command.try_get_matches_from_mut(typed)?;
        Args::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut command))
    }
}

/// Lets every option take `-1`, so that its own rule answers and not the parser's.
fn with_negatives(command: clap::Command) -> clap::Command {
    let takes = |arg: &clap::Arg| !arg.is_positional() && arg.get_action().takes_values();
    command
        .mut_args(|arg| if takes(&arg) { arg.allow_negative_numbers(true) } else { arg })
        .mut_subcommands(with_negatives)
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Command {
    /// Run a batch and write its tables
    Run(RunArgs),
    /// Run every cell of an experiment, which varies the parameters of a scenario
    Sweep(SweepArgs),
    /// Divide a sweep into shards for many machines, run them, merge them
    #[command(subcommand)]
    Plan(Plans),
    /// Report every error in a scenario or experiment, with its location and a suggested fix
    Check(CheckArgs),
    /// Make a scenario of your own from a template or a table of positions
    New(NewArgs),
    /// Say which numbers and texts of two scenarios differ, in words
    Diff(DiffArgs),
    /// List the bundled scenarios, print one, or make one from profiles
    Scenarios(ScenariosArgs),
    /// List the bundled experiments, or print one
    Experiments(ExperimentsArgs),
    /// Assess texts: what each party makes of them, who blocks, what would bring them in
    Assess(AssessArgs),
    /// Play one session of alternating offers between Genius or GeniusWeb profiles
    Negotiate(NegotiateArgs),
    /// Compare gates or scenarios under common random numbers, and select the best
    Compare(CompareArgs),
    /// Narrate one run: who decided what, when, and why it ended
    Explain(ExplainArgs),
    /// Reproduce the runs of an answer log, and compare them bit for bit
    Replay(ReplayArgs),
    /// Change one decision of a run: on the same draws, and over many futures
    Whatif(WhatifArgs),
    /// Summarise a batch, or find what drives an output of a sweep or table
    Analyze(AnalyzeArgs),
    /// Render a results directory as an HTML report
    Report(ReportArgs),
    #[cfg(feature = "class")]
    /// Run a classroom session, or print its handouts
    Class(ClassArgs),
    /// Print the JSON Schema of a file format, or the parameters of a scenario
    Schema(SchemaArgs),
    /// Print a shell completion script
    Completions(CompletionsArgs),
}
