//! A view shows what is public and what is the party's own, at every request of a run.
//!
//! A run is its scenario, its seed and its answers. So the answers of one run are given to another in which
//! all other parties hold other private values: nothing public differs then, and no view of the party may.

use proptest::prelude::*;
use summitry_model::diplomacy::request::Reason;
use summitry_model::policy::view::{TableView, View};
use summitry_model::policy::{Answer, Policy, Request, RequestKind};
use summitry_model::process::{CompiledScenario, Run, Step};

use crate::model::setup;

/// Everything that a view can be asked, bit by bit.
fn seen(run: &Run<'_>, k: usize) -> Vec<u64> {
    let view = run.view(k);
    let scenario = &run.setup().scenario;
    let numbers = [
        view.now().days(),
        view.strain(),
        view.attention(),
        view.backlog(),
        view.energy(),
        view.credibility(),
        view.preparation(),
        view.goals(),
        view.cohesion(),
        view.leverage(),
        view.endorsed(),
        view.reservation(),
        view.text_utility(),
        view.agreed_utility().unwrap_or(-1.0),
        view.gate_progress(),
        view.ratification(),
    ];
    let mut seen: Vec<u64> = numbers.iter().map(|x| x.to_bits()).collect();
    let counts = [view.rounds(), view.summits(), view.requests(), view.deferrals()];
    seen.extend(counts.map(u64::from));
    seen.push(view.endorsers().bits());
    seen.push(view.party().index() as u64);
    seen.extend(view.missing().iter().map(|reason| match reason {
        Reason::Leaf(leaf) => *leaf as u64,
        Reason::Cooldown => u64::MAX,
        Reason::RoundsBetween => u64::MAX - 1,
        Reason::Sequence => u64::MAX - 2,
        Reason::AtMost => u64::MAX - 3,
    }));
    seen.extend(
        (0..scenario.parties.len())
            .map(|p| view.support(summitry_engine::ids::PartyId(p as u8)).to_bits()),
    );
    for issue in 0..scenario.issues.len() {
        seen.extend([view.apart(issue).to_bits(), view.weight(issue).to_bits()]);
        let options = 0..scenario.option_count(issue);
        seen.extend(options.map(|option| view.value(issue, option).to_bits()));
    }
    let clauses = format!("{:?}", view.text().clauses());
    seen.extend(clauses.bytes().map(u64::from));
    if let Some(table) = view.table() {
        see_table(&table, &mut seen);
    }
    seen
}

fn see_table(table: &TableView<'_>, seen: &mut Vec<u64>) {
    seen.push(table.issues() as u64);
    seen.extend((0..table.issues()).map(|issue| u64::from(table.options(issue))));
    seen.extend([table.aspiration(), table.ceiling()].map(f64::to_bits));
    seen.push(u64::from(table.accepts()));
    let mut offers = vec![table.proposal()];
    offers.extend((0..=20).map(|level| table.proposal_at(f64::from(level) / 20.0)));
    offers.extend(table.standing());
    for offer in &offers {
        seen.extend(offer.options().iter().map(|&option| u64::from(option)));
        seen.extend([table.utility(offer), table.distance(offer)].map(f64::to_bits));
    }
}

/// Plays a run, calls back at every request and gives the answer that comes.
fn play(
    setup: &CompiledScenario,
    number: u64,
    mut answer: impl FnMut(&Run<'_>, usize, Request) -> Answer,
) {
    let mut run = Run::new(setup);
    run.ask_at_every_table(true);
    run.begin(8, number, false).unwrap();
    loop {
        match run.advance() {
            Step::Happened => {}
            Step::Done => return,
            Step::Due => {
                for k in 0..run.due().len() {
                    let given = answer(&run, k, run.due()[k]);
                    run.answer(k, given).unwrap();
                }
                run.commit();
            }
        }
    }
}

/// A request with what its party saw and answered.
struct Moment {
    request: Request,
    seen: Vec<u64>,
    answer: Answer,
}

fn history(setup: &CompiledScenario, number: u64) -> Vec<Moment> {
    let mut moments = Vec::new();
    let (game, rules) = (setup.game(), &setup.scenario.rules);
    play(setup, number, |run, k, request| {
        let policy = &setup.scenario.policies[request.party.index()];
        let answer = policy.answer(rules, &game, &run.view(k), &request);
        moments.push(Moment { request, seen: seen(run, k), answer });
        answer
    });
    moments
}

/// Private values of one party.
fn private(party: &str, x: &[f64; 6], tactic: &str) -> Vec<String> {
    vec![
        format!("party.{party}.reservation={}", x[0]),
        format!("party.{party}.exponent={}", 0.1 + 4.0 * x[1]),
        format!("party.{party}.horizon={}", 30.0 + 2000.0 * x[2]),
        format!("party.{party}.session-latitude={}", x[3]),
        format!("party.{party}.leaders-latitude={}", x[4]),
        format!("party.{party}.win-set-narrowing={}", x[5] - 0.5),
        format!("party.{party}.tactic={tactic}"),
    ]
}

const TACTICS: [&str; 4] =
    ["time-dependent", "relative-tit-for-tat", "absolute-tit-for-tat", "averaged-tit-for-tat"];

const GATES: [&str; 3] = ["gate summit-first", "gate rounds-first:n=2", "gate readiness"];

fn changed(base: &[&str], changes: &[String]) -> CompiledScenario {
    let all: Vec<&str> = base.iter().copied().chain(changes.iter().map(String::as_str)).collect();
    setup("kyiv-washington", &all)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// All requests of a run, of whatever kind; and a seat on pay-offs answers each the same.
    #[test]
    fn no_view_shows_the_private_values_of_others(
        number in 0_u64..1000,
        gate in 0_usize..3,
        policy in prop::sample::select(vec!["rule", "random", "payoff"]),
        values in prop::collection::vec(prop::array::uniform6(0.0..1.0), 16),
        tactics in prop::collection::vec(0_usize..4, 16),
    ) {
        let ids: Vec<String> =
            setup("kyiv-washington", &[]).scenario.parties.iter().map(|p| p.id.clone()).collect();
        let seats: Vec<String> = ids.iter().map(|id| format!("party.{id}.policy={policy}")).collect();
        let mut base: Vec<&str> = seats.iter().map(String::as_str).collect();
        base.extend([GATES[gate], "meeting.consultations.effort=0.2", "meeting.rounds.quorum=0.8"]);
        let before = setup("kyiv-washington", &base);
        let moments = history(&before, number);
        let rules = &before.scenario.rules;
        for own in 0..ids.len() {
            let others = ids.iter().enumerate().filter(|&(p, _)| p != own);
            let changes: Vec<String> = others
                .flat_map(|(p, id)| private(id, &values[p], TACTICS[tactics[p]]))
                .collect();
            let after = changed(&base, &changes);
            let game = after.game();
            let mut at = moments.iter();
            play(&after, number, |run, k, request| {
                let moment = at.next().expect("the same requests come due");
                assert_eq!(request, moment.request);
                if request.party.index() == own {
                    assert_eq!(seen(run, k), moment.seen, "{request:?}");
                    if policy == "payoff" {
                        let answer = Policy::Payoff.answer(rules, &game, &run.view(k), &request);
                        assert_eq!(answer, moment.answer);
                    }
                }
                moment.answer
            });
            assert!(at.next().is_none(), "no request is left out");
        }
    }
}

/// The property above is about something: all kinds come due, and a party's own values do show.
#[test]
fn all_kinds_come_due_and_own_values_show() {
    let base =
        ["gate summit-first", "meeting.consultations.effort=0.2", "meeting.rounds.quorum=0.8"];
    let before = setup("kyiv-washington", &base);
    let mut came = [0_u32; RequestKind::ALL.len()];
    let mut shown = [0_u32; RequestKind::ALL.len()];
    let histories: Vec<Vec<Moment>> = (0..40).map(|number| history(&before, number)).collect();
    for (own, party) in before.scenario.parties.iter().enumerate() {
        let after = changed(&base, &private(&party.id, &[0.77; 6], TACTICS[0]));
        for (number, moments) in (0..).zip(&histories) {
            let mut at = moments.iter();
            play(&after, number, |run, k, request| {
                let moment = at.next().unwrap();
                let kind = request.kind.number();
                came[kind] += 1;
                let shows = seen(run, k) != moment.seen;
                assert!(!shows || request.party.index() == own);
                shown[kind] += u32::from(shows);
                moment.answer
            });
        }
    }
    for kind in RequestKind::ALL {
        assert!(came[kind.number()] > 0, "nobody was asked {}", kind.name());
        assert!(shown[kind.number()] > 0, "own values never show in {}", kind.name());
    }
}
