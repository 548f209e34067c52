//! The impact of decisions: those that people made, changed one at a time.
//!
//! Each has two results: one replay with the class's own random draws, and the effect over other draws with its interval. In both the policies
//! answer afterwards, whether the decision is kept or changed, so that the decision alone differs. Decisions are ranked over
//! some futures and then measured over others: being chosen for its effect does not flatter the effect that is shown.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Serialize};

use summitry_engine::stats::{Z95, normal_quantile, paired_shares};
use summitry_engine::units::SimTime;
use summitry_lab::replay::counterfactual::{Change, branches_with, counterfactual};
use summitry_lab::replay::{AfterChange, Decision, ReplayOptions, replay};
use summitry_model::policy::{Answer, Choice, RequestKind};
use summitry_model::process::{CompiledScenario, Outcome, PolicySet, Record, Run};

use super::{AnsweredBy, DebriefError, Options, PlayedTable, named};

/// Changes that a table shows.
const SHOWN: usize = 3;

/// Changes at a table that are ranked at most: of more, those that change the end with the class's own draws come first.
const RANKED: usize = 40;

/// What the effect of a decision is measured by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// The share of futures that end durable.
    Durable,
    /// The share in which a text is signed.
    Signed,
    /// The share in which a summit is held.
    Summit,
}

impl Measure {
    /// All of them, the furthest first.
    pub const ALL: [Measure; 3] = [Measure::Durable, Measure::Signed, Measure::Summit];

    /// The name, as in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Measure::Durable => "durable",
            Measure::Signed => "signed",
            Measure::Summit => "summit",
        }
    }

    fn holds(self, record: &Record) -> bool {
        match self {
            Measure::Durable => record.outcome == Outcome::Durable,
            Measure::Signed => record.settlement.is_some(),
            Measure::Summit => record.first_summit().is_some(),
        }
    }
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunEnd {
    /// Its outcome.
    #[serde(with = "named::outcome")]
    pub outcome: Outcome,
    /// The day of its first summit.
    pub first_summit_day: Option<f64>,
}

impl RunEnd {
    fn from_record(record: &Record) -> Self {
        RunEnd {
            outcome: record.outcome,
            first_summit_day: record.first_summit().map(SimTime::days),
        }
    }
}

/// A decision of the class, changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WhatIf {
    /// The number of the decision.
    pub decision: usize,
    /// The day.
    pub day: f64,
    /// The position of the party.
    pub party: usize,
    /// What was asked, by its name in answer logs.
    pub request: String,
    /// The position of the issue that was asked about.
    pub issue: Option<usize>,
    /// What was answered, by its name in answer logs.
    pub answer: String,
    /// What is answered instead.
    pub instead: String,
    /// How the run ends with the class's draws with the answer kept and policies answering afterwards.
    pub kept: RunEnd,
    /// How it ends so with the answer changed.
    pub changed: RunEnd,
    /// How many futures the effect is over.
    pub futures: u64,
    /// The share of them that have the measure with the answer kept.
    pub without: f64,
    /// The share with it changed.
    pub with: f64,
    /// The difference of the shares.
    pub difference: f64,
    /// The ends of its 95 % interval, Tango's of paired shares.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// Futures that have the measure only with the answer changed.
    pub gained: u64,
    /// Futures that have it only with the answer kept.
    pub lost: u64,
}

/// The decisions at a table with the greatest effect.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Impact {
    /// Decisions of people away from the table with another legal answer.
    pub decisions: usize,
    /// Changes of them that were ranked.
    pub ranked: usize,
    /// Changes that there are.
    pub changes: usize,
    /// Of each kind of decision the one with the greatest effect, the greatest first; three at most.
    pub first: Vec<WhatIf>,
}

/// The decisions that can be changed, with each other answer.
fn changes(played: &PlayedTable) -> Vec<(&Decision, Choice)> {
    let by_people = played.path.decisions.iter().zip(&played.by).filter(|(decision, by)| {
        **by == AnsweredBy::People
            && !matches!(decision.kind, RequestKind::Respond | RequestKind::Offer)
    });
    by_people.flat_map(|(of, _)| of.alternatives().map(move |choice| (of, choice))).collect()
}

/// About how many runs it takes.
pub(super) fn runs(played: &[PlayedTable], options: Options) -> u64 {
    let of = |table| {
        let changes = changes(table).len().min(RANKED) as u64;
        (changes * 2 + 2 * SHOWN as u64) * options.futures
    };
    played.iter().map(of).sum()
}

/// Which of the measures a future had.
type Had = [bool; Measure::ALL.len()];

/// A change, with what each future had as it was changed, and the place of what it had as it was kept.
struct Ranked<'a> {
    decision: &'a Decision,
    answer: Choice,
    with: Vec<Had>,
    without: usize,
}

/// The changes of a table, with what each future had as each decision was kept.
#[derive(Default)]
struct Scanned<'a> {
    ranked: Vec<Ranked<'a>>,
    kept: Vec<Vec<Had>>,
}

impl Scanned<'_> {
    /// Futures that gained and lost a measure by a change.
    fn apart(&self, of: &Ranked<'_>, measure: Measure) -> (u64, u64) {
        apart(&self.kept[of.without], &of.with, measure)
    }
}

/// The effect of a change by a measure: futures that gained and lost it.
fn apart(without: &[Had], with: &[Had], measure: Measure) -> (u64, u64) {
    let m = measure as usize;
    let only = |a: &[Had], b: &[Had]| a.iter().zip(b).filter(|(a, b)| a[m] && !b[m]).count() as u64;
    (only(with, without), only(without, with))
}

fn read(record: &Record) -> Had {
    Measure::ALL.map(|measure| measure.holds(record))
}

/// Ranks the changes of each table, and measures the first of each; `None` if it was stopped. `progress` receives the number of runs
/// done.
pub(super) fn ask(
    setup: &CompiledScenario,
    played: &[PlayedTable],
    options: Options,
    stop: &AtomicBool,
    progress: &mut dyn FnMut(u64),
) -> Result<Option<(Measure, Vec<Impact>)>, DebriefError> {
    let n = options.futures;
    let mut done = 0;
    let mut all: Vec<Scanned<'_>> = Vec::new();
    for table in played {
        let mut of = Scanned::default();
        for (decision, answer) in first_changes(setup, table)? {
            if stop.load(Ordering::Relaxed) {
                return Ok(None);
            }
            let at = decision.number;
            if of.ranked.last().is_none_or(|last| last.decision.number != at) {
                of.kept.push(branches_with(setup, &table.path, at, None, 0..n, &read)?);
            }
            let with = branches_with(setup, &table.path, at, Some(answer), 0..n, &read)?;
            let without = of.kept.len() - 1;
            of.ranked.push(Ranked { decision, answer, with, without });
            done += 2 * n;
            progress(done);
        }
        all.push(of);
    }
    let measure = measure_for(&all, n);
    let mut impact = Vec::new();
    for (table, scanned) in played.iter().zip(&all) {
        let weight = |of: &Ranked<'_>| {
            let (gained, lost) = scanned.apart(of, measure);
            gained.abs_diff(lost)
        };
        let mut ranked: Vec<&Ranked<'_>> = scanned.ranked.iter().collect();
        ranked.sort_by_key(|of| std::cmp::Reverse(weight(of)));
        let mut first: Vec<WhatIf> = Vec::new();
        for of in ranked.iter().take_while(|of| weight(of) > 0) {
            // Three signatures of one text tell a class less than three kinds of decision.
            let kind = of.decision.kind.name();
            if first.len() == SHOWN || first.iter().any(|shown| shown.request == kind) {
                continue;
            }
            if stop.load(Ordering::Relaxed) {
                return Ok(None);
            }
            first.push(what_if(setup, table, of.decision, of.answer, measure, n..2 * n)?);
            done += 2 * n;
            progress(done);
        }
        first.sort_by(|a, b| b.difference.abs().total_cmp(&a.difference.abs()));
        let of = changes(table);
        let mut decisions: Vec<usize> = of.iter().map(|(decision, _)| decision.number).collect();
        decisions.dedup();
        impact.push(Impact {
            decisions: decisions.len(),
            ranked: ranked.len(),
            changes: of.len(),
            first,
        });
    }
    Ok(Some((measure, impact)))
}

/// The changes that are ranked, in the order of decisions. Of more than [`RANKED`], those that change how the run ends on the
/// class's own draws are taken first, then those that change the wait for the first summit, then the earlier ones.
fn first_changes<'a>(
    setup: &CompiledScenario,
    table: &'a PlayedTable,
) -> Result<Vec<(&'a Decision, Choice)>, DebriefError> {
    let all = changes(table);
    if all.len() <= RANKED {
        return Ok(all);
    }
    let mut weighed = Vec::new();
    for (decision, answer) in all {
        let kept = kept(setup, table, decision.number)?;
        let change = Change { decision: decision.number, answer };
        let changed = RunEnd::from_record(
            &counterfactual(setup, &table.path, change, AfterChange::Policies)?.history.record,
        );
        let class = match (
            kept.outcome == changed.outcome,
            kept.first_summit_day == changed.first_summit_day,
        ) {
            (false, _) => 0,
            (true, false) => 1,
            (true, true) => 2,
        };
        weighed.push((class, decision, answer));
    }
    weighed.sort_by_key(|(class, ..)| *class);
    weighed.truncate(RANKED);
    weighed.sort_by_key(|(_, decision, _)| decision.number);
    Ok(weighed.into_iter().map(|(_, decision, answer)| (decision, answer)).collect())
}

/// The furthest measure by which some change has an effect that differs clearly from none, with all changes together at 95 %
/// (Bonferroni); else whether a summit is held.
fn measure_for(all: &[Scanned<'_>], n: u64) -> Measure {
    let changes: usize = all.iter().map(|scanned| scanned.ranked.len()).sum();
    let z = normal_quantile(1.0 - 0.025 / changes.max(1) as f64);
    let is_clear = |scanned: &Scanned<'_>, measure| {
        scanned.ranked.iter().any(|of| {
            let (gained, lost) = scanned.apart(of, measure);
            !paired_shares(gained, lost, n, z).contains(0.0)
        })
    };
    let clear = |&measure: &Measure| all.iter().any(|scanned| is_clear(scanned, measure));
    Measure::ALL.into_iter().find(clear).unwrap_or(Measure::Summit)
}

/// How the run ends with the class's draws if the policies answer after a decision that is kept.
fn kept(setup: &CompiledScenario, table: &PlayedTable, at: usize) -> Result<RunEnd, DebriefError> {
    let path = &table.path;
    let of = ReplayOptions {
        injected: &path.injected,
        then: AfterChange::Policies,
        ..ReplayOptions::recorded(&path.decisions[..at])
    };
    let mut run = Run::new(setup);
    let (path, _) = replay(&mut run, &PolicySet::new(setup), path.seed, path.run, of)?;
    Ok(RunEnd::from_record(&path.record))
}

fn what_if(
    setup: &CompiledScenario,
    table: &PlayedTable,
    decision: &Decision,
    answer: Choice,
    measure: Measure,
    numbers: Range<u64>,
) -> Result<WhatIf, DebriefError> {
    let (path, at) = (&table.path, decision.number);
    let change = Change { decision: at, answer };
    let changed = RunEnd::from_record(
        &counterfactual(setup, path, change, AfterChange::Policies)?.history.record,
    );
    let without = branches_with(setup, path, at, None, numbers.clone(), &read)?;
    let with = branches_with(setup, path, at, Some(answer), numbers, &read)?;
    let n = with.len() as u64;
    let share =
        |of: &[Had]| of.iter().filter(|had| had[measure as usize]).count() as f64 / n.max(1) as f64;
    let (gained, lost) = apart(&without, &with, measure);
    let interval = paired_shares(gained, lost, n, Z95);
    let was = match decision.answer {
        Answer::Choice(choice) => choice.name(),
        Answer::Offer(_) => "",
    };
    let issue = match decision.kind {
        RequestKind::EndorseIssue(issue) => Some(issue.index()),
        _ => None,
    };
    Ok(WhatIf {
        decision: at,
        day: decision.at.days(),
        party: decision.party.index(),
        request: decision.kind.name().to_owned(),
        issue,
        answer: was.to_owned(),
        instead: answer.name().to_owned(),
        kept: kept(setup, table, at)?,
        changed,
        futures: n,
        without: share(&without),
        with: share(&with),
        difference: (gained as f64 - lost as f64) / n.max(1) as f64,
        low: interval.low,
        high: interval.high,
        gained,
        lost,
    })
}
