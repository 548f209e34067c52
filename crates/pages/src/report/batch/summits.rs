//! Figures of what summits are worth, and of the states over the calendar.

use crate::charts::clouds::{Facet, Square, facets};
use crate::charts::curves::Readout;
use crate::charts::fans::{self, Fan, Moment};
use crate::charts::numbers::{fixed, grouped, percent};
use crate::charts::{Axis, DataTable, Figure};
use crate::report::format::share;
use crate::report::ticks::thinned;

use super::parties::Trajectory;
use super::stats::{QUALITIES, RunStats, SQUARES};

/// Squares of a facet that the keyboard comes to.
const FOCUSED: usize = 8;

/// Summit quality against preparation and cohesion.
pub(super) fn quality(runs: &RunStats) -> Figure {
    let side = 1.0 / SQUARES as f64;
    let most = runs.squares.iter().flatten().copied().max().unwrap_or_default().max(1);
    let mut shown = Vec::new();
    let mut table = Vec::new();
    for (quality, name) in QUALITIES.iter().enumerate() {
        let counts = &runs.squares[quality];
        let mut order: Vec<usize> = (0..counts.len()).collect();
        order.sort_by_key(|&k| std::cmp::Reverse(counts[k]));
        order.truncate(FOCUSED);
        let mut squares = Vec::new();
        for (k, &count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let (x, y) = ((k % SQUARES) as f64 * side, (k / SQUARES) as f64 * side);
            let range = |from: f64| format!("{}–{}", fixed(from, 1), fixed(from + side, 1));
            let readout = format!(
                "{name}: P {}, C {}: {} of {}",
                range(x),
                range(y),
                grouped(count),
                grouped(runs.met())
            );
            // The square root lets what is rare be seen.
            let shade = (count as f64 / most as f64).sqrt();
            squares.push(Square { x, y, shade, readout, focus: order.contains(&k) });
            let share = percent(count as f64 / runs.met().max(1) as f64);
            table.push(vec![(*name).to_owned(), range(x), range(y), grouped(count), share]);
        }
        let of = percent(runs.qualities[quality] as f64 / runs.met().max(1) as f64);
        shown.push(Facet { heading: (*name).to_owned(), share: format!("{of} %"), squares });
    }
    // Short words: the panels are narrow.
    let ticks = [(0.0, "0"), (0.5, ".5"), (1.0, "1")].map(|(at, word)| (at, word.to_owned()));
    let axis =
        |title: &str| Axis { title: title.to_owned(), low: 0.0, high: 1.0, ticks: ticks.to_vec() };
    let middle = |quality: usize| runs.preparation[quality].quantile(0.5);
    let title = match (middle(0), middle(2)) {
        (Some(low), Some(high)) if high > low => format!(
            "Substantive summits open better prepared: P {} at the median, symbolic ones {}",
            fixed(high, 2),
            fixed(low, 2)
        ),
        _ => "How prepared and how united the first summits are, by their quality".to_owned(),
    };
    let of = |quality: usize| {
        format!("{} {}", QUALITIES[quality], share(runs.qualities[quality], runs.met()))
    };
    Figure {
        name: "summit-quality".into(),
        alt: format!(
            "Three squares, one for each quality of the first summit, shaded by how many of {} first summits opened at each \
             preparation and cohesion: {}, {}, {}.",
            grouped(runs.met()),
            of(0),
            of(1),
            of(2)
        ),
        title,
        note: format!(
            "The stronger the shade of a square, the more of the {} first summits it holds; the shade is proportional to the square root of their number.",
            grouped(runs.met())
        ),
        drawing: facets(
            &shown,
            (side, side),
            &axis("preparation P as the summit opens (share)"),
            &axis("cohesion C as the summit opens (share)"),
        ),
        table: DataTable::new(
            ["quality", "preparation P", "cohesion C", "first summits", "share of them (%)"],
            table,
        ),
    }
}

/// The fan charts of strain, attention, preparation and cohesion.
pub(super) fn states(trajectories: &[Trajectory], window: f64) -> Figure {
    let mut shown = Vec::new();
    let mut table = Vec::new();
    let mut ends = Vec::new();
    for trajectory in trajectories {
        let name = trajectory.measure;
        let mut heading = name.to_owned();
        if let Some(first) = heading.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        heading.push_str(&format!(" {}", name[..1].to_uppercase()));
        let days = &trajectory.days;
        let readouts = thinned(days.len()).map(|k| {
            let (day, n, q) = &days[k];
            let two = |k: usize| fixed(q[k], 2);
            let readout = format!(
                "{name}, day {}: {} ({}–{}; {}–{}), n = {}",
                fixed(*day, 0),
                two(2),
                two(1),
                two(3),
                two(0),
                two(4),
                grouped(*n)
            );
            Readout { x: *day, readout }
        });
        shown.push(Fan {
            readouts: readouts.collect(),
            moments: days
                .iter()
                .map(|(x, _, quantiles)| Moment { x: *x, quantiles: *quantiles })
                .collect(),
            heading,
        });
        if let (Some(first), Some(last)) = (days.first(), days.last()) {
            ends.push(format!(
                "{name} {} on day {} and {} on day {}",
                fixed(first.2[2], 2),
                fixed(first.0, 0),
                fixed(last.2[2], 2),
                fixed(last.0, 0)
            ));
        }
        for k in thinned(days.len()) {
            let (day, n, q) = &days[k];
            let cells = q.iter().map(|q| fixed(*q, 3));
            table.push(
                [name.to_owned(), fixed(*day, 0), grouped(*n)].into_iter().chain(cells).collect(),
            );
        }
    }
    let strain = trajectories.iter().find(|t| t.measure == "strain");
    let title = match strain.and_then(|t| Some((t.days.first()?, t.days.last()?))) {
        Some((first, last)) => format!(
            "Median strain goes from {} to {} while the talks last",
            fixed(first.2[2], 2),
            fixed(last.2[2], 2)
        ),
        None => "Strain, attention, preparation and cohesion over the calendar".to_owned(),
    };
    Figure {
        name: "states".into(),
        title,
        alt: format!("Fan charts over the calendar; medians: {}.", ends.join("; ")),
        note: "Over the runs whose talks are still going on that day: runs that have ended drop out, so a change may reflect selection."
            .into(),
        drawing: fans::charts(
            &shown,
            &Axis::exactly("day of the window", 0.0, window, 3),
            &Axis::exactly("share, from 0 to 1", 0.0, 1.0, 2),
        ),
        table: DataTable::new(
            ["state", "day", "runs", "5 %", "25 %", "median", "75 %", "95 %"],
            table,
        ),
    }
}
