//! The story of a run as a page: a picture of what happened when, why, and every entry with its notes.

use maud::{Markup, html};

use crate::charts::text::plain;
use crate::charts::timeline::{Happening, LegendEntry, chart};
use crate::charts::{Axis, DataTable, Figure, Shape};
use crate::html::{Heading, VERSION, figure, reading_page, section};
use crate::report::page::{ENGLISH, hint};
use summitry_model::process::CompiledScenario;

use super::{EntryKind, Story};
use summitry_lab::replay::RunHistory;

const ROWS: [(EntryKind, &str, Shape); 4] = [
    (EntryKind::World, "the world", Shape::Circle),
    (EntryKind::Decision, "decisions", Shape::Square),
    (EntryKind::Meeting, "meetings", Shape::Diamond),
    (EntryKind::End, "the end", Shape::Triangle),
];

/// The page: one self-contained HTML file. With `all` it has the routine too.
#[must_use]
pub fn page(setup: &CompiledScenario, path: &RunHistory, story: &Story, all: bool) -> String {
    let scenario = &setup.scenario;
    let chapters = [
        ("gate", "The gate", &story.gate),
        ("summits", "The summits", &story.summits),
        ("settlement", "The settlement", &story.settlement),
    ];
    let sections = html! {
        (section("short", "In short", &html! { div.said { p { (plain(&story.headline)) } } }))
        @for (id, title, sentences) in chapters {
            @if !sentences.is_empty() {
                (section(id, title, &html! { @for sentence in sentences { p.lead { (plain(sentence)) } } }))
            }
        }
        (section("when", "What happened when", &html! { (hint()) (figure(&timeline(path, story), &ENGLISH)) }))
        (section("text", "How the text took shape", &html! {
            ul.limits { @for issue in &story.text { li { (plain(issue)) } } }
        }))
        (section("days", "Day by day", &entries(story, all)))
    };
    let gate = scenario.gate_spec.label();
    let kicker = format!("Story of run {}, seed {}, gate {gate}", path.run, path.seed);
    let heading = Heading { kicker: &kicker, title: &plain(&scenario.title), lead: "" };
    let id = plain(&scenario.id);
    let footer = html! {
        "Made by summitry " (VERSION) ": "
        code { "summitry explain " (id) " --run " (path.run) " --seed " (path.seed) }
    };
    reading_page(&ENGLISH, heading, &sections, &footer)
}

fn timeline(path: &RunHistory, story: &Story) -> Figure {
    // The years in force are left to the text: they would leave the talks no space.
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
            readout: format!("day {:.0}: {text}", entry.day),
        });
        rows.push(vec![format!("{:.1}", entry.day), entry.kind.name().to_owned(), text]);
    }
    let names: Vec<String> = ROWS.iter().map(|(_, name, _)| (*name).to_owned()).collect();
    let legend: [LegendEntry; 0] = [];
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

fn entries(story: &Story, all: bool) -> Markup {
    html! {
        p.note { "Decisions are numbered: " code { "summitry whatif" } " changes one." }
        dl {
            @for entry in story.entries.iter().filter(|entry| all || !entry.routine) {
                dt { "day " (format_args!("{:.0}", entry.day)) }
                dd {
                    (plain(&entry.text))
                    @match entry.decisions {
                        Some((first, last)) if first == last => { " [" (first) "]" }
                        Some((first, last)) => { " [" (first) "–" (last) "]" }
                        None => {}
                    }
                    @for note in &entry.notes { div.note { (plain(note)) } }
                }
            }
        }
    }
}
