//! Columns of numbers from a CSV file.

use std::cell::Cell;
use std::fmt;
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::Path;
use std::rc::Rc;

use csv::{ByteRecord, ReaderBuilder};

use super::AnalysisError;
use summitry_model::fields::suggest::{listed, nearest};
use summitry_model::fields::text::sanitize;
use summitry_model::fields::tree::shorten;

/// The most numbers that are read: 8 bytes each, 2 GiB in all.
pub const MOST_VALUES: usize = 1 << 28;

/// The most bytes of one row: more is a quote that is never closed, or no table.
const MOST_BYTES: u64 = 16 << 20;

/// Characters of a cell or a name that a message shows.
const SHOWN: usize = 40;

/// What becomes of a row whose output is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmptyOutput {
    /// The table is refused: the method needs every row of the design.
    Refused,
    /// The row is left out, and counted.
    LeftOut,
}

/// Inputs and an output, a number a row each.
#[derive(Clone, Debug, PartialEq)]
pub struct Columns {
    /// The names of the inputs.
    pub names: Vec<String>,
    /// The name of the output.
    pub output_name: String,
    /// The inputs, column by column.
    pub inputs: Vec<Vec<f64>>,
    /// The output.
    pub output: Vec<f64>,
    /// How many rows were left out, as their output is empty.
    pub left_out: usize,
}

impl Columns {
    /// Reads columns from a CSV file: comma-separated as in RFC 4180, with a header; a byte order mark and `\r\n` are taken
    /// too. A cell is a number with a decimal point, or `true` or `false` for 1 and 0; blanks about it do not count.
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
        let since = Rc::new(Cell::new(0));
        let source = Watched { source, since: Rc::clone(&since) };
        let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(source);
        let mut record = ByteRecord::new();
        if !next(&mut reader, &mut record)? {
            return Err(AnalysisError::data(
                "empty-file",
                "the file is empty".to_owned(),
                "it needs a header and a row for each run",
            ));
        }
        let header = names(&record)?;
        let mut line = 1 + breaks(&record);
        let mut places = Vec::with_capacity(inputs.len() + 1);
        for name in inputs.iter().map(String::as_str).chain([output]) {
            places.push(place(&header, name)?);
        }

        let mut columns = Columns {
            names: inputs.to_vec(),
            output_name: output.to_owned(),
            inputs: vec![Vec::new(); inputs.len()],
            output: Vec::new(),
            left_out: 0,
        };
        let most_rows = MOST_VALUES / places.len();
        let mut row = 0_usize;
        loop {
            since.set(0);
            if !next(&mut reader, &mut record)? {
                break;
            }
            row += 1;
            line += 1;
            let at = Spot { row, line };
            line += breaks(&record);
            if record.len() != header.len() {
                return Err(AnalysisError::data(
                    "row-length",
                    format!("{at} has {} cells, the header {}", record.len(), header.len()),
                    "give every row a cell for each column; a cell that holds a comma stands in quotes",
                ));
            }
            let cell = |k: usize| record.get(places[k]).unwrap_or_default().trim_ascii();
            let value = if cell(inputs.len()).is_empty() {
                if empty == EmptyOutput::Refused {
                    return Err(AnalysisError::data(
                        "empty-output",
                        format!("{at} has no {}", shown(output)),
                        "the method needs every row of its design: take an output that every row has, or prcc, prim or \
                         cart, which do without some",
                    ));
                }
                columns.left_out += 1;
                None
            } else {
                Some(number(cell(inputs.len()), output, at)?)
            };
            // Inputs are read in any case: a fault in a row that is left out is a fault.
            for (k, name) in inputs.iter().enumerate() {
                let input = number(cell(k), name, at)?;
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
        if columns.output.is_empty() {
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

/// Line breaks within a row's cells.
fn breaks(record: &ByteRecord) -> usize {
    record.as_slice().iter().filter(|byte| **byte == b'\n').count()
}

fn names(header: &ByteRecord) -> Result<Vec<String>, AnalysisError> {
    let name = |bytes: &[u8]| {
        String::from_utf8(bytes.trim_ascii().to_vec()).map_err(|_| {
            AnalysisError::data(
                "encoding",
                "the header is not UTF-8".to_owned(),
                "save the table as a CSV in UTF-8; a workbook must be exported first",
            )
        })
    };
    header.iter().map(name).collect()
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
    if let [only] = header
        && let Some((separator, word)) = [(';', "semicolons"), ('\t', "tabs"), ('|', "bars")]
            .into_iter()
            .find(|(separator, _)| only.contains(*separator))
    {
        return Err(AnalysisError::data(
            "separator",
            format!("{message}: its columns stand between {word}, not commas"),
            format!(
                "save it with commas, and numbers with decimal points; in Python: pandas.read_csv(file, sep={separator:?}, \
                 decimal=\",\").to_csv(\"commas.csv\", index=False)"
            ),
        ));
    }
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

/// A cell as a number.
fn number(cell: &[u8], name: &str, spot: Spot) -> Result<f64, AnalysisError> {
    let text = std::str::from_utf8(cell).ok();
    let value = match text {
        Some("true" | "TRUE" | "True") => return Ok(1.0),
        Some("false" | "FALSE" | "False") => return Ok(0.0),
        Some(text) => text.parse::<f64>().ok(),
        None => None,
    };
    let at = format!("{spot}, column {}", shown(name));
    match value {
        Some(value) if value.is_finite() && value.abs() <= GREATEST => Ok(value),
        Some(value) if value.is_finite() => Err(AnalysisError::data(
            "too-great",
            format!("{at}: {value:e} is too great to be squared"),
            "give the column in a greater unit, so that its numbers are smaller",
        )),
        Some(_) => Err(AnalysisError::data(
            "not-finite",
            format!("{at}: {} is not finite", shown(&String::from_utf8_lossy(cell))),
            "put in a number; an output that is not known is an empty cell",
        )),
        None if cell.is_empty() => Err(AnalysisError::data(
            "empty-input",
            format!("{at}: the cell is empty"),
            "every row needs a number for each input",
        )),
        None => {
            let text = String::from_utf8_lossy(cell);
            let comma = text.replacen(',', ".", 1).parse::<f64>().is_ok();
            let help = if comma {
                "write decimals with a point"
            } else {
                "inputs and outputs are numbers, or true and false"
            };
            Err(AnalysisError::data(
                "no-number",
                format!("{at}: {} is no number", shown(&text)),
                help,
            ))
        }
    }
}

fn short(name: &str) -> String {
    sanitize(&shorten(name, SHOWN))
}

/// A name or cell as a message shows it.
fn shown(name: &str) -> String {
    format!("`{}`", short(name))
}

fn next<R: Read>(
    reader: &mut csv::Reader<R>,
    record: &mut ByteRecord,
) -> Result<bool, AnalysisError> {
    reader.read_byte_record(record).map_err(|error| {
        let line = reader.position().line();
        let message = match error.kind() {
            csv::ErrorKind::Io(error) if error.kind() == ErrorKind::FileTooLarge => {
                return AnalysisError::data(
                    "long-row",
                    format!("the row at line {line} is longer than {} MiB", MOST_BYTES >> 20),
                    "see whether a quote there is never closed, and whether this is a table",
                );
            }
            csv::ErrorKind::Io(error) => error.to_string(),
            _ => error.to_string(),
        };
        AnalysisError::data(
            "unreadable",
            format!("the file cannot be read at line {line}: {message}"),
            "see that it is a CSV, and that its disk is there",
        )
    })
}

/// A source that fails once a row takes more than [`MOST_BYTES`].
struct Watched<R> {
    source: R,
    /// Bytes since the row began.
    since: Rc<Cell<u64>>,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.since.get() > MOST_BYTES {
            return Err(io::Error::from(ErrorKind::FileTooLarge));
        }
        let read = self.source.read(buffer)?;
        self.since.set(self.since.get() + read as u64);
        Ok(read)
    }
}
