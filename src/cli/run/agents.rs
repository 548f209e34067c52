//! `run --seat`: which program plays which party, and in how many runs one lost its seat.

use std::time::Duration;

use crate::cli::args::Changes;
use crate::cli::exit::Failure;
use crate::cli::format::{counted, grouped, tame};
use crate::cli::load;
use summitry_lab::agents::{AgentSpec, words};
use summitry_lab::experiment::LostSeat;
use summitry_lab::rows::seats::Marked;
use summitry_model::fields::suggest::{listed, nearest};
use summitry_model::scenario::Scenario;

/// The programs of `--seat`, and the rules that they answer under.
#[derive(Clone, Debug, Default)]
pub(super) struct Programs {
    /// Each as it was typed.
    pub typed: Vec<String>,
    /// The id of a party, and the words of the command that plays it.
    seats: Vec<(String, Vec<String>)>,
    /// Time for an answer.
    pub within: Duration,
    /// The policy that takes over from a program that fails.
    pub fallback: Option<String>,
}

impl Programs {
    /// Splits `PARTY=COMMAND`, and a command into its words as a shell does.
    pub(super) fn read(
        typed: Vec<String>,
        within: Duration,
        fallback: Option<String>,
    ) -> Result<Programs, Failure> {
        let mut seats: Vec<(String, Vec<String>)> = Vec::new();
        for text in &typed {
            let shown = tame(text);
            let Some((party, command)) = text.split_once('=') else {
                return Err(Failure::refused(format!(
                    "--seat {shown}: no command; write --seat PARTY=COMMAND, such as \
                     --seat white-house=\"python3 seat.py\""
                )));
            };
            let party = party.trim();
            if seats.iter().any(|(other, _)| other == party) {
                let why = format!("--seat {shown}: {party} already has a program");
                return Err(Failure::refused(why));
            }
            let command = words(command)
                .map_err(|error| Failure::refused(format!("--seat {shown}: {error}")))?;
            seats.push((party.to_owned(), command));
        }
        Ok(Programs { typed, seats, within, fallback })
    }

    /// Reads a scenario, with the fallback in place of the policies of the seats that programs play.
    pub(super) fn scenario(
        &self,
        typed: &str,
        changes: &Changes,
    ) -> Result<(Scenario, Vec<AgentSpec>), Failure> {
        load::no_experiment(typed)?;
        let scenario = load::scenario(typed, changes)?;
        let outside = self.outside(&scenario)?;
        let Some(policy) = &self.fallback else { return Ok((scenario, outside)) };
        let mut changes = changes.clone();
        let set = |(party, _): &(String, Vec<String>)| format!("party.{party}.policy={policy}");
        changes.set.extend(self.seats.iter().map(set));
        Ok((load::scenario(typed, &changes)?, outside))
    }

    /// The seats of a scenario that they play.
    fn outside(&self, scenario: &Scenario) -> Result<Vec<AgentSpec>, Failure> {
        let ids = || scenario.parties.iter().map(|party| party.id.as_str());
        let seat = |(party, command): &(String, Vec<String>)| {
            let place = ids().position(|id| id == party).ok_or_else(|| {
                let meant = nearest(party, ids());
                let meant = meant.map(|id| format!("did you mean `{id}`? ")).unwrap_or_default();
                Failure::refused(format!(
                    "--seat: {} has no party `{}`; {meant}its parties are {}",
                    tame(&scenario.id),
                    tame(party),
                    listed(ids())
                ))
            })?;
            Ok(AgentSpec::program(place, command.clone(), self.within))
        };
        self.seats.iter().map(seat).collect()
    }
}

/// In how many runs a program lost its seat, and how in the first of those that this command made; `None` if in none.
pub(super) fn note_of_marked(
    marked: &Marked,
    runs: u64,
    lost: Option<&LostSeat>,
) -> Option<String> {
    let (run, party, fault) = marked.first.as_ref()?;
    let runs = counted(runs, "run", "runs");
    let verb = if marked.runs == 1 { "is" } else { "are" };
    let how = match lost {
        Some(lost) if lost.run == *run => format!(": {}", lost.lapse),
        Some(lost) => format!("; in run {} that of {}: {}", lost.run, lost.party, lost.lapse),
        None => String::new(),
    };
    Some(format!(
        "\n{} of {runs} {verb} marked in seats.csv: a program lost its seat, and the fallback played on; the first is \
         run {run}, where {party} lost it ({fault}){how}",
        grouped(marked.runs),
    ))
}
