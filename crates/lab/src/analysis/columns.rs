//! Columns of numbers from a CSV file.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::File;
use std::io::{self, Cursor, ErrorKind, Read};
use std::path::Path;

use super::{AnalysisError, MOST_WORDS};
use crate::output::{
    Delimited, DelimitedError, DelimitedRow, Dialect, HEAD, MOST_BYTES, Shape, is_missing,
    written_number,
};
use summitry_model::fields::suggest::{listed, nearest};
use summitry_model::fields::text::sanitize;
use summitry_model::fields::tree::shorten;

/// The most numbers that are read: 8 bytes each, 2 GiB in all.
pub const MOST_VALUES: usize = 1 << 28;

/// Characters of a cell or a name that a message shows.
const SHOWN: usize = 40;

/// What becomes of a row whose output is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmptyOutput {
    /// The row is left out, and counted.
    LeftOut,
    /// The row is kept, its output no number: the method leaves out all that belongs to it.
    Kept,
}

/// Inputs and an output, a number a row each.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Columns {
    /// The names of the inputs.
    pub names: Vec<String>,
    /// The name of the output.
    pub output_name: String,
    /// The inputs, column by column; of words, their places in `words`.
    pub inputs: Vec<Vec<f64>>,
    /// The words of each input, sorted; none of numbers.
    pub words: Vec<Vec<String>>,
    /// Of each input that is a group, those that are in it; otherwise none.
    pub members: Vec<Vec<String>>,
    /// The output.
    pub output: Vec<f64>,
    /// How many rows were left out, as their output is empty.
    pub left_out: usize,
}

impl Columns {
    /// Reads columns from a CSV file, quoted as in RFC 4180, with a header: the first row that has all the names. Commas,
    /// semicolons, tabs, bars or blanks stand between columns; rows may begin with a name that the header has none for. A cell is a number, with a
    /// decimal comma if no commas stand between columns, or `true` or `false` for 1 and 0; an input may have words instead. Blanks
    /// about a cell do not count.
    ///
    /// The file is read once, a row at a time; only the columns named are kept.
    ///
    /// # Errors
    ///
    /// [`AnalysisError`], of the command if there is no such file or column, else of the data: rows of another length than
    /// the header, cells that are empty, no number or not finite, text that is no UTF-8 in a name, no rows, or more than
    /// [`MOST_VALUES`] values.
    pub fn read(
        path: &Path,
        inputs: &[String],
        output: &str,
        empty: EmptyOutput,
    ) -> Result<Columns, AnalysisError> {
        check_names(inputs, output)?;
        let unreadable = |error: &io::Error| {
            AnalysisError::data(
                "unreadable",
                format!("the file cannot be read: {error}"),
                "see that you may read it, and that its disk is there",
            )
        };
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(AnalysisError::asked(
                    "not-found",
                    "there is no such file".to_owned(),
                    "name the CSV that has the columns, such as the cells.csv of a sweep",
                ));
            }
            Err(error) => return Err(unreadable(&error)),
        };
        if file.metadata().map_err(|error| unreadable(&error))?.is_dir() {
            let cells = path.join("cells.csv");
            let help = if cells.is_file() {
                format!("name the table in it: {}", cells.display())
            } else {
                "name a CSV in it".to_owned()
            };
            return Err(AnalysisError::asked(
                "directory",
                "this is a directory, not a table".to_owned(),
                help,
            ));
        }
        Self::from_reader(file, inputs, output, empty)
    }

    /// Reads columns as [`read`](Columns::read) does, from anything that gives bytes.
    ///
    /// # Errors
    ///
    /// As [`read`](Columns::read).
    ///
    /// ```
    /// use summitry_lab::analysis::{Columns, EmptyOutput};
    /// let table = "cell,a,y\n0,0.5,1\n1,0.75,\n";
    /// let inputs = ["a".to_owned()];
    /// let columns = Columns::from_reader(table.as_bytes(), &inputs, "y", EmptyOutput::LeftOut)?;
    /// assert_eq!((columns.inputs, columns.output, columns.left_out), (vec![vec![0.5]], vec![1.0], 1));
    /// # Ok::<(), summitry_lab::analysis::AnalysisError>(())
    /// ```
    pub fn from_reader(
        source: impl Read,
        inputs: &[String],
        output: &str,
        empty: EmptyOutput,
    ) -> Result<Columns, AnalysisError> {
        check_names(inputs, output)?;
        let mut source = source;
        let mut head = Vec::new();
        let read = (&mut source).take(HEAD).read_to_end(&mut head);
        read.map_err(|error| unreadable(&DelimitedError::Io(error)))?;
        let wanted: Vec<[&str; 1]> =
            inputs.iter().map(|name| [name.as_str()]).chain([[output]]).collect();
        let wanted: Vec<&[&str]> = wanted.iter().map(<[&str; 1]>::as_slice).collect();
        let dialect = Dialect::of(&head, &wanted);
        let mut reader = Delimited::new(Cursor::new(head).chain(source), dialect.separator);
        let mut record = DelimitedRow::default();
        loop {
            if !reader.next(&mut record).map_err(|error| unreadable(&error))? {
                return Err(AnalysisError::data(
                    "empty-file",
                    "the file is empty".to_owned(),
                    "it needs a header and a row for each run",
                ));
            }
            if record.line >= dialect.header {
                break;
            }
        }
        let header = names(&record)?;
        let mut places = Vec::with_capacity(inputs.len() + 1);
        for name in inputs.iter().map(String::as_str).chain([output]) {
            places.push(place(&header, name)?);
        }

        let mut columns = Columns {
            names: inputs.to_vec(),
            output_name: output.to_owned(),
            inputs: vec![Vec::new(); inputs.len()],
            words: vec![Vec::new(); inputs.len()],
            members: vec![Vec::new(); inputs.len()],
            output: Vec::new(),
            left_out: 0,
        };
        let most_rows = MOST_VALUES / places.len();
        let mut numbers =
            Numbers { comma: dialect.decimal_comma(), with_comma: None, with_point: None };
        let mut words = vec![Words::default(); inputs.len()];
        let (mut row, mut shape) = (0_usize, Shape::new(header.len()));
        while reader.next(&mut record).map_err(|error| unreadable(&error))? {
            row += 1;
            let at = Spot { row, line: record.line };
            let Some(cells) = shape.cells(&record.fields) else {
                let (cells, expected) = (record.fields.len(), header.len());
                let message = format!("{at} has {cells} cells, the header {expected}");
                let help = if record.last_line > record.line {
                    format!(
                        "a quote in it is closed in line {} only: see whether it should be",
                        record.last_line
                    )
                } else {
                    "give every row a cell for each column; a cell that holds a separator stands in quotes".to_owned()
                };
                return Err(AnalysisError::data("row-length", message, help));
            };
            let cell = |k: usize| cells[places[k]].as_slice();
            let value = if is_missing(cell(inputs.len())) {
                columns.left_out += usize::from(empty == EmptyOutput::LeftOut);
                (empty == EmptyOutput::Kept).then_some(f64::NAN)
            } else {
                Some(numbers.read(cell(inputs.len()), output, at)?)
            };
            // Inputs are read in any case: a fault in a row that is left out is a fault.
            for (k, name) in inputs.iter().enumerate() {
                let input = match words[k].read(cell(k), name, at, row == 1)? {
                    Some(place) => place,
                    None => numbers.read(cell(k), name, at)?,
                };
                if value.is_some() {
                    columns.inputs[k].push(input);
                }
            }
            columns.output.extend(value);
            if row > most_rows {
                return Err(AnalysisError::data(
                    "too-large",
                    format!("the table has more than {most_rows} rows of {} columns", places.len()),
                    "name fewer inputs, or take a part of the rows",
                ));
            }
        }
        numbers.check()?;
        for (k, words) in words.into_iter().enumerate() {
            columns.words[k] = words.sorted(&mut columns.inputs[k]);
        }
        if columns.output.iter().all(|value| value.is_nan()) {
            let message = if row == 0 {
                "the table has a header and no rows".to_owned()
            } else {
                format!("no row has a {}", shown(output))
            };
            return Err(AnalysisError::data("no-rows", message, "there is nothing to analyse"));
        }
        Ok(columns)
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.output.len()
    }

    /// How many words each input has.
    #[must_use]
    pub fn word_counts(&self) -> Vec<usize> {
        self.words.iter().map(Vec::len).collect()
    }

    /// The inputs as slices, as methods take them.
    #[must_use]
    pub fn slices(&self) -> Vec<&[f64]> {
        self.inputs.iter().map(Vec::as_slice).collect()
    }
}

/// Refuses inputs that are named twice, or are the output.
fn check_names(inputs: &[String], output: &str) -> Result<(), AnalysisError> {
    if inputs.is_empty() {
        return Err(AnalysisError::asked(
            "no-inputs",
            "no input is named".to_owned(),
            "name at least one column",
        ));
    }
    for (k, name) in inputs.iter().enumerate() {
        if inputs[..k].contains(name) {
            return Err(AnalysisError::asked(
                "twice",
                format!("the input {} is named twice", shown(name)),
                "name each once",
            ));
        }
        if name == output {
            return Err(AnalysisError::asked(
                "output-among-inputs",
                format!("{} is both an input and the output", shown(name)),
                "take it from the inputs, or name another output",
            ));
        }
    }
    Ok(())
}

/// A row, counted from 1 below the header, and the line that it begins on; blank lines do not count.
#[derive(Clone, Copy, Debug)]
struct Spot {
    row: usize,
    line: usize,
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "row {} (line {})", self.row, self.line)
    }
}

fn names(header: &DelimitedRow) -> Result<Vec<String>, AnalysisError> {
    let name = |bytes: &Vec<u8>| {
        String::from_utf8(bytes.clone()).map_err(|_| {
            AnalysisError::data(
                "encoding",
                "the header is not UTF-8".to_owned(),
                "save the table as a CSV in UTF-8; a workbook must be exported first",
            )
        })
    };
    header.fields.iter().map(name).collect()
}

/// The place of a column.
fn place(header: &[String], name: &str) -> Result<usize, AnalysisError> {
    let mut places = header.iter().enumerate().filter(|(_, known)| *known == name);
    if let Some((place, _)) = places.next() {
        return match places.next() {
            None => Ok(place),
            Some(_) => Err(AnalysisError::data(
                "ambiguous-column",
                format!("the table has two columns {}", shown(name)),
                "rename one of them",
            )),
        };
    }
    let known = || header.iter().map(String::as_str);
    let message = format!("the table has no column {}", shown(name));
    let help = match nearest(name, known()) {
        Some(near) => format!("did you mean {}?", shown(near)),
        None => {
            let names: Vec<String> = known().map(short).collect();
            format!("it has {}", listed(names.iter().map(String::as_str)))
        }
    };
    Err(AnalysisError::asked("no-such-column", message, help))
}

/// The greatest magnitude of a number: the squares of greater ones, and their sums, may be none.
const GREATEST: f64 = 1e100;

/// Cells as numbers, all with the same decimal sign.
struct Numbers {
    /// Whether a decimal comma is taken.
    comma: bool,
    /// The first cell with a decimal comma.
    with_comma: Option<Spot>,
    /// The first with a decimal point.
    with_point: Option<Spot>,
}

impl Numbers {
    fn read(&mut self, cell: &[u8], name: &str, spot: Spot) -> Result<f64, AnalysisError> {
        let text = String::from_utf8_lossy(cell);
        let at = format!("{spot}, column {}", shown(name));
        let value = match text.as_ref() {
            "true" | "TRUE" | "True" => return Ok(1.0),
            "false" | "FALSE" | "False" => return Ok(0.0),
            _ if is_missing(cell) => {
                let what = if cell.is_empty() { "empty".to_owned() } else { shown(&text) };
                return Err(AnalysisError::data(
                    "empty-input",
                    format!("{at}: the cell is {what}"),
                    "every row needs a number for each input",
                ));
            }
            text => written_number(text, self.comma),
        };
        let Some(value) = value else {
            let help = if written_number(&text, true).is_some() {
                "write decimals with a point, or put semicolons between the columns"
            } else if text.contains(|digit: char| digit.is_ascii_digit())
                && text.chars().all(|c| c.is_ascii_digit() || "., '-+\u{a0}\u{202f}".contains(c))
            {
                "leave out what separates thousands, and write decimals with a point"
            } else {
                "a column is of numbers, or true and false; an input may be of words, in every row"
            };
            let message = format!("{at}: {} is no number", shown(&text));
            return Err(AnalysisError::data("no-number", message, help));
        };
        if !value.is_finite() {
            return Err(AnalysisError::data(
                "not-finite",
                format!("{at}: {} is not finite", shown(&text)),
                "put in a number; an output that is not known is an empty cell",
            ));
        }
        if value.abs() > GREATEST {
            return Err(AnalysisError::data(
                "too-great",
                format!("{at}: {value:e} is too great to be squared"),
                "give the column in a greater unit, so that its numbers are smaller",
            ));
        }
        if text.contains(',') {
            self.with_comma.get_or_insert(spot);
        } else if text.contains('.') {
            self.with_point.get_or_insert(spot);
        }
        Ok(value)
    }

    /// Refuses a table in which `1,234` may be either.
    fn check(&self) -> Result<(), AnalysisError> {
        let (Some(comma), Some(point)) = (self.with_comma, self.with_point) else { return Ok(()) };
        Err(AnalysisError::data(
            "decimal-signs",
            format!("{comma} has a number with a comma, {point} one with a point"),
            "write all decimals with the same sign, and leave out what separates thousands",
        ))
    }
}

/// The words of an input, if its first cell is one, and the places in which they came.
#[derive(Clone, Debug, Default)]
struct Words(BTreeMap<String, usize>);

impl Words {
    /// The place of a word; `None` of an input of numbers.
    fn read(
        &mut self,
        cell: &[u8],
        name: &str,
        spot: Spot,
        first: bool,
    ) -> Result<Option<f64>, AnalysisError> {
        let text = String::from_utf8_lossy(cell);
        let number = || written_number(&text, true).is_some() || is_flag(&text);
        let is_word =
            || !number() && !is_missing(cell) && !text.starts_with(|c: char| c.is_ascii_digit());
        if self.0.is_empty() && !(first && is_word()) || is_missing(cell) {
            return Ok(None);
        }
        let at = || format!("{spot}, column {}", shown(name));
        if number() {
            return Err(AnalysisError::data(
                "mixed-input",
                format!("{}: {} is a number, and above are words", at(), shown(&text)),
                "an input is of numbers or of words: write one kind in all rows",
            ));
        }
        let places = self.0.len();
        let place = *self.0.entry(text.into_owned()).or_insert(places);
        if place >= MOST_WORDS {
            return Err(AnalysisError::data(
                "many-words",
                format!("{}: it is word {} of this input", at(), place + 1),
                format!(
                    "at most {MOST_WORDS} words are told apart: leave out a column of names or dates"
                ),
            ));
        }
        Ok(Some(place as f64))
    }

    /// The words, sorted; the places in `values` become those in this order.
    fn sorted(self, values: &mut [f64]) -> Vec<String> {
        let mut sorted = vec![0.0; self.0.len()];
        self.0.values().enumerate().for_each(|(place, came)| sorted[*came] = place as f64);
        if !sorted.is_empty() {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place")]
            values.iter_mut().for_each(|value| *value = sorted[*value as usize]);
        }
        self.0.into_keys().collect()
    }
}

/// Whether a cell is `true` or `false`, as programs write them.
fn is_flag(text: &str) -> bool {
    matches!(text, "true" | "TRUE" | "True" | "false" | "FALSE" | "False")
}

fn short(name: &str) -> String {
    sanitize(&shorten(name, SHOWN))
}

/// A name or cell as a message shows it.
fn shown(name: &str) -> String {
    format!("`{}`", short(name))
}

fn unreadable(error: &DelimitedError) -> AnalysisError {
    match error {
        DelimitedError::UnclosedQuote(line) => AnalysisError::data(
            "unclosed-quote",
            format!("the quote that opens in line {line} is never closed"),
            "close it, or take it away",
        ),
        DelimitedError::TooLong(line) => AnalysisError::data(
            "long-row",
            format!("the row at line {line} is longer than {} MiB", MOST_BYTES >> 20),
            "see whether a quote there is never closed, and whether this is a table",
        ),
        DelimitedError::Io(error) => AnalysisError::data(
            "unreadable",
            format!("the file cannot be read: {error}"),
            "see that it is a CSV, and that its disk is there",
        ),
    }
}
