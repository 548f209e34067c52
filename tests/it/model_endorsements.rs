//! What two agree alone is endorsed by the allies, over as many rounds as it takes.

use std::collections::BTreeMap;

use summitry_model::diplomacy::party::Role;
use summitry_model::policy::view::View;
use summitry_model::policy::{Answer, Choice, Policy, RequestKind};
use summitry_model::process::{Run, RunEvent, Step, TickKind};

use crate::model::setup;

const CHANGES: [&str; 8] = [
    "gate summit-first",
    "requester.takes-symbolic-at=0",
    "party.requester.leaders-latitude=1",
    "party.gatekeeper.leaders-latitude=1",
    "summit.unprepared-end=0",
    "allies.attendance=1",
    "allies.attendance-attention=0",
    "meeting.rounds.endorsement=1",
];

/// Two allies, of whom the second endorses an issue only in a round after the one in which the first did.
#[test]
fn endorsements_of_an_issue_add_up_over_rounds() {
    let setup = setup("classroom", &CHANGES);
    let allies: Vec<usize> =
        (0..setup.parties()).filter(|&i| setup.scenario.parties[i].of.role == Role::Ally).collect();
    let mut run = Run::new(&setup);
    let mut endorsed = 0;
    for number in 0..40 {
        run.begin(3, number, true).unwrap();
        // Day of the first ally's endorsement, by issue.
        let mut first = BTreeMap::new();
        loop {
            match run.advance() {
                Step::Happened => {}
                Step::Done => break,
                Step::Due => {
                    for k in 0..run.due().len() {
                        let request = run.due()[k];
                        let today = run.view(k).now();
                        let answer = if let RequestKind::EndorseIssue(issue) = request.kind {
                            let endorses = if request.party.index() == allies[0] {
                                let new = !first.contains_key(&issue);
                                first.entry(issue).or_insert(today);
                                new
                            } else {
                                first.get(&issue).is_some_and(|day| *day < today)
                            };
                            Answer::Choice(if endorses { Choice::Endorse } else { Choice::Decline })
                        } else {
                            Policy::Rule.answer(
                                &setup.scenario.rules,
                                &setup.game(),
                                &run.view(k),
                                &request,
                            )
                        };
                        run.answer(k, answer).unwrap();
                    }
                    run.commit();
                }
            }
        }
        endorsed += run
            .trace()
            .iter()
            .filter(|t| matches!(t.kind, TickKind::Event(RunEvent::EndorsedIssue { .. })))
            .count();
    }
    assert!(endorsed > 5, "{endorsed} issues were endorsed by both");
}
