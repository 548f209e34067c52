//! A copy of a class, which may be running.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::purge::REMOVED;
use super::sqlite::{Head, Journal as _, Store, StoreError};

/// How often two readings are compared before the class is too busy to be copied.
const TRIES: usize = 100;
/// Pause between them.
const REST: Duration = Duration::from_millis(30);

/// Whether the head is that of a backup: it has no code and no teacher's token, and needs new ones.
#[must_use]
pub fn is_backup(head: &Head) -> bool {
    head.purged.is_none() && head.teacher == REMOVED
}

/// Copies a class into a new file and returns the number of its actions. The class may be running. The copy holds every action that
/// was acknowledged, without the students' code and the teacher's token.
///
/// # Errors
///
/// [`StoreError::There`] if there is such a file already; [`StoreError`] if the class cannot be read or the copy not written.
pub fn backup(file: &Path, copy: &Path) -> Result<u64, StoreError> {
    if !file.exists() {
        return Err(StoreError::Missing(file.to_owned()));
    }
    if copy.exists() {
        return Err(StoreError::There(copy.to_owned()));
    }
    let fault = |error: io::Error| StoreError::Fault(error.to_string());
    // A running class keeps its file to itself, so that its bytes are read past SQLite.
    let partial = beside(copy, ".partial");
    let parts = [partial.clone(), beside(&partial, "-wal")];
    let (main, log) = settled(file).map_err(fault)?;
    let done = private(&parts[0], &main)
        .and_then(|()| private(&parts[1], &log))
        .map_err(fault)
        .and_then(|()| without_keys(&partial, copy));
    for part in parts {
        // SQLite has removed the log.
        let _ = fs::remove_file(part);
    }
    done.map_err(|error| match error {
        StoreError::Foreign { why, .. } => StoreError::Foreign { file: file.to_owned(), why },
        other => other,
    })
}

/// A class's file and its log, of one moment: twice the same.
fn settled(file: &Path) -> io::Result<(Vec<u8>, Vec<u8>)> {
    let read = || -> io::Result<_> {
        let main = fs::read(file)?;
        match fs::read(beside(file, "-wal")) {
            Ok(log) => Ok((main, log)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok((main, Vec::new())),
            Err(error) => Err(error),
        }
    };
    let mut last = read()?;
    for _ in 0..TRIES {
        let now = read()?;
        if now == last {
            return Ok(now);
        }
        last = now;
        std::thread::sleep(REST);
    }
    Err(io::Error::other("the class is being written all the time; try again"))
}

fn without_keys(partial: &Path, copy: &Path) -> Result<u64, StoreError> {
    let (store, head) = Store::open(partial)?;
    let (entries, endings) = (store.entries()?, store.endings()?);
    let head = Head { code: REMOVED.to_owned(), teacher: REMOVED.to_owned(), ..head };
    let mut made = Store::create(copy, &head)?;
    let written = made.append(&entries, &endings);
    if let Some(at) = store.last_heartbeat()? {
        made.heartbeat(at);
    }
    made.checkpoint();
    drop(made);
    if written.is_err() {
        let _ = fs::remove_file(copy);
    }
    written.map(|()| entries.len() as u64)
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(file);
    name.push(ending);
    PathBuf::from(name)
}

/// Writes a new file that only its owner may read.
fn private(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)?.write_all(bytes)
}
