//! The report of a comparison: the same runs under several rules.

mod figures;
mod selection;
mod sentences;
mod tables;

use tables::{Differences, RuleMeans, WaitingTimes};

use super::directory::FinishedDir;
use super::{Content, Omission, OmissionReason, ReportError};

/// What is compared pair by pair, in figures of their own: the measure, what it is in a sentence, and the unit that is shown.
const COMPARED: [(&str, &str, &str); 4] = [
    ("durable", "the share of runs with a lasting settlement", "points"),
    ("no-summit", "the share of runs without a summit", "points"),
    (
        "summit_wait_days",
        "the wait for the first summit (a run without one counts to the end)",
        "days",
    ),
    ("strain_area_days", "the area under strain", "days"),
];

/// Reads the tables that there are, and makes what can be made of them.
pub(super) fn report(directory: &FinishedDir) -> Result<Content, ReportError> {
    if directory.has("selection") {
        return selection::report(directory);
    }
    let mut content = Content::default();
    let mut without = |what, table| {
        content.omissions.push(Omission { what, why: OmissionReason::NoTable(table) });
    };
    let means = if directory.has("means") { Some(RuleMeans::read(directory)?) } else { None };
    let differences =
        if directory.has("differences") { Some(Differences::read(directory)?) } else { None };
    if means.is_none() {
        without("outcomes side by side", "means");
    }
    if differences.is_none() {
        without("paired differences", "differences");
    }
    let waiting_times =
        if directory.has("runs") { Some(WaitingTimes::read(directory)?) } else { None };
    if waiting_times.is_none() {
        without("waiting times side by side", "runs");
    }
    let mut figures = Vec::new();
    if let Some(means) = &means {
        figures.extend(figures::side_by_side(means));
        figures.extend(figures::means(means, "durable"));
    }
    if let Some(differences) = &differences {
        for compared in COMPARED {
            figures.extend(figures::differences(differences, compared));
        }
    }
    if let Some(waiting_times) = &waiting_times {
        figures.extend(figures::waiting(waiting_times, directory.names.window));
    }
    if let (Some(means), Some(differences)) = (&means, &differences) {
        content.sentences =
            sentences::sentences(means, differences, directory.manifest.inputs.runs);
    }
    content.figures = figures;
    Ok(content)
}
