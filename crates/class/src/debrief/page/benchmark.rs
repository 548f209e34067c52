//! The class among runs that policies play under the same shocks.

use crate::debrief::{Benchmark, Quantity, QuantityBenchmark};
use summitry_pages::charts::intervals::{IntervalRow, chart};
use summitry_pages::charts::numbers::fixed;
use summitry_pages::charts::{Axis, DataTable, Figure};

use super::text::{Fill, decimals, filled, outcome, percent, quantity, woven};
use super::{Page, numbers};

impl Page<'_> {
    pub(super) fn benchmarks(&mut self) {
        let (debrief, words) = (self.debrief, self.words);
        self.open("placed", words.get("debrief.placed.title"));
        self.say("lead", words.get("debrief.placed.lead"), "placed", &[]);
        let several = debrief.benchmarks.len() > 1;
        for (k, benchmark) in debrief.benchmarks.iter().enumerate() {
            if several {
                let fills = [
                    ("tables", Fill::Text(numbers(&benchmark.tables))),
                    ("sent", Fill::count(benchmark.sent.len() as u64)),
                ];
                let said =
                    woven(words.get("debrief.placed.group"), &format!("placed.{}", k + 1), &fills);
                self.html.push_str(&format!("<h3>{said}</h3>\n"));
            }
            self.outcomes(k, benchmark);
            self.percentiles(benchmark);
            self.say("note", words.get("debrief.placed.among-note"), "placed", &[]);
            self.html.push_str("<div class=\"grid\">\n");
            for among in &benchmark.among {
                let figure = self.among(k, benchmark, among);
                self.figure(&figure);
            }
            self.html.push_str("</div>\n");
        }
        self.close();
    }

    /// A caption, with the tables that it is of where there are several groups.
    fn of_group(&self, caption: &str, benchmark: &Benchmark) -> String {
        if self.debrief.benchmarks.len() < 2 {
            return caption.to_owned();
        }
        self.words.fill(
            "debrief.placed.of-group",
            &[("caption", &caption), ("tables", &numbers(&benchmark.tables))],
        )
    }

    /// The tables that ended so, by number.
    fn ended(&self, benchmark: &Benchmark, of: summitry_model::process::Outcome) -> Vec<usize> {
        let tables = self.debrief.tables.iter();
        let so = tables.filter(|t| t.outcome == of && benchmark.tables.contains(&t.number));
        so.map(|table| table.number).collect()
    }

    fn outcomes(&mut self, k: usize, benchmark: &Benchmark) {
        let words = self.words;
        let mut rows = Vec::new();
        let mut figure_rows = Vec::new();
        let mut cells = Vec::new();
        for share in &benchmark.outcomes {
            let here = self.ended(benchmark, share.outcome);
            if share.count == 0 && here.is_empty() {
                continue;
            }
            let name = outcome(words, share.outcome);
            let tables = if here.is_empty() { "–".to_owned() } else { numbers(&here) };
            let (value, low, high) =
                (percent(share.share), percent(share.low), percent(share.high));
            let key = |part: &str| {
                format!(
                    "placed.{}outcome.{}.{part}",
                    prefix(self.debrief.benchmarks.len(), k),
                    share.outcome.name()
                )
            };
            rows.push(vec![
                name.html(&key("name")),
                Fill::count(share.count).html(&key("count")),
                value.html(&key("share")),
                low.html(&key("low")),
                high.html(&key("high")),
                Fill::number(tables.clone()).html(&key("tables")),
            ]);
            let readout = filled(
                words.get("debrief.placed.tells"),
                &[
                    ("outcome", name.clone()),
                    ("share", value.clone()),
                    ("low", low),
                    ("high", high),
                    ("tables", Fill::Text(tables.clone())),
                ],
            );
            let label = name.shown().to_owned();
            cells.push(vec![label.clone(), value.shown().to_owned(), tables.clone()]);
            let mut row = IntervalRow::new(
                &label,
                100.0 * share.share,
                Some((100.0 * share.low, 100.0 * share.high)),
                readout,
                tables,
            );
            row.kind = usize::from(!here.is_empty());
            figure_rows.push(row);
        }
        let figure = Figure {
            name: format!("debrief-placed-{}-outcomes", k + 1),
            title: words.fill("debrief.placed.outcomes", &[("runs", &benchmark.runs)]),
            alt: words.fill("debrief.placed.outcomes-alt", &[("n", &rows.len())]),
            note: words.get("debrief.placed.outcomes-note").to_owned(),
            drawing: chart(
                &figure_rows,
                &Axis::over(words.get("debrief.axis.share"), 0.0, 100.0, 5),
            ),
            table: DataTable::new(
                [
                    words.get("debrief.head.outcome"),
                    words.get("debrief.axis.share"),
                    words.get("debrief.head.tables"),
                ],
                cells,
            ),
        };
        self.figure(&figure);
        let heads = [
            "debrief.head.outcome",
            "debrief.head.runs",
            "debrief.head.share",
            "debrief.head.low",
            "debrief.head.high",
            "debrief.head.tables",
        ];
        let heads: Vec<String> = heads.iter().map(|&key| words.get(key).to_owned()).collect();
        let numeric = [false, true, true, true, true, true];
        let caption = self.of_group(words.get("debrief.placed.outcomes-caption"), benchmark);
        self.table(&caption, &heads, &numeric, &rows);
    }

    /// One row per table, one column per quantity: value and percentile.
    fn percentiles(&mut self, benchmark: &Benchmark) {
        let (debrief, words) = (self.debrief, self.words);
        let mut heads = vec![words.get("debrief.head.table").to_owned()];
        heads.extend(benchmark.among.iter().map(|among| quantity(debrief, words, among.quantity)));
        let rows: Vec<Vec<String>> = benchmark
            .tables
            .iter()
            .map(|&number| {
                let mut row = vec![number.to_string()];
                for among in &benchmark.among {
                    let Some(place) = among.tables.iter().find(|place| place.table == number)
                    else {
                        continue;
                    };
                    let key = format!("placed.{}.t{number}", among.quantity.name());
                    let fills = [
                        ("value", self.value(among.quantity, number, place.value)),
                        ("percentile", Fill::number(fixed(place.percentile, 1))),
                    ];
                    row.push(woven(words.get("debrief.placed.cell"), &key, &fills));
                }
                row
            })
            .collect();
        let numeric = vec![true; heads.len()];
        let caption = self.of_group(words.get("debrief.placed.caption"), benchmark);
        self.table(&caption, &heads, &numeric, &rows);
        self.say("note", words.get("debrief.placed.percentile"), "placed", &[]);
    }

    /// A table's value as it is shown; in words if there was no first summit.
    fn value(&self, of: Quantity, table: usize, value: f64) -> Fill {
        let never = self
            .debrief
            .tables
            .iter()
            .any(|other| other.number == table && other.first_summit_day.is_none());
        if of == Quantity::SummitWaitDays && never {
            return super::text::first_summit(self.words, None);
        }
        Fill::number(fixed(value, decimals(of)))
    }

    /// A quantity of the runs, and a row for each table below it.
    fn among(&self, k: usize, benchmark: &Benchmark, among: &QuantityBenchmark) -> Figure {
        let (debrief, words) = (self.debrief, self.words);
        let title = quantity(debrief, words, among.quantity);
        let [q5, q25, q50, q75, q95] = among.quantiles;
        let show = |value: f64| fixed(value, decimals(among.quantity));
        let runs = words.get("debrief.placed.runs").to_owned();
        let range = [
            ("median", Fill::Text(show(q50))),
            ("q25", Fill::Text(show(q25))),
            ("q75", Fill::Text(show(q75))),
            ("q5", Fill::Text(show(q5))),
            ("q95", Fill::Text(show(q95))),
        ];
        let mut rows = vec![IntervalRow {
            label: runs.clone(),
            value: Some(q50),
            wide: Some((q5, q95)),
            narrow: Some((q25, q75)),
            readout: filled(words.get("debrief.placed.runs-tells"), &range),
            end: String::new(),
            kind: 0,
        }];
        let mut cells = vec![vec![runs, show(q50), String::new()]];
        let (mut low, mut high) = (q5, q95);
        for place in &among.tables {
            low = low.min(place.value);
            high = high.max(place.value);
            let name = self.table_name(place.table);
            let value = self.value(among.quantity, place.table, place.value);
            let percentile = fixed(place.percentile, 1);
            let readout = filled(
                words.get("debrief.placed.table-tells"),
                &[
                    ("table", Fill::Text(name.clone())),
                    ("value", value.clone()),
                    ("percentile", Fill::Text(percentile.clone())),
                ],
            );
            cells.push(vec![name.clone(), value.shown().to_owned(), percentile.clone()]);
            rows.push(IntervalRow {
                label: name,
                value: Some(place.value),
                wide: None,
                narrow: None,
                readout,
                end: filled(
                    words.get("debrief.placed.end"),
                    &[("percentile", Fill::Text(fixed(place.percentile, 0)))],
                ),
                kind: 1,
            });
        }
        if among.quantity == Quantity::RoundsHeld || among.quantity == Quantity::SummitWaitDays {
            low = 0.0;
        }
        Figure {
            name: format!("debrief-placed-{}-{}", k + 1, among.quantity.name().replace('_', "-")),
            title: title.clone(),
            alt: words.fill(
                "debrief.placed.among-alt",
                &[("runs", &benchmark.runs), ("n", &among.tables.len())],
            ),
            note: String::new(),
            drawing: chart(&rows, &Axis::over(title.clone(), low, high, 5)),
            table: DataTable::new(
                [
                    words.get("debrief.head.what").to_owned(),
                    title,
                    words.get("debrief.head.percentile").to_owned(),
                ],
                cells,
            ),
        }
    }
}

/// What keys of a group have before them, where there are several.
fn prefix(groups: usize, k: usize) -> String {
    if groups > 1 { format!("{}.", k + 1) } else { String::new() }
}
