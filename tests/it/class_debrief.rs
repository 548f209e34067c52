//! The debrief of a class: what it says follows from what happened.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use proptest::prelude::*;
use serde_json::Value;
use summitry_class::Catalogue;
use summitry_class::debrief::{
    AnsweredBy, Audience, Debrief, DebriefError, EventKind, Options, PlayedTable, Prediction,
    QuestionValue, Template, css, page, percentile, sections,
};
use summitry_engine::ids::PartyId;
use summitry_engine::stats::{Z95, paired_shares, wilson};
use summitry_engine::units::SimTime;
use summitry_engine::{Purpose, Streams};
use summitry_lab::replay::counterfactual::{Change, counterfactual};
use summitry_lab::replay::{AfterChange, Decision, ReplayOptions, RunHistory, replay};
use summitry_model::policy::{Answer, Choice, RequestKind};
use summitry_model::process::{
    CompiledScenario, InjectedShock, Outcome, PolicySet, Run, RunEvent, Step, TickKind, drive,
};
use summitry_model::scenario::{Overrides, read};

fn setup(name: &str) -> CompiledScenario {
    CompiledScenario::new(read(name, &Overrides::default()).scenario.unwrap())
}

/// A table at which people answer by lot, now and then what is routine is left to the deputy, and sometimes time is up.
fn played(
    setup: &CompiledScenario,
    number: usize,
    (seed, run): (u64, u64),
    injected: &[InjectedShock],
) -> PlayedTable {
    let seats = PolicySet::new(setup);
    let mut state = Run::new(setup);
    state.begin(seed, run, true).unwrap();
    injected.iter().for_each(|&shock| state.inject_shock(shock));
    state.ask_at_every_table(true);
    let mut streams = Streams::in_domain("a class", 1, 1);
    streams.begin(seed, number as u64).unwrap();
    let mut draw = || streams.stream(Purpose(0), 0).uniform();
    let (mut decisions, mut by) = (Vec::new(), Vec::new());
    loop {
        match state.advance() {
            Step::Happened => {}
            Step::Done => break,
            Step::Due => {
                for k in 0..state.due().len() {
                    let request = state.due()[k];
                    let legal = request.kind.legal();
                    let at_table =
                        matches!(request.kind, RequestKind::Offer | RequestKind::Respond);
                    let policy = seats.answer(&state, k);
                    let u = draw();
                    let (answer, who) = match () {
                        () if at_table => (policy, AnsweredBy::People),
                        () if u < 0.1 => (policy, AnsweredBy::Time),
                        () if u < 0.4 => (policy, AnsweredBy::Deputy),
                        () if u < 0.8 => (policy, AnsweredBy::People),
                        () => {
                            let pick = (draw() * legal.len() as f64) as usize;
                            (Answer::Choice(legal[pick]), AnsweredBy::People)
                        }
                    };
                    state.answer(k, answer).unwrap();
                    by.push(who);
                    decisions.push(Decision {
                        number: decisions.len() + 1,
                        at: state.now(),
                        party: request.party,
                        kind: request.kind,
                        occurrence: request.occurrence,
                        answer,
                    });
                }
                state.commit();
            }
        }
    }
    let of = ReplayOptions { injected, ..ReplayOptions::recorded(&decisions) };
    let (path, left_at) = replay(&mut state, &seats, seed, run, of).unwrap();
    assert_eq!(left_at, None);
    let predictions = (0..setup.parties()).map(|party| {
        let outcome = Outcome::ALL[(draw() * Outcome::ALL.len() as f64) as usize];
        let day = (draw() * setup.scenario.calendar.window).round();
        let first_summit_day = (outcome != Outcome::NoSummit).then_some(day);
        Prediction { party: PartyId(party as u8), outcome, first_summit_day }
    });
    PlayedTable { number, path, by, predictions: predictions.collect() }
}

fn class(
    setup: &CompiledScenario,
    tables: usize,
    draws: (u64, u64),
    injected: &[InjectedShock],
) -> Vec<PlayedTable> {
    (1..=tables).map(|number| played(setup, number, draws, injected)).collect()
}

fn debrief(setup: &CompiledScenario, played: &[PlayedTable], options: Options) -> Debrief {
    let stop = AtomicBool::new(false);
    Debrief::compute(setup, played, options, &stop, &mut |_| {}).unwrap().unwrap()
}

const LUCK: (u64, u64) = (7, 3);
const FEW: Options = Options { runs: 60, futures: 16 };

fn sent() -> InjectedShock {
    InjectedShock { at: SimTime::from_days(40.0), shock: 1 }
}

/// Four tables in small, one of them without the shock that was sent to the others, and one whose seats stand empty.
fn small() -> &'static (CompiledScenario, Vec<PlayedTable>, Debrief) {
    static SMALL: OnceLock<(CompiledScenario, Vec<PlayedTable>, Debrief)> = OnceLock::new();
    SMALL.get_or_init(|| {
        let setup = setup("classroom");
        let mut tables = class(&setup, 2, LUCK, &[sent()]);
        tables.push(played(&setup, 3, LUCK, &[]));
        let path = RunHistory::simulate(&setup, LUCK.0, LUCK.1);
        let by = vec![AnsweredBy::Policy; path.decisions.len()];
        tables.push(PlayedTable { number: 4, path, by, predictions: Vec::new() });
        let debrief = debrief(&setup, &tables, FEW);
        (setup, tables, debrief)
    })
}

/// What nature sends in a run until a day: kinds, times and sizes.
fn nature(run: &Run<'_>, until: SimTime) -> Vec<(SimTime, RunEvent)> {
    let ticks = run.trace().iter().filter(|tick| tick.at < until);
    ticks
        .filter_map(|tick| match &tick.kind {
            TickKind::Event(
                event @ (RunEvent::Shock { .. }
                | RunEvent::Election { .. }
                | RunEvent::EnergyJump { .. }
                | RunEvent::EnergyReading { .. }),
            ) => Some((tick.at, *event)),
            _ => None,
        })
        .collect()
}

#[test]
fn runs_under_one_nature_have_its_shocks_and_luck_of_their_own() {
    for name in ["classroom", "kyiv-washington", "with-counterpart"] {
        let setup = setup(name);
        let seats = PolicySet::new(&setup);
        let (mut own, mut under) = (Run::new(&setup), Run::new(&setup));
        let shock = sent();
        own.begin(7, 3, true).unwrap();
        own.inject_shock(shock);
        drive(&mut own, &seats).unwrap();
        let (mut compared, mut polls) = (0, 0);
        for replication in 0..60 {
            under.begin_with_nature(7, replication, 3, true).unwrap();
            under.inject_shock(shock);
            drive(&mut under, &seats).unwrap();
            let until = own.record().end.min(under.record().end);
            let (one, other) = (nature(&own, until), nature(&under, until));
            assert_eq!(one, other, "{name} {replication}");
            compared += one.len();
            if replication == 3 {
                assert_eq!(own.trace(), under.trace());
            } else {
                assert_ne!(own.record().tractability, under.record().tractability);
                polls += usize::from(own.trace() != under.trace());
            }
        }
        assert_eq!(polls, 59);
        assert!(compared > 100, "{name}: only {compared} things were sent");
        // Another nature sends other things.
        under.begin_with_nature(7, 3, 4, true).unwrap();
        drive(&mut under, &seats).unwrap();
        let until = own.record().end.min(under.record().end);
        assert_ne!(nature(&own, until), nature(&under, until), "{name}");
    }
}

#[test]
fn a_changed_luck_leaves_no_nature_behind() {
    let setup = setup("classroom");
    let mut run = Run::new(&setup);
    run.begin_with_nature(7, 1, 3, true).unwrap();
    run.begin(7, 1, true).unwrap();
    drive(&mut run, &PolicySet::new(&setup)).unwrap();
    let again = run.trace().to_vec();
    let mut fresh = Run::new(&setup);
    fresh.begin(7, 1, true).unwrap();
    drive(&mut fresh, &PolicySet::new(&setup)).unwrap();
    assert_eq!(again, fresh.trace());
    assert!(run.begin_with_nature(7, 1, 1 << 40, false).is_err());
}

proptest! {
    #[test]
    fn a_percentile_is_the_mean_rank_among_the_others(
        value in 0..20_i32, among in prop::collection::vec(0..20_i32, 1..60),
    ) {
        let others: Vec<f64> = among.iter().map(|&x| f64::from(x)).collect();
        let found = percentile(f64::from(value), &others).unwrap();
        // Every place that the value could take in the sorted list, and the mean of them.
        let mut sorted = among.clone();
        sorted.sort_unstable();
        let fits = |k: usize| {
            sorted[..k].iter().all(|&x| x <= value) && sorted[k..].iter().all(|&x| x >= value)
        };
        let places: Vec<f64> = (0..=sorted.len()).filter(|&k| fits(k)).map(|k| k as f64).collect();
        let mean = places.iter().sum::<f64>() / places.len() as f64;
        prop_assert!((found - 100.0 * mean / sorted.len() as f64).abs() < 1e-9);
    }
}

#[test]
fn the_class_is_placed_among_runs_that_can_be_made_again() {
    let (setup, tables, debrief) = small();
    assert_eq!(debrief.benchmarks.len(), 2, "two lists of shocks were sent");
    assert_eq!(debrief.benchmarks[0].tables, [1, 2]);
    assert_eq!(debrief.benchmarks[1].tables, [3, 4]);
    let seats = PolicySet::new(setup);
    let mut run = Run::new(setup);
    for benchmark in &debrief.benchmarks {
        let mut ended: BTreeMap<&str, u64> = BTreeMap::new();
        let window = setup.scenario.calendar.window;
        for k in 0..benchmark.runs {
            run.begin_with_nature(benchmark.seed, benchmark.first + k, benchmark.nature, false)
                .unwrap();
            for sent in &benchmark.sent {
                let (at, shock) = (SimTime::from_days(sent.day), sent.shock as u8);
                run.inject_shock(InjectedShock { at, shock });
            }
            drive(&mut run, &seats).unwrap();
            let record = run.record();
            *ended.entry(record.outcome.name()).or_default() += 1;
            let utility = |party: usize| run.party_records()[party].utility;
            let values = [
                record.first_summit().map_or(window, SimTime::days),
                f64::from(record.rounds),
                utility(setup.scenario.requester),
                utility(setup.scenario.gatekeeper),
                record.strain_area,
            ];
            for (among, value) in benchmark.among.iter().zip(values) {
                assert_eq!(among.values[k as usize], value, "{:?} of run {k}", among.quantity);
            }
        }
        for share in &benchmark.outcomes {
            let count = ended.get(share.outcome.name()).copied().unwrap_or(0);
            assert_eq!(share.count, count);
            let interval = wilson(count, benchmark.runs, Z95);
            assert_eq!((share.low, share.high), (interval.low, interval.high));
        }
        for among in &benchmark.among {
            for place in &among.tables {
                assert_eq!(Some(place.percentile), percentile(place.value, &among.values));
            }
        }
    }
    let of = |number: usize| tables.iter().find(|table| table.number == number).unwrap();
    for place in &debrief.benchmarks[0].among[1].tables {
        assert_eq!(place.value, f64::from(of(place.table).path.record.rounds));
    }
}

#[test]
fn a_change_that_changes_nothing_ends_as_the_run_did() {
    let (setup, tables, debrief) = small();
    let mut asked = 0;
    for (table, of) in tables.iter().zip(&debrief.tables) {
        for what in &of.impact.first {
            let decision = &table.path.decisions[what.decision - 1];
            assert_eq!(table.by[what.decision - 1], AnsweredBy::People);
            assert_eq!(decision.answer.to_string(), what.answer);
            assert_ne!(decision.kind, RequestKind::Respond);
            let to = |name: &str| {
                let answer = Choice::named(name).unwrap();
                let change = Change { decision: what.decision, answer };
                counterfactual(setup, &table.path, change, AfterChange::Policies)
                    .unwrap()
                    .history
                    .record
            };
            let (same, other) = (to(&what.answer), to(&what.instead));
            assert_eq!(what.kept.outcome, same.outcome);
            assert_eq!(what.kept.first_summit_day, same.first_summit().map(SimTime::days));
            assert_eq!(what.changed.outcome, other.outcome);
            assert_eq!(what.futures, FEW.futures);
            let interval = paired_shares(what.gained, what.lost, what.futures, Z95);
            assert_eq!((what.low, what.high), (interval.low, interval.high));
            assert!((what.with - what.without - what.difference).abs() < 1e-12);
            asked += 1;
        }
        let kinds: BTreeSet<&str> = of.impact.first.iter().map(|w| w.request.as_str()).collect();
        assert_eq!(kinds.len(), of.impact.first.len(), "a kind of decision is shown twice");
    }
    assert!(asked > 3);
    let empty = &debrief.tables[3].impact;
    assert_eq!((empty.decisions, empty.first.len()), (0, 0), "nobody decided there");
}

/// Where policies answered for people, the policies' answers afterwards are those that came: kept is what happened.
#[test]
fn what_policies_played_is_kept_as_it_was() {
    let setup = setup("classroom");
    for run in 0..12 {
        let path = RunHistory::simulate(&setup, 5, run);
        let by = vec![AnsweredBy::People; path.decisions.len()];
        let table = PlayedTable { number: 1, path, by, predictions: Vec::new() };
        let debrief = debrief(&setup, &[table], Options { runs: 0, futures: 4 });
        let of = &debrief.tables[0];
        for what in &of.impact.first {
            assert_eq!(what.kept.outcome, of.outcome, "run {run}, decision {}", what.decision);
            assert_eq!(what.kept.first_summit_day, of.first_summit_day);
        }
    }
}

#[test]
fn a_shock_that_was_sent_is_told_as_such_and_others_are_not() {
    let (_, _, debrief) = small();
    for table in &debrief.tables {
        let shocks = table.events.iter().filter(|event| event.kind == EventKind::Shock);
        let sent: Vec<_> = shocks.clone().filter(|event| event.sent).collect();
        assert_eq!(shocks.count(), table.shocks as usize);
        assert_eq!(sent.len(), usize::from(table.number < 3));
        assert_eq!(table.sent as usize, sent.len());
        assert!(sent.iter().all(|event| event.day == 40.0 && event.shock == Some(1)));
    }
}

#[test]
fn a_prediction_is_right_or_off_by_days() {
    let (_, tables, debrief) = small();
    let (mut right, mut errors, mut apart) = (0, Vec::new(), 0);
    for (played, table) in tables.iter().zip(&debrief.tables) {
        assert_eq!(played.predictions.len(), table.forecasts.len());
        let record = &played.path.record;
        let day = record.first_summit().map(SimTime::days);
        for (said, forecast) in played.predictions.iter().zip(&table.forecasts) {
            right += usize::from(said.outcome == record.outcome);
            assert_eq!(forecast.right, said.outcome == record.outcome);
            match (said.first_summit_day, day) {
                (Some(said), Some(was)) => {
                    errors.push((said - was).abs());
                    assert_eq!(forecast.error_days, Some(said - was));
                }
                (said, was) => {
                    apart += usize::from(said.is_some() != was.is_some());
                    assert_eq!(forecast.error_days, None);
                }
            }
        }
    }
    let of = &debrief.forecast_accuracy;
    assert_eq!((of.predictions, of.right, of.days, of.apart), (12, right, errors.len(), apart));
    let mean = errors.iter().sum::<f64>() / errors.len() as f64;
    assert!((of.mean_error_days.unwrap() - mean).abs() < 1e-9);
}

/// The values on a page by their keys; one key has one value wherever it stands.
fn values(html: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for piece in html.split("<data data-k=\"").skip(1) {
        let (key, rest) = piece.split_once("\" value=\"").unwrap();
        let (value, rest) = rest.split_once("\">").unwrap();
        let (shown, _) = rest.split_once("</data>").unwrap();
        // A number is shown as it is, but for the sign.
        if value.parse::<f64>().is_ok() {
            assert_eq!(shown.replace('−', "-").trim_start_matches('+'), value, "{key}");
        }
        let before = found.insert(key.to_owned(), value.to_owned());
        assert!(before.is_none_or(|before| before == value), "{key} has two values");
    }
    found
}

/// What a page is to say, from the JSON alone.
fn expected(json: &Value) -> BTreeMap<String, String> {
    let fixed = |value: f64, decimals: usize| {
        let text = format!("{value:.decimals$}");
        if text.parse::<f64>() == Ok(0.0) { text.replace('-', "") } else { text }
    };
    let f = |value: &Value| value.as_f64().unwrap();
    let day = |value: &Value| value.as_f64().map_or("none".to_owned(), |v| fixed(v, 1));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let list = |of: &Value| of.as_array().unwrap().clone();
    let mut says = BTreeMap::new();
    let mut say = |key: String, value: String| {
        assert_eq!(says.insert(key.clone(), value), None, "{key}");
    };
    let tables = list(&json["tables"]);
    for table in &tables {
        let t = format!("t{}", table["number"]);
        for key in ["number", "rounds", "summits", "requests", "deferrals"] {
            say(format!("{t}.{key}"), table[key].to_string());
        }
        say(format!("{t}.bargain.number"), table["number"].to_string());
        say(format!("{t}.outcome"), text(&table["outcome"]));
        say(format!("{t}.end_reason"), text(&table["end_reason"]));
        say(format!("{t}.first_summit_day"), day(&table["first_summit_day"]));
        say(format!("{t}.end_day"), fixed(f(&table["end_day"]), 1));
        for seat in ["requester", "gatekeeper"] {
            let at = json[seat].as_u64().unwrap() as usize;
            say(format!("{t}.{seat}_utility"), fixed(f(&table["utilities"][at]), 3));
        }
        for who in ["people", "deputy", "time", "policy"] {
            say(format!("{t}.answered.{who}"), table["answered"][who].to_string());
        }
        let was = table["first_summit_day"].as_f64();
        for (k, forecast) in list(&table["foretold"]).iter().enumerate() {
            let p = format!("predicted.{t}.{}", k + 1);
            say(format!("{p}.outcome"), text(&forecast["outcome"]));
            say(format!("{p}.right"), (forecast["outcome"] == table["outcome"]).to_string());
            say(format!("{p}.first_summit_day"), day(&forecast["first_summit_day"]));
            if let (Some(said), Some(was)) = (forecast["first_summit_day"].as_f64(), was) {
                say(format!("{p}.error"), fixed(said - was, 1));
            }
        }
        let impact = &table["hung"];
        let w = format!("whatif.{t}");
        for key in ["decisions", "ranked", "changes"] {
            say(format!("{w}.{key}"), impact[key].to_string());
        }
        say(format!("{w}.played"), text(&table["outcome"]));
        for (k, what) in list(&impact["first"]).iter().enumerate() {
            let w = format!("{w}.{}", k + 1);
            let n = f(&what["futures"]);
            let (gained, lost) = (what["gained"].as_u64().unwrap(), what["lost"].as_u64().unwrap());
            let interval = paired_shares(gained, lost, n as u64, Z95);
            let points = (gained as f64 - lost as f64) / n;
            say(format!("{w}.day"), fixed(f(&what["day"]), 0));
            say(format!("{w}.answer"), text(&what["answer"]));
            say(format!("{w}.instead"), text(&what["instead"]));
            say(format!("{w}.futures"), what["futures"].to_string());
            say(format!("{w}.difference"), fixed(100.0 * points, 1));
            say(format!("{w}.low"), fixed(100.0 * interval.low, 1));
            say(format!("{w}.high"), fixed(100.0 * interval.high, 1));
            say(format!("{w}.with"), fixed(100.0 * f(&what["with"]), 1));
            say(format!("{w}.without"), fixed(100.0 * f(&what["without"]), 1));
            for end in ["kept", "changed"] {
                say(format!("{w}.{end}"), text(&what[end]["outcome"]));
                say(format!("{w}.{end}_day"), day(&what[end]["first_summit_day"]));
            }
        }
    }
    let groups = list(&json["placed"]);
    for (k, benchmark) in groups.iter().enumerate() {
        let group = if groups.len() > 1 { format!("{}.", k + 1) } else { String::new() };
        let runs = benchmark["runs"].as_u64().unwrap();
        if groups.len() > 1 {
            say(format!("placed.{group}sent"), list(&benchmark["sent"]).len().to_string());
        }
        let mine = |table: &&Value| list(&benchmark["tables"]).contains(&table["number"]);
        for share in list(&benchmark["outcomes"]) {
            let so = |table: &&Value| table["outcome"] == share["outcome"];
            let here: Vec<String> =
                tables.iter().filter(mine).filter(so).map(|t| t["number"].to_string()).collect();
            let count = share["count"].as_u64().unwrap();
            if count == 0 && here.is_empty() {
                continue;
            }
            let key = format!("placed.{group}outcome.{}", share["outcome"].as_str().unwrap());
            let interval = wilson(count, runs, Z95);
            say(format!("{key}.name"), text(&share["outcome"]));
            say(format!("{key}.count"), count.to_string());
            say(format!("{key}.share"), fixed(100.0 * count as f64 / runs as f64, 1));
            say(format!("{key}.low"), fixed(100.0 * interval.low, 1));
            say(format!("{key}.high"), fixed(100.0 * interval.high, 1));
            let here = if here.is_empty() { "–".to_owned() } else { here.join(", ") };
            say(format!("{key}.tables"), here);
        }
        for among in list(&benchmark["among"]) {
            let quantity = among["quantity"].as_str().unwrap();
            let of: Vec<f64> = list(&among["values"]).iter().map(f).collect();
            assert_eq!(of.len() as u64, runs);
            for table in tables.iter().filter(mine) {
                let seat = |who: &str| {
                    table["utilities"][json[who].as_u64().unwrap() as usize].as_f64().unwrap()
                };
                let first = table["first_summit_day"].as_f64();
                let (value, shown) = match quantity {
                    "summit_wait_days" => {
                        (first.unwrap_or(f(&json["window"])), day(&table["first_summit_day"]))
                    }
                    "rounds_held" => (f(&table["rounds"]), table["rounds"].to_string()),
                    "requester_utility" => (seat("requester"), fixed(seat("requester"), 3)),
                    "gatekeeper_utility" => (seat("gatekeeper"), fixed(seat("gatekeeper"), 3)),
                    _ => {
                        let area = f(&table["strain_area_days"]);
                        (area, fixed(area, 1))
                    }
                };
                let below = of.iter().filter(|&&other| other < value).count() as f64;
                let equal = of.iter().filter(|&&other| other == value).count() as f64;
                let rank = 100.0 * (below + equal / 2.0) / of.len() as f64;
                let key = format!("placed.{quantity}.t{}", table["number"]);
                say(format!("{key}.value"), shown);
                say(format!("{key}.percentile"), fixed(rank, 1));
            }
        }
        let from = format!("from.{}", k + 1);
        for (name, of) in
            [("seed", "seed"), ("run", "nature"), ("runs", "runs"), ("first", "first")]
        {
            say(format!("{from}.{name}"), benchmark[of].to_string());
        }
    }
    let futures = json["options"]["futures"].to_string();
    say("from.futures".to_owned(), futures.clone());
    say("hung.futures".to_owned(), futures);
    let (mut n, mut right, mut errors, mut apart) = (0, 0, Vec::new(), 0);
    for table in &tables {
        let was = table["first_summit_day"].as_f64();
        for forecast in list(&table["foretold"]) {
            n += 1;
            right += u32::from(forecast["outcome"] == table["outcome"]);
            match (forecast["first_summit_day"].as_f64(), was) {
                (Some(said), Some(was)) => errors.push((said - was).abs()),
                (None, None) => {}
                _ => apart += 1,
            }
        }
    }
    let error = fixed(errors.iter().sum::<f64>() / errors.len() as f64, 1);
    for of in ["foresight", "foresight.all"] {
        say(format!("{of}.n"), n.to_string());
        say(format!("{of}.right"), right.to_string());
        say(format!("{of}.days"), errors.len().to_string());
        say(format!("{of}.error"), error.clone());
    }
    say("foresight.all.share".to_owned(), fixed(100.0 * f64::from(right) / f64::from(n), 1));
    say("foresight.all.apart".to_owned(), apart.to_string());
    says
}

#[test]
fn every_number_on_the_page_follows_from_the_json() {
    let (_, _, debrief) = small();
    let json: Value = serde_json::from_str(&debrief.json().unwrap()).unwrap();
    let expected = expected(&json);
    assert!(expected.len() > 150, "{}", expected.len());
    for words in ["en", "uk"].map(|language| Catalogue::bundled(language).unwrap()) {
        let shown = values(&page(debrief, &words, Audience::Teacher));
        for (key, value) in &expected {
            assert_eq!(shown.get(key), Some(value), "{key}");
        }
        for (key, value) in &shown {
            let parts: Vec<&str> = key.split('.').collect();
            match parts[..] {
                _ if expected.contains_key(key) => {}
                // An event's day and number.
                [table, event, what] if event.starts_with('e') => {
                    let table: usize = table[1..].parse().unwrap();
                    let event: usize = event[1..].parse().unwrap();
                    let event = &json["tables"][table - 1]["events"][event - 1];
                    let of = |key: &str| event[key].as_f64().unwrap();
                    let number: f64 = value.parse().unwrap();
                    let kind = event["kind"].as_str().unwrap();
                    match what {
                        "day" => assert!((number - of("day")).abs() <= 0.5),
                        "n" => assert_eq!(*value, event["meeting"]["number"].to_string()),
                        "value" => {
                            let is_plain =
                                ["shock", "agreed", "not-agreed", "in-force", "collapsed"];
                            let scale = if is_plain.contains(&kind) { 1.0 } else { 100.0 };
                            let coarse = if kind == "shock" { 0.0051 } else { 0.51 };
                            assert!((number - scale * of("value")).abs() <= coarse, "{key}");
                        }
                        _ => panic!("{key}"),
                    }
                }
                ["question", number, name] => {
                    let number: usize = number.parse().unwrap();
                    let given = json["questions"][number - 1]["given"].as_array().unwrap();
                    let said = given.iter().find(|given| given["name"] == name).unwrap();
                    let said = &said["said"];
                    match said["value"].as_f64() {
                        Some(of) => {
                            let scale = match said["is"].as_str().unwrap() {
                                "share" | "points" => 100.0,
                                _ => 1.0,
                            };
                            let shown: f64 = value.parse().unwrap();
                            assert!((shown - scale * of).abs() <= 0.51, "{key}");
                        }
                        None => {
                            let of = said["value"].as_str().or(said["value"][1].as_str());
                            assert_eq!(of, Some(value.as_str()), "{key}");
                        }
                    }
                }
                ["short", "tables", "n"] => assert_eq!(value, "4"),
                ["short", outcome, what] => {
                    let tables = json["tables"].as_array().unwrap();
                    let so = tables.iter().filter(|table| table["outcome"] == outcome).count();
                    let expected = if what == "n" { so.to_string() } else { outcome.to_owned() };
                    assert_eq!(*value, expected, "{key}");
                }
                ["short", "placed", group, what] => {
                    let outcome = &shown[&format!("short.placed.{group}.outcome")];
                    let key = match what {
                        "outcome" => continue,
                        "runs" => format!("from.{group}.runs"),
                        _ => format!("placed.{group}.outcome.{outcome}.{what}"),
                    };
                    assert_eq!(value, &shown[&key], "{key}");
                }
                _ => panic!("nothing is known of {key}"),
            }
        }
    }
}

#[test]
fn from_a_distance_nothing_is_seen_of_a_seats_prediction() {
    let (_, tables, debrief) = small();
    let words = Catalogue::english();
    let html = page(debrief, &words, Audience::Projector);
    let shown = values(&html);
    assert!(shown.keys().any(|key| key.starts_with("foresight.")));
    assert!(shown.keys().all(|key| !key.starts_with("predicted.")));
    assert!(!html.contains(words.get("debrief.head.predicted")));
    // A day that somebody named and nothing else has: it is on the others' page, and not on this.
    let mut changed = tables.clone();
    changed[0].predictions[0].first_summit_day = Some(98_765.0);
    let options = Options { runs: 4, futures: 0 };
    let debrief = debrief_of(&changed, options);
    assert!(page(&debrief, &words, Audience::TakeHome).contains("98765.0"));
    assert!(page(&debrief, &words, Audience::Teacher).contains("98765.0"));
    assert!(!page(&debrief, &words, Audience::Projector).contains("98765"));
}

fn debrief_of(tables: &[PlayedTable], options: Options) -> Debrief {
    debrief(&small().0, tables, options)
}

#[test]
fn a_page_is_sound_harmless_and_in_its_language() {
    let (_, _, debrief) = small();
    let mut hostile = debrief.clone();
    let harm = "<script>alert('1')</script>&\"\u{202e}";
    hostile.title = harm.to_owned();
    hostile.parties.iter_mut().for_each(|party| party.label = harm.to_owned());
    hostile.shocks.iter_mut().for_each(|shock| *shock = harm.to_owned());
    for issue in &mut hostile.issues {
        issue.label = harm.to_owned();
        issue.options.iter_mut().for_each(|option| *option = harm.to_owned());
    }
    for language in Catalogue::languages() {
        let words = Catalogue::bundled(language).unwrap();
        for audience in [Audience::TakeHome, Audience::Teacher, Audience::Projector] {
            for debrief in [debrief, &hostile] {
                let html = page(debrief, &words, audience);
                assert!(html.contains(&format!("<html lang=\"{language}\">")));
                for harm in ["<script", "<img", "http:", "https:", " style=", " on", "\u{202e}"] {
                    let harm = if harm == " on" { " onload=" } else { harm };
                    assert!(!html.contains(harm), "{harm}");
                }
                assert!(html.contains(&css()), "its rules are those that it tells");
                assert!(html.contains(&sections(debrief, &words, audience)));
                // No text is missing, no name is left open.
                assert!(!html.contains("debrief.ask") && !html.contains("debrief.head"));
                for element in ["div", "section", "ul", "ol", "li", "p", "table", "details", "data"]
                {
                    let open = html.matches(&format!("<{element}>")).count()
                        + html.matches(&format!("<{element} ")).count();
                    let close = html.matches(&format!("</{element}>")).count();
                    assert_eq!(open, close, "{element}");
                }
                let ids: Vec<&str> =
                    html.split(" id=\"").skip(1).filter_map(|p| p.split('"').next()).collect();
                let once: BTreeSet<&str> = ids.iter().copied().collect();
                assert_eq!(ids.len(), once.len(), "an id is there twice");
            }
        }
    }
}

#[test]
fn every_text_that_the_page_asks_for_is_in_both_languages() {
    let mut asked = BTreeSet::new();
    let mut directories = vec![std::path::PathBuf::from("crates/class/src/debrief")];
    while let Some(directory) = directories.pop() {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                directories.push(path);
                continue;
            }
            let code = std::fs::read_to_string(path).unwrap();
            for piece in code.split("\"debrief.").skip(1) {
                let key = piece.split('"').next().unwrap();
                if key != "json" {
                    asked.insert(format!("debrief.{key}"));
                }
            }
        }
    }
    assert!(asked.len() > 150);
    for language in Catalogue::languages() {
        let words = Catalogue::bundled(language).unwrap();
        let there: BTreeSet<String> =
            words.keys().filter(|key| key.starts_with("debrief.")).map(str::to_owned).collect();
        let apart: Vec<&String> = asked.symmetric_difference(&there).collect();
        assert!(apart.is_empty(), "{language}: {apart:?}");
    }
}

#[test]
fn three_questions_are_asked_with_all_that_they_name() {
    let setup = setup("classroom");
    let mut kinds = BTreeSet::new();
    for (seed, tables, injected) in
        [(1, 3, vec![]), (2, 2, vec![sent()]), (3, 1, vec![]), (4, 1, vec![sent()]), (5, 3, vec![])]
    {
        let played = class(&setup, tables, (seed, 9), &injected);
        let options = Options { runs: 80, futures: 24 };
        let debrief = debrief(&setup, &played, options);
        assert_eq!(debrief.questions, debrief_again(&setup, &played, options).questions);
        assert_eq!(debrief.questions.len(), 3);
        let strengths: Vec<f64> = debrief.questions.iter().map(|q| q.strength).collect();
        assert!(strengths.is_sorted_by(|a, b| a >= b) && strengths[0] <= 1.0);
        let own: BTreeSet<Template> = debrief.questions.iter().map(|q| q.template).collect();
        assert_eq!(own.len(), 3, "two questions of a kind");
        kinds.extend(own);
        let words = Catalogue::english();
        for question in &debrief.questions {
            let name = serde_json::to_value(question.template).unwrap();
            let text = words.get(&format!("debrief.ask.{}", name.as_str().unwrap())).to_owned();
            for name in text.split('{').skip(1).map(|rest| rest.split('}').next().unwrap()) {
                assert!(question.given.iter().any(|given| given.name == name), "{name}: {text}");
            }
        }
        // Tables that end differently are asked about.
        let ends: BTreeSet<&str> = debrief.tables.iter().map(|t| t.outcome.name()).collect();
        let apart = debrief.questions.iter().find(|q| q.template == Template::Apart);
        assert_eq!(apart.is_some(), ends.len() > 1);
        if let Some(apart) = apart {
            let QuestionValue::Count(one) = apart.given[0].said else { panic!("{apart:?}") };
            let QuestionValue::Count(other) = apart.given[2].said else { panic!("{apart:?}") };
            let end = |number: u64| debrief.tables[number as usize - 1].outcome;
            assert_ne!(end(one), end(other));
        }
    }
    assert!(kinds.len() >= 4, "{kinds:?}");
}

fn debrief_again(setup: &CompiledScenario, played: &[PlayedTable], options: Options) -> Debrief {
    debrief(setup, played, options)
}

#[test]
fn the_json_is_read_again_as_it_was_written_and_is_the_same_each_time() {
    let (setup, tables, debrief) = small();
    let json = debrief.json().unwrap();
    let read: Debrief = serde_json::from_str(&json).unwrap();
    assert_eq!(read, *debrief);
    assert_eq!(debrief_again(setup, tables, FEW).json().unwrap(), json);
    let words = Catalogue::english();
    assert_eq!(page(&read, &words, Audience::TakeHome), page(debrief, &words, Audience::TakeHome));
}

#[test]
fn it_can_be_stopped_tells_how_far_it_is_and_refuses_what_does_not_fit() {
    let (setup, tables, _) = small();
    let stop = AtomicBool::new(false);
    let mut last = 0.0;
    let mut progress = |share: f64| {
        assert!(share >= last && share <= 1.0, "{share} after {last}");
        last = share;
        if share > 0.5 {
            stop.store(true, Ordering::Relaxed);
        }
    };
    assert_eq!(Debrief::compute(setup, tables, FEW, &stop, &mut progress).unwrap(), None);
    assert!(last > 0.5 && last < 0.8, "{last}");
    let mut short = tables.clone();
    short[1].by.pop();
    let stop = AtomicBool::new(false);
    let refused = Debrief::compute(setup, &short, FEW, &stop, &mut |_| {}).unwrap_err();
    assert!(matches!(refused, DebriefError::By { table: 2, .. }), "{refused}");
    // A class without a table says so, too.
    let nobody = Debrief::compute(setup, &[], FEW, &stop, &mut |_| {}).unwrap().unwrap();
    assert!(nobody.questions.is_empty());
    assert!(page(&nobody, &Catalogue::english(), Audience::Projector).contains("</html>"));
}
