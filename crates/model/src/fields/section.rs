//! Sections: tables of a scenario with known fields, and the reader that takes them from the tree.

use super::diagnostic::{Diagnostics, Place};
use super::field::{Field, FieldValue, Help, Limits, Wanted};
use super::slip;
use super::source::SourceId;
use super::suggest::{closest, listed, nearest};
use super::tree::{Key, Node, Value, shorten};

pub use crate::{choice, section};

/// Characters that an id may have.
pub const MAX_ID: usize = 40;

/// A table with known fields; made by [`section!`](crate::section).
pub trait Section: Sized {
    /// The name of the table in the file; of keyed tables, the part before the id.
    const TABLE: &'static str;

    /// What it describes.
    const DOC: &'static str;

    /// The rows of the model's document that it traces to.
    const ROWS: &'static str;

    /// Its fields, in order.
    const FIELDS: &'static [Field];

    /// Takes the fields from a table; faults go to the reader, and a stand-in is given for what
    /// could not be read.
    fn read(reader: &mut TableReader<'_>) -> Self;

    /// Every field with its value, in order, under the keys of the file; reading it back gives an
    /// equal section.
    fn to_toml(&self) -> toml::Table;
}

/// Reads a table: hands out its values, remembers which were asked for, and gathers faults.
///
/// Readers of inner tables are lent to closures and finish by themselves; the reader of the root is
/// finished by hand.
///
/// ```
/// use summitry_model::fields::diagnostic::Diagnostics;
/// use summitry_model::fields::section::TableReader;
/// use summitry_model::fields::source::{Source, Sources};
///
/// let mut sources = Sources::new();
/// let file = sources.add(Source::new("a.toml", "[party.kyiv]\nweight = 2\n"));
/// let mut faults = Diagnostics::new();
/// let tree = sources.parse(file, &mut faults);
/// let mut root = TableReader::root(&tree, &mut faults);
/// let parties = root.keyed_tables("party", |id, party| {
///     (id.to_owned(), party.value::<f64>("weight", (0.0..=10.0).into()))
/// });
/// root.finish();
/// assert_eq!(parties, [(String::from("kyiv"), Some(2.0))]);
/// assert!(faults.is_empty());
/// ```
#[derive(Debug)]
pub struct TableReader<'a> {
    entries: &'a [(Key, Node)],
    /// The keys before this table, each quoted where TOML needs it; empty for the root.
    path: String,
    /// What to point at when a key is missing.
    place: Place,
    /// Whether the table itself was refused, so that missing keys are no news.
    broken: bool,
    /// Keys asked for, in order.
    known: Vec<String>,
    /// What the file is called where one of its own keys is missing.
    noun: &'static str,
    /// The tables of the file in which a key is known.
    homes: Homes,
    faults: &'a mut Diagnostics,
}

impl<'a> TableReader<'a> {
    /// The reader of a whole scenario.
    pub fn root(tree: &'a Node, faults: &'a mut Diagnostics) -> Self {
        Self::root_of("scenario", tree, faults)
    }

    /// The reader of a whole file of another kind, which faults call by this noun.
    pub fn root_of(noun: &'static str, tree: &'a Node, faults: &'a mut Diagnostics) -> Self {
        let place = tree.place.clone();
        let reader = Self::over(Some(tree), String::new(), place, NOWHERE, faults);
        TableReader { noun, ..reader }
    }

    /// The same, with the tables of the file in which a key is known: for what is said of a key in the wrong one.
    #[must_use]
    pub fn with_homes(self, homes: Homes) -> Self {
        TableReader { homes, ..self }
    }

    /// A reader of a node; of an empty table where there is none or it is no table.
    fn over(
        node: Option<&'a Node>,
        path: String,
        place: Place,
        homes: Homes,
        faults: &'a mut Diagnostics,
    ) -> Self {
        let (entries, broken) = match node {
            None => (&[][..], false),
            Some(Node { value: Value::Table(entries), .. }) => (entries.as_slice(), false),
            Some(other) => {
                // A table in a list has no header that could be written.
                let is_item = path.ends_with(']');
                if other.value != Value::Broken && is_item {
                    let message = format!("`{path}`: expected a table, found {}", other.describe());
                    let fault = faults.error("wrong-type", &other.place, message);
                    fault.help("write its keys in braces: { key = value }");
                } else if other.value != Value::Broken {
                    let message =
                        format!("expected a table `[{path}]`, found {}", other.describe());
                    let fault = faults.error("wrong-type", &other.place, message);
                    fault.help(format!("write the keys on lines of their own below `[{path}]`"));
                }
                (&[][..], true)
            }
        };
        let (known, noun) = (Vec::new(), "scenario");
        TableReader { entries, path, place, broken, known, noun, homes, faults }
    }

    /// The dotted path of this table; empty for the root.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The dotted path of a key of this table.
    #[must_use]
    pub fn path_of(&self, key: &str) -> String {
        let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        let key = if !key.is_empty() && key.chars().all(bare) {
            key.to_owned()
        } else {
            format!("{:?}", shorten(key, MAX_ID))
        };
        if self.path.is_empty() { key } else { format!("{}.{key}", self.path) }
    }

    /// Where this table stands: its header, or the source as a whole.
    #[must_use]
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Where a key of this table stands, or the table where it has no such key.
    #[must_use]
    pub fn key_place(&self, key: &str) -> &Place {
        let entry = self.entries.iter().find(|(name, _)| name.name == key);
        entry.map_or(&self.place, |(name, _)| &name.place)
    }

    /// Where the value of a key stands, or the table where it has no such key.
    #[must_use]
    pub fn value_place(&self, key: &str) -> &Place {
        let entry = self.entries.iter().find(|(name, _)| name.name == key);
        entry.map_or(&self.place, |(_, node)| &node.place)
    }

    /// The source that this table stands in.
    #[must_use]
    pub fn source(&self) -> SourceId {
        self.place.source
    }

    /// The node of a key; looking does not take it.
    #[must_use]
    pub fn peek(&self, key: &str) -> Option<&'a Node> {
        self.entries.iter().find(|(name, _)| name.name == key).map(|(_, node)| node)
    }

    /// Whether something else stands in place of the table; its error is reported already.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.broken
    }

    /// Whether the table has a key; asking does not take it.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|(name, _)| name.name == key)
    }

    /// The keys that stand in this table, in the order of the file.
    pub fn keys(&self) -> impl Iterator<Item = &'a Key> + use<'a> {
        self.entries.iter().map(|(key, _)| key)
    }

    /// The faults gathered so far, to add to.
    pub fn faults(&mut self) -> &mut Diagnostics {
        self.faults
    }

    /// The node of a key. From here on the key is known, present or not.
    pub fn get(&mut self, key: &str) -> Option<&'a Node> {
        if !self.known.iter().any(|known| known == key) {
            self.known.push(key.to_owned());
        }
        self.entries.iter().find(|(name, _)| name.name == key).map(|(_, node)| node)
    }

    /// The value of a field, else its default, else, with a fault, a stand-in.
    ///
    /// `default` is `None` for a required field.
    pub fn field<T: FieldValue>(&mut self, field: &Field, default: Option<fn() -> T>) -> T {
        let stand_in = || default.map_or_else(T::placeholder, |default| default());
        let Some(node) = self.get(field.key) else {
            if default.is_none() {
                self.missing(field.key, &field.example(), field.doc);
            }
            return stand_in();
        };
        let wanted = Wanted {
            table: &self.path,
            key: field.key,
            item: None,
            limits: field.limits(),
            help: Help::Field(field),
        };
        T::from_node(node, &wanted, self.faults).unwrap_or_else(stand_in)
    }

    /// The value of a key outside any section, where it is present and sound.
    pub fn value<T: FieldValue>(&mut self, key: &str, limits: Limits) -> Option<T> {
        let node = self.get(key)?;
        let path = self.path_of(key);
        self.value_of(&path, node, limits)
    }

    /// The value of a node that was taken before; `path` is what its faults call it.
    pub fn value_of<T: FieldValue>(
        &mut self,
        path: &str,
        node: &Node,
        limits: Limits,
    ) -> Option<T> {
        let help = Help::Kind(T::KIND);
        let wanted = Wanted { table: "", key: path, item: None, limits, help };
        T::from_node(node, &wanted, self.faults)
    }

    /// The fault of a key that must be given. `example` is a line that would give it.
    pub fn missing(&mut self, key: &str, example: &str, doc: &str) {
        // After a syntax fault nobody knows what the file would have had.
        if self.broken || self.faults.has_code("syntax") {
            return;
        }
        let message = if self.path.is_empty() {
            format!("the {} needs `{key}`", self.noun)
        } else {
            format!("`[{}]` needs `{key}`", self.path)
        };
        let doc = doc.trim_end_matches('.');
        let help = if doc.is_empty() {
            format!("for example: {example}")
        } else {
            format!("for example: {example}   # {doc}")
        };
        self.faults.error("missing-key", &self.place, message).help(help);
    }

    /// Reads an inner table with its own name; one that is absent reads as empty.
    pub fn section<S: Section>(&mut self) -> S {
        let node = self.get(S::TABLE);
        let mut reader = self.inner(S::TABLE, node);
        let section = S::read(&mut reader);
        reader.finish();
        section
    }

    /// Lends the reader of an inner table, where there is one.
    pub fn table<T>(
        &mut self,
        key: &str,
        read: impl FnOnce(&mut TableReader<'_>) -> T,
    ) -> Option<T> {
        let node = self.get(key)?;
        let mut reader = self.inner(key, Some(node));
        let value = read(&mut reader);
        reader.finish();
        Some(value)
    }

    /// Lends the reader of a table that was taken before; `path` is what its faults call it within this one.
    pub fn over_node<T>(
        &mut self,
        node: &Node,
        path: &str,
        read: impl FnOnce(&mut TableReader<'_>) -> T,
    ) -> T {
        let path =
            if self.path.is_empty() { path.to_owned() } else { format!("{}.{path}", self.path) };
        let place = node.place.clone();
        let mut reader = TableReader::over(Some(node), path, place, self.homes, self.faults);
        let value = read(&mut reader);
        reader.finish();
        value
    }

    /// Lends a reader for each table of a list of tables, with its position from 0.
    pub fn tables<T>(
        &mut self,
        key: &str,
        mut read: impl FnMut(usize, &mut TableReader<'_>) -> T,
    ) -> Vec<T> {
        let Some(node) = self.get(key) else { return Vec::new() };
        let path = self.path_of(key);
        let Value::Array(items) = &node.value else {
            if node.value != Value::Broken {
                let message =
                    format!("`{path}`: expected a list of tables, found {}", node.describe());
                let help = format!("write [[{path}]] above each, or {key} = [{{ … }}, {{ … }}]");
                self.faults.error("wrong-type", &node.place, message).help(help);
            }
            return Vec::new();
        };
        let mut values = Vec::with_capacity(items.len());
        for (at, item) in items.iter().enumerate() {
            let path = format!("{path}[{at}]");
            let place = item.place.clone();
            let mut reader = TableReader::over(Some(item), path, place, self.homes, self.faults);
            values.push(read(at, &mut reader));
            reader.finish();
        }
        values
    }

    /// Lends a reader for each table under a key, such as `[party.kyiv]`, in the order of the file,
    /// with its id. A table stands where its own header does, whatever is said of it before.
    ///
    /// Ids start with a letter and have small letters, digits and hyphens; others are faults, and
    /// their tables are read all the same.
    pub fn keyed_tables<T>(
        &mut self,
        key: &str,
        mut read: impl FnMut(&str, &mut TableReader<'_>) -> T,
    ) -> Vec<T> {
        let Some(node) = self.get(key) else { return Vec::new() };
        let mut outer = self.inner(key, Some(node));
        let mut values = Vec::with_capacity(outer.entries.len());
        for (id, node) in outer.entries {
            outer.check_id(id);
            let mut reader = outer.inner(&id.name, Some(node));
            values.push(read(&id.name, &mut reader));
            reader.finish();
        }
        values
    }

    /// The values under a key whose own keys are ids, such as weights by issue, in the order of the
    /// file; those that are not sound are left out, with faults.
    pub fn keyed_values<T: FieldValue>(&mut self, key: &str, limits: Limits) -> Vec<Keyed<T>> {
        let Some(node) = self.get(key) else { return Vec::new() };
        let mut inner = self.inner(key, Some(node));
        let mut values = Vec::with_capacity(inner.entries.len());
        for (id, node) in inner.entries {
            inner.check_id(id);
            let path = inner.path_of(&id.name);
            if let Some(value) = inner.value_of(&path, node, limits) {
                values.push(Keyed {
                    id: id.name.clone(),
                    value,
                    key_place: id.place.clone(),
                    place: node.place.clone(),
                });
            }
        }
        values
    }

    /// Tells every key that nobody asked for.
    pub fn finish(self) {
        for (key, node) in self.entries {
            if self.known.contains(&key.name) || self.is_reported(key) {
                continue;
            }
            let what = if matches!(node.value, Value::Table(_)) { "table" } else { "key" };
            let name = shorten(&key.name, MAX_ID);
            let place =
                if self.path.is_empty() { String::new() } else { format!(" in `[{}]`", self.path) };
            let known = || self.known.iter().map(String::as_str);
            let near = nearest(&key.name, known());
            let homes = (self.homes)(&key.name);
            let help = match (near, homes.is_empty()) {
                (Some(near), true) => format!("did you mean `{near}`?"),
                (None, true) if what == "table" && self.path.is_empty() => {
                    let closest = closest(&key.name, known());
                    let closest = closest.map(|near| format!("did you mean `{near}`? "));
                    format!("{}known here: {}", closest.unwrap_or_default(), listed(known()))
                }
                (None, true) => format!("known here: {}", listed(known())),
                (near, false) => {
                    let near = near.map(|near| format!("; or did you mean `{near}`?"));
                    format!("`{name}` belongs to {}{}", either(&homes), near.unwrap_or_default())
                }
            };
            self.faults
                .error("unknown-key", &key.place, format!("unknown {what} `{name}`{place}"))
                .help(help);
        }
    }

    /// The reader of an inner table, or of an empty one in its place.
    fn inner<'b>(&'b mut self, key: &str, node: Option<&'b Node>) -> TableReader<'b> {
        let path = self.path_of(key);
        let place = node.map_or_else(|| self.place.clone(), |node| node.place.clone());
        TableReader::over(node, path, place, self.homes, self.faults)
    }

    fn check_id(&mut self, id: &Key) {
        let sound = id.name.starts_with(|c: char| c.is_ascii_lowercase())
            && id.name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
            && id.name.len() <= MAX_ID;
        if !sound && !self.is_reported(id) {
            let message = format!("`{}` cannot be an id", shorten(&id.name, MAX_ID));
            let rule = format!(
                "ids start with a letter a–z and go on with a–z, 0–9 and hyphens, \
                 {MAX_ID} characters at most; a `label` may be anything"
            );
            self.faults.error("bad-id", &id.place, message).help(match slip::id(&id.name) {
                Some(near) => format!("write `{near}`: {rule}"),
                None => rule,
            });
        }
    }

    /// Whether the parser has refused a key, for letters that it takes in quotes only.
    fn is_reported(&self, key: &Key) -> bool {
        let written = key.place.span.as_ref().map(|span| span.len());
        !key.name.is_ascii() && written == Some(key.name.len()) && self.faults.has_code("syntax")
    }
}

/// The tables of a file in which a key is known, as its headers have them.
pub type Homes = fn(&str) -> Vec<String>;

/// Of a file that says nothing of its tables.
const NOWHERE: Homes = |_| Vec::new();

/// Headers as a phrase: `` `[a]`, `[b]` or `[c]` ``.
fn either(headers: &[String]) -> String {
    let headers: Vec<String> = headers.iter().map(|header| format!("`[{header}]`")).collect();
    match headers.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{} or {last}", before.join(", ")),
        _ => headers.concat(),
    }
}

/// A value under an id of the file's own.
#[derive(Clone, Debug, PartialEq)]
pub struct Keyed<T> {
    /// The id.
    pub id: String,
    /// The value.
    pub value: T,
    /// Where the id stands.
    pub key_place: Place,
    /// Where the value stands.
    pub place: Place,
}

/// Defines a section: a struct, its defaults, what is known about each field, how it is read from a
/// file and written back.
///
/// Each field is written `name: Type = default, min..=max, "unit", evidence "source";`. The range
/// stands for numbers only; `required` in place of `= default` makes a field that has none. Evidence
/// is `sourced`, `computed` or `assumed`. Keys in the file are the names with hyphens.
///
/// Types are `f64`, whole numbers, `bool`, `String`, enums made by [`choice!`](crate::choice), and
/// `Option` and `Vec` of these.
///
/// ```
/// use summitry_model::fields::section::{Section, section};
///
/// section! {
///     /// Strain of war on the requester, an index.
///     pub struct Strain in "strain", rows "A3 A26" {
///         /// Strain on day 0.
///         initial: f64 = 0.25, 0.0..=1.0, "share", assumed "";
///         /// Whether it can fall by itself.
///         heals_alone: bool = false, "", assumed "";
///     }
/// }
///
/// assert_eq!(Strain::default().initial, 0.25);
/// assert_eq!(Strain::FIELDS[1].key, "heals-alone");
/// ```
#[macro_export]
macro_rules! section {
    (
        $(#[doc = $doc:literal])*
        pub struct $name:ident in $table:literal, rows $rows:literal { $($fields:tt)* }
    ) => {
        $crate::section! {
            @sort [[$($doc)*] $name $table $rows] [] [] $($fields)*
        }
    };

    // Sorts the fields one by one into one shape:
    // { [doc] name [type] [default …|required] [min max] [unit evidence source] },
    // with a mark in the list behind for each required one.
    (
        @sort $head:tt [$($done:tt)*] $required:tt
        $(#[doc = $doc:literal])*
        $field:ident : $type:ident $(<$inner:ty>)? = $default:expr,
        $min:literal ..= $max:literal, $unit:literal, $evidence:ident $source:literal;
        $($rest:tt)*
    ) => {
        $crate::section! {
            @sort $head [$($done)* {
                [$($doc)*] $field [$type $(<$inner>)?] [default $default]
                [$min, $max] [$unit, $evidence $source]
            }] $required $($rest)*
        }
    };
    (
        @sort $head:tt [$($done:tt)*] $required:tt
        $(#[doc = $doc:literal])*
        $field:ident : $type:ident $(<$inner:ty>)? = $default:expr,
        $unit:literal, $evidence:ident $source:literal;
        $($rest:tt)*
    ) => {
        $crate::section! {
            @sort $head [$($done)* {
                [$($doc)*] $field [$type $(<$inner>)?] [default $default]
                [] [$unit, $evidence $source]
            }] $required $($rest)*
        }
    };
    (
        @sort $head:tt [$($done:tt)*] [$($required:tt)*]
        $(#[doc = $doc:literal])*
        $field:ident : $type:ident $(<$inner:ty>)? required,
        $min:literal ..= $max:literal, $unit:literal, $evidence:ident $source:literal;
        $($rest:tt)*
    ) => {
        $crate::section! {
            @sort $head [$($done)* {
                [$($doc)*] $field [$type $(<$inner>)?] [required]
                [$min, $max] [$unit, $evidence $source]
            }] [$($required)* required] $($rest)*
        }
    };
    (
        @sort $head:tt [$($done:tt)*] [$($required:tt)*]
        $(#[doc = $doc:literal])*
        $field:ident : $type:ident $(<$inner:ty>)? required,
        $unit:literal, $evidence:ident $source:literal;
        $($rest:tt)*
    ) => {
        $crate::section! {
            @sort $head [$($done)* {
                [$($doc)*] $field [$type $(<$inner>)?] [required]
                [] [$unit, $evidence $source]
            }] [$($required)* required] $($rest)*
        }
    };

    // All fields are sorted: the struct and what belongs to it.
    (
        @sort [[$($head_doc:literal)*] $name:ident $table:literal $rows:literal] [$({
            [$($doc:literal)*] $field:ident [$($type:tt)*] $default:tt
            [$($min:literal, $max:literal)?] [$unit:literal, $evidence:ident $source:literal]
        })*] $required:tt
    ) => {
        $(#[doc = $head_doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name {
            $(
                $(#[doc = $doc])*
                pub $field: $($type)*,
            )*
        }

        impl $crate::fields::section::Section for $name {
            const TABLE: &'static str = $table;
            const DOC: &'static str = concat!($($head_doc),*).trim_ascii();
            const ROWS: &'static str = $rows;
            const FIELDS: &'static [$crate::fields::field::Field] = &[$(
                $crate::fields::field::Field {
                    key: {
                        const NAME: &str = stringify!($field);
                        const KEY: [u8; NAME.len()] = $crate::fields::field::kebab(NAME);
                        match ::core::str::from_utf8(&KEY) {
                            Ok(key) => key,
                            Err(_) => NAME,
                        }
                    },
                    doc: concat!($($doc),*).trim_ascii(),
                    unit: $unit,
                    kind: <$($type)* as $crate::fields::field::FieldValue>::KIND,
                    min: $crate::section!(@bound $($min)?),
                    max: $crate::section!(@bound $($max)?),
                    required: $crate::section!(@required $default),
                    default: $crate::section!(@default [$($type)*] $default),
                    evidence: $crate::fields::field::Evidence::$evidence($source),
                },
            )*];

            fn read(reader: &mut $crate::fields::section::TableReader<'_>) -> Self {
                let [$($field),*] = Self::FIELDS else {
                    unreachable!("a section lists each of its fields once");
                };
                Self {
                    $($field: reader.field($field, $crate::section!(@value $default)),)*
                }
            }

            fn to_toml(&self) -> $crate::fields::section::Toml {
                let values = [$(
                    $crate::fields::field::FieldValue::to_toml(&self.$field),
                )*];
                Self::FIELDS
                    .iter()
                    .zip(values)
                    .filter_map(|(field, value)| Some((field.key.to_owned(), value?)))
                    .collect()
            }
        }

        $crate::section! { @impl_default $required $name $({ $field $default })* }
    };

    (@bound) => { None };
    (@bound $bound:literal) => { Some($bound as f64) };

    (@required [required]) => { true };
    (@required [default $default:expr]) => { false };

    (@value [required]) => { None };
    (@value [default $default:expr]) => { Some(|| $default) };

    (@default $type:tt [required]) => { || None };
    (@default [$($type:tt)*] [default $default:expr]) => {
        || {
            let value: $($type)* = $default;
            $crate::fields::field::FieldValue::to_toml(&value)
        }
    };

    // Only a section without required fields has a default.
    (@impl_default [] $name:ident $({ $field:ident [default $default:expr] })*) => {
        impl Default for $name {
            fn default() -> Self {
                Self { $($field: $default,)* }
            }
        }
    };
    (@impl_default [$($required:tt)+] $($rest:tt)*) => {};
}

/// The table that [`Section::to_toml`] gives; named here so that macros need no other crate.
pub type Toml = toml::Table;

/// Defines a closed list of words as an enum that a field of a [`section!`](crate::section) may have.
///
/// ```
/// use summitry_model::fields::field::Choice;
/// use summitry_model::fields::section::choice;
///
/// choice! {
///     /// Order of the agenda.
///     pub enum Agenda {
///         /// least divided first
///         EasyFirst = "easy-first",
///         /// most divided first
///         HardFirst = "hard-first",
///     }
/// }
///
/// assert_eq!(Agenda::HardFirst.key(), "hard-first");
/// assert_eq!(Agenda::OPTIONS[0], ("easy-first", "least divided first"));
/// ```
#[macro_export]
macro_rules! choice {
    (
        $(#[doc = $doc:literal])*
        pub enum $name:ident {
            $($(#[doc = $option_doc:literal])* $option:ident = $key:literal),+ $(,)?
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[doc = $option_doc])* $option),+
        }

        impl $crate::fields::field::Choice for $name {
            const ALL: &'static [Self] = &[$(Self::$option),+];
            const OPTIONS: &'static [(&'static str, &'static str)] =
                &[$(($key, concat!($($option_doc),*).trim_ascii())),+];

            fn key(self) -> &'static str {
                match self {
                    $(Self::$option => $key),+
                }
            }
        }

        impl $crate::fields::field::FieldValue for $name {
            const KIND: $crate::fields::field::FieldKind =
                $crate::fields::field::FieldKind::Choice(
                    <Self as $crate::fields::field::Choice>::OPTIONS,
                );

            fn from_node(
                node: &$crate::fields::tree::Node,
                wanted: &$crate::fields::field::Wanted<'_>,
                faults: &mut $crate::fields::diagnostic::Diagnostics,
            ) -> Option<Self> {
                $crate::fields::field::choice_from_node(node, wanted, faults)
            }

            fn to_toml(&self) -> Option<$crate::fields::section::TomlValue> {
                let key = $crate::fields::field::Choice::key(*self);
                Some($crate::fields::section::TomlValue::String(key.to_owned()))
            }

            fn placeholder() -> Self {
                <Self as $crate::fields::field::Choice>::ALL[0]
            }
        }
    };
}

/// A value in such a table.
pub type TomlValue = toml::Value;
