//! The wall: what all may see of all tables.

use maud::{Markup, PreEscaped, html};

use super::frame::{Frame, bar, language_links, page, phases, said};
use super::say;
use super::stand::{agreed, day, window};
use super::{Chrome, Links};
use crate::room::{Phase, Room, Table};
use summitry_model::process::Outcome;

/// The page for the projector: `/wall`. It has no names and nothing that a seat alone knows.
#[must_use]
pub fn projector(chrome: &Chrome<'_>, room: &Room, links: &Links<'_>) -> String {
    let words = chrome.words;
    let main = html! {
        div class="head" data-live="head" data-say=(words.get(say::phase(room.phase()))) {
            (phases(chrome, room))
        }
        h1 { (said(words.label(&room.course().setup.scenario.title))) }
        p class="lead" data-live="phase" {
            @if room.is_over() { (words.get("page.over")) } @else { (words.get(say::phase_is(room.phase()))) }
        }
        div data-live="join" {
            @if room.phase() == Phase::Brief && !room.is_over() && !links.code.is_empty() { (way_in(chrome, links)) }
            @if room.phase() == Phase::Debrief || room.is_over() {
                p { a class="button main" href="/wall/debrief" { (words.get("after.debrief")) } }
            }
        }
        div data-live="counts" { (counts(chrome, room)) }
        section aria-labelledby="tables" {
            h2 #tables class="vh" { (words.get("teach.tables")) }
            div class="cards" data-list="tables" {
                @for (number, table) in room.tables().iter().enumerate() { (card(chrome, room, number, table)) }
            }
        }
        div data-live="predictions" { @if room.phase() > Phase::Predict { (predictions(chrome, room)) } }
    };
    let frame = Frame {
        title: words.get("wall.title"),
        kind: "wall",
        is_live: true,
        asks_again: !room.is_over(),
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

fn counts(chrome: &Chrome<'_>, room: &Room) -> Markup {
    let words = chrome.words;
    let people = room.members().iter().filter(|member| member.place.is_some()).count();
    let seats = || room.tables().iter().flat_map(|table| &table.seats);
    let taken = seats().filter(|seat| seat.people > 0).count();
    let ended = room.tables().iter().filter(|table| table.look().ending.is_some()).count();
    html! {
        dl class="facts big" {
            div { dt { (words.get("wall.joined")) } dd { (people) } }
            div { dt { (words.get("wall.seats")) } dd { (words.fill("teach.of", &[("n", &taken), ("all", &seats().count())])) } }
            @if room.phase() == Phase::Predict {
                div { dt { (words.get("wall.predicted")) } dd { (words.fill("teach.of", &[("n", &guessed(room)), ("all", &taken)])) } }
            }
            @if room.phase() >= Phase::Play {
                div { dt { (words.get("wall.ended")) } dd { (words.fill("teach.of", &[("n", &ended), ("all", &room.tables().len())])) } }
            }
        }
    }
}

/// How many seats with people have predicted.
fn guessed(room: &Room) -> usize {
    let of = |(number, table): (usize, &std::sync::Arc<Table>)| {
        let seats = table.seats.iter().enumerate();
        seats.filter(|(p, seat)| seat.people > 0 && room.guess(number, *p).is_some()).count()
    };
    room.tables().iter().enumerate().map(of).sum()
}

/// What the seats predicted: how many, by outcome.
pub(super) fn predictions(chrome: &Chrome<'_>, room: &Room) -> Markup {
    let words = chrome.words;
    let parties = room.course().setup.parties();
    let guesses: Vec<&str> = (0..room.tables().len())
        .flat_map(|table| (0..parties).map(move |party| (table, party)))
        .filter_map(|(table, party)| room.guess(table, party))
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
                                th scope="row" { (words.get(say::outcome(outcome).0)) }
                                td { (bar(many(outcome) as f64 / guesses.len() as f64, &[])) span class="n" { (many(outcome)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn card(chrome: &Chrome<'_>, room: &Room, number: usize, table: &Table) -> Markup {
    let words = chrome.words;
    let course = room.course();
    let look = table.look();
    let public = &look.public;
    let (settled, all) = agreed(public);
    let now = day(public.at).min(window(course));
    html! {
        section class="card table" aria-labelledby=(format!("table-{number}")) data-live=(format!("table-{number}")) {
            h3 id=(format!("table-{number}")) { (words.fill("teach.table", &[("n", &(number + 1))])) }
            @if let Some(ending) = &look.ending {
                p class="outcome" { (words.get(say::outcome(ending.outcome()).0)) }
            } @else if room.phase() == Phase::Play {
                p { span class="tag" { (words.get(say::stage(table.stage()))) } }
            }
            dl class="facts" {
                div { dt { (words.get("stand.day")) } dd { (words.fill("stand.day-of", &[("n", &now), ("all", &window(course))])) } }
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
