//! The report of a batch of one scenario.

mod bargains;
mod outcomes;
mod parties;
mod sentences;
mod stats;
mod summits;
mod talks;

use parties::{Frontier, PartyStats, trajectories};
use stats::{RunStats, SessionStats};

use super::directory::FinishedDir;
use super::{Content, Omission, OmissionReason, ReportError};

/// The states that have a fan.
const STATES: [&str; 4] = ["strain", "attention", "preparation", "cohesion"];

/// Reads the tables that there are, and makes what can be made of them.
pub(super) fn report(directory: &FinishedDir) -> Result<Content, ReportError> {
    let names = &directory.names;
    let mut content = Content::default();
    let mut without =
        |what: &'static str, why: OmissionReason| content.omissions.push(Omission { what, why });
    let mut figures = Vec::new();
    let has_runs = directory.has("runs");
    let runs = if has_runs { Some(RunStats::read(directory)?) } else { None };
    if runs.is_none() {
        without(
            "outcomes, waiting time, summit quality and survival",
            OmissionReason::NoTable("runs"),
        );
    }
    let window = names.window.filter(|days| *days > 0.0).unwrap_or(365.0);
    if let Some(runs) = &runs {
        figures.push(outcomes::outcomes(runs));
        figures.extend(outcomes::end_reasons(runs));
        figures.push(outcomes::waiting(runs, window));
        if runs.met() > 0 {
            figures.push(summits::quality(runs));
        } else {
            without("the quality of summits", OmissionReason::NothingSeen("no run reached one"));
        }
    }
    if directory.has("trajectories") {
        let found = trajectories(directory, &STATES)?;
        if !found.is_empty() {
            figures.push(summits::states(&found, window));
        }
    } else {
        without(
            "strain, attention, preparation and cohesion over the calendar",
            OmissionReason::NoTable("trajectories"),
        );
    }
    match (&runs, directory.has("rounds")) {
        (Some(runs), true) => {
            let typical = runs.typical(directory)?;
            let sessions =
                SessionStats::read(directory, typical.as_ref().map(|typical| typical.run))?;
            if let Some(typical) = &typical {
                let of = &sessions.of_typical;
                figures.push(talks::timeline(runs, typical, of, names, window));
            }
            if !sessions.issues.is_empty() {
                figures.push(talks::issues(runs, &sessions, names));
            }
        }
        (_, false) => without(
            "the timeline of a typical run, and which issues are agreed",
            OmissionReason::NoTable("rounds"),
        ),
        (None, true) => {}
    }
    if let Some(runs) = &runs {
        let survival = outcomes::survival(runs, names.follow_up);
        if survival.is_none() {
            without(
                "how long settlements last",
                OmissionReason::NothingSeen("none came into force"),
            );
        }
        figures.extend(survival);
    }
    if directory.has("parties") {
        let parties = PartyStats::read(directory)?;
        let frontier =
            if directory.has("frontier") { Some(Frontier::read(directory)?) } else { None };
        if frontier.is_none() {
            without("the Pareto front beside the utilities", OmissionReason::NoTable("frontier"));
        }
        figures.push(bargains::utilities(&parties, frontier.as_ref(), names));
        figures.push(bargains::concessions(&parties, names));
    } else {
        without(
            "utilities against the Pareto front, and who conceded what",
            OmissionReason::NoTable("parties"),
        );
    }
    if let Some(runs) = &runs {
        content.sentences = sentences::sentences(runs, names.follow_up);
    }
    content.figures = figures;
    Ok(content)
}
