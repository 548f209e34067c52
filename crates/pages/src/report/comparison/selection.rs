//! The report of a selection: which rule is the best, and what was spent on each.

use crate::charts::intervals::{IntervalRow, chart};
use crate::charts::numbers::{fixed, grouped};
use crate::charts::text::{isolated, plain};
use crate::charts::{Axis, DataTable, Figure};
use crate::report::directory::{FinishedDir, always, number, whole};
use crate::report::{Content, ReportError};
use summitry_lab::rows::metric::Metric;

/// A row of `selection.csv`.
struct SelectionLine {
    rule: String,
    state: String,
    n: u64,
    mean: f64,
    interval: Option<(f64, f64)>,
}

/// Reads the table, and makes a figure and sentences of it.
pub(super) fn report(directory: &FinishedDir) -> Result<Content, ReportError> {
    let mut lines = Vec::new();
    let mut measure = String::new();
    let columns = ["rule", "state", "n", "mean", "low", "high", "measure"];
    directory.read("selection", &columns, |cells| {
        measure = plain(&cells[6]);
        lines.push(SelectionLine {
            rule: isolated(&plain(&cells[0])),
            state: plain(&cells[1]),
            n: whole(&cells[2])?,
            mean: always(&cells[3])?,
            interval: number(&cells[4])?.zip(number(&cells[5])?),
        });
        Ok(())
    })?;
    let selection = directory.manifest.inputs.comparison().and_then(|of| of.selection.as_ref());
    let is_share = matches!(Metric::compared(&measure), Some(Metric::Outcome(_)));
    let (times, unit) = if is_share { (100.0, " %") } else { (1.0, "") };
    let shown = |value: f64| fixed(value * times, 1);
    let rows: Vec<IntervalRow> = lines
        .iter()
        .map(|line| {
            let wide = line.interval.map(|(low, high)| (low * times, high * times));
            let ends = line
                .interval
                .map(|(low, high)| format!(" ({} to {})", shown(low), shown(high)))
                .unwrap_or_default();
            let runs = grouped(line.n);
            let readout = format!(
                "{}{unit}{ends}, {runs} runs, {}: {}",
                shown(line.mean),
                line.state,
                line.rule
            );
            let mut row =
                IntervalRow::new(&line.rule, line.mean * times, wide, readout, line.state.clone());
            row.kind = usize::from(line.state != "selected");
            row
        })
        .collect();
    let ends = || {
        rows.iter()
            .flat_map(|row| [row.wide.map(|w| w.0), row.wide.map(|w| w.1), row.value])
            .flatten()
    };
    let (least, most) =
        (ends().fold(f64::INFINITY, f64::min), ends().fold(f64::NEG_INFINITY, f64::max));
    let axis = Axis::over(
        format!("{measure}{}", if is_share { ", share of runs (%)" } else { "" }),
        least,
        most,
        4,
    );
    let spent: u64 = lines.iter().map(|line| line.n).sum();
    let chosen = lines.iter().find(|line| line.state == "selected");
    let confidence = selection.map(|of| of.confidence).unwrap_or_default();
    let matters = selection.map(|of| of.indifference).map(|value| {
        if is_share {
            format!("{} points", fixed(value * 100.0, 1))
        } else {
            format!("{value} in its unit")
        }
    });
    let matters = matters.unwrap_or_default();
    let end = selection.map(|of| plain(&of.best)).unwrap_or_default();
    let mut sentences = vec![format!(
        "{} rules were compared by {measure} (the {end} is best), with {} runs in all.",
        lines.len(),
        grouped(spent)
    )];
    sentences.push(match chosen {
        Some(line) => format!(
            "{} is selected: if one rule is better than all others by {matters} or more, this is it with a probability of at least \
             {confidence}.",
            line.rule
        ),
        None => format!("The budget ran out before one rule was left: so few runs cannot separate the undecided rules to within {matters}."),
    });
    sentences.push(
        "Runs went to the rules that were still in contention (Kim & Nelson 2001): the 95 % intervals describe what was observed, \
         and the selection does not rest on them."
            .to_owned(),
    );
    let tied: Vec<&str> =
        lines.iter().filter(|line| line.state == "tied").map(|line| line.rule.as_str()).collect();
    if !tied.is_empty() {
        sentences.push(format!("Exactly as good in every round: {}.", tied.join(", ")));
    }
    let title = match chosen {
        Some(line) => format!("Selected: {}", line.rule),
        None => "No rule is selected".to_owned(),
    };
    let table = lines.iter().map(|line| {
        let (low, high) = line
            .interval
            .map_or((String::new(), String::new()), |(low, high)| (shown(low), shown(high)));
        vec![line.rule.clone(), line.state.clone(), grouped(line.n), shown(line.mean), low, high]
    });
    let figure = Figure {
        name: "selection".to_owned(),
        title,
        alt: format!("A row for each of {} rules, with the mean of {measure} and its interval.", rows.len()),
        note: "At the end of each row: whether it was selected. Mark: mean over the runs it was given; bar: 95 % interval."
            .to_owned(),
        drawing: chart(&rows, &axis),
        table: DataTable::new(["rule", "state", "runs", "mean", "low", "high"], table.collect()),
    };
    Ok(Content { sentences, figures: vec![figure], ..Content::default() })
}
