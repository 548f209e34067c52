//! The events at a table, in order and without routine, as data for the page.

use serde::{Deserialize, Serialize};

use summitry_engine::ids::{IssueId, PartyId};
use summitry_model::diplomacy::summit::Quality;
use summitry_model::policy::{Answer, Choice, RequestKind};
use summitry_model::process::{Forum, InjectedShock, RunEvent, Tick, TickKind};

use super::{AnsweredBy, PlayedTable, named};

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// The day.
    pub day: f64,
    /// What.
    pub kind: EventKind,
    /// The position of the party concerned.
    pub party: Option<usize>,
    /// The position of the issue concerned.
    pub issue: Option<usize>,
    /// The position of the kind of shock.
    pub shock: Option<usize>,
    /// Whether a shock was sent by the teacher.
    pub sent: bool,
    /// Where a session was held, and its number of that kind, from 1.
    pub meeting: Option<Meeting>,
    /// What a session was about: issues, and the options agreed on.
    pub agreed: Vec<(usize, Option<u8>)>,
    /// A number: what it is, the kind says.
    pub value: Option<f64>,
    /// The number of the decision.
    pub decision: Option<usize>,
    /// Who answered it.
    pub by: Option<AnsweredBy>,
}

/// A round, a summit or an initiative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    /// Which.
    #[serde(with = "named::forum")]
    pub forum: Forum,
    /// Its number, from 1.
    pub number: u32,
}

/// The rows of the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimelineRow {
    /// Shocks, elections, prices.
    World,
    /// Decisions away from the table.
    Decision,
    /// Rounds, summits, initiatives.
    Meeting,
    /// Signing, ratification, the end.
    End,
}

macro_rules! kinds {
    ($($(#[$meta:meta])* $kind:ident, $row:ident;)*) => {
        /// What happened.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum EventKind {
            $($(#[$meta])* $kind,)*
        }

        impl EventKind {
            /// All of them.
            pub const ALL: &'static [EventKind] = &[$(EventKind::$kind,)*];

            /// Its row in the picture.
            #[must_use]
            pub fn row(self) -> TimelineRow {
                match self { $(EventKind::$kind => TimelineRow::$row,)* }
            }
        }
    };
}

kinds! {
    /// A shock; the value is its severity.
    Shock, World;
    /// What was settled on an issue is open again.
    Reopened, World;
    /// An election; the value is the change of support.
    Election, World;
    /// A jump of the energy price; the value is the change as a share.
    EnergyJump, World;
    /// The requester asked for a summit.
    #[serde(rename = "asked")]
    SummitRequested, Decision;
    /// The requester campaigned for attention.
    Campaigned, Decision;
    /// A summit was granted, the gate being open.
    Granted, Decision;
    /// A summit was granted though the gate was shut.
    Overridden, Decision;
    /// The request was deferred, the gate being shut.
    Deferred, Decision;
    /// The request was deferred, too soon after the last summit.
    Barred, Decision;
    /// The request was deferred though the gate was open.
    DeferredOpen, Decision;
    /// A summit was taken unprepared.
    Took, Decision;
    /// A summit was refused as unprepared.
    Refused, Decision;
    /// Aid was held.
    HeldAid, Decision;
    /// A party stayed away from a round.
    StayedAway, Decision;
    /// A party did not endorse an issue.
    IssueDeclined, Decision;
    /// A party did not endorse the text.
    TextDeclined, Decision;
    /// A donor pledged nothing.
    PledgedNothing, Decision;
    /// A donor pledged more than usual.
    PledgedMore, Decision;
    /// A party launched an initiative without the requester.
    Launched, Decision;
    /// A party did not put the text to ratification.
    NotPut, Decision;
    /// A round opened; the value is the share of the influence at its table.
    Round, Meeting;
    /// A round was put off; the value is the share of the influence that would have attended.
    PutOff, Meeting;
    /// A session ended with an agreement; the value is how many passes it took.
    Agreed, Meeting;
    /// A session failed; the value is how many passes it took.
    NotAgreed, Meeting;
    /// The allies endorsed an issue.
    IssueEndorsed, Meeting;
    /// A summit opened; the value is the preparation.
    Summit, Meeting;
    /// A summit closed as a gesture.
    SummitSymbolic, Meeting;
    /// A summit closed with a partial result.
    SummitPartial, Meeting;
    /// A summit closed with substance.
    SummitSubstantive, Meeting;
    /// An initiative closed; the value is the share of the requester's stake settled without it.
    InitiativeClosed, Meeting;
    /// The text was signed; the value is the share of the influence.
    Signed, End;
    /// The text passed at home.
    Ratified, End;
    /// The text failed at home.
    NotRatified, End;
    /// The window closed early.
    WindowClosed, End;
    /// The talks ended.
    TalksEnd, End;
    /// The settlement collapsed; the value is the days in force.
    Collapsed, End;
    /// The settlement was in force at the end of the follow-up; the value is the days in force.
    InForce, End;
}

/// How a decision is shown; none if it is routine.
fn decided(request: RequestKind, choice: Choice) -> Option<EventKind> {
    use EventKind as K;
    Some(match (request, choice) {
        (RequestKind::Move, Choice::Ask) => K::SummitRequested,
        (RequestKind::Move, Choice::Campaign) => K::Campaigned,
        (RequestKind::Grant { .. }, Choice::Grant) => K::Granted,
        (RequestKind::Grant { .. }, Choice::Override) => K::Overridden,
        (RequestKind::Grant { barred: true, .. }, Choice::Defer) => K::Barred,
        (RequestKind::Grant { open: true, .. }, Choice::Defer) => K::DeferredOpen,
        (RequestKind::Grant { .. }, Choice::Defer) => K::Deferred,
        (RequestKind::TakeSummit, Choice::Take) => K::Took,
        (RequestKind::TakeSummit, Choice::Refuse) => K::Refused,
        (RequestKind::Aid, Choice::Hold) => K::HeldAid,
        (RequestKind::Attend, Choice::StayAway) => K::StayedAway,
        (RequestKind::EndorseIssue(_), Choice::Decline) => K::IssueDeclined,
        (RequestKind::EndorseText, Choice::Decline) => K::TextDeclined,
        (RequestKind::Pledge, Choice::Nothing) => K::PledgedNothing,
        (RequestKind::Pledge, Choice::Raise) => K::PledgedMore,
        (RequestKind::Initiative, Choice::Launch) => K::Launched,
        (RequestKind::Ratify, Choice::Reject) => K::NotPut,
        _ => return None,
    })
}

/// How an event of the trace is shown; none if it is not.
fn happened(event: &RunEvent) -> Option<EventKind> {
    use EventKind as K;
    Some(match *event {
        RunEvent::Shock { .. } => K::Shock,
        RunEvent::Reopened { .. } => K::Reopened,
        RunEvent::Election { .. } => K::Election,
        RunEvent::EnergyJump { .. } => K::EnergyJump,
        RunEvent::Round { .. } => K::Round,
        RunEvent::RoundPutOff { .. } => K::PutOff,
        RunEvent::SessionAgreed { .. } => K::Agreed,
        RunEvent::SessionFailed { .. } => K::NotAgreed,
        RunEvent::EndorsedIssue { .. } => K::IssueEndorsed,
        RunEvent::Summit { .. } => K::Summit,
        RunEvent::SummitClosed { quality: Quality::Substantive } => K::SummitSubstantive,
        RunEvent::SummitClosed { quality: Quality::Partial } => K::SummitPartial,
        RunEvent::SummitClosed { quality: Quality::Symbolic } => K::SummitSymbolic,
        RunEvent::InitiativeClosed { .. } => K::InitiativeClosed,
        RunEvent::Signed { .. } => K::Signed,
        RunEvent::Ratification { ratified: true, .. } => K::Ratified,
        RunEvent::Ratification { ratified: false, .. } => K::NotRatified,
        RunEvent::WindowClosed => K::WindowClosed,
        RunEvent::TalksEnd => K::TalksEnd,
        RunEvent::Collapsed { .. } => K::Collapsed,
        RunEvent::Durable { .. } => K::InForce,
        // Routine, or shown as the decision that it came from.
        RunEvent::Poll
        | RunEvent::EnergyReading { .. }
        | RunEvent::Pledges { .. }
        | RunEvent::Shipment { .. }
        | RunEvent::Request { .. }
        | RunEvent::Campaign { .. }
        | RunEvent::Grant { .. }
        | RunEvent::Override { .. }
        | RunEvent::Defer { .. }
        | RunEvent::Refuse { .. }
        | RunEvent::RoundClosed { .. }
        | RunEvent::Consultation
        | RunEvent::Initiative { .. }
        | RunEvent::Review { .. } => return None,
    })
}

pub(super) fn events(played: &PlayedTable) -> Vec<Event> {
    let path = &played.path;
    let (mut number, mut sessions) = (0, path.sessions.iter());
    let (mut rounds, mut summits) = (0, 0);
    let mut events = Vec::new();
    for (at, tick) in path.ticks.iter().enumerate() {
        let mut event = Event {
            day: tick.at.days(),
            kind: EventKind::TalksEnd,
            party: None,
            issue: None,
            shock: None,
            sent: false,
            meeting: None,
            agreed: Vec::new(),
            value: None,
            decision: None,
            by: None,
        };
        match &tick.kind {
            TickKind::Answer { party, request, answer } => {
                number += 1;
                let Answer::Choice(choice) = answer else { continue };
                let Some(kind) = decided(*request, *choice) else { continue };
                event.kind = kind;
                event.party = Some(party.index());
                event.decision = Some(number);
                event.by = played.by.get(number - 1).copied();
                if let RequestKind::EndorseIssue(issue) = request {
                    event.issue = Some(issue.index());
                }
            }
            TickKind::Event(of) => {
                let Some(kind) = happened(of) else { continue };
                event.kind = kind;
                event.party = of.party().map(PartyId::index);
                event.issue = of.issue().map(IssueId::index);
                event.shock = of.shock().map(usize::from);
                event.value = match *of {
                    RunEvent::EnergyJump { log_change } => Some(libm::exp(log_change) - 1.0),
                    _ => of.value(),
                };
                let meeting = |forum, number| Some(Meeting { forum, number });
                match *of {
                    RunEvent::Shock { shock, .. } => {
                        // What is sent strikes after all else of its minute: of some alike the last are those.
                        let same = |s: &&InjectedShock| s.at == tick.at && s.shock == shock;
                        let sent = path.injected.iter().filter(same).count();
                        let alike = |other: &&Tick| {
                            other.at == tick.at
                                && matches!(other.kind, TickKind::Event(RunEvent::Shock { shock: of, .. }) if of == shock)
                        };
                        event.sent = path.ticks[at..].iter().filter(alike).count() <= sent;
                    }
                    RunEvent::SessionAgreed { .. } | RunEvent::SessionFailed { .. } => {
                        if let Some(session) = sessions.next() {
                            let option = |k: usize| {
                                session.agreed.as_ref().and_then(|o| o.options().get(k).copied())
                            };
                            event.agreed = session
                                .issues
                                .iter()
                                .enumerate()
                                .map(|(k, issue)| (issue, option(k)))
                                .collect();
                            event.meeting = meeting(session.forum, session.meeting + 1);
                            event.value = Some(f64::from(session.steps));
                        }
                    }
                    RunEvent::Round { .. } => {
                        rounds += 1;
                        event.meeting = meeting(Forum::Round, rounds);
                    }
                    RunEvent::Summit { .. } => {
                        summits += 1;
                        event.meeting = meeting(Forum::Summit, summits);
                    }
                    RunEvent::SummitClosed { .. } => {
                        event.meeting = meeting(Forum::Summit, summits);
                    }
                    _ => {}
                }
            }
        }
        events.push(event);
    }
    events
}
