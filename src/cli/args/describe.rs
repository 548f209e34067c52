//! The arguments of `summitry schema` and `summitry completions`.

use clap::ValueEnum;
use clap_complete::Shell;

/// A file format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum FileKind {
    /// What `run` reads
    #[default]
    Scenario,
    /// What `sweep` reads
    Experiment,
    /// Messages of `run --seat` to a program, and its answers
    Seat,
}

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct SchemaArgs {
    /// File format
    #[arg(value_enum, value_name = "FILE", default_value_t, conflicts_with = "parameters")]
    pub kind: FileKind,
    /// Print the parameters of a scenario instead, as Markdown tables with default, range, unit and evidence
    #[arg(long)]
    pub parameters: bool,
}

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct CompletionsArgs {
    /// Shell
    pub shell: Shell,
}
