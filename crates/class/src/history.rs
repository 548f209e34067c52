//! The run histories of a class's tables, for debriefs and exports.

use summitry_lab::replay::{Decision, ReplayOptions, RunHistory, replay};
use summitry_model::policy::decision::Illegal;
use summitry_model::process::{Outcome, PolicySet, Run};

use super::debrief::{PlayedTable, Prediction};
use super::state::{ClassConfig, ClassState, Table};
use super::table::AnsweredBy;

/// The history of a table's run, and who answered each decision.
///
/// # Errors
///
/// [`Illegal`], if an answer that was accepted is not legal any more: another version of the program.
pub fn path(
    config: &ClassConfig,
    number: usize,
    table: &Table,
) -> Result<(RunHistory, Vec<AnsweredBy>), Illegal> {
    let mut run = Run::new(&config.setup);
    let (mut decisions, mut by) = (Vec::new(), Vec::new());
    table.replay(config, number, &mut run, &mut |run, first, answers| {
        for (k, given) in answers.iter().enumerate() {
            let request = run.due()[k];
            decisions.push(Decision {
                number: first + k,
                at: run.now(),
                party: request.party,
                kind: request.kind,
                occurrence: request.occurrence,
                answer: given.answer,
            });
            by.push(given.by);
        }
    });
    let of =
        ReplayOptions { injected: &table.inputs().injected, ..ReplayOptions::recorded(&decisions) };
    let (seed, replication) = (config.plan.seed, config.plan.replication);
    let (path, _) = replay(&mut run, &PolicySet::new(&config.setup), seed, replication, of)?;
    Ok((path, by))
}

/// The finished tables of a class, as a debrief takes them.
///
/// # Errors
///
/// [`Illegal`], as [`path`].
pub fn played(state: &ClassState) -> Result<Vec<PlayedTable>, Illegal> {
    let config = state.config();
    let mut played = Vec::new();
    for (number, table) in state.tables().iter().enumerate() {
        if table.snapshot().ending.is_none() {
            continue;
        }
        let (path, by) = path(config, number, table)?;
        let parties =
            (0..config.setup.parties()).map(|party| summitry_engine::ids::PartyId(party as u8));
        let predictions = parties.filter_map(|party| {
            let guess = state.guess(number, party.index())?;
            let outcome = Outcome::ALL.iter().find(|outcome| outcome.name() == guess.outcome)?;
            let first_summit_day = guess.first_summit_day.map(f64::from);
            Some(Prediction { party, outcome: *outcome, first_summit_day })
        });
        played.push(PlayedTable {
            number: number + 1,
            path,
            by,
            predictions: predictions.collect(),
        });
    }
    Ok(played)
}
