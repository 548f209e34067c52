//! What there is.

use maud::html;

use crate::Catalogue;
use summitry_model::process::CompiledScenario;

use super::paper::{Head, inline, label, page, prose};

/// The other files, and what each is for.
const CONTENTS: &[(&str, &str, &str)] = &[
    ("facilitator.html", "paper.guide.title", "paper.index.guide"),
    ("roles.html", "paper.roles.title", "paper.index.roles"),
    ("worksheets.html", "paper.sheets.title", "paper.index.sheets"),
    ("answers.html", "paper.answers.title", "paper.index.answers"),
    ("lessons.html", "paper.lessons.title", "paper.index.lessons"),
];

/// The page.
pub(super) fn index(setup: &CompiledScenario, words: &Catalogue) -> String {
    let body = html! {
        dl {
            @for (file, title, what) in CONTENTS {
                dt { strong { a href=(file) { (words.get(title)) } } }
                dd { (inline(words.get(what))) }
            }
        }
        (prose(words.get("paper.index.print")))
    };
    let head = Head {
        kicker: words.get("paper.index.title"),
        title: &label(words, &setup.scenario.title),
        lead: &label(words, &setup.scenario.description),
    };
    page(words, head, &body)
}
