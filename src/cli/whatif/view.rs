//! A run beside its changed version, and the ranking of a scan; as text and as JSON.

use serde_json::{Value, json};

use crate::cli::explain::entries_json;
use crate::cli::format::{columns_of, counted, percent, tame, wrap};
use crate::cli::screen::BOLD;
use crate::cli::table::{Column, table};
use summitry_lab::replay::RunHistory;
use summitry_lab::replay::counterfactual::{
    BranchEffect, Branches, Change, Counterfactual, divergence,
};
use summitry_lab::replay::influence::Flip;
use summitry_lab::rows::metric::Metric;
use summitry_model::process::{CompiledScenario, MEASURES};
use summitry_pages::story::{StoryEntry, story};

/// Columns from which two columns of text are readable side by side.
const ROOMY: usize = 70;

/// A changed run beside the run.
pub(super) struct Changed<'a> {
    pub setup: &'a CompiledScenario,
    pub path: &'a RunHistory,
    pub forked: &'a Counterfactual,
    pub change: Change,
    pub branches: Option<(Branches, BranchEffect)>,
}

impl Changed<'_> {
    /// Who is asked what at the decision, and both answers.
    fn about(&self) -> String {
        about(self.setup, self.path, self.change)
    }

    pub(super) fn text(&self, all: bool, width: usize) -> String {
        let scenario = &self.setup.scenario;
        let mut text = String::new();
        let mut line = |line: &str| {
            text.push_str(line);
            text.push('\n');
        };
        line(&format!("{BOLD}{}{BOLD:#}", wrap(&tame(&scenario.title), width, "")));
        let inputs =
            format!("{}: run {}, seed {}", tame(&scenario.id), self.path.run, self.path.seed);
        line(&wrap(&inputs, width, ""));
        line(&wrap(&format!("Changed: {}", self.about()), width, ""));
        line("");
        if let Some((of, found)) = &self.branches {
            line(&wrap(&over(of, found), width, ""));
            line("");
        }
        let (was, is) = (story(self.setup, self.path), story(self.setup, &self.forked.history));
        line(&wrap(&format!("Original: {}", tame(&was.headline)), width, ""));
        line(&wrap(&format!("Changed:  {}", tame(&is.headline)), width, ""));
        let parts = divergence(self.path, &self.forked.history);
        line("");
        if self.path.ticks == self.forked.history.ticks {
            line(&wrap("Nothing changes: both runs are identical.", width, ""));
        } else {
            let day =
                self.forked.history.ticks.get(parts.common).map_or(0.0, |tick| tick.at.days());
            let policies = match self.forked.left_at {
                Some(at) => format!(
                    " The recorded answers are used up to decision {}; from decision {at} on, the policies decide.",
                    at - 1
                ),
                None => String::new(),
            };
            let note = format!("Both runs are identical until day {day:.0}.{policies}");
            line(&wrap(&note, width, ""));
            line("");
            let after = |entries: &[StoryEntry]| -> Vec<String> {
                let shown = entries.iter().filter(|entry| entry.day >= day - 1e-9);
                let shown =
                    shown.filter(|entry| all || !entry.routine || self.is_the_change(entry));
                shown.map(|entry| format!("{:>4.0}  {}", entry.day, tame(&entry.text))).collect()
            };
            let (left, right) = (after(&was.entries), after(&is.entries));
            line(&side_by_side(&left, &right, width));
        }
        if self.branches.is_none() {
            line("");
            line(&wrap(
                "This is a single run on one set of random draws: --seeds 1000 shows the effect over many futures.",
                width,
                "",
            ));
        }
        text
    }

    fn is_the_change(&self, entry: &StoryEntry) -> bool {
        entry.decisions.is_some_and(|(a, b)| (a..=b).contains(&self.change.decision))
    }

    pub(super) fn json(&self) -> String {
        let parts = divergence(self.path, &self.forked.history);
        let record = json!({
            "scenario": self.setup.scenario.id,
            "run": self.path.run,
            "seed": self.path.seed,
            "decision": self.change.decision,
            "answer": self.change.answer.name(),
            "instead_of": self.path.decisions[self.change.decision - 1].answer.to_string(),
            "same_decisions": parts.decisions,
            "same_run": self.path.ticks == self.forked.history.ticks,
            "policies_from": self.forked.left_at,
            "was": side(self.setup, self.path),
            "changed": side(self.setup, &self.forked.history),
            "futures": self.branches.map(|(of, found)| over_json(&of, &found)),
        });
        format!("{record}\n")
    }
}

fn side(setup: &CompiledScenario, path: &RunHistory) -> Value {
    let story = story(setup, path);
    let measures = MEASURES.iter().map(|m| (m.name.to_owned(), json!((m.value)(&path.record))));
    json!({
        "outcome": path.record.outcome.name(),
        "headline": story.headline,
        "measures": Value::Object(measures.collect()),
        "entries": entries_json(&story.entries),
    })
}

fn about(setup: &CompiledScenario, path: &RunHistory, change: Change) -> String {
    let decision = &path.decisions[change.decision - 1];
    let party = &setup.scenario.parties[decision.party.index()];
    format!(
        "decision {} on day {:.0}, {} to {}: {} instead of {}",
        change.decision,
        decision.at.days(),
        decision.kind.name(),
        tame(&party.of.label),
        change.answer.name(),
        decision.answer
    )
}

fn shown(asked: Metric, value: f64) -> String {
    match asked {
        Metric::Outcome(_) => percent(value),
        Metric::Measure(_) => format!("{value:.2} {}", asked.unit()),
    }
}

fn difference(asked: Metric, value: f64) -> String {
    match asked {
        Metric::Outcome(_) => format!("{:+.1}", value * 100.0),
        Metric::Measure(_) => format!("{value:+.2}"),
    }
}

fn over(of: &Branches, found: &BranchEffect) -> String {
    let interval = found.interval.map_or_else(String::new, |interval| {
        let (low, high) =
            (difference(of.metric, interval.low), difference(of.metric, interval.high));
        format!(" (95 % interval {low} to {high})")
    });
    let points = if matches!(of.metric, Metric::Outcome(_)) { " points" } else { "" };
    format!(
        "Over {} from there, with the policies deciding: {} {} originally, {} when changed; difference {}{points}{interval}. \
         What was drawn before the decision is kept.",
        counted(found.branches, "future", "futures"),
        of.metric.compared_name(),
        shown(of.metric, found.without),
        shown(of.metric, found.with),
        difference(of.metric, found.difference),
    )
}

fn over_json(of: &Branches, found: &BranchEffect) -> Value {
    json!({
        "measure": of.metric.compared_name(),
        "futures": found.branches,
        "as_it_was": found.without,
        "changed": found.with,
        "difference": found.difference,
        "low": found.interval.map(|interval| interval.low),
        "high": found.interval.map(|interval| interval.high),
    })
}

/// Two lists of lines beside one another, or under one another where there is no room.
fn side_by_side(left: &[String], right: &[String], width: usize) -> String {
    const GAP: usize = 3;
    if width < ROOMY {
        let block = |head: &str, lines: &[String]| {
            let lines: Vec<String> = lines.iter().map(|line| wrap(line, width, "      ")).collect();
            format!("{BOLD}{head}{BOLD:#}\n{}", lines.join("\n"))
        };
        return format!("{}\n\n{}", block("Original", left), block("Changed", right));
    }
    let half = (width - GAP) / 2;
    let wrapped = |lines: &[String]| -> Vec<String> {
        lines
            .iter()
            .flat_map(|line| {
                wrap(line, half, "      ").lines().map(str::to_owned).collect::<Vec<_>>()
            })
            .collect()
    };
    let (left, right) = (wrapped(left), wrapped(right));
    let mut text = format!("{BOLD}{:half$}   {}{BOLD:#}", "Original", "Changed");
    for row in 0..left.len().max(right.len()) {
        let (left, right) =
            (left.get(row).map_or("", String::as_str), right.get(row).map_or("", String::as_str));
        let pad = " ".repeat((half + GAP).saturating_sub(columns_of(left)));
        text.push('\n');
        text.push_str(format!("{left}{pad}{right}").trim_end());
    }
    text
}

/// The ranking in so many columns.
pub(super) fn scan_text(
    setup: &CompiledScenario,
    path: &RunHistory,
    of: Branches,
    flips: &[Flip],
    top: usize,
    width: usize,
) -> String {
    let scenario = &setup.scenario;
    let title = wrap(&tame(&scenario.title), width, "");
    let head = format!(
        "{}: run {}, seed {}, ended {}. {} changed, each over {}; measure: {}.",
        tame(&scenario.id),
        path.run,
        path.seed,
        path.record.outcome.name(),
        counted(flips.len() as u64, "answer", "answers"),
        counted(of.n, "future", "futures"),
        of.metric.compared_name(),
    );
    let shown = &flips[..top.min(flips.len())];
    let cells = |cell: &dyn Fn(&Flip) -> String| shown.iter().map(cell).collect();
    let decision = |flip: &Flip| &path.decisions[flip.change.decision - 1];
    let party = |flip: &Flip| tame(&scenario.parties[decision(flip).party.index()].id);
    let interval = |flip: &Flip| {
        flip.branch_effect.interval.map_or_else(String::new, |interval| {
            format!(
                "{} to {}",
                difference(of.metric, interval.low),
                difference(of.metric, interval.high)
            )
        })
    };
    let effect = if matches!(of.metric, Metric::Outcome(_)) { "Points" } else { "Effect" };
    let columns = vec![
        Column::right("Decision", 0, cells(&|flip| flip.change.decision.to_string())),
        Column::right("Day", 2, cells(&|flip| format!("{:.0}", decision(flip).at.days()))),
        Column::left("Party", 1, cells(&party)),
        Column::left(
            "Changed",
            0,
            cells(&|flip| format!("{} → {}", decision(flip).answer, flip.change.answer.name())),
        ),
        Column::right(
            effect,
            0,
            cells(&|flip| difference(of.metric, flip.branch_effect.difference)),
        ),
        Column::right("95 % CI", 1, cells(&interval)),
        Column::left("Same draws", 3, cells(&|flip| flip.outcome.name().to_owned())),
    ];
    let table = table(columns, &[], width);
    let foot = "Among so many changes, some intervals exclude 0 by chance: examine those of interest with summitry \
                whatif --change and more --seeds.";
    format!(
        "{BOLD}{title}{BOLD:#}\n{}\n\n{table}{}\n",
        wrap(&head, width, ""),
        wrap(foot, width, "")
    )
}

/// The ranking as a line of JSON.
pub(super) fn scan_json(
    setup: &CompiledScenario,
    path: &RunHistory,
    of: Branches,
    flips: &[Flip],
) -> String {
    let flip = |flip: &Flip| {
        let decision = &path.decisions[flip.change.decision - 1];
        json!({
            "decision": flip.change.decision,
            "day": decision.at.days(),
            "party": setup.scenario.parties[decision.party.index()].id,
            "request": decision.kind.name(),
            "answer": flip.change.answer.name(),
            "instead_of": decision.answer.to_string(),
            "outcome_on_this_luck": flip.outcome.name(),
            "difference_on_this_luck": flip.same_draws,
            "over_futures": over_json(&of, &flip.branch_effect),
        })
    };
    let record = json!({
        "scenario": setup.scenario.id,
        "run": path.run,
        "seed": path.seed,
        "outcome": path.record.outcome.name(),
        "flips": flips.iter().map(flip).collect::<Vec<_>>(),
    });
    format!("{record}\n")
}
