//! What has happened at a table, newest first, and the teacher's messages.

use maud::{Markup, html};

use super::Chrome;
use super::frame::{filled, hundred, paragraphs, said};
use super::message_keys;
use super::status::{day, issue, option, party};
use crate::state::{ClassConfig, ClassState};
use crate::table::{EventDetail, SeatView, VisibleEvent};
use summitry_model::policy::{Answer, RequestKind};

/// How many are shown before the rest unfolds.
const SHOWN: usize = 8;

/// What happened, as far as a seat may know.
pub(super) fn news(chrome: &Chrome<'_>, config: &ClassConfig, view: &SeatView<'_>) -> Markup {
    let words = chrome.words;
    let events: Vec<&VisibleEvent> = view.visible_events().collect();
    let newest = || events.iter().rev();
    html! {
        @if events.is_empty() {
            p class="soft" { (words.get("news.none")) }
        } @else {
            ol class="news" { @for event in newest().take(SHOWN) { (item(chrome, config, view, event)) } }
            @if events.len() > SHOWN {
                details #earlier {
                    summary { (words.get("news.earlier")) }
                    ol class="news" { @for event in newest().skip(SHOWN) { (item(chrome, config, view, event)) } }
                }
            }
        }
    }
}

fn item(
    chrome: &Chrome<'_>,
    config: &ClassConfig,
    view: &SeatView<'_>,
    event: &VisibleEvent,
) -> Markup {
    let words = chrome.words;
    html! {
        li {
            span class="when" { (words.fill("news.day", &[("n", &day(event.at))])) }
            div {
                (sentence(chrome, config, event))
                @if let EventDetail::Answer { answer: Answer::Offer(offer), on_table, .. } = &event.detail {
                    @let on_table: Vec<usize> = on_table.iter().map(|&issue| usize::from(issue)).collect();
                    ul class="offer" {
                        @for (&number, &chosen) in on_table.iter().zip(offer.options()) {
                            li { (issue(chrome, config, number)) ": " (option(chrome, config, number, chosen)) }
                        }
                    }
                    span class="soft" {
                        (words.fill("news.worth", &[("n", &hundred(view.utility(&on_table, offer)))]))
                    }
                }
            }
        }
    }
}

fn sentence(chrome: &Chrome<'_>, config: &ClassConfig, event: &VisibleEvent) -> Markup {
    let words = chrome.words;
    match &event.detail {
        EventDetail::Event(event) => {
            let Some(key) = message_keys::event(event) else { return html! {} };
            let (who, which) = (event.party(), event.issue());
            let shocks = &config.setup.scenario.shocks;
            let shock = event.shock().and_then(|kind| shocks.get(usize::from(kind)));
            filled(
                words.get(key),
                &[
                    (
                        "party",
                        html! { @if let Some(who) = who { (party(chrome, config, who.index())) } },
                    ),
                    (
                        "issue",
                        html! { @if let Some(which) = which { (issue(chrome, config, which.index())) } },
                    ),
                    (
                        "shock",
                        html! { @if let Some(shock) = shock { (said(words.label(&shock.of.label))) } },
                    ),
                ],
            )
        }
        EventDetail::Answer { party: who, request, answer, by, .. } => {
            let key = match answer {
                Answer::Choice(choice) => message_keys::choice(*request, *choice)[2],
                Answer::Offer(_) => "told.offer",
            };
            let which = match request {
                RequestKind::EndorseIssue(which) => issue(chrome, config, which.index()),
                _ => html! {},
            };
            let who = party(chrome, config, who.index());
            html! {
                (filled(words.get(key), &[("party", who), ("issue", which)]))
                @if let Some(by) = message_keys::by(*by) { " " span class="tag" { (words.get(by)) } }
            }
        }
    }
}

/// What happened last, in plain text, for whoever listens.
pub(super) fn last(chrome: &Chrome<'_>, config: &ClassConfig, view: &SeatView<'_>) -> String {
    let sentence = view.visible_events().next_back().map(|event| sentence(chrome, config, event));
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

/// The teacher's messages to a table.
pub(super) fn messages(chrome: &Chrome<'_>, state: &ClassState, table: usize) -> Markup {
    let words = chrome.words;
    let here = |to: Option<usize>| to.is_none_or(|to| to == table);
    let mut messages = state.messages().iter().rev().filter(|message| here(message.table));
    let first = messages.next();
    let rest: Vec<_> = messages.collect();
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
