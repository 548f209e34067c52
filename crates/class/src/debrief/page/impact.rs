//! Where each table's history hung.

use std::fmt::Write;

use crate::debrief::{Audience, TableDebrief, WhatIf};
use summitry_pages::charts::intervals::{IntervalRow, chart};
use summitry_pages::charts::numbers::fixed;
use summitry_pages::charts::text::escaped;
use summitry_pages::charts::{Axis, DataTable, Figure};

use super::Page;
use super::text::{
    Fill, answer, day, filled, first_summit, issue, measure, outcome, party, percent, points, woven,
};

impl Page<'_> {
    pub(super) fn impact(&mut self) {
        let (debrief, words) = (self.debrief, self.words);
        self.open("hung", words.get("debrief.hung.title"));
        let fills = [
            ("measure", measure(words, debrief.measure)),
            ("futures", Fill::count(debrief.options.futures)),
        ];
        self.say("lead", words.get("debrief.hung.lead"), "hung", &fills);
        if debrief.tables.iter().any(|table| !table.impact.first.is_empty()) {
            let figure = self.effects();
            self.figure(&figure);
        }
        for table in &debrief.tables {
            self.what_ifs(table);
        }
        self.say("note", words.get("debrief.hung.note"), "hung", &[]);
        self.close();
    }

    /// The names in the texts of a decision.
    fn of(&self, what: &WhatIf) -> Vec<(&'static str, Fill)> {
        let (debrief, words) = (self.debrief, self.words);
        let on = what.issue.map(|of| format!(" ({})", issue(debrief, words, of)));
        vec![
            ("party", party(debrief, words, what.party)),
            ("day", day(what.day)),
            ("decision", Fill::count(what.decision as u64)),
            ("answer", answer(words, &what.request, &what.answer)),
            ("instead", answer(words, &what.request, &what.instead)),
            ("issue", Fill::Text(on.unwrap_or_default())),
            ("kept", outcome(words, what.kept.outcome)),
            ("kept_day", first_summit(words, what.kept.first_summit_day)),
            ("changed", outcome(words, what.changed.outcome)),
            ("changed_day", first_summit(words, what.changed.first_summit_day)),
            ("futures", Fill::count(what.futures)),
            ("measure", measure(words, self.debrief.measure)),
            ("without", percent(what.without)),
            ("with", percent(what.with)),
            ("difference", points(what.difference)),
            ("low", points(what.low)),
            ("high", points(what.high)),
        ]
    }

    fn what_ifs(&mut self, table: &TableDebrief) {
        let words = self.words;
        let _ = writeln!(self.html, "<h3>{}</h3>", escaped(&self.table_name(table.number)));
        let impact = &table.impact;
        let prefix = format!("whatif.t{}", table.number);
        let fills = [
            ("decisions", Fill::count(impact.decisions as u64)),
            ("ranked", Fill::count(impact.ranked as u64)),
            ("changes", Fill::count(impact.changes as u64)),
            ("played", outcome(words, table.outcome)),
        ];
        self.say("note", words.get("debrief.hung.ranked"), &prefix, &fills);
        if impact.first.is_empty() {
            self.say("", words.get("debrief.hung.nothing"), &prefix, &[]);
            return;
        }
        self.html.push_str("<ol class=\"what\">\n");
        // From a distance the first of each table is enough.
        let most = if self.audience == Audience::Projector { 1 } else { impact.first.len() };
        for (k, what) in impact.first.iter().take(most).enumerate() {
            let prefix = format!("{prefix}.{}", k + 1);
            let fills = self.of(what);
            let said = |key: &str| format!("<p>{}</p>", woven(key, &prefix, &fills));
            let _ = writeln!(
                self.html,
                "<li>{}{}{}</li>",
                said(words.get("debrief.hung.decision")),
                said(words.get("debrief.hung.replay")),
                said(words.get("debrief.hung.band"))
            );
        }
        self.html.push_str("</ol>\n");
    }

    fn effects(&self) -> Figure {
        let (debrief, words) = (self.debrief, self.words);
        let mut rows = Vec::new();
        let mut cells = Vec::new();
        let (mut low, mut high) = (-1.0_f64, 1.0_f64);
        for (k, table) in debrief.tables.iter().enumerate() {
            for what in &table.impact.first {
                let fills = self.of(what);
                let mut label_fills = fills.clone();
                label_fills.push(("table", Fill::count(table.number as u64)));
                let readout = filled(words.get("debrief.hung.tells"), &label_fills);
                let label = filled(words.get("debrief.hung.label"), &label_fills);
                let (from, to) = (100.0 * what.low, 100.0 * what.high);
                low = low.min(from);
                high = high.max(to);
                cells.push(vec![
                    readout.clone(),
                    fixed(100.0 * what.difference, 1),
                    fixed(from, 1),
                    fixed(to, 1),
                ]);
                let difference = points(what.difference).shown().to_owned();
                let mut row = IntervalRow::new(
                    &label,
                    100.0 * what.difference,
                    Some((from, to)),
                    readout,
                    difference,
                );
                row.kind = k % 2;
                rows.push(row);
            }
        }
        let axis = words.get("debrief.axis.points").to_owned();
        Figure {
            name: "debrief-hung-effects".to_owned(),
            title: filled(
                words.get("debrief.hung.figure"),
                &[("measure", measure(words, debrief.measure))],
            ),
            alt: words.fill("debrief.hung.alt", &[("n", &rows.len())]),
            note: words.get("debrief.hung.figure-note").to_owned(),
            drawing: chart(&rows, &Axis::over(axis.clone(), low, high, 5)),
            table: DataTable::new(
                [
                    words.get("debrief.head.what").to_owned(),
                    axis,
                    words.get("debrief.head.low").to_owned(),
                    words.get("debrief.head.high").to_owned(),
                ],
                cells,
            ),
        }
    }
}
