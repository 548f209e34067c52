//! What is due of a seat: all of it in one form.

use maud::{Markup, html};

use super::frame::{clock, form, hundred, press};
use super::message_keys;
use super::offer;
use super::status::{issue, party};
use super::{Chrome, Seated};
use crate::state::{ClassState, Phase, Table};
use crate::table::{Due, SeatView};
use summitry_engine::ids::PartyId;
use summitry_model::policy::RequestKind;

/// Whether the seat is asked now, and its people answer.
pub(super) fn is_asked(state: &ClassState, table: &Table, view: &SeatView<'_>) -> bool {
    let is_policy = table.seats[view.party.index()].is_policy();
    state.phase() == Phase::Play && !state.is_over() && !is_policy && view.due().next().is_some()
}

/// What is due of the seat, or whom its table waits for.
pub(super) fn due(
    chrome: &Chrome<'_>,
    state: &ClassState,
    table: &Table,
    view: &SeatView<'_>,
    seated: Seated<'_>,
) -> Markup {
    let seat = table.seats[view.party.index()];
    let ended = table.snapshot().ending.is_some();
    html! {
        @if !ended && seat.is_policy() {
            (away(chrome, seat.handed))
        }
        @if is_asked(state, table, view) {
            (asked(chrome, state, table, view, seated))
        } @else if !ended {
            (waiting(chrome, state, table, view))
        }
    }
}

fn away(chrome: &Chrome<'_>, handed: bool) -> Markup {
    let words = chrome.words;
    html! {
        section class="card warn" aria-labelledby="away" {
            h2 #away { (words.get("away.title")) }
            @if handed {
                p { (words.get("away.handed")) }
            } @else {
                p { (words.get("away.missed")) }
                (press(chrome, "/seat/back", &[], "main", words.get("away.back")))
            }
        }
    }
}

fn waiting(chrome: &Chrome<'_>, state: &ClassState, table: &Table, view: &SeatView<'_>) -> Markup {
    let words = chrome.words;
    let others = view.others();
    html! {
        section class="card" aria-labelledby="waiting" {
            h2 #waiting { (words.get("due.waiting")) }
            @if others.is_empty() {
                p { (words.get("due.waiting-all")) }
            } @else {
                p { (words.get("due.waiting-on")) " " strong { (names(chrome, state, &others)) } "." }
            }
            @if let Some(timer) = table.timer { p { (words.get("due.left")) " " (clock(chrome, timer)) } }
        }
    }
}

/// Parties, with commas.
pub(super) fn names(chrome: &Chrome<'_>, state: &ClassState, who: &[PartyId]) -> Markup {
    html! {
        @for (place, who) in who.iter().enumerate() {
            @if place > 0 { ", " }
            (party(chrome, state.config(), who.index()))
        }
    }
}

fn asked(
    chrome: &Chrome<'_>,
    state: &ClassState,
    table: &Table,
    view: &SeatView<'_>,
    seated: Seated<'_>,
) -> Markup {
    let words = chrome.words;
    let due: Vec<&Due> = view.due().collect();
    let numbers: Vec<String> = due.iter().map(|due| due.number.to_string()).collect();
    let shared = table.seats[view.party.index()].people > 1;
    let others = view.others();
    let inner = html! {
        @for due in &due { (one(chrome, state, view, due, seated)) }
        @if shared { p class="note" { (words.get("due.shared")) } }
        p class="send" {
            button type="submit" class="main" disabled[state.is_paused()] { (words.get("due.send")) }
            " " span class="soft" { (words.get("due.final")) }
        }
    };
    html! {
        section class="card turn" aria-labelledby="turn" data-for=(numbers.join(" ")) {
            div class="row" {
                h2 #turn { (words.get("due.turn")) }
                @if let Some(timer) = table.timer {
                    p class="soft" { (words.get("due.left")) " " (clock(chrome, timer)) }
                }
            }
            p class="soft" { (words.get("due.time-up")) }
            (form(chrome, "/seat/answer", "due", &inner))
            @if !others.is_empty() {
                p class="note" { (words.get("due.others")) " " (names(chrome, state, &others)) "." }
            }
        }
    }
}

fn one(
    chrome: &Chrome<'_>,
    state: &ClassState,
    view: &SeatView<'_>,
    due: &Due,
    seated: Seated<'_>,
) -> Markup {
    let words = chrome.words;
    let config = state.config();
    let question = super::frame::filled(
        words.get(message_keys::question(due.kind)),
        &[(
            "issue",
            match due.kind {
                RequestKind::EndorseIssue(which) => issue(chrome, config, which.index()),
                _ => html! {},
            },
        )],
    );
    if due.kind == RequestKind::Offer {
        let draft = seated.draft.filter(|(number, _)| *number == due.number);
        return html! {
            h3 { (question) }
            p { (words.get("offer.how")) }
            (offer::fields(chrome, config, view, due, draft.map(|(_, options)| options)))
        };
    }
    let name = format!("d{}", due.number);
    html! {
        @if due.kind == RequestKind::Respond && let Some(standing) = view.standing {
            (offer::standing(chrome, config, view, standing))
        }
        fieldset class="choices" {
            legend { (question) }
            @if due.kind == RequestKind::Ratify {
                p { (words.fill("due.home", &[("n", &hundred(view.private.ratification)), ("u", &hundred(view.private.text_utility))])) }
            }
            @if let RequestKind::EndorseIssue(which) = due.kind
                && let Some(agreed) = view.public.text[which.index()].agreed()
            {
                p {
                    (super::frame::filled(words.get("due.agreed-without"), &[
                        ("option", super::status::option(chrome, config, which.index(), agreed)),
                        ("n", html! { (hundred(view.private.values[which.index()][usize::from(agreed)])) }),
                    ]))
                }
            }
            @for choice in due.legal() {
                @let [title, does, _] = message_keys::choice(due.kind, *choice);
                label class="choice" {
                    input type="radio" name=(name) value=(choice.name()) required;
                    span { strong { (words.get(title)) } span class="help" { (words.get(does)) } }
                }
            }
        }
    }
}
