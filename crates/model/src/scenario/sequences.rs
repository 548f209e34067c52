//! Sequences as scenario files and the command line write them: a family, or an order of meetings.

use crate::diplomacy::meeting::Occasion;
use crate::diplomacy::sequence::{Defaults, OnFailure, Place, Sequence};
use crate::fields::diagnostic::{Diagnostics, Place as Spot};
use crate::fields::field::{Choice, Limits};
use crate::fields::overrides;
use crate::fields::source::{SourceId, Sources};
use crate::fields::suggest::{listed, nearest};
use crate::fields::tree::{Key, Node, Value, shorten};
use crate::fields::{Section, TableReader};

use super::gates::{self, GateSpec, Names};
use super::validated::{MeetingType, Scenario};

/// A family of sequences: an order of bundled types of meeting, after which no order is kept.
#[derive(Clone, Copy, Debug)]
pub struct Family {
    /// Name, as in `sequence = { family = … }`.
    pub name: &'static str,
    /// What comes first.
    pub order: &'static str,
    /// The steps; the meetings of one come in any order.
    steps: &'static [&'static [&'static str]],
}

/// The families, in the order of the documents.
pub const FAMILIES: &[Family] = &[
    Family { name: "rounds-first", order: "n rounds", steps: &[&["rounds"]] },
    Family { name: "summit-first", order: "the summit", steps: &[&["summit"]] },
    Family {
        name: "allies-first",
        order: "the allies alone, then a round of all",
        steps: &[&["allies"], &["rounds"]],
    },
    Family {
        name: "principals-first",
        order: "envoys of requester and gatekeeper, then a round of all",
        steps: &[&["envoys"], &["rounds"]],
    },
    Family {
        name: "concentric",
        order: "envoys, then a core with the weightiest ally, then a round of all",
        steps: &[&["envoys"], &["core"], &["rounds"]],
    },
    Family {
        name: "parallel",
        order: "a round and a consultation, in any order",
        steps: &[&["rounds", "consultations"]],
    },
];

/// A sequence as it was written.
#[derive(Clone, Debug, PartialEq)]
pub enum SequenceSpec {
    /// A family, with the number of rounds in it.
    Family {
        /// Its name.
        name: &'static str,
        /// Rounds.
        n: u32,
        /// Share of effort in consultations, where the family has them.
        bilateral: Option<f64>,
    },
    /// An order of meetings, with what each place says of itself.
    Order(Vec<Vec<(String, toml::Table)>>),
}

impl SequenceSpec {
    /// A short name for tables and titles, such as `allies-first:n=1` or `allies, envoys, [rounds, consultations]`.
    #[must_use]
    pub fn label(&self) -> String {
        match self {
            SequenceSpec::Family { name, n, bilateral: None } => format!("{name}:n={n}"),
            SequenceSpec::Family { name, n, bilateral: Some(share) } => {
                format!("{name}:n={n},bilateral={share}")
            }
            SequenceSpec::Order(steps) => {
                let step = |step: &Vec<(String, toml::Table)>| {
                    let ids: Vec<&str> = step.iter().map(|(id, _)| id.as_str()).collect();
                    if ids.len() == 1 { ids[0].to_owned() } else { format!("[{}]", ids.join(", ")) }
                };
                steps.iter().map(step).collect::<Vec<_>>().join(", ")
            }
        }
    }

    /// Share of effort that the sequence puts into consultations, if it says.
    #[must_use]
    pub fn bilateral_effort(&self) -> Option<f64> {
        match self {
            SequenceSpec::Family { bilateral, .. } => *bilateral,
            SequenceSpec::Order(_) => None,
        }
    }

    /// The sequence as a table of a file.
    #[must_use]
    pub fn to_toml(&self) -> toml::Table {
        let mut table = toml::Table::new();
        match self {
            SequenceSpec::Family { name, n, bilateral } => {
                table.insert("family".into(), (*name).into());
                table.insert("n".into(), i64::from(*n).into());
                if let Some(share) = bilateral {
                    table.insert("bilateral".into(), (*share).into());
                }
            }
            SequenceSpec::Order(steps) => {
                let place = |(id, more): &(String, toml::Table)| {
                    if more.is_empty() {
                        return toml::Value::from(id.clone());
                    }
                    let mut table = toml::Table::from_iter([("meeting".into(), id.clone().into())]);
                    table.extend(more.clone());
                    toml::Value::Table(table)
                };
                let step = |step: &Vec<(String, toml::Table)>| match &step[..] {
                    [one] => place(one),
                    many => toml::Value::Array(many.iter().map(place).collect()),
                };
                table.insert("order".into(), toml::Value::Array(steps.iter().map(step).collect()));
            }
        }
        table
    }
}

/// What a file says of its sequence.
pub(super) struct Written {
    pub defaults: Defaults,
    /// As it was written, and what it stands for; none if no order is kept.
    pub order: Option<(SequenceSpec, Sequence)>,
}

/// Reads `[sequence]`.
pub(super) fn read(r: &mut TableReader<'_>, names: Names<'_>) -> Written {
    let read = r.table("sequence", |t| {
        let defaults = Defaults::read(t);
        let order = if t.has("family") {
            read_family(t, names, &defaults)
        } else {
            read_order(t, names, &defaults)
        };
        Written { defaults, order }
    });
    read.unwrap_or_else(|| Written { defaults: Defaults::default(), order: None })
}

fn read_family(
    t: &mut TableReader<'_>,
    names: Names<'_>,
    defaults: &Defaults,
) -> Option<(SequenceSpec, Sequence)> {
    let name: String = t.value("family", Limits::NONE)?;
    let n = t.value::<u32>("n", Limits::new(1.0, 1000.0)).unwrap_or(1);
    if t.has("order") {
        let place = t.key_place("order").clone();
        t.get("order");
        t.faults()
            .error("ambiguous", &place, "the sequence has a family and an order")
            .help("keep one of them");
    }
    let known = || FAMILIES.iter().map(|f| f.name);
    let Some(family) = FAMILIES.iter().find(|f| f.name == name) else {
        let place = t.value_place("family").clone();
        let help = match nearest(&name, known()) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("families: {}", listed(known())),
        };
        let message = format!("there is no family of sequences \"{}\"", shorten(&name, 40));
        t.faults().error("unknown-family", &place, message).help(help);
        return None;
    };
    let has_track = family.steps.iter().any(|step| step.contains(&"consultations"));
    let bilateral = has_track
        .then(|| t.value::<f64>("bilateral", Limits::new(0.0, 1.0)).unwrap_or(DEFAULT_BILATERAL));
    let mut steps = Vec::with_capacity(family.steps.len());
    for step in family.steps {
        let mut places = Vec::with_capacity(step.len());
        for id in *step {
            let meeting = names.meetings.iter().position(|known| known == id)?;
            let is_counted = *id == "rounds" && n > 1;
            places.push(Place {
                meeting: meeting as u8,
                until: is_counted.then(|| gates::held(meeting as u8, n)),
                on_failure: defaults.on_failure,
                attempts: if *id == "rounds" {
                    defaults.attempts.max(n)
                } else {
                    defaults.attempts
                },
                give_up: defaults.give_up,
            });
        }
        steps.push(places);
    }
    Some((SequenceSpec::Family { name: family.name, n, bilateral }, Sequence { steps }))
}

/// As a gate of the family `parallel` has it.
const DEFAULT_BILATERAL: f64 = 0.3;

const EXAMPLE: &str = "for example order = [\"rounds\", \"summit\"], or family = \"allies-first\"";

fn read_order(
    t: &mut TableReader<'_>,
    names: Names<'_>,
    defaults: &Defaults,
) -> Option<(SequenceSpec, Sequence)> {
    let Some(node) = t.get("order") else {
        t.missing("order", "order = [\"rounds\", \"summit\"]", "or a family");
        return None;
    };
    let items = match &node.value {
        Value::Array(items) if !items.is_empty() => items.clone(),
        Value::Broken => return None,
        _ => {
            let message =
                format!("`sequence.order` takes a list of meetings, found {}", node.describe());
            t.faults().error("wrong-type", &node.place, message).help(EXAMPLE);
            return None;
        }
    };
    let mut seen: Vec<u8> = Vec::new();
    let (mut steps, mut written) = (Vec::new(), Vec::new());
    for (k, item) in items.iter().enumerate() {
        let inner = match &item.value {
            Value::Array(inner) if inner.is_empty() => {
                t.faults().error("empty", &item.place, "this step has no meeting").help(EXAMPLE);
                continue;
            }
            Value::Array(inner) => inner.as_slice(),
            _ => std::slice::from_ref(item),
        };
        let (mut places, mut ids) = (Vec::new(), Vec::new());
        for (at, node) in inner.iter().enumerate() {
            let path =
                if inner.len() > 1 { format!("order[{k}][{at}]") } else { format!("order[{k}]") };
            let Some((place, id, more)) = read_place(t, node, &path, names, defaults) else {
                continue;
            };
            if seen.contains(&place.meeting) {
                let message = format!("the order names `{id}` twice");
                t.faults()
                    .error("duplicate-meeting", &node.place, message)
                    .help("name it once, with until = { held = { meeting = \"…\", times = 2 } } for more of them");
                continue;
            }
            seen.push(place.meeting);
            places.push(place);
            ids.push((id, more));
        }
        if !places.is_empty() {
            steps.push(places);
            written.push(ids);
        }
    }
    Some((SequenceSpec::Order(written), Sequence { steps }))
}

/// A place: an id, or `{ meeting, until, on-failure, attempts, give-up }`.
fn read_place(
    t: &mut TableReader<'_>,
    node: &Node,
    path: &str,
    names: Names<'_>,
    defaults: &Defaults,
) -> Option<(Place, String, toml::Table)> {
    let (mut until, mut own, mut more) = (None, defaults.clone(), toml::Table::new());
    let (id, spot) = match &node.value {
        Value::String(id) => (id.clone(), node.place.clone()),
        Value::Table(_) => t.over_node(node, path, |inner| {
            let id = inner.value::<String>("meeting", Limits::NONE);
            if !inner.has("meeting") {
                inner.missing("meeting", "meeting = \"rounds\"", "a type of meeting");
            }
            let spot = inner.value_place("meeting").clone();
            if let Some(spec) = inner.table("until", |u| gates::read(u, names)) {
                more.insert("until".into(), toml::Value::Table(spec.to_toml()));
                until = Some(spec);
            }
            for (key, limits) in
                [("attempts", Limits::new(1.0, 1000.0)), ("give-up", Limits::new(0.0, 3650.0))]
            {
                if !inner.has(key) {
                    continue;
                }
                if key == "attempts" {
                    if let Some(value) = inner.value::<u32>(key, limits) {
                        own.attempts = value;
                        more.insert(key.into(), i64::from(value).into());
                    }
                } else if let Some(value) = inner.value::<f64>(key, limits) {
                    own.give_up = value;
                    more.insert(key.into(), value.into());
                }
            }
            if let Some(value) = inner.value::<OnFailure>("on-failure", Limits::NONE) {
                own.on_failure = value;
                more.insert("on-failure".into(), value.key().into());
            }
            id.map(|id| (id, spot))
        })?,
        Value::Broken => return None,
        _ => {
            let message =
                format!("`sequence.{path}`: expected a type of meeting, found {}", node.describe());
            t.faults().error("wrong-type", &node.place, message).help(EXAMPLE);
            return None;
        }
    };
    let Some(meeting) = names.meetings.iter().position(|known| *known == id) else {
        let known = || names.meetings.iter().map(String::as_str);
        let help = match nearest(&id, known()) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("types of meeting: {}", listed(known())),
        };
        let message =
            format!("the order names \"{}\", which is no type of meeting", shorten(&id, 40));
        t.faults().error("unknown-meeting", &spot, message).help(help);
        return None;
    };
    let place = Place {
        meeting: u8::try_from(meeting).ok()?,
        until: until.as_ref().map(GateSpec::tree),
        on_failure: own.on_failure,
        attempts: own.attempts,
        give_up: own.give_up,
    };
    Some((place, id, more))
}

/// Refuses a sequence of meetings that cannot be called in it.
pub(super) fn check(s: &Scenario, r: &mut TableReader<'_>) {
    let Some(sequence) = &s.sequence else { return };
    let place = r.key_place("sequence").clone();
    for of in sequence.steps.iter().flatten() {
        let meeting: &MeetingType = &s.meetings[usize::from(of.meeting)];
        let why = if meeting.of.occasion == Occasion::Stall {
            "is launched as talks stall, and keeps to no order"
        } else if !meeting.is_held() {
            "is not held"
        } else {
            continue;
        };
        r.faults()
            .error("never-held", &place, format!("the order names `{}`, which {why}", meeting.id))
            .help("take it out of the order, or change the type of meeting");
    }
}

/// Puts a `--sequence` argument in place of the file's sequence.
pub(super) fn apply(
    tree: &mut Node,
    argument: &str,
    sources: &mut Sources,
    faults: &mut Diagnostics,
) {
    if let Some(node) = written("--sequence", argument, sources, faults) {
        overrides::replace(tree, "sequence", node, faults);
    }
}

/// A sequence written as `allies-first:n=2`, or as `allies, [rounds, consultations], summit`, as the table that it stands for.
pub(super) fn written(
    option: &str,
    argument: &str,
    sources: &mut Sources,
    faults: &mut Diagnostics,
) -> Option<Node> {
    let name = argument.split(':').next().unwrap_or_default().trim();
    let is_family = FAMILIES.iter().any(|family| family.name == name);
    if is_family || argument.contains(['=', ':']) {
        return gates::written(option, argument, sources, faults);
    }
    let id = overrides::source(option, argument, sources);
    let whole = Spot::new(id, 0..argument.len());
    let order = order(argument, id, faults)?;
    let key = Key { name: "order".into(), place: whole.clone() };
    let list = Node { value: Value::Array(order), place: whole.clone() };
    Some(Node { value: Value::Table(vec![(key, list)]), place: whole })
}

/// The steps of an order as it is typed.
fn order(argument: &str, id: SourceId, faults: &mut Diagnostics) -> Option<Vec<Node>> {
    let (mut steps, mut inner): (Vec<Node>, Option<(usize, Vec<Node>)>) = (Vec::new(), None);
    let mut start = 0;
    let ends = argument.char_indices().filter(|(_, c)| matches!(c, ',' | '[' | ']'));
    let ends: Vec<(usize, char)> = ends.chain([(argument.len(), ',')]).collect();
    for (at, mark) in ends {
        let text = &argument[start..at];
        let from = start + (text.len() - text.trim_start().len());
        let place = Spot::new(id, from..from + text.trim().len());
        if !text.trim().is_empty() {
            let node = Node { value: Value::String(text.trim().to_owned()), place };
            match &mut inner {
                Some((_, step)) => step.push(node),
                None => steps.push(node),
            }
        }
        start = at + mark.len_utf8().min(argument.len() - at);
        match (mark, inner.take()) {
            ('[', None) => inner = Some((at, Vec::new())),
            (']', Some((from, step))) => {
                let place = Spot::new(id, from..at + 1);
                steps.push(Node { value: Value::Array(step), place });
            }
            (',', open) if at < argument.len() => inner = open,
            (',', None) => {}
            _ => {
                let place = Spot::new(id, at.min(argument.len().saturating_sub(1))..argument.len());
                faults
                    .error("bad-override", &place, "the brackets of this order do not match")
                    .help("write meetings one after another, those in any order in brackets: allies, [rounds, consultations], summit");
                return None;
            }
        }
    }
    if steps.is_empty() {
        let place = Spot::new(id, 0..argument.len());
        let names: Vec<&str> = FAMILIES.iter().map(|f| f.name).collect();
        faults
            .error("bad-override", &place, "a sequence needs a family or an order of meetings")
            .help(format!("write --sequence allies,rounds,summit; or a family: {}", listed(names)));
        return None;
    }
    Some(steps)
}
