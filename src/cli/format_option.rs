//! `--format` where it says two things: how results are printed, and how tables are written.

use summitry_lab::output::TableFormat;

use super::args::{Format, FormatWord as Word};
use super::exit::Failure;

/// How results are printed and tables are written.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Formats {
    pub printed: Format,
    pub written: TableFormat,
}

impl Formats {
    /// The formats that the words name; refused if they contradict one another, or if this program was built
    /// without the format.
    pub(super) fn from_words(words: &[Word]) -> Result<Formats, Failure> {
        let (mut printed, mut written) = (None, None);
        for word in words {
            let twice = match word {
                Word::Table => printed.replace(Format::Table).is_some(),
                Word::Json => printed.replace(Format::Json).is_some(),
                Word::Csv => written.replace(TableFormat::Csv).is_some(),
                Word::Parquet => written.replace(TableFormat::Parquet).is_some(),
            };
            if twice {
                let both = match word {
                    Word::Table | Word::Json => "how results are printed: choose `table` or `json`",
                    Word::Csv | Word::Parquet => {
                        "how tables are written: choose `csv` or `parquet`"
                    }
                };
                return Err(Failure::refused(format!("--format says twice {both}")));
            }
        }
        let formats =
            Formats { printed: printed.unwrap_or_default(), written: written.unwrap_or_default() };
        formats.written.check()?;
        Ok(formats)
    }
}
