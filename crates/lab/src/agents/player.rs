//! A program in its seat: asked, believed while it keeps to the rules, and replaced once it does not.

use std::io::ErrorKind;

use summitry_model::policy::RequestKind;
use summitry_model::policy::decision::Illegal;
use summitry_model::process::{CompiledScenario, Run};

use super::in_process::{Asked, InProcess, NoAnswer};
use super::observation::observe;
use super::program::Program;
use super::protocol::{self, Message, Request, put};
use super::spec::{AgentNotStarted, AgentReport, AgentSpec, Fault, Lapse};

/// A seat that a program plays, for one worker.
#[derive(Debug)]
pub struct Player<'s> {
    setup: &'s CompiledScenario,
    spec: &'s AgentSpec,
    hello: Vec<u8>,
    program: Option<Program>,
    /// Whether the process that runs was asked in an earlier run.
    used: bool,
    run: u64,
    seed: u64,
    report: AgentReport,
    lapse: Option<Lapse>,
    lines: Vec<u8>,
}

impl<'s> Player<'s> {
    /// Nobody yet: the program is started when it is first asked.
    #[must_use]
    pub fn new(setup: &'s CompiledScenario, spec: &'s AgentSpec) -> Self {
        Player {
            setup,
            spec,
            hello: protocol::hello(setup, spec),
            program: None,
            used: false,
            run: 0,
            seed: 0,
            report: AgentReport::default(),
            lapse: None,
            lines: Vec::new(),
        }
    }

    /// The seat.
    #[must_use]
    pub fn spec(&self) -> &'s AgentSpec {
        self.spec
    }

    /// What became of it in the run.
    #[must_use]
    pub fn report(&self) -> &AgentReport {
        &self.report
    }

    /// How the program lost the seat in the run, if it did.
    #[must_use]
    pub fn lapse(&self) -> Option<&Lapse> {
        self.lapse.as_ref()
    }

    /// Begins a run.
    pub fn begin(&mut self, seed: u64, run: u64) {
        self.run = run;
        self.seed = protocol::seed_of(seed, run, self.spec.party);
        self.report = AgentReport::default();
        self.lapse = None;
        self.used = self.program.is_some();
    }

    /// Tells the program how the run ended, with whatever it is told next.
    pub fn end(&mut self, outcome: &'static str) {
        if self.report.requests == 0 {
            return;
        }
        if let Some(agent) = &self.spec.in_process {
            agent.0.end(outcome);
        }
        if let Some(program) = &mut self.program {
            self.lines.clear();
            put(&mut self.lines, &Message::End { run: self.run, outcome });
            program.send(&self.lines);
        }
    }

    /// Asks the program for the due decision numbered `k`, the run's decision number `decision`, and gives the run its
    /// answer. False if the seat is lost, in this run, and the decision is still due.
    ///
    /// A process that was asked in earlier runs and fails at the first request of this one is replaced by a fresh one, which
    /// is asked again: what an earlier run did to it is no part of this one.
    ///
    /// # Errors
    /// [`AgentNotStarted`]
    pub fn ask(
        &mut self,
        run: &mut Run<'_>,
        k: usize,
        decision: u64,
    ) -> Result<bool, AgentNotStarted> {
        self.report.requests += 1;
        if self.report.fault.is_some() {
            return Ok(false);
        }
        if let Some(agent) = &self.spec.in_process {
            return match self.call(agent, run, k, decision)? {
                Ok(()) => {
                    self.report.answered += 1;
                    Ok(true)
                }
                Err(lapse) => {
                    self.report.fault = Some((lapse.fault, decision));
                    self.lapse = Some(lapse);
                    Ok(false)
                }
            };
        }
        let id = format!("{}.{decision}", self.run);
        self.write(run, k, decision, &id);
        loop {
            let lapse = match self.exchange(run, k, &id)? {
                Ok(()) => {
                    self.report.answered += 1;
                    return Ok(true);
                }
                Err(lapse) => lapse,
            };
            let errors =
                self.program.take().map(|mut program| program.stderr()).unwrap_or_default();
            if !(self.used && self.report.requests == 1) {
                self.report.fault = Some((lapse.fault, decision));
                self.lapse = Some(Lapse { errors, ..lapse });
                return Ok(false);
            }
            self.used = false;
        }
    }

    /// As [`Player::exchange`], with an agent in process.
    fn call(
        &self,
        agent: &InProcess,
        run: &mut Run<'_>,
        k: usize,
        decision: u64,
    ) -> Result<Result<(), Lapse>, AgentNotStarted> {
        let asked = Asked { run: self.run, seed: self.seed, decision };
        match agent.0.answer(run, k, asked) {
            Ok(answer) => Ok(run
                .answer(k, answer)
                .map_err(|error| Lapse { why: error.to_string(), ..Lapse::from(Fault::Illegal) })),
            Err(NoAnswer::Lapse(lapse)) => Ok(Err(lapse)),
            Err(NoAnswer::Abandoned) => Err(AgentNotStarted {
                party: self.setup.scenario.parties[self.spec.party].id.clone(),
                command: self.spec.command_line(),
                why: "the program that it belongs to was interrupted".to_owned(),
                errors: String::new(),
            }),
        }
    }

    fn exchange(
        &mut self,
        run: &mut Run<'_>,
        k: usize,
        id: &str,
    ) -> Result<Result<(), Lapse>, AgentNotStarted> {
        let program = match &mut self.program {
            Some(program) => program,
            none => none.insert(start(self.setup, self.spec, &self.hello)?),
        };
        program.send(&self.lines);
        let line = match program.receive(self.spec.answer_within) {
            Ok(line) => line,
            Err(fault) => return Ok(Err(fault.into())),
        };
        Ok(protocol::answer(&line, id).and_then(|answer| {
            let illegal = |error: Illegal| Lapse::of_line(Fault::Illegal, &line, error.to_string());
            run.answer(k, answer).map_err(illegal)
        }))
    }

    fn write(&mut self, run: &Run<'_>, k: usize, decision: u64, id: &str) {
        let request = run.due()[k];
        let issue = match request.kind {
            RequestKind::EndorseIssue(issue) => {
                Some(self.setup.scenario.issues[issue.index()].id.as_str())
            }
            _ => None,
        };
        let message = Message::Request(Box::new(Request {
            id,
            run: self.run,
            seed: self.seed,
            decision,
            request: request.kind.name(),
            issue,
            occurrence: request.occurrence,
            legal: request.kind.legal().iter().map(|choice| choice.name()).collect(),
            view: observe(run, k),
            deadline_ms: u64::try_from(self.spec.answer_within.as_millis()).unwrap_or(u64::MAX),
        }));
        self.lines.clear();
        put(&mut self.lines, &message);
    }
}

impl Drop for Player<'_> {
    fn drop(&mut self) {
        if let Some(program) = self.program.take() {
            let mut bye = Vec::new();
            put(&mut bye, &Message::Bye);
            program.end(&bye);
        }
    }
}

/// Starts the program of a seat, and waits until it is ready.
fn start(
    setup: &CompiledScenario,
    of: &AgentSpec,
    hello: &[u8],
) -> Result<Program, AgentNotStarted> {
    let refused = |why: String, errors: String| AgentNotStarted {
        party: setup.scenario.parties[of.party].id.clone(),
        command: of.command_line(),
        why,
        errors,
    };
    let mut program = Program::start(&of.command).map_err(|error| {
        let why = match error.kind() {
            ErrorKind::NotFound => {
                "there is no such program; give its path, or its name on the PATH".to_owned()
            }
            ErrorKind::PermissionDenied => "it may not be executed".to_owned(),
            _ => error.to_string(),
        };
        refused(why, String::new())
    })?;
    program.send(hello);
    let why = match program.receive(AgentSpec::READY_WITHIN) {
        Ok(line) if protocol::is_ready(&line) => return Ok(program),
        Ok(line) => {
            let line: String = String::from_utf8_lossy(&line).chars().take(80).collect();
            let line = summitry_model::fields::text::sanitize(&line);
            format!("it is to answer the hello with {{\"type\":\"ready\"}}, and wrote `{line}`")
        }
        Err(Fault::Silent) => {
            let seconds = AgentSpec::READY_WITHIN.as_secs();
            format!("it did not say that it is ready within {seconds} seconds")
        }
        Err(Fault::Ended) => "it ended before it said that it is ready".to_owned(),
        Err(fault) => fault.to_string(),
    };
    let errors = program.stderr();
    Err(refused(why, errors))
}

/// Starts the program of a seat once and ends it again.
///
/// # Errors
/// [`AgentNotStarted`]
pub fn try_out(setup: &CompiledScenario, of: &AgentSpec) -> Result<(), AgentNotStarted> {
    let mut player = Player::new(setup, of);
    player.program = Some(start(setup, of, &player.hello)?);
    Ok(())
}
