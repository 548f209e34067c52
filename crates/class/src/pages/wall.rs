//! The wall: what all may see of all tables.

use maud::{Markup, PreEscaped, html};

use super::frame::{Frame, bar, language_links, page, phases, said};
use super::message_keys;
use super::status::{agreed, day, window};
use super::{Chrome, Links};
use crate::state::{ClassState, Phase, Table};
use summitry_model::process::Outcome;

/// The page for the projector: `/wall`. It has no names and nothing that a seat alone knows.
#[must_use]
pub fn projector(chrome: &Chrome<'_>, state: &ClassState, links: &Links<'_>) -> String {
    let words = chrome.words;
    let main = html! {
        div class="head" data-live="head" data-say=(words.get(message_keys::phase(state.phase()))) {
            (phases(chrome, state))
        }
        h1 { (said(words.label(&state.config().setup.scenario.title))) }
        p class="lead" data-live="phase" {
            @if state.is_over() { (words.get("page.over")) } @else { (words.get(message_keys::phase_is(state.phase()))) }
        }
        div data-live="join" {
            @if state.phase() == Phase::Brief && !state.is_over() && !links.code.is_empty() { (way_in(chrome, links)) }
            @if state.phase() == Phase::Debrief || state.is_over() {
                p { a class="button main" href="/wall/debrief" { (words.get("after.debrief")) } }
            }
        }
        div data-live="counts" { (counts(chrome, state)) }
        section aria-labelledby="tables" {
            h2 #tables class="vh" { (words.get("teach.tables")) }
            div class="cards" data-list="tables" {
                @for (number, table) in state.tables().iter().enumerate() { (card(chrome, state, number, table)) }
            }
        }
        div data-live="predictions" { @if state.phase() > Phase::Predict { (predictions(chrome, state)) } }
    };
    let frame = Frame {
        title: words.get("wall.title"),
        kind: "wall",
        is_live: true,
        asks_again: !state.is_over(),
        languages: language_links(chrome, "/wall", &[]),
    };
    page(chrome, &frame, &main)
}

fn way_in(chrome: &Chrome<'_>, links: &Links<'_>) -> Markup {
    let words = chrome.words;
    html! {
        section class="way-in" aria-labelledby="way-in" {
            @if !links.qr_svg.is_empty() {
                div class="qr" role="img" aria-label=(words.get("teach.qr")) { (PreEscaped(links.qr_svg)) }
            }
            div {
                h2 #way-in { (words.get("wall.join")) }
                p class="address" { (links.students) }
                p { (words.get("teach.code")) }
                p class="code big" { (links.code) }
            }
        }
    }
}

fn counts(chrome: &Chrome<'_>, state: &ClassState) -> Markup {
    let words = chrome.words;
    let people = state.members().iter().filter(|member| member.place.is_some()).count();
    let seats = || state.tables().iter().flat_map(|table| &table.seats);
    let taken = seats().filter(|seat| seat.people > 0).count();
    let ended = state.tables().iter().filter(|table| table.snapshot().ending.is_some()).count();
    html! {
        dl class="facts big" {
            div { dt { (words.get("wall.joined")) } dd { (people) } }
            div { dt { (words.get("wall.seats")) } dd { (words.fill("teach.of", &[("n", &taken), ("all", &seats().count())])) } }
            @if state.phase() == Phase::Predict {
                div { dt { (words.get("wall.predicted")) } dd { (words.fill("teach.of", &[("n", &guessed(state)), ("all", &taken)])) } }
            }
            @if state.phase() >= Phase::Play {
                div { dt { (words.get("wall.ended")) } dd { (words.fill("teach.of", &[("n", &ended), ("all", &state.tables().len())])) } }
            }
        }
    }
}

/// How many seats with people have predicted.
fn guessed(state: &ClassState) -> usize {
    let of = |(number, table): (usize, &std::sync::Arc<Table>)| {
        let seats = table.seats.iter().enumerate();
        seats.filter(|(p, seat)| seat.people > 0 && state.guess(number, *p).is_some()).count()
    };
    state.tables().iter().enumerate().map(of).sum()
}

/// What the seats predicted: how many, by outcome.
pub(super) fn predictions(chrome: &Chrome<'_>, state: &ClassState) -> Markup {
    let words = chrome.words;
    let parties = state.config().setup.parties();
    let guesses: Vec<&str> = (0..state.tables().len())
        .flat_map(|table| (0..parties).map(move |party| (table, party)))
        .filter_map(|(table, party)| state.guess(table, party))
        .map(|guess| guess.outcome.as_str())
        .collect();
    let many = |outcome: Outcome| guesses.iter().filter(|name| **name == outcome.name()).count();
    html! {
        section class="card" aria-labelledby="predictions" {
            h2 #predictions { (words.get("wall.predictions")) }
            @if guesses.is_empty() {
                p class="soft" { (words.get("wall.no-predictions")) }
            } @else {
                table class="states tally" {
                    caption class="vh" { (words.get("wall.predictions")) }
                    thead class="vh" {
                        tr { th scope="col" { (words.get("guess.outcome")) } th scope="col" { (words.get("wall.how-many")) } }
                    }
                    tbody {
                        @for outcome in Outcome::ALL.iter().rev().copied().filter(|outcome| many(*outcome) > 0) {
                            tr {
                                th scope="row" { (words.get(message_keys::outcome(outcome).0)) }
                                td { (bar(many(outcome) as f64 / guesses.len() as f64, &[])) span class="n" { (many(outcome)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn card(chrome: &Chrome<'_>, state: &ClassState, number: usize, table: &Table) -> Markup {
    let words = chrome.words;
    let config = state.config();
    let snapshot = table.snapshot();
    let public = &snapshot.public;
    let (settled, all) = agreed(public);
    let now = day(public.at).min(window(config));
    html! {
        section class="card table" aria-labelledby=(format!("table-{number}")) data-live=(format!("table-{number}")) {
            h3 id=(format!("table-{number}")) { (words.fill("teach.table", &[("n", &(number + 1))])) }
            @if let Some(ending) = &snapshot.ending {
                p class="outcome" { (words.get(message_keys::outcome(ending.outcome()).0)) }
            } @else if state.phase() == Phase::Play {
                p { span class="tag" { (words.get(message_keys::stage(table.stage()))) } }
            }
            dl class="facts" {
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
}
