//! What a table was given: its answers, in order, with who gave them, and its shocks.

use std::collections::BTreeMap;

use summitry_model::policy::Answer;
use summitry_model::process::{InjectedShock, Run, Step};

use super::by::By;
use super::calls::Calls;

/// An answer, and who gave it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Given {
    /// The answer.
    pub answer: Answer,
    /// Who gave it.
    pub by: By,
}

/// What a table was given so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inputs {
    /// The answers to its decisions, in their order.
    pub given: Vec<Given>,
    /// Answers to decisions that are due, by their number from 1, while others that are due with them lack theirs.
    pub early: BTreeMap<usize, Given>,
    /// Shocks that chance did not send, in order of time.
    pub injected: Vec<InjectedShock>,
}

/// Which run a table is, and which luck it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Luck {
    /// The number of the run in tables, from 0.
    pub run: u64,
    /// The seed.
    pub seed: u64,
    /// The replication.
    pub replication: u64,
}

/// A decision that has no answer yet.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// Its position in `run.due()`.
    pub k: usize,
    /// Its number in the run, from 1.
    pub number: usize,
    /// Whether it is for people.
    pub is_put: bool,
}

impl Inputs {
    /// Makes the run again as far as the answers go, then lets `answer` answer what is due; it stops when one that is due has no answer. The answers that were committed are kept here.
    ///
    /// `see` is told each set of decisions before it is committed, the number of its first, and its answers.
    pub fn play(
        &mut self,
        run: &mut Run<'_>,
        luck: Luck,
        calls: &mut Calls,
        answer: &mut dyn FnMut(&Run<'_>, Asked) -> Option<Given>,
        see: &mut dyn FnMut(&Run<'_>, usize, &[Given]),
    ) {
        run.ask_at_every_table(true);
        if run.begin(luck.seed, luck.replication, true).is_err() {
            return; // The number of the replication was checked where it was read.
        }
        self.injected.iter().for_each(|&strike| run.inject_shock(strike));
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
                let is_put = calls.ask(run, k);
                let given = match self.given.get(number - 1) {
                    Some(given) => Some(*given),
                    None => self
                        .early
                        .get(&number)
                        .copied()
                        .filter(|given| run.answer(k, given.answer).is_ok())
                        .or_else(|| answer(run, Asked { k, number, is_put })),
                };
                answers.push(given);
            }
            if answers.iter().any(Option::is_none) {
                // Those that have theirs wait for the others.
                let early =
                    answers.iter().enumerate().filter_map(|(k, given)| given.map(|g| (k, g)));
                self.early = early.map(|(k, given)| (made + k + 1, given)).collect();
                break;
            }
            let all: Vec<Given> = answers.into_iter().flatten().collect();
            if all.iter().enumerate().any(|(k, given)| run.answer(k, given.answer).is_err()) {
                break; // What is stored was legal when it was accepted.
            }
            see(run, made + 1, &all);
            for (k, given) in all.iter().enumerate() {
                calls.answered(run, k, given.by);
                self.early.remove(&(made + k + 1));
            }
            if made >= self.given.len() {
                self.given.extend_from_slice(&all);
            }
            made += all.len();
            run.commit();
        }
    }
}
