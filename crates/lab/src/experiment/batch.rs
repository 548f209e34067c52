//! A batch: many runs of one scenario, and the directory they leave.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use crate::agents::{self, AgentNotStarted, AgentSpec};
use crate::output::{
    About, BatchDir, Completion, ErrorKind, Inputs, MANIFEST, Manifest, Numbers, Opened, SUMMARY,
    Summary, TRAJECTORIES, Table, TableFormat, Tally, hex_digest,
};
use crate::rows::frontier;
use crate::rows::runs;
use crate::rows::seats::SEATS;
use crate::rows::tally;
use crate::rows::writer::{RunTable, write_run};
use summitry_engine::{MAX_REPLICATION, PROTOCOL};
use summitry_model::process::{CompiledScenario, PolicySet, Run, drive};
use summitry_model::scenario::Scenario;

use super::agent_seats::{AgentSeats, LostSeat};
use super::changed::explained;
use super::job::{ChunkOutput, Failure, Job};
use super::runner::{Finished, Options, RunError, run_batch};
use super::schedule::{Chunk, RunRange};

/// The tables that a batch writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tables(Vec<&'static str>);

/// A table that there is not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no table `{name}`; tables: {}", Tables::NAMES.join(", "))]
pub struct UnknownTable {
    /// The name given.
    pub name: String,
}

impl Tables {
    /// All tables, those of the trace last.
    pub const NAMES: &[&str] = &[
        "runs",
        "parties",
        "rounds",
        "summits",
        "trajectories",
        "frontier",
        "summary",
        "events",
        "answers",
    ];
    /// How many of them belong to the trace.
    const OF_TRACE: usize = 2;

    /// All but the trace.
    #[must_use]
    pub fn all() -> Self {
        Tables(Self::NAMES[..Self::NAMES.len() - Self::OF_TRACE].to_vec())
    }

    /// A list of names with commas between them.
    ///
    /// # Errors
    /// The first name that is none.
    pub fn parse(list: &str) -> Result<Self, UnknownTable> {
        let asked: Vec<&str> = list.split(',').map(str::trim).filter(|n| !n.is_empty()).collect();
        if let Some(name) = asked.iter().find(|n| !Self::NAMES.contains(n)) {
            return Err(UnknownTable { name: (*name).to_owned() });
        }
        if asked.is_empty() {
            return Err(UnknownTable { name: list.to_owned() });
        }
        // In the one order, whatever the order asked.
        Ok(Tables(Self::NAMES.iter().copied().filter(|n| asked.contains(n)).collect()))
    }

    /// These and the trace.
    #[must_use]
    pub fn with_trace(mut self) -> Self {
        for name in &Self::NAMES[Self::NAMES.len() - Self::OF_TRACE..] {
            if !self.0.contains(name) {
                self.0.push(name);
            }
        }
        self
    }

    /// Whether a table is among them.
    #[must_use]
    pub fn has(&self, table: &Table) -> bool {
        self.0.contains(&table.name)
    }

    fn of_runs(&self) -> Vec<RunTable> {
        RunTable::ALL.into_iter().filter(|of| self.has(of.table())).collect()
    }
}

/// A batch that can be run.
#[derive(Debug)]
pub struct Batch {
    setup: CompiledScenario,
    seed: u64,
    runs: u64,
    tables: Tables,
    of_runs: Vec<RunTable>,
    traced: bool,
    agent_seats: Option<AgentSeats>,
}

/// The results of a batch that was run to its end.
#[derive(Debug)]
pub struct BatchResult {
    /// The files of the directory.
    pub manifest: Manifest,
    /// Outcomes and measures over all runs.
    pub summary: Summary,
    /// What could not be computed, and why.
    pub left_out: Vec<String>,
    /// The first run of this call in which a program lost its seat.
    pub lost: Option<LostSeat>,
}

impl Batch {
    /// A batch of `runs` runs, numbered from 0.
    #[must_use]
    pub fn new(scenario: Scenario, seed: u64, runs: u64, tables: Tables) -> Batch {
        let of_runs = tables.of_runs();
        let traced = tables.has(&runs::EVENTS) || tables.has(&runs::ANSWERS);
        Batch {
            setup: CompiledScenario::new(scenario),
            seed,
            runs,
            tables,
            of_runs,
            traced,
            agent_seats: None,
        }
    }

    /// The same batch with programs or agents in these seats, each in another. It has the table `seats` too.
    #[must_use]
    pub fn with_programs(mut self, specs: Vec<AgentSpec>) -> Batch {
        self.agent_seats = (!specs.is_empty()).then(|| AgentSeats::new(specs));
        self
    }

    /// The scenario, made ready.
    #[must_use]
    pub fn setup(&self) -> &CompiledScenario {
        &self.setup
    }

    /// What determines the batch, byte for byte.
    #[must_use]
    pub fn inputs(&self) -> Inputs {
        Inputs {
            command: "run".to_owned(),
            summitry: env!("CARGO_PKG_VERSION").to_owned(),
            randomness: PROTOCOL,
            scenario: self.setup.scenario.id.clone(),
            scenario_sha256: hex_digest(self.resolved().as_bytes()),
            seed: self.seed,
            first_run: 0,
            runs: self.runs,
            tables: self.tables.0.iter().map(|t| (*t).to_owned()).collect(),
            table_format: TableFormat::Csv,
            experiment: None,
            shard: None,
            seats: self.agent_seats.as_ref().map(|agent_seats| agent_seats.inputs(&self.setup)),
        }
    }

    /// The scenario with every default written out: what is run, and what the digest is of.
    fn resolved(&self) -> String {
        self.setup.scenario.to_toml().to_string()
    }

    /// Runs the batch into a directory, or goes on with it, or finds it done.
    ///
    /// # Errors
    /// [`RunError`]; what is finished is kept.
    pub fn run(
        &self,
        dir: &Path,
        force: bool,
        threads: usize,
        stop: &AtomicBool,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Completion<BatchResult>, RunError> {
        // A tally counts with 32 bits.
        if self.runs > MAX_REPLICATION.min(u32::MAX.into()) {
            return Err(RunError::TooMany { runs: self.runs });
        }
        if let Some(agent_seats) = &self.agent_seats
            && (force || !dir.join(MANIFEST).exists())
        {
            let refused = |error: AgentNotStarted| RunError::Failed {
                failure: Failure { message: error.to_string(), kind: ErrorKind::Request },
                kept: 0,
            };
            agent_seats.try_out(&self.setup).map_err(refused)?;
        }
        let mut batch = match BatchDir::open(dir, &self.inputs(), force)
            .map_err(|error| explained(error, &self.resolved(), None))?
        {
            Opened::AlreadyDone(manifest) => return Ok(Completion::AlreadyDone(manifest)),
            Opened::Fresh(batch) | Opened::Resume(batch) => batch,
        };
        // An agent in process answers on the calling thread, in the order of the runs.
        let in_process = self.agent_seats.as_ref().is_some_and(AgentSeats::in_process);
        let options = Options::threads(if in_process { 1 } else { threads });
        let tally = match run_batch(&self, &mut batch, &options, stop, progress)? {
            Finished::Interrupted { done } => return Ok(Completion::Interrupted { done }),
            Finished::Done(tally) => tally,
        };
        let scenario = &self.setup.scenario;
        let summary = Summary::of(&scenario.id, &tally);
        if let Some(trajectories) = tally.trajectories() {
            batch.write_table(&TRAJECTORIES, &trajectories.rows(&scenario.id))?;
        }
        let mut left_out = Vec::new();
        if self.tables.has(&frontier::FRONTIER) {
            let frontier = frontier::frontier(&self.setup);
            if let Some(rows) = frontier.rows {
                batch.write_table(&frontier::FRONTIER, &rows)?;
            }
            left_out = frontier.left_out;
        }
        if self.tables.has(&SUMMARY) {
            batch.write_table(&SUMMARY, &summary.rows())?;
        }
        let head =
            "# The scenario as it was run: every field with its value, overrides included.\n\n";
        batch.write_whole("scenario.toml", format!("{head}{}", self.resolved()).as_bytes())?;
        let about = About {
            name: scenario.id.clone(),
            title: scenario.title.clone(),
            description: scenario.description.clone(),
            numbers: Some(Numbers {
                own: scenario.origin.own(),
                defaults: scenario.origin.defaults(),
                sentence: scenario.origin.sentence(),
            }),
        };
        let manifest = batch.finish(&about)?;
        let lost = self.agent_seats.as_ref().and_then(AgentSeats::first_lost);
        Ok(Completion::Done(BatchResult { manifest, summary, left_out, lost }))
    }
}

/// What a worker keeps from run to run.
#[derive(Debug)]
pub struct Worker<'a> {
    run: Run<'a>,
    seats: PolicySet<'a>,
    /// Where programs play.
    programs: Option<agents::MixedDriver<'a>>,
    text: String,
}

impl<'a> Job for &'a Batch {
    type Cell = ();
    type Worker = Worker<'a>;
    type Accumulator = Tally;

    fn tables(&self) -> Vec<&Table> {
        let programs = self.agent_seats.as_ref().map(|_| &SEATS);
        self.of_runs.iter().map(|of| of.table()).chain(programs).collect()
    }

    fn worker(&self) -> Self::Worker {
        let mut run = Run::new(&self.setup);
        run.keep_trajectory(self.tables.has(&TRAJECTORIES));
        let programs = self
            .agent_seats
            .as_ref()
            .map(|agent_seats| agents::MixedDriver::new(&self.setup, &agent_seats.specs));
        Worker { run, seats: PolicySet::new(&self.setup), programs, text: String::new() }
    }

    fn accumulator(&self) -> Tally {
        tally::tally(&self.setup, self.tables.has(&TRAJECTORIES))
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
        let state = &mut worker.run;
        for run in chunk.first..chunk.first + chunk.runs {
            *at = run;
            if let (Some(agent_seats), Some(programs), Some(rows)) =
                (&self.agent_seats, &mut worker.programs, output.rows.last_mut())
            {
                let played = agent_seats.play(programs, state, (self.seed, run), self.traced, rows);
                if let Err(failure) = played {
                    output.failed = Some(failure);
                    return;
                }
            } else {
                state.begin(self.seed, run, self.traced).expect("the number of runs was checked");
                drive(state, &worker.seats).expect("policies give legal answers");
            }
            write_run(state, run, self.seed, &self.of_runs, &mut output.rows, &mut worker.text);
            tally::count(&mut output.stats, state);
        }
    }
}
