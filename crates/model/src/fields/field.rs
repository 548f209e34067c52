//! Fields: what is known about each parameter, and how a value of each type is read.
//!
//! The facts about a field are written once, beside it in [`section!`](crate::section), and serve
//! the reader, the faults, the JSON Schema and the parameter table alike.

use super::diagnostic::{Diagnostics, Place};
use super::slip;
use super::suggest::{listed, nearest};
use super::tree::{Node, Value, shorten};

/// Characters that a text may have.
pub const MAX_TEXT: usize = 300;

/// What a field's number rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// `sourced`, `computed` or `assumed`.
    pub label: &'static str,
    /// The work it is taken from, or what it is computed from; empty for none.
    pub source: &'static str,
}

impl Evidence {
    /// Taken from a published work.
    #[must_use]
    pub const fn sourced(source: &'static str) -> Self {
        Evidence { label: "sourced", source }
    }

    /// Computed from data.
    #[must_use]
    pub const fn computed(source: &'static str) -> Self {
        Evidence { label: "computed", source }
    }

    /// Assumed: a scenario may change it, and sweeps should.
    #[must_use]
    pub const fn assumed(source: &'static str) -> Self {
        Evidence { label: "assumed", source }
    }
}

/// What kind of value a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// A finite number; whole numbers are accepted too.
    Number,
    /// A whole number.
    Integer,
    /// `true` or `false`.
    Flag,
    /// A text of at most [`MAX_TEXT`] characters.
    Text,
    /// One of a closed list of words, each with what it means.
    Choice(&'static [(&'static str, &'static str)]),
    /// A value that may be left out.
    Optional(&'static FieldKind),
    /// A list of values of one kind.
    List(&'static FieldKind),
}

impl FieldKind {
    /// The kind of the single value: what is left of optional values and lists.
    #[must_use]
    pub fn scalar(&self) -> &FieldKind {
        match self {
            FieldKind::Optional(inner) | FieldKind::List(inner) => inner.scalar(),
            kind => kind,
        }
    }

    /// What to write, for a sentence that starts "expected …": "a number from 0 to 1".
    #[must_use]
    pub fn describe(&self, limits: Limits) -> String {
        match self {
            FieldKind::Number => format!("a number{limits}"),
            FieldKind::Integer => format!("a whole number{limits}"),
            FieldKind::Flag => String::from("`true` or `false`"),
            FieldKind::Text => String::from("a text in quotes"),
            FieldKind::Choice(options) => {
                format!("one of the texts {}", listed(options.iter().map(|(key, _)| *key)))
            }
            FieldKind::Optional(inner) => inner.describe(limits),
            FieldKind::List(inner) => {
                let each = inner.describe(limits);
                format!("a list, each value {each}")
            }
        }
    }

    /// A value of this kind as one would write it, for example lines.
    fn example(&self, limits: Limits) -> String {
        match self {
            FieldKind::Number => {
                let number = 1.0_f64.clamp(
                    limits.min.unwrap_or(f64::NEG_INFINITY),
                    limits.max.unwrap_or(f64::INFINITY),
                );
                format!("{number:?}")
            }
            FieldKind::Integer => {
                let number = limits.max.unwrap_or(1.0).min(1.0).max(limits.min.unwrap_or(1.0));
                plain(number)
            }
            FieldKind::Flag => String::from("true"),
            FieldKind::Text => String::from("\"…\""),
            FieldKind::Choice(options) => {
                format!("{:?}", options.first().map_or("…", |(key, _)| *key))
            }
            FieldKind::Optional(inner) => inner.example(limits),
            FieldKind::List(inner) => format!("[{}]", inner.example(limits)),
        }
    }
}

/// The smallest and the largest number allowed, both included; `None` for no bound.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Limits {
    /// The smallest.
    pub min: Option<f64>,
    /// The largest.
    pub max: Option<f64>,
}

impl Limits {
    /// Any number.
    pub const NONE: Limits = Limits { min: None, max: None };

    /// From `min` to `max`.
    #[must_use]
    pub const fn new(min: f64, max: f64) -> Self {
        Limits { min: Some(min), max: Some(max) }
    }

    /// Whether a number is allowed. NaN never is.
    #[must_use]
    pub fn hold(self, number: f64) -> bool {
        self.min.is_none_or(|min| number >= min)
            && self.max.is_none_or(|max| number <= max)
            && !number.is_nan()
    }
}

impl From<std::ops::RangeInclusive<f64>> for Limits {
    fn from(range: std::ops::RangeInclusive<f64>) -> Self {
        Limits::new(*range.start(), *range.end())
    }
}

/// Written so that it follows a noun: " from 0 to 1", " of at least 1", or nothing.
impl std::fmt::Display for Limits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.min, self.max) {
            (Some(min), Some(max)) => write!(f, " from {} to {}", plain(min), plain(max)),
            (Some(min), None) => write!(f, " of at least {}", plain(min)),
            (None, Some(max)) => write!(f, " of at most {}", plain(max)),
            (None, None) => Ok(()),
        }
    }
}

/// A number for people: no trailing zeros, and exponents where it would be long.
#[must_use]
pub fn plain(number: f64) -> String {
    if number != 0.0 && !(1e-6..1e16).contains(&number.abs()) {
        format!("{number:e}")
    } else {
        format!("{number}")
    }
}

/// What is known about a field.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The key in the file, in kebab-case.
    pub key: &'static str,
    /// What it means.
    pub doc: &'static str,
    /// Its unit; empty for none.
    pub unit: &'static str,
    /// What it takes.
    pub kind: FieldKind,
    /// The smallest number allowed.
    pub min: Option<f64>,
    /// The largest number allowed.
    pub max: Option<f64>,
    /// Whether it must be given.
    pub required: bool,
    /// Its default; `None` where it is required or absent by default.
    pub default: fn() -> Option<toml::Value>,
    /// What its default rests on.
    pub evidence: Evidence,
}

impl Field {
    /// The numbers allowed.
    #[must_use]
    pub const fn limits(&self) -> Limits {
        Limits { min: self.min, max: self.max }
    }

    /// What to write: "a number from 0 to 1 (share); default 0.25".
    #[must_use]
    pub fn describe(&self) -> String {
        let mut text = self.kind.describe(self.limits());
        if !self.unit.is_empty() {
            text.push_str(&format!(" ({})", self.unit));
        }
        match (self.default)() {
            Some(toml::Value::String(text)) if text.is_empty() => {}
            Some(toml::Value::Float(number)) => {
                text.push_str(&format!("; default {}", plain(number)))
            }
            Some(default) => text.push_str(&format!("; default {default}")),
            None if self.required => {}
            None => text.push_str("; none by default"),
        }
        text
    }

    /// A line that sets the field, for the help of a missing one.
    #[must_use]
    pub fn example(&self) -> String {
        format!("{} = {}", self.key, self.kind.example(self.limits()))
    }
}

/// What a value is wanted for: the words of its faults, which are made only when there is one.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The dotted path of the table that the value stands in; empty for the root.
    pub table: &'a str,
    /// Its key there, as a path has it; or its whole path, with an empty `table`.
    pub key: &'a str,
    /// Its position, in a list.
    pub item: Option<usize>,
    /// The numbers allowed.
    pub limits: Limits,
    /// What to write, for help.
    pub help: Help<'a>,
}

/// What to write, for help.
#[derive(Clone, Copy, Debug)]
pub enum Help<'a> {
    /// [`Field::describe`].
    Field(&'a Field),
    /// A value of a kind.
    Kind(FieldKind),
}

impl Wanted<'_> {
    /// The dotted path of the value, such as `strain.initial`.
    #[must_use]
    pub fn path(&self) -> String {
        let item = self.item.map(|at| format!("[{at}]")).unwrap_or_default();
        let dot = if self.table.is_empty() { "" } else { "." };
        format!("{}{dot}{}{item}", self.table, self.key)
    }

    fn help(&self) -> String {
        match self.help {
            Help::Field(field) => field.describe(),
            Help::Kind(kind) => kind.describe(self.limits),
        }
    }
}

/// A type that a field may have.
pub trait FieldValue: Sized {
    /// The kind of its fields.
    const KIND: FieldKind;

    /// The numbers that the type itself can hold.
    const LIMITS: Limits = Limits::NONE;

    /// The value of a node; `None` with a fault where there is none.
    ///
    /// A broken node gives `None` without a second fault.
    fn from_node(node: &Node, wanted: &Wanted<'_>, faults: &mut Diagnostics) -> Option<Self>;

    /// The value as a file would have it; `None` where it is left out.
    fn to_toml(&self) -> Option<toml::Value>;

    /// Stands in for a required value that is missing, so that reading can go on.
    fn placeholder() -> Self;
}

/// The fault of a value of another type.
fn refuse_type(node: &Node, kind: FieldKind, wanted: &Wanted<'_>, faults: &mut Diagnostics) {
    if node.value == Value::Broken {
        return;
    }
    let expected = kind.describe(wanted.limits);
    let message = format!("`{}`: expected {expected}, found {}", wanted.path(), node.describe());
    let meant = match (&node.value, kind) {
        (Value::String(text), FieldKind::Number | FieldKind::Integer | FieldKind::Flag) => {
            slip::of_text(text, kind)
        }
        (Value::Float(number), FieldKind::Integer)
            if number.fract() == 0.0 && number.abs() < 1e15 =>
        {
            // `10.000` may be a count with a point between its thousands.
            let written = node.place.span.as_ref().map(|span| span.len());
            let thousands =
                (1.0..1000.0).contains(number) && written == Some(format!("{number}.000").len());
            let or = if thousands {
                format!(", or {number}000 if the point separates thousands")
            } else {
                String::new()
            };
            Some(format!("write the whole number: {number}{or}"))
        }
        (Value::Integer(flag @ (0 | 1)), FieldKind::Flag) => Some(format!("write {}", *flag == 1)),
        (Value::Datetime(_), FieldKind::Number | FieldKind::Integer) => Some(slip::DAYS.to_owned()),
        _ => None,
    };
    let help = meant.unwrap_or_else(|| wanted.help());
    let fault = faults.error("wrong-type", &node.place, message);
    if !help.is_empty() {
        fault.help(help);
    }
}

/// The fault of a number out of its range.
fn refuse_range(
    found: &str,
    limits: Limits,
    place: &Place,
    wanted: &Wanted<'_>,
    faults: &mut Diagnostics,
) {
    let message = format!("`{}` is {found}, and must be{limits}", wanted.path());
    let fault = faults.error("out-of-range", place, message);
    let help = wanted.help();
    if !help.is_empty() {
        fault.help(help);
    }
}

impl FieldValue for f64 {
    const KIND: FieldKind = FieldKind::Number;

    fn from_node(node: &Node, wanted: &Wanted<'_>, faults: &mut Diagnostics) -> Option<Self> {
        let number = match node.value {
            Value::Float(number) => number,
            Value::Integer(number) => number as f64,
            _ => {
                refuse_type(node, Self::KIND, wanted, faults);
                return None;
            }
        };
        if !number.is_finite() {
            let message = format!("`{}` is {number}, which is not a finite number", wanted.path());
            let fault = faults.error("not-finite", &node.place, message);
            let help = wanted.help();
            if !help.is_empty() {
                fault.help(help);
            }
            return None;
        }
        if !wanted.limits.hold(number) {
            refuse_range(&plain(number), wanted.limits, &node.place, wanted, faults);
            return None;
        }
        Some(number)
    }

    fn to_toml(&self) -> Option<toml::Value> {
        Some(toml::Value::Float(*self))
    }

    fn placeholder() -> Self {
        0.0
    }
}

macro_rules! integer {
    ($($type:ty),*) => {$(
        impl FieldValue for $type {
            const KIND: FieldKind = FieldKind::Integer;
            const LIMITS: Limits = Limits::new(<$type>::MIN as f64, <$type>::MAX as f64);

            fn from_node(node: &Node, wanted: &Wanted<'_>, faults: &mut Diagnostics) -> Option<Self> {
                let Value::Integer(number) = node.value else {
                    refuse_type(node, Self::KIND, wanted, faults);
                    return None;
                };
                match <$type>::try_from(number) {
                    Ok(value) if wanted.limits.hold(number as f64) => Some(value),
                    _ => {
                        let limits = Limits {
                            min: wanted.limits.min.or(Self::LIMITS.min),
                            max: wanted.limits.max.or(Self::LIMITS.max),
                        };
                        refuse_range(&number.to_string(), limits, &node.place, wanted, faults);
                        None
                    }
                }
            }

            fn to_toml(&self) -> Option<toml::Value> {
                // A file holds no more than an i64; what is read from one always fits.
                Some(toml::Value::Integer(i64::try_from(*self).unwrap_or(i64::MAX)))
            }

            fn placeholder() -> Self {
                0
            }
        }
    )*};
}

integer!(u8, u16, u32, u64, usize, i32, i64);

impl FieldValue for bool {
    const KIND: FieldKind = FieldKind::Flag;

    fn from_node(node: &Node, wanted: &Wanted<'_>, faults: &mut Diagnostics) -> Option<Self> {
        let Value::Bool(flag) = node.value else {
            refuse_type(node, Self::KIND, wanted, faults);
            return None;
        };
        Some(flag)
    }

    fn to_toml(&self) -> Option<toml::Value> {
        Some(toml::Value::Boolean(*self))
    }

    fn placeholder() -> Self {
        false
    }
}

impl FieldValue for String {
    const KIND: FieldKind = FieldKind::Text;

    fn from_node(node: &Node, wanted: &Wanted<'_>, faults: &mut Diagnostics) -> Option<Self> {
        let Value::String(text) = &node.value else {
            refuse_type(node, Self::KIND, wanted, faults);
            return None;
        };
        let long = text.chars().count();
        if long > MAX_TEXT {
            let message =
                format!("`{}` has {long} characters, and {MAX_TEXT} are allowed", wanted.path());
            faults
                .error("too-long", &node.place, message)
                .help("longer remarks may stand in comments, after a `#`");
            return None;
        }
        // Texts reach terminals, tables and pages.
        let unprintable = |c: &char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
        if let Some(control) = text.chars().find(unprintable) {
            let message = format!(
                "`{}` has the control character U+{:04X}",
                wanted.path(),
                u32::from(control)
            );
            faults.error("control-character", &node.place, message).help("take it out");
            return None;
        }
        Some(text.clone())
    }

    fn to_toml(&self) -> Option<toml::Value> {
        Some(toml::Value::String(self.clone()))
    }

    fn placeholder() -> Self {
        String::new()
    }
}

/// A closed list of words; made by [`choice!`](crate::choice).
pub trait Choice: Copy + 'static {
    /// Every choice in order.
    const ALL: &'static [Self];

    /// The word of each choice and what it means, in the same order.
    const OPTIONS: &'static [(&'static str, &'static str)];

    /// The choice's word.
    fn key(self) -> &'static str;
}

/// The choice that a node names; what [`choice!`](crate::choice) reads with.
pub fn choice_from_node<C: Choice>(
    node: &Node,
    wanted: &Wanted<'_>,
    faults: &mut Diagnostics,
) -> Option<C> {
    let Value::String(text) = &node.value else {
        refuse_type(node, FieldKind::Choice(C::OPTIONS), wanted, faults);
        return None;
    };
    let keys = || C::OPTIONS.iter().map(|(key, _)| *key);
    if let Some(at) = keys().position(|key| key == text) {
        return C::ALL.get(at).copied();
    }
    let found = shorten(text, 40);
    let message = format!("`{}` cannot be {found:?}", wanted.path());
    let help = match nearest(text, keys()) {
        Some(near) => format!("did you mean \"{near}\"? Possible are {}", listed(keys())),
        None => format!("possible are {}", listed(keys())),
    };
    faults.error("unknown-choice", &node.place, message).help(help);
    None
}

impl<T: FieldValue> FieldValue for Option<T> {
    const KIND: FieldKind = FieldKind::Optional(&T::KIND);
    const LIMITS: Limits = T::LIMITS;

    fn from_node(node: &Node, wanted: &Wanted<'_>, faults: &mut Diagnostics) -> Option<Self> {
        T::from_node(node, wanted, faults).map(Some)
    }

    fn to_toml(&self) -> Option<toml::Value> {
        self.as_ref().and_then(T::to_toml)
    }

    fn placeholder() -> Self {
        None
    }
}

impl<T: FieldValue> FieldValue for Vec<T> {
    const KIND: FieldKind = FieldKind::List(&T::KIND);
    const LIMITS: Limits = T::LIMITS;

    fn from_node(node: &Node, wanted: &Wanted<'_>, faults: &mut Diagnostics) -> Option<Self> {
        let Value::Array(items) = &node.value else {
            refuse_type(node, Self::KIND, wanted, faults);
            return None;
        };
        // Every item is read, so that every error is reported.
        let read: Vec<Option<T>> = items
            .iter()
            .enumerate()
            .map(|(at, item)| {
                let wanted = Wanted { item: Some(at), ..*wanted };
                T::from_node(item, &wanted, faults)
            })
            .collect();
        read.into_iter().collect()
    }

    fn to_toml(&self) -> Option<toml::Value> {
        Some(toml::Value::Array(self.iter().filter_map(T::to_toml).collect()))
    }

    fn placeholder() -> Self {
        Vec::new()
    }
}

/// Kebab-case at compile time: the identifier's bytes with `_` turned to `-`.
#[doc(hidden)]
#[must_use]
pub const fn kebab<const N: usize>(name: &str) -> [u8; N] {
    let name = name.as_bytes();
    let mut key = [0; N];
    let mut at = 0;
    while at < N {
        key[at] = if name[at] == b'_' { b'-' } else { name[at] };
        at += 1;
    }
    key
}
