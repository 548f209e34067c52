//! The page: HTML from a report.

use maud::{Markup, html};

use super::Report;
use super::limits::LIMITS;
use crate::html::{Heading, VERSION, Wording, figure, reading_page, section};

/// What reports and stories say around their sections.
pub(crate) const ENGLISH: Wording<'static> = Wording {
    language: "en",
    limits_title: "Limitations",
    limits: &LIMITS,
    numbers: "The numbers",
    behind: " behind “{title}”",
    numbers_behind: "Numbers behind “{title}”",
    left_out: "{n} more rows are not shown here; the tables have them.",
    style: "",
};

/// How to see the values of a figure.
pub(crate) fn hint() -> Markup {
    html! {
        p.hint { "Point at a mark, touch it or move to it with the Tab key: the line above the figure shows its values." }
    }
}

/// The page of a report.
pub(super) fn page(report: &Report) -> String {
    let sections = html! {
        @if !report.sentences.is_empty() { (section("short", "In short", &summary(report))) }
        (section("figures", "Figures", &figures(report)))
        (section("from", "Where the numbers come from", &provenance(report)))
    };
    let kicker = format!("Report of a {}", report.kind);
    let heading = Heading { kicker: &kicker, title: &report.title, lead: &report.description };
    let footer = html! {
        "Made by summitry " (VERSION) " from the tables of this directory alone. "
        code { "summitry report --figures" } " writes each figure as an SVG."
    };
    reading_page(&ENGLISH, heading, &sections, &footer)
}

fn summary(report: &Report) -> Markup {
    html! {
        div.said { @for sentence in &report.sentences { p { (sentence) } } }
        p.note {
            "Ranges in brackets are 95 % intervals for the random variation between runs: they show how closely the runs pin the \
             model down, not how close the model is to the world."
        }
    }
}

fn figures(report: &Report) -> Markup {
    html! {
        (hint())
        div.grid { @for one in &report.figures { (figure(one, &ENGLISH)) } }
        @if !report.omissions.is_empty() {
            h3 { "Left out" }
            ul.limits { @for omissions in &report.omissions { li { (omissions.what) ": " (omissions.why.to_string()) "." } } }
        }
    }
}

fn provenance(report: &Report) -> Markup {
    html! {
        dl { @for (name, value) in &report.provenance { dt { (name) } dd { (value) } } }
        @if !report.commands.is_empty() {
            p { "Run in this directory, these commands give the same tables:" }
            pre tabindex="0" aria-label="Commands" { (report.commands.join("\n")) }
        }
    }
}
