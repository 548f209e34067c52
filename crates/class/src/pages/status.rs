//! How a table stands: what all at it may see, and what it is worth to the seat that looks.

use maud::{Markup, html};

use super::Chrome;
use super::frame::{bar, filled, hundred, said};
use super::message_keys;
use crate::state::ClassConfig;
use crate::table::{PublicInfo, SeatView};
use summitry_engine::sets::PartySet;
use summitry_engine::units::SimTime;
use summitry_model::diplomacy::text::Clause;

/// The label of a party.
pub(super) fn party(chrome: &Chrome<'_>, config: &ClassConfig, party: usize) -> Markup {
    let parties = &config.setup.scenario.parties;
    html! {
        @if let Some(party) = parties.get(party) { (said(chrome.words.label(&party.of.label))) }
    }
}

/// The label of an issue.
pub(super) fn issue(chrome: &Chrome<'_>, config: &ClassConfig, issue: usize) -> Markup {
    let issues = &config.setup.scenario.issues;
    html! {
        @if let Some(issue) = issues.get(issue) { (said(chrome.words.label(&issue.of.label))) }
    }
}

/// The label of an option of an issue.
pub(super) fn option(
    chrome: &Chrome<'_>,
    config: &ClassConfig,
    issue: usize,
    option: u8,
) -> Markup {
    let issues = &config.setup.scenario.issues;
    let text = issues.get(issue).and_then(|issue| issue.of.options.get(usize::from(option)));
    html! { @if let Some(text) = text { (said(chrome.words.label(text))) } }
}

/// Parties, in their order, with commas.
pub(super) fn parties(chrome: &Chrome<'_>, config: &ClassConfig, set: PartySet) -> Markup {
    html! {
        @for (place, number) in set.iter().enumerate() {
            @if place > 0 { ", " }
            (party(chrome, config, number))
        }
    }
}

/// The day of a time: the first is day 1.
pub(super) fn day(at: SimTime) -> i64 {
    at.days().floor() as i64 + 1
}

/// Whole days of the window.
pub(super) fn window(config: &ClassConfig) -> i64 {
    config.setup.scenario.calendar.window.ceil() as i64
}

/// Where the process is: day, rounds, summits, and who sits together.
pub(super) fn process(chrome: &Chrome<'_>, config: &ClassConfig, public: &PublicInfo) -> Markup {
    let words = chrome.words;
    let now = day(public.at).min(window(config));
    html! {
        dl class="facts" {
            div { dt { (words.get("stand.day")) } dd { (words.fill("stand.day-of", &[("n", &now), ("all", &window(config))])) } }
            div { dt { (words.get("stand.rounds")) } dd { (public.rounds) } }
            div { dt { (words.get("stand.summits")) } dd { (public.summits) } }
            div { dt { (words.get("stand.requests")) } dd { (public.requests) } }
        }
        @if let Some((forum, set)) = public.at_table {
            p { strong { (words.get(message_keys::forum(forum))) } " " (parties(chrome, config, set)) }
        }
        @if public.deferrals > 0 && !public.missing.is_empty() {
            p { (words.get("stand.missing")) " "
                @for (place, name) in public.missing.iter().enumerate() {
                    @if place > 0 { "; " }
                    (words.get(message_keys::missing(name)))
                }
                "."
            }
        }
    }
}

/// The states that all see.
pub(super) fn states(chrome: &Chrome<'_>, public: &PublicInfo) -> Markup {
    let words = chrome.words;
    html! {
        table class="states" {
            caption class="vh" { (words.get("stand.states")) }
            thead class="vh" {
                tr { th scope="col" { (words.get("stand.state")) } th scope="col" { (words.get("stand.level")) } }
            }
            tbody {
                @for (state, share) in public.states.iter() {
                    @let (name, what) = message_keys::state(state);
                    tr {
                        th scope="row" { (words.get(name)) span class="help" { (words.get(what)) } }
                        td { (bar(share, &[])) span { (words.get(message_keys::level(share))) " " span class="n" { (hundred(share)) } } }
                    }
                }
            }
        }
    }
}

/// The text, issue by issue; what the seat that looks has of what is agreed, if one looks.
pub(super) fn text(
    chrome: &Chrome<'_>,
    config: &ClassConfig,
    public: &PublicInfo,
    view: Option<&SeatView<'_>>,
) -> Markup {
    let words = chrome.words;
    html! {
        table class="text" {
            caption class="vh" { (words.get("stand.text")) }
            thead {
                tr {
                    th scope="col" { (words.get("stand.issue")) }
                    th scope="col" { (words.get("stand.where")) }
                    @if view.is_some() { th scope="col" class="n" { (words.get("role.worth")) } }
                }
            }
            tbody {
                @for (number, clause) in public.text.iter().enumerate() {
                    tr {
                        th scope="row" { (issue(chrome, config, number)) }
                        td { (where_it_stands(chrome, config, number, *clause)) }
                        @if let Some(view) = view {
                            td class="n" {
                                @if let Some(option) = clause.agreed() {
                                    (hundred(view.private.values[number][usize::from(option)]))
                                } @else { "–" }
                            }
                        }
                    }
                }
            }
        }
        @if !public.endorsers.is_empty() {
            p { (words.get("stand.endorsers")) " " (parties(chrome, config, public.endorsers)) "." }
        }
    }
}

fn where_it_stands(
    chrome: &Chrome<'_>,
    config: &ClassConfig,
    issue: usize,
    clause: Clause,
) -> Markup {
    let words = chrome.words;
    match clause {
        Clause::Open => html! { span class="soft" { (words.get("clause.open")) } },
        Clause::Bracketed { low, high } if low == high => {
            filled(words.get("clause.tabled"), &[("option", option(chrome, config, issue, low))])
        }
        Clause::Bracketed { low, high } => filled(
            words.get("clause.bracketed"),
            &[
                ("low", option(chrome, config, issue, low)),
                ("high", option(chrome, config, issue, high)),
            ],
        ),
        Clause::Agreed { option: agreed, by, prepared, .. } => html! {
            strong { (filled(words.get("clause.agreed"), &[("option", option(chrome, config, issue, agreed))])) }
            " " span class="soft" {
                (parties(chrome, config, by)) "; "
                (words.get(if prepared { "clause.prepared" } else { "clause.unprepared" }))
            }
        },
    }
}

/// What the text is worth to the seat that looks, and how near the gate and a yes at home seem.
pub(super) fn own(chrome: &Chrome<'_>, view: &SeatView<'_>) -> Markup {
    let words = chrome.words;
    let own = view.private;
    html! {
        dl class="facts own" {
            div {
                dt { (words.get("own.text")) }
                dd { (hundred(own.text_utility)) (bar(own.text_utility, &[("mark", own.reservation)])) }
            }
            div {
                dt { (words.get("own.reservation")) }
                dd { (hundred(own.reservation)) }
            }
            div {
                dt { (words.get("own.gate")) }
                dd { (hundred(own.gate_progress)) (bar(own.gate_progress, &[])) }
            }
            div {
                dt { (words.get("own.home")) }
                dd { (hundred(own.ratification)) (bar(own.ratification, &[])) }
            }
            div {
                dt { (words.get("own.support")) }
                dd { (hundred(view.public.support[view.party.index()])) }
            }
        }
        p class="note" { (words.get("own.out-of")) }
    }
}

/// Share of the issues that are agreed: how many, of how many.
pub(super) fn agreed(public: &PublicInfo) -> (usize, usize) {
    let agreed = public.text.iter().filter(|clause| clause.agreed().is_some()).count();
    (agreed, public.text.len())
}
