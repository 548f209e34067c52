//! Events of a run: what `events.csv` has a row for, with what is known of each.

use crate::diplomacy::summit::Quality;
use summitry_engine::ids::{IssueId, PartyId};

/// An event of a run.
///
/// Whoever shows events matches on all of them, so that the compiler lists what a new one must be added to.
/// [`RunEvent::name`], [`RunEvent::party`], [`RunEvent::issue`], [`RunEvent::shock`] and [`RunEvent::value`] are its cells
/// in `events.csv`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RunEvent {
    /// A shock.
    Shock {
        /// Kind of shock, by its position in the scenario.
        shock: u8,
        /// Its severity: lognormal, with mean 1.
        severity: f64,
    },
    /// What was settled on an issue is open again.
    Reopened {
        /// The issue.
        issue: IssueId,
    },
    /// Domestic support was polled.
    Poll,
    /// An election.
    Election {
        /// Whose.
        party: PartyId,
        /// Change of its domestic support, before support is held within 0 and 1.
        swing: f64,
    },
    /// The energy price was read.
    EnergyReading {
        /// Log deviation of the price from normal.
        log_price: f64,
    },
    /// The energy price jumped.
    EnergyJump {
        /// Change of the log price.
        log_change: f64,
    },
    /// Attention is gone, and with it the window.
    WindowClosed,
    /// Donors pledged aid.
    Pledges {
        /// Stock of aid with the new pledges, in months of need.
        stock: f64,
    },
    /// Aid was delivered.
    Shipment {
        /// Aid delivered, in months of need.
        delivered: f64,
    },
    /// The requester asked for a summit.
    Request {
        /// The requester.
        party: PartyId,
    },
    /// The requester campaigned for attention.
    Campaign {
        /// The requester.
        party: PartyId,
    },
    /// A summit was granted, the gate being open.
    Grant {
        /// The gatekeeper.
        party: PartyId,
    },
    /// A summit was granted though the gate was shut.
    Override {
        /// The gatekeeper.
        party: PartyId,
    },
    /// A request was deferred.
    Defer {
        /// The gatekeeper.
        party: PartyId,
        /// By how much the first unmet condition was short, in its own unit; none if every condition was met.
        short: Option<f64>,
    },
    /// The requester turned an unprepared summit down.
    Refuse {
        /// The requester.
        party: PartyId,
    },
    /// A round opened.
    Round {
        /// Share of the coalition's influence at its table.
        influence: f64,
    },
    /// A round was put off because too few would attend.
    RoundPutOff {
        /// Share of the coalition's influence that would have attended.
        influence: f64,
    },
    /// A round closed.
    RoundClosed {
        /// Rounds held so far, this one counted.
        rounds: u32,
    },
    /// Enough allies endorsed what was agreed on an issue without them: it counts as prepared.
    EndorsedIssue {
        /// The issue.
        issue: IssueId,
        /// Share of the coalition's influence that the allies behind it have.
        influence: f64,
    },
    /// A session ended in agreement.
    SessionAgreed {
        /// The first issue on its table.
        issue: Option<IssueId>,
        /// Passes round the table.
        passes: u32,
    },
    /// A session ended without agreement.
    SessionFailed {
        /// The first issue on its table.
        issue: Option<IssueId>,
        /// Passes round the table.
        passes: u32,
    },
    /// Requester and gatekeeper consulted beside the rounds.
    Consultation,
    /// A summit opened.
    Summit {
        /// Preparation P as it opened.
        preparation: f64,
    },
    /// A summit closed.
    SummitClosed {
        /// Its quality.
        quality: Quality,
    },
    /// An initiative without the requester was launched.
    Initiative {
        /// Who launched it.
        party: PartyId,
        /// What it is about.
        issue: IssueId,
    },
    /// An initiative closed.
    InitiativeClosed {
        /// Share of the requester's weights that is settled without it.
        bypassed: f64,
    },
    /// The text was signed.
    Signed {
        /// Share of the coalition's influence that signed.
        influence: f64,
    },
    /// The text was put to ratification in a party.
    Ratification {
        /// The party.
        party: PartyId,
        /// Whether it passed.
        ratified: bool,
    },
    /// The settlement was reviewed, and its risk read again.
    Review {
        /// Log-risk of collapse now.
        log_risk: f64,
    },
    /// The settlement collapsed.
    Collapsed {
        /// Days in force.
        days: f64,
    },
    /// The settlement was in force at the end of the follow-up.
    Durable {
        /// Days in force.
        days: f64,
    },
    /// The talks ended.
    TalksEnd,
}

impl RunEvent {
    /// Its name in `events.csv`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            RunEvent::Shock { .. } => "shock",
            RunEvent::Reopened { .. } => "reopened",
            RunEvent::Poll => "poll",
            RunEvent::Election { .. } => "election",
            RunEvent::EnergyReading { .. } => "energy-reading",
            RunEvent::EnergyJump { .. } => "energy-jump",
            RunEvent::WindowClosed => "window-closed",
            RunEvent::Pledges { .. } => "pledges",
            RunEvent::Shipment { .. } => "shipment",
            RunEvent::Request { .. } => "request",
            RunEvent::Campaign { .. } => "campaign",
            RunEvent::Grant { .. } => "grant",
            RunEvent::Override { .. } => "override",
            RunEvent::Defer { .. } => "defer",
            RunEvent::Refuse { .. } => "refuse",
            RunEvent::Round { .. } => "round",
            RunEvent::RoundPutOff { .. } => "round-put-off",
            RunEvent::RoundClosed { .. } => "round-closed",
            RunEvent::EndorsedIssue { .. } => "endorsed-issue",
            RunEvent::SessionAgreed { .. } => "session-agreed",
            RunEvent::SessionFailed { .. } => "session-failed",
            RunEvent::Consultation => "consultation",
            RunEvent::Summit { .. } => "summit",
            RunEvent::SummitClosed { .. } => "summit-closed",
            RunEvent::Initiative { .. } => "initiative",
            RunEvent::InitiativeClosed { .. } => "initiative-closed",
            RunEvent::Signed { .. } => "signed",
            RunEvent::Ratification { .. } => "ratification",
            RunEvent::Review { .. } => "review",
            RunEvent::Collapsed { .. } => "collapsed",
            RunEvent::Durable { .. } => "durable",
            RunEvent::TalksEnd => "talks-end",
        }
    }

    /// The party concerned.
    #[must_use]
    pub fn party(&self) -> Option<PartyId> {
        match *self {
            RunEvent::Election { party, .. }
            | RunEvent::Request { party }
            | RunEvent::Campaign { party }
            | RunEvent::Grant { party }
            | RunEvent::Override { party }
            | RunEvent::Defer { party, .. }
            | RunEvent::Refuse { party }
            | RunEvent::Initiative { party, .. }
            | RunEvent::Ratification { party, .. } => Some(party),
            _ => None,
        }
    }

    /// The issue concerned: of a session the first on its table.
    #[must_use]
    pub fn issue(&self) -> Option<IssueId> {
        match *self {
            RunEvent::Reopened { issue }
            | RunEvent::EndorsedIssue { issue, .. }
            | RunEvent::Initiative { issue, .. } => Some(issue),
            RunEvent::SessionAgreed { issue, .. } | RunEvent::SessionFailed { issue, .. } => issue,
            _ => None,
        }
    }

    /// The kind of shock, by its position in the scenario.
    #[must_use]
    pub fn shock(&self) -> Option<u8> {
        match *self {
            RunEvent::Shock { shock, .. } => Some(shock),
            _ => None,
        }
    }

    /// Its number in `events.csv`: what it counts or measures, 1 or 0 for whether a text was ratified, and 1, 2 or 3 for
    /// a symbolic, partial or substantive summit.
    #[must_use]
    pub fn value(&self) -> Option<f64> {
        match *self {
            RunEvent::Shock { severity, .. } => Some(severity),
            RunEvent::Election { swing, .. } => Some(swing),
            RunEvent::EnergyReading { log_price } => Some(log_price),
            RunEvent::EnergyJump { log_change } => Some(log_change),
            RunEvent::Pledges { stock } => Some(stock),
            RunEvent::Shipment { delivered } => Some(delivered),
            RunEvent::Defer { short, .. } => short,
            RunEvent::Round { influence }
            | RunEvent::RoundPutOff { influence }
            | RunEvent::EndorsedIssue { influence, .. }
            | RunEvent::Signed { influence } => Some(influence),
            RunEvent::RoundClosed { rounds } => Some(f64::from(rounds)),
            RunEvent::SessionAgreed { passes, .. } | RunEvent::SessionFailed { passes, .. } => {
                Some(f64::from(passes))
            }
            RunEvent::Summit { preparation } => Some(preparation),
            RunEvent::SummitClosed { quality } => Some(f64::from(quality as u8 + 1)),
            RunEvent::InitiativeClosed { bypassed } => Some(bypassed),
            RunEvent::Ratification { ratified, .. } => Some(f64::from(u8::from(ratified))),
            RunEvent::Review { log_risk } => Some(log_risk),
            RunEvent::Collapsed { days } | RunEvent::Durable { days } => Some(days),
            RunEvent::Reopened { .. }
            | RunEvent::Poll
            | RunEvent::WindowClosed
            | RunEvent::Request { .. }
            | RunEvent::Campaign { .. }
            | RunEvent::Grant { .. }
            | RunEvent::Override { .. }
            | RunEvent::Refuse { .. }
            | RunEvent::Consultation
            | RunEvent::Initiative { .. }
            | RunEvent::TalksEnd => None,
        }
    }
}
