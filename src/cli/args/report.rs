//! The arguments of `summitry report`.

use std::path::PathBuf;

use clap::ValueHint;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  summitry report out/kyiv-washington
  summitry report out/kyiv-washington --figures paper/figures

The page is one self-contained file, to send, print or show. It is made from the \
tables alone, and replaces an earlier page.")]
pub(in crate::cli) struct ReportArgs {
    /// Directory written by `run`, `sweep` or `compare`; the page is its report.html
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub dir: PathBuf,
    /// Directory for the figures as SVG files
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub figures: Option<PathBuf>,
    /// Suppress all messages but errors
    #[arg(long, short)]
    pub quiet: bool,
}
