//! The story of a run: what happened on which day, who decided what, and why it mattered.
//!
//! A chapter is a stretch that belongs together: the time between two meetings, a round, a summit, the years after. It states
//! facts of the run; whether one thing caused another is for [`counterfactual`](summitry_lab::replay::counterfactual) to say.

pub mod page;

use summitry_engine::ids::PartyId;
use summitry_model::bargaining::Offer;
use summitry_model::diplomacy::gate::{Condition, LeafReading, Observable};
use summitry_model::diplomacy::summit::Quality;
use summitry_model::fields::field::Choice as _;
use summitry_model::policy::{Answer, Choice, RequestKind};
use summitry_model::process::{
    CompiledScenario, EndReason, Forum, Outcome, RunEvent, SessionRecord, States, SummitRecord,
    TickKind,
};
use summitry_model::scenario::Scenario;
use summitry_model::scenario::gates::GateSpec;

use summitry_lab::replay::RunHistory;
use summitry_lab::replay::gate::{Single, Standing, singles, standings};

/// Something that happened, or was decided.
#[derive(Clone, Debug, PartialEq)]
pub struct StoryEntry {
    /// The day.
    pub day: f64,
    /// What it is.
    pub kind: EntryKind,
    /// A sentence.
    pub text: String,
    /// Further sentences: why, what else was possible.
    pub notes: Vec<String>,
    /// Whether it is what usually happens, and a short story can do without it.
    pub routine: bool,
    /// The numbers of the decisions in it, first and last; none if nobody decided anything.
    pub decisions: Option<(usize, usize)>,
    /// The states after it.
    pub states: States,
}

/// Kinds of entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// Shocks, elections, prices.
    World,
    /// Requests, grants, deferrals and other decisions away from the table.
    Decision,
    /// A round, a summit, an initiative, and what was agreed in it.
    Meeting,
    /// The text is signed, ratified, in force, collapsed; the talks end.
    End,
}

impl EntryKind {
    /// A word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            EntryKind::World => "world",
            EntryKind::Decision => "decision",
            EntryKind::Meeting => "meeting",
            EntryKind::End => "end",
        }
    }
}

/// A run as a story.
#[derive(Clone, Debug, PartialEq)]
pub struct Story {
    /// What it came to, in a sentence.
    pub headline: String,
    /// What happened, in order.
    pub entries: Vec<StoryEntry>,
    /// Why the gate opened when it did, or never.
    pub gate: Vec<String>,
    /// What made each summit what it was, in order.
    pub summits: Vec<String>,
    /// Why the settlement held or fell; empty without one.
    pub settlement: Vec<String>,
    /// How the text stood at the end, issue by issue.
    pub text: Vec<String>,
}

/// The story of a run.
#[must_use]
pub fn story(setup: &CompiledScenario, path: &RunHistory) -> Story {
    let narrator = Narrator { scenario: &setup.scenario, path };
    let standings = standings(setup, path);
    Story {
        headline: narrator.headline(),
        entries: narrator.entries(&standings),
        gate: narrator.gate(&standings),
        summits: path
            .summits
            .iter()
            .enumerate()
            .map(|(k, summit)| narrator.summit(k, summit))
            .collect(),
        settlement: narrator.settlement(),
        text: narrator.text(),
    }
}

struct Narrator<'a> {
    scenario: &'a Scenario,
    path: &'a RunHistory,
}

fn day(days: f64) -> String {
    format!("{days:.0}")
}

fn share(value: f64) -> String {
    // Without the sign of a nothing that rounding left.
    let value = if value.abs() < 0.005 { 0.0 } else { value };
    format!("{value:.2}")
}

fn list(words: &[String]) -> String {
    match words {
        [] => "nothing".to_owned(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

impl Narrator<'_> {
    fn party(&self, party: PartyId) -> String {
        let party = &self.scenario.parties[party.index()];
        if party.of.label.is_empty() { party.id.clone() } else { party.of.label.clone() }
    }

    fn issue(&self, issue: usize) -> String {
        let issue = &self.scenario.issues[issue];
        if issue.of.label.is_empty() { issue.id.clone() } else { issue.of.label.clone() }
    }

    fn option(&self, issue: usize, option: u8) -> String {
        let options = &self.scenario.issues[issue].of.options;
        options
            .get(usize::from(option))
            .cloned()
            .unwrap_or_else(|| format!("option {}", option + 1))
    }

    fn headline(&self) -> String {
        let record = &self.path.record;
        let end = day(record.end.days());
        let what = match record.outcome {
            Outcome::Durable => {
                "a text was signed, ratified, and still in force at the end of follow-up"
            }
            Outcome::Collapsed => "a text was signed and ratified, and collapsed later",
            Outcome::RatificationFailed => "a text was signed, and failed at home",
            Outcome::PartialOnly => "no summit got further than a partial result",
            Outcome::SymbolicOnly => "no summit got further than a gesture",
            Outcome::NoSummit => "no summit was held",
            Outcome::CoalitionFractured => "the coalition fractured",
            Outcome::RequesterBypassed => "an initiative left the requester out",
        };
        let waited = match record.first_summit() {
            Some(at) => format!(
                "The first summit opened on day {} after {}",
                day(at.days()),
                counted(record.rounds_before_summit, "round", "rounds")
            ),
            None => format!("There were {}", counted(record.rounds, "round", "rounds")),
        };
        let reason = match record.end_reason {
            EndReason::Signed => "with the signing",
            EndReason::Deadline => "at the deadline",
            EndReason::WindowClosed => "when the window closed early",
            EndReason::Horizon => "with the window",
            EndReason::Fractured => "as the coalition broke",
            EndReason::Bypassed => "as the requester was bypassed",
            EndReason::SummitFailed => "as an unprepared summit failed",
        };
        format!(
            "{}: {what}. {waited}; the talks ended on day {end} {reason}.",
            record.outcome.name()
        )
    }

    fn entries(&self, standings: &[Standing]) -> Vec<StoryEntry> {
        let mut entries: Vec<StoryEntry> = Vec::new();
        let (mut number, mut sessions) = (0, self.path.sessions.iter());
        // Decisions at the table since the last session ended.
        let mut at_table: Option<(usize, usize)> = None;
        for (at, tick) in self.path.ticks.iter().enumerate() {
            let day = tick.at.days();
            let mut push = |kind, text: String, notes, decisions, routine| {
                entries.push(StoryEntry {
                    day,
                    kind,
                    text,
                    notes,
                    routine,
                    decisions,
                    states: tick.states,
                });
            };
            match &tick.kind {
                TickKind::Answer { party, request, answer } => {
                    number += 1;
                    if matches!(request, RequestKind::Offer | RequestKind::Respond) {
                        at_table = Some((at_table.map_or(number, |(first, _)| first), number));
                        continue;
                    }
                    let (text, notes) = self.decision(*party, *request, *answer, number, standings);
                    push(
                        EntryKind::Decision,
                        text,
                        notes,
                        Some((number, number)),
                        is_routine(*answer),
                    );
                }
                TickKind::Event(event) => match event {
                    RunEvent::SessionAgreed { .. } | RunEvent::SessionFailed { .. } => {
                        let decided = at_table.take();
                        let text = match sessions.next() {
                            Some(session) => self.session(session),
                            None => event.name().to_owned(),
                        };
                        push(EntryKind::Meeting, text, Vec::new(), decided, false);
                    }
                    _ => {
                        if let Some((kind, text)) = self.event(event, day) {
                            let shakes = matches!(
                                event,
                                RunEvent::Shock { .. }
                                    | RunEvent::Election { .. }
                                    | RunEvent::SummitClosed { .. }
                            );
                            let notes = if shakes { self.changes(at) } else { Vec::new() };
                            let routine = matches!(event, RunEvent::Pledges { .. });
                            push(kind, text, notes, None, routine);
                        }
                    }
                },
            }
        }
        entries
    }

    fn decision(
        &self,
        party: PartyId,
        request: RequestKind,
        answer: Answer,
        number: usize,
        standings: &[Standing],
    ) -> (String, Vec<String>) {
        let who = self.party(party);
        let Answer::Choice(choice) = answer else {
            return (format!("{who} made an offer"), Vec::new());
        };
        // In the past tense, which is the same for one and for many.
        let did = |what: &str| format!("{who} {what}");
        let text = match (request, choice) {
            (RequestKind::Move, Choice::Ask) => did("asked for a summit"),
            (RequestKind::Move, Choice::Campaign) => did("campaigned for attention"),
            (RequestKind::Move, _) => did("waited"),
            (RequestKind::Grant { .. }, Choice::Grant) => {
                did("granted the summit: the gate was open")
            }
            (RequestKind::Grant { .. }, Choice::Override) => {
                did("granted the summit though the gate was shut")
            }
            (RequestKind::Grant { open: true, .. }, _) => did("deferred though the gate was open"),
            (RequestKind::Grant { barred: true, .. }, _) => {
                did("deferred: it was too soon after the last summit")
            }
            (RequestKind::Grant { .. }, _) => did("deferred: the gate was shut"),
            (RequestKind::TakeSummit, Choice::Take) => did("took the summit, unprepared as it was"),
            (RequestKind::TakeSummit, _) => did("turned the unprepared summit down"),
            (RequestKind::CallRound, Choice::Wait) => did("called no round yet"),
            (RequestKind::CallRound, choice) => {
                did(&format!("called a round, its agenda {}", choice.name()))
            }
            (RequestKind::Aid, Choice::Release) => did("let aid flow"),
            (RequestKind::Aid, _) => did("held aid back"),
            (RequestKind::Attend, Choice::Attend) => did("attended"),
            (RequestKind::Attend, _) => did("stayed away"),
            (RequestKind::EndorseIssue(issue), choice) => {
                let verb = if choice == Choice::Endorse { "endorsed" } else { "did not endorse" };
                let issue = self.issue(issue.index());
                did(&format!("{verb} what was agreed on {issue} without it"))
            }
            (RequestKind::EndorseText, Choice::Endorse) => did("endorsed the text"),
            (RequestKind::EndorseText, _) => did("did not endorse the text"),
            (RequestKind::Pledge, Choice::Nothing) => did("pledged nothing"),
            (RequestKind::Pledge, Choice::Raise) => did("pledged more"),
            (RequestKind::Pledge, _) => did("pledged as usual"),
            (RequestKind::Initiative, Choice::Launch) => {
                did("launched an initiative without the requester")
            }
            (RequestKind::Initiative, _) => did("launched nothing of its own"),
            (RequestKind::Ratify, Choice::Ratify) => did("put the text to ratification"),
            (RequestKind::Ratify, _) => did("did not put the text to ratification"),
            (_, choice) => format!("{who}: {}", choice.name()),
        };
        let mut notes = Vec::new();
        if let Some(standing) = standings.iter().find(|standing| standing.decision == number) {
            notes.extend(self.unmet(standing));
        }
        if matches!(
            request,
            RequestKind::Move | RequestKind::Grant { .. } | RequestKind::TakeSummit
        ) {
            notes.push(self.sight(number));
        }
        let others: Vec<&str> =
            request.legal().iter().filter(|&&c| c != choice).map(|c| c.name()).collect();
        if !others.is_empty() {
            notes.push(format!("also legal: {}", others.join(", ")));
        }
        (text, notes)
    }

    /// What a party saw as it decided.
    fn sight(&self, number: usize) -> String {
        let Some(seen) = self.path.observations.get(number - 1) else { return String::new() };
        let States { strain, attention, preparation, goals, cohesion, .. } = seen.states;
        format!(
            "saw strain {}, attention {}, preparation {}, goals {}, cohesion {}; the gate seemed {:.0} % of the way open",
            share(strain),
            share(attention),
            share(preparation),
            share(goals),
            share(cohesion),
            100.0 * seen.gate_progress
        )
    }

    /// How the states changed since the tick before, those that did so visibly.
    fn changes(&self, tick: usize) -> Vec<String> {
        const VISIBLE: f64 = 0.005;
        let Some(before) = tick.checked_sub(1).and_then(|k| self.path.ticks.get(k)) else {
            return Vec::new();
        };
        let after = &self.path.ticks[tick];
        let changed: Vec<String> = before
            .states
            .iter()
            .zip(after.states.iter())
            .filter(|((_, before), (_, after))| (after - before).abs() >= VISIBLE)
            .map(|((state, before), (_, after))| {
                format!("{} {} to {}", state.name(), share(before), share(after))
            })
            .collect();
        if changed.is_empty() {
            return Vec::new();
        }
        let since = day(before.at.days());
        vec![format!("since day {since}: {}", list(&changed))]
    }

    /// What kept the gate shut at a decision, a phrase for each condition.
    fn unmet(&self, standing: &Standing) -> Vec<String> {
        standing
            .unmet
            .iter()
            .map(|unmet| {
                let said = self.leaf(&unmet.reading);
                let alone = match (unmet.decides, unmet.reading.met) {
                    (false, _) => "",
                    (true, true) => "; had it not been reached, the gate would have opened",
                    (true, false) => "; had it been met, the gate would have opened",
                };
                if unmet.reading.met {
                    format!("{said}, which must not be reached{alone}")
                } else if unmet.wait > 0.0 {
                    format!("{said}, and must hold for {:.1} days more{alone}", unmet.wait)
                } else {
                    format!("{said}, short by {}{alone}", self.amount(&unmet.reading, unmet.short))
                }
            })
            .collect()
    }

    /// A condition of the gate in words; groups within others stand in brackets.
    fn condition(&self, condition: &Condition) -> String {
        let part = |part: &Condition| match part {
            Condition::Leaf(_) | Condition::Not(_) => self.condition(part),
            Condition::All(parts) | Condition::Any(parts) if parts.len() == 1 => {
                self.condition(part)
            }
            _ => format!("({})", self.condition(part)),
        };
        let joined =
            |parts: &[Condition], word: &str| parts.iter().map(part).collect::<Vec<_>>().join(word);
        match condition {
            Condition::All(parts) => joined(parts, " and "),
            Condition::Any(parts) => joined(parts, " or "),
            Condition::Not(inner) => format!("not {}", part(inner)),
            Condition::Leaf(number) => {
                let leaf = &self.scenario.gate.leaves[*number];
                let asks = match leaf.what {
                    Observable::EndorsedBy(set) => {
                        let names: Vec<String> =
                            set.iter().map(|party| self.party(PartyId(party as u8))).collect();
                        format!("the endorsement of {}", list(&names))
                    }
                    Observable::Rounds | Observable::Endorsements => {
                        let name = leaf.what.name();
                        let name =
                            if leaf.at_least == 1.0 { name.trim_end_matches('s') } else { name };
                        format!("at least {} {name}", self.quantity(*number, leaf.at_least))
                    }
                    Observable::Day => format!("day {}", day(leaf.at_least)),
                    what => format!(
                        "{} of at least {}",
                        what.name(),
                        self.quantity(*number, leaf.at_least)
                    ),
                };
                match leaf.for_days {
                    days if days > 0.0 => format!("{asks}, held for {days} days"),
                    _ => asks,
                }
            }
        }
    }

    /// A leaf in words: what is, and what is asked for.
    fn leaf(&self, reading: &LeafReading) -> String {
        let what = self.scenario.gate.leaves[reading.leaf].what;
        let (mut has, mut asks) =
            (self.amount(reading, reading.reading), self.amount(reading, reading.threshold));
        // What differs is to look different.
        if has == asks && !reading.met {
            (has, asks) = (format!("{:.4}", reading.reading), format!("{:.4}", reading.threshold));
        }
        match what {
            Observable::EndorsedBy(_) => "not all who should have endorsed the text".to_owned(),
            Observable::Asked if reading.reading < 0.0 => "no request stands".to_owned(),
            what => format!("{}: {has} of {asks}", what.name()),
        }
    }

    fn amount(&self, reading: &LeafReading, value: f64) -> String {
        self.quantity(reading.leaf, value)
    }

    /// A value of what a leaf observes.
    fn quantity(&self, leaf: usize, value: f64) -> String {
        match self.scenario.gate.leaves[leaf].what {
            Observable::Rounds | Observable::Endorsements => format!("{value:.0}"),
            Observable::Day | Observable::Calm | Observable::Asked => format!("{value:.1} days"),
            _ => share(value),
        }
    }

    fn session(&self, session: &SessionRecord) -> String {
        let place = match session.forum {
            Forum::Round => format!("Round {}", session.meeting + 1),
            Forum::Summit => format!("Summit {}", session.meeting + 1),
            Forum::Initiative => format!("Initiative {}", session.meeting + 1),
        };
        let on: Vec<usize> = session.issues.iter().collect();
        let passes = counted(session.steps, "pass", "passes");
        match session.agreed {
            Some(offer) => {
                format!("{place}: agreed on {} after {passes}", self.agreed(&on, &offer))
            }
            None => {
                let names: Vec<String> = on.iter().map(|&issue| self.issue(issue)).collect();
                format!("{place}: no agreement on {} in {passes}", list(&names))
            }
        }
    }

    fn agreed(&self, on: &[usize], offer: &Offer) -> String {
        let options = on.iter().zip(offer.options());
        let agreed: Vec<String> = options
            .map(|(&issue, &option)| {
                format!("{} ({})", self.issue(issue), self.option(issue, option))
            })
            .collect();
        list(&agreed)
    }

    /// An event in words; none if it says nothing to a reader, or its decisions say it.
    fn event(&self, event: &RunEvent, now: f64) -> Option<(EntryKind, String)> {
        let who = event.party().map(|party| self.party(party)).unwrap_or_default();
        let on = event.issue().map(|issue| self.issue(issue.index())).unwrap_or_default();
        let (kind, text) = match *event {
            RunEvent::Shock { shock, severity } => {
                let label = &self.scenario.shocks[usize::from(shock)].of.label;
                (EntryKind::World, format!("Shock: {label}, severity {}", share(severity)))
            }
            RunEvent::Reopened { .. } => {
                (EntryKind::World, format!("What was settled on {on} is open again"))
            }
            RunEvent::Election { swing, .. } => {
                (EntryKind::World, format!("Election: support of {who} changes by {swing:+.2}"))
            }
            RunEvent::EnergyJump { log_change } => {
                let percent = 100.0 * (libm::exp(log_change) - 1.0);
                (EntryKind::World, format!("The energy price jumps by {percent:+.0} %"))
            }
            RunEvent::RoundPutOff { influence } => (
                EntryKind::Meeting,
                format!(
                    "The round is put off: only {} of the influence would attend",
                    share(influence)
                ),
            ),
            RunEvent::Round { influence } => (
                EntryKind::Meeting,
                format!("A round opens, {} of the influence at the table", share(influence)),
            ),
            RunEvent::EndorsedIssue { .. } => {
                (EntryKind::Meeting, format!("The allies endorse {on}: it counts as prepared"))
            }
            RunEvent::Summit { preparation } => (
                EntryKind::Meeting,
                format!("A summit opens with preparation {}", share(preparation)),
            ),
            RunEvent::SummitClosed { quality } => {
                (EntryKind::Meeting, format!("The summit closes: {}", quality.key()))
            }
            RunEvent::Initiative { .. } => {
                (EntryKind::Meeting, format!("{who} meets others on {on} without the requester"))
            }
            RunEvent::InitiativeClosed { bypassed } => (
                EntryKind::Meeting,
                format!(
                    "The initiative closes: {} of the requester's stake is settled without it",
                    share(bypassed)
                ),
            ),
            RunEvent::Pledges { stock } => (
                EntryKind::World,
                format!("Pledges bring the stock of aid to {stock:.1} months of need"),
            ),
            RunEvent::Signed { influence } => (
                EntryKind::End,
                format!("The text is signed, by {} of the influence", share(influence)),
            ),
            RunEvent::Ratification { ratified, .. } => {
                let what = if ratified { "passes" } else { "fails" };
                (EntryKind::End, format!("The text {what} at home in {who}"))
            }
            RunEvent::Collapsed { days } => {
                (EntryKind::End, format!("The settlement collapses after {days:.0} days in force"))
            }
            RunEvent::Durable { days } => (
                EntryKind::End,
                format!("The settlement is in force after {days:.0} days, the end of follow-up"),
            ),
            RunEvent::WindowClosed => {
                (EntryKind::End, "The window closes early: attention has gone".to_owned())
            }
            RunEvent::TalksEnd => (EntryKind::End, format!("The talks end on day {}", day(now))),
            RunEvent::Poll
            | RunEvent::EnergyReading { .. }
            | RunEvent::Shipment { .. }
            | RunEvent::Request { .. }
            | RunEvent::Campaign { .. }
            | RunEvent::Grant { .. }
            | RunEvent::Override { .. }
            | RunEvent::Defer { .. }
            | RunEvent::Refuse { .. }
            | RunEvent::RoundClosed { .. }
            | RunEvent::SessionAgreed { .. }
            | RunEvent::SessionFailed { .. }
            | RunEvent::Consultation
            | RunEvent::Review { .. } => return None,
        };
        Some((kind, text))
    }

    fn gate(&self, standings: &[Standing]) -> Vec<String> {
        let mut said = vec![match &self.scenario.gate_spec {
            GateSpec::Tree(..) => {
                format!("The gate is spelt out: {}.", self.condition(&self.scenario.gate.root))
            }
            GateSpec::Family { .. } => format!("The gate is {}.", self.scenario.gate_spec.label()),
        }];
        if standings.is_empty() {
            said.push("The gatekeeper was never asked.".to_owned());
            return said;
        }
        let at = |decision: usize| self.path.decisions[decision - 1].at.days();
        let shut = standings.iter().filter(|standing| !standing.holds).count();
        said.push(format!(
            "The gatekeeper was asked {} and {}.",
            times(standings.len()),
            match shut {
                0 => "always found the gate open".to_owned(),
                shut if shut == standings.len() && shut > 1 => "always found it shut".to_owned(),
                shut => format!("found the gate shut {}", times(shut)),
            },
        ));
        for Single { leaf, decision, days_earlier } in singles(self.path, standings) {
            let standing = standings.iter().find(|standing| standing.decision == decision);
            let unmet =
                standing.and_then(|s| s.unmet.iter().find(|unmet| unmet.reading.leaf == leaf));
            let stood = unmet.map(|unmet| self.leaf(&unmet.reading)).unwrap_or_default();
            let sooner = match days_earlier {
                Some(days) => format!("{days:.0} days before it was first found open"),
                None => "and it was never found open".to_owned(),
            };
            let met = if unmet.is_some_and(|unmet| unmet.reading.met) {
                "Had it not been reached"
            } else {
                "Had it been met"
            };
            said.push(format!(
                "On day {} (decision {decision}) one condition alone kept it shut: {stood}. {met}, the gate would have opened \
                 then, {sooner}.",
                day(at(decision))
            ));
        }
        said
    }

    fn summit(&self, number: usize, summit: &SummitRecord) -> String {
        let rules = &self.scenario.summit;
        let asks = [
            ("goals as it opened", summit.goals, rules.goals),
            ("allied endorsement as it opened", summit.endorsed, rules.endorsed),
            ("preparation as it opened", summit.preparation, rules.preparation),
            ("weight settled as it closed", summit.closing, rules.closing),
        ];
        let (had, lacked): (Vec<_>, Vec<_>) =
            asks.iter().partition(|(_, has, asked)| *has >= asked - 1e-9);
        let listed = |parts: Vec<&(&str, f64, f64)>| {
            let one = |(what, has, asked): &(&str, f64, f64)| {
                format!("{what} {} of {}", share(*has), share(*asked))
            };
            list(&parts.into_iter().map(one).collect::<Vec<_>>())
        };
        let quality = summit.quality.key();
        let head = format!("Summit {} on day {} was {quality}", number + 1, day(summit.at.days()));
        match (summit.quality, lacked.is_empty()) {
            (Quality::Substantive, _) | (_, true) => {
                format!("{head}: it met every requirement: {}.", listed(had))
            }
            (Quality::Partial | Quality::Symbolic, false) => format!(
                "{head}: it settled {} of the weight, where a partial summit needs {}; for a substantive one it fell short on {}.",
                share(summit.closing),
                share(rules.partial),
                listed(lacked)
            ),
        }
    }

    fn settlement(&self) -> Vec<String> {
        let record = &self.path.record;
        let (Some(at), Some(risk)) = (record.settlement, record.log_risk) else {
            return Vec::new();
        };
        let mut said = vec![format!(
            "The text was signed on day {}, with a risk of collapse of {:.2} times the baseline (log-risk {risk:+.2}).",
            day(at.days()),
            libm::exp(risk)
        )];
        if let Some(covariates) = &self.path.covariates {
            let mut terms = self.scenario.settlement.terms(covariates);
            terms.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
            let listed = |sign: f64| {
                let some = terms.iter().filter(|(_, term)| term * sign > 0.005);
                list(&some.map(|(name, term)| format!("{name} ({term:+.2})")).collect::<Vec<_>>())
            };
            let sides = [("lowered", listed(-1.0)), ("raised", listed(1.0))];
            let sides = sides.iter().filter(|(_, terms)| terms != "nothing");
            let said_of: Vec<String> =
                sides.map(|(how, terms)| format!("{how} by {terms}")).collect();
            if !said_of.is_empty() {
                said.push(format!("The risk was {}.", said_of.join(", and ")));
            }
        }
        if record.ratified == Some(false) {
            let failed: Vec<String> = self
                .path
                .parties
                .iter()
                .enumerate()
                .filter(|(_, party)| party.ratified == Some(false))
                .map(|(k, _)| self.party(PartyId(k as u8)))
                .collect();
            said.push(format!("It did not come into force: {} did not ratify.", list(&failed)));
            return said;
        }
        if let Some(days) = record.survival_days {
            said.push(match record.censored {
                Some(true) => format!("It was in force for all {days:.0} days of follow-up."),
                _ => format!("It collapsed after {days:.0} days."),
            });
        }
        said
    }

    fn text(&self) -> Vec<String> {
        let issues = self.scenario.issues.len();
        let mut last: Vec<Option<(u8, f64, String)>> = vec![None; issues];
        let mut reopened = vec![None; issues];
        let mut sessions = self.path.sessions.iter();
        for tick in &self.path.ticks {
            let session = match &tick.kind {
                TickKind::Event(RunEvent::Reopened { issue }) => {
                    reopened[issue.index()] = Some(tick.at.days());
                    continue;
                }
                // A session is noted as it ends.
                TickKind::Event(
                    RunEvent::SessionAgreed { .. } | RunEvent::SessionFailed { .. },
                ) => sessions.next(),
                _ => continue,
            };
            let Some((session, offer)) = session.and_then(|s| Some((s, s.agreed?))) else {
                continue;
            };
            let forum = match session.forum {
                Forum::Round => "round",
                Forum::Summit => "summit",
                Forum::Initiative => "initiative",
            };
            let place = format!("{forum} {}", session.meeting + 1);
            for (issue, &option) in session.issues.iter().zip(offer.options()) {
                last[issue] = Some((option, session.at.days(), place.clone()));
                reopened[issue] = None;
            }
        }
        (0..issues)
            .map(|issue| match &last[issue] {
                Some((option, at, place)) => {
                    let again = reopened[issue]
                        .map(|at| format!(", reopened on day {}", day(at)))
                        .unwrap_or_default();
                    format!(
                        "{}: {} ({place}, day {}{again})",
                        self.issue(issue),
                        self.option(issue, *option),
                        day(*at)
                    )
                }
                None => format!("{}: never agreed", self.issue(issue)),
            })
            .collect()
    }
}

/// Whether an answer is what is usually done: a story can go on without it.
fn is_routine(answer: Answer) -> bool {
    use Choice::{
        Attend, EasyFirst, Endorse, HardFirst, Maintain, Package, Ratify, Refrain, Release, Wait,
    };
    let Answer::Choice(choice) = answer else { return false };
    matches!(
        choice,
        Attend
            | EasyFirst
            | HardFirst
            | Package
            | Endorse
            | Maintain
            | Ratify
            | Refrain
            | Release
            | Wait
    )
}

/// How often: `never`, `once`, `twice`, `3 times`.
fn times(number: usize) -> String {
    match number {
        0 => "never".to_owned(),
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        many => format!("{many} times"),
    }
}

fn counted(number: u32, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
