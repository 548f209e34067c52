//! The report of a sweep.

mod cells;
mod drivers;
mod responses;
mod sentences;

use cells::Cells;

use super::directory::FinishedDir;
use super::{Content, Omission, OmissionReason, ReportError};
use summitry_lab::analysis::Draw;

/// Cells beyond which no index and no box is computed for a page: `analyze` does.
const MOST_CELLS: usize = 100_000;

/// Reads the cells, and makes what their design allows.
pub(super) fn report(directory: &FinishedDir, draw: Draw<'_>) -> Result<Content, ReportError> {
    let mut content = Content::default();
    if !directory.has("cells") {
        let what = "response curves, the heat map, indices and boxes";
        content.omissions.push(Omission { what, why: OmissionReason::NoTable("cells") });
        return Ok(content);
    }
    let cells = Cells::read(directory)?;
    if cells.n.is_empty() || cells.factors.is_empty() {
        return Ok(content);
    }
    // The points of a trajectory differ in one factor each: they are no sample of the ranges, so neither means over them nor boxes
    // say how the output depends on a factor.
    let is_walk = cells.design == "morris";
    if is_walk {
        content.omissions.push(Omission {
            what: "mean responses, the heat map and the box of PRIM",
            why: OmissionReason::NothingSeen("a Morris design gives elementary effects only"),
        });
    } else {
        content.figures = responses::responses(&cells);
        content.figures.extend(responses::map(&cells, 0));
    }
    let mut drivers = None;
    if cells.n.len() <= MOST_CELLS && cells.factors.len() > 1 {
        drivers = drivers::indices(&cells, 0, draw);
        content.figures.extend(drivers.iter().flat_map(|drivers| drivers.figures.clone()));
        if !is_walk {
            content.figures.extend(drivers::boxes(&cells, 0).into_iter().flatten());
        }
    }
    content.sentences = sentences::sentences(&cells, drivers.as_ref());
    Ok(content)
}
