//! The record of a run: plain numbers, before they are formatted.

use crate::bargaining::Offer;
use crate::diplomacy::summit::Quality;
use crate::policy::{Answer, RequestKind};
use summitry_engine::ids::PartyId;
use summitry_engine::sets::{IssueSet, PartySet};
use summitry_engine::units::SimTime;

use super::event::RunEvent;
use super::states::States;

macro_rules! named {
    ($(#[$outer:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$outer])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub enum $name {
            $($(#[$doc])* $variant,)*
        }

        impl $name {
            /// All of them, in order.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];
            /// Their names, in order.
            pub const NAMES: &'static [&'static str] = &[$($text,)*];

            /// The name in tables.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $($name::$variant => $text,)* }
            }
        }
    };
}

named! {
    /// How a run ended, the first of these that holds.
    Outcome {
        /// The coalition's cohesion stayed under its floor.
        CoalitionFractured = "coalition-fractured",
        /// Too much was settled without the requester.
        RequesterBypassed = "requester-bypassed",
        /// Signed, ratified, alive at the end of the follow-up.
        Durable = "durable",
        /// Signed, ratified, failed.
        Collapsed = "collapsed",
        /// Signed, not ratified.
        RatificationFailed = "ratification-failed",
        /// The best summit was partial.
        PartialOnly = "partial-only",
        /// The best summit was symbolic.
        SymbolicOnly = "symbolic-only",
        /// No summit was held.
        #[default]
        NoSummit = "no-summit",
    }
}

named! {
    /// Why the talks ended.
    EndReason {
        /// A text was signed.
        Signed = "signed",
        /// The window's length was used up.
        #[default]
        Horizon = "horizon",
        /// The window closed.
        WindowClosed = "window-closed",
        /// The deadline and its grace passed.
        Deadline = "deadline",
        /// An unprepared summit ended the process.
        SummitFailed = "summit-failed",
        /// The coalition fractured.
        Fractured = "fractured",
        /// The requester was bypassed.
        Bypassed = "bypassed",
    }
}

named! {
    /// Where a session was held.
    Forum {
        /// A multilateral round.
        #[default]
        Round = "round",
        /// A leaders' summit.
        Summit = "summit",
        /// An initiative without the requester.
        Initiative = "initiative",
    }
}

/// A run, once it is done. Days count from the start of the window.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    /// How it ended.
    pub outcome: Outcome,
    /// Why the talks ended.
    pub end_reason: EndReason,
    /// When the talks ended.
    pub end: SimTime,
    /// The first summit.
    pub first: Option<SummitRecord>,
    /// Quality of the best summit.
    pub best_quality: Option<Quality>,
    /// Rounds held.
    pub rounds: u32,
    /// Rounds held before the first summit.
    pub rounds_before_summit: u32,
    /// Rounds put off because too few attended.
    pub slips: u32,
    /// Requests made.
    pub requests: u32,
    /// Requests deferred, each once however often it was put off.
    pub deferrals: u32,
    /// Symbolic summits that the requester refused.
    pub refusals: u32,
    /// Summits held.
    pub summits: u32,
    /// When a text was signed.
    pub settlement: Option<SimTime>,
    /// Whether it was ratified.
    pub ratified: Option<bool>,
    /// Days in force until collapse or the end of the follow-up.
    pub survival_days: Option<f64>,
    /// Whether it was alive at the end of the follow-up.
    pub censored: Option<bool>,
    /// Provision classes covered by the settlement.
    pub coverage: Option<u32>,
    /// Influence that signed.
    pub inclusion: Option<f64>,
    /// Log-risk at signing.
    pub log_risk: Option<f64>,
    /// Sessions held.
    pub sessions: u32,
    /// Sessions that failed.
    pub failed_sessions: u32,
    /// Shocks.
    pub shocks: u32,
    /// Initiatives launched.
    pub initiatives: u32,
    /// ∫ S dt to the end of the talks.
    pub strain_area: f64,
    /// ∫ A dt to the end of the talks.
    pub attention_area: f64,
    /// Strain at the end of the talks.
    pub strain_end: f64,
    /// Months of need delivered.
    pub aid_delivered: f64,
    /// Months of need held up at shipments.
    pub aid_delayed: f64,
    /// Least cohesion.
    pub least_cohesion: f64,
    /// Weight settled at the end of the talks.
    pub settled_weight: f64,
    /// Tractability Z, unknown to the parties.
    pub tractability: f64,
    /// Calendar events handled.
    pub events: u32,
}

impl Record {
    /// When the first summit opened.
    #[must_use]
    pub fn first_summit(&self) -> Option<SimTime> {
        self.first.map(|summit| summit.at)
    }

    /// Quality of the first summit.
    #[must_use]
    pub fn first_quality(&self) -> Option<Quality> {
        self.first.map(|summit| summit.quality)
    }
}

/// What a run meant for one party.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PartyRecord {
    /// Utility of the text at the end, open issues at their status quo.
    pub utility: f64,
    /// Share of the best it could have had on the agreed issues that it gave up.
    pub concession: Option<f64>,
    /// Rounds attended.
    pub rounds_attended: u32,
    /// Whether it endorsed the text at the end.
    pub endorsed: bool,
    /// Whether it signed.
    pub signed: bool,
    /// Whether it ratified.
    pub ratified: Option<bool>,
    /// Months of need pledged.
    pub pledged: f64,
    /// Domestic support at the end.
    pub support: f64,
}

/// A session of a round, a summit or an initiative.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SessionRecord {
    /// Time of the session.
    pub at: SimTime,
    /// Kind of meeting that it was part of.
    pub forum: Forum,
    /// Its type of meeting, by position in the scenario.
    pub kind: u8,
    /// Number of that round, summit or initiative, from 0.
    pub meeting: u32,
    /// Number of the session in it, from 0.
    pub session: u32,
    /// Parties at the table.
    pub parties: PartySet,
    /// Their share of the coalition's influence.
    pub influence: f64,
    /// The issues on its table.
    pub issues: IssueSet,
    /// The agreed options, in the order of the issues' positions.
    pub agreed: Option<Offer>,
    /// Passes round the table.
    pub steps: u32,
}

/// A summit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SummitRecord {
    /// When it opened.
    pub at: SimTime,
    /// When it was granted.
    pub granted: SimTime,
    /// Whether it was granted though the gate was shut.
    pub overridden: bool,
    /// What it was worth.
    pub quality: Quality,
    /// Goals as it opened.
    pub goals: f64,
    /// Endorsed allied influence as it opened.
    pub endorsed: f64,
    /// Preparation as it opened.
    pub preparation: f64,
    /// Weight settled as it closed.
    pub closing: f64,
    /// Cohesion as it opened.
    pub cohesion: f64,
    /// Leverage as it opened.
    pub leverage: f64,
    /// Strain as it opened.
    pub strain: f64,
    /// Attention as it opened.
    pub attention: f64,
}

/// One line of a trace.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// Time of the event or answer.
    pub at: SimTime,
    /// Event or answer.
    pub kind: TickKind,
    /// The states after it.
    pub states: States,
}

/// An event, or an accepted answer.
#[derive(Clone, Debug, PartialEq)]
pub enum TickKind {
    /// Something happened.
    Event(RunEvent),
    /// An accepted answer.
    Answer {
        /// Party that answered.
        party: PartyId,
        /// Kind of request that it answers.
        request: RequestKind,
        /// Its answer.
        answer: Answer,
    },
}

/// How a run counts in a comparison if a measure did not occur in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// The measure always occurs.
    NotPossible,
    /// A waiting time, censored at the end of the window.
    CensorAtWindow,
    /// A duration, which is 0.
    Zero,
    /// Left out: there is no such number.
    Exclude,
}

/// A measure that `summary.csv` gives for a batch.
#[derive(Clone, Copy, Debug)]
pub struct MeasureSpec {
    /// Name: the column of `runs.csv`, and the mean over the runs that have a value.
    pub name: &'static str,
    /// Name of the mean over all runs, where `absent` gives the others a value.
    pub compared: &'static str,
    /// Unit.
    pub unit: &'static str,
    /// Its value in a run; none if it did not happen.
    pub value: fn(&Record) -> Option<f64>,
    /// What a run counts as that does not have it.
    pub absent: Missing,
    /// Whether it counts whole things.
    pub whole: bool,
    /// Highest value that its histogram resolves, given the horizons in days.
    pub high: fn(window: f64, follow_up: f64) -> f64,
}

/// The main measures, in order.
pub const MEASURES: &[MeasureSpec] = &[
    MeasureSpec {
        name: "first_summit_day",
        compared: "summit_wait_days",
        unit: "days",
        absent: Missing::CensorAtWindow,
        whole: false,
        value: |r| r.first_summit().map(SimTime::days),
        high: |window, _| window,
    },
    MeasureSpec {
        name: "rounds_held",
        compared: "rounds_held",
        unit: "rounds",
        absent: Missing::NotPossible,
        whole: true,
        value: |r| Some(f64::from(r.rounds)),
        high: |_, _| 100.0,
    },
    MeasureSpec {
        name: "requests_made",
        compared: "requests_made",
        unit: "requests",
        absent: Missing::NotPossible,
        whole: true,
        value: |r| Some(f64::from(r.requests)),
        high: |_, _| 100.0,
    },
    MeasureSpec {
        name: "preparation",
        compared: "preparation",
        unit: "share",
        absent: Missing::Exclude,
        whole: false,
        value: |r| r.first.map(|summit| summit.preparation),
        high: |_, _| 1.0,
    },
    MeasureSpec {
        name: "cohesion",
        compared: "cohesion",
        unit: "share",
        absent: Missing::Exclude,
        whole: false,
        value: |r| r.first.map(|summit| summit.cohesion),
        high: |_, _| 1.0,
    },
    MeasureSpec {
        name: "leverage",
        compared: "leverage",
        unit: "share",
        absent: Missing::Exclude,
        whole: false,
        value: |r| r.first.map(|summit| summit.leverage),
        high: |_, _| 1.0,
    },
    MeasureSpec {
        name: "settlement_day",
        compared: "settlement_wait_days",
        unit: "days",
        absent: Missing::CensorAtWindow,
        whole: false,
        value: |r| r.settlement.map(SimTime::days),
        high: |window, _| window,
    },
    MeasureSpec {
        name: "survival_days",
        compared: "in_force_days",
        unit: "days",
        absent: Missing::Zero,
        whole: false,
        value: |r| r.survival_days,
        high: |_, follow_up| follow_up,
    },
    MeasureSpec {
        name: "strain_area_days",
        compared: "strain_area_days",
        unit: "days",
        absent: Missing::NotPossible,
        whole: false,
        value: |r| Some(r.strain_area),
        high: |window, _| window,
    },
    MeasureSpec {
        name: "aid_delivered_months",
        compared: "aid_delivered_months",
        unit: "months of need",
        absent: Missing::NotPossible,
        whole: false,
        value: |r| Some(r.aid_delivered),
        high: |window, _| window / 15.0,
    },
];
