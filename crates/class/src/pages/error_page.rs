//! Pages for what is not to be had.

use maud::html;

use super::Chrome;
use super::frame::{Frame, language_links, page};

/// Why there is no page: the key of its title, and of its text.
const GONE: [(&str, &str); 11] = [
    ("gone.not-found", "gone.not-found-text"),
    ("gone.code", "gone.code-text"),
    ("gone.too-many", "gone.too-many-text"),
    ("gone.elsewhere", "gone.elsewhere-text"),
    ("gone.over", "gone.over-text"),
    ("gone.removed", "gone.removed-text"),
    ("gone.unwritable", "gone.unwritable-text"),
    ("gone.link", "gone.link-text"),
    ("gone.forbidden", "gone.forbidden-text"),
    ("gone.full", "gone.full-text"),
    ("gone.too-long", "gone.too-long-text"),
];

/// A page that says why there is none.
///
/// The keys are `error_page.not-found`, `error_page.code` (wrong), `error_page.too-many` (requests), `error_page.elsewhere` (a newer window has the
/// seat), `error_page.over` (the class), `error_page.removed` (the member), `error_page.unwritable` (the class's file), `error_page.link` (a personal
/// or teacher's link that is none), `error_page.forbidden` (a form that did not come from our page) `error_page.full` and `error_page.too-long`. Any other
/// is `error_page.not-found`.
#[must_use]
pub fn error_page(chrome: &Chrome<'_>, key: &str) -> String {
    let words = chrome.words;
    let (title, text) = GONE.into_iter().find(|(title, _)| *title == key).unwrap_or(GONE[0]);
    let main = html! {
        h1 { (words.get(title)) }
        p { (words.get(text)) }
        @match title {
            "gone.elsewhere" | "gone.forbidden" | "gone.too-long" | "gone.too-many" | "gone.unwritable" => {
                p { a class="button main" href="/seat" { (words.get("gone.again")) } }
            }
            "gone.over" => p { a class="button main" href="/debrief" { (words.get("after.debrief")) } },
            _ => p { a class="button main" href="/join" { (words.get("reached.join")) } },
        }
    };
    let frame = Frame {
        title: words.get(title),
        kind: "narrow",
        is_live: false,
        asks_again: false,
        languages: language_links(chrome, "/", &[]),
    };
    page(chrome, &frame, &main)
}
