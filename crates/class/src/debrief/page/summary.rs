//! What there is to say in short.

use crate::debrief::Audience;
use summitry_model::process::Outcome;

use super::Page;
use super::text::{Fill, days, outcome, percent, woven};

impl Page<'_> {
    pub(super) fn summary(&mut self) {
        let (debrief, words) = (self.debrief, self.words);
        self.open("short", words.get("debrief.short.title"));
        self.html.push_str("<div class=\"said\">\n");
        let mut ended: Vec<(usize, Outcome)> = Vec::new();
        for &of in Outcome::ALL {
            let tables = debrief.tables.iter().filter(|table| table.outcome == of).count();
            if tables > 0 {
                ended.push((tables, of));
            }
        }
        let each: Vec<String> = ended
            .iter()
            .map(|&(tables, of)| {
                let fills = [("outcome", outcome(words, of)), ("n", Fill::count(tables as u64))];
                woven(
                    words.get("debrief.short.ended-each"),
                    &format!("short.{}", of.name()),
                    &fills,
                )
            })
            .collect();
        let count = [("n", Fill::count(debrief.tables.len() as u64))];
        let head = woven(words.get("debrief.short.ended"), "short.tables", &count);
        self.html.push_str(&format!("<p>{head} {}.</p>\n", each.join("; ")));
        // The outcome that most tables had; of equal ones the first in the order of outcomes.
        let most = ended.iter().rev().max_by_key(|(tables, _)| *tables).map(|(_, of)| *of);
        for (k, benchmark) in debrief.benchmarks.iter().enumerate() {
            let share = benchmark.outcomes.iter().find(|share| Some(share.outcome) == most);
            if let Some(share) = share {
                let fills = [
                    ("runs", Fill::count(benchmark.runs)),
                    ("outcome", outcome(words, share.outcome)),
                    ("share", percent(share.share)),
                    ("low", percent(share.low)),
                    ("high", percent(share.high)),
                ];
                let prefix = format!("short.placed.{}", k + 1);
                self.say("", words.get("debrief.short.placed"), &prefix, &fills);
                break;
            }
        }
        let of = &debrief.forecast_accuracy;
        if of.predictions > 0 {
            let fills = [
                ("right", Fill::count(of.right as u64)),
                ("n", Fill::count(of.predictions as u64)),
            ];
            self.say("", words.get("debrief.short.right"), "foresight", &fills);
            if let Some(error) = of.mean_error_days {
                let fills = [("days", Fill::count(of.days as u64)), ("error", days(error))];
                self.say("", words.get("debrief.short.error"), "foresight", &fills);
            }
        }
        self.html.push_str("</div>\n");
        if self.audience != Audience::Projector {
            self.say("note", words.get("debrief.short.note"), "short", &[]);
        }
        self.close();
    }
}
