//! Why a file is no profile: what is wrong, where, and how to fix it.

use std::fmt;

use crate::fields::text::sanitize;
use crate::fields::tree::shorten;

/// Characters of a name that a message shows.
const SHOWN: usize = 60;

/// Where in a file something is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spot {
    /// In the file as a whole.
    Whole,
    /// At a character.
    Line {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// At a key of a JSON file: the keys that lead to it, with dots.
    Path(String),
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Spot::Whole => Ok(()),
            Spot::Line { line, column } => write!(f, ":{line}:{column}"),
            Spot::Path(path) => write!(f, ", at {path}"),
        }
    }
}

/// Why a file is no profile, or no domain. The first error is reported.
///
/// ```
/// use summitry_model::bargaining::import;
/// let wrong = import::parse("<utility_space>", "seller.xml").unwrap_err();
/// assert_eq!(wrong.code(), "truncated");
/// assert!(wrong.to_string().starts_with("seller.xml:1:1: the file ends within `utility_space`; "));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{spot}: {message}; {help}", sanitize(file))]
pub struct ImportError {
    code: &'static str,
    file: String,
    spot: Spot,
    message: String,
    help: String,
}

impl ImportError {
    pub(super) fn new(
        code: &'static str,
        file: &str,
        spot: Spot,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        let (message, help) = (message.into(), help.into());
        ImportError { code, file: file.to_owned(), spot, message, help }
    }

    /// A fixed name in kebab-case, such as `missing-weight`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// The file, as it was named.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Where in the file.
    #[must_use]
    pub fn spot(&self) -> &Spot {
        &self.spot
    }
}

/// A name of a file as a message shows it: in quotes, cut, and without what would steer a terminal.
pub(super) fn shown(name: &str) -> String {
    format!("{:?}", shorten(name, SHOWN))
}

/// A key of a path.
pub(super) fn key(name: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    let sound = !name.is_empty() && name.chars().all(plain) && name.chars().count() <= SHOWN;
    if sound { name.to_owned() } else { shown(name) }
}

/// What a parser says, which may quote the file at any length.
pub(super) fn said(message: &impl fmt::Display) -> String {
    sanitize(&shorten(&message.to_string(), 2 * SHOWN))
}
