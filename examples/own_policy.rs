//! Plays the gatekeeper with a policy of one's own; the scenario's policies answer for everybody else.
//!
//! `cargo run --example own_policy`

use std::error::Error;
use std::io::{self, Write};

use summitry::policy::{Answer, Choice, Request, RequestKind, View};
use summitry::process::PolicySet;
use summitry::{load, simulate, simulate_with};

const RUNS: u64 = 500;

/// A gatekeeper that grants summits by preparation alone, whatever the gate says.
struct Patient {
    /// The preparation from which it grants, from 0 to 1.
    preparation: f64,
}

impl Patient {
    /// The answer to a request, on what the gatekeeper can see; `None` leaves it to the scenario's policy.
    fn answer(&self, request: &Request, view: &impl View) -> Option<Answer> {
        let RequestKind::Grant { open, barred } = request.kind else { return None };
        let ready = view.preparation() >= self.preparation;
        Some(Answer::Choice(match (ready && !barred, open) {
            (true, true) => Choice::Grant,
            // To grant while the gate is shut is to override it.
            (true, false) => Choice::Override,
            (false, _) => Choice::Defer,
        }))
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    report(&mut io::stdout().lock())
}

/// Prints how often there is a summit under the scenario's gatekeeper and under this one, on the same random draws.
pub(crate) fn report(out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let scenario = load("kyiv-washington", &[])?;
    let gatekeeper = scenario.scenario.gatekeeper;
    let others = PolicySet::new(&scenario);
    let patient = Patient { preparation: 0.6 };

    let usual = simulate(&scenario, 1, 0..RUNS);
    let changed = simulate_with(&scenario, 1, 0..RUNS, |run, k| {
        let request = run.due()[k];
        let own = match request.party.index() == gatekeeper {
            true => patient.answer(&request, &run.view(k)),
            false => None,
        };
        own.unwrap_or_else(|| others.answer(run, k))
    });

    let (mut by_policy, mut by_patience, mut both) = (0, 0, 0);
    for (usual, changed) in usual.zip(changed) {
        let (usual, changed) = (usual?.first_summit().is_some(), changed?.first_summit().is_some());
        by_policy += u32::from(usual);
        by_patience += u32::from(changed);
        both += u32::from(usual && changed);
    }
    writeln!(out, "of {RUNS} runs have a summit")?;
    writeln!(out, "  with the scenario's gatekeeper  {by_policy:>4}")?;
    writeln!(out, "  with a patient one              {by_patience:>4}")?;
    writeln!(out, "  with both                       {both:>4}")?;
    Ok(())
}
