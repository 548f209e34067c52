//! From text and overrides to a validated scenario, with every fault told.

use std::path::Path;

use crate::bargaining::{MAX_ISSUES, MAX_OPTIONS, MAX_PARTIES};
use crate::diplomacy::gate::Gate;
use crate::diplomacy::issue::Issue;
use crate::diplomacy::party::{Conduct, Party, Role, Stake};
use crate::diplomacy::shock::ShockKind;
use crate::diplomacy::text::PartySet;
use crate::fields::fault::{Faults, Place};
use crate::fields::field::Limits;
use crate::fields::overrides;
use crate::fields::source::{Source, SourceId, Sources};
use crate::fields::suggest::{listed, nearest};
use crate::fields::{Section, TableReader};
use crate::policy::{Policy, Rules, Script};

use super::bundled;
use super::gates;
use super::validated::{Named, Scenario};

/// What to change in a scenario before it is validated.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// A gate such as `rounds-first:n=3`, in place of the file's.
    pub gate: Option<String>,
    /// `path=value`, in order; later ones win.
    pub set: Vec<String>,
}

/// A scenario that was read, with its texts and faults.
#[derive(Debug)]
pub struct Loaded {
    /// The texts, for drawing faults.
    pub sources: Sources,
    /// Errors and warnings.
    pub faults: Faults,
    /// The scenario, unless there are errors.
    pub scenario: Option<Scenario>,
}

/// Reads a bundled scenario by its name, or a file by its path.
///
/// ```
/// use summitry::scenario::{Overrides, read};
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
    let mut faults = Faults::new();
    let (id, name) = match bundled::text(name_or_path) {
        Some(text) => {
            let source = Source::new(format!("scenarios/{name_or_path}.toml"), text);
            (Some(sources.add(source)), name_or_path.to_owned())
        }
        None => {
            let path = Path::new(name_or_path);
            let stem = path.file_stem().map(|s| s.to_string_lossy().into_owned());
            let id = sources.load(path, bundled::names(), &mut faults);
            (id, stem.unwrap_or_default())
        }
    };
    let scenario = id.and_then(|id| parse(&mut sources, id, &name, overrides, &mut faults));
    let scenario = scenario.filter(|_| !faults.has_errors());
    Loaded { sources, faults, scenario }
}

fn parse(
    sources: &mut Sources,
    id: SourceId,
    name: &str,
    overrides: &Overrides,
    faults: &mut Faults,
) -> Option<Scenario> {
    let mut tree = sources.parse(id, faults);
    if let Some(gate) = &overrides.gate {
        let argument = gates::override_of(gate);
        overrides::apply_as(&mut tree, format!("--gate {gate}"), &argument, sources, faults);
    }
    for argument in &overrides.set {
        overrides::apply(&mut tree, argument, sources, faults);
    }
    let mut reader = TableReader::root(&tree, faults);
    let scenario = read_tree(&mut reader, name);
    reader.finish();
    let scenario = scenario?;
    warn(&scenario, id, faults);
    Some(scenario)
}

/// Reads the whole tree. Gives none only where there is nothing to build on.
fn read_tree(r: &mut TableReader<'_>, name: &str) -> Option<Scenario> {
    let title: String = r.value("title", Limits::NONE).unwrap_or_else(|| name.to_owned());
    let description: String = r.value("description", Limits::NONE).unwrap_or_default();
    let calendar = r.section();
    let chance = r.section();
    let tractability = r.section();
    let strain = r.section();
    let attention = r.section();
    let window = r.section();
    let aid = r.section();
    let energy = r.section();
    let opinion = r.section();
    let ratification = r.section();
    let credibility = r.section();
    let coalition = r.section();
    let rounds = r.section();
    let consultations = r.section();
    let initiatives = r.section();
    let summit: crate::diplomacy::summit::Summit = r.section();
    let settlement = r.section();
    let rules = Rules {
        requester: r.section(),
        gatekeeper: r.section(),
        allies: r.section(),
        requests: r.section(),
    };
    let shocks = r.keyed_tables("shock", |id, t| named(id, ShockKind::read(t)));
    let issues = r.keyed_tables("issue", |id, t| named(id, read_issue(id, t)));
    let issue_ids: Vec<String> = issues.iter().map(|i| i.id.clone()).collect();
    let mut policies = Vec::new();
    let mut stakes = Vec::new();
    let parties = r.keyed_tables("party", |id, t| {
        let mut party = Party::read(t);
        label(&mut party.label, id);
        policies.push(read_policy(&party, t));
        stakes.push(read_stakes(id, &issues, &issue_ids, t));
        named(id, party)
    });
    let party_ids: Vec<String> = parties.iter().map(|p| p.id.clone()).collect();
    let gate_spec = if r.has("gate") {
        r.table("gate", |t| gates::read(t, &party_ids))
    } else {
        r.missing(
            "gate",
            "gate = { family = \"rounds-first\", n = 3 }",
            "when the summit is granted",
        );
        None
    };

    let whole = r.place().clone();
    limit(r, "issue", issues.len(), MAX_ISSUES, &whole);
    limit(r, "party", parties.len(), MAX_PARTIES, &whole);
    limit(r, "shock", shocks.len(), 32, &whole);
    if issues.is_empty() {
        r.missing("issue", "[issue.ceasefire]", "the agenda is empty: name at least one issue");
    }
    let requester = one_of(r, &parties, Role::Requester);
    let gatekeeper = one_of(r, &parties, Role::Gatekeeper);
    let summit_participants = participants(r, &summit.participants, &party_ids);
    let gate_spec = gate_spec?;
    let (requester, gatekeeper) = (requester?, gatekeeper?);
    if parties.iter().filter(|p| p.of.role != Role::Counterpart).all(|p| p.of.influence <= 0.0) {
        let place = r.key_place("party").clone();
        r.faults()
            .error("all-zero", &place, "no party of the coalition has any influence")
            .help("give at least one an `influence` above 0");
    }
    if r.faults().has_errors() || issues.len() > MAX_ISSUES || parties.len() > MAX_PARTIES {
        return None;
    }
    let gate: Gate = gate_spec.tree();
    let mut consultations: crate::diplomacy::consultation::Consultations = consultations;
    if let Some(effort) = gate_spec.bilateral_effort() {
        consultations.effort = effort;
    }
    let principals: PartySet = (1 << requester) | (1 << gatekeeper);
    Some(Scenario {
        id: name.to_owned(),
        title,
        description,
        calendar,
        chance,
        tractability,
        strain,
        attention,
        window,
        aid,
        energy,
        opinion,
        ratification,
        credibility,
        coalition,
        rounds,
        consultations,
        initiatives,
        summit,
        settlement,
        rules,
        gate_spec,
        gate,
        shocks,
        issues,
        parties,
        policies,
        stakes,
        requester,
        gatekeeper,
        summit_participants: if summit_participants == 0 {
            principals
        } else {
            summit_participants
        },
    })
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
        issue.options = (0..5).map(|k| k.to_string()).collect();
    }
    let count = issue.options.len();
    if !(2..=MAX_OPTIONS).contains(&count) {
        let place = t.value_place("options").clone();
        t.faults()
            .error("out-of-range", &place, format!("issue `{id}` has {count} options"))
            .help(format!("an issue has from 2 to {MAX_OPTIONS}"));
    }
    if let Some(twice) = (1..count).find(|&k| issue.options[..k].contains(&issue.options[k])) {
        let place = t.value_place("options").clone();
        let message = format!("issue `{id}` has the option \"{}\" twice", issue.options[twice]);
        t.faults().error("duplicate-id", &place, message).help("give each its own name");
    }
    if issue.status_quo as usize >= count {
        let place = t.value_place("status-quo").clone();
        let message =
            format!("`status-quo` is {}, but issue `{id}` has {count} options", issue.status_quo);
        t.faults()
            .error("out-of-range", &place, message)
            .help(format!("options are counted from 0: give 0 to {}", count.saturating_sub(1)));
    }
    issue
}

fn read_policy(party: &Party, t: &mut TableReader<'_>) -> Policy {
    match party.policy {
        Conduct::Rule => Policy::Rule,
        Conduct::Random => Policy::Random,
        Conduct::Scripted => match Script::parse(&party.script) {
            Ok(script) => Policy::Scripted(script),
            Err(error) => {
                let place = t.value_place("script").clone();
                t.faults().error("bad-script", &place, error.to_string());
                Policy::Rule
            }
        },
    }
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
    let mut unknown: Vec<(String, Place)> = Vec::new();
    let read = t.keyed_tables("stakes", |id, s| {
        let stake = Stake::read(s);
        let Some(j) = ids.iter().position(|i| i == id) else {
            unknown.push((id.to_owned(), s.place().clone()));
            return;
        };
        let count = issues[j].of.options.len();
        if !stake.values.is_empty() && stake.values.len() != count {
            let place = s.value_place("values").clone();
            let message =
                format!("{} values for the {count} options of issue `{id}`", stake.values.len());
            s.faults().error("wrong-length", &place, message).help("give a value for each option");
        }
        stakes[j] = stake;
    });
    for (id, place) in unknown {
        let known = || ids.iter().map(String::as_str);
        let help = match nearest(&id, known()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("issues: {}", listed(known())),
        };
        let message = format!("party `{party}` has a stake in `{id}`, which is no issue");
        t.faults().error("unknown-issue", &place, message).help(help);
    }
    if read.is_empty() {
        let message = format!("party `{party}` has no stake in any issue");
        t.faults()
            .error("no-issues", &place, message)
            .help("for example: stakes.ceasefire = { weight = 1, stance = 0.5 }");
    } else if stakes.iter().all(|s| s.weight <= 0.0) && !issues.is_empty() {
        let message = format!("the weights of party `{party}` are all zero");
        t.faults()
            .error("all-zero", &place, message)
            .help("weights are ratios: give at least one issue a weight above 0");
    }
    stakes
}

fn limit(r: &mut TableReader<'_>, key: &str, count: usize, most: usize, whole: &Place) {
    if count > most {
        let message = format!("{count} tables [{key}.…]");
        r.faults().error("too-many", whole, message).help(format!("at most {most} are allowed"));
    }
}

fn one_of(r: &mut TableReader<'_>, parties: &[Named<Party>], role: Role) -> Option<usize> {
    let found: Vec<usize> = (0..parties.len()).filter(|&i| parties[i].of.role == role).collect();
    let name = crate::fields::field::Choice::key(role);
    match found[..] {
        [one] => Some(one),
        [] => {
            let place = r.key_place("party").clone();
            let message = format!("no party is the {name}");
            r.faults()
                .error("missing-role", &place, message)
                .help(format!("give one party role = \"{name}\""));
            None
        }
        _ => {
            let place = r.key_place("party").clone();
            let ids = listed(found.iter().map(|&i| parties[i].id.as_str()));
            let message = format!("more than one party is the {name}: {ids}");
            r.faults()
                .error("duplicate-role", &place, message)
                .help("a process has one of each; make the others allies");
            None
        }
    }
}

fn participants(r: &mut TableReader<'_>, names: &[String], ids: &[String]) -> PartySet {
    let mut set: PartySet = 0;
    for name in names {
        match ids.iter().position(|id| id == name) {
            // Of too many parties, which is a fault of its own, a set has no room.
            Some(i) if i >= MAX_PARTIES => {}
            Some(i) => set |= 1 << i,
            None => {
                let place = r.value_place("summit").clone();
                gates::unknown_party(r, name, &place, ids, "`summit.participants`");
            }
        }
    }
    set
}

/// What is allowed, and likely not meant.
fn warn(s: &Scenario, id: SourceId, faults: &mut Faults) {
    let place = Place::whole(id);
    let first = if s.gate.asks_for_rounds() { s.rounds.gap } else { 0.0 };
    let earliest = s.gate.earliest_day(first, s.rounds.gap.min(s.rounds.hastened.max(1.0)));
    if earliest > s.calendar.window {
        let message = format!(
            "the gate {} cannot open before day {earliest:.0}, after the window of {} days",
            s.gate_spec.label(),
            s.calendar.window
        );
        faults
            .warning("gate-never-opens", &place, message)
            .help("a control worth having, if it is meant; else ask for fewer rounds");
    }
}

impl Scenario {
    /// The scenario as a file: every field with its value, defaults written out.
    #[must_use]
    pub fn to_toml(&self) -> toml::Table {
        let mut root = toml::Table::new();
        root.insert("title".into(), self.title.clone().into());
        root.insert("description".into(), self.description.clone().into());
        let mut put = |name: &str, table: toml::Table| {
            root.insert(name.to_owned(), toml::Value::Table(table));
        };
        put("gate", self.gate_spec.to_toml());
        fn section<S: Section>(s: &S) -> (&'static str, toml::Table) {
            (S::TABLE, s.to_toml())
        }
        for (name, table) in [
            section(&self.calendar),
            section(&self.chance),
            section(&self.tractability),
            section(&self.strain),
            section(&self.attention),
            section(&self.window),
            section(&self.aid),
            section(&self.energy),
            section(&self.opinion),
            section(&self.ratification),
            section(&self.credibility),
            section(&self.coalition),
            section(&self.rounds),
            section(&self.consultations),
            section(&self.initiatives),
            section(&self.summit),
            section(&self.settlement),
            section(&self.rules.requester),
            section(&self.rules.gatekeeper),
            section(&self.rules.allies),
            section(&self.rules.requests),
        ] {
            put(name, table);
        }
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
