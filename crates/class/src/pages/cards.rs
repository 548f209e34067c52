//! A table as the teacher sees it: who sits where, what it waits for, and how it stands; nothing that a seat alone knows.

use maud::{Markup, html};

use super::Chrome;
use super::due::names;
use super::frame::{bar, clock, form, press, said};
use super::message_keys;
use super::status::{agreed, day, party, window};
use crate::state::{ClassState, Phase, Seat, Table};
use summitry_engine::ids::PartyId;

/// Milliseconds after which somebody who was not seen is gone.
const GONE: i64 = 30_000;

/// Tables beside one another.
pub(super) fn cards(chrome: &Chrome<'_>, state: &ClassState, presence: &[Option<i64>]) -> Markup {
    let words = chrome.words;
    html! {
        @if state.tables().is_empty() {
            p class="soft" data-live="no-table" { (words.get("teach.no-table")) }
        }
        @for (number, table) in state.tables().iter().enumerate() {
            section class="card table" aria-labelledby=(format!("table-{number}")) data-live=(format!("table-{number}")) {
                div class="row" {
                    h3 id=(format!("table-{number}")) { (words.fill("teach.table", &[("n", &(number + 1))])) }
                    (table_state(chrome, state, table))
                }
                (progress(chrome, state, table))
                (seats(chrome, state, number, table, presence))
                @if !state.is_over() { (people(chrome, state, number)) }
            }
        }
    }
}

/// What a table is at, and whom it waits for.
fn table_state(chrome: &Chrome<'_>, state: &ClassState, table: &Table) -> Markup {
    let words = chrome.words;
    let mut waits: Vec<PartyId> = table.open().map(|due| due.party).collect();
    waits.dedup();
    html! {
        @if let Some(ending) = &table.snapshot().ending {
            p class="outcome small" { (words.get(message_keys::outcome(ending.outcome()).0)) }
        } @else if state.phase() == Phase::Play {
            p class="at" {
                span class="tag" { (words.get(message_keys::stage(table.stage()))) }
                @if !waits.is_empty() {
                    " " span class="soft" { (words.get("due.waiting-for")) " " } (names(chrome, state, &waits))
                }
                @if let Some(timer) = table.timer { " " (clock(chrome, timer)) }
            }
        }
    }
}

fn progress(chrome: &Chrome<'_>, state: &ClassState, table: &Table) -> Markup {
    let words = chrome.words;
    let config = state.config();
    let public = &table.snapshot().public;
    let (settled, all) = agreed(public);
    let now = day(public.at).min(window(config));
    html! {
        dl class="facts small" {
            div { dt { (words.get("stand.day")) } dd { (words.fill("stand.day-of", &[("n", &now), ("all", &window(config))])) } }
            div { dt { (words.get("stand.rounds")) } dd { (public.rounds) } }
            div { dt { (words.get("stand.summits")) } dd { (public.summits) } }
            div {
                dt { (words.get("teach.agreed")) }
                dd { (words.fill("teach.of", &[("n", &settled), ("all", &all)])) (bar(settled as f64 / all as f64, &[])) }
            }
        }
    }
}

fn seats(
    chrome: &Chrome<'_>,
    state: &ClassState,
    number: usize,
    table: &Table,
    presence: &[Option<i64>],
) -> Markup {
    let words = chrome.words;
    let config = state.config();
    let members = |party: usize| {
        let here = move |(_, member): &(usize, &crate::state::Member)| {
            member.place == Some((number, party))
        };
        state.members().iter().enumerate().filter(here)
    };
    html! {
        table class="seats" {
            caption class="vh" { (words.fill("teach.seats-of", &[("n", &(number + 1))])) }
            thead {
                tr {
                    th scope="col" { (words.get("teach.seat")) }
                    th scope="col" { (words.get("teach.people")) }
                    th scope="col" class="n" { (words.get("teach.used")) }
                    th scope="col" { (words.get("teach.plays")) }
                }
            }
            tbody {
                @for (place, seat) in table.seats.iter().enumerate() {
                    tr {
                        th scope="row" { (party(chrome, config, place)) }
                        td {
                            @for (member, who) in members(place) {
                                span class="person" {
                                    (said(&who.pseudonym)) " "
                                    (seen(chrome, presence.get(member).copied().flatten()))
                                }
                            }
                            @if seat.people == 0 { span class="soft" { (words.get("teach.empty")) } }
                        }
                        td class="n" {
                            span class="soft" aria-hidden="true" { (words.get("teach.used")) ": " }
                            (table.snapshot().seat_view(PartyId(place as u8)).private.decisions_used) "/" (config.plan.decisions)
                        }
                        td { (plays(chrome, state, number, place, *seat)) }
                    }
                }
            }
        }
    }
}

/// When somebody was last seen.
fn seen(chrome: &Chrome<'_>, at: Option<i64>) -> Markup {
    let words = chrome.words;
    html! {
        @match at.map(|at| chrome.now.saturating_sub(at)) {
            None => span class="presence never" { (words.get("presence.never")) },
            Some(since) if since <= GONE => span class="presence here" { (words.get("presence.here")) },
            Some(since) => span class="presence gone" { (words.fill("presence.gone", &[("n", &(since / 60_000 + 1))])) },
        }
    }
}

/// Who plays a seat, and the button that changes it.
fn plays(
    chrome: &Chrome<'_>,
    state: &ClassState,
    table: usize,
    party: usize,
    seat: Seat,
) -> Markup {
    let words = chrome.words;
    let (key, to) = match seat {
        Seat { people: 0, .. } => ("plays.nobody", None),
        Seat { handed: true, .. } => ("plays.handed", Some("people")),
        seat if seat.is_away() => ("plays.away", Some("people")),
        _ => ("plays.people", Some("policy")),
    };
    let (table, party) = (table.to_string(), party.to_string());
    html! {
        span { (words.get(key)) }
        @if let Some(to) = to.filter(|_| !state.is_over()) {
            (press(chrome, "/teach/hand", &[("table", &table), ("party", &party), ("to", to)], "small",
                words.get(if to == "policy" { "teach.hand" } else { "teach.hand-back" })))
        }
    }
}

/// Moving and removing people.
fn people(chrome: &Chrome<'_>, state: &ClassState, number: usize) -> Markup {
    let words = chrome.words;
    let config = state.config();
    let here: Vec<_> = state
        .members()
        .iter()
        .enumerate()
        .filter(|(_, member)| member.place.is_some_and(|(table, _)| table == number))
        .collect();
    let who = |id: &str| {
        html! {
            label for=(id) { (words.get("teach.who")) }
            select id=(id) name="member" required {
                @for (member, who) in &here { option value=(member) { (summitry_pages::charts::text::plain(&who.pseudonym)) } }
            }
        }
    };
    let id = |what: &str| format!("{what}-{number}");
    let moved = html! {
        (who(&id("move-who")))
        label for=(id("move-table")) { (words.get("teach.to-table")) }
        select id=(id("move-table")) name="table" {
            @for table in 0..state.tables().len() {
                option value=(table) selected[table == number] { (table + 1) }
            }
        }
        label for=(id("move-party")) { (words.get("teach.to-seat")) }
        select id=(id("move-party")) name="party" {
            @for (place, party) in config.setup.scenario.parties.iter().enumerate() {
                option value=(place) { (summitry_pages::charts::text::plain(words.label(&party.of.label))) }
            }
        }
        button type="submit" { (words.get("teach.move")) }
    };
    let removed = html! {
        (who(&id("remove-who")))
        button type="submit" { (words.get("teach.remove")) }
    };
    html! {
        @if !here.is_empty() {
            details id=(id("people")) {
                summary { (words.get("teach.move-or-remove")) }
                (form(chrome, "/teach/move", "fields", &moved))
                (form(chrome, "/teach/remove", "fields", &removed))
            }
        }
    }
}
