//! `summitry run`: batches of runs.

mod agents;
mod next;
mod view;

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::json;

use summitry_lab::agents::AgentSpec;
use summitry_lab::experiment::{Batch, BatchResult, LostSeat, Tables};
use summitry_lab::output::{Completion, Manifest, SUMMARY};
use summitry_lab::rows::seats::marked;
use summitry_model::scenario::Scenario;

use super::args::{Changes, Format, RunArgs, threads_or_cores};
use super::exit::{Exit, Failure};
use super::format::{counted, path, tame, wrap};
use super::progress::Progress;
use super::{messages, screen, signals};
use view::Outcomes;

use agents::Programs;

/// The batches to run, with what is the same for all of them.
#[derive(Debug)]
struct Plan {
    batches: Vec<Planned>,
    changes: Changes,
    programs: Programs,
    runs: u64,
    seed: u64,
    threads: usize,
    tables: Tables,
    force: bool,
    format: Format,
    quiet: bool,
    /// What became of reading the scenarios: those that were refused are not among the batches.
    read: Exit,
}

/// One of the batches.
#[derive(Debug)]
struct Planned {
    /// The scenario as it was typed.
    typed: String,
    scenario: Scenario,
    /// The seats that programs play.
    outside: Vec<AgentSpec>,
    dir: PathBuf,
}

/// How a batch came to be complete.
#[derive(Clone, Copy, Debug)]
enum State {
    Done,
    Already,
}

impl State {
    fn name(self) -> &'static str {
        match self {
            State::Done => "done",
            State::Already => "already",
        }
    }
}

/// Reads all scenarios, then runs those that could be read.
pub(super) fn run(args: RunArgs) -> Result<Exit, Failure> {
    let plan = Plan::new(args)?;
    let stop = signals::listen();
    let mut exit = plan.read;
    let mut done = None;
    for planned in &plan.batches {
        let batch = Batch::new(planned.scenario.clone(), plan.seed, plan.runs, plan.tables.clone())
            .with_programs(planned.outside.clone());
        let mut progress = Progress::new(&planned.scenario.id, plan.runs, !plan.quiet);
        let at = &mut |runs| progress.at(runs);
        let ended = batch.run(&planned.dir, plan.force, plan.threads, &stop, at);
        progress.end();
        match ended {
            Ok(Completion::Done(BatchResult { manifest, summary, left_out, lost })) => {
                plan.show(planned, State::Done, Some(&Outcomes::of(&summary)))?;
                exit = exit
                    .and(plan.note_marked(planned, lost.as_ref()).or_else(Failure::and_continue)?);
                left_out.iter().for_each(|what| plan.note(&format!("\n{what}")));
                plan.note(&messages::written(&planned.dir, &manifest));
                done = Some(planned);
            }
            Ok(Completion::AlreadyDone(manifest)) => {
                exit = exit
                    .and(plan.show_again(planned, &manifest).or_else(Failure::and_continue)?)
                    .and(plan.note_marked(planned, None).or_else(Failure::and_continue)?);
                done = Some(planned);
            }
            Ok(Completion::Interrupted { done }) => {
                screen::note(&messages::interrupted(&planned.dir, done, plan.runs));
                return Ok(exit.and(Exit::INTERRUPTED));
            }
            Err(error) => exit = exit.and(Failure::from(error).report()),
        }
        if signals::stopped() {
            return Ok(exit.and(plan.interrupted_after(planned)));
        }
    }
    if let Some(planned) = done
        && !plan.quiet
    {
        screen::note_raw(&next::commands(&plan, planned, screen::error_width()));
    }
    Ok(exit)
}

impl Plan {
    /// Reads every scenario; those that are refused are reported, and the rest is planned.
    fn new(args: RunArgs) -> Result<Plan, Failure> {
        let several = args.scenarios.len() > 1;
        let mut read = Exit::DONE;
        let mut batches: Vec<Planned> = Vec::new();
        let within = Duration::from_millis(args.seat_timeout);
        let programs = Programs::read(args.seat, within, args.fallback)?;
        for typed in args.scenarios {
            let (scenario, outside) = match programs.scenario(&typed, &args.changes) {
                Ok(found) => found,
                Err(failure) => {
                    read = read.and(failure.and_continue()?);
                    continue;
                }
            };
            let dir = match &args.out {
                Some(out) if !several => out.clone(),
                out => out.as_deref().unwrap_or(Path::new("out")).join(&scenario.id),
            };
            if let Some(twin) = batches.iter().find(|planned| planned.dir == dir) {
                return Err(Failure::refused(format!(
                    "{} and {} would both be written to {}; run them one at a time, each with \
                     its own --out",
                    tame(&twin.typed),
                    tame(&typed),
                    path(&twin.dir)
                )));
            }
            batches.push(Planned { typed, scenario, outside, dir });
        }
        let tables = args.tables.unwrap_or_else(Tables::all);
        Ok(Plan {
            batches,
            changes: args.changes,
            programs,
            runs: args.runs,
            seed: args.seed,
            threads: threads_or_cores(args.threads),
            tables: if args.trace { tables.with_trace() } else { tables },
            force: args.force,
            format: args.format,
            quiet: args.quiet,
            read,
        })
    }

    /// Prints the results of a batch.
    fn show(
        &self,
        planned: &Planned,
        state: State,
        outcomes: Option<&Outcomes>,
    ) -> Result<(), Failure> {
        let gate = planned.scenario.gate_spec.label();
        if self.format == Format::Json {
            let mut record = json!({
                "scenario": planned.scenario.id,
                "state": state.name(),
                "dir": planned.dir,
                "runs": self.runs,
                "seed": self.seed,
                "gate": gate,
                "own_numbers": planned.scenario.origin.own(),
                "default_numbers": planned.scenario.origin.defaults(),
            });
            if let (Some(record), Some(outcomes)) = (record.as_object_mut(), outcomes)
                && let serde_json::Value::Object(found) = outcomes.json()
            {
                record.extend(found);
            }
            return Ok(screen::print(&format!("{record}\n"))?);
        }
        let width = screen::width();
        let bold = screen::BOLD;
        let runs = counted(self.runs, "run", "runs");
        let title = wrap(&tame(&planned.scenario.title), width, "");
        let id = tame(&planned.scenario.id);
        let numbers = planned.scenario.origin.sentence();
        let inputs = format!("{id}: {runs}, seed {}, gate {gate}; {numbers}", self.seed);
        let inputs = wrap(&inputs, width, "");
        let table = outcomes.map(|outcomes| format!("\n{}", outcomes.table(width)));
        let table = table.unwrap_or_default();
        let again = self.batches.first().is_some_and(|first| first.dir != planned.dir);
        let space = if again { "\n" } else { "" };
        Ok(screen::print(&format!("{space}{bold}{title}{bold:#}\n{inputs}\n{table}"))?)
    }

    /// Shows a batch that an earlier command has run.
    fn show_again(&self, planned: &Planned, manifest: &Manifest) -> Result<Exit, Failure> {
        self.note(&messages::already(&planned.dir, "batch", "run"));
        let outcomes = match manifest.files.iter().any(|entry| entry.file == SUMMARY.file) {
            true => Some(Outcomes::read(&planned.dir)?),
            false => None,
        };
        self.show(planned, State::Already, outcomes.as_ref())?;
        Ok(Exit::DONE)
    }

    /// Reports in how many runs a program lost its seat, with --quiet too: such runs are not what was asked for.
    fn note_marked(&self, planned: &Planned, lost: Option<&LostSeat>) -> Result<Exit, Failure> {
        if !planned.outside.is_empty()
            && let Some(note) = agents::note_of_marked(&marked(&planned.dir)?, self.runs, lost)
        {
            screen::note(&note);
        }
        Ok(Exit::DONE)
    }

    /// Writes a message, unless with --quiet.
    fn note(&self, message: &str) {
        if !self.quiet {
            screen::note(message);
        }
    }

    /// A signal came as a batch ended: those after it are not begun.
    fn interrupted_after(&self, planned: &Planned) -> Exit {
        let at = self.batches.iter().position(|other| other.dir == planned.dir);
        let left = self.batches.len() - at.map_or(0, |at| at + 1);
        if left == 0 {
            return Exit::DONE;
        }
        let left = counted(left as u64, "batch was", "batches were");
        screen::note(&format!("interrupted: {left} not started; rerun the same command to resume"));
        Exit::INTERRUPTED
    }
}
