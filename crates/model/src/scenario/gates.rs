//! Gates as scenario files and the command line write them: a family with parameters, or a tree.

use crate::bargaining::MAX_PARTIES;
use crate::diplomacy::gate::{Condition, Gate, Leaf, Observable};
use crate::fields::TableReader;
use crate::fields::diagnostic::{Diagnostics, Place};
use crate::fields::field::Limits;
use crate::fields::overrides;
use crate::fields::slip;
use crate::fields::source::Sources;
use crate::fields::suggest::{listed, nearest};
use crate::fields::tree::{Key, Node, Value, shorten};
use crate::limits::MAX_LEAVES;
use summitry_engine::sets::PartySet;
use summitry_engine::units::SimTime;

/// A family of gates: a shorthand for a predicate tree.
#[derive(Clone, Copy, Debug)]
pub struct Family {
    /// Name, as in `gate = { family = … }`.
    pub name: &'static str,
    /// When it opens.
    pub opens: &'static str,
    /// Its parameters.
    pub parameters: &'static [Parameter],
}

/// A number that a family takes.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// Its key.
    pub key: &'static str,
    /// What it means.
    pub doc: &'static str,
    /// Its default.
    pub default: f64,
    /// Smallest and largest.
    pub limits: (f64, f64),
    /// Whether it counts.
    pub whole: bool,
}

const fn share(key: &'static str, doc: &'static str, default: f64) -> Parameter {
    Parameter { key, doc, default, limits: (0.0, 1.0), whole: false }
}

const fn days(key: &'static str, doc: &'static str, default: f64) -> Parameter {
    Parameter { key, doc, default, limits: (0.0, 3650.0), whole: false }
}

const fn rounds(default: f64) -> Parameter {
    let doc = "rounds that must have been held";
    Parameter { key: "n", doc, default, limits: (0.0, 1000.0), whole: true }
}

/// The families, in the order of the documents.
pub const FAMILIES: &[Family] = &[
    Family {
        name: "summit-first",
        opens: "on a request, after a delay",
        parameters: &[days("delay", "days after the request", 0.0)],
    },
    Family { name: "rounds-first", opens: "when rounds held ≥ n", parameters: &[rounds(3.0)] },
    Family {
        name: "readiness",
        opens: "when preparation and cohesion have both held for a dwell",
        parameters: &[
            share("preparation", "preparation needed", 0.6),
            share("cohesion", "cohesion needed", 0.6),
            days("dwell", "days for which both must hold", 7.0),
        ],
    },
    Family {
        name: "parallel",
        opens: "as rounds-first, with a share of effort in the bilateral track",
        parameters: &[rounds(2.0), share("bilateral", "share of effort in consultations", 0.3)],
    },
    Family {
        name: "deadline-override",
        opens: "when the inner rule does, or on a day, or at a strain",
        parameters: &[
            days("day", "day on which it opens all the same", 180.0),
            share("strain", "strain at which it opens all the same", 0.9),
        ],
    },
    Family {
        name: "hybrid",
        opens: "when rounds ≥ n, prepared or endorsed, and free of shocks for some days",
        parameters: &[
            rounds(1.0),
            share("preparation", "preparation needed, or", 0.5),
            share("endorsed", "allied influence that endorses", 0.6),
            days("calm", "days without a shock", 5.0),
        ],
    },
];

fn family(name: &str) -> Option<&'static Family> {
    FAMILIES.iter().find(|f| f.name == name)
}

/// A gate as it was written.
#[derive(Clone, Debug, PartialEq)]
pub enum GateSpec {
    /// A family and its parameters, all of them.
    Family {
        /// Name of the family.
        name: &'static str,
        /// The inner family of a `deadline-override`.
        inner: Option<&'static str>,
        /// Parameters by key, the inner family's too.
        parameters: Vec<(&'static str, f64)>,
    },
    /// A tree spelt out.
    Tree(Gate, Vec<(usize, Vec<String>)>),
}

impl GateSpec {
    /// A short name for tables and titles, such as `rounds-first:n=3`.
    #[must_use]
    pub fn label(&self) -> String {
        match self {
            GateSpec::Tree(..) => "spelt out".to_owned(),
            GateSpec::Family { name, inner, parameters } => {
                let mut parts: Vec<String> = inner.iter().map(|i| format!("inner={i}")).collect();
                parts.extend(parameters.iter().map(|(k, v)| format!("{k}={v}")));
                format!("{name}:{}", parts.join(","))
            }
        }
    }

    fn parameter(&self, key: &str) -> f64 {
        match self {
            GateSpec::Family { parameters, .. } => {
                parameters.iter().find(|(k, _)| *k == key).map_or(0.0, |(_, v)| *v)
            }
            GateSpec::Tree(..) => 0.0,
        }
    }

    /// Share of effort that the gate puts into the bilateral track, if it says.
    #[must_use]
    pub fn bilateral_effort(&self) -> Option<f64> {
        match self {
            GateSpec::Family { name: "parallel", .. } => Some(self.parameter("bilateral")),
            GateSpec::Family { inner: Some("parallel"), .. } => Some(self.parameter("bilateral")),
            _ => None,
        }
    }

    /// The predicate tree that it stands for.
    #[must_use]
    pub fn tree(&self) -> Gate {
        match self {
            GateSpec::Tree(gate, _) => gate.clone(),
            GateSpec::Family { name, inner, .. } => {
                let mut leaves = Vec::new();
                let root = self.expand(name, *inner, &mut leaves);
                Gate { root, leaves }
            }
        }
    }

    fn expand(&self, name: &str, inner: Option<&str>, leaves: &mut Vec<Leaf>) -> Condition {
        let mut leaf = |what, at_least, for_days| {
            leaves.push(Leaf { what, at_least: to_the_minute(what, at_least), for_days });
            Condition::Leaf(leaves.len() - 1)
        };
        let p = |key| self.parameter(key);
        match name {
            "summit-first" => leaf(Observable::Asked, p("delay"), 0.0),
            "rounds-first" | "parallel" => leaf(Observable::Rounds, p("n"), 0.0),
            "readiness" => Condition::All(vec![
                leaf(Observable::Preparation, p("preparation"), p("dwell")),
                leaf(Observable::Cohesion, p("cohesion"), p("dwell")),
            ]),
            "deadline-override" => {
                let late = leaf(Observable::Day, p("day"), 0.0);
                let dire = leaf(Observable::Strain, p("strain"), 0.0);
                let rule = self.expand(inner.unwrap_or("rounds-first"), None, leaves);
                Condition::Any(vec![rule, late, dire])
            }
            _ => Condition::All(vec![
                leaf(Observable::Rounds, p("n"), 0.0),
                Condition::Any(vec![
                    leaf(Observable::Preparation, p("preparation"), 0.0),
                    leaf(Observable::Endorsed, p("endorsed"), 0.0),
                ]),
                leaf(Observable::Calm, p("calm"), 0.0),
            ]),
        }
    }

    /// The gate as a table of a file.
    #[must_use]
    pub fn to_toml(&self) -> toml::Table {
        let mut table = toml::Table::new();
        match self {
            GateSpec::Family { name, inner, parameters } => {
                table.insert("family".into(), (*name).into());
                if let Some(inner) = inner {
                    table.insert("inner".into(), (*inner).into());
                }
                for (key, value) in parameters {
                    table.insert((*key).into(), number(*value, is_whole(key)));
                }
            }
            GateSpec::Tree(gate, names) => {
                if let toml::Value::Table(root) = write(&gate.root, gate, names) {
                    table = root;
                }
            }
        }
        table
    }
}

/// The threshold of a leaf that time alone reaches, in whole minutes as model time is: a day between two
/// minutes would be looked for at the nearer one and found at the later one only.
fn to_the_minute(what: Observable, at_least: f64) -> f64 {
    match what {
        Observable::Day | Observable::Calm | Observable::Asked | Observable::Since(_) => {
            SimTime::from_days(at_least).days()
        }
        _ => at_least,
    }
}

fn is_whole(key: &str) -> bool {
    FAMILIES.iter().flat_map(|f| f.parameters).any(|p| p.key == key && p.whole)
}

fn number(value: f64, whole: bool) -> toml::Value {
    if whole { toml::Value::Integer(value as i64) } else { toml::Value::Float(value) }
}

fn write(condition: &Condition, gate: &Gate, names: &[(usize, Vec<String>)]) -> toml::Value {
    let list = |parts: &[Condition]| {
        toml::Value::Array(parts.iter().map(|c| write(c, gate, names)).collect())
    };
    let mut table = toml::Table::new();
    match condition {
        Condition::All(parts) => table.insert("all".into(), list(parts)),
        Condition::Any(parts) => table.insert("any".into(), list(parts)),
        Condition::Not(part) => table.insert("not".into(), write(part, gate, names)),
        Condition::Leaf(k) => {
            let leaf = &gate.leaves[*k];
            if leaf.for_days > 0.0 {
                table.insert("for-days".into(), leaf.for_days.into());
            }
            let ids = names.iter().find(|(n, _)| n == k).map(|(_, ids)| ids.clone());
            let id = ids.iter().flatten().next().cloned().unwrap_or_default();
            let pair = |key: &str, second: &str, value: toml::Value| {
                let entries = [(key.to_owned(), id.into()), (second.to_owned(), value)];
                toml::Value::Table(entries.into_iter().collect())
            };
            let value = match leaf.what {
                Observable::EndorsedBy(_) => toml::Value::from(ids.unwrap_or_default()),
                Observable::Held(_) | Observable::Failed(_) => {
                    pair("meeting", "times", number(leaf.at_least, true))
                }
                Observable::Since(_) => pair("meeting", "days", leaf.at_least.into()),
                Observable::Agreed { settled, .. } => pair("issue", "settled", settled.into()),
                Observable::Rounds | Observable::Endorsements => number(leaf.at_least, true),
                _ => number(leaf.at_least, false),
            };
            table.insert(leaf.what.name().into(), value)
        }
    };
    toml::Value::Table(table)
}

/// A leaf as a file writes it.
#[derive(Clone, Copy, Debug)]
pub struct LeafKind {
    /// Its key.
    pub key: &'static str,
    /// When it holds.
    pub doc: &'static str,
    /// Smallest and largest.
    pub limits: (f64, f64),
    /// Whether it counts.
    pub whole: bool,
    what: Observable,
}

/// The leaves that take a number, in the order of the documents.
pub const LEAVES: &[LeafKind] = &[
    leaf_kind("rounds", "rounds held ≥", 1000.0, true, Observable::Rounds),
    leaf_kind("breadth", "influence at the last round ≥", 1.0, false, Observable::Breadth),
    leaf_kind("preparation", "preparation ≥", 1.0, false, Observable::Preparation),
    leaf_kind("goals", "goals ≥", 1.0, false, Observable::Goals),
    leaf_kind("cohesion", "cohesion ≥", 1.0, false, Observable::Cohesion),
    leaf_kind("endorsements", "allies that endorse ≥", 16.0, true, Observable::Endorsements),
    leaf_kind("endorsed", "allied influence that endorses ≥", 1.0, false, Observable::Endorsed),
    leaf_kind("day", "day ≥", 3650.0, false, Observable::Day),
    leaf_kind("strain", "strain ≥", 1.0, false, Observable::Strain),
    leaf_kind("calm", "days without a shock ≥", 3650.0, false, Observable::Calm),
    leaf_kind("asked", "days since the standing request ≥", 3650.0, false, Observable::Asked),
];

const fn leaf_kind(
    key: &'static str,
    doc: &'static str,
    most: f64,
    whole: bool,
    what: Observable,
) -> LeafKind {
    LeafKind { key, doc, limits: (0.0, most), whole, what }
}

/// The ids of a scenario, in order, that a tree of conditions may name.
#[derive(Clone, Copy)]
pub(super) struct Names<'a> {
    pub parties: &'a [String],
    pub issues: &'a [String],
    pub meetings: &'a [String],
}

/// The condition that a type of meeting has been held so many times.
pub(super) fn held(meeting: u8, times: u32) -> Gate {
    let leaf = Leaf { what: Observable::Held(meeting), at_least: f64::from(times), for_days: 0.0 };
    Gate { root: Condition::Leaf(0), leaves: vec![leaf] }
}

/// Reads `[gate]`, or what a type of meeting requires.
pub(super) fn read(reader: &mut TableReader<'_>, names: Names<'_>) -> GateSpec {
    let fallback =
        GateSpec::Family { name: "rounds-first", inner: None, parameters: vec![("n", 3.0)] };
    if reader.has("family") {
        return read_family(reader).unwrap_or(fallback);
    }
    let any_tree =
        TREE_KEYS.iter().any(|k| reader.has(k)) || LEAVES.iter().any(|l| reader.has(l.key));
    if !any_tree {
        let doc = "or a tree of `all`, `any`, `not` and leaves";
        reader.missing("family", "family = \"rounds-first\"", doc);
        // So that keys meant for a family are not reported as unknown too.
        take_parameters(reader);
        return fallback;
    }
    let mut tree = Tree { known: names, leaves: Vec::new(), names: Vec::new() };
    let root = tree.condition(reader);
    if tree.leaves.len() > MAX_LEAVES {
        let place = reader.place().clone();
        let message = format!("the gate has {} leaves", tree.leaves.len());
        reader
            .faults()
            .error("too-many", &place, message)
            .help(format!("at most {MAX_LEAVES} are allowed"));
        return fallback;
    }
    match root {
        Some(root) => GateSpec::Tree(Gate { root, leaves: tree.leaves }, tree.names),
        None => fallback,
    }
}

fn read_family(reader: &mut TableReader<'_>) -> Option<GateSpec> {
    let name = named_family(reader, "family", |_| true);
    let inner = match name {
        Some("deadline-override") if reader.has("inner") => {
            named_family(reader, "inner", |n| n != "deadline-override")
        }
        Some("deadline-override") => Some("rounds-first"),
        _ => None,
    };
    let Some(name) = name else {
        // Parameters of an unknown family cannot be judged.
        take_parameters(reader);
        return None;
    };
    let trees: Vec<&str> = TREE_KEYS.into_iter().filter(|k| reader.has(k)).collect();
    if let Some(first) = trees.first() {
        let place = reader.key_place(first).clone();
        let message = format!("the gate has a family and {}", listed(trees.iter().copied()));
        reader
            .faults()
            .error("ambiguous", &place, message)
            .help("a gate is a family with its parameters, or a tree: keep one of them");
        trees.iter().for_each(|key| _ = reader.get(key));
    }
    let mut parameters = Vec::new();
    let own = family(name).map_or(&[][..], |f| f.parameters);
    let of_inner = inner.and_then(family).map_or(&[][..], |f| f.parameters);
    for p in own.iter().chain(of_inner) {
        if parameters.iter().any(|(k, _)| *k == p.key) {
            continue;
        }
        let limits = Limits::new(p.limits.0, p.limits.1);
        let value = if p.whole {
            reader.value::<u32>(p.key, limits).map(f64::from)
        } else {
            reader.value::<f64>(p.key, limits)
        };
        parameters.push((p.key, value.unwrap_or(p.default)));
    }
    Some(GateSpec::Family { name, inner, parameters })
}

/// Takes all parameters as known, where it is unknown whose they would be.
fn take_parameters(reader: &mut TableReader<'_>) {
    for p in FAMILIES.iter().flat_map(|f| f.parameters) {
        reader.get(p.key);
    }
    reader.get("inner");
}

fn named_family(
    reader: &mut TableReader<'_>,
    key: &str,
    allowed: impl Fn(&str) -> bool,
) -> Option<&'static str> {
    let name: String = reader.value(key, Limits::NONE)?;
    let names = || FAMILIES.iter().map(|f| f.name).filter(|n| allowed(n));
    if let Some(found) = names().find(|n| *n == name) {
        return Some(found);
    }
    let place = reader.value_place(key).clone();
    let help = match nearest(&name, names()) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => format!("families: {}", listed(names())),
    };
    let message = if family(&name).is_some() {
        format!("`{key}` cannot be \"{name}\"")
    } else {
        format!("there is no gate family \"{}\"", shorten(&name, 40))
    };
    reader.faults().error("unknown-choice", &place, message).help(help);
    None
}

struct Tree<'a> {
    known: Names<'a>,
    leaves: Vec<Leaf>,
    names: Vec<(usize, Vec<String>)>,
}

impl Tree<'_> {
    fn condition(&mut self, reader: &mut TableReader<'_>) -> Option<Condition> {
        let mut found: Vec<Condition> = Vec::new();
        let mut named: Vec<&str> = Vec::new();
        for key in ["all", "any"] {
            if !reader.has(key) {
                continue;
            }
            named.push(key);
            let parts: Vec<Option<Condition>> =
                reader.tables(key, |_, inner| self.condition(inner));
            if is_empty_list(reader.peek(key)) {
                let place = reader.value_place(key).clone();
                reader
                    .faults()
                    .error("empty", &place, format!("`{key}` has no conditions"))
                    .help("give at least one, such as { rounds = 3 }");
            }
            let parts: Vec<Condition> = parts.into_iter().flatten().collect();
            found.push(if key == "all" { Condition::All(parts) } else { Condition::Any(parts) });
        }
        if reader.has("not") {
            named.push("not");
            let inner = reader.table("not", |inner| self.condition(inner)).flatten();
            found.extend(inner.map(|c| Condition::Not(Box::new(c))));
        }
        let for_days = reader.value::<f64>("for-days", Limits::new(0.0, 3650.0)).unwrap_or(0.0);
        for kind in LEAVES {
            if !reader.has(kind.key) {
                continue;
            }
            named.push(kind.key);
            let limits = Limits::new(kind.limits.0, kind.limits.1);
            let at_least = if kind.whole {
                reader.value::<u32>(kind.key, limits).map(f64::from)
            } else {
                reader.value::<f64>(kind.key, limits)
            };
            let at_least = to_the_minute(kind.what, at_least.unwrap_or(0.0));
            self.leaves.push(Leaf { what: kind.what, at_least, for_days });
            found.push(Condition::Leaf(self.leaves.len() - 1));
        }
        if reader.has("endorsed-by") {
            named.push("endorsed-by");
            found.push(self.endorsed_by(reader, for_days));
        }
        // Days were written so before meetings could be asked for.
        let is_days = matches!(
            reader.peek("held"),
            Some(Node { value: Value::Integer(_) | Value::Float(_), .. })
        );
        if is_days {
            let place = reader.key_place("held").clone();
            reader.get("held");
            reader
                .faults()
                .error(
                    "moved",
                    &place,
                    "days for which a condition must hold are `for-days` since version 0.2.0",
                )
                .help("write for-days in place of held");
        }
        for key in OF_MEETINGS {
            if reader.has(key) && !(key == "held" && is_days) {
                named.push(key);
                found.extend(self.of_meeting(reader, key, for_days));
            }
        }
        if reader.has("agreed") {
            named.push("agreed");
            found.extend(self.agreed(reader, for_days));
        }
        if named.len() > 1 {
            let place = reader.place().clone();
            let message = format!("one condition has {}", listed(named.iter().copied()));
            reader
                .faults()
                .error("ambiguous", &place, message)
                .help("put each into braces of its own, in `all = […]` or `any = […]`");
        } else if let ([key @ ("all" | "any" | "not")], true) = (&named[..], reader.has("for-days"))
        {
            let place = reader.key_place("for-days").clone();
            reader
                .faults()
                .error("ambiguous", &place, format!("`for-days` belongs to a leaf, not to `{key}`"))
                .help("write it into each leaf, such as { preparation = 0.6, for-days = 7 }");
        } else if named.is_empty() && !is_days && !reader.is_broken() {
            let place = reader.place().clone();
            let keys = LEAVES.iter().map(|l| l.key);
            // All of them: nobody should have to guess the rest.
            let known: Vec<&str> = TREE_KEYS.into_iter().chain(keys).collect();
            reader
                .faults()
                .error("empty", &place, "this condition says nothing")
                .help(format!("conditions: {}", known.join(", ")));
        }
        found.into_iter().next()
    }

    /// The place in `ids` of the id under `id_key`, in a leaf written as `{ id_key = "…", … }` or as the id alone.
    fn named(
        &mut self,
        reader: &mut TableReader<'_>,
        key: &str,
        (id_key, what, ids): (&str, &str, &[String]),
        mut rest: impl FnMut(&mut TableReader<'_>),
    ) -> Option<(usize, String)> {
        let example = format!("for example {key} = {{ {id_key} = \"{}\" }}", ids.first()?);
        let (id, place) = match reader.peek(key) {
            Some(Node { value: Value::String(id), place }) => {
                reader.get(key);
                (id.clone(), place.clone())
            }
            Some(Node { value: Value::Table(_), .. }) => {
                let of = |inner: &mut TableReader<'_>| {
                    let id = inner.value::<String>(id_key, Limits::NONE);
                    if !inner.has(id_key) {
                        inner.missing(id_key, &example, what);
                    }
                    rest(inner);
                    id.map(|id| (id, inner.value_place(id_key).clone()))
                };
                reader.table(key, of).flatten()?
            }
            _ => {
                let node = reader.get(key)?;
                if node.value != Value::Broken {
                    let message =
                        format!("`{key}` takes the id of a {what}, found {}", node.describe());
                    reader.faults().error("wrong-type", &node.place, message).help(example);
                }
                return None;
            }
        };
        if let Some(at) = ids.iter().position(|known| *known == id) {
            return Some((at, id));
        }
        let known = || ids.iter().map(String::as_str);
        let help = match nearest(&id, known()) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("known here: {}", listed(known())),
        };
        let message =
            format!("`{key}` names \"{}\", which is no {what} of the scenario", shorten(&id, 40));
        reader
            .faults()
            .error(
                if id_key == "meeting" { "unknown-meeting" } else { "unknown-issue" },
                &place,
                message,
            )
            .help(help);
        None
    }

    /// A leaf about a type of meeting: how often held, how often failed, since when.
    fn of_meeting(
        &mut self,
        reader: &mut TableReader<'_>,
        key: &str,
        for_days: f64,
    ) -> Option<Condition> {
        let mut at_least = if key == "since" { 0.0 } else { 1.0 };
        let ids = self.known.meetings;
        let (kind, id) = self.named(reader, key, ("meeting", "type of meeting", ids), |inner| {
            let given = if key == "since" {
                inner.value::<f64>("days", Limits::new(0.0, 3650.0))
            } else {
                inner.value::<u32>("times", Limits::new(1.0, 1000.0)).map(f64::from)
            };
            at_least = given.unwrap_or(at_least);
        })?;
        let kind = u8::try_from(kind).ok()?;
        let what = match key {
            "held" => Observable::Held(kind),
            "failed" => Observable::Failed(kind),
            _ => Observable::Since(kind),
        };
        Some(self.leaf(what, at_least, for_days, id))
    }

    /// The leaf of an issue that is agreed.
    fn agreed(&mut self, reader: &mut TableReader<'_>, for_days: f64) -> Option<Condition> {
        let mut settled = false;
        let ids = self.known.issues;
        let (issue, id) = self.named(reader, "agreed", ("issue", "issue", ids), |inner| {
            settled = inner.value::<bool>("settled", Limits::NONE).unwrap_or(false);
        })?;
        let issue = u8::try_from(issue).ok()?;
        Some(self.leaf(Observable::Agreed { issue, settled }, 1.0, for_days, id))
    }

    fn leaf(&mut self, what: Observable, at_least: f64, for_days: f64, id: String) -> Condition {
        let at_least = to_the_minute(what, at_least);
        self.leaves.push(Leaf { what, at_least, for_days });
        let leaf = self.leaves.len() - 1;
        self.names.push((leaf, vec![id]));
        Condition::Leaf(leaf)
    }

    fn endorsed_by(&mut self, reader: &mut TableReader<'_>, for_days: f64) -> Condition {
        let mut set = PartySet::EMPTY;
        let mut ids = Vec::new();
        let example = "for example endorsed-by = [\"european-union\"]";
        match reader.get("endorsed-by") {
            Some(Node { value: Value::Array(items), .. }) if !items.is_empty() => {
                for item in items {
                    let path = reader.path_of("endorsed-by");
                    let Some(id) = reader.value_of::<String>(&path, item, Limits::NONE) else {
                        continue;
                    };
                    match self.known.parties.iter().position(|p| *p == id) {
                        // Of too many parties, which is a fault of its own, a set has no room.
                        Some(i) if i >= MAX_PARTIES => {}
                        Some(i) => {
                            set.insert(i);
                            ids.push(id);
                        }
                        None => {
                            unknown_party(reader, &id, &item.place, self.known.parties, "the gate")
                        }
                    }
                }
            }
            Some(node) if is_empty_list(Some(node)) => {
                let message = "`endorsed-by` names no party";
                reader.faults().error("empty", &node.place, message).help(example);
            }
            Some(node) if node.value != Value::Broken => {
                let message =
                    format!("`endorsed-by` takes a list of parties, found {}", node.describe());
                reader.faults().error("wrong-type", &node.place, message).help(example);
            }
            _ => {}
        }
        self.leaves.push(Leaf { what: Observable::EndorsedBy(set), at_least: 1.0, for_days });
        let leaf = self.leaves.len() - 1;
        self.names.push((leaf, ids));
        Condition::Leaf(leaf)
    }
}

/// Leaves about a type of meeting.
const OF_MEETINGS: [&str; 3] = ["held", "failed", "since"];

/// The keys of a tree, but for leaves that take a number.
const TREE_KEYS: [&str; 8] =
    ["all", "any", "not", "endorsed-by", "held", "failed", "since", "agreed"];

fn is_empty_list(node: Option<&Node>) -> bool {
    matches!(node, Some(Node { value: Value::Array(items), .. }) if items.is_empty())
}

/// The fault of a party that the scenario does not have.
pub(super) fn unknown_party(
    reader: &mut TableReader<'_>,
    id: &str,
    place: &Place,
    parties: &[String],
    who: &str,
) {
    let known = || parties.iter().map(String::as_str);
    let help = match nearest(id, known()) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => format!("parties: {}", listed(known())),
    };
    let message = format!("{who} names the party \"{id}\", which the scenario does not have");
    reader.faults().error("unknown-party", place, message).help(help);
}

/// Puts a `--gate` argument such as `rounds-first:n=3` in place of the file's gate.
///
/// Faults point into the argument as it was typed; what is wrong with its values is reported where the gate is
/// read. An argument that is no gate leaves the tree as it is.
pub(super) fn apply(
    tree: &mut Node,
    argument: &str,
    sources: &mut Sources,
    faults: &mut Diagnostics,
) {
    if let Some(node) = written("--gate", argument, sources, faults) {
        overrides::replace(tree, "gate", node, faults);
    }
}

/// A gate written as `rounds-first:n=3`, as the table that it stands for; `option` names it in faults.
pub(super) fn written(
    option: &str,
    argument: &str,
    sources: &mut Sources,
    faults: &mut Diagnostics,
) -> Option<Node> {
    let id = overrides::source(option, argument, sources);
    // On the command line the option is written before it.
    let before = if option.starts_with("--") { format!("{option} ") } else { String::new() };
    let form = format!("write {before}family:parameter=value,…, such as {before}rounds-first:n=3");
    let (name, parameters) = argument.split_once(':').unwrap_or((argument, ""));
    // Where a part of the argument stands, without the blanks around it.
    let place = |from: usize, part: &str| {
        let start = from + (part.len() - part.trim_start().len());
        Place::new(id, start..start + part.trim().len())
    };
    if name.trim().is_empty() {
        faults
            .error("bad-override", &Place::new(id, 0..argument.len()), "a gate needs a family")
            .help(form.as_str());
        return None;
    }
    let entry = |key: &str, at: Place, node: Node| (Key { name: key.into(), place: at }, node);
    let family = Node { value: Value::String(name.trim().to_owned()), place: place(0, name) };
    let mut entries = vec![entry("family", place(0, name), family)];
    let mut at = name.len() + 1;
    for part in parameters.split(',') {
        let from = at;
        at += part.len() + 1;
        if part.trim().is_empty() {
            continue;
        }
        let Some((key, value)) = part.split_once('=') else {
            let message = format!("`{}` has no value", shorten(part.trim(), 40));
            let help = match (part.split_once(':'), &argument[..from]) {
                (Some((key, value)), _) => format!("write {}={}", key.trim(), value.trim()),
                // Digits after digits: the comma was a decimal sign, or one of thousands.
                (None, before) if before.ends_with(',') => {
                    let begin = before.rfind('=').map_or(0, |at| at + 1);
                    slip::help_of(&argument[begin..from + part.len()])
                        .unwrap_or_else(|| form.clone())
                }
                _ => form.clone(),
            };
            faults.error("bad-override", &place(from, part), message).help(help);
            continue;
        };
        let key_place = place(from, key);
        let key = key.trim();
        if entries.iter().any(|(known, _)| known.name == key) {
            let message = format!("`{}` is given twice", shorten(key, 40));
            faults.error("duplicate-key", &key_place, message).help("keep one of them");
            continue;
        }
        let value_at = from + part.len() - value.len();
        if let Some(node) = overrides::read_value(value, value_at, 2, id, faults) {
            entries.push(entry(key, key_place, node));
        }
    }
    let whole = Place::new(id, 0..argument.len());
    Some(Node { value: Value::Table(entries), place: whole })
}
