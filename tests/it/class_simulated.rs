//! Classes that were made up: requests get lost, come twice, late or out of order, the disk fails, the program dies. What was
//! acknowledged stays, and is there once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use summitry_class::state::{
    Action, ClassConfig, ClassState, Guess, Phase, Plan, Refusal, Seconds, Stage, lasting,
};
use summitry_class::store::{
    Command, EventLog, FORMAT, Head, Journal, LogEntry, Store, StoreError, TableEnd,
};
use summitry_class::table::AnsweredBy;
use summitry_engine::{Purpose, Streams};
use summitry_model::process::CompiledScenario;
use summitry_model::scenario::{Overrides, read};

/// A shorter `classroom`: most faults are in what comes between decisions, not in how many there are.
fn setup() -> &'static CompiledScenario {
    static SETUP: OnceLock<CompiledScenario> = OnceLock::new();
    SETUP.get_or_init(|| {
        let set = vec!["calendar.window=70".to_owned()];
        CompiledScenario::new(
            read("classroom", &Overrides { set, ..Overrides::default() }).scenario.unwrap(),
        )
    })
}

fn head(plan: &Plan) -> Head {
    Head {
        class: FORMAT.to_owned(),
        summitry: env!("CARGO_PKG_VERSION").to_owned(),
        randomness: summitry_engine::PROTOCOL,
        scenario: "classroom".to_owned(),
        toml: setup().scenario.to_toml().to_string(),
        plan: plan.clone(),
        begun: 0,
        code: "ABCDE".to_owned(),
        teacher: "t".to_owned(),
        purged: None,
    }
}

/// Chance from a seed.
pub(crate) struct Dice(Streams);

impl Dice {
    pub(crate) fn of(seed: u64) -> Self {
        let mut streams = Streams::new(1, 1);
        streams.begin(seed, 0).unwrap();
        Dice(streams)
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        (self.0.stream(Purpose(0), 0).uniform() * n as f64) as usize
    }

    fn in_a_hundred(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// A disk that may fail: then it keeps nothing of what it was given.
#[derive(Default)]
struct Disk {
    entries: Vec<LogEntry>,
    endings: Vec<TableEnd>,
    fails: bool,
}

impl Journal for Disk {
    fn append(&mut self, entries: &[LogEntry], endings: &[TableEnd]) -> Result<(), StoreError> {
        if self.fails {
            return Err(StoreError::Fault("the disk is full".to_owned()));
        }
        self.entries.extend_from_slice(entries);
        self.endings.extend_from_slice(endings);
        Ok(())
    }
}

pub(crate) fn legal_answer(dice: &mut Dice, state: &ClassState, member: usize) -> Option<Action> {
    let (table, party) = state.members()[member].place?;
    let snapshot = state.tables()[table].snapshot();
    let party = summitry_engine::ids::PartyId(party as u8);
    let mut answers = Vec::new();
    for due in snapshot.seat_view(party).due() {
        let legal = due.legal();
        let answer = if legal.is_empty() {
            let options = due.on_table.iter().map(|on| dice.below(on.options.into()).to_string());
            options.collect::<Vec<_>>().join(" ")
        } else {
            legal[dice.below(legal.len())].name().to_owned()
        };
        answers.push((due.number, answer));
    }
    (!answers.is_empty()).then_some(Action::Answer { member, answers })
}

fn anything(dice: &mut Dice, state: &ClassState) -> Action {
    let member = dice.below(state.members().len() + 1);
    let table = dice.below(state.tables().len() + 1);
    let party = dice.below(5);
    match dice.below(16) {
        0 => Action::Join { pseudonym: format!("p{}", dice.below(9)), token: "x".to_owned() },
        1 => Action::Pause,
        2 => Action::Resume,
        3 => Action::Extend { seconds: dice.below(90) as u32 },
        4 => Action::InjectShock { shock: "territorial".to_owned(), table: Some(table) },
        5 => Action::InjectShock { shock: "crisis-elsewhere".to_owned(), table: None },
        6 => Action::Hand { table, party, to_policy: true },
        7 => Action::Hand { table, party, to_policy: false },
        8 => Action::Move { member, table, party },
        9 if dice.in_a_hundred(20) => Action::Remove { member },
        10 => Action::Tell { table: None, text: "Go on".to_owned() },
        11 => Action::Reveal { shown: dice.in_a_hundred(50) },
        12 => Action::Back { member },
        13 => Action::Answer { member, answers: vec![(dice.below(30), "accept".to_owned())] },
        14 => Action::Note { member, text: "…".to_owned() },
        15 if dice.in_a_hundred(25) => Action::Go { phase: Phase::ALL[dice.below(4)] },
        _ => {
            let outcome = ["durable", "no-summit", "peace"][dice.below(3)].to_owned();
            let first_summit_day = Some(dice.below(99) as u32);
            Action::Predict { member, guess: Guess { outcome, first_summit_day } }
        }
    }
}

/// A class that was played.
pub(crate) struct Simulated {
    pub head: Head,
    pub config: Arc<ClassConfig>,
    pub entries: Vec<LogEntry>,
    pub endings: Vec<TableEnd>,
    pub over: usize,
}

/// Plays a class from a seed.
pub(crate) fn play(seed: u64) -> Simulated {
    let mut dice = Dice::of(seed);
    let plan = Plan {
        seed,
        tables: 1 + dice.below(2),
        share: 1 + dice.below(3),
        decisions: 3 + dice.below(23) as u32,
        seconds: Seconds { caucus: 20, offer: 20, respond: 20 },
        ..Plan::default()
    };
    let config = Arc::new(ClassConfig { setup: setup().clone(), plan: plan.clone() });
    let head = head(&plan);
    let mut log = EventLog::begin(Arc::clone(&config), &head);
    let mut disk = Disk::default();
    let (mut at, mut next_key) = (0, 0);
    // What was sent and not answered: it is sent again until it is; and what was acknowledged.
    let mut unanswered: Vec<Command> = Vec::new();
    let mut acknowledged: BTreeMap<String, u64> = BTreeMap::new();
    let mut refused: BTreeSet<String> = BTreeSet::new();
    let steps = 30 + dice.below(50);
    for step in 0..steps {
        at += dice.below(9_000) as i64;
        let state = Arc::clone(log.state());
        let mut fresh: Vec<Action> = Vec::new();
        if step < 6 {
            fresh.push(Action::Join { pseudonym: format!("m{step}"), token: step.to_string() });
        } else if step == 6 || step == 7 {
            fresh.extend(
                state
                    .phase()
                    .next()
                    .filter(|p| *p <= Phase::Play)
                    .map(|phase| Action::Go { phase }),
            );
        } else {
            for member in 0..state.members().len() {
                if dice.in_a_hundred(60) {
                    fresh.extend(legal_answer(&mut dice, &state, member));
                }
            }
            if dice.in_a_hundred(30) {
                fresh.push(anything(&mut dice, &state));
            }
        }
        for action in fresh {
            next_key += 1;
            unanswered.push(Command { key: format!("k{next_key}"), action });
        }
        // Some are lost on the way, some come twice, and in any order.
        let mut batch: Vec<Command> = Vec::new();
        for asked in &unanswered {
            for _ in 0..[0, 1, 1, 1, 1, 2][dice.below(6)] {
                batch.insert(dice.below(batch.len() + 1), asked.clone());
            }
        }
        if let Some((ends, action)) = state.deadline()
            && ends <= at
        {
            batch.push(Command { key: format!("up {at}"), action });
        }
        disk.fails = dice.in_a_hundred(8);
        let before = Arc::clone(log.state());
        let kept = disk.entries.len();
        match log.accept(&batch, at, &mut disk) {
            Err(_) => {
                assert!(disk.fails);
                assert_eq!(*before, **log.state(), "what was not kept was done");
                assert_eq!(kept, disk.entries.len());
            }
            Ok(results) => {
                for (asked, result) in batch.iter().zip(results) {
                    // Some answers are lost on the way back; what was asked for is then asked for again.
                    if dice.in_a_hundred(15) {
                        continue;
                    }
                    unanswered.retain(|other| other.key != asked.key);
                    match result {
                        Ok(number) => {
                            let known = acknowledged.insert(asked.key.clone(), number);
                            assert!(known.is_none_or(|known| known == number));
                            assert!(!refused.contains(&asked.key) || known.is_some() || number > 0);
                        }
                        Err(_) => {
                            assert!(
                                !acknowledged.contains_key(&asked.key),
                                "first kept, then refused"
                            );
                            refused.insert(asked.key.clone());
                        }
                    }
                }
            }
        }
        // The program dies, and is started again.
        if dice.in_a_hundred(5) {
            let live = log;
            log = EventLog::resume(Arc::clone(&config), &head, &disk.entries).unwrap();
            assert_eq!(**log.state(), **live.state(), "seed {seed}, step {step}");
            assert_eq!(log.chain(), live.chain());
            disk.fails = false;
            at += dice.below(600_000) as i64;
            let resumed = Command {
                key: format!("resumed {step}"),
                action: Action::Resumed { stood: 600_000 },
            };
            log.accept(&[resumed], at, &mut disk).unwrap().into_iter().for_each(|result| {
                assert!(result.is_ok() || result == Err(Refusal::Over));
            });
        }
        check(log.state(), &plan);
    }
    // Whatever was acknowledged is there, once.
    let numbers: BTreeMap<&str, u64> =
        disk.entries.iter().map(|entry| (entry.key.as_str(), entry.number)).collect();
    assert_eq!(numbers.len(), disk.entries.len());
    for (key, number) in &acknowledged {
        assert_eq!(numbers.get(key.as_str()), Some(number), "{key} was acknowledged");
    }
    let over = log.state().tables().iter().filter(|table| table.stage() == Stage::Reveal).count();
    assert_eq!(log.actions(), disk.entries.len() as u64);
    let Disk { entries, endings, .. } = disk;
    Simulated { head, config, entries, endings, over }
}

fn check(state: &ClassState, plan: &Plan) {
    assert!(state.tables().len() <= plan.tables);
    for (number, table) in state.tables().iter().enumerate() {
        let snapshot = table.snapshot();
        for (party, seat) in table.seats.iter().enumerate() {
            let people = state
                .members()
                .iter()
                .filter(|member| member.place == Some((number, party)))
                .count();
            assert_eq!(people, seat.people);
            assert!(people <= plan.share);
            let own = snapshot.seat_view(summitry_engine::ids::PartyId(party as u8)).private;
            assert!(own.decisions_used <= plan.decisions);
        }
        // What waits, waits for people who are there.
        if state.phase() == Phase::Play && snapshot.ending.is_none() && !state.is_over() {
            assert!(table.open().next().is_some());
            for due in table.open() {
                assert!(!table.seats[due.party.index()].is_policy(), "{due:?} {:?}", table.seats);
            }
            assert!(table.timer.is_some());
        }
        assert!(table.inputs().answers.len() == snapshot.decisions);
    }
}

#[test]
fn ten_thousand_classes_lose_nothing_that_was_acknowledged() {
    let counted = |seed| {
        let class = play(seed);
        (class.entries.len(), class.over)
    };
    let played: Vec<(usize, usize)> = (0..10_000_u64).into_par_iter().map(counted).collect();
    let actions: usize = played.iter().map(|(actions, _)| actions).sum();
    let over: usize = played.iter().map(|(_, over)| over).sum();
    assert!(actions > 200_000, "only {actions} actions were accepted");
    assert!(over > 1_000, "only {over} tables were over");
}

#[test]
fn a_file_that_was_cut_off_anywhere_is_taken_up_at_the_last_action_that_it_has() {
    let seconds = Seconds { caucus: 20, offer: 20, respond: 20 };
    let plan = Plan { replication: lasting(setup(), 1), seconds, ..Plan::default() };
    let config = Arc::new(ClassConfig { setup: setup().clone(), plan: plan.clone() });
    let head = head(&plan);
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("class.sqlite");
    let mut store = Store::create(&file, &head).unwrap();
    let mut log = EventLog::begin(Arc::clone(&config), &head);
    for (step, pseudonym) in ["a", "b", "c", "d"].into_iter().enumerate() {
        let action = Action::Join { pseudonym: pseudonym.to_owned(), token: pseudonym.to_owned() };
        let asked = Command { key: format!("j{step}"), action };
        log.accept(&[asked], 0, &mut store).unwrap()[0].unwrap();
    }
    for phase in [Phase::Predict, Phase::Play] {
        let asked = Command { key: format!("{phase:?}"), action: Action::Go { phase } };
        log.accept(&[asked], 0, &mut store).unwrap()[0].unwrap();
    }
    for step in 0..20 {
        let state = Arc::clone(log.state());
        for member in 0..4 {
            let (_, party) = state.members()[member].place.unwrap();
            let advice = state.tables()[0].advice(state.config(), 0);
            let own = advice.iter().filter(|(_, of, _)| of.index() == party);
            let answers = own.map(|(number, _, answer)| (*number, answer.to_string())).collect();
            let action = Action::Answer { member, answers };
            let asked = Command { key: format!("a{step} {member}"), action };
            let _ = log.accept(&[asked], step, &mut store).unwrap();
        }
        // What a kill leaves: the file and its journal as they are on the disk now, taken up elsewhere.
        let killed = directory.path().join(format!("killed-{step}.sqlite"));
        for end in ["", "-wal"] {
            let of = |path: &std::path::Path| format!("{}{end}", path.display());
            if std::path::Path::new(&of(&file)).exists() {
                std::fs::copy(of(&file), of(&killed)).unwrap();
            }
        }
        let (again, read) = Store::open(&killed).unwrap();
        assert_eq!(read, head);
        let entries = again.entries().unwrap();
        let taken_up = EventLog::resume(Arc::clone(&config), &head, &entries).unwrap();
        assert_eq!(**taken_up.state(), **log.state());
        assert_eq!(taken_up.chain(), log.chain());
    }
    assert!(matches!(Store::open(&file), Err(StoreError::InUse(_))), "two processes in one class");
    let by_people = log.state().tables()[0]
        .inputs()
        .answers
        .iter()
        .filter(|given| given.by == AnsweredBy::People);
    assert!(by_people.count() > 5);
}
