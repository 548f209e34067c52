//! The page: HTML from a report.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::charts::text::{escaped, isolated};
use crate::charts::{DataTable, Figure, numbers, style};

use super::Report;
use super::base64::base64;
use super::limits::LIMITS;

/// How the page looks: a column on a phone, two figures beside each other where there is room, and on paper.
const LAYOUT: &str = "\
*{box-sizing:border-box}\
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}\
body{margin:0;background:var(--paper);color:var(--ink);font:1.0625rem/1.5 system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;\
overflow-wrap:anywhere}\
main{max-width:76rem;margin:0 auto;padding:1.5rem 1rem 3rem}\
.kicker{margin:0;color:var(--soft)}\
h1{font-size:1.9rem;line-height:1.2;margin:.2rem 0 .6rem}\
h2{font-size:1.35rem;line-height:1.25;margin:2.5rem 0 .75rem}\
h3{font-size:1.0625rem;line-height:1.35;margin:0 0 .5rem}\
p{margin:0 0 .75rem}\
.lead{color:var(--soft);max-width:44rem}\
.said{max-width:44rem;font-size:1.1875rem;border-inline-start:4px solid var(--c1);padding-inline-start:1rem}\
.note,.hint{color:var(--soft);font-size:.9375rem;line-height:1.45}\
.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,30rem),1fr));gap:2.5rem 3rem;align-items:start}\
figure{margin:0;min-width:0;max-width:36rem}\
svg.fig{display:block;width:100%;height:auto;overflow:visible}\
figure .note{margin:.5rem 0 .35rem}\
.vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}\
summary{cursor:pointer;font-size:.9375rem;padding:.35rem 0}\
summary:focus-visible,.scroll:focus-visible,a:focus-visible{outline:2px solid var(--c1);outline-offset:2px}\
.scroll{overflow:auto;max-height:24rem;border:1px solid var(--grid)}\
table{border-collapse:collapse;font-size:.875rem;line-height:1.35;overflow-wrap:normal}\
th,td{padding:.25rem .6rem;text-align:start;vertical-align:top;border-bottom:1px solid var(--grid)}\
th{font-weight:600;position:sticky;top:0;background:var(--paper)}\
.n{text-align:end;font-variant-numeric:tabular-nums;white-space:nowrap}\
dl{display:grid;grid-template-columns:minmax(8rem,max-content) 1fr;gap:.25rem 1.25rem;margin:0 0 1rem}\
dt{color:var(--soft)}dd{margin:0;min-width:0}\
pre{margin:0;padding:.75rem 1rem;border:1px solid var(--grid);overflow-x:auto;white-space:pre-wrap;font-size:.9375rem}\
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}\
.limits{max-width:44rem;padding-inline-start:1.2rem}.limits li{margin-bottom:.5rem}\
footer{color:var(--soft);font-size:.9375rem;margin-top:2.5rem}\
@media(max-width:30rem){dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.5rem}}\
@page{margin:14mm}\
@media print{body{font-size:10pt}main{max-width:none;padding:0}.grid{grid-template-columns:1fr 1fr;gap:7mm 9mm}\
.said{font-size:11.5pt}h1{font-size:17pt}h2{font-size:13pt;break-after:avoid}h3{font-size:10pt}.note,footer,.limits,dl,pre{font-size:8.5pt}\
figure,.limits li,dl,pre{break-inside:avoid}figure .note{margin-bottom:0}details,.hint{display:none}}";

/// What a page is of.
#[derive(Clone, Copy, Debug)]
pub struct Head<'a> {
    /// A line over the title.
    pub kicker: &'a str,
    /// The title: a text of others, plain but not escaped.
    pub title: &'a str,
    /// A description, likewise; may be empty.
    pub lead: &'a str,
}

/// What a page says around its sections, in its language.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// The tag of the language.
    pub language: &'a str,
    /// The heading of what the program is not.
    pub limits_title: &'a str,
    /// What it is not: a heading word and a sentence or two for each limit.
    pub limits: &'a [(&'a str, &'a str)],
    /// What opens the numbers of a figure.
    pub numbers: &'a str,
    /// What follows it for whoever does not see the figure; `{title}` is the figure's.
    pub behind: &'a str,
    /// The name of these numbers; likewise.
    pub numbers_behind: &'a str,
    /// That rows are left out; `{n}` of them.
    pub left_out: &'a str,
    /// Further rules of style.
    pub style: &'a str,
}

impl Frame<'static> {
    /// That of reports.
    pub const ENGLISH: Frame<'static> = Frame {
        language: "en",
        limits_title: "What it is not",
        limits: &LIMITS,
        numbers: "The numbers",
        behind: " behind “{title}”",
        numbers_behind: "Numbers behind “{title}”",
        left_out: "{n} more rows are left out here; the tables have them.",
        style: "",
    };
}

/// The rules of style of every page.
#[must_use]
pub fn css() -> String {
    let (light, dark) = (style::LIGHT, style::DARK);
    format!(
        ":root{{color-scheme:light dark;{light}}}@media(prefers-color-scheme:dark){{:root{{{dark}}}}}\
         @media print{{:root{{color-scheme:light;{light}}}}}{LAYOUT}{}{}",
        style::DRAWING,
        style::POINTED
    )
}

/// A page in English: its head, its sections, which are HTML, what the program is not, and a line at the foot.
///
/// It asks for nothing and runs nothing: its policy forbids both.
#[must_use]
pub fn document(head: Head<'_>, sections: &str, foot: &str) -> String {
    document_in(&Frame::ENGLISH, head, sections, foot)
}

/// As [`document`], in a language.
#[must_use]
pub fn document_in(frame: &Frame<'_>, head: Head<'_>, sections: &str, foot: &str) -> String {
    let css = css() + frame.style;
    let digest = base64(&Sha256::digest(css.as_bytes()));
    let title = escaped(head.title);
    let mut html = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; \
         base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<link rel=\"icon\" href=\"data:,\">\n\
         <title>{title} – summitry</title>\n<style>{css}</style>\n</head>\n<body>\n<main>\n<header>\n\
         <p class=\"kicker\">{}</p>\n<h1><bdi>{title}</bdi></h1>\n",
        escaped(frame.language),
        escaped(head.kicker)
    );
    if !head.lead.is_empty() {
        let _ = writeln!(html, "<p class=\"lead\"><bdi>{}</bdi></p>", escaped(head.lead));
    }
    html.push_str("</header>\n");
    html.push_str(sections);
    put_limits(&mut html, frame);
    let _ = write!(html, "<footer>{foot}</footer>\n</main>\n</body>\n</html>\n");
    html
}

/// Appends what the program is not.
pub fn put_limits(html: &mut String, frame: &Frame<'_>) {
    let title = escaped(frame.limits_title);
    let _ = writeln!(
        html,
        "<section aria-labelledby=\"limits\">\n<h2 id=\"limits\">{title}</h2>\n<ul class=\"limits\">"
    );
    for (head, text) in frame.limits {
        let _ = writeln!(html, "<li><strong>{}</strong> {}</li>", escaped(head), escaped(text));
    }
    html.push_str("</ul>\n</section>\n");
}

/// The page of a report.
pub(super) fn page(report: &Report) -> String {
    let mut html = String::new();
    if !report.sentences.is_empty() {
        html.push_str("<section aria-labelledby=\"short\">\n<h2 id=\"short\">In short</h2>\n<div class=\"said\">\n");
        for sentence in &report.sentences {
            let _ = writeln!(html, "<p>{}</p>", escaped(sentence));
        }
        html.push_str(
            "</div>\n<p class=\"note\">Ranges in brackets are 95 % intervals over the luck of the runs: how closely they pin the model \
             down, not how close the model is to the world.</p>\n</section>\n",
        );
    }
    html.push_str("<section aria-labelledby=\"figures\">\n<h2 id=\"figures\">Figures</h2>\n");
    html.push_str(HINT);
    html.push_str("<div class=\"grid\">\n");
    for figure in &report.figures {
        put_figure(&mut html, figure);
    }
    html.push_str("</div>\n");
    if !report.missing.is_empty() {
        html.push_str("<h3>Left out</h3>\n<ul class=\"limits\">\n");
        for missing in &report.missing {
            let (what, why) = (escaped(missing.what), escaped(&missing.why.to_string()));
            let _ = writeln!(html, "<li>{what}: {why}.</li>");
        }
        html.push_str("</ul>\n");
    }
    html.push_str("</section>\n");
    put_provenance(&mut html, report);
    let kicker = format!("Report of a {}", report.kind);
    let head = Head { kicker: &kicker, title: &report.title, lead: &report.description };
    let foot = format!(
        "Made by summitry {} from the tables of this directory alone. <code>summitry report --figures</code> writes each figure as \
         an SVG.",
        env!("CARGO_PKG_VERSION")
    );
    document(head, &html, &foot)
}

/// How to see the values of a figure.
pub const HINT: &str = "<p class=\"hint\">Point at a mark, touch it or go to it with the Tab key: the line above the figure tells its \
                        values.</p>\n";

/// Appends a figure: its title, drawing, the text in place of it, and its numbers.
pub fn put_figure(html: &mut String, figure: &Figure) {
    put_figure_in(html, figure, &Frame::ENGLISH);
}

/// As [`put_figure`], in the language of a frame.
pub fn put_figure_in(html: &mut String, figure: &Figure, frame: &Frame<'_>) {
    let id = &figure.name;
    let (title, alt) = (format!("{id}-title"), format!("{id}-alt"));
    let _ = write!(
        html,
        "<figure id=\"{id}\">\n<figcaption><h3 id=\"{title}\">{}</h3></figcaption>\n{}\n<p class=\"vh\" id=\"{alt}\">{}</p>\n",
        escaped(&figure.title),
        figure.drawing.inline(&title, &alt),
        escaped(&figure.alt)
    );
    if !figure.note.is_empty() {
        let _ = writeln!(html, "<p class=\"note\">{}</p>", escaped(&figure.note));
    }
    put_table(html, figure, frame);
    html.push_str("</figure>\n");
}

fn put_table(html: &mut String, figure: &Figure, frame: &Frame<'_>) {
    let DataTable { head, rows, left_out } = &figure.table;
    let of_title = |text: &str| escaped(&text.replace("{title}", &figure.title));
    let _ = write!(
        html,
        "<details>\n<summary>{}<span class=\"vh\">{}</span></summary>\n\
         <div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{}\">\n<table>\n<thead><tr>",
        escaped(frame.numbers),
        of_title(frame.behind),
        of_title(frame.numbers_behind)
    );
    // A column is of numbers if all its cells are.
    let of_numbers = |k: usize| {
        rows.iter().all(|row| {
            row.get(k)
                .is_none_or(|cell| cell.replace(',', "").parse::<f64>().is_ok() || cell.is_empty())
        })
    };
    let numeric: Vec<bool> = (0..head.len()).map(of_numbers).collect();
    let class = |k: usize| if numeric.get(k) == Some(&true) { " class=\"n\"" } else { "" };
    for (k, name) in head.iter().enumerate() {
        let _ = write!(html, "<th scope=\"col\"{}>{}</th>", class(k), escaped(&isolated(name)));
    }
    html.push_str("</tr></thead>\n<tbody>\n");
    for row in rows {
        html.push_str("<tr>");
        for (k, cell) in row.iter().enumerate() {
            let _ = write!(html, "<td{}>{}</td>", class(k), escaped(cell));
        }
        html.push_str("</tr>\n");
    }
    html.push_str("</tbody>\n</table>\n</div>\n");
    if *left_out > 0 {
        let more = numbers::grouped(*left_out as u64);
        let left_out = escaped(&frame.left_out.replace("{n}", &more));
        let _ = writeln!(html, "<p class=\"note\">{left_out}</p>");
    }
    html.push_str("</details>\n");
}

fn put_provenance(html: &mut String, report: &Report) {
    html.push_str("<section aria-labelledby=\"from\">\n<h2 id=\"from\">Where the numbers come from</h2>\n<dl>\n");
    for (name, value) in &report.provenance {
        let _ = writeln!(html, "<dt>{}</dt><dd>{}</dd>", escaped(name), escaped(value));
    }
    html.push_str("</dl>\n");
    if !report.commands.is_empty() {
        let commands: Vec<String> =
            report.commands.iter().map(|command| escaped(command)).collect();
        let _ = write!(
            html,
            "<p>In this directory, these commands give the same tables:</p>\n<pre tabindex=\"0\" aria-label=\"Commands\">{}</pre>\n",
            commands.join("\n")
        );
    }
    html.push_str("</section>\n");
}
