//! What `summitry class` takes.

use std::path::PathBuf;

use clap::{Subcommand, ValueHint};

use super::common::Format;

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true, arg_required_else_help = true)]
pub(in crate::cli) struct ClassArgs {
    #[command(subcommand)]
    pub what: Option<ClassCommand>,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum ClassCommand {
    /// Write a guide, role sheets, worksheets with answers and lessons, made from a scenario, to print
    Materials(ClassMaterialsArgs),
    /// Tell which texts a language lacks, so that people read them in English
    Words(ClassWordsArgs),
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  summitry class materials classroom
  summitry class materials two-capitals --language uk --out handouts
  summitry class materials my.toml --words german.toml

Six HTML files for A4 or Letter, without a script. Their numbers are computed:
preferences from the scenario, shares and differences from batches of 2,000 runs
of seed 1.")]
pub(in crate::cli) struct ClassMaterialsArgs {
    /// A bundled scenario or the path of a file
    #[arg(value_name = "SCENARIO", default_value = "classroom", value_hint = ValueHint::FilePath)]
    pub scenario: String,
    #[command(flatten)]
    pub language: Language,
    /// Where the files go [default: out/<scenario>-materials]
    #[arg(long, short, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,
    /// Replace the files if they are there
    #[arg(long)]
    pub force: bool,
}

/// The language of what people read.
#[derive(Clone, Debug, clap::Args)]
pub(in crate::cli) struct Language {
    /// A language that comes with the program: en or uk
    #[arg(long, value_name = "LANGUAGE", default_value = "en")]
    pub language: String,
    /// A catalogue of texts in another language; what it lacks is English
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "language")]
    pub words: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  summitry class words uk
  summitry class words german.toml
  summitry class words german.toml --format json

A catalogue is TOML: language = \"de\", then tables of texts with the keys of the
English ones, and a table [label] for the words of scenarios.")]
pub(in crate::cli) struct ClassWordsArgs {
    /// A language that comes with the program, or a catalogue; all that come with it if none is given
    #[arg(value_name = "LANGUAGE|FILE", value_hint = ValueHint::FilePath)]
    pub of: Option<String>,
    /// How the result is printed
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: Format,
}
