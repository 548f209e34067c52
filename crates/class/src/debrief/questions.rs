//! Three questions to discuss, from what happened: each has a condition, a strength, and the numbers that it refers to.

use serde::{Deserialize, Serialize};

use summitry_model::process::Outcome;

use super::{Debrief, EventKind, Measure, Quantity, TableDebrief, WhatIf, named};

/// Questions that a class gets.
const ASKED: usize = 3;

/// What a question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Template {
    /// Two tables with the same random draws ended differently.
    Apart,
    /// All tables ended alike.
    Alike,
    /// Deferring cost, or paid.
    Deferral,
    /// A decision that history hung on.
    Hinge,
    /// Another answer ends this run differently, but has no clear effect over other random draws.
    OneRun,
    /// A summit was symbolic.
    Symbolic,
    /// The gate was overridden.
    Override,
    /// Most predictions of the outcome were wrong.
    Wrong,
    /// Most predictions of the outcome were right.
    Right,
    /// The wait for the summit was misjudged.
    Wait,
    /// Most runs by policies left the requester better off than a table did.
    Behind,
    /// Few runs by policies left both principals better off than a table did.
    Ahead,
    /// A seat stayed away from rounds.
    Absent,
    /// A shock was sent.
    Shock,
    /// A signed text failed at home.
    Home,
    /// Both principals could have had more.
    Unclaimed,
    /// Few runs by policies ended as a table did.
    Rare,
    /// No table had a summit.
    None,
    /// Time answered for people.
    Late,
}

/// A number or name that a question refers to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", content = "value", rename_all = "kebab-case")]
pub enum QuestionValue {
    /// A count, or the number of a table.
    Count(u64),
    /// A day or days.
    Days(f64),
    /// A share of runs.
    Share(f64),
    /// A difference of shares.
    Points(f64),
    /// A percentile.
    Percentile(f64),
    /// A utility.
    Utility(f64),
    /// An outcome.
    #[serde(with = "named::outcome")]
    Outcome(Outcome),
    /// What the effect of a decision is measured by.
    Measure(Measure),
    /// A party, by position.
    Party(usize),
    /// A kind of shock, by position.
    Shock(usize),
    /// An answer: what was asked, and the answer, by their names in answer logs.
    Answer(String, String),
}

/// A name in the question's text, and what is filled in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NamedValue {
    /// The name.
    pub name: String,
    /// What is filled in.
    pub said: QuestionValue,
}

/// A question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// What it is about.
    pub template: Template,
    /// How striking it is, from 0 to 1.
    pub strength: f64,
    /// What it refers to.
    pub given: Vec<NamedValue>,
}

fn question<const N: usize>(
    template: Template,
    strength: f64,
    given: [(&str, QuestionValue); N],
) -> Question {
    let given = given.into_iter().map(|(name, said)| NamedValue { name: name.to_owned(), said });
    Question { template, strength: strength.clamp(0.0, 1.0), given: given.collect() }
}

fn table(table: &TableDebrief) -> (&'static str, QuestionValue) {
    ("table", QuestionValue::Count(table.number as u64))
}

/// The most striking, each of another kind, the most striking first.
pub(super) fn questions(debrief: &Debrief) -> Vec<Question> {
    let mut found = Vec::new();
    found.extend(between(debrief));
    found.extend(impact(debrief));
    found.extend(foreseen(debrief));
    found.extend(among(debrief));
    debrief.tables.iter().for_each(|table| found.extend(at(debrief, table)));
    // Of equal ones that of the earlier kind and table.
    found.sort_by(|a, b| b.strength.total_cmp(&a.strength).then(a.template.cmp(&b.template)));
    let mut asked: Vec<Question> = Vec::new();
    for question in found {
        if asked.len() < ASKED && asked.iter().all(|other| other.template != question.template) {
            asked.push(question);
        }
    }
    asked
}

/// Questions about tables with the same random draws.
fn between(debrief: &Debrief) -> Vec<Question> {
    let mut found = Vec::new();
    for benchmark in &debrief.benchmarks {
        let of = |number: &usize| debrief.tables.iter().find(|table| table.number == *number);
        let tables: Vec<&TableDebrief> = benchmark.tables.iter().filter_map(of).collect();
        let Some((first, others)) = tables.split_first().filter(|(_, others)| !others.is_empty())
        else {
            continue;
        };
        match others.iter().find(|other| other.outcome != first.outcome) {
            Some(other) => found.push(question(
                Template::Apart,
                0.9,
                [
                    ("one", QuestionValue::Count(first.number as u64)),
                    ("first", QuestionValue::Outcome(first.outcome)),
                    ("other", QuestionValue::Count(other.number as u64)),
                    ("second", QuestionValue::Outcome(other.outcome)),
                ],
            )),
            None => {
                let share = benchmark.outcomes.iter().find(|share| share.outcome == first.outcome);
                let share = share.map_or(0.0, |share| share.share);
                // The rarer among policies' runs, the more striking.
                found.push(question(
                    Template::Alike,
                    0.4 + 0.45 * (1.0 - share),
                    [
                        ("tables", QuestionValue::Count(tables.len() as u64)),
                        ("outcome", QuestionValue::Outcome(first.outcome)),
                        ("share", QuestionValue::Share(share)),
                    ],
                ));
            }
        }
    }
    found
}

/// Of decisions changed.
fn impact(debrief: &Debrief) -> Vec<Question> {
    let mut found = Vec::new();
    let all = debrief.tables.iter().flat_map(|of| of.impact.first.iter().map(move |w| (of, w)));
    let said = |of: &TableDebrief, what: &WhatIf| {
        [
            table(of),
            ("day", QuestionValue::Days(what.day)),
            ("party", QuestionValue::Party(what.party)),
            ("answer", QuestionValue::Answer(what.request.clone(), what.answer.clone())),
            ("instead", QuestionValue::Answer(what.request.clone(), what.instead.clone())),
            ("measure", QuestionValue::Measure(debrief.measure)),
            ("difference", QuestionValue::Points(what.difference)),
            ("low", QuestionValue::Points(what.low)),
            ("high", QuestionValue::Points(what.high)),
            ("kept", QuestionValue::Outcome(what.kept.outcome)),
            ("changed", QuestionValue::Outcome(what.changed.outcome)),
        ]
    };
    for (of, what) in all {
        let clear = what.low > 0.0 || what.high < 0.0;
        let size = what.difference.abs();
        if clear && what.answer == "defer" {
            found.push(question(Template::Deferral, 0.75 + 0.25 * size, said(of, what)));
        } else if clear && what.request != "ratify" {
            found.push(question(Template::Hinge, 0.7 + 0.3 * size, said(of, what)));
        } else if !clear && what.kept.outcome != what.changed.outcome {
            found.push(question(Template::OneRun, 0.72, said(of, what)));
        }
    }
    found
}

/// Of predictions.
fn foreseen(debrief: &Debrief) -> Vec<Question> {
    let mut found = Vec::new();
    let of = &debrief.forecast_accuracy;
    if of.predictions > 0 {
        let share = of.right as f64 / of.predictions as f64;
        let said = [
            ("right", QuestionValue::Count(of.right as u64)),
            ("all", QuestionValue::Count(of.predictions as u64)),
        ];
        if share <= 1.0 / 3.0 {
            found.push(question(Template::Wrong, 0.85 - 0.3 * share, said));
        } else if share >= 2.0 / 3.0 {
            found.push(question(Template::Right, 0.35 + 0.2 * share, said));
        }
    }
    if let Some(error) = of.mean_error_days.filter(|&error| error > 0.1 * debrief.window) {
        found.push(question(
            Template::Wait,
            0.5 + 0.8 * error / debrief.window.max(1.0),
            [("error", QuestionValue::Days(error)), ("days", QuestionValue::Count(of.days as u64))],
        ));
    }
    found
}

/// Of the class among runs by policies.
fn among(debrief: &Debrief) -> Vec<Question> {
    let mut found = Vec::new();
    for benchmark in &debrief.benchmarks {
        let place = |quantity: Quantity, number: usize| {
            let among = benchmark.among.iter().find(|among| among.quantity == quantity)?;
            among.tables.iter().find(|place| place.table == number)
        };
        for number in &benchmark.tables {
            let Some(of) = debrief.tables.iter().find(|table| table.number == *number) else {
                continue;
            };
            let (Some(requester), Some(gatekeeper)) = (
                place(Quantity::RequesterUtility, *number),
                place(Quantity::GatekeeperUtility, *number),
            ) else {
                continue;
            };
            let (r, g) = (requester.percentile, gatekeeper.percentile);
            if r < 25.0 {
                found.push(question(
                    Template::Behind,
                    0.6 + (25.0 - r) / 125.0,
                    [
                        table(of),
                        ("party", QuestionValue::Party(debrief.requester)),
                        ("utility", QuestionValue::Utility(requester.value)),
                        ("percentile", QuestionValue::Percentile(r)),
                    ],
                ));
            }
            if r.min(g) > 70.0 {
                found.push(question(
                    Template::Ahead,
                    0.6 + (r.min(g) - 70.0) / 150.0,
                    [
                        table(of),
                        ("requester", QuestionValue::Percentile(r)),
                        ("gatekeeper", QuestionValue::Percentile(g)),
                    ],
                ));
            }
            let share = benchmark.outcomes.iter().find(|share| share.outcome == of.outcome);
            if let Some(share) = share.filter(|share| share.share < 0.15) {
                found.push(question(
                    Template::Rare,
                    0.8 - share.share,
                    [
                        table(of),
                        ("outcome", QuestionValue::Outcome(of.outcome)),
                        ("share", QuestionValue::Share(share.share)),
                        ("runs", QuestionValue::Count(benchmark.runs)),
                    ],
                ));
            }
            if debrief.tables.iter().all(|table| table.first_summit_day.is_none()) {
                let share = benchmark.outcomes.iter().filter(|s| s.outcome == Outcome::NoSummit);
                let share = share.map(|s| s.share).sum::<f64>();
                found.push(question(
                    Template::None,
                    0.8 - 0.4 * share,
                    [
                        ("share", QuestionValue::Share(share)),
                        ("runs", QuestionValue::Count(benchmark.runs)),
                    ],
                ));
            }
        }
    }
    found
}

/// Of what happened at one table.
fn at(debrief: &Debrief, of: &TableDebrief) -> Vec<Question> {
    let mut found = Vec::new();
    let first = |kind: EventKind| of.events.iter().find(|event| event.kind == kind);
    if let Some(event) = first(EventKind::SummitSymbolic) {
        let strength = if of.outcome == Outcome::SymbolicOnly { 0.78 } else { 0.55 };
        found.push(question(
            Template::Symbolic,
            strength,
            [
                table(of),
                ("day", QuestionValue::Days(event.day)),
                ("outcome", QuestionValue::Outcome(of.outcome)),
            ],
        ));
    }
    if let Some(event) = first(EventKind::Overridden) {
        found.push(question(
            Template::Override,
            0.66,
            [
                table(of),
                ("day", QuestionValue::Days(event.day)),
                ("outcome", QuestionValue::Outcome(of.outcome)),
            ],
        ));
    }
    let most = of.stayed_away.iter().enumerate().max_by_key(|(k, n)| (**n, std::cmp::Reverse(*k)));
    if let Some((party, &times)) = most.filter(|(_, times)| **times > 0) {
        found.push(question(
            Template::Absent,
            0.5 + 0.3 * f64::from(times) / f64::from((of.rounds + of.slips).max(1)),
            [
                table(of),
                ("party", QuestionValue::Party(party)),
                ("times", QuestionValue::Count(u64::from(times))),
                ("rounds", QuestionValue::Count(u64::from(of.rounds))),
            ],
        ));
    }
    if let Some(event) = of.events.iter().find(|event| event.sent)
        && let Some(shock) = event.shock
    {
        found.push(question(
            Template::Shock,
            0.68,
            [
                table(of),
                ("shock", QuestionValue::Shock(shock)),
                ("day", QuestionValue::Days(event.day)),
                ("outcome", QuestionValue::Outcome(of.outcome)),
            ],
        ));
    }
    if let Some(event) = first(EventKind::NotRatified).filter(|_| of.ratified == Some(false))
        && let Some(party) = event.party
    {
        found.push(question(
            Template::Home,
            0.74,
            [table(of), ("party", QuestionValue::Party(party))],
        ));
    }
    if let (Some(front), Some(&r), Some(&g)) =
        (&debrief.front, of.utilities.get(debrief.requester), of.utilities.get(debrief.gatekeeper))
    {
        // The point that leaves the one who gains less the most.
        let gain = |at: &[f64; 2]| (at[0] - r).min(at[1] - g);
        let best = front.line.iter().max_by(|a, b| gain(a).total_cmp(&gain(b)));
        if let Some(best) = best.filter(|best| gain(best) >= 0.05) {
            found.push(question(
                Template::Unclaimed,
                0.5 + gain(best),
                [
                    table(of),
                    ("requester", QuestionValue::Utility(r)),
                    ("gatekeeper", QuestionValue::Utility(g)),
                    ("there", QuestionValue::Utility(best[0])),
                    ("too", QuestionValue::Utility(best[1])),
                ],
            ));
        }
    }
    let asked = of.answered.people + of.answered.time;
    if asked > 0 && of.answered.time * 5 >= asked {
        found.push(question(
            Template::Late,
            0.4 + 0.3 * of.answered.time as f64 / asked as f64,
            [
                table(of),
                ("late", QuestionValue::Count(of.answered.time as u64)),
                ("asked", QuestionValue::Count(asked as u64)),
            ],
        ));
    }
    found
}
