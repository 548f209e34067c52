//! Parsing: how sources are loaded, and how a tree is read from one.
//!
//! A text is parsed with all its syntax faults at once, and turned into a tree that owns its values and
//! knows where each stands, so that values from several sources can stand in one tree.

use std::fs::File;
use std::io::Read;
use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::diagnostic::{Diagnostics, Place};
use super::slip::{self, Slip, composed};
use super::source::{Source, SourceId, Sources, is_header};
use super::suggest::{listed, nearest};
use super::tree::{Key, Node, Value, shorten};

/// Bytes that a scenario file may have.
pub const MAX_BYTES: usize = 256 * 1024;

/// Levels of tables and lists that may stand inside one another.
pub const MAX_DEPTH: usize = 12;

/// Levels that one statement may have before it reaches the parser.
///
/// Looser than [`MAX_DEPTH`], which is held on the tree: this only keeps the parser's recursion
/// short whatever the text.
const GUARD_DEPTH: usize = 3 * MAX_DEPTH;

/// Syntax faults for which the text is searched, so that a file of nothing else is soon refused.
const LOOKED_UP: usize = 100;

/// Bytes of a line that a person wrote.
const LONGEST: usize = 4096;

/// What the parser says of a key or a table that is given twice.
const DUPLICATE: &str = "duplicate key";

/// What a file is meant to be: the words of its faults.
#[derive(Clone, Copy, Debug)]
pub struct FileKind<'a> {
    /// What it is called: `scenario`.
    pub noun: &'a str,
    /// A path that would do.
    pub example: &'a str,
    /// The names that may be given in place of a path.
    pub bundled: &'a [&'a str],
}

impl Sources {
    /// Reads a file; `None` with a fault where it cannot be one of its kind.
    ///
    /// Of the bundled names the nearest is suggested where no such file exists. At most [`MAX_BYTES`] and one byte
    /// are read. That it cannot be read is reported at `named`, where another file names it.
    pub fn load(
        &mut self,
        path: &Path,
        kind: FileKind<'_>,
        named: Option<&Place>,
        faults: &mut Diagnostics,
    ) -> Option<SourceId> {
        let name = path.display().to_string();
        let name = if name.is_empty() { String::from("an empty path") } else { name };
        let id = self.add(Source::new(name, ""));
        let whole = named.cloned().unwrap_or_else(|| Place::whole(id));
        let refuse = |error: std::io::Error, faults: &mut Diagnostics| {
            faults.error("unreadable", &whole, format!("the file cannot be read: {error}"));
        };
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                match same_name(path) {
                    Some(there) => drop(
                        faults
                            .error("not-found", &whole, "no such file; one has this name in other code points")
                            .help(format!("its letters are composed otherwise: complete the name with Tab, or rename {}", there.display())),
                    ),
                    None => refuse_missing(path, &whole, kind, faults),
                }
                return None;
            }
            Err(error) => {
                refuse(error, faults);
                return None;
            }
        };
        match file.metadata() {
            Ok(data) if data.is_dir() => {
                let message = format!("this is a directory, not {} file", kind.one());
                faults
                    .error("directory", &whole, message)
                    .help(format!("name a file, such as `{}`", kind.example));
                return None;
            }
            Ok(_) => {}
            Err(error) => {
                refuse(error, faults);
                return None;
            }
        }
        let mut bytes = Vec::new();
        // One byte past the bound tells a file that is too large, however large it is.
        if let Err(error) = file.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes) {
            refuse(error, faults);
            return None;
        }
        if bytes.len() > MAX_BYTES {
            faults.error("too-large", &whole, "the file is larger than 256 KiB").help(format!(
                "{} is a few kilobytes of TOML; is this the right file?",
                kind.one()
            ));
            return None;
        }
        match String::from_utf8(bytes) {
            Ok(text) => {
                self.replace(id, |name| Source::new(name, text));
                Some(id)
            }
            Err(error) => {
                self.refuse_encoding(id, error, faults);
                None
            }
        }
    }

    /// Tells the place of the first byte that is not UTF-8, drawn after what is readable before it.
    fn refuse_encoding(
        &mut self,
        id: SourceId,
        error: std::string::FromUtf8Error,
        faults: &mut Diagnostics,
    ) {
        let at = error.utf8_error().valid_up_to();
        let bytes = error.into_bytes();
        let byte = bytes.get(at).copied().unwrap_or_default();
        let wide = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
        let mut text = String::from_utf8_lossy(&bytes[..at]).into_owned();
        text.push(char::REPLACEMENT_CHARACTER);
        let place = Place::new(id, at..text.len());
        // No mark is dropped here, so that offsets stay those of the file.
        self.replace(id, |name| Source::made(name, text, true));
        let line = self.get(id).line_column(at).0;
        let message =
            format!("the file is not UTF-8: byte 0x{byte:02X} at offset {at}, on line {line}");
        let help = if wide {
            "the file looks like UTF-16; save it as UTF-8"
        } else {
            "save the file as UTF-8 in your editor"
        };
        faults.error("not-utf8", &place, message).help(help);
    }

    /// Parses a source into its tree; every syntax fault is added to `faults`.
    ///
    /// What could be read stands in the tree even then, so that its own faults can be reported in the
    /// same go; what could not is [`Value::Broken`] or missing.
    pub fn parse(&self, id: SourceId, faults: &mut Diagnostics) -> Node {
        let source = self.get(id);
        let text = source.text();
        let root = |value| Node { value, place: Place::whole(id) };
        let brackets = Brackets::new(text);
        if brackets.refuse_deep(0, id, faults) {
            return root(Value::Broken);
        }
        let (table, errors) = DeTable::parse_recoverable(text);
        let mut errors: Vec<Torn<'_>> = errors.iter().map(Torn::new).collect();
        errors.sort_by_key(|error| (error.span.start, error.span.end));
        // What follows a bracket that is never closed was read as its contents.
        let open = if errors.is_empty() { None } else { brackets.open };
        let lost = open.unwrap_or(usize::MAX);
        // What closes it may stand in a text that is never closed itself.
        let kept = errors.partition_point(|error| error.span.start < lost);
        let quote = errors[kept..].iter().position(Torn::is_open_text);
        let quote = quote.map(|at| errors.swap_remove(kept + at));
        errors.truncate(kept);
        errors.extend(quote);
        self.keep_first_of_repeats(id, &mut errors);
        self.recognise_slips(id, &mut errors);
        // On one line, one slip gives many: the first says enough.
        errors.dedup_by_key(|error| {
            (!error.is_duplicate())
                .then(|| source.line_start(error.span.start))
                .ok_or(error.span.start)
        });
        let mut tree = root(Converter { id, offset: 0, torn: &errors, lost, faults }.root(&table));
        for (at, error) in errors.iter().enumerate() {
            self.syntax(id, error, &tree, at < LOOKED_UP, faults);
        }
        if let Some(at) = open {
            let bracket = if text[at..].starts_with('[') { "[" } else { "{" };
            let close = if bracket == "[" { "]" } else { "}" };
            faults
                .error(
                    "syntax",
                    &Place::new(id, at..at + 1),
                    format!("this `{bracket}` is never closed"),
                )
                .help(format!("close it with `{close}`; the rest of the file was not read"));
        }
        self.prune(id, &errors, lost, &mut tree);
        tree
    }

    /// Looks on the lines of the first errors for what people write by mistake.
    fn recognise_slips(&self, id: SourceId, errors: &mut [Torn<'_>]) {
        let source = self.get(id);
        let mut searched = None;
        for error in errors.iter_mut().filter(|error| !error.is_duplicate()).take(LOOKED_UP) {
            let (start, line) =
                (source.line_start(error.span.start), source.excerpt(&error.span).text);
            // The first of a line stands for all of it.
            if searched.replace(start) == Some(start) || line.len() > LONGEST {
                continue;
            }
            if let Some(slip) = slip::in_line(line) {
                error.recognise(slip.moved(start));
            }
        }
    }

    /// Drops what is repeated within a table that is itself given twice: its header says enough.
    fn keep_first_of_repeats(&self, id: SourceId, errors: &mut Vec<Torn<'_>>) {
        let source = self.get(id);
        let mut until = 0;
        errors.retain(|error| {
            let within = error.is_duplicate() && error.span.start < until;
            if error.is_duplicate() && is_header(source.excerpt(&error.span).text) {
                until = source.block(error.span.start).end;
                return true;
            }
            !within
        });
    }

    /// One of the parser's faults, in the terms of this module. `look_up` is whether to search for the
    /// first of two equal keys.
    fn syntax(
        &self,
        id: SourceId,
        error: &Torn<'_>,
        tree: &Node,
        look_up: bool,
        faults: &mut Diagnostics,
    ) {
        let source = self.get(id);
        let place = Place::new(id, error.span.clone());
        let text = shorten(source.text().get(error.span.clone()).unwrap_or_default(), 40);
        if error.is_duplicate() {
            let first = if look_up { first_given(source, &error.span, tree) } else { None };
            let fault = faults.error("duplicate-key", &place, format!("`{text}` is given twice"));
            match first {
                Some(line) => fault.help(format!("first on line {line}; keep one of them")),
                None => fault.help("keep one of them"),
            };
        } else {
            error.tell(&place, &text, faults);
        }
    }

    /// Takes out what stands under a table header that could not be read: nobody knows which table
    /// it was meant for, and in another it would seem unknown.
    ///
    /// So it is with what follows a slip on its line, and with all that stands from the byte `from` on.
    fn prune(&self, id: SourceId, errors: &[Torn<'_>], from: usize, tree: &mut Node) {
        let source = self.get(id);
        let mut lost: Vec<Range<usize>> = errors
            .iter()
            .filter(|error| !error.is_duplicate() && is_header(source.excerpt(&error.span).text))
            .take(LOOKED_UP)
            .map(|error| source.block(error.span.start))
            .collect();
        let slips = errors.iter().filter(|error| error.slip.is_some());
        lost.extend(slips.map(|error| error.span.start..source.line_end(error.span.start)));
        if from < source.text().len() {
            lost.push(from..usize::MAX);
        }
        if !lost.is_empty() {
            tree.prune(&lost);
        }
    }
}

/// A syntax fault as the parser tells it.
pub(crate) struct Torn<'a> {
    message: &'a str,
    span: Range<usize>,
    /// What was meant, and what to write instead, where that is recognised.
    slip: Option<(String, String)>,
}

impl<'a> Torn<'a> {
    /// Of the parser's fault.
    pub(crate) fn new(error: &'a toml::de::Error) -> Self {
        Torn { message: error.message(), span: error.span().unwrap_or_default(), slip: None }
    }

    /// It is this slip, and stands where the slip does.
    fn recognise(&mut self, slip: Slip) {
        self.span = slip.span;
        self.slip = Some((slip.message, slip.help));
    }

    /// Where it is, in the text that was parsed.
    pub(crate) fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    fn is_duplicate(&self) -> bool {
        self.message == DUPLICATE
    }

    fn is_open_text(&self) -> bool {
        self.message.starts_with("invalid basic string, expected `\"`")
            || self.message.starts_with("invalid literal string, expected `'`")
    }

    /// Whether words stand where a value belongs; some begin as another value would.
    fn is_unquoted(&self) -> bool {
        [
            "string values must be quoted",
            "invalid boolean",
            "invalid float, expected `nan`",
            "invalid float, expected `inf`",
        ]
        .iter()
        .any(|begin| self.message.starts_with(begin))
    }

    /// Adds the fault; `text` is what it is about.
    pub(crate) fn tell(&self, place: &Place, text: &str, faults: &mut Diagnostics) {
        if let Some((message, help)) = &self.slip {
            faults.error("syntax", place, message.as_str()).help(help.as_str());
        } else if self.is_open_text() {
            faults
                .error("syntax", place, "this text is never closed")
                .help("close it with the quote that it begins with, on the same line");
        } else if !self.is_unquoted() {
            faults.error("syntax", place, self.message);
        } else if text.is_empty() {
            faults
                .error("syntax", place, "a value is missing here")
                .help("write a value after the `=`, or take the key out");
        } else {
            faults
                .error("syntax", place, format!("{text:?} is no value; a text must be in quotes"))
                .help(format!("if a text is meant, write {text:?}"));
        }
    }
}

/// The line on which a repeated key or table header stands first.
fn first_given(source: &Source, again: &Range<usize>, tree: &Node) -> Option<usize> {
    let line = source.excerpt(again);
    if line.text.trim_start().starts_with('[') {
        // The parser keeps the later header, so the earlier one is looked up in the text.
        let same = |other: &str| other.trim() == line.text.trim();
        return source.text().lines().take(line.line - 1).position(same).map(|at| at + 1);
    }
    let key = source.text().get(again.clone())?;
    let mut last = None;
    tree.each_key(&mut |other, span| {
        if other == key.trim_matches(['"', '\'']) && span.end <= again.start {
            last = last.max(Some(span.start));
        }
    });
    last.map(|at| source.line_column(at).0)
}

/// The fault of a path that leads nowhere.
impl FileKind<'_> {
    /// The noun with its article.
    fn one(&self) -> String {
        let article = if self.noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        format!("{article} {}", self.noun)
    }
}

/// A file beside the path whose name differs from the path's only in how its letters are composed.
fn same_name(path: &Path) -> Option<PathBuf> {
    let name = composed(path.file_name()?.to_str()?);
    let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut entries = std::fs::read_dir(dir).ok()?.filter_map(Result::ok);
    let same = |entry: &std::fs::DirEntry| {
        entry.file_name().to_str().map(composed).as_ref() == Some(&name)
    };
    entries.find(same).map(|entry| entry.path())
}

fn refuse_missing(path: &Path, whole: &Place, kind: FileKind<'_>, faults: &mut Diagnostics) {
    if kind.bundled.is_empty() {
        faults.error("not-found", whole, "no such file").help("check the path");
        return;
    }
    let names = || kind.bundled.iter().copied();
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let help = match nearest(stem, names()) {
        Some(near) => format!("did you mean the bundled {} `{near}`?", kind.noun),
        None => format!("bundled are {}", listed(names())),
    };
    let message = format!("no such file, and no bundled {} of that name", kind.noun);
    faults.error("not-found", whole, message).help(help);
}

/// Turns the parser's tree into ours.
pub(crate) struct Converter<'a> {
    /// The source the spans lie in.
    pub id: SourceId,
    /// Where the parsed text begins in the source.
    pub offset: usize,
    /// Syntax faults; a scalar that touches one is broken.
    pub torn: &'a [Torn<'a>],
    /// What begins from this byte on is broken.
    pub lost: usize,
    /// For what the parser lets pass.
    pub faults: &'a mut Diagnostics,
}

impl Converter<'_> {
    fn place(&self, span: Range<usize>) -> Place {
        Place::new(self.id, span.start + self.offset..span.end + self.offset)
    }

    /// The table of a whole file.
    pub(crate) fn root(&mut self, table: &Spanned<DeTable<'_>>) -> Value {
        self.table(table.get_ref(), 1)
    }

    /// A table whose values stand on this level.
    fn table(&mut self, table: &DeTable<'_>, level: usize) -> Value {
        let entries = table.iter().map(|(key, value)| {
            let key = Key { name: key.get_ref().to_string(), place: self.place(key.span()) };
            (key, self.node(value, level))
        });
        Value::Table(entries.collect())
    }

    /// A value that stands on this level.
    pub(crate) fn node(&mut self, value: &Spanned<DeValue<'_>>, level: usize) -> Node {
        let span = value.span();
        let place = self.place(span.clone());
        let nested = matches!(value.get_ref(), DeValue::Table(_) | DeValue::Array(_));
        if nested && level > MAX_DEPTH {
            refuse_depth(&place, self.faults);
            return Node { value: Value::Broken, place };
        }
        // The parser stands in an empty span and a zero for a value that is not there.
        let is_torn = || {
            let touches = |torn: &Torn<'_>| match torn.span.is_empty() {
                // At either end of a number, its digits are missing.
                true => (span.start..=span.end).contains(&torn.span.start),
                false => torn.span.start < span.end && span.start < torn.span.end,
            };
            span.is_empty() || self.torn.iter().any(touches)
        };
        if span.start >= self.lost || (!nested && is_torn()) {
            return Node { value: Value::Broken, place };
        }
        let value = match value.get_ref() {
            DeValue::Table(table) => self.table(table, level + 1),
            DeValue::Array(items) => {
                Value::Array(items.iter().map(|item| self.node(item, level + 1)).collect())
            }
            DeValue::String(text) => Value::String(text.to_string()),
            DeValue::Integer(number) => {
                match i64::from_str_radix(number.as_str(), number.radix()) {
                    Ok(number) => Value::Integer(number),
                    Err(_) => self.refuse_number(&place, "whole number", &i64::MAX.to_string()),
                }
            }
            DeValue::Float(number) => match number.as_str().parse::<f64>() {
                // What overflows is no infinity that anybody wrote.
                Ok(value) if value.is_infinite() && !number.as_str().contains("inf") => {
                    self.refuse_number(&place, "number", "1.8e308")
                }
                Ok(value) => Value::Float(value),
                Err(_) => self.refuse_number(&place, "number", "1.8e308"),
            },
            DeValue::Boolean(flag) => Value::Bool(*flag),
            DeValue::Datetime(when) => Value::Datetime(*when),
        };
        Node { value, place }
    }

    fn refuse_number(&mut self, place: &Place, what: &str, most: &str) -> Value {
        self.faults
            .error("out-of-range", place, format!("this {what} is too large"))
            .help(format!("{what}s go up to {most}"));
        Value::Broken
    }
}

/// The fault of what is nested too deep.
pub(crate) fn refuse_depth(place: &Place, faults: &mut Diagnostics) {
    faults
        .error("too-deep", place, format!("nested deeper than {MAX_DEPTH} levels"))
        .help("no part of a scenario needs that; is a bracket left open?");
}

/// What the brackets of a text show before it is parsed.
pub(crate) struct Brackets {
    /// Where the text is nested so deep that the parser's recursion would be long.
    deep: Option<usize>,
    /// The first bracket that is never closed.
    open: Option<usize>,
}

impl Brackets {
    /// Walks brackets, and the dots of keys, outside texts and comments, as the parser's lexer would
    /// see them.
    pub(crate) fn new(text: &str) -> Brackets {
        let bytes = text.as_bytes();
        // Open brackets with the level around each; the level inside; dots since the key began.
        let (mut open, mut level, mut dots) = (Vec::<(usize, usize)>::new(), 0_usize, 0_usize);
        let (mut line_begins, mut in_header) = (true, false);
        let mut at = 0;
        while at < bytes.len() {
            let byte = bytes[at];
            let mut next = at + 1;
            match byte {
                b'#' => next = line_end(bytes, at),
                b'"' | b'\'' => next = quoted_end(bytes, at),
                b'[' | b'{' => {
                    in_header |= line_begins && open.is_empty() && byte == b'[';
                    open.push((at, level));
                    level += 1 + dots;
                    dots = 0;
                }
                b']' | b'}' => {
                    level = open.pop().map_or(0, |(_, around)| around);
                    dots = 0;
                }
                b'.' => dots += 1,
                b',' => dots = 0,
                b'\n' => {
                    dots = 0;
                    // A header ends with its line, closed or not.
                    if std::mem::take(&mut in_header) {
                        open.clear();
                        level = 0;
                    }
                }
                _ => {}
            }
            if level + dots > GUARD_DEPTH {
                return Brackets { deep: Some(at), open: None };
            }
            line_begins = byte == b'\n' || (line_begins && byte.is_ascii_whitespace());
            at = next;
        }
        let first = open.first().map(|(at, _)| *at);
        Brackets { deep: None, open: if in_header { None } else { first } }
    }

    /// Tells nesting that must not reach the parser, and whether there is any; `offset` is where the
    /// text begins in the source.
    pub(crate) fn refuse_deep(
        &self,
        offset: usize,
        id: SourceId,
        faults: &mut Diagnostics,
    ) -> bool {
        if let Some(at) = self.deep {
            refuse_depth(&Place::new(id, offset + at..offset + at + 1), faults);
        }
        self.deep.is_some()
    }
}

/// The end of the line that `at` is on.
fn line_end(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |end| at + end)
}

/// The position after the quoted text that starts at `at`; an open one ends with its line, or, if
/// it has three quotes, with the file.
fn quoted_end(bytes: &[u8], at: usize) -> usize {
    let quote = bytes[at];
    let triple = bytes[at..].starts_with(&[quote; 3]);
    let mut next = if triple { at + 3 } else { at + 1 };
    while next < bytes.len() {
        match bytes[next] {
            b'\\' if quote == b'"' => next += 1,
            b'\n' if !triple => return next,
            byte if byte == quote && !triple => return next + 1,
            byte if byte == quote && bytes[next..].starts_with(&[quote; 3]) => {
                // Up to two more quotes belong to the text.
                let more = bytes[next + 3..].iter().take(2).take_while(|b| **b == quote).count();
                return next + 3 + more;
            }
            _ => {}
        }
        next += 1;
    }
    bytes.len()
}
