//! CSV cells, written into a buffer that is kept: nothing is allocated per row.
//!
//! Comma-separated, `\n` after each record, quoted as RFC 4180 says and only where needed. An empty
//! cell means that there is no value.

use std::io::Write as _;

/// More decimals than this are never written.
pub const MOST_DECIMALS: u8 = 9;

/// Above this, a double has no room left for a fraction, and fixed point is left to the formatter.
const EXACT: f64 = 9_007_199_254_740_992.0;

const POWERS: [f64; MOST_DECIMALS as usize + 1] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];

/// Finished rows of one table, as bytes, and how many they are.
///
/// ```
/// use summitry_lab::output::Rows;
/// let mut rows = Rows::default();
/// rows.row().text("kyiv, first").int(7).num(0.25, 6).flag(true).empty().end();
/// assert_eq!(rows.bytes(), b"\"kyiv, first\",7,0.25,true,\n");
/// assert_eq!(rows.count(), 1);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Rows {
    bytes: Vec<u8>,
    count: u64,
    columns: u32,
}

impl Rows {
    /// No rows yet, of a table with so many columns; 0 leaves the number open. Debug builds check it
    /// as each row ends.
    #[must_use]
    pub fn new(columns: usize) -> Self {
        let columns = u32::try_from(columns).unwrap_or_default();
        Rows { bytes: Vec::new(), count: 0, columns }
    }

    /// Begins a row; [`Row::end`] ends it.
    #[must_use = "a row is counted when it ends"]
    pub fn row(&mut self) -> Row<'_> {
        let start = self.bytes.len();
        Row { rows: self, start, cells: 0 }
    }

    /// Adds a line as it stands, for files that are no CSV: a JSON text, say. The text must not
    /// contain a line break.
    pub fn line(&mut self, text: &str) {
        debug_assert!(!text.contains('\n'), "a line with a line break");
        self.bytes.extend_from_slice(text.as_bytes());
        self.bytes.push(b'\n');
        self.count += 1;
    }

    /// The rows as they go into the file.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// How many rows there are.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Forgets the rows and keeps the room.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.count = 0;
    }
}

/// A row in the making. Cells go in from left to right; [`Row::end`] ends it.
#[derive(Debug)]
pub struct Row<'a> {
    rows: &'a mut Rows,
    start: usize,
    cells: u32,
}

impl Row<'_> {
    /// A text. It is quoted if it needs to be; one that a spreadsheet would take for a formula (it
    /// begins with `=`, `+`, `-`, `@`, a tab or a carriage return) gets a leading apostrophe, and one
    /// more if it begins so after apostrophes: [`plain`] undoes it without doubt.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.begin();
        let out = &mut self.rows.bytes;
        let bytes = text.as_bytes();
        let formula = is_formula(bytes);
        let quote = bytes.iter().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r'));
        if quote {
            out.push(b'"');
        }
        if formula {
            out.push(b'\'');
        }
        if quote {
            for &byte in bytes {
                if byte == b'"' {
                    out.push(b'"');
                }
                out.push(byte);
            }
            out.push(b'"');
        } else {
            out.extend_from_slice(bytes);
        }
        self
    }

    /// A whole number.
    pub fn int(&mut self, value: u64) -> &mut Self {
        self.begin();
        self.rows.bytes.extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
        self
    }

    /// A whole number that may be negative.
    pub fn signed(&mut self, value: i64) -> &mut Self {
        self.begin();
        self.rows.bytes.extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
        self
    }

    /// A number, rounded to at most `decimals` places ([`MOST_DECIMALS`] at most), half away from
    /// zero, without trailing zeros, exponent or negative zero. The rounding is of `value ×
    /// 10^decimals` as a double has it. A value that is not finite gives an empty cell.
    pub fn num(&mut self, value: f64, decimals: u8) -> &mut Self {
        self.begin();
        push_number(&mut self.rows.bytes, value, decimals);
        self
    }

    /// A number with all its digits: the shortest text that reads back as the same double. A value that is not finite
    /// gives an empty cell.
    pub fn exact(&mut self, value: f64) -> &mut Self {
        self.begin();
        if value.is_finite() {
            // Writing to a `Vec` cannot fail.
            let _ = write!(self.rows.bytes, "{value}");
        }
        self
    }

    /// `true` or `false`.
    pub fn flag(&mut self, value: bool) -> &mut Self {
        self.begin();
        self.rows.bytes.extend_from_slice(if value { b"true" } else { b"false" });
        self
    }

    /// No value.
    pub fn empty(&mut self) -> &mut Self {
        self.begin();
        self
    }

    /// A text, or no value.
    pub fn opt_text(&mut self, text: Option<&str>) -> &mut Self {
        match text {
            Some(text) => self.text(text),
            None => self.empty(),
        }
    }

    /// A whole number, or no value.
    pub fn opt_int(&mut self, value: Option<u64>) -> &mut Self {
        match value {
            Some(value) => self.int(value),
            None => self.empty(),
        }
    }

    /// A whole number that may be negative, or no value.
    pub fn opt_signed(&mut self, value: Option<i64>) -> &mut Self {
        match value {
            Some(value) => self.signed(value),
            None => self.empty(),
        }
    }

    /// A number as [`Row::num`] writes it, or no value.
    pub fn opt_num(&mut self, value: Option<f64>, decimals: u8) -> &mut Self {
        self.num(value.unwrap_or(f64::NAN), decimals)
    }

    /// `true`, `false`, or no value.
    pub fn opt_flag(&mut self, value: Option<bool>) -> &mut Self {
        match value {
            Some(value) => self.flag(value),
            None => self.empty(),
        }
    }

    /// Ends the row. A row of one empty cell is written `""`, as readers skip an empty line.
    pub fn end(&mut self) {
        debug_assert!(
            self.rows.columns == 0 || self.rows.columns == self.cells,
            "a row of {} cells in a table of {} columns",
            self.cells,
            self.rows.columns
        );
        let out = &mut self.rows.bytes;
        if out.len() == self.start {
            out.extend_from_slice(b"\"\"");
        }
        out.push(b'\n');
        self.rows.count += 1;
    }

    fn begin(&mut self) {
        if self.cells > 0 {
            self.rows.bytes.push(b',');
        }
        self.cells += 1;
    }
}

/// Whether a text begins as a formula does, apostrophes before it left aside.
fn is_formula(text: &[u8]) -> bool {
    let first = text.iter().find(|byte| **byte != b'\'');
    matches!(first, Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r'))
}

/// The text that [`Row::text`] was given, from its cell after unquoting.
///
/// ```
/// use summitry_lab::output::cell::plain;
/// assert_eq!(plain(b"'=a"), b"=a");
/// assert_eq!(plain(b"'a"), b"'a");
/// ```
#[must_use]
pub fn plain(cell: &[u8]) -> &[u8] {
    match cell.split_first() {
        Some((b'\'', rest)) if is_formula(rest) => rest,
        _ => cell,
    }
}

/// Appends a number as [`Row::num`] describes; nothing if it is not finite.
pub fn push_number(out: &mut Vec<u8>, value: f64, decimals: u8) {
    if !value.is_finite() {
        return;
    }
    let decimals = decimals.min(MOST_DECIMALS) as usize;
    let scaled = value.abs() * POWERS[decimals];
    if scaled >= EXACT {
        push_large(out, value, decimals);
        return;
    }
    #[expect(clippy::cast_possible_truncation, reason = "truncation is the first half of rounding")]
    #[expect(clippy::cast_sign_loss, reason = "a magnitude")]
    let whole = scaled as u64;
    // Below 2^53 the difference is exact, so that a half is seen as one.
    let steps = whole + u64::from(scaled - whole as f64 >= 0.5);
    if steps == 0 {
        out.push(b'0');
        return;
    }
    if value < 0.0 {
        out.push(b'-');
    }
    let mut buffer = itoa::Buffer::new();
    let digits = buffer.format(steps).as_bytes();
    if digits.len() > decimals {
        let (whole, fraction) = digits.split_at(digits.len() - decimals);
        out.extend_from_slice(whole);
        push_fraction(out, b".", fraction);
    } else {
        const LEAD: &[u8] = b"0.000000000";
        push_fraction(out, &LEAD[..2 + decimals - digits.len()], digits);
    }
}

/// The fraction without its trailing zeros, and the lead before it, if anything is left.
fn push_fraction(out: &mut Vec<u8>, lead: &[u8], fraction: &[u8]) {
    let kept = fraction.iter().rposition(|&digit| digit != b'0').map_or(0, |last| last + 1);
    if kept > 0 {
        out.extend_from_slice(lead);
        out.extend_from_slice(&fraction[..kept]);
    }
}

/// The formatter's exact decimal expansion, for magnitudes out of the ordinary.
#[cold]
fn push_large(out: &mut Vec<u8>, value: f64, decimals: usize) {
    let start = out.len();
    // Writing to a `Vec` cannot fail.
    let _ = write!(out, "{value:.decimals$}");
    if out[start..].contains(&b'.') {
        while out.last() == Some(&b'0') {
            out.pop();
        }
        if out.last() == Some(&b'.') {
            out.pop();
        }
    }
}
