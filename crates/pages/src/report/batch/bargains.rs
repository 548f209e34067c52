//! Figures of what the parties got and gave.

use crate::charts::clouds::{Named, Plane, Square, plane};
use crate::charts::intervals::{self, IntervalRow};
use crate::charts::numbers::{fixed, grouped, percent};
use crate::charts::{Axis, DataTable, Figure, Shape};
use crate::report::directory::Names;
use crate::report::format::brief;

use super::parties::{Frontier, PartyStats, UTILITIES};

/// Squares that the keyboard comes to.
const FOCUSED: usize = 10;

/// Utilities of requester and gatekeeper, against the Pareto front where there is one.
pub(super) fn utilities(
    parties: &PartyStats,
    frontier: Option<&Frontier>,
    names: &Names,
) -> Figure {
    let side = 1.0 / UTILITIES as f64;
    let most = parties.squares.values().copied().max().unwrap_or_default().max(1);
    let mut order: Vec<(&(usize, usize), &u64)> = parties.squares.iter().collect();
    order.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    let mut squares = Vec::new();
    let mut table = Vec::new();
    for (rank, &(&(x, y), &count)) in order.iter().enumerate() {
        let (x, y) = (x as f64 * side, y as f64 * side);
        let range = |from: f64| format!("{}–{}", fixed(from, 2), fixed(from + side, 2));
        let share = percent(count as f64 / parties.n.max(1) as f64);
        let readout = format!("{} by {}: {} runs, {share} %", range(x), range(y), grouped(count));
        let shade = (count as f64 / most as f64).sqrt();
        squares.push(Square { x, y, shade, readout, focus: rank < FOCUSED });
        table.push(vec!["runs".to_owned(), range(x), range(y), grouped(count)]);
    }
    let seat = |role: &str| {
        let party = parties.parties.iter().find(|party| party.role == role);
        brief(party.map_or(role, |party| names.party(&party.id)))
    };
    let (requester, gatekeeper) = (seat("requester"), seat("gatekeeper"));
    let mut named = Vec::new();
    for (name, at) in frontier.iter().flat_map(|frontier| &frontier.points) {
        let (shown, shape, hollow) = match name.as_str() {
            "nash" => ("Nash", Shape::Circle, false),
            "kalai" => ("Kalai", Shape::Square, true),
            "kalai-smorodinsky" => ("Kalai–Smorodinsky", Shape::Triangle, true),
            "utilitarian" => ("greatest sum", Shape::Diamond, false),
            "status-quo" => ("status quo", Shape::Cross, false),
            "reservation" => ("reservations", Shape::Cross, false),
            other => (other, Shape::Circle, true),
        };
        named.push(Named {
            name: shown.to_owned(),
            tag: String::new(),
            at: *at,
            readout: format!("{shown}: {} by {}", fixed(at.0, 3), fixed(at.1, 3)),
            shape,
            hollow,
        });
        table.push(vec![shown.to_owned(), fixed(at.0, 3), fixed(at.1, 3), String::new()]);
    }
    let line = frontier.map(|frontier| frontier.front.clone()).unwrap_or_default();
    for (x, y) in &line {
        table.push(vec!["Pareto front".to_owned(), fixed(*x, 3), fixed(*y, 3), String::new()]);
    }
    let beyond = if line.is_empty() { "" } else { ", and the best they could have had" };
    // The plane begins where there is something.
    let least = |of: fn(&(f64, f64)) -> f64| {
        let low = squares.iter().map(|s| of(&(s.x, s.y)));
        let low = low.chain(line.iter().map(of)).chain(named.iter().map(|n| of(&n.at)));
        (low.fold(1.0, f64::min) * 10.0).floor() / 10.0
    };
    let (x_low, y_low) = (least(|at| at.0), least(|at| at.1));
    Figure {
        name: "utilities".into(),
        title: format!("What {requester} and {gatekeeper} end with{beyond}"),
        alt: format!(
            "A plane of the utilities of {requester} (requester) and {gatekeeper} (gatekeeper), shaded by how many of {} runs end \
             there{}.",
            grouped(parties.n),
            if line.is_empty() { "" } else { ", with the Pareto front and its solution points" }
        ),
        note: format!(
            "Utility of the text at the end of each run, with open issues at their status quo; the shade is proportional to \
             the square root of the number of runs.{}",
            if line.is_empty() {
                ""
            } else {
                " The front is for these two alone, over the agenda and the preferences that the scenario states: runs \
                 draw their own preferences, and may lie beyond it."
            }
        ),
        drawing: plane(&Plane {
            squares,
            side: (side, side),
            squares_name: "runs, few to many".into(),
            line,
            line_name: "Pareto front".into(),
            named,
            x: Axis::exactly(format!("utility of {requester}"), x_low, 1.0, 5),
            y: Axis::exactly(format!("utility of {gatekeeper}"), y_low, 1.0, 5),
        }),
        table: DataTable::new(
            ["what", "requester’s utility", "gatekeeper’s utility", "runs"],
            table,
        ),
    }
}

/// Who conceded what: the share of its best that each party gave up on what was agreed.
pub(super) fn concessions(parties: &PartyStats, names: &Names) -> Figure {
    let mut rows = Vec::new();
    let mut table = Vec::new();
    let mut most: Option<(f64, &str)> = None;
    for party in &parties.parties {
        let label = names.party(&party.id);
        let kind = match party.role.as_str() {
            "requester" => 0,
            "gatekeeper" => 1,
            _ => 2,
        };
        let counts = &party.concession;
        let q = |q: f64| counts.quantile(q).map(|value| value * 100.0);
        let middle = q(0.5);
        if let Some(middle) = middle
            && most.is_none_or(|(most, _)| middle > most)
        {
            most = Some((middle, label));
        }
        let (readout, end) = match (middle, q(0.05), q(0.25), q(0.75), q(0.95)) {
            (Some(middle), Some(a), Some(b), Some(c), Some(d)) => (
                format!(
                    "{} % ({}–{}; {}–{}): {label}",
                    fixed(middle, 1),
                    fixed(b, 1),
                    fixed(c, 1),
                    fixed(a, 1),
                    fixed(d, 1)
                ),
                format!("{} %", fixed(middle, 0)),
            ),
            _ => (format!("{label}: nothing was agreed"), "–".to_owned()),
        };
        let cell = |value: Option<f64>| value.map(|value| fixed(value, 1)).unwrap_or_default();
        table.push(vec![
            label.to_owned(),
            party.role.clone(),
            grouped(counts.n()),
            cell(q(0.05)),
            cell(q(0.25)),
            cell(middle),
            cell(q(0.75)),
            cell(q(0.95)),
        ]);
        rows.push(IntervalRow {
            label: label.to_owned(),
            value: middle,
            wide: q(0.05).zip(q(0.95)),
            narrow: q(0.25).zip(q(0.75)),
            readout,
            end,
            kind,
        });
    }
    let highest = rows.iter().filter_map(|row| row.wide).map(|(_, high)| high).fold(1.0, f64::max);
    Figure {
        name: "concessions".into(),
        title: match most {
            Some((share, who)) => {
                format!("{} concedes most: a median of {} % of its best", brief(who), fixed(share, 0))
            }
            None => "Nothing is agreed, so nobody concedes".to_owned(),
        },
        alt: format!(
            "A row for each of {} parties: the median of what it gave up, with the ranges of the middle half and of nine tenths of the runs.",
            parties.parties.len()
        ),
        note: "Share of its best on the agreed issues that a party gave up, over the runs in which anything was agreed. Mark: median; \
               thick: middle half; thin: nine tenths. Circle: requester; square: gatekeeper; diamond: others."
            .into(),
        drawing: intervals::chart(
            &rows,
            &Axis::over("given up, of its best on agreed issues (%)", 0.0, highest, 5),
        ),
        table: DataTable::new(
            ["party", "role", "runs", "5 % (%)", "25 % (%)", "median (%)", "75 % (%)", "95 % (%)"],
            table,
        ),
    }
}
