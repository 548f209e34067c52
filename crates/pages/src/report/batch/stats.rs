//! Counts and quantiles from a batch's tables, which are read row by row.

use std::collections::BTreeMap;

use crate::report::ReportError;
use crate::report::counts::Counts;
use crate::report::directory::{FinishedDir, always, number, whole};
use summitry_engine::stats::{Interval, LifeCurve, Lifetimes, Quantiles, Z95};
use summitry_lab::output::Kind;
use summitry_lab::rows::runs::RUNS;

/// Squares along each side of the plane of preparation and cohesion.
pub(super) const SQUARES: usize = 10;

/// The qualities of a summit, from the least.
pub(super) const QUALITIES: [&str; 3] = ["symbolic", "partial", "substantive"];

/// When first summits open.
#[derive(Clone, Copy, Debug)]
pub(super) struct WaitQuantiles {
    pub median: f64,
    /// The 95 % interval of the median.
    pub interval: Option<Interval>,
    pub q25: f64,
    pub q75: f64,
}

/// What `runs.csv` comes to.
#[derive(Debug)]
pub(super) struct RunStats {
    pub n: u64,
    /// Names of the outcomes, and how many runs had each.
    pub outcomes: Vec<(&'static str, u64)>,
    /// Reasons for the end of talks, and for how many runs each.
    pub end_reasons: Vec<(&'static str, u64)>,
    /// Days of the first summits.
    pub first_days: Counts,
    /// Days on which talks ended that had no summit.
    pub ended_without: Counts,
    /// First summits of each quality.
    pub qualities: [u64; 3],
    /// Of each quality, how many first summits lie in a square of preparation (fastest) and cohesion.
    pub squares: [Vec<u64>; 3],
    /// Preparation as the first summits opened, of each quality.
    pub preparation: [Counts; 3],
    /// Runs with a signed text.
    pub signed: u64,
    /// Days of the first summits: the median with its interval, and the quartiles; none without a summit.
    pub wait: Option<WaitQuantiles>,
    /// How long settlements were in force; with steps if there were any.
    pub survival: LifeCurve,
    /// Of each outcome: days of first summits, rounds and last days.
    of_outcome: Vec<[Counts; 3]>,
}

impl RunStats {
    pub(super) fn read(directory: &FinishedDir) -> Result<RunStats, ReportError> {
        let outcomes: Vec<(&'static str, u64)> =
            choices("outcome").iter().map(|name| (*name, 0)).collect();
        let counts = || [Counts::thousandths(), Counts::thousandths(), Counts::thousandths()];
        let mut runs = RunStats {
            n: 0,
            first_days: Counts::tenths(),
            ended_without: Counts::tenths(),
            qualities: [0; 3],
            squares: [const { Vec::new() }; 3].map(|_: Vec<u64>| vec![0; SQUARES * SQUARES]),
            preparation: counts(),
            signed: 0,
            wait: None,
            survival: Lifetimes::default().curve(Z95),
            of_outcome: outcomes
                .iter()
                .map(|_| [Counts::tenths(), Counts::tenths(), Counts::tenths()])
                .collect(),
            outcomes,
            end_reasons: choices("end_reason").iter().map(|name| (*name, 0)).collect(),
        };
        let columns = [
            "outcome",
            "end_reason",
            "first_summit_day",
            "rounds_held",
            "end_day",
            "first_summit_quality",
            "preparation",
            "cohesion",
            "settlement_day",
            "survival_days",
            "survival_censored",
        ];
        let mut streams = (Quantiles::default(), Lifetimes::default());
        directory.read("runs", &columns, |cells| runs.add(cells, &mut streams))?;
        let (mut days, mut lifetimes) = streams;
        runs.survival = lifetimes.curve(Z95);
        if let (Some(q25), Some(median), Some(q75)) =
            (days.quantile(0.25), days.quantile(0.5), days.quantile(0.75))
        {
            runs.wait =
                Some(WaitQuantiles { median, interval: days.interval(0.5, 0.95), q25, q75 });
        }
        Ok(runs)
    }

    fn add(
        &mut self,
        cells: &[String],
        (days_of_first, lifetimes): &mut (Quantiles, Lifetimes),
    ) -> Result<(), String> {
        let [
            outcome,
            reason,
            first,
            rounds,
            end,
            quality,
            preparation,
            cohesion,
            settled,
            survival,
            censored,
        ] = cells
        else {
            return Err("a row is too short".to_owned());
        };
        self.n += 1;
        let which = place(&self.outcomes, outcome)?;
        self.outcomes[which].1 += 1;
        let why = place(&self.end_reasons, reason)?;
        self.end_reasons[why].1 += 1;
        let (first, rounds, end) = (number(first)?, always(rounds)?, always(end)?);
        match first {
            Some(day) => {
                self.first_days.add(day);
                days_of_first.add(day);
            }
            None => self.ended_without.add(end),
        }
        let [days, held, ends] = &mut self.of_outcome[which];
        if let Some(day) = first {
            days.add(day);
        }
        held.add(rounds);
        ends.add(end);
        if let Some(quality) = QUALITIES.iter().position(|known| known == quality)
            && let (Some(p), Some(c)) = (number(preparation)?, number(cohesion)?)
        {
            self.qualities[quality] += 1;
            self.preparation[quality].add(p);
            self.squares[quality][square(c) * SQUARES + square(p)] += 1;
        }
        self.signed += u64::from(!settled.is_empty());
        if let Some(days) = number(survival)? {
            lifetimes.add(days, censored != "true");
        }
        Ok(())
    }

    /// Runs that had a summit.
    pub(super) fn met(&self) -> u64 {
        self.first_days.n()
    }

    /// How many runs had an outcome.
    pub(super) fn had(&self, outcome: &str) -> u64 {
        self.outcomes.iter().find(|(name, _)| *name == outcome).map_or(0, |(_, count)| *count)
    }

    /// The outcome that most runs had; of several the first.
    pub(super) fn most(&self) -> usize {
        let most = self.outcomes.iter().map(|(_, count)| *count).max();
        self.outcomes.iter().position(|(_, count)| Some(*count) == most).unwrap_or_default()
    }

    /// The number of the run of the most frequent outcome that is nearest to that outcome's medians: of the first
    /// summit's day, the rounds held and the last day, each in units of its middle half. Of equals the first.
    pub(super) fn typical(&self, directory: &FinishedDir) -> Result<Option<Typical>, ReportError> {
        let most = self.most();
        let name = self.outcomes.get(most).map_or("", |(name, _)| *name);
        let scale = |counts: &Counts| {
            let middle = counts.quantile(0.5)?;
            let width = counts.quantile(0.75)? - counts.quantile(0.25)?;
            Some((middle, width.max(1.0)))
        };
        let scales = self.of_outcome[most].each_ref().map(scale);
        let mut best: Option<(f64, Typical)> = None;
        let columns =
            ["outcome", "run", "first_summit_day", "rounds_held", "end_day", "end_reason"];
        directory.read("runs", &columns, |cells| {
            if cells[0] != name {
                return Ok(());
            }
            let values = [number(&cells[2])?, number(&cells[3])?, number(&cells[4])?];
            let mut distance = 0.0;
            for (value, scale) in values.iter().zip(&scales) {
                distance += match (value, scale) {
                    (Some(value), Some((middle, width))) => (value - middle).abs() / width,
                    (None, None) => 0.0,
                    // A run without what others of its outcome have, or with what they lack.
                    _ => 2.0,
                };
            }
            if best.as_ref().is_none_or(|(least, _)| distance < *least) {
                let (end, reason) = (always(&cells[4])?, cells[5].clone());
                best = Some((
                    distance,
                    Typical { run: whole(&cells[1])?, outcome: name, end, reason },
                ));
            }
            Ok(())
        })?;
        Ok(best.map(|(_, typical)| typical))
    }
}

/// A run that stands for many.
#[derive(Clone, Debug)]
pub(super) struct Typical {
    pub run: u64,
    pub outcome: &'static str,
    /// The day on which its talks ended.
    pub end: f64,
    /// Why they ended.
    pub reason: String,
}

/// The words that a column of `runs.csv` may hold.
fn choices(column: &str) -> &'static [&'static str] {
    match RUNS.columns.iter().find(|known| known.name == column).map(|known| known.kind) {
        Some(Kind::Choice(format)) => format,
        _ => &[],
    }
}

fn place(of: &[(&'static str, u64)], name: &str) -> Result<usize, String> {
    of.iter()
        .position(|(known, _)| *known == name)
        .ok_or_else(|| format!("`{}` is no outcome or reason", crate::charts::text::plain(name)))
}

/// The square that a share lies in.
fn square(share: f64) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 9")]
    let square = (share * SQUARES as f64).floor().clamp(0.0, SQUARES as f64 - 1.0) as usize;
    square
}

/// A session of one run.
#[derive(Clone, Debug)]
pub(super) struct Session {
    pub forum: String,
    pub meeting: u64,
    pub day: f64,
    pub issues: Vec<String>,
    pub agreed: bool,
}

/// What `rounds.csv` comes to.
#[derive(Debug, Default)]
pub(super) struct SessionStats {
    /// The sessions of the typical run.
    pub of_typical: Vec<Session>,
    /// In how many runs an issue was ever on a table, and in how many it was ever agreed.
    pub issues: BTreeMap<String, (u64, u64)>,
}

impl SessionStats {
    pub(super) fn read(
        directory: &FinishedDir,
        typical: Option<u64>,
    ) -> Result<SessionStats, ReportError> {
        let mut sessions = SessionStats::default();
        // The rows of a run stand together.
        let mut current: (Option<u64>, BTreeMap<String, bool>) = (None, BTreeMap::new());
        let columns = ["run", "forum", "meeting", "day", "issues", "agreed"];
        directory.read("rounds", &columns, |cells| {
            let run = whole(&cells[0])?;
            if current.0 != Some(run) {
                sessions.close(&mut current.1);
                current.0 = Some(run);
            }
            let agreed = cells[5] == "true";
            for issue in cells[4].split(' ').filter(|issue| !issue.is_empty()) {
                match current.1.get_mut(issue) {
                    Some(ever) => *ever |= agreed,
                    None => drop(current.1.insert(issue.to_owned(), agreed)),
                }
            }
            if typical == Some(run) {
                sessions.of_typical.push(Session {
                    forum: cells[1].clone(),
                    meeting: whole(&cells[2])?,
                    day: always(&cells[3])?,
                    issues: cells[4].split(' ').map(str::to_owned).collect(),
                    agreed,
                });
            }
            Ok(())
        })?;
        sessions.close(&mut current.1);
        Ok(sessions)
    }

    fn close(&mut self, run: &mut BTreeMap<String, bool>) {
        for (issue, agreed) in std::mem::take(run) {
            let count = self.issues.entry(issue).or_default();
            count.0 += 1;
            count.1 += u64::from(agreed);
        }
    }
}
