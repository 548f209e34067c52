//! A batch directory, written so that it holds either a finished batch or a plainly unfinished one.
//!
//! Every file is written as `<name>.partial`, synced, and gets its name only when all of them are
//! complete; the manifest comes last. `checkpoint.json` says meanwhile how far the batch has got,
//! and in its last form which files are about to get their names, so that a crash between two
//! renames is made good by the next start.
//!
//! Rows are streamed as CSV, whatever the format of the tables: a CSV can be cut off at any row and
//! gone on with. Other formats are made from it when the batch is finished, beside it; it goes when
//! they have their names. A crash before that leaves the CSV to make them from again.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use super::lock::Lock;
use super::manifest::{
    digest_of, hex, hex_digest, is_plain_name, length, of_format, read_if_there, to_json,
};
use super::package::data_package;
use super::parquet::{self, Failure};
use super::{
    About, DATA_PACKAGE, FileEntry, Inputs, MANIFEST, Manifest, OutputError, Rows, Table,
    TableFormat,
};

/// The checkpoint's file name.
pub const CHECKPOINT: &str = "checkpoint.json";

const FORMAT: &str = "summitry-checkpoint/3";

/// What [`BatchDir::open`] found.
#[derive(Debug)]
pub enum Opened {
    /// Nothing to go on from: the batch begins with its first run.
    Fresh(BatchDir),
    /// The beginning of this batch: it goes on after [`BatchDir::done`] runs.
    Resume(BatchDir),
    /// This batch, finished.
    AlreadyDone(Manifest),
}

/// A directory that a batch is being written into.
///
/// Only one process at a time holds it, where the system can see to that.
#[derive(Debug)]
pub struct BatchDir {
    dir: PathBuf,
    inputs: Inputs,
    force: bool,
    /// Files of an earlier finished batch, which this one replaces.
    old: BTreeSet<String>,
    resumed: Option<Resumed>,
    done: u64,
    streams: Vec<Stream>,
    wholes: Vec<Whole>,
    /// Directories that were made for this one, itself the first of them.
    made: Vec<PathBuf>,
    lock: Option<Lock>,
    /// An unfinished batch of other inputs, which is removed as this one begins.
    displaced: Option<(Vec<FileEntry>, TableFormat)>,
}

/// A table that is written row by row.
#[derive(Debug)]
struct Stream {
    table: Table,
    path: PathBuf,
    file: File,
    bytes: u64,
    rows: u64,
    hash: Sha256,
}

/// A file that is written at once.
#[derive(Debug)]
struct Whole {
    table: Option<Table>,
    entry: FileEntry,
}

/// Where an unfinished batch goes on.
#[derive(Debug)]
struct Resumed {
    files: Vec<(FileEntry, Sha256)>,
    state: Box<RawValue>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Checkpoint {
    format: String,
    inputs: Inputs,
    state: State,
    /// The digest of all the rest: what goes on from a number that was changed would be wrong and look right.
    sha256: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum State {
    /// So many runs are in the partial files, up to these lengths; `course`, which is the runner's, is
    /// missing before the first.
    Running { done: u64, files: Vec<FileEntry>, course: Option<Box<RawValue>> },
    /// All partial files are complete and are getting their names.
    Finishing { manifest: Box<Manifest>, stale: Vec<String> },
}

impl BatchDir {
    /// Opens `dir`, which is made if need be, for the batch that `inputs` determine.
    ///
    /// A batch of the same inputs is continued, or found finished (by its files' lengths). With
    /// `force`, a finished batch is replaced: it stays as it is until the new one is complete. An
    /// unfinished one of the same inputs is continued with `force` too.
    ///
    /// # Errors
    ///
    /// - [`OutputError::NoParquet`], [`OutputError::LargeSeed`]: the tables cannot be written so
    /// - [`OutputError::OtherBatch`]: other inputs are there, and no `force`
    /// - [`OutputError::NotADirectory`], [`OutputError::Busy`]
    /// - [`OutputError::Altered`], [`OutputError::Foreign`], [`OutputError::Unreadable`]: what is
    ///   there is not as it was written
    /// - [`OutputError::Write`]: the directory cannot be made
    pub fn open(dir: &Path, inputs: &Inputs, force: bool) -> Result<Opened, OutputError> {
        inputs.table_format.check()?;
        if inputs.table_format == TableFormat::Parquet && i64::try_from(inputs.seed).is_err() {
            return Err(OutputError::LargeSeed { seed: inputs.seed });
        }
        if fs::metadata(dir).is_ok_and(|meta| !meta.is_dir()) {
            return Err(OutputError::NotADirectory { path: dir.to_owned() });
        }
        let is_to_be_made = |dir: &&Path| !dir.as_os_str().is_empty() && !dir.exists();
        let made: Vec<PathBuf> =
            dir.ancestors().take_while(is_to_be_made).map(Path::to_owned).collect();
        fs::create_dir_all(dir).map_err(OutputError::write(dir, "created"))?;
        for new in &made {
            sync_dir(parent(new))?;
        }
        let lock = Lock::of(dir)?;

        let mut checkpoint = Checkpoint::read(dir)?;
        let mut claimed = BTreeSet::new();
        if let Some(Checkpoint { state: State::Finishing { manifest, stale }, .. }) = &checkpoint {
            if is_complete(dir, manifest)? {
                put_in_place(dir, manifest, stale)?;
                checkpoint = None;
            } else {
                claimed.extend(manifest.files.iter().map(|entry| entry.file.clone()));
                claimed.extend(stale.iter().cloned());
            }
        }

        let manifest = Manifest::read(dir)?;
        if let Some(manifest) = manifest {
            if !force {
                let differences = manifest.inputs.differences(inputs);
                if differences.is_empty() {
                    manifest.verify_lengths(dir)?;
                    return Ok(Opened::AlreadyDone(manifest));
                }
                let dir = dir.to_owned();
                return Err(OutputError::OtherBatch { dir, finished: true, differences });
            }
            claimed.extend(manifest.files.into_iter().map(|entry| entry.file));
        }

        let mut batch = BatchDir {
            dir: dir.to_owned(),
            inputs: inputs.clone(),
            force,
            old: claimed,
            resumed: None,
            done: 0,
            streams: Vec::new(),
            wholes: Vec::new(),
            made,
            lock,
            displaced: None,
        };
        let Some(checkpoint) = checkpoint else { return Ok(Opened::Fresh(batch)) };
        let differences = checkpoint.inputs.differences(inputs);
        if !differences.is_empty() && !force {
            let dir = dir.to_owned();
            return Err(OutputError::OtherBatch { dir, finished: false, differences });
        }
        match checkpoint.state {
            State::Running { done, files, course: Some(state) } if differences.is_empty() => {
                match check_partials(dir, &files) {
                    Ok(files) => {
                        batch.done = done;
                        batch.resumed = Some(Resumed { files, state });
                        return Ok(Opened::Resume(batch));
                    }
                    Err(error) if !force => return Err(error),
                    Err(_) => batch.displaced = Some((files, checkpoint.inputs.table_format)),
                }
            }
            State::Running { files, .. } => {
                batch.displaced = Some((files, checkpoint.inputs.table_format));
            }
            State::Finishing { .. } => {}
        }
        Ok(Opened::Fresh(batch))
    }

    /// The directory.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// What determines the batch.
    #[must_use]
    pub fn inputs(&self) -> &Inputs {
        &self.inputs
    }

    /// How many runs of the batch are in its partial files, as of the last checkpoint.
    #[must_use]
    pub fn done(&self) -> u64 {
        self.done
    }

    /// Opens the partial files of these tables, at the place where the batch goes on, and gives the runner's state as of
    /// the last checkpoint; `None` at the start. Called by the runner, once.
    ///
    /// # Errors
    ///
    /// [`OutputError::InTheWay`] before anything is written; [`OutputError::Foreign`] if the
    /// checkpoint does not fit these tables or has another state; [`OutputError::Write`].
    pub fn begin<S: DeserializeOwned>(
        &mut self,
        tables: &[&Table],
    ) -> Result<Option<S>, OutputError> {
        if let Some(Resumed { files, state }) = self.resumed.take() {
            let same = files.iter().map(|(entry, _)| entry.file.as_str());
            if !same.eq(tables.iter().map(|table| table.file)) {
                return Err(self.foreign_state("it lists other tables"));
            }
            let state = serde_json::from_str(state.get())
                .map_err(|error| self.foreign_state(&error.to_string()))?;
            for (&table, (entry, hash)) in tables.iter().zip(files) {
                let path = self.path(&partial(table.file));
                let file =
                    truncated(&path, entry.bytes).map_err(OutputError::write(&path, "opened"))?;
                let (table, rows) = (table.clone(), entry.rows.unwrap_or_default());
                self.streams.push(Stream { table, path, file, bytes: entry.bytes, rows, hash });
            }
            return Ok(Some(state));
        }
        for table in tables {
            self.check_free(&self.inputs.table_format.file(table))?;
        }
        if let Some((files, format)) = self.displaced.take() {
            discard(&self.dir, &files, format)?;
        }
        let nothing = |table: &&Table| FileEntry {
            file: table.file.to_owned(),
            table: Some(table.name.to_owned()),
            bytes: 0,
            rows: Some(0),
            sha256: hex(Sha256::new()),
        };
        let files = tables.iter().map(nothing).collect();
        self.write_checkpoint(State::Running { done: 0, files, course: None })?;
        for &table in tables {
            let path = self.path(&partial(table.file));
            let file = File::create(&path).map_err(OutputError::write(&path, "created"))?;
            let (table, hash) = (table.clone(), Sha256::new());
            let header = table.header();
            let mut stream = Stream { table, path, file, bytes: 0, rows: 0, hash };
            stream.append(&header, 0)?;
            self.streams.push(stream);
        }
        Ok(None)
    }

    /// The fault of a checkpoint whose state is not one of this batch.
    pub(crate) fn foreign_state(&self, why: &str) -> OutputError {
        OutputError::Foreign { path: self.path(CHECKPOINT), why: why.to_owned() }
    }

    /// Appends rows to a table, by its position in what [`BatchDir::begin`] was given.
    ///
    /// # Errors
    ///
    /// [`OutputError::Write`]
    pub fn append(&mut self, table: usize, rows: &Rows) -> Result<(), OutputError> {
        self.streams[table].append(rows.bytes(), rows.count())
    }

    /// Appends bytes that end so many rows, which were formatted before.
    ///
    /// # Errors
    ///
    /// [`OutputError::Write`]
    pub(crate) fn append_bytes(
        &mut self,
        table: usize,
        bytes: &[u8],
        rows: u64,
    ) -> Result<(), OutputError> {
        self.streams[table].append(bytes, rows)
    }

    /// Forgets what was done so far, so that the batch begins with its first run.
    ///
    /// # Errors
    ///
    /// [`OutputError::Write`]
    pub(crate) fn restart(&mut self) -> Result<(), OutputError> {
        if let Some(resumed) = self.resumed.take() {
            let files: Vec<FileEntry> = resumed.files.into_iter().map(|(entry, _)| entry).collect();
            discard(&self.dir, &files, self.inputs.table_format)?;
        }
        self.done = 0;
        Ok(())
    }

    /// Removes what was written so far, and the directories that were made for it if nothing else is in them.
    pub(crate) fn give_up(self) {
        let files: Vec<FileEntry> = self.streams.iter().map(Stream::entry).collect();
        // What cannot be removed is plainly unfinished.
        let format = self.inputs.table_format;
        let is_clear = files.is_empty() || discard(&self.dir, &files, format).is_ok();
        drop(self.lock);
        if is_clear {
            let _ = self.made.iter().try_for_each(fs::remove_dir);
        }
    }

    /// Makes the first `done` runs of the batch safe: they are what was appended so far, and `state` is what the runner
    /// needs to go on from there.
    ///
    /// # Errors
    ///
    /// [`OutputError::Write`]
    pub fn checkpoint(&mut self, done: u64, state: &impl Serialize) -> Result<(), OutputError> {
        for stream in &self.streams {
            stream.file.sync_data().map_err(OutputError::write(&stream.path, "synced"))?;
        }
        let files = self.streams.iter().map(Stream::entry).collect();
        let course = serde_json::value::to_raw_value(state)
            .map_err(|error| OutputError::write(&self.path(CHECKPOINT), "written")(error.into()))?;
        self.write_checkpoint(State::Running { done, files, course: Some(course) })?;
        self.done = done;
        Ok(())
    }

    /// Writes a file that is no table: the scenario, say. It gets its name with all others.
    ///
    /// # Errors
    ///
    /// [`OutputError::InTheWay`], [`OutputError::Write`]
    pub fn write_whole(&mut self, file: &str, bytes: &[u8]) -> Result<(), OutputError> {
        self.write_file(file, None, bytes, None)
    }

    /// Writes a table at once: the summary, say. It gets its name with all others.
    ///
    /// # Errors
    ///
    /// [`OutputError::InTheWay`], [`OutputError::Write`]
    pub fn write_table(&mut self, table: &Table, rows: &Rows) -> Result<(), OutputError> {
        let mut bytes = table.header();
        bytes.extend_from_slice(rows.bytes());
        let format = self.inputs.table_format;
        let file = format.file(table);
        if format.rewrites(table) {
            let path = self.path(&partial(&file));
            (bytes, _) = parquet::write(table, &bytes[..], Vec::new())
                .map_err(|failure| failure.at(&path, &path))?;
        }
        self.write_file(&file, Some(table), &bytes, Some(rows.count()))
    }

    fn write_file(
        &mut self,
        file: &str,
        table: Option<&Table>,
        bytes: &[u8],
        rows: Option<u64>,
    ) -> Result<(), OutputError> {
        debug_assert!(is_plain_name(file), "`{file}` is not a plain file name");
        self.check_free(file)?;
        write_synced(&self.path(&partial(file)), bytes)?;
        let entry = FileEntry {
            file: file.to_owned(),
            table: table.map(|table| table.name.to_owned()),
            bytes: bytes.len() as u64,
            rows,
            sha256: hex(Sha256::new_with_prefix(bytes)),
        };
        self.wholes.retain(|whole| whole.entry.file != file);
        self.wholes.push(Whole { table: table.cloned(), entry });
        Ok(())
    }

    /// Finishes the batch: writes the tables in their format and the data package, gives every file
    /// its name, removes what an earlier batch left that this one has not, and writes the manifest.
    ///
    /// # Errors
    ///
    /// [`OutputError::InTheWay`], [`OutputError::Write`]; the batch is then unfinished, and opening
    /// it again goes on from where it stopped. [`OutputError::Altered`] if rows were changed since
    /// they were written.
    pub fn finish(mut self, about: &About) -> Result<Manifest, OutputError> {
        let format = self.inputs.table_format;
        let mut streams: Vec<(Table, FileEntry)> = Vec::new();
        let mut spent = Vec::new();
        for stream in std::mem::take(&mut self.streams) {
            let entry = if format.rewrites(&stream.table) {
                spent.push(partial(stream.table.file));
                rewritten(&self.dir, &stream, &format.file(&stream.table))?
            } else {
                stream.file.sync_all().map_err(OutputError::write(&stream.path, "synced"))?;
                stream.entry()
            };
            streams.push((stream.table, entry));
        }
        let streamed = streams.iter().map(|(table, entry)| (table, entry));
        let written =
            self.wholes.iter().filter_map(|whole| Some((whole.table.as_ref()?, &whole.entry)));
        let package = data_package(about, &streamed.chain(written).collect::<Vec<_>>(), format);
        self.write_whole(DATA_PACKAGE, &package)?;

        let entries = streams.into_iter().map(|(_, entry)| entry);
        let files = entries.chain(self.wholes.drain(..).map(|whole| whole.entry)).collect();
        let manifest = Manifest::new(self.inputs.clone(), about.numbers.clone(), files);
        let kept = |name: &String| manifest.files.iter().any(|entry| entry.file == *name);
        let old = self.old.iter().filter(|name| !kept(name)).cloned();
        let stale: Vec<String> = old.chain(spent).collect();
        let state = State::Finishing { manifest: Box::new(manifest.clone()), stale: stale.clone() };
        self.write_checkpoint(state)?;
        put_in_place(&self.dir, &manifest, &stale)?;
        Ok(manifest)
    }

    /// Refuses a batch early that would write files of these names over others.
    ///
    /// # Errors
    ///
    /// [`OutputError::InTheWay`]
    pub(crate) fn check_all_free(&self, files: &[&str]) -> Result<(), OutputError> {
        files.iter().try_for_each(|file| self.check_free(file))
    }

    /// Refuses to overwrite a file that no batch wrote.
    fn check_free(&self, file: &str) -> Result<(), OutputError> {
        let path = self.path(file);
        if !self.force && !self.old.contains(file) && fs::symlink_metadata(&path).is_ok() {
            return Err(OutputError::InTheWay { path });
        }
        Ok(())
    }

    fn write_checkpoint(&self, state: State) -> Result<(), OutputError> {
        let inputs = self.inputs.clone();
        let (format, sha256) = (FORMAT.to_owned(), String::new());
        let mut checkpoint = Checkpoint { format, inputs, state, sha256 };
        checkpoint.sha256 = hex_digest(&checkpoint.bytes());
        write_safely(&self.dir, CHECKPOINT, &checkpoint.bytes())
    }

    fn path(&self, file: &str) -> PathBuf {
        self.dir.join(file)
    }
}

impl Stream {
    fn append(&mut self, bytes: &[u8], rows: u64) -> Result<(), OutputError> {
        self.file.write_all(bytes).map_err(OutputError::write(&self.path, "written"))?;
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
        self.rows += rows;
        Ok(())
    }

    fn entry(&self) -> FileEntry {
        FileEntry {
            file: self.table.file.to_owned(),
            table: Some(self.table.name.to_owned()),
            bytes: self.bytes,
            rows: Some(self.rows),
            sha256: hex(self.hash.clone()),
        }
    }
}

/// Writes what a stream has into the partial file of `file`, as Parquet.
fn rewritten(dir: &Path, stream: &Stream, file: &str) -> Result<FileEntry, OutputError> {
    let path = dir.join(partial(file));
    let csv = File::open(&stream.path).map_err(OutputError::read(&stream.path))?;
    let mut csv = Digesting::new(csv);
    let to = File::create(&path).map_err(OutputError::write(&path, "created"))?;
    let (to, rows) = parquet::write(&stream.table, &mut csv, Digesting::new(to))
        .map_err(|failure| failure.at(&stream.path, &path))?;
    // Else the digest of the Parquet would vouch for rows that nobody wrote.
    if (csv.bytes, rows) != (stream.bytes, stream.rows) || hex(csv.hash) != hex(stream.hash.clone())
    {
        let why = "it is not as its rows were written".to_owned();
        return Err(OutputError::Altered { path: stream.path.clone(), why });
    }
    to.inner.sync_all().map_err(OutputError::write(&path, "synced"))?;
    Ok(FileEntry {
        file: file.to_owned(),
        table: Some(stream.table.name.to_owned()),
        bytes: to.bytes,
        rows: Some(rows),
        sha256: hex(to.hash),
    })
}

impl Failure {
    /// The error that it is, of rows in `from` that go into `to`.
    fn at(self, from: &Path, to: &Path) -> OutputError {
        match self {
            Failure::Read(error) => OutputError::read(from)(error),
            Failure::Form(why) => OutputError::Altered { path: from.to_owned(), why },
            Failure::Write(error) => OutputError::write(to, "written")(error),
        }
    }
}

/// A file that is digested as it is read or written.
struct Digesting {
    inner: File,
    hash: Sha256,
    bytes: u64,
}

impl Digesting {
    fn new(inner: File) -> Self {
        Digesting { inner, hash: Sha256::new(), bytes: 0 }
    }

    fn take_in(&mut self, bytes: &[u8]) {
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
    }
}

impl Read for Digesting {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.take_in(&buffer[..read]);
        Ok(read)
    }
}

impl Write for Digesting {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(buffer)?;
        self.take_in(&buffer[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl Checkpoint {
    fn read(dir: &Path) -> Result<Option<Checkpoint>, OutputError> {
        let path = dir.join(CHECKPOINT);
        let Some(bytes) = read_if_there(&path)? else { return Ok(None) };
        Checkpoint::parse(&bytes).map(Some).map_err(|why| OutputError::Foreign { path, why })
    }

    /// As it is written. Compact: counts are long.
    fn bytes(&self) -> Vec<u8> {
        // Our own types always serialise.
        serde_json::to_vec(self).unwrap_or_default()
    }

    fn parse(bytes: &[u8]) -> Result<Checkpoint, String> {
        let mut checkpoint: Checkpoint = of_format(bytes, FORMAT)?;
        let sha256 = std::mem::take(&mut checkpoint.sha256);
        if hex_digest(&checkpoint.bytes()) != sha256 {
            return Err("its digest is not that of its contents".to_owned());
        }
        let names: Vec<&String> = match &checkpoint.state {
            State::Running { files, .. } => files.iter().map(|entry| &entry.file).collect(),
            State::Finishing { manifest, stale } => {
                manifest.files.iter().map(|entry| &entry.file).chain(stale).collect()
            }
        };
        match names.into_iter().find(|name| !is_plain_name(name)) {
            Some(name) => Err(format!("`{name}` is not a plain file name")),
            None => Ok(checkpoint),
        }
    }
}

/// The name of a file before it is complete.
fn partial(file: &str) -> String {
    format!("{file}.partial")
}

/// Compares each partial file's beginning with the checkpoint. What follows it does not count: it
/// was written after.
fn check_partials(
    dir: &Path,
    files: &[FileEntry],
) -> Result<Vec<(FileEntry, Sha256)>, OutputError> {
    let check = |entry: &FileEntry| {
        let path = dir.join(partial(&entry.file));
        let altered = |why: &str| OutputError::Altered { path: path.clone(), why: why.to_owned() };
        if length(&path)?.is_none() {
            return Err(altered("it is missing, and the checkpoint lists it"));
        }
        let mut file = File::open(&path).map_err(OutputError::read(&path))?;
        let there = digest_of(&mut file, entry.bytes).map_err(OutputError::read(&path))?;
        if there.bytes < entry.bytes {
            return Err(altered("it is shorter than the checkpoint says"));
        }
        if hex(there.hash.clone()) != entry.sha256 {
            return Err(altered("its digest is not the one in the checkpoint"));
        }
        Ok((entry.clone(), there.hash))
    };
    files.iter().map(check).collect()
}

/// Removes an unfinished batch: its partial files, those that were to be made from them, and its
/// checkpoint.
fn discard(dir: &Path, files: &[FileEntry], format: TableFormat) -> Result<(), OutputError> {
    for entry in files {
        remove(&dir.join(partial(&entry.file)))?;
        if format == TableFormat::Parquet {
            remove(&dir.join(partial(&format.file_for(&entry.file))))?;
        }
    }
    remove(&dir.join(CHECKPOINT))
}

/// Whether every file of a batch that is getting its names is there, under the one name or the
/// other.
fn is_complete(dir: &Path, manifest: &Manifest) -> Result<bool, OutputError> {
    for entry in &manifest.files {
        let bytes = Some(entry.bytes);
        if length(&dir.join(partial(&entry.file)))? != bytes
            && length(&dir.join(&entry.file))? != bytes
        {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Gives the files of a complete batch their names, and writes the manifest. Done again after a
/// crash, it goes on from where it stopped.
fn put_in_place(dir: &Path, manifest: &Manifest, stale: &[String]) -> Result<(), OutputError> {
    // From here to the end the directory has no manifest: it does not pass for either batch.
    remove(&dir.join(MANIFEST))?;
    sync_dir(dir)?;
    for entry in &manifest.files {
        let (from, to) = (dir.join(partial(&entry.file)), dir.join(&entry.file));
        if length(&from)? == Some(entry.bytes) {
            fs::rename(&from, &to).map_err(OutputError::write(&to, "put in place"))?;
        }
    }
    for name in stale {
        remove(&dir.join(name))?;
    }
    sync_dir(dir)?;
    write_safely(dir, MANIFEST, &to_json(manifest))?;
    remove(&dir.join(CHECKPOINT))?;
    remove(&dir.join(partial(CHECKPOINT)))
}

/// Replaces a file outside of any batch, or makes it, in one step: written beside it, synced, renamed.
///
/// # Errors
///
/// [`OutputError::Write`]; the file is then as it was.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
        let error = io::Error::from(io::ErrorKind::InvalidFilename);
        return Err(OutputError::write(path, "written")(error));
    };
    write_safely(parent(path), name, bytes)
}

/// The directory that a path is in. The parent of a plain name is empty, which no system opens.
fn parent(path: &Path) -> &Path {
    path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Replaces a file in one step: written beside it, synced, renamed, and the renaming synced.
fn write_safely(dir: &Path, file: &str, bytes: &[u8]) -> Result<(), OutputError> {
    let (path, temporary) = (dir.join(file), dir.join(partial(file)));
    write_synced(&temporary, bytes)?;
    fs::rename(&temporary, &path).map_err(OutputError::write(&path, "put in place"))?;
    sync_dir(dir)
}

fn write_synced(path: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    let mut file = File::create(path).map_err(OutputError::write(path, "created"))?;
    file.write_all(bytes).map_err(OutputError::write(path, "written"))?;
    file.sync_all().map_err(OutputError::write(path, "synced"))
}

/// Opens a file to go on writing at `bytes`, and cuts off what is beyond.
fn truncated(path: &Path, bytes: u64) -> io::Result<File> {
    let mut file = OpenOptions::new().write(true).open(path)?;
    file.set_len(bytes)?;
    file.seek(SeekFrom::Start(bytes))?;
    Ok(file)
}

fn remove(path: &Path) -> Result<(), OutputError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(OutputError::write(path, "removed")(error))
        }
        _ => Ok(()),
    }
}

/// Makes renames and removals in `dir` last. Some file systems cannot, and need not.
fn sync_dir(dir: &Path) -> Result<(), OutputError> {
    if !cfg!(unix) {
        return Ok(());
    }
    match File::open(dir).and_then(|handle| handle.sync_all()) {
        Err(error)
            if !matches!(
                error.kind(),
                io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported
            ) =>
        {
            Err(OutputError::write(dir, "synced")(error))
        }
        _ => Ok(()),
    }
}
