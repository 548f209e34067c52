//! Selection: runs go to the rules that may still be the best, until one is left or the budget ends.

use std::borrow::Cow;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use crate::output::{
    BatchDir, Column, ComparisonInputs, Completion, DATA_PACKAGE, Inputs, Opened, Rows,
    SelectionInputs, Table,
};
use crate::rows::metric::Metric;
use summitry_engine::MAX_REPLICATION;
use summitry_engine::stats::{FullySequential, Moments, wilson};

use super::evaluate::Evaluation;
use super::rule::{Rule, files, finish, horizons, inputs};
use super::runner::RunError;
use super::tuning::{TUNING, TuningResult};

/// Runs whose mean is one observation: enough for it to be nearly normal.
pub const RUNS_OF_A_ROUND: u64 = 50;
/// Rounds of the first stage, which estimates the variances.
pub const FIRST_ROUNDS: u64 = 20;

const STATES: &[&str] = &["selected", "out", "undecided", "tied"];

/// `selection.csv`.
pub static SELECTION: Table = Table {
    name: "selection",
    file: "selection.csv",
    title: "a row a rule: the runs it was given, and whether it was selected",
    columns: Cow::Borrowed(&[
        Column::text("rule", "the rule").always(),
        Column::text("measure", "the outcome or measure that decides").always(),
        Column::choice(
            "state",
            STATES,
            "`selected` as the best; `out`, as another was better; `tied` with the selected one to the last digit; `undecided`: the \
             budget ended",
        )
        .always(),
        Column::integer("n", "runs", "runs that it was given").at_least(0.0).always(),
        Column::integer(
            "rounds",
            "rounds",
            "rounds of 50 runs, after the last of which it was out",
        )
        .at_least(0.0)
        .always(),
        Column::number("mean", "", "share or mean over its runs").always(),
        Column::number(
            "low",
            "",
            "lower end of its 95 % interval (Wilson's of a share, Student's of a mean); for whoever was stopped by what was seen, a \
             description only",
        ),
        Column::number("high", "", "upper end"),
    ]),
    primary_key: &["rule"],
};

/// A selection that can be run.
#[derive(Debug)]
pub struct Selection {
    /// The rules, at least 2.
    pub rules: Vec<Rule>,
    /// What decides: an outcome, or a measure that every run has.
    pub metric: Metric,
    /// Whether the lowest mean is the best.
    pub lowest: bool,
    /// The least difference that matters, in units of the measure.
    pub indifference: f64,
    /// The probability with which the selection is to be right.
    pub confidence: f64,
    /// Runs of all rules together, at most.
    pub budget: u64,
    /// The seed.
    pub seed: u64,
    /// What the rules' parameters were chosen on, if they were.
    pub tuned: Option<TuningResult>,
}

impl Selection {
    /// The least budget: that of the first stage.
    #[must_use]
    pub fn least_budget(rules: usize) -> u64 {
        rules as u64 * FIRST_ROUNDS * RUNS_OF_A_ROUND
    }

    /// What determines the selection, byte for byte.
    #[must_use]
    pub fn inputs(&self) -> Inputs {
        let mut tables = vec![SELECTION.name.to_owned()];
        tables.extend(self.tuned.as_ref().map(|_| TUNING.name.to_owned()));
        let experiment = ComparisonInputs {
            rules: self.rules.iter().map(Rule::inputs).collect(),
            selection: Some(SelectionInputs {
                procedure: "Kim & Nelson 2001".to_owned(),
                measure: self.metric.compared_name().to_owned(),
                best: if self.lowest { "lowest" } else { "highest" }.to_owned(),
                indifference: self.indifference,
                confidence: self.confidence,
                first_rounds: FIRST_ROUNDS,
                runs_of_a_round: RUNS_OF_A_ROUND,
            }),
            tuning: self.tuned.as_ref().map(TuningResult::inputs),
        };
        inputs(&self.rules, self.seed, self.budget, tables, experiment)
    }

    /// Selects, and writes the result into a directory, or finds it there. A selection that is stopped leaves nothing: it depends on
    /// all its runs, and has none to show.
    ///
    /// # Errors
    ///
    /// [`RunError`]
    pub fn run(
        &self,
        dir: &Path,
        force: bool,
        threads: usize,
        stop: &AtomicBool,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Completion, RunError> {
        if self.budget > MAX_REPLICATION {
            return Err(RunError::TooMany { runs: self.budget });
        }
        let mut batch = match BatchDir::open(dir, &self.inputs(), force)? {
            Opened::AlreadyDone(manifest) => return Ok(Completion::AlreadyDone(manifest)),
            Opened::Fresh(batch) | Opened::Resume(batch) => batch,
        };
        let wholes = files(&self.rules);
        let own = [SELECTION.file, TUNING.file, DATA_PACKAGE];
        let all: Vec<&str> = wholes.iter().map(String::as_str).chain(own).collect();
        let checked = batch.check_all_free(&all).map_err(RunError::from);
        match checked.and_then(|()| self.select(threads, stop, progress)) {
            Err(error) => {
                batch.give_up();
                Err(error)
            }
            Ok(None) => {
                batch.give_up();
                Ok(Completion::Interrupted { done: 0 })
            }
            Ok(Some(rows)) => self
                .write(&mut batch, &rows)
                .and_then(|()| Ok(Completion::Done(finish(batch, &self.rules)?))),
        }
    }

    fn write(&self, batch: &mut BatchDir, rows: &Rows) -> Result<(), RunError> {
        batch.begin::<()>(&[])?;
        batch.write_table(&SELECTION, rows)?;
        if let Some(tuned) = &self.tuned {
            batch.write_table(&TUNING, &tuned.rows())?;
        }
        Ok(())
    }

    /// The rows of `selection.csv`; `None` if it was stopped.
    fn select(
        &self,
        threads: usize,
        stop: &AtomicBool,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Option<Rows>, RunError> {
        let rules = &self.rules;
        let cut = horizons(rules);
        let evaluation = Evaluation::new(self.metric, cut, self.seed, threads, stop)?;
        let mut procedure =
            FullySequential::new(rules.len(), FIRST_ROUNDS, self.indifference, self.confidence);
        let mut moments = vec![Moments::default(); rules.len()];
        let mut alike = Alike::new(rules.len(), matches!(self.metric, Metric::Outcome(_)));
        let (mut spent, sign) = (0, if self.lowest { -1.0 } else { 1.0 });
        while procedure.selected().is_none() {
            let inside: Vec<usize> = (0..rules.len()).filter(|&k| procedure.is_in(k)).collect();
            let cost = inside.len() as u64 * RUNS_OF_A_ROUND;
            if spent + cost > self.budget {
                break;
            }
            let first = procedure.rounds() * RUNS_OF_A_ROUND;
            let remaining: Vec<&Rule> = inside.iter().map(|&k| &rules[k]).collect();
            let Some(values) = evaluation.values(&remaining, first..first + RUNS_OF_A_ROUND) else {
                return Ok(None);
            };
            let mut round = vec![0.0; rules.len()];
            for (&k, values) in inside.iter().zip(&values) {
                values.iter().for_each(|&value| moments[k].add(value));
                round[k] = sign * values.iter().sum::<f64>() / RUNS_OF_A_ROUND as f64;
            }
            // In the first stage everyone is in.
            if inside.len() == rules.len() {
                alike.add(&values);
                alike.pairs(self.indifference).for_each(|(i, j)| procedure.know_alike(i, j));
            }
            procedure.observe(&round);
            spent += cost;
            progress(spent);
        }
        Ok(Some(self.rows(&procedure, &moments)))
    }

    fn rows(&self, procedure: &FullySequential, moments: &[Moments]) -> Rows {
        const DECIMALS: u8 = 6;
        let mut rows = Rows::new(SELECTION.columns.len());
        for (k, (rule, moments)) in self.rules.iter().zip(moments).enumerate() {
            let state = match (procedure.selected(), procedure.is_in(k)) {
                (Some(selected), _) if selected == k => STATES[0],
                _ if procedure.is_tied(k) => STATES[3],
                (_, false) => STATES[1],
                _ => STATES[2],
            };
            let interval = self.metric.interval(moments);
            let mut row = rows.row();
            row.text(&rule.name).text(self.metric.compared_name()).text(state);
            row.int(moments.n()).int(procedure.rounds_of(k)).opt_num(moments.mean(), DECIMALS);
            row.opt_num(interval.map(|interval| interval.low), DECIMALS);
            row.opt_num(interval.map(|interval| interval.high), DECIMALS);
            row.end();
        }
        rows
    }
}

/// In how many runs two rules differ. Runs in which they do not have the same value, so their means differ by no more than the share of
/// the others times the range of values.
struct Alike {
    rules: usize,
    runs: u64,
    /// Of each pair.
    differed: Vec<u64>,
    least: f64,
    greatest: f64,
}

impl Alike {
    fn new(rules: usize, is_share: bool) -> Alike {
        let (least, greatest) =
            if is_share { (0.0, 1.0) } else { (f64::INFINITY, f64::NEG_INFINITY) };
        Alike { rules, runs: 0, differed: vec![0; rules * rules], least, greatest }
    }

    /// Takes the values of a round, rule by rule.
    fn add(&mut self, values: &[Vec<f64>]) {
        self.runs += RUNS_OF_A_ROUND;
        for &value in values.iter().flatten() {
            (self.least, self.greatest) = (self.least.min(value), self.greatest.max(value));
        }
        for i in 0..self.rules {
            for j in 0..i {
                let differ = values[i].iter().zip(&values[j]).filter(|(a, b)| a != b).count();
                self.differed[i * self.rules + j] += differ as u64;
            }
        }
    }

    /// The pairs whose means surely lie within the indifference of one another: by Wilson's interval of 99.9 % for the share of runs in
    /// which they differ.
    fn pairs(&self, indifference: f64) -> impl Iterator<Item = (usize, usize)> + '_ {
        const Z: f64 = 3.290_526_731_491_894;
        let range = self.greatest - self.least;
        (0..self.rules).flat_map(|i| (0..i).map(move |j| (i, j))).filter(move |&(i, j)| {
            let share = wilson(self.differed[i * self.rules + j], self.runs, Z).high;
            share * range <= indifference
        })
    }
}
