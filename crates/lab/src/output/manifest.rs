//! The manifest: which batch a directory holds, and the digest of each of its files.
//!
//! It is written last, so that a directory with a manifest is a finished batch. Nothing in it
//! depends on the machine, the threads or the time.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{Difference, OutputError, TableFormat};

/// The manifest's file name.
pub const MANIFEST: &str = "manifest.json";

/// The format of manifests that this version writes and reads.
const FORMAT: &str = "summitry-batch/1";

/// What determines a batch, byte for byte.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inputs {
    /// The command that writes it: `run`.
    pub command: String,
    /// The version of the program.
    pub summitry: String,
    /// The version of the randomness protocol.
    pub randomness: u32,
    /// The scenario's name.
    pub scenario: String,
    /// The digest of the scenario as it is run, overrides included.
    pub scenario_sha256: String,
    /// The master seed.
    pub seed: u64,
    /// The number of the first run.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub first_run: u64,
    /// How many runs.
    pub runs: u64,
    /// The names of the tables that are wanted.
    pub tables: Vec<String>,
    /// How they are written.
    #[serde(default, skip_serializing_if = "TableFormat::is_csv")]
    pub table_format: TableFormat,
    /// Of a sweep, what else determines it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub experiment: Option<Value>,
    /// Of a shard, which one it is of which plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<ShardOf>,
    /// The seats that programs play, if any are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seats: Option<Value>,
}

/// A shard's place in its plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShardOf {
    /// The digest of the plan.
    pub plan_sha256: String,
    /// The number of the shard, from 0.
    pub shard: u64,
    /// How many shards there are.
    pub shards: u64,
}

impl fmt::Display for ShardOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digest: String = self.plan_sha256.chars().take(12).collect();
        write!(f, "{} of {} of plan {digest}…", self.shard, self.shards)
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn is_zero(value: &u64) -> bool {
    *value == 0
}

impl Inputs {
    /// In what `self`, found on disk, differs from what is `asked` for; empty if in nothing.
    #[must_use]
    pub fn differences(&self, asked: &Inputs) -> Vec<Difference> {
        let digest = |inputs: &Inputs| {
            inputs.scenario_sha256.chars().take(12).chain(['…']).collect::<String>()
        };
        let format = |inputs: &Inputs| inputs.table_format.name().to_owned();
        let pairs = [
            ("command", self.command.clone(), asked.command.clone()),
            ("version", self.summitry.clone(), asked.summitry.clone()),
            ("randomness protocol", self.randomness.to_string(), asked.randomness.to_string()),
            ("scenario", self.scenario.clone(), asked.scenario.clone()),
            ("seed", self.seed.to_string(), asked.seed.to_string()),
            ("first run", self.first_run.to_string(), asked.first_run.to_string()),
            ("number of runs", self.runs.to_string(), asked.runs.to_string()),
            ("list of tables", self.tables.join(","), asked.tables.join(",")),
            ("format of tables", format(self), format(asked)),
        ];
        let mut differences: Vec<Difference> = pairs
            .into_iter()
            .filter(|(_, there, asked)| there != asked)
            .map(|(what, there, asked)| Difference { what: what.to_owned(), there, asked })
            .collect();
        if self.scenario_sha256 != asked.scenario_sha256 {
            let (what, there, asked) = ("digest of the scenario", digest(self), digest(asked));
            differences.push(Difference { what: what.to_owned(), there, asked });
        }
        if self.shard != asked.shard {
            let told = |shard: &Option<ShardOf>| {
                shard.as_ref().map_or_else(|| "none".to_owned(), ShardOf::to_string)
            };
            let (there, asked) = (told(&self.shard), told(&asked.shard));
            differences.push(Difference { what: "shard".to_owned(), there, asked });
        }
        compare("", self.experiment.as_ref(), asked.experiment.as_ref(), &mut differences);
        compare("seats", self.seats.as_ref(), asked.seats.as_ref(), &mut differences);
        differences
    }
}

/// Adds every value in which two JSON texts differ.
fn compare(
    path: &str,
    there: Option<&Value>,
    asked: Option<&Value>,
    differences: &mut Vec<Difference>,
) {
    let inner = |key: &str| {
        if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
    };
    match (there, asked) {
        (Some(Value::Object(there)), Some(Value::Object(asked))) => {
            let new = asked.keys().filter(|key| !there.contains_key(*key));
            for key in there.keys().chain(new) {
                compare(&inner(key), there.get(key), asked.get(key), differences);
            }
        }
        (Some(Value::Array(there)), Some(Value::Array(asked))) if there.len() == asked.len() => {
            for (k, (there, asked)) in there.iter().zip(asked).enumerate() {
                compare(&format!("{path}[{k}]"), Some(there), Some(asked), differences);
            }
        }
        (there, asked) if there == asked => {}
        (there, asked) => {
            let told = |value: Option<&Value>| match value {
                None => "not given".to_owned(),
                Some(Value::Array(items)) => format!("a list of {}", items.len()),
                Some(Value::Object(_)) => "given".to_owned(),
                Some(value) => value.to_string(),
            };
            let what = if path.is_empty() { "experiment" } else { path };
            let (there, asked) = (told(there), told(asked));
            differences.push(Difference { what: what.to_owned(), there, asked });
        }
    }
}

/// A file of a finished batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Its name in the batch directory.
    pub file: String,
    /// The table it holds, if it holds one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// Its length in bytes.
    pub bytes: u64,
    /// How many rows it has, without the header, if it holds a table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
    /// Its SHA-256 digest, in hexadecimal, as `sha256sum` prints it.
    pub sha256: String,
}

impl FileEntry {
    /// Compares the file in `dir` with its digest.
    pub(super) fn verify(&self, dir: &Path) -> Result<(), OutputError> {
        let path = dir.join(&self.file);
        let mut file = File::open(&path).map_err(OutputError::read(&path))?;
        let digest = digest_of(&mut file, u64::MAX).map_err(OutputError::read(&path))?;
        if hex(digest.hash) == self.sha256 {
            return Ok(());
        }
        let why = "its SHA-256 digest is not the one in the manifest".to_owned();
        Err(OutputError::Altered { path, why })
    }
}

/// What a finished batch directory holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    format: String,
    /// What determined the batch.
    #[serde(flatten)]
    pub inputs: Inputs,
    /// Every file but the manifest.
    pub files: Vec<FileEntry>,
}

impl Manifest {
    pub(crate) fn new(inputs: Inputs, files: Vec<FileEntry>) -> Self {
        Manifest { format: FORMAT.to_owned(), inputs, files }
    }

    /// Reads the manifest of the batch in `dir`; `None` if there is none.
    ///
    /// # Errors
    ///
    /// [`OutputError::Unreadable`] if it cannot be read, [`OutputError::Foreign`] if it is not one
    /// that this version understands.
    pub fn read(dir: &Path) -> Result<Option<Manifest>, OutputError> {
        let path = dir.join(MANIFEST);
        let Some(bytes) = read_if_there(&path)? else { return Ok(None) };
        Manifest::parse(&bytes).map(Some).map_err(|why| OutputError::Foreign { path, why })
    }

    fn parse(bytes: &[u8]) -> Result<Manifest, String> {
        let manifest: Manifest = of_format(bytes, FORMAT)?;
        manifest.check_names()?;
        Ok(manifest)
    }

    /// Whether every file is named by a plain name, so that nothing outside the directory is meant.
    pub(crate) fn check_names(&self) -> Result<(), String> {
        match self.files.iter().find(|entry| !is_plain_name(&entry.file)) {
            Some(entry) => Err(format!("`{}` is not a plain file name", entry.file)),
            None => Ok(()),
        }
    }

    /// The manifest as it is written.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        to_json(self)
    }

    /// Compares every file in `dir` with its length and digest.
    ///
    /// # Errors
    ///
    /// [`OutputError::Altered`] names the first file that is missing or not as it was written,
    /// [`OutputError::Unreadable`] the first that cannot be read.
    pub fn verify(&self, dir: &Path) -> Result<(), OutputError> {
        self.verify_lengths(dir)?;
        self.files.iter().try_for_each(|entry| entry.verify(dir))
    }

    /// As [`Manifest::verify`], by the lengths alone: quick, and enough to see what is missing.
    ///
    /// # Errors
    ///
    /// As [`Manifest::verify`].
    pub fn verify_lengths(&self, dir: &Path) -> Result<(), OutputError> {
        for entry in &self.files {
            let path = dir.join(&entry.file);
            let why = match length(&path)? {
                Some(there) if there == entry.bytes => continue,
                Some(there) => format!("{there} bytes instead of {}", entry.bytes),
                None => "it is missing".to_owned(),
            };
            return Err(OutputError::Altered { path, why });
        }
        Ok(())
    }
}

/// A file's length; `None` if there is no such file.
pub(crate) fn length(path: &Path) -> Result<Option<u64>, OutputError> {
    match std::fs::metadata(path) {
        Ok(meta) => Ok(Some(meta.len())),
        Err(error) if is_absent(&error) => Ok(None),
        Err(error) => Err(OutputError::read(path)(error)),
    }
}

/// A file's text.
///
/// # Errors
///
/// [`OutputError::Unreadable`], also where it is not UTF-8.
pub fn read_text(path: &Path) -> Result<String, OutputError> {
    std::fs::read_to_string(path).map_err(OutputError::read(path))
}

/// A file's bytes; `None` if there is no such file.
pub(crate) fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, OutputError> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if is_absent(&error) => Ok(None),
        Err(error) => Err(OutputError::read(path)(error)),
    }
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// Whether `name` names a file in its directory and nowhere else.
pub(crate) fn is_plain_name(name: &str) -> bool {
    !name.is_empty()
        && name != "."
        && name != ".."
        && !name.contains(['/', '\\', ':', '\0'])
        && name != MANIFEST
}

/// The digest of a file's beginning, and how long that was.
pub(crate) struct Prefix {
    pub hash: Sha256,
    pub bytes: u64,
}

/// Digests at most `most` bytes of `file`.
pub(crate) fn digest_of(file: &mut File, most: u64) -> io::Result<Prefix> {
    let mut hash = Sha256::new();
    let mut bytes = 0;
    let mut buffer = vec![0; 1 << 16];
    let mut file = file.take(most);
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(Prefix { hash, bytes }),
            Ok(read) => {
                hash.update(&buffer[..read]);
                bytes += read as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// The SHA-256 digest of bytes, in hexadecimal.
#[must_use]
pub fn hex_digest(bytes: &[u8]) -> String {
    hex(Sha256::new_with_prefix(bytes))
}

/// A digest in hexadecimal.
pub(crate) fn hex(hash: Sha256) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    hash.finalize().iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// JSON as all our files have it: indented, a line break at the end.
pub(crate) fn to_json(value: &impl Serialize) -> Vec<u8> {
    // Our own types have string keys and no failing `Serialize`, so that this cannot fail.
    let mut bytes = serde_json::to_vec_pretty(value).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// Reads a document that names its own format, if that is the one expected; else why not.
pub(super) fn of_format<T: serde::de::DeserializeOwned>(
    bytes: &[u8],
    format: &str,
) -> Result<T, String> {
    #[derive(Deserialize)]
    struct Head {
        format: String,
    }
    let head: Head = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    if head.format != format {
        return Err(format!("its format is `{}`, not `{format}`", head.format));
    }
    serde_json::from_slice(bytes).map_err(|error| error.to_string())
}
