//! Gates: which conditions must hold before a meeting may be called.
//!
//! A predicate tree over what whoever calls it observes. That of the summit is the gate of the scenario, written as a family
//! with parameters or spelt out.

use crate::limits::MAX_LEAVES;

use super::meeting::Held;
use super::text::Text;
use summitry_engine::sets::PartySet;
use summitry_engine::units::SimTime;

/// Room for the rounding of sums.
const EPSILON: f64 = 1e-9;

/// A condition of the gate.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// All of them.
    All(Vec<Condition>),
    /// Any of them.
    Any(Vec<Condition>),
    /// Not this one.
    Not(Box<Condition>),
    /// A leaf, by its number in [`Gate::leaves`].
    Leaf(usize),
}

/// A leaf: one thing observed, and what it must reach.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Leaf {
    /// What is observed.
    pub what: Observable,
    /// What it must reach: a count, a share or days, as the observable has it.
    pub at_least: f64,
    /// Days for which it must have been reached without a break.
    pub for_days: f64,
}

/// What a leaf observes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Observable {
    /// Rounds held.
    Rounds,
    /// Share of influence that attended the last round.
    Breadth,
    /// Preparation P.
    Preparation,
    /// Goals G.
    Goals,
    /// Cohesion C.
    Cohesion,
    /// Number of allies that endorse the text.
    Endorsements,
    /// Share of the allied influence that endorses the text.
    Endorsed,
    /// Whether all of these parties endorse the text.
    EndorsedBy(PartySet),
    /// Day of the window.
    Day,
    /// Strain.
    Strain,
    /// Days without a shock.
    Calm,
    /// Days since the standing request was first made.
    Asked,
    /// How often a type of meeting has been held.
    Held(u8),
    /// How often it has closed with nothing newly agreed.
    Failed(u8),
    /// Days since it was last held.
    Since(u8),
    /// Whether an issue is agreed.
    Agreed {
        /// The issue.
        issue: u8,
        /// Whether it must be settled: agreed for good, and not only provisionally.
        settled: bool,
    },
}

impl Observable {
    /// The name that a scenario file uses.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Observable::Rounds => "rounds",
            Observable::Breadth => "breadth",
            Observable::Preparation => "preparation",
            Observable::Goals => "goals",
            Observable::Cohesion => "cohesion",
            Observable::Endorsements => "endorsements",
            Observable::Endorsed => "endorsed",
            Observable::EndorsedBy(_) => "endorsed-by",
            Observable::Day => "day",
            Observable::Strain => "strain",
            Observable::Calm => "calm",
            Observable::Asked => "asked",
            Observable::Held(_) => "held",
            Observable::Failed(_) => "failed",
            Observable::Since(_) => "since",
            Observable::Agreed { .. } => "agreed",
        }
    }

    /// Whether it is a share that readiness is judged by, which may be misread.
    #[must_use]
    pub fn is_readiness(self) -> bool {
        matches!(self, Observable::Preparation | Observable::Goals | Observable::Cohesion)
    }
}

/// What the gate is judged by, at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Observed<'a> {
    /// Rounds held.
    pub rounds: u32,
    /// Share of influence at the last round.
    pub breadth: f64,
    /// Preparation.
    pub preparation: f64,
    /// Goals.
    pub goals: f64,
    /// Cohesion.
    pub cohesion: f64,
    /// Allies that endorse.
    pub endorsements: u32,
    /// Share of allied influence that endorses.
    pub endorsed: f64,
    /// Who endorses.
    pub endorsers: PartySet,
    /// Strain.
    pub strain: f64,
    /// When the last shock came; the start if none has.
    pub last_shock: SimTime,
    /// When the standing request was made, if one stands.
    pub asked_at: Option<SimTime>,
    /// What has become of each type of meeting.
    pub meetings: &'a [Held],
    /// The text; none where no leaf asks for it.
    pub text: Option<&'a Text>,
}

impl Observed<'_> {
    fn meeting(&self, kind: u8) -> Option<&Held> {
        self.meetings.get(usize::from(kind))
    }
}

/// A gate: its tree and its leaves.
#[derive(Clone, Debug, PartialEq)]
pub struct Gate {
    /// The tree.
    pub root: Condition,
    /// The leaves, at most [`MAX_LEAVES`].
    pub leaves: Vec<Leaf>,
}

/// A gate's memory in a run: since when each leaf has been reached, and how it is misread.
#[derive(Clone, Copy, Debug)]
pub struct Watch {
    since: [Option<SimTime>; MAX_LEAVES],
    /// What is added to each threshold when the gatekeeper reads it.
    pub misreading: [f64; MAX_LEAVES],
}

impl Default for Watch {
    fn default() -> Self {
        Watch { since: [None; MAX_LEAVES], misreading: [0.0; MAX_LEAVES] }
    }
}

/// A leaf that keeps the gate shut.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Missing {
    /// The leaf's number.
    pub leaf: usize,
    /// By how much it falls short, in the leaf's own unit.
    pub short: f64,
    /// Days for which it must still hold, if it is only that.
    pub wait: f64,
}

/// How a leaf stands at one moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LeafReading {
    /// The leaf's number.
    pub leaf: usize,
    /// What is observed, in the leaf's own unit.
    pub reading: f64,
    /// What it must reach as the gatekeeper reads it, misreading included.
    pub threshold: f64,
    /// Days for which it has held; none if it does not hold.
    pub held: Option<f64>,
    /// Whether it is met: reached, and held for long enough.
    pub met: bool,
}

impl Gate {
    /// How every leaf stands, as last observed.
    #[must_use]
    pub fn readings(&self, watch: &Watch, seen: &Observed<'_>, now: SimTime) -> Vec<LeafReading> {
        let reading = |leaf: usize| LeafReading {
            leaf,
            reading: self.reading(leaf, seen, now),
            threshold: self.threshold(leaf, watch),
            held: watch.since[leaf].map(|since| now.days_since(since)),
            met: self.met(leaf, watch, now),
        };
        (0..self.leaves.len()).map(reading).collect()
    }

    fn reading(&self, leaf: usize, seen: &Observed<'_>, now: SimTime) -> f64 {
        match self.leaves[leaf].what {
            Observable::Rounds => f64::from(seen.rounds),
            Observable::Breadth => seen.breadth,
            Observable::Preparation => seen.preparation,
            Observable::Goals => seen.goals,
            Observable::Cohesion => seen.cohesion,
            Observable::Endorsements => f64::from(seen.endorsements),
            Observable::Endorsed => seen.endorsed,
            Observable::EndorsedBy(all) => f64::from(u8::from(all.is_subset(seen.endorsers))),
            Observable::Day => now.days(),
            Observable::Strain => seen.strain,
            Observable::Calm => now.days_since(seen.last_shock),
            Observable::Asked => seen.asked_at.map_or(-1.0, |at| now.days_since(at)),
            Observable::Held(kind) => seen.meeting(kind).map_or(0.0, |m| f64::from(m.held)),
            Observable::Failed(kind) => seen.meeting(kind).map_or(0.0, |m| f64::from(m.failed)),
            Observable::Since(kind) => {
                let last = seen.meeting(kind).and_then(|m| m.last);
                last.map_or(-1.0, |at| now.days_since(at))
            }
            Observable::Agreed { issue, settled } => {
                let clause = seen.text.map(|text| text.clauses()[usize::from(issue)]);
                let is_agreed = clause.is_some_and(|c| {
                    if settled { c.agreed().is_some() } else { c.tabled().is_some() }
                });
                f64::from(u8::from(is_agreed))
            }
        }
    }

    /// Notes which leaves are reached now. Call it whenever something observed has changed.
    pub fn observe(&self, watch: &mut Watch, seen: &Observed<'_>, now: SimTime) {
        for leaf in 0..self.leaves.len() {
            // Shares are sums: one that should be the threshold may fall short in the last bit.
            let reached = self.reading(leaf, seen, now) >= self.threshold(leaf, watch) - EPSILON;
            watch.since[leaf] = match (reached, watch.since[leaf]) {
                (true, None) => Some(now),
                (true, since) => since,
                (false, _) => None,
            };
        }
    }

    fn threshold(&self, leaf: usize, watch: &Watch) -> f64 {
        self.leaves[leaf].at_least + watch.misreading[leaf]
    }

    fn met(&self, leaf: usize, watch: &Watch, now: SimTime) -> bool {
        watch.since[leaf].is_some_and(|since| now >= since.after_days(self.leaves[leaf].for_days))
    }

    /// Whether the gate is open, as last observed.
    #[must_use]
    pub fn is_open(&self, watch: &Watch, now: SimTime) -> bool {
        self.holds(&self.root, &|leaf| self.met(leaf, watch, now))
    }

    /// Whether the tree holds for a given reading of its leaves.
    pub fn holds(&self, condition: &Condition, met: &impl Fn(usize) -> bool) -> bool {
        match condition {
            Condition::All(parts) => parts.iter().all(|c| self.holds(c, met)),
            Condition::Any(parts) => parts.iter().any(|c| self.holds(c, met)),
            Condition::Not(part) => !self.holds(part, met),
            Condition::Leaf(leaf) => met(*leaf),
        }
    }

    /// The leaves that keep the gate shut, pushed to `out`: of `all` the parts that fail, of `any` all of
    /// them, of `not` those that hold and should not. None where the gate is open.
    pub fn missing(
        &self,
        watch: &Watch,
        seen: &Observed<'_>,
        now: SimTime,
        out: &mut Vec<Missing>,
    ) {
        out.clear();
        self.blocking(
            &self.root,
            true,
            watch,
            &mut |leaf| {
                let short = (self.threshold(leaf, watch) - self.reading(leaf, seen, now)).max(0.0);
                let wait = watch.since[leaf].map_or(0.0, |since| {
                    (self.leaves[leaf].for_days - now.days_since(since)).max(0.0)
                });
                out.push(Missing { leaf, short, wait });
            },
            now,
        );
    }

    /// Visits the leaves because of which a condition is not what is `wanted`.
    fn blocking(
        &self,
        condition: &Condition,
        wanted: bool,
        watch: &Watch,
        visit: &mut impl FnMut(usize),
        now: SimTime,
    ) {
        if self.holds(condition, &|leaf| self.met(leaf, watch, now)) == wanted {
            return;
        }
        match condition {
            Condition::Leaf(leaf) => visit(*leaf),
            Condition::Not(part) => self.blocking(part, !wanted, watch, visit, now),
            Condition::All(parts) | Condition::Any(parts) => {
                for part in parts {
                    self.blocking(part, wanted, watch, visit, now);
                }
            }
        }
    }

    /// How near the gate is to open, from 0 to 1, with each threshold taken to be `scale` times what it is:
    /// all = the least, any = the most, not = the rest.
    #[must_use]
    pub fn progress(&self, seen: &Observed<'_>, now: SimTime, scale: f64) -> f64 {
        self.progress_of(&self.root, seen, now, scale)
    }

    fn progress_of(
        &self,
        condition: &Condition,
        seen: &Observed<'_>,
        now: SimTime,
        scale: f64,
    ) -> f64 {
        let part = |c: &Condition| self.progress_of(c, seen, now, scale);
        match condition {
            Condition::All(parts) => parts.iter().map(part).fold(1.0, f64::min),
            Condition::Any(parts) => parts.iter().map(part).fold(0.0, f64::max),
            Condition::Not(inner) => 1.0 - part(inner),
            Condition::Leaf(leaf) => {
                let needed = self.leaves[*leaf].at_least * scale;
                let reading = self.reading(*leaf, seen, now);
                if reading >= needed {
                    1.0
                } else if needed > 0.0 {
                    (reading / needed).max(0.0)
                } else {
                    0.0
                }
            }
        }
    }

    /// The next moment after `now` at which the passing of time alone may change a leaf.
    ///
    /// `passes` gives the days until strain or cohesion passes a level by itself, if it will.
    pub fn next_change(
        &self,
        watch: &Watch,
        seen: &Observed<'_>,
        now: SimTime,
        passes: impl Fn(Observable, f64) -> Option<f64>,
    ) -> Option<SimTime> {
        let mut next: Option<SimTime> = None;
        let mut consider = |at: SimTime| {
            if at > now && next.is_none_or(|n| at < n) {
                next = Some(at);
            }
        };
        // A minute later, so that rounding to minutes cannot fall short of the level.
        let later = |days: f64| now.after_days(days) + SimTime::from_minutes(1);
        for (number, leaf) in self.leaves.iter().enumerate() {
            // Cohesion may also fall again, and break what was held.
            if leaf.what == Observable::Cohesion
                && let Some(days) = passes(leaf.what, self.threshold(number, watch))
            {
                consider(later(days));
            }
            if let Some(since) = watch.since[number] {
                consider(since.after_days(leaf.for_days));
                continue;
            }
            match leaf.what {
                Observable::Day => consider(SimTime::from_days(leaf.at_least)),
                Observable::Calm => consider(seen.last_shock.after_days(leaf.at_least)),
                Observable::Asked => {
                    if let Some(at) = seen.asked_at {
                        consider(at.after_days(leaf.at_least));
                    }
                }
                Observable::Since(kind) => {
                    if let Some(at) = seen.meeting(kind).and_then(|m| m.last) {
                        consider(at.after_days(leaf.at_least));
                    }
                }
                Observable::Strain => {
                    if let Some(days) = passes(leaf.what, leaf.at_least) {
                        consider(later(days));
                    }
                }
                _ => {}
            }
        }
        next
    }

    /// Whether any leaf asks for work done in rounds.
    #[must_use]
    pub fn asks_for_rounds(&self) -> bool {
        self.leaves.iter().any(|leaf| {
            leaf.at_least > 0.0
                && !matches!(
                    leaf.what,
                    Observable::Day | Observable::Strain | Observable::Calm | Observable::Asked
                )
        })
    }

    /// The earliest day on which the gate can open if rounds come as `first + (n − 1)·gap` days.
    #[must_use]
    pub fn earliest_day(&self, first: f64, gap: f64) -> f64 {
        self.earliest(&self.root, first, gap)
    }

    fn earliest(&self, condition: &Condition, first: f64, gap: f64) -> f64 {
        match condition {
            Condition::All(parts) => {
                parts.iter().map(|c| self.earliest(c, first, gap)).fold(0.0, f64::max)
            }
            Condition::Any(parts) => {
                parts.iter().map(|c| self.earliest(c, first, gap)).fold(f64::INFINITY, f64::min)
            }
            Condition::Not(_) => 0.0,
            Condition::Leaf(leaf) => {
                let leaf = &self.leaves[*leaf];
                let reached = match leaf.what {
                    Observable::Rounds if leaf.at_least > 0.0 => {
                        first + (leaf.at_least - 1.0) * gap
                    }
                    Observable::Day | Observable::Calm => leaf.at_least,
                    Observable::Preparation | Observable::Goals if leaf.at_least > 0.0 => first,
                    _ => 0.0,
                };
                reached + leaf.for_days
            }
        }
    }
}
