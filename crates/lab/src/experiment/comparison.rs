//! A comparison: the same runs under several rules, and the directory they leave.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use crate::output::{
    BatchDir, ComparisonInputs, Completion, DATA_PACKAGE, Inputs, Opened, Rows, Table,
};
use crate::rows::comparison::{
    DIFFERENCES, MEANS, compared_runs_table, difference_rows, means_rows,
};
use crate::rows::metric::{Horizons, Metric};
use crate::rows::paired::{MetricValues, PairedStats};
use crate::rows::runs::compared_run_row;
use summitry_engine::stats::{Best, Misshapen, probability_best};
use summitry_engine::{MAX_REPLICATION, Purpose, Streams};
use summitry_model::process::{PolicySet, Run, drive};

use super::job::{Accumulator, ChunkOutput, Job};
use super::rule::{Rule, files, finish, horizons, inputs};
use super::runner::{Finished, Options, RunError, run_batch};
use super::schedule::{Chunk, RunRange};
use super::tuning::{TUNING, TuningResult};

/// Most rules of a comparison.
pub const MOST_RULES: usize = 32;
/// Draws that the probability of being the best is a share of: its standard error is at most .0035.
const DRAWS: u32 = 20_000;
/// The domain of these draws: none of them is one of a simulation's.
const DOMAIN: &str = "summitry comparison";

/// A comparison that can be run.
#[derive(Debug)]
pub struct Comparison {
    rules: Vec<Rule>,
    horizons: Horizons,
    seed: u64,
    runs: u64,
    tables: Vec<Table>,
    tuned: Option<TuningResult>,
}

impl Comparison {
    /// Runs 0 to `runs` − 1 of a seed under each of the rules.
    ///
    /// # Panics
    ///
    /// With fewer than 2 rules, or more than [`MOST_RULES`].
    #[must_use]
    pub fn new(rules: Vec<Rule>, seed: u64, runs: u64) -> Self {
        assert!((2..=MOST_RULES).contains(&rules.len()), "{} rules", rules.len());
        let horizons = horizons(&rules);
        Comparison { rules, horizons, seed, runs, tables: vec![compared_runs_table()], tuned: None }
    }

    /// The same, of rules whose parameters were tuned before.
    #[must_use]
    pub fn tuned(mut self, tuned: TuningResult) -> Self {
        self.tuned = Some(tuned);
        self
    }

    /// The rules, in order.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Days at which times are cut.
    #[must_use]
    pub fn horizons(&self) -> Horizons {
        self.horizons
    }

    fn names(&self) -> Vec<String> {
        self.rules.iter().map(|rule| rule.name.clone()).collect()
    }

    /// What determines the comparison, byte for byte.
    #[must_use]
    pub fn inputs(&self) -> Inputs {
        let mut tables = vec!["runs".to_owned(), "means".to_owned(), "differences".to_owned()];
        tables.extend(self.tuned.as_ref().map(|_| TUNING.name.to_owned()));
        let experiment = ComparisonInputs {
            rules: self.rules.iter().map(Rule::inputs).collect(),
            selection: None,
            tuning: self.tuned.as_ref().map(TuningResult::inputs),
        };
        inputs(&self.rules, self.seed, self.runs, tables, experiment)
    }

    /// Makes the runs and the tables in a directory, or goes on with them, or finds them there.
    ///
    /// # Errors
    ///
    /// [`RunError`]; what is finished is kept.
    pub fn run(
        &self,
        dir: &Path,
        force: bool,
        options: &Options,
        stop: &AtomicBool,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Completion, RunError> {
        if self.runs > MAX_REPLICATION.min(u32::MAX.into()) {
            return Err(RunError::TooMany { runs: self.runs });
        }
        let mut batch = match BatchDir::open(dir, &self.inputs(), force)? {
            Opened::AlreadyDone(manifest) => return Ok(Completion::AlreadyDone(manifest)),
            Opened::Resume(batch) => batch,
            Opened::Fresh(batch) => {
                let wholes = files(&self.rules);
                let own = [MEANS.file, DIFFERENCES.file, TUNING.file, DATA_PACKAGE];
                let all: Vec<&str> = wholes.iter().map(String::as_str).chain(own).collect();
                if let Err(error) = batch.check_all_free(&all) {
                    batch.give_up();
                    return Err(error.into());
                }
                batch
            }
        };
        let count = match run_batch(&self, &mut batch, options, stop, progress)? {
            Finished::Interrupted { done } => return Ok(Completion::Interrupted { done }),
            Finished::Done(count) => count,
        };
        let names = self.names();
        let means = means_rows(&count, &names, self.horizons, &mut |metric, means| {
            best(self.seed, Metric::ALL.iter().position(|&other| other == metric), means)
        });
        batch.write_table(&MEANS, &means)?;
        batch.write_table(&DIFFERENCES, &difference_rows(&count, &names, self.horizons))?;
        if let Some(tuned) = &self.tuned {
            batch.write_table(&TUNING, &tuned.rows())?;
        }
        Ok(Completion::Done(finish(batch, &self.rules)?))
    }
}

/// The probability of being the best of a measure, drawn from a stream of its own.
fn best(seed: u64, measure: Option<usize>, means: &summitry_engine::stats::Means) -> Best {
    let entities = Metric::ALL.len();
    let mut streams = Streams::in_domain(DOMAIN, 1, entities);
    if let Err(fault) = streams.begin(seed, 0) {
        panic!("{fault}"); // Replication 0 has streams.
    }
    let entity = u16::try_from(measure.unwrap_or_default()).unwrap_or_default();
    let stream = streams.stream(Purpose(0), entity);
    probability_best(means, DRAWS, &mut || stream.uniform())
}

impl Accumulator for PairedStats {
    type State = PairedStats;

    fn merge(&mut self, other: &Self) {
        PairedStats::merge(self, other);
    }

    fn clear(&mut self) {
        PairedStats::clear(self);
    }

    fn state(&self) -> PairedStats {
        self.clone()
    }

    fn restore(&mut self, state: &PairedStats) -> Result<(), Misshapen> {
        if !self.has_shape_of(state) {
            return Err(Misshapen);
        }
        self.clone_from(state);
        Ok(())
    }
}

/// A run under each rule, to be used again, and what they came to.
#[derive(Debug)]
pub struct Worker<'a> {
    runs: Vec<(&'a Rule, Run<'a>, PolicySet<'a>)>,
    metric_values: Vec<MetricValues>,
}

impl<'a> Job for &'a Comparison {
    type Cell = ();
    type Worker = Worker<'a>;
    type Accumulator = PairedStats;

    fn tables(&self) -> Vec<&Table> {
        self.tables.iter().collect()
    }

    fn worker(&self) -> Worker<'a> {
        let ready = |rule: &'a Rule| {
            let mut run = Run::new(&rule.setup);
            run.keep_trajectory(false);
            (rule, run, PolicySet::new(&rule.setup))
        };
        let runs: Vec<_> = self.rules.iter().map(ready).collect();
        Worker { metric_values: vec![MetricValues::default(); runs.len()], runs }
    }

    fn accumulator(&self) -> PairedStats {
        PairedStats::new(self.rules.len())
    }

    fn cells(&self, from: u64) -> impl Iterator<Item = ()> {
        (from == 0).then_some(()).into_iter()
    }

    fn run_range(&self, (): &()) -> RunRange {
        RunRange { next: 0, target: self.runs }
    }

    #[expect(
        clippy::expect_used,
        reason = "faults of the program: the runner reports them with the run's number"
    )]
    fn simulate(
        &self,
        worker: &mut Worker<'a>,
        (): &(),
        chunk: Chunk,
        output: &mut ChunkOutput<Self>,
        at: &mut u64,
    ) {
        for number in chunk.first..chunk.first + chunk.runs {
            *at = number;
            for ((rule, run, seats), metric_values) in
                worker.runs.iter_mut().zip(&mut worker.metric_values)
            {
                run.begin(self.seed, number, false).expect("the number of runs was checked");
                drive(run, seats).expect("policies give legal answers");
                let record = run.record();
                *metric_values = MetricValues::new(record, self.horizons);
                let rows: &mut Rows = &mut output.rows[0];
                let id = &rule.setup.scenario.id;
                compared_run_row(rows, &rule.name, id, number, self.seed, record);
            }
            output.stats.add(&worker.metric_values);
        }
    }
}
