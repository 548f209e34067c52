//! Tables that other programs wrote: whatever stands before the header, between the columns and at the end of a line.
//!
//! Fields are quoted as in RFC 4180. Blank lines do not count, and every row knows the line that it begins on.

use std::io::{self, BufRead, BufReader, Read};

/// The most bytes of one row: more is a quote that is never closed, or no table.
pub const MOST_BYTES: usize = 16 << 20;

/// Bytes in which the header is looked for.
pub const HEAD: u64 = 64 << 10;

/// What may stand between columns. Blanks do if nothing else fits, as R's `write.table` has them.
const SEPARATORS: [u8; 5] = [b',', b';', b'\t', b'|', b' '];

/// Why a row cannot be read.
#[derive(Debug)]
pub enum DelimitedError {
    /// The source cannot be read.
    Io(io::Error),
    /// A quote that is never closed, and the line that it opens on.
    UnclosedQuote(usize),
    /// A row longer than [`MOST_BYTES`], and the line that it begins on.
    TooLong(usize),
}

/// A row.
#[derive(Debug, Default)]
pub struct DelimitedRow {
    /// The line that it begins on, from 1.
    pub line: usize,
    /// The line that it ends on.
    pub last_line: usize,
    /// Its fields, without their quotes and the blanks about them.
    pub fields: Vec<Vec<u8>>,
}

/// Reads rows one by one.
#[derive(Debug)]
pub struct Delimited<R> {
    source: BufReader<Newlines<R>>,
    separator: u8,
    lines: usize,
}

impl<R: Read> Delimited<R> {
    /// A reader of rows whose fields stand between separators.
    pub fn new(source: R, separator: u8) -> Self {
        let source = BufReader::new(Newlines { source, after_return: false });
        Delimited { source, separator, lines: 0 }
    }

    /// Reads the next row; `false` at the end.
    ///
    /// # Errors
    ///
    /// [`DelimitedError`]
    ///
    /// ```
    /// use summitry_lab::output::{Delimited, DelimitedRow};
    /// let mut reader = Delimited::new("a;b\n\n\n1;\"2;3\"\n".as_bytes(), b';');
    /// let mut row = DelimitedRow::default();
    /// assert!(reader.next(&mut row).unwrap() && reader.next(&mut row).unwrap());
    /// assert_eq!((row.line, row.fields), (4, vec![b"1".to_vec(), b"2;3".to_vec()]));
    /// ```
    pub fn next(&mut self, row: &mut DelimitedRow) -> Result<bool, DelimitedError> {
        let mut line = Vec::new();
        loop {
            line.clear();
            if !self.line(&mut line)? {
                return Ok(false);
            }
            if self.lines == 1 && line.starts_with(b"\xef\xbb\xbf") {
                line.drain(..3);
            }
            if line.iter().any(|byte| !matches!(byte, b' ' | b'\n')) {
                break;
            }
        }
        row.line = self.lines;
        row.fields.clear();
        let mut field = Vec::new();
        // The line that an open quote is on; whether the field was quoted.
        let (mut open, mut quoted, mut length) = (None, false, 0);
        loop {
            length += line.len();
            if length > MOST_BYTES {
                return Err(DelimitedError::TooLong(row.line));
            }
            let mut bytes = line.iter().copied().peekable();
            while let Some(byte) = bytes.next() {
                match byte {
                    b'"' if open.is_some() => {
                        if bytes.next_if_eq(&b'"').is_some() {
                            field.push(b'"');
                        } else {
                            open = None;
                        }
                    }
                    byte if open.is_some() => field.push(byte),
                    b'"' if !quoted && field.trim_ascii().is_empty() => {
                        field.clear();
                        (open, quoted) = (Some(self.lines), true);
                    }
                    b'\n' => {}
                    byte if byte == self.separator => {
                        row.fields.push(field.trim_ascii().to_vec());
                        field.clear();
                        quoted = false;
                    }
                    byte => field.push(byte),
                }
            }
            let Some(opened) = open else { break };
            line.clear();
            if !self.line(&mut line)? {
                return Err(DelimitedError::UnclosedQuote(opened));
            }
        }
        row.fields.push(field.trim_ascii().to_vec());
        row.last_line = self.lines;
        Ok(true)
    }

    fn line(&mut self, line: &mut Vec<u8>) -> Result<bool, DelimitedError> {
        let most = MOST_BYTES as u64 + 1;
        let read = (&mut self.source).take(most).read_until(b'\n', line);
        self.lines += 1;
        match read.map_err(DelimitedError::Io)? {
            0 => Ok(false),
            read if read > MOST_BYTES => Err(DelimitedError::TooLong(self.lines)),
            _ => Ok(true),
        }
    }
}

/// How rows stand under a header: each may begin with a name that the header has none for, as R writes them, and may end with a
/// separator.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    columns: usize,
    /// Cells before the first column; the first row shows it.
    before: Option<usize>,
}

impl Shape {
    /// Of a header with so many names.
    #[must_use]
    pub fn new(columns: usize) -> Shape {
        Shape { columns, before: None }
    }

    /// The cells of a row that stand under the header; `None` if it has others.
    ///
    /// ```
    /// use summitry_lab::output::Shape;
    /// let row = |text: &str| text.split(',').map(|cell| cell.as_bytes().to_vec()).collect::<Vec<_>>();
    /// let mut of_r = Shape::new(2);
    /// assert_eq!(of_r.cells(&row("name,1,2")), Some(&row("1,2")[..]));
    /// assert_eq!((of_r.cells(&row("1,2")), Shape::new(2).cells(&row("1,2,")).map(<[_]>::len)), (None, Some(2)));
    /// ```
    pub fn cells<'a>(&mut self, row: &'a [Vec<u8>]) -> Option<&'a [Vec<u8>]> {
        let more = row.len().checked_sub(self.columns)?;
        let ends_empty = row.last().is_some_and(Vec::is_empty);
        let before = *self.before.get_or_insert(usize::from(more == 1 && !ends_empty));
        let fits = more == before || more == 1 && ends_empty;
        let from = before.min(more);
        fits.then(|| &row[from..from + self.columns])
    }
}

/// A source whose lines all end in `\n`: those of Windows and of old Macs end in `\r\n` and `\r`.
#[derive(Debug)]
struct Newlines<R> {
    source: R,
    after_return: bool,
}

impl<R: Read> Read for Newlines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.source.read(buffer)?;
            let mut kept = 0;
            for at in 0..read {
                let byte = buffer[at];
                if byte != b'\n' || !self.after_return {
                    buffer[kept] = if byte == b'\r' { b'\n' } else { byte };
                    kept += 1;
                }
                self.after_return = byte == b'\r';
            }
            if kept > 0 || read == 0 {
                return Ok(kept);
            }
        }
    }
}

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// What stands between its columns.
    pub separator: u8,
    /// The line of its header.
    pub header: usize,
}

impl Dialect {
    /// The dialect in which the first bytes of a table have a row with every wanted column, each by any of its names. If there
    /// is none: the one that makes most of the first row, so that a message can name what is there.
    ///
    /// ```
    /// use summitry_lab::output::Dialect;
    /// let netlogo = b"\"BehaviorSpace results\"\n\"model.nlogo\"\n\"[run number]\",\"a\",\"y\"\n1,2,3\n";
    /// assert_eq!(Dialect::of(netlogo, &[&["a"], &["y"]]), Dialect { separator: b',', header: 3 });
    /// assert_eq!(Dialect::of(b"a;y\n1;2\n", &[&["a"], &["y"]]), Dialect { separator: b';', header: 1 });
    /// ```
    #[must_use]
    pub fn of(head: &[u8], wanted: &[&[&str]]) -> Dialect {
        // Wanted columns, then columns at all; the earliest separator and row of equals.
        let mut best = (0, 0, Dialect { separator: b',', header: 1 });
        for separator in SEPARATORS {
            let mut reader = Delimited::new(head, separator);
            let (mut row, mut first) = (DelimitedRow::default(), true);
            while reader.next(&mut row).unwrap_or_default() {
                let has = |names: &&&[&str]| {
                    names.iter().any(|name| row.fields.iter().any(|f| f == name.as_bytes()))
                };
                let found = wanted.iter().filter(has).count();
                let columns = if first && separator != b' ' { row.fields.len() } else { 0 };
                if (found, columns) > (best.0, best.1) {
                    let dialect = Dialect { separator, header: row.line };
                    best = (found, columns, dialect);
                }
                if found == wanted.len() {
                    return best.2;
                }
                first = false;
            }
        }
        best.2
    }

    /// Whether numbers may have a decimal comma.
    #[must_use]
    pub fn decimal_comma(self) -> bool {
        self.separator != b','
    }
}

/// A number as people write it: with a decimal point, or with a comma if `comma`.
#[must_use]
pub fn written_number(text: &str, comma: bool) -> Option<f64> {
    text.parse().ok().or_else(|| {
        let one = comma && text.matches(',').count() == 1 && !text.contains('.');
        one.then(|| text.replace(',', ".").parse().ok()).flatten()
    })
}

/// Whether a cell says that there is no value: it is empty, or has the word for that of R, Python, Excel, SQL or Stata.
#[must_use]
pub fn is_missing(cell: &[u8]) -> bool {
    const WORDS: [&[u8]; 9] =
        [b"", b"NA", b"NaN", b"N/A", b"#N/A", b"<NA>", b"null", b"None", b"."];
    WORDS.iter().any(|word| cell.eq_ignore_ascii_case(word))
}
