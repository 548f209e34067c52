//! The one loop: advance, answer, commit.

use crate::policy::{Game, Policy};

use super::run::{Run, Step};

/// Who answers: a policy for each party, with the parameters of the scenario that policies read.
#[derive(Clone, Debug)]
pub struct Seats<'s> {
    policies: &'s [Policy],
    rules: &'s crate::policy::Rules,
    game: Game<'s>,
}

impl<'s> Seats<'s> {
    /// The seats as the scenario fills them.
    #[must_use]
    pub fn of(setup: &'s super::Setup) -> Self {
        let scenario = &setup.scenario;
        Seats { policies: &scenario.policies, rules: &scenario.rules, game: setup.game() }
    }
}

/// Drives a run that was begun to its end.
///
/// # Errors
/// An answer that was not legal: only a policy at fault gives one.
pub fn drive(run: &mut Run<'_>, seats: &Seats<'_>) -> Result<(), crate::policy::decision::Illegal> {
    loop {
        match run.advance() {
            Step::Happened => {}
            Step::Due => {
                for k in 0..run.due().len() {
                    let request = run.due()[k];
                    let policy = &seats.policies[request.party.index()];
                    let answer = policy.answer(seats.rules, &seats.game, &run.view(k), &request);
                    run.answer(k, answer)?;
                }
                run.commit();
            }
            Step::Done => return Ok(()),
        }
    }
}
