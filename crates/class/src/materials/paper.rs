//! A page that is made to be printed: its shell, and texts of the catalogue on it.
//!
//! It asks for nothing and runs nothing: its policy forbids both.

use maud::{Markup, PreEscaped, html};

use crate::Catalogue;
use summitry_pages::charts::Figure;
use summitry_pages::charts::numbers::{fixed, grouped};
use summitry_pages::charts::text::plain;
use summitry_pages::html::{self, Resources, document, stylesheet};

/// What the pages add to the style of all pages: a column on a phone, A4 or Letter on paper.
const LAYOUT: &str = "\
body{overflow-wrap:break-word}main{max-width:50rem}\
h2{margin:2.25rem 0 .6rem}\
h3{margin:1.5rem 0 .4rem}\
p{margin:0 0 .7rem}ul,ol{margin:0 0 .7rem;padding-inline-start:1.35rem}li{margin-bottom:.3rem}\
a{color:var(--c1)}\
.wide{overflow-x:auto;margin:0 0 1rem}\
table{width:100%;font-size:.9375rem}\
caption{text-align:start;font-weight:600;padding:0 0 .35rem}\
th,td{padding:.3rem .55rem;border:1px solid var(--grid)}thead th{border-bottom:2px solid var(--rule)}\
.sum th,.sum td{border-top:2px solid var(--rule);font-weight:600}\
.best{border:2px solid var(--c1);font-weight:600}\
.v{font-variant-numeric:tabular-nums;color:var(--soft);white-space:nowrap}.best .v{color:inherit}\
.box{border:2px solid var(--rule);border-radius:.35rem;padding:.8rem 1rem;margin:0 0 1.1rem}\
.box>:first-child{margin-top:0}.box>:last-child{margin-bottom:0}\
.line{border-bottom:1px solid var(--rule);height:1.9rem;margin:0 0 .3rem}\
.blank td{height:2.3rem}\
.to-fill{display:grid;grid-template-columns:1fr 1fr;gap:.2rem 1.5rem}\
.commands{margin:0 0 1rem}pre{margin:0 0 .4rem;padding:.45rem .8rem;border:1px solid var(--grid);white-space:pre-wrap;font-size:.875rem;line-height:1.45}\
.word{display:inline-block;max-width:100%;overflow-wrap:anywhere}\
code{overflow-wrap:anywhere}\
figure{margin:0 0 1rem;max-width:36rem}\
.leaf{border-top:1px solid var(--grid);margin-top:2.5rem;padding-top:.1rem}\
@media(max-width:30rem){.to-fill{grid-template-columns:1fr}}\
@page{size:auto;margin:15mm 15mm 16mm}\
@media print{body{font-size:10.5pt;line-height:1.4}main{max-width:none;padding:0}h1{font-size:18pt}h2{font-size:13.5pt;margin-top:14pt}h3{font-size:11pt}\
h1,h2,h3{break-after:avoid}table{font-size:9.5pt}.note,footer,pre{font-size:9pt}tr,figure,.box,li,pre{break-inside:avoid}thead{display:table-header-group}header p{margin:0 0 2pt;font-size:9.5pt}header h1{margin:0 0 2pt}footer{margin-top:6pt}\
p{orphans:3;widows:3}.wide{overflow:visible}.leaf{break-before:page;border:0;margin:0;padding:0}.leaf>h2:first-child{margin-top:0}\
.first{break-before:auto}.keep,.lines{break-inside:avoid}\
.sheet{font-size:9.2pt;line-height:1.3}.sheet table{font-size:8.5pt}.sheet th,.sheet td{padding:.18rem .35rem}.sheet .note{font-size:8.5pt}\
.sheet h2{margin:6pt 0 1pt}.sheet .lead{margin:0}.sheet p{margin-bottom:4pt}.sheet li{margin-bottom:1pt}.sheet ul{margin-bottom:4pt}.sheet .wide{margin-bottom:4pt}.sheet h3{margin:8pt 0 3pt}.sheet .box{padding:4pt 8pt;margin-bottom:4pt;break-inside:auto}.long .box{break-before:page}\
.tight{font-size:8.5pt}.tight th,.tight td{padding:.1rem .4rem}\
figure{max-width:125mm}a{color:inherit;text-decoration:none}}";

/// What stands over a page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Head<'a> {
    /// A line over the title.
    pub kicker: &'a str,
    /// The title.
    pub title: &'a str,
    /// What the page is for.
    pub lead: &'a str,
}

/// A whole page.
pub(super) fn page(words: &Catalogue, head: Head<'_>, body: &Markup) -> String {
    let css = stylesheet(&[LAYOUT]);
    let title = format!("{} – summitry", head.title);
    let resources = Resources::SelfContained { css: &css };
    let frame =
        html::DocumentHead { language: words.language(), title: &title, resources, more: None };
    let body = html! {
        body {
            main {
                header {
                    p.kicker { bdi { (head.kicker) } }
                    h1 { (head.title) }
                    @if !head.lead.is_empty() { p.lead { (head.lead) } }
                }
                (body)
                footer { (words.fill("paper.foot", &[("version", &html::VERSION)])) }
            }
        }
    };
    document(&frame, &body)
}

/// A text of the catalogue: paragraphs between empty lines, lists of lines that begin with a hyphen, and [`inline`] marks.
pub(super) fn prose(text: &str) -> Markup {
    html! {
        @for part in text.split("\n\n").map(str::trim).filter(|part| !part.is_empty()) {
            @if part.starts_with("- ") {
                ul { @for item in items(part) { li { (inline(&item)) } } }
            } @else {
                p { (inline(part)) }
            }
        }
    }
}

/// The points of a list; a line that begins with no hyphen goes on with the one before.
fn items(part: &str) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    for line in part.lines() {
        match (line.strip_prefix("- "), items.last_mut()) {
            (None, Some(last)) => {
                last.push(' ');
                last.push_str(line.trim());
            }
            (point, _) => items.push(point.unwrap_or(line).to_owned()),
        }
    }
    items
}

/// A line with `code`, **what is strong** and *what is stressed* in it.
pub(super) fn inline(text: &str) -> Markup {
    html! {
        @for (code, piece) in odd(text, "`") {
            @if code { code { (piece) } } @else {
                @for (strong, piece) in odd(piece, "**") {
                    @if strong { strong { (piece) } } @else {
                        @for (stressed, piece) in odd(piece, "*") {
                            @if stressed { em { (piece) } } @else { (piece) }
                        }
                    }
                }
            }
        }
    }
}

/// The pieces between marks, and whether each is within a pair of them.
fn odd<'a>(text: &'a str, mark: &'a str) -> impl Iterator<Item = (bool, &'a str)> {
    text.split(mark).enumerate().map(|(k, piece)| (k % 2 == 1, piece))
}

/// Commands, one a line.
pub(super) fn commands(words: &Catalogue, lines: &[String]) -> Markup {
    html! {
        div.commands role="group" aria-label=(words.get("paper.commands")) {
            @for line in lines {
                // Broken between words only: a hyphen belongs to its option.
                pre { @for (k, word) in line.split(' ').enumerate() {
                    @if k > 0 { " " }
                    span.word { (word) }
                } }
            }
        }
    }
}

/// A table that scrolls by itself where a screen is narrow.
pub(super) fn wide(label: &str, table: &Markup) -> Markup {
    html! { div.wide role="region" tabindex="0" aria-label=(label) { (table) } }
}

/// A figure; the table behind it stands elsewhere on the page.
pub(super) fn figure(figure: &Figure) -> Markup {
    let (title, alt) = (format!("{}-title", figure.name), format!("{}-alt", figure.name));
    html! {
        figure id=(figure.name) {
            figcaption { h3 id=(title) { (figure.title) } }
            (PreEscaped(figure.drawing.inline(&title, &alt)))
            p.vh id=(alt) { (figure.alt) }
            @if !figure.note.is_empty() { p.note { (figure.note) } }
        }
    }
}

/// Lines to write on.
pub(super) fn lines(count: usize) -> Markup {
    html! { div.lines { @for _ in 0..count { div.line {} } } }
}

/// The scenario's own word in the language of the page, harmless as a text.
pub(super) fn label(words: &Catalogue, text: &str) -> String {
    plain(words.label(&plain(text)))
}

/// A number with so many decimals, as the language writes it.
pub(super) fn number(words: &Catalogue, value: f64, decimals: usize) -> String {
    let text = fixed(value, decimals).replace('-', "−");
    text.replace('.', words.get("paper.decimal"))
}

/// A whole number, its thousands parted as the language does.
pub(super) fn whole(words: &Catalogue, value: u64) -> String {
    grouped(value).replace(',', words.get("paper.thousands"))
}

/// A number with its sign, unless it is 0 as it is written.
pub(super) fn signed(words: &Catalogue, value: f64, decimals: usize) -> String {
    let text = number(words, value, decimals);
    let nothing = text.chars().all(|c| matches!(c, '0' | '.' | ','));
    if value > 0.0 && !nothing { format!("+{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_has_paragraphs_lists_and_code_and_nothing_else() {
        let html = prose("One `two` <three>.\n\n- a\n- **b**\n  goes *on*\n\nEnd").into_string();
        assert_eq!(
            html,
            "<p>One <code>two</code> &lt;three&gt;.</p><ul><li>a</li><li><strong>b</strong> goes <em>on</em></li></ul><p>End</p>"
        );
    }

    #[test]
    fn numbers_are_written_as_the_language_does() {
        let [en, uk] = ["en", "uk"].map(|language| Catalogue::bundled(language).unwrap());
        assert_eq!(number(&en, -1.25, 1), "−1.2");
        assert_eq!(number(&uk, 43.25, 2), "43,25");
        assert_eq!(signed(&en, 0.04, 1), "0.0");
        assert_eq!(signed(&uk, 0.5, 1), "+0,5");
    }
}
