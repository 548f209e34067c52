//! The tables that a run has rows in.

use std::borrow::Cow;

use summitry_engine::units::SimTime;
use summitry_model::bargaining::Offer;
use summitry_model::diplomacy::summit::Quality;
use summitry_model::fields::field::Choice as _;
use summitry_model::process::{
    CompiledScenario, EndReason, Forum, Outcome, PartyRecord, Record, RunEvent, SessionRecord,
    SummitRecord, Tick, TickKind,
};

use crate::output::{Column, Rows, Table};

use super::columns::columns;

/// Decimals of days: finer than a minute.
const DAYS: u8 = 4;
/// Decimals of shares and indices.
const SHARES: u8 = 6;

const QUALITIES: &[&str] = &["symbolic", "partial", "substantive"];
const ROLES: &[&str] = &["requester", "gatekeeper", "ally", "counterpart"];

pub(super) const SCENARIO: Column = Column::text("scenario", "id of the scenario").always();
pub(super) const RUN: Column =
    Column::integer("run", "", "number of the run, from 0").at_least(0.0).always();

columns! {
    /// The cells of a run.
    const RUN_COLUMNS;
    fn run_cells(row, scenario: &str, run: u64, seed: u64, r: &Record) where {
        let first = r.first.as_ref();
    };
        SCENARIO => row.text(scenario),
        RUN => row.int(run),
        Column::integer("seed", "", "master seed of the batch").at_least(0.0).always()
            => row.int(seed),
        Column::choice("outcome", Outcome::NAMES, "how the run ended").always()
            => row.text(r.outcome.name()),
        Column::number("first_summit_day", "days", "day of the first summit").at_least(0.0)
            => row.opt_num(day(r.first_summit()), DAYS),
        Column::integer("rounds_held", "rounds", "multilateral rounds held").at_least(0.0).always()
            => row.int(r.rounds.into()),
        Column::integer("requests_made", "requests", "requests for a summit")
            .at_least(0.0)
            .always() => row.int(r.requests.into()),
        Column::integer(
            "requests_deferred",
            "requests",
            "requests that were deferred, each once however often it was put off",
        )
        .at_least(0.0)
        .always() => row.int(r.deferrals.into()),
        Column::integer("summits_held", "summits", "summits held").at_least(0.0).always()
            => row.int(r.summits.into()),
        Column::choice("best_summit_quality", QUALITIES, "quality of the best summit")
            => row.opt_text(quality(r.best_quality)),
        Column::number("preparation", "share", "preparation P as the first summit opened")
            .within(0.0, 1.0) => row.opt_num(first.map(|s| s.preparation), SHARES),
        Column::number("goals", "share", "goals G as the first summit opened").within(0.0, 1.0)
            => row.opt_num(first.map(|s| s.goals), SHARES),
        Column::number("cohesion", "share", "cohesion C as the first summit opened")
            .within(0.0, 1.0) => row.opt_num(first.map(|s| s.cohesion), SHARES),
        Column::number("leverage", "share", "leverage L as the first summit opened")
            .within(0.0, 1.0) => row.opt_num(first.map(|s| s.leverage), SHARES),
        Column::number("settlement_day", "days", "day on which a text was signed").at_least(0.0)
            => row.opt_num(day(r.settlement), DAYS),
        Column::number(
            "survival_days",
            "days",
            "days in force, to collapse or the end of follow-up",
        )
        .at_least(0.0) => row.opt_num(r.survival_days, DAYS),
        Column::flag("survival_censored", "whether it was alive at the end of follow-up")
            => row.opt_flag(r.censored),
        Column::choice("first_summit_quality", QUALITIES, "quality of the first summit")
            => row.opt_text(quality(r.first_quality())),
        Column::number(
            "endorsed",
            "share",
            "allied influence that endorsed as the first summit opened",
        )
        .within(0.0, 1.0) => row.opt_num(first.map(|s| s.endorsed), SHARES),
        Column::number("closing", "share", "weight settled as the first summit closed")
            .within(0.0, 1.0) => row.opt_num(first.map(|s| s.closing), SHARES),
        Column::integer("rounds_before_summit", "rounds", "rounds held before the first summit")
            .at_least(0.0) => row.opt_int(first.map(|_| r.rounds_before_summit.into())),
        Column::choice("end_reason", EndReason::NAMES, "why the talks ended").always()
            => row.text(r.end_reason.name()),
        Column::number("end_day", "days", "day on which the talks ended").at_least(0.0).always()
            => row.num(r.end.days(), DAYS),
        Column::integer("slips", "rounds", "rounds put off because too few attended")
            .at_least(0.0)
            .always() => row.int(r.slips.into()),
        Column::integer(
            "summits_refused",
            "summits",
            "symbolic summits that the requester refused",
        )
        .at_least(0.0)
        .always() => row.int(r.refusals.into()),
        Column::integer("sessions_held", "sessions", "sessions of rounds, summits and initiatives")
            .at_least(0.0)
            .always() => row.int(r.sessions.into()),
        Column::integer("sessions_failed", "sessions", "sessions without agreement")
            .at_least(0.0)
            .always() => row.int(r.failed_sessions.into()),
        Column::integer("shocks", "shocks", "shocks").at_least(0.0).always()
            => row.int(r.shocks.into()),
        Column::integer("initiatives", "initiatives", "initiatives without the requester")
            .at_least(0.0)
            .always() => row.int(r.initiatives.into()),
        Column::number("strain_area_days", "days", "area under strain to the end of the talks")
            .at_least(0.0)
            .always() => row.num(r.strain_area, SHARES),
        Column::number(
            "attention_area_days",
            "days",
            "area under attention to the end of the talks",
        )
        .at_least(0.0)
        .always() => row.num(r.attention_area, SHARES),
        Column::number("strain_end", "share", "strain at the end of the talks")
            .within(0.0, 1.0)
            .always() => row.num(r.strain_end, SHARES),
        Column::number("aid_delivered_months", "months of need", "aid delivered")
            .at_least(0.0)
            .always() => row.num(r.aid_delivered, SHARES),
        Column::number(
            "aid_delayed_months",
            "months of need",
            "aid held up at shipments, each time it was",
        )
        .at_least(0.0)
        .always() => row.num(r.aid_delayed, SHARES),
        Column::number("least_cohesion", "share", "least cohesion C").within(0.0, 1.0).always()
            => row.num(r.least_cohesion, SHARES),
        Column::number("settled_weight", "share", "weight settled at the end of the talks")
            .within(0.0, 1.0)
            .always() => row.num(r.settled_weight, SHARES),
        Column::flag("ratified", "whether the signed text passed everywhere")
            => row.opt_flag(r.ratified),
        Column::integer("coverage", "classes", "provision classes that the settlement covers")
            .within(0.0, 4.0) => row.opt_int(r.coverage.map(u64::from)),
        Column::number("inclusion", "share", "influence that signed").within(0.0, 1.0)
            => row.opt_num(r.inclusion, SHARES),
        Column::number("log_risk", "log", "log-risk of collapse at signing")
            => row.opt_num(r.log_risk, SHARES),
        Column::number("tractability", "sd", "tractability Z of the run, unknown to the parties")
            .always() => row.num(r.tractability, SHARES),
}

/// `runs.csv`.
pub static RUNS: Table = Table {
    name: "runs",
    file: "runs.csv",
    title: "a row a run",
    columns: Cow::Borrowed(RUN_COLUMNS),
    primary_key: &["run"],
};

columns! {
    /// The cells of a party in a run.
    const PARTY_COLUMNS;
    fn party_cells(row, setup: &CompiledScenario, run: u64, party: usize, r: &PartyRecord) where {
        let of = &setup.scenario.parties[party];
    };
        SCENARIO => row.text(&setup.scenario.id),
        RUN => row.int(run),
        Column::text("party", "id of the party").always() => row.text(&of.id),
        Column::choice("role", ROLES, "what it is to the process").always()
            => row.text(of.of.role.key()),
        Column::number(
            "utility",
            "utility",
            "utility of the text at the end, open issues at their status quo",
        )
        .within(0.0, 1.0)
        .always() => row.num(r.utility, SHARES),
        Column::number(
            "concession",
            "share",
            "share of its best on the agreed issues that it gave up",
        )
        .within(0.0, 1.0) => row.opt_num(r.concession, SHARES),
        Column::integer("rounds_attended", "rounds", "rounds it attended").at_least(0.0).always()
            => row.int(r.rounds_attended.into()),
        Column::flag("endorsed", "whether it endorsed the text at the end").always()
            => row.flag(r.endorsed),
        Column::flag("signed", "whether it signed").always() => row.flag(r.signed),
        Column::flag("ratified", "whether it ratified") => row.opt_flag(r.ratified),
        Column::number("pledged_months", "months of need", "aid it pledged").at_least(0.0).always()
            => row.num(r.pledged, SHARES),
        Column::number("support", "share", "its domestic support at the end")
            .within(0.0, 1.0)
            .always() => row.num(r.support, SHARES),
}

/// `parties.csv`.
pub static PARTIES: Table = Table {
    name: "parties",
    file: "parties.csv",
    title: "a row a run and party",
    columns: Cow::Borrowed(PARTY_COLUMNS),
    primary_key: &["run", "party"],
};

columns! {
    /// The cells of a session. `text` is a buffer for its lists.
    const SESSION_COLUMNS;
    fn session_cells(row, setup: &CompiledScenario, run: u64, r: &SessionRecord, text: &mut String);
        SCENARIO => row.text(&setup.scenario.id),
        RUN => row.int(run),
        Column::choice("forum", Forum::NAMES, "where the session was held").always()
            => row.text(r.forum.name()),
        Column::integer("meeting", "", "number of that round, summit or initiative, from 0")
            .at_least(0.0)
            .always() => row.int(r.meeting.into()),
        Column::integer("session", "", "number of the session in it, from 0")
            .at_least(0.0)
            .always() => row.int(r.session.into()),
        Column::number("day", "days", "day").at_least(0.0).always() => row.num(r.at.days(), DAYS),
        Column::integer("parties", "parties", "parties at the table").at_least(0.0).always()
            => row.int(r.parties.len() as u64),
        Column::number("influence", "share", "their share of the coalition's influence")
            .within(0.0, 1.0)
            .always() => row.num(r.influence, SHARES),
        Column::text("issues", "ids of the issues, with spaces between them").always()
            => row.text(issue_ids(setup, r, text)),
        Column::flag("agreed", "whether it ended in agreement").always()
            => row.flag(r.agreed.is_some()),
        Column::text("options", "numbers of the agreed options, in the order of the issues")
            => row.opt_text(r.agreed.map(|offer| option_numbers(&offer, text))),
        Column::integer("steps", "steps", "passes round the table").at_least(0.0).always()
            => row.int(r.steps.into()),
}

/// `rounds.csv`.
pub static ROUNDS: Table = Table {
    name: "rounds",
    file: "rounds.csv",
    title: "a row a session, of rounds, summits and initiatives",
    columns: Cow::Borrowed(SESSION_COLUMNS),
    primary_key: &["run", "forum", "meeting", "session"],
};

columns! {
    /// The cells of a summit.
    const SUMMIT_COLUMNS;
    fn summit_cells(row, scenario: &str, run: u64, number: usize, r: &SummitRecord);
        SCENARIO => row.text(scenario),
        RUN => row.int(run),
        Column::integer("summit", "", "number of the summit in its run, from 0")
            .at_least(0.0)
            .always() => row.int(number as u64),
        Column::number("day", "days", "day on which it opened").at_least(0.0).always()
            => row.num(r.at.days(), DAYS),
        Column::number("granted_day", "days", "day on which it was granted").at_least(0.0).always()
            => row.num(r.granted.days(), DAYS),
        Column::flag("overridden", "whether it was granted though the gate was shut").always()
            => row.flag(r.overridden),
        Column::choice("quality", QUALITIES, "what it was worth").always()
            => row.text(r.quality.key()),
        Column::number("goals", "share", "goals G as it opened").within(0.0, 1.0).always()
            => row.num(r.goals, SHARES),
        Column::number("endorsed", "share", "allied influence that had endorsed as it opened")
            .within(0.0, 1.0)
            .always() => row.num(r.endorsed, SHARES),
        Column::number("preparation", "share", "preparation P as it opened")
            .within(0.0, 1.0)
            .always() => row.num(r.preparation, SHARES),
        Column::number("closing", "share", "weight settled as it closed").within(0.0, 1.0).always()
            => row.num(r.closing, SHARES),
        Column::number("cohesion", "share", "cohesion C as it opened").within(0.0, 1.0).always()
            => row.num(r.cohesion, SHARES),
        Column::number("leverage", "share", "leverage L as it opened").within(0.0, 1.0).always()
            => row.num(r.leverage, SHARES),
        Column::number("strain", "share", "strain as it opened").within(0.0, 1.0).always()
            => row.num(r.strain, SHARES),
        Column::number("attention", "share", "attention as it opened").within(0.0, 1.0).always()
            => row.num(r.attention, SHARES),
}

/// `summits.csv`.
pub static SUMMITS: Table = Table {
    name: "summits",
    file: "summits.csv",
    title: "a row a summit",
    columns: Cow::Borrowed(SUMMIT_COLUMNS),
    primary_key: &["run", "summit"],
};

columns! {
    /// The cells of an event, with the states after it.
    const EVENT_COLUMNS;
    fn event_cells(
        row, setup: &CompiledScenario, run: u64, number: usize, tick: &Tick, event: &RunEvent,
    ) where {
        let s = &setup.scenario;
    };
        SCENARIO => row.text(&s.id),
        RUN => row.int(run),
        Column::integer("line", "", "number of the event or answer in its run, from 0")
            .at_least(0.0)
            .always() => row.int(number as u64),
        Column::number("day", "days", "day").at_least(0.0).always()
            => row.num(tick.at.days(), DAYS),
        Column::text("event", "what happened").always() => row.text(event.name()),
        Column::text("party", "party concerned")
            => row.opt_text(event.party().map(|p| s.parties[p.index()].id.as_str())),
        Column::text("issue", "issue concerned")
            => row.opt_text(event.issue().map(|j| s.issues[j.index()].id.as_str())),
        Column::text("shock", "kind of shock")
            => row.opt_text(event.shock().map(|k| s.shocks[k as usize].id.as_str())),
        Column::number("value", "", "severity, share, months or quality, as the event has it")
            => row.opt_num(event.value(), SHARES),
        Column::number("strain", "share", "strain S").within(0.0, 1.0).always()
            => row.num(tick.states.strain, SHARES),
        Column::number("attention", "share", "attention A").within(0.0, 1.0).always()
            => row.num(tick.states.attention, SHARES),
        Column::number("preparation", "share", "preparation P").within(0.0, 1.0).always()
            => row.num(tick.states.preparation, SHARES),
        Column::number("goals", "share", "goals G").within(0.0, 1.0).always()
            => row.num(tick.states.goals, SHARES),
        Column::number("cohesion", "share", "cohesion C").within(0.0, 1.0).always()
            => row.num(tick.states.cohesion, SHARES),
        Column::number("leverage", "share", "leverage L").within(0.0, 1.0).always()
            => row.num(tick.states.leverage, SHARES),
        Column::number("credibility", "share", "credibility K").within(0.0, 1.0).always()
            => row.num(tick.states.credibility, SHARES),
}

/// `events.csv`, of the trace.
pub static EVENTS: Table = Table {
    name: "events",
    file: "events.csv",
    title: "a row an event, with the states after it",
    columns: Cow::Borrowed(EVENT_COLUMNS),
    primary_key: &["run", "line"],
};

/// `answers.jsonl`, of the trace: a line an accepted answer.
pub static ANSWERS: Table = Table {
    name: "answers",
    file: "answers.jsonl",
    title: "a line an accepted answer",
    columns: Cow::Borrowed(&[]),
    primary_key: &[],
};

fn quality(q: Option<Quality>) -> Option<&'static str> {
    q.map(|q| q.key())
}

fn day(at: Option<SimTime>) -> Option<f64> {
    at.map(SimTime::days)
}

/// The ids of the issues of a session.
fn issue_ids<'t>(setup: &CompiledScenario, r: &SessionRecord, text: &'t mut String) -> &'t str {
    text.clear();
    for issue in r.issues {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&setup.scenario.issues[issue].id);
    }
    text
}

/// The numbers of the options of an offer.
fn option_numbers<'t>(offer: &Offer, text: &'t mut String) -> &'t str {
    text.clear();
    let mut digits = itoa::Buffer::new();
    for option in offer.options() {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(digits.format(*option));
    }
    text
}

/// Writes the row of a run.
pub fn run_row(out: &mut Rows, scenario: &str, run: u64, seed: u64, r: &Record) {
    let mut row = out.row();
    run_cells(&mut row, scenario, run, seed, r);
    row.end();
}

/// Writes the row of a run of a sweep.
pub fn sweep_run_row(out: &mut Rows, cell: u64, scenario: &str, run: u64, seed: u64, r: &Record) {
    let mut row = out.row();
    row.int(cell);
    run_cells(&mut row, scenario, run, seed, r);
    row.end();
}

/// Writes the row of a run of a comparison.
pub fn compared_run_row(
    out: &mut Rows,
    rule: &str,
    scenario: &str,
    run: u64,
    seed: u64,
    r: &Record,
) {
    let mut row = out.row();
    row.text(rule);
    run_cells(&mut row, scenario, run, seed, r);
    row.end();
}

/// Writes the row of a party.
pub fn party_row(
    out: &mut Rows,
    setup: &CompiledScenario,
    run: u64,
    party: usize,
    r: &PartyRecord,
) {
    let mut row = out.row();
    party_cells(&mut row, setup, run, party, r);
    row.end();
}

/// Writes the row of a session. `text` is a buffer for its lists.
pub fn session_row(
    out: &mut Rows,
    setup: &CompiledScenario,
    run: u64,
    r: &SessionRecord,
    text: &mut String,
) {
    let mut row = out.row();
    session_cells(&mut row, setup, run, r, text);
    row.end();
}

/// Writes the row of a summit.
pub fn summit_row(out: &mut Rows, scenario: &str, run: u64, number: usize, r: &SummitRecord) {
    let mut row = out.row();
    summit_cells(&mut row, scenario, run, number, r);
    row.end();
}

/// Writes the row of an event of a trace; an answer has none.
pub fn event_row(
    events: &mut Rows,
    setup: &CompiledScenario,
    run: u64,
    number: usize,
    tick: &Tick,
) {
    let TickKind::Event(event) = &tick.kind else { return };
    let mut row = events.row();
    event_cells(&mut row, setup, run, number, tick, event);
    row.end();
}
