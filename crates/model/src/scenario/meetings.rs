//! Types of meeting as scenario files write them: the bundled ones, and what a file adds or changes.

use std::sync::LazyLock;

use crate::bargaining::{MAX_ISSUES, MAX_PARTIES};
use crate::diplomacy::gate::{Condition, Gate, Observable};
use crate::diplomacy::meeting::{Agenda, Meeting, Occasion, Protocol};
use crate::diplomacy::party::Role;
use crate::fields::diagnostic::{Diagnostics, Place};
use crate::fields::field::Choice;
use crate::fields::source::{Source, Sources};
use crate::fields::suggest::{listed, nearest};
use crate::fields::tree::{Key, Node, Value, shorten};
use crate::fields::{Section, TableReader};
use crate::limits::MAX_NASH_OUTCOMES;
use summitry_engine::sets::{IssueSet, PartySet};

use super::gates::{self, GateSpec, Names};
use super::inherit::fill;
use super::validated::{MeetingType, Scenario};

/// The types that every scenario has, as a file writes them.
const BUNDLED: &str = include_str!("meetings.toml");

static TYPES: LazyLock<Vec<(Key, Node)>> = LazyLock::new(|| {
    let mut sources = Sources::new();
    let id = sources.add(Source::new("meetings.toml", BUNDLED));
    match sources.parse(id, &mut Diagnostics::new()).value {
        Value::Table(types) => types,
        _ => Vec::new(),
    }
});

/// Keys of earlier editions, and where they are now.
const MOVED: &[(&str, &[&str], &str)] = &[
    (
        "summit",
        &[
            "participants",
            "lead",
            "lead-spread",
            "cooldown",
            "rounds-between",
            "session-issues",
            "steps",
            "total-steps",
            "quorum",
            "morale",
            "mandate",
            "mandate-fades",
        ],
        "meeting.summit",
    ),
    ("attention", &["round-lift"], "meeting.rounds.attention"),
    ("attention", &["consultation-lift"], "meeting.consultations.attention"),
    ("attention", &["summit-lift"], "meeting.summit.attention"),
    ("aid", &["round-release"], "meeting.rounds.release"),
    ("aid", &["summit-release"], "meeting.summit.release"),
];

/// Names of the bundled types, in order.
pub fn bundled() -> impl Iterator<Item = &'static str> {
    TYPES.iter().map(|(key, _)| key.name.as_str())
}

/// Whether a bundled type sets a key.
pub(super) fn sets(id: &str, key: &str) -> bool {
    TYPES.iter().any(|(name, node)| name.name == id && node.get(key).is_some())
}

/// The first bundled type that sets a key.
pub(super) fn that_sets(key: &str) -> Option<&'static str> {
    TYPES.iter().find(|(_, node)| node.get(key).is_some()).map(|(name, _)| name.name.as_str())
}

/// Writes the bundled types out in a tree: those that it does not name, and what it does not say of those that it does. A type
/// that is `like` a bundled one takes what it does not say from there. What `profile` says of a bundled type goes before.
pub(super) fn complete(tree: &mut Node, profile: Option<&Node>, faults: &mut Diagnostics) {
    let place = tree.place.clone();
    let Value::Table(root) = &mut tree.value else { return };
    refuse_moved(root, faults);
    let at = root.iter().position(|(key, _)| key.name == "meeting").unwrap_or_else(|| {
        let key = Key { name: "meeting".into(), place: place.clone() };
        root.push((key, Node { value: Value::Table(Vec::new()), place: place.clone() }));
        root.len() - 1
    });
    let Value::Table(own) = &mut root[at].1.value else { return };
    let as_bundled = |node: &mut Node, (key, bundled): &(Key, Node)| {
        if let Some(profile) = profile.and_then(|profile| profile.get(&key.name)) {
            fill(node, profile, &place);
        }
        fill(node, bundled, &place);
    };
    let mut all = Vec::with_capacity(TYPES.len() + own.len());
    for bundled in TYPES.iter() {
        let (key, mut node) = match own.iter().position(|(own, _)| own.name == bundled.0.name) {
            Some(k) => own.remove(k),
            None => {
                let key = Key { name: bundled.0.name.clone(), place: place.clone() };
                (key, Node { value: Value::Table(Vec::new()), place: place.clone() })
            }
        };
        as_bundled(&mut node, bundled);
        all.push((key, node));
    }
    for (key, mut node) in own.drain(..) {
        if let Some(bundled) = model_of(&mut node, faults) {
            as_bundled(&mut node, bundled);
        }
        all.push((key, node));
    }
    *own = all;
}

/// The bundled type that a type is `like`, if it is.
fn model_of(node: &mut Node, faults: &mut Diagnostics) -> Option<&'static (Key, Node)> {
    let Value::Table(entries) = &mut node.value else { return None };
    let at = entries.iter().position(|(key, _)| key.name == "like")?;
    let (_, like) = entries.remove(at);
    let Value::String(name) = &like.value else {
        let message =
            format!("`like`: expected the name of a type of meeting, found {}", like.describe());
        let help = format!("types: {}", listed(bundled()));
        faults.error("wrong-type", &like.place, message).help(help);
        return None;
    };
    let found = TYPES.iter().find(|(key, _)| key.name == *name);
    if found.is_none() {
        let help = match nearest(name, bundled()) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("types: {}", listed(bundled())),
        };
        let message = format!("there is no type of meeting \"{}\" to be like", shorten(name, 40));
        faults.error("unknown-meeting", &like.place, message).help(help);
    }
    found
}

/// Says of a key of the first edition where it is now, and takes it out.
fn refuse_moved(root: &mut Vec<(Key, Node)>, faults: &mut Diagnostics) {
    let mut refuse = |place: &Place, old: &str, new: &str| {
        let message = format!("`{old}` is written `{new}` since version 0.2.0");
        faults.error("moved", place, message).help("move it there");
    };
    root.retain_mut(|(key, node)| {
        let name = key.name.as_str();
        let Value::Table(entries) = &mut node.value else { return true };
        let is_moved = matches!(name, "rounds" | "consultations" | "initiatives");
        entries.retain(|(inner, _)| {
            let old = format!("{name}.{}", inner.name);
            let new = match (name, inner.name.as_str()) {
                ("rounds", "carried" | "carried-cap") => format!("concession.{}", inner.name),
                ("consultations", "every") => "meeting.consultations.gap".to_owned(),
                _ if is_moved => format!("meeting.{old}"),
                (name, inner) => {
                    let moved = MOVED
                        .iter()
                        .find(|(table, keys, _)| *table == name && keys.contains(&inner));
                    match moved {
                        Some((_, [_], new)) => (*new).to_owned(),
                        Some((_, _, table)) => format!("{table}.{inner}"),
                        None => return true,
                    }
                }
            };
            refuse(&inner.place, &old, &new);
            false
        });
        !is_moved
    });
}

/// Reads `[meeting.<id>]`; who takes part is found once the parties are known.
pub(super) fn read(r: &mut TableReader<'_>, names: Names<'_>) -> Vec<MeetingType> {
    r.keyed_tables("meeting", |id, t| {
        let mut of = Meeting::read(t);
        if of.label.is_empty() {
            id.clone_into(&mut of.label);
        }
        let requires_spec = t.table("requires", |t| gates::read(t, names));
        MeetingType {
            id: id.to_owned(),
            of,
            participants: PartySet::EMPTY,
            optional: PartySet::EMPTY,
            issues: IssueSet::EMPTY,
            callers: PartySet::EMPTY,
            requires: requires_spec.as_ref().map(GateSpec::tree),
            requires_spec,
        }
    })
}

/// Finds the parties of the types of meeting, and the type that the requester asks for.
pub(super) fn resolve(
    r: &mut TableReader<'_>,
    meetings: &mut [MeetingType],
    cast: Cast<'_>,
    issue_ids: &[String],
) -> Option<usize> {
    for meeting in meetings.iter_mut() {
        let mut list = |key: &str, names: &[String]| parties(r, &meeting.id, key, names, cast);
        let (must, named) = list("participants", &meeting.of.participants);
        let (may, may_named) = list("optional", &meeting.of.optional);
        meeting.callers = list("called-by", &meeting.of.called_by).0;
        meeting.participants = if meeting.of.participants.is_empty() {
            cast.in_role(Role::Requester) | cast.in_role(Role::Gatekeeper)
        } else {
            must
        };
        meeting.optional = may - meeting.participants;
        meeting.issues = issues(r, &meeting.id, &meeting.of.issues, issue_ids);
        let alone =
            (must | may).len() == 1 && named && (may_named || meeting.of.optional.is_empty());
        if alone {
            let place = place_of(r, &meeting.id, "participants");
            let message = format!("`{}` cannot hold a meeting alone", meeting.of.participants[0]);
            r.faults().error("too-few", &place, message).help(
                "name two parties or more; or take the list out, and requester and gatekeeper meet",
            );
        }
    }
    let asked: Vec<usize> = (0..meetings.len())
        .filter(|&k| meetings[k].of.enabled && meetings[k].of.occasion == Occasion::Request)
        .collect();
    match asked[..] {
        [one] => {
            if meetings[one].requires.is_some() {
                let place = place_of(r, &meetings[one].id, "requires");
                let id = &meetings[one].id;
                let message = format!("what `{id}` requires is the gate of the scenario");
                r.faults()
                    .error("ambiguous", &place, message)
                    .help("write its conditions into `[gate]`");
            }
            Some(one)
        }
        // Of a file that could not be read, nothing is known.
        [] if meetings.is_empty() => None,
        [] => {
            let place = r.key_place("meeting").clone();
            r.faults()
                .error("missing-meeting", &place, "the requester has no meeting to ask for")
                .help("let one type of meeting have occasion = \"request\", such as `summit`");
            None
        }
        [_, second, ..] => {
            let place = place_of(r, &meetings[second].id, "occasion");
            let all = listed(asked.iter().map(|&k| meetings[k].id.as_str()));
            let message = format!("the requester asks for one type of meeting, and here are {all}");
            r.faults()
                .error("duplicate-meeting", &place, message)
                .help("let the others come by the calendar: occasion = \"calendar\"");
            None
        }
    }
}

/// The issues of a meeting; all where none are named.
fn issues(r: &mut TableReader<'_>, meeting: &str, names: &[String], ids: &[String]) -> IssueSet {
    if names.is_empty() {
        return IssueSet::first(ids.len().min(MAX_ISSUES));
    }
    let node = r.peek("meeting").and_then(|m| m.get(meeting)).and_then(|m| m.get("issues"));
    let path = format!("meeting.{meeting}.issues");
    positions(r, node, names, ids, ("unknown-issue", "issue", &path), MAX_ISSUES)
        .into_iter()
        .collect()
}

/// The positions of ids that a list names; those that are none are faults, with their place.
pub(super) fn positions(
    r: &mut TableReader<'_>,
    node: Option<&Node>,
    names: &[String],
    ids: &[String],
    (code, what, path): (&'static str, &str, &str),
    most: usize,
) -> Vec<usize> {
    let places: Vec<Place> = match node {
        Some(Node { value: Value::Array(items), .. }) => {
            items.iter().map(|item| item.place.clone()).collect()
        }
        _ => Vec::new(),
    };
    let mut found = Vec::with_capacity(names.len());
    for (k, name) in names.iter().enumerate() {
        match ids.iter().position(|id| id == name) {
            Some(at) => found.extend((at < most).then_some(at)),
            None => {
                let known = || ids.iter().map(String::as_str);
                let help = match nearest(name, known()) {
                    Some(near) => format!("did you mean \"{near}\"?"),
                    None => format!("known here: {}", listed(known())),
                };
                let place = places.get(k).cloned().unwrap_or_else(|| r.place().clone());
                let message = format!(
                    "`{path}` names \"{}\", which is no {what} of the scenario",
                    shorten(name, 40)
                );
                r.faults().error(code, &place, message).help(help);
            }
        }
    }
    found
}

/// The parties that a list of participants may name.
#[derive(Clone, Copy)]
pub(super) struct Cast<'a> {
    pub ids: &'a [String],
    /// None where a role could not be read.
    pub roles: &'a [Option<Role>],
    pub influence: &'a [f64],
}

/// Everybody, in a list of participants.
const ALL: &str = "all";
/// The ally with the greatest influence.
const LEADING_ALLY: &str = "leading-ally";

impl Cast<'_> {
    fn in_role(&self, role: Role) -> PartySet {
        (0..self.roles.len().min(MAX_PARTIES)).filter(|&i| self.roles[i] == Some(role)).collect()
    }

    /// The parties that a word stands for, if it is one.
    fn named(&self, word: &str) -> Option<PartySet> {
        match word {
            ALL => Some(PartySet::first(self.ids.len().min(MAX_PARTIES))),
            LEADING_ALLY => {
                let heavier =
                    |a: usize, b: usize| if self.influence[b] > self.influence[a] { b } else { a };
                Some(self.in_role(Role::Ally).iter().reduce(heavier).into_iter().collect())
            }
            _ => Role::ALL.iter().find(|role| role.key() == word).map(|role| self.in_role(*role)),
        }
    }
}

/// Where a key of a type of meeting stands.
fn place_of(r: &TableReader<'_>, meeting: &str, key: &str) -> Place {
    let node = r.peek("meeting").and_then(|node| node.get(meeting));
    match node.and_then(|node| node.get(key)).or(node) {
        Some(node) => node.place.clone(),
        None => r.place().clone(),
    }
}

/// The parties of a list of ids and roles, and whether it names all of them by their ids.
fn parties(
    r: &mut TableReader<'_>,
    meeting: &str,
    key: &str,
    names: &[String],
    cast: Cast<'_>,
) -> (PartySet, bool) {
    let items: Vec<Place> =
        match r.peek("meeting").and_then(|m| m.get(meeting)).and_then(|m| m.get(key)) {
            Some(Node { value: Value::Array(items), .. }) => {
                items.iter().map(|i| i.place.clone()).collect()
            }
            _ => Vec::new(),
        };
    let (mut set, mut named) = (PartySet::EMPTY, true);
    for (k, name) in names.iter().enumerate() {
        match (cast.ids.iter().position(|id| id == name), cast.named(name)) {
            (Some(i), _) if i < MAX_PARTIES => set.insert(i),
            // Of too many parties, which is a fault of its own, a set has no room.
            (Some(_), _) => named = false,
            (None, Some(parties)) => {
                set |= parties;
                named = false;
            }
            (None, None) => {
                named = false;
                let place = items.get(k).cloned().unwrap_or_else(|| place_of(r, meeting, key));
                let who = format!("`meeting.{meeting}.{key}`");
                gates::unknown_party(r, name, &place, cast.ids, &who);
            }
        }
    }
    (set, named)
}

/// Refuses requirements that go round in a circle, and meetings that nobody can call; warns of those that can never be called.
pub(super) fn check(s: &Scenario, r: &mut TableReader<'_>) {
    let count = s.meetings.len();
    // What can be called, given what can: more each time round.
    let mut possible: Vec<bool> = vec![false; count];
    loop {
        let next: Vec<bool> = (0..count)
            .map(|kind| {
                let requires = s.meetings[kind].requires.as_ref();
                possible[kind] || requires.is_none_or(|gate| may_hold(gate, &gate.root, &possible))
            })
            .collect();
        if next == possible {
            break;
        }
        possible = next;
    }
    for (kind, meeting) in s.meetings.iter().enumerate().filter(|(_, m)| m.is_held()) {
        let id = &meeting.id;
        if meeting.of.occasion != Occasion::Calendar && meeting.callers.is_empty() {
            let place = place_of(r, id, "called-by");
            let who = if meeting.of.occasion == Occasion::Request { "grants" } else { "launches" };
            r.faults()
                .error("missing-caller", &place, format!("nobody {who} `{id}`"))
                .help("for example: called-by = [\"gatekeeper\"]");
        }
        let outcomes = largest_table(s, meeting);
        if meeting.of.protocol == Protocol::Nash && outcomes > MAX_NASH_OUTCOMES {
            let place = place_of(r, id, "protocol");
            let message = format!("a table of `{id}` has up to {outcomes:.0} outcomes");
            r.faults().error("too-many", &place, message).help(format!(
                "Nash's solution is looked for among {MAX_NASH_OUTCOMES} at most: name fewer `issues`, or give `session-issues` and an `agenda` other than a package"
            ));
        }
        let Some(gate) = &meeting.requires else { continue };
        let place = place_of(r, id, "requires");
        if !possible[kind] {
            let circle: Vec<&str> = (0..count)
                .filter(|&k| !possible[k] && s.meetings[k].is_held())
                .map(|k| s.meetings[k].id.as_str())
                .collect();
            let message = if circle.len() == 1 {
                format!("`{id}` requires itself, and so can never be held")
            } else {
                format!("none of {} can be held before another of them", listed(circle))
            };
            r.faults()
                .error("circular", &place, message)
                .help("take one of the conditions out, or put it beside another in `any = […]`");
        } else if let Some(why) = s.never_opens(gate, &gate.root) {
            r.faults()
                .warning("never-held", &place, format!("`{id}` can never be held: {why}"))
                .help("take the condition out, or ask for less");
        }
    }
}

/// Outcomes of the largest table that a type of meeting may have.
fn largest_table(s: &Scenario, meeting: &MeetingType) -> f64 {
    let mut options: Vec<u8> = meeting.issues.iter().map(|issue| s.option_count(issue)).collect();
    options.sort_unstable_by(|a, b| b.cmp(a));
    let whole = matches!(meeting.of.agenda, Agenda::Package | Agenda::Caller);
    let taken = if whole { options.len() } else { meeting.of.session_issues as usize };
    options.into_iter().take(taken).map(f64::from).product()
}

/// Whether a condition may hold once the possible meetings have been held.
fn may_hold(gate: &Gate, condition: &Condition, possible: &[bool]) -> bool {
    match condition {
        Condition::All(parts) => parts.iter().all(|part| may_hold(gate, part, possible)),
        Condition::Any(parts) => parts.iter().any(|part| may_hold(gate, part, possible)),
        Condition::Not(_) => true,
        Condition::Leaf(leaf) => match gate.leaves[*leaf].what {
            Observable::Held(kind) | Observable::Failed(kind) | Observable::Since(kind) => {
                possible[usize::from(kind)]
            }
            _ => true,
        },
    }
}
