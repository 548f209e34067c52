//! What has happened at a table, newest first, and what the teacher told.

use maud::{Markup, html};

use super::Chrome;
use super::frame::{filled, hundred, paragraphs, said};
use super::say;
use super::stand::{day, issue, option, party};
use crate::room::{Course, Room};
use crate::table::{Sight, Told, What};
use summitry_model::policy::{Answer, RequestKind};

/// How many are shown before the rest unfolds.
const SHOWN: usize = 8;

/// What happened, as far as a seat may know.
pub(super) fn news(chrome: &Chrome<'_>, course: &Course, sight: &Sight<'_>) -> Markup {
    let words = chrome.words;
    let told: Vec<&Told> = sight.told().collect();
    let newest = || told.iter().rev();
    html! {
        @if told.is_empty() {
            p class="soft" { (words.get("news.none")) }
        } @else {
            ol class="news" { @for told in newest().take(SHOWN) { (item(chrome, course, sight, told)) } }
            @if told.len() > SHOWN {
                details #earlier {
                    summary { (words.get("news.earlier")) }
                    ol class="news" { @for told in newest().skip(SHOWN) { (item(chrome, course, sight, told)) } }
                }
            }
        }
    }
}

fn item(chrome: &Chrome<'_>, course: &Course, sight: &Sight<'_>, told: &Told) -> Markup {
    let words = chrome.words;
    html! {
        li {
            span class="when" { (words.fill("news.day", &[("n", &day(told.at))])) }
            div {
                (sentence(chrome, course, told))
                @if let What::Answer { answer: Answer::Offer(offer), on_table, .. } = &told.what {
                    @let on_table: Vec<usize> = on_table.iter().map(|&issue| usize::from(issue)).collect();
                    ul class="offer" {
                        @for (&number, &chosen) in on_table.iter().zip(offer.options()) {
                            li { (issue(chrome, course, number)) ": " (option(chrome, course, number, chosen)) }
                        }
                    }
                    span class="soft" {
                        (words.fill("news.worth", &[("n", &hundred(sight.utility(&on_table, offer)))]))
                    }
                }
            }
        }
    }
}

fn sentence(chrome: &Chrome<'_>, course: &Course, told: &Told) -> Markup {
    let words = chrome.words;
    match &told.what {
        What::Event(event) => {
            let Some(key) = say::event(event) else { return html! {} };
            let (who, which) = (event.party(), event.issue());
            let shocks = &course.setup.scenario.shocks;
            let shock = event.shock().and_then(|kind| shocks.get(usize::from(kind)));
            filled(
                words.get(key),
                &[
                    (
                        "party",
                        html! { @if let Some(who) = who { (party(chrome, course, who.index())) } },
                    ),
                    (
                        "issue",
                        html! { @if let Some(which) = which { (issue(chrome, course, which.index())) } },
                    ),
                    (
                        "shock",
                        html! { @if let Some(shock) = shock { (said(words.label(&shock.of.label))) } },
                    ),
                ],
            )
        }
        What::Answer { party: who, request, answer, by, .. } => {
            let key = match answer {
                Answer::Choice(choice) => say::told(*request, *choice),
                Answer::Offer(_) => "told.offer",
            };
            let which = match request {
                RequestKind::EndorseIssue(which) => issue(chrome, course, which.index()),
                _ => html! {},
            };
            let who = party(chrome, course, who.index());
            html! {
                (filled(words.get(key), &[("party", who), ("issue", which)]))
                @if let Some(by) = say::by(*by) { " " span class="tag" { (words.get(by)) } }
            }
        }
    }
}

/// What happened last, in plain text, for whoever listens.
pub(super) fn last(chrome: &Chrome<'_>, course: &Course, sight: &Sight<'_>) -> String {
    let sentence = sight.told().next_back().map(|told| sentence(chrome, course, told));
    bare(&sentence.unwrap_or_default())
}

/// HTML without its elements and with its characters as they are.
fn bare(markup: &Markup) -> String {
    let (mut text, mut inside) = (String::new(), false);
    for c in markup.0.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => text.push(c),
            _ => {}
        }
    }
    for (entity, c) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")] {
        text = text.replace(entity, c);
    }
    text
}

/// What the teacher told a table.
pub(super) fn messages(chrome: &Chrome<'_>, room: &Room, table: usize) -> Markup {
    let words = chrome.words;
    let here = |to: Option<usize>| to.is_none_or(|to| to == table);
    let mut told = room.messages().iter().rev().filter(|message| here(message.table));
    let first = told.next();
    let rest: Vec<_> = told.collect();
    html! {
        @if let Some(message) = first {
            section class="card message" aria-labelledby="message" {
                h2 #message { (words.get("seat.message")) }
                (paragraphs(&message.text))
                @if !rest.is_empty() {
                    details #earlier-messages {
                        summary { (words.get("seat.messages-earlier")) }
                        @for message in rest { (paragraphs(&message.text)) hr; }
                    }
                }
            }
        }
    }
}
