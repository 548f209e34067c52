//! `summitry run`: batches of runs.

mod next;
mod seats;

use std::io;
use std::path::{Path, PathBuf};
use std::thread::available_parallelism;
use std::time::Duration;

use serde_json::json;

use summitry_lab::agents::AgentSpec;
use summitry_lab::experiment::{Batch, Ended, Tables, names_experiment};
use summitry_lab::output::{MANIFEST, Manifest, SUMMARY};
use summitry_lab::rows::seats::marked;
use summitry_model::scenario::Scenario;

use super::args::{Changes, Format, RunArgs};
use super::exit::Exit;
use super::faults::read_or_tell;
use super::outcomes::Outcomes;
use super::progress::Progress;
use super::words::{counted, grouped, tame, wrap};
use super::{screen, signals};

use seats::Programs;

/// What `run` was asked to do.
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
    /// Whether all scenarios could be read.
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

impl Planned {
    /// The directory, to be shown.
    fn place(&self) -> String {
        tame(&self.dir.to_string_lossy())
    }
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

/// Reads all scenarios, then runs those that can be.
pub(super) fn run(args: RunArgs) -> io::Result<Exit> {
    let Some(plan) = Plan::of(args) else { return Ok(Exit::REFUSED) };
    let stop = signals::listen();
    let mut exit = plan.read;
    let mut done = None;
    for planned in &plan.batches {
        let batch = Batch::new(planned.scenario.clone(), plan.seed, plan.runs, plan.tables.clone())
            .with_programs(planned.outside.clone());
        let mut progress = Progress::new(&planned.scenario.id, plan.runs, !plan.quiet);
        let at = &mut |runs| progress.at(runs);
        let ended = batch.run(&planned.dir, plan.force, plan.threads, stop, at);
        progress.end();
        match ended {
            Ok(Ended::Done { manifest, summary, left_out }) => {
                plan.show(planned, State::Done, Some(&Outcomes::of(&summary)))?;
                exit = exit.and(plan.tell_marked(planned));
                left_out.iter().for_each(|what| plan.say(&format!("\n{what}")));
                plan.say(&written(planned, &manifest));
                done = Some(planned);
            }
            Ok(Ended::Already(manifest)) => {
                exit = exit.and(plan.show_again(planned, &manifest)?);
                exit = exit.and(plan.tell_marked(planned));
                done = Some(planned);
            }
            Ok(Ended::Interrupted { done }) => {
                screen::say(&format!(
                    "stopped: {} of {} are kept in {}; the same command goes on from there",
                    grouped(done),
                    counted(plan.runs, "run", "runs"),
                    planned.place()
                ));
                return Ok(exit.and(Exit::INTERRUPTED));
            }
            Err(error) => {
                screen::tell(&error.to_string());
                exit = exit.and(Exit(error.exit_code()));
            }
        }
        if signals::stopped() {
            return Ok(exit.and(plan.stopped_after(planned)));
        }
    }
    if let Some(planned) = done
        && !plan.quiet
    {
        screen::say_lines(&next::commands(&plan, planned, screen::error_width()));
    }
    Ok(exit)
}

impl Plan {
    /// What was typed, with every scenario read; none if that cannot be meant.
    fn of(args: RunArgs) -> Option<Plan> {
        let several = args.scenarios.len() > 1;
        let mut read = Exit::DONE;
        let mut batches: Vec<Planned> = Vec::new();
        let within = Duration::from_millis(args.seat_timeout);
        let programs = match Programs::read(args.seat, within, args.fallback) {
            Ok(programs) => programs,
            Err(error) => {
                screen::tell(&error);
                return None;
            }
        };
        for typed in args.scenarios {
            if names_experiment(&typed) {
                let typed = tame(&typed);
                screen::tell(&format!("{typed} is an experiment: summitry sweep {typed}"));
                read = Exit::REFUSED;
                continue;
            }
            let Some(scenario) = read_or_tell(&typed, &args.changes) else {
                read = Exit::REFUSED;
                continue;
            };
            let outside = match programs.outside(&scenario) {
                Ok(outside) => outside,
                Err(error) => {
                    screen::tell(&error);
                    read = Exit::REFUSED;
                    continue;
                }
            };
            let scenario = if programs.fallback.is_some() {
                let mut changes = args.changes.clone();
                changes.set.extend(programs.changes());
                match read_or_tell(&typed, &changes) {
                    Some(scenario) => scenario,
                    None => {
                        read = Exit::REFUSED;
                        continue;
                    }
                }
            } else {
                scenario
            };
            let dir = match &args.out {
                Some(out) if !several => out.clone(),
                out => out.as_deref().unwrap_or(Path::new("out")).join(&scenario.id),
            };
            if let Some(twin) = batches.iter().find(|planned| planned.dir == dir) {
                screen::tell(&format!(
                    "{} and {} would both be written to {}; run them one at a time, each with \
                     an --out of its own",
                    tame(&twin.typed),
                    tame(&typed),
                    twin.place()
                ));
                return None;
            }
            batches.push(Planned { typed, scenario, outside, dir });
        }
        let tables = args.tables.unwrap_or_else(Tables::all);
        let cores = || available_parallelism().map_or(1, usize::from);
        Some(Plan {
            batches,
            changes: args.changes,
            programs,
            runs: args.runs,
            seed: args.seed,
            threads: args.threads.unwrap_or_else(cores),
            tables: if args.trace { tables.with_trace() } else { tables },
            force: args.force,
            format: args.format,
            quiet: args.quiet,
            read,
        })
    }

    /// Prints what a batch came to.
    fn show(&self, planned: &Planned, state: State, outcomes: Option<&Outcomes>) -> io::Result<()> {
        let gate = planned.scenario.gate_spec.label();
        if self.format == Format::Json {
            let mut record = json!({
                "scenario": planned.scenario.id,
                "state": state.name(),
                "dir": planned.dir,
                "runs": self.runs,
                "seed": self.seed,
                "gate": gate,
            });
            if let (Some(record), Some(outcomes)) = (record.as_object_mut(), outcomes)
                && let serde_json::Value::Object(found) = outcomes.json()
            {
                record.extend(found);
            }
            return screen::print(&format!("{record}\n"));
        }
        let width = screen::width();
        let bold = screen::BOLD;
        let runs = counted(self.runs, "run", "runs");
        let title = wrap(&tame(&planned.scenario.title), width, "");
        let id = tame(&planned.scenario.id);
        let inputs = format!("{id}: {runs}, seed {}, gate {gate}", self.seed);
        let inputs = wrap(&inputs, width, "");
        let table = outcomes.map(|outcomes| format!("\n{}", outcomes.table(width)));
        let table = table.unwrap_or_default();
        let again = self.batches.first().is_some_and(|first| first.dir != planned.dir);
        let space = if again { "\n" } else { "" };
        screen::print(&format!("{space}{bold}{title}{bold:#}\n{inputs}\n{table}"))
    }

    /// Shows a batch that was there before.
    fn show_again(&self, planned: &Planned, manifest: &Manifest) -> io::Result<Exit> {
        self.say(&format!(
            "{} holds this batch already: nothing was run (--force writes it anew)\n",
            planned.place()
        ));
        if !manifest.files.iter().any(|entry| entry.file == SUMMARY.file) {
            self.show(planned, State::Already, None)?;
            return Ok(Exit::DONE);
        }
        match Outcomes::read(&planned.dir) {
            Ok(outcomes) => {
                self.show(planned, State::Already, Some(&outcomes))?;
                Ok(Exit::DONE)
            }
            Err(error) => {
                screen::tell(&error.to_string());
                Ok(Exit(error.exit_code()))
            }
        }
    }

    /// Says in how many runs a program lost its seat, even to those who want no messages: such runs are not what was asked
    /// for.
    fn tell_marked(&self, planned: &Planned) -> Exit {
        if planned.outside.is_empty() {
            return Exit::DONE;
        }
        match marked(&planned.dir) {
            Ok(found) => {
                if let Some(told) = seats::told(&found, self.runs) {
                    screen::say(&told);
                }
                Exit::DONE
            }
            Err(error) => {
                screen::tell(&error.to_string());
                Exit(error.exit_code())
            }
        }
    }

    /// A message, unless they are not wanted.
    fn say(&self, message: &str) {
        if !self.quiet {
            screen::say(message);
        }
    }

    /// A signal came as a batch ended: those after it are not begun.
    fn stopped_after(&self, planned: &Planned) -> Exit {
        let at = self.batches.iter().position(|other| other.dir == planned.dir);
        let left = self.batches.len() - at.map_or(0, |at| at + 1);
        if left == 0 {
            return Exit::DONE;
        }
        let left = counted(left as u64, "batch was", "batches were");
        screen::say(&format!("stopped: {left} not begun; the same command goes on"));
        Exit::INTERRUPTED
    }
}

/// Where the files are.
fn written(planned: &Planned, manifest: &Manifest) -> String {
    let files = manifest.files.iter().map(|entry| entry.file.as_str());
    let files: Vec<&str> = files.chain([MANIFEST]).collect();
    format!("\nWritten to {}: {}", planned.place(), files.join(", "))
}
