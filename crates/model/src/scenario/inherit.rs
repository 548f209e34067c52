//! Base profiles: where what a file does not set comes from.
//!
//! A file names its base: a profile of the program, or another file, which has a base in turn. Without one it is generic.

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use crate::fields::diagnostic::{Diagnostics, Place};
use crate::fields::parse::FileKind;
use crate::fields::source::{Source, SourceId, Sources};
use crate::fields::suggest::nearest;
use crate::fields::tree::{Key, Node, Value, shorten};

use super::meetings;
use super::validated::Scenario;

/// The key that names the base.
pub(super) const KEY: &str = "base";

/// The profile of a file that names none.
const GENERIC: &str = "generic";

/// The profiles: name, what it is, and what it sets other than the program.
pub(super) const PROFILES: &[(&str, &str, &str)] = &[
    (GENERIC, "mechanisms that the file does not name are off", include_str!("generic.toml")),
    ("kyiv-washington", "the numbers of the article's scenario", ""),
];

static TREES: LazyLock<Vec<Node>> = LazyLock::new(|| {
    let parsed = PROFILES.iter().map(|(name, _, text)| {
        let mut sources = Sources::new();
        let id = sources.add(Source::new(format!("{name}.toml"), *text));
        sources.parse(id, &mut Diagnostics::new())
    });
    parsed.collect()
});

/// What sets a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetBy {
    /// The file, a base file or an override.
    Own,
    /// The base profile.
    Profile,
    /// The bundled type of meeting.
    MeetingType,
    /// The program.
    Program,
}

/// A field that holds numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct NumberField {
    /// Its dotted path.
    pub path: String,
    /// Its numbers: one, or those of a list.
    pub numbers: Vec<f64>,
    /// Whether it is one number.
    pub is_single: bool,
    /// Whether it takes whole numbers only.
    pub is_whole: bool,
    /// What sets it.
    pub set_by: SetBy,
}

/// Where the numbers of a scenario come from.
///
/// Two scenarios of one profile are equal whatever their files wrote out.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// The bases, nearest first: files, and at the end a profile.
    pub bases: Vec<String>,
    /// Every field that holds numbers, in the order of the file.
    pub numbers: Arc<[NumberField]>,
}

impl PartialEq for Origin {
    fn eq(&self, other: &Origin) -> bool {
        self.profile() == other.profile()
    }
}

impl Origin {
    /// The profile at the end of the bases.
    #[must_use]
    pub fn profile(&self) -> &str {
        self.bases.last().map_or(GENERIC, String::as_str)
    }

    /// Numbers that the file, its base files and overrides set.
    #[must_use]
    pub fn own(&self) -> usize {
        self.numbers.iter().filter(|of| of.set_by == SetBy::Own).map(|of| of.numbers.len()).sum()
    }

    /// Numbers that they do not set.
    #[must_use]
    pub fn defaults(&self) -> usize {
        self.numbers.iter().map(|of| of.numbers.len()).sum::<usize>() - self.own()
    }

    /// How many numbers are whose, as a sentence.
    ///
    /// ```
    /// use summitry_model::scenario::{Overrides, read};
    /// let scenario = read("classroom", &Overrides::default()).scenario.unwrap();
    /// assert!(scenario.origin.sentence().ends_with(" are defaults"));
    /// ```
    #[must_use]
    pub fn sentence(&self) -> String {
        let (own, defaults) = (self.own(), self.defaults());
        let (s, are) = if own == 1 { ("", "is") } else { ("s", "are") };
        let verb = if defaults == 1 { "is a default" } else { "are defaults" };
        format!("{own} number{s} {are} yours, {defaults} {verb}")
    }
}

/// Whether a `path=value` override changes the base.
pub(super) fn is_base(argument: &str) -> bool {
    argument.split('=').next().is_some_and(|path| path.trim() == KEY)
}

/// Puts what the base files of a tree say where it says nothing; `path` is the tree's own file, if it has one.
///
/// Gives the bases, and all files that the tree is now made of.
pub(super) fn resolve(
    tree: &mut Node,
    file: SourceId,
    path: Option<&Path>,
    sources: &mut Sources,
    faults: &mut Diagnostics,
) -> (Vec<String>, Vec<SourceId>) {
    let (mut bases, mut files) = (Vec::new(), vec![file]);
    let mut dir = path.and_then(Path::parent).map_or_else(PathBuf::new, Path::to_path_buf);
    let mut seen: Vec<PathBuf> = path.iter().map(|path| identity(path)).collect();
    let mut names: Vec<String> = path.iter().map(|path| path.display().to_string()).collect();
    loop {
        let named = match tree.get(KEY) {
            Some(Node { value: Value::String(name), place }) => (name.clone(), place.clone()),
            _ => {
                bases.push(GENERIC.to_owned());
                break;
            }
        };
        let (name, place) = named;
        let is_file = Path::new(&name).extension().is_some_and(|end| end == "toml");
        bases.push(name.clone());
        if !is_file {
            break;
        }
        let path = dir.join(&name);
        names.push(path.display().to_string());
        if seen.contains(&identity(&path)) {
            let circle = names.join(" → ");
            faults
                .error("circular-base", &place, format!("the bases go round in a circle: {circle}"))
                .help("let one of them name a profile, or none");
            forget(tree);
            break;
        }
        let kind =
            FileKind { noun: "scenario", example: "scenarios/kyiv-washington.toml", bundled: &[] };
        let Some(id) = sources.load(&path, kind, Some(&place), faults) else {
            forget(tree);
            break;
        };
        let base = sources.parse(id, faults);
        files.push(id);
        forget(tree);
        merge(tree, &base, "");
        dir = path.parent().map_or_else(PathBuf::new, Path::to_path_buf);
        seen.push(identity(&path));
    }
    (bases, files)
}

/// The file that a path names, by whatever links.
fn identity(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_path_buf())
}

fn forget(tree: &mut Node) {
    if let Value::Table(entries) = &mut tree.value {
        entries.retain(|(key, _)| key.name != KEY);
    }
}

/// Adds what a table does not say from another. What is one thing (a gate, an order, a stake) is taken whole or not at all.
fn merge(own: &mut Node, base: &Node, path: &str) {
    let (Value::Table(own), Value::Table(base)) = (&mut own.value, &base.value) else { return };
    for (key, node) in base {
        let Some((_, inner)) = own.iter_mut().find(|(own, _)| own.name == key.name) else {
            own.push((key.clone(), node.clone()));
            continue;
        };
        let is_whole = path.ends_with(".stakes")
            || matches!((path, key.name.as_str()), ("", "gate" | "sequence") | (_, "requires"));
        if !is_whole {
            merge(inner, node, &format!("{path}.{}", key.name));
        }
    }
}

/// Puts what the profile of a tree says where the tree says nothing, and gives what it says of types of meeting.
pub(super) fn complete(tree: &mut Node, faults: &mut Diagnostics) -> Option<&'static Node> {
    let place = tree.place.clone();
    let name = match tree.get(KEY) {
        None => GENERIC,
        Some(Node { value: Value::String(name), .. }) => name,
        // The reader refuses it.
        Some(_) => return None,
    };
    let Some(k) = PROFILES.iter().position(|(known, ..)| *known == name) else {
        let names = || PROFILES.iter().map(|(name, ..)| *name);
        let near = nearest(name, names()).map(|near| format!("did you mean \"{near}\"? "));
        let listed: Vec<String> =
            PROFILES.iter().map(|(n, what, _)| format!("\"{n}\" ({what})")).collect();
        let help = format!(
            "{}profiles are {}; or name a file that ends in .toml",
            near.unwrap_or_default(),
            listed.join(" and ")
        );
        let message = format!("there is no base \"{}\"", shorten(name, 40));
        let place = tree.get(KEY).map_or(&place, |node| &node.place).clone();
        faults.error("unknown-base", &place, message).help(help);
        return None;
    };
    let profile = &TREES[k];
    let Value::Table(sections) = &profile.value else { return None };
    let Value::Table(root) = &mut tree.value else { return None };
    for (key, section) in sections.iter().filter(|(key, _)| key.name != "meeting") {
        let at = root.iter().position(|(own, _)| own.name == key.name);
        match (section.get("*"), at) {
            (None, Some(at)) => fill(&mut root[at].1, section, &place),
            (None, None) => {
                let mut section = section.clone();
                section.stand_at(&place);
                root.push((Key { name: key.name.clone(), place: place.clone() }, section));
            }
            (Some(each), Some(at)) => {
                if let Value::Table(entries) = &mut root[at].1.value {
                    entries.iter_mut().for_each(|(_, entry)| fill(entry, each, &place));
                }
            }
            (Some(_), None) => {}
        }
    }
    profile.get("meeting")
}

/// Adds what a table does not say; what is added stands nowhere in the file.
pub(super) fn fill(node: &mut Node, from: &Node, place: &Place) {
    let (Value::Table(own), Value::Table(others)) = (&mut node.value, &from.value) else { return };
    for (key, value) in others {
        if !own.iter().any(|(own, _)| own.name == key.name) {
            let mut value = value.clone();
            value.stand_at(place);
            own.push((Key { name: key.name.clone(), place: place.clone() }, value));
        }
    }
}

/// The numbers of a scenario, and what sets each; `tree` is its tree, completed.
pub(super) fn origin(scenario: &Scenario, tree: &Node, bases: Vec<String>) -> Origin {
    let mut numbers = Vec::new();
    let profile =
        bases.last().and_then(|name| PROFILES.iter().position(|(known, ..)| known == name));
    collect(
        &scenario.to_toml(),
        Some(tree),
        &mut Vec::new(),
        profile.map(|k| &TREES[k]),
        &mut numbers,
    );
    Origin { bases, numbers: numbers.into() }
}

fn collect(
    table: &toml::Table,
    tree: Option<&Node>,
    keys: &mut Vec<String>,
    profile: Option<&Node>,
    numbers: &mut Vec<NumberField>,
) {
    let number = |value: &toml::Value| value.as_float().or(value.as_integer().map(|n| n as f64));
    for (key, value) in table {
        let node = tree.and_then(|tree| tree.get(key));
        keys.push(key.clone());
        let found: Vec<f64> = match value {
            toml::Value::Table(inner) => {
                collect(inner, node, keys, profile, numbers);
                Vec::new()
            }
            toml::Value::Array(items) => items.iter().filter_map(number).collect(),
            value => number(value).into_iter().collect(),
        };
        if !found.is_empty() {
            numbers.push(NumberField {
                path: keys.join("."),
                numbers: found,
                is_single: !value.is_array(),
                is_whole: value.is_integer(),
                set_by: set_by(node, keys, profile),
            });
        }
        keys.pop();
    }
}

/// What sets the field at a path; `node` is its node, which stands nowhere if no text sets it.
fn set_by(node: Option<&Node>, keys: &[String], profile: Option<&Node>) -> SetBy {
    if node.is_some_and(|node| node.place.span.is_some()) {
        return SetBy::Own;
    }
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    let of_profile = match keys[..] {
        [table @ ("shock" | "issue" | "party"), _, key] => {
            profile.and_then(|p| p.get(table)).and_then(|p| p.get("*")).and_then(|p| p.get(key))
        }
        _ => profile.and_then(|profile| keys.iter().try_fold(profile, |node, key| node.get(key))),
    };
    match keys[..] {
        _ if of_profile.is_some() => SetBy::Profile,
        ["meeting", id, key] if meetings::sets(id, key) => SetBy::MeetingType,
        _ => SetBy::Program,
    }
}
