//! What a table is: its columns, their types, units and meaning.

use std::borrow::Cow;

/// The type of a column's cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Free text, or an identifier.
    Text,
    /// A whole number.
    Integer,
    /// A decimal number.
    Number,
    /// `true` or `false`.
    Flag,
    /// One of these words.
    Choice(&'static [&'static str]),
}

/// A column of a [`Table`].
///
/// ```
/// use summitry_lab::output::Column;
/// const COLUMNS: &[Column] = &[
///     Column::integer("run", "", "number of the run in its batch, from 0").always(),
///     Column::number("strain", "share", "strain as the first summit opens").within(0.0, 1.0),
/// ];
/// assert_eq!(COLUMNS[1].maximum, Some(1.0));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// The name in the header: `snake_case`, with its unit where it has one.
    pub name: Cow<'static, str>,
    /// The type of its cells.
    pub kind: Kind,
    /// The unit: `days`, `share`; empty where there is none.
    pub unit: Cow<'static, str>,
    /// What a cell says, in one sentence.
    pub meaning: Cow<'static, str>,
    /// No cell is below this.
    pub minimum: Option<f64>,
    /// No cell is above this.
    pub maximum: Option<f64>,
    /// Whether every row has a value here.
    pub required: bool,
}

impl Column {
    const fn new(
        name: &'static str,
        kind: Kind,
        unit: &'static str,
        meaning: &'static str,
    ) -> Self {
        Column {
            name: Cow::Borrowed(name),
            kind,
            unit: Cow::Borrowed(unit),
            meaning: Cow::Borrowed(meaning),
            minimum: None,
            maximum: None,
            required: false,
        }
    }

    /// A column whose words are made as the program runs.
    #[must_use]
    pub fn made(name: String, kind: Kind, unit: String, meaning: String) -> Self {
        Column {
            name: Cow::Owned(name),
            kind,
            unit: Cow::Owned(unit),
            meaning: Cow::Owned(meaning),
            minimum: None,
            maximum: None,
            required: false,
        }
    }

    /// A column of texts.
    #[must_use]
    pub const fn text(name: &'static str, meaning: &'static str) -> Self {
        Column::new(name, Kind::Text, "", meaning)
    }

    /// A column of whole numbers.
    #[must_use]
    pub const fn integer(name: &'static str, unit: &'static str, meaning: &'static str) -> Self {
        Column::new(name, Kind::Integer, unit, meaning)
    }

    /// A column of decimal numbers.
    #[must_use]
    pub const fn number(name: &'static str, unit: &'static str, meaning: &'static str) -> Self {
        Column::new(name, Kind::Number, unit, meaning)
    }

    /// A column of `true` and `false`.
    #[must_use]
    pub const fn flag(name: &'static str, meaning: &'static str) -> Self {
        Column::new(name, Kind::Flag, "", meaning)
    }

    /// A column of words from a closed list.
    #[must_use]
    pub const fn choice(
        name: &'static str,
        words: &'static [&'static str],
        meaning: &'static str,
    ) -> Self {
        Column::new(name, Kind::Choice(words), "", meaning)
    }

    /// The same column, with no cell below `minimum`.
    #[must_use]
    pub const fn at_least(mut self, minimum: f64) -> Self {
        self.minimum = Some(minimum);
        self
    }

    /// The same column, with every cell between `minimum` and `maximum`.
    #[must_use]
    pub const fn within(mut self, minimum: f64, maximum: f64) -> Self {
        self.minimum = Some(minimum);
        self.maximum = Some(maximum);
        self
    }

    /// The same column, with a value in every row.
    #[must_use]
    pub const fn always(mut self) -> Self {
        self.required = true;
        self
    }
}

/// A table of a batch: one file.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// What the table is called: `runs`. Lower-case letters, digits, `-`, `_`.
    pub name: &'static str,
    /// Its file in the batch directory: `runs.csv`.
    pub file: &'static str,
    /// What a row is, in a phrase.
    pub title: &'static str,
    /// The columns in order. None: the file holds lines of another format, has no header and is not
    /// in the data package.
    pub columns: Cow<'static, [Column]>,
    /// The columns that together tell rows apart.
    pub primary_key: &'static [&'static str],
}

impl Table {
    /// The header line, with its line break; empty for a file that is no CSV.
    #[must_use]
    pub fn header(&self) -> Vec<u8> {
        let mut header = Vec::new();
        for (position, column) in self.columns.iter().enumerate() {
            if position > 0 {
                header.push(b',');
            }
            header.extend_from_slice(column.name.as_bytes());
        }
        if !header.is_empty() {
            header.push(b'\n');
        }
        header
    }

    /// What is wrong with the definition, if anything: a test asks it of every table.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let plain = |name: &str| {
            let letters = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
            !name.is_empty() && name.bytes().all(|byte| letters(byte) || b"_-".contains(&byte))
        };
        if !plain(self.name) {
            faults.push(format!("table name `{}` is not lower-case", self.name));
        }
        for (position, column) in self.columns.iter().enumerate() {
            let name = column.name.as_ref();
            if !plain(name) || name.contains('-') {
                faults.push(format!("{}: column name `{name}` is not snake_case", self.name));
            }
            if self.columns[..position].iter().any(|earlier| earlier.name == name) {
                faults.push(format!("{}: two columns `{name}`", self.name));
            }
            if column.meaning.is_empty() {
                faults.push(format!("{}: column `{name}` does not say what it means", self.name));
            }
        }
        for key in self.primary_key {
            match self.columns.iter().find(|column| column.name == *key) {
                None => faults.push(format!("{}: key `{key}` is no column", self.name)),
                Some(column) if !column.required => {
                    faults.push(format!("{}: key `{key}` may be empty", self.name));
                }
                Some(_) => {}
            }
        }
        faults
    }
}
