//! Values of one measure under several rules, without rows: what tuning and selection look at.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use crate::rows::metric::{Horizons, Metric};
use summitry_model::process::{PolicySet, Run, RunBuffers, drive};

use super::rule::Rule;
use super::runner::RunError;

/// Runs that a worker makes before it looks for a stop.
const CHUNK: u64 = 16;

/// What is looked at, and with how many threads.
#[derive(Debug)]
pub(super) struct Evaluation<'a> {
    pub metric: Metric,
    pub horizons: Horizons,
    pub seed: u64,
    pub stop: &'a AtomicBool,
    pool: rayon::ThreadPool,
}

impl<'a> Evaluation<'a> {
    pub(super) fn new(
        metric: Metric,
        horizons: Horizons,
        seed: u64,
        threads: usize,
        stop: &'a AtomicBool,
    ) -> Result<Self, RunError> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads.max(1))
            .build()
            .map_err(|error| RunError::Threads(error.to_string()))?;
        Ok(Evaluation { metric, horizons, seed, stop, pool })
    }

    /// The values of these runs under each of the rules, in their order; `None` if it was stopped.
    ///
    /// # Panics
    ///
    /// Where a run fails, which is a fault of the program, and if a run has no value: the measure must be one that has a basis of all runs.
    #[expect(clippy::expect_used, reason = "faults of the program")]
    pub(super) fn values(&self, rules: &[&Rule], runs: Range<u64>) -> Option<Vec<Vec<f64>>> {
        let chunks = runs.clone().step_by(CHUNK as usize);
        let work: Vec<(usize, u64)> = (0..rules.len())
            .flat_map(|rule| chunks.clone().map(move |first| (rule, first)))
            .collect();
        let one = |buffers: &mut Option<RunBuffers>, &(rule, first): &(usize, u64)| {
            if self.stop.load(Ordering::Relaxed) {
                return None;
            }
            let setup = &rules[rule].setup;
            let seats = PolicySet::new(setup);
            let mut run = Run::with_buffers(buffers.take().unwrap_or_default(), setup);
            run.keep_trajectory(false);
            let values: Vec<f64> = (first..(first + CHUNK).min(runs.end))
                .map(|number| {
                    run.begin(self.seed, number, false).expect("the number of runs was checked");
                    drive(&mut run, &seats).expect("policies give legal answers");
                    self.metric.value(self.horizons, run.record()).expect("every run has a value")
                })
                .collect();
            *buffers = Some(run.into_buffers());
            Some((rule, values))
        };
        let made: Option<Vec<(usize, Vec<f64>)>> =
            self.pool.install(|| work.par_iter().map_init(|| None, one).collect());
        let mut values = vec![Vec::new(); rules.len()];
        for (rule, mut some) in made? {
            values[rule].append(&mut some);
        }
        Some(values)
    }
}
