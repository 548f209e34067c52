//! The report of a comparison: the same runs under several rules.

mod figures;
mod read;
mod selection;
mod sentences;

use read::{Came, Differences, Waits};

use super::source::Source;
use super::{Content, Missing, ReportError, Why};

/// What is compared pair by pair, in figures of their own: the measure, what it is in a sentence, and the unit that is shown.
const COMPARED: [(&str, &str, &str); 4] = [
    ("durable", "the share of runs with a settlement that lasts", "points"),
    ("no-summit", "the share of runs without a summit", "points"),
    (
        "first_summit_day",
        "the wait for the first summit, a run without one counted to the end,",
        "days",
    ),
    ("strain_area_days", "the area under strain", "days"),
];

/// Reads the tables that there are, and makes what can be made of them.
pub(super) fn report(source: &Source) -> Result<Content, ReportError> {
    if source.has("selection") {
        return selection::report(source);
    }
    let mut content = Content::default();
    let mut without = |what, table| {
        content.missing.push(Missing { what, why: Why::NoTable(table) });
    };
    let came = if source.has("means") { Some(Came::read(source)?) } else { None };
    let differences =
        if source.has("differences") { Some(Differences::read(source)?) } else { None };
    if came.is_none() {
        without("outcomes side by side", "means");
    }
    if differences.is_none() {
        without("paired differences", "differences");
    }
    let waits = if source.has("runs") { Some(Waits::read(source)?) } else { None };
    if waits.is_none() {
        without("waiting times side by side", "runs");
    }
    let mut figures = Vec::new();
    if let Some(came) = &came {
        figures.extend(figures::side_by_side(came));
        figures.extend(figures::means(came, "durable"));
    }
    if let Some(differences) = &differences {
        for compared in COMPARED {
            figures.extend(figures::differences(differences, compared));
        }
    }
    if let Some(waits) = &waits {
        figures.extend(figures::waiting(waits, source.names.window));
    }
    if let (Some(came), Some(differences)) = (&came, &differences) {
        content.sentences = sentences::sentences(came, differences, source.manifest.inputs.runs);
    }
    content.figures = figures;
    Ok(content)
}
