//! Sources: the texts a scenario is made of, and the lines and columns of their bytes.
//!
//! A source is a scenario file or one `--set` argument.

use std::ops::Range;

/// A source's position among the sources of one reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceId(pub usize);

/// One text and what to call it.
#[derive(Clone, Debug)]
pub struct Source {
    name: String,
    text: String,
    /// Where each line begins.
    lines: Vec<usize>,
    /// Whether lines are numbered where it is drawn; an argument has one line only.
    numbered: bool,
}

/// The lines of a source that a fault is drawn on.
pub(crate) struct Excerpt<'a> {
    /// The line, without its end.
    pub text: &'a str,
    /// The fault's bytes in that line.
    pub span: Range<usize>,
    /// The number of the line, from 1.
    pub line: usize,
}

impl Source {
    /// A file's text under the file's name. A byte order mark is dropped.
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let mut text = text.into();
        if text.starts_with('\u{feff}') {
            text.drain(..'\u{feff}'.len_utf8());
        }
        Source::made(name.into(), text, true)
    }

    /// A command line argument.
    #[must_use]
    pub fn argument(name: impl Into<String>, text: impl Into<String>) -> Self {
        Source::made(name.into(), text.into(), false)
    }

    /// The text as it is.
    pub(super) fn made(name: String, text: String, numbered: bool) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let lines = std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect();
        Source { name, text, lines, numbered }
    }

    /// The path as given, or the argument.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text, without a byte order mark.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether line numbers mean anything: not in an argument.
    pub(crate) fn is_numbered(&self) -> bool {
        self.numbered
    }

    /// Line and column of a byte, both from 1, the column in characters.
    #[must_use]
    pub fn line_column(&self, at: usize) -> (usize, usize) {
        let at = self.text.floor_char_boundary(at);
        let line = self.lines.partition_point(|start| *start <= at);
        (line, 1 + self.text[self.line_start(at)..at].chars().count())
    }

    /// The line that a span begins on, and the part of the span in it.
    pub(crate) fn excerpt(&self, span: &Range<usize>) -> Excerpt<'_> {
        let start = self.line_start(span.start);
        let text = &self.text[start..self.line_end(start)];
        let text = text.strip_suffix('\r').unwrap_or(text);
        let floor = |at| self.text.floor_char_boundary(at).saturating_sub(start);
        let from = floor(span.start).min(text.len());
        let to = floor(span.end).clamp(from, text.len());
        Excerpt { text, span: from..to, line: self.line_column(span.start).0 }
    }

    /// From the line that a byte is on to the next table header.
    pub(super) fn block(&self, at: usize) -> Range<usize> {
        let start = self.line_start(at);
        let after = self.lines.partition_point(|line| *line <= start);
        let mut later = self.lines[after..].iter().copied();
        let end = later.find(|line| is_header(self.excerpt(&(*line..*line)).text));
        start..end.unwrap_or(self.text.len())
    }

    /// The byte after the line that a byte is on, without its end.
    pub(super) fn line_end(&self, at: usize) -> usize {
        self.text[at..].find('\n').map_or(self.text.len(), |end| at + end)
    }

    /// The first byte of the line that a byte is on.
    pub(super) fn line_start(&self, at: usize) -> usize {
        let after = self.lines.partition_point(|start| *start <= at);
        self.lines.get(after.saturating_sub(1)).copied().unwrap_or(0)
    }
}

/// Whether a line is, or begins, the header of a table.
pub(super) fn is_header(line: &str) -> bool {
    line.trim_start().starts_with('[')
}

/// The sources of one reading.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    list: Vec<Source>,
}

impl Sources {
    /// No sources yet.
    #[must_use]
    pub fn new() -> Self {
        Sources::default()
    }

    /// Adds a source.
    pub fn add(&mut self, source: Source) -> SourceId {
        self.list.push(source);
        SourceId(self.list.len() - 1)
    }

    /// Makes a source anew under its name.
    pub(super) fn replace(&mut self, id: SourceId, make: impl FnOnce(String) -> Source) {
        let name = std::mem::take(&mut self.list[id.0].name);
        self.list[id.0] = make(name);
    }

    /// The source of this id.
    ///
    /// # Panics
    ///
    /// If the id comes from another [`Sources`].
    #[must_use]
    pub fn get(&self, id: SourceId) -> &Source {
        &self.list[id.0]
    }
}
