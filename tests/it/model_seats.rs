//! Seats: legal answers only, scripts followed.

use summitry_model::diplomacy::request::Reason;
use summitry_model::policy::View;
use summitry_model::policy::{Answer, Choice, Policy, RequestKind};
use summitry_model::process::{
    CompiledScenario, PolicySet, Run, RunEvent, Step, Tick, TickKind, drive,
};

use crate::model::{records, setup, share, traced};

#[test]
fn random_players_play_to_the_end() {
    let all: Vec<String> = setup("kyiv-washington", &[])
        .scenario
        .parties
        .iter()
        .map(|p| format!("party.{}.policy=random", p.id))
        .collect();
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let setup = setup("kyiv-washington", &all);
    let records = records(&setup, 2, 200);
    assert!(records.iter().any(|r| r.first_summit().is_some()));
    assert!(records.iter().any(|r| r.sessions > r.failed_sessions));
}

#[test]
fn a_gatekeeper_that_always_defers_grants_nothing() {
    let changes =
        ["party.white-house.policy=scripted", "party.white-house.script=['grant = defer']"];
    let setup = setup("kyiv-washington", &changes);
    let records = records(&setup, 2, 100);
    assert_eq!(share(&records, |r| r.summits > 0), 0.0);
    // As the gate opens it is asked about the same request again, which is no request more.
    assert!(records.iter().all(|r| r.deferrals == r.requests));
    let put_off = |run| {
        let (record, ticks) = traced(&setup, 2, run);
        let defers = |t: &&Tick| matches!(t.kind, TickKind::Event(RunEvent::Defer { .. }));
        ticks.iter().filter(defers).count() as u32 - record.requests
    };
    assert!((0..20).map(put_off).sum::<u32>() > 5);
}

#[test]
fn an_override_opens_a_shut_gate() {
    let changes = [
        "gate rounds-first:n=20",
        "party.white-house.policy=scripted",
        "party.white-house.script=['grant#0 = override']",
        "requester.takes-symbolic-at=0",
        "requester.judgement=0",
    ];
    let setup = setup("kyiv-washington", &changes);
    let mut run = Run::new(&setup);
    run.begin(2, 0, false).unwrap();
    drive(&mut run, &PolicySet::new(&setup)).unwrap();
    assert_eq!(run.record().summits, 1);
    assert!(run.summits()[0].overridden);
}

#[test]
fn a_requester_that_waits_is_never_deferred() {
    let changes = ["party.kyiv.policy=scripted", "party.kyiv.script=['move = wait']"];
    let records = records(&setup("kyiv-washington", &changes), 2, 100);
    assert!(records.iter().all(|r| r.requests == 0 && r.deferrals == 0 && r.summits == 0));
}

#[test]
fn an_illegal_answer_is_refused_and_stays_due() {
    let setup = setup("kyiv-washington", &[]);
    let mut run = Run::new(&setup);
    run.begin(2, 0, false).unwrap();
    while run.advance() != Step::Due {}
    let before = run.due().to_vec();
    let error = run.answer(0, Answer::Choice(Choice::StayAway)).unwrap_err();
    let legal: Vec<&str> = before[0].kind.legal().iter().map(|c| c.name()).collect();
    if !legal.contains(&"stay-away") {
        assert!(error.to_string().contains(legal[0]), "{error}");
    }
    assert_eq!(run.due(), before);
}

#[test]
fn every_kind_of_decision_is_asked_for() {
    let setup = setup("kyiv-washington", &["gate summit-first"]);
    let mut asked = [false; 13];
    for run in 0..60 {
        for tick in traced(&setup, 3, run).1 {
            if let TickKind::Answer { request, .. } = tick.kind {
                asked[request.number()] = true;
            }
        }
    }
    for kind in RequestKind::ALL {
        assert!(asked[kind.number()], "nobody was asked {}", kind.name());
    }
}

#[test]
fn a_counterpart_sits_at_the_table_and_must_agree() {
    let toml = std::fs::read_to_string("scenarios/classroom.toml").unwrap();
    let with = format!(
        "{toml}\n[party.adversary]\nlabel = \"Other side\"\nrole = \"counterpart\"\ninfluence = 30\nreservation = 0.9\nexponent = 0.05\nstakes.defence = {{ weight = 1, stance = -1.5 }}\nstakes.guarantees = {{ weight = 1, stance = -1.5 }}\n"
    );
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("adversary.toml");
    std::fs::write(&path, with).unwrap();
    // Everybody attends every round, and no summit settles anything beside them.
    let rounds = ["gate rounds-first:n=1000", "allies.attendance=1"];
    let mut hard = rounds.to_vec();
    hard.push("party.adversary.session-latitude=0");
    let hard = setup(path.to_str().unwrap(), &hard);
    let alone = setup("classroom", &rounds);
    let settled = |s: &CompiledScenario| {
        records(s, 2, 300).iter().map(|r| r.settled_weight).sum::<f64>() / 300.0
    };
    let (with, without) = (settled(&hard), settled(&alone));
    assert!(with < without - 0.2, "settled {with:.3} against {without:.3}");
}

/// What the requester sees is missing, at its moves after a first summit and a deferral.
fn told_after_a_summit(changes: &[&str]) -> Vec<Vec<Reason>> {
    let mut all = vec![
        "gate summit-first",
        "requester.takes-symbolic-at=0",
        "requester.deferral-cost=0",
        "summit.unprepared-end=0",
    ];
    all.extend(changes);
    let setup = setup("kyiv-washington", &all);
    let mut run = Run::new(&setup);
    let mut missing = Vec::new();
    for number in 0..20 {
        run.begin(2, number, false).unwrap();
        loop {
            match run.advance() {
                Step::Happened => {}
                Step::Done => break,
                Step::Due => {
                    for k in 0..run.due().len() {
                        let request = run.due()[k];
                        let view = run.view(k);
                        if request.kind == RequestKind::Move && view.deferrals() > 0 {
                            let named = view.missing().to_vec();
                            assert_eq!(named.is_empty(), view.summits() == 0, "{named:?}");
                            missing.push(named);
                        }
                        let answer = Policy::Rule.answer(
                            &setup.scenario.rules,
                            &setup.game(),
                            &view,
                            &request,
                        );
                        run.answer(k, answer).unwrap();
                    }
                    run.commit();
                }
            }
        }
    }
    assert!(missing.len() > 20, "{} deferrals are too few", missing.len());
    missing
}

#[test]
fn a_deferral_names_what_is_missing_since_the_last_summit() {
    let days =
        told_after_a_summit(&["meeting.summit.cooldown=3650", "meeting.summit.rounds-between=0"]);
    assert!(days.iter().all(|named| *named == [Reason::Cooldown]));
    let rounds =
        told_after_a_summit(&["meeting.summit.cooldown=0", "meeting.summit.rounds-between=1000"]);
    assert!(rounds.iter().all(|named| *named == [Reason::RoundsBetween]));
}

/// However many issues are in one package, a random player has a draw for each.
#[test]
fn a_random_player_offers_every_option_of_every_issue() {
    const ISSUES: usize = 24;
    const OPTIONS: usize = 8;
    let options: Vec<String> = (0..OPTIONS).map(|o| format!("\"{o}\"")).collect();
    let mut text = String::from("gate = { family = \"rounds-first\", n = 20 }\n");
    text += "gatekeeper.agenda = \"package\"\nallies.attendance = 1\n";
    for issue in 0..ISSUES {
        text += &format!("[issue.i{issue}]\noptions = [{}]\n", options.join(", "));
    }
    for (id, role) in [("asks", "requester"), ("grants", "gatekeeper"), ("backs", "ally")] {
        text += &format!("[party.{id}]\nrole = \"{role}\"\ninfluence = 1\npolicy = \"random\"\n");
        for issue in 0..ISSUES {
            text += &format!("stakes.i{issue} = {{ weight = 1 }}\n");
        }
    }
    let text = text.replacen(
        "role = \"gatekeeper\"\ninfluence = 1\npolicy = \"random\"",
        "role = \"gatekeeper\"\ninfluence = 1",
        1,
    );
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("many.toml");
    std::fs::write(&path, text).unwrap();
    let setup = setup(path.to_str().unwrap(), &[]);
    let mut counts = [[0_u32; OPTIONS]; ISSUES];
    let mut offers = 0;
    for run in 0..400 {
        for tick in traced(&setup, 5, run).1 {
            let TickKind::Answer { party, answer: Answer::Offer(offer), .. } = tick.kind else {
                continue;
            };
            if party.index() != 1 && offer.options().len() == ISSUES {
                offers += 1;
                for (count, option) in counts.iter_mut().zip(offer.options()) {
                    count[*option as usize] += 1;
                }
            }
        }
    }
    assert!(offers > 1000, "{offers} offers are too few");
    let expected = f64::from(offers) / OPTIONS as f64;
    for (issue, count) in counts.iter().enumerate() {
        let off = |n: &u32| f64::from(*n) - expected;
        let chi2: f64 = count.iter().map(|n| off(n) * off(n) / expected).sum();
        // 7 degrees of freedom: past 40 once in 800,000.
        assert!(chi2 < 40.0, "issue {issue}: {count:?}");
    }
}
