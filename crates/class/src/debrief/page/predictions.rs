//! What was predicted, against what happened. From a distance only how many were right.

use crate::debrief::{Audience, TableDebrief};
use summitry_pages::charts::numbers::fixed;
use summitry_pages::charts::text::escaped;

use super::Page;
use super::text::{Fill, days, first_summit, outcome, party};

impl Page<'_> {
    pub(super) fn predictions(&mut self) {
        let (debrief, words) = (self.debrief, self.words);
        let of = &debrief.forecast_accuracy;
        if of.predictions == 0 {
            return;
        }
        self.open("predicted", words.get("debrief.predicted.title"));
        let n = of.predictions as u64;
        let share = fixed(100.0 * of.right as f64 / n as f64, 1);
        let fills = [
            ("right", Fill::count(of.right as u64)),
            ("n", Fill::count(n)),
            ("share", Fill::number(share)),
        ];
        self.say("lead", words.get("debrief.predicted.right"), "foresight.all", &fills);
        if let Some(error) = of.mean_error_days {
            let fills = [("days", Fill::count(of.days as u64)), ("error", days(error))];
            self.say("lead", words.get("debrief.predicted.error"), "foresight.all", &fills);
        }
        if of.apart > 0 {
            let fills = [("apart", Fill::count(of.apart as u64))];
            self.say("lead", words.get("debrief.predicted.apart"), "foresight.all", &fills);
        }
        if self.audience != Audience::Projector {
            for table in &debrief.tables {
                self.forecasts(table);
            }
        }
        self.close();
    }

    fn forecasts(&mut self, table: &TableDebrief) {
        let (debrief, words) = (self.debrief, self.words);
        if table.forecasts.is_empty() {
            return;
        }
        let heads = [
            "debrief.head.seat",
            "debrief.head.predicted",
            "debrief.head.right",
            "debrief.head.predicted-day",
            "debrief.head.error",
        ];
        let heads: Vec<String> = heads.iter().map(|&key| words.get(key).to_owned()).collect();
        let rows: Vec<Vec<String>> = table
            .forecasts
            .iter()
            .enumerate()
            .map(|(k, forecast)| {
                let key = |name: &str| format!("predicted.t{}.{}.{name}", table.number, k + 1);
                let right = if forecast.right {
                    words.get("debrief.predicted.yes")
                } else {
                    words.get("debrief.predicted.no")
                };
                let right =
                    Fill::Value { value: forecast.right.to_string(), shown: right.to_owned() };
                let error = match forecast.error_days {
                    Some(error) => {
                        let value = fixed(error, 1);
                        let plus = if error > 0.0 && value != "0.0" { "+" } else { "" };
                        let shown = format!("{plus}{}", value.replace('-', "−"));
                        Fill::Value { value, shown }.html(&key("error"))
                    }
                    None => "–".to_owned(),
                };
                vec![
                    escaped(party(debrief, words, forecast.party).shown()),
                    outcome(words, forecast.outcome).html(&key("outcome")),
                    right.html(&key("right")),
                    first_summit(words, forecast.first_summit_day).html(&key("first_summit_day")),
                    error,
                ]
            })
            .collect();
        let caption = words.fill(
            "debrief.predicted.caption",
            &[
                ("table", &self.table_name(table.number)),
                ("outcome", &outcome(words, table.outcome).shown()),
                ("day", &first_summit(words, table.first_summit_day).shown()),
            ],
        );
        self.table(&caption, &heads, &[false, false, false, true, true], &rows);
    }
}
