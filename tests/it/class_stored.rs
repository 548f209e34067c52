//! A class that is stored: verified, exported, purged.

use std::fs;

use rayon::prelude::*;
use summitry_class::state::{Action, Phase, Plan, Refusal};
use summitry_class::store::{
    Command, Discrepancy, EventLog, Store, StoreError, is_backup, purge, verify,
};

use crate::class_place::{head, place};
use crate::class_simulated::{Dice, legal_answer, play};
use crate::cli_place::Place;

#[test]
fn a_thousand_simulated_classes_are_as_they_were_accepted_and_one_altered_action_is_found() {
    (0..1_000_u64).into_par_iter().for_each(|seed| {
        let class = play(seed);
        let of = |entries| verify(class.config.clone(), &class.head, entries, &class.endings);
        let found = of(&class.entries);
        assert!(found.discrepancies.is_empty(), "{seed}: {:?}", found.discrepancies);
        assert_eq!(found.log.actions(), class.entries.len() as u64);
        // One altered, wherever it is and whatever of it.
        let mut dice = Dice::of(seed + 1_000_000);
        let at = dice.below(class.entries.len());
        let mut altered = class.entries.clone();
        match dice.below(4) {
            0 => altered[at].at += 1,
            1 => altered[at].key.push('x'),
            2 => altered[at].action = altered[at].action.replacen('"', "'", 1),
            _ => {
                altered.remove(at);
            }
        }
        if altered.len() < class.entries.len()
            && at == altered.len()
            && class.endings.iter().all(|ended| ended.action <= at as u64)
        {
            return; // The last of a list cannot be missed where nothing ended with it.
        }
        let found = of(&altered);
        assert!(!found.discrepancies.is_empty(), "{seed}: action {at} of {}", class.entries.len());
        if altered.len() == class.entries.len() {
            let Discrepancy::Action(StoreError::Altered { action, .. }) = &found.discrepancies[0]
            else {
                panic!("{:?}", found.discrepancies)
            };
            assert_eq!(*action, at as u64 + 1, "the one that was altered is named");
        }
    });
}

#[test]
fn an_end_that_was_noted_otherwise_is_found() {
    let mut checked = 0;
    for seed in 0..60 {
        let class = play(seed);
        let Some(last) = class.endings.last() else { continue };
        let mut noted = class.endings.clone();
        noted.last_mut().unwrap().outcome =
            if last.outcome == "durable" { "no-summit" } else { "durable" }.to_owned();
        let found = verify(class.config.clone(), &class.head, &class.entries, &noted);
        assert!(matches!(found.discrepancies.first(), Some(Discrepancy::Ended { .. })));
        checked += 1;
    }
    assert!(checked > 10);
}

const SECRETS: [&str; 8] = [
    "Kestrel-Pseudonym",
    "Merlin-Pseudonym",
    "Hobby-Pseudonym",
    "Sparrow-Pseudonym",
    "a very private note",
    "another private note",
    "a word of the teacher",
    "tokentokentoken",
];

/// Stores a class that ended, with pseudonyms, notes and messages in it.
fn stored(file: &std::path::Path) {
    let head = head("classroom", &[], Plan::default());
    let mut store = Store::create(file, &head).unwrap();
    let mut log = EventLog::begin(head.config().unwrap(), &head);
    let mut number = 0;
    let mut accept = |log: &mut EventLog, action: Action| {
        number += 1;
        let asked = Command { key: format!("tokentokentoken {number}"), action };
        let _ = log.accept(&[asked], head.begun + number, &mut store).unwrap();
    };
    for pseudonym in &SECRETS[..4] {
        let action = Action::Join {
            pseudonym: (*pseudonym).to_owned(),
            token: "tokentokentoken".to_owned(),
        };
        accept(&mut log, action);
    }
    accept(
        &mut log,
        Action::Note { member: 0, text: format!("{} {}", SECRETS[4], "long ".repeat(100)) },
    );
    accept(&mut log, Action::Note { member: 0, text: SECRETS[5].to_owned() });
    accept(&mut log, Action::Tell { table: None, text: SECRETS[6].to_owned() });
    for phase in [Phase::Predict, Phase::Play] {
        accept(&mut log, Action::Go { phase });
    }
    let mut dice = Dice::of(9);
    for _ in 0..12 {
        let state = log.state().clone();
        for member in 0..4 {
            if let Some(action) = legal_answer(&mut dice, &state, member) {
                accept(&mut log, action);
            }
        }
    }
    accept(&mut log, Action::InjectShock { shock: "territorial".to_owned(), table: None });
    accept(&mut log, Action::Go { phase: Phase::Debrief });
    accept(&mut log, Action::End);
    assert!(log.state().is_over());
}

/// All bytes in a directory.
fn bytes(directory: &std::path::Path) -> Vec<u8> {
    let files = fs::read_dir(directory).unwrap();
    files.flat_map(|file| fs::read(file.unwrap().path()).unwrap()).collect()
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn after_a_purge_no_pseudonym_or_note_is_in_any_byte_of_the_file_or_its_journal() {
    let (directory, file) = place();
    stored(&file);
    let before = bytes(directory.path());
    let (_, head) = Store::open_read_only(&file).unwrap();
    let hidden: Vec<&str> =
        SECRETS.into_iter().chain([head.teacher.as_str(), head.code.as_str()]).collect();
    for secret in &hidden {
        assert!(holds(&before, secret), "{secret} is in it to begin with");
    }
    let place = Place::new();
    let name = file.to_str().unwrap();
    let purged = place.run(&format!("class purge {name}"));
    assert_eq!(purged.code, Some(0), "{}", purged.err);
    assert!(
        purged.out.contains("4 pseudonyms")
            && purged.out.contains("2 private notes")
            && purged.out.contains("Left:"),
        "{}",
        purged.out
    );
    let after = bytes(directory.path());
    for secret in &hidden {
        assert!(!holds(&after, secret), "{secret} is still there");
    }
    // What was played is as it was.
    assert_eq!(place.run(&format!("class verify {name}")).code, Some(0));
    let again = place.run(&format!("class classroom --port 0 --store {name}"));
    assert_eq!(again.code, Some(2));
}

#[test]
fn a_purge_takes_what_it_says() {
    let class = play(4);
    let (head, entries, taken) = purge(&class.head, &class.entries, 5).unwrap();
    assert!(taken.pseudonyms >= 4);
    assert_eq!(entries.len(), class.entries.len());
    let found = verify(class.config.clone(), &head, &entries, &class.endings);
    assert!(found.discrepancies.is_empty(), "{:?}", found.discrepancies);
    assert_eq!(
        found.log.state().tables(),
        verify(class.config.clone(), &class.head, &class.entries, &class.endings)
            .log
            .state()
            .tables()
    );
}

#[test]
fn a_class_is_exported_as_tables_whose_log_replays_to_the_bit() {
    let (directory, file) = place();
    stored(&file);
    let place = Place::new();
    let name = file.to_str().unwrap();
    let out = directory.path().join("tables");
    let to = out.to_str().unwrap();
    let exported = place.run(&format!("class export {name} --out {to}"));
    assert_eq!(exported.code, Some(0), "{}", exported.err);
    for file in [
        "runs.csv",
        "parties.csv",
        "events.csv",
        "answers.jsonl",
        "decisions.csv",
        "predictions.csv",
        "debrief.json",
        "datapackage.json",
    ] {
        assert!(out.join(file).is_file(), "{file}");
    }
    let log = out.join("answers.jsonl");
    let text = fs::read_to_string(&log).unwrap();
    assert!(text.contains("\"shock\":\"territorial\""));
    let replayed = place.run(&format!("replay {}", log.display()));
    assert_eq!(replayed.code, Some(0), "{}{}", replayed.out, replayed.err);
    let everything = bytes(&out);
    for secret in SECRETS {
        assert!(!holds(&everything, secret), "{secret} was exported");
    }
    let rows = fs::read_to_string(out.join("decisions.csv")).unwrap();
    assert!(rows.lines().any(|row| row.ends_with(",people")));
    // The same again says the same; nothing is half written.
    assert_eq!(place.run(&format!("class export {name} --out {to}")).code, Some(0));
}

#[test]
fn what_is_no_class_is_said_to_be_none() {
    let (directory, file) = place();
    let place = Place::new();
    let name = file.to_str().unwrap();
    for command in ["verify", "export", "purge"] {
        assert_eq!(
            place.run(&format!("class {command} {name}")).code,
            Some(2),
            "{command}: it is not there"
        );
    }
    fs::write(&file, "not a class, and long enough to look like something: ".repeat(40)).unwrap();
    for command in ["verify", "export", "purge"] {
        let said = place.run(&format!("class {command} {name}"));
        assert_eq!(said.code, Some(65), "{command}: {}", said.err);
    }
    fs::remove_file(&file).unwrap();
    stored(&file);
    let open = Store::open(&file).unwrap();
    let said = place.run(&format!("class verify {name}"));
    assert_eq!(said.code, Some(2), "{}", said.err);
    assert!(said.err.contains("in use"), "{}", said.err);
    drop(open);
    drop(directory);
}

/// A class in its hour, with a member in each phase.
fn running(file: &std::path::Path) -> (EventLog, Store) {
    let head = head("classroom", &[], Plan::default());
    let mut store = Store::create(file, &head).unwrap();
    let mut log = EventLog::begin(head.config().unwrap(), &head);
    let join = Action::Join { pseudonym: "Olena".to_owned(), token: "hash".to_owned() };
    let asked = [join, Action::Go { phase: Phase::Predict }];
    for (k, action) in asked.into_iter().enumerate() {
        let command = Command { key: format!("key {k}"), action };
        log.accept(&[command], head.begun + 1, &mut store).unwrap()[0].as_ref().unwrap();
    }
    (log, store)
}

#[test]
fn a_class_that_runs_is_backed_up_whole_and_without_its_keys() {
    let place = Place::new();
    let file = place.path("a.class");
    let (log, store) = running(&file);
    let (_, head) = {
        let said = place.run("class backup a.class --out b.class").ended(0);
        assert!(said.out.starts_with("2 actions copied"), "{}", said.out);
        Store::open_read_only(&place.path("b.class")).unwrap()
    };
    assert!(is_backup(&head));
    let said = place.run("class verify b.class").ended(0);
    assert!(said.out.contains(log.chain().hex()), "{}", said.out);
    let here = log.state().config();
    assert_eq!(head.config().unwrap().plan, here.plan);
    assert_eq!(
        place.run("class backup a.class --out b.class").code,
        Some(2),
        "nothing is overwritten"
    );
    assert!(!place.path("b.class.partial").exists() && !place.path("b.class-wal").exists());
    drop(store);
    let (_, original) = Store::open_read_only(&file).unwrap();
    let copied = fs::read(place.path("b.class")).unwrap();
    assert!(holds(&fs::read(&file).unwrap(), &original.teacher));
    assert!(!holds(&copied, &original.teacher) && !holds(&copied, &original.code));
}

#[test]
fn the_one_file_of_a_class_that_runs_is_whole_once_it_is_made_and_after_each_phase() {
    use summitry_class::store::Journal as _;
    let place = Place::new();
    let file = place.path("a.class");
    let (_, mut store) = running(&file);
    fs::copy(&file, place.path("early.class")).unwrap();
    let said = place.run("class verify early.class").ended(0);
    assert!(said.out.contains("0 actions"), "{}", said.out);
    store.checkpoint();
    fs::copy(&file, place.path("late.class")).unwrap();
    let said = place.run("class verify late.class").ended(0);
    assert!(said.out.contains("2 actions"), "{}", said.out);
    fs::write(place.path("empty.class"), "").unwrap();
    let said = place.run("class verify empty.class");
    assert_eq!(said.code, Some(65));
    assert!(said.err.contains("empty.class-wal") && !said.err.contains("remove"), "{}", said.err);
}

#[test]
fn names_that_look_alike_are_one_name() {
    let head = head("classroom", &[], Plan::default());
    for (first, others) in [
        (
            "Се\u{440}гі\u{439}",
            vec!["Се\u{440}гі\u{438}\u{306}", "се\u{440}гі\u{439}", " Се\u{440}гі\u{439} "],
        ),
        ("Zoé", vec!["Zoe\u{301}", "ZOÉ", "ZOE\u{301}"]),
        ("Opa", vec!["\u{41e}\u{440}\u{430}", "\u{39f}pa", "Ｏｐａ"]),
    ] {
        let (mut log, mut journal) = (EventLog::begin(head.config().unwrap(), &head), Vec::new());
        let mut join = |pseudonym: &str| {
            let action =
                Action::Join { pseudonym: pseudonym.to_owned(), token: pseudonym.to_owned() };
            let command = Command { key: pseudonym.to_owned(), action };
            log.accept(&[command], head.begun + 1, &mut journal).unwrap().remove(0)
        };
        assert!(join(first).is_ok());
        for other in others {
            assert_eq!(join(other), Err(Refusal::Taken), "{other} looks like {first}");
        }
        for unseen in ['\u{200b}', '\u{200d}', '\u{2060}', '\u{feff}', '\u{ad}'] {
            assert_eq!(join(&format!("{first}{unseen}")), Err(Refusal::Pseudonym));
        }
        assert!(join("Inna").is_ok(), "others are let in");
    }
}
