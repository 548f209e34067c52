//! Reading a finished batch back, whatever the format of its tables.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::Path;

use serde::Deserialize;

use super::cell::plain;
use super::manifest::hex_digest;
use super::{CHECKPOINT, DATA_PACKAGE, MANIFEST, Manifest, OutputError, TableFormat};

/// A column, as the data package of its batch describes it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// The type of its cells: `string`, `integer`, `number` or `boolean`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its unit; empty where there is none.
    #[serde(default)]
    pub unit: String,
    /// What a cell says.
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    constraints: Constraints,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
struct Constraints {
    #[serde(default)]
    required: bool,
    #[serde(default, rename = "enum")]
    words: Vec<String>,
}

impl Field {
    /// The words that its cells are taken from, if that is a closed list.
    #[must_use]
    pub fn words(&self) -> &[String] {
        &self.constraints.words
    }

    /// Whether every row has a value here.
    #[must_use]
    pub fn is_required(&self) -> bool {
        self.constraints.required
    }

    /// Whether its cells are numbers.
    #[must_use]
    pub fn is_number(&self) -> bool {
        self.kind == "integer" || self.kind == "number"
    }
}

#[derive(Deserialize)]
struct Package {
    resources: Vec<Resource>,
}

#[derive(Deserialize)]
struct Resource {
    name: String,
    schema: Schema,
}

#[derive(Deserialize)]
struct Schema {
    fields: Vec<Field>,
}

/// Whether a directory without a manifest holds a batch that is not finished.
#[must_use]
pub fn is_unfinished(dir: &Path) -> bool {
    let of_batch = |name: &OsStr| {
        let name = name.to_string_lossy();
        name == CHECKPOINT || name.ends_with(".partial")
    };
    let mut entries = fs::read_dir(dir).into_iter().flatten().flatten();
    !dir.join(MANIFEST).exists() && entries.any(|entry| of_batch(&entry.file_name()))
}

/// Why a file of a batch is not there, if the batch that will have it is not finished.
#[must_use]
pub fn not_yet_there(file: &Path) -> Option<OutputError> {
    let name = file.file_name()?.to_string_lossy();
    let partial = file.with_file_name(format!("{name}.partial"));
    let dir = || match file.parent() {
        Some(dir) if !dir.as_os_str().is_empty() => dir.to_owned(),
        _ => Path::new(".").to_owned(),
    };
    (!file.exists() && partial.exists()).then(|| OutputError::Unfinished { dir: dir() })
}

impl Manifest {
    /// The manifest of the finished batch in `dir`, every file of it there in its length; and the manifest's digest.
    ///
    /// # Errors
    ///
    /// [`OutputError::Unfinished`], [`OutputError::NoBatch`] which says what the directory may be instead,
    /// [`OutputError::Altered`], [`OutputError::Foreign`], [`OutputError::Unreadable`].
    pub fn of_finished(dir: &Path) -> Result<(Manifest, String), OutputError> {
        let no_batch =
            |why: &str| OutputError::NoBatch { dir: dir.to_owned(), why: why.to_owned() };
        let Some(manifest) = Manifest::read(dir)? else {
            let entries = fs::read_dir(dir).map_err(OutputError::read(dir))?;
            let names: Vec<String> = entries
                .filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()))
                .collect();
            if is_unfinished(dir) {
                return Err(OutputError::Unfinished { dir: dir.to_owned() });
            }
            if names.iter().any(|name| name.starts_with("shard-")) {
                return Err(no_batch(
                    "it holds the shards of a plan; put them together with `summitry plan merge`",
                ));
            }
            if let Some(inner) = names.iter().find(|name| dir.join(name).join(MANIFEST).is_file()) {
                let inner = dir.join(inner);
                return Err(no_batch(&format!("name a batch in it, such as {}", inner.display())));
            }
            let table = names.iter().filter(|name| name.ends_with(".csv")).min();
            return Err(no_batch(&match table {
                Some(table) => format!(
                    "it is not the directory of a finished `run` or `sweep`; name the table in it: {}",
                    dir.join(table).display()
                ),
                None => "it is not the directory of a finished `run` or `sweep`".to_owned(),
            }));
        };
        if let Some(shard) = &manifest.inputs.shard {
            let why =
                format!("it is shard {shard}; put the shards together with `summitry plan merge`");
            return Err(OutputError::Foreign { path: dir.join(MANIFEST), why });
        }
        manifest.verify_lengths(dir)?;
        let digest = hex_digest(&manifest.to_bytes());
        Ok((manifest, digest))
    }

    /// Compares a file of the batch in `dir` with its digest.
    ///
    /// # Errors
    ///
    /// [`OutputError::Altered`], [`OutputError::Unreadable`]; [`OutputError::Foreign`] if the manifest lists no such file.
    pub fn verify_file(&self, dir: &Path, file: &str) -> Result<(), OutputError> {
        match self.files.iter().find(|entry| entry.file == file) {
            Some(entry) => entry.verify(dir),
            None => Err(self.unlisted(dir, &format!("file `{file}`"))),
        }
    }

    /// Compares the file of a table of the batch in `dir` with its digest.
    ///
    /// # Errors
    ///
    /// As [`Manifest::verify_file`].
    pub fn verify_table(&self, dir: &Path, table: &str) -> Result<(), OutputError> {
        match self.files.iter().find(|entry| entry.table.as_deref() == Some(table)) {
            Some(entry) => entry.verify(dir),
            None => Err(self.unlisted(dir, &format!("table `{table}`"))),
        }
    }

    fn unlisted(&self, dir: &Path, what: &str) -> OutputError {
        OutputError::Foreign { path: dir.join(MANIFEST), why: format!("it lists no {what}") }
    }

    /// Whether the batch has a table of this name.
    #[must_use]
    pub fn has_table(&self, table: &str) -> bool {
        self.files.iter().any(|entry| entry.table.as_deref() == Some(table))
    }

    /// The text of a file of the batch in `dir`, if it is as it was written.
    ///
    /// # Errors
    ///
    /// As [`Manifest::verify_file`].
    pub fn read_file(&self, dir: &Path, file: &str) -> Result<String, OutputError> {
        self.verify_file(dir, file)?;
        super::read_text(&dir.join(file))
    }

    /// The columns of a table of the batch in `dir`, as its data package describes them.
    ///
    /// # Errors
    ///
    /// As [`Manifest::verify_file`]; [`OutputError::Foreign`] if the data package is none, or does not have the table.
    pub fn fields(&self, dir: &Path, table: &str) -> Result<Vec<Field>, OutputError> {
        let text = self.read_file(dir, DATA_PACKAGE)?;
        let foreign = |why| OutputError::Foreign { path: dir.join(DATA_PACKAGE), why };
        let package: Package =
            serde_json::from_str(&text).map_err(|error| foreign(error.to_string()))?;
        let found = package.resources.into_iter().find(|resource| resource.name == table);
        let resource = found.ok_or_else(|| foreign(format!("it describes no table `{table}`")))?;
        Ok(resource.schema.fields)
    }

    /// Calls `row` with the cells of these columns for every row of a table of the batch in `dir`.
    ///
    /// An empty cell is an empty text. Memory does not grow with rows. What `row` has against a cell becomes an
    /// [`OutputError::Altered`], as does another number of rows than the manifest has.
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
            return Err(self.unlisted(dir, &format!("table `{table}`")));
        };
        let path = dir.join(&entry.file);
        let mut rows = 0_u64;
        let counted = &mut |cells: &[String]| {
            rows += 1;
            row(cells)
        };
        match self.inputs.table_format {
            TableFormat::Csv => read_csv(&path, columns, counted)?,
            // Not to be read before it is known to be ours: it is no text that shows what is wrong.
            TableFormat::Parquet => {
                entry.verify(dir)?;
                super::parquet::read(&path, columns, counted)?;
            }
        }
        match entry.rows {
            Some(expected) if expected != rows => {
                let why = format!("it has {rows} rows, and the manifest says {expected}");
                Err(OutputError::Altered { path, why })
            }
            _ => Ok(()),
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
