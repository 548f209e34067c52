//! The file of a class: SQLite with a write-ahead log, synced at each commit.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, params};
use serde::{Deserialize, Serialize};

use crate::state::{ClassConfig, Plan};
use summitry_engine::PROTOCOL;
use summitry_model::fields::diagnostic::Diagnostics;
use summitry_model::fields::source::Sources;
use summitry_model::process::CompiledScenario;
use summitry_model::scenario::{Overrides, read_text};

/// The format that this version writes and reads.
pub const FORMAT: &str = "summitry-class/1";

/// The fixed data of a class.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The format.
    pub class: String,
    /// The version of the program.
    pub summitry: String,
    /// The version of the randomness protocol.
    pub randomness: u32,
    /// The scenario's id.
    pub scenario: String,
    /// The scenario, every default written out.
    pub toml: String,
    /// The rest of what it was set up with.
    pub plan: Plan,
    /// Start of the class, in milliseconds since 1970.
    pub begun: i64,
    /// The code that students type.
    pub code: String,
    /// The token of the teacher's link.
    pub teacher: String,
    /// Time at which pseudonyms and free text were removed, in milliseconds since 1970.
    pub purged: Option<i64>,
}

impl Head {
    /// What the hash chain begins with: everything except the code, the token and the time of the purge.
    #[must_use]
    pub fn sealed(&self) -> String {
        let Head { class, summitry, randomness, scenario, toml, plan, begun, .. } = self;
        let sealed = (class, summitry, randomness, scenario, toml, plan, begun);
        // Our own types always serialise.
        serde_json::to_string(&sealed).unwrap_or_default()
    }
}

impl Head {
    /// The class's scenario and plan, read from what was stored.
    ///
    /// # Errors
    ///
    /// [`StoreError::Version`] if another version made it, whose runs may differ; [`StoreError::Fault`] if the scenario
    /// cannot be read.
    pub fn config(&self) -> Result<Arc<ClassConfig>, StoreError> {
        let here = (env!("CARGO_PKG_VERSION"), PROTOCOL);
        if (self.summitry.as_str(), self.randomness) != here {
            return Err(StoreError::Version(self.summitry.clone()));
        }
        let (mut sources, mut faults) = (Sources::new(), Diagnostics::new());
        let none = Overrides::default();
        let scenario = read_text(&self.scenario, &self.toml, &none, &mut sources, &mut faults);
        let scenario =
            scenario.ok_or_else(|| StoreError::Fault("its scenario cannot be read".to_owned()))?;
        Ok(Arc::new(ClassConfig {
            setup: CompiledScenario::new(scenario),
            plan: self.plan.clone(),
        }))
    }
}

/// A stored action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// Its number, from 1.
    pub number: u64,
    /// Time, in milliseconds since 1970.
    pub at: i64,
    /// Its key.
    pub key: String,
    /// The action, as JSON.
    pub action: String,
    /// The hash of the list up to and including it, in hexadecimal digits.
    pub chain: String,
}

/// The end of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableEnd {
    /// The number of the action that ended it.
    pub action: u64,
    /// The table's number, from 0.
    pub table: u64,
    /// How many decisions its run had.
    pub decisions: u64,
    /// The outcome, by its word in `runs.csv`.
    pub outcome: String,
    /// The digest of its rows, as in an answer log.
    pub sha256: String,
}

/// An error of the file of a class.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// There is no such file.
    #[error("{} does not exist", .0.display())]
    Missing(PathBuf),
    /// There is a file already.
    #[error("{} already exists", .0.display())]
    There(PathBuf),
    /// Another process has it open.
    #[error("{} is in use: a class is running on it", .0.display())]
    InUse(PathBuf),
    /// It is not the file of a class, or of another version.
    #[error("{} {why}", .file.display())]
    Foreign {
        /// The file.
        file: PathBuf,
        /// What it is.
        why: String,
    },
    /// Another version of the program made it.
    #[error("it was made by summitry {0}, whose runs may differ from those of {here}; use that version", here = env!("CARGO_PKG_VERSION"))]
    Version(String),
    /// An action is not what was accepted.
    #[error("action {action} was altered: {why}")]
    Altered {
        /// Its number, from 1.
        action: u64,
        /// What is wrong with it.
        why: String,
    },
    /// The system or SQLite reports an error.
    #[error("{0}")]
    Fault(String),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        StoreError::Fault(error.to_string())
    }
}

/// Where actions are stored.
pub trait Journal {
    /// Stores these actions and endings durably: all of them, or none.
    ///
    /// # Errors
    ///
    /// [`StoreError`]: none is then stored.
    fn append(&mut self, entries: &[LogEntry], endings: &[TableEnd]) -> Result<(), StoreError>;

    /// Records that the program runs, at milliseconds since 1970. Called every [`HEARTBEAT`], so that the next start knows how long
    /// the program was down.
    fn heartbeat(&mut self, _at: i64) {}

    /// Makes what is stored whole in one place, so that a plain copy has it. Called after each phase.
    fn checkpoint(&mut self) {}
}

/// Interval of heartbeats, in milliseconds.
pub const HEARTBEAT: i64 = 5_000;

impl Journal for Vec<LogEntry> {
    fn append(&mut self, entries: &[LogEntry], _: &[TableEnd]) -> Result<(), StoreError> {
        self.extend_from_slice(entries);
        Ok(())
    }
}

/// The file of a class.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    file: PathBuf,
}

const TABLES: &str = "
CREATE TABLE class (id INTEGER PRIMARY KEY CHECK (id = 1), head TEXT NOT NULL);
CREATE TABLE action (
    number INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    key TEXT NOT NULL UNIQUE,
    action TEXT NOT NULL,
    chain TEXT NOT NULL
);
CREATE TABLE beat (id INTEGER PRIMARY KEY CHECK (id = 1), at INTEGER NOT NULL);
CREATE TABLE ended (
    action INTEGER NOT NULL,
    seat_table INTEGER NOT NULL,
    decisions INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    PRIMARY KEY (action, seat_table)
);
";

impl Store {
    /// Makes the file of a new class; only its owner may read it.
    ///
    /// # Errors
    ///
    /// [`StoreError::There`], [`StoreError::Fault`]
    pub fn create(file: &Path, head: &Head) -> Result<Self, StoreError> {
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(file).map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => StoreError::There(file.to_owned()),
            _ => StoreError::Fault(error.to_string()),
        })?;
        let mut store = Store { connection: connect(file, true)?, file: file.to_owned() };
        store.connection.execute_batch(TABLES)?;
        store.put_head(head)?;
        store.checkpoint();
        Ok(store)
    }

    /// Opens the file of a class to continue it.
    ///
    /// # Errors
    ///
    /// [`StoreError`]
    pub fn open(file: &Path) -> Result<(Self, Head), StoreError> {
        Store::at(file, true)
    }

    /// Opens the file of a class to read it.
    ///
    /// # Errors
    ///
    /// [`StoreError`]
    pub fn open_read_only(file: &Path) -> Result<(Self, Head), StoreError> {
        Store::at(file, false)
    }

    fn at(file: &Path, writes: bool) -> Result<(Self, Head), StoreError> {
        if !file.exists() {
            return Err(StoreError::Missing(file.to_owned()));
        }
        let foreign =
            |why: &str| StoreError::Foreign { file: file.to_owned(), why: why.to_owned() };
        let classify = |error: rusqlite::Error| match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => {
                StoreError::InUse(file.to_owned())
            }
            Some(rusqlite::ErrorCode::NotADatabase) => foreign("is not the file of a class"),
            Some(rusqlite::ErrorCode::DatabaseCorrupt) => foreign("is damaged"),
            _ => StoreError::Fault(error.to_string()),
        };
        let connection = connect(file, writes).map_err(classify)?;
        let unfinished = || {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            foreign(&format!(
                "holds no class yet: if it is a copy, it needs {name}-wal from beside the original, or make it with `summitry class \
                 backup`; if it is new, keep it and give another --store"
            ))
        };
        let tables: i64 = connection
            .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
            .map_err(classify)?;
        if tables == 0 {
            return Err(unfinished());
        }
        let is_class: bool = connection
            .query_row(
                "SELECT count(*) = 3 FROM sqlite_schema WHERE type = 'table' AND name IN ('class', 'action', 'ended')",
                [],
                |row| row.get(0),
            )
            .map_err(classify)?;
        if !is_class {
            return Err(foreign("is not the file of a class"));
        }
        let head: String = connection
            .query_row("SELECT head FROM class", [], |row| row.get(0))
            .map_err(|_| unfinished())?;
        let format: serde_json::Value = serde_json::from_str(&head).unwrap_or_default();
        let format = format.get("class").and_then(serde_json::Value::as_str).unwrap_or_default();
        if format != FORMAT {
            return Err(foreign(&format!("has the format {format:?}, here it is {FORMAT:?}")));
        }
        let head: Head = serde_json::from_str(&head)
            .map_err(|error| foreign(&format!("cannot be read: {error}")))?;
        Ok((Store { connection, file: file.to_owned() }, head))
    }

    /// Replaces the head.
    ///
    /// # Errors
    ///
    /// [`StoreError::Fault`]
    pub fn put_head(&self, head: &Head) -> Result<(), StoreError> {
        let head = serde_json::to_string(head).map_err(|e| StoreError::Fault(e.to_string()))?;
        self.connection.execute("INSERT OR REPLACE INTO class VALUES (1, ?1)", [head])?;
        Ok(())
    }

    /// The file.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Time of the last heartbeat, in milliseconds since 1970; none if the program ran too briefly for one.
    ///
    /// # Errors
    ///
    /// [`StoreError::Fault`]
    pub fn last_heartbeat(&self) -> Result<Option<i64>, StoreError> {
        let mut row = self.connection.prepare("SELECT at FROM beat")?;
        Ok(row.query_map([], |row| row.get(0))?.next().transpose()?)
    }

    /// The actions, in order.
    ///
    /// # Errors
    ///
    /// [`StoreError::Fault`]
    pub fn entries(&self) -> Result<Vec<LogEntry>, StoreError> {
        let mut rows = self
            .connection
            .prepare("SELECT number, at, key, action, chain FROM action ORDER BY number")?;
        let entry = |row: &rusqlite::Row<'_>| {
            Ok(LogEntry {
                number: row.get::<_, i64>(0)?.unsigned_abs(),
                at: row.get(1)?,
                key: row.get(2)?,
                action: row.get(3)?,
                chain: row.get(4)?,
            })
        };
        let entries = rows.query_map([], entry)?.collect::<Result<_, _>>()?;
        Ok(entries)
    }

    /// The tables that ended, in order.
    ///
    /// # Errors
    ///
    /// [`StoreError::Fault`]
    pub fn endings(&self) -> Result<Vec<TableEnd>, StoreError> {
        let mut rows = self.connection.prepare(
            "SELECT action, seat_table, decisions, outcome, sha256 FROM ended ORDER BY action, seat_table",
        )?;
        let ended = |row: &rusqlite::Row<'_>| {
            Ok(TableEnd {
                action: row.get::<_, i64>(0)?.unsigned_abs(),
                table: row.get::<_, i64>(1)?.unsigned_abs(),
                decisions: row.get::<_, i64>(2)?.unsigned_abs(),
                outcome: row.get(3)?,
                sha256: row.get(4)?,
            })
        };
        let endings = rows.query_map([], ended)?.collect::<Result<_, _>>()?;
        Ok(endings)
    }

    /// Replaces the head and the actions, and leaves no byte of the old ones in the file or its journal.
    ///
    /// # Errors
    ///
    /// [`StoreError::Fault`]: the old ones are then as they were.
    pub fn rewrite(&mut self, head: &Head, entries: &[LogEntry]) -> Result<(), StoreError> {
        self.connection.pragma_update(None, "secure_delete", true)?;
        let change = self.connection.transaction()?;
        change.execute("DELETE FROM action", [])?;
        put(&change, entries)?;
        let text = serde_json::to_string(head).map_err(|e| StoreError::Fault(e.to_string()))?;
        change.execute("INSERT OR REPLACE INTO class VALUES (1, ?1)", [text])?;
        change.commit()?;
        // The write-ahead log goes into the file, the file is rewritten, and the log is truncated; twice, as the rewrite is
        // itself logged.
        for step in ["PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"]
        {
            self.connection.execute_batch(step)?;
        }
        Ok(())
    }
}

fn connect(file: &Path, writes: bool) -> Result<Connection, rusqlite::Error> {
    // Even a reader must take in the journal that a crash left.
    let connection = Connection::open_with_flags(
        file,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    connection.busy_timeout(Duration::from_millis(200))?;
    if writes {
        // One process per class: two would not see each other's actions.
        connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    }
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    if writes {
        connection.execute_batch("BEGIN IMMEDIATE; COMMIT")?;
    }
    Ok(connection)
}

fn put(change: &rusqlite::Transaction<'_>, entries: &[LogEntry]) -> Result<(), rusqlite::Error> {
    let mut row = change.prepare_cached("INSERT INTO action VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for LogEntry { number, at, key, action, chain } in entries {
        row.execute(params![number.cast_signed(), at, key, action, chain])?;
    }
    Ok(())
}

impl Journal for Store {
    fn heartbeat(&mut self, at: i64) {
        // A missed heartbeat makes the recorded downtime a little too long.
        let _ = self.connection.execute("INSERT OR REPLACE INTO beat VALUES (1, ?1)", [at]);
    }

    fn checkpoint(&mut self) {
        // One that fails is made up for by the next; until then the log beside the file has the rest.
        let _ = self.connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    fn append(&mut self, entries: &[LogEntry], endings: &[TableEnd]) -> Result<(), StoreError> {
        let change = self.connection.transaction()?;
        put(&change, entries)?;
        {
            let mut row = change
                .prepare_cached("INSERT OR REPLACE INTO ended VALUES (?1, ?2, ?3, ?4, ?5)")?;
            for TableEnd { action, table, decisions, outcome, sha256 } in endings {
                row.execute(params![
                    action.cast_signed(),
                    table.cast_signed(),
                    decisions.cast_signed(),
                    outcome,
                    sha256
                ])?;
            }
        }
        change.commit()?;
        Ok(())
    }
}
