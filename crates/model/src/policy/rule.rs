//! The article's rules, role by role.

use crate::diplomacy::request::Requests;
use crate::fields::{choice, section};

use super::decision::{Answer, Choice, Request, RequestKind};
use super::quantal::Quantal;
use super::view::View;

choice! {
    /// Order in which a round takes the open issues.
    pub enum AgendaOrder {
        /// Least divided first.
        EasyFirst = "easy-first",
        /// Most divided first.
        HardFirst = "hard-first",
        /// All at once.
        Package = "package",
    }
}

section! {
    /// The requester's rule: it asks when what it expects of asking exceeds the cost.
    ///
    /// Gain = (need for aid + need for attention + need to unblock talks) × how near the gate seems;
    /// without an ask that pays, it campaigns while attention is low.
    pub struct RequesterRule in "requester", rows "A1 A2 A8 A9 A11 A12 A28 A43" {
        /// Worth of strain relieved and held-up aid released: times strain, times (1 + backlog).
        aid_gain: f64 = 1.0, 0.0..=100.0, "worth", assumed "";
        /// Worth of attention regained: times (1 − attention).
        attention_gain: f64 = 0.5, 0.0..=100.0, "worth", assumed "";
        /// Worth of unblocking: times the weight not yet prepared.
        unblocking_gain: f64 = 0.3, 0.0..=100.0, "worth", assumed "";
        /// Least chance of a grant that it hopes for, however far the gate.
        hope: f64 = 0.3, 0.0..=1.0, "probability", assumed "";
        /// Cost of asking.
        cost: f64 = 0.1, 0.0..=100.0, "worth", assumed "";
        /// Added cost for each request deferred since the last grant.
        deferral_cost: f64 = 0.01, 0.0..=100.0, "worth", assumed "";
        /// Attention under which it campaigns when it does not ask.
        campaign_below: f64 = 0.5, 0.0..=1.0, "share", assumed "";
        /// Strain from which it takes a summit that can only be symbolic.
        takes_symbolic_at: f64 = 0.28, 0.0..=1.0, "share", assumed "";
        /// Range of the judgement on that, uniform about it.
        judgement: f64 = 0.15, 0.0..=1.0, "share", assumed "";
    }
}

section! {
    /// The gatekeeper's rule: it grants when its gate is open, calls rounds in its order, and holds aid
    /// when its own public turns away.
    pub struct GatekeeperRule in "gatekeeper", rows "A15 A17 A19 A20 A44" {
        /// Order of the agenda.
        agenda: AgendaOrder = AgendaOrder::EasyFirst, "", assumed "";
        /// Domestic support under which it holds aid.
        holds_aid_below: f64 = 0.35, 0.0..=1.0, "share", assumed "";
        /// Noise in its reading of preparation, goals and cohesion, one draw a leaf and run.
        misreads: f64 = 0.0, 0.0..=1.0, "share", assumed "0: it reads them right";
    }
}

section! {
    /// The allies' rules.
    pub struct AllyRule in "allies", rows "A13 A16 A30 A31 A32 A36 A41 A44 A53" {
        /// Probability of attending a round at the reference attention.
        attendance: f64 = 0.8, 0.0..=1.0, "probability", assumed "";
        /// The reference attention.
        reference_attention: f64 = 0.3, 0.0..=1.0, "share", assumed "";
        /// How attendance rises with attention.
        attendance_attention: f64 = 0.5, 0.0..=5.0, "1/share", assumed "";
        /// How much above its reservation the agreed text must lie for an ally to endorse it.
        endorsement_margin: f64 = 0.0, -1.0..=1.0, "utility", assumed "";
        /// Mood from which it raises its pledge.
        raises_at: f64 = 0.55, -10.0..=10.0, "mood", assumed "mood = attention + support effect × (D − ½) − energy effect × log price";
        /// Mood from which it maintains it.
        maintains_at: f64 = 0.3, -10.0..=10.0, "mood", assumed "";
        /// Effect of domestic support on the mood.
        support_effect: f64 = 0.5, 0.0..=10.0, "mood/share", assumed "";
        /// Effect of the energy price on the mood.
        energy_effect: f64 = 0.3, 0.0..=10.0, "mood/log", assumed "";
        /// Preparation at which it no longer launches initiatives.
        refrains_at: f64 = 0.6, 0.0..=1.01, "share", assumed "";
    }
}

/// Parameters of all the rules.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    /// The requester's.
    pub requester: RequesterRule,
    /// The gatekeeper's.
    pub gatekeeper: GatekeeperRule,
    /// The allies'.
    pub allies: AllyRule,
    /// Of seats that pursue pay-offs.
    pub quantal: Quantal,
    /// The times between requests.
    pub requests: Requests,
}

/// The answer that the rules give.
#[must_use]
pub fn answer(rules: &Rules, view: &impl View, request: &Request) -> Answer {
    let choice = match request.kind {
        RequestKind::Offer => {
            let fallback = crate::bargaining::Offer::new(&[]);
            return Answer::Offer(view.table().map_or(fallback, |t| t.proposal()));
        }
        RequestKind::Respond => {
            pick(view.table().is_some_and(|t| t.accepts()), Choice::Accept, Choice::Reject)
        }
        RequestKind::Move => next_move(&rules.requester, view),
        RequestKind::TakeSummit => {
            let judged = view.strain() + rules.requester.judgement * (request.draw - 0.5);
            pick(judged >= rules.requester.takes_symbolic_at, Choice::Take, Choice::Refuse)
        }
        RequestKind::Grant { open, .. } => pick(open, Choice::Grant, Choice::Defer),
        RequestKind::CallRound => match rules.gatekeeper.agenda {
            AgendaOrder::EasyFirst => Choice::EasyFirst,
            AgendaOrder::HardFirst => Choice::HardFirst,
            AgendaOrder::Package => Choice::Package,
        },
        RequestKind::Aid => {
            let support = view.support(view.party());
            pick(support >= rules.gatekeeper.holds_aid_below, Choice::Release, Choice::Hold)
        }
        RequestKind::Attend => {
            let propensity = rules.allies.attendance
                + rules.allies.attendance_attention
                    * (view.attention() - rules.allies.reference_attention);
            pick(request.draw < propensity, Choice::Attend, Choice::StayAway)
        }
        RequestKind::EndorseIssue(issue) => endorse_issue(rules, view, issue.index()),
        RequestKind::EndorseText => {
            let enough = view.reservation() + rules.allies.endorsement_margin;
            let good = view.agreed_utility().is_some_and(|u| u >= enough);
            pick(good, Choice::Endorse, Choice::Decline)
        }
        RequestKind::Pledge => pledge(&rules.allies, view),
        RequestKind::Initiative => {
            let stalled = view.preparation() < rules.allies.refrains_at;
            pick(stalled, Choice::Launch, Choice::Refrain)
        }
        // What leaders signed they put through; whether it passes is for their domestic process.
        RequestKind::Ratify => Choice::Ratify,
    };
    Answer::Choice(choice)
}

fn pick(test: bool, yes: Choice, no: Choice) -> Choice {
    if test { yes } else { no }
}

fn next_move(rule: &RequesterRule, view: &impl View) -> Choice {
    let worth = rule.aid_gain * view.strain() * (1.0 + view.backlog())
        + rule.attention_gain * (1.0 - view.attention())
        + rule.unblocking_gain * (1.0 - view.preparation());
    let chance = rule.hope.max(view.gate_progress());
    let cost = rule.cost + rule.deferral_cost * f64::from(view.deferrals());
    if worth * chance > cost {
        Choice::Ask
    } else if view.attention() < rule.campaign_below {
        Choice::Campaign
    } else {
        Choice::Wait
    }
}

fn pledge(rule: &AllyRule, view: &impl View) -> Choice {
    let support = view.support(view.party());
    let mood = view.attention() + rule.support_effect * (support - 0.5)
        - rule.energy_effect * view.energy();
    if mood >= rule.raises_at {
        Choice::Raise
    } else if mood >= rule.maintains_at {
        Choice::Maintain
    } else {
        Choice::Nothing
    }
}

/// An ally endorses what others agreed if it is worth to it what it would have agreed to itself.
fn endorse_issue(rules: &Rules, view: &impl View, issue: usize) -> Choice {
    let Some(option) = view.text().clauses()[issue].tabled() else { return Choice::Decline };
    let value = view.value(issue, option);
    pick(
        value >= view.reservation() + rules.allies.endorsement_margin,
        Choice::Endorse,
        Choice::Decline,
    )
}
