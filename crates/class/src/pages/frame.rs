//! What all pages have: the head, the ways round, forms, clocks and bars.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};

use super::Chrome;
use crate::state::{ClassState, Phase, Timer};
use summitry_pages::charts::text::plain;

/// What a page is, around its main part.
pub(super) struct Frame<'a> {
    /// The title.
    pub title: &'a str,
    /// What it is for the style.
    pub kind: &'static str,
    /// Whether the script keeps it up to date.
    pub is_live: bool,
    /// Whether it is asked for again every 15 seconds where there is no script.
    pub asks_again: bool,
    /// How the language is changed.
    pub languages: Markup,
}

/// A whole page.
pub(super) fn page(chrome: &Chrome<'_>, frame: &Frame<'_>, main: &Markup) -> String {
    let words = chrome.words;
    let page = html! {
        (DOCTYPE)
        html lang=(words.language()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="same-origin";
                meta name="color-scheme" content="light dark";
                title { (frame.title) " – " (words.get("page.class")) }
                link rel="icon" href="data:,";
                link rel="stylesheet" href="/class.css";
                @if frame.is_live { script type="module" src="/class.js" {} }
                @if frame.asks_again { noscript { meta http-equiv="refresh" content="15"; } }
            }
            body class=(frame.kind) {
                a class="skip" href="#main" { (words.get("page.skip")) }
                header class="top" {
                    p class="brand" { "summitry" span class="soft" { " · " (words.get("page.class")) } }
                    (frame.languages)
                }
                @if frame.is_live {
                    p #lost class="lost" role="status" hidden data-lost=(words.get("page.lost"))
                        data-found=(words.get("page.found")) data-elsewhere=(words.get("gone.elsewhere-text")) {}
                    p #said class="vh" role="status" {}
                }
                main #main tabindex="-1" {
                    (main)
                }
            }
        }
    };
    page.into_string()
}

/// A form with what every form has.
pub(super) fn form(chrome: &Chrome<'_>, action: &str, class: &str, inner: &Markup) -> Markup {
    html! {
        form method="post" action=(action) class=(class) {
            input type="hidden" name="token" value=(chrome.form_token);
            input type="hidden" name="key" value=((chrome.key)());
            (inner)
        }
    }
}

/// A form that is one button, with hidden fields.
pub(super) fn press(
    chrome: &Chrome<'_>,
    action: &str,
    fields: &[(&str, &str)],
    class: &str,
    text: &str,
) -> Markup {
    form(
        chrome,
        action,
        "press",
        &html! {
            @for (name, value) in fields { input type="hidden" name=(name) value=(value); }
            button type="submit" class=(class) { (text) }
        },
    )
}

/// The name of a language in itself; its tag where the program does not know it.
fn language_name(tag: &str) -> &str {
    match tag {
        "en" => "English",
        "uk" => "Українська",
        tag => tag,
    }
}

/// Links that show the page in another language.
pub(super) fn language_links(chrome: &Chrome<'_>, path: &str, query: &[(&str, &str)]) -> Markup {
    let href = |language: &str| {
        let mut href = format!("{path}?lang={}", in_query(language));
        for (name, value) in query.iter().filter(|(_, value)| !value.is_empty()) {
            href += &format!("&{name}={}", in_query(value));
        }
        href
    };
    html! {
        nav class="languages" aria-label=(chrome.words.get("page.language")) {
            @for language in chrome.languages {
                @let is_this = *language == chrome.words.language();
                a href=(href(language)) lang=(language) hreflang=(language) aria-current=[is_this.then_some("true")] {
                    (language_name(language))
                }
            }
        }
    }
}

/// Buttons that change the language of a seat.
pub(super) fn language_forms(chrome: &Chrome<'_>) -> Markup {
    let inner = html! {
        @for language in chrome.languages {
            @let is_this = *language == chrome.words.language();
            button type="submit" name="lang" value=(language) lang=(language) aria-pressed=(is_this.to_string()) {
                (language_name(language))
            }
        }
    };
    html! {
        nav class="languages" aria-label=(chrome.words.get("page.language")) {
            (form(chrome, "/seat/language", "press", &inner))
        }
    }
}

/// A text as a part of a query: unreserved characters stay.
fn in_query(text: &str) -> PercentEncode<'_> {
    const RESERVED: &AsciiSet =
        &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    utf8_percent_encode(text, RESERVED)
}

/// What is to be said once, on top.
pub(super) fn flash(chrome: &Chrome<'_>) -> Markup {
    html! {
        @if let Some(key) = chrome.flash {
            p class="flash" role="status" { (chrome.words.get(key)) }
        }
    }
}

/// That the network may be read by others.
pub(super) fn open_network(chrome: &Chrome<'_>) -> Markup {
    html! {
        @if chrome.is_lan { p class="note" { (chrome.words.get("page.open-network")) } }
    }
}

/// A clock: what is left, which the script counts down.
pub(super) fn clock(chrome: &Chrome<'_>, timer: Timer) -> Markup {
    let left = timer.left(chrome.now).max(0);
    let ends = timer.ends().map_or_else(|| "stands".to_owned(), |ends| ends.to_string());
    html! {
        span class="clock" role="timer" data-ends=(ends) data-left=(left) { (minutes(left)) }
    }
}

/// Milliseconds as minutes and seconds; what has begun counts.
fn minutes(left: i64) -> String {
    let seconds = (left + 999) / 1000;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// The phases of the class, and where it is.
pub(super) fn phases(chrome: &Chrome<'_>, state: &ClassState) -> Markup {
    let words = chrome.words;
    html! {
        ol class="phases" aria-label=(words.get("page.phases")) {
            @for phase in Phase::ALL {
                @let is_now = phase == state.phase() && !state.is_over();
                li aria-current=[is_now.then_some("step")] { (words.get(super::message_keys::phase(phase))) }
            }
        }
        p class="clocks" {
            @if state.is_over() {
                strong { (words.get("page.over")) }
            } @else {
                span class="soft" { (words.get("page.phase-left")) " " }
                (clock(chrome, state.timer()))
                @if state.is_paused() { " " strong class="tag" { (words.get("page.paused")) } }
            }
        }
    }
}

/// A share in [0, 1] as a bar, for the eye only: what it says stands beside it as a number. Marks are further shares.
pub(super) fn bar(share: f64, marks: &[(&str, f64)]) -> Markup {
    html! {
        svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            rect class="track" width="100" height="8" {}
            rect class="fill" width=(place(share)) height="8" {}
            @for (class, at) in marks {
                rect class=(class) x=(place(at - 0.007)) width="1.4" height="8" {}
            }
        }
    }
}

/// A share as a place on the bar.
fn place(share: f64) -> String {
    format!("{:.1}", share.clamp(0.0, 1.0) * 100.0)
}

/// A share or a utility in [0, 1], out of 100.
pub(super) fn hundred(share: f64) -> i64 {
    (share * 100.0).round() as i64
}

/// What somebody wrote, isolated and on one line.
pub(super) fn said(text: &str) -> Markup {
    html! { bdi { (plain(text)) } }
}

/// What somebody wrote, in its paragraphs.
pub(super) fn paragraphs(text: &str) -> Markup {
    html! {
        @for line in text.lines().filter(|line| !line.trim().is_empty()) { p { (said(line)) } }
    }
}

/// A text with marks for others' words, filled with HTML.
pub(super) fn filled(text: &str, values: &[(&str, Markup)]) -> Markup {
    let (mut rest, mut result) = (text, String::new());
    while let Some((before, after)) = rest.split_once('{') {
        let (name, left) = after.split_once('}').unwrap_or((after, ""));
        result += &html! { (before) }.into_string();
        if let Some((_, value)) = values.iter().find(|(of, _)| *of == name) {
            result += &value.0;
        }
        rest = left;
    }
    result += &html! { (rest) }.into_string();
    PreEscaped(result)
}
