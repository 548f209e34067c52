//! What a class's tables did, as stories, what-ifs and tables of rows take it.

use summitry_lab::replay::{Decision, ReplayOptions, RunHistory, replay};
use summitry_model::policy::decision::Illegal;
use summitry_model::process::{Outcome, PolicySet, Run};

use super::debrief::{Played, Prediction};
use super::room::{Course, Room, Table};
use super::table::By;

/// The path of a table's run, and who answered each decision.
///
/// # Errors
///
/// [`Illegal`], if an answer that was accepted is not legal any more: another version of the program.
pub fn path(
    course: &Course,
    number: usize,
    table: &Table,
) -> Result<(RunHistory, Vec<By>), Illegal> {
    let mut run = Run::new(&course.setup);
    let (mut decisions, mut by) = (Vec::new(), Vec::new());
    table.replay(course, number, &mut run, &mut |run, first, answers| {
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
    let (seed, replication) = (course.plan.seed, course.plan.replication);
    let (path, _) = replay(&mut run, &PolicySet::of(&course.setup), seed, replication, of)?;
    Ok((path, by))
}

/// The tables of a class that are at their end, as a debrief takes them.
///
/// # Errors
///
/// [`Illegal`], as [`path`].
pub fn played(room: &Room) -> Result<Vec<Played>, Illegal> {
    let course = room.course();
    let mut played = Vec::new();
    for (number, table) in room.tables().iter().enumerate() {
        if table.look().ending.is_none() {
            continue;
        }
        let (path, by) = path(course, number, table)?;
        let parties =
            (0..course.setup.parties()).map(|party| summitry_engine::ids::PartyId(party as u8));
        let predictions = parties.filter_map(|party| {
            let guess = room.guess(number, party.index())?;
            let outcome = Outcome::ALL.iter().find(|outcome| outcome.name() == guess.outcome)?;
            let first_summit_day = guess.first_summit_day.map(f64::from);
            Some(Prediction { party, outcome: *outcome, first_summit_day })
        });
        played.push(Played { number: number + 1, path, by, predictions: predictions.collect() });
    }
    Ok(played)
}
