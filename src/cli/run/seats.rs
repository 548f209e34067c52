//! `run --seat`: which program plays which party, and what to say of the runs in which one lost its seat.

use std::time::Duration;

use crate::cli::words::{counted, tame};
use summitry_lab::agents::{AgentSpec, words};
use summitry_lab::rows::seats::Marked;
use summitry_model::fields::suggest::{listed, nearest};
use summitry_model::scenario::Scenario;

/// The programs that were typed.
#[derive(Clone, Debug, Default)]
pub(super) struct Programs {
    /// Each as it was typed.
    pub typed: Vec<String>,
    seats: Vec<(String, Vec<String>)>,
    pub within: Duration,
    pub fallback: Option<String>,
}

impl Programs {
    /// Reads what was typed.
    pub(super) fn read(
        typed: Vec<String>,
        within: Duration,
        fallback: Option<String>,
    ) -> Result<Programs, String> {
        let mut seats: Vec<(String, Vec<String>)> = Vec::new();
        for text in &typed {
            let shown = tame(text);
            let Some((party, command)) = text.split_once('=') else {
                return Err(format!(
                    "--seat {shown}: no command; write --seat PARTY=COMMAND, such as \
                     --seat white-house=\"python3 seat.py\""
                ));
            };
            let party = party.trim();
            if seats.iter().any(|(other, _)| other == party) {
                return Err(format!("--seat {shown}: {party} has a program already"));
            }
            let command = words(command).map_err(|error| format!("--seat {shown}: {error}"))?;
            seats.push((party.to_owned(), command));
        }
        Ok(Programs { typed, seats, within, fallback })
    }

    /// The seats of a scenario that they play.
    pub(super) fn outside(&self, scenario: &Scenario) -> Result<Vec<AgentSpec>, String> {
        let ids = || scenario.parties.iter().map(|party| party.id.as_str());
        let seat = |(party, command): &(String, Vec<String>)| {
            let place = ids().position(|id| id == party).ok_or_else(|| {
                let meant = nearest(party, ids());
                let meant = meant.map(|id| format!("did you mean `{id}`? ")).unwrap_or_default();
                format!(
                    "--seat: {} has no party `{}`; {meant}its parties are {}",
                    tame(&scenario.id),
                    tame(party),
                    listed(ids())
                )
            })?;
            Ok(AgentSpec { party: place, command: command.clone(), answer_within: self.within })
        };
        self.seats.iter().map(seat).collect()
    }

    /// What the fall-back changes in the scenario.
    pub(super) fn changes(&self) -> impl Iterator<Item = String> {
        let parties = self.seats.iter().map(|(party, _)| party);
        let fallback = self.fallback.iter();
        fallback
            .flat_map(move |name| parties.clone().map(move |p| format!("party.{p}.policy={name}")))
    }
}

/// What to say of the marked runs; nothing if there is none.
pub(super) fn told(marked: &Marked, runs: u64) -> Option<String> {
    let (run, party, fault) = marked.first.as_ref()?;
    let runs = counted(runs, "run", "runs");
    let verb = if marked.runs == 1 { "is" } else { "are" };
    Some(format!(
        "\n{} of {runs} {verb} marked in seats.csv: a program lost its seat, and the fall-back played on; the first is \
         run {run}, where {party} lost it ({fault})",
        counted(marked.runs, "run", "runs").split(' ').next().unwrap_or_default(),
    ))
}
