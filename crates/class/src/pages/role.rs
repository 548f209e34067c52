//! The role sheet: what a seat is, decides, and values.

use maud::{Markup, html};

use super::Chrome;
use super::frame::{bar, hundred, said};
use super::message_keys;
use crate::state::ClassConfig;
use crate::table::SeatView;

/// A seat's role sheet, from what it alone knows.
pub(super) fn sheet(chrome: &Chrome<'_>, config: &ClassConfig, view: &SeatView<'_>) -> Markup {
    let words = chrome.words;
    let scenario = &config.setup.scenario;
    let party = &scenario.parties[view.party.index()].of;
    html! {
        p class="confidential" { (words.get("role.confidential")) }
        p { (words.get(message_keys::role(party.role))) }
        h3 { (words.get("role.decides")) }
        ul { @for key in message_keys::decides(party.role) { li { (words.get(key)) } } }
        p class="note" { (words.get("role.routine")) }
        h3 { (words.get("role.values")) }
        p { (words.get("role.values-how")) }
        (values(chrome, config, view))
        p {
            (words.fill("role.reservation", &[("n", &hundred(view.private.reservation))]))
            " " span class="soft" { (words.get("role.reservation-is")) }
        }
    }
}

fn values(chrome: &Chrome<'_>, config: &ClassConfig, view: &SeatView<'_>) -> Markup {
    let words = chrome.words;
    let issues = &config.setup.scenario.issues;
    html! {
        div class="issues" {
            @for (number, issue) in issues.iter().enumerate() {
                @let (weight, values) = (view.private.weights[number], &view.private.values[number]);
                table class="worth" {
                    caption {
                        (said(words.label(&issue.of.label)))
                        span class="weight" { (words.fill("role.weight", &[("n", &hundred(weight))])) }
                    }
                    thead class="vh" {
                        tr {
                            th scope="col" { (words.get("role.option")) }
                            th scope="col" { (words.get("role.worth")) }
                        }
                    }
                    tbody {
                        @for (option, (text, value)) in issue.of.options.iter().zip(values).enumerate() {
                            tr {
                                th scope="row" {
                                    (said(words.label(text)))
                                    @if option == issue.of.status_quo as usize {
                                        " " span class="tag" { (words.get("role.status-quo")) }
                                    }
                                }
                                td { (bar(*value, &[])) span class="n" { (hundred(*value)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}
