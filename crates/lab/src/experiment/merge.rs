//! Merging: the shards of a plan become the directory of the unsharded sweep, to the byte.
//!
//! Shards are streamed one after another, so that memory does not grow with them; every byte read is digested, and
//! nothing gets its name before all of it was found as it was written.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use sha2::{Digest, Sha256};

use crate::output::{
    BatchDir, Completion, ErrorKind, FileEntry, Manifest, Opened, OutputError, Rows, Table,
    TableFormat, hex,
};
use crate::rows::cells::CellStats;

use super::plan::{Frozen, Plan, PlanError, ShardState, array_expression, shard_problem};
use super::runner::RunError;
use super::sweep::{COUNTS, Part, Sweep, finish, write_cell};
use super::validated::{Cells, Experiment};

/// Why shards cannot be merged.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MergeError {
    /// Shards are missing or unfinished.
    #[error(
        "{} of {shards} shards are missing or unfinished: run the array {} and merge again",
        missing.len(),
        array_expression(missing.iter().copied())
    )]
    Missing {
        /// Their numbers.
        missing: Vec<u64>,
        /// How many there are.
        shards: u64,
    },
    /// Shards are altered, unreadable or of another plan: the first of them, and the numbers of all.
    #[error("{}", shard_problem(error, bad))]
    Bad {
        /// What is wrong with the first.
        error: OutputError,
        /// All that are wrong.
        bad: Vec<u64>,
    },
    /// The plan, or the directory that is written.
    #[error(transparent)]
    Plan(#[from] PlanError),
}

impl MergeError {
    /// What kind of error it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match self {
            MergeError::Missing { .. } => ErrorKind::Incomplete,
            MergeError::Bad { .. } => ErrorKind::Data,
            MergeError::Plan(error) => error.kind(),
        }
    }
}

impl From<OutputError> for MergeError {
    fn from(error: OutputError) -> Self {
        MergeError::Plan(error.into())
    }
}

impl From<RunError> for MergeError {
    fn from(error: RunError) -> Self {
        MergeError::Plan(error.into())
    }
}

/// Merges the shards below `dir` into `out`, its tables in this format. `progress` is told how many shards are merged;
/// `stop` ends it before the next.
///
/// # Errors
///
/// [`MergeError`]; `out` is then as it was, or plainly unfinished.
pub fn merge(
    frozen: &Frozen,
    dir: &Path,
    out: &Path,
    format: TableFormat,
    force: bool,
    stop: &AtomicBool,
    progress: &mut dyn FnMut(u64),
) -> Result<Completion, MergeError> {
    let Frozen { plan, experiment } = frozen;
    let sweep = Sweep::new(experiment, plan.per_run()).in_format(format);
    // What is merged needs its shards no more.
    let inputs = sweep.inputs();
    let there = if force { None } else { Manifest::read(out)? };
    if there.is_none_or(|there| !there.inputs.differences(&inputs).is_empty()) {
        check_all(plan, dir)?;
    }
    let mut batch = match BatchDir::open(out, &inputs, force)? {
        Opened::AlreadyDone(manifest) => return Ok(Completion::AlreadyDone(manifest)),
        Opened::Fresh(batch) => batch,
        // An unsharded sweep that was begun here: the shards have all of it, if they are as they were written.
        Opened::Resume(mut batch) => {
            for shard in 0..plan.shards {
                let bad = |error| MergeError::Bad { error, bad: vec![shard] };
                manifest_of(plan, dir, shard)?.verify(&plan.shard_dir(dir, shard)).map_err(bad)?;
            }
            batch.restart()?;
            batch
        }
    };
    let tables: Vec<&Table> = sweep.written();
    let _: Option<()> = batch.begin(&tables)?;
    let merged =
        Merging::new(experiment, &mut batch, tables.len() > 1).all(plan, dir, stop, progress);
    match merged {
        Ok(None) => Ok(Completion::Done(finish(batch, experiment)?)),
        Ok(Some(done)) => {
            batch.give_up();
            Ok(Completion::Interrupted { done })
        }
        Err(error) => {
            batch.give_up();
            Err(error)
        }
    }
}

/// Whether all shards are there, and sound by their lengths; if not, which are not.
fn check_all(plan: &Plan, dir: &Path) -> Result<(), MergeError> {
    let (mut missing, mut bad) = (Vec::new(), Vec::new());
    let mut first = None;
    for shard in 0..plan.shards {
        match plan.state(dir, shard) {
            ShardState::Done(_) => {}
            ShardState::Begun | ShardState::Missing => missing.push(shard),
            ShardState::Bad(error) => {
                bad.push(shard);
                first.get_or_insert(error);
            }
        }
    }
    match first {
        Some(error) => Err(MergeError::Bad { error, bad }),
        None if missing.is_empty() => Ok(()),
        None => Err(MergeError::Missing { missing, shards: plan.shards }),
    }
}

/// The manifest of a shard that was found done. All of them together would take memory that grows with the plan.
fn manifest_of(plan: &Plan, dir: &Path, shard: u64) -> Result<Manifest, MergeError> {
    match plan.state(dir, shard) {
        ShardState::Done(manifest) => Ok(*manifest),
        ShardState::Begun | ShardState::Missing => {
            Err(MergeError::Missing { missing: vec![shard], shards: plan.shards })
        }
        ShardState::Bad(error) => Err(MergeError::Bad { error, bad: vec![shard] }),
    }
}

/// A merge under way.
struct Merging<'a> {
    experiment: &'a Experiment,
    batch: &'a mut BatchDir,
    walk: Cells<'a>,
    /// Whether there are rows of runs.
    per_run: bool,
    /// The cell that comes next, its next run, and what its runs count so far.
    cell: u64,
    run: u64,
    count: CellStats,
    rows: Rows,
}

impl<'a> Merging<'a> {
    fn new(experiment: &'a Experiment, batch: &'a mut BatchDir, per_run: bool) -> Self {
        Merging {
            experiment,
            batch,
            walk: experiment.walk(0),
            per_run,
            cell: 0,
            run: 0,
            count: CellStats::default(),
            rows: Rows::default(),
        }
    }

    fn all(
        &mut self,
        plan: &Plan,
        dir: &Path,
        stop: &AtomicBool,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Option<u64>, MergeError> {
        for number in 0..plan.shards {
            if stop.load(Ordering::Relaxed) {
                return Ok(Some(number));
            }
            let manifest = manifest_of(plan, dir, number)?;
            let shard = Shard { number, dir: plan.shard_dir(dir, number), manifest };
            let runs = self.counts(&shard)?;
            if self.per_run {
                self.runs(&shard, runs)?;
            }
            progress(number + 1);
        }
        if self.cell != self.experiment.cells() || self.run != 0 {
            let path = dir.to_owned();
            let why = format!("the shards end before run {} of cell {}", self.run, self.cell);
            let bad = vec![plan.shards - 1];
            return Err(MergeError::Bad { error: OutputError::Altered { path, why }, bad });
        }
        Ok(None)
    }

    /// Takes in the counts of a shard, and gives the number of runs that they count.
    fn counts(&mut self, shard: &Shard) -> Result<u64, MergeError> {
        let (path, entry) = shard.file(COUNTS.file)?;
        let bad = |error| shard.bad(error);
        let altered = |why: String| shard.altered(&path, why);
        let mut file = Digested::open(&path).map_err(bad)?;
        let mut line = String::new();
        let mut runs = 0;
        loop {
            line.clear();
            if file.read_line(&mut line).map_err(OutputError::read(&path)).map_err(bad)? == 0 {
                break;
            }
            let part: Part =
                serde_json::from_str(&line).map_err(|error| altered(error.to_string()))?;
            let counted = part.count.runs();
            if !part.count.is_sound() || part.end.checked_sub(part.first) != Some(counted) {
                let why = format!("the counts of cell {} are not those of its runs", part.cell);
                return Err(altered(why));
            }
            let most = self.experiment.replications.most();
            if (part.cell, part.first) != (self.cell, self.run) || part.end > most {
                return Err(altered(format!(
                    "it has runs {} to {} of cell {}, and run {} of cell {} comes next",
                    part.first, part.end, part.cell, self.run, self.cell
                )));
            }
            self.count.merge(&part.count);
            self.run = part.end;
            runs += counted;
            self.close()?;
        }
        file.check(&path, entry).map_err(bad)?;
        Ok(runs)
    }

    /// Writes the row of a cell that has all its runs.
    fn close(&mut self) -> Result<(), OutputError> {
        let replications = &self.experiment.replications;
        if self.run < replications.least() || replications.more(self.run, &self.count) > 0 {
            return Ok(());
        }
        let levels = self.walk.next().unwrap_or_default();
        self.rows.clear();
        write_cell(&mut self.rows, self.cell, &levels, &self.count);
        self.batch.append(0, &self.rows)?;
        self.count.clear();
        self.cell += 1;
        self.run = 0;
        Ok(())
    }

    /// Copies the rows of a shard, without their header.
    fn runs(&mut self, shard: &Shard, runs: u64) -> Result<(), MergeError> {
        let (path, entry) = shard.file("runs.csv")?;
        let bad = |error| shard.bad(error);
        if entry.rows != Some(runs) {
            let why = format!("it has {} rows, and {runs} runs", entry.rows.unwrap_or_default());
            return Err(shard.altered(&path, why));
        }
        let mut file = Digested::open(&path).map_err(bad)?;
        let mut header = String::new();
        file.read_line(&mut header).map_err(OutputError::read(&path)).map_err(bad)?;
        let mut buffer = vec![0; 1 << 16];
        loop {
            let read = file.read(&mut buffer).map_err(OutputError::read(&path)).map_err(bad)?;
            if read == 0 {
                break;
            }
            self.batch.append_bytes(1, &buffer[..read], 0)?;
        }
        file.check(&path, entry).map_err(bad)?;
        Ok(self.batch.append_bytes(1, &[], runs)?)
    }
}

/// A shard that is merged. What is wrong with it is told apart from what is wrong with the directory that is written.
struct Shard {
    number: u64,
    dir: PathBuf,
    manifest: Manifest,
}

impl Shard {
    fn bad(&self, error: OutputError) -> MergeError {
        MergeError::Bad { error, bad: vec![self.number] }
    }

    fn altered(&self, path: &Path, why: String) -> MergeError {
        self.bad(OutputError::Altered { path: path.to_owned(), why })
    }

    fn file(&self, name: &str) -> Result<(PathBuf, &FileEntry), MergeError> {
        let path = self.dir.join(name);
        match self.manifest.files.iter().find(|entry| entry.file == name) {
            Some(entry) => Ok((path, entry)),
            None => Err(self.altered(&path, "the manifest does not list it".to_owned())),
        }
    }
}

/// A file that is digested as it is read.
struct Digested {
    file: BufReader<File>,
    hash: Sha256,
}

impl Digested {
    fn open(path: &Path) -> Result<Digested, OutputError> {
        let file = File::open(path).map_err(OutputError::read(path))?;
        Ok(Digested { file: BufReader::with_capacity(1 << 16, file), hash: Sha256::new() })
    }

    fn read_line(&mut self, line: &mut String) -> std::io::Result<usize> {
        let read = self.file.read_line(line)?;
        self.hash.update(&line.as_bytes()[line.len() - read..]);
        Ok(read)
    }

    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        loop {
            match self.file.read(buffer) {
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                read => {
                    let read = read?;
                    self.hash.update(&buffer[..read]);
                    return Ok(read);
                }
            }
        }
    }

    /// Compares what was read with what was written.
    fn check(self, path: &Path, entry: &FileEntry) -> Result<(), OutputError> {
        if hex(self.hash) == entry.sha256 {
            return Ok(());
        }
        let why = "its SHA-256 digest is not the one in the manifest".to_owned();
        Err(OutputError::Altered { path: path.to_owned(), why })
    }
}
