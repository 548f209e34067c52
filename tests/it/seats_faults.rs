//! Programs that die, hang, talk nonsense or too much: their run is marked, and nothing else is hurt.
#![cfg(target_os = "linux")]

use std::fs;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::cli_place::{Place, Ran};
use crate::seats_programs::{place, ran, rows};

const RUNS: usize = 7;

fn words(dir: &str) -> String {
    format!(
        "run classroom -n {RUNS} --tables runs,summits --threads 2 --seat-timeout 1500 --out {dir}"
    )
}

/// Holds that no process that wrote its number is left.
fn nothing_is_left(place: &Place) {
    for pid in place.text("pids").lines() {
        // Where it works tells it from a later process of the same number; what has died works nowhere.
        let here = fs::canonicalize(place.path("")).unwrap();
        let alive = || fs::read_link(format!("/proc/{pid}/cwd")).is_ok_and(|cwd| cwd == here);
        let begun = Instant::now();
        while alive() {
            assert!(begun.elapsed() < Duration::from_secs(5), "{pid} is left");
            sleep(Duration::from_millis(5));
        }
    }
}

/// A batch in which the program does `what` at its second request of run 4.
fn spoilt(place: &Place, what: &str) -> Ran {
    let began = Instant::now();
    let ran = ran(place, &words(what), &[&format!("gatekeeper=sh seat.sh {what}")]).ended(0);
    assert!(began.elapsed() < Duration::from_secs(60), "{what} took {:?}", began.elapsed());
    nothing_is_left(place);
    ran
}

#[test]
fn a_fault_marks_its_run_and_hurts_no_other() {
    let place = place();
    spoilt(&place, "none");
    let (clean, seats) = (rows(&place, "none/runs.csv"), rows(&place, "none/seats.csv"));
    assert!(seats.iter().all(|row| row.ends_with(",,")));
    // What plays on is the rule, from the second request on; the program gave the first answer.
    let mut marked = None;
    for (what, fault) in [
        ("die", "ended"),
        ("kill", "ended"),
        ("half", "ended"),
        ("close-output", "ended"),
        ("hang", "silent"),
        ("orphan", "silent"),
        ("close-input", "silent"),
        ("trickle", "silent"),
        ("garbage", "garbage"),
        ("binary", "garbage"),
        ("lines", "garbage"),
        ("stray", "stray"),
        ("illegal", "illegal"),
        ("no-answer", "illegal"),
        ("too-short", "illegal"),
        ("flood", "flood"),
    ] {
        let ran = spoilt(&place, what);
        let says = format!("1 of {RUNS} runs is marked in seats.csv: a program lost its seat");
        assert!(ran.says(&says), "{what}: {}", ran.err);
        assert!(ran.says(&format!("run 4, where gatekeeper lost it ({fault})")), "{}", ran.err);
        let (runs, played) =
            (rows(&place, &format!("{what}/runs.csv")), rows(&place, &format!("{what}/seats.csv")));
        for run in (0..RUNS).filter(|&run| run != 4) {
            assert_eq!(runs[run], clean[run], "{what}");
            assert_eq!(played[run], seats[run], "{what}");
        }
        let cells: Vec<&str> = played[4].split(',').collect();
        assert_eq!(cells[4..6], ["1", fault], "{what}");
        // However it failed, the run comes to the same.
        let metric_values = (runs[4].clone(), cells[3].to_owned(), cells[6].to_owned());
        assert_eq!(*marked.get_or_insert_with(|| metric_values.clone()), metric_values, "{what}");
    }
    assert_ne!(marked.unwrap().0, clean[4], "the fall-back plays as the program does");
}

#[test]
fn another_fall_back_plays_on_if_it_is_asked_for() {
    let place = place();
    let seat = ["gatekeeper=sh seat.sh die"];
    ran(&place, &words("rule"), &seat).ended(0);
    ran(&place, &format!("{} --fallback random", words("random")), &seat).ended(0);
    let [rule, random] = ["rule/runs.csv", "random/runs.csv"].map(|path| rows(&place, path));
    for run in 0..RUNS {
        assert_eq!(rule[run] == random[run], run != 4, "run {run}");
    }
}

#[test]
fn megabytes_on_standard_error_are_no_fault() {
    let place = place();
    spoilt(&place, "none");
    let ran = spoilt(&place, "errors");
    assert!(!ran.err.contains("marked") && ran.err.len() < 4000, "{}", ran.err);
    for file in ["runs.csv", "seats.csv"] {
        assert_eq!(place.text(&format!("none/{file}")), place.text(&format!("errors/{file}")));
    }
}

/// What an earlier run did to a process is no part of the next: it is asked again afresh.
#[test]
fn what_happens_between_runs_is_no_fault() {
    let place = place();
    spoilt(&place, "none");
    spoilt(&place, "leave-at-the-end");
    assert_eq!(place.text("none/runs.csv"), place.text("leave-at-the-end/runs.csv"));
    assert_eq!(place.text("none/seats.csv"), place.text("leave-at-the-end/seats.csv"));
}

#[test]
fn marked_runs_do_not_depend_on_the_threads() {
    let place = place();
    let made = |threads: usize| {
        let dir = format!("twice-{threads}");
        let words =
            format!("run classroom -n 15 --seat-timeout 20000 --threads {threads} --out {dir}");
        assert!(
            ran(&place, &words, &["gatekeeper=sh seat.sh twice"])
                .ended(0)
                .says("are marked in seats.csv")
        );
        place.files(&dir)
    };
    let alone = made(1);
    assert!(alone == made(2), "two threads");
    assert!(alone == made(3), "three threads");
    nothing_is_left(&place);
}

#[test]
fn a_program_that_always_fails_is_given_up() {
    let place = place();
    let words = "run classroom -n 200 --seat-timeout 20000 --out out";
    let ran = ran(&place, words, &["gatekeeper=sh seat.sh words always"]).ended(1);
    assert!(ran.says("the first 20 runs all lost a program"), "{}", ran.err);
    assert!(ran.says("that of gatekeeper: it ended, or closed its standard output"), "{}", ran.err);
    assert!(ran.says("its standard error: a word of explanation"), "{}", ran.err);
    assert!(ran.says("give the command again with --force"), "{}", ran.err);
    assert!(!place.path("out/manifest.json").exists());
    nothing_is_left(&place);
}

#[test]
fn a_program_that_cannot_be_started_is_refused_before_the_first_run() {
    let place = place();
    place.write("leaves.sh", "echo 'no licence' >&2\nexit 3\n");
    place.write("greets.sh", "echo hello there\nsleep 1000\n");
    place.write("plain", "no program\n");
    for (command, says) in [
        ("no-such-program", "there is no such program; give its path, or its name on the PATH"),
        ("./plain", "it may not be executed"),
        ("sh leaves.sh", "it ended before it said that it is ready its standard error: no licence"),
        (
            "sh greets.sh",
            "it is to answer the hello with {\"type\":\"ready\"}, and wrote `hello there`",
        ),
    ] {
        let ran = ran(&place, "run classroom -n 5 --out out", &[&format!("gatekeeper={command}")]);
        let ran = ran.ended(2);
        let begins = format!("the program of gatekeeper (`{command}`) cannot be started: {says}");
        assert!(ran.says(&begins), "{}", ran.err);
        assert_eq!(ran.out, "");
        assert!(!place.path("out").exists(), "{command}");
    }
}

#[test]
fn a_program_that_is_never_ready_is_refused() {
    let place = place();
    place.write("mute.sh", "echo $$ >> pids\nexec sleep 1000\n");
    let ran = ran(&place, "run classroom -n 5 --out out", &["gatekeeper=sh mute.sh"]).ended(2);
    assert!(ran.says("it did not say that it is ready within 10 seconds"), "{}", ran.err);
    nothing_is_left(&place);
}

/// That a fresh process cannot be had is nothing that a run did: the batch stops, and goes on when it can.
#[test]
fn a_batch_stops_when_a_program_cannot_be_started_again() {
    let place = place();
    let seat = ["gatekeeper=sh seat.sh vanish"];
    let words =
        |dir: &str| format!("run classroom -n {RUNS} --seat-timeout 20000 --threads 1 --out {dir}");
    place.write("once", "");
    let stopped = ran(&place, &words("out"), &seat).ended(75);
    assert!(
        stopped.says("cannot be started: it ended before it said that it is ready"),
        "{}",
        stopped.err
    );
    assert!(!place.path("out/manifest.json").exists() && !place.path("once").exists());
    place.write("seat.sh", crate::seats_programs::SHELL);
    ran(&place, &words("out"), &seat).ended(0);
    let marked = rows(&place, "out/seats.csv");
    // Run 4 is marked if its chunk was kept, and made again if not; all else is as it would have been.
    ran(&place, &words("whole"), &seat).ended(0);
    let whole = rows(&place, "whole/seats.csv");
    for run in (0..RUNS).filter(|&run| run != 4) {
        assert_eq!(marked[run], whole[run]);
    }
    nothing_is_left(&place);
}

#[test]
fn seats_that_cannot_be_meant_are_refused() {
    let place = place();
    for (seats, says) in [
        (&["gatekeeper"][..], "--seat gatekeeper: no command; write --seat PARTY=COMMAND"),
        (&["gatekeeper= "], "--seat gatekeeper= : the command is empty"),
        (&["gatekeeper=sh 'x"], "the quote ' is not closed"),
        (
            &["gatekeepr=sh seat.sh"],
            "classroom has no party `gatekeepr`; did you mean `gatekeeper`?",
        ),
        (&["zzz=sh seat.sh"], "its parties are `requester`, `gatekeeper`"),
        (&["gatekeeper=sh seat.sh", "gatekeeper=sh"], "gatekeeper already has a program"),
    ] {
        let ran = ran(&place, "run classroom -n 5 --out out", seats).ended(2);
        let flat = ran.err.split_whitespace().collect::<Vec<_>>().join(" ");
        let says = says.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(&says), "{}", ran.err);
        assert!(!place.path("out").exists() && !place.path("pids").exists());
    }
    let ran = ran(&place, "run classroom --seat-timeout 0", &["gatekeeper=sh seat.sh"]).ended(2);
    assert!(ran.says("a whole number from 1 to 3600000"), "{}", ran.err);
    place.run("run classroom --fallback random").ended(2);
}

/// A program of Python that raises at its first request, or that adds a key to its answers.
#[test]
fn how_a_program_lost_its_seat_is_shown_with_its_standard_error_and_its_line() {
    if std::process::Command::new("python3").arg("--version").output().is_err() {
        return;
    }
    let place = place();
    place.write("fails.py", include_str!("data/seat-raises.py"));
    for (runs, code) in [(3, 0), (30, 1)] {
        let words = |dir: &str| {
            format!(
                "run classroom -n {runs} --tables runs --seat-timeout 20000 --quiet --out {dir}{runs}"
            )
        };
        let raised = ran(&place, &words("raised"), &["gatekeeper=python3 fails.py"]).ended(code);
        assert!(raised.says("it ended, or closed its standard output"), "{}", raised.err);
        assert!(raised.says("ValueError: my own mistake"), "{}", raised.err);
        let extra =
            ran(&place, &words("extra"), &["gatekeeper=python3 fails.py extra"]).ended(code);
        assert!(
            extra.says("`reason` is not a key of an answer: those are `type`, `id` and `answer`"),
            "{}",
            extra.err
        );
        assert!(extra.says(r#""reason": "why not"}"#), "{}", extra.err);
    }
}
