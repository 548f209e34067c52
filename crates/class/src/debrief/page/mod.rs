//! The page of a debrief: for whoever was there to take home, for the teacher, for the projector.
//!
//! Every number in the text stands in a `data` element: its `value` is the number as it is kept, its `data-k` a key that stays
//! (`t1.outcome`, `benchmark.summit_wait_days.t1.percentile`, `whatif.t1.1.difference`).

mod bargain;
mod benchmark;
mod impact;
mod predictions;
mod questions;
mod summary;
mod text;
mod timeline;

use std::fmt::Write;

use maud::PreEscaped;

use crate::Catalogue;
use summitry_pages::charts::Figure;
use summitry_pages::charts::text::{escaped, plain};
use summitry_pages::html::{self, Heading, READING, Wording, reading_page, stylesheet};

use super::Debrief;
use text::{Fill, woven};

/// Whom a page is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Those who played, to take home.
    TakeHome,
    /// The teacher: who answered the decisions too.
    Teacher,
    /// The class, from a distance: large, and of predictions nothing but how many were right.
    Projector,
}

/// Rules beside those of reports.
const STYLE: &str = "\
.debrief .note{max-width:44rem}\
.events{list-style:none;margin:.5rem 0 0;padding:0;max-width:44rem;font-size:.9375rem;line-height:1.45}\
.events li{display:grid;grid-template-columns:5.5rem 1fr;gap:.25rem .75rem;padding:.15rem 0;border-bottom:1px solid var(--grid)}\
.events .day{color:var(--soft);font-variant-numeric:tabular-nums}\
.by{color:var(--soft)}\
.table{margin:0 0 2.25rem}\
.table>h3{font-size:1.1875rem}\
.what{margin:0 0 1.25rem;padding-inline-start:1.2rem;max-width:44rem}.what li{margin-bottom:.75rem}\
.what p{margin:0 0 .25rem}\
.ask{max-width:44rem;padding-inline-start:1.4rem;font-size:1.1875rem}.ask li{margin-bottom:1rem}\
.wide{overflow-x:auto;margin:0 0 1rem}\
.wide table{font-size:.9375rem}.wide th{position:static}.wide thead th{white-space:normal;vertical-align:bottom}\
.cap{font-weight:600;margin:1.25rem 0 .35rem}\
.projector{font-size:1.25rem}.projector .said,.projector .ask{font-size:1.5rem;max-width:60rem}\
.projector h2{font-size:1.8rem}.projector h3{font-size:1.3rem}.projector .lead,.projector .note{font-size:1.125rem;max-width:60rem}\
.projector .what{max-width:60rem}\
.projector figure{max-width:44rem}.projector .grid{grid-template-columns:repeat(auto-fill,minmax(min(100%,34rem),1fr))}\
.projector .wide table{font-size:1.125rem}\
@media(min-width:64rem){.pair{display:grid;grid-template-columns:minmax(0,32rem) minmax(0,1fr);gap:2rem;align-items:start}}\
@media(max-width:30rem){.events li{grid-template-columns:1fr;gap:0}}\
@media print{.events,.wide table{font-size:8.5pt}.ask{font-size:10.5pt}.events li,.what li,.ask li,tr{break-inside:avoid}\
details.days[open]{display:block}.wide{overflow:visible}.debrief figure{max-width:12cm}}";

/// The rules of style of the page, for whoever embeds its [`sections`].
#[must_use]
pub fn css() -> String {
    stylesheet(&[READING, STYLE])
}

/// The page: one HTML file that asks for nothing and runs nothing.
#[must_use]
pub fn page(debrief: &Debrief, words: &Catalogue, audience: Audience) -> String {
    let limits = limits(words);
    let frame = frame(words, &limits);
    let title = plain(words.label(&debrief.title));
    let heading = Heading { kicker: words.get("debrief.kicker"), title: &title, lead: "" };
    let version = Fill::Text(debrief.summitry.clone());
    let foot = woven(words.get("debrief.foot"), "foot", &[("version", version)]);
    let sections = PreEscaped(sections(debrief, words, audience));
    reading_page(&frame, heading, &sections, &PreEscaped(foot))
}

/// The sections of the page without what is around them, for a page with the rules of [`css`].
#[must_use]
pub fn sections(debrief: &Debrief, words: &Catalogue, audience: Audience) -> String {
    let limits = limits(words);
    let frame = frame(words, &limits);
    Page { debrief, words, audience, frame, html: String::new(), tables: 0 }.render()
}

fn limits(words: &Catalogue) -> [(&str, &str); 6] {
    [
        (words.get("debrief.limit.forecast"), words.get("debrief.limit.forecast-text")),
        (words.get("debrief.limit.intervals"), words.get("debrief.limit.intervals-text")),
        (words.get("debrief.limit.assumed"), words.get("debrief.limit.assumed-text")),
        (words.get("debrief.limit.policies"), words.get("debrief.limit.policies-text")),
        (words.get("debrief.limit.adversary"), words.get("debrief.limit.adversary-text")),
        (words.get("debrief.limit.people"), words.get("debrief.limit.people-text")),
    ]
}

fn frame<'a>(words: &'a Catalogue, limits: &'a [(&'a str, &'a str)]) -> Wording<'a> {
    Wording {
        language: words.language(),
        limits_title: words.get("debrief.limits"),
        limits,
        numbers: words.get("debrief.numbers"),
        behind: words.get("debrief.behind"),
        numbers_behind: words.get("debrief.numbers-behind"),
        left_out: words.get("debrief.left-out"),
        style: STYLE,
    }
}

/// The page as it is made.
struct Page<'a> {
    debrief: &'a Debrief,
    words: &'a Catalogue,
    audience: Audience,
    frame: Wording<'a>,
    html: String,
    /// Tables so far: each is known by the number of its caption.
    tables: usize,
}

impl Page<'_> {
    fn render(mut self) -> String {
        let class =
            if self.audience == Audience::Projector { "debrief projector" } else { "debrief" };
        let _ = writeln!(self.html, "<div class=\"{class}\">");
        self.summary();
        self.timelines();
        self.bargain();
        self.benchmarks();
        self.impact();
        self.predictions();
        self.questions();
        self.sources();
        self.html.push_str("</div>\n");
        self.html
    }

    /// Opens a section.
    fn open(&mut self, id: &str, title: &str) {
        let title = escaped(title);
        let _ = writeln!(
            self.html,
            "<section aria-labelledby=\"debrief-{id}\">\n<h2 id=\"debrief-{id}\">{title}</h2>"
        );
    }

    fn close(&mut self) {
        self.html.push_str("</section>\n");
    }

    /// A paragraph of a class: a text with its names filled in, its values under a prefix.
    fn say(&mut self, class: &str, text: &str, prefix: &str, fills: &[(&str, Fill)]) {
        let said = woven(text, prefix, fills);
        let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
        let _ = writeln!(self.html, "<p{class}>{said}</p>");
    }

    fn figure(&mut self, figure: &Figure) {
        self.html.push_str(&html::figure(figure, &self.frame).into_string());
    }

    /// A table that is read as it stands: a caption, heads, and rows whose cells are HTML; `numeric` marks columns of numbers.
    fn table(&mut self, caption: &str, heads: &[String], numeric: &[bool], rows: &[Vec<String>]) {
        self.tables += 1;
        let id = format!("debrief-table-{}", self.tables);
        let _ = writeln!(
            self.html,
            "<p class=\"cap\" id=\"{id}\">{}</p>\n<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-labelledby=\"{id}\">\n\
             <table aria-labelledby=\"{id}\">\n<thead><tr>",
            escaped(caption)
        );
        let class = |k: usize| if numeric.get(k) == Some(&true) { " class=\"n\"" } else { "" };
        for (k, head) in heads.iter().enumerate() {
            let _ = write!(self.html, "<th scope=\"col\"{}>{}</th>", class(k), escaped(head));
        }
        self.html.push_str("</tr></thead>\n<tbody>\n");
        for row in rows {
            self.html.push_str("<tr>");
            for (k, cell) in row.iter().enumerate() {
                if k == 0 {
                    let _ = write!(self.html, "<th scope=\"row\"{}>{cell}</th>", class(k));
                } else {
                    let _ = write!(self.html, "<td{}>{cell}</td>", class(k));
                }
            }
            self.html.push_str("</tr>\n");
        }
        self.html.push_str("</tbody>\n</table>\n</div>\n");
    }

    /// The name of a table.
    fn table_name(&self, number: usize) -> String {
        self.words.fill("debrief.table", &[("n", &number)])
    }

    /// Where the numbers come from.
    fn sources(&mut self) {
        let words = self.words;
        self.open("from", words.get("debrief.from.title"));
        for (k, benchmark) in self.debrief.benchmarks.iter().enumerate() {
            let fills = [
                ("scenario", Fill::Text(self.debrief.scenario.clone())),
                ("seed", Fill::count(benchmark.seed)),
                ("run", Fill::count(benchmark.nature)),
                ("runs", Fill::count(benchmark.runs)),
                ("first", Fill::count(benchmark.first)),
                ("tables", Fill::Text(numbers(&benchmark.tables))),
            ];
            self.say("note", words.get("debrief.from.placed"), &format!("from.{}", k + 1), &fills);
        }
        let futures = [("futures", Fill::count(self.debrief.options.futures))];
        self.say("note", words.get("debrief.from.futures"), "from", &futures);
        self.say("note", words.get("debrief.from.json"), "from", &[]);
        self.close();
    }
}

/// Numbers with commas.
fn numbers(of: &[usize]) -> String {
    of.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")
}
