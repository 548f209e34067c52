//! What `--format` asks for where it says two things: how results are printed, and how tables are written.

use summitry_lab::output::TableFormat;

use super::args::{Format, Formats as Word};
use super::screen;

/// How results are printed and tables are written.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Formats {
    pub printed: Format,
    pub written: TableFormat,
}

/// What the words come to; none, and why is told, if they contradict or this program cannot do it.
pub(super) fn formats_or_tell(words: &[Word]) -> Option<Formats> {
    let formats = formats(words);
    formats.inspect_err(|why| screen::tell(why)).ok()
}

fn formats(words: &[Word]) -> Result<Formats, String> {
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
                Word::Csv | Word::Parquet => "how tables are written: choose `csv` or `parquet`",
            };
            return Err(format!("--format says twice {both}"));
        }
    }
    let formats =
        Formats { printed: printed.unwrap_or_default(), written: written.unwrap_or_default() };
    formats.written.check().map_err(|error| error.to_string())?;
    Ok(formats)
}
