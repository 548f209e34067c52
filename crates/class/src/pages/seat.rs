//! A student's page.

use maud::{Markup, html};

use super::due;
use super::error_page::error_page;
use super::frame::{Frame, filled, flash, form, language_forms, open_network, page, phases, said};
use super::message_keys;
use super::news;
use super::results;
use super::role;
use super::status;
use super::{Chrome, Seated};
use crate::state::{ClassState, Member, NOTE, Phase, Table};
use crate::table::SeatView;
use summitry_engine::ids::PartyId;

/// The page of a member: `/seat`. Of what others hold it shows nothing, unless the teacher revealed it.
#[must_use]
pub fn seat(chrome: &Chrome<'_>, state: &ClassState, seated: Seated<'_>) -> String {
    let member = state.members().get(seated.member);
    let Some((member, (number, party))) = member.and_then(|member| Some((member, member.place?)))
    else {
        return error_page(chrome, "gone.removed");
    };
    let Some(table) = state.tables().get(number) else { return error_page(chrome, "gone.removed") };
    let view = table.snapshot().seat_view(PartyId(party as u8));
    let words = chrome.words;
    let config = state.config();
    let role_name = words.label(&config.setup.scenario.parties[party].of.label);
    let is_asked = due::is_asked(state, table, &view);
    let predicts = state.phase() == Phase::Predict && !state.is_over();
    let asks_again = !is_asked && !predicts && !seated.is_still;
    let ending = view.ending();
    let shared = table.seats[party].people > 1;
    let main = html! {
        div class="head" data-live="head" data-say=(words.get(message_keys::phase(state.phase()))) data-paused[state.is_paused()] {
            (phases(chrome, state))
        }
        (flash(chrome))
        (who(chrome, state, seated.member, number, party))
        div data-live="messages" { (news::messages(chrome, state, number)) }
        div class="columns" {
            div class="first" {
                div data-live="due" data-say=(words.get(if is_asked { "due.turn" } else { "due.waiting" })) {
                    @match state.phase() {
                        _ if state.is_over() && ending.is_none() => {}
                        Phase::Brief => (before(chrome)),
                        Phase::Predict => (results::predict(chrome, state, state.guess(number, party), shared)),
                        Phase::Play => (due::due(chrome, state, table, &view, seated)),
                        Phase::Debrief => {}
                    }
                }
                div data-live="ended" {
                    @if let Some(ending) = ending {
                        (results::ended(chrome, state, table, &view, state.guess(number, party), ending))
                    }
                }
                div data-live="revealed" {
                    @if state.is_revealed() { (results::revealed(chrome, state, table.snapshot().revealed())) }
                }
                div data-live="stand" data-say=(news::last(chrome, config, &view)) {
                    @if state.phase() >= Phase::Play { (standing(chrome, state, table, &view)) }
                }
            }
            div class="second" {
                (sheet(chrome, state, &view))
                (note(chrome, member, asks_again))
                (link(chrome, seated.link))
            }
        }
        @if asks_again {
            noscript {
                p class="note" { (words.get("seat.asks-again")) " " a href="/seat?still" { (words.get("seat.still")) } }
            }
        } @else if seated.is_still {
            noscript { p { a href="/seat" { (words.get("seat.not-still")) } } }
        }
        (open_network(chrome))
    };
    let title = summitry_pages::charts::text::plain(role_name);
    let frame = Frame {
        title: &title,
        kind: "seat",
        is_live: true,
        asks_again,
        languages: language_forms(chrome),
    };
    page(chrome, &frame, &main)
}

/// Who somebody is here, and with whom.
fn who(
    chrome: &Chrome<'_>,
    state: &ClassState,
    member: usize,
    table: usize,
    party: usize,
) -> Markup {
    let words = chrome.words;
    let others: Vec<&Member> = state
        .members()
        .iter()
        .enumerate()
        .filter(|(number, other)| *number != member && other.place == Some((table, party)))
        .map(|(_, other)| other)
        .collect();
    let member = &state.members()[member];
    html! {
        div class="who" data-live="who" {
            h1 { (status::party(chrome, state.config(), party)) }
            p {
                (filled(words.get("seat.you"), &[
                    ("name", html! { strong { (said(&member.pseudonym)) } }),
                    ("table", html! { (table + 1) }),
                ]))
                @if !others.is_empty() {
                    " " (words.get("seat.with")) " "
                    @for (place, other) in others.iter().enumerate() {
                        @if place > 0 { ", " }
                        (said(&other.pseudonym))
                    }
                    "."
                }
            }
            @if !others.is_empty() { p class="note" { (words.get("seat.shared")) } }
        }
    }
}

/// What to do while the class gathers.
fn before(chrome: &Chrome<'_>) -> Markup {
    let words = chrome.words;
    html! {
        section class="card" aria-labelledby="before" {
            h2 #before { (words.get("brief.title")) }
            p { (words.get(message_keys::phase_is(Phase::Brief))) }
            ul {
                li { (words.get("brief.model")) }
                li { (words.get("brief.talk")) }
                li { (words.get("brief.leave")) }
            }
        }
    }
}

/// How the table stands, for all and for the seat, and what has happened.
fn standing(chrome: &Chrome<'_>, state: &ClassState, table: &Table, view: &SeatView<'_>) -> Markup {
    let words = chrome.words;
    let config = state.config();
    let public = view.public;
    html! {
        section class="card" aria-labelledby="news" {
            h2 #news { (words.get("news.title")) }
            (news::news(chrome, config, view))
        }
        section class="card" aria-labelledby="text" {
            h2 #text { (words.get("stand.text")) }
            (status::text(chrome, config, public, Some(view)))
            h3 { (words.get("own.title")) }
            (status::own(chrome, view))
        }
        section class="card" aria-labelledby="stand" {
            h2 #stand { (words.get("stand.title")) }
            (status::process(chrome, config, public))
            @if table.snapshot().ending.is_none() {
                p { (words.fill("due.used", &[("n", &view.private.decisions_used), ("all", &config.plan.decisions)])) }
            }
            (status::states(chrome, public))
        }
    }
}

/// The role sheet: open until play begins.
fn sheet(chrome: &Chrome<'_>, state: &ClassState, view: &SeatView<'_>) -> Markup {
    html! {
        section class="card" aria-labelledby="role" data-live="role" {
            details #sheet open[state.phase() < Phase::Play] {
                summary { h2 #role { (chrome.words.get("role.title")) } }
                (role::sheet(chrome, state.config(), view))
            }
        }
    }
}

/// The private note.
fn note(chrome: &Chrome<'_>, member: &Member, asks_again: bool) -> Markup {
    let words = chrome.words;
    let inner = html! {
        p class="field" {
            label for="note" { (words.get("note.label")) }
            span #note-help class="help" { (words.get("note.help")) }
            textarea #note name="text" rows="5" maxlength=(NOTE) aria-describedby="note-help" { "\n" (member.note) }
        }
        p { button type="submit" { (words.get("note.do")) } }
    };
    // Where the page is asked for again by itself, what somebody writes would be lost.
    let class = if asks_again { "scripted" } else { "" };
    html! {
        section class="card" aria-labelledby="note-title" {
            h2 #note-title { (words.get("note.title")) }
            (form(chrome, "/seat/note", class, &inner))
            @if asks_again { noscript { p { (words.get("note.still")) " " a href="/seat?still" { (words.get("seat.still")) } } } }
        }
    }
}

/// The personal link.
fn link(chrome: &Chrome<'_>, link: &str) -> Markup {
    let words = chrome.words;
    html! {
        section class="card" aria-labelledby="link" {
            h2 #link { (words.get("link.title")) }
            p class="field" {
                label for="own-link" { (words.get("link.label")) }
                span #link-help class="help" { (words.get("link.help")) }
                input #own-link type="url" readonly value=(link) aria-describedby="link-help";
            }
        }
    }
}
