//! What happened at each table, and when.

use std::fmt::Write;

use crate::debrief::{AnsweredBy, Audience, Event, EventKind, TableDebrief, TimelineRow};
use summitry_pages::charts::numbers::fixed;
use summitry_pages::charts::text::{escaped, plain};
use summitry_pages::charts::timeline::{Happening, LegendEntry, chart};
use summitry_pages::charts::{Axis, DataTable, Figure, Shape};

use super::Page;
use super::text::{
    Fill, day, days, end_reason, event, filled, first_summit, forum, issue, outcome, party,
    percent, points, shock, woven,
};

const SHAPES: [Shape; 4] = [Shape::Circle, Shape::Square, Shape::Diamond, Shape::Triangle];

/// With more tables than these their days are folded.
const OPEN: usize = 2;

impl Page<'_> {
    pub(super) fn timelines(&mut self) {
        let words = self.words;
        self.open("happened", words.get("debrief.happened.title"));
        self.overview();
        if self.audience == Audience::Projector {
            let figure = self.all_tables();
            self.figure(&figure);
        } else {
            self.say("hint", words.get("debrief.hint"), "hint", &[]);
            for table in &self.debrief.tables {
                self.one_table(table);
            }
        }
        self.close();
    }

    /// One row per table.
    fn overview(&mut self) {
        let (debrief, words) = (self.debrief, self.words);
        let heads = [
            "debrief.head.table",
            "debrief.head.outcome",
            "debrief.head.why",
            "debrief.head.first-summit",
            "debrief.head.end",
            "debrief.head.rounds",
            "debrief.head.summits",
            "debrief.head.requests",
            "debrief.head.deferrals",
        ];
        let heads: Vec<String> = heads.iter().map(|&key| words.get(key).to_owned()).collect();
        let numeric = [true, false, false, true, true, true, true, true, true];
        let rows: Vec<Vec<String>> = debrief
            .tables
            .iter()
            .map(|table| {
                let cells = [
                    ("number", Fill::count(table.number as u64)),
                    ("outcome", outcome(words, table.outcome)),
                    ("end_reason", end_reason(words, table.end_reason)),
                    ("first_summit_day", first_summit(words, table.first_summit_day)),
                    ("end_day", days(table.end_day)),
                    ("rounds", Fill::count(u64::from(table.rounds))),
                    ("summits", Fill::count(u64::from(table.summits))),
                    ("requests", Fill::count(u64::from(table.requests))),
                    ("deferrals", Fill::count(u64::from(table.deferrals))),
                ];
                let key = |name: &str| format!("t{}.{name}", table.number);
                cells.iter().map(|(name, fill)| fill.html(&key(name))).collect()
            })
            .collect();
        self.table(words.get("debrief.happened.caption"), &heads, &numeric, &rows);
    }

    fn one_table(&mut self, table: &TableDebrief) {
        let words = self.words;
        let number = table.number;
        let _ = writeln!(
            self.html,
            "<div class=\"table\">\n<h3 id=\"debrief-t{number}\">{}</h3>",
            escaped(&self.table_name(number))
        );
        if self.audience == Audience::Teacher {
            let answered = &table.answered;
            let fills = [
                ("people", Fill::count(answered.people as u64)),
                ("deputy", Fill::count(answered.deputy as u64)),
                ("time", Fill::count(answered.time as u64)),
                ("policy", Fill::count(answered.policy as u64)),
            ];
            let prefix = format!("t{number}.answered");
            self.say("note", words.get("debrief.happened.answered"), &prefix, &fills);
        }
        self.html.push_str("<div class=\"pair\">\n");
        let figure = self.timeline(table);
        self.figure(&figure);
        let open = if self.debrief.tables.len() <= OPEN { " open" } else { "" };
        let summary = words.fill("debrief.happened.list", &[("n", &number)]);
        let _ = writeln!(
            self.html,
            "<details class=\"days\"{open}>\n<summary>{}</summary>\n<ul class=\"events\">",
            escaped(&summary)
        );
        let mut k = 0;
        while let Some(event) = table.events.get(k) {
            let prefix = format!("t{number}.e{}", k + 1);
            let alike = table.events[k..].iter().take_while(|other| self.is_alike(event, other));
            let alike: Vec<&Event> = alike.collect();
            k += alike.len().max(1);
            let mut fills = self.fills(event);
            if alike.len() > 1 {
                let name = |of: &&Event| {
                    let party = of.party.map(|of| party(self.debrief, words, of));
                    party.map(|party| party.shown().to_owned()).unwrap_or_default()
                };
                let names: Vec<String> = alike.iter().map(name).collect();
                fills.retain(|(name, _)| *name != "party");
                fills.push(("party", Fill::Text(names.join(", "))));
            }
            let when = woven(words.get("debrief.event.day"), &prefix, &[("day", day(event.day))]);
            let mut said = woven(super::text::event(words, event.kind), &prefix, &fills);
            if event.sent {
                let _ = write!(said, " {}", escaped(words.get("debrief.event.sent")));
            }
            let by = self.by(event);
            if !by.is_empty() {
                let _ = write!(said, " <span class=\"by\">{}</span>", escaped(by));
            }
            let _ = writeln!(
                self.html,
                "<li><span class=\"day\">{when}</span><span>{said}</span></li>"
            );
        }
        self.html.push_str("</ul>\n</details>\n</div>\n</div>\n");
    }

    /// Whether two events share a line: the same decision of several parties.
    fn is_alike(&self, event: &Event, other: &Event) -> bool {
        event == other
            || event.decision.is_some()
                && event.party.is_some()
                && other.party.is_some()
                && (event.kind, event.day, event.issue) == (other.kind, other.day, other.issue)
                && self.by(event) == self.by(other)
    }

    /// Who answered, where it was not those in the seat; the teacher reads it.
    fn by(&self, event: &Event) -> &str {
        let words = self.words;
        match event.by.filter(|_| self.audience == Audience::Teacher) {
            Some(AnsweredBy::Deputy) => words.get("debrief.by.deputy"),
            Some(AnsweredBy::Time) => words.get("debrief.by.time"),
            Some(AnsweredBy::Policy) => words.get("debrief.by.policy"),
            Some(AnsweredBy::People) | None => "",
        }
    }

    /// What an event's text may name.
    fn fills(&self, event: &Event) -> Vec<(&'static str, Fill)> {
        let (debrief, words) = (self.debrief, self.words);
        let mut fills = Vec::new();
        if let Some(of) = event.party {
            fills.push(("party", party(debrief, words, of)));
        }
        if let Some(of) = event.issue {
            fills.push(("issue", Fill::Text(issue(debrief, words, of))));
        }
        if let Some(of) = event.shock {
            fills.push(("shock", shock(debrief, words, of)));
        }
        if let Some(meeting) = event.meeting {
            fills.push(("forum", forum(words, meeting.forum)));
            fills.push(("n", Fill::count(u64::from(meeting.number))));
        }
        if !event.agreed.is_empty() {
            let one = |&(on, option): &(usize, Option<u8>)| {
                let name = issue(debrief, words, on);
                let option = option
                    .and_then(|option| debrief.issues.get(on)?.options.get(usize::from(option)));
                match option {
                    Some(option) => format!("{name} ({})", plain(words.label(option))),
                    None => name,
                }
            };
            let issues: Vec<String> = event.agreed.iter().map(one).collect();
            fills.push(("issues", Fill::Text(issues.join(", "))));
        }
        if let Some(value) = event.value {
            fills.push((
                "value",
                match event.kind {
                    EventKind::Shock => Fill::number(fixed(value, 2)),
                    EventKind::Election | EventKind::EnergyJump => points(value),
                    EventKind::Agreed | EventKind::NotAgreed => Fill::number(fixed(value, 0)),
                    EventKind::Collapsed | EventKind::InForce => day(value),
                    _ => percent(value),
                },
            ));
        }
        fills
    }

    /// An event in plain text.
    fn describe(&self, of: &Event) -> String {
        let words = self.words;
        let when = filled(words.get("debrief.event.day"), &[("day", day(of.day))]);
        format!("{when}: {}", filled(event(words, of.kind), &self.fills(of)))
    }

    /// The events of a table until the talks ended, in four rows.
    fn timeline(&self, table: &TableDebrief) -> Figure {
        let words = self.words;
        let rows = [
            words.get("debrief.row.world"),
            words.get("debrief.row.decision"),
            words.get("debrief.row.meeting"),
            words.get("debrief.row.end"),
        ];
        let rows: Vec<String> = rows.iter().map(|&row| row.to_owned()).collect();
        let mut happenings = Vec::new();
        let mut cells = Vec::new();
        // The years in force are given in words: on the axis they would leave the talks no space.
        for event in table.events.iter().filter(|event| event.day <= table.end_day) {
            let row = row(event.kind);
            let readout = self.describe(event);
            cells.push(vec![fixed(event.day, 1), rows[row].clone(), readout.clone()]);
            happenings.push(Happening {
                row,
                x: event.day,
                shape: SHAPES[row],
                filled: true,
                kind: row,
                readout,
            });
        }
        let axis = Axis::over(words.get("debrief.axis.days"), 0.0, table.end_day.max(1.0), 5);
        let ended = filled(words.get("debrief.happened.ended"), &[("day", day(table.end_day))]);
        let none: [LegendEntry; 0] = [];
        let name = self.table_name(table.number);
        Figure {
            name: format!("debrief-t{}-when", table.number),
            title: words.fill(
                "debrief.happened.figure",
                &[("table", &name), ("outcome", &outcome(words, table.outcome).shown())],
            ),
            alt: words.fill("debrief.happened.alt", &[("n", &cells.len())]),
            note: words.get("debrief.happened.note").to_owned(),
            drawing: chart(
                &rows,
                &happenings,
                &none,
                &axis,
                words.get("debrief.happened.what"),
                Some((table.end_day, &ended)),
            ),
            table: DataTable::new(
                [
                    words.get("debrief.head.day"),
                    words.get("debrief.head.row"),
                    words.get("debrief.head.event"),
                ],
                cells,
            ),
        }
    }

    /// The meetings, shocks and ends of all tables, one row per table.
    fn all_tables(&self) -> Figure {
        let (debrief, words) = (self.debrief, self.words);
        let rows: Vec<String> =
            debrief.tables.iter().map(|table| self.table_name(table.number)).collect();
        let kind = |kind: EventKind| match kind {
            EventKind::Shock => Some((Shape::Triangle, true, 3)),
            EventKind::Round => Some((Shape::Circle, true, 0)),
            EventKind::Summit => Some((Shape::Diamond, true, 1)),
            EventKind::Signed => Some((Shape::Square, true, 2)),
            EventKind::TalksEnd => Some((Shape::Square, false, 2)),
            _ => None,
        };
        let mut happenings = Vec::new();
        let mut cells = Vec::new();
        let mut last = 1.0_f64;
        for (row, table) in debrief.tables.iter().enumerate() {
            last = last.max(table.end_day);
            let is_signed = table.events.iter().any(|event| event.kind == EventKind::Signed);
            for event in &table.events {
                // The signing is the end.
                if is_signed && event.kind == EventKind::TalksEnd {
                    continue;
                }
                let Some((shape, filled, kind)) = kind(event.kind) else { continue };
                let readout = self.describe(event);
                cells.push(vec![fixed(event.day, 1), rows[row].clone(), readout.clone()]);
                happenings.push(Happening { row, x: event.day, shape, filled, kind, readout });
            }
        }
        let legend = [
            ("debrief.legend.shock", Shape::Triangle, true, 3),
            ("debrief.legend.round", Shape::Circle, true, 0),
            ("debrief.legend.summit", Shape::Diamond, true, 1),
            ("debrief.legend.signed", Shape::Square, true, 2),
            ("debrief.legend.end", Shape::Square, false, 2),
        ];
        let legend = legend.map(|(key, shape, filled, kind)| LegendEntry {
            name: words.get(key).to_owned(),
            shape,
            filled,
            kind,
        });
        let axis = Axis::over(words.get("debrief.axis.days"), 0.0, last, 5);
        let what = words.get("debrief.happened.what");
        Figure {
            name: "debrief-all-when".to_owned(),
            title: words.get("debrief.happened.all").to_owned(),
            alt: words.fill("debrief.happened.all-alt", &[("n", &rows.len())]),
            note: String::new(),
            drawing: chart(&rows, &happenings, &legend, &axis, what, None),
            table: DataTable::new(
                [
                    words.get("debrief.head.day"),
                    words.get("debrief.head.table"),
                    words.get("debrief.head.event"),
                ],
                cells,
            ),
        }
    }
}

fn row(kind: EventKind) -> usize {
    match kind.row() {
        TimelineRow::World => 0,
        TimelineRow::Decision => 1,
        TimelineRow::Meeting => 2,
        TimelineRow::End => 3,
    }
}
