//! Which decisions are put to people, and which their deputy takes.

use summitry_model::policy::{Request, RequestKind};
use summitry_model::process::{Forum, Run};

use super::by::By;

/// Of a seat's decisions, how many are kept for those that weigh most.
const KEPT: u32 = 6;

/// Which decisions are put to people.
///
/// A class has an hour, and a run may ask a seat for a hundred answers. So the routine (pledges, aid, and what
/// leaves no choice) is for the seat's deputy, its policy; in a session people make one offer and give one response, and their
/// deputy carries on from there; and a seat has so many decisions in all, of which the last are kept for what weighs
/// most: granting and taking a summit, the table of the summit, and ratification.
#[derive(Clone, Debug)]
pub struct Calls {
    limit: u32,
    /// By party: decisions that were put to people.
    put: Vec<u32>,
    /// By party: the session, counted from 1, in which it was last asked to offer, and to respond.
    asked: Vec<[usize; 2]>,
}

impl Calls {
    /// Nothing was asked yet; a seat has at most `limit` decisions.
    #[must_use]
    pub fn new(parties: usize, limit: u32) -> Self {
        Calls { limit, put: vec![0; parties], asked: vec![[0; 2]; parties] }
    }

    /// Decisions that were put to the people of a seat.
    #[must_use]
    pub fn put(&self, party: usize) -> u32 {
        self.put[party]
    }

    /// Whether the decision numbered `k` of those due is for people.
    pub(super) fn ask(&mut self, run: &Run<'_>, k: usize) -> bool {
        let request = run.due()[k];
        let party = request.party.index();
        let due_with_it =
            run.due()[..k].iter().filter(|other| other.party == request.party).count() as u32;
        let used = self.put[party] + due_with_it;
        let is_new = match at_table(request) {
            None => true,
            Some(which) => self.asked[party][which] != run.sessions().len() + 1,
        };
        is_new && used < self.limit.saturating_sub(kept(run, request))
    }

    /// The decision was answered.
    pub(super) fn answered(&mut self, run: &Run<'_>, k: usize, by: By) {
        let request = run.due()[k];
        let party = request.party.index();
        if let Some(which) = at_table(request) {
            self.asked[party][which] = run.sessions().len() + 1;
        }
        if matches!(by, By::People | By::Time) {
            self.put[party] += 1;
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

/// How many of a seat's decisions a request may not use up; all of them if it is none for people.
fn kept(run: &Run<'_>, request: Request) -> u32 {
    let at_summit = || matches!(run.at_table(), Some((Forum::Summit, _)));
    match request.kind {
        RequestKind::Aid | RequestKind::Pledge | RequestKind::Grant { barred: true, .. } => {
            u32::MAX
        }
        RequestKind::Ratify => 0,
        RequestKind::TakeSummit | RequestKind::Grant { open: true, .. } => 1,
        RequestKind::Offer | RequestKind::Respond if at_summit() => 1,
        _ => KEPT,
    }
}
