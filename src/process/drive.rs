//! The one loop: advance, answer, commit.

use crate::policy::decision::Illegal;
use crate::policy::{Answer, Game, Policy};

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

    /// What the seat that is asked in the due decision numbered `k` answers.
    #[must_use]
    pub fn answer(&self, run: &Run<'_>, k: usize) -> Answer {
        let request = run.due()[k];
        let policy = &self.policies[request.party.index()];
        policy.answer(self.rules, &self.game, &run.view(k), &request)
    }
}

/// Drives a run that was begun to its end.
///
/// # Errors
/// An answer that was not legal: only a policy at fault gives one.
pub fn drive(run: &mut Run<'_>, seats: &Seats<'_>) -> Result<(), Illegal> {
    drive_by(run, |run, k| seats.answer(run, k))
}

/// Drives a run that was begun to its end; `answer` answers the due decision numbered `k`.
///
/// # Errors
/// The first answer that was not legal.
pub fn drive_by(
    run: &mut Run<'_>,
    mut answer: impl FnMut(&Run<'_>, usize) -> Answer,
) -> Result<(), Illegal> {
    loop {
        match run.advance() {
            Step::Happened => {}
            Step::Due => {
                for k in 0..run.due().len() {
                    let answer = answer(run, k);
                    run.answer(k, answer)?;
                }
                run.commit();
            }
            Step::Done => return Ok(()),
        }
    }
}
