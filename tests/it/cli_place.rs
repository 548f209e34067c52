//! A directory of its own for each test of the command line, and the program in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use tempfile::TempDir;

/// A directory in which the program is run.
pub(crate) struct Place(TempDir);

/// What a command left.
#[derive(Debug)]
pub(crate) struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Place {
    pub(crate) fn new() -> Self {
        Place(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    /// Runs `summitry` with these words, 80 columns wide.
    pub(crate) fn run(&self, words: &str) -> Ran {
        self.run_with(words, &[("COLUMNS", "80")])
    }

    pub(crate) fn run_with(&self, words: &str, environment: &[(&str, &str)]) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_summitry"));
        for name in ["COLUMNS", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
            command.env_remove(name);
        }
        let output = command
            .args(words.split_whitespace())
            .current_dir(&self.0)
            .envs(environment.iter().copied())
            .output()
            .unwrap();
        Ran {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Every file of a directory with its bytes.
    pub(crate) fn files(&self, dir: &str) -> BTreeMap<String, Vec<u8>> {
        files(&self.path(dir))
    }

    /// The text of a file.
    pub(crate) fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }
}

impl Ran {
    /// This, if the command ended with `code`.
    #[track_caller]
    pub(crate) fn ended(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}\n{}", self.out, self.err);
        self
    }

    /// Whether standard error holds these words, wherever its lines break.
    pub(crate) fn says(&self, words: &str) -> bool {
        self.err.split_whitespace().collect::<Vec<_>>().join(" ").contains(words)
    }

    /// Both streams, told apart.
    pub(crate) fn both(&self) -> String {
        format!("{}\n--- standard error ---\n{}", self.out, self.err)
    }
}

pub(crate) fn files(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    entries
        .map(|path| {
            (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap())
        })
        .collect()
}
