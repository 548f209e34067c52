//! The tree of a scenario: values as they were written, and where each stands.

use std::ops::Range;

use super::diagnostic::Place;

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where it stands: for a table, its header or the key that implies it.
    pub place: Place,
}

/// A key of a table and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// The key without quotes.
    pub name: String,
    /// Where it stands.
    pub place: Place,
}

/// A value as it was written.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Keys and values in the order of the file.
    Table(Vec<(Key, Node)>),
    /// A list.
    Array(Vec<Node>),
    /// A text.
    String(String),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction or exponent; may be NaN or infinite, which readers refuse.
    Float(f64),
    /// True or false.
    Bool(bool),
    /// A date or a time.
    Datetime(toml::value::Datetime),
    /// Something that could not be read; its error is reported already, so readers pass over it.
    Broken,
}

impl Node {
    /// The node under a key, where this is a table that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        let Value::Table(entries) = &self.value else { return None };
        entries.iter().find(|(name, _)| name.name == key).map(|(_, node)| node)
    }

    /// What was found, for a sentence that starts "found …".
    #[must_use]
    pub fn describe(&self) -> String {
        match &self.value {
            Value::Table(_) => String::from("a table"),
            Value::Array(items) => match items.len() {
                0 => String::from("an empty list"),
                1 => String::from("a list of one value"),
                many => format!("a list of {many} values"),
            },
            Value::String(text) => format!("the text {:?}", shorten(text, 40)),
            Value::Integer(number) => format!("the number {number}"),
            Value::Float(number) => format!("the number {number:?}"),
            Value::Bool(flag) => format!("`{flag}`"),
            Value::Datetime(when) => format!("the date or time {when}"),
            Value::Broken => String::from("something unreadable"),
        }
    }

    /// Lets it and all that is in it stand in one place.
    pub fn stand_at(&mut self, place: &Place) {
        self.place = place.clone();
        match &mut self.value {
            Value::Table(entries) => {
                for (key, node) in entries {
                    key.place = place.clone();
                    node.stand_at(place);
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| item.stand_at(place)),
            _ => {}
        }
    }

    /// Takes out keys that begin within the ranges, at any level.
    pub(super) fn prune(&mut self, lost: &[Range<usize>]) {
        match &mut self.value {
            Value::Table(entries) => {
                entries.retain(|(key, _)| {
                    let span = key.place.span.as_ref();
                    !span.is_some_and(|span| lost.iter().any(|lost| lost.contains(&span.start)))
                });
                entries.iter_mut().for_each(|(_, node)| node.prune(lost));
            }
            Value::Array(items) => items.iter_mut().for_each(|item| item.prune(lost)),
            _ => {}
        }
    }

    /// Calls `each` with every key below this node and its bytes.
    pub(super) fn each_key(&self, each: &mut impl FnMut(&str, &Range<usize>)) {
        match &self.value {
            Value::Table(entries) => {
                for (key, node) in entries {
                    if let Some(span) = &key.place.span {
                        each(&key.name, span);
                    }
                    node.each_key(each);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| item.each_key(each)),
            _ => {}
        }
    }
}

/// The text, cut after so many characters.
pub fn shorten(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
