//! The report of a batch of one scenario.

mod bargains;
mod gathered;
mod outcomes;
mod parties;
mod sentences;
mod summits;
mod talks;

use gathered::{Runs, Sessions};
use parties::{Frontier, Parties, trajectories};

use super::source::Source;
use super::{Content, Missing, ReportError};

/// The states that have a fan.
const STATES: [&str; 4] = ["strain", "attention", "preparation", "cohesion"];

/// Reads the tables that there are, and makes what can be made of them.
pub(super) fn report(source: &Source) -> Result<Content, ReportError> {
    let names = &source.names;
    let mut content = Content::default();
    let mut lacks = |what: &'static str, table: &'static str| {
        content.missing.push(Missing { what, table });
    };
    let mut figures = Vec::new();
    let has_runs = source.has("runs");
    let runs = if has_runs { Some(Runs::read(source)?) } else { None };
    if runs.is_none() {
        lacks("outcomes, waiting time, summit quality and survival", "runs");
    }
    let window = names.window.filter(|days| *days > 0.0).unwrap_or(365.0);
    if let Some(runs) = &runs {
        figures.push(outcomes::outcomes(runs));
        figures.push(outcomes::waiting(runs, window));
        figures.push(summits::quality(runs));
    }
    if source.has("trajectories") {
        let found = trajectories(source, &STATES)?;
        if !found.is_empty() {
            figures.push(summits::states(&found, window));
        }
    } else {
        lacks("strain, attention, preparation and cohesion over the calendar", "trajectories");
    }
    match (&runs, source.has("rounds")) {
        (Some(runs), true) => {
            let typical = runs.typical(source)?;
            let sessions = Sessions::read(source, typical.as_ref().map(|typical| typical.run))?;
            if let Some(typical) = &typical {
                let of = &sessions.of_typical;
                figures.push(talks::timeline(runs, typical, of, names, window));
            }
            if !sessions.issues.is_empty() {
                figures.push(talks::issues(runs, &sessions, names));
            }
        }
        (_, false) => lacks("the timeline of a typical run, and which issues are agreed", "rounds"),
        (None, true) => {}
    }
    if let Some(runs) = &runs {
        figures.extend(outcomes::survival(runs, names.follow_up));
    }
    if source.has("parties") {
        let parties = Parties::read(source)?;
        let frontier = if source.has("frontier") { Some(Frontier::read(source)?) } else { None };
        if frontier.is_none() {
            lacks("the Pareto front beside the utilities", "frontier");
        }
        figures.push(bargains::utilities(&parties, frontier.as_ref(), names));
        figures.push(bargains::concessions(&parties, names));
    } else {
        lacks("utilities against the Pareto front, and who conceded what", "parties");
    }
    if let Some(runs) = &runs {
        content.sentences = sentences::sentences(runs, names.follow_up);
    }
    content.figures = figures;
    Ok(content)
}
