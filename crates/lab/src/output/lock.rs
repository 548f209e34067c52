//! A lock on a batch directory, so that one process at a time writes it.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::OutputError;

/// The file that is locked. Network file systems lock files across machines, and directories not.
const LOCK: &str = ".summitry.lock";

/// How long a lock is waited for.
const PATIENCE: Duration = Duration::from_millis(400);

/// Holds a directory for this process, until it is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    path: PathBuf,
    _file: File,
}

impl Lock {
    /// Locks a directory. `None` where nothing can be locked, or nothing written, so that nobody is kept out.
    ///
    /// # Errors
    ///
    /// [`OutputError::Busy`] if another process holds it; [`OutputError::Write`] if the file cannot be made.
    pub(super) fn of(dir: &Path) -> Result<Option<Lock>, OutputError> {
        if !cfg!(unix) {
            return Ok(None);
        }
        let path = dir.join(LOCK);
        let begun = Instant::now();
        loop {
            let opened =
                OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
            let file = match opened {
                Ok(file) => file,
                // A batch that may only be read is not written by anybody.
                Err(error) if cannot_be_written(&error) => return Ok(None),
                Err(error) => return Err(OutputError::write(&path, "created")(error)),
            };
            match file.try_lock() {
                // Whoever held it before has removed it, if it is another file by now.
                Ok(()) if is_at(&file, &path) => return Ok(Some(Lock { path, _file: file })),
                Ok(()) => {}
                // A process that is being started has our files open for a moment, and so holds our locks.
                Err(fs::TryLockError::WouldBlock) if begun.elapsed() < PATIENCE => {
                    std::thread::sleep(PATIENCE / 20);
                }
                Err(fs::TryLockError::WouldBlock) => {
                    return Err(OutputError::Busy { dir: dir.to_owned() });
                }
                Err(fs::TryLockError::Error(_)) => {
                    let _ = fs::remove_file(&path);
                    return Ok(None);
                }
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // While it is held: whoever locked the same file meanwhile finds it gone, and makes another.
        let _ = fs::remove_file(&self.path);
    }
}

fn cannot_be_written(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}

/// Whether a path still leads to an open file.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), fs::metadata(path)) {
        (Ok(open), Ok(there)) => open.dev() == there.dev() && open.ino() == there.ino(),
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}
