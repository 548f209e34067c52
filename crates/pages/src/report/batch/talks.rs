//! Figures of the talks: a typical run, and what was settled.

use crate::charts::intervals::{self, IntervalRow};
use crate::charts::numbers::{fixed, grouped, percent};
use crate::charts::timeline::{self, Happening, LegendEntry};
use crate::charts::{Axis, DataTable, Figure, Shape};
use crate::report::directory::Names;
use crate::report::format::{brief, outcome, share};
use summitry_engine::stats::{Z95, wilson};

use super::stats::{RunStats, Session, SessionStats, Typical};

const FORUMS: [(&str, Shape); 3] =
    [("round", Shape::Circle), ("summit", Shape::Diamond), ("initiative", Shape::Triangle)];

/// Why talks end, in a word or two.
fn reason(name: &str) -> &str {
    match name {
        "signed" => "a text is signed",
        "horizon" => "the window runs out",
        "window-closed" => "the window closes",
        "deadline" => "the deadline passes",
        "summit-failed" => "a summit fails",
        "fractured" => "the coalition fractures",
        "bypassed" => "the requester is bypassed",
        other => other,
    }
}

/// The rounds timeline of a typical run: which issue was on which table when, and whether it was agreed.
pub(super) fn timeline(
    runs: &RunStats,
    typical: &Typical,
    sessions: &[Session],
    names: &Names,
    window: f64,
) -> Figure {
    let on_table = |id: &str| sessions.iter().any(|session| session.issues.iter().any(|i| i == id));
    let mut ids: Vec<&str> =
        names.issues.iter().map(|(id, _)| id.as_str()).filter(|id| on_table(id)).collect();
    for issue in sessions.iter().flat_map(|session| &session.issues) {
        if !issue.is_empty() && !ids.contains(&issue.as_str()) {
            ids.push(issue);
        }
    }
    let rows: Vec<String> = ids.iter().map(|id| names.issue(id).to_owned()).collect();
    let mut happenings = Vec::new();
    let mut table = Vec::new();
    for session in sessions {
        let kind = FORUMS.iter().position(|(name, _)| *name == session.forum).unwrap_or(0);
        let came = if session.agreed { "agreed" } else { "not agreed" };
        let meeting = format!("{} {}", session.forum, session.meeting + 1);
        for issue in &session.issues {
            let Some(row) = ids.iter().position(|id| id == issue) else { continue };
            let label = names.issue(issue);
            happenings.push(Happening {
                row,
                x: session.day,
                shape: FORUMS[kind].1,
                filled: session.agreed,
                kind,
                readout: format!("Day {}, {meeting}: {came}: {label}", fixed(session.day, 0)),
            });
            table.push(vec![
                fixed(session.day, 1),
                meeting.clone(),
                label.to_owned(),
                came.to_owned(),
            ]);
        }
    }
    let mut legend = Vec::new();
    for (kind, (name, shape)) in FORUMS.iter().enumerate() {
        if sessions.iter().any(|session| session.forum == *name) {
            let name = format!("{name}, agreed");
            legend.push(LegendEntry { name, shape: *shape, filled: true, kind });
        }
    }
    legend.push(LegendEntry {
        name: "hollow: not agreed".into(),
        shape: Shape::Circle,
        filled: false,
        kind: 0,
    });
    let held = |forum: &str| {
        let mut meetings: Vec<u64> =
            sessions.iter().filter(|s| s.forum == forum).map(|s| s.meeting).collect();
        meetings.dedup();
        meetings.len()
    };
    let end = format!("day {}: {}", fixed(typical.end, 0), reason(&typical.reason));
    Figure {
        name: "typical-run".into(),
        title: format!("A typical run that ends with {}", outcome(typical.outcome)),
        alt: format!(
            "Timeline of run {}: {} rounds, {} summits and {} initiatives over {} issues, agreed or not, until {end}.",
            typical.run,
            held("round"),
            held("summit"),
            held("initiative"),
            rows.len()
        ),
        note: format!(
            "Run {} has the most frequent outcome ({}: {}) and is the one nearest to that outcome’s medians of the first summit’s day, \
             the rounds held and the last day, each in interquartile ranges. One run is an illustration.",
            grouped(typical.run),
            typical.outcome,
            share(runs.had(typical.outcome), runs.n)
        ),
        drawing: timeline::chart(
            &rows,
            &happenings,
            &legend,
            &Axis::exactly("days since the window opened", 0.0, window.max(typical.end), 5),
            "issue on the table",
            Some((typical.end, &end)),
        ),
        table: DataTable::new(["day", "meeting", "issue", "result"], table),
    }
}

/// What was settled: in how many runs each issue was ever agreed.
pub(super) fn issues(runs: &RunStats, sessions: &SessionStats, names: &Names) -> Figure {
    let mut order: Vec<(&str, u64, u64)> =
        sessions.issues.iter().map(|(id, (on, agreed))| (id.as_str(), *on, *agreed)).collect();
    // By how often, then in the scenario's order.
    let place = |id: &str| names.issues.iter().position(|(known, _)| known == id);
    order.sort_by_key(|(id, _, agreed)| (std::cmp::Reverse(*agreed), place(id)));
    let mut rows = Vec::new();
    let mut table = Vec::new();
    for &(id, on, agreed) in &order {
        let label = names.issue(id);
        let i = wilson(agreed, runs.n, Z95);
        let of = agreed as f64 / runs.n.max(1) as f64;
        let readout = format!("{}: {label}", share(agreed, runs.n));
        let ends = (i.low * 100.0, i.high * 100.0);
        rows.push(IntervalRow::new(
            label,
            of * 100.0,
            Some(ends),
            readout,
            format!("{} %", percent(of)),
        ));
        let cells = [grouped(on), grouped(agreed), percent(of), percent(i.low), percent(i.high)];
        table.push([label.to_owned()].into_iter().chain(cells).collect());
    }
    let title = match (order.first(), order.last()) {
        (Some(first), Some(last)) if first.2 > last.2 => {
            format!(
                "Agreed most often: {}; least often: {}",
                brief(names.issue(first.0)),
                brief(names.issue(last.0))
            )
        }
        _ => "How often each issue is agreed".to_owned(),
    };
    Figure {
        name: "issues".into(),
        title,
        alt: format!(
            "A row for each of {} issues with the share of {} runs in which it was ever agreed at a table, and a 95 % interval.",
            order.len(),
            grouped(runs.n)
        ),
        note: "Agreed in at least one session of a round, a summit or an initiative; a later shock may have reopened it.".into(),
        drawing: intervals::chart(&rows, &Axis::over("share of runs (%)", 0.0, 100.0, 5)),
        table: DataTable::new(
            ["issue", "runs with it on a table", "runs that agreed", "share (%)", "low (%)", "high (%)"],
            table,
        ),
    }
}
