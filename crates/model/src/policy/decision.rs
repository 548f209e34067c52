//! Decisions: the requests that a run makes of its seats, and the legal answers to each.

use std::fmt;

use crate::bargaining::Offer;
use summitry_engine::ids::{IssueId, PartyId};

/// A decision that is due.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Request {
    /// Who is asked.
    pub party: PartyId,
    /// What is asked.
    pub kind: RequestKind,
    /// How often this party was asked this before in the run, from 0.
    pub occurrence: u32,
    /// A uniform draw in (0, 1) that belongs to this request; ½ where the rules use none.
    pub draw: f64,
}

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestKind {
    /// Requester: what to do about the summit now.
    Move,
    /// Requester: take a summit that is granted unprepared?
    TakeSummit,
    /// Gatekeeper: the requester asks for a summit, or still does.
    Grant {
        /// Whether the gate is open.
        open: bool,
        /// Whether no summit may be held now, gate or not: too soon after the last.
        barred: bool,
    },
    /// Gatekeeper: a round is due; in which order is its agenda taken?
    CallRound,
    /// Gatekeeper: does aid flow until the next conference?
    Aid,
    /// Ally or counterpart: attend the round?
    Attend,
    /// Ally: endorse what was agreed on this issue without it?
    EndorseIssue(IssueId),
    /// Ally: endorse the text as it stands?
    EndorseText,
    /// Donor: how much to pledge?
    Pledge,
    /// Ally or gatekeeper: launch an initiative without the requester?
    Initiative,
    /// Whoever's turn it is: an option for each issue on the table.
    Offer,
    /// Whoever's turn it is: accept the standing offer?
    Respond,
    /// Signatory: put the text through at home?
    Ratify,
}

/// Number of kinds of request.
pub const KINDS: usize = 13;

impl RequestKind {
    /// The kind's name, as in logs and scripts.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            RequestKind::Move => "move",
            RequestKind::TakeSummit => "take-summit",
            RequestKind::Grant { .. } => "grant",
            RequestKind::CallRound => "call-round",
            RequestKind::Aid => "aid",
            RequestKind::Attend => "attend",
            RequestKind::EndorseIssue(_) => "endorse-issue",
            RequestKind::EndorseText => "endorse-text",
            RequestKind::Pledge => "pledge",
            RequestKind::Initiative => "initiative",
            RequestKind::Offer => "offer",
            RequestKind::Respond => "respond",
            RequestKind::Ratify => "ratify",
        }
    }

    /// The kind's number, below [`KINDS`].
    #[must_use]
    pub fn number(self) -> usize {
        match self {
            RequestKind::Move => 0,
            RequestKind::TakeSummit => 1,
            RequestKind::Grant { .. } => 2,
            RequestKind::CallRound => 3,
            RequestKind::Aid => 4,
            RequestKind::Attend => 5,
            RequestKind::EndorseIssue(_) => 6,
            RequestKind::EndorseText => 7,
            RequestKind::Pledge => 8,
            RequestKind::Initiative => 9,
            RequestKind::Offer => 10,
            RequestKind::Respond => 11,
            RequestKind::Ratify => 12,
        }
    }

    /// The kind of this name, if there is one (the gate taken as open, the issue as the first).
    #[must_use]
    pub fn named(name: &str) -> Option<RequestKind> {
        RequestKind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// One of each kind.
    pub const ALL: [RequestKind; KINDS] = [
        RequestKind::Move,
        RequestKind::TakeSummit,
        RequestKind::Grant { open: true, barred: false },
        RequestKind::CallRound,
        RequestKind::Aid,
        RequestKind::Attend,
        RequestKind::EndorseIssue(IssueId(0)),
        RequestKind::EndorseText,
        RequestKind::Pledge,
        RequestKind::Initiative,
        RequestKind::Offer,
        RequestKind::Respond,
        RequestKind::Ratify,
    ];

    /// The legal answers, all of them. An offer has none here: any option of each issue is legal.
    #[must_use]
    pub fn legal(self) -> &'static [Choice] {
        use Choice::{
            Accept, Ask, Attend, Campaign, Decline, Defer, EasyFirst, Endorse, Grant, HardFirst,
            Hold, Launch, Maintain, Nothing, Override, Package, Raise, Ratify, Refrain, Refuse,
            Reject, Release, StayAway, Take, Wait,
        };
        match self {
            RequestKind::Move => &[Ask, Campaign, Wait],
            RequestKind::TakeSummit => &[Take, Refuse],
            RequestKind::Grant { barred: true, .. } => &[Defer],
            RequestKind::Grant { open: true, .. } => &[Grant, Defer],
            RequestKind::Grant { open: false, .. } => &[Defer, Override],
            RequestKind::CallRound => &[EasyFirst, HardFirst, Package, Wait],
            RequestKind::Aid => &[Release, Hold],
            RequestKind::Attend => &[Attend, StayAway],
            RequestKind::EndorseIssue(_) | RequestKind::EndorseText => &[Endorse, Decline],
            RequestKind::Pledge => &[Nothing, Maintain, Raise],
            RequestKind::Initiative => &[Launch, Refrain],
            RequestKind::Offer => &[],
            RequestKind::Respond => &[Accept, Reject],
            RequestKind::Ratify => &[Ratify, Reject],
        }
    }
}

macro_rules! choices {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// One answer of a closed list.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Choice {
            $($(#[$doc])* $name,)*
        }

        impl Choice {
            /// All answers, in one order.
            pub const ALL: &'static [Choice] = &[$(Choice::$name,)*];

            /// The answer's name, as in logs and scripts.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Choice::$name => $text,)* }
            }

            /// The answer of this name.
            #[must_use]
            pub fn named(name: &str) -> Option<Choice> {
                match name { $($text => Some(Choice::$name),)* _ => None }
            }
        }
    };
}

choices! {
    /// Ask for a summit.
    Ask = "ask",
    /// Campaign for attention.
    Campaign = "campaign",
    /// Do nothing now.
    Wait = "wait",
    /// Take the summit that is offered.
    Take = "take",
    /// Refuse it.
    Refuse = "refuse",
    /// Grant the summit.
    Grant = "grant",
    /// Defer it, naming what is missing.
    Defer = "defer",
    /// Grant it though the gate is shut.
    Override = "override",
    /// Take the least divided issues first.
    EasyFirst = "easy-first",
    /// Take the most divided issues first.
    HardFirst = "hard-first",
    /// Take all at once.
    Package = "package",
    /// Let aid flow.
    Release = "release",
    /// Hold it.
    Hold = "hold",
    /// Attend.
    Attend = "attend",
    /// Stay away.
    StayAway = "stay-away",
    /// Endorse.
    Endorse = "endorse",
    /// Do not.
    Decline = "decline",
    /// Pledge nothing.
    Nothing = "nothing",
    /// Pledge as usual.
    Maintain = "maintain",
    /// Pledge more.
    Raise = "raise",
    /// Launch an initiative.
    Launch = "launch",
    /// Leave it.
    Refrain = "refrain",
    /// Accept the standing offer.
    Accept = "accept",
    /// Turn it down.
    Reject = "reject",
    /// Put the text through at home.
    Ratify = "ratify",
}

/// An answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Answer {
    /// One of the legal answers.
    Choice(Choice),
    /// An option for each issue on the table.
    Offer(Offer),
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Answer::Choice(choice) => f.write_str(choice.name()),
            Answer::Offer(offer) => {
                for (k, option) in offer.options().iter().enumerate() {
                    write!(f, "{}{option}", if k > 0 { " " } else { "" })?;
                }
                Ok(())
            }
        }
    }
}

/// An answer that was not legal.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("`{answer}` is no legal answer to `{request}`; legal: {legal}")]
pub struct Illegal {
    /// What was asked.
    pub request: &'static str,
    /// What was answered.
    pub answer: String,
    /// What would have been legal.
    pub legal: String,
}
