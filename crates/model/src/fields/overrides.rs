//! Overrides: `--set path=value`, applied to the tree before it is validated.
//!
//! The path has the dots and quotes of a TOML key, the value is a TOML value. A bare word is taken
//! as a text, so that `--set gatekeeper.agenda=hard-first` needs no quotes within quotes. Each
//! argument is a source of its own, so a fault in a value points at the argument it came from.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::diagnostic::{Diagnostics, Place};
use super::parse::{Brackets, Converter, MAX_DEPTH, Torn, refuse_depth};
use super::slip;
use super::source::{Source, SourceId, Sources};
use super::tree::{Key, Node, Value, shorten};

/// How an override is written, for help.
const FORM: &str = "write --set path=value, such as --set strain.initial=0.4";

/// Applies one `--set` argument to a tree.
///
/// Tables on the way are made where they are missing. A value replaces what stood there, whole
/// tables and lists included; of two arguments with one path, the later counts. An argument that
/// cannot be applied leaves the tree as it is and adds its faults.
///
/// ```
/// use summitry_model::fields::diagnostic::Diagnostics;
/// use summitry_model::fields::overrides;
/// use summitry_model::fields::source::{Source, Sources};
/// use summitry_model::fields::tree::Value;
///
/// let mut sources = Sources::new();
/// let file = sources.add(Source::new("a.toml", "[strain]\ninitial = 0.25\n"));
/// let mut faults = Diagnostics::new();
/// let mut tree = sources.parse(file, &mut faults);
/// overrides::apply(&mut tree, "strain.initial=0.5", &mut sources, &mut faults);
/// overrides::apply(&mut tree, "gatekeeper.agenda=hard-first", &mut sources, &mut faults);
/// assert!(faults.is_empty());
/// let value = |table: &str, key: &str| tree.get(table).and_then(|t| t.get(key)).map(|n| &n.value);
/// assert_eq!(value("strain", "initial"), Some(&Value::Float(0.5)));
/// assert_eq!(value("gatekeeper", "agenda"), Some(&Value::String("hard-first".into())));
/// ```
pub fn apply(tree: &mut Node, argument: &str, sources: &mut Sources, faults: &mut Diagnostics) {
    let id = source("--set", argument, sources);
    let Some((path, value)) = split(argument, id, faults) else { return };
    let Some(keys) = read_path(path, id, faults) else { return };
    let Some(node) = read_value(value, path.len() + 1, keys.len(), id, faults) else { return };
    patch(tree, &keys, node, faults);
}

/// Puts what an option stands for in place of a whole table of the file.
pub(crate) fn replace(tree: &mut Node, table: &str, node: Node, faults: &mut Diagnostics) {
    let key = Key { name: table.into(), place: node.place.clone() };
    patch(tree, &[key], node, faults);
}

/// Adds an argument as a source, named as it was typed after `option`.
pub(crate) fn source(option: &str, argument: &str, sources: &mut Sources) -> SourceId {
    // Names are drawn on one line.
    let name = format!("{option} '{}'", shorten(argument, 100).replace(['\n', '\r'], " "));
    sources.add(Source::argument(name, argument))
}

/// Path and value, on either side of the first `=` outside quotes.
fn split<'a>(
    argument: &'a str,
    id: SourceId,
    faults: &mut Diagnostics,
) -> Option<(&'a str, &'a str)> {
    let mut open = None;
    let at = argument.char_indices().find_map(|(at, c)| {
        match (open, c) {
            (None, '=') => return Some(at),
            (None, '"' | '\'') => open = Some(c),
            (Some(quote), _) if quote == c => open = None,
            _ => {}
        }
        None
    });
    let place = Place::new(id, 0..argument.len());
    let Some(at) = at else {
        let help = match argument.split_once(':') {
            Some((path, value)) => format!("write --set {}={}", path.trim(), value.trim()),
            None => FORM.to_owned(),
        };
        faults.error("bad-override", &place, "an override needs a `=`").help(help);
        return None;
    };
    let (path, value) = (&argument[..at], &argument[at + 1..]);
    if path.trim().is_empty() {
        let place = Place::new(id, 0..at + 1);
        faults.error("bad-override", &place, "an override needs a path before the `=`").help(FORM);
        return None;
    }
    if value.trim().is_empty() {
        let place = Place::new(id, at..argument.len());
        faults
            .error("bad-override", &place, "an override needs a value after the `=`")
            .help(format!("for an empty text write --set '{path}=\"\"'"));
        return None;
    }
    Some((path, value))
}

/// The keys of a path. The parser reads it as the key of a value, so quotes mean what they mean in
/// a file.
fn read_path(path: &str, id: SourceId, faults: &mut Diagnostics) -> Option<Vec<Key>> {
    let place = Place::new(id, 0..path.len());
    let help = "a path is keys with dots between them; quote keys that are not plain words";
    // The parser would take a header, a line and a key of the next line for a path.
    if path.contains(['\n', '\r']) || path.trim_start().starts_with('[') {
        faults.error("bad-override", &place, "this is not a path").help(help);
        return None;
    }
    if Brackets::new(path).refuse_deep(0, id, faults) {
        return None;
    }
    let text = format!("{path}=0");
    let (table, errors) = DeTable::parse_recoverable(&text);
    if let Some(slip) = errors.first().and_then(|_| slip::in_key(path, 0..path.len())) {
        let place = Place::new(id, slip.span);
        faults.error("bad-override", &place, slip.message).help(slip.help);
        return None;
    }
    if let Some(error) = errors.first() {
        let span = error.span().map(|span| span.start.min(path.len())..span.end.min(path.len()));
        let place = Place::new(id, span.unwrap_or(0..path.len()));
        let message = format!("this is not a path: {}", error.message());
        faults.error("bad-override", &place, message).help(help);
        return None;
    }
    let mut keys = Vec::new();
    let mut table = table.get_ref();
    loop {
        let mut entries = table.iter();
        let (Some((key, value)), None) = (entries.next(), entries.next()) else {
            // A header, a comment or several lines.
            faults.error("bad-override", &place, "this is not a path").help(help);
            return None;
        };
        let place = Place::new(id, key.span());
        keys.push(Key { name: key.get_ref().to_string(), place });
        match value.get_ref() {
            DeValue::Table(inner) => table = inner,
            _ if value.span().start < path.len() => {
                faults.error("bad-override", &place_of(&keys, id), "this is not a path").help(help);
                return None;
            }
            _ => return Some(keys),
        }
    }
}

/// The keys of a path that stands elsewhere than in an argument: each key stands where the whole path does.
pub fn keys_at(
    path: &str,
    place: &Place,
    sources: &mut Sources,
    faults: &mut Diagnostics,
) -> Option<Vec<Key>> {
    let id = source("path", path, sources);
    let mut found = Diagnostics::new();
    let keys = read_path(path, id, &mut found);
    found.move_to(|_| Some(place.clone()));
    faults.extend(found);
    Some(keys?.into_iter().map(|key| Key { name: key.name, place: place.clone() }).collect())
}

/// Where a path stands.
fn place_of(keys: &[Key], id: SourceId) -> Place {
    let span = |key: Option<&Key>| key.and_then(|key| key.place.span.clone()).unwrap_or(0..0);
    Place::new(id, span(keys.first()).start..span(keys.last()).end)
}

/// The value: TOML, or a bare word. `offset` is where `text` begins in the source, `level` how deep
/// the value will stand.
pub(crate) fn read_value(
    text: &str,
    offset: usize,
    level: usize,
    id: SourceId,
    faults: &mut Diagnostics,
) -> Option<Node> {
    let offset = offset + (text.len() - text.trim_start().len());
    let text = text.trim();
    let place = |span: Range<usize>| Place::new(id, offset + span.start..offset + span.end);
    if level > MAX_DEPTH {
        refuse_depth(&place(0..text.len()), faults);
        return None;
    }
    if Brackets::new(text).refuse_deep(offset, id, faults) {
        return None;
    }
    let (value, errors) = DeValue::parse_recoverable(text);
    if errors.is_empty() {
        return Some(
            Converter { id, offset, torn: &[], lost: usize::MAX, faults }.node(&value, level),
        );
    }
    if is_bare(text) {
        let value = Value::String(text.to_owned());
        return Some(Node { value, place: place(0..text.len()) });
    }
    if let Some(slip) = slip::in_value(text) {
        faults.error("syntax", &place(slip.span), slip.message).help(slip.help);
        return None;
    }
    // Of a value as short as an argument, the first fault says enough.
    let first = errors.iter().map(Torn::new).min_by_key(|error| error.span().start);
    if let Some(error) = first {
        let (start, end) = (error.span().start.min(text.len()), error.span().end.min(text.len()));
        let torn = shorten(text.get(start..end).unwrap_or_default(), 40);
        error.tell(&place(start..end), &torn, faults);
    }
    None
}

/// Whether this can only be meant as a text: words without anything that TOML would read.
fn is_bare(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic())
        && !text.chars().any(|c| c.is_control() || "\"'[]{}#=\\".contains(c))
}

/// Puts a node at a path, making tables on the way.
pub(crate) fn patch(tree: &mut Node, keys: &[Key], node: Node, faults: &mut Diagnostics) {
    let Some((last, before)) = keys.split_last() else { return };
    // Told before anything is made.
    let mut probe = &*tree;
    let mut path = String::new();
    for key in before {
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(&shorten(&key.name, 40));
        match probe.get(&key.name) {
            Some(inner) if matches!(inner.value, Value::Table(_)) => probe = inner,
            Some(inner) => {
                let message = format!(
                    "`{path}` is {}, not a table, so nothing in it can be set",
                    inner.describe()
                );
                faults
                    .error("not-a-table", &key.place, message)
                    .help(format!("set it as a whole: --set '{path}=…'"));
                return;
            }
            None => break,
        }
    }
    let mut table = tree;
    for key in before {
        let empty = || Node { value: Value::Table(Vec::new()), place: key.place.clone() };
        let Some((_, inner)) = entry(table, key, empty) else { return };
        table = inner;
    }
    if let Some((key, slot)) = entry(table, last, || node.clone()) {
        // Faults about the key, such as its being unknown, point at the argument too.
        key.place = last.place.clone();
        *slot = node;
    }
}

/// The entry under a key of a table, made where it is missing.
fn entry<'a>(
    table: &'a mut Node,
    key: &Key,
    make: impl FnOnce() -> Node,
) -> Option<&'a mut (Key, Node)> {
    let Value::Table(entries) = &mut table.value else { return None };
    let at = entries.iter().position(|(name, _)| name.name == key.name).unwrap_or_else(|| {
        entries.push((key.clone(), make()));
        entries.len() - 1
    });
    entries.get_mut(at)
}
