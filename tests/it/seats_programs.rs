//! Programs in seats: the same bytes on any number of threads and after an interruption, and a log that does without them.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Stdio};

use summitry_lab::agents::words;

use crate::cli_place::{Place, Ran};
use crate::docs_page::{in_step, page, replaced};

/// A program for any seat in the shell that every Unix has: it gives the first legal answer, and makes its own proposal.
/// What its first argument names it does in run 4, at its second request; `always` names when else.
pub(crate) const SHELL: &str = r#"
what=$1 always=$2
echo $$ >> pids
request=0 last=
while IFS= read -r line; do
    case $line in
        '{"type":"hello"'*) printf '{"type":"ready","name":"shell"}\n'; continue ;;
        '{"type":"request"'*) ;;
        '{"type":"end"'*) [ "$what" = leave-at-the-end ] && exit 0; continue ;;
        *) continue ;;
    esac
    id=${line#*'"id":"'}; id=${id%%'"'*}
    run=${id%%.*}
    [ "$run" = "$last" ] || { request=0; last=$run; }
    request=$((request + 1))
    if [ "$run.$request" = 4.2 ] || [ -n "$always" ]; then
        case $what in
            die) exit 1 ;;
            kill) kill -9 $$ ;;
            hang) sleep 1000 & echo $! >> pids; wait ;;
            orphan) sleep 1000 & echo $! >> pids; exit 0 ;;
            close-output) exec 1>&-; sleep 1000 ;;
            close-input) exec 0<&-; sleep 1000 ;;
            half) printf '{"id":"%s",' "$id"; exit 0 ;;
            trickle) while :; do printf ' '; sleep 0.02; done ;;
            garbage) printf 'what?\n' ;;
            binary) printf '\377\376\n' ;;
            empty) printf '\n' ;;
            illegal) printf '{"id":"%s","answer":"take"}\n' "$id"; continue ;;
            no-answer) printf '{"id":"%s","answer":"later"}\n' "$id"; continue ;;
            too-short) printf '{"id":"%s","answer":[]}\n' "$id"; continue ;;
            stray) printf '{"id":"%s.9","answer":"defer"}\n' "$id"; continue ;;
            flood) while :; do printf '%s%s%s%s' "$line" "$line" "$line" "$line" | tr -d '\n'; done ;;
            lines) exec yes ;;
            errors) head -c 3000000 /dev/zero | tr '\0' 'e' >&2; echo >&2 ;;
            words) echo 'a word of explanation' >&2; exit 3 ;;
            vanish) if [ -e once ]; then rm once seat.sh; exit 1; fi ;;
        esac
    fi
    case $line in
        *'"request":"offer"'*) answer=${line#*'"proposal":'}; answer=${answer%%]*}] ;;
        *) answer=${line#*'"legal":['}; answer=${answer%%[],]*} ;;
    esac
    printf '{"type":"answer","id":"%s","answer":%s}\n' "$id" "$answer"
    [ "$what" = twice ] && printf '{"type":"answer","id":"%s","answer":%s}\n' "$id" "$answer"
    :
done
"#;

/// A place with that program in it.
pub(crate) fn place() -> Place {
    let place = Place::new();
    place.write("seat.sh", SHELL);
    place
}

/// Runs `summitry` with these words and a program in each of these seats.
pub(crate) fn ran(place: &Place, words: &str, seats: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_summitry"));
    command.args(words.split_whitespace());
    for seat in seats {
        command.args(["--seat", seat]);
    }
    command.env("COLUMNS", "80").current_dir(place.path("")).stdin(Stdio::null());
    let output = command.output().unwrap();
    Ran {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The rows of a table without its head.
pub(crate) fn rows(place: &Place, path: &str) -> Vec<String> {
    place.text(path).lines().skip(1).map(str::to_owned).collect()
}

#[test]
fn the_bytes_do_not_depend_on_the_threads() {
    let place = place();
    let seats = ["gatekeeper=sh seat.sh", "near-ally=sh seat.sh"];
    let made = |dir: &str, threads: usize| -> BTreeMap<String, Vec<u8>> {
        let words = format!(
            "run classroom -n 30 --seat-timeout 20000 --trace -q --threads {threads} --out {dir}"
        );
        let ran = ran(&place, &words, &seats).ended(0);
        assert_eq!(ran.err, "");
        place.files(dir)
    };
    let alone = made("one", 1);
    assert!(alone.contains_key("seats.csv"));
    assert!(alone == made("two", 2), "two threads");
    assert!(alone == made("three", 3), "three threads");
    // One process a worker and seat at most, and one of each was tried out before the first run.
    let started = place.text("pids").lines().count();
    assert!((12..=18).contains(&started), "{started} processes");
}

#[test]
#[cfg(target_os = "linux")]
fn an_interrupted_batch_goes_on_to_the_same_bytes() {
    let place = place();
    let seat = "gatekeeper=sh seat.sh";
    let line = |dir: &str| {
        format!("run classroom -n 400 --seat-timeout 20000 --tables runs,summary --out {dir}")
    };
    let more = ["--seat", seat];
    let stopped =
        crate::cli_stop::interrupted_with(&place, &line("stopped"), &more, "stopped", "-INT");
    let output = stopped.expect("a batch of seconds is not over at its first rows");
    assert_eq!(output.status.code(), Some(75), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(place.path("stopped/checkpoint.json").exists());
    ran(&place, &line("stopped"), &[seat]).ended(0);
    ran(&place, &line("whole"), &[seat]).ended(0);
    assert!(place.files("stopped") == place.files("whole"));
}

#[test]
fn a_program_that_answers_as_a_script_leaves_the_rows_of_the_script() {
    let place = place();
    let tables = "--tables runs,parties,rounds,summits,summary --trace -q";
    ran(
        &place,
        &format!("run classroom -n 40 --seat-timeout 20000 {tables} --out program"),
        &["gatekeeper=sh seat.sh"],
    )
    .ended(0);
    let script = ["grant=grant", "call-round=easy-first", "aid=release", "initiative=launch"];
    let script = [&script[..], &["respond=accept", "ratify=ratify", "pledge=nothing"]].concat();
    let script: Vec<String> = script.iter().map(|line| format!("'{line}'")).collect();
    let set = format!("party.gatekeeper.script=[{}]", script.join(","));
    let words = format!(
        "run classroom -n 40 {tables} --set party.gatekeeper.policy=scripted --set {set} --out script"
    );
    place.run(&words).ended(0);
    place.run(&format!("run classroom -n 40 {tables} --out rule")).ended(0);
    for file in ["runs.csv", "parties.csv", "rounds.csv", "summits.csv", "events.csv"] {
        let [program, script, rule] =
            ["program", "script", "rule"].map(|dir| place.text(&format!("{dir}/{file}")));
        assert!(program == script, "{file}");
        assert!(program != rule, "{file}: this script is the rule");
    }
    // The answers too; the heads name other scenarios.
    assert_eq!(rows(&place, "program/answers.jsonl"), rows(&place, "script/answers.jsonl"));
}

#[test]
fn a_log_is_replayed_without_the_program() {
    let place = place();
    let made = ran(
        &place,
        "run classroom -n 8 --seat-timeout 20000 --trace -q --out out",
        &["gatekeeper=sh seat.sh die"],
    );
    assert!(made.ended(0).says("1 of 8 runs is marked in seats.csv"));
    fs::remove_file(place.path("seat.sh")).unwrap();
    let replayed = place.run("replay out/answers.jsonl").ended(0);
    assert!(replayed.out.contains('8'), "{}", replayed.out);
    // Of a program whose file is gone it cannot be known that it is the same.
    let again = ran(
        &place,
        "run classroom -n 8 --seat-timeout 20000 --trace --out out",
        &["gatekeeper=sh seat.sh die"],
    );
    assert_eq!(again.code, Some(2), "{}", again.err);
}

#[test]
fn what_is_asked_and_answered_is_counted() {
    let place = place();
    ran(
        &place,
        "run classroom -n 12 --seat-timeout 20000 --trace -q --out out",
        &["gatekeeper=sh seat.sh die"],
    )
    .ended(0);
    let log: Vec<serde_json::Value> = rows(&place, "out/answers.jsonl")
        .iter()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    for row in rows(&place, "out/seats.csv") {
        let cells: Vec<&str> = row.split(',').collect();
        let run: u64 = cells[1].parse().unwrap();
        let asked = |line: &&serde_json::Value| line["run"] == run && line["party"] == "gatekeeper";
        let decisions: Vec<u64> =
            log.iter().filter(asked).map(|line| line["decision"].as_u64().unwrap()).collect();
        assert_eq!(cells[3], decisions.len().to_string(), "{row}");
        if run == 4 {
            assert_eq!(cells[4..], ["1", "ended", &decisions[1].to_string()], "{row}");
        } else {
            assert_eq!(cells[4..], [cells[3], "", ""], "{row}");
        }
    }
}

#[test]
fn another_program_is_another_batch() {
    let place = place();
    let words = "run classroom -n 4 --tables runs -q --out out";
    let seat = "gatekeeper=sh seat.sh";
    ran(&place, words, &[seat]).ended(0);
    let none = place.run(words).ended(2);
    assert!(none.says("seats"), "{}", none.err);
    let other = ran(&place, words, &["gatekeeper=sh seat.sh never"]).ended(2);
    assert!(other.says("seats.party.gatekeeper.command"), "{}", other.err);
    let timeout = ran(&place, &format!("{words} --seat-timeout 900"), &[seat]).ended(2);
    assert!(
        timeout.says("timeout_ms is 1000 there, not 900") || timeout.says("900"),
        "{}",
        timeout.err
    );
    place.write("seat.sh", &format!("{SHELL}# changed\n"));
    let changed = ran(&place, words, &[seat]).ended(2);
    assert!(changed.says("seats.party.gatekeeper.files.seat.sh"), "{}", changed.err);
}

#[test]
fn the_worked_example_plays() {
    if Command::new("python3").arg("--version").output().is_err() {
        return;
    }
    let place = Place::new();
    let program = fs::canonicalize("docs/seats/deferring_gatekeeper.py").unwrap();
    let seat = |level: &str| format!("gatekeeper=python3 '{}' {level}", program.display());
    let summits = |level: &str| -> usize {
        let words =
            format!("run classroom -n 60 --seat-timeout 20000 --trace -q --force --out out{level}");
        let ran = ran(&place, &words, &[&seat(level)]).ended(0);
        assert_eq!(ran.err, "");
        rows(&place, &format!("out{level}/summits.csv")).len()
    };
    let (low, high) = (summits("0.1"), summits("0.9"));
    assert!(low > high && high > 0, "{low} summits at a low level, {high} at a high one");

    // The example of the page, from the program itself.
    let path = "docs/seats.md";
    let there = page(path);
    let line = there.lines().find(|line| line.starts_with("summitry run ")).unwrap();
    fs::create_dir_all(place.path("docs/seats")).unwrap();
    fs::copy(&program, place.path("docs/seats/deferring_gatekeeper.py")).unwrap();
    let typed = words(line).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_summitry"))
        .args(&typed[1..])
        .env("COLUMNS", "80")
        .current_dir(place.path(""))
        .output()
        .unwrap();
    assert!(output.status.success());
    let printed = String::from_utf8(output.stdout).unwrap();
    let example = format!("```text\n{}\n```\n", printed.trim_end());
    in_step(path, &replaced(&there, "<!-- example: ", "<!-- example end", &example));
}
