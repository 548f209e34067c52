//! The debrief of a class: its tables compared with simulated runs of the same scenario.
//!
//! The input is the run histories of the tables with who answered each decision; the output is a [`Debrief`], plain numbers that are
//! stored as JSON and rendered as a page. Everything is computed from the scenario, the seed and the answers: the same class gives
//! the same debrief.
//!
//! A class is a single history. So the effect of another decision is never shown by itself: beside one replay with the same random
//! draws stands the effect over many other draws, with its interval.

mod benchmark;
mod events;
mod forecast;
pub mod page;
mod questions;
mod table;
mod whatif;

use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Serialize};

use summitry_engine::ids::PartyId;
use summitry_lab::replay::RunHistory;
use summitry_lab::replay::counterfactual::CounterfactualError;
use summitry_lab::rows::frontier::principals;
use summitry_model::process::{CompiledScenario, Outcome};

pub use super::table::AnsweredBy;
pub use benchmark::{
    Benchmark, OutcomeShare, Quantity, QuantityBenchmark, SentShock, TableRank, percentile,
};
pub use events::{Event, EventKind, TimelineRow};
pub use forecast::{Forecast, ForecastAccuracy};
pub use page::{Audience, css, page, sections};
pub use questions::{NamedValue, Question, QuestionValue, Template};
pub use table::{AnswerCounts, TableDebrief};
pub use whatif::{Impact, Measure, RunEnd, WhatIf};

/// The format of the JSON; the version rises with any change that readers must know.
pub const FORMAT: &str = "summitry debrief 1";

/// A table that was played to its end.
#[derive(Clone, Debug, PartialEq)]
pub struct PlayedTable {
    /// Its number, from 1.
    pub number: usize,
    /// What happened at it, with the shocks that were sent.
    pub path: RunHistory,
    /// Who answered each decision, in the order of the path's.
    pub by: Vec<AnsweredBy>,
    /// What was predicted before play.
    pub predictions: Vec<Prediction>,
}

/// What somebody in a seat thought beforehand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prediction {
    /// The seat.
    pub party: PartyId,
    /// How it ends.
    pub outcome: Outcome,
    /// The day of the first summit; none if there is none.
    pub first_summit_day: Option<f64>,
}

/// How much is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// Runs by policies among which the class is placed.
    pub runs: u64,
    /// Futures over which a decision is changed.
    pub futures: u64,
}

impl Default for Options {
    fn default() -> Self {
        Options { runs: 1000, futures: 200 }
    }
}

/// A party, as the page names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Its id in the scenario.
    pub id: String,
    /// Its name in the scenario.
    pub label: String,
}

/// An issue, as the page names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    /// Its id in the scenario.
    pub id: String,
    /// Its name in the scenario.
    pub label: String,
    /// Its options.
    pub options: Vec<String>,
}

/// What requester and gatekeeper could have at best, by the scenario's own preferences.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ParetoFront {
    /// The Pareto front: utilities of requester and gatekeeper.
    pub line: Vec<[f64; 2]>,
    /// Its solution points and the status quo, by name.
    pub points: Vec<(String, [f64; 2])>,
}

/// The debrief of a class.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Debrief {
    /// The form of this: [`FORMAT`].
    pub format: String,
    /// The version that made it.
    pub summitry: String,
    /// The id of the scenario.
    pub scenario: String,
    /// Its title.
    pub title: String,
    /// How much was computed.
    pub options: Options,
    /// The window, in days.
    pub window: f64,
    /// The parties, by position.
    pub parties: Vec<Party>,
    /// The position of the requester.
    pub requester: usize,
    /// The position of the gatekeeper.
    pub gatekeeper: usize,
    /// The issues, by position.
    pub issues: Vec<Issue>,
    /// The kinds of shock, by position.
    pub shocks: Vec<String>,
    /// The tables, in the order in which they came.
    pub tables: Vec<TableDebrief>,
    /// The front; none if the agenda has too many outcomes.
    pub front: Option<ParetoFront>,
    /// The class compared with runs by policies: one benchmark per set of random draws and injected shocks.
    #[serde(rename = "placed")]
    pub benchmarks: Vec<Benchmark>,
    /// What the effect of a decision is measured by, for all tables.
    pub measure: Measure,
    /// How good the predictions of the class were.
    #[serde(rename = "foresight")]
    pub forecast_accuracy: ForecastAccuracy,
    /// Three to discuss.
    pub questions: Vec<Question>,
}

/// Why there is no debrief.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum DebriefError {
    /// A table does not say for each decision who answered it.
    #[error("table {table} has {decisions} decisions, and says of {by} who answered them")]
    By {
        /// The table.
        table: usize,
        /// Its decisions.
        decisions: usize,
        /// How many have an answerer.
        by: usize,
    },
    /// A policy gave an answer that was not legal.
    #[error(transparent)]
    Policy(#[from] summitry_model::policy::decision::Illegal),
    /// A replay could not be made.
    #[error(transparent)]
    Counterfactual(#[from] CounterfactualError),
}

impl Debrief {
    /// The debrief of these tables; `None` if it was stopped. `progress` receives the share done, from 0 to 1.
    ///
    /// # Errors
    ///
    /// [`DebriefError`]
    pub fn compute(
        setup: &CompiledScenario,
        played: &[PlayedTable],
        options: Options,
        stop: &AtomicBool,
        progress: &mut dyn FnMut(f64),
    ) -> Result<Option<Self>, DebriefError> {
        for table in played {
            let (decisions, by) = (table.path.decisions.len(), table.by.len());
            if decisions != by {
                return Err(DebriefError::By { table: table.number, decisions, by });
            }
        }
        // The runs of the two parts, as each takes about as long.
        let placing = benchmark::groups(played).len() as u64 * options.runs;
        let asking = whatif::runs(played, options);
        let all = (placing + asking).max(1) as f64;
        let mut report = |done: u64| progress(done as f64 / all);
        let Some(benchmarks) = benchmark::place(setup, played, options.runs, stop, &mut report)?
        else {
            return Ok(None);
        };
        let mut report = |done: u64| progress((placing + done) as f64 / all);
        let Some((measure, impacts)) = whatif::ask(setup, played, options, stop, &mut report)?
        else {
            return Ok(None);
        };
        let scenario = &setup.scenario;
        let tables: Vec<TableDebrief> = played
            .iter()
            .zip(impacts)
            .map(|(played, impact)| TableDebrief::new(played, impact))
            .collect();
        let named = |label: &String, id: &String| {
            if label.is_empty() { id.clone() } else { label.clone() }
        };
        let mut debrief = Debrief {
            format: FORMAT.to_owned(),
            summitry: env!("CARGO_PKG_VERSION").to_owned(),
            scenario: scenario.id.clone(),
            title: scenario.title.clone(),
            options,
            window: scenario.calendar.window,
            parties: scenario
                .parties
                .iter()
                .map(|p| Party { id: p.id.clone(), label: named(&p.of.label, &p.id) })
                .collect(),
            requester: scenario.requester,
            gatekeeper: scenario.gatekeeper,
            issues: scenario
                .issues
                .iter()
                .map(|i| Issue {
                    id: i.id.clone(),
                    label: named(&i.of.label, &i.id),
                    options: i.of.options.clone(),
                })
                .collect(),
            shocks: scenario.shocks.iter().map(|s| named(&s.of.label, &s.id)).collect(),
            forecast_accuracy: ForecastAccuracy::from_tables(&tables),
            tables,
            front: principals(setup).ok().map(|of| ParetoFront {
                line: of.front.iter().map(|&(x, y)| [x, y]).collect(),
                points: of.points.iter().map(|&(n, (x, y))| (n.to_owned(), [x, y])).collect(),
            }),
            benchmarks,
            measure,
            questions: Vec::new(),
        };
        debrief.questions = questions::questions(&debrief);
        Ok((!stop.load(Ordering::Relaxed)).then_some(debrief))
    }

    /// The document `debrief.json`: every number on the page is in it, or follows from what is.
    ///
    /// # Errors
    ///
    /// None that the types allow: numbers are finite, and keys are texts.
    pub fn json(&self) -> Result<String, serde_json::Error> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }
}

/// Names of a closed list, as JSON has them.
mod named {
    macro_rules! by_name {
        ($module:ident, $type:ty) => {
            pub(super) mod $module {
                use serde::de::Error;
                use serde::{Deserialize, Deserializer, Serializer};

                pub(crate) fn serialize<S: Serializer>(
                    value: &$type,
                    to: S,
                ) -> Result<S::Ok, S::Error> {
                    to.serialize_str(value.name())
                }

                pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
                    from: D,
                ) -> Result<$type, D::Error> {
                    let name = String::deserialize(from)?;
                    let known = <$type>::ALL.iter().copied().find(|known| known.name() == name);
                    known.ok_or_else(|| D::Error::custom(format!("there is no `{name}`")))
                }
            }
        };
    }
    by_name!(outcome, summitry_model::process::Outcome);
    by_name!(end_reason, summitry_model::process::EndReason);
    by_name!(forum, summitry_model::process::Forum);
}
