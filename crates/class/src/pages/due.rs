//! What is due of a seat: all of it in one form.

use maud::{Markup, html};

use super::frame::{clock, form, hundred, press};
use super::offer;
use super::say;
use super::stand::{issue, party};
use super::{Chrome, Seated};
use crate::room::{Phase, Room, Table};
use crate::table::{Due, Sight};
use summitry_engine::ids::PartyId;
use summitry_model::policy::RequestKind;

/// Whether the seat is asked now, and its people answer.
pub(super) fn is_asked(room: &Room, table: &Table, sight: &Sight<'_>) -> bool {
    let is_policy = table.seats[sight.party.index()].is_policy();
    room.phase() == Phase::Play && !room.is_over() && !is_policy && sight.due().next().is_some()
}

/// What is due of the seat, or whom its table waits for.
pub(super) fn due(
    chrome: &Chrome<'_>,
    room: &Room,
    table: &Table,
    sight: &Sight<'_>,
    seated: Seated<'_>,
) -> Markup {
    let seat = table.seats[sight.party.index()];
    let ended = table.look().ending.is_some();
    html! {
        @if !ended && seat.is_policy() {
            (away(chrome, seat.handed))
        }
        @if is_asked(room, table, sight) {
            (asked(chrome, room, table, sight, seated))
        } @else if !ended {
            (waiting(chrome, room, table, sight))
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

fn waiting(chrome: &Chrome<'_>, room: &Room, table: &Table, sight: &Sight<'_>) -> Markup {
    let words = chrome.words;
    let others = sight.others();
    html! {
        section class="card" aria-labelledby="waiting" {
            h2 #waiting { (words.get("due.waiting")) }
            @if others.is_empty() {
                p { (words.get("due.waiting-all")) }
            } @else {
                p { (words.get("due.waiting-on")) " " strong { (names(chrome, room, &others)) } "." }
            }
            @if let Some(timer) = table.timer { p { (words.get("due.left")) " " (clock(chrome, timer)) } }
        }
    }
}

/// Parties, with commas.
pub(super) fn names(chrome: &Chrome<'_>, room: &Room, who: &[PartyId]) -> Markup {
    html! {
        @for (place, who) in who.iter().enumerate() {
            @if place > 0 { ", " }
            (party(chrome, room.course(), who.index()))
        }
    }
}

fn asked(
    chrome: &Chrome<'_>,
    room: &Room,
    table: &Table,
    sight: &Sight<'_>,
    seated: Seated<'_>,
) -> Markup {
    let words = chrome.words;
    let due: Vec<&Due> = sight.due().collect();
    let numbers: Vec<String> = due.iter().map(|due| due.number.to_string()).collect();
    let shared = table.seats[sight.party.index()].people > 1;
    let others = sight.others();
    let inner = html! {
        @for due in &due { (one(chrome, room, sight, due, seated)) }
        @if shared { p class="note" { (words.get("due.shared")) } }
        p class="send" {
            button type="submit" class="main" disabled[room.is_paused()] { (words.get("due.send")) }
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
                p class="note" { (words.get("due.others")) " " (names(chrome, room, &others)) "." }
            }
        }
    }
}

fn one(
    chrome: &Chrome<'_>,
    room: &Room,
    sight: &Sight<'_>,
    due: &Due,
    seated: Seated<'_>,
) -> Markup {
    let words = chrome.words;
    let course = room.course();
    let question = super::frame::filled(
        words.get(say::question(due.kind)),
        &[(
            "issue",
            match due.kind {
                RequestKind::EndorseIssue(which) => issue(chrome, course, which.index()),
                _ => html! {},
            },
        )],
    );
    if due.kind == RequestKind::Offer {
        let draft = seated.draft.filter(|(number, _)| *number == due.number);
        return html! {
            h3 { (question) }
            p { (words.get("offer.how")) }
            (offer::fields(chrome, course, sight, due, draft.map(|(_, options)| options)))
        };
    }
    let name = format!("d{}", due.number);
    html! {
        @if due.kind == RequestKind::Respond && let Some(standing) = sight.standing {
            (offer::standing(chrome, course, sight, standing))
        }
        fieldset class="choices" {
            legend { (question) }
            @if due.kind == RequestKind::Ratify {
                p { (words.fill("due.home", &[("n", &hundred(sight.own.ratification)), ("u", &hundred(sight.own.text_utility))])) }
            }
            @if let RequestKind::EndorseIssue(which) = due.kind
                && let Some(agreed) = sight.public.text[which.index()].agreed()
            {
                p {
                    (super::frame::filled(words.get("due.agreed-without"), &[
                        ("option", super::stand::option(chrome, course, which.index(), agreed)),
                        ("n", html! { (hundred(sight.own.values[which.index()][usize::from(agreed)])) }),
                    ]))
                }
            }
            @for choice in due.legal() {
                @let (title, does) = say::choice(due.kind, *choice);
                label class="choice" {
                    input type="radio" name=(name) value=(choice.name()) required;
                    span { strong { (words.get(title)) } span class="help" { (words.get(does)) } }
                }
            }
        }
    }
}
