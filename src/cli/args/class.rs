//! What `summitry class` takes.

use std::path::PathBuf;

use clap::{Subcommand, ValueHint};

use super::common::{Changes, Format};

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
#[command(after_help = "\
Examples:
  summitry class classroom
  summitry class classroom --lan
  summitry class two-capitals --lan --minutes 90 --language uk
  summitry class classroom --rehearse

It prints the teacher's link, the students' link with a code, and the link as a QR code. Ctrl-C
stops it; the same command goes on where the class was. Without --lan only this computer can
reach it. Nothing is asked of the internet.")]
pub(in crate::cli) struct ClassArgs {
    #[command(subcommand)]
    pub what: Option<ClassCommand>,
    #[command(flatten)]
    pub serve: ServeArgs,
}

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct ServeArgs {
    /// A bundled scenario or the path of a file
    #[arg(value_name = "SCENARIO", default_value = "classroom", value_hint = ValueHint::FilePath)]
    pub scenario: String,
    #[command(flatten)]
    pub changes: Changes,
    /// The seed that all chance comes from
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    pub seed: u64,
    /// The run whose luck every table has [default: the first in which the policies' talks last half the
    /// window and come to three rounds]
    #[arg(long, value_name = "K", value_parser = super::explain::number)]
    pub run: Option<u64>,
    /// Let phones and laptops on the same network reach it
    #[arg(long, help_heading = "Network")]
    pub lan: bool,
    /// The port; 0 takes any that is free
    #[arg(long, value_name = "PORT", default_value_t = 8765, help_heading = "Network")]
    pub port: u16,
    /// Where the class is stored; a class that is there goes on [default: out/<scenario>.class]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub store: Option<PathBuf>,
    /// Minutes of the class: they are shared out among its phases
    #[arg(long, value_name = "MINUTES", default_value_t = 50, value_parser = clap::value_parser!(u32).range(30..=240), help_heading = "Class")]
    pub minutes: u32,
    /// Most tables
    #[arg(long, value_name = "N", default_value_t = 12, value_parser = clap::value_parser!(u64).range(1..=100), help_heading = "Class")]
    pub tables: u64,
    /// Most people in a seat
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u64).range(1..=10), help_heading = "Class")]
    pub share: u64,
    /// Most decisions that are put to the people of a seat
    #[arg(long, value_name = "N", default_value_t = 15, value_parser = clap::value_parser!(u64).range(1..=1000), help_heading = "Class")]
    pub decisions: u64,
    /// Let policies join by the same door and play this many tables, to try it alone
    #[arg(long, value_name = "TABLES", num_args = 0..=1, default_missing_value = "1", value_parser = clap::value_parser!(u64).range(1..=20), help_heading = "Class")]
    pub rehearse: Option<u64>,
    #[command(flatten)]
    pub language: Language,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum ClassCommand {
    /// Write what a stored class played as CSV tables and an answer log
    Export(ClassExportArgs),
    /// Make a stored class again from its actions, and compare
    Verify(ClassStoreArgs),
    /// Take pseudonyms and free text out of a stored class, for good
    Purge(ClassPurgeArgs),
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

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  summitry class export out/classroom.class --out out/our-class
  summitry replay out/our-class/answers.jsonl

A run for each table that is at its end, numbered from 0, in the tables of a batch; decisions.csv
says who answered, predictions.csv what seats predicted, debrief.json has the debrief's numbers. No
pseudonym and no note is in it.")]
pub(in crate::cli) struct ClassExportArgs {
    #[command(flatten)]
    pub stored: ClassStoreArgs,
    /// Where the tables go [default: the store's name with -tables]
    #[arg(long, short, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,
    /// Replace what another class left there
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct ClassStoreArgs {
    /// Where the class is stored
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub store: PathBuf,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  summitry class purge out/classroom.class

Pseudonyms, personal links, private notes and the teacher's messages are overwritten, in the file
and its journal. What was decided and predicted stays, and can still be exported and verified.
Copies that were made elsewhere are not reached.")]
pub(in crate::cli) struct ClassPurgeArgs {
    #[command(flatten)]
    pub stored: ClassStoreArgs,
    /// Also if the class is not over: nobody can go on with it then
    #[arg(long)]
    pub unfinished: bool,
}
