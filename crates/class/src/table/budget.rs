//! Which decisions are put to people, and which are taken by the policy of their seat.

use summitry_model::policy::{Request, RequestKind};
use summitry_model::process::{Forum, Run};

use super::answered_by::AnsweredBy;

/// Decisions of a seat that are reserved for the most important questions.
const RESERVED: u32 = 6;

/// The budget of decisions that are put to people.
///
/// A class has an hour, and a run may ask a seat for a hundred answers. So the seat's policy, as its deputy, takes routine
/// decisions (pledges, aid, and questions without a choice); in a session people make one offer and give one response, and the
/// deputy continues from there; and each seat has a limited number of decisions, the last of which are reserved for the most
/// important questions: granting and taking a summit, bargaining at the summit, and ratification.
#[derive(Clone, Debug)]
pub struct DecisionBudget {
    limit: u32,
    /// By party: decisions put to people so far.
    used: Vec<u32>,
    /// By party: the last session, counted from 1, in which it had to offer, and to respond.
    last_session: Vec<[usize; 2]>,
}

impl DecisionBudget {
    /// An unused budget of `limit` decisions per seat.
    #[must_use]
    pub fn new(parties: usize, limit: u32) -> Self {
        DecisionBudget { limit, used: vec![0; parties], last_session: vec![[0; 2]; parties] }
    }

    /// Decisions put to the members of a seat so far.
    #[must_use]
    pub fn used(&self, party: usize) -> u32 {
        self.used[party]
    }

    /// Whether the decision at position `k` of those due is for people.
    pub(super) fn is_for_people(&mut self, run: &Run<'_>, k: usize) -> bool {
        let request = run.due()[k];
        let party = request.party.index();
        let due_with_it =
            run.due()[..k].iter().filter(|other| other.party == request.party).count() as u32;
        let used = self.used[party] + due_with_it;
        let is_new = match at_table(request) {
            None => true,
            Some(which) => self.last_session[party][which] != run.sessions().len() + 1,
        };
        is_new && used < self.limit.saturating_sub(reserved_after(run, request))
    }

    /// Records an answer.
    pub(super) fn answered(&mut self, run: &Run<'_>, k: usize, by: AnsweredBy) {
        let request = run.due()[k];
        let party = request.party.index();
        if let Some(which) = at_table(request) {
            self.last_session[party][which] = run.sessions().len() + 1;
        }
        if matches!(by, AnsweredBy::People | AnsweredBy::Time) {
            self.used[party] += 1;
        }
    }
}

fn at_table(request: Request) -> Option<usize> {
    match request.kind {
        RequestKind::Offer => Some(0),
        RequestKind::Respond => Some(1),
        _ => None,
    }
}

/// Decisions of a seat that a request must leave unused; all if the request is never put to people.
fn reserved_after(run: &Run<'_>, request: Request) -> u32 {
    let at_summit = || matches!(run.at_table(), Some((Forum::Summit, _)));
    match request.kind {
        RequestKind::Aid | RequestKind::Pledge | RequestKind::Grant { barred: true, .. } => {
            u32::MAX
        }
        RequestKind::Ratify => 0,
        RequestKind::TakeSummit | RequestKind::Grant { open: true, .. } => 1,
        RequestKind::Offer | RequestKind::Respond if at_summit() => 1,
        _ => RESERVED,
    }
}
