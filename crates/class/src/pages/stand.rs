//! How a table stands: what all at it may see, and what it is worth to the seat that looks.

use maud::{Markup, html};

use super::Chrome;
use super::frame::{bar, filled, hundred, said};
use super::say;
use crate::room::Course;
use crate::table::{Public, Sight};
use summitry_engine::sets::PartySet;
use summitry_engine::units::SimTime;
use summitry_model::diplomacy::text::Clause;

/// The label of a party.
pub(super) fn party(chrome: &Chrome<'_>, course: &Course, party: usize) -> Markup {
    let parties = &course.setup.scenario.parties;
    html! {
        @if let Some(party) = parties.get(party) { (said(chrome.words.label(&party.of.label))) }
    }
}

/// The label of an issue.
pub(super) fn issue(chrome: &Chrome<'_>, course: &Course, issue: usize) -> Markup {
    let issues = &course.setup.scenario.issues;
    html! {
        @if let Some(issue) = issues.get(issue) { (said(chrome.words.label(&issue.of.label))) }
    }
}

/// The label of an option of an issue.
pub(super) fn option(chrome: &Chrome<'_>, course: &Course, issue: usize, option: u8) -> Markup {
    let issues = &course.setup.scenario.issues;
    let text = issues.get(issue).and_then(|issue| issue.of.options.get(usize::from(option)));
    html! { @if let Some(text) = text { (said(chrome.words.label(text))) } }
}

/// Parties, in their order, with commas.
pub(super) fn parties(chrome: &Chrome<'_>, course: &Course, set: PartySet) -> Markup {
    html! {
        @for (place, number) in set.iter().enumerate() {
            @if place > 0 { ", " }
            (party(chrome, course, number))
        }
    }
}

/// The day of a time: the first is day 1.
pub(super) fn day(at: SimTime) -> i64 {
    at.days().floor() as i64 + 1
}

/// Whole days of the window.
pub(super) fn window(course: &Course) -> i64 {
    course.setup.scenario.calendar.window.ceil() as i64
}

/// Where the process is: day, rounds, summits, and who sits together.
pub(super) fn process(chrome: &Chrome<'_>, course: &Course, public: &Public) -> Markup {
    let words = chrome.words;
    let now = day(public.at).min(window(course));
    html! {
        dl class="facts" {
            div { dt { (words.get("stand.day")) } dd { (words.fill("stand.day-of", &[("n", &now), ("all", &window(course))])) } }
            div { dt { (words.get("stand.rounds")) } dd { (public.rounds) } }
            div { dt { (words.get("stand.summits")) } dd { (public.summits) } }
            div { dt { (words.get("stand.requests")) } dd { (public.requests) } }
        }
        @if let Some((forum, set)) = public.at_table {
            p { strong { (words.get(say::forum(forum))) } " " (parties(chrome, course, set)) }
        }
        @if public.deferrals > 0 && !public.missing.is_empty() {
            p { (words.get("stand.missing")) " "
                @for (place, name) in public.missing.iter().enumerate() {
                    @if place > 0 { "; " }
                    (words.get(say::missing(name)))
                }
                "."
            }
        }
    }
}

/// The states that all see.
pub(super) fn states(chrome: &Chrome<'_>, public: &Public) -> Markup {
    let words = chrome.words;
    html! {
        table class="states" {
            caption class="vh" { (words.get("stand.states")) }
            thead class="vh" {
                tr { th scope="col" { (words.get("stand.state")) } th scope="col" { (words.get("stand.level")) } }
            }
            tbody {
                @for ((name, what), share) in say::STATES.into_iter().zip(public.states) {
                    tr {
                        th scope="row" { (words.get(name)) span class="help" { (words.get(what)) } }
                        td { (bar(share, &[])) span { (words.get(say::level(share))) " " span class="n" { (hundred(share)) } } }
                    }
                }
            }
        }
    }
}

/// The text, issue by issue; what the seat that looks has of what is agreed, if one looks.
pub(super) fn text(
    chrome: &Chrome<'_>,
    course: &Course,
    public: &Public,
    sight: Option<&Sight<'_>>,
) -> Markup {
    let words = chrome.words;
    html! {
        table class="text" {
            caption class="vh" { (words.get("stand.text")) }
            thead {
                tr {
                    th scope="col" { (words.get("stand.issue")) }
                    th scope="col" { (words.get("stand.where")) }
                    @if sight.is_some() { th scope="col" class="n" { (words.get("role.worth")) } }
                }
            }
            tbody {
                @for (number, clause) in public.text.iter().enumerate() {
                    tr {
                        th scope="row" { (issue(chrome, course, number)) }
                        td { (where_it_stands(chrome, course, number, *clause)) }
                        @if let Some(sight) = sight {
                            td class="n" {
                                @if let Some(option) = clause.agreed() {
                                    (hundred(sight.own.values[number][usize::from(option)]))
                                } @else { "–" }
                            }
                        }
                    }
                }
            }
        }
        @if !public.endorsers.is_empty() {
            p { (words.get("stand.endorsers")) " " (parties(chrome, course, public.endorsers)) "." }
        }
    }
}

fn where_it_stands(chrome: &Chrome<'_>, course: &Course, issue: usize, clause: Clause) -> Markup {
    let words = chrome.words;
    match clause {
        Clause::Open => html! { span class="soft" { (words.get("clause.open")) } },
        Clause::Bracketed { low, high } if low == high => {
            filled(words.get("clause.tabled"), &[("option", option(chrome, course, issue, low))])
        }
        Clause::Bracketed { low, high } => filled(
            words.get("clause.bracketed"),
            &[
                ("low", option(chrome, course, issue, low)),
                ("high", option(chrome, course, issue, high)),
            ],
        ),
        Clause::Agreed { option: agreed, by, prepared } => html! {
            strong { (filled(words.get("clause.agreed"), &[("option", option(chrome, course, issue, agreed))])) }
            " " span class="soft" {
                (parties(chrome, course, by)) "; "
                (words.get(if prepared { "clause.prepared" } else { "clause.unprepared" }))
            }
        },
    }
}

/// What the text is worth to the seat that looks, and how near the gate and a yes at home seem.
pub(super) fn own(chrome: &Chrome<'_>, sight: &Sight<'_>) -> Markup {
    let words = chrome.words;
    let own = sight.own;
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
                dd { (hundred(sight.public.support[sight.party.index()])) }
            }
        }
        p class="note" { (words.get("own.out-of")) }
    }
}

/// Share of the issues that are agreed: how many, of how many.
pub(super) fn agreed(public: &Public) -> (usize, usize) {
    let agreed = public.text.iter().filter(|clause| clause.agreed().is_some()).count();
    (agreed, public.text.len())
}
