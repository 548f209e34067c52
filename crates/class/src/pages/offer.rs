//! Making an offer, issue by issue, with what it is worth to the seat that makes it; and the offer that stands.

use maud::{Markup, html};

use super::Chrome;
use super::frame::{bar, filled, hundred, said};
use super::status::{issue, option};
use crate::state::ClassConfig;
use crate::table::{Due, OnTable, SeatView, StandingOffer};
use summitry_model::bargaining::Offer;

/// The fields of an offer. What is tried, else what stands, is chosen already.
pub(super) fn fields(
    chrome: &Chrome<'_>,
    config: &ClassConfig,
    view: &SeatView<'_>,
    due: &Due,
    draft: Option<&[u8]>,
) -> Markup {
    let words = chrome.words;
    let standing = view.standing.map(|standing| standing.offer.options());
    let draft = draft.filter(|draft| draft.len() == due.on_table.len());
    let chosen = draft.or(standing).unwrap_or_default();
    let issues: Vec<usize> = due.on_table.iter().map(|on| on.issue).collect();
    let of = |options: &[u8]| {
        (options.len() == issues.len()).then(|| view.utility(&issues, &Offer::new(options)))
    };
    let now = of(chosen);
    let stands = standing.and_then(of);
    let total: f64 = issues.iter().map(|&issue| view.private.weights[issue]).sum();
    let reservation = view.private.reservation;
    html! {
        div class="offer-form" data-offer data-reservation=(format!("{reservation:.5}")) {
            div class="issues" {
                @for (place, on) in due.on_table.iter().enumerate() {
                    (choose(chrome, config, view, on, &Choosing {
                        name: format!("d{}-{place}", due.number),
                        chosen: chosen.get(place).copied(),
                        standing: standing.and_then(|options| options.get(place)).copied(),
                        total,
                    }))
                }
            }
            div class="sum" {
                p class="sum-now" {
                    (filled(words.get("offer.worth"), &[("n", html! {
                        output data-sum { @if let Some(now) = now { (hundred(now)) } @else { "–" } }
                    })]))
                }
                (bar(now.unwrap_or(0.0), &[("mark", reservation)]))
                p class="verdict" {
                    span data-above hidden[now.is_none_or(|now| now < reservation)] { (words.get("offer.above")) }
                    span data-below hidden[now.is_none_or(|now| now >= reservation)] { (words.get("offer.below")) }
                }
                p class="soft" {
                    (words.fill("offer.reservation", &[("n", &hundred(reservation))]))
                    @if let Some(stands) = stands {
                        " · " (words.fill("offer.stands", &[("n", &hundred(stands))]))
                    }
                }
                noscript {
                    button type="submit" formaction="/seat/try" { (words.get("offer.try")) }
                }
            }
        }
    }
}

/// How an issue of an offer is chosen.
struct Choosing {
    name: String,
    chosen: Option<u8>,
    standing: Option<u8>,
    total: f64,
}

fn choose(
    chrome: &Chrome<'_>,
    config: &ClassConfig,
    view: &SeatView<'_>,
    on: &OnTable,
    choosing: &Choosing,
) -> Markup {
    let words = chrome.words;
    let issue = &config.setup.scenario.issues[on.issue].of;
    let weight = view.private.weights[on.issue];
    // What an option adds to the worth of the whole offer.
    let part =
        |value: f64| if choosing.total > 0.0 { weight * value / choosing.total } else { 0.0 };
    html! {
        fieldset {
            legend {
                (said(words.label(&issue.label))) " "
                span class="weight" { (words.fill("role.weight", &[("n", &hundred(weight))])) }
            }
            @for option in 0..on.options {
                @let value = view.private.values[on.issue][usize::from(option)];
                @let is_chosen = choosing.chosen == Some(option);
                label class="pick" {
                    input type="radio" name=(choosing.name) value=(option) required checked[is_chosen]
                        data-worth=(format!("{:.5}", part(value)));
                    span class="pick-text" {
                        (said(words.label(&issue.options[usize::from(option)])))
                        @if choosing.standing == Some(option) {
                            " " span class="tag" { (words.get("offer.standing")) }
                        }
                        @if usize::from(option) == issue.status_quo as usize {
                            " " span class="tag" { (words.get("role.status-quo")) }
                        }
                    }
                    span class="pick-worth" {
                        (bar(value, &[])) span class="n" { (hundred(value)) }
                        span class="vh" { " " (words.get("offer.of-hundred")) }
                    }
                }
            }
        }
    }
}

/// The offer that stands, and what it is worth to the seat that looks.
pub(super) fn standing(
    chrome: &Chrome<'_>,
    config: &ClassConfig,
    view: &SeatView<'_>,
    standing: &StandingOffer,
) -> Markup {
    let words = chrome.words;
    let worth = view.utility(&standing.on_table, &standing.offer);
    let reservation = view.private.reservation;
    html! {
        table class="text" {
            caption { (words.get("offer.on-table")) }
            thead {
                tr {
                    th scope="col" { (words.get("stand.issue")) }
                    th scope="col" { (words.get("offer.option")) }
                    th scope="col" class="n" { (words.get("role.worth")) }
                }
            }
            tbody {
                @for (&number, &chosen) in standing.on_table.iter().zip(standing.offer.options()) {
                    tr {
                        th scope="row" { (issue(chrome, config, number)) }
                        td { (option(chrome, config, number, chosen)) }
                        td class="n" { (hundred(view.private.values[number][usize::from(chosen)])) }
                    }
                }
            }
        }
        div class="sum still" {
            p class="sum-now" { (words.fill("offer.worth", &[("n", &hundred(worth))])) }
            (bar(worth, &[("mark", reservation)]))
            p class="verdict" { (words.get(if worth >= reservation { "offer.above" } else { "offer.below" })) }
            p class="soft" { (words.fill("offer.reservation", &[("n", &hundred(reservation))])) }
        }
    }
}
