//! From text and overrides to a validated scenario, with every error reported.

use std::path::Path;

use crate::bargaining::{MAX_ISSUES, MAX_PARTIES};
use crate::diplomacy::gate::{Condition, Gate, Observable};
use crate::diplomacy::issue::Issue;
use crate::diplomacy::party::{Conduct, Party, Role, Stake};
use crate::diplomacy::shock::ShockKind;
use crate::fields::diagnostic::{Diagnostics, Place};
use crate::fields::field::{Choice, Limits, plain};
use crate::fields::overrides;
use crate::fields::parse::FileKind;
use crate::fields::slip::composed;
use crate::fields::source::{Source, SourceId, Sources};
use crate::fields::suggest::{listed, nearest};
use crate::fields::tree::{Key, Node, Value, shorten};
use crate::fields::{Section, TableReader};
use crate::limits::{MAX_MEETINGS, MAX_SCENARIO_OPTIONS, MAX_SHOCKS};
use crate::policy::script::ScriptError;
use crate::policy::{Policy, Script};
use summitry_engine::sets::PartySet;

use super::bundled;
use super::gates::{self, GateSpec, Names};
use super::inherit::{self, Origin};
use super::meetings::{self, Cast};
use super::schema;
use super::sections::Sections;
use super::sequences::{self, SequenceSpec};
use super::validated::{Named, Scenario};

/// What to change in a scenario before it is validated.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// A gate such as `rounds-first:n=3`, in place of the file's.
    pub gate: Option<String>,
    /// A sequence such as `allies-first` or `allies, rounds, summit`, in place of the file's.
    pub sequence: Option<String>,
    /// `path=value`, in order; later ones win.
    pub set: Vec<String>,
}

/// A scenario that was read, with its texts and faults.
#[derive(Debug)]
pub struct Loaded {
    /// The texts, for drawing faults.
    pub sources: Sources,
    /// Errors and warnings.
    pub faults: Diagnostics,
    /// The scenario, unless there are errors.
    pub scenario: Option<Scenario>,
}

/// Reads a bundled scenario by its name, or a file by its path.
///
/// ```
/// use summitry_model::scenario::{Overrides, read};
/// let loaded = read("kyiv-washington", &Overrides::default());
/// assert!(loaded.scenario.is_some());
///
/// let typo = Overrides { set: vec!["strain.growht=0.1".into()], ..Overrides::default() };
/// let loaded = read("kyiv-washington", &typo);
/// assert!(loaded.scenario.is_none());
/// assert!(loaded.faults.render(&loaded.sources, false).contains("growth"));
/// ```
#[must_use]
pub fn read(name_or_path: &str, overrides: &Overrides) -> Loaded {
    let mut sources = Sources::new();
    let mut faults = Diagnostics::new();
    let scenario = read_among(name_or_path, None, overrides, &mut sources, &mut faults);
    Loaded { sources, faults, scenario }
}

/// As [`read`], for a scenario that another file names: texts and faults go to those of that file. `from` is the
/// directory where paths begin, and the place of the name.
pub fn read_among(
    name_or_path: &str,
    from: Option<(&Path, &Place)>,
    overrides: &Overrides,
    sources: &mut Sources,
    faults: &mut Diagnostics,
) -> Option<Scenario> {
    let (id, name, path) = match bundled::text(name_or_path) {
        Some(text) => {
            let source = Source::new(format!("scenarios/{name_or_path}.toml"), text);
            (sources.add(source), name_or_path.to_owned(), None)
        }
        None => {
            let path = from.map_or(Path::new(""), |(dir, _)| dir).join(name_or_path);
            let stem = path.file_stem().map(|s| s.to_string_lossy().into_owned());
            let names: Vec<&str> = bundled::names().collect();
            let kind = FileKind {
                noun: "scenario",
                example: "scenarios/kyiv-washington.toml",
                bundled: &names,
            };
            (
                sources.load(&path, kind, from.map(|(_, place)| place), faults)?,
                stem.unwrap_or_default(),
                Some(path),
            )
        }
    };
    let scenario = parse(sources, id, (&name, path.as_deref()), overrides, faults);
    scenario.filter(|_| !faults.has_errors())
}

/// As [`read_among`], for a text that is at hand.
pub fn read_text(
    name: &str,
    text: &str,
    overrides: &Overrides,
    sources: &mut Sources,
    faults: &mut Diagnostics,
) -> Option<Scenario> {
    let id = sources.add(Source::new(format!("{name}.toml"), text));
    let scenario = parse(sources, id, (name, None), overrides, faults);
    scenario.filter(|_| !faults.has_errors())
}

fn parse(
    sources: &mut Sources,
    id: SourceId,
    (name, path): (&str, Option<&Path>),
    overrides: &Overrides,
    faults: &mut Diagnostics,
) -> Option<Scenario> {
    let mut tree = sources.parse(id, faults);
    // What changes the base comes before it, all other changes after.
    let (of_base, set): (Vec<&String>, Vec<&String>) =
        overrides.set.iter().partition(|argument| inherit::is_base(argument));
    for argument in of_base {
        overrides::apply(&mut tree, argument, sources, faults);
    }
    let (bases, files) = inherit::resolve(&mut tree, id, path, sources, faults);
    if let Some(gate) = &overrides.gate {
        gates::apply(&mut tree, gate, sources, faults);
    }
    if let Some(sequence) = &overrides.sequence {
        sequences::apply(&mut tree, sequence, sources, faults);
    }
    for argument in set {
        overrides::apply(&mut tree, argument, sources, faults);
    }
    let mut scenario = validated(&mut tree, &files, name, faults)?;
    scenario.origin = inherit::origin(&scenario, &tree, bases);
    Some(scenario)
}

/// The scenario of a tree to which all overrides are applied; `files` are the sources it was read from.
pub(super) fn validated(
    tree: &mut Node,
    files: &[SourceId],
    name: &str,
    faults: &mut Diagnostics,
) -> Option<Scenario> {
    let profile = inherit::complete(tree, faults);
    meetings::complete(tree, profile, faults);
    refuse_strangers(tree, files, faults);
    let mut reader = TableReader::root(tree, faults).with_homes(schema::homes);
    let scenario = read_tree(&mut reader, name);
    reader.finish();
    scenario
}

/// Takes out what overrides say of a party, an issue or a shock that the scenario does not have: more
/// likely a slip in its id than a new one spelt out key by key. A new one is set as a whole.
fn refuse_strangers(tree: &mut Node, files: &[SourceId], faults: &mut Diagnostics) {
    let Value::Table(root) = &mut tree.value else { return };
    for (key, node) in root {
        let (what, Value::Table(entries)) = (key.name.as_str(), &mut node.value) else { continue };
        if !["party", "issue", "shock", "meeting"].contains(&what) {
            continue;
        }
        // A table made on the way of an override stands where its key does.
        let is_stranger = |(id, node): &(Key, Node)| {
            let is_bundled = what == "meeting" && meetings::bundled().any(|known| known == id.name);
            !is_bundled && !files.contains(&id.place.source) && id.place == node.place
        };
        let (strangers, known): (Vec<_>, Vec<_>) =
            std::mem::take(entries).into_iter().partition(is_stranger);
        for (id, _) in strangers {
            let ids = || known.iter().map(|(id, _)| id.name.as_str());
            let wrong = shorten(&id.name, 40);
            let help = match nearest(&id.name, ids()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("known here: {}", listed(ids())),
            };
            let code = match what {
                "party" => "unknown-party",
                "issue" => "unknown-issue",
                "meeting" => "unknown-meeting",
                _ => "unknown-shock",
            };
            let message = format!("the scenario has no {what} `{wrong}`");
            faults.error(code, &id.place, message).help(help);
        }
        *entries = known;
    }
}

/// Reads the whole tree. Gives none only where there is nothing to build on.
fn read_tree(r: &mut TableReader<'_>, name: &str) -> Option<Scenario> {
    let title: String = r.value("title", Limits::NONE).unwrap_or_else(|| name.to_owned());
    let description: String = r.value("description", Limits::NONE).unwrap_or_default();
    let base: Option<String> = r.value(inherit::KEY, Limits::NONE);
    let sections = Sections::read(r);
    let attention = &sections.attention;
    let start = attention.floor + attention.fast_initial + attention.slow_initial;
    if start > 1.0 {
        let place = r.key_place("attention").clone();
        let message = format!("attention starts at {start:.3}, and is an index up to 1");
        r.faults()
            .error("out-of-range", &place, message)
            .help("let `floor`, `fast-initial` and `slow-initial` sum to 1 at most");
    }
    let shocks = r.keyed_tables("shock", |id, t| {
        let mut shock = ShockKind::read(t);
        label(&mut shock.label, id);
        named(id, shock)
    });
    let issues = r.keyed_tables("issue", |id, t| named(id, read_issue(id, t)));
    let issue_ids: Vec<String> = issues.iter().map(|i| i.id.clone()).collect();
    let mut policies = Vec::new();
    let mut stakes = Vec::new();
    let mut roles = Vec::new();
    let parties = r.keyed_tables("party", |id, t| {
        let mut party = Party::read(t);
        roles.push(WrittenRole::from_party(&party, t));
        label(&mut party.label, id);
        policies.push(read_policy(id, &party, t));
        stakes.push(read_stakes(id, &issues, &issue_ids, t));
        named(id, party)
    });
    let party_ids: Vec<String> = parties.iter().map(|p| p.id.clone()).collect();
    let meeting_ids: Vec<String> = match r.peek("meeting") {
        Some(Node { value: Value::Table(entries), .. }) => {
            entries.iter().map(|(key, _)| key.name.clone()).collect()
        }
        _ => Vec::new(),
    };
    let names = Names { parties: &party_ids, issues: &issue_ids, meetings: &meeting_ids };
    let mut meetings = meetings::read(r, names);
    let written_sequence = sequences::read(r, names);
    let gate_spec = if r.has("gate") {
        r.table("gate", |t| gates::read(t, names))
    } else {
        r.missing(
            "gate",
            "gate = { family = \"rounds-first\", n = 3 }",
            "when the summit is granted",
        );
        None
    };

    limit(r, "issue", "issues", MAX_ISSUES);
    limit(r, "party", "parties", MAX_PARTIES);
    limit(r, "shock", "kinds of shock", MAX_SHOCKS);
    limit(r, "meeting", "types of meeting", MAX_MEETINGS);
    if issues.is_empty() {
        r.missing("issue", "[issue.ceasefire]", "the agenda is empty: name at least one issue");
    }
    let (mut requester, mut gatekeeper) = (None, None);
    if parties.is_empty() {
        r.missing("party", "[party.kyiv]", "who takes part: a requester and a gatekeeper at least");
    } else {
        requester = one_of(r, &party_ids, &roles, Role::Requester);
        gatekeeper = one_of(r, &party_ids, &roles, Role::Gatekeeper);
        if roles.iter().all(|w| w.without_influence || w.role == Some(Role::Counterpart)) {
            let place = roles[0].influence_place.clone();
            r.faults()
                .error("all-zero", &place, "no party of the coalition has any influence")
                .help("give the requester, the gatekeeper or an ally an `influence` above 0");
        }
    }
    let written: Vec<Option<Role>> = roles.iter().map(|written| written.role).collect();
    let influence: Vec<f64> = parties.iter().map(|party| party.of.influence).collect();
    let cast = Cast { ids: &party_ids, roles: &written, influence: &influence };
    let summit_meeting = meetings::resolve(r, &mut meetings, cast, &issue_ids);
    let defers_to: Vec<PartySet> = parties
        .iter()
        .map(|party| {
            named_parties(r, ("party", &party.id, "defers-to"), &party.of.defers_to, &party_ids)
        })
        .collect();
    let needs: Vec<PartySet> = issues
        .iter()
        .map(|issue| named_parties(r, ("issue", &issue.id, "needs"), &issue.of.needs, &party_ids))
        .collect();
    if r.faults().has_errors() {
        return None;
    }
    let (gate_spec, requester, gatekeeper) = (gate_spec?, requester?, gatekeeper?);
    let summit_meeting = summit_meeting?;
    let gate: Gate = gate_spec.tree();
    let sequence_defaults = written_sequence.defaults;
    let (sequence_spec, sequence) = written_sequence.order.unzip();
    let of_sequence = sequence_spec.as_ref().and_then(SequenceSpec::bilateral_effort);
    if let Some(effort) = of_sequence.or(gate_spec.bilateral_effort())
        && let Some(track) = meetings.iter_mut().find(|meeting| meeting.id == "consultations")
    {
        track.of.effort = effort;
    }
    let scenario = Scenario {
        id: name.to_owned(),
        title,
        description,
        origin: Origin { bases: base.into_iter().collect(), ..Origin::default() },
        sections,
        gate_spec,
        gate,
        sequence,
        sequence_spec,
        sequence_defaults,
        shocks,
        issues,
        parties,
        policies,
        stakes,
        requester,
        gatekeeper,
        meetings,
        summit_meeting,
        defers_to,
        needs,
    };
    meetings::check(&scenario, r);
    sequences::check(&scenario, r);
    warn(&scenario, r);
    Some(scenario)
}

/// The parties that a key of a keyed table names.
fn named_parties(
    r: &mut TableReader<'_>,
    (table, id, key): (&str, &str, &str),
    names: &[String],
    ids: &[String],
) -> PartySet {
    let node = r.peek(table).and_then(|t| t.get(id)).and_then(|t| t.get(key));
    let path = format!("{table}.{id}.{key}");
    let what = ("unknown-party", "party", path.as_str());
    meetings::positions(r, node, names, ids, what, MAX_PARTIES).into_iter().collect()
}

fn named<T>(id: &str, of: T) -> Named<T> {
    Named { id: id.to_owned(), of }
}

fn label(label: &mut String, id: &str) {
    if label.is_empty() {
        id.clone_into(label);
    }
}

fn read_issue(id: &str, t: &mut TableReader<'_>) -> Issue {
    let mut issue = Issue::read(t);
    label(&mut issue.label, id);
    if issue.options.is_empty() {
        if t.peek("options").is_some_and(|node| node.value != Value::Array(Vec::new())) {
            // Their error is reported; how many there would be is unknown.
            return issue;
        }
        issue.options = (0..5).map(|k| k.to_string()).collect();
    }
    let count = issue.options.len();
    if !(2..=MAX_SCENARIO_OPTIONS).contains(&count) {
        let place = t.value_place("options").clone();
        let s = if count == 1 { "" } else { "s" };
        t.faults()
            .error("out-of-range", &place, format!("issue `{id}` has {count} option{s}"))
            .help(format!("an issue has from 2 to {MAX_SCENARIO_OPTIONS}"));
    }
    let spelt: Vec<String> = issue.options.iter().map(|option| composed(option)).collect();
    if let Some(twice) = (1..count).find(|&k| spelt[..k].contains(&spelt[k])) {
        let place = t.value_place("options").clone();
        let message = format!("issue `{id}` has the option \"{}\" twice", issue.options[twice]);
        t.faults().error("duplicate-id", &place, message).help("give each its own name");
    }
    if count >= 2 && issue.status_quo as usize >= count {
        let place = t.value_place("status-quo").clone();
        let default = if t.has("status-quo") { "" } else { ", its default" };
        let message = format!(
            "`status-quo` is {}{default}, but issue `{id}` has {count} options",
            issue.status_quo
        );
        t.faults()
            .error("out-of-range", &place, message)
            .help(format!("options are counted from 0: give 0 to {}", count - 1));
    }
    issue
}

fn read_policy(id: &str, party: &Party, t: &mut TableReader<'_>) -> Policy {
    let items = match t.peek("script") {
        Some(Node { value: Value::Array(items), .. }) => items.as_slice(),
        _ => &[],
    };
    let mut sound = true;
    for (line, item) in party.script.iter().zip(items) {
        if let Err(error) = Script::parse(std::slice::from_ref(line)) {
            bad_script(&error, &item.place, t.faults());
            sound = false;
        }
    }
    let is_written = matches!(t.peek("policy"), None | Some(Node { value: Value::String(_), .. }));
    if party.policy != Conduct::Scripted && !items.is_empty() && is_written {
        let place = t.key_place("script").clone();
        let message = format!("the script of party `{id}` is not followed");
        t.faults()
            .warning("unused-script", &place, message)
            .help("write policy = \"scripted\" beside it, or take it out");
    }
    match party.policy {
        Conduct::Rule => Policy::Rule,
        Conduct::Random => Policy::Random,
        Conduct::Payoff => Policy::Payoff,
        Conduct::Scripted if sound => {
            Script::parse(&party.script).map_or(Policy::Rule, Policy::Scripted)
        }
        Conduct::Scripted => Policy::Rule,
    }
}

/// The fault of a line of a script.
fn bad_script(error: &ScriptError, place: &Place, faults: &mut Diagnostics) {
    let closest = |wrong: &str, known: &str| match nearest(wrong, known.split(", ")) {
        Some(near) => format!("did you mean `{near}`? Possible are {known}"),
        None => format!("possible are {known}"),
    };
    let (message, help) = match error {
        ScriptError::Form(line) => (
            format!("`{}` is no line of a script", shorten(line, 40)),
            "write `grant = defer` for always, or `grant#0 = defer` for the first time, `grant#1` for the next"
                .to_owned(),
        ),
        ScriptError::Request { name, known } => (
            format!("there is no request `{}` to script", shorten(name, 40)),
            closest(name, known),
        ),
        ScriptError::Answer { request, answer, legal } => (
            format!("`{}` is no answer to `{request}`", shorten(answer, 40)),
            closest(answer, legal),
        ),
    };
    faults.error("bad-script", place, message).help(help);
}

fn read_stakes(
    party: &str,
    issues: &[Named<Issue>],
    ids: &[String],
    t: &mut TableReader<'_>,
) -> Vec<Stake> {
    let none = Stake { weight: 0.0, stance: 0.0, values: Vec::new() };
    let mut stakes = vec![none; issues.len()];
    let place = t.key_place("stakes").clone();
    let mut unknown: Vec<String> = Vec::new();
    let mut weightless = true;
    let read = t.keyed_tables("stakes", |id, s| {
        let stake = Stake::read(s);
        weightless &= is_zero(s.peek("weight"));
        let Some(j) = ids.iter().position(|i| i == id) else {
            unknown.push(id.to_owned());
            return;
        };
        let (count, given) = (issues[j].of.options.len(), stake.values.len());
        if given > 0 && count > 0 && given != count {
            let place = s.value_place("values").clone();
            let plural = if given == 1 { "" } else { "s" };
            let message = format!("{given} value{plural} for the {count} options of issue `{id}`");
            s.faults().error("wrong-length", &place, message).help("give a value for each option");
        }
        stakes[j] = stake;
    });
    // With an empty agenda, which is reported, every stake would be in an unknown issue; so are letters that no id has.
    unknown.retain(|id| !issues.is_empty() && id.is_ascii());
    for id in unknown {
        let place = match t.peek("stakes") {
            Some(Node { value: Value::Table(entries), .. }) => {
                entries.iter().find(|(key, _)| key.name == id).map(|(key, _)| key.place.clone())
            }
            _ => None,
        };
        let place = place.unwrap_or_else(|| t.key_place("stakes").clone());
        let known = || ids.iter().map(String::as_str);
        let help = match nearest(&id, known()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("issues: {}", listed(known())),
        };
        let message = format!("party `{party}` has a stake in `{id}`, which is no issue");
        t.faults().error("unknown-issue", &place, message).help(help);
    }
    if read.is_empty() && !is_torn(t.peek("stakes")) {
        let message = format!("party `{party}` has no stake in any issue");
        t.faults()
            .error("no-issues", &place, message)
            .help("for example: stakes.ceasefire = { weight = 1, stance = 0.5 }");
    } else if weightless && !read.is_empty() {
        let message = format!("the weights of party `{party}` are all zero");
        t.faults()
            .error("all-zero", &place, message)
            .help("weights are ratios: give at least one issue a weight above 0");
    }
    stakes
}

/// Whether a number was written, and is 0.
fn is_zero(node: Option<&Node>) -> bool {
    match node.map(|node| &node.value) {
        Some(Value::Integer(number)) => *number == 0,
        Some(Value::Float(number)) => *number == 0.0,
        _ => false,
    }
}

/// Whether something stands here that is no table; its error is reported already.
fn is_torn(node: Option<&Node>) -> bool {
    node.is_some_and(|node| !matches!(node.value, Value::Table(_)))
}

/// Refuses more than `most` tables under a key, at the first that is too many.
fn limit(r: &mut TableReader<'_>, key: &str, what: &str, most: usize) {
    let Some(Node { value: Value::Table(entries), .. }) = r.peek(key) else { return };
    if let Some((first, _)) = entries.get(most) {
        let message = format!("the scenario has {} {what}", entries.len());
        r.faults()
            .error("too-many", &first.place, message)
            .help(format!("at most {most} are allowed; this is the first too many"));
    }
}

/// A party's role and influence as they were written.
struct WrittenRole {
    /// None where it could not be read.
    role: Option<Role>,
    place: Place,
    without_influence: bool,
    influence_place: Place,
}

impl WrittenRole {
    fn from_party(party: &Party, t: &TableReader<'_>) -> Self {
        let is_read = match t.peek("role") {
            Some(Node { value: Value::String(text), .. }) => text == party.role.key(),
            _ => false,
        };
        WrittenRole {
            role: is_read.then_some(party.role),
            place: t.value_place("role").clone(),
            without_influence: is_zero(t.peek("influence")),
            influence_place: t.value_place("influence").clone(),
        }
    }
}

/// The one party in a role that a scenario has one of.
fn one_of(
    r: &mut TableReader<'_>,
    ids: &[String],
    roles: &[WrittenRole],
    role: Role,
) -> Option<usize> {
    let found: Vec<usize> = (0..roles.len()).filter(|&i| roles[i].role == Some(role)).collect();
    let name = role.key();
    match found[..] {
        [one] => Some(one),
        [] => {
            // A role that could not be read may have been meant to be this one.
            if roles.iter().all(|written| written.role.is_some()) {
                let place = r.key_place("party").clone();
                let all = listed(ids.iter().map(String::as_str));
                r.faults()
                    .error("missing-role", &place, format!("no party is the {name}"))
                    .help(format!("give one party role = \"{name}\"; parties: {all}"));
            }
            None
        }
        [_, second, ..] => {
            let all = listed(found.iter().map(|&i| ids[i].as_str()));
            let message = format!("more than one party is the {name}: {all}");
            r.faults()
                .error("duplicate-role", &roles[second].place, message)
                .help("a scenario has one; the others may be allies: role = \"ally\"");
            None
        }
    }
}

/// What is allowed, and likely not meant.
fn warn(s: &Scenario, r: &mut TableReader<'_>) {
    let place = r.key_place("gate").clone();
    let gate = match &s.gate_spec {
        GateSpec::Family { .. } => format!("the gate `{}`", s.gate_spec.label()),
        GateSpec::Tree(..) => "the gate".to_owned(),
    };
    let meant = "a control worth having, if it is meant";
    let rounds = s.meetings.iter().find(|meeting| meeting.of.counts_as_round);
    let rounds = &rounds.unwrap_or(&s.meetings[0]).of;
    let first = if s.gate.asks_for_rounds() { rounds.gap } else { 0.0 };
    let earliest =
        s.gate.earliest_day(first, rounds.gap.min(rounds.hastened.max(rounds.least_gap)));
    if let Some(why) = s.never_opens(&s.gate, &s.gate.root) {
        let message = format!("{gate} can never open: {why}");
        r.faults().warning("gate-never-opens", &place, message).help(meant);
    } else if earliest > s.calendar.window {
        // Spacing is drawn about its median, so a day is not exact.
        let message = format!(
            "{gate} opens about day {earliest:.0} at the earliest, and the window closes on day {}",
            s.calendar.window
        );
        r.faults()
            .warning("gate-never-opens", &place, message)
            .help(format!("{meant}; else ask for less, or lengthen `calendar.window`"));
    }
    warn_of_days(s, r);
    warn_of_stakes(s, r);
}

/// Days that are set, and never come.
fn warn_of_days(s: &Scenario, r: &mut TableReader<'_>) {
    let mut days: Vec<(&Node, String, f64)> = Vec::new();
    let written = |table: &str, key: &str| r.peek(table).and_then(|table| table.get(key));
    if let (Some(node), Some(day)) = (written("calendar", "deadline"), s.calendar.deadline) {
        days.push((node, "the deadline is".to_owned(), day));
    }
    if let Some(node) = written("requests", "first") {
        days.push((
            node,
            "the first request for a summit comes".to_owned(),
            s.rules.requests.first,
        ));
    }
    for party in &s.parties {
        let node = written("party", &party.id).and_then(|table| table.get("elections"));
        let Some(Node { value: Value::Array(items), .. }) = node else { continue };
        let elections = items.iter().zip(&party.of.elections);
        days.extend(elections.map(|(item, &day)| (item, format!("`{}` votes", party.id), day)));
    }
    let window = s.calendar.window;
    days.retain(|(_, _, day)| *day > window);
    for (node, what, day) in days {
        let (day, window) = (plain(day), plain(window));
        let message = format!("{what} on day {day}, and the window closes on day {window}");
        r.faults().warning("after-window", &node.place, message).help(
            "it never comes: give an earlier day, take it out, or lengthen `calendar.window`",
        );
    }
}

/// Parties of which nobody said what an issue is worth to them.
fn warn_of_stakes(s: &Scenario, r: &mut TableReader<'_>) {
    let mut silent: Vec<(Place, String, String)> = Vec::new();
    for party in &s.parties {
        let Some(node) = r.peek("party").and_then(|table| table.get(&party.id)) else { continue };
        let Some(stakes) = node.get("stakes") else { continue };
        let without = s.issues.iter().filter(|issue| stakes.get(&issue.id).is_none());
        let without: Vec<&str> = without.map(|issue| issue.id.as_str()).collect();
        if let Some(first) = without.first() {
            let message =
                format!("party `{}` has no stake in {}", party.id, listed(without.iter().copied()));
            silent.push((node.place.clone(), message, (*first).to_owned()));
        }
    }
    for (place, message, issue) in silent {
        r.faults().warning("no-stake", &place, message).help(format!(
            "it is then indifferent: write stakes.{issue} = {{ weight = 1, stance = 0.5 }}, with weight = 0 if that is meant"
        ));
    }
}

impl Scenario {
    /// Why a condition of a gate can never hold, whatever happens; none where it might.
    pub(super) fn never_opens(&self, gate: &Gate, condition: &Condition) -> Option<String> {
        match condition {
            Condition::All(parts) => parts.iter().find_map(|part| self.never_opens(gate, part)),
            Condition::Any(parts) => {
                let reasons: Option<Vec<String>> =
                    parts.iter().map(|part| self.never_opens(gate, part)).collect();
                reasons?.into_iter().next()
            }
            Condition::Not(_) => None,
            Condition::Leaf(leaf) => {
                let allies = self.in_role(Role::Ally);
                let leaf = &gate.leaves[*leaf];
                match leaf.what {
                    Observable::Endorsements if leaf.at_least > allies.len() as f64 => {
                        let few = allies.len();
                        Some(format!(
                            "it asks for {} endorsements, and there {} to endorse",
                            leaf.at_least,
                            if few == 1 {
                                "is 1 ally".to_owned()
                            } else {
                                format!("are {few} allies")
                            }
                        ))
                    }
                    Observable::Endorsed if leaf.at_least > 0.0 && allies.is_empty() => {
                        Some("it asks allies to endorse, and there are none".to_owned())
                    }
                    Observable::EndorsedBy(set) if !set.is_subset(allies) => {
                        let other = (set - allies).iter().next().unwrap_or_default();
                        let id = &self.parties[other].id;
                        Some(format!("only allies endorse, and `{id}` is none"))
                    }
                    Observable::Held(kind) | Observable::Failed(kind) | Observable::Since(kind) => {
                        let meeting = &self.meetings[usize::from(kind)];
                        let (id, most) = (&meeting.id, f64::from(meeting.of.at_most));
                        if !meeting.is_held() {
                            Some(format!("it asks for `{id}`, which is not held"))
                        } else if !matches!(leaf.what, Observable::Since(_)) && leaf.at_least > most
                        {
                            Some(format!(
                                "it asks for `{id}` {} times, and it is held {most} at most",
                                leaf.at_least
                            ))
                        } else {
                            None
                        }
                    }
                    _ => None,
                }
            }
        }
    }
}

impl Scenario {
    /// The scenario as a file: every field with its value, defaults written out.
    #[must_use]
    pub fn to_toml(&self) -> toml::Table {
        let mut root = toml::Table::new();
        root.insert("title".into(), self.title.clone().into());
        root.insert("description".into(), self.description.clone().into());
        root.insert(inherit::KEY.into(), self.origin.profile().into());
        let mut put = |name: &str, table: toml::Table| {
            root.insert(name.to_owned(), toml::Value::Table(table));
        };
        put("gate", self.gate_spec.to_toml());
        if let Some(spec) = &self.sequence_spec {
            let mut table = spec.to_toml();
            table.extend(self.sequence_defaults.to_toml());
            put("sequence", table);
        }
        for (name, table) in self.sections.tables() {
            put(name, table);
        }
        put("meeting", keyed(self.meetings.iter().map(|m| (&m.id, m.to_toml()))));
        put("shock", keyed(self.shocks.iter().map(|s| (&s.id, s.of.to_toml()))));
        put("issue", keyed(self.issues.iter().map(|i| (&i.id, i.of.to_toml()))));
        let parties = self.parties.iter().zip(&self.stakes).map(|(party, stakes)| {
            let mut table = party.of.to_toml();
            let of_issue = self.issues.iter().zip(stakes).map(|(i, s)| (&i.id, s.to_toml()));
            table.insert("stakes".into(), toml::Value::Table(keyed(of_issue)));
            (&party.id, table)
        });
        put("party", keyed(parties));
        root
    }
}

fn keyed<'a>(tables: impl Iterator<Item = (&'a String, toml::Table)>) -> toml::Table {
    tables.map(|(id, table)| (id.clone(), toml::Value::Table(table))).collect()
}
