//! The arguments of `summitry class`.

use std::path::PathBuf;

use clap::{Subcommand, ValueHint};

use super::common::{Changes, Format, run_number, seed, whole};

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
#[command(after_help = "\
Examples:
  summitry class classroom
  summitry class classroom --lan
  summitry class two-capitals --lan --minutes 90 --language uk
  summitry class classroom --rehearse

The command prints the teacher's link, and the students' link with a code and as a QR code. Ctrl-C \
stops it; rerun the same command to continue the class. Without --lan, only this computer can \
reach it. No internet connection is needed.")]
pub(in crate::cli) struct ClassArgs {
    #[command(subcommand)]
    pub what: Option<ClassCommand>,
    #[command(flatten)]
    pub serve: ServeArgs,
}

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct ServeArgs {
    /// Bundled scenario or path of a file
    #[arg(value_name = "SCENARIO", default_value = "classroom", value_hint = ValueHint::FilePath)]
    pub scenario: String,
    #[command(flatten)]
    pub changes: Changes,
    /// Master random seed
    #[arg(long, value_name = "SEED", default_value = "1", value_parser = seed)]
    pub seed: u64,
    /// Run whose random draws every table shares [default: the first in which talks between policies last
    /// half the window and reach three rounds]
    #[arg(long, value_name = "K", value_parser = run_number)]
    pub run: Option<u64>,
    /// Serve phones and laptops on the same network
    #[arg(long, help_heading = "Network")]
    pub lan: bool,
    /// Port; 0 for any free one
    #[arg(long, value_name = "PORT", default_value = "8765", value_parser = whole(0..=u16::MAX), help_heading = "Network")]
    pub port: u16,
    /// File that stores the class; an existing class continues [default: out/<scenario>.class]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub store: Option<PathBuf>,
    /// Length of the class in minutes, divided among its phases
    #[arg(long, value_name = "MINUTES", default_value = "50", value_parser = whole(30..=240_u32), help_heading = "Class")]
    pub minutes: u32,
    /// Most tables
    #[arg(long, value_name = "N", default_value = "12", value_parser = whole(1..=100_u64), help_heading = "Class")]
    pub tables: u64,
    /// Most people per seat
    #[arg(long, value_name = "N", default_value = "3", value_parser = whole(1..=10_u64), help_heading = "Class")]
    pub share: u64,
    /// Most decisions for the people of a seat
    #[arg(long, value_name = "N", default_value = "15", value_parser = whole(1..=1000_u64), help_heading = "Class")]
    pub decisions: u64,
    /// Let policies join as students and fill this many tables, to try a class alone
    #[arg(long, value_name = "TABLES", num_args = 0..=1, default_missing_value = "1", value_parser = whole(1..=20_u64), help_heading = "Class")]
    pub rehearse: Option<u64>,
    #[command(flatten)]
    pub language: Language,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum ClassCommand {
    /// Write the play of a stored class as CSV tables and an answer log
    Export(ClassExportArgs),
    /// Reproduce a stored class from its actions, and compare
    Verify(ClassStoreArgs),
    /// Copy a stored class, also while it runs, without the keys that open it
    Backup(ClassBackupArgs),
    /// Erase pseudonyms and free text from a stored class, for good
    Purge(ClassPurgeArgs),
    /// Write handouts for a scenario: guide, role sheets, worksheets with answers, lessons
    Materials(ClassMaterialsArgs),
    /// List the texts that a language lacks, which appear in English
    Words(ClassWordsArgs),
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  summitry class materials classroom
  summitry class materials two-capitals --language uk --out handouts
  summitry class materials my.toml --words german.toml

Writes six HTML files for A4 or Letter, without scripts. Their numbers are computed: \
preferences from the scenario, shares and differences from batches of 2,000 runs \
with seed 1.")]
pub(in crate::cli) struct ClassMaterialsArgs {
    /// Bundled scenario or path of a file
    #[arg(value_name = "SCENARIO", default_value = "classroom", value_hint = ValueHint::FilePath)]
    pub scenario: String,
    #[command(flatten)]
    pub language: Language,
    /// Output directory [default: out/<scenario>-materials]
    #[arg(long, short, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,
    /// Overwrite existing files
    #[arg(long)]
    pub force: bool,
}

/// The language of what people read.
#[derive(Clone, Debug, clap::Args)]
pub(in crate::cli) struct Language {
    /// Language: en or uk
    #[arg(long, value_name = "LANGUAGE", default_value = "en")]
    pub language: String,
    /// Catalogue of texts in another language; missing texts are English
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "language")]
    pub words: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  summitry class words uk
  summitry class words german.toml
  summitry class words german.toml --format json

A catalogue is a TOML file: language = \"de\", then tables of texts with the keys of \
the English ones, and a table [label] for the words of scenarios.")]
pub(in crate::cli) struct ClassWordsArgs {
    /// Bundled language or catalogue file [default: all bundled languages]
    #[arg(value_name = "LANGUAGE|FILE", value_hint = ValueHint::FilePath)]
    pub of: Option<String>,
    /// Output format
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: Format,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  summitry class export out/classroom.class --out out/our-class
  summitry replay out/our-class/answers.jsonl

Writes the tables of a batch, with one run for each finished table, numbered from 0; decisions.csv \
has who answered, predictions.csv what seats predicted, debrief.json the numbers of the debrief. \
They contain no pseudonyms and no notes.")]
pub(in crate::cli) struct ClassExportArgs {
    #[command(flatten)]
    pub stored: ClassStoreArgs,
    /// Output directory [default: the store's name with -tables]
    #[arg(long, short, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,
    /// Overwrite the export of another class
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct ClassStoreArgs {
    /// File that stores the class
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub store: PathBuf,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  summitry class backup out/classroom.class --out usb/classroom.class

The copy is one whole file, with pseudonyms and notes but without the code and the teacher's link: \
serving it with --store makes new ones.")]
pub(in crate::cli) struct ClassBackupArgs {
    #[command(flatten)]
    pub stored: ClassStoreArgs,
    /// File of the copy; it must not exist
    #[arg(long, short, value_name = "COPY", value_hint = ValueHint::FilePath)]
    pub out: PathBuf,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  summitry class purge out/classroom.class

Overwrites pseudonyms, personal links, private notes and the teacher's messages, in the file and \
its journal. Decisions and predictions stay, and can still be exported and verified. Copies made \
elsewhere are not affected.")]
pub(in crate::cli) struct ClassPurgeArgs {
    #[command(flatten)]
    pub stored: ClassStoreArgs,
    /// Purge an unfinished class too: it can then not be continued
    #[arg(long)]
    pub unfinished: bool,
}
