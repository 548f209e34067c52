//! The ways in.

use maud::html;

use super::Chrome;
use super::frame::{Frame, flash, form, language_links, open_network, page, said};
use crate::state::{ClassConfig, PSEUDONYM};
use summitry_pages::charts::text::plain;

/// Characters of the code.
const CODE: usize = 5;

/// The page on which somebody joins: `/join`, with what was typed so far.
#[must_use]
pub fn join(chrome: &Chrome<'_>, config: &ClassConfig, code: &str, pseudonym: &str) -> String {
    let words = chrome.words;
    let code = plain(code);
    let fields = html! {
        input type="hidden" name="language" value=(words.language());
        p class="field" {
            label for="code" { (words.get("join.code")) }
            span #code-help class="help" { (words.fill("join.code-help", &[("n", &CODE)])) }
            input #code name="code" value=(code) required maxlength="12" autocomplete="off"
                autocapitalize="characters" spellcheck="false" aria-describedby="code-help" class="code";
        }
        p class="field" {
            label for="pseudonym" { (words.get("join.pseudonym")) }
            span #pseudonym-help class="help" { (words.fill("join.pseudonym-help", &[("n", &PSEUDONYM)])) }
            input #pseudonym name="pseudonym" value=(plain(pseudonym)) required maxlength=(PSEUDONYM)
                autocomplete="off" spellcheck="false" aria-describedby="pseudonym-help";
        }
        p { button type="submit" class="main" { (words.get("join.do")) } }
    };
    let main = html! {
        (flash(chrome))
        h1 { (words.get("join.title")) }
        p class="lead" { (said(words.label(&config.setup.scenario.title))) }
        (form(chrome, "/join", "card", &fields))
        section class="card plain" aria-labelledby="kept" {
            h2 #kept { (words.get("join.kept")) }
            p { (words.get("join.kept-text")) }
            p { (words.get("join.model")) }
            (open_network(chrome))
        }
    };
    let frame = Frame {
        title: words.get("join.title"),
        kind: "narrow",
        is_live: false,
        asks_again: false,
        languages: language_links(chrome, "/join", &[("code", &code)]),
    };
    page(chrome, &frame, &main)
}

/// The page at `/`: whoever sees it has reached the class.
#[must_use]
pub fn reached(chrome: &Chrome<'_>, config: &ClassConfig) -> String {
    let words = chrome.words;
    let scenario = &config.setup.scenario;
    let main = html! {
        (flash(chrome))
        h1 { (words.get("reached.title")) }
        p class="lead" { (said(words.label(&scenario.title))) }
        p { (said(words.label(&scenario.description))) }
        p { (words.get("reached.text")) }
        p { a class="button main" href="/join" { (words.get("reached.join")) } }
        p class="note" { (words.get("reached.back")) }
        (open_network(chrome))
    };
    let frame = Frame {
        title: words.get("reached.title"),
        kind: "narrow",
        is_live: false,
        asks_again: false,
        languages: language_links(chrome, "/", &[]),
    };
    page(chrome, &frame, &main)
}
