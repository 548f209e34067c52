//! Everybody at once: programs in some seats, the scenario's policies in the others.

use summitry_model::process::{CompiledScenario, PolicySet, Run, Step};

use super::player::Player;
use super::spec::{AgentNotStarted, AgentSpec};

/// Who plays, for one worker.
#[derive(Debug)]
pub struct MixedDriver<'s> {
    seats: PolicySet<'s>,
    players: Vec<Player<'s>>,
}

impl<'s> MixedDriver<'s> {
    /// Programs in these seats, each in another.
    #[must_use]
    pub fn new(setup: &'s CompiledScenario, spec: &'s [AgentSpec]) -> Self {
        let players = spec.iter().map(|of| Player::new(setup, of)).collect();
        MixedDriver { seats: PolicySet::new(setup), players }
    }

    /// Begins a run and drives it to its end.
    ///
    /// # Errors
    /// [`AgentNotStarted`]: the run is then not at its end.
    ///
    /// # Panics
    /// If a policy gives an answer that is not legal: an error of the program.
    #[expect(clippy::expect_used, reason = "the runner reports faults of the program")]
    pub fn play(
        &mut self,
        run: &mut Run<'_>,
        seed: u64,
        number: u64,
        trace: bool,
    ) -> Result<(), AgentNotStarted> {
        run.ask_at_every_table(true);
        run.begin(seed, number, trace).expect("the number of runs was checked");
        self.players.iter_mut().for_each(|player| player.begin(seed, number));
        let mut decision = 0;
        loop {
            match run.advance() {
                Step::Happened => {}
                Step::Done => break,
                Step::Due => {
                    for k in 0..run.due().len() {
                        decision += 1;
                        let party = run.due()[k].party.index();
                        let mut players = self.players.iter_mut();
                        let player = players.find(|player| player.spec().party == party);
                        if let Some(player) = player
                            && player.ask(run, k, decision)?
                        {
                            continue;
                        }
                        let answer = self.seats.answer(run, k);
                        run.answer(k, answer).expect("policies give legal answers");
                    }
                    run.commit();
                }
            }
        }
        let outcome = run.record().outcome.name();
        self.players.iter_mut().for_each(|player| player.end(outcome));
        Ok(())
    }

    /// The programs' seats, with what became of each in the last run.
    #[must_use]
    pub fn players(&self) -> &[Player<'s>] {
        &self.players
    }
}
