//! What the tables of a comparison hold.

use crate::charts::text::{isolated, plain};
use crate::report::ReportError;
use crate::report::counts::Counts;
use crate::report::directory::{Estimate, FinishedDir, always, number, whole};

/// A row of `means.csv`.
#[derive(Clone, Debug)]
pub(super) struct Mean {
    pub measure: String,
    pub rule: usize,
    pub is_share: bool,
    pub n: u64,
    pub of: Option<Estimate>,
    /// How probably no other rule has a greater mean.
    pub highest: Option<f64>,
}

/// What `means.csv` holds.
#[derive(Debug, Default)]
pub(super) struct RuleMeans {
    pub rules: Vec<String>,
    /// Measures, in the order of the table.
    pub measures: Vec<String>,
    pub means: Vec<Mean>,
}

/// The place of a name among those seen, where it is put if it is new.
fn place(names: &mut Vec<String>, name: &str) -> usize {
    let name = isolated(&plain(name));
    names.iter().position(|known| *known == name).unwrap_or_else(|| {
        names.push(name);
        names.len() - 1
    })
}

fn estimate(value: &str, low: &str, high: &str) -> Result<Option<Estimate>, String> {
    let interval = number(low)?.zip(number(high)?);
    Ok(number(value)?.map(|value| Estimate { value, interval }))
}

impl RuleMeans {
    pub(super) fn read(directory: &FinishedDir) -> Result<RuleMeans, ReportError> {
        let mut means = RuleMeans::default();
        let columns = ["measure", "rule", "unit", "n", "mean", "low", "high", "p_highest"];
        directory.read("means", &columns, |cells| {
            let rule = place(&mut means.rules, &cells[1]);
            place(&mut means.measures, &cells[0]);
            means.means.push(Mean {
                measure: plain(&cells[0]),
                rule,
                is_share: cells[2] == "share",
                n: whole(&cells[3])?,
                of: estimate(&cells[4], &cells[5], &cells[6])?,
                highest: number(&cells[7])?,
            });
            Ok(())
        })?;
        Ok(means)
    }

    /// The means of a measure, rule by rule.
    pub(super) fn of(&self, measure: &str) -> impl Iterator<Item = &Mean> {
        self.means.iter().filter(move |mean| mean.measure == measure)
    }

    /// The rules in a word each, where these tell them apart; else in full.
    pub(super) fn brief(&self) -> Vec<String> {
        brief(&self.rules)
    }
}

/// Names cut before their parameters, where they still differ then.
pub(super) fn brief(rules: &[String]) -> Vec<String> {
    let family = |rule: &String| rule.split(':').next().unwrap_or_default().to_owned();
    let families: Vec<String> = rules.iter().map(family).collect();
    let is_alone = |k: usize| families.iter().filter(|other| **other == families[k]).count() == 1;
    (0..rules.len())
        .map(|k| if is_alone(k) { families[k].clone() } else { rules[k].clone() })
        .collect()
}

/// A row of `differences.csv`.
#[derive(Clone, Debug)]
pub(super) struct Difference {
    pub measure: String,
    pub rule: usize,
    pub than: usize,
    pub n: u64,
    pub of: Option<Estimate>,
    /// The interval with which all pairs of the measure hold together.
    pub joint: Option<(f64, f64)>,
    pub basis: String,
}

/// What `differences.csv` holds.
#[derive(Debug, Default)]
pub(super) struct Differences {
    pub rules: Vec<String>,
    pub differences: Vec<Difference>,
}

impl Differences {
    pub(super) fn read(directory: &FinishedDir) -> Result<Differences, ReportError> {
        let mut found = Differences::default();
        let columns = [
            "measure",
            "rule",
            "than",
            "n",
            "difference",
            "low",
            "high",
            "joint_low",
            "joint_high",
            "basis",
        ];
        directory.read("differences", &columns, |cells| {
            let than = place(&mut found.rules, &cells[2]);
            let rule = place(&mut found.rules, &cells[1]);
            found.differences.push(Difference {
                measure: plain(&cells[0]),
                rule,
                than,
                n: whole(&cells[3])?,
                of: estimate(&cells[4], &cells[5], &cells[6])?,
                joint: number(&cells[7])?.zip(number(&cells[8])?),
                basis: plain(&cells[9]),
            });
            Ok(())
        })?;
        Ok(found)
    }

    /// How a measure under one rule differs from that under another, by their places in the list.
    pub(super) fn between(&self, measure: &str, rule: usize, than: usize) -> Option<Difference> {
        let mut of = self.differences.iter().filter(|d| d.measure == measure);
        let found = of.find(|d| [(rule, than), (than, rule)].contains(&(d.rule, d.than)))?.clone();
        if found.rule == rule {
            return Some(found);
        }
        let turned = |(low, high): (f64, f64)| (-high, -low);
        let of =
            found.of.map(|of| Estimate { value: -of.value, interval: of.interval.map(turned) });
        Some(Difference { rule, than, of, joint: found.joint.map(turned), ..found })
    }

    /// The differences of a measure from the rule that was named first.
    pub(super) fn against_first(&self, measure: &str) -> impl Iterator<Item = &Difference> {
        self.differences.iter().filter(move |d| d.measure == measure && d.than == 0)
    }
}

/// When first summits open, rule by rule.
#[derive(Debug, Default)]
pub(super) struct WaitingTimes {
    pub rules: Vec<String>,
    /// Runs of each rule, and the days of their first summits.
    pub days: Vec<(u64, Counts)>,
    /// The last day that was seen.
    pub last: f64,
}

impl WaitingTimes {
    pub(super) fn read(directory: &FinishedDir) -> Result<WaitingTimes, ReportError> {
        let mut waiting_times = WaitingTimes::default();
        directory.read("runs", &["rule", "first_summit_day", "end_day"], |cells| {
            let rule = place(&mut waiting_times.rules, &cells[0]);
            if rule == waiting_times.days.len() {
                waiting_times.days.push((0, Counts::tenths()));
            }
            let (n, days) = &mut waiting_times.days[rule];
            *n += 1;
            if let Some(day) = number(&cells[1])? {
                days.add(day);
            }
            waiting_times.last = waiting_times.last.max(always(&cells[2])?);
            Ok(())
        })?;
        Ok(waiting_times)
    }
}
