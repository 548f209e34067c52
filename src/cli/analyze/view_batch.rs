//! The findings from a batch of one scenario, as tables or as JSON.

use std::path::Path;

use serde_json::{Value, json};

use summitry_lab::analysis::directory::{BatchFindings, Curve, Summarised};
use summitry_model::process::MEASURES;

use super::view::{percent_of_confidence, short};
use crate::cli::format::{counted, grouped, percent, tame, wrap};
use crate::cli::screen::BOLD;
use crate::cli::table::{Column, table};

/// The findings, and the directory that they are of.
#[derive(Debug)]
pub(super) struct BatchView<'a> {
    pub found: &'a BatchFindings,
    pub dir: &'a Path,
}

/// Days of a curve that are shown.
const SHOWN: usize = 5;

impl BatchView<'_> {
    /// The findings in so many columns.
    pub(super) fn table(&self, width: usize) -> String {
        let found = self.found;
        let head = format!(
            "{}: {}, seed {}; {} % intervals",
            tame(&found.scenario),
            counted(found.runs, "run", "runs"),
            found.seed,
            percent_of_confidence(found.confidence)
        );
        let mut parts = vec![
            format!("{}\n", wrap(&head, width, "  ")),
            self.outcomes(width),
            self.measures(width),
            self.lasting(width),
        ];
        parts.extend(
            found.curves.iter().filter(|of| of.name == "in-force").map(|of| self.curve(of, width)),
        );
        parts.extend(self.distances(width));
        if !found.coarse.is_empty() {
            let names: Vec<String> = found.coarse.iter().map(|(name, _)| tame(name)).collect();
            let line = format!(
                "With this many values, quantiles are resolved to an 8,192nd of the range at best: {}.",
                names.join(", ")
            );
            parts.push(format!("{}\n", wrap(&line, width, "")));
        }
        for line in &found.left_out {
            parts.push(format!("{}\n", wrap(&tame(line), width, "")));
        }
        parts.join("\n")
    }

    fn ends(&self) -> String {
        format!("{} % CI", percent_of_confidence(self.found.confidence))
    }

    fn outcomes(&self, width: usize) -> String {
        let outcomes = &self.found.outcomes;
        let pick = |cell: &dyn Fn(usize) -> String| (0..outcomes.len()).map(cell).collect();
        let columns = vec![
            Column::left("Outcome", 0, pick(&|k| tame(&outcomes[k].name))),
            Column::right("Runs", 2, pick(&|k| grouped(outcomes[k].count))),
            Column::right("Share", 0, pick(&|k| percent(outcomes[k].share))),
            Column::right(
                self.ends(),
                1,
                pick(&|k| {
                    let interval = outcomes[k].interval;
                    format!("{:.1} to {:.1}", interval.low * 100.0, interval.high * 100.0)
                }),
            ),
        ];
        let bars: Vec<f64> = outcomes.iter().map(|of| of.share).collect();
        table(columns, &bars, width)
    }

    /// A statistic of a measure.
    fn of(&self, measure: &str, statistic: &str) -> Option<&Summarised> {
        let all = &self.found.statistics;
        all.iter().find(|of| of.measure == measure && of.statistic == statistic)
    }

    fn measures(&self, width: usize) -> String {
        let rows: Vec<[&Summarised; 2]> = MEASURES
            .iter()
            .filter_map(|measure| {
                Some([self.of(measure.name, "mean")?, self.of(measure.name, "median")?])
            })
            .collect();
        let pick = |cell: &dyn Fn(usize) -> String| (0..rows.len()).map(cell).collect();
        let columns = vec![
            Column::left("Measure", 0, pick(&|k| rows[k][0].measure.clone())),
            Column::right("Runs", 4, pick(&|k| grouped(rows[k][0].n))),
            Column::right("Mean", 0, pick(&|k| number(rows[k][0].estimate))),
            Column::right(self.ends(), 1, pick(&|k| reach(rows[k][0]))),
            Column::right("Median", 2, pick(&|k| number(rows[k][1].estimate))),
            Column::right(self.ends(), 3, pick(&|k| reach(rows[k][1]))),
            Column::left("Unit", 5, pick(&|k| rows[k][0].unit.clone())),
        ];
        let line = "Means and medians are over the runs that have a value.";
        format!("{}{}\n", table(columns, &[], width), wrap(line, width, ""))
    }

    fn lasting(&self, width: usize) -> String {
        let curves = &self.found.curves;
        let pick = |cell: &dyn Fn(usize) -> String| (0..curves.len()).map(cell).collect();
        let mean = |k: usize| self.of(curves[k].name, "restricted-mean");
        let median = |k: usize| self.of(curves[k].name, "life-median");
        let name = |k: usize| match curves[k].name {
            "without-summit" => "no summit yet",
            "without-settlement" => "no settlement yet",
            _ => "settlement in force",
        };
        let columns = vec![
            Column::left("Days of", 0, pick(&|k| name(k).to_owned())),
            Column::right("Runs", 3, pick(&|k| grouped(curves[k].curve.n))),
            Column::right("Ended", 2, pick(&|k| grouped(curves[k].curve.events))),
            Column::right("Up to day", 2, pick(&|k| short(curves[k].horizon))),
            Column::right("Mean", 0, pick(&|k| number(mean(k).and_then(|of| of.estimate)))),
            Column::right(self.ends(), 1, pick(&|k| mean(k).map(reach).unwrap_or_default())),
            Column::right("Median", 1, pick(&|k| number(median(k).and_then(|of| of.estimate)))),
            Column::right(self.ends(), 4, pick(&|k| median(k).map(reach).unwrap_or_default())),
        ];
        let line = "Runs without the event count up to that day. A median that is not given was not reached.";
        format!("{}{}\n", table(columns, &[], width), wrap(line, width, ""))
    }

    /// A curve on a few days.
    fn curve(&self, of: &Curve, width: usize) -> String {
        let days: Vec<f64> = (1..=SHOWN).map(|k| of.horizon * k as f64 / SHOWN as f64).collect();
        let steps: Vec<_> = days.iter().map(|day| of.curve.at(*day)).collect();
        let pick = |cell: &dyn Fn(usize) -> String| (0..days.len()).map(cell).collect();
        let share = |k: usize| steps[k].map_or(1.0, |step| step.survival);
        let columns = vec![
            Column::right("Day", 0, pick(&|k| short(days[k]))),
            Column::right("In force", 0, pick(&|k| percent(share(k)))),
            Column::right(
                self.ends(),
                1,
                pick(&|k| {
                    let interval = steps[k].and_then(|step| step.interval);
                    interval.map_or_else(String::new, |i| {
                        format!("{:.1} to {:.1}", i.low * 100.0, i.high * 100.0)
                    })
                }),
            ),
        ];
        let bars: Vec<f64> = (0..days.len()).map(share).collect();
        let head = format!(
            "{BOLD}{}{BOLD:#}\n",
            wrap("Settlements in force (Kaplan–Meier), by days since entry into force", width, "")
        );
        format!("{head}{}", table(columns, &bars, width))
    }

    fn distances(&self, width: usize) -> Option<String> {
        let (beyond, texts) = self.found.beyond?;
        let names = ["front_distance", "nash_distance", "nash_product"];
        let rows: Vec<(&str, [&Summarised; 3])> = [("at the end", ""), ("signed", "_signed")]
            .into_iter()
            .filter_map(|(label, group)| {
                let of = |name: &str| self.of(&format!("{name}{group}"), "mean");
                Some((label, [of(names[0])?, of(names[1])?, of(names[2])?]))
            })
            .collect();
        let pick = |cell: &dyn Fn(usize) -> String| (0..rows.len()).map(cell).collect();
        let mean = |k: usize, at: usize| {
            rows[k].1[at].estimate.map_or_else(String::new, |v| format!("{v:.3}"))
        };
        let ends = |k: usize, at: usize| match (rows[k].1[at].low, rows[k].1[at].high) {
            (Some(low), Some(high)) => format!("{low:.3} to {high:.3}"),
            _ => String::new(),
        };
        let columns = vec![
            Column::left("Text", 0, pick(&|k| rows[k].0.to_owned())),
            Column::right("Runs", 2, pick(&|k| grouped(rows[k].1[0].n))),
            Column::right("To front", 0, pick(&|k| mean(k, 0))),
            Column::right(self.ends(), 3, pick(&|k| ends(k, 0))),
            Column::right("To Nash", 0, pick(&|k| mean(k, 1))),
            Column::right(self.ends(), 3, pick(&|k| ends(k, 1))),
            Column::right("Product", 1, pick(&|k| mean(k, 2))),
            Column::right(self.ends(), 3, pick(&|k| ends(k, 2))),
        ];
        let mut line = "Distances are in utility of requester and gatekeeper, to the Pareto front of the scenario's own preferences; \
                        the product of gains is relative to that at the Nash point."
            .to_owned();
        if beyond > 0 {
            line.push_str(&format!(
                " {} of {} texts lie beyond that front, as each run draws its own preferences.",
                grouped(beyond),
                grouped(texts)
            ));
        }
        Some(format!("{}{}\n", table(columns, &[], width), wrap(&line, width, "")))
    }

    /// The findings as JSON. Curves are in `survival.csv`.
    pub(super) fn json(&self) -> Value {
        let found = self.found;
        let statistic = |of: &Summarised| {
            json!({
                "measure": of.measure, "statistic": of.statistic, "unit": of.unit,
                "n": of.n, "missing": of.missing,
                "estimate": of.estimate, "low": of.low, "high": of.high,
                "interval": if of.interval.is_empty() { None } else { Some(of.interval) },
            })
        };
        let curve = |of: &Curve| {
            json!({
                "curve": of.name, "n": of.curve.n, "events": of.curve.events, "horizon": of.horizon,
                "survival": of.curve.at(of.horizon).map(|step| step.survival),
            })
        };
        json!({
            "dir": self.dir,
            "scenario": found.scenario,
            "runs": found.runs,
            "seed": found.seed,
            "method": "summaries",
            "confidence": found.confidence,
            "statistics": found.statistics.iter().map(statistic).collect::<Vec<_>>(),
            "curves": found.curves.iter().map(curve).collect::<Vec<_>>(),
            "steps_of_quantiles": found
                .coarse
                .iter()
                .map(|(name, step)| (name.clone(), json!(step)))
                .collect::<serde_json::Map<_, _>>(),
            "beyond_front": found.beyond.map(|(beyond, _)| beyond),
            "left_out": found.left_out,
        })
    }
}

fn number(value: Option<f64>) -> String {
    value.map(short).unwrap_or_default()
}

fn reach(of: &Summarised) -> String {
    match (of.low, of.high) {
        (Some(low), Some(high)) => format!("{} to {}", short(low), short(high)),
        (Some(low), None) => format!("{} up", short(low)),
        _ => String::new(),
    }
}
