//! Reading a table of a finished batch back, whatever its format.

use std::fs::File;
use std::path::Path;

use super::cell::plain;
use super::{Manifest, OutputError, TableFormat};

impl Manifest {
    /// Calls `row` with the cells of these columns for every row of a table of the batch in `dir`.
    ///
    /// An empty cell is an empty text. Memory does not grow with rows. What `row` has against a cell becomes an
    /// [`OutputError::Altered`].
    ///
    /// # Errors
    ///
    /// [`OutputError`]: the file cannot be read, or is not what was written.
    pub fn read_table(
        &self,
        dir: &Path,
        table: &str,
        columns: &[&str],
        row: &mut dyn FnMut(&[String]) -> Result<(), String>,
    ) -> Result<(), OutputError> {
        let Some(entry) = self.files.iter().find(|entry| entry.table.as_deref() == Some(table))
        else {
            let why = format!("it lists no table `{table}`");
            return Err(OutputError::Foreign { path: dir.join(super::MANIFEST), why });
        };
        let path = dir.join(&entry.file);
        match self.inputs.table_format {
            TableFormat::Csv => read_csv(&path, columns, row),
            // Not to be read before it is known to be ours: it is no text that shows what is wrong.
            TableFormat::Parquet => {
                entry.verify(dir)?;
                super::parquet::read(&path, columns, row)
            }
        }
    }
}

fn read_csv(
    path: &Path,
    columns: &[&str],
    row: &mut dyn FnMut(&[String]) -> Result<(), String>,
) -> Result<(), OutputError> {
    let file = File::open(path).map_err(OutputError::read(path))?;
    let read = || -> Result<(), String> {
        let mut reader = csv::Reader::from_reader(file);
        let header = reader.byte_headers().map_err(|error| error.to_string())?;
        let column = |name: &&str| {
            let at = header.iter().position(|column| column == name.as_bytes());
            at.ok_or_else(|| format!("it has no column `{name}`"))
        };
        let at = columns.iter().map(column).collect::<Result<Vec<_>, _>>()?;
        let mut record = csv::ByteRecord::new();
        let mut cells = vec![String::new(); columns.len()];
        while reader.read_byte_record(&mut record).map_err(|error| error.to_string())? {
            for (&at, cell) in at.iter().zip(&mut cells) {
                cell.clear();
                cell.push_str(&String::from_utf8_lossy(plain(&record[at])));
            }
            row(&cells)?;
        }
        Ok(())
    };
    read().map_err(|why| OutputError::Altered { path: path.to_owned(), why })
}
