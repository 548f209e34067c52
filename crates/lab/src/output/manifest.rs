//! The manifest: which batch a directory holds, and the digest of each of its files.
//!
//! It is written last, so that a directory with a manifest is a finished batch. Nothing in it
//! depends on the machine, the threads or the time.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Inputs, OutputError};

/// The manifest's file name.
pub const MANIFEST: &str = "manifest.json";

/// The format of manifests that this version writes and reads.
const FORMAT: &str = "summitry-batch/1";

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
        let why = self.why_altered(&path, "its SHA-256 digest is not the one in the manifest");
        Err(OutputError::Altered { path, why })
    }

    /// What happened to the file, if its bytes show it; else `otherwise`.
    fn why_altered(&self, path: &Path, otherwise: &str) -> String {
        let bytes = std::fs::read(path).unwrap_or_default();
        let mut plain = Vec::with_capacity(bytes.len());
        for (at, &byte) in bytes.iter().enumerate() {
            if byte != b'\r' || bytes.get(at + 1) != Some(&b'\n') {
                plain.push(byte);
            }
        }
        if plain.len() < bytes.len() && hex_digest(&plain) == self.sha256 {
            return "its line ends became CRLF, as version control does to text files; keep it from that with the line \
                    `* -text` in .gitattributes, and check the files out again"
                .to_owned();
        }
        otherwise.to_owned()
    }
}

/// What a finished batch directory holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    format: String,
    /// What determined the batch.
    #[serde(flatten)]
    pub inputs: Inputs,
    /// How many numbers of the scenario are whose, unless it is not a plain batch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub numbers: Option<Numbers>,
    /// Every file but the manifest.
    pub files: Vec<FileEntry>,
}

/// How many numbers of a scenario its file sets, and how many are defaults.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Numbers {
    /// Set by the file, its base files and overrides.
    pub own: usize,
    /// Not set by them.
    pub defaults: usize,
    /// The same in a sentence.
    pub sentence: String,
}

impl Manifest {
    pub(crate) fn new(inputs: Inputs, numbers: Option<Numbers>, files: Vec<FileEntry>) -> Self {
        Manifest { format: FORMAT.to_owned(), inputs, numbers, files }
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
                Some(there) => {
                    entry.why_altered(&path, &format!("{there} bytes instead of {}", entry.bytes))
                }
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
