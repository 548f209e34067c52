//! HTML pages: the document and the style that all of them share, and figures with the numbers behind them.
//!
//! Every element is written with `maud`, which escapes texts as it writes them. A text that others wrote goes through
//! [`foreign`], so that it cannot turn the direction of what stands around it either.

mod figure;
mod style;

use data_encoding::BASE64;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use crate::charts::text::plain;

pub use figure::figure;
pub use style::{BASE, READING, stylesheet};

/// The version of the program, which pages name in their footer.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// How a page comes by its style and script.
#[derive(Clone, Copy, Debug)]
pub enum Resources<'a> {
    /// The page is a file of its own: its style is in it, and its policy forbids scripts, requests and forms.
    SelfContained {
        /// The rules of style.
        css: &'a str,
    },
    /// The page comes from a server, which sends the policy with it.
    Served {
        /// Address of the stylesheet.
        stylesheet: &'a str,
        /// Address of a script module, if the page runs one.
        script: Option<&'a str>,
    },
}

/// The head of a document.
#[derive(Clone, Copy, Debug)]
pub struct DocumentHead<'a> {
    /// Tag of the language, as in `en`.
    pub language: &'a str,
    /// The title in full.
    pub title: &'a str,
    /// Style and script.
    pub resources: Resources<'a>,
    /// Further elements of the head, such as a refresh.
    pub more: Option<&'a Markup>,
}

/// A whole document; `body` is the element `body` with all that is in it.
#[must_use]
pub fn document(head: &DocumentHead<'_>, body: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang=(head.language) {
            head {
                meta charset="utf-8";
                @if let Resources::SelfContained { css } = head.resources {
                    meta http-equiv="Content-Security-Policy" content=(policy(css));
                }
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content=(match head.resources {
                    Resources::SelfContained { .. } => "no-referrer",
                    // Forms of the server's own pages are known by where they come from.
                    Resources::Served { .. } => "same-origin",
                });
                link rel="icon" href="data:,";
                title { (head.title) }
                @match head.resources {
                    Resources::SelfContained { css } => style { (PreEscaped(css)) },
                    Resources::Served { stylesheet, script } => {
                        meta name="color-scheme" content="light dark";
                        link rel="stylesheet" href=(stylesheet);
                        @if let Some(script) = script { script type="module" src=(script) {} }
                    }
                }
                @if let Some(more) = head.more { (more) }
            }
            (body)
        }
    };
    page.into_string() + "\n"
}

/// The policy of a page that is a file of its own: nothing runs or is fetched, and only this style applies.
fn policy(css: &str) -> String {
    let digest = BASE64.encode(&Sha256::digest(css.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )
}

/// A text that others wrote: on one line, and isolated.
#[must_use]
pub fn foreign(text: &str) -> Markup {
    html! { bdi { (plain(text)) } }
}

/// A section under a heading, which names it; `id` is the heading's.
#[must_use]
pub fn section(id: &str, title: &str, body: &Markup) -> Markup {
    html! { section aria-labelledby=(id) { h2 id=(id) { (title) } (body) } }
}

/// What a page for reading says around its sections, in its language.
#[derive(Clone, Copy, Debug)]
pub struct Wording<'a> {
    /// Tag of the language.
    pub language: &'a str,
    /// Heading of the limitations.
    pub limits_title: &'a str,
    /// A heading word and a sentence or two for each limitation.
    pub limits: &'a [(&'a str, &'a str)],
    /// What opens the numbers of a figure.
    pub numbers: &'a str,
    /// What follows it for whoever does not see the figure; `{title}` is the figure's.
    pub behind: &'a str,
    /// The name of these numbers; likewise.
    pub numbers_behind: &'a str,
    /// That rows are left out; `{n}` of them.
    pub left_out: &'a str,
    /// Rules of style of this kind of page.
    pub style: &'a str,
}

/// What stands above the sections of a page for reading.
#[derive(Clone, Copy, Debug)]
pub struct Heading<'a> {
    /// A line above the title.
    pub kicker: &'a str,
    /// The title, which may be a text of others.
    pub title: &'a str,
    /// A description, likewise; may be empty.
    pub lead: &'a str,
}

/// A page for reading, in a file of its own: its heading, its sections, the limitations of the model, and a footer.
#[must_use]
pub fn reading_page(
    wording: &Wording<'_>,
    heading: Heading<'_>,
    sections: &Markup,
    footer: &Markup,
) -> String {
    let css = stylesheet(&[READING, wording.style]);
    let title = format!("{} – summitry", heading.title);
    let resources = Resources::SelfContained { css: &css };
    let head = DocumentHead { language: wording.language, title: &title, resources, more: None };
    let body = html! {
        body {
            main {
                header {
                    p.kicker { (heading.kicker) }
                    h1 { bdi { (heading.title) } }
                    @if !heading.lead.is_empty() { p.lead { bdi { (heading.lead) } } }
                }
                (sections)
                (limits(wording))
                footer { (footer) }
            }
        }
    };
    document(&head, &body)
}

/// The section of the limitations.
fn limits(wording: &Wording<'_>) -> Markup {
    let list = html! {
        ul.limits {
            @for (head, text) in wording.limits { li { strong { (head) } " " (text) } }
        }
    };
    section("limits", wording.limits_title, &list)
}
