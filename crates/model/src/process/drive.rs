//! The one loop: advance, answer, commit.

use crate::policy::decision::Illegal;
use crate::policy::{Answer, Game, Policy};

use super::run::{Run, Step};

/// Who answers: a policy for each party, with the parameters of the scenario that policies read.
#[derive(Clone, Debug)]
pub struct PolicySet<'s> {
    policies: &'s [Policy],
    rules: &'s crate::policy::Rules,
    game: Game<'s>,
}

impl<'s> PolicySet<'s> {
    /// The seats as the scenario fills them.
    #[must_use]
    pub fn new(setup: &'s super::CompiledScenario) -> Self {
        let scenario = &setup.scenario;
        PolicySet { policies: &scenario.policies, rules: &scenario.rules, game: setup.game() }
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
pub fn drive(run: &mut Run<'_>, seats: &PolicySet<'_>) -> Result<(), Illegal> {
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::policy::{Choice, RequestKind};
    use crate::process::CompiledScenario;
    use crate::scenario::{Overrides, read};

    fn setups() -> Vec<CompiledScenario> {
        let names = ["classroom", "kyiv-washington", "with-counterpart"];
        let setup =
            |name| CompiledScenario::new(read(name, &Overrides::default()).scenario.unwrap());
        names.into_iter().map(setup).collect()
    }

    /// The decisions of a run, and its draws: purpose, entity, position in the stream, value.
    type Played = (Vec<(RequestKind, Answer)>, Vec<(u8, usize, u64, f64)>);

    /// Run `number`, in which the policies decide all but the decision `change`.
    fn played(setup: &CompiledScenario, number: u64, change: Option<(usize, Answer)>) -> Played {
        let seats = PolicySet::new(setup);
        let mut run = Run::new(setup);
        run.begin(5, number, false).unwrap();
        run.ask_at_every_table(true);
        let mut decisions = Vec::new();
        drive_by(&mut run, |run, k| {
            let changed = change.filter(|(at, _)| *at == decisions.len());
            let answer = changed.map_or_else(|| seats.answer(run, k), |(_, answer)| answer);
            decisions.push((run.due()[k].kind, answer));
            answer
        })
        .unwrap();
        (decisions, run.drawn().to_vec())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Each draw belongs to its purpose, entity and position: another decision changes which draws are made, never
        /// what a draw is.
        #[test]
        fn a_change_leaves_every_draw_that_both_runs_make_as_it_was(
            which in 0..3_usize, number in 0..100_000_u64, at in 0.0..1.0_f64, pick in 0..4_usize,
        ) {
            let setup = &setups()[which];
            let (decisions, was) = played(setup, number, None);
            let others = |(kind, made): &(RequestKind, Answer)| -> Vec<Choice> {
                let legal = kind.legal().iter().copied();
                legal.filter(|choice| Answer::Choice(*choice) != *made).collect()
            };
            let open: Vec<usize> =
                (0..decisions.len()).filter(|&k| !others(&decisions[k]).is_empty()).collect();
            prop_assume!(!open.is_empty());
            let changed = open[(at * open.len() as f64) as usize];
            let others = others(&decisions[changed]);
            let answer = Answer::Choice(others[pick % others.len()]);
            let (_, is) = played(setup, number, Some((changed, answer)));
            let key = |&(purpose, entity, position, value): &(u8, usize, u64, f64)| {
                ((purpose, entity, position), value.to_bits())
            };
            let known: BTreeMap<_, _> = was.iter().map(key).collect();
            prop_assert_eq!(known.len(), was.len(), "a draw was made twice");
            let mut common = 0;
            for (place, value) in is.iter().map(key) {
                if let Some(before) = known.get(&place) {
                    prop_assert_eq!(*before, value, "{:?}", place);
                    common += 1;
                }
            }
            prop_assert!(common > 0);
        }
    }
}
