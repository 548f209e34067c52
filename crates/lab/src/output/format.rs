//! How the tables of a batch are written: as CSV, or as Parquet.

use serde::{Deserialize, Serialize};

use super::{OutputError, Table};

/// How the tables of a batch are written.
///
/// ```
/// use summitry_lab::output::TableFormat;
/// assert_eq!(TableFormat::Parquet.name(), "parquet");
/// assert_eq!(TableFormat::Parquet.check().is_ok(), cfg!(feature = "parquet"));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TableFormat {
    /// Comma-separated text.
    #[default]
    Csv,
    /// Parquet, with the type, unit and meaning of every column in the file.
    Parquet,
}

impl TableFormat {
    /// Its name, which is also how its files end.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            TableFormat::Csv => "csv",
            TableFormat::Parquet => "parquet",
        }
    }

    /// Whether this program can write it.
    ///
    /// # Errors
    ///
    /// [`OutputError::NoParquet`], which says how to get a program that can.
    pub fn check(self) -> Result<(), OutputError> {
        match self {
            TableFormat::Parquet if cfg!(not(feature = "parquet")) => Err(OutputError::NoParquet),
            _ => Ok(()),
        }
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
    pub(super) fn is_csv(&self) -> bool {
        *self == TableFormat::Csv
    }

    /// Whether a table is streamed as CSV and then written in this format. Lines that are no table stay lines.
    pub(super) fn rewrites(self, table: &Table) -> bool {
        self == TableFormat::Parquet && !table.columns.is_empty()
    }

    /// The file of a table in a finished batch.
    pub(super) fn file(self, table: &Table) -> String {
        if self.rewrites(table) { self.file_for(table.file) } else { table.file.to_owned() }
    }

    /// The file in this format for rows that are streamed into `file`.
    pub(super) fn file_for(self, file: &str) -> String {
        format!("{}.{}", file.strip_suffix(".csv").unwrap_or(file), self.name())
    }
}
