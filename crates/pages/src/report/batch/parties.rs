//! Counts and points from `parties.csv`, `frontier.csv` and `trajectories.csv`.

use std::collections::BTreeMap;

use crate::report::ReportError;
use crate::report::counts::Counts;
use crate::report::directory::{FinishedDir, always, number, whole};

/// Squares along each side of the plane of utilities.
pub(super) const UTILITIES: usize = 25;

/// What `parties.csv` comes to.
#[derive(Debug, Default)]
pub(super) struct PartyStats {
    /// The parties, in the order of the table.
    pub parties: Vec<PartyConcessions>,
    /// How many runs end in a square of the requester's (fastest) and the gatekeeper's utility.
    pub squares: BTreeMap<(usize, usize), u64>,
    /// Runs that were counted there.
    pub n: u64,
}

/// A party over all runs.
#[derive(Debug)]
pub(super) struct PartyConcessions {
    pub id: String,
    pub role: String,
    /// Shares of its best on the agreed issues that it gave up, where anything was agreed.
    pub concession: Counts,
}

impl PartyStats {
    pub(super) fn read(directory: &FinishedDir) -> Result<PartyStats, ReportError> {
        let mut parties = PartyStats::default();
        let mut pair: (Option<u64>, [Option<f64>; 2]) = (None, [None; 2]);
        let columns = ["run", "party", "role", "utility", "concession"];
        directory.read("parties", &columns, |cells| {
            let run = whole(&cells[0])?;
            if pair.0 != Some(run) {
                pair = (Some(run), [None; 2]);
            }
            let known = parties.parties.iter().position(|party| party.id == cells[1]);
            let k = known.unwrap_or_else(|| {
                let (id, role) = (cells[1].clone(), cells[2].clone());
                parties.parties.push(PartyConcessions {
                    id,
                    role,
                    concession: Counts::thousandths(),
                });
                parties.parties.len() - 1
            });
            if let Some(concession) = number(&cells[4])? {
                parties.parties[k].concession.add(concession);
            }
            let seat = match cells[2].as_str() {
                "requester" => 0,
                "gatekeeper" => 1,
                _ => return Ok(()),
            };
            pair.1[seat] = Some(always(&cells[3])?);
            if let [Some(requester), Some(gatekeeper)] = pair.1 {
                *parties.squares.entry((square(requester), square(gatekeeper))).or_default() += 1;
                parties.n += 1;
                pair.1 = [None; 2];
            }
            Ok(())
        })?;
        Ok(parties)
    }
}

fn square(utility: f64) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 24")]
    let square = (utility * UTILITIES as f64).floor().clamp(0.0, UTILITIES as f64 - 1.0) as usize;
    square
}

/// What `frontier.csv` comes to, among requester and gatekeeper: (requester's, gatekeeper's utility).
#[derive(Debug, Default)]
pub(super) struct Frontier {
    /// The Pareto front, from left to right.
    pub front: Vec<(f64, f64)>,
    /// The solution points and the status quo, by name.
    pub points: Vec<(String, (f64, f64))>,
}

/// Points of a front that are kept: a thinned front looks the same.
const MOST_POINTS: usize = 400;

impl Frontier {
    pub(super) fn read(directory: &FinishedDir) -> Result<Frontier, ReportError> {
        let mut frontier = Frontier::default();
        let columns = ["among", "point", "requester_utility", "gatekeeper_utility"];
        directory.read("frontier", &columns, |cells| {
            if cells[0] == "principals" {
                let at = (always(&cells[2])?, always(&cells[3])?);
                if cells[1] == "pareto" {
                    frontier.front.push(at);
                } else {
                    frontier.points.push((cells[1].clone(), at));
                }
            }
            Ok(())
        })?;
        frontier.front.sort_by(|a, b| a.0.total_cmp(&b.0));
        let every = frontier.front.len().div_ceil(MOST_POINTS).max(1);
        let last = frontier.front.last().copied();
        let mut kept: Vec<(f64, f64)> = frontier.front.iter().copied().step_by(every).collect();
        if kept.last().copied() != last {
            kept.extend(last);
        }
        frontier.front = kept;
        Ok(frontier)
    }
}

/// Quantiles of a measure by day, from `trajectories.csv`.
#[derive(Debug)]
pub(super) struct Trajectory {
    pub measure: &'static str,
    /// Day, runs that are still going on, the five quantiles.
    pub days: Vec<(f64, u64, [f64; 5])>,
}

/// Reads the trajectories of these measures.
pub(super) fn trajectories(
    directory: &FinishedDir,
    measures: &[&'static str],
) -> Result<Vec<Trajectory>, ReportError> {
    let mut found: Vec<Trajectory> =
        measures.iter().map(|measure| Trajectory { measure, days: Vec::new() }).collect();
    let columns = ["day", "measure", "n", "q05", "q25", "q50", "q75", "q95"];
    directory.read("trajectories", &columns, |cells| {
        if let Some(trajectory) = found.iter_mut().find(|known| known.measure == cells[1]) {
            let mut quantiles = [0.0; 5];
            for (quantile, cell) in quantiles.iter_mut().zip(&cells[3..]) {
                *quantile = always(cell)?;
            }
            trajectory.days.push((always(&cells[0])?, whole(&cells[2])?, quantiles));
        }
        Ok(())
    })?;
    found.retain(|trajectory| !trajectory.days.is_empty());
    Ok(found)
}
