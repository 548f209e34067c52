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
use super::{Content, Missing, ReportError, Why};

/// The states that have a fan.
const STATES: [&str; 4] = ["strain", "attention", "preparation", "cohesion"];

/// Reads the tables that there are, and makes what can be made of them.
pub(super) fn report(source: &Source) -> Result<Content, ReportError> {
    let names = &source.names;
    let mut content = Content::default();
    let mut without = |what: &'static str, why: Why| content.missing.push(Missing { what, why });
    let mut figures = Vec::new();
    let has_runs = source.has("runs");
    let runs = if has_runs { Some(Runs::read(source)?) } else { None };
    if runs.is_none() {
        without("outcomes, waiting time, summit quality and survival", Why::NoTable("runs"));
    }
    let window = names.window.filter(|days| *days > 0.0).unwrap_or(365.0);
    if let Some(runs) = &runs {
        figures.push(outcomes::outcomes(runs));
        figures.push(outcomes::waiting(runs, window));
        if runs.met() > 0 {
            figures.push(summits::quality(runs));
        } else {
            without("the quality of summits", Why::NothingSeen("no run came to one"));
        }
    }
    if source.has("trajectories") {
        let found = trajectories(source, &STATES)?;
        if !found.is_empty() {
            figures.push(summits::states(&found, window));
        }
    } else {
        without(
            "strain, attention, preparation and cohesion over the calendar",
            Why::NoTable("trajectories"),
        );
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
        (_, false) => without(
            "the timeline of a typical run, and which issues are agreed",
            Why::NoTable("rounds"),
        ),
        (None, true) => {}
    }
    if let Some(runs) = &runs {
        let survival = outcomes::survival(runs, names.follow_up);
        if survival.is_none() {
            without("how long settlements last", Why::NothingSeen("none came into force"));
        }
        figures.extend(survival);
    }
    if source.has("parties") {
        let parties = Parties::read(source)?;
        let frontier = if source.has("frontier") { Some(Frontier::read(source)?) } else { None };
        if frontier.is_none() {
            without("the Pareto front beside the utilities", Why::NoTable("frontier"));
        }
        figures.push(bargains::utilities(&parties, frontier.as_ref(), names));
        figures.push(bargains::concessions(&parties, names));
    } else {
        without(
            "utilities against the Pareto front, and who conceded what",
            Why::NoTable("parties"),
        );
    }
    if let Some(runs) = &runs {
        content.sentences = sentences::sentences(runs, names.follow_up);
    }
    content.figures = figures;
    Ok(content)
}
