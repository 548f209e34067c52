//! The tables that a run has rows in.

use std::borrow::Cow;

use summitry_engine::units::SimTime;
use summitry_model::diplomacy::summit::Quality;
use summitry_model::fields::field::Choice as _;
use summitry_model::process::{
    CompiledScenario, EndReason, Forum, Outcome, PartyRecord, Record, STATES, SessionRecord,
    SummitRecord, Tick, TickKind,
};

use crate::output::{Column, Row, Rows, Table};

/// Decimals of days: finer than a minute.
const DAYS: u8 = 4;
/// Decimals of shares and indices.
const SHARES: u8 = 6;

const QUALITIES: &[&str] = &["symbolic", "partial", "substantive"];
const ROLES: &[&str] = &["requester", "gatekeeper", "ally", "counterpart"];

pub(super) const SCENARIO: Column = Column::text("scenario", "id of the scenario").always();
pub(super) const RUN: Column =
    Column::integer("run", "", "number of the run, from 0").at_least(0.0).always();

/// `runs.csv`.
pub static RUNS: Table = Table {
    name: "runs",
    file: "runs.csv",
    title: "a row a run",
    columns: Cow::Borrowed(&[
        SCENARIO,
        RUN,
        Column::integer("seed", "", "master seed of the batch").at_least(0.0).always(),
        Column::choice("outcome", Outcome::NAMES, "how the run ended").always(),
        Column::number("first_summit_day", "days", "day of the first summit").at_least(0.0),
        Column::integer("rounds_held", "rounds", "multilateral rounds held").at_least(0.0).always(),
        Column::integer("requests_made", "requests", "requests for a summit")
            .at_least(0.0)
            .always(),
        Column::integer(
            "requests_deferred",
            "requests",
            "requests that were deferred, each once however often it was put off",
        )
        .at_least(0.0)
        .always(),
        Column::integer("summits_held", "summits", "summits held").at_least(0.0).always(),
        Column::choice("best_summit_quality", QUALITIES, "quality of the best summit"),
        Column::number("preparation", "share", "preparation P as the first summit opened")
            .within(0.0, 1.0),
        Column::number("goals", "share", "goals G as the first summit opened").within(0.0, 1.0),
        Column::number("cohesion", "share", "cohesion C as the first summit opened")
            .within(0.0, 1.0),
        Column::number("leverage", "share", "leverage L as the first summit opened")
            .within(0.0, 1.0),
        Column::number("settlement_day", "days", "day on which a text was signed").at_least(0.0),
        Column::number(
            "survival_days",
            "days",
            "days in force, to collapse or the end of follow-up",
        )
        .at_least(0.0),
        Column::flag("survival_censored", "whether it was alive at the end of follow-up"),
        Column::choice("first_summit_quality", QUALITIES, "quality of the first summit"),
        Column::number(
            "endorsed",
            "share",
            "allied influence that endorsed as the first summit opened",
        )
        .within(0.0, 1.0),
        Column::number("closing", "share", "weight settled as the first summit closed")
            .within(0.0, 1.0),
        Column::integer("rounds_before_summit", "rounds", "rounds held before the first summit")
            .at_least(0.0),
        Column::choice("end_reason", EndReason::NAMES, "why the talks ended").always(),
        Column::number("end_day", "days", "day on which the talks ended").at_least(0.0).always(),
        Column::integer("slips", "rounds", "rounds put off because too few attended")
            .at_least(0.0)
            .always(),
        Column::integer(
            "summits_refused",
            "summits",
            "symbolic summits that the requester refused",
        )
        .at_least(0.0)
        .always(),
        Column::integer("sessions_held", "sessions", "sessions of rounds, summits and initiatives")
            .at_least(0.0)
            .always(),
        Column::integer("sessions_failed", "sessions", "sessions without agreement")
            .at_least(0.0)
            .always(),
        Column::integer("shocks", "shocks", "shocks").at_least(0.0).always(),
        Column::integer("initiatives", "initiatives", "initiatives without the requester")
            .at_least(0.0)
            .always(),
        Column::number("strain_area_days", "days", "area under strain to the end of the talks")
            .at_least(0.0)
            .always(),
        Column::number(
            "attention_area_days",
            "days",
            "area under attention to the end of the talks",
        )
        .at_least(0.0)
        .always(),
        Column::number("strain_end", "share", "strain at the end of the talks")
            .within(0.0, 1.0)
            .always(),
        Column::number("aid_delivered_months", "months of need", "aid delivered")
            .at_least(0.0)
            .always(),
        Column::number(
            "aid_delayed_months",
            "months of need",
            "aid held up at shipments, each time it was",
        )
        .at_least(0.0)
        .always(),
        Column::number("least_cohesion", "share", "least cohesion C").within(0.0, 1.0).always(),
        Column::number("settled_weight", "share", "weight settled at the end of the talks")
            .within(0.0, 1.0)
            .always(),
        Column::flag("ratified", "whether the signed text passed everywhere"),
        Column::integer("coverage", "classes", "provision classes that the settlement covers")
            .within(0.0, 4.0),
        Column::number("inclusion", "share", "influence that signed").within(0.0, 1.0),
        Column::number("log_risk", "log", "log-risk of collapse at signing"),
        Column::number("tractability", "sd", "tractability Z of the run, unknown to the parties")
            .always(),
    ]),
    primary_key: &["run"],
};

/// `parties.csv`.
pub static PARTIES: Table = Table {
    name: "parties",
    file: "parties.csv",
    title: "a row a run and party",
    columns: Cow::Borrowed(&[
        SCENARIO,
        RUN,
        Column::text("party", "id of the party").always(),
        Column::choice("role", ROLES, "what it is to the process").always(),
        Column::number(
            "utility",
            "utility",
            "utility of the text at the end, open issues at their status quo",
        )
        .within(0.0, 1.0)
        .always(),
        Column::number(
            "concession",
            "share",
            "share of its best on the agreed issues that it gave up",
        )
        .within(0.0, 1.0),
        Column::integer("rounds_attended", "rounds", "rounds it attended").at_least(0.0).always(),
        Column::flag("endorsed", "whether it endorsed the text at the end").always(),
        Column::flag("signed", "whether it signed").always(),
        Column::flag("ratified", "whether it ratified"),
        Column::number("pledged_months", "months of need", "aid it pledged").at_least(0.0).always(),
        Column::number("support", "share", "its domestic support at the end")
            .within(0.0, 1.0)
            .always(),
    ]),
    primary_key: &["run", "party"],
};

/// `rounds.csv`.
pub static ROUNDS: Table = Table {
    name: "rounds",
    file: "rounds.csv",
    title: "a row a session, of rounds, summits and initiatives",
    columns: Cow::Borrowed(&[
        SCENARIO,
        RUN,
        Column::choice("forum", Forum::NAMES, "where the session was held").always(),
        Column::integer("meeting", "", "number of that round, summit or initiative, from 0")
            .at_least(0.0)
            .always(),
        Column::integer("session", "", "number of the session in it, from 0")
            .at_least(0.0)
            .always(),
        Column::number("day", "days", "day").at_least(0.0).always(),
        Column::integer("parties", "parties", "parties at the table").at_least(0.0).always(),
        Column::number("influence", "share", "their share of the coalition's influence")
            .within(0.0, 1.0)
            .always(),
        Column::text("issues", "ids of the issues, with spaces between them").always(),
        Column::flag("agreed", "whether it ended in agreement").always(),
        Column::text("options", "numbers of the agreed options, in the order of the issues"),
        Column::integer("steps", "steps", "passes round the table").at_least(0.0).always(),
    ]),
    primary_key: &["run", "forum", "meeting", "session"],
};

/// `summits.csv`.
pub static SUMMITS: Table = Table {
    name: "summits",
    file: "summits.csv",
    title: "a row a summit",
    columns: Cow::Borrowed(&[
        SCENARIO,
        RUN,
        Column::integer("summit", "", "number of the summit in its run, from 0")
            .at_least(0.0)
            .always(),
        Column::number("day", "days", "day on which it opened").at_least(0.0).always(),
        Column::number("granted_day", "days", "day on which it was granted").at_least(0.0).always(),
        Column::flag("overridden", "whether it was granted though the gate was shut").always(),
        Column::choice("quality", QUALITIES, "what it was worth").always(),
        Column::number("goals", "share", "goals G as it opened").within(0.0, 1.0).always(),
        Column::number("endorsed", "share", "allied influence that had endorsed as it opened")
            .within(0.0, 1.0)
            .always(),
        Column::number("preparation", "share", "preparation P as it opened")
            .within(0.0, 1.0)
            .always(),
        Column::number("closing", "share", "weight settled as it closed").within(0.0, 1.0).always(),
        Column::number("cohesion", "share", "cohesion C as it opened").within(0.0, 1.0).always(),
        Column::number("leverage", "share", "leverage L as it opened").within(0.0, 1.0).always(),
        Column::number("strain", "share", "strain as it opened").within(0.0, 1.0).always(),
        Column::number("attention", "share", "attention as it opened").within(0.0, 1.0).always(),
    ]),
    primary_key: &["run", "summit"],
};

/// `events.csv`, of the trace.
pub static EVENTS: Table = Table {
    name: "events",
    file: "events.csv",
    title: "a row an event, with the states after it",
    columns: Cow::Borrowed(&[
        SCENARIO,
        RUN,
        Column::integer("line", "", "number of the event or answer in its run, from 0")
            .at_least(0.0)
            .always(),
        Column::number("day", "days", "day").at_least(0.0).always(),
        Column::text("event", "what happened").always(),
        Column::text("party", "party concerned"),
        Column::text("issue", "issue concerned"),
        Column::text("shock", "kind of shock"),
        Column::number("value", "", "severity, share, months or quality, as the event has it"),
        Column::number("strain", "share", "strain S").within(0.0, 1.0).always(),
        Column::number("attention", "share", "attention A").within(0.0, 1.0).always(),
        Column::number("preparation", "share", "preparation P").within(0.0, 1.0).always(),
        Column::number("goals", "share", "goals G").within(0.0, 1.0).always(),
        Column::number("cohesion", "share", "cohesion C").within(0.0, 1.0).always(),
        Column::number("leverage", "share", "leverage L").within(0.0, 1.0).always(),
        Column::number("credibility", "share", "credibility K").within(0.0, 1.0).always(),
    ]),
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

const _: () = assert!(STATES.len() == 7);

fn quality(q: Option<Quality>) -> Option<&'static str> {
    q.map(|q| q.key())
}

fn day(row: &mut Row<'_>, at: Option<SimTime>) {
    row.opt_num(at.map(SimTime::days), DAYS);
}

/// Writes the row of a run.
pub fn run_row(out: &mut Rows, scenario: &str, run: u64, seed: u64, r: &Record) {
    let row = out.row();
    run_cells(row, scenario, run, seed, r);
}

/// Writes the row of a run of a sweep.
pub fn sweep_run_row(out: &mut Rows, cell: u64, scenario: &str, run: u64, seed: u64, r: &Record) {
    let mut row = out.row();
    row.int(cell);
    run_cells(row, scenario, run, seed, r);
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
    run_cells(row, scenario, run, seed, r);
}

fn run_cells(mut row: Row<'_>, scenario: &str, run: u64, seed: u64, r: &Record) {
    let met = r.first_summit.is_some();
    row.text(scenario).int(run).int(seed).text(r.outcome.name());
    day(&mut row, r.first_summit);
    row.int(r.rounds.into()).int(r.requests.into()).int(r.deferrals.into()).int(r.summits.into());
    row.opt_text(quality(r.best_quality));
    for share in &r.at_first[..4] {
        row.opt_num(met.then_some(*share), SHARES);
    }
    day(&mut row, r.settlement);
    row.opt_num(r.survival_days, DAYS).opt_flag(r.censored);
    row.opt_text(quality(r.first_quality));
    row.opt_num(met.then_some(r.at_first[4]), SHARES).opt_num(met.then_some(r.closing), SHARES);
    row.opt_int(met.then_some(r.rounds_before_summit.into()));
    row.text(r.end_reason.name());
    day(&mut row, Some(r.end));
    row.int(r.slips.into()).int(r.refusals.into());
    row.int(r.sessions.into()).int(r.failed_sessions.into());
    row.int(r.shocks.into()).int(r.initiatives.into());
    row.num(r.strain_area, SHARES).num(r.attention_area, SHARES).num(r.strain_end, SHARES);
    row.num(r.aid_delivered, SHARES).num(r.aid_delayed, SHARES);
    row.num(r.least_cohesion, SHARES).num(r.settled_weight, SHARES);
    row.opt_flag(r.ratified).opt_int(r.coverage.map(u64::from)).opt_num(r.inclusion, SHARES);
    row.opt_num(r.log_risk, SHARES).num(r.tractability, SHARES);
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
    let of = &setup.scenario.parties[party];
    let mut row = out.row();
    row.text(&setup.scenario.id).int(run).text(&of.id).text(of.of.role.key());
    row.num(r.utility, SHARES).opt_num(r.concession, SHARES).int(r.rounds_attended.into());
    row.flag(r.endorsed).flag(r.signed).opt_flag(r.ratified);
    row.num(r.pledged, SHARES).num(r.support, SHARES);
    row.end();
}

/// Writes the row of a session. `text` is room for its lists.
pub fn session_row(
    out: &mut Rows,
    setup: &CompiledScenario,
    run: u64,
    r: &SessionRecord,
    text: &mut String,
) {
    let mut row = out.row();
    row.text(&setup.scenario.id).int(run).text(r.forum.name());
    row.int(r.meeting.into()).int(r.session.into()).num(r.at.days(), DAYS);
    row.int(r.parties.len() as u64).num(r.influence, SHARES);
    text.clear();
    for issue in r.issues {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&setup.scenario.issues[issue].id);
    }
    row.text(text).flag(r.agreed.is_some());
    match r.agreed {
        None => row.empty(),
        Some(offer) => {
            text.clear();
            let mut digits = itoa::Buffer::new();
            for option in offer.options() {
                if !text.is_empty() {
                    text.push(' ');
                }
                text.push_str(digits.format(*option));
            }
            row.text(text)
        }
    };
    row.int(r.steps.into());
    row.end();
}

/// Writes the row of a summit.
pub fn summit_row(out: &mut Rows, scenario: &str, run: u64, number: usize, r: &SummitRecord) {
    let mut row = out.row();
    row.text(scenario).int(run).int(number as u64);
    row.num(r.at.days(), DAYS).num(r.granted.days(), DAYS).flag(r.overridden);
    row.text(r.quality.key());
    for share in [
        r.goals,
        r.endorsed,
        r.preparation,
        r.closing,
        r.cohesion,
        r.leverage,
        r.strain,
        r.attention,
    ] {
        row.num(share, SHARES);
    }
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
    let s = &setup.scenario;
    let TickKind::Event(event) = &tick.kind else { return };
    let mut row = events.row();
    row.text(&s.id).int(run).int(number as u64).num(tick.at.days(), DAYS).text(event.name());
    row.opt_text(event.party().map(|p| s.parties[p.index()].id.as_str()));
    row.opt_text(event.issue().map(|j| s.issues[j.index()].id.as_str()));
    row.opt_text(event.shock().map(|k| s.shocks[k as usize].id.as_str()));
    row.opt_num(event.value(), SHARES);
    for state in tick.states {
        row.num(state, SHARES);
    }
    row.end();
}
