//! The inputs of a table's run: answers with their source, in order, and injected shocks.

use std::collections::BTreeMap;

use summitry_model::policy::Answer;
use summitry_model::process::{InjectedShock, Run, Step};

use super::answered_by::AnsweredBy;
use super::budget::DecisionBudget;

/// An answer and its source.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Answered {
    /// The answer.
    pub answer: Answer,
    /// Its source.
    pub by: AnsweredBy,
}

/// The inputs of a run so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inputs {
    /// The answers to its decisions, in their order.
    pub answers: Vec<Answered>,
    /// Answers to decisions that are due together with unanswered ones, by number from 1.
    pub early: BTreeMap<usize, Answered>,
    /// Injected shocks, in order of time.
    pub injected: Vec<InjectedShock>,
}

/// The key of a run: its number, and the random draws it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunKey {
    /// The number of the run in tables, from 0.
    pub run: u64,
    /// The seed.
    pub seed: u64,
    /// The replication.
    pub replication: u64,
}

/// An unanswered decision.
#[derive(Clone, Copy, Debug)]
pub struct OpenDecision {
    /// Its position in `run.due()`.
    pub k: usize,
    /// Its number in the run, from 1.
    pub number: usize,
    /// Whether it is put to people.
    pub for_people: bool,
}

impl Inputs {
    /// Replays the run as far as the answers go, then calls `answer` for decisions that are due, and stops at the first set with an
    /// unanswered decision. Committed answers are added to these inputs.
    ///
    /// `see` receives each set of decisions before it is committed: the run, the number of the first decision, and the answers.
    pub fn play(
        &mut self,
        run: &mut Run<'_>,
        run_key: RunKey,
        budget: &mut DecisionBudget,
        answer: &mut dyn FnMut(&Run<'_>, OpenDecision) -> Option<Answered>,
        see: &mut dyn FnMut(&Run<'_>, usize, &[Answered]),
    ) {
        run.ask_at_every_table(true);
        if run.begin(run_key.seed, run_key.replication, true).is_err() {
            return; // The number of the replication was checked where it was read.
        }
        self.injected.iter().for_each(|&shock| run.inject_shock(shock));
        let mut made = 0;
        loop {
            match run.advance() {
                Step::Happened => continue,
                Step::Done => break,
                Step::Due => {}
            }
            let mut answers = Vec::with_capacity(run.due().len());
            for k in 0..run.due().len() {
                let number = made + k + 1;
                let for_people = budget.is_for_people(run, k);
                let given = match self.answers.get(number - 1) {
                    Some(given) => Some(*given),
                    None => self
                        .early
                        .get(&number)
                        .copied()
                        .filter(|given| run.answer(k, given.answer).is_ok())
                        .or_else(|| answer(run, OpenDecision { k, number, for_people })),
                };
                answers.push(given);
            }
            if answers.iter().any(Option::is_none) {
                // Decisions with an answer wait for the others.
                let early =
                    answers.iter().enumerate().filter_map(|(k, given)| given.map(|g| (k, g)));
                self.early = early.map(|(k, given)| (made + k + 1, given)).collect();
                break;
            }
            let all: Vec<Answered> = answers.into_iter().flatten().collect();
            if all.iter().enumerate().any(|(k, given)| run.answer(k, given.answer).is_err()) {
                break; // What is stored was legal when it was accepted.
            }
            see(run, made + 1, &all);
            for (k, given) in all.iter().enumerate() {
                budget.answered(run, k, given.by);
                self.early.remove(&(made + k + 1));
            }
            if made >= self.answers.len() {
                self.answers.extend_from_slice(&all);
            }
            made += all.len();
            run.commit();
        }
    }
}
