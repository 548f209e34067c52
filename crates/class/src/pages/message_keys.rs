//! Which text of the catalogues says what.

use summitry_model::diplomacy::party::Role;
use summitry_model::diplomacy::summit::Quality;
use summitry_model::policy::{Choice, RequestKind};
use summitry_model::process::{EndReason, Forum, Outcome, RunEvent, State};

use crate::state::{Phase, Stage};
use crate::table::AnsweredBy;

/// A phase.
pub(super) fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Brief => "phase.brief",
        Phase::Predict => "phase.predict",
        Phase::Play => "phase.play",
        Phase::Debrief => "phase.debrief",
    }
}

/// What a phase is for, to a student.
pub(super) fn phase_is(phase: Phase) -> &'static str {
    match phase {
        Phase::Brief => "phase.brief-is",
        Phase::Predict => "phase.predict-is",
        Phase::Play => "phase.play-is",
        Phase::Debrief => "phase.debrief-is",
    }
}

/// The stage of a table.
pub(super) fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Caucus => "stage.caucus",
        Stage::Offer => "stage.offer",
        Stage::Respond => "stage.respond",
        Stage::Reveal => "stage.reveal",
    }
}

/// What a role is.
pub(super) fn role(role: Role) -> &'static str {
    match role {
        Role::Requester => "role.requester",
        Role::Gatekeeper => "role.gatekeeper",
        Role::Ally => "role.ally",
        Role::Counterpart => "role.counterpart",
    }
}

/// What a role decides.
pub(super) fn decides(role: Role) -> &'static [&'static str] {
    match role {
        Role::Requester => {
            &["decides.move", "decides.take-summit", "decides.table", "decides.ratify"]
        }
        Role::Gatekeeper => {
            &["decides.grant", "decides.call-round", "decides.table", "decides.ratify"]
        }
        Role::Ally => &["decides.attend", "decides.endorse", "decides.table", "decides.ratify"],
        Role::Counterpart => &["decides.attend", "decides.table", "decides.ratify"],
    }
}

/// An outcome, and what it means.
pub(super) fn outcome(outcome: Outcome) -> (&'static str, &'static str) {
    match outcome {
        Outcome::CoalitionFractured => {
            ("outcome.coalition-fractured", "outcome.coalition-fractured-is")
        }
        Outcome::RequesterBypassed => {
            ("outcome.requester-bypassed", "outcome.requester-bypassed-is")
        }
        Outcome::Durable => ("outcome.durable", "outcome.durable-is"),
        Outcome::Collapsed => ("outcome.collapsed", "outcome.collapsed-is"),
        Outcome::RatificationFailed => {
            ("outcome.ratification-failed", "outcome.ratification-failed-is")
        }
        Outcome::PartialOnly => ("outcome.partial-only", "outcome.partial-only-is"),
        Outcome::SymbolicOnly => ("outcome.symbolic-only", "outcome.symbolic-only-is"),
        Outcome::NoSummit => ("outcome.no-summit", "outcome.no-summit-is"),
    }
}

/// The outcome of a word in tables.
pub(super) fn outcome_named(name: &str) -> Option<Outcome> {
    Outcome::ALL.iter().copied().find(|outcome| outcome.name() == name)
}

/// Why the talks ended.
pub(super) fn end_reason(reason: EndReason) -> &'static str {
    match reason {
        EndReason::Signed => "end.signed",
        EndReason::Horizon => "end.horizon",
        EndReason::WindowClosed => "end.window-closed",
        EndReason::Deadline => "end.deadline",
        EndReason::SummitFailed => "end.summit-failed",
        EndReason::Fractured => "end.fractured",
        EndReason::Bypassed => "end.bypassed",
    }
}

/// A state that all see, and what it is.
pub(super) fn state(state: State) -> (&'static str, &'static str) {
    match state {
        State::Strain => ("state.strain", "state.strain-is"),
        State::Attention => ("state.attention", "state.attention-is"),
        State::Preparation => ("state.preparation", "state.preparation-is"),
        State::Goals => ("state.goals", "state.goals-is"),
        State::Cohesion => ("state.cohesion", "state.cohesion-is"),
        State::Leverage => ("state.leverage", "state.leverage-is"),
        State::Credibility => ("state.credibility", "state.credibility-is"),
    }
}

/// How much a share is, in words.
pub(super) fn level(share: f64) -> &'static str {
    match share {
        share if share < 0.2 => "level.very-low",
        share if share < 0.4 => "level.low",
        share if share < 0.6 => "level.middle",
        share if share < 0.8 => "level.high",
        _ => "level.very-high",
    }
}

/// What a deferral named as missing.
pub(super) fn missing(name: &str) -> &'static str {
    match name {
        "rounds" => "missing.rounds",
        "breadth" => "missing.breadth",
        "preparation" => "missing.preparation",
        "goals" => "missing.goals",
        "cohesion" => "missing.cohesion",
        "endorsements" => "missing.endorsements",
        "endorsed" => "missing.endorsed",
        "endorsed-by" => "missing.endorsed-by",
        "day" => "missing.day",
        "strain" => "missing.strain",
        "calm" => "missing.calm",
        "asked" => "missing.asked",
        "cooldown" => "missing.cooldown",
        "rounds-between" => "missing.rounds-between",
        _ => "missing.gate",
    }
}

/// Where people sit at a table.
pub(super) fn forum(forum: Forum) -> &'static str {
    match forum {
        Forum::Round => "forum.round",
        Forum::Summit => "forum.summit",
        Forum::Initiative => "forum.initiative",
    }
}

/// What is asked.
pub(super) fn question(kind: RequestKind) -> &'static str {
    match kind {
        RequestKind::Move => "ask.move",
        RequestKind::TakeSummit => "ask.take-summit",
        RequestKind::Grant { open: true, .. } => "ask.grant-open",
        RequestKind::Grant { open: false, .. } => "ask.grant-shut",
        RequestKind::CallRound => "ask.call-round",
        RequestKind::Aid => "ask.aid",
        RequestKind::Attend => "ask.attend",
        RequestKind::EndorseIssue(_) => "ask.endorse-issue",
        RequestKind::EndorseText => "ask.endorse-text",
        RequestKind::Pledge => "ask.pledge",
        RequestKind::Initiative => "ask.initiative",
        RequestKind::Offer => "ask.offer",
        RequestKind::Respond => "ask.respond",
        RequestKind::Ratify => "ask.ratify",
    }
}

/// The keys of an answer to a question: its name, what it does, and the sentence that reports it.
type ChoiceKeys = [&'static str; 3];

macro_rules! keys_of {
    ($name:literal, $key:literal) => {
        [
            concat!("choice", ".", $name),
            concat!("choice", ".", $key, "-does"),
            concat!("told", ".", $key),
        ]
    };
}

macro_rules! choice_keys {
    ($($kind:pat, $choice:ident => $name:literal, $key:literal;)*) => {
        /// The keys of all answers to all questions.
        pub const CHOICE_KEYS: &[ChoiceKeys] = &[$(keys_of!($name, $key),)*];

        /// The keys of an answer; those of the question if it is not an answer to it.
        pub(super) fn choice(kind: RequestKind, choice: Choice) -> ChoiceKeys {
            match (kind, choice) {
                $(($kind, Choice::$choice) => keys_of!($name, $key),)*
                _ => [question(kind); 3],
            }
        }
    };
}

choice_keys! {
    RequestKind::Move, Ask => "ask", "ask";
    RequestKind::Move, Campaign => "campaign", "campaign";
    RequestKind::Move, Wait => "wait", "wait";
    RequestKind::TakeSummit, Take => "take", "take";
    RequestKind::TakeSummit, Refuse => "refuse", "refuse";
    RequestKind::Grant { .. }, Grant => "grant", "grant";
    RequestKind::Grant { .. }, Defer => "defer", "defer";
    RequestKind::Grant { .. }, Override => "override", "override";
    RequestKind::CallRound, EasyFirst => "easy-first", "easy-first";
    RequestKind::CallRound, HardFirst => "hard-first", "hard-first";
    RequestKind::CallRound, Package => "package", "package";
    RequestKind::CallRound, Wait => "no-round", "no-round";
    RequestKind::Aid, Release => "release", "release";
    RequestKind::Aid, Hold => "hold", "hold";
    RequestKind::Attend, Attend => "attend", "attend";
    RequestKind::Attend, StayAway => "stay-away", "stay-away";
    RequestKind::EndorseIssue(_), Endorse => "endorse", "endorse-issue";
    RequestKind::EndorseIssue(_), Decline => "decline", "decline-issue";
    RequestKind::EndorseText, Endorse => "endorse", "endorse-text";
    RequestKind::EndorseText, Decline => "decline", "decline-text";
    RequestKind::Pledge, Nothing => "nothing", "nothing";
    RequestKind::Pledge, Maintain => "maintain", "maintain";
    RequestKind::Pledge, Raise => "raise", "raise";
    RequestKind::Initiative, Launch => "launch", "launch";
    RequestKind::Initiative, Refrain => "refrain", "refrain";
    RequestKind::Respond, Accept => "accept", "accept";
    RequestKind::Respond, Reject => "reject", "reject";
    RequestKind::Ratify, Ratify => "ratify", "ratify";
    RequestKind::Ratify, Reject => "no-ratify", "no-ratify";
}

/// Who gave an answer; nothing to say where it was people.
pub(super) fn by(by: AnsweredBy) -> Option<&'static str> {
    match by {
        AnsweredBy::People => None,
        AnsweredBy::Deputy => Some("by.deputy"),
        AnsweredBy::Time => Some("by.time"),
        AnsweredBy::Policy => Some("by.policy"),
    }
}

/// What is said of an event; nothing of those that not all see.
pub(super) fn event(event: &RunEvent) -> Option<&'static str> {
    Some(match event {
        RunEvent::Shock { .. } => "event.shock",
        RunEvent::Election { .. } => "event.election",
        RunEvent::EnergyJump { .. } => "event.energy-jump",
        RunEvent::WindowClosed => "event.window-closed",
        RunEvent::Round { .. } => "event.round",
        RunEvent::RoundPutOff { .. } => "event.round-put-off",
        RunEvent::RoundClosed { .. } => "event.round-closed",
        RunEvent::EndorsedIssue { .. } => "event.endorsed-issue",
        RunEvent::SessionAgreed { .. } => "event.session-agreed",
        RunEvent::SessionFailed { .. } => "event.session-failed",
        RunEvent::Reopened { .. } => "event.reopened",
        RunEvent::Summit { .. } => "event.summit",
        RunEvent::SummitClosed { quality } => match quality {
            Quality::Substantive => "event.summit-substantive",
            Quality::Partial => "event.summit-partial",
            Quality::Symbolic => "event.summit-symbolic",
        },
        RunEvent::Signed { .. } => "event.signed",
        RunEvent::Initiative { .. } => "event.initiative",
        RunEvent::InitiativeClosed { .. } => "event.initiative-closed",
        RunEvent::Consultation => "event.consultation",
        RunEvent::Collapsed { .. } => "event.collapsed",
        RunEvent::Durable { .. } => "event.durable",
        RunEvent::TalksEnd => "event.talks-end",
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
        | RunEvent::Ratification { .. }
        | RunEvent::Review { .. } => return None,
    })
}
