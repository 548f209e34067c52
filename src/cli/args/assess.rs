//! The arguments of `summitry assess`.

use std::path::PathBuf;

use clap::ValueHint;

use super::common::Changes;
use super::explain::StoryFormat;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  summitry assess my-case.toml --text \"border=open to trade,patrols=joint\"
  summitry assess my-case.toml --texts drafts.csv --format json
  summitry assess my-case.toml --text border=open --format html > text.html

Issues go by id or label, options by name or by number from 0. An issue that a \
text leaves out stays at its status quo. A table of texts has a column for each \
issue, a row for each text, and a column `text` for their names.")]
pub(in crate::cli) struct AssessArgs {
    /// Bundled scenario or path of a file
    #[arg(value_name = "SCENARIO", value_hint = ValueHint::FilePath)]
    pub scenario: String,
    #[command(flatten)]
    pub changes: Changes,
    /// Text to assess, or a table of several (repeatable)
    #[arg(long, value_name = "ISSUE=OPTION,…", required_unless_present = "texts")]
    pub text: Vec<String>,
    /// Table of texts to assess (repeatable)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub texts: Vec<PathBuf>,
    /// Output format
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t, help_heading = "Output")]
    pub format: StoryFormat,
}
