//! Scenarios beyond the article: a counterpart at the table, and processes of the past beside their dates.

use std::fmt::Write as _;
use std::sync::Mutex;

use summitry_engine::stats::{Z95, wilson};
use summitry_engine::units::SimTime;
use summitry_model::diplomacy::party::Role;
use summitry_model::process::{Outcome, Record};

use crate::docs_page::{in_step, page, replaced};
use crate::model::{paired, records, setup, share};

#[test]
fn a_counterpart_sits_at_the_table_and_much_can_happen() {
    let setup = setup("with-counterpart", &[]);
    let counterparts = setup.scenario.in_role(Role::Counterpart);
    assert_eq!(counterparts.len(), 1);
    assert_eq!(setup.scenario.summit_type().participants & counterparts, counterparts);
    let place = setup.scenario.parties.iter().find(|p| p.of.role == Role::Counterpart).unwrap();
    assert!(place.of.label.contains("beyond the source"));
    let runs = records(&setup, 1, 1000);
    let seen = Outcome::ALL.iter().filter(|o| share(&runs, |r| r.outcome == **o) > 0.01).count();
    assert!(seen >= 4, "only {seen} outcomes are above 1 %");
}

/// Quartiles of a day over the runs that have it, and how many have.
fn quartiles(runs: &[Record], day: impl Fn(&Record) -> Option<f64>) -> ([f64; 3], usize) {
    let mut days: Vec<f64> = runs.iter().filter_map(day).collect();
    days.sort_by(f64::total_cmp);
    ([1, 2, 3].map(|k| days[k * (days.len() - 1) / 4]), days.len())
}

fn days(at: Option<SimTime>) -> Option<f64> {
    at.map(SimTime::days)
}

fn opened(run: &Record) -> Option<f64> {
    days(run.first_summit())
}

fn agreed(run: &Record) -> Option<f64> {
    days(run.settlement)
}

fn agreed_by(day: f64) -> impl Fn(&Record) -> Option<f64> {
    move |run| agreed(run).filter(|at| *at <= day)
}

const RUNS: u64 = 2000;

/// What the record dates: words, its entry, and the day in a run.
type Dated<'a> = (&'a str, &'a str, &'a dyn Fn(&Record) -> Option<f64>);

/// Writes a process on the page: what the record dates beside the runs, then the runs with some fields changed. Gives the
/// runs of the file, and of each change.
fn beside_the_record(
    scenario: &str,
    dated: &[Dated<'_>],
    changed: &[&str],
) -> (Vec<Record>, Vec<Vec<Record>>) {
    let runs = records(&setup(scenario, &[]), 1, RUNS);
    let mut tables = format!(
        "`summitry run {scenario} --runs {RUNS}`:\n\n| | record, day | simulated, quartiles | runs |\n|---|---|---|---|\n"
    );
    for (what, record, day) in dated {
        let ([low, middle, high], n) = quartiles(&runs, day);
        let _ = writeln!(tables, "| {what} | {record} | {low:.0}, {middle:.0}, {high:.0} | {n} |");
    }
    tables += "\n| added to the command | opens, median day | runs that agree | share, 95 % |\n|---|---|---|---|\n";
    let mut arms = Vec::new();
    for change in changed {
        let settings: Vec<&str> = change.split("; ").collect();
        let arm = records(&setup(scenario, &settings), 1, RUNS);
        let ([_, opens, _], _) = quartiles(&arm, opened);
        let n = arm.iter().filter(|run| agreed(run).is_some()).count() as u64;
        let of = wilson(n, RUNS, Z95);
        let typed: Vec<String> = settings
            .iter()
            .map(|s| {
                s.strip_prefix("gate ").map_or(format!("--set {s}"), |g| format!("--gate {g}"))
            })
            .collect();
        let typed = typed.join(" ");
        let (low, high) = (100.0 * of.low, 100.0 * of.high);
        let _ = writeln!(tables, "| `{typed}` | {opens:.0} | {n} | {low:.1}–{high:.1} % |");
        arms.push(arm);
    }
    let (path, mark) = ("docs/historical.md", format!("<!-- {scenario}: "));
    let _page = PAGE.lock().unwrap();
    in_step(path, &replaced(&page(path), &mark, "<!-- end -->", &format!("\n{tables}\n")));
    (runs, arms)
}

/// Two tests write it.
static PAGE: Mutex<()> = Mutex::new(());

fn agree(runs: &[Record]) -> f64 {
    share(runs, |run| agreed(run).is_some())
}

/// The sequence is right and the calendar is off: the model opens late, as its first round comes after a whole gap.
#[test]
fn dayton_beside_the_record() {
    let (opening, initialled) = (61.0, 81.0);
    let (runs, arms) = beside_the_record(
        "dayton-1995",
        &[
            ("leaders' talks open, 1 November", "61", &opened),
            ("agreed, 21 November", "81", &agreed),
        ],
        &["gate summit-first"],
    );
    let (opens, _) = quartiles(&runs, opened);
    let (signs, _) = quartiles(&runs, agreed);
    assert!(opens[0] > opening && opens[0] < opening + 14.0, "{opens:?}");
    assert!(signs[2] < initialled, "{signs:?}");
    // The rounds are not what lets these agree.
    assert!((agree(&runs) - agree(&arms[0])).abs() < 0.05);
}

/// Most first summits fail, as the record's did; that most runs agree later is against it.
#[test]
fn camp_david_beside_the_record() {
    let (opening, parting) = (6.0, 20.0);
    let (runs, arms) = beside_the_record(
        "camp-david-2000",
        &[
            ("leaders' talks open, 11 July", "6", &opened),
            ("agreed by 25 July", "none by 20", &agreed_by(parting)),
            ("agreed by 20 January", "none by 199", &agreed),
        ],
        &[
            "meeting.summit.cooldown=365",
            "meeting.summit.cooldown=365; meeting.summit.lead=54; meeting.rounds.summit-first-wait=3650",
            "meeting.summit.cooldown=365; gate rounds-first:n=2; concession.carried=0",
            "meeting.summit.cooldown=365; gate rounds-first:n=2",
            "meeting.summit.cooldown=365; summit.goals=0.7; summit.preparation=0.35; requester.takes-symbolic-at=0",
        ],
    );
    let (opens, _) = quartiles(&runs, opened);
    assert!(opens[0] > opening - 1.0 && opens[2] < opening + 1.0, "{opens:?}");
    let at_once = share(&runs, |run| agreed_by(parting)(run).is_some());
    assert!(at_once > 0.2 && at_once < 0.4, "{at_once}");
    assert!(agree(&runs) > 0.8);
    // With one meeting, the waiting helps, and the rounds help beyond that, most by what failed sessions carry over.
    let [once, after_waiting, not_carried, after_rounds, barred] = &arms[..] else {
        panic!("five changes")
    };
    assert!((agree(once) - at_once).abs() < 1e-9);
    for (more, less) in
        [(after_waiting, once), (not_carried, after_waiting), (after_rounds, not_carried)]
    {
        let (gain, by) = paired(more, less, |run| f64::from(u8::from(agreed(run).is_some())));
        assert!(gain > by, "{gain} ± {by}");
    }
    // By construction: nothing is prepared before a first summit without a round.
    assert!(barred.iter().all(|run| agreed(run).is_none()));
}
