//! The story of a run as a page: a picture of what happened when, why, and every entry with its notes.

use std::fmt::Write;

use crate::charts::text::{escaped, plain};
use crate::charts::timeline::{Entry as Legend, Happening, chart};
use crate::charts::{Axis, DataTable, Figure, Shape};
use crate::report::page::{HINT, Head, document, put_figure};
use summitry_model::process::CompiledScenario;

use super::{Kind, Story};
use summitry_lab::replay::Path;

const ROWS: [(Kind, &str, Shape); 4] = [
    (Kind::World, "the world", Shape::Circle),
    (Kind::Decision, "decisions", Shape::Square),
    (Kind::Meeting, "meetings", Shape::Diamond),
    (Kind::End, "the end", Shape::Triangle),
];

/// The page: one HTML file that asks for nothing. With `all` the routine is told too.
#[must_use]
pub fn page(setup: &CompiledScenario, path: &Path, story: &Story, all: bool) -> String {
    let scenario = &setup.scenario;
    let mut html = String::new();
    let _ = write!(
        html,
        "<section aria-labelledby=\"short\">\n<h2 id=\"short\">In short</h2>\n<div class=\"said\">\n<p>{}</p>\n</div>\n</section>\n",
        escaped(&plain(&story.headline))
    );
    for (id, head, sentences) in [
        ("gate", "The gate", &story.gate),
        ("summits", "The summits", &story.summits),
        ("settlement", "The settlement", &story.settlement),
    ] {
        if sentences.is_empty() {
            continue;
        }
        let _ = writeln!(html, "<section aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{head}</h2>");
        for sentence in sentences {
            let _ = writeln!(html, "<p class=\"lead\">{}</p>", escaped(&plain(sentence)));
        }
        html.push_str("</section>\n");
    }
    html.push_str("<section aria-labelledby=\"when\">\n<h2 id=\"when\">What happened when</h2>\n");
    html.push_str(HINT);
    put_figure(&mut html, &figure(path, story));
    html.push_str("</section>\n");
    put_text(&mut html, story);
    put_entries(&mut html, story, all);
    let gate = scenario.gate_spec.label();
    let kicker = format!("Story of run {}, seed {}, gate {gate}", path.run, path.seed);
    let head = Head { kicker: &kicker, title: &plain(&scenario.title), lead: "" };
    let foot = format!(
        "Made by summitry {}: <code>summitry explain {} --run {} --seed {}</code>",
        env!("CARGO_PKG_VERSION"),
        escaped(&plain(&scenario.id)),
        path.run,
        path.seed
    );
    document(head, &html, &foot)
}

fn figure(path: &Path, story: &Story) -> Figure {
    // The years in force are told in words: they would leave the talks no room.
    let end = path.record.end.days();
    let shown = || story.entries.iter().filter(|entry| !entry.routine && entry.day <= end);
    let mut happenings = Vec::new();
    let mut rows = Vec::new();
    for entry in shown() {
        let kind = ROWS.iter().position(|(kind, ..)| *kind == entry.kind).unwrap_or_default();
        let text = plain(&entry.text);
        happenings.push(Happening {
            row: kind,
            x: entry.day,
            shape: ROWS[kind].2,
            filled: true,
            kind,
            tells: format!("day {:.0}: {text}", entry.day),
        });
        rows.push(vec![format!("{:.1}", entry.day), entry.kind.name().to_owned(), text]);
    }
    let names: Vec<String> = ROWS.iter().map(|(_, name, _)| (*name).to_owned()).collect();
    let legend: [Legend; 0] = [];
    let axis = Axis::over("days since the window opened", 0.0, end.max(1.0), 5);
    let ended = format!("day {end:.0}: the talks end");
    Figure {
        name: "when".to_owned(),
        title: "The run from its first day to the end of the talks".to_owned(),
        alt: format!(
            "{} things that happened, in four rows: the world, decisions, meetings, the end.",
            rows.len()
        ),
        note: "Routine is left out: who attends, who waits, what is paid as usual.".to_owned(),
        drawing: chart(&names, &happenings, &legend, &axis, "what happened", Some((end, &ended))),
        table: DataTable::new(["day", "kind", "what"], rows),
    }
}

fn put_text(html: &mut String, story: &Story) {
    html.push_str("<section aria-labelledby=\"text\">\n<h2 id=\"text\">How the text filled</h2>\n<ul class=\"limits\">\n");
    for issue in &story.text {
        let _ = writeln!(html, "<li>{}</li>", escaped(&plain(issue)));
    }
    html.push_str("</ul>\n</section>\n");
}

fn put_entries(html: &mut String, story: &Story, all: bool) {
    html.push_str(
        "<section aria-labelledby=\"days\">\n<h2 id=\"days\">Day by day</h2>\n<p class=\"note\">Decisions have their number: \
         <code>summitry whatif</code> changes one.</p>\n<dl>\n",
    );
    for entry in story.entries.iter().filter(|entry| all || !entry.routine) {
        let number = match entry.decisions {
            Some((first, last)) if first == last => format!(" [{first}]"),
            Some((first, last)) => format!(" [{first}–{last}]"),
            None => String::new(),
        };
        let _ = write!(
            html,
            "<dt>day {:.0}</dt><dd>{}{number}",
            entry.day,
            escaped(&plain(&entry.text))
        );
        for note in &entry.notes {
            let _ = write!(html, "<div class=\"note\">{}</div>", escaped(&plain(note)));
        }
        html.push_str("</dd>\n");
    }
    html.push_str("</dl>\n</section>\n");
}
