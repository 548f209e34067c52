//! How a table ended, for a seat; and what the others alone knew, once it is shown.

use maud::{Markup, html};

use super::Chrome;
use super::frame::{hundred, said};
use super::message_keys;
use super::status::{day, issue, option, party};
use crate::state::{ClassState, Guess, Table};
use crate::table::{Ending, PrivateInfo, SeatView};

/// How it ended, what it is worth to the seat, and what the seat had predicted.
pub(super) fn ended(
    chrome: &Chrome<'_>,
    state: &ClassState,
    table: &Table,
    view: &SeatView<'_>,
    guess: Option<&Guess>,
    ending: &Ending,
) -> Markup {
    let words = chrome.words;
    let (name, meaning) = message_keys::outcome(ending.outcome());
    let own = &ending.parties[view.party.index()];
    let record = &ending.record;
    let last = day(record.end).min(super::status::window(state.config()));
    html! {
        section class="card ended" aria-labelledby="ended" {
            h2 #ended { (words.get("after.title")) }
            p class="outcome" { (words.get(name)) }
            p { (words.get(meaning)) }
            p {
                (words.fill("after.talks-end", &[("n", &last)])) " "
                (words.get(message_keys::end_reason(record.end_reason)))
            }
            @if table.was_finished() { p class="note" { (words.get("after.finished")) } }
            dl class="facts" {
                div { dt { (words.get("after.worth")) } dd { (hundred(own.utility)) } }
                div { dt { (words.get("own.reservation")) } dd { (hundred(view.private.reservation)) } }
                div { dt { (words.get("after.signed")) } dd { (words.get(if own.signed { "after.yes" } else { "after.no" })) } }
            }
            h3 { (words.get("after.predicted")) }
            (predicted(chrome, guess, ending))
            p { a class="button main" href="/debrief" { (words.get("after.debrief")) } }
            @if state.is_revealed() { p { a href="#revealed" { (words.get("after.to-revealed")) } } }
        }
    }
}

fn predicted(chrome: &Chrome<'_>, guess: Option<&Guess>, ending: &Ending) -> Markup {
    let words = chrome.words;
    let Some(guess) = guess else { return html! { p { (words.get("after.no-guess")) } } };
    let guessed = message_keys::outcome_named(&guess.outcome)
        .map_or("after.none", |o| message_keys::outcome(o).0);
    let first = |day: Option<i64>| {
        day.map_or_else(
            || words.get("after.none").to_owned(),
            |n| words.fill("news.day", &[("n", &n)]),
        )
    };
    html! {
        table class="text" {
            caption class="vh" { (words.get("after.predicted")) }
            thead {
                tr {
                    td {}
                    th scope="col" { (words.get("after.you-said")) }
                    th scope="col" { (words.get("after.it-was")) }
                }
            }
            tbody {
                tr {
                    th scope="row" { (words.get("guess.outcome")) }
                    td { (words.get(guessed)) }
                    td { (words.get(message_keys::outcome(ending.outcome()).0)) }
                }
                tr {
                    th scope="row" { (words.get("guess.summit")) }
                    td { (first(guess.first_summit_day.map(i64::from))) }
                    td { (first(ending.record.first_summit().map(day))) }
                }
            }
        }
    }
}

/// What each seat alone knew, beside one another.
pub(super) fn revealed(chrome: &Chrome<'_>, state: &ClassState, all: &[PrivateInfo]) -> Markup {
    let words = chrome.words;
    let config = state.config();
    let best = |own: &PrivateInfo, issue: usize| {
        let values = own.values[issue].iter().enumerate();
        values.max_by(|a, b| a.1.total_cmp(b.1)).map_or(0, |(option, _)| option as u8)
    };
    html! {
        section #revealed class="card" aria-labelledby="revealed-title" {
            h2 #revealed-title { (words.get("revealed.title")) }
            p { (words.get("revealed.text")) }
            div class="scroll" tabindex="0" role="group" aria-labelledby="revealed-title" {
                table class="text" {
                    caption class="vh" { (words.get("revealed.title")) }
                    thead {
                        tr {
                            td {}
                            @for number in 0..all.len() { th scope="col" { (party(chrome, config, number)) } }
                        }
                    }
                    tbody {
                        @for number in 0..config.setup.scenario.issues.len() {
                            tr {
                                th scope="row" { (issue(chrome, config, number)) }
                                @for own in all {
                                    td {
                                        (option(chrome, config, number, best(own, number)))
                                        span class="help" { (words.fill("role.weight", &[("n", &hundred(own.weights[number]))])) }
                                    }
                                }
                            }
                        }
                        tr {
                            th scope="row" { (words.get("own.reservation")) }
                            @for own in all { td class="n" { (hundred(own.reservation)) } }
                        }
                        tr {
                            th scope="row" { (words.get("own.text")) }
                            @for own in all { td class="n" { (hundred(own.text_utility)) } }
                        }
                    }
                }
            }
        }
    }
}

/// The form in which a seat predicts, with what it predicted last.
pub(super) fn predict(
    chrome: &Chrome<'_>,
    state: &ClassState,
    guess: Option<&Guess>,
    shared: bool,
) -> Markup {
    let words = chrome.words;
    let last = super::status::window(state.config());
    let inner = html! {
        fieldset class="choices" {
            legend { (words.get("guess.how-ends")) }
            @for outcome in summitry_model::process::Outcome::ALL.iter().rev() {
                @let (name, meaning) = message_keys::outcome(*outcome);
                @let is_chosen = guess.is_some_and(|guess| guess.outcome == outcome.name());
                label class="choice" {
                    input type="radio" name="outcome" value=(outcome.name()) required checked[is_chosen];
                    span { strong { (words.get(name)) } span class="help" { (words.get(meaning)) } }
                }
            }
        }
        p class="field" {
            label for="day" { (words.get("guess.day")) }
            span #day-help class="help" { (words.fill("guess.day-help", &[("n", &last)])) }
            input #day name="day" type="number" inputmode="numeric" min="1" max=(last) step="1" aria-describedby="day-help"
                value=[guess.and_then(|guess| guess.first_summit_day)];
        }
        @if shared { p class="note" { (words.get("guess.shared")) } }
        p { button type="submit" class="main" disabled[state.is_paused()] { (words.get("guess.do")) } }
    };
    html! {
        section class="card turn" aria-labelledby="predict" data-for="predict" {
            h2 #predict { (words.get("guess.title")) }
            p { (words.get("guess.text")) }
            @if let Some(guess) = guess && let Some(outcome) = message_keys::outcome_named(&guess.outcome) {
                p class="done" { (words.get("guess.stands")) " " strong { (said(words.get(message_keys::outcome(outcome).0))) } "." }
            }
            (super::frame::form(chrome, "/seat/predict", "due", &inner))
        }
    }
}
