//! The teacher's page.

use maud::{Markup, PreEscaped, html};

use super::cards::cards;
use super::frame::{Frame, flash, form, language_links, page, paragraphs, phases, press, said};
use super::message_keys;
use super::wall::predictions;
use super::{Chrome, INJECT_SHOCK, Links};
use crate::state::{ClassState, MESSAGE, Phase};
use summitry_pages::charts::text::plain;

/// The teacher's page: `/teach`. `presence` is when each member was last seen, in milliseconds since 1970, by number.
#[must_use]
pub fn teach(
    chrome: &Chrome<'_>,
    state: &ClassState,
    presence: &[Option<i64>],
    links: &Links<'_>,
) -> String {
    let words = chrome.words;
    let main = html! {
        div class="head" data-live="head" data-say=(words.get(message_keys::phase(state.phase()))) {
            (phases(chrome, state))
        }
        (flash(chrome))
        h1 { (words.get("teach.title")) span class="sub" { " · " (said(words.label(&state.config().setup.scenario.title))) } }
        div data-live="controls" { @if !state.is_over() { (controls(chrome, state)) } }
        div data-live="access" { (access(chrome, state, links)) }
        section aria-labelledby="tables" {
            div class="row" {
                h2 #tables { (words.get("teach.tables")) }
                (counts(chrome, state))
            }
            div class="cards" data-list="tables" { (cards(chrome, state, presence)) }
        }
        @if !state.is_over() {
            section class="acts" aria-labelledby="acts" {
                h2 #acts { (words.get("teach.acts")) }
                div class="cards" {
                    div class="card" data-live="tell" { (tell(chrome, state)) }
                    div class="card" data-live="shock" { (shock(chrome, state)) }
                    div class="card" data-live="reveal" { (reveal(chrome, state)) }
                    div class="card" { (end(chrome)) }
                }
            }
        }
        div data-live="predictions" { @if state.phase() > Phase::Brief { (predictions(chrome, state)) } }
        noscript { p { a href="/teach" { (words.get("page.look-again")) } } }
    };
    let frame = Frame {
        title: words.get("teach.title"),
        kind: "teach",
        is_live: true,
        asks_again: false,
        languages: language_links(chrome, "/teach", &[]),
    };
    page(chrome, &frame, &main)
}

fn controls(chrome: &Chrome<'_>, state: &ClassState) -> Markup {
    let words = chrome.words;
    let phase = state.phase();
    html! {
        div class="controls" role="group" aria-label=(words.get("teach.controls")) {
            @if let Some(next) = phase.next() {
                (press(chrome, "/teach/go", &[("phase", next.name())], "main",
                    &words.fill("teach.next", &[("phase", &words.get(message_keys::phase(next)))])))
            }
            @if state.is_paused() {
                (press(chrome, "/teach/resume", &[], "main", words.get("teach.resume")))
            } @else {
                (press(chrome, "/teach/pause", &[], "", words.get("teach.pause")))
            }
            (press(chrome, "/teach/extend", &[("seconds", "60")], "", words.get("teach.extend-1")))
            (press(chrome, "/teach/extend", &[("seconds", "300")], "", words.get("teach.extend-5")))
            @if let Some(last) = phase.last() {
                (press(chrome, "/teach/go", &[("phase", last.name())], "",
                    &words.fill("teach.undo", &[("phase", &words.get(message_keys::phase(last)))])))
            }
        }
    }
}

/// How people get in.
fn access(chrome: &Chrome<'_>, state: &ClassState, links: &Links<'_>) -> Markup {
    let words = chrome.words;
    html! {
        details #access class="card" open[state.phase() == Phase::Brief && !state.is_over()] {
            summary { h2 { (words.get("teach.access")) } " " strong class="code" { (links.code) } }
            div class="access" {
                @if !links.qr_svg.is_empty() {
                    div class="qr" role="img" aria-label=(words.get("teach.qr")) { (PreEscaped(links.qr_svg)) }
                }
                div {
                    p { (words.get("teach.link")) br; a href=(links.students) { (links.students) } }
                    p { (words.get("teach.code")) " " strong class="code" { (links.code) } }
                    @if !links.addresses.is_empty() {
                        p { (words.get("teach.addresses")) }
                        ul { @for address in links.addresses { li { code { (address) } } } }
                    }
                    p class="note" { (words.get(if links.is_lan { "teach.lan" } else { "teach.loopback" })) }
                }
                ul class="links" {
                    li { a href=(links.projector) target="_blank" rel="noopener" { (words.get("teach.wall")) } }
                    li { a href=(links.debrief) target="_blank" rel="noopener" { (words.get("teach.debrief")) } }
                    @if !links.take_home.is_empty() {
                        li { a href=(links.take_home) { (words.get("teach.take-home")) } }
                    }
                }
            }
        }
    }
}

fn counts(chrome: &Chrome<'_>, state: &ClassState) -> Markup {
    let people = state.members().iter().filter(|member| member.place.is_some()).count();
    html! {
        p class="soft" data-live="counts" {
            (chrome.words.fill("wall.people", &[("n", &people)])) " · "
            (chrome.words.fill("wall.tables", &[("n", &state.tables().len())]))
        }
    }
}

/// Which table, or all.
fn which(chrome: &Chrome<'_>, state: &ClassState, id: &str) -> Markup {
    let words = chrome.words;
    html! {
        p class="field" {
            label for=(id) { (words.get("teach.which")) }
            select id=(id) name="table" {
                option value="" { (words.get("teach.all")) }
                @for table in 0..state.tables().len() {
                    option value=(table) { (words.fill("teach.table", &[("n", &(table + 1))])) }
                }
            }
        }
    }
}

fn tell(chrome: &Chrome<'_>, state: &ClassState) -> Markup {
    let words = chrome.words;
    let inner = html! {
        (which(chrome, state, "tell-table"))
        p class="field" {
            label for="tell-text" { (words.get("teach.message")) }
            textarea #tell-text name="text" rows="3" maxlength=(MESSAGE) required {}
        }
        p { button type="submit" { (words.get("teach.tell")) } }
    };
    html! {
        h3 { (words.get("teach.tell-title")) }
        (form(chrome, "/teach/tell", "", &inner))
        @if let Some(last) = state.messages().last() {
            details #last-message {
                summary { (words.get("teach.told")) }
                (paragraphs(&last.text))
            }
        }
    }
}

fn shock(chrome: &Chrome<'_>, state: &ClassState) -> Markup {
    let words = chrome.words;
    let can = state.phase() == Phase::Play;
    let inner = html! {
        p class="field" {
            label for="shock-kind" { (words.get("teach.shock")) }
            select #shock-kind name="shock" required {
                @for shock in &state.config().setup.scenario.shocks {
                    option value=(shock.id) { (plain(words.label(&shock.of.label))) }
                }
            }
        }
        (which(chrome, state, "shock-table"))
        p { button type="submit" disabled[!can] { (words.get("teach.strike")) } }
    };
    html! {
        h3 { (words.get("teach.strike-title")) }
        p class="help" { (words.get(if can { "teach.strike-how" } else { "teach.strike-when" })) }
        (form(chrome, INJECT_SHOCK, "", &inner))
    }
}

fn reveal(chrome: &Chrome<'_>, state: &ClassState) -> Markup {
    let words = chrome.words;
    let (shown, text, button) = if state.is_revealed() {
        ("no", "teach.revealed", "teach.hide")
    } else {
        ("yes", "teach.reveal-how", "teach.reveal")
    };
    html! {
        h3 { (words.get("teach.reveal-title")) }
        p { (words.get(text)) }
        (press(chrome, "/teach/reveal", &[("shown", shown)], "", words.get(button)))
    }
}

fn end(chrome: &Chrome<'_>) -> Markup {
    let words = chrome.words;
    let inner = html! {
        label class="choice" {
            input type="checkbox" name="sure" value="yes" required;
            span { (words.get("teach.sure")) }
        }
        p { button type="submit" { (words.get("teach.end")) } }
    };
    html! {
        h3 { (words.get("teach.end-title")) }
        p { (words.get("teach.end-how")) }
        (form(chrome, "/teach/end", "", &inner))
    }
}
