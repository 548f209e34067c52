//! The seats of a batch that programs play: what they are, how they are tried out, and when to give up.

use std::collections::BTreeMap;
use std::fs;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::agents::{AgentNotStarted, AgentSpec, Lapse, MixedDriver, PROTOCOL, player};
use crate::output::{ErrorKind, Rows, SeatInputs, SeatsInputs, hex_digest};
use crate::rows::seats::seat_row;
use summitry_model::fields::field::Choice as _;
use summitry_model::process::{CompiledScenario, Run};

use super::job::Failure;

/// If the first so many runs of a batch are all marked, it gives up.
pub const FRUITLESS: u32 = 20;

/// Files of a command that are larger are not digested: they are no programs.
const LARGEST_FILE: u64 = 64 << 20;

/// The seats that programs play.
#[derive(Debug, Default)]
pub(super) struct AgentSeats {
    pub specs: Vec<AgentSpec>,
    /// Which of the first runs of the batch are marked, a bit each.
    marked: AtomicU32,
    first: Mutex<Option<LostSeat>>,
}

/// A run in which a program lost its seat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostSeat {
    /// The number of the run.
    pub run: u64,
    /// The party whose seat it was.
    pub party: String,
    /// How it was lost.
    pub lapse: Lapse,
}

impl AgentSeats {
    pub(super) fn new(specs: Vec<AgentSpec>) -> AgentSeats {
        AgentSeats { specs, ..AgentSeats::default() }
    }

    /// What of it determines the batch.
    pub(super) fn inputs(&self, setup: &CompiledScenario) -> SeatsInputs {
        let seat = |spec: &AgentSpec| {
            let party = &setup.scenario.parties[spec.party];
            let seat = SeatInputs {
                command: spec.command.clone(),
                files: match &spec.in_process {
                    Some(agent) => {
                        agent.0.digest().map(|of| (agent.0.name(), of)).into_iter().collect()
                    }
                    None => digests(&spec.command),
                },
                fallback: party.of.policy.key().to_owned(),
                timeout_ms: u64::try_from(spec.answer_within.as_millis()).unwrap_or(u64::MAX),
            };
            // Our own types always serialise.
            (party.id.clone(), serde_json::to_value(seat).unwrap_or_default())
        };
        let party = self.specs.iter().map(seat).collect();
        SeatsInputs { protocol: PROTOCOL.to_owned(), party }
    }

    /// Starts every program once and ends it again, so that what cannot be started is told before the first run.
    pub(super) fn try_out(&self, setup: &CompiledScenario) -> Result<(), AgentNotStarted> {
        let mut programs = self.specs.iter().filter(|of| of.in_process.is_none());
        programs.try_for_each(|of| player::try_out(setup, of))
    }

    /// Whether an agent of the calling program is among them.
    pub(super) fn in_process(&self) -> bool {
        self.specs.iter().any(|of| of.in_process.is_some())
    }

    /// Makes a run and writes what became of the seats.
    pub(super) fn play(
        &self,
        table: &mut MixedDriver<'_>,
        run: &mut Run<'_>,
        (seed, number): (u64, u64),
        trace: bool,
        rows: &mut Rows,
    ) -> Result<(), Failure> {
        let stopped = |error: AgentNotStarted| Failure {
            message: format!("{error}\nrun {number} was not made"),
            kind: ErrorKind::Incomplete,
        };
        table.play(run, seed, number, trace).map_err(stopped)?;
        let scenario = &run.setup().scenario;
        let mut lost = None;
        for player in table.players() {
            let party = &scenario.parties[player.spec().party].id;
            seat_row(rows, &scenario.id, number, party, player.report());
            if let Some(lapse) = player.lapse() {
                lost.get_or_insert_with(|| LostSeat {
                    run: number,
                    party: party.clone(),
                    lapse: lapse.clone(),
                });
            }
        }
        let Some(lost) = lost else {
            return Ok(());
        };
        {
            let mut first = self.first.lock().unwrap_or_else(PoisonError::into_inner);
            if first.as_ref().is_none_or(|first| lost.run < first.run) {
                *first = Some(lost.clone());
            }
        }
        // Which runs are made first depends on the threads: it goes by their numbers.
        if number >= u64::from(FRUITLESS) {
            return Ok(());
        }
        let bit = 1_u32 << number;
        let marked = self.marked.fetch_or(bit, Ordering::Relaxed) | bit;
        if marked.count_ones() < FRUITLESS {
            return Ok(());
        }
        Err(Failure {
            message: format!(
                "the first {FRUITLESS} runs all lost a program; in run {number} that of {}: {}",
                lost.party, lost.lapse
            ),
            kind: ErrorKind::Agents,
        })
    }

    /// The seat that was lost in the first run, by number, in which one was; of the runs made since the start.
    pub(super) fn first_lost(&self) -> Option<LostSeat> {
        self.first.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The digests of the words of a command that name files.
fn digests(command: &[String]) -> BTreeMap<String, String> {
    let digest = |word: &String| {
        let meta = fs::metadata(word).ok()?;
        if !meta.is_file() || meta.len() > LARGEST_FILE {
            return None;
        }
        Some(hex_digest(&fs::read(word).ok()?))
    };
    command.iter().filter_map(|word| Some((word.clone(), digest(word)?))).collect()
}
